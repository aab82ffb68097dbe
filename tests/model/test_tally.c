// What of a visit is counted.
#include "fixture.h"
#include "model/tally.h"

static const char now[] = "2026-11-21T13:32:00Z";

struct watched {
    struct fixture f;
    struct tally tally;
    int visits;
};

static void start(struct watched *w)
{
    *w = (struct watched){0};
    fixture_init(&w->f, now);
}

static void apply(struct watched *w, enum intent_verb verb, int64_t number,
                  const char *id)
{
    const struct intent intent = {verb, number, str_from_cstr(id)};
    (void)model_apply(w->f.model, &intent);
    struct model_view view = fixture_look(&w->f);
    w->visits += tally_take(&w->tally, &intent, &view);
}

static void after(struct watched *w, int64_t ms, enum intent_verb verb, int64_t number,
                  const char *id)
{
    fixture_skip(&w->f, ms);
    apply(w, verb, number, id);
}

static void go_away(struct watched *w)
{
    after(w, 45000, INTENT_TICK, 0, "");
    after(w, 15000, INTENT_TICK, 0, "");
}

static const struct usage_page *page_at(const struct watched *w, size_t at,
                                        const char *screen, const char *record)
{
    const struct usage_page *page = &w->tally.visit.pages[at];
    cr_assert_lt(at, w->tally.visit.page_count);
    cr_assert_str_eq(page->screen, screen);
    cr_assert_str_eq(page->record, record);
    return page;
}

Test(tally, a_visit_goes_from_the_first_touch_to_the_return_of_the_loop)
{
    struct watched w;
    start(&w);
    apply(&w, INTENT_TICK, 0, "");
    cr_assert_eq(w.visits, 0, "nobody was there");
    apply(&w, INTENT_BEGIN, 0, "");
    after(&w, 3000, INTENT_OPEN, ROUTE_ACTIVITIES, "field-t");
    after(&w, 4000, INTENT_OPEN, ROUTE_ACTIVITY, "robot");
    after(&w, 20000, INTENT_LANGUAGE, 0, "en");
    after(&w, 1000, INTENT_TOUCHED, 0, "");
    cr_assert_eq(w.visits, 0);
    go_away(&w);
    cr_assert_eq(w.visits, 1);
    const struct usage_visit *visit = &w.tally.visit;
    cr_assert_eq(visit->day, 20778, "Saturday");
    cr_assert_str_eq(visit->lang, "en");
    cr_assert_str_eq(visit->end, "activity");
    cr_assert_eq(visit->page_count, 3);
    cr_assert_eq(page_at(&w, 0, "home", "")->dwell_ms, 3000);
    cr_assert_str_eq(page_at(&w, 0, "home", "")->lang, "sq");
    cr_assert_eq(page_at(&w, 1, "activities", "")->dwell_ms, 4000);
    cr_assert_eq(page_at(&w, 2, "activity", "robot")->dwell_ms, 21000,
                 "until the last touch, not until the loop came back");
    go_away(&w);
    cr_assert_eq(w.visits, 1, "and once only");
    model_destroy(w.f.model);
}

Test(tally, a_screen_counts_once_however_often_it_is_opened)
{
    struct watched w;
    start(&w);
    apply(&w, INTENT_BEGIN, 0, "");
    for (int i = 0; i < 300; i++) {
        after(&w, 1000, INTENT_OPEN, ROUTE_ACTIVITY, "robot");
        after(&w, 1000, INTENT_OPEN, ROUTE_HOME, "");
    }
    go_away(&w);
    cr_assert_eq(w.visits, 1);
    cr_assert_eq(w.tally.visit.page_count, 2);
    cr_assert_eq(page_at(&w, 1, "activity", "robot")->dwell_ms, 300000);
    model_destroy(w.f.model);
}

Test(tally, a_very_long_visit_is_bounded)
{
    struct watched w;
    start(&w);
    apply(&w, INTENT_BEGIN, 0, "");
    for (int i = 0; i < 1000; i++) {
        char id[24];
        snprintf(id, sizeof(id), "record-%d", i);
        after(&w, 100, INTENT_OPEN, ROUTE_STORY, id);
    }
    go_away(&w);
    cr_assert_eq(w.visits, 1);
    cr_assert_eq(w.tally.visit.page_count, USAGE_PAGES_MAX);
    cr_assert_str_eq(w.tally.visit.end, "story");
    model_destroy(w.f.model);
}

Test(tally, what_is_no_record_of_the_content_is_not_kept)
{
    struct watched w;
    start(&w);
    apply(&w, INTENT_BEGIN, 0, "");
    after(&w, 100, INTENT_OPEN, ROUTE_CONTESTS, "somebody");
    go_away(&w);
    page_at(&w, 1, "contests", "");
    model_destroy(w.f.model);
}
