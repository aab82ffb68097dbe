#include "picture.h"

#include <string.h>

enum { CHUNK_FRAME = 12, SCANS_MAX = 100 }; // length, name and CRC around a chunk's data

static uint32_t big_endian(struct str bytes, size_t at)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        value = value << 8 | (uint8_t)bytes.ptr[at + i];
    }
    return value;
}

// Source: W3C PNG, annex D (CRC-32 of ISO 3309), four bits at a time.
static uint32_t crc_of(struct str bytes)
{
    static const uint32_t steps[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
                                       0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                       0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                       0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (uint8_t)bytes.ptr[i];
        crc = crc >> 4 ^ steps[crc & 15];
        crc = crc >> 4 ^ steps[crc & 15];
    }
    return ~crc;
}

static bool makes_pixels(struct str name)
{
    static const char *const names[] = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (str_equal(name, str_from_cstr(names[i]))) {
            return true;
        }
    }
    return false;
}

// A capital first letter says that the picture cannot be understood without the chunk.
static bool is_critical(struct str name)
{
    return (name.ptr[0] & 0x20) == 0;
}

bool picture_plain_png(struct arena *arena, struct str bytes, struct str *out_png)
{
    const size_t head = 8;
    if (bytes.len < head) {
        return false;
    }
    char *out = arena_alloc(arena, bytes.len);
    size_t used = head;
    memcpy(out, bytes.ptr, head);
    for (size_t at = head; bytes.len - at >= CHUNK_FRAME;) {
        const size_t size = big_endian(bytes, at);
        const struct str name = str_slice(bytes, at + 4, at + 8);
        if (size > bytes.len - at - CHUNK_FRAME) {
            return false;
        }
        const struct str chunk = str_slice(bytes, at, at + CHUNK_FRAME + size);
        at += chunk.len;
        if (!makes_pixels(name)) {
            if (is_critical(name)) {
                return false;
            }
            continue;
        }
        if (crc_of(str_slice(chunk, 4, 8 + size)) != big_endian(chunk, 8 + size)) {
            return false;
        }
        memcpy(out + used, chunk.ptr, chunk.len);
        used += chunk.len;
        if (str_equal(name, STR("IEND"))) {
            *out_png = (struct str){out, used};
            return true;
        }
    }
    return false;
}

// Within a scan 0xFF is always followed by 0, so that a marker is no accident.
bool picture_jpeg_has_few_scans(struct str bytes)
{
    int scans = 0;
    for (size_t at = 0; at + 1 < bytes.len && scans <= SCANS_MAX; at++) {
        scans += (uint8_t)bytes.ptr[at] == 0xFF && (uint8_t)bytes.ptr[at + 1] == 0xDA;
    }
    return scans <= SCANS_MAX;
}
