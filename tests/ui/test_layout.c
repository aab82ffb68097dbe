#include "stand.h"

TestSuite(ui_layout, .init = stand_open, .fini = stand_close);

Test(ui_layout, stacks_a_column_with_gaps_and_padding)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.gap = 10, .pad = UI_PAD(20)});
    stand_box("a", (struct ui_box){.width = 100, .height = 50});
    stand_box("b", (struct ui_box){.width = 200, .height = 60});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("a", 20, 20, 100, 50);
    stand_at("b", 20, 80, 200, 60);
}

Test(ui_layout, shares_a_rows_room_by_grow_whatever_the_content)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 20, .width = 1020});
    ui_open(ui, &(struct ui_box){.grow = 1, .label = STR("a")});
    stand_text("a longer text");
    ui_close(ui);
    stand_box("b", (struct ui_box){.grow = 3});
    stand_box("c", (struct ui_box){.width = 200});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("a", 0, 0, 195, 29);
    stand_at("b", 215, 0, 585, 0);
    stand_at("c", 820, 0, 200, 0);
}

Test(ui_layout, does_not_squeeze_what_grows_below_its_words)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .width = 300});
    ui_open(ui, &(struct ui_box){.grow = 1, .label = STR("a")});
    stand_text("incomprehensibility");
    ui_close(ui);
    stand_box("b", (struct ui_box){.grow = 1});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("a", 0, 0, 190, 29);
    stand_at("b", 190, 0, 110, 0);
}

Test(ui_layout, wraps_texts_that_share_a_narrow_row)
{
    stand_begin();
    ui_open(ui,
            &(struct ui_box){
                .dir = UI_ROW, .width = 200, .label = STR("row"), .place = UI_TOP_START});
    stand_box("icon", (struct ui_box){.width = 50, .height = 50});
    stand_text("one two three four");
    ui_close(ui);
    ui_frame_end(ui);
    const struct ui_semantic text = stand_node("one two three four");
    cr_assert_float_eq(text.x, 50, 0.1);
    cr_assert_leq(text.width, 150.5f);
    cr_assert_float_eq(text.height, 58, 0.1, "two lines, not %g", text.height);
    cr_assert_float_eq(stand_node("row").height, 58, 0.1);
}

Test(ui_layout, never_lays_a_row_wider_than_its_room)
{
    char word[10001];
    memset(word, 'w', 10000);
    word[10000] = '\0';
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .width = 300});
    stand_box("icon", (struct ui_box){.width = 100, .height = 50});
    ui_open(ui, &(struct ui_box){.label = STR("words")});
    ui_text(ui,
            &(struct ui_text){.text = {word, 10000}, .style = UI_BODY, .max_lines = 3});
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("words", 100, 0, 200, 114);
}

Test(ui_layout, gives_the_free_room_of_a_column_to_what_grows)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.align = UI_STRETCH});
    stand_box("top", (struct ui_box){.height = 100});
    stand_box("rest", (struct ui_box){.grow = 1});
    stand_box("bottom", (struct ui_box){.height = 80});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("rest", 0, 100, 1920, 900);
    stand_at("bottom", 0, 1000, 1920, 80);
}

Test(ui_layout, fits_a_scrolling_list_deep_inside_into_the_screen)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.align = UI_STRETCH});
    stand_box("top", (struct ui_box){.height = 100});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .grow = 1, .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.grow = 1, .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.grow = 1, .scroll_y = true, .label = STR("list")});
    for (int i = 0; i < 40; i++) {
        stand_box("row", (struct ui_box){.width = 400, .height = 100});
    }
    ui_close(ui);
    ui_close(ui);
    ui_close(ui);
    stand_box("bottom", (struct ui_box){.height = 80});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("list", 0, 100, 1920, 900);
    stand_at("bottom", 0, 1000, 1920, 80);
}

