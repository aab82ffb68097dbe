#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "run.h"

// The version this machine trusts, as feed_verify wants to know it.
static struct feed_trust trust_of(const struct run *run)
{
    const struct sync_options *options = run->options;
    struct feed_trust trust = {
        .keys = options->keys,
        .key_count = options->key_count,
        .feed_id = run->feed,
        .version = run->state.trusted_version,
        .now_s = time_trusted_ms(run) / 1000,
    };
    if (!sha256_from_hex(str_from_cstr(run->state.trusted_index), &trust.index_hash)) {
        memset(&trust.index_hash, 0, sizeof(trust.index_hash));
    }
    return trust;
}

// The kept copy of an index or signature, when this feed is known and it is there.
static bool read_kept(struct run *run, const char *path, size_t limit,
                      struct str *out_bytes)
{
    return run->feed.len &&
           file_read(&run->arena, memory_path(run, path), limit, out_bytes);
}

static enum feed_reason get(struct run *run, const char *path, size_t cap,
                            struct str *out_bytes)
{
    const struct str etag = run->etag; // of `latest`; these never change
    const enum feed_reason reason = transfer_bytes(run, path, cap, STR(""), out_bytes);
    run->etag = etag;
    return reason;
}

struct files {
    struct feed_files bytes;
    bool kept; // both came from this machine
};

static enum feed_reason get_files(struct run *run, bool kept, struct files *out_files)
{
    char index[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    feed_index_path(&run->name, index);
    feed_signature_path(&run->name, signature);
    *out_files = (struct files){.bytes = {.name = run->name}};
    if (kept && read_kept(run, index, FEED_INDEX_MAX, &out_files->bytes.index) &&
        read_kept(run, signature, MINISIGN_FILE_MAX, &out_files->bytes.signature)) {
        out_files->kept = true;
        return FEED_OK;
    }
    const enum feed_reason reason =
        get(run, index, FEED_INDEX_MAX, &out_files->bytes.index);
    if (reason != FEED_OK) {
        return reason;
    }
    // What is not what was asked for ends the talk: after a body of the wrong length the
    // connection may hold bytes that look like the next answer.
    const struct sha256 received = sha256_of(out_files->bytes.index);
    if (!sha256_equal(&received, &run->name)) {
        return run->page ? FEED_PORTAL : FEED_HASH;
    }
    return get(run, signature, MINISIGN_FILE_MAX, &out_files->bytes.signature);
}

// An index that was verified is kept, so that a snapshot can be built again
// without asking anybody.
static enum feed_reason keep_files(struct run *run, const struct files *files)
{
    char index[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    feed_index_path(&run->name, index);
    feed_signature_path(&run->name, signature);
    run_step(run, "index");
    if (!folder_make(memory_path(run, "i")) ||
        !file_write(memory_path(run, signature), files->bytes.signature) ||
        !file_write(memory_path(run, index), files->bytes.index)) {
        log_error("sync", "the index of feed %.*s cannot be kept", STR_ARG(run->feed));
        return FEED_STORAGE;
    }
    return FEED_OK;
}

static enum feed_reason verify(struct run *run, const struct files *files)
{
    struct feed_trust trust = trust_of(run);
    enum feed_reason reason =
        feed_verify(&run->arena, &trust, &files->bytes, &run->release);
    if ((reason != FEED_OK && reason != FEED_CURRENT) || run->feed.len) {
        return reason;
    }
    // Now that the id is known, so may be a version that must not fall.
    const struct str id = feed_verified_index(run->release)->feed_id;
    if (!feed_id_valid(id)) {
        return FEED_FORMAT;
    }
    memory_load(run, id);
    trust = trust_of(run);
    run->release = NULL;
    return feed_verify(&run->arena, &trust, &files->bytes, &run->release);
}

static enum feed_reason load(struct run *run, bool kept)
{
    struct files files;
    enum feed_reason reason = get_files(run, kept, &files);
    if (reason != FEED_OK) {
        return reason;
    }
    reason = verify(run, &files);
    if (reason == FEED_OK || reason == FEED_CURRENT) {
        const enum feed_reason disk = files.kept ? FEED_OK : keep_files(run, &files);
        return disk == FEED_OK ? reason : disk;
    }
    if (files.kept) {
        return load(run, false); // the copy may have rotted; a second answer decides
    }
    return run->page ? FEED_PORTAL : reason;
}

// Whether what is trusted is also in place, so that an unchanged `latest` ends the run.
static bool settled(struct run *run)
{
    struct store_current current;
    if (run->source.media_missing || !run->source.expires_s ||
        !store_current_read(run->options->data_folder, &current)) {
        return false;
    }
    for (size_t i = 0; i < current.count; i++) {
        const struct store_layer *layer = &current.layers[i];
        if (!str_equal(str_from_cstr(layer->feed), run->feed)) {
            continue;
        }
        const bool right =
            layer->pinned || (layer->version == run->state.trusted_version &&
                              layer->schema == STORE_SCHEMA);
        return right && store_snapshot_sound(run->options->data_folder, run->feed,
                                             str_from_cstr(layer->root));
    }
    return false;
}

enum feed_reason index_poll(struct run *run)
{
    struct str pointer = {0};
    const struct str etag = str_from_cstr(run->state.etag);
    const bool trusted =
        sha256_from_hex(str_from_cstr(run->state.trusted_index), &run->name);
    run_progress(run, SYNC_POLL, 0, 0);
    enum feed_reason reason =
        transfer_bytes(run, FEED_POINTER_PATH, FEED_POINTER_MAX,
                       trusted && run->state.trusted_version ? etag : STR(""), &pointer);
    if (reason == FEED_OK) {
        const struct sha256 before = run->name;
        reason = feed_pointer_parse(pointer, &run->name);
        if (reason != FEED_OK) {
            return run->page ? FEED_PORTAL : reason;
        }
        reason = trusted && sha256_equal(&before, &run->name) ? FEED_CURRENT : FEED_OK;
    } else if (reason == FEED_CURRENT) {
        run->etag = etag; // still the one
    }
    if (reason == FEED_CURRENT && settled(run)) {
        return FEED_CURRENT;
    }
    return reason == FEED_OK || reason == FEED_CURRENT ? load(run, reason == FEED_CURRENT)
                                                       : reason;
}
