#include "stand.h"
#include "ui/faults.h"

TestSuite(ui_faults, .init = stand_open, .fini = stand_close);

static struct ui_fault faults[8];

// Judges what `text` and a quiet neighbour make of a box of this size.
static size_t judge(struct ui_text text, float width, float height, float second_y)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.width = width,
                                 .height = height,
                                 .fill = UI_CARD,
                                 .dir = UI_STACK,
                                 .label = STR("card")});
    ui_open(ui, &(struct ui_box){.place = UI_FILL, .align = UI_STRETCH});
    ui_text(ui, &text);
    ui_close(ui);
    ui_open(ui, &(struct ui_box){.place = UI_FILL, .offset_y = second_y});
    stand_text("below");
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
    return ui_find_faults(ui, faults, 8);
}

static struct ui_text words(const char *text)
{
    return (struct ui_text){.text = str_from_cstr(text), .size = 20};
}

Test(ui_faults, finds_nothing_in_a_sound_layout)
{
    cr_assert_eq(judge(words("title"), 400, 100, 50), 0);
}

Test(ui_faults, finds_a_text_on_another)
{
    cr_assert_eq(judge(words("title"), 400, 100, 5), 1);
    cr_assert_eq(faults[0].kind, UI_FAULT_OVERLAP);
    cr_assert(str_equal(faults[0].text, STR("title")));
    cr_assert(str_equal(faults[0].other, STR("below")));
}

Test(ui_faults, finds_what_goes_out_of_its_box)
{
    cr_assert_geq(judge(words("one two three four five six"), 100, 40, 20), 1);
    cr_assert_eq(faults[0].kind, UI_FAULT_SPILL);
    cr_assert(str_equal(faults[0].other, STR("card")));
}

Test(ui_faults, finds_a_cut_heading_but_lets_running_text_end)
{
    struct ui_text text = words("one two three four five six");
    text.max_lines = 1;
    cr_assert_eq(judge(text, 100, 100, 50), 0);
    text.heading = true;
    cr_assert_eq(judge(text, 100, 100, 50), 1);
    cr_assert_eq(faults[0].kind, UI_FAULT_CUT);
}

Test(ui_faults, finds_a_character_no_font_has)
{
    cr_assert_eq(judge(words("a\uE000b"), 400, 100, 50), 1);
    cr_assert_eq(faults[0].kind, UI_FAULT_GLYPH);
}

Test(ui_faults, knows_what_a_panel_hides_and_what_scrolls)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_STACK, .width = 400, .height = 100});
    ui_open(ui, &(struct ui_box){.place = UI_FILL, .scroll_y = true});
    stand_text("long\nlonger\nlonger\nlonger\nlonger\nthan the box");
    ui_close(ui);
    ui_open(ui, &(struct ui_box){.place = UI_FILL, .fill = UI_PAPER});
    stand_text("panel");
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
    cr_assert_eq(ui_find_faults(ui, faults, 8), 0);
}
