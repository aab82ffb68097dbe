#include "feed/build.h"
#include "feed/reader.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "internal.h"

enum { ZSTD_LEVEL = 12, CHUNK_BITS = 6, NODE_BITS = 12 };

// One entry of a level: a record's line while chunks are made, a chunk while nodes are.
struct entry {
    struct sha256 place; // SHA-256 of the id of its last record: where borders are
    size_t bytes;        // what it adds to its parent
    struct str line;     // record level
    struct feed_ref ref; // chunk level
};

struct builder {
    struct arena *arena;
    struct feed_sink sink;
    ZSTD_CCtx *zstd;
    struct buffer buffer;
    struct entry *chunks;   // made so far
    struct feed_ref *nodes; // made so far
    size_t chunk_count, node_count;
};

// How a level is cut.
struct level {
    int bits;         // a place whose first `bits` bits are 0 ends a run
    size_t bytes_max; // a run over it is split
    size_t count_max;
    enum feed_reason (*emit)(struct builder *builder, const struct entry *entries,
                             size_t count);
};

static bool ends_run(const struct sha256 *place, int bits)
{
    const unsigned head = (unsigned)place->bytes[0] << 8 | place->bytes[1];
    return head >> (16 - bits) == 0;
}

// Splits a run that is over the cap behind its entry of the lowest place, the last one
// excepted: again a border that only the content decides.
static enum feed_reason emit_run(struct builder *builder, const struct level *level,
                                 const struct entry *entries, size_t count)
{
    while (count > 0) {
        size_t bytes = 0, lowest = 0;
        for (size_t i = 0; i < count; i++) {
            bytes += entries[i].bytes;
            if (i + 1 < count &&
                sha256_compare(&entries[i].place, &entries[lowest].place) < 0) {
                lowest = i;
            }
        }
        if (bytes <= level->bytes_max && count <= level->count_max) {
            return level->emit(builder, entries, count);
        }
        if (count == 1) {
            return FEED_LARGE;
        }
        const enum feed_reason reason = emit_run(builder, level, entries, lowest + 1);
        if (reason != FEED_OK) {
            return reason;
        }
        entries += lowest + 1;
        count -= lowest + 1;
    }
    return FEED_OK;
}

static enum feed_reason cut_level(struct builder *builder, const struct level *level,
                                  const struct entry *entries, size_t count)
{
    size_t from = 0;
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count && !ends_run(&entries[i].place, level->bits)) {
            continue;
        }
        const enum feed_reason reason =
            emit_run(builder, level, entries + from, i + 1 - from);
        if (reason != FEED_OK) {
            return reason;
        }
        from = i + 1;
    }
    return FEED_OK;
}

static enum feed_reason put(struct builder *builder, struct str bytes, int64_t records,
                            struct feed_ref *out_ref)
{
    *out_ref = (struct feed_ref){
        .hash = sha256_of(bytes), .size_bytes = (int64_t)bytes.len, .records = records};
    return builder->sink.put(builder->sink.context, out_ref, bytes) ? FEED_OK
                                                                    : FEED_STORAGE;
}

static enum feed_reason emit_chunk(struct builder *builder, const struct entry *entries,
                                   size_t count)
{
    buffer_clear(&builder->buffer);
    for (size_t i = 0; i < count; i++) {
        buffer_add(&builder->buffer, entries[i].line);
        buffer_add(&builder->buffer, STR("\n"));
    }
    const struct str raw = buffer_view(&builder->buffer);
    const size_t room = ZSTD_compressBound(raw.len);
    char *packed = malloc(room);
    if (!packed) {
        return FEED_STORAGE;
    }
    const size_t size =
        ZSTD_compressCCtx(builder->zstd, packed, room, raw.ptr, raw.len, ZSTD_LEVEL);
    struct entry *chunk = &builder->chunks[builder->chunk_count++];
    enum feed_reason reason = FEED_STORAGE;
    if (!ZSTD_isError(size)) {
        reason = put(builder, (struct str){packed, size}, (int64_t)count, &chunk->ref);
    }
    free(packed);
    chunk->place = entries[count - 1].place;
    chunk->bytes =
        sizeof("{\"hash\":\"\",\"records\":9999,\"size\":9999999},") + SHA256_HEX_LEN;
    return reason;
}

static enum feed_reason emit_node(struct builder *builder, const struct entry *entries,
                                  size_t count)
{
    struct feed_ref *refs = ARENA_ARRAY(builder->arena, struct feed_ref, count);
    int64_t records = 0;
    for (size_t i = 0; i < count; i++) {
        refs[i] = entries[i].ref;
        records += refs[i].records;
    }
    buffer_clear(&builder->buffer);
    buffer_add(&builder->buffer, STR("{\"chunks\":"));
    feed_refs_write(&builder->buffer, refs, count);
    buffer_add(&builder->buffer, STR("}\n"));
    return put(builder, buffer_view(&builder->buffer), records,
               &builder->nodes[builder->node_count++]);
}

