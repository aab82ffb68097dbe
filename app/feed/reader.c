#include "feed/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct feed_reader {
    const struct feed_index *index;
    struct feed_source source;
    struct arena node_arena, chunk_arena, record_arena;
    struct feed_refs chunks; // of the current node
    size_t next_root, next_chunk;
    struct str lines;   // what is left of the current chunk
    int64_t lines_left; // what its parent promised
    char last_id[FEED_ID_MAX + 1];
    struct content_record record;
    enum feed_reason failure; // FEED_OK: none yet
    bool media_only;
    size_t skipped;
    char detail[300];
};

struct feed_reader *feed_reader_create(const struct feed_verified *release,
                                       struct feed_source source)
{
    struct feed_reader *reader = calloc(1, sizeof(*reader));
    if (!reader) {
        abort();
    }
    reader->index = feed_verified_index(release);
    reader->source = source;
    arena_init(&reader->node_arena, 0);
    arena_init(&reader->chunk_arena, 0);
    arena_init(&reader->record_arena, 0);
    return reader;
}

void feed_reader_destroy(struct feed_reader *reader)
{
    if (!reader) {
        return;
    }
    arena_finish(&reader->node_arena);
    arena_finish(&reader->chunk_arena);
    arena_finish(&reader->record_arena);
    free(reader);
}

void feed_reader_media_only(struct feed_reader *reader)
{
    reader->media_only = true;
}

size_t feed_reader_skipped(const struct feed_reader *reader)
{
    return reader->skipped;
}

const char *feed_reader_detail(const struct feed_reader *reader)
{
    return reader->detail;
}

static enum feed_reason fail_object(struct feed_reader *reader, enum feed_reason reason,
                                    const char *what, const struct feed_ref *ref)
{
    char hex[SHA256_HEX_LEN + 1];
    sha256_to_hex(&ref->hash, hex);
    snprintf(reader->detail, sizeof(reader->detail), "%s %s: %.*s", what, hex,
             STR_ARG(feed_reason_name(reason)));
    return reason;
}

static enum feed_reason open_node(struct feed_reader *reader)
{
    const struct feed_ref *ref = &reader->index->roots[reader->next_root++];
    struct str bytes = {0};
    arena_reset(&reader->node_arena);
    enum feed_reason reason =
        reader->source.fetch(reader->source.context, ref, &reader->node_arena, &bytes);
    if (reason == FEED_OK) {
        reason = feed_node_parse(&reader->node_arena, ref, bytes, &reader->chunks);
    }
    reader->next_chunk = 0;
    return reason == FEED_OK ? FEED_OK : fail_object(reader, reason, "node", ref);
}

static enum feed_reason open_chunk(struct feed_reader *reader)
{
    const struct feed_ref *ref = &reader->chunks.items[reader->next_chunk++];
    struct str bytes = {0};
    arena_reset(&reader->chunk_arena);
    enum feed_reason reason =
        reader->source.fetch(reader->source.context, ref, &reader->chunk_arena, &bytes);
    if (reason == FEED_OK) {
        reason = feed_chunk_unpack(&reader->chunk_arena, ref, bytes, &reader->lines);
    }
    reader->lines_left = ref->records;
    return reason == FEED_OK ? FEED_OK : fail_object(reader, reason, "chunk", ref);
}

// Moves on to the next line; *out_line is empty at the end of the release.
static enum feed_reason next_line(struct feed_reader *reader, struct str *out_line)
{
    enum feed_reason reason = FEED_OK;
    while (reader->lines.len == 0) {
        if (reader->lines_left != 0) {
            snprintf(reader->detail, sizeof(reader->detail), "a chunk lacks records");
            return FEED_FORMAT;
        }
        if (reader->next_chunk < reader->chunks.count) {
            reason = open_chunk(reader);
        } else if (reader->next_root < reader->index->root_count) {
            reason = open_node(reader);
        } else {
            *out_line = (struct str){0};
            return FEED_OK;
        }
        if (reason != FEED_OK) {
            return reason;
        }
    }
    const size_t end = str_find(reader->lines, STR("\n"), 0); // unpacking made sure of it
    *out_line = str_slice(reader->lines, 0, end);
    reader->lines = str_slice(reader->lines, end + 1, SIZE_MAX);
    if (reader->lines_left-- == 0 || out_line->len == 0) {
        snprintf(reader->detail, sizeof(reader->detail), "a chunk has too many lines");
        return FEED_FORMAT;
    }
    return FEED_OK;
}

// The id of a line that content refused, when it is at least sound JSON with a sound id.
static bool id_of_refused(struct feed_reader *reader, struct str line, struct str *out_id)
{
    struct value root;
    struct content_error error;
    return value_parse_json(&reader->record_arena, line, &value_limits_default, &root,
                            &error) &&
           value_get_string(&root, STR("id"), out_id);
}

// Ids rise strictly through the whole release, so no id stands twice.
static bool id_follows(struct feed_reader *reader, struct str id)
{
    if (!feed_id_valid(id) || str_compare(str_from_cstr(reader->last_id), id) >= 0) {
        snprintf(reader->detail, sizeof(reader->detail),
                 "id \"%.*s\" stands after \"%s\"",
                 (int)(id.len < FEED_ID_MAX ? id.len : FEED_ID_MAX), id.len ? id.ptr : "",
                 reader->last_id);
        return false;
    }
    return str_to_cstr(id, reader->last_id, sizeof(reader->last_id));
}

static enum feed_reason take_line(struct feed_reader *reader, struct str line,
                                  const struct content_record **out_record)
{
    struct content_error error = {{0}};
    struct str id;
    arena_reset(&reader->record_arena);
    *out_record = NULL;
    if (content_record_parse(&reader->record_arena, line, &reader->record, &error)) {
        *out_record = &reader->record;
        id = reader->record.id;
    } else if (id_of_refused(reader, line, &id)) {
        reader->skipped++;
    } else {
        snprintf(reader->detail, sizeof(reader->detail), "a record after \"%s\": %s",
                 reader->last_id, error.message);
        return FEED_FORMAT;
    }
    if (!id_follows(reader, id)) {
        return FEED_FORMAT;
    }
    if (!*out_record) {
        snprintf(reader->detail, sizeof(reader->detail), "record \"%s\" left out: %s",
                 reader->last_id, error.message);
    }
    return FEED_OK;
}

// A medium stands under the key "sha256", which could only be spelt otherwise by escapes.
static bool may_name_media(struct str line)
{
    return memmem(line.ptr, line.len, "sha256", 6) != NULL ||
           memmem(line.ptr, line.len, "\\u", 2) != NULL;
}

enum feed_reason feed_reader_next(struct feed_reader *reader,
                                  const struct content_record **out_record)
{
    const struct content_record *record = NULL;
    struct str line;
    while (reader->failure == FEED_OK && !record) {
        reader->failure = next_line(reader, &line);
        if (reader->failure != FEED_OK || line.len == 0) {
            break;
        }
        if (!reader->media_only || may_name_media(line)) {
            reader->failure = take_line(reader, line, &record);
        }
    }
    if (reader->failure == FEED_OK) {
        *out_record = record;
    }
    return reader->failure;
}

bool feed_media_ref(const struct content_media *media, struct feed_ref *out_ref)
{
    struct feed_ref ref = {.size_bytes = media->size_bytes};
    if (!sha256_from_hex(media->sha256, &ref.hash) || ref.size_bytes < 1 ||
        ref.size_bytes > FEED_MEDIA_MAX) {
        return false;
    }
    *out_ref = ref;
    return true;
}
