#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "content/schedule.h"
#include "i18n/zone.h"
#include "publish/export.h"
#include "publish/import.h"
#include "publish/pack.h"

static struct arena arena;
static char folder[64];
static struct import_options options;
static struct import_result result;
static struct pack pack;
static struct pack_report report;

static char *path_of(const char *name)
{
    return path_join(&arena, folder, name);
}

static void put(const char *name, const char *text)
{
    char *path = path_of(name), *slash = strrchr(path, '/');
    *slash = '\0';
    cr_assert(folder_make(path));
    *slash = '/';
    cr_assert(file_write(path, str_from_cstr(text)), "%s", path);
}

static struct str get(const char *name)
{
    struct str text = {0};
    (void)!file_read(&arena, path_of(name), 1 << 20, &text);
    return text;
}

static void set_up(void)
{
    arena_init(&arena, 0);
    strcpy(folder, "/tmp/foyer-import-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
    put("pack.yaml", "id: small\nlanguages: [en, de]\ntimezone: Europe/Tirane\n");
    put("place/lab.md", "---\nid: lab\ntitle: {en: Robotics lab, de: Labor}\n---\n");
    put("activity/kept.md",
        "---\nid: kept\ntitle: {en: Open workshop, de: Werkstatt}\n---\n");
    put("contest/cup.md", "---\nid: cup\ntitle: {en: Cup, de: Pokal}\n---\n");
    options = (struct import_options){.now_s = 1795267920}; // 2026-11-21T13:32:00Z
}

static void tear_down(void)
{
    cr_assert(folder_remove(folder));
    arena_finish(&arena);
}

TestSuite(import, .init = set_up, .fini = tear_down);

static bool takes_bytes(const char *name, struct str bytes)
{
    const struct import_file file = {str_from_cstr(name), bytes};
    return import_run(&arena, folder, &file, 1, &options, &result);
}

static bool takes(const char *name, const char *text)
{
    const bool done = takes_bytes(name, str_from_cstr(text));
    if (!done) {
        fprintf(stderr, "%s\n", result.error);
    }
    return done;
}

// One of the real calendars beside this file.
static bool takes_file(const char *name)
{
    struct str bytes;
    char path[512];
    snprintf(path, sizeof(path), "%s/tests/publish/import/%s", FOYER_SOURCE_DIR, name);
    cr_assert(file_read(&arena, path, 1 << 20, &bytes), "%s", path);
    return takes_bytes(name, bytes);
}

static bool has(struct str text, const char *part)
{
    const bool found = str_find(text, str_from_cstr(part), 0) != SIZE_MAX;
    if (!found) {
        fprintf(stderr, "no \"%s\" in:\n%.*s\n", part, STR_ARG(text));
    }
    return found;
}

static bool told(const char *part)
{
    for (size_t i = 0; i < result.count; i++) {
        const struct str line = import_note_text(&arena, &result.notes[i]);
        if (str_find(line, str_from_cstr(part), 0) != SIZE_MAX) {
            return true;
        }
    }
    for (size_t i = 0; i < result.count; i++) {
        const struct str line = import_note_text(&arena, &result.notes[i]);
        fprintf(stderr, "%.*s\n", STR_ARG(line));
    }
    return false;
}

static bool pack_is_right(void)
{
    const bool right = pack_read(&arena, folder, &report, &pack);
    for (size_t i = 0; i < report.count && !right; i++) {
        const struct str line = pack_message_text(&arena, &report.messages[i]);
        fprintf(stderr, "%.*s\n", STR_ARG(line));
    }
    return right;
}

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
}

// ---- RSS and Atom ----

Test(import, rss_becomes_stories_without_scripts)
{
    cr_assert(
        takes("news.xml",
              "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>N</title>"
              "<item><title>A &amp; B</title><link>https://example.org/a</link>"
              "<guid>tag:1</guid><pubDate>Sat, 21 Nov 2026 13:32:00 +0000</pubDate>"
              "<author>ada@example.org (Ada)</author>"
              "<description><![CDATA[<p>Won.</p><script>x()</script><p>See <a "
              "href='javascript:x'>bad</a>, <a href='https://example.org/(b)'>good"
              "</a>.</p><ul><li>one<li>two</ul>]]></description></item>"
              "<item><link>https://example.org/b</link></item>"
              "</channel></rss>"));
    const struct str story = get("story/a-b.md");
    cr_assert(has(story, "title: \"A & B\"\nsummary: \"Won.\"\nauthor: \"Ada\"\n"));
    cr_assert(has(story, "date: \"2026-11-21T14:32:00+01:00\""));
    cr_assert(has(story, "url: \"https://example.org/a\""));
    cr_assert(
        has(story, "See bad, [good](https://example.org/%28b%29).\n\n- one\n- two"));
    cr_assert(told("https://example.org/b: left out: has no title"));
    cr_assert(pack_is_right());
}