Test(ui_layout, makes_grid_columns_equal_and_rows_as_high_as_the_highest)
{
    stand_begin();
    ui_open(ui,
            &(struct ui_box){
                .dir = UI_GRID, .columns = 3, .gap = 20, .run_gap = 30, .width = 940});
    stand_box("a", (struct ui_box){.min_height = 100});
    stand_box("b", (struct ui_box){.min_height = 200});
    stand_box("c", (struct ui_box){.min_height = 50});
    stand_box("d", (struct ui_box){.min_height = 70});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("a", 0, 0, 300, 200);
    stand_at("c", 640, 0, 300, 200);
    stand_at("d", 0, 230, 300, 70);
}

Test(ui_layout, wraps_rows)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_WRAP, .gap = 10, .run_gap = 30, .width = 500});
    stand_box("a", (struct ui_box){.width = 200, .height = 60});
    stand_box("b", (struct ui_box){.width = 250, .height = 80});
    stand_box("c", (struct ui_box){.width = 100, .height = 60});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("b", 210, 0, 250, 80);
    stand_at("c", 0, 110, 100, 60);
}

Test(ui_layout, places_children_of_a_stack)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_STACK, .width = 400, .height = 300});
    stand_box("fill", (struct ui_box){0});
    stand_box("end", (struct ui_box){.width = 50, .height = 40, .place = UI_TOP_END});
    stand_box("foot", (struct ui_box){.height = 60, .place = UI_BOTTOM_FILL});
    stand_box("mid", (struct ui_box){.width = 100, .height = 100, .place = UI_MIDDLE});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("fill", 0, 0, 400, 300);
    stand_at("end", 350, 0, 50, 40);
    stand_at("foot", 0, 240, 400, 60);
    stand_at("mid", 150, 100, 100, 100);
}

Test(ui_layout, keeps_an_aspect)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.width = 320, .align = UI_STRETCH});
    stand_box("wide", (struct ui_box){.aspect = 16.0f / 9});
    stand_box("own", (struct ui_box){.aspect = 2, .height = 50});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("wide", 0, 0, 320, 180);
    stand_at("own", 0, 180, 100, 50);
}

Test(ui_layout, holds_minima_and_maxima)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .width = 1000,
                                 .align = UI_STRETCH,
                                 .place = UI_TOP_START});
    stand_box("a", (struct ui_box){.grow = 1, .max_width = 100, .min_height = 88});
    stand_box("b", (struct ui_box){.grow = 1, .min_width = 50});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("a", 0, 0, 100, 88);
    stand_at("b", 100, 0, 900, 88);
}

Test(ui_layout, aligns_and_justifies)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .width = 500,
                                 .height = 100,
                                 .align = UI_CENTER,
                                 .justify = UI_BETWEEN});
    stand_box("a", (struct ui_box){.width = 100, .height = 40});
    stand_box("b", (struct ui_box){.width = 100, .height = 60});
    stand_box("c", (struct ui_box){.width = 100, .height = 20, .self = UI_END});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("a", 0, 30, 100, 40);
    stand_at("b", 200, 20, 100, 60);
    stand_at("c", 400, 80, 100, 20);
}

Test(ui_layout, pushes_with_a_growing_space_and_sits_on_one_baseline)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.width = 600});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .align = UI_BASELINE});
    ui_text(ui, &(struct ui_text){.text = STR("big"), .style = UI_H2});
    ui_space(ui, 0);
    ui_text(ui, &(struct ui_text){.text = STR("small"), .style = UI_SMALL});
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
    const struct ui_semantic big = stand_node("big"), small = stand_node("small");
    cr_assert_float_eq(small.x + small.width, 600, 0.6);
    cr_assert_gt(small.y, big.y + 10);
}

Test(ui_layout, mirrors_rows_and_paddings_right_to_left)
{
    frame.rtl = true;
    stand_begin();
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 10, .pad = {100, 0, 20, 0}});
    stand_box("a", (struct ui_box){.width = 200, .height = 50});
    stand_box("b", (struct ui_box){.width = 300, .height = 50});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("a", 1920 - 100 - 200, 0, 200, 50);
    stand_at("b", 1920 - 100 - 200 - 10 - 300, 0, 300, 50);
}

