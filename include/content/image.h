// What a picture's first bytes say, before anything is decoded. Pure; any thread.
#ifndef CONTENT_IMAGE_H
#define CONTENT_IMAGE_H

#include "base/str.h"

enum image_type { IMAGE_PNG, IMAGE_JPEG };

enum image_result {
    IMAGE_OK,
    IMAGE_UNKNOWN,   // neither PNG nor JPEG, whatever its name says
    IMAGE_TRUNCATED, // ends before its size is known
    IMAGE_BROKEN,    // a header that no encoder writes
    IMAGE_EMPTY,     // 0 pixels wide or high
    IMAGE_TOO_LARGE, // more than IMAGE_MAX_PIXELS, or a side over IMAGE_MAX_SIDE
};

enum { IMAGE_MAX_PIXELS = 16 * 1024 * 1024, IMAGE_MAX_SIDE = 16384 };
// A reader need not load more than this to ask image_sniff (JPEG: the frame header may
// stand behind large metadata; what lies further on is refused as truncated).
enum { IMAGE_SNIFF_BYTES = 512 * 1024 };

struct image_info {
    enum image_type type;
    uint32_t width_px, height_px;
};

// Reads the header of a PNG (W3C PNG, 11.2.2 IHDR) or JPEG (ITU-T T.81, B.2.2) only.
NODISCARD enum image_result image_sniff(struct str bytes, struct image_info *out_info);
struct str image_type_name(enum image_type type);        // "image/png"
const char *image_result_text(enum image_result result); // for a message

#endif
