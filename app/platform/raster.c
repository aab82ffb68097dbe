#include "platform/raster.h"

#include <math.h>
#include <string.h>

#include "raster_row.h"

struct ui_rect raster_cut(struct ui_rect a, struct ui_rect b)
{
    const int32_t x = a.x > b.x ? a.x : b.x, y = a.y > b.y ? a.y : b.y;
    const int64_t right_a = (int64_t)a.x + a.w, right_b = (int64_t)b.x + b.w;
    const int64_t bottom_a = (int64_t)a.y + a.h, bottom_b = (int64_t)b.y + b.h;
    const int64_t w = (right_a < right_b ? right_a : right_b) - x;
    const int64_t h = (bottom_a < bottom_b ? bottom_a : bottom_b) - y;
    return (struct ui_rect){x, y, w > 0 ? (int32_t)w : 0, h > 0 ? (int32_t)h : 0};
}

static uint32_t divide_255(uint32_t value)
{
    return (value + 128 + ((value + 128) >> 8)) >> 8;
}

uint32_t raster_premultiply(uint32_t rgba, unsigned alpha)
{
    const uint32_t a = divide_255((rgba & 0xFF) * alpha);
    const uint32_t r = divide_255((rgba >> 24) * a);
    const uint32_t g = divide_255((rgba >> 16 & 0xFF) * a);
    const uint32_t b = divide_255((rgba >> 8 & 0xFF) * a);
    return a << 24 | r << 16 | g << 8 | b;
}

// All four channels times factor / 255, two at a time.
static uint32_t scale_pixel(uint32_t pixel, uint32_t factor)
{
    uint32_t rb = (pixel & 0x00FF00FF) * factor + 0x00800080;
    uint32_t ag = (pixel >> 8 & 0x00FF00FF) * factor + 0x00800080;
    rb = (rb + (rb >> 8 & 0x00FF00FF)) >> 8 & 0x00FF00FF;
    ag = (ag + (ag >> 8 & 0x00FF00FF)) & 0xFF00FF00;
    return rb | ag;
}

static uint32_t over(uint32_t source, uint32_t below)
{
    return source + scale_pixel(below, 255 - (source >> 24));
}

// Doubling copies: libc's memcpy is wider than what a compiler makes of a plain loop.
static void fill_pixels(uint32_t *to, int32_t count, uint32_t pixel)
{
    enum { START = 16 };
    int32_t done = count < START ? count : START;
    for (int32_t i = 0; i < done; i++) {
        to[i] = pixel;
    }
    while (done < count) {
        const int32_t more = done < count - done ? done : count - done;
        memcpy(to + done, to, (size_t)more * sizeof(*to));
        done += more;
    }
}

static void fill_span(uint32_t *to, int32_t count, uint32_t pixel)
{
    if (pixel >> 24 == 255) {
        fill_pixels(to, count, pixel);
        return;
    }
    for (int32_t i = 0; i < count; i++) {
        to[i] = over(pixel, to[i]);
    }
}

void raster_fill(const struct raster *raster, struct ui_rect rect, uint32_t rgba)
{
    rect = raster_cut(rect, (struct ui_rect){0, 0, raster->width, raster->height});
    const uint32_t pixel = raster_premultiply(rgba, 255);
    for (int32_t y = rect.y; y < rect.y + rect.h; y++) {
        fill_pixels(raster->pixels + (ptrdiff_t)y * raster->stride + rect.x, rect.w,
                    pixel);
    }
}

// ---- coverage of a rounded rect ----

struct round {
    float left, top, right, bottom;
    float radius[4];
};

static struct round round_of(struct ui_rect rect, const float radius[4])
{
    struct round round = {(float)rect.x,
                          (float)rect.y,
                          (float)(rect.x + rect.w),
                          (float)(rect.y + rect.h),
                          {0}};
    memcpy(round.radius, radius, sizeof(round.radius));
    return round;
}

static struct round round_inset(const struct round *outer, float by)
{
    struct round inner = {
        outer->left + by, outer->top + by, outer->right - by, outer->bottom - by, {0}};
    for (int i = 0; i < 4; i++) {
        inner.radius[i] = fmaxf(outer->radius[i] - by, 0);
    }
    return inner;
}

