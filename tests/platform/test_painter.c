// What only the changed cells repaint must equal what a full repaint shows, pixel by
// pixel.
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "platform/painter.h"
#include "ui/ui.h"

enum { WIDTH = 800, HEIGHT = 600 };

struct scene {
    struct platform_painter painter;
    struct ui *ui;
    struct ui_theme theme;
    struct raster kept, fresh;
};

static struct raster make_raster(void)
{
    return (struct raster){calloc(WIDTH * HEIGHT, 4), WIDTH, HEIGHT, WIDTH};
}

static struct scene begin(void)
{
    struct scene scene = {
        .theme = ui_theme_paper(), .kept = make_raster(), .fresh = make_raster()};
    scene.painter.fonts = platform_fonts_create(FOYER_BINARY_DIR "/share/foyer/fonts");
    cr_assert_not_null(scene.painter.fonts);
    scene.painter.images = platform_images_create(&(struct platform_images_options){0});
    scene.ui = ui_create(platform_fonts_measure(scene.painter.fonts));
    return scene;
}

static void end(struct scene *scene)
{
    ui_destroy(scene->ui);
    platform_images_destroy(scene->painter.images);
    platform_fonts_destroy(scene->painter.fonts);
    free(scene->kept.pixels);
    free(scene->fresh.pixels);
}

static void build_row(struct ui *ui, int i, int step)
{
    static const char *const words[] = {
        "Bridge that holds a book", "Състезания", "مرحبا 123",
        "Naturwissenschaften",      "Çdo ditë",   "14:30–15:15"};
    const struct str word = str_from_cstr(words[(i + step) % 6]);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 16,
                                 .pad = UI_PAD(20),
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .border = UI_LINE,
                                 .border_width = 2,
                                 .clip = i % 2,
                                 .align = UI_CENTER,
                                 .label = word,
                                 .action = {.verb = 1, .number = i}});
    ui_cover(
        ui, (i + step / 3) % 5, word,
        &(struct ui_leaf){.width = 90 + (float)(step % 4), .height = 70, .radius = 20});
    ui_icon(ui, (enum ui_icon)((i + step) % UI_ICON_COUNT), 40, UI_INK);
    ui_text(ui, &(struct ui_text){.text = word,
                                  .style = i % 3 ? UI_H3 : UI_H2,
                                  .color = UI_INK,
                                  .lang = STR("bg")});
    ui_close(ui);
}

static void build(struct scene *scene, int step)
{
    const struct ui_frame frame = {.width_px = WIDTH,
                                   .height_px = HEIGHT,
                                   .scale = 0.8f,
                                   .text_scale = 1,
                                   .lang = STR("en"),
                                   .rtl = step % 7 == 6,
                                   .theme = &scene->theme,
                                   .now_ms = 1000 + 16 * step};
    ui_frame_begin(scene->ui, &frame);
    ui_open(scene->ui, &(struct ui_box){.gap = 12,
                                        .pad = UI_PAD(24),
                                        .align = UI_STRETCH,
                                        .scroll_y = true,
                                        .grow = 1,
                                        .offset_y = (float)(step % 5) * -3.5f});
    for (int i = 0; i < 6; i++) {
        build_row(scene->ui, i, step / 2 + (i == step % 6));
    }
    ui_qr(scene->ui, STR("BEGIN:VEVENT"), 200, STR("code"));
    ui_close(scene->ui);
    ui_frame_end(scene->ui);
}

static size_t differences(const struct scene *scene)
{
    size_t count = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        count += scene->kept.pixels[i] != scene->fresh.pixels[i];
    }
    return count;
}

Test(painter, changed_cells_alone_give_the_same_picture_as_all)
{
    struct scene scene = begin();
    for (int step = 0; step < 60; step++) {
        build(&scene, step);
        const struct ui_draw_list *list = ui_draw(scene.ui);
        platform_paint(&scene.painter, &scene.kept, list, step == 0);
        platform_paint(&scene.painter, &scene.fresh, list, true);
        cr_assert_eq(differences(&scene), 0, "%zu pixels differ at step %d",
                     differences(&scene), step);
    }
    // Control: a rect left out is seen.
    build(&scene, 61);
    struct ui_draw_list list = *ui_draw(scene.ui);
    cr_assert_gt(list.dirty_count, 0);
    list.dirty_count = 0;
    platform_paint(&scene.painter, &scene.kept, &list, false);
    platform_paint(&scene.painter, &scene.fresh, &list, true);
    cr_expect_gt(differences(&scene), 0);
    end(&scene);
}

