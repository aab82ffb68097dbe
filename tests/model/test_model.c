#include "fixture.h"

static const char now[] = "2026-11-21T13:32:00Z";

static void begin(struct fixture *fixture)
{
    fixture_init(fixture, now);
    fixture_do(fixture, INTENT_BEGIN, 0, "");
}

static void tick_after(struct fixture *fixture, int64_t ms)
{
    fixture_skip(fixture, ms);
    fixture_do(fixture, INTENT_TICK, 0, "");
}

Test(model, starts_on_the_attract_loop_in_the_first_language)
{
    struct fixture f;
    fixture_init(&f, now);
    struct model_view view = fixture_look(&f);
    cr_assert_eq(view.page->route, ROUTE_ATTRACT);
    cr_assert(str_equal(view.lang, STR("sq")));
    cr_assert_not(view.can_go_back);
    cr_assert_not(view.empty, "not known yet is loading, not empty");
    model_destroy(f.model);
}

static struct str venue_among(const char *venues)
{
    struct fixture f;
    fixture_init(&f, now);
    fixture_state(&f, 1);
    fixture_answer(&f, CONTENT_VENUE, venues, 1);
    const struct content_record *venue = fixture_look(&f).venue;
    static char id[32];
    id[0] = '\0';
    if (venue)
        cr_assert(str_to_cstr(venue->id, id, sizeof(id)));
    model_destroy(f.model);
    return str_from_cstr(id);
}

Test(model, is_the_venue_that_the_settings_name_else_the_first)
{
    static const char annex[] =
        "{\"id\":\"annex\",\"kind\":\"venue\",\"timezone\":\"UTC\","
        "\"title\":{\"en\":\"Annex\"}}\n";
    static const char both[] =
        "{\"id\":\"annex\",\"kind\":\"venue\",\"timezone\":\"UTC\","
        "\"title\":{\"en\":\"Annex\"}}\n"
        "{\"id\":\"centre\",\"kind\":\"venue\",\"timezone\":\"UTC\","
        "\"title\":{\"en\":\"Centre\"}}\n";
    cr_assert(str_equal(venue_among(both), STR("centre")));
    cr_assert(str_equal(venue_among(annex), STR("annex")));
    cr_assert_eq(venue_among("").len, 0);
}

Test(model, lands_on_home_whatever_is_touched_first)
{
    static const struct {
        enum intent_verb verb;
        int64_t number;
    } first[] = {{INTENT_BEGIN, 0},     {INTENT_OPEN, ROUTE_CAREER},
                 {INTENT_BACK, 0},      {INTENT_STAY, 0},
                 {INTENT_LANGUAGES, 1}, {INTENT_FILTER_PLACES, 0}};
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
        struct fixture f;
        fixture_init(&f, now);
        cr_assert(fixture_do(&f, first[i].verb, first[i].number, ""));
        struct model_view view = fixture_look(&f);
        cr_assert_eq(view.page->route, ROUTE_HOME, "verb %d", first[i].verb);
        cr_assert_eq(view.panel, PANEL_NONE);
        model_destroy(f.model);
    }
}

Test(model, does_not_begin_when_the_finger_only_comes_down)
{
    struct fixture f;
    fixture_init(&f, now);
    fixture_do(&f, INTENT_TOUCHED, 0, "");
    cr_assert_eq(fixture_look(&f).page->route, ROUTE_ATTRACT);
    model_destroy(f.model);
}

Test(model, asks_after_45_seconds_and_forgets_15_seconds_later)
{
    struct fixture f;
    begin(&f);
    fixture_do(&f, INTENT_LANGUAGE, 0, "en");
    fixture_do(&f, INTENT_OPEN, ROUTE_ACTIVITIES, "field-t");
    tick_after(&f, 44999);
    cr_assert_not(fixture_look(&f).asking);
    tick_after(&f, 1);
    struct model_view view = fixture_look(&f);
    cr_assert(view.asking);
    cr_assert_eq(view.seconds_left, 15);
    tick_after(&f, 14000);
    cr_assert_eq(fixture_look(&f).seconds_left, 1);
    cr_assert_eq(fixture_look(&f).page->route, ROUTE_ACTIVITIES);
    tick_after(&f, 1000);
    view = fixture_look(&f);
    cr_assert_eq(view.page->route, ROUTE_ATTRACT);
    cr_assert(str_equal(view.lang, STR("sq")), "the language is forgotten");
    cr_assert_eq(view.filter->fields, 0, "the filters are forgotten");
    cr_assert_not(view.can_go_back, "the history is forgotten");
    cr_assert_not(view.asking);
    struct effect effect;
    bool forget = false;
    while (model_next_effect(f.model, &effect))
        forget = forget || effect.kind == EFFECT_FORGET_VISIT;
    cr_assert(forget);
    model_destroy(f.model);
}

