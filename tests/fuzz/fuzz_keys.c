// Any bytes as a key set file, and as a bundle of signatures.
#include "feed/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct arena arena;
    struct feed_key_set set, again;
    arena_init(&arena, 0);
    if (feed_key_set_parse(&arena, bytes, &set) == FEED_OK) {
        const size_t distinct = feed_keys_distinct(&set.keys);
        require(set.keys.count >= 1 && set.keys.count <= FEED_KEYS_MAX);
        require(set.keys.threshold >= 1 && set.keys.threshold <= (int64_t)distinct);
        require(set.keys.set >= 1 && set.keys.set <= FEED_SETS_MAX);
        const struct str text = feed_key_set_write(&arena, &set);
        require(feed_key_set_parse(&arena, text, &again) == FEED_OK);
        require(again.keys.count == set.keys.count && again.keys.set == set.keys.set);
        // Nobody signed it.
        const struct feed_key_files files = {set.keys.set, bytes, bytes};
        require(feed_key_set_verify(&arena, &set.keys, STR(""), &files, &again) !=
                FEED_OK);
    }
    // A bundle is cut into files whose bytes are all the input's.
    struct str rest = bytes, file;
    size_t total = 0;
    while (minisign_cut(&rest, &file)) {
        require(file.len > 0);
        total += file.len;
    }
    require(total + rest.len == size);
    const struct minisign_public nobody = {{0}, {0}};
    const struct feed_keys keys = {.items = &nobody, .count = 1};
    require(feed_keys_count(&keys, STR("x"), bytes) == 0);
    arena_finish(&arena);
    return 0;
}
