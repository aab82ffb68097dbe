#include "feed/verify.h"

struct feed_verified {
    struct feed_index index;
    struct sha256 name;
};

#define CANDIDATE STR("candidate ")

static bool printable(struct str line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] < ' ' || line.ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

enum feed_reason feed_pointer_parse(struct str text, struct feed_pointer *out_pointer)
{
    struct feed_pointer pointer = {.has_candidate = false};
    struct str line;
    if (text.len > FEED_POINTER_MAX) {
        return FEED_LARGE;
    }
    if (!str_ends_with(text, STR("\n"))) {
        return FEED_FORMAT;
    }
    text.len--;
    if (!str_cut(&text, '\n', &line) || !sha256_from_hex(line, &pointer.stable)) {
        return FEED_FORMAT;
    }
    while (str_cut(&text, '\n', &line)) {
        if (!printable(line)) {
            return FEED_FORMAT;
        }
        if (!pointer.has_candidate && str_starts_with(line, CANDIDATE)) {
            pointer.has_candidate = sha256_from_hex(
                str_slice(line, CANDIDATE.len, line.len), &pointer.candidate);
            if (!pointer.has_candidate) {
                return FEED_FORMAT;
            }
        }
    }
    *out_pointer = pointer;
    return FEED_OK;
}

static enum feed_reason check_version(const struct feed_trust *trust,
                                      const struct feed_index *index,
                                      const struct sha256 *name)
{
    // Under a newer key set versions count from anew: who stole an old key may have used
    // them up.
    const bool known = trust->version > 0 && index->keys == trust->version_set;
    if (known && index->version < trust->version) {
        return FEED_ROLLBACK;
    }
    if (known && index->version == trust->version) {
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
    if (files->index.len > FEED_INDEX_MAX || files->signature.len > FEED_SIGNATURE_MAX) {
        return FEED_LARGE;
    }
    const struct sha256 hash = sha256_of(files->index);
    if (!sha256_equal(&hash, &files->name)) {
        return FEED_HASH;
    }
    enum feed_reason reason =
        feed_keys_check(&trust->keys, files->index, files->signature);
    if (reason == FEED_OK) {
        reason = feed_index_parse(arena, files->index, &release.index);
    }
    if (reason == FEED_OK && trust->feed_id.len &&
        !str_equal(trust->feed_id, release.index.feed_id)) {
        reason = FEED_FEED;
    }
    if (reason == FEED_OK && release.index.keys != trust->keys.set) {
        reason = FEED_KEY;
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
