#include "feed/build.h"
#include "feed/reader.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "internal.h"

enum { ZSTD_LEVEL = 14, CHUNK_BITS = 6, NODE_BITS = 11 };

// One entry of a level: a record's line while chunks are made, a chunk while nodes are.
struct entry {
    struct sha256 place; // SHA-256 of the id of its last record: where borders are
    size_t bytes;        // what it adds to its parent
    struct str line;     // record level
    struct feed_ref ref; // chunk level
};

// Entries that wait for the border that ends their run.
struct entries {
    struct entry *items;
    size_t count, capacity;
};

struct feed_builder {
    struct feed_sink sink;
    struct arena lines; // texts of the records that wait
    struct entries records, chunks;
    struct feed_ref *nodes; // made so far
    size_t node_count, node_capacity;
    struct feed_ref *media; // some of them more than once
    size_t media_count, media_capacity;
    ZSTD_CCtx *zstd;
    struct buffer buffer;
    char last_id[FEED_ID_MAX + 1];
    int64_t record_count;
    enum feed_reason failure; // FEED_OK: none yet
};

// How a level is cut.
struct level {
    int bits;         // a place whose first `bits` bits are 0 ends a run
    size_t bytes_max; // a run over it is split
    size_t count_max;
    enum feed_reason (*emit)(struct feed_builder *builder, const struct entry *entries,
                             size_t count);
};

static bool ends_run(const struct sha256 *place, int bits)
{
    const unsigned head = (unsigned)place->bytes[0] << 8 | place->bytes[1];
    return head >> (16 - bits) == 0;
}

