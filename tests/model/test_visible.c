#include "fixture.h"

// Saturday 21 November 2026, 14:32 in Tirana.
static const char now[] = "2026-11-21T13:32:00Z";

static const char venue[] =
    "{\"id\":\"centre\",\"kind\":\"venue\",\"timezone\":\"Europe/Tirane\","
    "\"title\":{\"en\":\"Centre\"}}\n";

#define STORY "{\"kind\":\"story\",\"title\":{\"en\":\"Story\"},"
static const char stories[] = STORY
    "\"id\":\"always\"}\n" STORY "\"id\":\"gone\",\"visible_to\":\"2026-11-21\"}\n" STORY
    "\"id\":\"leaves\",\"visible_to\":\"2026-11-22\"}\n" STORY
    "\"id\":\"quick\",\"visible_to\":\"2026-11-21T13:33:07Z\"}\n" STORY
    "\"id\":\"sunday\",\"visible_from\":\"2026-11-22\"}\n";

#define SLIDE "{\"kind\":\"slide\",\"title\":{\"en\":\"Slide\"},"
static const char slides[] =
    SLIDE "\"id\":\"to-always\",\"target\":\"always\"}\n" SLIDE
          "\"id\":\"to-nowhere\",\"target\":\"not-there\"}\n" SLIDE
          "\"id\":\"to-sunday\",\"target\":\"sunday\"}\n" SLIDE
          "\"id\":\"itself\",\"visible_to\":\"2026-11-20\"}\n";

static const char activities[] =
    "{\"id\":\"robot\",\"kind\":\"activity\",\"title\":{\"en\":\"Robot\"},"
    "\"visible_from\":\"2026-11-22\","
    "\"sessions\":[{\"weekday\":6,\"start_min\":900,\"end_min\":960}]}\n"
    "{\"id\":\"bridge\",\"kind\":\"activity\",\"title\":{\"en\":\"Bridge\"},"
    "\"sessions\":[{\"weekday\":6,\"start_min\":600,\"end_min\":660}]}\n";

static void answer(struct fixture *f)
{
    struct effect effect;
    while (model_next_effect(f->model, &effect)) {
        const char *json = "";
        if (effect.kind != EFFECT_ASK)
            continue;
        if (effect.query.words.len > 0)
            json = stories;
        else if (effect.query.kind == CONTENT_VENUE)
            json = venue;
        else if (effect.query.kind == CONTENT_STORY)
            json = stories;
        else if (effect.query.kind == CONTENT_SLIDE)
            json = slides;
        else if (effect.query.kind == CONTENT_ACTIVITY)
            json = activities;
        model_deliver(f->model, fixture_result(effect.ticket, 1, json));
    }
}

static void start(struct fixture *f, const char *time)
{
    fixture_init(f, time);
    fixture_state(f, 1);
    answer(f);
}

// The ids a slot shows, joined by blanks.
static const char *shown(const struct fixture *f, enum model_slot slot)
{
    static char text[200];
    const struct store_result *result = fixture_look(f).slots[slot];
    text[0] = '\0';
    cr_assert_not_null(result);
    for (size_t i = 0; i < result->count; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%.*s",
                 i > 0 ? " " : "", STR_ARG(result->records[i].id));
    return text;
}

static void tick_at(struct fixture *f, const char *time)
{
    int64_t utc_ms = 0;
    cr_assert(clock_parse_rfc3339(str_from_cstr(time), &utc_ms));
    fixture_skip(f, utc_ms - f->utc_ms);
    fixture_do(f, INTENT_TICK, 0, "");
}

Test(visible, shows_only_records_whose_days_hold_now)
{
    struct fixture f;
    start(&f, now);
    cr_assert_str_eq(shown(&f, SLOT_STORIES), "always leaves quick");
    struct model_view view = fixture_look(&f);
    cr_assert_null(model_find(&view, SLOT_STORIES, STR("gone")));
    cr_assert_null(model_find(&view, SLOT_STORIES, STR("sunday")));
    cr_assert_not_null(model_find(&view, SLOT_STORIES, STR("leaves")));
    model_destroy(f.model);
}

Test(visible, days_begin_at_the_midnight_of_the_venue)
{
    struct fixture f;
    start(&f, "2026-11-21T22:59:59Z"); // 23:59:59 in Tirana
    cr_assert_str_eq(shown(&f, SLOT_STORIES), "always leaves");
    model_destroy(f.model);
    start(&f, "2026-11-21T23:00:00Z");
    cr_assert_str_eq(shown(&f, SLOT_STORIES), "always sunday");
    model_destroy(f.model);
    start(&f, "2026-11-20T22:59:59Z");
    cr_assert_str_eq(shown(&f, SLOT_STORIES), "always gone leaves quick");
    model_destroy(f.model);
}

