// The bytes of a picture for the loader: found among the feeds' objects, checked against
// its hash and its header before anything decodes them.
#ifndef FOYER_MEDIA_H
#define FOYER_MEDIA_H

#include "base/arena.h"

struct media {
    const char *data_folder; // borrowed
};

// A platform_images_options.read: context is a struct media. Loader thread.
bool media_read(void *context, struct arena *arena, struct str sha256,
                struct str *out_bytes);

#endif
