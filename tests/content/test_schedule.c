#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "conformance.h"
#include "content/schedule.h"
#include "i18n/zone.h"

static struct arena arena;
static struct i18n_zone *tirana;

static void set_up(void)
{
    arena_init(&arena, 0);
    tirana = i18n_zone_create(STR("Europe/Tirane"));
}

static void tear_down(void)
{
    i18n_zone_destroy(tirana);
    arena_finish(&arena);
}

TestSuite(schedule, .init = set_up, .fini = tear_down);

static int64_t utc(const char *text)
{
    int64_t ms = 0;
    cr_assert(clock_parse_rfc3339(str_from_cstr(text), &ms), "%s", text);
    return ms;
}

static struct content_record record_with(struct content_session *sessions, size_t count)
{
    struct content_record record = {.id = STR("robots")};
    record.sessions.items = sessions;
    record.sessions.count = count;
    return record;
}

static struct schedule build(const struct content_record *record, const char *from,
                             const char *to)
{
    return schedule_build(&arena, record, 1, tirana,
                          (struct schedule_span){utc(from), utc(to)});
}

Test(schedule, repeats_weekly_between_its_days_but_for_the_exceptions)
{
    struct str except[] = {STR("2026-11-14")};
    struct content_session saturday = {.weekday = 5,
                                       .start_min = 600,
                                       .end_min = 660,
                                       .from = STR("2026-11-07"),
                                       .until = STR("2026-11-28"),
                                       .except = {except, 1}};
    const struct content_record record = record_with(&saturday, 1);
    const struct schedule found =
        build(&record, "2026-10-01T00:00:00Z", "2026-12-31T00:00:00Z");
    cr_assert(eq(sz, found.count, 3));
    cr_assert(eq(i64, found.slots[0].start_utc_ms, utc("2026-11-07T09:00:00Z")));
    cr_assert(eq(i64, found.slots[1].start_utc_ms, utc("2026-11-21T09:00:00Z")));
    cr_assert(eq(i64, found.slots[2].end_utc_ms, utc("2026-11-28T10:00:00Z")));
}

Test(schedule, happens_once_on_its_day)
{
    struct content_session once = {
        .weekday = -1, .start_min = 0, .end_min = 30, .from = STR("2026-11-22")};
    const struct content_record record = record_with(&once, 1);
    cr_assert(
        eq(sz, build(&record, "2026-11-01T00:00:00Z", "2026-12-31T00:00:00Z").count, 1));
}

Test(schedule, runs_past_midnight)
{
    struct content_session night = {.weekday = 5, .start_min = 1320, .end_min = 60};
    const struct content_record record = record_with(&night, 1);
    // Sunday 00:30 in Tirana: the slot that started on Saturday still runs.
    const struct schedule found =
        build(&record, "2026-11-21T23:30:00Z", "2026-11-22T00:00:00Z");
    cr_assert(eq(sz, found.count, 1));
    cr_assert(eq(i64, found.slots[0].end_utc_ms, utc("2026-11-22T00:00:00Z")));
}

Test(schedule, keeps_its_wall_time_across_daylight_saving)
{
    CONFORMANCE("D08");
    struct content_session sunday = {.weekday = 6, .start_min = 600, .end_min = 660};
    const struct content_record record = record_with(&sunday, 1);
    const struct schedule found =
        build(&record, "2026-10-17T00:00:00Z", "2026-10-26T00:00:00Z");
    cr_assert(eq(sz, found.count, 2));
    cr_assert(eq(i64, found.slots[0].start_utc_ms, utc("2026-10-18T08:00:00Z")));
    cr_assert(eq(i64, found.slots[1].start_utc_ms, utc("2026-10-25T09:00:00Z")));
}

Test(schedule, moves_on_by_the_gap_and_takes_the_first_of_an_overlap)
{
    struct content_session gap = {.weekday = 6, .start_min = 150, .end_min = 210};
    const struct content_record record = record_with(&gap, 1);
    const struct schedule spring =
        build(&record, "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z");
    cr_assert(eq(sz, spring.count, 1));
    cr_assert(eq(i64, spring.slots[0].start_utc_ms, utc("2026-03-29T01:30:00Z")));
    cr_assert(gt(i64, spring.slots[0].end_utc_ms, spring.slots[0].start_utc_ms));
    const struct schedule autumn =
        build(&record, "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z");
    cr_assert(eq(sz, autumn.count, 1));
    cr_assert(eq(i64, autumn.slots[0].start_utc_ms, utc("2026-10-25T00:30:00Z")));
    cr_assert(eq(i64, autumn.slots[0].end_utc_ms, utc("2026-10-25T02:30:00Z")));
}

