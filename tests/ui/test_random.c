// Random screens and random fingers: nothing crashes, nothing is NaN, fingers come free.
#include <math.h>

#include "stand.h"

TestSuite(ui_random, .init = stand_open, .fini = stand_close);

static uint32_t state = 4711;

static uint32_t pick(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

static float maybe(float most)
{
    return pick(3) ? 0 : (float)pick((uint32_t)most);
}

static struct ui_box random_box(void)
{
    return (struct ui_box){
        .dir = (enum ui_dir)pick(5),
        .width = maybe(600),
        .height = maybe(400),
        .min_width = maybe(300),
        .max_width = maybe(500),
        .min_height = maybe(100),
        .grow = maybe(3),
        .shrink = (float)pick(2),
        .aspect = pick(6) ? 0 : 0.2f + maybe(4),
        .columns = (int)pick(5),
        .gap = maybe(40),
        .pad = UI_PAD(maybe(30)),
        .align = (enum ui_align)pick(6),
        .justify = (enum ui_align)pick(6),
        .place = (enum ui_place)pick(10),
        .self = (enum ui_align)pick(6),
        .offset_x = maybe(200) - maybe(200),
        .scroll_y = pick(6) == 0,
        .scroll_x = pick(12) == 0,
        .clip = pick(2),
        .fill = pick(2) ? UI_CARD : UI_NONE,
        .border = pick(4) ? UI_NONE : UI_INK,
        .border_width = maybe(5),
        .radius = maybe(60),
        .radius_top_only = pick(8) == 0,
        .role = (enum ui_role)pick(12),
        .state = pick(16),
        .action = {.verb = (int32_t)pick(3)},
    };
}

static void random_leaf(void)
{
    static const char *const texts[] = {"", "word", "a few words in a row",
                                        "\xD8\xA7\xD8\xA8\xD8\xAA abc",
                                        "Natur\xC2\xADraum\nx"};
    const struct ui_leaf leaf = {
        .width = maybe(300), .height = maybe(300), .grow = maybe(2)};
    const struct ui_path_point points[] = {
        {0, 0, false}, {5, 5, true}, {9, 1, false}, {20, 9, false}};
    switch (pick(7)) {
    case 0:
        ui_cover(ui, (int)pick(6), STR("seed"), &leaf);
        break;
    case 1:
        ui_icon(ui, (enum ui_icon)pick(30), maybe(60), UI_INK);
        break;
    case 2:
        ui_space(ui, maybe(50));
        break;
    case 3:
        ui_line(ui, UI_LINE, maybe(4));
        break;
    case 4:
        ui_path(ui, points, pick(5),
                (struct ui_path_pen){maybe(9), UI_INK, pick(2) ? UI_SUN : UI_NONE},
                &leaf);
        break;
    default:
        ui_text(ui, &(struct ui_text){.text = str_from_cstr(texts[pick(5)]),
                                      .style = (enum ui_text_style)pick(12),
                                      .max_lines = (int)pick(3),
                                      .one_line = pick(4) == 0,
                                      .shrink_to_fit = pick(2),
                                      .align = (enum ui_align)pick(3),
                                      .grow = maybe(2)});
        break;
    }
}

static void random_screen(int steps)
{
    frame.rtl = pick(4) == 0;
    frame.show_focus = pick(2);
    frame.less_motion = pick(8) == 0;
    if (pick(10) == 0) {
        frame.width_px = (float)(1 + pick(3000));
        frame.height_px = (float)(1 + pick(3000));
        frame.scale = ui_scale_for(frame.width_px, frame.height_px);
    }
    stand_begin();
    ui_spring(ui, STR("s"), 0, maybe(100), 200);
    for (int i = 0; i < steps; i++) {
        const uint32_t kind = pick(5);
        if (kind < 2) {
            const struct ui_box box = random_box();
            ui_open(ui, &box);
        } else if (kind == 2) {
            ui_close(ui);
        } else {
            random_leaf();
        }
    }
    ui_frame_end(ui);
}

static void random_event(void)
{
    struct ui_event event = {.kind = (enum ui_event_kind)pick(6),
                             .finger = (int64_t)pick(20),
                             .x_px = (float)pick(2000) - 40,
                             .y_px = (float)pick(1200) - 40,
                             .key = (enum ui_key)pick(8),
                             .time_ms = frame.now_ms};
    if (pick(200) == 0) {
        event.x_px = NAN;
    }
    ui_input(ui, &event);
    frame.now_ms += pick(20);
}

static void check_frame(void)
{
    for (size_t i = 0; i < ui_semantic_count(ui); i++) {
        const struct ui_semantic *node = ui_semantic_at(ui, i);
        cr_assert(isfinite(node->x) && isfinite(node->y));
        cr_assert(node->width >= 0 && node->height >= 0, "%g x %g", node->width,
                  node->height);
    }
    const struct ui_draw_list *list = ui_draw(ui);
    for (size_t i = 0; i < list->count; i++) {
        const struct ui_command *command = &list->commands[i];
        cr_assert(command->rect.w > 0 && command->rect.h > 0);
        cr_assert(command->clip.w > 0 && command->clip.h > 0);
        cr_assert(command->clip.x >= 0 &&
                  command->clip.x + command->clip.w <= list->width_px);
    }
}

Test(ui_random, survives_ten_thousand_events_on_random_screens)
{
    for (int round = 0; round < 500; round++) {
        random_screen((int)pick(120));
        check_frame();
        for (int i = 0; i < 20; i++) {
            random_event();
        }
        struct ui_action action;
        while (ui_next_action(ui, &action)) {
        }
        if (pick(50) == 0) {
            ui_forget(ui);
        }
    }
    for (int finger = 0; finger < 20; finger++) {
        stand_touch(UI_TOUCH_UP, finger, 0, 0);
    }
    ui_forget(ui);
    stand_begin();
    stand_box("button", (struct ui_box){.action = {.verb = 7}, .role = UI_BUTTON});
    ui_frame_end(ui);
    stand_touch(UI_TOUCH_DOWN, 1, 0, 0);
    stand_touch(UI_TOUCH_UP, 1, 0, 0);
    cr_assert_eq(stand_verb(), 7, "fingers are free after all that");
}

Test(ui_random, bounds_depth_and_number_of_nodes)
{
    stand_begin();
    for (int i = 0; i < 5000; i++) {
        ui_open(ui, &(struct ui_box){.pad = UI_PAD(1), .label = STR("deep")});
    }
    ui_frame_end(ui);
    cr_assert_leq(ui_semantic_count(ui), 100);
    stand_begin();
    for (int i = 0; i < 30000; i++) {
        stand_box("wide", (struct ui_box){.width = 1, .height = 1});
    }
    ui_frame_end(ui);
    cr_assert_leq(ui_semantic_count(ui), 20000);
}
