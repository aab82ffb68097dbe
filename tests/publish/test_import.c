// Calendars, and what holds for every source: ids that stay, and what a person changed.
#include "import_support.h"

TestSuite(import, .init = set_up, .fini = tear_down);

#define EVENT(lines)                                                                     \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n" lines                           \
    "END:VEVENT\r\nEND:VCALENDAR\r\n"

// ---- iCalendar ----

Test(import, google_calendar_with_folded_lines_html_and_a_moved_date)
{
    cr_assert(takes_file("google.ics"));
    const struct str club = get("activity/drone-club-grades-7-8.md");
    cr_assert(has(club, "title: \"Drone club – grades 7, 8\"\n"));
    cr_assert(has(club, "summary: \"We build small drones.\"\n"));
    cr_assert(has(club, "{weekday: wed, start: \"14:00\", end: \"15:30\", place: lab}"));
    cr_assert(has(club, "{weekday: sat, start: \"14:00\", end: \"15:30\", except: "
                        "[2026-11-28, 2026-12-05], place: lab}"));
    cr_assert(has(club, "{from: 2026-12-05, start: \"16:00\", end: \"17:30\""));
    cr_assert(has(club, "Bring [the list](https://example.org/list) & a friend."));
    cr_assert(str_find(club, STR("alert"), 0) == SIZE_MAX);
    cr_assert(has(get("activity/film-evening.md"),
                  "{from: 2026-11-27, start: \"17:30\", end: \"19:00\"}"));
    cr_assert(
        has(get("event/code-week.md"), "starts: \"2026-12-07\"\nends: \"2026-12-11\"\n"));
    cr_assert(told("(an event): left out: is marked private"));
    cr_assert(told("Laser evening: left out: is cancelled"));
    cr_assert(pack_is_right());
}

Test(import, nobody_s_address_or_private_title_reaches_the_pack)
{
    cr_assert(takes_file("google.ics"));
    cr_assert(pack_is_right());
    for (size_t i = 0; i < pack.count; i++) {
        const struct str line = content_record_write(&arena, &pack.records[i]);
        cr_assert(str_find(line, STR("ada@"), 0) == SIZE_MAX);
        cr_assert(str_find(line, STR("Staff talk"), 0) == SIZE_MAX);
    }
    cr_assert(str_find(get("imports.csv"), STR("Staff"), 0) == SIZE_MAX);
}

Test(import, outlook_with_windows_zone_names_in_quotation_marks)
{
    cr_assert(takes_file("outlook.ics"));
    const struct str cafe = get("activity/repair-cafe.md");
    cr_assert(has(cafe, "{weekday: mon, start: \"17:00\", end: \"19:00\", from: "
                        "2026-11-23, until: 2027-01-25, except: [2026-12-07, "
                        "2026-12-14]}"));
    cr_assert(has(cafe, "- screwdriver\n- patience\n"));
    cr_assert(told("outlook.ics:22: Repair café: note: \"Workshop 2\" is no place"));
    // A zone of the file's own, and a month's rule as dates.
    const struct str lab = get("activity/open-lab.md");
    cr_assert(has(lab, "{from: 2026-12-26, start: \"10:00\", end: \"12:00\"}"));
    cr_assert(has(lab, "{from: 2027-07-31, start: \"10:00\", end: \"12:00\"}"));
    cr_assert(told("Open lab: note: repeats as no week can say: 13 dates"));
    cr_assert(told("VTODO: left out: 1 of them"));
    cr_assert(pack_is_right());
}

Test(import, nextcloud_with_floating_times_every_second_week_and_a_leap_day)
{
    cr_assert(takes_file("nextcloud.ics"));
    cr_assert(has(get("activity/morning-experiment.md"),
                  "{from: 2026-12-02, start: \"09:30\", end: \"10:15\"}"));
    const struct str stars = get("activity/astronomy-evening.md");
    cr_assert(has(stars, "{from: 2026-12-16, start: \"18:00\", end: \"20:00\"}\n"
                         "  - {from: 2026-12-22, start: \"18:00\""));
    cr_assert(has(get("activity/night-of-stars.md"), "start: \"22:00\", end: \"01:00\""));
    cr_assert(told("Leap day: left out: has no date within 12 months"));
    cr_assert(told("Last year: left out: was over on 2025-10-01"));
    cr_assert(told("Hourly show: left out: repeats by the hour"));
    cr_assert(pack_is_right());
}

