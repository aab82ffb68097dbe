// Paints a draw list: only its dirty rects, plus those where a picture has arrived since.
// ui thread only.
#ifndef PLATFORM_PAINTER_H
#define PLATFORM_PAINTER_H

#include "platform/fonts.h"
#include "platform/images.h"

enum { PLATFORM_RECTS_MAX = 64 };

struct platform_painter {
    struct platform_fonts *fonts;
    struct platform_images *images;
    struct ui_rect painted[PLATFORM_RECTS_MAX]; // what the last call changed
    size_t painted_count;
};

// `everything` repaints the whole surface (first frame, expose, resize).
void platform_paint(struct platform_painter *painter, const struct raster *raster,
                    const struct ui_draw_list *list, bool everything);

#endif
