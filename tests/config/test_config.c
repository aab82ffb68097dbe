#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/file.h"
#include "config/config.h"

static struct arena arena;

static void set_up(void)
{
    arena_init(&arena, 0);
}

static void tear_down(void)
{
    arena_finish(&arena);
}

TestSuite(config, .init = set_up, .fini = tear_down);

static bool parse(struct str text, struct config *config, struct config_error *error)
{
    const struct config_source source = {text, "foyer.yaml", "/etc/foyer"};
    return config_parse(&arena, &source, config, error);
}

// The message of the fault; "" when there is none.
static const char *fault_of(const char *text)
{
    static struct config_error error;
    struct config config;
    error = (struct config_error){{0}};
    return parse(str_from_cstr(text), &config, &error) ? "" : error.text;
}

static bool says(const char *text, const char *message)
{
    return strstr(fault_of(text), message) != NULL;
}

Test(config, has_a_default_for_everything)
{
    struct config config;
    struct config_error error;
    cr_assert(parse(STR(""), &config, &error));
    cr_assert(eq(i64, config.idle.ask_s, 45));
    cr_assert(eq(sz, config.feed_count, 0));
    cr_assert(str_equal(config.languages[0], STR("en")));
}

Test(config, reads_every_key)
{
    struct config config;
    struct config_error error = {{0}};
    cr_assert(parse(STR("data: data\nlanguages: [bg, en]\nvenue: here\n"
                        "feeds:\n  - id: a\n    url: http://x.org/a//\n"
                        "    trust: [a.pub, /b.pub]\n    allow_private: true\n"
                        "    interval_s: 5\n    threshold: 2\n"
                        "kiosk: {id: hall-3, tags: [fablab, school]}\n"
                        "idle: {ask_s: 60, countdown_s: 20, slide_s: 9}\n"
                        "stale_after_h: 5\n"
                        "usage: false\n"
                        "screen: {fullscreen: false, size: 800x600, scale: 150, "
                        "renderer: surface}\n"),
                    &config, &error),
              "%s", error.text);
    cr_assert(str_equal(config.data, STR("/etc/foyer/data")));
    cr_assert(str_equal(config.feeds[0].url, STR("http://x.org/a")));
    cr_assert(str_equal(config.feeds[0].trust[0], STR("/etc/foyer/a.pub")));
    cr_assert(str_equal(config.feeds[0].trust[1], STR("/b.pub")));
    cr_assert(config.feeds[0].allow_private);
    cr_assert(eq(i64, config.feeds[0].threshold, 2));
    cr_assert(str_equal(config.kiosk.id, STR("hall-3")));
    cr_assert(eq(sz, config.kiosk.tag_count, 2));
    cr_assert(str_equal(config.kiosk.tags[1], STR("school")));
    cr_assert(eq(i64, config.screen.height_px, 600));
    cr_assert(eq(int, config.screen.renderer, CONFIG_RENDERER_SURFACE));
    cr_assert_not(config.screen.fullscreen);
    cr_assert_not(config.usage);
}

Test(config, names_the_line_and_what_would_be_right)
{
    cr_assert(
        says("data: /x\ncolour: red\n",
             "foyer.yaml:2: unknown key 'colour'; known here: data, languages, feeds, "
             "idle, stale_after_h, screen, venue, kiosk, usb, usage, upload"));
    cr_assert(says("data: /x\n\ndata: /y\n", "foyer.yaml:3: 'data' stands twice"));
    cr_assert(says("idle:\n  ask_s: soon\n", "foyer.yaml:2: 'ask_s' wants a whole"));
    cr_assert(says("idle:\n  ask_s: 1e9\n", "from 5 to 86400"));
    cr_assert(says("feeds:\n  - id: a\n    url: ftp://x\n", ":3: 'url' wants"));
    cr_assert(says("feeds:\n  - id: a\n    url: http://x\n", "'trust' is missing"));
    cr_assert(says("feeds:\n  - {id: a, url: http://x, trust: [k], threshold: 2}\n",
                   ":2: 'threshold' wants 2 keys, 'trust' names 1"));
    cr_assert(says("kiosk: {tags: [Fab Lab]}\n", "'tags' wants a list like [fablab"));
    cr_assert(says("kiosk: {tags: fablab}\n", "'tags' wants a list like [fablab"));
    cr_assert(says("kiosk: {id: Hall 3}\n", "'id' wants an id"));
    cr_assert(says("screen: {size: 3x3}\n", "1920x1080"));
    cr_assert(says("screen: {fullscreen: yes}\n", "true or false"));
    cr_assert(says("languages: sq\n", "[sq, en]"));
    cr_assert(says("- data\n", "foyer.yaml:1:"));
    cr_assert(says("data: [\n", "foyer.yaml:2: no proper YAML"));
    const char *doubled = "feeds:\n  - {id: a, url: http://x, trust: [k]}\n"
                          "  - {id: a, url: http://y, trust: [k]}\n";
    cr_assert(says(doubled, "foyer.yaml:3: the feed 'a' stands twice"));
}