Test(import, atom_with_xhtml_becomes_stories)
{
    cr_assert(takes("news.xml",
                    "<feed xmlns='http://www.w3.org/2005/Atom'><title>N</title>"
                    "<author><name>All</name></author><entry><id>urn:1</id>"
                    "<title type='html'>One &lt;b&gt;two&lt;/b&gt;</title>"
                    "<link rel='edit' href='https://example.org/edit'/>"
                    "<link href='https://example.org/1'/>"
                    "<published>2026-11-01T10:00:00Z</published>"
                    "<updated>2026-11-20T10:00:00Z</updated>"
                    "<author><email>a@b.c</email><name>Ben</name></author>"
                    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
                    "<p>1 &lt; 2</p><p>Second <a href='https://example.org/x'>x</a></p>"
                    "</div></content></entry></feed>"));
    const struct str story = get("story/one-two.md");
    cr_assert(has(story, "author: \"Ben\""));
    cr_assert(has(story, "url: \"https://example.org/1\""));
    cr_assert(has(story, "date: \"2026-11-01T11:00:00+01:00\""));
    cr_assert(has(story, "1 &lt; 2\n\nSecond [x](https://example.org/x)"));
    cr_assert(pack_is_right());
}

Test(import, billion_laughs_and_outside_entities_are_refused)
{
    cr_assert_not(takes_bytes(
        "a.xml", STR("<!DOCTYPE l [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;'>]>"
                     "<rss><channel><item><title>&b;</title></item></channel></rss>")));
    cr_assert(has(str_from_cstr(result.error), "declares entities"));
    cr_assert_not(takes_bytes(
        "a.xml", STR("<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
                     "<rss><channel><item><title>&a;</title></item></channel></rss>")));
    cr_assert(has(str_from_cstr(result.error), "declares entities"));
    cr_assert_not(takes_bytes("a.xml", STR("<rss><channel><item>")));
}

Test(import, feeds_in_old_encodings_are_read)
{
    cr_assert(takes("a.xml", "<?xml version='1.0' encoding='windows-1252'?><rss><channel>"
                             "<item><title>Caf\xe9 \x96 na\xefve</title>"
                             "<guid>1</guid></item></channel></rss>"));
    cr_assert(has(get("story/cafe-naive.md"), "Café – naïve"));
}

// ---- CSV ----

Test(import, a_german_spreadsheet_in_windows_1252_becomes_sessions)
{
    cr_assert(
        takes("plan.csv",
              "Programm 2026;;;;;\r\nKurs;Wochentag;Uhrzeit;Raum;Beschreibung;Preis\r\n"
              "Robotik f\xfcr Anf\xe4nger;\"Mo, Mi\";15:00-16:30;lab;Bauen;5\r\n"
              "Open workshop;Samstag;10 Uhr;;;\r\nNacht;;;;;\r\n"));
    const struct str robots = get("activity/robotik-fur-anfanger.md");
    cr_assert(has(robots, "title: \"Robotik für Anfänger\""));
    cr_assert(has(robots, "{weekday: mon, start: \"15:00\", end: \"16:30\", place: lab}\n"
                          "  - {weekday: wed, start: \"15:00\""));
    cr_assert(has(get("activity/sessions-plan.csv"), "kept,sat,10:00,11:00,,,,\n"));
    cr_assert(told("plan.csv:2: Preis: left out: a column that is not known"));
    cr_assert(told("plan.csv:5: Nacht: left out: wants a time"));
    cr_assert(pack_is_right());
}

Test(import, dates_of_other_countries_and_half_days_are_understood)
{
    cr_assert(takes("us.csv", "Subject,Start Date,Start Time,End Time\n"
                              "Slime,12/05/2026,3:00 PM,4:15 PM\n"
                              "Slime,12/31/2026,12:00 AM,1:00 AM\n"));
    const struct str slime = get("activity/slime.md");
    cr_assert(has(slime, "{from: 2026-12-05, start: \"15:00\", end: \"16:15\"}"));
    cr_assert(has(slime, "{from: 2026-12-31, start: \"00:00\", end: \"01:00\"}"));
    cr_assert(takes("bg.csv", "Заглавие\tДен\tНачало\tКрай\n"
                              "Роботи\tвторник\t15.30\t17.00\n"));
    cr_assert(has(get("activity/roboti.md"),
                  "{weekday: tue, start: \"15:30\", end: \"17:00\"}"));
    cr_assert(pack_is_right());
}

