#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "conformance.h"
#include "content/fields.h"

static struct arena arena;

static void set_up(void)
{
    arena_init(&arena, 0);
}

static void tear_down(void)
{
    arena_finish(&arena);
}

TestSuite(record, .init = set_up, .fini = tear_down);

static bool parses(const char *json)
{
    struct content_record record;
    struct content_error error;
    return content_record_parse(&arena, str_from_cstr(json), &record, &error);
}

static const char *refusal(const char *json)
{
    struct content_record record;
    struct content_error error = {{0}};
    if (content_record_parse(&arena, str_from_cstr(json), &record, &error)) {
        return "";
    }
    return arena_cstr(&arena, str_from_cstr(error.message));
}

#define HEAD "{\"kind\":\"activity\",\"id\":\"robots\",\"title\":{\"en\":\"Robots\"}"

Test(record, reads_what_is_there_and_sets_what_is_missing)
{
    struct content_record record;
    struct content_error error;
    cr_assert(content_record_parse(
        &arena,
        STR(HEAD ",\"fields\":[\"T\",\"E\"],\"age_min\":10,\"sessions\":[{\"weekday\":0,"
                 "\"start_min\":900,\"end_min\":960}],\"someday\":1.5}"),
        &record, &error));
    cr_assert(eq(int, record.kind, CONTENT_ACTIVITY));
    cr_assert(eq(int, content_leading_field(&record), FIELD_T));
    cr_assert(eq(long, record.age_min, 10));
    cr_assert(eq(long, record.capacity, -1));
    cr_assert(eq(sz, record.sessions.count, 1));
    cr_assert(eq(long, record.sessions.items[0].start_min, 900));
}

Test(record, refuses_a_missing_or_wrong_member)
{
    cr_assert(parses(HEAD "}"));
    cr_assert_not(parses("{\"kind\":\"activity\",\"id\":\"x\"}"));
    cr_assert_not(parses("{\"kind\":\"rocket\",\"id\":\"x\",\"title\":{\"en\":\"X\"}}"));
    cr_assert_not(
        parses("{\"kind\":\"activity\",\"id\":\"../x\",\"title\":{\"en\":\"X\"}}"));
    cr_assert_not(parses(HEAD ",\"format\":\"party\"}"));
    cr_assert_not(parses(HEAD ",\"join_url\":\"javascript:alert(1)\"}"));
    cr_assert_not(parses(HEAD ",\"fields\":[\"X\"]}"));
    cr_assert_not(parses(HEAD ",\"fields\":[\"S\",\"S\"]}"));
    cr_assert_not(parses(HEAD ",\"age_min\":18,\"age_max\":3}"));
    cr_assert_not(parses(HEAD ",\"media\":[{\"type\":\"image/png\"}]}"));
    cr_assert(strstr(refusal(HEAD ",\"format\":\"party\"}"), "workshop") != NULL);
}

Test(record, refuses_days_that_do_not_exist)
{
    CONFORMANCE("D08");
    static const char *const days[] = {"0000-01-01", "9999-12-31", "2026-02-30",
                                       "2026-13-01", "2026-1-1",   "tomorrow"};
    char json[300];
    for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
        snprintf(json, sizeof(json), HEAD ",\"visible_from\":\"%s\"}", days[i]);
        cr_assert_not(parses(json), "%s", days[i]);
        snprintf(json, sizeof(json), HEAD ",\"sessions\":[{\"from\":\"%s\"}]}", days[i]);
        cr_assert_not(parses(json), "%s", days[i]);
    }
    cr_assert(parses(HEAD ",\"visible_from\":\"2028-02-29\"}"));
}

Test(record, refuses_a_pathway_with_an_edge_into_nothing)
{
    static const char head[] =
        "{\"kind\":\"pathway\",\"id\":\"p\",\"title\":{\"en\":\"P\"},"
        "\"steps\":[{\"id\":\"a\",\"title\":{\"en\":\"A\"}},"
        "{\"id\":\"b\",\"title\":{\"en\":\"B\"}}],\"edges\":";
    char json[400];
    snprintf(json, sizeof(json), "%s[{\"from\":\"a\",\"to\":\"b\"}]}", head);
    cr_assert(parses(json));
    snprintf(json, sizeof(json), "%s[{\"from\":\"a\",\"to\":\"c\"}]}", head);
    cr_assert_not(parses(json));
    snprintf(json, sizeof(json), "%s[{\"from\":\"a\",\"to\":\"a\"}]}", head);
    cr_assert_not(parses(json));
}

