#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "run.h"

enum { KEYS_SETS_PER_RUN = 64 };

static struct feed_keys settings_keys(const struct run *run)
{
    const struct sync_options *options = run->options;
    return (struct feed_keys){.threshold =
                                  options->threshold > 1 ? options->threshold : 1,
                              .items = options->keys,
                              .count = options->key_count};
}

static int compare_keys(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct minisign_public));
}

// Hash of the settings' keys, whatever their order.
static void anchor_of(struct run *run, char out_hex[SHA256_HEX_LEN + 1])
{
    const struct feed_keys keys = settings_keys(run);
    struct minisign_public *items =
        ARENA_ARRAY(&run->arena, struct minisign_public, keys.count + 1);
    const struct str threshold =
        arena_printf(&run->arena, "%lld ", (long long)keys.threshold);
    struct sha256_stream stream;
    sha256_init(&stream);
    sha256_add(&stream, threshold);
    if (keys.count) {
        memcpy(items, keys.items, keys.count * sizeof(*items));
        qsort(items, keys.count, sizeof(*items), compare_keys);
        sha256_add(&stream, (struct str){(char *)items, keys.count * sizeof(*items)});
    }
    const struct sha256 hash = sha256_end(&stream);
    sha256_to_hex(&hash, out_hex);
}

// ---- the sets on the disk ----
// The lowest number above `above` among names like "7.json"; 0: none.
static int64_t next_kept(const struct folder_list *list, int64_t above)
{
    int64_t next = 0;
    for (size_t i = 0; i < list->count; i++) {
        int64_t number = 0;
        const struct str name = list->names[i];
        if (str_ends_with(name, STR(".json")) &&
            str_to_int64(str_slice(name, 0, name.len - 5), &number) && number > above &&
            number <= FEED_SETS_MAX && (!next || number < next)) {
            next = number;
        }
    }
    return next;
}

