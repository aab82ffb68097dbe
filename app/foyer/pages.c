#include "pages.h"

static const struct page {
    const char *name;
    enum model_route route;
    bool wants_id;
    int64_t tab; // of the network screen
} pages[] = {
    {"attract", ROUTE_ATTRACT, false, 0},
    {"home", ROUTE_HOME, false, 0},
    {"activities", ROUTE_ACTIVITIES, false, 0},
    {"contests", ROUTE_CONTESTS, false, 0},
    {"careers", ROUTE_CAREERS, false, 0},
    {"network", ROUTE_NETWORK, false, 0},
    {"timetable", ROUTE_TIMETABLE, false, 0},
    {"search", ROUTE_SEARCH, false, 0},
    {"programmes", ROUTE_NETWORK, false, 1},
    {"places", ROUTE_NETWORK, false, 2},
    {"events", ROUTE_NETWORK, false, 3},
    {"resources", ROUTE_NETWORK, false, 4},
    {"stories", ROUTE_NETWORK, false, 5},
    {"numbers", ROUTE_NETWORK, false, 6},
    // kinds of records
    {"activity", ROUTE_ACTIVITY, true, 0},
    {"contest", ROUTE_CONTEST, true, 0},
    {"career", ROUTE_CAREER, true, 0},
    {"organisation", ROUTE_ORGANISATION, true, 0},
    {"programme", ROUTE_PROGRAMME, true, 0},
    {"event", ROUTE_EVENT, true, 0},
    {"place", ROUTE_PLACE, true, 0},
    {"resource", ROUTE_RESOURCE, true, 0},
    {"story", ROUTE_STORY, true, 0},
    {"figure", ROUTE_NETWORK, false, 6},
    {"pathway", ROUTE_CAREERS, false, 0},
    {"quiz", ROUTE_QUIZ, false, 0},
    {"question", ROUTE_QUIZ, false, 0},
    {"slide", ROUTE_ATTRACT, false, 0},
    {"venue", ROUTE_HOME, false, 0},
    {"notice", ROUTE_HOME, false, 0},
};

static const struct page *find_page(struct str name)
{
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        if (str_equal(str_from_cstr(pages[i].name), name)) {
            return &pages[i];
        }
    }
    return NULL;
}

bool page_open(struct kiosk *kiosk, struct str name, struct str id, bool *out_own)
{
    const struct page *page = find_page(name);
    if (!page || (page->wants_id && !id.len)) {
        return false;
    }
    if (out_own) {
        *out_own =
            page->wants_id || page->route == ROUTE_ATTRACT || page->route == ROUTE_HOME;
    }
    // A visit begins at home, whatever the first touch is; pages open from there.
    if (page->route != ROUTE_ATTRACT) {
        kiosk_apply(kiosk, &(struct intent){.verb = INTENT_BEGIN});
        kiosk_apply(kiosk, &(struct intent){.verb = INTENT_OPEN,
                                            .number = page->route,
                                            .id = page->wants_id ? id : STR("")});
    }
    if (page->route == ROUTE_NETWORK) {
        kiosk_apply(kiosk, &(struct intent){.verb = INTENT_TAB, .number = page->tab});
    }
    return true;
}