Test(painter, an_unchanged_frame_paints_nothing)
{
    struct scene scene = begin();
    build(&scene, 0);
    platform_paint(&scene.painter, &scene.kept, ui_draw(scene.ui), true);
    build(&scene, 0);
    platform_paint(&scene.painter, &scene.kept, ui_draw(scene.ui), false);
    cr_expect_eq(scene.painter.painted_count, 0);
    end(&scene);
}

static int right_ink(const struct raster *raster)
{
    int right = -1;
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            if ((raster->pixels[y * WIDTH + x] & 0xFF) < 128 && x > right) {
                right = x;
            }
        }
    }
    return right;
}

Test(painter, a_text_is_as_wide_as_it_was_measured)
{
    struct scene scene = begin();
    struct text_cache *cache =
        text_cache_create(platform_fonts_measure(scene.painter.fonts), 1 << 20);
    static const char *const words[] = {"Hamburgefonts", "Състезания", "AVAToWa",
                                        "Naturwissenschaften"};
    for (int i = 0; i < 4; i++) {
        const struct text_style style = {.face = TEXT_FACE_TEXT,
                                         .weight = TEXT_BOLD,
                                         .size_px = 31.3f,
                                         .line_height_px = 40};
        const struct text_block *block =
            text_layout(cache, &style, str_from_cstr(words[i]), 0);
        const struct ui_command command = {.kind = UI_DRAW_TEXT,
                                           .rect = {40, 40, 400, 40},
                                           .clip = {0, 0, WIDTH, HEIGHT},
                                           .color = 0x000000FF,
                                           .alpha = 1,
                                           .as.text = block,
                                           .text_width = 400};
        const struct raster_clip clip = {.rect = {0, 0, WIDTH, HEIGHT}};
        raster_fill(&scene.kept, clip.rect, 0xFFFFFFFF);
        platform_fonts_draw(scene.painter.fonts, &scene.kept, &clip, &command);
        const float shown = (float)(right_ink(&scene.kept) + 1 - 40);
        cr_expect(shown <= block->width_px + 1 && shown > block->width_px - 6,
                  "%s: measured %g, shown %g", words[i], (double)block->width_px,
                  (double)shown);
    }
    text_cache_destroy(cache);
    end(&scene);
}

static float width_of(struct platform_fonts *fonts, struct text_font font,
                      const char *text)
{
    const struct text_measure *measure = platform_fonts_measure(fonts);
    return measure->advance(measure->context, &font, str_from_cstr(text), false);
}

Test(painter, figures_of_clocks_are_equally_wide_and_headlines_tighter)
{
    struct scene scene = begin();
    struct text_font font = {
        .face = TEXT_FACE_TABULAR, .weight = TEXT_BOLD, .size_px = 40};
    cr_expect_float_eq(width_of(scene.painter.fonts, font, "11111111"),
                       width_of(scene.painter.fonts, font, "88888888"), 3);
    font.face = TEXT_FACE_TEXT;
    const float text = width_of(scene.painter.fonts, font, "What will you make?");
    font.face = TEXT_FACE_DISPLAY;
    cr_expect_lt(width_of(scene.painter.fonts, font, "What will you make?"), text - 12);
    end(&scene);
}

Test(painter, bulgarian_letters_have_their_own_forms)
{
    struct scene scene = begin();
    const struct raster_clip clip = {.rect = {0, 0, WIDTH, HEIGHT}};
    for (int bulgarian = 0; bulgarian < 2; bulgarian++) {
        const struct text_run run = {
            .utf8 = STR("вгдзит"),
            .font = {.weight = TEXT_BOLD, .size_px = 60, .bulgarian = bulgarian}};
        const struct text_line line = {.runs = &run, .count = 1, .baseline_px = 60};
        const struct text_block block = {.lines = &line, .count = 1, .height_px = 80};
        const struct ui_command command = {.kind = UI_DRAW_TEXT,
                                           .rect = {20, 20, 400, 80},
                                           .color = 0x000000FF,
                                           .alpha = 1,
                                           .as.text = &block};
        struct raster *raster = bulgarian ? &scene.kept : &scene.fresh;
        raster_fill(raster, clip.rect, 0xFFFFFFFF);
        platform_fonts_draw(scene.painter.fonts, raster, &clip, &command);
    }
    cr_expect_gt(differences(&scene), 200);
    end(&scene);
}
