// Any bytes as a node that was soundly named.
#include "base/arena.h"
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    const struct feed_ref ref = {sha256_of(bytes), (int64_t)size, 4};
    struct arena arena;
    struct feed_refs chunks;
    arena_init(&arena, 0);
    if (feed_node_parse(&arena, &ref, bytes, &chunks) == FEED_OK) {
        int64_t records = 0;
        for (size_t i = 0; i < chunks.count; i++) {
            records += chunks.items[i].records;
        }
        if (records != 4) {
            __builtin_trap();
        }
    }
    arena_finish(&arena);
    return 0;
}
