// Long lists: only what is near the view is laid out inside.
#include "stand.h"

#include <stdio.h>

TestSuite(ui_fold, .init = stand_open, .fini = stand_close);

enum { LONG = 500, SHORT = 12 };

static size_t measured;
static float (*real_advance)(void *context, const struct text_font *font, struct str utf8,
                             bool rtl);

static float counting(void *context, const struct text_font *font, struct str utf8,
                      bool rtl)
{
    measured++;
    return real_advance(context, font, utf8, rtl);
}

static void open_counting(void)
{
    measure = fake_measure(NULL);
    real_advance = measure.advance;
    measure.advance = counting;
    ui_destroy(ui);
    ui = ui_create(&measure);
    measured = 0;
}

// Cards of 200, but the tenth of each dozen is higher.
static void describe(int count)
{
    stand_begin();
    ui_open(ui, &(struct ui_box){.key = STR("list"),
                                 .height = 1000,
                                 .scroll_y = true,
                                 .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.dir = UI_GRID, .columns = 2, .gap = 20});
    for (int i = 0; i < count; i++) {
        struct arena *arena = ui_arena(ui);
        ui_open(ui, &(struct ui_box){.key = arena_printf(arena, "%d", i),
                                     .label = arena_printf(arena, "card %d", i),
                                     .min_height = 200,
                                     .clip = true,
                                     .action = {.verb = 1, .number = i}});
        ui_text(ui, &(struct ui_text){.text = arena_printf(arena, "about %d", i)});
        ui_space(ui, i % 12 == 10 ? 300 : 20);
        ui_close(ui);
    }
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
}

static void show(int count)
{
    do {
        frame.now_ms += 16;
        describe(count);
    } while (ui_animating(ui));
}

static void wheel(float amount)
{
    ui_input(ui,
             &(struct ui_event){
                 .kind = UI_WHEEL, .x_px = 500, .y_px = amount, .time_ms = frame.now_ms});
}

Test(ui_fold, opens_a_list_of_hundreds_for_the_price_of_what_is_seen)
{
    open_counting();
    describe(SHORT);
    const size_t few = measured;
    cr_assert_gt(few, 0);
    open_counting();
    describe(LONG);
    cr_assert_leq(measured, 2 * few, "%zu texts measured, %zu for a dozen", measured,
                  few);
}

Test(ui_fold, places_what_is_seen_as_a_short_list_does)
{
    struct ui_semantic of_short[SHORT];
    char label[32];
    show(SHORT);
    for (int i = 0; i < SHORT; i++) {
        snprintf(label, sizeof(label), "card %d", i);
        of_short[i] = stand_node(label);
    }
    show(LONG);
    for (int i = 0; i < SHORT && of_short[i].visible; i++) {
        snprintf(label, sizeof(label), "card %d", i);
        stand_at(label, of_short[i].x, of_short[i].y, of_short[i].width,
                 of_short[i].height);
    }
}

Test(ui_fold, knows_every_label_wherever_the_list_has_scrolled_to)
{
    show(LONG);
    cr_assert(stand_node("card 499").focusable);
    cr_assert_not(stand_node("card 499").visible);
    cr_assert_not(stand_node("about 499").visible);
    cr_assert_gt(stand_node("about 499").y, 1080, "it lies below, where its card is");
}

Test(ui_fold, brings_what_the_keys_reach_into_view_and_lays_it_out)
{
    show(LONG);
    stand_key(UI_KEY_PREVIOUS); // from the first round to the last
    show(LONG);
    cr_assert(stand_node("card 499").visible);
    cr_assert(stand_node("about 499").visible);
    cr_assert_gt(stand_node("about 499").text_size_px, 0);
}

Test(ui_fold, remembers_heights_so_that_going_back_up_moves_nothing)
{
    show(LONG);
    const struct ui_semantic before = stand_node("card 10");
    for (int i = 0; i < 24; i++) {
        wheel(-1);
        show(LONG);
    }
    cr_assert_not(stand_node("card 10").visible);
    for (int i = 0; i < 24; i++) {
        wheel(1);
        show(LONG);
    }
    stand_at("card 10", before.x, before.y, before.width, before.height);
}
