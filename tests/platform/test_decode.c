#include <SDL.h>
#include <SDL_image.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"
#include "platform/images.h"

// A PNG (or JPEG) of one colour, by SDL_image's own encoder.
static size_t encode(uint8_t *buffer, size_t size, int width, int height, bool jpeg)
{
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_FillRect(surface, NULL, 0xFF3366CC);
    SDL_RWops *out = SDL_RWFromMem(buffer, (int)size);
    cr_assert_eq(
        jpeg ? IMG_SaveJPG_RW(surface, out, 0, 90) : IMG_SavePNG_RW(surface, out, 0), 0);
    const size_t written = (size_t)SDL_RWtell(out);
    SDL_RWclose(out);
    SDL_FreeSurface(surface);
    return written;
}

Test(decode, scales_png_and_jpeg_to_the_size_used)
{
    static uint8_t bytes[65536];
    for (int jpeg = 0; jpeg < 2; jpeg++) {
        for (int side = 20; side <= 300; side += 280) {
            const size_t size = encode(bytes, sizeof(bytes), side, 60, jpeg);
            struct raster image;
            cr_assert(
                platform_image_decode((struct str){(char *)bytes, size}, 50, 40, &image));
            cr_expect_eq(image.width, 50);
            cr_expect_eq(image.height, 40);
            const uint32_t pixel = image.pixels[20 * 50 + 25];
            cr_expect_eq(pixel >> 24, 255);
            cr_expect(abs((int)(pixel & 0xFF) - 0xCC) < 6, "%08x", pixel);
            free(image.pixels);
        }
    }
}

Test(decode, refuses_sizes_it_will_not_decode)
{
    CONFORMANCE("I01", "I02");
    static uint8_t bytes[65536];
    const size_t size = encode(bytes, sizeof(bytes), 30, 30, false);
    static const uint32_t sides[][2] = {
        {20000, 20000}, {0, 30}, {30, 0}, {0x80000000u, 2}, {0xFFFFFFFFu, 0xFFFFFFFFu},
        {65536, 65536}};
    struct raster image = {0};
    for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
        for (int k = 0; k < 8; k++) {
            bytes[16 + k] = (uint8_t)(sides[i][k / 4] >> (24 - 8 * (k % 4)));
        }
        cr_expect_not(
            platform_image_decode((struct str){(char *)bytes, size}, 50, 40, &image));
    }
    cr_expect_null(image.pixels);
}

Test(decode, refuses_what_is_neither_png_nor_jpeg)
{
    CONFORMANCE("I03");
    static const char *const heads[] = {"RIFF\x24\x10\x00\x00WEBPVP8L0123456789abcdef",
                                        "II*\0\x08\0\0\0000123456789abcdef0123",
                                        "gimp xcf v011\0abcdefghijklmnop",
                                        "<svg xmlns='http://www.w3.org/2000/svg'/>",
                                        "BM0123456789abcdef0123456789abcd",
                                        "GIF89a0123456789abcdef0123456789"};
    struct raster image = {0};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        cr_expect_not(platform_image_decode((struct str){heads[i], 30}, 50, 40, &image));
    }
}

Test(decode, survives_cut_and_flipped_bytes)
{
    static uint8_t bytes[65536], copy[65536];
    for (int jpeg = 0; jpeg < 2; jpeg++) {
        const size_t size = encode(bytes, sizeof(bytes), 40, 40, jpeg);
        for (size_t i = 0; i < size; i++) {
            struct raster image = {0};
            (void)!platform_image_decode((struct str){(char *)bytes, i}, 16, 16, &image);
            free(image.pixels);
            memcpy(copy, bytes, size);
            copy[i] ^= 0x55;
            image = (struct raster){0};
            (void)!platform_image_decode((struct str){(char *)copy, size}, 16, 16,
                                         &image);
            free(image.pixels);
        }
    }
}
