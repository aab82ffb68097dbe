// Any bytes as an index, and as `latest`.
#include "base/arena.h"
#include "feed/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct arena arena;
    struct feed_index index;
    struct feed_pointer pointer;
    arena_init(&arena, 0);
    if (feed_index_parse(&arena, bytes, &index) == FEED_OK) {
        for (size_t i = 0; i < index.root_count; i++) {
            if (index.roots[i].size_bytes < 1 ||
                index.roots[i].size_bytes > FEED_NODE_MAX) {
                __builtin_trap();
            }
        }
    }
    (void)!feed_pointer_parse(bytes, &pointer);
    arena_finish(&arena);
    return 0;
}
