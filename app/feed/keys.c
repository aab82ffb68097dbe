#include "feed/keys.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "internal.h"

enum { KEY_LINE_LEN = 56 }; // base64 of the 42 bytes of a public key

void feed_key_set_path(int64_t set, char out_path[FEED_PATH_SIZE])
{
    snprintf(out_path, FEED_PATH_SIZE, "k/%lld.json", (long long)set);
}

void feed_key_set_signature_path(int64_t set, char out_path[FEED_PATH_SIZE])
{
    snprintf(out_path, FEED_PATH_SIZE, "k/%lld.json.minisig", (long long)set);
}

// ---- counting ----
// A key id is only a label and may be chosen at will, and one key may be given two of
// them: neither makes a second publisher.
static bool is_double(const struct minisign_public *a, const struct minisign_public *b)
{
    return memcmp(a->key_id, b->key_id, sizeof(a->key_id)) == 0 ||
           memcmp(a->key, b->key, sizeof(a->key)) == 0;
}

static bool is_among(const struct minisign_public *key,
                     const struct minisign_public *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_double(key, keys[i])) {
            return true;
        }
    }
    return false;
}

size_t feed_keys_distinct(const struct feed_keys *keys)
{
    const struct minisign_public *seen[FEED_KEYS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < keys->count && count < FEED_KEYS_MAX; i++) {
        if (!is_among(&keys->items[i], seen, count)) {
            seen[count++] = &keys->items[i];
        }
    }
    return count;
}

struct tally {
    size_t count;   // different keys that signed
    bool malformed; // the bundle
    bool unfit;     // some signature by one of the keys does not fit
};

static bool key_signed(const struct minisign_public *key, struct str bytes,
                       struct str bundle, struct tally *tally)
{
    struct str file;
    while (minisign_cut(&bundle, &file)) {
        const enum minisign_result result = minisign_verify(key, bytes, file, NULL);
        if (result == MINISIGN_OK) {
            return true;
        }
        tally->unfit |= result != MINISIGN_KEY;
    }
    return false;
}

static bool bundle_sound(struct str bundle)
{
    struct str file;
    size_t count = 0;
    if (bundle.len > FEED_SIGNATURE_MAX) {
        return false;
    }
    while (minisign_cut(&bundle, &file)) {
        count++;
    }
    return bundle.len == 0 && count >= 1 && count <= FEED_SIGNATURES_MAX;
}

static struct tally tally_of(const struct feed_keys *keys, struct str bytes,
                             struct str bundle)
{
    const struct minisign_public *seen[FEED_KEYS_MAX];
    struct tally tally = {.malformed = !bundle_sound(bundle)};
    for (size_t i = 0; i < keys->count && tally.count < FEED_KEYS_MAX; i++) {
        if (!tally.malformed && !is_among(&keys->items[i], seen, tally.count) &&
            key_signed(&keys->items[i], bytes, bundle, &tally)) {
            seen[tally.count++] = &keys->items[i];
        }
    }
    return tally;
}

size_t feed_keys_count(const struct feed_keys *keys, struct str bytes, struct str bundle)
{
    return tally_of(keys, bytes, bundle).count;
}

enum feed_reason feed_keys_check(const struct feed_keys *keys, struct str bytes,
                                 struct str bundle)
{
    const struct tally tally = tally_of(keys, bytes, bundle);
    const size_t wanted = keys->threshold > 1 ? (size_t)keys->threshold : 1;
    if (tally.malformed) {
        return keys->count ? FEED_SIGNATURE : FEED_KEY;
    }
    if (tally.count >= wanted) {
        return FEED_OK;
    }
    return tally.unfit ? FEED_SIGNATURE : FEED_KEY;
}

// ---- the file ----
static enum feed_reason read_keys(struct arena *arena, const struct value *list,
                                  struct feed_keys *keys)
{
    if (!list || list->type != VALUE_LIST || list->count == 0) {
        return FEED_FORMAT;
    }
    if (list->count > FEED_KEYS_MAX) {
        return FEED_LARGE;
    }
    struct minisign_public *items =
        ARENA_ARRAY(arena, struct minisign_public, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const struct value *line = &list->items[i];
        if (line->type != VALUE_STRING || line->string.len != KEY_LINE_LEN ||
            minisign_public_parse(line->string, &items[i]) != MINISIGN_OK) {
            return FEED_FORMAT;
        }
    }
    keys->items = items;
    keys->count = list->count;
    return FEED_OK;
}