// 0..1 for the pixel whose upper left corner is (x, y): the distance of its middle to the
// arc, which is exact for straight edges on the pixel grid.
static float round_coverage(const struct round *round, int32_t x, int32_t y)
{
    const float px = (float)x + 0.5f, py = (float)y + 0.5f;
    if (px < round->left || px > round->right || py < round->top || py > round->bottom) {
        return 0;
    }
    const bool right = px > (round->left + round->right) / 2;
    const bool below = py > (round->top + round->bottom) / 2;
    const float radius = round->radius[below ? (right ? 2 : 3) : (right ? 1 : 0)];
    const float dx = right ? px - (round->right - radius) : round->left + radius - px;
    const float dy = below ? py - (round->bottom - radius) : round->top + radius - py;
    if (dx <= 0 || dy <= 0) {
        return 1;
    }
    const float square = dx * dx + dy * dy;
    if (square >= (radius + 0.5f) * (radius + 0.5f)) {
        return 0;
    }
    if (radius > 0.5f && square <= (radius - 0.5f) * (radius - 0.5f)) {
        return 1;
    }
    const float inside = radius - sqrtf(square) + 0.5f;
    return inside < 0 ? 0 : (inside > 1 ? 1 : inside);
}

// Columns of one corner that are not wholly inside on a row `dy` from the arc's middle.
static float arc_columns(float radius, float dy)
{
    if (dy <= 0 || radius <= 0) {
        return 0;
    }
    const float full = (radius - 0.5f) * (radius - 0.5f) - dy * dy;
    return radius > 0.5f && full > 0 ? radius - sqrtf(full) : radius;
}

// Width of the columns at the left and right end of row y that an arc touches; 0 on most
// rows.
static void corner_columns(const struct round *round, int32_t y, int32_t *out_left,
                           int32_t *out_right)
{
    const float py = (float)y + 0.5f;
    float columns[4];
    for (int i = 0; i < 4; i++) {
        const float radius = round->radius[i];
        columns[i] = arc_columns(radius, i < 2 ? round->top + radius - py
                                               : py - (round->bottom - radius));
    }
    *out_left = (int32_t)ceilf(fmaxf(columns[0], columns[3]));
    *out_right = (int32_t)ceilf(fmaxf(columns[1], columns[2]));
}

// ---- rows ----

struct raster_span raster_clip_row(const struct raster *raster,
                                   const struct raster_clip *clip, int32_t y,
                                   int32_t from, int32_t to)
{
    const struct ui_rect whole =
        raster_cut(clip->rect, (struct ui_rect){0, 0, raster->width, raster->height});
    struct ui_rect rect = whole;
    if (clip->radius > 0) {
        rect = raster_cut(whole, clip->round);
    }
    struct raster_span span = {from > rect.x ? from : rect.x,
                               to < rect.x + rect.w ? to : rect.x + rect.w, 0, 0};
    if (y < rect.y || y >= rect.y + rect.h || span.from >= span.to) {
        return (struct raster_span){0};
    }
    span.plain_from = span.from;
    span.plain_to = span.to;
    if (clip->radius > 0) {
        const float radius[4] = {clip->radius, clip->radius, clip->radius, clip->radius};
        const struct round round = round_of(clip->round, radius);
        int32_t left, right;
        corner_columns(&round, y, &left, &right);
        const int32_t inner_from = clip->round.x + left;
        const int32_t inner_to = clip->round.x + clip->round.w - right;
        span.plain_from = inner_from > span.from ? inner_from : span.from;
        span.plain_to = inner_to < span.to ? inner_to : span.to;
        if (span.plain_from >= span.plain_to) {
            span.plain_from = span.plain_to = span.to;
        }
    }
    return span;
}

float raster_clip_coverage(const struct raster_clip *clip, int32_t x, int32_t y)
{
    const float radius[4] = {clip->radius, clip->radius, clip->radius, clip->radius};
    const struct round round = round_of(clip->round, radius);
    return round_coverage(&round, x, y);
}

