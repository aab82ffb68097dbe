// A plain program: the loader thread under ThreadSanitizer, and what a lost bell costs.
#include <SDL.h>
#include <SDL_image.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "platform/images.h"
#include "platform/window.h"

#define CHECK(what)                                                                      \
    do {                                                                                 \
        if (!(what)) {                                                                   \
            printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #what);                    \
            exit(1);                                                                     \
        }                                                                                \
    } while (0)

static uint8_t picture[65536];
static size_t picture_size;
static atomic_int rings;

// Hashes that start with '0' are not there, with '1' are no pictures.
static bool read_picture(void *context, struct arena *arena, struct str sha256,
                         struct str *out_bytes)
{
    (void)context;
    if (sha256.ptr[0] == '0') {
        return false;
    }
    const struct str bytes = {(const char *)picture, picture_size};
    *out_bytes = sha256.ptr[0] == '1' ? STR("no picture at all, only words here")
                                      : arena_str(arena, bytes);
    return true;
}

static void count_bell(void *context)
{
    (void)context;
    atomic_fetch_add(&rings, 1);
}

static void make_picture(void)
{
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, 200, 100, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_FillRect(surface, NULL, 0xFF00FF00);
    SDL_RWops *out = SDL_RWFromMem(picture, sizeof(picture));
    CHECK(IMG_SavePNG_RW(surface, out, 0) == 0);
    picture_size = (size_t)SDL_RWtell(out);
    SDL_RWclose(out);
    SDL_FreeSurface(surface);
}

static struct ui_command command_of(char *hash, char first, int number)
{
    memset(hash, 'a', 64);
    hash[0] = first;
    hash[1] = (char)('a' + number % 6);
    hash[2] = (char)('a' + number / 6);
    return (struct ui_command){.kind = UI_DRAW_PICTURE,
                               .rect = {0, 0, 80, 50},
                               .alpha = 1,
                               .as.art = {.field = 1, .sha256 = {hash, 64}}};
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

// The caller only looks at its queue: with or without a bell it finds what there is.
static void wait_loaded(struct platform_images *images, const struct ui_command *commands,
                        int count)
{
    for (int turn = 0; turn < 1000; turn++) {
        (void)platform_images_collect(images);
        for (int i = 0; i < count; i++) {
            (void)platform_images_texture(images, &commands[i]);
        }
        platform_images_painted(images);
        if (!platform_images_loading(images)) {
            return;
        }
        pause_ms(2);
    }
    CHECK(!"loaded within two seconds");
}

static void loads_many(bool with_bell)
{
    enum { COUNT = 36 };
    static char hashes[COUNT + 2][64];
    struct ui_command commands[COUNT + 2];
    struct platform_images *images = platform_images_create(
        &(struct platform_images_options){.budget_bytes = 2 << 20,
                                          .read = read_picture,
                                          .bell = with_bell ? count_bell : NULL});
    CHECK(images && platform_images_start(images));
    for (int i = 0; i < COUNT; i++) {
        commands[i] = command_of(hashes[i], 'f', i);
    }
    commands[COUNT] = command_of(hashes[COUNT], '0', 1);
    commands[COUNT + 1] = command_of(hashes[COUNT + 1], '1', 2);
    wait_loaded(images, commands, COUNT + 2);
    for (int i = 0; i < COUNT; i++) {
        const struct raster *texture = platform_images_texture(images, &commands[i]);
        CHECK(texture && texture->pixels[25 * texture->stride + 40] == 0xFF00FF00);
    }
    for (int i = COUNT; i < COUNT + 2; i++) {
        const struct raster *texture = platform_images_texture(images, &commands[i]);
        CHECK(texture && texture->pixels[25 * texture->stride + 40] != 0xFF00FF00);
    }
    CHECK(platform_images_bytes(images) <= 2 << 20);
    platform_images_stop(images);
    platform_images_join(images);
    platform_images_destroy(images);
}

static void stops_in_the_middle(void)
{
    static char hashes[20][64];
    struct platform_images *images = platform_images_create(
        &(struct platform_images_options){.read = read_picture, .bell = count_bell});
    CHECK(images && platform_images_start(images));
    for (int i = 0; i < 20; i++) {
        const struct ui_command command = command_of(hashes[i], 'f', i);
        (void)platform_images_texture(images, &command);
    }
    platform_images_stop(images);
    platform_images_join(images);
    platform_images_destroy(images);
}

int main(void)
{
    make_picture();
    loads_many(true);
    CHECK(atomic_load(&rings) >= 36);
    loads_many(false);
    for (int i = 0; i < 10; i++) {
        stops_in_the_middle();
    }
    puts("the loader keeps its word");
    return 0;
}