Test(visible, a_slide_goes_with_what_it_leads_to)
{
    struct fixture f;
    start(&f, now);
    cr_assert_str_eq(shown(&f, SLOT_SLIDES), "to-always to-nowhere");
    tick_at(&f, "2026-11-21T23:00:00Z");
    cr_assert_str_eq(shown(&f, SLOT_SLIDES), "to-always to-nowhere to-sunday");
    model_destroy(f.model);
}

Test(visible, the_screen_is_drawn_again_when_a_boundary_passes)
{
    struct fixture f;
    start(&f, now);
    fixture_do(&f, INTENT_BEGIN, 0, "");
    fixture_do(&f, INTENT_OPEN, ROUTE_STORY, "quick");
    answer(&f);
    fixture_skip(&f, 60000);
    fixture_do(&f, INTENT_TOUCHED, 0, "");
    fixture_do(&f, INTENT_TICK, 0, "");
    cr_assert_str_eq(shown(&f, SLOT_STORIES), "always leaves quick");
    cr_assert_eq(model_next_deadline_ms(f.model) - f.monotonic_ms, 7000,
                 "not only with the next minute");
    fixture_skip(&f, 7000);
    cr_assert(fixture_do(&f, INTENT_TICK, 0, ""), "something shown has changed");
    cr_assert_str_eq(shown(&f, SLOT_STORIES), "always leaves");
    struct model_view view = fixture_look(&f);
    cr_assert_null(model_find(&view, SLOT_STORIES, STR("quick")));
    cr_assert_eq(view.page->route, ROUTE_STORY);
    cr_assert_gt(model_next_deadline_ms(f.model), f.monotonic_ms, "and once only");
    model_destroy(f.model);
}

Test(visible, a_clock_set_back_shows_again_what_had_gone)
{
    struct fixture f;
    start(&f, now);
    tick_at(&f, "2026-12-24T12:00:00Z");
    cr_assert_str_eq(shown(&f, SLOT_STORIES), "always sunday");
    f.utc_ms -= INT64_C(86400000) * 40;
    cr_assert(fixture_do(&f, INTENT_TICK, 0, ""));
    cr_assert_str_eq(shown(&f, SLOT_STORIES), "always gone leaves quick");
    model_destroy(f.model);
}

Test(visible, the_schedule_and_the_lists_speak_of_the_same_records)
{
    struct fixture f;
    start(&f, now);
    fixture_do(&f, INTENT_BEGIN, 0, "");
    struct model_view view = fixture_look(&f);
    cr_assert_eq(view.week.count, 1);
    tick_at(&f, "2026-11-21T23:00:00Z");
    view = fixture_look(&f);
    cr_assert_eq(view.week.count, 2);
    const struct content_record *first = view.slots[SLOT_ACTIVITIES]->records;
    for (size_t i = 0; i < view.week.count; i++)
        cr_assert(view.week.slots[i].record == &first[0] ||
                  view.week.slots[i].record == &first[1]);
    model_destroy(f.model);
}

static size_t found(const struct fixture *f)
{
    const struct store_result *result = fixture_look(f).finding.result;
    return result != NULL ? result->count : 0;
}

Test(visible, a_search_finds_what_is_visible_now)
{
    struct fixture f;
    start(&f, now);
    fixture_do(&f, INTENT_BEGIN, 0, "");
    fixture_do(&f, INTENT_OPEN, ROUTE_SEARCH, "");
    answer(&f);
    fixture_do(&f, INTENT_SEARCH, SEARCH_TYPE, "s");
    answer(&f);
    cr_assert_eq(found(&f), 3, "of five");
    fixture_skip(&f, 67000);
    fixture_do(&f, INTENT_TOUCHED, 0, "");
    cr_assert(fixture_do(&f, INTENT_TICK, 0, ""));
    cr_assert_eq(found(&f), 2, "the quick one has gone from the answer");
    model_destroy(f.model);
}

Test(visible, the_venue_too_has_its_days)
{
    static const char moving[] =
        "{\"id\":\"new-house\",\"kind\":\"venue\",\"timezone\":\"Pacific/Auckland\","
        "\"visible_from\":\"2026-11-22\",\"title\":{\"en\":\"New\"}}\n"
        "{\"id\":\"old-house\",\"kind\":\"venue\",\"timezone\":\"Europe/Tirane\","
        "\"visible_to\":\"2026-11-22\",\"title\":{\"en\":\"Old\"}}\n";
    struct fixture f;
    fixture_init(&f, "2026-11-21T10:59:59Z"); // 23:59:59 in Auckland
    fixture_state(&f, 1);
    fixture_answer(&f, CONTENT_VENUE, moving, 1);
    cr_assert(str_equal(fixture_look(&f).venue->id, STR("old-house")));
    tick_at(&f, "2026-11-21T23:00:00Z"); // Tirana's midnight
    cr_assert(str_equal(fixture_look(&f).venue->id, STR("new-house")));
    cr_assert_eq(i18n_zone_local(fixture_look(&f).zone, f.utc_ms).minute, 12 * 60);
    model_destroy(f.model);
}
