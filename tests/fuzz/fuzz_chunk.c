// Any bytes as a chunk that was soundly named; what unpacks is parsed line by line.
#include "base/arena.h"
#include "content/record.h"
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    const struct feed_ref ref = {sha256_of(bytes), (int64_t)size, 2};
    struct arena arena;
    struct str lines, line;
    arena_init(&arena, 0);
    if (feed_chunk_unpack(&arena, &ref, bytes, &lines) == FEED_OK) {
        if (lines.len == 0 || lines.len > FEED_CHUNK_RAW_MAX) {
            __builtin_trap();
        }
        while (str_cut(&lines, '\n', &line)) {
            struct content_record record;
            struct content_error error;
            (void)!content_record_parse(&arena, line, &record, &error);
        }
    }
    arena_finish(&arena);
    return 0;
}