Test(schedule, orders_by_start_then_id_and_stops_at_its_cap)
{
    struct content_session sessions[7];
    for (int i = 0; i < 7; i++) {
        sessions[i] =
            (struct content_session){.weekday = i, .start_min = 600, .end_min = 660};
    }
    struct content_record records[20];
    for (int i = 0; i < 20; i++) {
        records[i] = record_with(sessions, 7);
        records[i].id = arena_printf(&arena, "r%02d", 19 - i);
    }
    const struct schedule found = schedule_build(
        &arena, records, 20, tirana,
        (struct schedule_span){utc("2026-01-01T00:00:00Z"), utc("2027-12-31T00:00:00Z")});
    cr_assert(eq(sz, found.count, 5000));
    for (size_t i = 1; i < found.count; i++) {
        cr_assert(found.slots[i - 1].start_utc_ms <= found.slots[i].start_utc_ms);
    }
    cr_assert(str_equal(found.slots[0].record->id, STR("r00")));
}

Test(schedule, finds_the_next_slot_or_the_running_one)
{
    struct content_session monday = {.weekday = 0, .start_min = 900, .end_min = 960};
    struct content_record record = record_with(&monday, 1);
    struct schedule_slot slot;
    cr_assert(schedule_next(&arena, &record, tirana, utc("2026-11-22T12:00:00Z"), &slot));
    cr_assert(eq(i64, slot.start_utc_ms, utc("2026-11-23T14:00:00Z")));
    cr_assert(schedule_next(&arena, &record, tirana, utc("2026-11-23T14:30:00Z"), &slot));
    cr_assert(eq(i64, slot.start_utc_ms, utc("2026-11-23T14:00:00Z")));
    record.visible_to = STR("2026-11-23");
    cr_assert_not(
        schedule_next(&arena, &record, tirana, utc("2026-11-22T12:00:00Z"), &slot));
    record.sessions.count = 0;
    cr_assert_not(
        schedule_next(&arena, &record, tirana, utc("2026-11-22T12:00:00Z"), &slot));
}

Test(schedule, shows_a_record_from_its_first_day_to_its_last)
{
    struct content_record record = {.visible_from = STR("2026-11-22"),
                                    .visible_to = STR("2026-11-23T12:00:00+01:00")};
    cr_assert_not(content_visible(&record, tirana, utc("2026-11-21T22:59:59Z")));
    cr_assert(content_visible(&record, tirana, utc("2026-11-21T23:00:00Z")));
    cr_assert(content_visible(&record, tirana, utc("2026-11-23T10:59:59Z")));
    cr_assert_not(content_visible(&record, tirana, utc("2026-11-23T11:00:00Z")));
}

Test(schedule, puts_what_overlaps_into_lanes_and_says_when_they_do_not_do)
{
    // 10-12, 10-11, 10:30-11:30, 11-12 and a short one from 11:40 on.
    static const int64_t times[][2] = {
        {600, 720}, {600, 660}, {630, 690}, {660, 720}, {700, 705}};
    struct schedule_slot slots[5] = {0};
    for (size_t i = 0; i < 5; i++) {
        slots[i].start_utc_ms = times[i][0] * 60000;
        slots[i].end_utc_ms = times[i][1] * 60000;
    }
    const struct schedule schedule = {slots, 5};
    size_t lanes[5];
    cr_assert(eq(sz, schedule_lanes(&schedule, 0, 4, lanes), 3));
    static const size_t wanted[] = {0, 1, 2, 1, 2};
    for (size_t i = 0; i < 5; i++) {
        cr_assert(eq(sz, lanes[i], wanted[i]));
    }
    cr_assert(eq(sz, schedule_lanes(&schedule, 0, 2, lanes), 3), "three at once");
    // What takes an hour at least stands in the way longer.
    cr_assert(eq(sz, schedule_lanes(&(struct schedule){slots, 0}, 0, 4, lanes), 0));
    struct schedule_slot brief[] = {{.start_utc_ms = 0, .end_utc_ms = 60000},
                                    {.start_utc_ms = 120000, .end_utc_ms = 180000}};
    const struct schedule both = {brief, 2};
    cr_assert(eq(sz, schedule_lanes(&both, 0, 4, lanes), 1));
    cr_assert(eq(sz, schedule_lanes(&both, 3600000, 4, lanes), 2));
}
