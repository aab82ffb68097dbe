#include <criterion/criterion.h>

#include "calendar.h"

#include "base/clock.h"

static struct calendar_event event_of(struct str summary, struct str location)
{
    struct calendar_event event = {
        .uid = STR("robot-1"), .summary = summary, .location = location};
    cr_assert(clock_parse_rfc3339(STR("2026-11-21T14:00:00Z"), &event.start_utc_ms));
    event.end_utc_ms = event.start_utc_ms + 3600 * 1000;
    event.stamp_utc_ms = event.start_utc_ms;
    return event;
}

static bool has(struct str text, const char *part)
{
    return str_find(text, str_from_cstr(part), 0) != SIZE_MAX;
}

Test(calendar, writes_one_whole_event_in_utc)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct calendar_event event = event_of(STR("Robot"), STR("Lab"));
    struct str text = calendar_write(&arena, &event);
    cr_assert(str_starts_with(text, STR("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")));
    cr_assert(has(text, "\r\nBEGIN:VEVENT\r\n"));
    cr_assert(has(text, "\r\nDTSTART:20261121T140000Z\r\n"));
    cr_assert(has(text, "\r\nDTEND:20261121T150000Z\r\n"));
    cr_assert(has(text, "\r\nUID:robot-1\r\n"));
    cr_assert(has(text, "\r\nSUMMARY:Robot\r\n"));
    cr_assert(has(text, "\r\nLOCATION:Lab\r\n"));
    cr_assert(str_ends_with(text, STR("END:VEVENT\r\nEND:VCALENDAR\r\n")));
    cr_assert_lt(text.len, 260, "about 60 modules a side");
    arena_finish(&arena);
}

Test(calendar, escapes_what_means_something)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct calendar_event event = event_of(STR("a,b;c\\d\nEND:VEVENT"), STR(""));
    struct str text = calendar_write(&arena, &event);
    cr_assert(has(text, "SUMMARY:a\\,b\\;c\\\\d\\nEND:VEVENT\r\n"));
    cr_assert_not(has(text, "LOCATION"));
    arena_finish(&arena);
}

Test(calendar, cuts_and_folds_between_characters)
{
    struct arena arena;
    arena_init(&arena, 0);
    // 40 Cyrillic letters are 80 bytes.
    struct calendar_event event =
        event_of(STR("ШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШШ"),
                 STR(",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"));
    struct str text = calendar_write(&arena, &event);
    cr_assert(utf8_valid(text));
    for (size_t at = 0, end; at < text.len; at = end + 2) {
        end = str_find(text, STR("\r\n"), at);
        cr_assert_neq(end, SIZE_MAX);
        cr_assert_leq(end - at, 75);
    }
    arena_finish(&arena);
}