enum feed_reason feed_key_set_parse(struct arena *arena, struct str bytes,
                                    struct feed_key_set *out_set)
{
    struct value root;
    struct content_error error;
    struct feed_key_set set = {.keys = {.set = 0}};
    struct str id;
    int64_t spec;
    if (bytes.len > FEED_KEY_SET_MAX) {
        return FEED_LARGE;
    }
    if (!value_parse_json(arena, bytes, &value_limits_default, &root, &error) ||
        root.type != VALUE_MAP ||
        !value_get_integer(&root, STR("spec"), 1, INT64_MAX, &spec)) {
        return FEED_FORMAT;
    }
    if (spec != FEED_SPEC) {
        return FEED_NEWER;
    }
    if (!value_get_string(&root, STR("feed"), &id) || !feed_id_valid(id) ||
        !value_get_integer(&root, STR("set"), 1, FEED_SETS_MAX, &set.keys.set) ||
        !value_get_integer(&root, STR("threshold"), 1, FEED_KEYS_MAX,
                           &set.keys.threshold)) {
        return FEED_FORMAT;
    }
    const enum feed_reason reason =
        read_keys(arena, value_get(&root, STR("keys")), &set.keys);
    if (reason != FEED_OK) {
        return reason;
    }
    // Nobody could ever sign under it.
    if (set.keys.threshold > (int64_t)feed_keys_distinct(&set.keys)) {
        return FEED_FORMAT;
    }
    set.feed_id = arena_str(arena, id);
    *out_set = set;
    return FEED_OK;
}

// The base64 line of a public key, behind its comment.
static struct str key_line(struct arena *arena, const struct minisign_public *key)
{
    struct str rest = minisign_public_write(arena, key), comment;
    (void)str_cut(&rest, '\n', &comment);
    return str_trim(rest);
}

struct str feed_key_set_write(struct arena *arena, const struct feed_key_set *set)
{
    struct buffer buffer;
    buffer_init(&buffer, 0);
    buffer_printf(&buffer, "{\"feed\":\"%.*s\",\"keys\":[", STR_ARG(set->feed_id));
    for (size_t i = 0; i < set->keys.count; i++) {
        buffer_printf(&buffer, "%s\"%.*s\"", i ? "," : "",
                      STR_ARG(key_line(arena, &set->keys.items[i])));
    }
    buffer_printf(&buffer, "],\"set\":%lld,\"spec\":%d,\"threshold\":%lld}\n",
                  (long long)set->keys.set, FEED_SPEC, (long long)set->keys.threshold);
    const struct str text = arena_str(arena, buffer_view(&buffer));
    buffer_finish(&buffer);
    return text;
}

enum feed_reason feed_key_set_verify(struct arena *arena, const struct feed_keys *trusted,
                                     struct str feed_id,
                                     const struct feed_key_files *files,
                                     struct feed_key_set *out_set)
{
    struct feed_key_set set;
    if (files->bytes.len > FEED_KEY_SET_MAX ||
        files->signature.len > FEED_SIGNATURE_MAX) {
        return FEED_LARGE;
    }
    enum feed_reason reason = feed_keys_check(trusted, files->bytes, files->signature);
    if (reason == FEED_OK) {
        reason = feed_key_set_parse(arena, files->bytes, &set);
    }
    if (reason == FEED_OK && set.keys.set != files->set) {
        reason = FEED_FORMAT;
    }
    if (reason == FEED_OK && feed_id.len && !str_equal(feed_id, set.feed_id)) {
        reason = FEED_FEED;
    }
    // Who publishes has its keys at hand: a set of mistyped or lost keys would shut
    // everybody out for ever.
    if (reason == FEED_OK) {
        reason = feed_keys_check(&set.keys, files->bytes, files->signature);
    }
    if (reason == FEED_OK) {
        *out_set = set;
    }
    return reason;
}
