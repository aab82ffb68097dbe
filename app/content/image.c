#include "content/image.h"

static uint32_t big_endian(struct str bytes, size_t at, size_t count)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        value = (value << 8) | (unsigned char)bytes.ptr[at + i];
    }
    return value;
}

static enum image_result check_size(uint32_t width, uint32_t height)
{
    if (width == 0 || height == 0) {
        return IMAGE_EMPTY;
    }
    if (width > IMAGE_MAX_SIDE || height > IMAGE_MAX_SIDE ||
        (uint64_t)width * height > IMAGE_MAX_PIXELS) {
        return IMAGE_TOO_LARGE;
    }
    return IMAGE_OK;
}

static enum image_result finish(enum image_type type, uint32_t width, uint32_t height,
                                struct image_info *out_info)
{
    const enum image_result result = check_size(width, height);
    if (result == IMAGE_OK) {
        *out_info =
            (struct image_info){.type = type, .width_px = width, .height_px = height};
    }
    return result;
}

// Bit depths that each colour type may have; bit n stands for depth n.
static bool png_depth_valid(unsigned colour, unsigned depth)
{
    static const uint32_t depths[7] = {
        [0] = 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8 | 1u << 16,
        [2] = 1u << 8 | 1u << 16,
        [3] = 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8,
        [4] = 1u << 8 | 1u << 16,
        [6] = 1u << 8 | 1u << 16,
    };
    return colour < 7 && depth <= 16 && (depths[colour] & (1u << depth));
}

static enum image_result sniff_png(struct str bytes, struct image_info *out_info)
{
    if (bytes.len < 33) {
        return IMAGE_TRUNCATED;
    }
    const struct str name = str_slice(bytes, 12, 16);
    const unsigned depth = (unsigned char)bytes.ptr[24],
                   colour = (unsigned char)bytes.ptr[25];
    if (big_endian(bytes, 8, 4) != 13 || !str_equal(name, STR("IHDR")) ||
        !png_depth_valid(colour, depth) || bytes.ptr[26] != 0 || bytes.ptr[27] != 0 ||
        (unsigned char)bytes.ptr[28] > 1) {
        return IMAGE_BROKEN;
    }
    return finish(IMAGE_PNG, big_endian(bytes, 16, 4), big_endian(bytes, 20, 4),
                  out_info);
}

// SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC).
static bool is_frame(unsigned marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
           marker != 0xCC;
}

static enum image_result sniff_frame(struct str segment, struct image_info *out_info)
{
    if (segment.len < 6) {
        return IMAGE_BROKEN;
    }
    const unsigned parts = (unsigned char)segment.ptr[5];
    if ((unsigned char)segment.ptr[0] != 8 || (parts != 1 && parts != 3 && parts != 4) ||
        segment.len < 6 + (size_t)parts * 3) {
        return IMAGE_BROKEN;
    }
    return finish(IMAGE_JPEG, big_endian(segment, 3, 2), big_endian(segment, 1, 2),
                  out_info);
}

// Walks the marker segments up to the frame header.
static enum image_result sniff_jpeg(struct str bytes, struct image_info *out_info)
{
    for (size_t at = 2; at + 4 <= bytes.len;) {
        const unsigned marker = (unsigned char)bytes.ptr[at + 1];
        if ((unsigned char)bytes.ptr[at] != 0xFF) {
            return IMAGE_BROKEN;
        }
        if (marker == 0xFF) { // fill byte
            at++;
            continue;
        }
        if (marker < 0xC0 || marker == 0xD9 || marker == 0xDA) {
            return IMAGE_BROKEN; // the picture starts or ends without a frame header
        }
        const size_t size = big_endian(bytes, at + 2, 2);
        if (size < 2) {
            return IMAGE_BROKEN;
        }
        if (at + 2 + size > bytes.len) {
            return IMAGE_TRUNCATED;
        }
        if (is_frame(marker)) {
            return sniff_frame(str_slice(bytes, at + 4, at + 2 + size), out_info);
        }
        at += 2 + size;
    }
    return IMAGE_TRUNCATED;
}

enum image_result image_sniff(struct str bytes, struct image_info *out_info)
{
    bytes = str_slice(bytes, 0, IMAGE_SNIFF_BYTES);
    if (str_starts_with(bytes, STR("\x89PNG\r\n\x1a\n"))) {
        return sniff_png(bytes, out_info);
    }
    if (str_starts_with(bytes, STR("\xFF\xD8\xFF"))) {
        return sniff_jpeg(bytes, out_info);
    }
    return IMAGE_UNKNOWN;
}

struct str image_type_name(enum image_type type)
{
    return type == IMAGE_PNG ? STR("image/png") : STR("image/jpeg");
}

const char *image_result_text(enum image_result result)
{
    static const char *const texts[] = {
        [IMAGE_OK] = "a picture",
        [IMAGE_UNKNOWN] = "neither PNG nor JPEG",
        [IMAGE_TRUNCATED] = "cut off",
        [IMAGE_BROKEN] = "no proper PNG or JPEG",
        [IMAGE_EMPTY] = "without any pixel",
        [IMAGE_TOO_LARGE] = "more than 16 megapixels or 16,384 pixels a side",
    };
    return texts[result];
}
