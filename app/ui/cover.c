// Covers drawn from (field, seed): orbits, circuits, trusses and gears, brushwork,
// tessellation. Same numbers in, same shapes out, everywhere: integers from one
// generator, doubles after it. Lengths that the design gives in pixels count for a box
// whose shorter side is 200.
#include <math.h>

#include "shapes.h"

struct cover {
    struct shape_pen pen;
    uint32_t state; // xorshift32; source: G. Marsaglia, "Xorshift RNGs", 2003
    const uint32_t *palette;
    double w, h, unit;
};

enum { FULL, LIGHT, DARK, SOFT, SUN };

static double next_random(struct cover *cover)
{
    cover->state ^= cover->state << 13;
    cover->state ^= cover->state >> 17;
    cover->state ^= cover->state << 5;
    return cover->state / 4294967296.0;
}

static double between(struct cover *cover, double a, double b)
{
    return a + (b - a) * next_random(cover);
}

static void finish(struct cover *cover, int shade, double stroke)
{
    pen_finish(&cover->pen, cover->palette[shade], stroke, false);
}

static void add_disc(struct cover *cover, double x, double y, double r, int shade)
{
    pen_ellipse(&cover->pen, (struct pen_ellipse){x, y, r, r, 0});
    finish(cover, shade, 0);
}

static void draw_orbits(struct cover *cover)
{
    const double w = cover->w, h = cover->h;
    const double cx = between(cover, .35, .65) * w, cy = between(cover, .4, .6) * h;
    for (int i = 0; i < 5; i++) {
        const double r = h * (.16 + .17 * i);
        const double turn = between(cover, -30, 30);
        if (i > 0) {
            pen_ellipse(&cover->pen, (struct pen_ellipse){cx, cy, r * 1.35, r, turn});
            finish(cover, i % 2 ? SOFT : FULL, (3 + 3 * (i % 2)) * cover->unit);
        }
    }
    add_disc(cover, cx, cy, h * .14, FULL);
    static const int shades[] = {FULL, DARK, SUN};
    for (int i = 0; i < 6; i++) {
        const double a = between(cover, 0, 6.28), r = h * between(cover, .3, .75);
        const double size = h * between(cover, .025, .07);
        add_disc(cover, cx + cos(a) * r * 1.3, cy + sin(a) * r, size, shades[i % 3]);
    }
}

static void draw_circuit_cell(struct cover *cover, double x, double y, double step)
{
    struct shape_pen *pen = &cover->pen;
    const double kind = next_random(cover), half = step / 2;
    if (kind < .28) {
        const double k = half * .5522847498;
        pen_move(pen, x, y + half);
        pen_line(pen, x + half, y + half);
        pen_curve(pen, (double[]){x + half + k, y + half, x + step, y + step - k,
                                  x + step, y + step});
        finish(cover, FULL, step * .12);
    } else if (kind < .45) {
        add_disc(cover, x + half, y + half, step * .26, DARK);
    } else if (kind < .6) {
        pen_box(pen, (struct pen_box){x + step * .18, y + step * .18, step * .64,
                                      step * .64, step * .12});
        finish(cover, SOFT, 0);
    } else if (kind < .68) {
        pen_box(pen, (struct pen_box){x + step * .3, y + step * .3, step * .4, step * .4,
                                      step * .08});
        finish(cover, SUN, 0);
    } else if (kind < .8) {
        pen_move(pen, x + half, y);
        pen_line(pen, x + half, y + step);
        finish(cover, FULL, step * .12);
    }
}

static void draw_circuits(struct cover *cover)
{
    const int columns = 7;
    const double step = cover->w / columns;
    const int rows = (int)fmin(ceil(cover->h / step), 64);
    for (int x = 0; x < columns; x++) {
        for (int y = 0; y < rows; y++) {
            draw_circuit_cell(cover, x * step, y * step, step);
        }
    }
}

