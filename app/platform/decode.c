// Untrusted pictures: only the PNG and JPEG loaders are ever called, after the header
// said how large the picture is, and only with what makes its pixels.
#include <SDL_image.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "picture.h"
#include "platform/images.h"

static uint32_t big_endian(const uint8_t *bytes, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

// ITU-T T.81, B.2.2: the frame header behind SOF0..SOF15 but DHT, JPG, DAC.
static bool jpeg_size(const uint8_t *bytes, size_t size, uint32_t *out_w, uint32_t *out_h)
{
    for (size_t at = 2; at + 9 < size;) {
        if (bytes[at] != 0xFF) {
            return false;
        }
        const uint8_t marker = bytes[at + 1];
        if (marker == 0xFF) {
            at++;
            continue;
        }
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 &&
                           marker != 0xC8 && marker != 0xCC;
        if (frame) {
            *out_h = big_endian(bytes + at + 5, 2);
            *out_w = big_endian(bytes + at + 7, 2);
            return true;
        }
        at += 2 + big_endian(bytes + at + 2, 2);
    }
    return false;
}

static bool sizes_fit(struct str bytes, bool png)
{
    const uint8_t *start = (const uint8_t *)bytes.ptr;
    uint32_t w = 0, h = 0;
    if (png && bytes.len >= 24 && memcmp(start + 12, "IHDR", 4) == 0) {
        w = big_endian(start + 16, 4);
        h = big_endian(start + 20, 4);
    } else if (png || !jpeg_size(start, bytes.len, &w, &h)) {
        return false;
    }
    return w && h && (uint64_t)w * h <= PLATFORM_IMAGE_MAX_PIXELS;
}

static SDL_Surface *load(struct arena *arena, struct str bytes)
{
    if (bytes.len < 24 || bytes.len > INT32_MAX) {
        return NULL;
    }
    const bool png = memcmp(bytes.ptr, "\x89PNG\r\n\x1a\n", 8) == 0;
    const bool jpeg = memcmp(bytes.ptr, "\xFF\xD8\xFF", 3) == 0;
    const bool sound = png    ? picture_plain_png(arena, bytes, &bytes)
                       : jpeg ? picture_jpeg_has_few_scans(bytes)
                              : false;
    if (!sound || !sizes_fit(bytes, png)) {
        return NULL;
    }
    SDL_RWops *source = SDL_RWFromConstMem(bytes.ptr, (int)bytes.len);
    if (!source) {
        return NULL;
    }
    SDL_Surface *surface = png ? IMG_LoadPNG_RW(source) : IMG_LoadJPG_RW(source);
    SDL_RWclose(source);
    return surface;
}

static SDL_Surface *load_plain(struct str bytes)
{
    struct arena arena;
    arena_init(&arena, 0);
    SDL_Surface *surface = load(&arena, bytes);
    arena_finish(&arena);
    if (!surface) {
        return NULL;
    }
    SDL_Surface *plain = SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_ARGB8888, 0);
    SDL_FreeSurface(surface);
    return plain;
}

// The largest part of the picture's middle with the wanted aspect.
static SDL_Rect middle(const SDL_Surface *surface, int32_t width, int32_t height)
{
    SDL_Rect part = {0, 0, surface->w, surface->h};
    if ((int64_t)surface->w * height > (int64_t)surface->h * width) {
        part.w = (int)((int64_t)surface->h * width / height);
    } else {
        part.h = (int)((int64_t)surface->w * height / width);
    }
    part.w = part.w > 0 ? part.w : 1;
    part.h = part.h > 0 ? part.h : 1;
    part.x = (surface->w - part.w) / 2;
    part.y = (surface->h - part.h) / 2;
    return part;
}

// Mean of the source pixels below one target pixel.
static uint32_t mean(const SDL_Surface *surface, int x0, int y0, int x1, int y1)
{
    uint64_t sum[4] = {0};
    for (int y = y0; y < y1; y++) {
        const uint8_t *row =
            (const uint8_t *)surface->pixels + (ptrdiff_t)y * surface->pitch;
        for (int x = x0; x < x1; x++) {
            uint32_t pixel;
            memcpy(&pixel, row + 4 * (ptrdiff_t)x, sizeof(pixel));
            const uint32_t alpha = pixel >> 24;
            sum[3] += alpha;
            for (int i = 0; i < 3; i++) {
                sum[i] += (pixel >> (8 * i) & 0xFF) * alpha;
            }
        }
    }
    const uint64_t count = (uint64_t)(x1 - x0) * (uint64_t)(y1 - y0);
    uint32_t result = (uint32_t)(sum[3] / count) << 24;
    for (int i = 0; i < 3; i++) {
        result |= (uint32_t)((sum[i] + count * 127) / (count * 255)) << (8 * i);
    }
    return result;
}

static void shrink(const SDL_Surface *surface, SDL_Rect part, const struct raster *out)
{
    for (int32_t y = 0; y < out->height; y++) {
        const int y0 = part.y + (int)((int64_t)y * part.h / out->height);
        const int y1 = part.y + (int)((int64_t)(y + 1) * part.h / out->height);
        for (int32_t x = 0; x < out->width; x++) {
            const int x0 = part.x + (int)((int64_t)x * part.w / out->width);
            const int x1 = part.x + (int)((int64_t)(x + 1) * part.w / out->width);
            out->pixels[(ptrdiff_t)y * out->stride + x] =
                mean(surface, x0, y0, x1 > x0 ? x1 : x0 + 1, y1 > y0 ? y1 : y0 + 1);
        }
    }
}

bool platform_image_decode(struct str bytes, int32_t width, int32_t height,
                           struct raster *out_image)
{
    if (width <= 0 || height <= 0 ||
        (int64_t)width * height > PLATFORM_IMAGE_MAX_PIXELS) {
        return false;
    }
    SDL_Surface *surface = load_plain(bytes);
    if (!surface) {
        return false;
    }
    const struct raster image = {
        malloc((size_t)width * (size_t)height * sizeof(uint32_t)), width, height, width};
    SDL_Rect part = middle(surface, width, height);
    if (image.pixels && (part.w < width || part.h < height)) {
        SDL_Surface *large = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32,
                                                            SDL_PIXELFORMAT_ARGB8888);
        if (large && SDL_SoftStretchLinear(surface, &part, large, NULL) == 0) {
            SDL_FreeSurface(surface);
            surface = large;
            part = (SDL_Rect){0, 0, width, height};
        } else {
            SDL_FreeSurface(large);
        }
    }
    if (image.pixels) {
        shrink(surface, part, &image);
        *out_image = image;
    }
    SDL_FreeSurface(surface);
    return image.pixels != NULL;
}