Test(model, stays_when_the_question_is_answered)
{
    struct fixture f;
    begin(&f);
    tick_after(&f, 45000);
    fixture_do(&f, INTENT_OPEN, ROUTE_CAREERS, "");
    struct model_view view = fixture_look(&f);
    cr_assert_not(view.asking);
    cr_assert_eq(view.page->route, ROUTE_HOME, "the touch says yes and nothing else");
    tick_after(&f, 44000);
    cr_assert_not(fixture_look(&f).asking, "45 seconds start again");
    model_destroy(f.model);
}

Test(model, keeps_the_question_while_a_finger_lies_there)
{
    struct fixture f;
    begin(&f);
    tick_after(&f, 45000);
    fixture_skip(&f, 10000);
    fixture_do(&f, INTENT_TOUCHED, 0, "");
    cr_assert_eq(fixture_look(&f).seconds_left, 15);
    cr_assert(fixture_look(&f).asking);
    model_destroy(f.model);
}

Test(model, names_its_next_deadline)
{
    struct fixture f;
    begin(&f);
    // 13:32:00: the minute ends in 60 s, the question is due in 45 s.
    cr_assert_eq(model_next_deadline_ms(f.model), 1000 + 45000);
    tick_after(&f, 45000);
    cr_assert_eq(model_next_deadline_ms(f.model), 1000 + 46000, "the countdown's second");
    fixture_do(&f, INTENT_STAY, 0, "");
    cr_assert_eq(model_next_deadline_ms(f.model), 1000 + 60000,
                 "the minute of the clock");
    model_destroy(f.model);
}

Test(model, goes_back_the_way_it_came)
{
    struct fixture f;
    begin(&f);
    fixture_do(&f, INTENT_OPEN, ROUTE_ACTIVITIES, "");
    fixture_do(&f, INTENT_OPEN, ROUTE_ACTIVITY, "robot");
    struct model_view view = fixture_look(&f);
    cr_assert_str_eq(view.page->id, "robot");
    cr_assert_eq(view.previous->route, ROUTE_ACTIVITIES);
    cr_assert_not(view.going_back);
    cr_assert(fixture_do(&f, INTENT_BACK, 0, ""));
    cr_assert_eq(fixture_look(&f).page->route, ROUTE_ACTIVITIES);
    cr_assert(fixture_look(&f).going_back);
    cr_assert(fixture_do(&f, INTENT_BACK, 0, ""));
    cr_assert_not(fixture_do(&f, INTENT_BACK, 0, ""), "home is the bottom");
    cr_assert_eq(fixture_look(&f).page->route, ROUTE_HOME);
    model_destroy(f.model);
}

Test(model, bounds_its_history_and_keeps_home_at_the_bottom)
{
    struct fixture f;
    begin(&f);
    for (int i = 0; i < 100; i++) {
        char id[24];
        snprintf(id, sizeof(id), "page-%d", i);
        cr_assert(fixture_do(&f, INTENT_OPEN, ROUTE_ACTIVITY, id));
    }
    int steps = 0;
    while (fixture_do(&f, INTENT_BACK, 0, ""))
        steps++;
    cr_assert_eq(steps, MODEL_HISTORY_MAX - 1);
    cr_assert_eq(fixture_look(&f).page->route, ROUTE_HOME);
    model_destroy(f.model);
}