static void solid_row(const struct raster *raster, const struct raster_clip *clip,
                      int32_t y, int32_t from, int32_t to, uint32_t pixel)
{
    const struct raster_span span = raster_clip_row(raster, clip, y, from, to);
    uint32_t *row = raster->pixels + (ptrdiff_t)y * raster->stride;
    for (int32_t x = span.from; x < span.to; x++) {
        if (x == span.plain_from && span.plain_from < span.plain_to) {
            fill_span(row + x, span.plain_to - x, pixel);
            x = span.plain_to - 1;
            continue;
        }
        const float coverage = raster_clip_coverage(clip, x, y);
        row[x] = over(scale_pixel(pixel, (uint32_t)(coverage * 255 + 0.5f)), row[x]);
    }
}

static void blend_pixel(const struct raster *raster, const struct raster_clip *clip,
                        const struct raster_span *span, int32_t x, int32_t y,
                        uint32_t pixel)
{
    if (x < span->plain_from || x >= span->plain_to) {
        const float coverage = raster_clip_coverage(clip, x, y);
        pixel = scale_pixel(pixel, (uint32_t)(coverage * 255 + 0.5f));
    }
    uint32_t *to = raster->pixels + (ptrdiff_t)y * raster->stride + x;
    if (pixel >> 24) {
        *to = over(pixel, *to);
    }
}

// ---- boxes ----

struct box_paint {
    struct round outer, inner;
    uint32_t fill, border; // premultiplied
    bool bordered;
};

static uint32_t box_pixel(const struct box_paint *paint, int32_t x, int32_t y)
{
    const float whole = round_coverage(&paint->outer, x, y);
    const float inside = paint->bordered ? round_coverage(&paint->inner, x, y) : whole;
    const uint32_t fill = scale_pixel(paint->fill, (uint32_t)(inside * 255 + 0.5f));
    if (!paint->bordered) {
        return fill;
    }
    const float ring = whole > inside ? whole - inside : 0;
    return fill + scale_pixel(paint->border, (uint32_t)(ring * 255 + 0.5f));
}

static void box_row(const struct raster *raster, const struct raster_clip *clip,
                    const struct box_paint *paint, struct ui_rect rect, int32_t y)
{
    int32_t left, right;
    corner_columns(&paint->outer, y, &left, &right);
    if (paint->bordered) {
        const int32_t width = (int32_t)ceilf(paint->inner.left - paint->outer.left);
        int32_t inner_left, inner_right;
        corner_columns(&paint->inner, y, &inner_left, &inner_right);
        left = left > width + inner_left ? left : width + inner_left;
        right = right > width + inner_right ? right : width + inner_right;
    }
    const int32_t end = rect.x + rect.w;
    int32_t inner_from = rect.x + left, inner_to = end - right;
    if (inner_from > inner_to) {
        inner_from = inner_to = rect.x + rect.w / 2;
    }
    const struct raster_span span = raster_clip_row(raster, clip, y, rect.x, end);
    for (int32_t x = span.from; x < inner_from && x < span.to; x++) {
        blend_pixel(raster, clip, &span, x, y, box_pixel(paint, x, y));
    }
    if (inner_from < inner_to) {
        const uint32_t middle = box_pixel(paint, inner_from, y);
        if (middle >> 24) {
            solid_row(raster, clip, y, inner_from, inner_to, middle);
        }
    }
    for (int32_t x = inner_to > span.from ? inner_to : span.from; x < span.to; x++) {
        blend_pixel(raster, clip, &span, x, y, box_pixel(paint, x, y));
    }
}

void raster_draw_box(const struct raster *raster, const struct raster_clip *clip,
                     const struct raster_box *box)
{
    const float clamped = box->alpha < 0 ? 0 : (box->alpha > 1 ? 1 : box->alpha);
    const unsigned alpha = (unsigned)(clamped * 255 + 0.5f);
    struct box_paint paint = {.outer = round_of(box->rect, box->radius),
                              .fill = raster_premultiply(box->fill, alpha),
                              .border = raster_premultiply(box->border, alpha)};
    paint.bordered = box->border_width > 0 && paint.border >> 24;
    paint.inner = round_inset(&paint.outer, paint.bordered ? box->border_width : 0);
    const struct ui_rect rows = raster_cut(box->rect, clip->rect);
    for (int32_t y = rows.y; y < rows.y + rows.h; y++) {
        box_row(raster, clip, &paint, box->rect, y);
    }
}

