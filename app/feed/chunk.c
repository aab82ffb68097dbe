#include <zstd.h>

#include "feed/reader.h"
#include "internal.h"

// How nodes and chunks are stored: one frame that says its size; nothing is unpacked
// before that is known to be small, and nothing beyond it.
static enum feed_reason unpack(struct arena *arena, const struct feed_ref *ref,
                               struct str bytes, size_t text_max, struct str *out_text)
{
    const enum feed_reason checked = feed_object_check(ref, bytes);
    if (checked != FEED_OK) {
        return checked;
    }
    const unsigned long long size = ZSTD_getFrameContentSize(bytes.ptr, bytes.len);
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size == 0) {
        return FEED_FORMAT;
    }
    if (size > text_max) {
        return FEED_LARGE;
    }
    if (ZSTD_findFrameCompressedSize(bytes.ptr, bytes.len) != bytes.len) {
        return FEED_FORMAT;
    }
    char *text = arena_alloc(arena, (size_t)size);
    const size_t got = ZSTD_decompress(text, (size_t)size, bytes.ptr, bytes.len);
    if (ZSTD_isError(got) || got != size || text[got - 1] != '\n') {
        return FEED_FORMAT;
    }
    *out_text = (struct str){text, got};
    return FEED_OK;
}

enum feed_reason feed_chunk_unpack(struct arena *arena, const struct feed_ref *chunk,
                                   struct str bytes, struct str *out_ndjson)
{
    return bytes.len > FEED_CHUNK_MAX
               ? FEED_LARGE
               : unpack(arena, chunk, bytes, FEED_CHUNK_RAW_MAX, out_ndjson);
}

enum feed_reason feed_node_unpack(struct arena *arena, const struct feed_ref *node,
                                  struct str bytes, struct str *out_json)
{
    return bytes.len > FEED_NODE_MAX
               ? FEED_LARGE
               : unpack(arena, node, bytes, FEED_NODE_RAW_MAX, out_json);
}

enum feed_reason feed_node_parse(struct arena *arena, const struct feed_ref *node,
                                 struct str bytes, struct feed_refs *out_chunks)
{
    static const struct feed_ref limits = {.size_bytes = FEED_CHUNK_MAX,
                                           .records = FEED_CHUNK_RECORDS};
    struct value root;
    struct content_error error;
    struct feed_refs chunks = {0};
    struct str json;
    const enum feed_reason unpacked = feed_node_unpack(arena, node, bytes, &json);
    if (unpacked != FEED_OK) {
        return unpacked;
    }
    if (!value_parse_json(arena, json, &value_limits_default, &root, &error)) {
        return FEED_FORMAT;
    }
    const struct value *list = value_get(&root, STR("chunks"));
    if (!list || list->type != VALUE_LIST || list->count == 0) {
        return FEED_FORMAT;
    }
    if (list->count > FEED_CHUNKS_MAX) {
        return FEED_LARGE;
    }
    const enum feed_reason reason =
        feed_refs_from_value(arena, list, &limits, &chunks.items);
    if (reason != FEED_OK) {
        return reason;
    }
    chunks.count = list->count;
    if (feed_refs_records(chunks.items, chunks.count) != node->records) {
        return FEED_FORMAT;
    }
    *out_chunks = chunks;
    return FEED_OK;
}