Test(import, questions_with_letters_numbers_or_texts_as_the_right_answer)
{
    cr_assert(takes("quiz.csv",
                    "\xEF\xBB\xBF"
                    "Question,Frage.de,Option 1,Option 1 (de),Option 2,Option 2 "
                    "(de),Right,Contest\n"
                    "One?,Eins?,a,A,b,B,2,cup\nTwo?,Zwei?,c,C,d,D,A,Cup\n"
                    "Three?,,e,,f,,f,Pokal\nFour?,,g,,h,,,cup\nFive?,,i,,j,,1,none\n"));
    cr_assert(has(get("question/one.md"), "options:\n  - {en: \"a\", de: \"A\"}\n"));
    cr_assert(has(get("question/one.md"), "right: [2]"));
    cr_assert(has(get("question/one.de.md"), "title: \"Eins?\""));
    cr_assert(has(get("question/two.md"), "right: [1]"));
    cr_assert(has(get("question/three.md"), "right: [2]"));
    cr_assert(told("quiz.csv:5: Four?: left out: wants the right option"));
    cr_assert(told("quiz.csv:6: Five?: left out: names no contest"));
    cr_assert(pack_is_right());
}

Test(import, figures_keep_their_digits)
{
    cr_assert(takes("f.csv",
                    "Kennzahl;Wert;Einheit;Jahr\nSchulen;1.300+;Schulen;2025\n"
                    "Anteil;44,5 %;;\nGross;1.234.567;;\nKlein;-0,5;;\nX;viele;;\n"));
    cr_assert(has(get("figure/schulen.md"), "suffix: \"+\"\n"));
    cr_assert(has(get("figure/schulen.md"), "value: \"1300\"\n"));
    cr_assert(has(get("figure/anteil.md"), "value: \"44.5\"\n"));
    cr_assert(has(get("figure/gross.md"), "value: \"1234567\"\n"));
    cr_assert(has(get("figure/klein.md"), "value: \"-0.5\"\n"));
    cr_assert(told("f.csv:6: viele: left out: is no number"));
    cr_assert(pack_is_right());
}

Test(import, organisations_with_columns_named_by_the_caller)
{
    struct str map[] = {STR("Was=title"), STR("Adresse im Netz=url")};
    options.map = (struct content_ids){map, 2};
    options.has_kind = true;
    options.kind = CONTENT_ORGANISATION;
    cr_assert(
        takes("o.csv", "Was,Adresse im Netz,Land\n\"Haus, gross\",https://a.org,AL\n"));
    const struct str house = get("organisation/haus-gross.md");
    cr_assert(has(house, "title: \"Haus, gross\""));
    cr_assert(has(house, "country: AL"));
    cr_assert(has(house, "- {url: \"https://a.org\"}"));
    cr_assert(pack_is_right());
}

Test(import, a_table_that_says_nothing_is_refused)
{
    cr_assert_not(takes_bytes("x.csv", STR("foo,bar\n1,2\n")));
    cr_assert(has(str_from_cstr(result.error), "no column is known"));
    cr_assert_not(takes_bytes("x.csv", STR("title,\"x\n")));
    cr_assert_not(takes_bytes("x.csv", STR("")));
    cr_assert_not(takes_bytes("x.csv", STR("title\nA\n")));
    cr_assert(has(str_from_cstr(result.error), "--kind"));
}

// ---- JSON-LD ----

