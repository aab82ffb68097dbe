// Lines, bidi, fallback, ellipsis and the cache, with a face whose letters are half an em
// wide.
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../ui/fake_text.h"
#include "conformance.h"
#include "text/text.h"

static const struct text_style style20 = {
    .face = TEXT_FACE_TEXT, .size_px = 20, .line_height_px = 30, .lang = {"en", 2}};

static struct text_cache *open_cache(void)
{
    const struct text_measure measure = fake_measure(NULL);
    return text_cache_create(&measure, 1 << 20);
}

static struct str line_text(const struct text_block *block, size_t at)
{
    return block->lines[at].source;
}

static void expect_line(const struct text_block *block, size_t at, const char *text)
{
    cr_assert_lt(at, block->count);
    cr_assert(str_equal(line_text(block, at), str_from_cstr(text)), "line %zu is '%.*s'",
              at, STR_ARG(line_text(block, at)));
}

Test(text_layout, sets_one_line_with_its_width_and_baseline)
{
    struct text_cache *cache = open_cache();
    const struct text_block *block = text_layout(cache, &style20, STR("Hello"), 0);
    cr_assert_eq(block->count, 1);
    cr_assert_float_eq(block->width_px, 50, 0.01);
    cr_assert_float_eq(block->height_px, 30, 0.01);
    cr_assert_float_eq(block->lines[0].baseline_px, 22, 0.6);
    cr_assert_eq(block->lines[0].count, 1);
    text_cache_destroy(cache);
}

Test(text_layout, wraps_at_blanks_which_hang_over_the_end)
{
    struct text_cache *cache = open_cache();
    const struct text_block *block =
        text_layout(cache, &style20, STR("one two three"), 70);
    cr_assert_eq(block->count, 2);
    expect_line(block, 0, "one two");
    expect_line(block, 1, "three");
    cr_assert_leq(block->width_px, 70);
    cr_assert_not(block->clipped);
    text_cache_destroy(cache);
}

Test(text_layout, keeps_hard_line_ends_and_empty_lines)
{
    struct text_cache *cache = open_cache();
    const struct text_block *block = text_layout(cache, &style20, STR("a\n\nb"), 0);
    cr_assert_eq(block->count, 3);
    expect_line(block, 1, "");
    cr_assert_eq(text_layout(cache, &style20, STR(""), 0)->count, 0);
    text_cache_destroy(cache);
}

Test(text_layout, ends_the_last_line_with_an_ellipsis)
{
    struct text_cache *cache = open_cache();
    struct text_style style = style20;
    style.max_lines = 2;
    const struct text_block *block =
        text_layout(cache, &style, STR("alpha beta gamma delta"), 60);
    cr_assert_eq(block->count, 2);
    cr_assert(block->clipped);
    const struct text_line *last = &block->lines[1];
    cr_assert(str_equal(last->runs[last->count - 1].utf8, STR("\xE2\x80\xA6")));
    cr_assert_leq(last->width_px, 60.5f);
    text_cache_destroy(cache);
}

Test(text_layout, cuts_one_line_to_its_room)
{
    struct text_cache *cache = open_cache();
    struct text_style style = style20;
    style.one_line = true;
    const struct text_block *block = text_layout(cache, &style, STR("a long label"), 50);
    cr_assert_eq(block->count, 1);
    cr_assert(block->clipped);
    cr_assert_leq(block->width_px, 50.5f);
    cr_assert_not(text_layout(cache, &style, STR("fits"), 50)->clipped);
    text_cache_destroy(cache);
}

Test(text_layout, shows_a_soft_hyphen_only_where_the_line_breaks)
{
    struct text_cache *cache = open_cache();
    const struct str word = STR("Natur\xC2\xADwissen\xC2\xADschaft");
    const struct text_block *whole = text_layout(cache, &style20, word, 0);
    cr_assert(str_equal(whole->lines[0].runs[0].utf8, STR("Naturwissenschaft")));
    const struct text_block *broken = text_layout(cache, &style20, word, 130);
    cr_assert_eq(broken->count, 2);
    cr_assert(str_equal(broken->lines[0].runs[0].utf8, STR("Naturwissen-")));
    cr_assert(str_equal(broken->lines[1].runs[0].utf8, STR("schaft")));
    text_cache_destroy(cache);
}

