#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "publish/pack.h"

static struct arena arena;
static char folder[64];
static struct pack pack;
static struct pack_report report;

static void put_bytes(const char *name, struct str bytes)
{
    char *path = path_join(&arena, folder, name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    cr_assert(folder_make(path));
    *slash = '/';
    cr_assert(file_write(path, bytes), "%s", path);
}

static void put(const char *name, const char *text)
{
    put_bytes(name, str_from_cstr(text));
}

#define PNG_OF(size) STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR" size "\x08\x02\0\0\0\0\0\0\0")

static void set_up(void)
{
    arena_init(&arena, 0);
    strcpy(folder, "/tmp/foyer-pack-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
    put("pack.yaml", "id: small\nlanguages: [sq, en]\ntimezone: Europe/Tirane\n");
    put("activity/robots.md",
        "---\nid: robots\ntitle: \"Robotë\"\nfields: [T, E]\nages: 10-14\n"
        "sessions:\n  - {weekday: mon, start: \"15:00\", end: \"16:00\"}\n"
        "---\n\nNjë tekst.\n");
    put("activity/robots.en.md", "---\ntitle: Robots\n---\nA text.\n");
}

static void tear_down(void)
{
    cr_assert(folder_remove(folder));
    arena_finish(&arena);
}

TestSuite(pack, .init = set_up, .fini = tear_down);

static bool reads(void)
{
    return pack_read(&arena, folder, &report, &pack);
}

// Whether one of the messages has this text.
static bool told(const char *text)
{
    for (size_t i = 0; i < report.count; i++) {
        const struct str line = pack_message_text(&arena, &report.messages[i]);
        if (str_find(line, str_from_cstr(text), 0) != SIZE_MAX) {
            return true;
        }
    }
    for (size_t i = 0; i < report.count; i++) {
        const struct str line = pack_message_text(&arena, &report.messages[i]);
        fprintf(stderr, "%.*s\n", STR_ARG(line));
    }
    return false;
}

static bool refuses(const char *text)
{
    return !reads() && told(text);
}

Test(pack, becomes_records_with_texts_in_every_language)
{
    cr_assert(reads(), "%d", told("nothing"));
    cr_assert(eq(sz, pack.count, 1));
    const struct content_record *robots = &pack.records[0];
    cr_assert(str_equal(content_text_in(robots->title, STR("en"), NULL), STR("Robots")));
    cr_assert(
        str_equal(content_text_in(robots->body, STR("sq"), NULL), STR("Një tekst.")));
    cr_assert(eq(i64, robots->age_max, 14));
    cr_assert(eq(i64, robots->sessions.items[0].start_min, 900));
    cr_assert(eq(i64, robots->sessions.items[0].weekday, 0));
    cr_assert(str_equal(pack.timezone, STR("Europe/Tirane")));
}

Test(pack, reads_tables_of_sessions_figures_and_questions)
{
    put("activity/sessions.csv", "activity,weekday,start,end,from,until,except,place\n"
                                 "robots,sat,10:00,11:00,,,2026-12-26 2027-01-02,\n");
    put("figure/figures.csv", "id,title,title.en,value,suffix,caveat,caveat.en\r\n"
                              "people,Njerëz,People,1300,+,\"a, \"\"b\"\"\",x\r\n");
    put("contest/cup.md", "---\nid: cup\ntitle: {sq: Kupa, en: Cup}\n---\n");
    put("question/questions.csv",
        "id,contest,title,title.en,type,option1,option1.en,option2,option2.en,right\n"
        "q,cup,A,B,single,x,y,z,w,2\n");
    cr_assert(reads(), "%d", told("nothing"));
    cr_assert(eq(sz, pack.count, 4));
    cr_assert(eq(sz, pack.records[0].sessions.count, 2));
    cr_assert(eq(sz, pack.records[0].sessions.items[1].except.count, 2));
    cr_assert(pack.records[2].options.items[1].right);
    cr_assert_not(pack.records[2].options.items[0].right);
    const struct str caveat = content_text_in(pack.records[3].caveat, STR("sq"), NULL);
    cr_assert(str_equal(caveat, STR("a, \"b\"")));
}

Test(pack, tells_every_fault_with_its_file_and_line)
{
    put("activity/bad.md",
        "---\nid: bed\ntitle: X\ncolour: red\nfromat: show\nages: old\n"
        "duration_min: long\nvisible_from: 2026-02-30\njoin: now\n---\n");
    cr_assert(refuses("activity/bad.md:2: error: id: wants 'bad'"));
    cr_assert(told("activity/bad.md:4: error: unknown key 'colour'"));
    cr_assert(told(
        "activity/bad.md:5: error: unknown key 'fromat' in a record of kind activity; "
        "did you mean 'format'?"));
    cr_assert(told("activity/bad.md:6: error: ages: wants 10-14 or 6+"));
    cr_assert(told("activity/bad.md:7: error: duration_min: wants a whole number"));
    cr_assert(told("activity/bad.md:8: error: visible_from: wants a day like"));
    cr_assert(told("activity/bad.md:9: error: join: wants one of open, desk, booking"));
    cr_assert(told("activity/bad.md:3: error: title: is missing in 'en'"));
}

Test(pack, refuses_a_row_with_a_day_that_is_none_and_keeps_the_others)
{
    CONFORMANCE("D08");
    put("activity/sessions.csv", "activity,weekday,start,end,from,until,except,place\n"
                                 "robots,sat,10:00,11:00,0000-01-01,,,\n"
                                 "robots,sat,10:00,11:00,,9999-12-31,,\n"
                                 "robots,once,25:00,11:60,,,2026-02-30,\n"
                                 "ghost,mon,10:00,11:00,,,,\n");
    cr_assert(refuses("activity/sessions.csv:2: error: from: wants a day"));
    cr_assert(told("activity/sessions.csv:3: error: until: wants a day"));
    cr_assert(told("activity/sessions.csv:4: error: weekday: wants one of mon"));
    cr_assert(told("activity/sessions.csv:4: error: start: wants a time like 15:00"));
    cr_assert(told("activity/sessions.csv:4: error: except: wants a day"));
    cr_assert(told("activity/sessions.csv:5: error: there is no activity 'ghost'"));
}

Test(pack, finds_references_into_nothing)
{
    put("career/welder.md",
        "---\nid: welder\ntitle: {sq: A, en: A}\nrelated: [robots, none]\n"
        "pathways: [robots]\n---\n");
    put("pathway/way.md", "---\nid: way\ntitle: {sq: A, en: A}\nsteps:\n"
                          "  - {id: a, title: {sq: A, en: A}, career: nobody}\n"
                          "edges:\n  - [a, b]\n---\n");
    cr_assert(refuses("career/welder.md:4: error: related: there is no record 'none'"));
    cr_assert(told(
        "career/welder.md:5: error: pathways: 'robots' is a record of another kind"));
    cr_assert(told("pathway/way.md:5: error: career: there is no record 'nobody'"));
    cr_assert(told("pathway/way.md:7: error: edges: there is no step 'b'"));
}

Test(pack, counts_what_is_not_translated)
{
    put("career/welder.md",
        "---\nid: welder\ntitle: {sq: A, en: A}\nsummary: Pa përkthim\n"
        "skills: [Saldim]\nsample: true\n---\n");
    cr_assert(reads());
    cr_assert(eq(sz, report.untranslated, 2));
    cr_assert(eq(sz, report.warnings, 1));
    cr_assert(eq(sz, report.samples, 1));
    put("career/welder.en.md",
        "---\nsummary: Now\nskills: [Welding, Two]\nfields: [S]\n---\n");
    cr_assert(refuses("career/welder.en.md:3: error: skills: wants as many items"));
    cr_assert(told("career/welder.en.md:4: error: 'fields' is no text"));
    put("career/welder.de.md", "---\ntitle: X\n---\n");
    cr_assert(refuses("pack.yaml does not list the language 'de'"));
}

Test(pack, refuses_names_and_links_that_lead_elsewhere)
{
    CONFORMANCE("C12");
    static const char head[] =
        "---\nid: cup\ntitle: {sq: A, en: A}\nmedia:\n  - {file: \"%s\"}\n---\n";
    char text[600], long_name[301];
    memset(long_name, 'a', 300);
    long_name[300] = '\0';
    const char *const names[] = {"../x.png",       "/etc/passwd",   "media/../../x.png",
                                 "media\\\\x.png", "media/\\0.png", long_name,
                                 "media/./x.png",  "media//x.png"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        snprintf(text, sizeof(text), head, names[i]);
        put("contest/cup.md", text);
        cr_assert_not(reads(), "%s", names[i]);
    }
    put_bytes("media/x.png", PNG_OF("\0\0\0\x08\0\0\0\x04"));
    snprintf(text, sizeof(text), head, "media/x.png");
    put("contest/cup.md", text);
    cr_assert(reads(), "%d", told("nothing")); // the control
    cr_assert(eq(i64, pack.media[0].width_px, 8));
    cr_assert(symlink("x.png", path_join(&arena, folder, "media/y.png")) == 0);
    snprintf(text, sizeof(text), head, "media/y.png");
    put("contest/cup.md", text);
    cr_assert(refuses("media: there is no file 'media/y.png'"));
    cr_assert(told("media/y.png: error: a link or device"));
    cr_assert(symlink("/etc", path_join(&arena, folder, "career")) == 0);
    cr_assert(refuses("career: error: a link or device"));
    put("media/Z.png", "");
    put("media/z.png", "");
    cr_assert(refuses("differs from 'Z.png' only in large and small letters"));
}

Test(pack, refuses_pictures_by_their_first_bytes)
{
    CONFORMANCE("I01", "I02", "I03");
    put("contest/cup.md",
        "---\nid: cup\ntitle: {sq: A, en: A}\nmedia:\n  - file: media/x.png\n"
        "---\n");
    put_bytes("media/x.png", PNG_OF("\0\0\x4e\x20\0\0\x4e\x20"));
    cr_assert(
        refuses("contest/cup.md:5: error: media: 'media/x.png' is more than 16 mega"));
    put_bytes("media/x.png", PNG_OF("\0\0\0\0\0\0\0\x04"));
    cr_assert(refuses("is without any pixel"));
    put_bytes("media/x.png", PNG_OF("\x80\0\0\0\x80\0\0\0"));
    cr_assert(refuses("is more than 16 mega"));
    put_bytes("media/x.png", STR("RIFF\x24\0\0\0WEBPVP8 "));
    cr_assert(refuses("is neither PNG nor JPEG"));
    put("media/x.png", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    cr_assert(refuses("is neither PNG nor JPEG"));
    put_bytes("media/x.png", PNG_OF("\0\0\0\x08\0\0\0\x04"));
    cr_assert(reads(), "%d", told("nothing")); // the control
}

Test(pack, refuses_links_that_are_no_web_address)
{
    put("career/a.md",
        "---\nid: a\ntitle: {sq: A, en: A}\n---\n\nOne [x](https://a.org) two\n"
        "[y](javascript:alert(1)) <data:text/html,x>\n\n[z]: vbscript:x\n"
        "[w](&#106;avascript:x)\n");
    cr_assert(refuses("career/a.md:7: error: a link to 'javascript:alert(1'"));
    cr_assert(told("career/a.md:7: error: a link to 'data:text/html,x'"));
    cr_assert(told("career/a.md:9: error: a link to 'vbscript:x'"));
    cr_assert(told("career/a.md:10: error: a link to '&#106;avascript:x'"));
    cr_assert(eq(sz, report.errors, 4));
}

Test(pack, refuses_bytes_that_are_no_utf8)
{
    CONFORMANCE("D04");
    put("career/a.md", "\xEF\xBB\xBF---\nid: a\n---\n");
    put("career/b.md", "---\nid: b\ntitle: \xC0\xAF\n---\n");
    put_bytes("career/c.md", STR("---\nid: c\n\0\n---\n"));
    put("career/d.md", "---\nid: d\ntitle: {sq: A, en: A}\n---\n\x1b[2J\n");
    cr_assert(refuses("career/a.md:1: error: starts with a byte order mark"));
    cr_assert(told("career/b.md:3: error: no valid UTF-8"));
    cr_assert(told("career/c.md:3: error: no valid UTF-8"));
    cr_assert(told("career/d.md:5: error: a control character"));
}

Test(pack, wants_its_head)
{
    put("pack.yaml", "id: Small Pack\nlanguages: sq\ncolour: red\ntimezone: Moon/Base\n");
    cr_assert(refuses("pack.yaml:1: error: id: wants"));
    cr_assert(told("pack.yaml:2: error: languages: wants a list"));
    cr_assert(told("pack.yaml:3: error: unknown key 'colour'"));
    cr_assert(told("pack.yaml:4: error: timezone: wants a name like Europe/Tirane"));
    cr_assert(unlink(path_join(&arena, folder, "pack.yaml")) == 0);
    cr_assert(refuses("pack.yaml: error: is missing"));
    cr_assert_not(pack_read(&arena, "/nowhere", &report, &pack));
}

Test(pack, finds_doubled_ids_and_faults_of_tables)
{
    put("figure/people.md", "---\nid: people\ntitle: {sq: A, en: A}\nvalue: 5\n---\n");
    put("figure/figures.csv",
        "id,title,title.en,value\npeople,A,A,3\nx,A,A\ny,A,A,many\n");
    cr_assert(refuses(
        "figure/figures.csv:2: error: the id 'people' is taken by figure/people.md"));
    cr_assert(told("figure/figures.csv:3: error: 3 cells; wants 4"));
    cr_assert(told("figure/figures.csv:4: error: value: wants digits"));
    put("figure/figures.csv", "id,title\n\"a,b\n");
    cr_assert(refuses("figure/figures.csv:3: error: a quotation mark has no end"));
    put("figure/figures.csv", "id,id\n");
    cr_assert(refuses("figure/figures.csv:1: error: the column 'id' stands twice"));
}

Test(pack, of_every_example_is_whole)
{
    static const char *const names[] = {"steam-albania", "super-stem"};
    for (size_t i = 0; i < 2; i++) {
        const struct str path =
            arena_printf(&arena, "%s/assets/packs/%s", FOYER_SOURCE_DIR, names[i]);
        cr_assert(pack_read(&arena, arena_cstr(&arena, path), &report, &pack), "%d",
                  told("-"));
        cr_assert(eq(sz, report.untranslated, 0));
        for (size_t r = 0; r < pack.count; r++) {
            cr_assert(content_record_write(&arena, &pack.records[r]).len > 0);
        }
    }
}
