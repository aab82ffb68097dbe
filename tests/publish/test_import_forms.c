// Feeds, tables and pages; and what was exported comes back the same.
#include "content/schedule.h"
#include "i18n/zone.h"
#include "import_support.h"
#include "publish/export.h"

TestSuite(import_forms, .init = set_up, .fini = tear_down);

// ---- RSS and Atom ----

Test(import_forms, rss_becomes_stories_without_scripts)
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

Test(import_forms, atom_with_xhtml_becomes_stories)
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

Test(import_forms, billion_laughs_and_outside_entities_are_refused)
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

Test(import_forms, feeds_in_old_encodings_are_read)
{
    cr_assert(takes("a.xml", "<?xml version='1.0' encoding='windows-1252'?><rss><channel>"
                             "<item><title>Caf\xe9 \x96 na\xefve</title>"
                             "<guid>1</guid></item></channel></rss>"));
    cr_assert(has(get("story/cafe-naive.md"), "Café – naïve"));
}

// ---- CSV ----

Test(import_forms, a_german_spreadsheet_in_windows_1252_becomes_sessions)
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

Test(import_forms, dates_of_other_countries_and_half_days_are_understood)
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

Test(import_forms, questions_with_letters_numbers_or_texts_as_the_right_answer)
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

Test(import_forms, figures_keep_their_digits)
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

Test(import_forms, organisations_with_columns_named_by_the_caller)
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

Test(import_forms, a_table_that_says_nothing_is_refused)
{
    cr_assert_not(takes_bytes("x.csv", STR("foo,bar\n1,2\n")));
    cr_assert(has(str_from_cstr(result.error), "no column is known"));
    cr_assert_not(takes_bytes("x.csv", STR("title,\"x\n")));
    cr_assert_not(takes_bytes("x.csv", STR("")));
    cr_assert_not(takes_bytes("x.csv", STR("title\nA\n")));
    cr_assert(has(str_from_cstr(result.error), "--kind"));
}

// ---- JSON-LD ----

Test(import_forms, schema_org_within_a_page_becomes_records)
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

Test(import_forms, a_page_without_data_is_refused)
{
    cr_assert_not(takes_bytes("a.html", STR("<html><p>x</p></html>")));
    cr_assert(has(str_from_cstr(result.error), "no JSON-LD"));
    cr_assert_not(takes_bytes("a.json", STR("{\"@type\":")));
}

// ---- ESCO ----

#define ESCO_HEAD                                                                        \
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status,description,"      \
    "code\n"

Test(import_forms, esco_gives_careers_in_every_language_it_has)
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
    options.files = files;
    options.file_count = 3;
    options.only = (struct content_ids){&only, 1};
    cr_assert(import_run(&arena, folder, &options, &result), "%s", result.error);
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

Test(import_forms, sessions_that_were_exported_come_back_the_same)
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

Test(import_forms, resources_that_were_exported_come_back_the_same)
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
