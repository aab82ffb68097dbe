#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"
#include "content/image.h"
#include "foreign_pictures.h"

static const unsigned char png_head[33] = {0x89, 'P', 'N', 'G', 13,  10, 26, 10, 0, 0, 0,
                                           13,   'I', 'H', 'D', 'R', 0,  0,  0,  8, 0, 0,
                                           0,    4,   8,   2,   0,   0,  0,  0,  0, 0, 0};

static void put(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (unsigned char)(value >> (24 - 8 * i));
    }
}

static enum image_result png_of(uint32_t width, uint32_t height)
{
    unsigned char bytes[33];
    struct image_info info;
    memcpy(bytes, png_head, sizeof(bytes));
    put(bytes + 16, width);
    put(bytes + 20, height);
    return image_sniff((struct str){(const char *)bytes, sizeof(bytes)}, &info);
}

Test(image, reads_the_size_of_a_png)
{
    struct image_info info;
    cr_assert(
        eq(int, image_sniff((struct str){(const char *)png_head, 33}, &info), IMAGE_OK));
    cr_assert(eq(int, info.type, IMAGE_PNG));
    cr_assert(eq(u32, info.width_px, 8));
    cr_assert(eq(u32, info.height_px, 4));
}

static const unsigned char jpeg[] = {0xFF, 0xD8, 0xFF, 0xE0, 0,    4, 1, 2,    0xFF,
                                     0xC0, 0,    17,   8,    0,    4, 0, 8,    3,
                                     1,    0x22, 0,    2,    0x11, 1, 3, 0x11, 1};

Test(image, reads_the_size_of_a_jpeg_behind_its_segments)
{
    struct image_info info;
    const struct str bytes = {(const char *)jpeg, sizeof(jpeg)};
    cr_assert(eq(int, image_sniff(bytes, &info), IMAGE_OK));
    cr_assert(eq(int, info.type, IMAGE_JPEG));
    cr_assert(eq(u32, info.width_px, 8));
    cr_assert(eq(u32, info.height_px, 4));
}

Test(image, refuses_twenty_thousand_squared_by_its_header)
{
    CONFORMANCE("I01");
    cr_assert(eq(int, png_of(20000, 20000), IMAGE_TOO_LARGE));
    cr_assert(eq(int, png_of(4096, 4096), IMAGE_OK)); // the control: 16 megapixels
    cr_assert(eq(int, png_of(4097, 4096), IMAGE_TOO_LARGE));
}

Test(image, refuses_sizes_that_overflow_or_are_nothing)
{
    CONFORMANCE("I02");
    cr_assert(eq(int, png_of(65536, 65536), IMAGE_TOO_LARGE));
    cr_assert(eq(int, png_of(UINT32_MAX, UINT32_MAX), IMAGE_TOO_LARGE));
    cr_assert(eq(int, png_of(UINT32_C(1) << 31, 1), IMAGE_TOO_LARGE));
    cr_assert(eq(int, png_of(UINT32_C(1) << 31, 2), IMAGE_TOO_LARGE));
    cr_assert(eq(int, png_of(100, 100), IMAGE_OK), "the control");
    cr_assert(eq(int, png_of(0, 100), IMAGE_EMPTY));
    cr_assert(eq(int, png_of(100, 0), IMAGE_EMPTY));
}

Test(image, refuses_other_formats_whatever_their_name)
{
    CONFORMANCE("I03");
    struct image_info info;
    cr_assert(
        eq(int, image_sniff(STR("RIFF\x24\x00\x00\x00WEBPVP8 "), &info), IMAGE_UNKNOWN));
    cr_assert(eq(int, image_sniff(STR("II*\x00\x08\x00\x00\x00"), &info), IMAGE_UNKNOWN));
    cr_assert(eq(int, image_sniff(STR("MM\x00*\x00\x00\x00\x08"), &info), IMAGE_UNKNOWN));
    cr_assert(eq(int, image_sniff(STR("gimp xcf file\x00"), &info), IMAGE_UNKNOWN));
    cr_assert(eq(int, image_sniff(STR("<svg xmlns=\"…\"/>"), &info), IMAGE_UNKNOWN));
    cr_assert(eq(int, image_sniff(STR("GIF89a"), &info), IMAGE_UNKNOWN));
    cr_assert(eq(int, image_sniff((struct str){0}, &info), IMAGE_UNKNOWN));
    const struct str png = {(const char *)png_head, sizeof(png_head)};
    cr_assert(eq(int, image_sniff(png, &info), IMAGE_OK), "the control");
}

Test(image, refuses_what_other_loaders_would_take)
{
    CONFORMANCE("I06");
    struct image_info info;
    for (size_t i = 0; i < FOREIGN_PICTURES; i++) {
        const struct foreign_picture *picture = &foreign_pictures[i];
        const struct str bytes = {picture->bytes, picture->size};
        cr_expect(ne(int, image_sniff(bytes, &info), IMAGE_OK), "%s", picture->name);
    }
}

static void try_all(const unsigned char *whole, size_t size)
{
    struct image_info info;
    for (size_t i = 0; i < size; i++) {
        unsigned char *part = malloc(i ? i : 1);
        memcpy(part, whole, i);
        cr_assert(ne(int, image_sniff((struct str){(char *)part, i}, &info), IMAGE_OK));
        free(part);
        unsigned char *flipped = malloc(size);
        memcpy(flipped, whole, size);
        for (int bit = 0; bit < 8; bit++) {
            flipped[i] = (unsigned char)(whole[i] ^ (1 << bit));
            if (image_sniff((struct str){(char *)flipped, size}, &info) == IMAGE_OK) {
                const uint64_t pixels = (uint64_t)info.width_px * info.height_px;
                cr_assert(pixels <= IMAGE_MAX_PIXELS);
            }
        }
        free(flipped);
    }
}

Test(image, survives_every_truncation_and_every_flipped_byte)
{
    CONFORMANCE("D01");
    try_all(png_head, sizeof(png_head));
    try_all(jpeg, sizeof(jpeg));
}
