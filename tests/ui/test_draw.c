#include "stand.h"

TestSuite(ui_draw, .init = stand_open, .fini = stand_close);

static void build(const char *text, enum ui_token fill)
{
    stand_begin();
    stand_box("card",
              (struct ui_box){.width = 300, .height = 200, .fill = fill, .radius = 32});
    ui_open(ui, &(struct ui_box){.pad = {700, 500, 0, 0}});
    stand_text(text);
    ui_close(ui);
    ui_frame_end(ui);
}

static bool dirty_at(int32_t x, int32_t y)
{
    const struct ui_draw_list *list = ui_draw(ui);
    for (size_t i = 0; i < list->dirty_count; i++) {
        const struct ui_rect rect = list->dirty[i];
        if (x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h) {
            return true;
        }
    }
    return false;
}

Test(ui_draw, paints_all_of_the_first_frame_and_nothing_of_the_same_again)
{
    build("hello", UI_CARD);
    cr_assert_eq(ui_draw(ui)->dirty_count, 1);
    cr_assert(dirty_at(1919, 1079));
    build("hello", UI_CARD);
    cr_assert_eq(ui_draw(ui)->dirty_count, 0);
}

Test(ui_draw, paints_only_the_cells_of_what_changed)
{
    build("hello", UI_CARD);
    build("world", UI_CARD);
    cr_assert(dirty_at(705, 515));
    cr_assert_not(dirty_at(10, 10));
    cr_assert_not(dirty_at(1000, 515));
    build("world", UI_INK);
    cr_assert(dirty_at(10, 10));
    cr_assert_not(dirty_at(705, 515));
}

Test(ui_draw, keeps_dirty_rects_apart_and_inside)
{
    build("hello", UI_CARD);
    build("other", UI_INK);
    const struct ui_draw_list *list = ui_draw(ui);
    for (size_t i = 0; i < list->dirty_count; i++) {
        const struct ui_rect a = list->dirty[i];
        cr_assert(a.x >= 0 && a.y >= 0 && a.x + a.w <= 1920 && a.y + a.h <= 1080);
        for (size_t k = i + 1; k < list->dirty_count; k++) {
            const struct ui_rect b = list->dirty[k];
            const bool apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y ||
                               b.y + b.h <= a.y;
            cr_assert(apart);
        }
    }
}

Test(ui_draw, paints_everything_when_the_size_or_the_paper_changes)
{
    build("hello", UI_CARD);
    frame.width_px = 1280;
    build("hello", UI_CARD);
    cr_assert_eq(ui_draw(ui)->dirty_count, 1);
    struct ui_theme theme = ui_theme_paper();
    theme.rgba[UI_PAPER] = 0x000000FF;
    frame.theme = &theme;
    build("hello", UI_CARD);
    cr_assert(dirty_at(1279, 1079));
}

Test(ui_draw, rounds_what_lies_in_the_corners_of_a_clipping_card)
{
    stand_begin();
    ui_open(
        ui,
        &(struct ui_box){
            .dir = UI_STACK, .width = 400, .height = 300, .radius = 32, .clip = true});
    ui_cover(ui, 1, STR("seed"), &(struct ui_leaf){0});
    ui_icon(ui, UI_ICON_HOME, 40, UI_INK);
    ui_open(ui, &(struct ui_box){
                    .place = UI_MIDDLE, .width = 50, .height = 50, .fill = UI_SUN});
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
    const struct ui_draw_list *list = ui_draw(ui);
    cr_assert_eq(list->count, 3);
    cr_assert_eq(list->commands[0].kind, UI_DRAW_COVER);
    cr_assert_float_eq(list->commands[0].clip_radius, 32, 0.01);
    cr_assert_eq(list->commands[0].rect.w, 400);
    cr_assert_eq(list->commands[0].rect.h, 300);
    cr_assert_eq(list->commands[0].as.art.palette[0], 0x2457E6FF);
    cr_assert_float_eq(list->commands[2].clip_radius, 0, 0.01,
                       "nothing to round in the middle");
}

Test(ui_draw, drops_what_is_scrolled_away)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.height = 200, .scroll_y = true});
    for (int i = 0; i < 50; i++) {
        ui_open(ui, &(struct ui_box){.width = 100, .height = 100, .fill = UI_CARD});
        ui_close(ui);
    }
    ui_close(ui);
    ui_frame_end(ui);
    cr_assert_eq(ui_draw(ui)->count, 3, "two boxes and the mark that there is more");
}

static size_t commands_of_list(int boxes)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.width = 300, .height = 200, .scroll_y = true});
    for (int i = 0; i < boxes; i++) {
        ui_open(ui, &(struct ui_box){.width = 100, .height = 100, .fill = UI_CARD});
        ui_close(ui);
    }
    ui_close(ui);
    ui_frame_end(ui);
    return ui_draw(ui)->count;
}

Test(ui_draw, marks_only_a_list_that_goes_on)
{
    cr_assert_eq(commands_of_list(2), 2, "all of it is seen");
    cr_assert_eq(commands_of_list(4), 3);
    const struct ui_command *mark = &ui_draw(ui)->commands[2];
    cr_assert_eq(mark->kind, UI_DRAW_BOX);
    cr_assert_geq(mark->rect.x, 300, "beside the list");
    cr_assert_lt(mark->rect.h, 150, "half of it is seen");
}

Test(ui_draw, makes_pills_and_translucent_fills)
{
    stand_begin();
    stand_box("pill", (struct ui_box){.width = 200,
                                      .height = 44,
                                      .radius = 99,
                                      .fill = UI_WHITE,
                                      .fill_alpha = 0.5f});
    ui_frame_end(ui);
    const struct ui_command *command = &ui_draw(ui)->commands[0];
    cr_assert_float_eq(command->radius[2], 22, 0.01);
    cr_assert_eq(command->color, 0xFFFFFF80);
}