Test(import, a_week_in_utc_shifts_with_summer_time)
{
    cr_assert(takes_file("nextcloud.ics"));
    const struct str call = get("activity/call-with-the-twin-school.md");
    cr_assert(has(call, "{from: 2027-03-22, start: \"16:00\", end: \"17:00\"}\n"
                        "  - {from: 2027-03-29, start: \"17:00\", end: \"18:00\"}"));
    cr_assert(told("its hours shift"));
}

Test(import, a_leap_day_that_comes_is_taken)
{
    options.now_s = 1830000000; // 2027-12-28
    cr_assert(takes_file("nextcloud.ics"));
    cr_assert(
        has(get("event/leap-day.md"), "starts: \"2028-02-29\"\nends: \"2028-02-29\"\n"));
}

Test(import, the_night_of_the_clock_change_keeps_its_hours)
{
    cr_assert(takes("a.ics", EVENT("UID:1\r\nSUMMARY:Night\r\n"
                                   "DTSTART;TZID=Europe/Tirane:20270327T233000\r\n"
                                   "DTEND;TZID=Europe/Tirane:20270328T040000\r\n")));
    cr_assert(has(get("activity/night.md"),
                  "{from: 2027-03-27, start: \"23:30\", end: \"04:00\"}"));
}

Test(import, a_whole_day_each_week_takes_the_opening_hours)
{
    put("venue/house.md",
        "---\nid: house\ntitle: {en: H, de: H}\ntimezone: Europe/Tirane\nopening:\n"
        "  - {weekday: sun, start: \"10:00\", end: \"18:00\"}\n---\n");
    cr_assert(takes("a.ics", EVENT("UID:1\r\nSUMMARY:Free Sunday\r\n"
                                   "DTSTART;VALUE=DATE:20261122\r\n"
                                   "RRULE:FREQ=WEEKLY;UNTIL=20270228\r\n")));
    cr_assert(has(get("activity/free-sunday.md"),
                  "{weekday: sun, start: \"10:00\", end: \"18:00\", from: 2026-11-22, "
                  "until: 2027-02-28}"));
}

Test(import, dates_of_one_title_become_one_activity)
{
    cr_assert(takes("a.ics",
                    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Slime\n"
                    "DTSTART:20261201T150000\nDTEND:20261201T160000\nEND:VEVENT\n"
                    "BEGIN:VEVENT\nUID:2\nSUMMARY:slime \n"
                    "DTSTART:20261208T150000\nDTEND:20261208T160000\nEND:VEVENT\n"
                    "END:VCALENDAR\n"));
    cr_assert(has(get("activity/slime.md"), "{from: 2026-12-01, start: \"15:00\", end: "
                                            "\"16:00\"}\n  - {from: 2026-12-08"));
    // The first date goes by: the second knows the file.
    cr_assert(takes("a.ics",
                    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:2\nSUMMARY:Green slime\n"
                    "DTSTART:20261208T150000\nDTEND:20261208T160000\nEND:VEVENT\n"
                    "END:VCALENDAR\n"));
    cr_assert(has(get("activity/slime.md"), "title: \"Green slime\""));
    cr_assert(eq(sz, result.counts[IMPORT_GONE], 0));
}

Test(import, an_activity_that_a_person_keeps_only_gets_the_sessions)
{
    cr_assert(takes("plan.ics", EVENT("UID:1\r\nSUMMARY:Open Workshop\r\n"
                                      "DTSTART:20261201T150000\r\n"
                                      "DTEND:20261201T160000\r\n")));
    cr_assert(
        has(get("activity/sessions-plan.csv"), "kept,,15:00,16:00,2026-12-01,,,\n"));
    cr_assert(told("the pack has activity/kept.md: only the sessions are taken"));
    cr_assert(pack_is_right());
    cr_assert(takes("plan.ics", EVENT("UID:1\r\nSUMMARY:Open Workshop\r\n"
                                      "DTSTART:20261201T150000\r\n"
                                      "DTEND:20261201T160000\r\n")));
    cr_assert(eq(sz, result.unchanged, 1));
}