static void draw_gear(struct cover *cover, double x, double y, double r, int shade)
{
    enum { TEETH = 10 };
    for (int i = 0; i < TEETH * 4; i++) {
        const double a = i / (TEETH * 4.0) * 6.283, reach = i % 4 < 2 ? r : r * .78;
        const double px = x + cos(a) * reach, py = y + sin(a) * reach;
        if (i) {
            pen_line(&cover->pen, px, py);
        } else {
            pen_move(&cover->pen, px, py);
        }
    }
    pen_close(&cover->pen);
    finish(cover, shade, 0);
    add_disc(cover, x, y, r * .34, LIGHT);
}

static void draw_trusses(struct cover *cover)
{
    const double w = cover->w, h = cover->h, base = h * .98;
    for (int i = 0; i < 9; i++) {
        const double x = w * i / 8;
        pen_move(&cover->pen, x, base);
        pen_line(&cover->pen, x + w / 16, h * .45);
        pen_line(&cover->pen, x + w / 8, base);
        pen_finish(&cover->pen, cover->palette[FULL], 8 * cover->unit, true);
    }
    pen_move(&cover->pen, 0, h * .45);
    pen_line(&cover->pen, w, h * .45);
    finish(cover, DARK, 12 * cover->unit);
    const double x = w * between(cover, .22, .36);
    draw_gear(cover, x, h * .36, h * between(cover, .22, .3), FULL);
    const double x2 = w * between(cover, .58, .78), y2 = h * between(cover, .25, .4);
    draw_gear(cover, x2, y2, h * between(cover, .14, .2), SUN);
}

static void draw_brushwork(struct cover *cover)
{
    static const int shades[] = {FULL, SOFT, DARK, SUN};
    const double w = cover->w, h = cover->h, u = cover->unit;
    for (int i = 0; i < 6; i++) {
        const double y = h * (.1 + .16 * i);
        const double y0 = y + between(cover, -40, 40) * u;
        const double y1 = y + between(cover, -h * .5, h * .5);
        const double y2 = y + between(cover, -h * .5, h * .5);
        const double y3 = y + between(cover, -40, 40) * u;
        pen_move(&cover->pen, -20 * u, y0);
        pen_curve(&cover->pen, (double[]){w * .3, y1, w * .6, y2, w + 20 * u, y3});
        pen_finish(&cover->pen, cover->palette[shades[i % 4]], between(cover, 10, 46) * u,
                   true);
    }
    const double x = w * between(cover, .15, .85), y = h * between(cover, .2, .5);
    add_disc(cover, x, y, h * .13, FULL);
}

static void draw_tessellation(struct cover *cover)
{
    static const int shades[] = {FULL, SOFT, DARK, SOFT, SUN};
    enum { ACROSS = 8 };
    const double step = cover->w / ACROSS, height = step * .866;
    const int rows = (int)fmin(ceil(cover->h / height + 1), 64);
    for (int row = 0; row < rows; row++) {
        for (int column = -1; column < ACROSS * 2 + 2; column++) {
            const double x = column * step / 2, y = row * height;
            if (next_random(cover) < .42) {
                continue;
            }
            const int shade = shades[(int)(next_random(cover) * 4.35)];
            const bool up = (column + row) % 2 == 0;
            pen_move(&cover->pen, x, up ? y + height : y);
            pen_line(&cover->pen, x + step / 2, up ? y : y + height);
            pen_line(&cover->pen, x + step, up ? y + height : y);
            pen_close(&cover->pen);
            finish(cover, shade, 0);
        }
    }
}

struct ui_shapes ui_cover_shapes(struct arena *arena, const struct ui_art *art,
                                 float width, float height)
{
    static void (*const grammars[])(struct cover *) = {
        draw_orbits, draw_circuits, draw_trusses, draw_brushwork, draw_tessellation};
    const uint32_t state = (uint32_t)art->seed;
    struct cover cover = {.state = state ? state : 1,
                          .palette = art->palette,
                          .w = width > 1 ? width : 1,
                          .h = height > 1 ? height : 1};
    cover.unit = (cover.w < cover.h ? cover.w : cover.h) / 200;
    pen_init(&cover.pen, arena, 1);
    grammars[art->field >= 0 && art->field < 5 ? art->field : 0](&cover);
    cover.pen.out.background = art->palette[LIGHT];
    return cover.pen.out;
}