Test(ui_layout, moves_towards_the_end_right_to_left)
{
    frame.rtl = true;
    stand_begin();
    ui_open(ui, &(struct ui_box){.offset_x = 140, .align = UI_START});
    stand_box("page", (struct ui_box){.width = 200, .height = 50});
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("page", 1920 - 200 - 140, 0, 200, 50);
}

Test(ui_layout, turns_drawn_paths_with_the_boxes)
{
    static const struct ui_path_point way[] = {{0, 0, false}, {30, 10, false}};
    for (int rtl = 0; rtl < 2; rtl++) {
        frame.rtl = rtl != 0;
        stand_begin();
        ui_path(ui, way, 2, (struct ui_path_pen){4, UI_INK, UI_NONE},
                &(struct ui_leaf){.width = 100, .height = 20});
        ui_frame_end(ui);
        const float *xy = ui_draw(ui)->commands[0].as.path.xy;
        cr_assert_float_eq(xy[0], rtl ? 100 : 0, 0.1);
        cr_assert_float_eq(xy[2], rtl ? 70 : 30, 0.1);
        cr_assert_float_eq(xy[3], 10, 0.1);
    }
}

Test(ui_layout, scales_boxes_and_texts)
{
    frame.scale = 2;
    frame.text_scale = 1.5f;
    stand_begin();
    ui_open(ui, &(struct ui_box){.width = 100, .height = 40, .label = STR("box")});
    stand_text("text");
    ui_close(ui);
    ui_frame_end(ui);
    stand_at("box", 0, 0, 200, 80);
    const struct ui_semantic text = stand_node("text");
    cr_assert_float_eq(text.text_size_px, 60, 0.1);
}

Test(ui_layout, shrinks_a_label_one_step_before_it_is_cut)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.width = 90, .align = UI_STRETCH});
    ui_text(ui, &(struct ui_text){.text = STR("abcdefghij"),
                                  .size = 20,
                                  .one_line = true,
                                  .shrink_to_fit = true});
    ui_close(ui);
    ui_frame_end(ui);
    const struct ui_semantic text = stand_node("abcdefghij");
    cr_assert_float_eq(text.text_size_px, 17, 0.1);
    cr_assert_not(text.clipped_text);
}

Test(ui_layout, knows_its_size_classes)
{
    cr_assert_eq(ui_class_for(1920, 1080), UI_LANDSCAPE);
    cr_assert_eq(ui_class_for(1280, 800), UI_LANDSCAPE);
    cr_assert_eq(ui_class_for(1080, 1920), UI_PORTRAIT);
    cr_assert_eq(ui_class_for(1024, 600), UI_COMPACT);
    cr_assert_float_eq(ui_scale_for(3840, 2160), 2, 0.001);
    cr_assert_float_eq(ui_scale_for(1080, 1920), 1, 0.001);
    cr_assert_float_eq(ui_scale_for(1024, 600), 2.0 / 3, 0.001);
}

// The first line of the only text drawn.
static struct str first_line(void)
{
    const struct ui_draw_list *list = ui_draw(ui);
    for (size_t i = 0; i < list->count; i++) {
        if (list->commands[i].kind == UI_DRAW_TEXT) {
            cr_assert_eq(list->commands[i].as.text->count, 2);
            return str_trim(list->commands[i].as.text->lines[0].source);
        }
    }
    cr_assert_fail("no text was drawn");
    return (struct str){0};
}

static void title(enum ui_text_style style, const char *text)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.width = 270, .align = UI_STRETCH});
    ui_text(ui,
            &(struct ui_text){.text = str_from_cstr(text), .style = style, .size = 40});
    ui_close(ui);
    ui_frame_end(ui);
}

Test(ui_layout, leaves_no_word_alone_on_the_last_line_of_a_title)
{
    title(UI_H3, "aaaa bbbb cccc dd");
    cr_assert(str_equal(first_line(), STR("aaaa bbbb")));
    title(UI_BODY, "aaaa bbbb cccc dd"); // running text fills its lines
    cr_assert(str_equal(first_line(), STR("aaaa bbbb cccc")));
    title(UI_H3, "aaaa bbbb cccc dddddddd"); // long enough as it is
    cr_assert(str_equal(first_line(), STR("aaaa bbbb cccc")));
}