Test(import, schema_org_within_a_page_becomes_records)
{
    cr_assert(takes(
        "page.html",
        "<!doctype html><script type=\"application/ld+json\">\n"
        "{\"@context\":\"https://schema.org\",\"@graph\":[\n"
        "{\"@type\":\"EducationEvent\",\"@id\":\"u:1\",\"name\":\"Stars\",\"startDate\":"
        "\"2026-12-05T18:00:00+01:00\",\"endDate\":\"2026-12-05T20:00:00+01:00\","
        "\"location\":{\"@type\":\"Place\",\"name\":\"robotics lab\"},\"description\":"
        "\"a\\r\\n\\tb\"},\n"
        "{\"@type\":\"Course\",\"name\":\"Python\",\"hasCourseInstance\":{"
        "\"courseSchedule"
        "\":{\"repeatFrequency\":\"P1W\",\"byDay\":[\"https://schema.org/Tuesday\"],"
        "\"startDate\":\"2026-12-01\",\"endDate\":\"2027-03-30\",\"startTime\":\"17:00\","
        "\"endTime\":\"18:30:00\",\"exceptDate\":\"2026-12-29\"}}},\n"
        "{\"@type\":\"LearningResource\",\"name\":[{\"@language\":\"en\",\"@value\":"
        "\"Sheet\"},{\"@language\":\"de\",\"@value\":\"Blatt\"},{\"@language\":\"fr\","
        "\"@value\":\"F\"}],\"url\":\"https://a.org/r\"},\n"
        "{\"@type\":\"Organization\",\"name\":\"House\",\"address\":{\"addressCountry\":"
        "\"AL\"}},{\"@type\":\"Occupation\",\"name\":\"Chemist\",\"skills\":[\"x\",\"y\"]"
        ","
        "\"occupationalCategory\":\"2113\"},\n"
        "{\"@type\":\"Recipe\",\"name\":\"Soup\"},\n"
        "{\"@type\":\"Event\",\"name\":\"Off\",\"eventStatus\":\"https://schema.org/"
        "EventCancelled\",\"startDate\":\"2026-12-01\"}]}</script>"
        "<script type='application/ld+json'>{bad</script>"));
    cr_assert(has(get("activity/stars.md"), "{from: 2026-12-05, start: \"18:00\", end: "
                                            "\"20:00\", place: lab}"));
    cr_assert(has(get("activity/python.md"),
                  "{weekday: tue, start: \"17:00\", end: \"18:30\", from: 2026-12-01, "
                  "until: 2027-03-30, except: [2026-12-29]}"));
    cr_assert(has(get("resource/sheet.de.md"), "title: \"Blatt\""));
    cr_assert(has(get("organisation/house.md"), "country: AL"));
    cr_assert(has(get("career/chemist.md"), "esco: \"2113\"\nskills:\n  - \"x\"\n"));
    cr_assert(told("page.html:7: Soup: left out: is of type Recipe"));
    cr_assert(told("Off: left out: is cancelled"));
    cr_assert(told("fr: left out: pack.yaml does not list this language"));
    cr_assert(told("a script: left out: is no JSON"));
    cr_assert(pack_is_right());
}

Test(import, a_page_without_data_is_refused)
{
    cr_assert_not(takes_bytes("a.html", STR("<html><p>x</p></html>")));
    cr_assert(has(str_from_cstr(result.error), "no JSON-LD"));
    cr_assert_not(takes_bytes("a.json", STR("{\"@type\":")));
}

// ---- ESCO ----

#define ESCO_HEAD                                                                        \
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status,description,"      \
    "code\n"

Test(import, esco_gives_careers_in_every_language_it_has)
{
    const struct import_file files[] = {
        {STR("occupations_en.csv"),
         STR("\xEF\xBB\xBF" ESCO_HEAD
             "Occupation,http://data.europa.eu/esco/occupation/1,2113,chemist,\"a\nb\","
             "released,Chemists study substances.,2113.1\n"
             "Occupation,http://data.europa.eu/esco/occupation/2,3113,electrician,,"
             "released,E,3113.1\n")},
        {STR("occupations_de.csv"),
         STR(ESCO_HEAD "Occupation,http://data.europa.eu/esco/occupation/1,2113,"
                       "Chemiker/Chemikerin,,released,Sie untersuchen Stoffe.,2113.1\n")},
        {STR("occupations_fr.csv"), STR(ESCO_HEAD)},
    };
    struct str only = STR("21");
    options.only = (struct content_ids){&only, 1};
    cr_assert(import_run(&arena, folder, files, 3, &options, &result), "%s",
              result.error);
    cr_assert(has(get("career/chemist.md"), "title: \"Chemist\"\nsummary: \"Chemists"));
    cr_assert(has(get("career/chemist.md"), "esco: \"2113.1\""));
    cr_assert(has(get("career/chemist.de.md"), "title: \"Chemiker/Chemikerin\"\n"
                                               "summary: \"Sie untersuchen Stoffe.\""));
    cr_assert_not(file_exists(path_of("career/electrician.md")));
    cr_assert(told("1 occupations are not among --only"));
    cr_assert(told("fr: left out: pack.yaml does not list this language"));
    cr_assert(pack_is_right());
}

// ---- out and in again ----

