// Debian's SDL_image brings loaders for many formats; only those for PNG and JPEG are
// ever called. All others are replaced here by traps: this program's own functions come
// before the library's.
#include <SDL_image.h>
#include <criterion/criterion.h>
#include <stdlib.h>

#include "conformance.h"
#include "foreign_pictures.h"
#include "platform/images.h"

static int trapped;

#define TRAP(name)                                                                       \
    SDL_Surface *name(SDL_RWops *source)                                                 \
    {                                                                                    \
        (void)source;                                                                    \
        trapped++;                                                                       \
        return NULL;                                                                     \
    }

TRAP(IMG_LoadAVIF_RW)
TRAP(IMG_LoadBMP_RW)
TRAP(IMG_LoadCUR_RW)
TRAP(IMG_LoadGIF_RW)
TRAP(IMG_LoadICO_RW)
TRAP(IMG_LoadJXL_RW)
TRAP(IMG_LoadLBM_RW)
TRAP(IMG_LoadPCX_RW)
TRAP(IMG_LoadPNM_RW)
TRAP(IMG_LoadQOI_RW)
TRAP(IMG_LoadSVG_RW)
TRAP(IMG_LoadTGA_RW)
TRAP(IMG_LoadTIF_RW)
TRAP(IMG_LoadWEBP_RW)
TRAP(IMG_LoadXCF_RW)
TRAP(IMG_LoadXPM_RW)
TRAP(IMG_LoadXV_RW)

SDL_Surface *IMG_Load(const char *file)
{
    (void)file;
    trapped++;
    return NULL;
}

SDL_Surface *IMG_Load_RW(SDL_RWops *source, int close)
{
    (void)source;
    (void)close;
    trapped++;
    return NULL;
}

SDL_Surface *IMG_LoadTyped_RW(SDL_RWops *source, int close, const char *type)
{
    (void)source;
    (void)close;
    (void)type;
    trapped++;
    return NULL;
}

Test(formats, refuses_every_other_format_without_calling_its_loader)
{
    CONFORMANCE("I03", "I06");
    for (size_t i = 0; i < FOREIGN_PICTURES; i++) {
        const struct foreign_picture *picture = &foreign_pictures[i];
        const struct str bytes = {picture->bytes, picture->size};
        struct raster image = {0};
        cr_expect_not(platform_image_decode(bytes, 16, 16, &image), "%s", picture->name);
        free(image.pixels);
    }
    cr_expect_eq(trapped, 0);
}

Test(formats, a_loader_that_is_called_would_be_noticed)
{
    cr_assert_null(IMG_LoadWEBP_RW(NULL));
    cr_expect_eq(trapped, 1, "the control");
}