static int compare_records(const void *a, const void *b)
{
    const struct content_record *const *left = a, *const *right = b;
    return str_compare((*left)->id, (*right)->id);
}

// Lines in the order of ids; an id that is invalid or stands twice is refused.
static enum feed_reason make_lines(struct arena *arena,
                                   const struct content_record *records, size_t count,
                                   struct entry *out_entries)
{
    const struct content_record **order =
        ARENA_ARRAY(arena, const struct content_record *, count + 1);
    for (size_t i = 0; i < count; i++) {
        order[i] = &records[i];
    }
    qsort(order, count, sizeof(struct content_record *), compare_records);
    for (size_t i = 0; i < count; i++) {
        if (!feed_id_valid(order[i]->id) ||
            (i > 0 && str_equal(order[i]->id, order[i - 1]->id))) {
            return FEED_FORMAT;
        }
        out_entries[i].line = content_record_write(arena, order[i]);
        out_entries[i].place = sha256_of(order[i]->id);
        out_entries[i].bytes = out_entries[i].line.len + 1;
    }
    return FEED_OK;
}

static int compare_media(const void *a, const void *b)
{
    const struct feed_ref *left = a, *right = b;
    return sha256_compare(&left->hash, &right->hash);
}

// Every medium once, however many records show it.
static enum feed_reason count_media(struct arena *arena,
                                    const struct content_record *records, size_t count,
                                    struct feed_index *index)
{
    size_t total = 0, used = 0;
    for (size_t i = 0; i < count; i++) {
        total += records[i].media.count;
    }
    struct feed_ref *refs = ARENA_ARRAY(arena, struct feed_ref, total + 1);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < records[i].media.count; k++) {
            if (!feed_media_ref(&records[i].media.items[k], &refs[used++])) {
                return FEED_FORMAT;
            }
        }
    }
    qsort(refs, used, sizeof(*refs), compare_media);
    for (size_t i = 0; i < used; i++) {
        if (i == 0 || !sha256_equal(&refs[i].hash, &refs[i - 1].hash)) {
            index->media_count++;
            index->media_bytes += refs[i].size_bytes;
        }
    }
    return FEED_OK;
}

static enum feed_reason build_levels(struct builder *builder, const struct entry *lines,
                                     size_t count)
{
    static const struct level chunks = {CHUNK_BITS, FEED_CHUNK_RAW_MAX,
                                        FEED_CHUNK_RECORDS, emit_chunk};
    // 1,000 entries of a node are 4,000 JSON values, well under the limit of 10,000.
    static const struct level nodes = {NODE_BITS, FEED_NODE_MAX - 100, 1000, emit_node};
    const enum feed_reason reason = cut_level(builder, &chunks, lines, count);
    return reason == FEED_OK
               ? cut_level(builder, &nodes, builder->chunks, builder->chunk_count)
               : reason;
}

static struct sha256 root_hash_of(const struct feed_ref *refs, size_t count)
{
    struct buffer buffer;
    buffer_init(&buffer, 0);
    feed_refs_write(&buffer, refs, count);
    const struct sha256 hash = sha256_of(buffer_view(&buffer));
    buffer_finish(&buffer);
    return hash;
}

enum feed_reason feed_build(struct arena *arena, const struct content_record *records,
                            size_t count, struct feed_sink sink,
                            struct feed_index *out_index)
{
    struct feed_index index = {.records = (int64_t)count};
    struct builder builder = {.arena = arena, .sink = sink};
    if (count > FEED_RECORDS_MAX) {
        return FEED_LARGE;
    }
    struct entry *lines = ARENA_ARRAY(arena, struct entry, count + 1);
    enum feed_reason reason = make_lines(arena, records, count, lines);
    if (reason == FEED_OK) {
        reason = count_media(arena, records, count, &index);
    }
    if (reason != FEED_OK) {
        return reason;
    }
    builder.chunks = ARENA_ARRAY(arena, struct entry, count + 1);
    builder.nodes = ARENA_ARRAY(arena, struct feed_ref, count + 1);
    builder.zstd = ZSTD_createCCtx();
    buffer_init(&builder.buffer, 0);
    reason = builder.zstd ? build_levels(&builder, lines, count) : FEED_STORAGE;
    if (reason == FEED_OK && builder.node_count > FEED_ROOTS_MAX) {
        reason = FEED_LARGE;
    }
    if (reason == FEED_OK) {
        index.roots = builder.nodes;
        index.root_count = builder.node_count;
        index.root_hash = root_hash_of(index.roots, index.root_count);
        out_index->roots = index.roots;
        out_index->root_count = index.root_count;
        out_index->root_hash = index.root_hash;
        out_index->records = index.records;
        out_index->media_count = index.media_count;
        out_index->media_bytes = index.media_bytes;
    }
    buffer_finish(&builder.buffer);
    ZSTD_freeCCtx(builder.zstd);
    return reason;
}