Test(text_layout, lays_arabic_from_the_right_in_a_left_to_right_line)
{
    struct text_cache *cache = open_cache();
    // "ab <alef beh> cd": the Arabic run lies between, is right to left, in family 1.
    const struct text_block *block =
        text_layout(cache, &style20, STR("ab \xD8\xA7\xD8\xA8 cd"), 0);
    const struct text_line *line = &block->lines[0];
    cr_assert_eq(line->count, 3);
    cr_assert_not(line->runs[0].rtl);
    cr_assert(line->runs[1].rtl);
    cr_assert_eq(line->runs[1].font.family, 1);
    cr_assert_float_eq(line->runs[1].x_px, line->runs[0].width_px, 0.01);
    text_cache_destroy(cache);
}

Test(text_layout, puts_the_first_word_rightmost_when_the_paragraph_is_right_to_left)
{
    struct text_cache *cache = open_cache();
    struct text_style style = style20;
    style.rtl = true;
    const struct text_block *block =
        text_layout(cache, &style, STR("\xD8\xA7\xD8\xA8 abc"), 0);
    const struct text_line *line = &block->lines[0];
    cr_assert_not(line->runs[0].rtl, "Latin comes first from the left");
    cr_assert(str_equal(line->runs[0].utf8, STR("abc")));
    cr_assert(line->runs[line->count - 1].rtl);
    text_cache_destroy(cache);
}

Test(text_layout, chooses_the_first_face_that_covers_a_cluster_whole)
{
    struct text_cache *cache = open_cache();
    // Combining acute stays with its base; CJK goes to family 2; what nobody has to
    // family 0.
    const struct text_block *block =
        text_layout(cache, &style20, STR("e\xCC\x81 \xE5\xAD\xA6 \xEE\x80\x80"), 0);
    const struct text_line *line = &block->lines[0];
    cr_assert_geq(line->count, 3);
    cr_assert_eq(line->runs[0].font.family, 0);
    cr_assert(str_starts_with(line->runs[0].utf8, STR("e\xCC\x81")));
    cr_assert_eq(line->runs[1].font.family, 2);
    cr_assert_eq(line->runs[2].font.family, 0);
    text_cache_destroy(cache);
}

Test(text_layout, asks_for_bulgarian_letter_forms)
{
    struct text_cache *cache = open_cache();
    struct text_style style = style20;
    const struct str word = STR("\xD0\xBC\xD0\xBE\xD1\x81\xD1\x82");
    cr_assert_not(text_layout(cache, &style, word, 0)->lines[0].runs[0].font.bulgarian);
    style.lang = STR("bg");
    cr_assert(text_layout(cache, &style, word, 0)->lines[0].runs[0].font.bulgarian);
    text_cache_destroy(cache);
}

Test(text_layout, drops_direction_overrides_and_surplus_marks)
{
    struct text_cache *cache = open_cache();
    char many[3 + 500 * 2 + 1] = "a";
    size_t len = 1;
    for (int i = 0; i < 500; i++) {
        memcpy(many + len, "\xCC\x81", 2);
        len += 2;
    }
    const struct text_block *marks =
        text_layout(cache, &style20, (struct str){many, len}, 100);
    cr_assert_eq(marks->lines[0].source.len, 1 + 8 * 2);
    const struct text_block *turned = text_layout(cache, &style20,
                                                  STR("abc\xE2\x80\xAE"
                                                      "def\xE2\x81\xA6"),
                                                  0);
    expect_line(turned, 0, "abcdef");
    cr_assert_not(turned->lines[0].runs[0].rtl);
    const struct text_block *emoji = text_layout(
        cache, &style20, STR("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC x"), 30);
    cr_assert_leq(emoji->width_px, 30.5f);
    text_cache_destroy(cache);
}

Test(text_layout, breaks_a_word_of_ten_thousand_letters)
{
    int calls = 0;
    const struct text_measure measure = fake_measure(&calls);
    struct text_cache *cache = text_cache_create(&measure, 1 << 20);
    char *word = malloc(10000);
    memset(word, 'w', 10000);
    const struct str text = {word, 10000};
    const struct text_block *block = text_layout(cache, &style20, text, 100);
    cr_assert_eq(block->count, 1000);
    cr_assert_leq(block->width_px, 100.5f);
    struct text_style style = style20;
    style.max_lines = 3;
    calls = 0;
    block = text_layout(cache, &style, text, 100);
    cr_assert_eq(block->count, 3);
    cr_assert(block->clipped);
    cr_assert_leq(block->width_px, 100.5f);
    cr_assert_lt(calls, 200, "%d measurements", calls);
    cr_assert_leq(text_layout(cache, &style20, STR("   "), 100)->count, 1);
    free(word);
    text_cache_destroy(cache);
}