// A record whose value `shape` appends `count` times, to run into one limit.
static bool parses_grown(const char *before, const char *shape, size_t count,
                         const char *after)
{
    struct buffer buffer;
    buffer_init(&buffer, 0);
    buffer_add(&buffer, str_from_cstr(before));
    for (size_t i = 0; i < count; i++) {
        buffer_add(&buffer, str_from_cstr(shape));
    }
    buffer_add(&buffer, str_from_cstr(after));
    struct content_record record;
    struct content_error error;
    const bool done = content_record_parse(&arena, buffer_view(&buffer), &record, &error);
    buffer_finish(&buffer);
    return done;
}

Test(record, refuses_what_is_nested_too_deep_too_long_or_doubled)
{
    CONFORMANCE("D02");
    cr_assert(parses_grown(HEAD ",\"x\":", "[", 15, "]]]]]]]]]]]]]]]}"));
    cr_assert_not(parses_grown(HEAD ",\"x\":", "[", 16, "]]]]]]]]]]]]]]]]}"));
    cr_assert_not(parses_grown(HEAD ",\"x\":", "[", 100000, "}"));
    cr_assert_not(parses_grown(HEAD ",\"x\":", "{\"a\":", 100000, "}"));
    cr_assert(parses_grown(HEAD ",\"x\":[0", ",0", 9000, "]}"));
    cr_assert_not(parses_grown(HEAD ",\"x\":[0", ",0", 1000000, "]}"));
    cr_assert(parses_grown(HEAD ",\"x\":\"", "a", 64 * 1024, "\"}"));
    cr_assert_not(parses_grown(HEAD ",\"x\":\"", "a", 64 * 1024 + 1, "\"}"));
    cr_assert_not(parses_grown(HEAD ",\"x\":\"", "0123456789", 1024 * 1024, "\"}"));
    cr_assert_not(parses(HEAD ",\"id\":\"other\"}"));
    cr_assert_not(parses(HEAD ",\"x\":{\"a\":1,\"a\":2}}"));
}

Test(record, refuses_numbers_that_are_no_whole_number_in_range)
{
    CONFORMANCE("D03");
    static const char *const numbers[] = {"1e999",
                                          "-0",
                                          "NaN",
                                          "Infinity",
                                          "18446744073709551616",
                                          "9223372036854775808",
                                          "007",
                                          "+5",
                                          "1.0",
                                          "1e2",
                                          "0x10",
                                          "\"5\"",
                                          "-1",
                                          "true",
                                          "null"};
    char json[300];
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        snprintf(json, sizeof(json), HEAD ",\"duration_min\":%s}", numbers[i]);
        cr_assert_not(parses(json), "%s", numbers[i]);
    }
    cr_assert(parses(HEAD ",\"duration_min\":45}")); // the control
}

Test(record, refuses_text_that_is_no_clean_utf8)
{
    CONFORMANCE("D04");
    static const char *const texts[] = {"\xC0\xAF",   "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                        "\xFF",       "\xE2\x82",     "\xEF\xBB\xBF",
                                        "\\u0000",    "\\ud800",      "\\udc00\\ud800",
                                        "\\u001b[2J", "\x01",         "\\ufeff",
                                        "\x7F"};
    char json[300];
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        snprintf(json, sizeof(json), HEAD ",\"summary\":{\"en\":\"a%sb\"}}", texts[i]);
        cr_assert_not(parses(json), "text %zu", i);
    }
    struct content_record record;
    struct content_error error;
    static const char with_nul[] = HEAD ",\"summary\":{\"en\":\"a\0b\"}}";
    cr_assert_not(content_record_parse(
        &arena, (struct str){with_nul, sizeof(with_nul) - 1}, &record, &error));
    cr_assert_not(parses("\xEF\xBB\xBF" HEAD "}"));
    cr_assert(parses(HEAD ",\"summary\":{\"sq\":\"Çelësi \\u00eb \\ud83d\\ude80\"}}"));
}

