#include <criterion/criterion.h>

#include "text/markdown.h"

static struct arena arena;

static void expect_block(const struct markdown *markdown, size_t at,
                         enum markdown_block_kind kind, const char *text)
{
    cr_assert_lt(at, markdown->count);
    cr_assert_eq(markdown->blocks[at].kind, kind, "block %zu", at);
    cr_assert(str_equal(markdown->blocks[at].text, str_from_cstr(text)), "'%.*s'",
              STR_ARG(markdown->blocks[at].text));
}

Test(text_markdown, reads_headings_paragraphs_and_emphasis_as_plain_text)
{
    const struct markdown markdown = markdown_parse(
        &arena, STR("# Title\n\nOne *two*\n**three** [four](http://x.org).\n"));
    cr_assert_eq(markdown.count, 2);
    expect_block(&markdown, 0, MARKDOWN_HEADING, "Title");
    cr_assert_eq(markdown.blocks[0].level, 1);
    expect_block(&markdown, 1, MARKDOWN_PARAGRAPH, "One two three four.");
    arena_finish(&arena);
}

Test(text_markdown, numbers_items_and_knows_their_depth)
{
    const struct markdown markdown =
        markdown_parse(&arena, STR("1. one\n2. two\n   - deep\n3. three\n\n> said\n"));
    cr_assert_eq(markdown.count, 5);
    expect_block(&markdown, 1, MARKDOWN_ITEM, "two");
    cr_assert_eq(markdown.blocks[1].number, 2);
    expect_block(&markdown, 2, MARKDOWN_ITEM, "deep");
    cr_assert_eq(markdown.blocks[2].level, 2);
    cr_assert_eq(markdown.blocks[2].number, 0);
    expect_block(&markdown, 3, MARKDOWN_ITEM, "three");
    cr_assert_eq(markdown.blocks[3].number, 3);
    expect_block(&markdown, 4, MARKDOWN_QUOTE, "said");
    arena_finish(&arena);
}

Test(text_markdown, drops_raw_html_scripts_and_pictures)
{
    const struct markdown markdown = markdown_parse(
        &arena, STR("<script>alert(1)</script>\n\na <b>c</b> ![alt](x.png) "
                    "[go](javascript:alert(1)) &amp; &#233; &lt;"));
    cr_assert_eq(markdown.count, 1);
    expect_block(&markdown, 0, MARKDOWN_PARAGRAPH, "a c  go & \xC3\xA9 <");
    arena_finish(&arena);
}

Test(text_markdown, keeps_hard_breaks_only)
{
    const struct markdown markdown = markdown_parse(&arena, STR("a\nb  \nc"));
    expect_block(&markdown, 0, MARKDOWN_PARAGRAPH, "a b\nc");
    arena_finish(&arena);
}

Test(text_markdown, stops_at_a_thousand_blocks)
{
    char many[8192];
    size_t len = 0;
    while (len + 3 < sizeof(many)) {
        many[len++] = 'x';
        many[len++] = '\n';
        many[len++] = '\n';
    }
    cr_assert_eq(markdown_parse(&arena, (struct str){many, len}).count, 1000);
    cr_assert_eq(markdown_parse(&arena, (struct str){0}).count, 0);
    arena_finish(&arena);
}

Test(text_markdown, survives_random_punctuation)
{
    static const char letters[] = "#*_-+>`[]()!<>&;\\ \n\t1.ax~|\"'";
    uint32_t state = 99;
    for (int round = 0; round < 2000; round++) {
        char bytes[200];
        for (size_t i = 0; i < sizeof(bytes); i++) {
            state = state * 1664525u + 1013904223u;
            bytes[i] = letters[(state >> 20) % (sizeof(letters) - 1)];
        }
        const struct markdown markdown =
            markdown_parse(&arena, (struct str){bytes, sizeof(bytes)});
        cr_assert_leq(markdown.count, 200);
        arena_reset(&arena);
    }
    arena_finish(&arena);
}

Test(text_markdown, knows_what_stands_strong_at_the_beginning)
{
    const struct markdown markdown = markdown_parse(
        &arena, STR("- **Need**: why\n- not **here**\n\n**Why so?** Because.\n"));
    cr_assert_eq(markdown.count, 3);
    cr_assert_eq(markdown.blocks[0].lead, 4);
    cr_assert_eq(markdown.blocks[1].lead, 0);
    cr_assert_eq(markdown.blocks[2].lead, 7);
    arena_finish(&arena);
}
