// Pictures and covers as textures at the size used, within a byte budget, least recently
// used out. Pictures are read and decoded by the loader thread; until then, and when they
// cannot be, the drawn cover stands in. Threads: the loader reads files; all else is the
// ui thread.
#ifndef PLATFORM_IMAGES_H
#define PLATFORM_IMAGES_H

#include "base/arena.h"
#include "platform/raster.h"

struct platform_images;

struct platform_images_options {
    size_t budget_bytes; // 0: 24 MiB
    // The bytes of a media object, checked against its hash and its picture header; on
    // the loader thread. false: there is none that may be decoded.
    bool (*read)(void *context, struct arena *arena, struct str sha256,
                 struct str *out_bytes);
    void (*bell)(void *context); // on the loader thread, after each picture; or NULL
    void *context;
};

enum { PLATFORM_IMAGE_MAX_PIXELS = 16 * 1024 * 1024 };

struct platform_images *
platform_images_create(const struct platform_images_options *options);
NODISCARD bool platform_images_start(struct platform_images *images);
void platform_images_stop(struct platform_images *images); // drops what waits
void platform_images_join(struct platform_images *images);
void platform_images_destroy(struct platform_images *images); // accepts NULL; after join

// Takes what the loader has finished; true: something on screen may look different now.
bool platform_images_collect(struct platform_images *images);
bool platform_images_loading(
    struct platform_images *images); // something waits or is decoded
// The texture of a UI_DRAW_COVER, UI_DRAW_PICTURE or UI_DRAW_ICON command, borrowed until
// the next call; NULL: memory is used up.
const struct raster *platform_images_texture(struct platform_images *images,
                                             const struct ui_command *command);
// true when the command is a picture that arrived since it was last painted.
bool platform_images_arrived(struct platform_images *images,
                             const struct ui_command *command);
void platform_images_painted(struct platform_images *images); // forgets arrivals
// Pictures that could not be read are tried again (content has changed).
void platform_images_retry_failed(struct platform_images *images);
size_t platform_images_bytes(const struct platform_images *images);

// PNG or JPEG by its first bytes, at most PLATFORM_IMAGE_MAX_PIXELS, cut and scaled to
// cover width x height; pixels by malloc. Any thread.
NODISCARD bool platform_image_decode(struct str bytes, int32_t width, int32_t height,
                                     struct raster *out_image);

#endif