static struct schedule weeks_of(const struct pack *read)
{
    struct i18n_zone *zone = i18n_zone_create(STR("Europe/Tirane"));
    const int64_t now_ms = options.now_s * 1000;
    const struct schedule all =
        schedule_build(&arena, read->records, read->count, zone,
                       (struct schedule_span){now_ms, now_ms + INT64_C(86400000) * 180});
    i18n_zone_destroy(zone);
    return all;
}

Test(import, sessions_that_were_exported_come_back_the_same)
{
    put("activity/robots.md",
        "---\nid: robots\ntitle: {en: \"Robots; big, small\", de: R}\nsessions:\n"
        "  - {weekday: mon, start: \"15:00\", end: \"16:00\", place: lab}\n"
        "  - {weekday: sat, start: \"23:30\", end: \"01:00\", until: 2027-03-27, "
        "except: [2026-12-26, 2027-01-02]}\n"
        "  - {weekday: tue, start: \"09:00\", end: \"10:30\", from: 2027-01-06}\n"
        "  - {from: 2026-12-24, start: \"12:00\", end: \"13:00\"}\n---\n");
    put("event/fair.md", "---\nid: fair\ntitle: {en: Fair, de: Messe}\n"
                         "starts: 2027-02-01\nends: 2027-02-03\n---\n");
    cr_assert(pack_is_right());
    const struct schedule before = weeks_of(&pack);
    struct buffer calendar;
    size_t events = 0;
    buffer_init(&calendar, 0);
    const struct export_options out = {.id = STR("small"),
                                       .timezone = STR("Europe/Tirane"),
                                       .lang = STR("en"),
                                       .now_s = options.now_s};
    const struct export_records records = {pack.records, pack.count};
    cr_assert(export_ical(&calendar, &out, &records, &events));
    cr_assert(eq(sz, events, 5));
    struct str rest = buffer_view(&calendar), line;
    while (str_cut(&rest, '\n', &line)) {
        cr_assert(line.len == 0 || (line.len <= 76 && line.ptr[line.len - 1] == '\r'));
    }
    cr_assert(unlink(path_of("activity/robots.md")) == 0);
    cr_assert(unlink(path_of("event/fair.md")) == 0);
    cr_assert(takes_bytes("back.ics", buffer_view(&calendar)), "%s", result.error);
    buffer_finish(&calendar);
    cr_assert(pack_is_right());
    const struct schedule after = weeks_of(&pack);
    cr_assert(eq(sz, before.count, after.count));
    cr_assert(before.count > 60);
    for (size_t i = 0; i < before.count; i++) {
        cr_assert(eq(i64, before.slots[i].start_utc_ms, after.slots[i].start_utc_ms));
        cr_assert(eq(i64, before.slots[i].end_utc_ms, after.slots[i].end_utc_ms));
        cr_assert(str_equal(before.slots[i].session->place, STR("lab")) ==
                  str_equal(after.slots[i].session->place, STR("lab")));
    }
    cr_assert(has(get("event/fair.md"), "starts: \"2027-02-01\"\nends: \"2027-02-03\""));
    cr_assert(has(get("activity/robots-big-small.md"),
                  "{weekday: mon, start: \"15:00\", end: \"16:00\", place: lab}"));
}

Test(import, resources_that_were_exported_come_back_the_same)
{
    put("resource/sheet.md",
        "---\nid: sheet\ntitle: {en: \"A \\\"b\\\"\", de: C}\nages: \"10+\"\n"
        "url: https://a.org/x\nlicence: CC-BY-4.0\naudiences: [teacher]\n---\nText.\n");
    cr_assert(pack_is_right());
    struct buffer json;
    size_t resources = 0;
    buffer_init(&json, 0);
    const struct export_options out = {.id = STR("small")};
    const struct export_records records = {pack.records, pack.count};
    cr_assert(export_jsonld(&json, &out, &records, &resources));
    cr_assert(eq(sz, resources, 1));
    cr_assert(unlink(path_of("resource/sheet.md")) == 0);
    cr_assert(takes_bytes("r.json", buffer_view(&json)), "%s", result.error);
    buffer_finish(&json);
    const struct str sheet = get("resource/a-b.md");
    cr_assert(has(sheet, "title: \"A \\\"b\\\"\""));
    cr_assert(has(sheet, "audiences: [teacher]\nages: \"10+\"\n"));
    cr_assert(has(sheet, "licence: \"CC-BY-4.0\""));
    cr_assert(has(get("resource/a-b.de.md"), "title: \"C\""));
    cr_assert(pack_is_right());
}
