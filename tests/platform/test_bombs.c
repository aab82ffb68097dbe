// Pictures made to hurt whoever decodes them, each made here byte by byte.
#include <SDL.h>
#include <SDL_image.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "conformance.h"
#include "platform/images.h"

enum { BOMB_BYTES = 200 * 1000 * 1000, ROOM_BYTES = 64 * 1024 * 1024 };

// ---- a zlib stream of one byte again and again (RFC 1950, RFC 1951 3.2.6) ----
struct bits {
    struct buffer *out;
    uint32_t held;
    int count;
};

// Least significant bit first.
static void put_bits(struct bits *bits, uint32_t value, int count)
{
    bits->held |= value << bits->count;
    bits->count += count;
    while (bits->count >= 8) {
        const char byte = (char)bits->held;
        buffer_append(bits->out, &byte, 1);
        bits->held >>= 8;
        bits->count -= 8;
    }
}

static void put_big_endian(struct buffer *out, uint32_t value)
{
    const char bytes[4] = {(char)(value >> 24), (char)(value >> 16), (char)(value >> 8),
                           (char)value};
    buffer_append(out, bytes, sizeof(bytes));
}

// `count` zeros: a literal 0, then copies of 258 bytes of distance 1, the longest there
// are: 13 bits each.
static void put_zeros(struct buffer *out, size_t count)
{
    struct bits bits = {.out = out};
    buffer_append(out, "\x78\xDA", 2);
    put_bits(&bits, 3, 3);    // last block, fixed codes
    put_bits(&bits, 0x0C, 8); // literal 0: 00110000, mirrored
    size_t done = 1;
    for (; done + 258 <= count; done += 258) {
        put_bits(&bits, 0xA3, 8); // length 285: 11000101, mirrored
        put_bits(&bits, 0, 5);
    }
    for (; done < count; done++) {
        put_bits(&bits, 0x0C, 8);
    }
    put_bits(&bits, 0, 7); // end of the block
    put_bits(&bits, 0, 7);
    put_big_endian(out, (uint32_t)(count % 65521) << 16 | 1); // Adler-32 of zeros
}

// ---- PNG (W3C PNG) ----
static uint32_t crc_of(struct str bytes)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (uint8_t)bytes.ptr[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
        }
    }
    return ~crc;
}

static void put_chunk(struct buffer *png, const char *name, struct str data)
{
    put_big_endian(png, (uint32_t)data.len);
    const size_t from = png->len;
    buffer_append(png, name, 4);
    buffer_add(png, data);
    put_big_endian(png, crc_of((struct str){png->ptr + from, png->len - from}));
}

static void begin_png(struct buffer *png, uint32_t side)
{
    struct buffer head;
    buffer_init(png, 0);
    buffer_init(&head, 0);
    buffer_append(png, "\x89PNG\r\n\x1a\n", 8);
    put_big_endian(&head, side);
    put_big_endian(&head, side);
    buffer_append(&head, "\x08\x06\0\0\0", 5); // 8 bits, red green blue alpha
    put_chunk(png, "IHDR", buffer_view(&head));
    buffer_finish(&head);
}

static void put_packed(struct buffer *png, const char *name, struct str before,
                       size_t zeros)
{
    struct buffer data;
    buffer_init(&data, 0);
    buffer_add(&data, before);
    put_zeros(&data, zeros);
    put_chunk(png, name, buffer_view(&data));
    buffer_finish(&data);
}

static void end_png(struct buffer *png, uint32_t side)
{
    put_packed(png, "IDAT", STR(""), (size_t)side * (side * 4 + 1));
    put_chunk(png, "IEND", STR(""));
}

static bool decodes(const struct buffer *png)
{
    struct raster image = {0};
    const bool done = platform_image_decode(buffer_view(png), 16, 16, &image);
    free(image.pixels);
    return done;
}

static long status_kb(const char *key)
{
    char line[256];
    long value = 0;
    FILE *file = fopen("/proc/self/status", "r");
    cr_assert_not_null(file);
    while (fgets(line, sizeof(line), file)) {
        if (strncmp(line, key, strlen(key)) == 0) {
            value = strtol(line + strlen(key) + 1, NULL, 10);
        }
    }
    fclose(file);
    return value;
}

// Bytes by which decoding raised the peak of the process's memory.
static long decode_room(const struct buffer *png, bool *out_done)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file) {
        fputs("5", file); // the peak starts again from here
        fclose(file);
    }
    const long before = status_kb("VmRSS:");
    *out_done = decodes(png);
    return (status_kb("VmHWM:") - before) * 1024;
}

static void expect_room(struct buffer *png, bool decoded, const char *what)
{
    bool done;
    const long room = decode_room(png, &done);
    cr_expect_eq(done, decoded, "%s", what);
    cr_expect_lt(room, ROOM_BYTES, "%s: %ld bytes", what, room);
    buffer_finish(png);
}

Test(bombs, packed_texts_and_profiles_are_left_out_unread)
{
    CONFORMANCE("I04");
    static const struct {
        const char *name;
        struct str before; // key, compression method
    } packed[] = {{"zTXt", {"Comment\0\0", 9}},
                  {"iCCP", {"profile\0\0", 9}},
                  {"iTXt", {"Comment\0\1\0\0\0", 12}}};
    for (size_t i = 0; i < sizeof(packed) / sizeof(*packed); i++) {
        struct buffer png;
        begin_png(&png, 30);
        put_packed(&png, packed[i].name, packed[i].before, BOMB_BYTES);
        cr_assert_lt(png.len, BOMB_BYTES / 100, "the control: it is a bomb");
        end_png(&png, 30);
        expect_room(&png, true, packed[i].name);
    }
}

