#include "stand.h"

TestSuite(ui_gesture, .init = stand_open, .fini = stand_close);

// Two buttons side by side and a list of forty rows, each a button; verbs 1, 2, 100 +
// row.
static void build(void)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 40});
    stand_box("left", (struct ui_box){.width = 200,
                                      .height = 100,
                                      .fill = UI_INK,
                                      .role = UI_BUTTON,
                                      .action = {.verb = 1}});
    stand_box("chip",
              (struct ui_box){
                  .width = 40, .height = 40, .role = UI_BUTTON, .action = {.verb = 2}});
    ui_close(ui);
    ui_open(ui,
            &(struct ui_box){
                .key = STR("list"), .grow = 1, .scroll_y = true, .label = STR("list")});
    for (int i = 0; i < 40; i++) {
        ui_open(ui, &(struct ui_box){.width = 600,
                                     .height = 100,
                                     .role = UI_BUTTON,
                                     .label = arena_printf(ui_arena(ui), "row %d", i),
                                     .action = {.verb = 100 + i}});
        ui_close(ui);
    }
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
}

static void later(int64_t ms)
{
    frame.now_ms += ms;
    build();
}

static float list_offset(void)
{
    return 100 - stand_node("row 0").y;
}

Test(ui_gesture, acts_on_release_inside)
{
    build();
    cr_assert(stand_touch(UI_TOUCH_DOWN, 1, 50, 50));
    cr_assert_eq(stand_verb(), 0, "not before the release");
    cr_assert(stand_touch(UI_TOUCH_UP, 1, 60, 50));
    cr_assert_eq(stand_verb(), 1);
    cr_assert_eq(stand_verb(), 0);
}

Test(ui_gesture, looks_pressed_at_once_and_eases_back)
{
    build();
    build();
    cr_assert_eq(ui_draw(ui)->dirty_count, 0);
    stand_touch(UI_TOUCH_DOWN, 1, 50, 50);
    later(16);
    cr_assert_gt(ui_draw(ui)->dirty_count, 0);
    stand_touch(UI_TOUCH_UP, 1, 50, 50);
    later(16);
    cr_assert(ui_animating(ui));
    later(400);
    cr_assert_not(ui_animating(ui));
    later(16);
    cr_assert_eq(ui_draw(ui)->dirty_count, 0);
}

Test(ui_gesture, is_cancelled_when_the_finger_slides_off)
{
    build();
    stand_touch(UI_TOUCH_DOWN, 1, 50, 50);
    stand_touch(UI_TOUCH_MOVE, 1, 500, 50);
    stand_touch(UI_TOUCH_MOVE, 1, 50, 50);
    stand_touch(UI_TOUCH_UP, 1, 50, 50);
    cr_assert_eq(stand_verb(), 0);
    stand_touch(UI_TOUCH_DOWN, 1, 50, 50);
    stand_touch(UI_TOUCH_CANCEL, 1, 50, 50);
    stand_touch(UI_TOUCH_UP, 1, 50, 50);
    cr_assert_eq(stand_verb(), 0);
}

Test(ui_gesture, reaches_a_small_button_beside_it_and_the_nearest_wins)
{
    build();
    stand_touch(UI_TOUCH_DOWN, 1, 222, 20); // 18 from the chip, 22 from the big one
    stand_touch(UI_TOUCH_UP, 1, 222, 20);
    cr_assert_eq(stand_verb(), 2);
    stand_touch(UI_TOUCH_DOWN, 1, 350, 20);
    stand_touch(UI_TOUCH_UP, 1, 350, 20);
    cr_assert_eq(stand_verb(), 0);
}

