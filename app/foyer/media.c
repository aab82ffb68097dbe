#include "media.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "content/image.h"
#include "store/state.h"

enum { MEDIA_BYTES_MAX = 8 * 1024 * 1024 };

static bool find(const struct media *media, struct arena *arena, struct str sha256,
                 struct str *out_bytes)
{
    const struct str any_feed = {0};
    const char *path = store_media_path(arena, media->data_folder, any_feed, sha256);
    return path && file_read(arena, path, MEDIA_BYTES_MAX, out_bytes);
}

// The list as it stands, whole each time: foyer-sync reads it when it has changed.
static void report(struct media *media, const struct sha256 *hash)
{
    struct arena arena;
    struct buffer text;
    for (size_t i = 0; i < media->broken_count; i++) {
        if (sha256_equal(&media->broken[i], hash)) {
            return;
        }
    }
    if (media->broken_count == MEDIA_REPORTS_MAX) {
        return;
    }
    media->broken[media->broken_count++] = *hash;
    arena_init(&arena, 0);
    buffer_init(&text, 0);
    for (size_t i = 0; i < media->broken_count; i++) {
        char hex[SHA256_HEX_LEN + 1];
        sha256_to_hex(&media->broken[i], hex);
        buffer_printf(&text, "%s\n", hex);
    }
    const char *folder = path_join(&arena, media->data_folder, "status");
    if (!folder_make(folder) ||
        !file_write(path_join(&arena, folder, "broken"), buffer_view(&text))) {
        log_warn("foyer", "%s/broken cannot be written", folder);
    }
    buffer_finish(&text);
    arena_finish(&arena);
}

bool media_read(void *context, struct arena *arena, struct str sha256,
                struct str *out_bytes)
{
    struct str bytes;
    struct sha256 wanted;
    struct image_info info;
    if (!sha256_from_hex(sha256, &wanted)) {
        return false;
    }
    if (!find(context, arena, sha256, &bytes)) {
        report(context, &wanted);
        return false;
    }
    const struct sha256 found = sha256_of(bytes);
    if (!sha256_equal(&found, &wanted)) {
        log_warn("foyer", "picture %.*s does not have its hash: its cover is shown",
                 STR_ARG(sha256));
        report(context, &wanted);
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