Test(bombs, the_measure_sees_a_picture_that_takes_its_room)
{
    struct buffer png;
    bool done;
    begin_png(&png, 4096);
    end_png(&png, 4096);
    cr_expect_gt(decode_room(&png, &done), ROOM_BYTES, "the control");
    cr_expect(done);
    buffer_finish(&png);
}

Test(bombs, pixels_beyond_the_picture_are_not_unpacked)
{
    CONFORMANCE("I04");
    struct buffer png;
    begin_png(&png, 30);
    put_packed(&png, "IDAT", STR(""), BOMB_BYTES);
    put_chunk(&png, "IEND", STR(""));
    bool done;
    cr_expect_lt(decode_room(&png, &done), ROOM_BYTES);
    buffer_finish(&png);
}

Test(bombs, ten_thousand_chunks_are_skipped)
{
    CONFORMANCE("I04");
    struct buffer png;
    begin_png(&png, 30);
    for (int i = 0; i < 10000; i++) {
        put_chunk(&png, i % 2 ? "tEXt" : "sPLT", STR("Comment\0again and again"));
    }
    end_png(&png, 30);
    expect_room(&png, true, "10,000 chunks");
    begin_png(&png, 30);
    for (int i = 0; i < 10000; i++) {
        put_chunk(&png, "IDAT", STR(""));
    }
    end_png(&png, 30);
    expect_room(&png, true, "10,000 pieces of nothing");
}

// One byte of the chunk `name` is another.
static void spoil(struct buffer *png, const char *name, size_t offset)
{
    char *at = memmem(png->ptr, png->len, name, 4);
    cr_assert_not_null(at);
    at[offset] ^= 1;
}

Test(bombs, a_wrong_checksum_refuses_what_makes_pixels_and_nothing_else)
{
    CONFORMANCE("I04");
    static const struct {
        const char *name;
        bool decoded;
    } chunks[] = {{"IHDR", false}, {"IDAT", false}, {"IEND", false}, {"tEXt", true}};
    for (size_t i = 0; i < sizeof(chunks) / sizeof(*chunks); i++) {
        struct buffer png;
        begin_png(&png, 30);
        put_chunk(&png, "tEXt", STR("Comment\0sound"));
        end_png(&png, 30);
        cr_assert(decodes(&png), "the control");
        const bool empty = strcmp(chunks[i].name, "IEND") == 0;
        spoil(&png, chunks[i].name, empty ? 7 : 14);
        cr_expect_eq(decodes(&png), chunks[i].decoded, "%s", chunks[i].name);
        buffer_finish(&png);
    }
}

Test(bombs, refuses_chunks_that_are_cut_endless_or_unknown_and_critical)
{
    CONFORMANCE("I04");
    struct buffer png;
    begin_png(&png, 30);
    put_chunk(&png, "XXXX", STR("must be understood"));
    end_png(&png, 30);
    cr_expect_not(decodes(&png));
    buffer_finish(&png);
    begin_png(&png, 30);
    const size_t from = png.len;
    put_chunk(&png, "tEXt", STR("Comment\0long"));
    memcpy(png.ptr + from, "\xFF\xFF\xFF\xF0", 4);
    end_png(&png, 30);
    cr_expect_not(decodes(&png));
    buffer_finish(&png);
    begin_png(&png, 30);
    put_packed(&png, "IDAT", STR(""), 30 * 121);
    cr_expect_not(decodes(&png), "without an end");
    buffer_finish(&png);
}

// A chunk before the header would put another size where the header is looked for.
Test(bombs, judges_the_size_that_the_decoder_will_see)
{
    CONFORMANCE("I01", "I04");
    struct buffer png, hidden;
    begin_png(&hidden, 20000);
    buffer_init(&png, 0);
    buffer_append(&png, hidden.ptr, 8);
    put_chunk(&png, "tEXt", STR("\0\0\0\x1e\0\0\0\x1e\x08\x06\0\0\0"));
    buffer_append(&png, hidden.ptr + 8, hidden.len - 8);
    end_png(&png, 30);
    cr_expect_not(decodes(&png));
    buffer_finish(&hidden);
    buffer_finish(&png);
}

// ---- JPEG ----
static void make_jpeg(struct buffer *jpeg)
{
    static char bytes[65536];
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, 64, 64, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_RWops *out = SDL_RWFromMem(bytes, sizeof(bytes));
    cr_assert_eq(IMG_SaveJPG_RW(surface, out, 0, 90), 0);
    buffer_init(jpeg, 0);
    buffer_append(jpeg, bytes, (size_t)SDL_RWtell(out));
    SDL_RWclose(out);
    SDL_FreeSurface(surface);
}

Test(bombs, refuses_a_jpeg_of_more_scans_than_encoders_write)
{
    CONFORMANCE("I04");
    struct buffer jpeg;
    make_jpeg(&jpeg);
    cr_assert(decodes(&jpeg), "the control");
    jpeg.len -= 2; // the end marker
    for (int i = 0; i < 10000; i++) {
        buffer_append(&jpeg, "\xFF\xDA\0\x08\1\1\0\0\x3F\0\0", 11);
    }
    buffer_append(&jpeg, "\xFF\xD9", 2);
    cr_expect_not(decodes(&jpeg));
    buffer_finish(&jpeg);
}
