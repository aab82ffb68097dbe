// One row of pixels, shared by the raster files.
#ifndef PLATFORM_RASTER_ROW_H
#define PLATFORM_RASTER_ROW_H

#include "platform/raster.h"

// What the clip leaves of a row: [from, to), of which [plain_from, plain_to) lies clear
// of the round corners.
struct raster_span {
    int32_t from, to, plain_from, plain_to;
};
struct raster_span raster_clip_row(const struct raster *raster,
                                   const struct raster_clip *clip, int32_t y,
                                   int32_t from, int32_t to);
float raster_clip_coverage(const struct raster_clip *clip, int32_t x, int32_t y);
// `pixel` is premultiplied; mask[0] belongs to column x.
void raster_mask_row(const struct raster *raster, const struct raster_clip *clip,
                     int32_t y, int32_t x, const uint8_t *mask, int32_t count,
                     uint32_t pixel);

#endif
