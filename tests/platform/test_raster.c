#include <criterion/criterion.h>
#include <stdlib.h>

#include "platform/raster.h"

enum { SIDE = 64 };
static const uint32_t white = 0xFFFFFFFF, black = 0x000000FF;

static struct raster canvas(void)
{
    const struct raster raster = {calloc(SIDE * SIDE, 4), SIDE, SIDE, SIDE};
    raster_fill(&raster, (struct ui_rect){0, 0, SIDE, SIDE}, white);
    return raster;
}

static const struct raster_clip everywhere = {.rect = {0, 0, SIDE, SIDE}};

static unsigned darkness(const struct raster *raster, int x, int y)
{
    return 255 - (raster->pixels[y * raster->stride + x] & 0xFF);
}

static void box_path(float *xy, float x0, float y0, float x1, float y1)
{
    const float points[8] = {x0, y0, x1, y0, x1, y1, x0, y1};
    for (int i = 0; i < 8; i++) {
        xy[i] = points[i];
    }
}
static const uint8_t box_verbs[] = {0, 1, 1, 1, 3};

Test(raster, covers_half_a_pixel_half)
{
    struct raster raster = canvas();
    float xy[8];
    box_path(xy, 10.5f, 20.25f, 30, 40);
    raster_draw_path(&raster, &everywhere, 0, 0,
                     &(struct raster_path){.xy = xy, .verbs = box_verbs, .count = 5},
                     black);
    cr_expect_eq(darkness(&raster, 20, 30), 255);
    cr_expect_eq(darkness(&raster, 9, 30), 0);
    cr_expect(abs((int)darkness(&raster, 10, 30) - 128) <= 2);
    cr_expect(abs((int)darkness(&raster, 20, 20) - 191) <= 2);
    cr_expect_eq(darkness(&raster, 30, 30), 0);
    free(raster.pixels);
}

Test(raster, fills_by_non_zero_winding)
{
    struct raster raster = canvas();
    float xy[16];
    box_path(xy, 4, 4, 30, 30);
    box_path(xy + 8, 10, 10, 40, 40);
    const uint8_t verbs[] = {0, 1, 1, 1, 3, 0, 1, 1, 1, 3};
    raster_draw_path(&raster, &everywhere, 0, 0,
                     &(struct raster_path){.xy = xy, .verbs = verbs, .count = 10}, black);
    cr_expect_eq(darkness(&raster, 20, 20), 255, "the overlap stays filled");
    free(raster.pixels);
}

Test(raster, strokes_as_wide_as_said_with_round_ends)
{
    struct raster raster = canvas();
    const float xy[] = {16, 32, 48, 32};
    const uint8_t verbs[] = {0, 1};
    struct raster_path path = {.xy = xy, .verbs = verbs, .count = 2, .stroke_width = 10};
    raster_draw_path(&raster, &everywhere, 0, 0, &path, black);
    cr_expect_eq(darkness(&raster, 32, 27), 255);
    cr_expect_eq(darkness(&raster, 32, 36), 255);
    cr_expect_eq(darkness(&raster, 32, 26), 0);
    cr_expect_eq(darkness(&raster, 32, 37), 0);
    cr_expect_gt(darkness(&raster, 12, 32), 200);
    free(raster.pixels);
    raster = canvas();
    path.flat_cap = true;
    raster_draw_path(&raster, &everywhere, 0, 0, &path, black);
    cr_expect_eq(darkness(&raster, 12, 32), 0);
    free(raster.pixels);
}

Test(raster, rounds_all_four_corners_alike)
{
    struct raster raster = canvas();
    const struct raster_box box = {.rect = {7, 9, 40, 40},
                                   .radius = {14, 14, 14, 14},
                                   .fill = black,
                                   .border = 0xFF0000FF,
                                   .border_width = 3,
                                   .alpha = 1};
    raster_draw_box(&raster, &everywhere, &box);
    unsigned partial = 0;
    for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 40; x++) {
            const uint32_t at = raster.pixels[(9 + y) * SIDE + 7 + x];
            cr_assert_eq(at, raster.pixels[(9 + y) * SIDE + 7 + 39 - x], "%d,%d", x, y);
            cr_assert_eq(at, raster.pixels[(9 + 39 - y) * SIDE + 7 + x], "%d,%d", x, y);
            partial += at != 0xFFFFFFFF && at != 0xFF000000 && at != 0xFFFF0000;
        }
    }
    cr_expect_gt(partial, 40, "the arcs are smooth");
    free(raster.pixels);
}

Test(raster, a_rounded_clip_and_a_rounded_box_look_the_same)
{
    struct raster a = canvas(), b = canvas();
    const struct ui_rect rect = {5, 5, 50, 44};
    const struct raster_box round = {
        .rect = rect, .radius = {12, 12, 12, 12}, .fill = black, .alpha = 1};
    raster_draw_box(&a, &everywhere, &round);
    const struct raster_box plain = {
        .rect = {0, 0, SIDE, SIDE}, .fill = black, .alpha = 1};
    const struct raster_clip clip = {
        .rect = {0, 0, SIDE, SIDE}, .round = rect, .radius = 12};
    raster_draw_box(&b, &clip, &plain);
    for (int i = 0; i < SIDE * SIDE; i++) {
        cr_assert_eq(a.pixels[i], b.pixels[i], "pixel %d,%d", i % SIDE, i / SIDE);
    }
    free(a.pixels);
    free(b.pixels);
}

Test(raster, paints_nothing_outside_clip_and_surface)
{
    struct raster raster = canvas();
    const struct raster_clip clip = {.rect = {-10, -10, 30, 30}};
    const struct raster_box box = {.rect = {-1000, -1000, 5000, 5000},
                                   .fill = black,
                                   .radius = {9, 9, 9, 9},
                                   .alpha = 1};
    raster_draw_box(&raster, &clip, &box);
    const float xy[] = {-1e9f, 0, 1e9f, 40, 3e30f, 5, 0.0f / 1.0f, 2};
    const uint8_t verbs[] = {0, 1, 1, 1};
    const struct raster_path path = {
        .xy = xy, .verbs = verbs, .count = 4, .stroke_width = 4};
    raster_draw_path(&raster, &clip, 0, 0, &path, black);
    cr_expect_eq(darkness(&raster, 19, 19), 255);
    cr_expect_eq(darkness(&raster, 20, 19), 0);
    cr_expect_eq(darkness(&raster, 19, 20), 0);
    free(raster.pixels);
}

Test(raster, half_alpha_over_white_is_grey)
{
    struct raster raster = canvas();
    const struct raster_box box = {.rect = {0, 0, 8, 8}, .fill = black, .alpha = 0.5f};
    raster_draw_box(&raster, &everywhere, &box);
    cr_expect(abs((int)darkness(&raster, 4, 4) - 128) <= 1);
    free(raster.pixels);
}
