#include "fixture.h"

// Saturday 21 November 2026, 14:32 in Tirana.
static const char now[] = "2026-11-21T13:32:00Z";

static const char venue[] =
    "{\"id\":\"centre\",\"kind\":\"venue\",\"timezone\":\"Europe/Tirane\","
    "\"title\":{\"en\":\"Centre\"}}\n";

static const char activities[] =
    "{\"id\":\"robot\",\"kind\":\"activity\",\"title\":{\"en\":\"Robot\"},\"fields\":"
    "[\"T\",\"E\"],\"age_min\":10,\"age_max\":14,\"languages\":[\"sq\",\"en\"],"
    "\"places_left\":3,\"sessions\":[{\"weekday\":5,\"start_min\":900,\"end_min\":960}]}"
    "\n"
    "{\"id\":\"bridge\",\"kind\":\"activity\",\"title\":{\"en\":\"Bridge\"},\"fields\":"
    "[\"E\"],\"age_min\":6,\"age_max\":9,\"audiences\":[\"teacher\"],\"languages\":["
    "\"sq\"],\"places_left\":0,"
    "\"sessions\":[{\"weekday\":6,\"start_min\":600,\"end_min\":660}]}\n"
    "{\"id\":\"light\",\"kind\":\"activity\",\"title\":{\"en\":\"Light\"},\"fields\":"
    "[\"A\"],\"join\":\"open\"}\n"
    "{\"id\":\"old\",\"kind\":\"activity\",\"title\":{\"en\":\"Old\"},\"fields\":[\"S\"],"
    "\"places_left\":5,\"as_of\":\"2026-11-01T00:00:00Z\",\"sessions\":"
    "[{\"weekday\":5,\"start_min\":870,\"end_min\":915}]}\n";

static size_t answer_both(struct fixture *f)
{
    struct effect effect;
    size_t asked = 0;
    while (model_next_effect(f->model, &effect)) {
        if (effect.kind != EFFECT_ASK)
            continue;
        asked++;
        const char *json = effect.query.kind == CONTENT_VENUE      ? venue
                           : effect.query.kind == CONTENT_ACTIVITY ? activities
                                                                   : "";
        model_deliver(f->model, fixture_result(effect.ticket, 1, json));
    }
    return asked;
}

static void start(struct fixture *f)
{
    fixture_init(f, now);
    fixture_state(f, 1);
    fixture_do(f, INTENT_BEGIN, 0, "");
    fixture_do(f, INTENT_OPEN, ROUTE_ACTIVITIES, "");
    cr_assert_gt(answer_both(f), 2);
}

// The ids found, joined by blanks.
static const char *found(const struct fixture *f, char *text, size_t size)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct model_view view = fixture_look(f);
    struct model_hits hits = model_activities(&view, &arena);
    text[0] = '\0';
    for (size_t i = 0; i < hits.count; i++)
        snprintf(text + strlen(text), size - strlen(text), "%s%.*s", i > 0 ? " " : "",
                 STR_ARG(hits.items[i].record->id));
    arena_finish(&arena);
    return text;
}

Test(filter, today_is_the_day_of_the_venue_and_what_is_over_is_gone)
{
    struct fixture f;
    char text[200];
    start(&f);
    fixture_do(&f, INTENT_FILTER_WHEN, WHEN_TODAY, "");
    cr_assert_str_eq(found(&f, text, sizeof(text)),
                     "old robot"); // 14:30 runs, 15:00 next
    fixture_skip(&f, 45 * 60000);  // 15:17
    fixture_do(&f, INTENT_TOUCHED, 0, "");
    fixture_do(&f, INTENT_TICK, 0, "");
    cr_assert_str_eq(found(&f, text, sizeof(text)), "robot");
    model_destroy(f.model);
}