Test(import, hostile_calendars_are_refused_or_cost_little)
{
    struct buffer deep;
    buffer_init(&deep, 0);
    buffer_add(&deep, STR("BEGIN:VCALENDAR\n"));
    for (int i = 0; i < 100000; i++) {
        buffer_add(&deep, STR("BEGIN:VEVENT\n"));
    }
    cr_assert_not(takes_bytes("a.ics", buffer_view(&deep)));
    cr_assert(has(str_from_cstr(result.error), "nested too deep"));
    buffer_finish(&deep);
    cr_assert(takes(
        "a.ics",
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Bad\nBEGIN:STANDARD\n"
        "DTSTART:16010101T000000\nRRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0100\n"
        "TZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:1\nSUMMARY:A\n"
        "DTSTART;TZID=Bad:20261201T100000\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\n"
        "END:VEVENT\nBEGIN:VEVENT\nUID:2\nSUMMARY:../../etc/passwd\n"
        "DTSTART:20261201T100000\nDTEND:20261201T110000\nEND:VEVENT\nEND:VCALENDAR\n"));
    cr_assert(told("Bad: note: is no time zone that is known"));
    cr_assert(has(get("activity/etc-passwd.md"), "title: \"../../etc/passwd\""));
    cr_assert(pack_is_right());
    cr_assert_not(takes("a.ics", "BEGIN:VEVEN"));
}

Test(import, markdown_of_strangers_stays_text)
{
    cr_assert(takes("a.ics", EVENT("UID:1\r\nSUMMARY:\"--- # {x: [\r\n"
                                   "DESCRIPTION:[a](javascript:x) <b <i> ![p](q)\\n---\\n"
                                   "# no head &lt\\; `x` *y* _z_ ]:x 1. ---\r\n"
                                   "DTSTART:20261201T150000\r\n")));
    cr_assert(pack_is_right());
}

// ---- again ----

#define FILM(title, hour)                                                                \
    EVENT("UID:film\r\nSUMMARY:" title "\r\nDTSTART:20261201T" hour "0000\r\n"           \
          "DURATION:PT1H\r\n")

Test(import, a_second_run_changes_nothing)
{
    cr_assert(takes_file("google.ics"));
    const struct str before = get("imports.csv");
    cr_assert(takes_file("google.ics"));
    cr_assert(eq(sz, result.unchanged, 6));
    cr_assert(eq(sz, result.counts[IMPORT_ADDED] + result.counts[IMPORT_CHANGED], 0));
    cr_assert(str_equal(before, get("imports.csv")));
}

Test(import, a_changed_entry_changes_its_file_and_keeps_its_id)
{
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(takes("a.ics", FILM("Cinema", "17")));
    cr_assert(eq(sz, result.counts[IMPORT_CHANGED], 2));
    cr_assert(has(get("activity/film.md"), "title: \"Cinema\""));
    cr_assert(has(get("activity/film.md"), "start: \"17:00\""));
    cr_assert_not(file_exists(path_of("activity/cinema.md")));
}

Test(import, what_a_person_changed_stays_until_forced)
{
    cr_assert(takes("a.ics", FILM("Film", "15")));
    put("activity/film.md", "---\nid: film\ntitle: Our film\n---\n");
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(eq(sz, result.counts[IMPORT_KEPT], 0)); // the source is as it was
    cr_assert(takes("a.ics", FILM("Film", "17")));
    cr_assert(told("activity/film.md: kept: a person changed it"));
    cr_assert(has(get("activity/film.md"), "Our film"));
    options.force = true;
    cr_assert(takes("a.ics", FILM("Film", "17")));
    cr_assert(has(get("activity/film.md"), "start: \"17:00\""));
}

