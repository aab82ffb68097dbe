#include "model/tally.h"

#include <string.h>

// A page's id is kept only where it names a record; elsewhere it may be a visitor's
// words.
static const struct screen {
    const char *name;
    bool of_record;
} screens[ROUTE_COUNT] = {
    [ROUTE_HOME] = {"home", false},
    [ROUTE_ACTIVITIES] = {"activities", false},
    [ROUTE_TIMETABLE] = {"timetable", false},
    [ROUTE_SEARCH] = {"search", false},
    [ROUTE_ACTIVITY] = {"activity", true},
    [ROUTE_CONTESTS] = {"contests", false},
    [ROUTE_CONTEST] = {"contest", true},
    [ROUTE_CAREERS] = {"careers", false},
    [ROUTE_CAREER] = {"career", true},
    [ROUTE_NETWORK] = {"network", false},
    [ROUTE_ORGANISATION] = {"organisation", true},
    [ROUTE_PROGRAMME] = {"programme", true},
    [ROUTE_EVENT] = {"event", true},
    [ROUTE_PLACE] = {"place", true},
    [ROUTE_RESOURCE] = {"resource", true},
    [ROUTE_STORY] = {"story", true},
    [ROUTE_QUIZ] = {"quiz", false},
};

static void copy(struct str from, char *to, size_t size)
{
    if (!str_to_cstr(from, to, size))
        to[0] = '\0';
}

static struct str screen_name(const struct tally *tally)
{
    const char *name = screens[tally->page.route].name;
    return name != NULL ? str_from_cstr(name) : STR("other");
}

// The open screen's line of the visit; NULL: it has no more room.
static struct usage_page *line_of(struct tally *tally)
{
    struct usage_visit *visit = &tally->visit;
    struct usage_page line = {0};
    copy(screen_name(tally), line.screen, sizeof(line.screen));
    if (screens[tally->page.route].of_record)
        copy(str_from_cstr(tally->page.id), line.record, sizeof(line.record));
    for (size_t i = 0; i < visit->page_count; i++)
        if (strcmp(visit->pages[i].screen, line.screen) == 0 &&
            strcmp(visit->pages[i].record, line.record) == 0)
            return &visit->pages[i];
    if (visit->page_count == USAGE_PAGES_MAX)
        return NULL;
    visit->pages[visit->page_count] = line;
    return &visit->pages[visit->page_count++];
}

static void leave(struct tally *tally, int64_t now_ms)
{
    struct usage_page *line = line_of(tally);
    if (line == NULL)
        return;
    line->dwell_ms += now_ms > tally->opened_ms ? now_ms - tally->opened_ms : 0;
    copy(str_from_cstr(tally->lang), line->lang, sizeof(line->lang));
}

static void enter(struct tally *tally, const struct model_view *view)
{
    tally->page = *view->page;
    tally->page_serial = view->page_serial;
    tally->opened_ms = view->now_monotonic_ms;
}

static void begin(struct tally *tally, const struct model_view *view)
{
    tally->visit = (struct usage_visit){0};
    tally->running = true;
    if (view->zone != NULL)
        tally->visit.day =
            civil_to_days(i18n_zone_local(view->zone, view->now_utc_ms).date);
    enter(tally, view);
}

// Whoever goes away says nothing: they were there until the last touch.
static void end(struct tally *tally)
{
    leave(tally, tally->touched_ms);
    copy(screen_name(tally), tally->visit.end, sizeof(tally->visit.end));
    copy(str_from_cstr(tally->lang), tally->visit.lang, sizeof(tally->visit.lang));
    tally->running = false;
}

bool tally_take(struct tally *tally, const struct intent *intent,
                const struct model_view *view)
{
    if (view->page->route == ROUTE_ATTRACT) {
        bool over = tally->running;
        if (over)
            end(tally);
        return over;
    }
    if (intent->verb != INTENT_TICK)
        tally->touched_ms = view->now_monotonic_ms;
    if (!tally->running) {
        begin(tally, view);
    } else if (tally->page_serial != view->page_serial) {
        leave(tally, view->now_monotonic_ms);
        enter(tally, view);
    }
    copy(view->lang, tally->lang, sizeof(tally->lang));
    return false;
}