Test(filter, this_week_has_what_has_a_date_and_all_has_the_rest_too)
{
    struct fixture f;
    char text[200];
    start(&f);
    cr_assert_str_eq(found(&f, text, sizeof(text)), "old robot bridge");
    fixture_do(&f, INTENT_FILTER_WHEN, WHEN_ALL, "");
    cr_assert_str_eq(found(&f, text, sizeof(text)), "old robot bridge light");
    model_destroy(f.model);
}

Test(filter, every_filter_that_is_on_is_true_of_every_card)
{
    struct fixture f;
    char text[200];
    start(&f);
    fixture_do(&f, INTENT_FILTER_WHEN, WHEN_ALL, "");
    fixture_do(&f, INTENT_FILTER_FIELD, FIELD_E, "");
    cr_assert_str_eq(found(&f, text, sizeof(text)), "robot bridge");
    fixture_do(&f, INTENT_FILTER_AGE, 2, ""); // 11 to 14
    cr_assert_str_eq(found(&f, text, sizeof(text)), "robot");
    fixture_do(&f, INTENT_FILTER_AGE, -1, "");
    fixture_do(&f, INTENT_FILTER_LANGUAGE, 0, "en");
    cr_assert_str_eq(found(&f, text, sizeof(text)), "robot");
    fixture_do(&f, INTENT_FILTER_LANGUAGE, 0, "bg");
    cr_assert_str_eq(found(&f, text, sizeof(text)), "");
    fixture_do(&f, INTENT_FILTERS_CLEAR, 0, "");
    cr_assert_str_eq(found(&f, text, sizeof(text)), "old robot bridge light");
    model_destroy(f.model);
}

Test(filter, places_left_counts_only_what_is_known_and_fresh)
{
    struct fixture f;
    char text[200];
    start(&f);
    fixture_do(&f, INTENT_FILTER_WHEN, WHEN_ALL, "");
    fixture_do(&f, INTENT_FILTER_PLACES, 0, "");
    cr_assert_str_eq(found(&f, text, sizeof(text)), "robot");
    struct model_view view = fixture_look(&f);
    const struct content_record *old = model_find(&view, SLOT_ACTIVITIES, STR("old"));
    cr_assert_eq(model_places_left(&view, old), -1, "said three weeks ago");
    model_destroy(f.model);
}

Test(filter, a_tile_of_home_sets_its_field_and_nothing_else)
{
    struct fixture f;
    char text[200];
    start(&f);
    fixture_do(&f, INTENT_FILTER_PLACES, 0, "");
    fixture_do(&f, INTENT_OPEN, ROUTE_HOME, "");
    fixture_do(&f, INTENT_OPEN, ROUTE_ACTIVITIES, "field-t");
    struct model_view view = fixture_look(&f);
    cr_assert_eq(view.filter->fields, 1u << FIELD_T);
    cr_assert_not(view.filter->places_left);
    cr_assert_str_eq(found(&f, text, sizeof(text)), "robot");
    fixture_do(&f, INTENT_OPEN, ROUTE_HOME, "");
    fixture_do(&f, INTENT_OPEN, ROUTE_ACTIVITIES, "today");
    cr_assert_eq(fixture_look(&f).filter->when, WHEN_TODAY);
    cr_assert_eq(fixture_look(&f).filter->fields, 0);
    model_destroy(f.model);
}

Test(filter, spoken_languages_are_listed_once_and_in_order)
{
    struct fixture f;
    start(&f);
    struct model_view view = fixture_look(&f);
    struct str codes[8];
    cr_assert_eq(model_spoken(&view, codes, 8), 2);
    cr_assert(str_equal(codes[0], STR("en")));
    cr_assert(str_equal(codes[1], STR("sq")));
    cr_assert_eq(model_spoken(&view, codes, 1), 1);
    model_destroy(f.model);
}

