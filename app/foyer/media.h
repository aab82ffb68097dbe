// The bytes of a picture for the loader: found among the feeds' objects, checked against
// its hash and its header before anything decodes them. What is missing or has rotted is
// reported, so that foyer-sync heals it.
#ifndef FOYER_MEDIA_H
#define FOYER_MEDIA_H

#include "base/arena.h"
#include "crypto/hash.h"

enum { MEDIA_REPORTS_MAX = 64 }; // of one run of the program; more are not told

struct media {
    const char *data_folder; // borrowed
    // Told to foyer-sync in status/broken, one hash a line; the loader thread's.
    struct sha256 broken[MEDIA_REPORTS_MAX];
    size_t broken_count;
};

// A platform_images_options.read: context is a struct media. Loader thread.
bool media_read(void *context, struct arena *arena, struct str sha256,
                struct str *out_bytes);

#endif
