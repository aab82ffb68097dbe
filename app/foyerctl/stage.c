#include "stage.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "print.h"
#include "publish/writer.h"
#include "store/snapshot.h"

struct layer {
    const struct stage *stage;
    const struct pack *pack;
    const char *feed; // folder
};

static bool fail(const char *text, const char *detail)
{
    print_error("preview", text, detail);
    return false;
}

static enum feed_reason fetch_file(void *context, const struct feed_ref *ref,
                                   struct arena *arena, struct str *out_bytes)
{
    const struct layer *layer = context;
    char path[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, path);
    return file_read(arena, path_join(arena, layer->feed, path), (size_t)ref->size_bytes,
                     out_bytes)
               ? FEED_OK
               : FEED_STORAGE;
}

// As a kiosk would: only what a trusted key signed becomes a snapshot.
static const struct feed_verified *verify(const struct layer *layer,
                                          const struct minisign_secret *key,
                                          const char *index_hex)
{
    const struct minisign_public public = minisign_public_of(key);
    const struct feed_trust trust = {
        .keys = {.threshold = 1, .items = &public, .count = 1}};
    struct feed_files files;
    const struct feed_verified *release;
    char index[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    if (!sha256_from_hex(str_from_cstr(index_hex), &files.name)) {
        return NULL;
    }
    feed_index_path(&files.name, index);
    feed_signature_path(&files.name, signature);
    struct arena *arena = layer->stage->arena;
    const bool good = file_read(arena, path_join(arena, layer->feed, index),
                                FEED_INDEX_MAX, &files.index) &&
                      file_read(arena, path_join(arena, layer->feed, signature),
                                FEED_SIGNATURE_MAX, &files.signature) &&
                      feed_verify(arena, &trust, &files, &release) == FEED_OK;
    return good ? release : NULL;
}

// The screen looks for pictures among the fetched objects: they are the published ones.
static bool lend_objects(const struct layer *layer)
{
    struct arena *arena = layer->stage->arena;
    const char *feeds = path_join(arena, layer->stage->data, "feeds");
    const char *own = path_join(arena, feeds, arena_cstr(arena, layer->pack->id));
    return folder_make(own) &&
           symlink(path_join(arena, layer->feed, "o"), path_join(arena, own, "o")) == 0;
}

static bool build_snapshot(struct layer *layer, const struct minisign_secret *key,
                           const struct publish_result *published)
{
    const struct feed_verified *release = verify(layer, key, published->index_hex);
    const struct clock clock = clock_system();
    const char *data = layer->stage->data;
    const struct store_build build = {.data_folder = data,
                                      .release = release,
                                      .source = {fetch_file, layer},
                                      .now_utc_ms = clock_utc_ms(&clock)};
    const struct store_switch change = {.data_folder = data,
                                        .feed = layer->pack->id,
                                        .root = str_from_cstr(published->root_hex),
                                        .version = published->version};
    return (release && folder_make(data) && lend_objects(layer) &&
            store_snapshot_build(&build) == FEED_OK &&
            store_snapshot_switch(&change) == STORE_DONE) ||
           fail("the temporary snapshot cannot be made", strerror(errno));
}

static void show_publish(void *context, const struct publish_progress *progress)
{
    progress_show(context, progress->what, (int64_t)progress->done,
                  (int64_t)progress->total);
}

static bool publish(const struct layer *layer, const struct minisign_secret *key,
                    struct publish_result *out_result)
{
    struct progress progress;
    const struct clock clock = clock_system();
    const struct publish_options options = {.now_s = clock_utc_ms(&clock) / 1000,
                                            .progress = show_publish,
                                            .context = &progress};
    progress_init(&progress);
    const bool done =
        publish_write(layer->pack, layer->feed, &(struct publish_signers){key, 1},
                      &options, out_result);
    progress_finish(&progress);
    return done || fail(out_result->error, NULL);
}

bool stage_add(const struct stage *stage, const struct pack *pack)
{
    struct minisign_secret key;
    struct minisign_public public;
    struct publish_result result;
    const char *name = arena_cstr(
        stage->arena, arena_printf(stage->arena, "feed-%.*s", STR_ARG(pack->id)));
    struct layer layer = {stage, pack, path_join(stage->arena, stage->folder, name)};
    if (!minisign_keygen(&key, &public)) {
        return fail("the system has no random numbers", NULL);
    }
    const bool done =
        publish(&layer, &key, &result) && build_snapshot(&layer, &key, &result);
    minisign_forget(&key);
    return done;
}