// Splits a run that is over the cap behind its entry of the lowest place, the last one
// excepted: again a border that only the content decides.
static enum feed_reason emit_run(struct feed_builder *builder, const struct level *level,
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

// Room for one more in an array that doubles.
static void *grow(void *items, size_t count, size_t *capacity, size_t item_bytes)
{
    if (count < *capacity) {
        return items;
    }
    *capacity = *capacity ? *capacity * 2 : 64;
    void *grown = realloc(items, *capacity * item_bytes);
    if (!grown) {
        abort();
    }
    return grown;
}

static enum feed_reason end_run(struct feed_builder *builder, const struct level *level,
                                struct entries *run)
{
    const enum feed_reason reason = emit_run(builder, level, run->items, run->count);
    run->count = 0;
    return reason;
}

static enum feed_reason add_entry(struct feed_builder *builder, const struct level *level,
                                  struct entries *run, const struct entry *entry)
{
    run->items = grow(run->items, run->count, &run->capacity, sizeof(struct entry));
    run->items[run->count++] = *entry;
    return ends_run(&entry->place, level->bits) ? end_run(builder, level, run) : FEED_OK;
}

static enum feed_reason put(struct feed_builder *builder, struct str bytes,
                            int64_t records, struct feed_ref *out_ref)
{
    *out_ref = (struct feed_ref){
        .hash = sha256_of(bytes), .size_bytes = (int64_t)bytes.len, .records = records};
    return builder->sink.put(builder->sink.context, out_ref, bytes) ? FEED_OK
                                                                    : FEED_STORAGE;
}

static enum feed_reason pack_text(struct feed_builder *builder, struct str text,
                                  int64_t records, struct feed_ref *out_ref)
{
    const size_t room = ZSTD_compressBound(text.len);
    char *packed = malloc(room);
    if (!packed) {
        return FEED_STORAGE;
    }
    const size_t size =
        ZSTD_compressCCtx(builder->zstd, packed, room, text.ptr, text.len, ZSTD_LEVEL);
    enum feed_reason reason = FEED_STORAGE;
    if (!ZSTD_isError(size)) {
        reason = put(builder, (struct str){packed, size}, records, out_ref);
    }
    free(packed);
    return reason;
}

static enum feed_reason put_text(struct feed_builder *builder, struct str text,
                                 int64_t records, struct feed_ref *out_ref)
{
    const struct feed_sink *sink = &builder->sink;
    if (!sink->find) {
        return pack_text(builder, text, records, out_ref);
    }
    struct arena arena;
    struct str bytes;
    enum feed_reason reason = FEED_OK;
    arena_init(&arena, 0);
    const struct sha256 hash = sha256_of(text);
    if (sink->find(sink->context, &hash, &arena, out_ref, &bytes)) {
        reason = sink->put(sink->context, out_ref, bytes) ? FEED_OK : FEED_STORAGE;
    } else {
        reason = pack_text(builder, text, records, out_ref);
    }
    arena_finish(&arena);
    return reason;
}

static enum feed_reason emit_node(struct feed_builder *builder,
                                  const struct entry *entries, size_t count)
{
    struct feed_ref *refs = calloc(count, sizeof(*refs));
    int64_t records = 0;
    if (!refs) {
        return FEED_STORAGE;
    }
    for (size_t i = 0; i < count; i++) {
        refs[i] = entries[i].ref;
        records += refs[i].records;
    }
    buffer_clear(&builder->buffer);
    buffer_add(&builder->buffer, STR("{\"chunks\":"));
    feed_refs_write(&builder->buffer, refs, count);
    buffer_add(&builder->buffer, STR("}\n"));
    free(refs);
    if (builder->node_count == FEED_ROOTS_MAX) {
        return FEED_LARGE;
    }
    builder->nodes = grow(builder->nodes, builder->node_count, &builder->node_capacity,
                          sizeof(struct feed_ref));
    return put_text(builder, buffer_view(&builder->buffer), records,
                    &builder->nodes[builder->node_count++]);
}

// 1,000 entries of a node are 4,000 JSON values, well under the limit of 10,000.
static const struct level node_level = {NODE_BITS, FEED_NODE_RAW_MAX - 100, 1000,
                                        emit_node};

static enum feed_reason emit_chunk(struct feed_builder *builder,
                                   const struct entry *entries, size_t count)
{
    buffer_clear(&builder->buffer);
    for (size_t i = 0; i < count; i++) {
        buffer_add(&builder->buffer, entries[i].line);
        buffer_add(&builder->buffer, STR("\n"));
    }
    struct entry chunk = {
        .place = entries[count - 1].place,
        .bytes =
            sizeof("{\"hash\":\"\",\"records\":9999,\"size\":9999999},") + SHA256_HEX_LEN,
    };
    const enum feed_reason reason =
        put_text(builder, buffer_view(&builder->buffer), (int64_t)count, &chunk.ref);
    return reason == FEED_OK ? add_entry(builder, &node_level, &builder->chunks, &chunk)
                             : reason;
}

static const struct level chunk_level = {CHUNK_BITS, FEED_CHUNK_RAW_MAX,
                                         FEED_CHUNK_RECORDS, emit_chunk};

static int compare_media(const void *a, const void *b)
{
    const struct feed_ref *left = a, *right = b;
    return sha256_compare(&left->hash, &right->hash);
}

// Leaves every medium once, however many records show it.
static void merge_media(struct feed_builder *builder)
{
    size_t kept = 0;
    if (builder->media_count) {
        qsort(builder->media, builder->media_count, sizeof(*builder->media),
              compare_media);
    }
    for (size_t i = 0; i < builder->media_count; i++) {
        if (!kept || compare_media(&builder->media[i], &builder->media[kept - 1]) != 0) {
            builder->media[kept++] = builder->media[i];
        }
    }
    builder->media_count = kept;
}

static bool add_media(struct feed_builder *builder, const struct content_record *record)
{
    for (size_t i = 0; i < record->media.count; i++) {
        struct feed_ref ref;
        if (!feed_media_ref(&record->media.items[i], &ref)) {
            return false;
        }
        if (builder->media_count == builder->media_capacity) {
            merge_media(builder);
            // Half empty after a merge, so that merging stays rare.
            builder->media = grow(builder->media, builder->media_count * 2,
                                  &builder->media_capacity, sizeof(struct feed_ref));
        }
        builder->media[builder->media_count++] = ref;
    }
    return true;
}

struct feed_builder *feed_builder_create(struct feed_sink sink)
{
    struct feed_builder *builder = calloc(1, sizeof(*builder));
    if (!builder) {
        abort();
    }
    builder->sink = sink;
    builder->zstd = ZSTD_createCCtx();
    builder->failure = builder->zstd ? FEED_OK : FEED_STORAGE;
    arena_init(&builder->lines, 0);
    buffer_init(&builder->buffer, 0);
    return builder;
}

void feed_builder_destroy(struct feed_builder *builder)
{
    if (!builder) {
        return;
    }
    ZSTD_freeCCtx(builder->zstd);
    buffer_finish(&builder->buffer);
    arena_finish(&builder->lines);
    free(builder->records.items);
    free(builder->chunks.items);
    free(builder->nodes);
    free(builder->media);
    free(builder);
}

static enum feed_reason add_record(struct feed_builder *builder,
                                   const struct content_record *record)
{
    if (!feed_id_valid(record->id) ||
        str_compare(str_from_cstr(builder->last_id), record->id) >= 0 ||
        !str_to_cstr(record->id, builder->last_id, sizeof(builder->last_id)) ||
        !add_media(builder, record)) {
        return FEED_FORMAT;
    }
    if (builder->record_count++ == FEED_RECORDS_MAX) {
        return FEED_LARGE;
    }
    const struct str line = content_record_write(&builder->lines, record);
    const struct entry entry = {
        .place = sha256_of(record->id), .bytes = line.len + 1, .line = line};
    const enum feed_reason reason =
        add_entry(builder, &chunk_level, &builder->records, &entry);
    if (builder->records.count == 0) {
        arena_reset(&builder->lines);
    }
    return reason;
}

enum feed_reason feed_builder_add(struct feed_builder *builder,
                                  const struct content_record *record)
{
    if (builder->failure == FEED_OK) {
        builder->failure = add_record(builder, record);
    }
    return builder->failure;
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

enum feed_reason feed_builder_finish(struct feed_builder *builder, struct arena *arena,
                                     struct feed_index *out_index)
{
    if (builder->failure == FEED_OK) {
        builder->failure = end_run(builder, &chunk_level, &builder->records);
    }
    if (builder->failure == FEED_OK) {
        builder->failure = end_run(builder, &node_level, &builder->chunks);
    }
    if (builder->failure != FEED_OK) {
        return builder->failure;
    }
    struct feed_ref *roots = ARENA_ARRAY(arena, struct feed_ref, builder->node_count + 1);
    if (builder->node_count) {
        memcpy(roots, builder->nodes, builder->node_count * sizeof(*roots));
    }
    merge_media(builder);
    out_index->roots = roots;
    out_index->root_count = builder->node_count;
    out_index->root_hash = root_hash_of(roots, builder->node_count);
    out_index->records = builder->record_count;
    out_index->media_count = (int64_t)builder->media_count;
    out_index->media_bytes = 0;
    for (size_t i = 0; i < builder->media_count; i++) {
        out_index->media_bytes += builder->media[i].size_bytes;
    }
    return FEED_OK;
}

static int compare_records(const void *a, const void *b)
{
    const struct content_record *const *left = a, *const *right = b;
    return str_compare((*left)->id, (*right)->id);
}

enum feed_reason feed_build(struct arena *arena, const struct content_record *records,
                            size_t count, struct feed_sink sink,
                            struct feed_index *out_index)
{
    const struct content_record **order =
        ARENA_ARRAY(arena, const struct content_record *, count + 1);
    for (size_t i = 0; i < count; i++) {
        order[i] = &records[i];
    }
    qsort(order, count, sizeof(struct content_record *), compare_records);
    struct feed_builder *builder = feed_builder_create(sink);
    enum feed_reason reason = FEED_OK;
    for (size_t i = 0; i < count && reason == FEED_OK; i++) {
        reason = feed_builder_add(builder, order[i]);
    }
    if (reason == FEED_OK) {
        reason = feed_builder_finish(builder, arena, out_index);
    }
    feed_builder_destroy(builder);
    return reason;
}
