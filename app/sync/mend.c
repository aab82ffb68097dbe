// Makes good what healing found, under the sync's own lock. What only the server has is
// noted in feeds/<id>/mend, so that the next run looks at everything.
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "heal.h"
#include "run.h"

enum { MEND_NOTE_MAX = 64 };

enum run_mend mend_wanted(struct run *run)
{
    struct str text = {0};
    if (!run->feed.len || !file_exists(memory_path(run, "mend"))) {
        return MEND_NOTHING;
    }
    const bool read =
        file_read(&run->arena, memory_path(run, "mend"), MEND_NOTE_MAX, &text);
    return read && str_equal(text, STR("objects\n")) ? MEND_OBJECTS : MEND_SNAPSHOT;
}

void mend_done(struct run *run)
{
    (void)unlink(memory_path(run, "mend"));
}

// A snapshot wants more than objects do.
static void note(struct run *run, enum run_mend mend)
{
    if (mend_wanted(run) == MEND_SNAPSHOT) {
        return;
    }
    if (!folder_make(memory_path(run, "")) ||
        !file_write(memory_path(run, "mend"),
                    mend == MEND_OBJECTS ? STR("objects\n") : STR("snapshot\n"))) {
        log_warn("sync", "no note for the next sync can be left: %s", strerror(errno));
    }
}

static enum sync_mend remove_file(struct run *run, const char *path)
{
    // Noted first: cut in between, the next run looks once too often.
    note(run, MEND_OBJECTS);
    if (unlink(path) != 0 && errno != ENOENT) {
        log_error("sync", "%s cannot be removed: %s", path, strerror(errno));
    }
    return SYNC_MEND_FETCH;
}

static enum sync_mend mend_hashed(struct run *run, const char *path,
                                  const struct sha256 *wanted)
{
    struct sha256 found;
    return heal_hash_file(path, &found) && sha256_equal(wanted, &found)
               ? SYNC_MEND_SOUND
               : remove_file(run, path);
}

// The kept release whose records make the snapshot of `root`.
static bool find_release(struct run *run, const struct sha256 *root)
{
    struct folder_list list = {0};
    if (!folder_read(&run->arena, memory_path(run, "i"), &list)) {
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (str_ends_with(list.names[i], STR(".json")) &&
            sweep_kept_release(run, &run->arena, list.names[i], &run->release) ==
                FEED_OK &&
            sha256_equal(&feed_verified_index(run->release)->root_hash, root)) {
            return true;
        }
    }
    run->release = NULL;
    return false;
}

static const struct store_layer *layer_of(const struct store_current *current,
                                          struct str feed, struct str root)
{
    for (size_t i = 0; i < current->count; i++) {
        if (str_equal(str_from_cstr(current->layers[i].feed), feed) &&
            str_equal(str_from_cstr(current->layers[i].root), root)) {
            return &current->layers[i];
        }
    }
    return NULL;
}

static enum sync_mend rebuild(struct run *run, const struct store_layer *layer)
{
    struct sha256 root;
    if (!sha256_from_hex(str_from_cstr(layer->root), &root) ||
        !find_release(run, &root) || run_rebuild(run, layer->version) != FEED_OK) {
        note(run, MEND_SNAPSHOT);
        return SYNC_MEND_FETCH;
    }
    log_info("sync", "the snapshot %s of feed %s has been built again", layer->root,
             layer->feed);
    return SYNC_MEND_DONE;
}

static enum sync_mend mend_snapshot(struct run *run, const char *path, struct str file)
{
    struct store_current current;
    const struct str root =
        str_slice(file, STR("snapshots/").len, STR("snapshots/").len + SHA256_HEX_LEN);
    if (!store_current_read(run->options->data_folder, &current)) {
        return SYNC_MEND_FETCH; // nobody knows what is shown: the next sync says
    }
    const struct store_layer *layer = layer_of(&current, run->feed, root);
    if (layer) {
        return rebuild(run, layer);
    }
    for (size_t i = 0; i < current.count; i++) {
        if (str_equal(str_from_cstr(current.layers[i].root), root)) {
            return SYNC_MEND_FETCH; // another layer's, which these options do not fit
        }
    }
    (void)unlink(path);
    return SYNC_MEND_DONE;
}

static enum sync_mend mend_locked(struct run *run, const struct sync_damage *damage)
{
    struct sha256 wanted;
    const struct str file = str_from_cstr(damage->file);
    const char *path = path_join(&run->arena, run->options->data_folder, damage->file);
    if (damage->feed[0]) {
        memory_load(run, str_from_cstr(damage->feed));
    }
    switch (heal_kind_of(file, NULL, &wanted)) {
    case HEAL_HASHED:
        return mend_hashed(run, path, &wanted);
    case HEAL_SIGNATURE:
        return remove_file(run, path);
    case HEAL_SNAPSHOT:
        return mend_snapshot(run, path, file);
    case HEAL_NONE:
        break;
    }
    return SYNC_MEND_SOUND;
}

enum sync_mend sync_mend(const struct sync_options *options,
                         const struct sync_damage *damage)
{
    struct sync_result result = {0};
    struct run run = {.options = options, .result = &result, .url = options->url};
    int lock = -1;
    enum sync_mend mend = SYNC_MEND_LATER;
    arena_init(&run.arena, 0);
    const char *folder = path_join(&run.arena, options->data_folder, "feeds");
    if ((!damage->feed[0] || feed_id_valid(str_from_cstr(damage->feed))) &&
        file_lock(path_join(&run.arena, folder, "sync.lock"), &lock)) {
        mend = mend_locked(&run, damage);
        file_unlock(lock);
    }
    arena_finish(&run.arena);
    return mend;
}