Test(import, a_translation_by_hand_does_not_stop_the_rest)
{
    cr_assert(takes("a.ics", FILM("Film", "15")));
    put("activity/film.de.md", "---\ntitle: Kino\n---\n");
    cr_assert(takes("a.ics", FILM("Film", "17")));
    cr_assert(has(get("activity/film.md"), "start: \"17:00\""));
    cr_assert(has(get("activity/film.de.md"), "Kino"));
    cr_assert(pack_is_right());
}

Test(import, what_a_person_removed_stays_away_until_forced)
{
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(unlink(path_of("activity/film.md")) == 0);
    cr_assert(unlink(path_of("activity/film.de.md")) == 0);
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(told("activity/film.md: kept: a person removed it"));
    cr_assert_not(file_exists(path_of("activity/film.md")));
    options.force = true;
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(file_exists(path_of("activity/film.md")));
}

Test(import, what_is_gone_is_told_and_only_removed_when_asked)
{
    cr_assert(takes("a.ics", FILM("Film", "15")));
    const char *other = EVENT("UID:2\r\nSUMMARY:Other\r\nDTSTART:20261201T150000\r\n");
    cr_assert(takes("a.ics", other));
    cr_assert(told("activity/film.md: gone"));
    cr_assert(file_exists(path_of("activity/film.md")));
    options.prune = true;
    cr_assert(takes("a.ics", other));
    cr_assert(told("activity/film.md: removed"));
    cr_assert_not(file_exists(path_of("activity/film.md")));
    cr_assert(pack_is_right());
}

Test(import, what_is_gone_but_was_changed_is_never_removed)
{
    cr_assert(takes("a.ics", FILM("Film", "15")));
    put("activity/film.de.md", "---\ntitle: Kino\n---\n");
    options.prune = true;
    cr_assert(takes("a.ics", EVENT("UID:2\r\nSUMMARY:B\r\nDTSTART:20261201T150000\r\n")));
    cr_assert(told("activity/film.de.md: kept: no longer in the source"));
    cr_assert(file_exists(path_of("activity/film.md")));
    cr_assert(file_exists(path_of("activity/film.de.md")));
}

Test(import, a_file_of_a_person_is_never_written_over)
{
    put("story/film.md", "---\nid: film\ntitle: {en: Mine, de: Meins}\n---\n");
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(has(get("story/film.md"), "Mine"));
    cr_assert(file_exists(path_of("activity/film-2.md")));
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(eq(sz, result.unchanged, 2));
}

Test(import, files_are_known_again_when_imports_csv_is_lost)
{
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(unlink(path_of("imports.csv")) == 0);
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(eq(sz, result.unchanged, 2));
    cr_assert_not(file_exists(path_of("activity/film-2.md")));
}

Test(import, two_sources_keep_to_their_own_files)
{
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(takes("b.ics", EVENT("UID:b\r\nSUMMARY:B\r\nDTSTART:20261201T150000\r\n")));
    cr_assert(eq(sz, result.counts[IMPORT_GONE], 0));
    options.prune = true;
    cr_assert(takes("b.ics", EVENT("UID:b\r\nSUMMARY:B\r\nDTSTART:20261201T150000\r\n")));
    cr_assert(file_exists(path_of("activity/film.md")));
}

Test(import, a_dry_run_writes_nothing)
{
    options.dry_run = true;
    cr_assert(takes("a.ics", FILM("Film", "15")));
    cr_assert(eq(sz, result.counts[IMPORT_ADDED], 2));
    cr_assert_not(file_exists(path_of("activity/film.md")));
    cr_assert_not(file_exists(path_of("imports.csv")));
}

Test(import, a_broken_imports_csv_is_told_with_its_line)
{
    put("imports.csv", "source,key,file,sha256\na,b,../../x,c\n");
    cr_assert_not(takes("a.ics", FILM("Film", "15")));
    cr_assert(has(str_from_cstr(result.error), "imports.csv:2: wants"));
    // With the right hash, so that --prune would take pack.yaml away.
    put("imports.csv",
        "source,key,file,sha256\na,b,pack.yaml,"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n");
    cr_assert_not(takes("a.ics", FILM("Film", "15")));
    cr_assert(has(str_from_cstr(result.error), "imports.csv:2: wants"));
}