static const char whole[] = HEAD
    ",\"fields\":[\"T\",\"E\"],\"audiences\":[\"pupil\",\"parent\"],\"capacity\":0,"
    "\"sessions\":[{\"weekday\":6,\"start_min\":900,\"end_min\":960,"
    "\"except\":[\"2026-12-27\"]}],\"body\":{\"sq\":\"**Ç**\\n\\\"\"},\"sample\":true}";

Test(record, survives_every_truncation_and_every_flipped_byte)
{
    CONFORMANCE("D01");
    const size_t size = sizeof(whole) - 1;
    struct content_record record;
    struct content_error error;
    cr_assert(content_record_parse(&arena, str_from_cstr(whole), &record, &error), "%s",
              error.message);
    char *copy = malloc(size);
    for (size_t i = 0; i < size; i++) {
        char *part = malloc(i ? i : 1); // no larger, so that reading past it is seen
        memcpy(part, whole, i);
        cr_assert_not(
            content_record_parse(&arena, (struct str){part, i}, &record, &error));
        free(part);
        memcpy(copy, whole, size);
        for (unsigned bit = 0; bit < 8; bit++) {
            copy[i] = (char)(whole[i] ^ (1 << bit));
            if (content_record_parse(&arena, (struct str){copy, size}, &record, &error)) {
                cr_assert(content_record_write(&arena, &record).len > 0);
            }
        }
        arena_reset(&arena);
    }
    free(copy);
}

// ---- parse(write(record)) == record, over the table ----

static uint32_t dice(uint32_t *seed, uint32_t sides)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % sides;
}

static struct str some_string(const struct content_member *member, uint32_t *seed)
{
    static const char *const right[] = {
        [FORM_ANY] = "Ë \"quoted\" \\ text",
        [FORM_ID] = "some-id-7",
        [FORM_REFERENCE] = "some-feed/some-id-7",
        [FORM_DATE] = "2026-09-01",
        [FORM_MOMENT] = "2026-09-01T14:30:00+02:00",
        [FORM_TIMESTAMP] = "2026-01-31T00:00:00Z",
        [FORM_URL] = "https://example.org/a?b=c",
        [FORM_LANGUAGE] = "pt-BR",
        [FORM_COUNTRY] = "AL",
        [FORM_SHA256] =
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        [FORM_FILE] = "media/a.png",
        [FORM_NUMBER] = "-12.5",
        [FORM_COLOUR] = "#12193a"};
    if (member->form == FORM_WORD) {
        size_t words = 0;
        while (member->words[words]) {
            words++;
        }
        return str_from_cstr(member->words[dice(seed, (uint32_t)words)]);
    }
    if (member->form == FORM_COLOUR) { // a pair that may be read
        return !strcmp(member->key, "ink")      ? STR("#12193A")
               : !strcmp(member->key, "paper")  ? STR("#f6f3ec")
               : !strcmp(member->key, "accent") ? STR("#ffc531")
                                                : STR("#2457e6");
    }
    return str_from_cstr(right[member->form]);
}

static struct value *text_value(uint32_t *seed)
{
    struct value *map = ARENA_NEW(&arena, struct value);
    map->type = VALUE_MAP;
    map->items = ARENA_ARRAY(&arena, struct value, 2);
    map->items[map->count++] =
        (struct value){.type = VALUE_STRING, .key = STR("sq"), .string = STR("Një\ndy")};
    if (dice(seed, 2)) {
        map->items[map->count++] = (struct value){
            .type = VALUE_STRING, .key = STR("en"), .string = STR("One \"1\"")};
    }
    return map;
}

static struct value members_value(const struct content_members *members,
                                  enum content_kind kind, uint32_t *seed);