Test(model, refuses_an_id_or_route_that_cannot_be)
{
    struct fixture f;
    begin(&f);
    char id[140];
    memset(id, 'a', sizeof(id) - 1);
    id[139] = '\0';
    cr_assert_not(fixture_do(&f, INTENT_OPEN, ROUTE_ACTIVITY, id));
    cr_assert_not(fixture_do(&f, INTENT_OPEN, ROUTE_COUNT, ""));
    cr_assert_not(fixture_do(&f, INTENT_OPEN, -1, ""));
    cr_assert_not(fixture_do(&f, INTENT_LANGUAGE, 0, "xx"));
    cr_assert_not(fixture_do(&f, INTENT_FILTER_PANEL, 77, ""));
    fixture_do(&f, INTENT_FILTER_AGE, 99, "");
    fixture_do(&f, INTENT_FILTER_FIELD, 99, "");
    fixture_do(&f, INTENT_FILTER_WHEN, 99, "");
    fixture_do(&f, INTENT_FILTER_LANGUAGE, 0, "much too long");
    cr_assert(model_filter_is_default(fixture_look(&f).filter));
    model_destroy(f.model);
}

Test(model, back_closes_a_panel_first)
{
    struct fixture f;
    begin(&f);
    fixture_do(&f, INTENT_OPEN, ROUTE_ACTIVITIES, "");
    fixture_do(&f, INTENT_FILTER_PANEL, PANEL_AGE, "");
    cr_assert_eq(fixture_look(&f).panel, PANEL_AGE);
    fixture_do(&f, INTENT_BACK, 0, "");
    cr_assert_eq(fixture_look(&f).panel, PANEL_NONE);
    cr_assert_eq(fixture_look(&f).page->route, ROUTE_ACTIVITIES);
    fixture_do(&f, INTENT_LANGUAGES, 1, "");
    fixture_do(&f, INTENT_LANGUAGE, 0, "en");
    cr_assert_eq(fixture_look(&f).panel, PANEL_NONE, "choosing closes it");
    model_destroy(f.model);
}

Test(model, slides_go_round_on_their_timer)
{
    static const char slides[] =
        "{\"id\":\"one\",\"kind\":\"slide\",\"title\":{\"en\":\"One\"}}\n"
        "{\"id\":\"two\",\"kind\":\"slide\",\"title\":{\"en\":\"Two\"}}\n";
    struct fixture f;
    fixture_init(&f, now);
    fixture_state(&f, 1);
    fixture_answer(&f, CONTENT_SLIDE, slides, 1);
    cr_assert_eq(model_next_deadline_ms(f.model), 9000);
    tick_after(&f, 7999);
    cr_assert_eq(fixture_look(&f).slide, 0);
    tick_after(&f, 1);
    cr_assert_eq(fixture_look(&f).slide, 1);
    tick_after(&f, 8000);
    cr_assert_eq(fixture_look(&f).slide, 0);
    fixture_do(&f, INTENT_SLIDE, -1, "");
    cr_assert_eq(fixture_look(&f).slide, 1);
    model_destroy(f.model);
}

static const char robot[] =
    "{\"id\":\"robot\",\"kind\":\"activity\",\"title\":{\"en\":\"Robot\"}}\n";
static const char bridge[] =
    "{\"id\":\"bridge\",\"kind\":\"activity\",\"title\":{\"en\":\"Bridge\"}}\n";

Test(model, keeps_the_old_content_until_the_new_has_come)
{
    struct fixture f;
    fixture_init(&f, now);
    fixture_state(&f, 1);
    fixture_answer(&f, CONTENT_ACTIVITY, robot, 1);
    cr_assert(model_settled(f.model));
    fixture_state(&f, 2);
    cr_assert_not(model_settled(f.model));
    struct model_view view = fixture_look(&f);
    cr_assert(model_find(&view, SLOT_ACTIVITIES, STR("robot")), "still shown");
    cr_assert_gt(fixture_answer(&f, CONTENT_ACTIVITY, bridge, 2), 3);
    view = fixture_look(&f);
    cr_assert(model_find(&view, SLOT_ACTIVITIES, STR("bridge")));
    cr_assert_null(model_find(&view, SLOT_ACTIVITIES, STR("robot")));
    model_destroy(f.model);
}