Test(filter, asks_for_whom_an_activity_is)
{
    struct fixture f;
    char text[200];
    start(&f);
    fixture_do(&f, INTENT_FILTER_WHEN, WHEN_ALL, "");
    struct model_view view = fixture_look(&f);
    cr_assert_eq(model_audiences(&view), 1u << AUDIENCE_TEACHER);
    fixture_do(&f, INTENT_FILTER_AUDIENCE, AUDIENCE_PUPIL, "");
    cr_assert_null(strstr(found(&f, text, sizeof(text)), "bridge"));
    cr_assert_not_null(strstr(text, "robot"), "what names nobody is for everybody");
    fixture_do(&f, INTENT_FILTER_AUDIENCE, AUDIENCE_TEACHER, "");
    cr_assert_not_null(strstr(found(&f, text, sizeof(text)), "bridge"));
    cr_assert_not(model_filter_is_default(fixture_look(&f).filter));
    fixture_do(&f, INTENT_FILTER_AUDIENCE, AUDIENCE_COUNT, "");
    cr_assert_eq(fixture_look(&f).filter->audience, AUDIENCE_TEACHER, "no such audience");
    fixture_do(&f, INTENT_FILTERS_CLEAR, 0, "");
    cr_assert_eq(fixture_look(&f).filter->audience, -1);
    model_destroy(f.model);
}

// What the timetable shows: first day, days, and the ids of its slots.
static const char *timetable(const struct fixture *f, char *text, size_t size)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct model_view view = fixture_look(f);
    struct schedule slots = model_timetable_slots(&view, &arena);
    snprintf(text, size, "%+lld %lld:",
             (long long)(view.timetable.first - view.timetable.today),
             (long long)view.timetable.days);
    for (size_t i = 0; i < slots.count; i++)
        snprintf(text + strlen(text), size - strlen(text), " %.*s",
                 STR_ARG(slots.slots[i].record->id));
    arena_finish(&arena);
    return text;
}

Test(timetable, shows_a_day_or_its_week_and_obeys_the_filters)
{
    struct fixture f;
    char text[200];
    start(&f);
    int64_t today = fixture_look(&f).timetable.today;
    cr_assert_str_eq(timetable(&f, text, sizeof(text)), "+0 1: old robot");
    fixture_do(&f, INTENT_TIMETABLE, today + 1, "");
    cr_assert_str_eq(timetable(&f, text, sizeof(text)), "+1 1: bridge");
    // Monday to Sunday, of today only what is not over.
    fixture_do(&f, INTENT_TIMETABLE, today + 1, "week");
    cr_assert_str_eq(timetable(&f, text, sizeof(text)), "-5 7: old robot bridge");
    cr_assert(!fixture_look(&f).timetable.has_earlier);
    fixture_do(&f, INTENT_FILTER_FIELD, FIELD_E, "");
    cr_assert_str_eq(timetable(&f, text, sizeof(text)), "-5 7: robot bridge");
    fixture_do(&f, INTENT_TIMETABLE, today + 2, "");
    cr_assert_str_eq(timetable(&f, text, sizeof(text)), "+2 7: robot bridge");
    cr_assert(fixture_look(&f).timetable.has_earlier);
    model_destroy(f.model);
}

Test(timetable, stays_within_two_months_and_forgets_the_visit)
{
    struct fixture f;
    start(&f);
    fixture_do(&f, INTENT_TIMETABLE, INT64_MAX, "day");
    struct model_view view = fixture_look(&f);
    cr_assert_eq(view.timetable.first - view.timetable.today, 60);
    cr_assert(!view.timetable.has_later);
    fixture_do(&f, INTENT_TIMETABLE, 1, "week");
    cr_assert_eq(fixture_look(&f).timetable.day, view.timetable.today);
    cr_assert(!fixture_do(&f, INTENT_TIMETABLE, -1, ""));
    fixture_skip(&f, 46000);
    fixture_do(&f, INTENT_TICK, 0, "");
    fixture_skip(&f, 16000);
    fixture_do(&f, INTENT_TICK, 0, "");
    view = fixture_look(&f);
    cr_assert_eq(view.page->route, ROUTE_ATTRACT);
    cr_assert(!view.timetable.week);
    model_destroy(f.model);
}