Test(ui_gesture, drags_a_list_instead_of_tapping_its_rows)
{
    build();
    stand_touch(UI_TOUCH_DOWN, 1, 300, 700);
    stand_touch(UI_TOUCH_MOVE, 1, 300, 695);
    later(16);
    cr_assert_float_eq(list_offset(), 0, 0.1, "within the slop it is still a tap");
    stand_touch(UI_TOUCH_MOVE, 1, 300, 680);
    frame.now_ms += 16;
    stand_touch(UI_TOUCH_MOVE, 1, 300, 480);
    later(16);
    cr_assert_float_eq(list_offset(), 200, 0.6);
    frame.now_ms += 500;
    stand_touch(UI_TOUCH_UP, 1, 300, 480);
    cr_assert_eq(stand_verb(), 0);
    later(16);
    cr_assert_float_eq(list_offset(), 200, 0.6, "a finger that rested gives no speed");
}

static void fling(float from, float to)
{
    stand_touch(UI_TOUCH_DOWN, 1, 300, from);
    for (int i = 1; i <= 5; i++) {
        frame.now_ms += 16;
        stand_touch(UI_TOUCH_MOVE, 1, 300, from + (to - from) * (float)i / 5);
    }
    stand_touch(UI_TOUCH_UP, 1, 300, to);
}

Test(ui_gesture, coasts_and_comes_to_rest)
{
    build();
    fling(900, 700);
    later(16);
    const float before = list_offset();
    later(100);
    cr_assert_gt(list_offset(), before + 50);
    cr_assert(ui_animating(ui));
    later(4000);
    cr_assert_not(ui_animating(ui));
}

Test(ui_gesture, stops_a_coasting_list_without_triggering)
{
    build();
    fling(900, 700);
    later(50);
    stand_touch(UI_TOUCH_DOWN, 1, 300, 500);
    const float at = list_offset();
    stand_touch(UI_TOUCH_UP, 1, 300, 500);
    cr_assert_eq(stand_verb(), 0);
    later(200);
    cr_assert_float_eq(list_offset(), at, 0.1);
    stand_touch(UI_TOUCH_DOWN, 1, 300, 500);
    stand_touch(UI_TOUCH_UP, 1, 300, 500);
    cr_assert_geq(stand_verb(), 100, "at rest a tap is a tap again");
}

Test(ui_gesture, gives_way_at_the_ends_and_settles_there)
{
    build();
    stand_touch(UI_TOUCH_DOWN, 1, 300, 300);
    stand_touch(UI_TOUCH_MOVE, 1, 300, 320);
    stand_touch(UI_TOUCH_MOVE, 1, 300, 720);
    later(16);
    cr_assert_lt(list_offset(), -20);
    cr_assert_gt(list_offset(), -400, "less than the finger went");
    stand_touch(UI_TOUCH_UP, 1, 300, 720);
    for (int i = 0; i < 100; i++) {
        later(16);
    }
    cr_assert_float_eq(list_offset(), 0, 0.1);
    cr_assert_not(ui_animating(ui));
}

Test(ui_gesture, never_coasts_with_less_motion)
{
    frame.less_motion = true;
    build();
    fling(900, 700);
    later(16);
    const float at = list_offset();
    later(100);
    cr_assert_float_eq(list_offset(), at, 0.1);
    cr_assert_not(ui_animating(ui));
}

Test(ui_gesture, follows_the_finger_that_began_and_ignores_a_second)
{
    build();
    stand_touch(UI_TOUCH_DOWN, 1, 300, 700);
    stand_touch(UI_TOUCH_MOVE, 1, 300, 680);
    stand_touch(UI_TOUCH_MOVE, 1, 300, 480);
    stand_touch(UI_TOUCH_DOWN, 2, 400, 700);
    stand_touch(UI_TOUCH_MOVE, 2, 400, 300);
    later(16);
    cr_assert_float_eq(list_offset(), 200, 0.6);
    stand_touch(UI_TOUCH_UP, 2, 400, 300);
    cr_assert_eq(stand_verb(), 0);
    stand_touch(UI_TOUCH_MOVE, 1, 300, 380);
    later(16);
    cr_assert_float_eq(list_offset(), 300, 0.6);
}

