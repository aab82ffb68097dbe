#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "run.h"

// The version this machine trusts, as feed_verify wants to know it.
static struct feed_trust trust_of(const struct run *run)
{
    struct feed_trust trust = {
        .keys = run->keys,
        .feed_id = run->feed,
        .version = run->state.trusted_version,
        .version_set = run->state.trusted_set,
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
        read_kept(run, signature, FEED_SIGNATURE_MAX, &out_files->bytes.signature)) {
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
    return get(run, signature, FEED_SIGNATURE_MAX, &out_files->bytes.signature);
}

// An index that was verified is kept, so that a snapshot can be built again
// without asking anybody.
static enum feed_reason keep_files(struct run *run, const struct files *files)
{
    char index[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    // The first thing of a release that is written, so this is where its room is asked
    // for.
    const enum feed_reason room = space_for_release(run);
    if (room != FEED_OK) {
        return room;
    }
    feed_index_path(&run->name, index);
    feed_signature_path(&run->name, signature);
    run_step(run, "index");
    if (!folder_make(memory_path(run, "i")) ||
        !file_write(memory_path(run, signature), files->bytes.signature) ||
        !file_write(memory_path(run, index), files->bytes.index)) {
        const enum feed_reason reason = run_disk_reason();
        log_error("sync", "the index of feed %.*s cannot be kept", STR_ARG(run->feed));
        return reason;
    }
    return FEED_OK;
}

static enum feed_reason verify(struct run *run, const struct files *files)
{
    for (;;) {
        enum feed_reason reason = keys_follow(run, keys_claim(run, files->bytes.index));
        if (reason != FEED_OK) {
            return reason;
        }
        const bool known = run->feed.len > 0;
        const struct feed_trust trust = trust_of(run);
        run->release = NULL;
        reason = feed_verify(&run->arena, &trust, &files->bytes, &run->release);
        if (known || (reason != FEED_OK && reason != FEED_CURRENT)) {
            return reason;
        }
        // Now that the id is known, so may be a version that must not fall.
        memory_load(run, feed_verified_index(run->release)->feed_id);
    }
}

static enum feed_reason load(struct run *run, bool kept, struct files *out_files)
{
    enum feed_reason reason = get_files(run, kept, out_files);
    if (reason != FEED_OK) {
        return reason;
    }
    reason = verify(run, out_files);
    if (reason == FEED_OK || reason == FEED_CURRENT) {
        return reason;
    }
    if (out_files->kept) {
        // The copy may have rotted; a second answer decides.
        return load(run, false, out_files);
    }
    return run->page ? FEED_PORTAL : reason;
}

static enum feed_reason load_and_keep(struct run *run, bool kept)
{
    struct files files;
    const enum feed_reason reason = load(run, kept, &files);
    if (reason != FEED_OK && reason != FEED_CURRENT) {
        return reason;
    }
    run->anchored |= reason == FEED_CURRENT;
    const enum feed_reason disk = files.kept ? FEED_OK : keep_files(run, &files);
    return disk == FEED_OK ? reason : disk;
}

// Whether what is trusted is also in place, so that an unchanged `latest` ends the run.
static bool settled(struct run *run)
{
    struct store_current current;
    if (run->source.media_missing || !run->source.expires_s || !run->anchored ||
        mend_wanted(run) != MEND_NOTHING ||
        run->state.key_set != run->state.trusted_set ||
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

static bool is_hex_of(const char *hex, const struct sha256 *hash)
{
    char text[SHA256_HEX_LEN + 1];
    sha256_to_hex(hash, text);
    return strcmp(hex, text) == 0;
}

// The trusted release, once more: only what it lacks is looked for.
static enum feed_reason judge_trusted(struct run *run)
{
    if (!sha256_from_hex(str_from_cstr(run->state.trusted_index), &run->name)) {
        return FEED_STATUS;
    }
    return settled(run) ? FEED_CURRENT : load_and_keep(run, true);
}

static enum feed_reason judge_stable(struct run *run)
{
    run->name = run->pointer.stable;
    // Who has its candidate does not go back to it.
    if (is_hex_of(run->state.trusted_index, &run->name) ||
        (run->state.trusted_index[0] && is_hex_of(run->source.beside, &run->name))) {
        return judge_trusted(run);
    }
    const enum feed_reason reason = load_and_keep(run, false);
    run->beside[0] = '\0';
    return reason;
}

static void note_candidate_fault(struct run *run, enum feed_reason reason)
{
    run->release = NULL;
    run->result->candidate = false;
    run->result->candidate_reason = reason;
}

// Whether this kiosk is to have the candidate. What cannot be verified is reported, and
// the stable release stands in.
static bool judge_candidate(struct run *run, enum feed_reason *out_reason)
{
    struct files files;
    run->name = run->pointer.candidate;
    if (is_hex_of(run->source.declined, &run->name)) {
        return false;
    }
    enum feed_reason reason = load(run, false, &files);
    if (reason == FEED_OK) {
        const struct feed_index *index = feed_verified_index(run->release);
        if (!feed_rollout_includes(&index->rollout, &run->options->kiosk)) {
            sha256_to_hex(&run->name, run->source.declined);
            run->release = NULL;
            return false;
        }
        reason = keep_files(run, &files);
    }
    if (reason != FEED_OK) {
        note_candidate_fault(run, reason);
        return false;
    }
    sha256_to_hex(&run->pointer.stable, run->beside);
    run->result->candidate = true;
    *out_reason = FEED_OK;
    return true;
}

static enum feed_reason judge(struct run *run)
{
    const struct feed_pointer *pointer = &run->pointer;
    enum feed_reason reason = FEED_OK;
    if (pointer->has_candidate) {
        if (is_hex_of(run->state.trusted_index, &pointer->candidate)) {
            return judge_trusted(run);
        }
        if (judge_candidate(run, &reason)) {
            return reason;
        }
        if (run->stopped) {
            return run->result->candidate_reason;
        }
    }
    return judge_stable(run);
}

enum feed_reason index_take_stable(struct run *run, enum feed_reason why)
{
    note_candidate_fault(run, why);
    return judge_stable(run);
}

enum feed_reason index_poll(struct run *run)
{
    struct str text = {0};
    const struct str etag = str_from_cstr(run->state.etag);
    const bool trusted =
        run->anchored && run->state.trusted_index[0] && run->state.trusted_version;
    run_progress(run, SYNC_POLL, 0, 0);
    enum feed_reason reason = transfer_bytes(run, FEED_POINTER_PATH, FEED_POINTER_MAX,
                                             trusted ? etag : STR(""), &text);
    if (reason == FEED_CURRENT) {
        run->etag = etag; // still the one
        return judge_trusted(run);
    }
    if (reason != FEED_OK) {
        return reason;
    }
    reason = feed_pointer_parse(text, &run->pointer);
    return reason == FEED_OK ? judge(run) : run->page ? FEED_PORTAL : reason;
}