static struct value member_value(const struct content_member *member,
                                 enum content_kind kind, uint32_t *seed)
{
    struct value value = {.type = VALUE_LIST};
    switch (member->type) {
    case MEMBER_KIND:
        return (struct value){.type = VALUE_STRING, .string = content_kind_name(kind)};
    case MEMBER_STRING:
        return (struct value){.type = VALUE_STRING, .string = some_string(member, seed)};
    case MEMBER_TEXT:
        return *text_value(seed);
    case MEMBER_INTEGER:
        return (struct value){.type = VALUE_INTEGER,
                              .integer = dice(seed, 2) ? member->max : member->min};
    case MEMBER_BOOL:
        return (struct value){.type = VALUE_BOOL, .integer = dice(seed, 2)};
    case MEMBER_STRUCT:
        return members_value(member->items, kind, seed);
    case MEMBER_PATCH:
        value.type = VALUE_MAP;
        value.items = text_value(seed);
        value.items->key = STR("title");
        value.count = 1;
        return value;
    case MEMBER_STRINGS:
    case MEMBER_LETTERS:
    case MEMBER_AUDIENCES:
    case MEMBER_TEXTS:
    case MEMBER_LIST:
        break;
    }
    value.count = member->type == MEMBER_LETTERS ? 1 : 1 + dice(seed, 3);
    value.items = ARENA_ARRAY(&arena, struct value, value.count);
    for (size_t i = 0; i < value.count; i++) {
        if (member->type == MEMBER_LIST) {
            value.items[i] = members_value(member->items, kind, seed);
        } else if (member->type == MEMBER_TEXTS) {
            value.items[i] = *text_value(seed);
        } else {
            const struct str letter = {content_field_letter + dice(seed, 5), 1};
            value.items[i] = (struct value){.type = VALUE_STRING,
                                            .string = member->type == MEMBER_LETTERS
                                                          ? letter
                                                          : some_string(member, seed)};
        }
    }
    return value;
}

static struct value members_value(const struct content_members *members,
                                  enum content_kind kind, uint32_t *seed)
{
    struct value map = {.type = VALUE_MAP,
                        .items = ARENA_ARRAY(&arena, struct value, members->count)};
    const uint32_t bit = UINT32_C(1) << kind;
    for (size_t i = 0; i < members->count; i++) {
        const struct content_member *member = &members->members[i];
        // Edges, steps and options hang together: other tests build those.
        const bool tied = !strcmp(member->key, "edges") || !strcmp(member->key, "steps");
        const bool must = (member->required & bit) || !strcmp(member->key, "sha256") ||
                          !strcmp(member->key, "type") || !strcmp(member->key, "from");
        if ((member->kinds & bit) && !member->authored && !tied &&
            (must || dice(seed, 3))) {
            struct value value = member_value(member, kind, seed);
            value.key = str_from_cstr(member->key);
            map.items[map.count++] = value;
        }
    }
    return map;
}

static bool same_members(const struct content_members *members, enum content_kind kind,
                         const char *a, const char *b);

static bool same_text(struct content_text a, struct content_text b)
{
    for (size_t i = 0; i < a.count; i++) {
        struct str lang;
        const struct str value = content_text_in(b, a.items[i].lang, &lang);
        if (!str_equal(value, a.items[i].value) || !str_equal(lang, a.items[i].lang)) {
            return false;
        }
    }
    return a.count == b.count;
}

static bool same_list(const struct content_member *member, enum content_kind kind,
                      struct content_list a, struct content_list b)
{
    bool same = a.count == b.count;
    for (size_t i = 0; same && i < a.count; i++) {
        if (member->type == MEMBER_TEXTS) {
            same = same_text(((struct content_text *)a.items)[i],
                             ((struct content_text *)b.items)[i]);
        } else if (member->type == MEMBER_LIST) {
            const size_t at = i * member->items->item_size;
            same = same_members(member->items, kind, (char *)a.items + at,
                                (char *)b.items + at);
        } else {
            same = str_equal(((struct str *)a.items)[i], ((struct str *)b.items)[i]);
        }
    }
    return same;
}

static bool same_member(const struct content_member *member, enum content_kind kind,
                        const char *a, const char *b)
{
    struct str left, right;
    switch (member->type) {
    case MEMBER_KIND:
        return memcmp(a, b, sizeof(enum content_kind)) == 0;
    case MEMBER_STRING:
    case MEMBER_PATCH:
        memcpy(&left, a, sizeof(left));
        memcpy(&right, b, sizeof(right));
        return str_equal(left, right);
    case MEMBER_TEXT: {
        struct content_text one, two;
        memcpy(&one, a, sizeof(one));
        memcpy(&two, b, sizeof(two));
        return same_text(one, two);
    }
    case MEMBER_AUDIENCES:
        return memcmp(a, b, sizeof(uint32_t)) == 0;
    case MEMBER_INTEGER:
        return memcmp(a, b, sizeof(int64_t)) == 0;
    case MEMBER_BOOL:
        return memcmp(a, b, sizeof(bool)) == 0;
    case MEMBER_STRUCT:
        return same_members(member->items, kind, a, b);
    case MEMBER_STRINGS:
    case MEMBER_LETTERS:
    case MEMBER_TEXTS:
    case MEMBER_LIST:
        return same_list(member, kind, content_list_get(a, 0), content_list_get(b, 0));
    }
    return false;
}