Test(text_layout, shows_invalid_bytes_as_replacement_characters)
{
    struct text_cache *cache = open_cache();
    const struct text_block *block = text_layout(cache, &style20,
                                                 STR("a\xFF\x80"
                                                     "b\x01\x1b"),
                                                 0);
    expect_line(block, 0,
                "a\xEF\xBF\xBD\xEF\xBF\xBD"
                "b");
    text_cache_destroy(cache);
}

Test(text_layout, answers_from_the_cache_without_measuring)
{
    int calls = 0;
    const struct text_measure measure = fake_measure(&calls);
    struct text_cache *cache = text_cache_create(&measure, 1 << 20);
    const struct text_block *first = text_layout(cache, &style20, STR("one two"), 40);
    const int before = calls;
    cr_assert_eq(text_layout(cache, &style20, STR("one two"), 40), first);
    cr_assert_eq(calls, before);
    cr_assert_neq(text_layout(cache, &style20, STR("one two"), 41), first);
    text_cache_destroy(cache);
}

Test(text_layout, evicts_what_is_least_recently_used_but_nothing_of_the_last_frame)
{
    int calls = 0;
    const struct text_measure measure = fake_measure(&calls);
    struct text_cache *cache = text_cache_create(&measure, 1);
    text_layout(cache, &style20, STR("old"), 0);
    text_cache_trim(cache); // used since the last trim: stays
    const struct text_block *kept = text_layout(cache, &style20, STR("new"), 0);
    text_cache_trim(cache); // "old" goes
    calls = 0;
    cr_assert_eq(text_layout(cache, &style20, STR("new"), 0), kept);
    cr_assert_eq(calls, 0);
    text_layout(cache, &style20, STR("old"), 0);
    cr_assert_gt(calls, 0);
    text_cache_destroy(cache);
}

Test(text_layout, knows_the_least_width_of_a_label)
{
    struct text_cache *cache = open_cache();
    cr_assert_float_eq(text_min_width(cache, &style20, STR("a longest word")), 70, 0.01);
    cr_assert_float_eq(text_min_width(cache, &style20, STR("Natur\xC2\xADraum")), 60,
                       0.01);
    text_cache_destroy(cache);
}

// 30,000 bytes of a piece again and again, behind a letter.
static struct str repeated(char *bytes, struct str piece)
{
    size_t len = 1;
    bytes[0] = 'a';
    while (len + piece.len <= 30000) {
        memcpy(bytes + len, piece.ptr, piece.len);
        len += piece.len;
    }
    return (struct str){bytes, len};
}

static const struct {
    const char *name;
    const char *piece;
    bool shown; // each piece takes room
} nasty[] = {
    {"right-to-left overrides", "\xE2\x80\xAE", false},
    {"isolates that never end", "\xE2\x81\xA7", false},
    {"overrides between letters", "\xE2\x80\xAEx", true},
    {"zero-width spaces", "\xE2\x80\x8B", false},
    {"zero-width joiners", "\xE2\x80\x8D", false},
    {"word joiners and byte order marks", "\xE2\x81\xA0\xEF\xBB\xBF", false},
    {"Hangul fillers", "\xE3\x85\xA4", false},
    {"combining marks", "\xCC\x81", false},
    {"marks that take room", "\xE0\xA4\xBE", true},
    {"emoji of four bytes", "\xF0\x9F\xA4\x96", true},
    {"emoji joined without end", "\xF0\x9F\x91\xA9\xE2\x80\x8D", true},
    {"skin tones", "\xF0\x9F\x8F\xBD", true},
    {"tags", "\xF3\xA0\x81\xA7", false},
    {"flags", "\xF0\x9F\x87\xA6", true},
    {"Hebrew and Latin by turns", "\xD7\x90q", true},
};

