// The software painter's hands: anti-aliased boxes, paths, masks and pictures into 32-bit
// pixels. Pure; any thread, one at a time a target.
#ifndef PLATFORM_RASTER_H
#define PLATFORM_RASTER_H

#include "ui/draw.h"

// Premultiplied 0xAARRGGBB in the machine's byte order (SDL_PIXELFORMAT_ARGB8888).
struct raster {
    uint32_t *pixels;
    int32_t width, height, stride; // pixels
};

// Nothing is painted outside `rect`, nor outside the rounded rect when radius > 0.
struct raster_clip {
    struct ui_rect rect, round;
    float radius;
};

struct raster_box {
    struct ui_rect rect;
    float radius[4];       // top left, top right, bottom right, bottom left
    uint32_t fill, border; // 0xRRGGBBAA
    float border_width;    // inside rect
    float alpha;           // of both, 0..1
};

struct raster_mask { // coverage 0..255
    const uint8_t *bytes;
    int32_t width, height;
};

struct raster_path {
    const float *xy;
    const uint8_t *verbs; // 0 move, 1 line, 2 cubic, 3 close
    size_t count;         // verbs
    float stroke_width;   // 0: filled, non-zero winding; strokes have round joins
    bool flat_cap;
};

struct ui_rect raster_cut(struct ui_rect a, struct ui_rect b); // w, h never negative
uint32_t raster_premultiply(uint32_t rgba, unsigned alpha);    // 0xAARRGGBB; alpha 0..255
void raster_fill(const struct raster *raster, struct ui_rect rect,
                 uint32_t rgba); // replaces
void raster_draw_box(const struct raster *raster, const struct raster_clip *clip,
                     const struct raster_box *box);
void raster_draw_mask(const struct raster *raster, const struct raster_clip *clip,
                      int32_t x, int32_t y, const struct raster_mask *mask,
                      uint32_t rgba);
// `radius` rounds the picture's own corners.
void raster_draw_image(const struct raster *raster, const struct raster_clip *clip,
                       int32_t x, int32_t y, const struct raster *image, float alpha);
// Points are relative to (x, y). Memory used up: nothing is drawn.
void raster_draw_path(const struct raster *raster, const struct raster_clip *clip,
                      float x, float y, const struct raster_path *path, uint32_t rgba);

#endif