static bool same_members(const struct content_members *members, enum content_kind kind,
                         const char *a, const char *b)
{
    for (size_t i = 0; i < members->count; i++) {
        const struct content_member *member = &members->members[i];
        if (!same_member(member, kind, a + member->offset, b + member->offset)) {
            return false;
        }
    }
    return true;
}

Test(record, comes_back_from_its_json_as_it_was)
{
    const struct content_check check = {.arena = &arena, .mode = CONTENT_PUBLISHED};
    size_t tried = 0;
    for (uint32_t seed = 1; seed <= 1500; seed++) {
        uint32_t state = seed;
        const enum content_kind kind = (enum content_kind)(seed % CONTENT_KIND_COUNT);
        const struct value map = members_value(&content_record_members, kind, &state);
        struct content_record record, back;
        struct content_error error;
        if (!content_record_from_value(&check, &map, &record)) {
            continue; // the dice gave an order of dates or ages that is refused
        }
        const struct str json = content_record_write(&arena, &record);
        cr_assert(content_record_parse(&arena, json, &back, &error), "%s in %.*s",
                  error.message, STR_ARG(json));
        cr_assert(
            same_members(&content_record_members, kind, (char *)&record, (char *)&back));
        cr_assert(str_equal(json, content_record_write(&arena, &back)));
        tried++;
        arena_reset(&arena);
    }
    cr_assert(gt(sz, tried, 500));
}

static void check_sorted(const struct content_members *members)
{
    for (size_t i = 0; i < members->count; i++) {
        if (i) {
            cr_assert(strcmp(members->members[i - 1].key, members->members[i].key) <= 0,
                      "%s", members->members[i].key);
        }
        if (members->members[i].items) {
            check_sorted(members->members[i].items);
        }
    }
}

Test(record, table_is_ordered_so_that_the_json_is_canonical)
{
    check_sorted(&content_record_members);
}

Test(record, text_falls_back_to_english_then_to_what_there_is)
{
    struct content_translation items[] = {{STR("bg"), STR("да")},
                                          {STR("en"), STR("yes")}};
    const struct content_text both = {items, 2}, one = {items, 1};
    struct str lang;
    cr_assert(str_equal(content_text_in(both, STR("bg"), &lang), STR("да")));
    cr_assert(str_equal(content_text_in(both, STR("sq"), &lang), STR("yes")));
    cr_assert(str_equal(lang, STR("en")));
    cr_assert(str_equal(content_text_in(one, STR("sq"), NULL), STR("да")));
    cr_assert(eq(sz, content_text_in((struct content_text){0}, STR("sq"), &lang).len, 0));
}

// ---- colours of a venue ----

static bool venue_accepted(const char *colours)
{
    const struct str json =
        arena_printf(&arena,
                     "{\"id\":\"house\",\"kind\":\"venue\",\"timezone\":\"Europe/Sofia\","
                     "\"title\":{\"en\":\"House\"},\"colours\":%s}",
                     colours);
    struct content_record record;
    struct content_error error;
    return content_record_parse(&arena, json, &record, &error);
}

Test(record, refuses_colours_of_a_venue_that_cannot_be_read)
{
    cr_expect(venue_accepted("{\"ink\":\"#0b2545\",\"paper\":\"#f4f7fb\",\"accent\":"
                             "\"#ffd166\",\"arts\":\"#b5179e\"}"));
    cr_expect_not(venue_accepted("{\"ink\":\"#8899aa\"}"), "grey on paper");
    cr_expect_not(venue_accepted("{\"paper\":\"#777777\"}"), "ink on a dark paper");
    cr_expect_not(venue_accepted("{\"accent\":\"#2a2a60\"}"), "ink on a dark accent");
    cr_expect_not(venue_accepted("{\"science\":\"#ffee88\"}"), "a pale shape on white");
    cr_expect_not(venue_accepted("{\"ink\":\"navy\"}"), "a word");
}
