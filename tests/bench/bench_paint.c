// CPU time of describing and painting a screen of cards at 1920x1080 in software: the
// whole screen, one card that changed, one frame of a scrolling list, a frame in which
// nothing did.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "platform/painter.h"
#include "ui/ui.h"

enum { WIDTH = 1920, HEIGHT = 1080, CARDS = 48, ROUNDS = 200 };

struct bench {
    struct ui *ui;
    struct ui_theme theme;
    struct platform_painter painter;
    struct raster raster;
    int64_t now_ms;
    int marked; // the card that differs
};

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void add_card(struct bench *bench, int number)
{
    struct ui *ui = bench->ui;
    const bool marked = number == bench->marked;
    const struct str title =
        arena_printf(ui_arena(ui), "Teach robot %d to follow a line", number);
    ui_open(ui, &(struct ui_box){.fill = marked ? UI_SUN : UI_CARD,
                                 .radius = 32,
                                 .clip = true,
                                 .height = 316,
                                 .role = UI_BUTTON,
                                 .action = {.verb = 1}});
    ui_cover(ui, number % 5, title, &(struct ui_leaf){.height = 150});
    ui_open(ui, &(struct ui_box){.pad = UI_PAD_XY(24, 14), .gap = 4});
    ui_text(ui,
            &(struct ui_text){.text = STR("Today 15:00 · 60 min"), .style = UI_SMALL});
    ui_text(ui, &(struct ui_text){.text = title, .style = UI_H3});
    ui_text(ui, &(struct ui_text){.text = STR("Age 10–14"), .style = UI_SMALL});
    ui_close(ui);
    ui_close(ui);
}

static void describe(struct bench *bench)
{
    struct ui *ui = bench->ui;
    ui_frame_begin(ui, &(struct ui_frame){.width_px = WIDTH,
                                          .height_px = HEIGHT,
                                          .scale = 1,
                                          .text_scale = 1,
                                          .lang = STR("en"),
                                          .theme = &bench->theme,
                                          .now_ms = bench->now_ms += 16});
    ui_open(ui, &(struct ui_box){.key = STR("list"),
                                 .height = HEIGHT,
                                 .scroll_y = true,
                                 .pad = UI_PAD(64),
                                 .fill = UI_PAPER});
    ui_open(ui, &(struct ui_box){.dir = UI_GRID, .columns = 4, .gap = 28});
    for (int i = 0; i < CARDS; i++) {
        add_card(bench, i);
    }
    ui_close(ui);
    ui_close(ui);
    ui_frame_end(ui);
}

static void paint(struct bench *bench, bool everything)
{
    platform_paint(&bench->painter, &bench->raster, ui_draw(bench->ui), everything);
}

static void whole(struct bench *bench)
{
    describe(bench);
    paint(bench, true);
}

static void one_card(struct bench *bench)
{
    bench->marked = bench->marked == 5 ? 6 : 5;
    describe(bench);
    paint(bench, false);
}

static void nothing(struct bench *bench)
{
    describe(bench);
    paint(bench, false);
}

static void scrolled(struct bench *bench)
{
    static int step;
    const float amount = step++ / 60 % 2 ? 1 : -1;
    ui_input(bench->ui, &(struct ui_event){.kind = UI_WHEEL,
                                           .x_px = 900,
                                           .y_px = amount,
                                           .time_ms = bench->now_ms});
    describe(bench);
    paint(bench, false);
}

static void measure(struct bench *bench, const char *name,
                    void (*run)(struct bench *bench))
{
    run(bench);
    const double before = cpu_ms();
    for (int i = 0; i < ROUNDS; i++) {
        run(bench);
    }
    printf("  %-44s %8.3f ms CPU\n", name, (cpu_ms() - before) / ROUNDS);
}

int main(void)
{
    struct bench bench = {.theme = ui_theme_paper(), .marked = -1};
    bench.painter.fonts = platform_fonts_create(FOYER_BINARY_DIR "/share/foyer/fonts");
    bench.painter.images = platform_images_create(&(struct platform_images_options){0});
    bench.raster = (struct raster){.pixels = calloc((size_t)WIDTH * HEIGHT, 4),
                                   .width = WIDTH,
                                   .height = HEIGHT,
                                   .stride = WIDTH};
    if (!bench.painter.fonts || !bench.painter.images || !bench.raster.pixels) {
        return EXIT_FAILURE;
    }
    bench.ui = ui_create(platform_fonts_measure(bench.painter.fonts));
    measure(&bench, "the whole screen, described and painted", whole);
    measure(&bench, "one card changed", one_card);
    measure(&bench, "a frame of a scrolling list", scrolled);
    measure(&bench, "nothing changed", nothing);
    ui_destroy(bench.ui);
    platform_images_destroy(bench.painter.images);
    platform_fonts_destroy(bench.painter.fonts);
    free(bench.raster.pixels);
    return EXIT_SUCCESS;
}
