// Compares a picture with its golden one: compare GOLDEN PICTURE. Exit 0 when they are
// the same but for a few pixels, 1 when not, 2 when one cannot be read.
// FOYER_GOLDEN_UPDATE=1 makes the picture the golden one instead.
#include <SDL2/SDL_image.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEP_MAX = 24,          // of a channel, not noticed
    SHARE_PER_MILLION = 800 // of the pixels may differ more
};

static SDL_Surface *read_picture(const char *path)
{
    SDL_RWops *file = SDL_RWFromFile(path, "rb");
    SDL_Surface *raw = file ? IMG_LoadPNG_RW(file) : NULL;
    if (file)
        SDL_RWclose(file);
    SDL_Surface *picture =
        raw ? SDL_ConvertSurfaceFormat(raw, SDL_PIXELFORMAT_RGBA32, 0) : NULL;
    SDL_FreeSurface(raw);
    if (!picture)
        fprintf(stderr, "%s: %s\n", path, SDL_GetError());
    return picture;
}

static bool differs(const Uint8 *a, const Uint8 *b)
{
    for (int i = 0; i < 3; i++)
        if (abs(a[i] - b[i]) > STEP_MAX)
            return true;
    return false;
}

static int compare(const SDL_Surface *golden, const SDL_Surface *picture,
                   const char *name)
{
    if (golden->w != picture->w || golden->h != picture->h) {
        fprintf(stderr, "%s: %d x %d instead of %d x %d\n", name, picture->w, picture->h,
                golden->w, golden->h);
        return 1;
    }
    long count = 0;
    int left = golden->w, top = golden->h, right = 0, bottom = 0;
    for (int y = 0; y < golden->h; y++) {
        const Uint8 *a =
            (const Uint8 *)golden->pixels + (size_t)y * (size_t)golden->pitch;
        const Uint8 *b =
            (const Uint8 *)picture->pixels + (size_t)y * (size_t)picture->pitch;
        for (int x = 0; x < golden->w; x++, a += 4, b += 4) {
            if (!differs(a, b))
                continue;
            count++;
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
        }
    }
    long most = (long)golden->w * golden->h / 1000 * SHARE_PER_MILLION / 1000;
    if (count <= most)
        return 0;
    fprintf(stderr, "%s: %ld pixels differ (%ld may), within %d,%d to %d,%d\n", name,
            count, most, left, top, right, bottom);
    return 1;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: compare GOLDEN PICTURE\n");
        return 2;
    }
    SDL_Surface *picture = read_picture(arguments[2]);
    const char *update = getenv("FOYER_GOLDEN_UPDATE");
    if (picture && update && strcmp(update, "1") == 0)
        return IMG_SavePNG(picture, arguments[1]) == 0 ? 0 : 2;
    SDL_Surface *golden = read_picture(arguments[1]);
    int result = golden && picture ? compare(golden, picture, arguments[2]) : 2;
    SDL_FreeSurface(golden);
    SDL_FreeSurface(picture);
    return result;
}