static bool read_kept(struct run *run, int64_t set, struct feed_key_files *out_files)
{
    char path[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    feed_key_set_path(set, path);
    feed_key_set_signature_path(set, signature);
    *out_files = (struct feed_key_files){.set = set};
    return file_read(&run->arena, memory_path(run, path), FEED_KEY_SET_MAX,
                     &out_files->bytes) &&
           file_read(&run->arena, memory_path(run, signature), FEED_SIGNATURE_MAX,
                     &out_files->signature);
}

// From the settings' keys along the kept sets, no further than `most`. Every step is
// verified again: what lies on a card is no more trusted than what a server says.
static struct feed_keys walk(struct run *run, int64_t most)
{
    struct feed_keys keys = settings_keys(run);
    struct folder_list list = {0};
    if (!run->feed.len || !folder_read(&run->arena, memory_path(run, "k"), &list)) {
        return keys;
    }
    for (int64_t set = next_kept(&list, 0); set && set <= most;
         set = next_kept(&list, set)) {
        struct feed_key_files files;
        struct feed_key_set adopted;
        if (read_kept(run, set, &files) &&
            feed_key_set_verify(&run->arena, &keys, run->feed, &files, &adopted) ==
                FEED_OK) {
            keys = adopted.keys;
        }
    }
    return keys;
}

int64_t keys_claim(struct run *run, struct str index)
{
    struct feed_index claim;
    return feed_index_parse(&run->arena, index, &claim) == FEED_OK ? claim.keys : -1;
}

struct feed_trust keys_trust(struct run *run, struct str index)
{
    const int64_t claim = keys_claim(run, index);
    struct feed_trust trust = {.keys = run->keys, .feed_id = run->feed};
    if (claim >= 0 && claim < run->keys.set) {
        trust.keys = walk(run, claim);
    }
    return trust;
}

// ---- the anchor ----
// The trusted index as kept, when the present settings still lead to its signature.
static bool index_stands(struct run *run, struct feed_index *out_index)
{
    struct feed_files files = {0};
    char index[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    const struct feed_verified *release = NULL;
    if (!sha256_from_hex(str_from_cstr(run->state.trusted_index), &files.name)) {
        return false;
    }
    feed_index_path(&files.name, index);
    feed_signature_path(&files.name, signature);
    if (!file_read(&run->arena, memory_path(run, index), FEED_INDEX_MAX, &files.index) ||
        !file_read(&run->arena, memory_path(run, signature), FEED_SIGNATURE_MAX,
                   &files.signature)) {
        return false;
    }
    const struct feed_trust trust = keys_trust(run, files.index);
    if (feed_verify(&run->arena, &trust, &files, &release) != FEED_OK) {
        return false;
    }
    *out_index = *feed_verified_index(release);
    return true;
}

// Other keys in the settings: the chain begins with them, and the version counts on only
// when they too lead to it. Written down once something was verified by them, so that a
// mistyped setting costs nothing.
static void begin_anew(struct run *run)
{
    struct feed_index index;
    run->state.key_set = run->keys.set;
    if (index_stands(run, &index)) {
        run->state.trusted_set = index.keys;
        return;
    }
    run->state.trusted_version = 0;
    run->state.trusted_set = 0;
    run->state.trusted_index[0] = '\0';
}

void keys_load(struct run *run)
{
    char anchor[SHA256_HEX_LEN + 1];
    run->keys = walk(run, FEED_SETS_MAX);
    run->anchored = true;
    if (!run->feed.len) {
        return;
    }
    anchor_of(run, anchor);
    if (!run->state.anchor[0]) {
        // New, or the state was lost: the versions shown count under the sets on disk.
        run->state.key_set = run->state.trusted_set = run->keys.set;
    } else if (strcmp(run->state.anchor, anchor) != 0) {
        run->anchored = false;
        begin_anew(run);
    } else if (run->keys.set > run->state.key_set) {
        run->state.key_set = run->keys.set; // kept just before the program was ended
    }
    memcpy(run->state.anchor, anchor, sizeof(anchor));
}

// ---- newer sets from the server ----
static enum feed_reason keep(struct run *run, const struct feed_key_files *files)
{
    char path[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    feed_key_set_path(files->set, path);
    feed_key_set_signature_path(files->set, signature);
    run_step(run, "keys");
    run->state.key_set = files->set;
    run->anchored = true;
    if (!folder_make(memory_path(run, "k")) ||
        !file_write(memory_path(run, signature), files->signature) ||
        !file_write(memory_path(run, path), files->bytes) || !memory_save(run)) {
        log_error("sync", "key set %lld of feed %.*s cannot be kept: %s",
                  (long long)files->set, STR_ARG(run->feed), strerror(errno));
        return errno == ENOSPC ? FEED_SPACE : FEED_STORAGE;
    }
    return FEED_OK;
}

// Adopts the set when the keys trusted so far sign it; a set that they do not sign is
// passed over, as the next may be theirs.
static enum feed_reason adopt(struct run *run, const struct feed_key_files *files)
{
    struct feed_key_set set;
    enum feed_reason reason =
        feed_key_set_verify(&run->arena, &run->keys, run->feed, files, &set);
    if (reason == FEED_OK && !run->feed.len) {
        memory_load(run, set.feed_id);
        if (run->keys.set >= files->set) {
            return FEED_OK;
        }
        reason = feed_key_set_verify(&run->arena, &run->keys, run->feed, files, &set);
    }
    if (reason == FEED_OK) {
        reason = keep(run, files);
        run->keys = set.keys;
        log_info("sync", "feed %.*s has key set %lld", STR_ARG(run->feed),
                 (long long)set.keys.set);
        return reason;
    }
    log_warn("sync", "key set %lld is not adopted: %.*s", (long long)files->set,
             STR_ARG(feed_reason_name(reason)));
    return reason == FEED_KEY ? FEED_OK : reason;
}

static enum feed_reason fetch(struct run *run, int64_t set)
{
    char path[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    struct feed_key_files files = {.set = set};
    const struct str etag = run->etag; // of `latest`
    feed_key_set_path(set, path);
    feed_key_set_signature_path(set, signature);
    enum feed_reason reason =
        transfer_bytes(run, path, FEED_KEY_SET_MAX, STR(""), &files.bytes);
    if (reason == FEED_OK) {
        reason =
            transfer_bytes(run, signature, FEED_SIGNATURE_MAX, STR(""), &files.signature);
    }
    run->etag = etag;
    return reason == FEED_OK ? adopt(run, &files) : reason;
}

enum feed_reason keys_follow(struct run *run, int64_t claim)
{
    enum feed_reason reason = FEED_OK;
    const int64_t most = run->keys.set + KEYS_SETS_PER_RUN;
    for (int64_t set = run->keys.set + 1; set <= claim && set <= most; set++) {
        reason = set > run->keys.set ? fetch(run, set) : FEED_OK;
        if (reason != FEED_OK) {
            return run->page ? FEED_PORTAL : reason;
        }
    }
    // A set that was once adopted is never left again, even when its files are lost.
    return claim >= 0 && claim < run->state.key_set ? FEED_KEY : FEED_OK;
}
