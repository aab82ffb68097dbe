#include "feed/verify.h"

struct feed_verified {
    struct feed_index index;
    struct sha256 name;
};

enum feed_reason feed_pointer_parse(struct str pointer, struct sha256 *out_index)
{
    struct sha256 name;
    if (pointer.len > FEED_POINTER_MAX) {
        return FEED_LARGE;
    }
    if (pointer.len <= SHA256_HEX_LEN || pointer.ptr[pointer.len - 1] != '\n' ||
        pointer.ptr[SHA256_HEX_LEN] != '\n' ||
        !sha256_from_hex(str_slice(pointer, 0, SHA256_HEX_LEN), &name)) {
        return FEED_FORMAT;
    }
    for (size_t i = SHA256_HEX_LEN + 1; i < pointer.len; i++) {
        const char c = pointer.ptr[i];
        if (c != '\n' && (c < ' ' || c > '~')) {
            return FEED_FORMAT;
        }
    }
    *out_index = name;
    return FEED_OK;
}

static enum feed_reason check_signature(const struct feed_trust *trust, struct str index,
                                        struct str signature)
{
    enum feed_reason reason = FEED_KEY;
    for (size_t i = 0; i < trust->key_count; i++) {
        const enum minisign_result result =
            minisign_verify(&trust->keys[i], index, signature, NULL);
        if (result == MINISIGN_OK) {
            return FEED_OK;
        }
        // Key ids are only labels and two keys may share one, so the next is tried
        // anyway.
        if (result != MINISIGN_KEY) {
            reason = FEED_SIGNATURE;
        }
    }
    return reason;
}

static enum feed_reason check_version(const struct feed_trust *trust,
                                      const struct feed_index *index,
                                      const struct sha256 *name)
{
    if (trust->version > 0 && index->version < trust->version) {
        return FEED_ROLLBACK;
    }
    if (trust->version > 0 && index->version == trust->version) {
        return sha256_equal(name, &trust->index_hash) ? FEED_CURRENT : FEED_CONFLICT;
    }
    // At the second it expires it is expired.
    return trust->now_s > 0 && trust->now_s >= index->expires ? FEED_EXPIRED : FEED_OK;
}

enum feed_reason feed_verify(struct arena *arena, const struct feed_trust *trust,
                             const struct feed_files *files,
                             const struct feed_verified **out_release)
{
    struct feed_verified release = {.name = files->name};
    if (files->index.len > FEED_INDEX_MAX || files->signature.len > MINISIGN_FILE_MAX) {
        return FEED_LARGE;
    }
    const struct sha256 hash = sha256_of(files->index);
    if (!sha256_equal(&hash, &files->name)) {
        return FEED_HASH;
    }
    enum feed_reason reason = check_signature(trust, files->index, files->signature);
    if (reason == FEED_OK) {
        reason = feed_index_parse(arena, files->index, &release.index);
    }
    if (reason == FEED_OK && trust->feed_id.len &&
        !str_equal(trust->feed_id, release.index.feed_id)) {
        reason = FEED_FEED;
    }
    if (reason == FEED_OK) {
        reason = check_version(trust, &release.index, &files->name);
    }
    if (reason == FEED_OK || reason == FEED_CURRENT) {
        struct feed_verified *copy = ARENA_NEW(arena, struct feed_verified);
        *copy = release;
        *out_release = copy;
    }
    return reason;
}

const struct feed_index *feed_verified_index(const struct feed_verified *release)
{
    return &release->index;
}

const struct sha256 *feed_verified_name(const struct feed_verified *release)
{
    return &release->name;
}
