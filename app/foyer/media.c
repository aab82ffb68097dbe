#include "media.h"

#include "base/file.h"
#include "base/log.h"
#include "content/image.h"
#include "crypto/hash.h"
#include "store/state.h"

enum { MEDIA_BYTES_MAX = 8 * 1024 * 1024 };

static bool find(const struct media *media, struct arena *arena, struct str sha256,
                 struct str *out_bytes)
{
    const struct str any_feed = {0};
    const char *path = store_media_path(arena, media->data_folder, any_feed, sha256);
    return path && file_read(arena, path, MEDIA_BYTES_MAX, out_bytes);
}

bool media_read(void *context, struct arena *arena, struct str sha256,
                struct str *out_bytes)
{
    struct str bytes;
    struct sha256 wanted;
    struct image_info info;
    if (!sha256_from_hex(sha256, &wanted) || !find(context, arena, sha256, &bytes)) {
        return false;
    }
    const struct sha256 found = sha256_of(bytes);
    if (!sha256_equal(&found, &wanted)) {
        log_warn("foyer", "picture %.*s does not have its hash: its cover is shown",
                 STR_ARG(sha256));
        return false;
    }
    const enum image_result result = image_sniff(bytes, &info);
    if (result != IMAGE_OK) {
        log_warn("foyer", "picture %.*s: %s", STR_ARG(sha256), image_result_text(result));
        return false;
    }
    *out_bytes = bytes;
    return true;
}