Test(ui_gesture, presses_a_button_while_another_finger_scrolls)
{
    build();
    stand_touch(UI_TOUCH_DOWN, 1, 300, 700);
    stand_touch(UI_TOUCH_MOVE, 1, 300, 600);
    stand_touch(UI_TOUCH_DOWN, 2, 50, 50);
    stand_touch(UI_TOUCH_MOVE, 1, 300, 500);
    stand_touch(UI_TOUCH_UP, 2, 50, 50);
    cr_assert_eq(stand_verb(), 1);
}

Test(ui_gesture, keeps_ten_fingers_apart_and_ignores_more_than_sixteen)
{
    build();
    for (int i = 0; i < 20; i++) {
        stand_touch(UI_TOUCH_DOWN, i, 300, 150 + 50 * (float)i);
    }
    for (int i = 19; i >= 0; i--) {
        stand_touch(UI_TOUCH_UP, i, 300, 150 + 50 * (float)i);
    }
    int taps = 0;
    while (stand_verb()) {
        taps++;
    }
    cr_assert_eq(taps, 16);
    stand_touch(UI_TOUCH_DOWN, 77, 50, 50);
    stand_touch(UI_TOUCH_UP, 77, 50, 50);
    later(16);
    stand_touch(UI_TOUCH_DOWN, 78, 50, 50);
    stand_touch(UI_TOUCH_UP, 78, 50, 50);
    cr_assert_eq(stand_verb(), 1, "all fingers are free again");
}

Test(ui_gesture, scrolls_by_wheel)
{
    build();
    cr_assert(ui_input(
        ui, &(struct ui_event){
                .kind = UI_WHEEL, .x_px = 300, .y_px = -1, .time_ms = frame.now_ms}));
    for (int i = 0; i < 60; i++) {
        later(16);
    }
    cr_assert_float_eq(list_offset(), 120, 0.6);
    ui_scroll_to_top(ui, STR("list"));
    later(16);
    cr_assert_float_eq(list_offset(), 0, 0.1);
}

Test(ui_gesture, blocks_touches_below_a_veil)
{
    stand_begin();
    stand_box("below",
              (struct ui_box){.width = 200, .height = 100, .action = {.verb = 1}});
    ui_open(ui, &(struct ui_box){.dir = UI_STACK, .fill = UI_VEIL});
    ui_close(ui);
    ui_frame_end(ui);
    stand_touch(UI_TOUCH_DOWN, 1, 50, 50);
    stand_touch(UI_TOUCH_UP, 1, 50, 50);
    cr_assert_eq(stand_verb(), 0);
}

Test(ui_gesture, leaves_a_disabled_button_alone)
{
    stand_begin();
    stand_box("off", (struct ui_box){.width = 200,
                                     .height = 100,
                                     .state = UI_DISABLED,
                                     .action = {.verb = 1}});
    ui_frame_end(ui);
    stand_touch(UI_TOUCH_DOWN, 1, 50, 50);
    stand_touch(UI_TOUCH_UP, 1, 50, 50);
    cr_assert_eq(stand_verb(), 0);
}

Test(ui_gesture, forgets_offsets_with_the_visit)
{
    build();
    fling(900, 700);
    later(300);
    ui_forget(ui);
    later(16);
    cr_assert_float_eq(list_offset(), 0, 0.1);
    cr_assert_not(ui_animating(ui));
}

Test(ui_gesture, forgets_fingers_whose_rise_was_lost)
{
    build();
    for (int64_t finger = 0; finger < 16; finger++) {
        stand_touch(UI_TOUCH_DOWN, finger, 1900, 1000);
    }
    stand_touch(UI_TOUCH_DOWN, 99, 50, 50);
    stand_touch(UI_TOUCH_UP, 99, 50, 50);
    cr_assert_eq(stand_verb(), 0, "the control: sixteen fingers may well be there");
    later(40000);
    stand_touch(UI_TOUCH_DOWN, 100, 50, 50);
    stand_touch(UI_TOUCH_UP, 100, 50, 50);
    cr_assert_eq(stand_verb(), 1);
}