// ---- masks and pictures ----

// How many bytes from here on are surely 0, at least 1: eight at a time.
static int32_t empty_run(const uint8_t *mask, int32_t count)
{
    int32_t run = 0;
    uint64_t eight = 0;
    while (run + 8 <= count) {
        memcpy(&eight, mask + run, sizeof(eight));
        if (eight) {
            break;
        }
        run += 8;
    }
    return run ? run : 1;
}

void raster_mask_row(const struct raster *raster, const struct raster_clip *clip,
                     int32_t y, int32_t x, const uint8_t *mask, int32_t count,
                     uint32_t pixel)
{
    const struct raster_span span = raster_clip_row(raster, clip, y, x, x + count);
    uint32_t *row = raster->pixels + (ptrdiff_t)y * raster->stride;
    for (int32_t i = span.from; i < span.to; i++) {
        uint32_t coverage = mask[i - x];
        if (!coverage) {
            i += empty_run(mask + (i - x), span.to - i) - 1;
            continue;
        }
        if (i < span.plain_from || i >= span.plain_to) {
            coverage =
                (uint32_t)((float)coverage * raster_clip_coverage(clip, i, y) + 0.5f);
        }
        row[i] = over(coverage == 255 ? pixel : scale_pixel(pixel, coverage), row[i]);
    }
}

void raster_draw_mask(const struct raster *raster, const struct raster_clip *clip,
                      int32_t x, int32_t y, const struct raster_mask *mask, uint32_t rgba)
{
    const uint32_t pixel = raster_premultiply(rgba, 255);
    const struct ui_rect rows =
        raster_cut((struct ui_rect){x, y, mask->width, mask->height}, clip->rect);
    for (int32_t at = rows.y; at < rows.y + rows.h; at++) {
        raster_mask_row(raster, clip, at, x,
                        mask->bytes + (ptrdiff_t)(at - y) * mask->width, mask->width,
                        pixel);
    }
}

// Most of a cover is opaque: runs of eight such pixels are copied.
static int32_t opaque_run(const uint32_t *from, int32_t count)
{
    int32_t run = 0;
    while (run + 8 <= count) {
        uint32_t all = from[run];
        for (int i = 1; i < 8; i++) {
            all &= from[run + i];
        }
        if (all >> 24 != 255) {
            break;
        }
        run += 8;
    }
    return run;
}

static void image_row(const struct raster *raster, const struct raster_span *span,
                      const struct raster_clip *clip, int32_t y, const uint32_t *from,
                      uint32_t alpha)
{
    uint32_t *row = raster->pixels + (ptrdiff_t)y * raster->stride;
    for (int32_t x = span->from; x < span->to; x++) {
        uint32_t factor = alpha;
        if (x < span->plain_from || x >= span->plain_to) {
            factor = (uint32_t)((float)alpha * raster_clip_coverage(clip, x, y) + 0.5f);
        } else if (alpha == 255) {
            const int32_t run = opaque_run(from + x, span->plain_to - x);
            memcpy(row + x, from + x, (size_t)run * sizeof(*row));
            x += run;
            if (x >= span->plain_to) {
                x--;
                continue;
            }
        }
        const uint32_t pixel = factor == 255 ? from[x] : scale_pixel(from[x], factor);
        row[x] = pixel >> 24 == 255 ? pixel : over(pixel, row[x]);
    }
}

void raster_draw_image(const struct raster *raster, const struct raster_clip *clip,
                       int32_t x, int32_t y, const struct raster *image, float alpha)
{
    const uint32_t factor =
        (uint32_t)((alpha < 0 ? 0 : (alpha > 1 ? 1 : alpha)) * 255 + 0.5f);
    const struct ui_rect rows =
        raster_cut((struct ui_rect){x, y, image->width, image->height}, clip->rect);
    for (int32_t at = rows.y; at < rows.y + rows.h; at++) {
        const struct raster_span span =
            raster_clip_row(raster, clip, at, x, x + image->width);
        if (span.from < span.to) {
            image_row(raster, &span, clip, at,
                      image->pixels + (ptrdiff_t)(at - y) * image->stride - x, factor);
        }
    }
}
