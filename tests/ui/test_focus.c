#include "stand.h"

TestSuite(ui_focus, .init = stand_open, .fini = stand_close);

static void build(void)
{
    frame.show_focus = true;
    stand_begin();
    ui_open(ui, &(struct ui_box){.align = UI_STRETCH, .gap = 20});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 20});
    stand_box("a", (struct ui_box){.width = 200, .height = 100, .action = {.verb = 1}});
    stand_box("off", (struct ui_box){.width = 200,
                                     .height = 100,
                                     .state = UI_DISABLED,
                                     .action = {.verb = 9}});
    stand_box("b", (struct ui_box){.width = 200, .height = 100, .action = {.verb = 2}});
    ui_close(ui);
    ui_open(ui, &(struct ui_box){.key = STR("list"), .grow = 1, .scroll_y = true});
    for (int i = 0; i < 20; i++) {
        ui_open(ui, &(struct ui_box){.width = 600,
                                     .height = 100,
                                     .label = arena_printf(ui_arena(ui), "row %d", i),
                                     .action = {.verb = 100 + i}});
        ui_close(ui);
    }
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
}

static bool focused(const char *label)
{
    return stand_node(label).focused;
}

Test(ui_focus, goes_round_in_order_and_skips_what_is_off)
{
    build();
    stand_key(UI_KEY_NEXT);
    build();
    cr_assert(focused("a"));
    stand_key(UI_KEY_NEXT);
    build();
    cr_assert(focused("b"));
    stand_key(UI_KEY_PREVIOUS);
    stand_key(UI_KEY_PREVIOUS);
    build();
    cr_assert(focused("row 19"));
}

Test(ui_focus, moves_by_arrows_where_they_point)
{
    build();
    stand_key(UI_KEY_DOWN);
    stand_key(UI_KEY_RIGHT);
    build();
    cr_assert(focused("b"));
    stand_key(UI_KEY_DOWN);
    build();
    cr_assert(focused("row 0"));
    stand_key(UI_KEY_UP);
    build();
    cr_assert(focused("a") || focused("b"));
}

Test(ui_focus, acts_with_enter_and_goes_back)
{
    build();
    stand_key(UI_KEY_NEXT);
    stand_key(UI_KEY_ENTER);
    cr_assert_eq(stand_verb(), 1);
    stand_key(UI_KEY_BACK);
    cr_assert_eq(stand_verb(), UI_VERB_BACK);
}

Test(ui_focus, scrolls_what_it_reaches_into_view)
{
    build();
    for (int i = 0; i < 17; i++) {
        stand_key(UI_KEY_NEXT);
        frame.now_ms += 16;
        build();
    }
    for (int i = 0; i < 60; i++) {
        frame.now_ms += 16;
        build();
    }
    cr_assert(focused("row 14"));
    const struct ui_semantic row = stand_node("row 14");
    cr_assert(row.visible);
    cr_assert_leq(row.y + row.height, 1080);
}

Test(ui_focus, draws_a_ring_only_when_it_is_to_be_seen)
{
    build();
    const size_t without = ui_draw(ui)->count;
    stand_key(UI_KEY_NEXT);
    build();
    cr_assert_eq(ui_draw(ui)->count, without + 2);
    frame.show_focus = false;
    stand_begin();
    ui_frame_end(ui);
    cr_assert_eq(ui_draw(ui)->count, 0);
}

Test(ui_focus, stays_within_an_open_dialog)
{
    stand_begin();
    stand_box("below",
              (struct ui_box){.width = 200, .height = 100, .action = {.verb = 1}});
    ui_open(ui, &(struct ui_box){.role = UI_DIALOG, .width = 400, .height = 400});
    stand_box("yes", (struct ui_box){.width = 200, .height = 100, .action = {.verb = 2}});
    ui_close(ui);
    ui_frame_end(ui);
    stand_key(UI_KEY_NEXT);
    stand_key(UI_KEY_NEXT);
    stand_key(UI_KEY_ENTER);
    cr_assert_eq(stand_verb(), 2);
}

Test(ui_focus, is_found_by_label_where_it_can_be_touched)
{
    build();
    float x = 0, y = 0;
    cr_assert(ui_find(ui, STR("row 3"), &x, &y));
    cr_assert_float_eq(x, 300, 1);
    cr_assert_float_eq(y, 120 + 350, 1);
    cr_assert_not(ui_find(ui, STR("row 19"), &x, &y), "out of view");
    cr_assert_not(ui_find(ui, STR("row"), &x, &y), "exactly");
}

Test(ui_focus, names_a_button_by_its_texts_without_soft_hyphens)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.action = {.verb = 1}, .role = UI_BUTTON});
    stand_text("Natur\xC2\xADraum");
    stand_text("heute");
    ui_close(ui);
    ui_frame_end(ui);
    const struct ui_semantic *button = ui_semantic_at(ui, 0);
    cr_assert(str_equal(button->label, STR("Naturraum heute")));
    cr_assert_eq(button->role, UI_BUTTON);
    cr_assert(button->focusable);
}

Test(ui_focus, shows_nothing_behind_an_open_dialog)
{
    build();
    ui_input(ui, &(struct ui_event){.kind = UI_KEY, .key = UI_KEY_NEXT});
    build();
    cr_assert(focused("a"));
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_STACK});
    stand_box("a", (struct ui_box){.width = 200, .height = 100, .action = {.verb = 1}});
    ui_open(ui, &(struct ui_box){.role = UI_DIALOG, .label = STR("dialog")});
    stand_box("yes", (struct ui_box){.width = 200, .height = 100, .action = {.verb = 2}});
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
    cr_assert_not(focused("a"));
    cr_assert_not(focused("yes"), "the next key brings it here");
}
