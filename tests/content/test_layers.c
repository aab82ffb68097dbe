#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "content/fields.h"
#include "content/layers.h"

static struct arena arena;

static void setup(void)
{
    arena_init(&arena, 0);
}
static void teardown(void)
{
    arena_finish(&arena);
}
TestSuite(layers, .init = setup, .fini = teardown);

// ---- RFC 7396 ----

static struct str merged(const char *target, const char *patch)
{
    struct value base, change;
    struct content_error error;
    struct buffer buffer;
    buffer_init(&buffer, 0);
    cr_assert(value_parse_json(&arena, str_from_cstr(target), NULL, &base, &error));
    cr_assert(value_parse_json(&arena, str_from_cstr(patch), NULL, &change, &error));
    const struct value result = content_merge_patch(&arena, &base, &change);
    cr_assert(value_write_json(&buffer, &result));
    const struct str text = arena_str(&arena, buffer_view(&buffer));
    buffer_finish(&buffer);
    return text;
}

Test(layers, merge_as_appendix_a_of_rfc_7396_has_it)
{
    static const char *const rows[][3] = {
        {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
        {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
        {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
        {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
         "{\"a\":{\"b\":\"d\"}}"},
        {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
        {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
        {"{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]"},
        {"{\"a\":\"foo\"}", "null", "null"},
        {"{\"a\":\"foo\"}", "\"bar\"", "\"bar\""},
        {"{\"e\":null}", "{\"a\":1}", "{\"a\":1,\"e\":null}"},
        {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
        {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct str result = merged(rows[i][0], rows[i][1]);
        cr_assert(str_equal(result, str_from_cstr(rows[i][2])), "row %zu: %.*s", i,
                  STR_ARG(result));
    }
}

// ---- amendments over three layers ----

static const struct str feeds[] = {{"nation", 6}, {"region", 6}, {"venue", 5}};

// What each layer has, ended by NULL.
static const char *const nation[] = {
    "{\"fields\":[\"T\"],\"id\":\"robot\",\"kind\":\"activity\",\"title\":{\"de\":"
    "\"Roboter\",\"en\":\"Robot\"}}",
    "{\"id\":\"old\",\"kind\":\"story\",\"title\":{\"en\":\"Old story\"}}",
    "{\"id\":\"quiz\",\"kind\":\"question\",\"contest\":\"cup\",\"options\":[{\"right\":"
    "true,\"text\":{\"en\":\"1\"}},{\"text\":{\"en\":\"2\"}}],\"title\":{\"en\":\"?\"},"
    "\"type\":\"single\"}",
    NULL};
static const char *const region[] = {
    "{\"id\":\"robot\",\"kind\":\"activity\",\"title\":{\"en\":\"Our own robot\"}}",
    NULL};
static const char *const none[] = {NULL};
static const char *const *const records[] = {nation, region, none};

static bool find_line(void *context, struct arena *to, size_t layer, struct str id,
                      struct str *out_line)
{
    (void)context;
    for (const char *const *line = records[layer]; *line; line++) {
        struct content_record record;
        struct content_error error;
        cr_assert(content_record_parse(to, str_from_cstr(*line), &record, &error), "%s",
                  error.message);
        if (str_equal(record.id, id)) {
            *out_line = content_record_write(to, &record);
            return true;
        }
    }
    return false;
}

// Not SHA-256: these tests need only one text for one line.
static void hash_line(struct str line, char out_hex[65])
{
    snprintf(out_hex, 65, "%064llx", (unsigned long long)str_hash(line));
}

static const struct content_stack stack = {
    .feeds = feeds, .count = 3, .line = find_line, .hash = hash_line};

static struct str base_of(const struct content_overlay *overlay, size_t layer,
                          const char *id)
{
    struct str line;
    char hex[65];
    cr_assert(content_overlay_line(overlay, &arena, layer, str_from_cstr(id), &line));
    hash_line(line, hex);
    return arena_str(&arena, str_from_cstr(hex));
}

static struct content_record amendment(const char *feed, const char *record,
                                       struct str base, const char *patch)
{
    return (struct content_record){.kind = CONTENT_AMENDMENT,
                                   .id = str_from_cstr(record),
                                   .amended_feed = str_from_cstr(feed),
                                   .amended = str_from_cstr(record),
                                   .base = base,
                                   .hide = !patch,
                                   .patch = str_from_cstr(patch)};
}

static const char *shown(const struct content_overlay *overlay, size_t layer,
                         const char *id)
{
    struct str line;
    if (!content_overlay_line(overlay, &arena, layer, str_from_cstr(id), &line)) {
        return "hidden";
    }
    return arena_cstr(&arena, line);
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static const char *as_published(const char *id)
{
    struct content_overlay overlay;
    content_overlay_init(&overlay, &arena, &stack);
    return shown(&overlay, 0, id);
}

Test(layers, amend_only_what_the_patch_names)
{
    struct content_overlay overlay;
    content_overlay_init(&overlay, &arena, &stack);
    const struct content_record change =
        amendment("nation", "robot", base_of(&overlay, 0, "robot"),
                  "{\"fields\":null,\"title\":{\"de\":\"Roboter hier\"}}");
    cr_assert(eq(int, content_overlay_amend(&overlay, 2, &change), AMENDMENT_APPLIED));
    cr_assert(same(shown(&overlay, 0, "robot"),
                   "{\"id\":\"robot\",\"kind\":\"activity\",\"title\":{\"de\":\"Roboter "
                   "hier\",\"en\":\"Robot\"}}"));
    cr_assert(same(shown(&overlay, 1, "robot"),
                   "{\"id\":\"robot\",\"kind\":\"activity\",\"title\":{\"en\":\"Our own "
                   "robot\"}}"),
              "the region's record of that id is another one");
    cr_assert(eq(sz, overlay.set_aside, 0));
}

Test(layers, leave_the_base_as_it_is_when_it_has_changed_but_hide_it_all_the_same)
{
    const struct str other =
        STR("0000000000000000000000000000000000000000000000000000000000000000");
    struct content_overlay overlay;
    content_overlay_init(&overlay, &arena, &stack);
    const struct content_record change =
        amendment("nation", "robot", other, "{\"title\":{\"de\":\"Roboter hier\"}}");
    cr_assert(eq(int, content_overlay_amend(&overlay, 1, &change), AMENDMENT_CHANGED));
    cr_assert(same(shown(&overlay, 0, "robot"), as_published("robot")));
    const struct content_record hide = amendment("nation", "old", other, NULL);
    cr_assert(eq(int, content_overlay_amend(&overlay, 1, &hide), AMENDMENT_CHANGED));
    cr_assert(same(shown(&overlay, 0, "old"), "hidden"));
    cr_assert(eq(sz, overlay.set_aside, 2)); // both are reported
    cr_assert(eq(sz, overlay.amended_count, 2));
    cr_assert(str_equal(overlay.amended[1].record, STR("old")));
}

Test(layers, report_a_base_that_is_gone)
{
    struct content_overlay overlay;
    content_overlay_init(&overlay, &arena, &stack);
    const struct content_record gone =
        amendment("nation", "robots", STR(""), "{\"title\":{\"de\":\"x\"}}");
    const struct content_record strange = amendment("elsewhere", "robot", STR(""), NULL);
    cr_assert(eq(int, content_overlay_amend(&overlay, 1, &gone), AMENDMENT_GONE));
    cr_assert(eq(int, content_overlay_amend(&overlay, 1, &strange), AMENDMENT_GONE));
    cr_assert(eq(sz, overlay.change_count, 0));
    cr_assert(eq(sz, overlay.set_aside, 2));
}

Test(layers, set_aside_what_would_be_no_record_or_another_one)
{
    static const struct {
        const char *record, *patch;
        enum content_fate fate;
    } rows[] = {
        {"robot", "{\"title\":null}", AMENDMENT_INVALID},
        {"robot", "{\"title\":\"a text without language\"}", AMENDMENT_INVALID},
        {"robot", "{\"age_max\":3,\"age_min\":7}", AMENDMENT_INVALID},
        {"quiz", "{\"options\":[{\"text\":{\"en\":\"1\"}}]}", AMENDMENT_INVALID},
        {"robot", "{\"id\":\"other\"}", AMENDMENT_IDENTITY},
        {"robot", "{\"id\":null}", AMENDMENT_IDENTITY},
        {"robot", "{\"kind\":\"story\"}", AMENDMENT_IDENTITY},
        {"robot", "{\"kind\":null}", AMENDMENT_IDENTITY},
        // The control: the same ways with nothing wrong.
        {"robot", "{\"id\":\"robot\",\"kind\":\"activity\",\"age_min\":7}",
         AMENDMENT_APPLIED},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct content_overlay overlay;
        content_overlay_init(&overlay, &arena, &stack);
        const struct content_record change =
            amendment("nation", rows[i].record, base_of(&overlay, 0, rows[i].record),
                      rows[i].patch);
        cr_assert(eq(int, content_overlay_amend(&overlay, 1, &change), rows[i].fate),
                  "row %zu", i);
        const bool same =
            strcmp(shown(&overlay, 0, rows[i].record), as_published(rows[i].record)) == 0;
        cr_assert(eq(int, same, rows[i].fate != AMENDMENT_APPLIED), "row %zu", i);
        cr_assert(eq(int, overlay.amended[0].error.message[0] != '\0',
                     rows[i].fate == AMENDMENT_INVALID));
    }
}

Test(layers, may_change_only_what_lies_below_them)
{
    struct content_overlay overlay;
    content_overlay_init(&overlay, &arena, &stack);
    const struct content_record own =
        amendment("region", "robot", base_of(&overlay, 1, "robot"), "{\"order\":1}");
    cr_assert(eq(int, content_overlay_amend(&overlay, 0, &own), AMENDMENT_NOT_BELOW));
    cr_assert(eq(int, content_overlay_amend(&overlay, 1, &own), AMENDMENT_NOT_BELOW));
    cr_assert(eq(sz, overlay.change_count, 0));
    cr_assert(eq(int, content_overlay_amend(&overlay, 2, &own), AMENDMENT_APPLIED));
}

Test(layers, build_on_what_the_layer_below_made)
{
    struct content_overlay overlay;
    content_overlay_init(&overlay, &arena, &stack);
    const struct str published = base_of(&overlay, 0, "robot");
    const struct content_record first =
        amendment("nation", "robot", published, "{\"title\":{\"de\":\"Zwei\"}}");
    cr_assert(eq(int, content_overlay_amend(&overlay, 1, &first), AMENDMENT_APPLIED));
    // Made for the nation's own words, which nobody sees any more.
    const struct content_record late =
        amendment("nation", "robot", published, "{\"title\":{\"en\":\"Three\"}}");
    cr_assert(eq(int, content_overlay_amend(&overlay, 2, &late), AMENDMENT_CHANGED));
    const struct content_record second =
        amendment("nation", "robot", base_of(&overlay, 0, "robot"),
                  "{\"title\":{\"en\":\"Three\"}}");
    cr_assert(eq(int, content_overlay_amend(&overlay, 2, &second), AMENDMENT_APPLIED));
    cr_assert(
        same(shown(&overlay, 0, "robot"),
             "{\"fields\":[\"T\"],\"id\":\"robot\",\"kind\":\"activity\",\"title\":{"
             "\"de\":\"Zwei\",\"en\":\"Three\"}}"));
    cr_assert(eq(int, content_overlay_amend(&overlay, 2, &second), AMENDMENT_TWICE));
}

Test(layers, that_hide_a_record_may_bring_their_own_and_end_what_is_above)
{
    struct content_overlay overlay;
    content_overlay_init(&overlay, &arena, &stack);
    const struct content_record hide = amendment("nation", "robot", STR(""), NULL);
    cr_assert(eq(int, content_overlay_amend(&overlay, 1, &hide), AMENDMENT_APPLIED));
    cr_assert(same(shown(&overlay, 0, "robot"), "hidden"));
    cr_assert(str_starts_with(str_from_cstr(shown(&overlay, 1, "robot")), STR("{")));
    const struct content_record above =
        amendment("nation", "robot", STR(""), "{\"order\":2}");
    cr_assert(eq(int, content_overlay_amend(&overlay, 2, &above), AMENDMENT_GONE));
}

Test(layers, take_an_amendments_pictures_for_the_records)
{
    struct content_overlay overlay;
    content_overlay_init(&overlay, &arena, &stack);
    struct content_media media = {
        .sha256 = STR("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
        .type = STR("image/png"),
        .size_bytes = 5};
    struct content_record change =
        amendment("nation", "robot", base_of(&overlay, 0, "robot"), "{\"order\":2}");
    change.media.items = &media;
    change.media.count = 1;
    cr_assert(eq(int, content_overlay_amend(&overlay, 1, &change), AMENDMENT_APPLIED));
    const char *line = shown(&overlay, 0, "robot");
    cr_assert(strstr(line, "\"media\":[{\"sha256\":\"0011") != NULL);
    cr_assert(strstr(line, "\"order\":2") != NULL);
    change.patch = STR("");
    content_overlay_init(&overlay, &arena, &stack);
    cr_assert(eq(int, content_overlay_amend(&overlay, 1, &change), AMENDMENT_APPLIED));
}

// ---- amendments as records ----

static bool parses(const char *json)
{
    struct content_record record;
    struct content_error error;
    return content_record_parse(&arena, str_from_cstr(json), &record, &error);
}

#define HEAD "{\"id\":\"a\",\"kind\":\"amendment\",\"feed\":\"nation\",\"record\":\"r\","
#define BASE                                                                             \
    "\"base\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","

Test(layers, know_a_whole_amendment_from_half_a_one)
{
    cr_assert(parses(HEAD BASE "\"patch\":{\"title\":{\"de\":\"x\"}}}"));
    cr_assert(parses(HEAD BASE "\"patch\":{\"title\":null}}"));
    cr_assert(parses(HEAD "\"hide\":true}"));
    cr_assert_not(parses(HEAD "\"patch\":{\"title\":{\"de\":\"x\"}}}"), "without base");
    cr_assert_not(parses(HEAD BASE "\"hide\":true,\"patch\":{\"order\":1}}"));
    cr_assert_not(parses(HEAD BASE "\"hide\":false}"));
    cr_assert_not(parses(HEAD BASE "\"patch\":{}}"));
    cr_assert_not(parses(HEAD BASE "\"patch\":[1]}"));
    cr_assert_not(parses(HEAD BASE "\"patch\":{\"order\":1.5}}"));
    cr_assert_not(parses("{\"id\":\"a\",\"kind\":\"amendment\",\"record\":\"r\","
                         "\"hide\":true}"));
    cr_assert_not(parses("{\"id\":\"a\",\"kind\":\"amendment\",\"feed\":\"Nation\","
                         "\"record\":\"r\",\"hide\":true}"));
}

// ---- names ----

// "robot" is in all three layers, "hall" in the lowest two, all others in one.
static uint32_t shared(void *context, struct str id)
{
    (void)context;
    return str_equal(id, STR("robot")) ? 7 : str_equal(id, STR("hall")) ? 3 : 0;
}

static bool has(void *context, size_t layer, struct str id)
{
    (void)context;
    return (shared(NULL, id) >> layer & 1) ||
           (layer == 0 && str_equal(id, STR("only"))) ||
           (layer == 2 && str_equal(id, STR("mine")));
}

static const struct content_names names = {
    .feeds = feeds, .count = 3, .shared = shared, .has = has};

static struct str reference(size_t layer, const char *text)
{
    struct str *items = ARENA_NEW(&arena, struct str);
    *items = str_from_cstr(text);
    struct content_record record = {
        .kind = CONTENT_ACTIVITY, .id = STR("x"), .related = {items, 1}};
    content_names_apply(&names, &arena, layer, &record);
    cr_assert(str_equal(record.id, STR("x")));
    cr_assert(str_equal(record.feed, feeds[layer]));
    cr_assert(eq(i64, record.layer, (int64_t)layer));
    return record.related.items[0];
}

Test(layers, of_one_id_keep_each_their_own_record)
{
    static const struct str wanted[] = {
        {"nation/robot", 12}, {"region/robot", 12}, {"robot", 5}};
    for (size_t layer = 0; layer < 3; layer++) {
        struct content_record record = {.kind = CONTENT_STORY, .id = STR("robot")};
        content_names_apply(&names, &arena, layer, &record);
        cr_assert(str_equal(record.id, wanted[layer]), "%.*s", STR_ARG(record.id));
    }
}

Test(layers, refer_to_their_own_records_first_then_to_those_below)
{
    static const struct {
        size_t layer;
        const char *text, *name;
    } rows[] = {
        {0, "robot", "nation/robot"},
        {1, "robot", "region/robot"},
        {2, "robot", "robot"},
        {2, "hall", "hall"},
        {1, "hall", "hall"},
        {0, "hall", "nation/hall"},
        {2, "only", "only"},
        {2, "nation/only", "only"},
        {2, "nation/robot", "nation/robot"},
        {0, "venue/robot", "robot"},
        {0, "nation/mine", "nation/mine"},
        {0, "elsewhere/robot", "elsewhere/robot"},
        {2, "region/hall", "hall"},
        {2, "nation/hall", "nation/hall"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct str name = reference(rows[i].layer, rows[i].text);
        cr_assert(str_equal(name, str_from_cstr(rows[i].name)), "row %zu: %.*s", i,
                  STR_ARG(name));
    }
}

static void count_one(void *context, struct str *found)
{
    cr_assert(content_id_valid(*found));
    ++*(size_t *)context;
}

Test(layers, find_every_reference_of_a_record)
{
    size_t count = 0;
    struct content_record record;
    struct content_error error;
    cr_assert(content_record_parse(
        &arena,
        STR("{\"id\":\"p\",\"kind\":\"pathway\",\"title\":{\"en\":\"P\"},\"careers\":["
            "\"a\",\"b\"],\"steps\":[{\"id\":\"s\",\"title\":{\"en\":\"S\"},\"career\":"
            "\"c\",\"companies\":[\"d\"],\"providers\":[\"e\",\"f\"]}]}"),
        &record, &error));
    content_references(&record, count_one, &count);
    cr_assert(eq(sz, count, 6));
}

Test(layers, know_what_a_reference_looks_like)
{
    static const char *const right[] = {"a", "a-b/c-9"};
    static const char *const wrong[] = {"",      "/",   "a/",  "/a",
                                        "a/b/c", "A/b", "a/B", "a b"};
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
        cr_assert(content_form_check(FORM_REFERENCE, NULL, str_from_cstr(right[i])));
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        cr_assert_not(content_form_check(FORM_REFERENCE, NULL, str_from_cstr(wrong[i])),
                      "%s", wrong[i]);
    }
}