Test(text_layout, keeps_hostile_text_in_its_box)
{
    CONFORMANCE("D05");
    char *bytes = malloc(30000);
    for (size_t i = 0; i < sizeof(nasty) / sizeof(*nasty); i++) {
        int calls = 0;
        const struct text_measure measure = fake_measure(&calls);
        struct text_cache *cache = text_cache_create(&measure, 1 << 20);
        const struct str text = repeated(bytes, str_from_cstr(nasty[i].piece));
        struct text_style style = style20;
        style.max_lines = 2;
        const struct text_block *block = text_layout(cache, &style, text, 320);
        cr_assert_leq(block->count, 2, "%s", nasty[i].name);
        cr_assert_leq(block->width_px, 320.5f, "%s", nasty[i].name);
        cr_assert_eq(block->clipped, nasty[i].shown, "%s", nasty[i].name);
        cr_assert_lt(calls, 2000, "%s: %d measurements", nasty[i].name, calls);
        // Without a bound on the lines too, and the work grows no faster than the text.
        calls = 0;
        block = text_layout(cache, &style20, text, 320);
        cr_assert_leq(block->width_px, 320.5f, "%s", nasty[i].name);
        cr_assert_lt((size_t)calls, 20 * text.len, "%s: %d measurements", nasty[i].name,
                     calls);
        cr_assert(nasty[i].shown || block->lines[0].source.len < 60, "%s: %zu bytes",
                  nasty[i].name, block->lines[0].source.len);
        text_cache_destroy(cache);
    }
    free(bytes);
}

Test(text_layout, keeps_what_joiners_and_marks_are_for)
{
    struct text_cache *cache = open_cache();
    // A family of four with skin tones, a Persian word, a Vietnamese letter.
    static const char family[] =
        "\xF0\x9F\x91\xA9\xF0\x9F\x8F\xBD\xE2\x80\x8D\xF0\x9F\x91\xA8\xF0\x9F\x8F\xBD"
        "\xE2\x80\x8D\xF0\x9F\x91\xA7\xF0\x9F\x8F\xBD\xE2\x80\x8D\xF0\x9F\x91\xA6";
    static const char *const sound[] = {
        family,
        "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE\xD9\x88\xD8\xA7\xD9\x87\xD9\x85",
        "e\xCC\x82\xCC\x81",
    };
    for (size_t i = 0; i < sizeof(sound) / sizeof(*sound); i++) {
        const struct text_block *block =
            text_layout(cache, &style20, str_from_cstr(sound[i]), 0);
        expect_line(block, 0, sound[i]);
    }
    text_cache_destroy(cache);
}

// Whatever bytes come, lines stay within the width (one cluster may be wider) and nothing
// hangs.
Test(text_layout, survives_random_bytes)
{
    struct text_cache *cache = open_cache();
    uint32_t state = 12345;
    for (int round = 0; round < 3000; round++) {
        char bytes[64];
        for (size_t i = 0; i < sizeof(bytes); i++) {
            state = state * 1664525u + 1013904223u;
            const uint32_t pick = state >> 24;
            bytes[i] = (char)(pick < 40 ? ' ' : pick < 90 ? 0xD8 + (pick & 1) : pick);
        }
        struct text_style style = style20;
        style.rtl = state & 1;
        style.max_lines = (int)(state >> 3 & 3);
        style.one_line = (state >> 7 & 7) == 0;
        const float width = (float)(state >> 9 & 127);
        const struct str text = {bytes, state >> 16 & 63};
        const struct text_block *block = text_layout(cache, &style, text, width);
        for (size_t i = 0; i < block->count && width > 20; i++) {
            cr_assert_leq(block->lines[i].width_px, width + 1);
        }
        cr_assert(style.max_lines == 0 || block->count <= (size_t)style.max_lines);
        if (round % 50 == 0) {
            text_cache_trim(cache);
        }
    }
    text_cache_destroy(cache);
}

Test(text_layout, takes_the_direction_of_its_letters)
{
    static const struct {
        const char *text;
        bool usual, found;
    } cases[] = {
        {"Maker hall", true, false},     {"العلوم", false, true},
        {"14:30–15:15", true, true},     {"14:30–15:15", false, false},
        {"LIVE · مباشر", true, true},    {"In العربية", false, false},
        {"المصدر: INSTAT", false, true}, {"", true, true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cr_assert_eq(text_right_to_left(str_from_cstr(cases[i].text), cases[i].usual),
                     cases[i].found, "%s", cases[i].text);
    }
}