Test(model, changes_content_within_a_visit_with_the_next_page)
{
    struct fixture f;
    fixture_init(&f, now);
    fixture_state(&f, 1);
    fixture_do(&f, INTENT_BEGIN, 0, "");
    fixture_answer(&f, CONTENT_ACTIVITY, robot, 1);
    fixture_state(&f, 2);
    cr_assert_eq(fixture_answer(&f, CONTENT_ACTIVITY, bridge, 2), 0,
                 "not under a finger");
    fixture_do(&f, INTENT_OPEN, ROUTE_ACTIVITIES, "");
    cr_assert_gt(fixture_answer(&f, CONTENT_ACTIVITY, bridge, 2), 0);
    struct model_view view = fixture_look(&f);
    cr_assert(model_find(&view, SLOT_ACTIVITIES, STR("bridge")));
    model_destroy(f.model);
}

Test(model, drops_an_answer_to_an_older_question)
{
    struct fixture f;
    fixture_init(&f, now);
    cr_assert_not(model_deliver(f.model, fixture_result(4711, 1, robot)));
    cr_assert_not(model_deliver(f.model, NULL));
    struct model_view view = fixture_look(&f);
    cr_assert_null(view.slots[SLOT_ACTIVITIES]);
    model_destroy(f.model);
}

Test(model, keeps_what_it_has_when_a_snapshot_cannot_be_read)
{
    struct fixture f;
    fixture_init(&f, now);
    fixture_state(&f, 1);
    fixture_answer(&f, CONTENT_ACTIVITY, robot, 1);
    fixture_state(&f, 2);
    struct effect effect;
    while (model_next_effect(f.model, &effect)) {
        if (effect.kind != EFFECT_ASK)
            continue;
        struct store_result *result = fixture_result(effect.ticket, 2, "");
        result->failed = true;
        model_deliver(f.model, result);
    }
    struct model_view view = fixture_look(&f);
    cr_assert(model_find(&view, SLOT_ACTIVITIES, STR("robot")));
    tick_after(&f, 60000);
    cr_assert_gt(fixture_answer(&f, CONTENT_ACTIVITY, bridge, 2), 0, "asked again");
    view = fixture_look(&f);
    cr_assert(model_find(&view, SLOT_ACTIVITIES, STR("bridge")));
    model_destroy(f.model);
}

Test(model, says_when_content_is_old_or_missing)
{
    struct fixture f;
    fixture_init(&f, now);
    struct store_state state = {.empty = true};
    model_reader_changed(f.model, &state);
    cr_assert(fixture_look(&f).empty);
    state = (struct store_state){.generation = 1,
                                 .published_utc_ms = f.utc_ms - INT64_C(86400000) * 4,
                                 .last_error = "unreachable"};
    cr_assert(model_reader_changed(f.model, &state));
    struct model_view view = fixture_look(&f);
    cr_assert(view.stale && view.offline && !view.empty);
    model_destroy(f.model);
}

// A few thousand intents in an order a seed gives.
static void replay(struct fixture *f, uint32_t seed)
{
    static const char *const ids[] = {"", "en", "robot", "field-s", "today", "sq", "zz"};
    fixture_init(f, now);
    for (int i = 0; i < 3000; i++) {
        seed = seed * 1664525u + 1013904223u;
        enum intent_verb verb = (enum intent_verb)((seed >> 8) % (INTENT_SLIDE + 1));
        fixture_skip(f, (seed >> 4) % 9000);
        fixture_do(f, verb, (int64_t)((seed >> 12) % 14) - 2, ids[(seed >> 20) % 7]);
        struct effect effect;
        while (model_next_effect(f->model, &effect)) {
        }
        cr_assert_geq(model_next_deadline_ms(f->model), 0);
    }
}

Test(model, the_same_intents_at_the_same_times_give_the_same_state)
{
    for (uint32_t seed = 1; seed < 6; seed++) {
        struct fixture a, b;
        replay(&a, seed);
        replay(&b, seed);
        struct model_view left = fixture_look(&a), right = fixture_look(&b);
        cr_assert_eq(left.page->route, right.page->route);
        cr_assert_str_eq(left.page->id, right.page->id);
        cr_assert_eq(left.page_serial, right.page_serial);
        cr_assert_eq(left.panel, right.panel);
        cr_assert_eq(left.filter->fields, right.filter->fields);
        cr_assert_eq(left.filter->when, right.filter->when);
        cr_assert_eq(left.asking, right.asking);
        cr_assert_eq(left.tab, right.tab);
        cr_assert(str_equal(left.lang, right.lang));
        model_destroy(a.model);
        model_destroy(b.model);
    }
}