Test(config, sets_nothing_when_there_is_a_fault)
{
    struct config config = {.stale_after_h = 1234};
    struct config_error error;
    cr_assert_not(parse(STR("stale_after_h: 5\nx: 1\n"), &config, &error));
    cr_assert(eq(i64, config.stale_after_h, 1234));
    cr_assert_not(config_load(&arena, "/nowhere/foyer.yaml", &config, &error));
    cr_assert(strstr(error.text, "/nowhere/foyer.yaml: cannot be read") != NULL);
}

Test(config, loads_the_examples_of_every_venue)
{
    static const char folder[] = FOYER_SOURCE_DIR "/kiosk-config/venues";
    struct folder_list files;
    cr_assert(folder_read(&arena, folder, &files));
    cr_assert(files.count >= 14);
    for (size_t i = 0; i < files.count; i++) {
        struct config config;
        struct config_error error = {{0}};
        const char *path = path_join(&arena, folder, files.names[i].ptr);
        cr_assert(config_load(&arena, path, &config, &error), "%s", error.text);
        // The file, its highest layer and its venue record share the pack's name.
        const struct str pack =
            str_slice(files.names[i], 0, files.names[i].len - strlen(".yaml"));
        cr_assert(str_equal(config.feeds[config.feed_count - 1].id, pack), "%s", path);
        cr_assert(str_equal(config.venue, pack), "%s", path);
        cr_assert_geq(config.language_count, 1);
    }
}

#define UPLOAD                                                                           \
    "upload:\n  url: https://x.org/desk-1/\n  user: desk-1\n  secret_file: secret\n"

Test(config, reads_mirrors_sticks_and_where_to_upload)
{
    struct config config;
    struct config_error error = {{0}};
    cr_assert(parse(STR("feeds:\n  - id: a\n    url: http://x.org/a\n"
                        "    trust: [a.pub]\n"
                        "    mirrors: [http://hall/a/, /mnt/share/a]\n"
                        "usb: [\"/media/*/foyer\"]\n" UPLOAD "  kind: s3\n"),
                    &config, &error),
              "%s", error.text);
    cr_assert(eq(sz, config.feeds[0].mirror_count, 2));
    cr_assert(str_equal(config.feeds[0].mirrors[0], STR("http://hall/a")));
    cr_assert(str_equal(config.feeds[0].mirrors[1], STR("/mnt/share/a")));
    cr_assert(str_equal(config.usb[0], STR("/media/*/foyer")));
    cr_assert(str_equal(config.upload.url, STR("https://x.org/desk-1")));
    cr_assert(str_equal(config.upload.secret_file, STR("/etc/foyer/secret")));
    cr_assert(str_equal(config.upload.region, STR("us-east-1")));
    cr_assert(eq(int, (int)config.upload.kind, CONFIG_UPLOAD_S3));
    cr_assert(eq(i64, config.upload.status_s, 900));
}

Test(config, says_what_is_wrong_with_an_upload)
{
    cr_assert(says(UPLOAD, ""));
    cr_assert(says(UPLOAD "  kind: ftp\n", "foyer.yaml:5: 'kind' wants webdav"));
    cr_assert(says("upload:\n  url: https://x.org/\n", "user"));
    cr_assert(says("upload:\n  url: http://x.org/\n  user: a\n  secret_file: b\n",
                   "'upload' would send the password in clear"));
    cr_assert(says("upload:\n  url: https://x.org/\n  user: \"a:b\"\n  secret_file: b\n",
                   "without a colon"));
    cr_assert(says("usb: [media]\n", "foyer.yaml:1: 'usb' wants a list"));
    cr_assert(says("feeds:\n  - id: a\n    url: http://x\n    trust: [k]\n"
                   "    mirrors: [near]\n",
                   "foyer.yaml:5: 'mirrors' wants a list"));
}
