// Covers, icons and QR codes: the same everywhere.
#include <math.h>

#include "stand.h"

TestSuite(ui_art, .init = stand_open, .fini = stand_close);

static uint64_t hash_shapes(const struct ui_shapes *shapes)
{
    uint64_t hash = hash_bytes(HASH_SEED, &shapes->count, sizeof(shapes->count));
    for (size_t i = 0; i < shapes->count; i++) {
        const struct ui_shape *shape = &shapes->items[i];
        hash = hash_bytes(hash, shape->verbs, shape->count);
        hash = hash_bytes(hash, &shape->color, sizeof(shape->color));
        size_t points = 0;
        for (size_t k = 0; k < shape->count; k++) {
            points += shape->verbs[k] == 2 ? 3 : shape->verbs[k] != 3;
        }
        for (size_t k = 0; k < points * 2; k++) {
            // A tenth of a pixel: the last bits of sines may differ.
            const int32_t at = (int32_t)lroundf(shape->xy[k] * 10);
            hash = hash_bytes(hash, &at, sizeof(at));
        }
    }
    return hash;
}

static struct ui_shapes cover(struct arena *arena, int field, const char *seed)
{
    stand_begin();
    ui_cover(ui, field, str_from_cstr(seed), &(struct ui_leaf){0});
    ui_frame_end(ui);
    const struct ui_command *command = &ui_draw(ui)->commands[0];
    cr_assert_eq(command->kind, UI_DRAW_COVER);
    return ui_cover_shapes(arena, &command->as.art, 212, 212);
}

Test(ui_art, draws_the_same_cover_for_the_same_seed_and_another_for_another)
{
    struct arena arena = {0};
    for (int field = 0; field < 5; field++) {
        const struct ui_shapes a = cover(&arena, field, "robot");
        const struct ui_shapes b = cover(&arena, field, "robot");
        const struct ui_shapes c = cover(&arena, field, "bridge");
        cr_assert_gt(a.count, 4);
        cr_assert_eq(hash_shapes(&a), hash_shapes(&b));
        cr_assert_neq(hash_shapes(&a), hash_shapes(&c));
    }
    arena_finish(&arena);
}

// The circuits of the design's own picture for "homeT": what stands in its first cells.
Test(ui_art, agrees_with_the_drawn_design)
{
    struct arena arena = {0};
    const struct ui_shapes shapes = cover(&arena, 1, "homeT");
    const float step = 212.0f / 7;
    // Seen in the picture: top left a soft square, below it a dark disc.
    cr_assert_eq(shapes.items[0].color, 0x8FB0FFFF);
    cr_assert_float_eq(shapes.items[0].xy[1], step * 0.18f, 0.5);
    cr_assert_eq(shapes.items[1].color, 0x122F8AFF);
    cr_assert_float_eq(shapes.items[1].xy[1], step * 1.5f, 0.5);
    arena_finish(&arena);
}

Test(ui_art, draws_every_icon_within_its_box)
{
    struct arena arena = {0};
    for (int icon = 0; icon < UI_ICON_COUNT; icon++) {
        const struct ui_shapes shapes = ui_icon_shapes(&arena, icon, 0x000000FF, 48);
        cr_assert_gt(shapes.count, 0, "icon %d", icon);
        for (size_t i = 0; i < shapes.count; i++) {
            size_t points = 0;
            for (size_t k = 0; k < shapes.items[i].count; k++) {
                const uint8_t verb = shapes.items[i].verbs[k];
                points += verb == 2 ? 3 : verb != 3;
            }
            for (size_t k = 0; k < points * 2; k++) {
                cr_assert(shapes.items[i].xy[k] > -3 && shapes.items[i].xy[k] < 51,
                          "icon %d reaches %g", icon, shapes.items[i].xy[k]);
            }
        }
    }
    cr_assert_eq(ui_icon_shapes(&arena, 999, 0, 48).count, 0);
    arena_finish(&arena);
}

Test(ui_art, makes_a_qr_code_with_its_quiet_zone)
{
    stand_begin();
    cr_assert(ui_qr(ui, STR("https://example.org/"), 360, STR("code")));
    static char much[4000];
    cr_assert_not(ui_qr(ui, (struct str){much, sizeof(much)}, 360, STR("too long")));
    cr_assert_not(ui_qr(ui, STR(""), 360, STR("nothing")));
    ui_frame_end(ui);
    const struct ui_draw_list *list = ui_draw(ui);
    cr_assert_eq(list->count, 2);
    cr_assert_eq(list->commands[0].kind, UI_DRAW_BOX);
    cr_assert_eq(list->commands[0].rect.w, 360);
    const struct ui_command *command = &list->commands[1];
    const int32_t side = command->as.qr.side;
    const int32_t module = command->rect.w / side;
    cr_assert_eq((side - 17) % 4, 0);
    cr_assert_eq(command->rect.w, module * side, "whole pixels");
    cr_assert_geq(command->rect.x, 4 * module, "a quiet zone of four modules");
    for (int32_t i = 0; i < 7; i++) {
        cr_assert_eq(command->as.qr.modules[i], 1, "the finder begins");
    }
    cr_assert_eq(stand_node("code").role, UI_IMAGE);
}

Test(ui_art, knows_the_tokens_of_the_design)
{
    const struct ui_theme theme = ui_theme_paper();
    enum ui_token token = UI_NONE;
    cr_assert(ui_token_parse(STR("field-m-fill"), &token));
    cr_assert_eq(token, UI_FIELD_FILL + 4);
    cr_assert_eq(theme.rgba[token], 0x5A2FD0FF);
    cr_assert(ui_token_parse(STR("ink-2"), &token));
    cr_assert_eq(theme.rgba[token], 0x434A6EFF);
    cr_assert_not(ui_token_parse(STR("ink-9"), &token));
    cr_assert_not(ui_token_parse(STR(""), &token));
}
