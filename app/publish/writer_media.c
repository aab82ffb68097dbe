#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "writer_internal.h"

static int compare_file(const void *key, const void *item)
{
    return str_compare(*(const struct str *)key, ((const struct pack_media *)item)->file);
}

// The hash of a media file, which is put as an object.
static bool put_one(struct writer *writer, const struct pack_media *media,
                    struct feed_ref *out_ref)
{
    struct arena arena;
    struct str bytes;
    arena_init(&arena, 0);
    bool done = file_read(&arena, media->path.ptr, FEED_MEDIA_MAX, &bytes);
    if (!done) {
        writer_fail(writer, "%.*s: cannot be read: %s", STR_ARG(media->file),
                    strerror(errno));
    } else if (bytes.len == 0 || bytes.len != (size_t)media->size_bytes) {
        done = writer_fail(writer, "%.*s: has changed while publishing; publish again",
                           STR_ARG(media->file));
    } else {
        *out_ref =
            (struct feed_ref){.hash = sha256_of(bytes), .size_bytes = media->size_bytes};
        done = writer_put_object(writer, out_ref, bytes);
    }
    arena_finish(&arena);
    writer_progress(writer, 1, media->file);
    return done;
}

bool writer_name_media(struct arena *arena, const struct pack *pack,
                       const struct feed_ref *refs, struct content_record *record)
{
    const struct content_media *old = record->media.items;
    record->media.items = ARENA_ARRAY(arena, struct content_media, record->media.count);
    for (size_t i = 0; i < record->media.count; i++) {
        struct content_media *item = &record->media.items[i];
        *item = old[i];
        const struct pack_media *found = bsearch(
            &item->file, pack->media, pack->media_count, sizeof(*found), compare_file);
        if (!found) {
            return false;
        }
        char hex[SHA256_HEX_LEN + 1];
        sha256_to_hex(&refs[found - pack->media].hash, hex);
        item->file = (struct str){0};
        item->sha256 = arena_str(arena, str_from_cstr(hex));
        item->type = found->type;
        item->size_bytes = found->size_bytes;
        item->width_px = found->width_px;
        item->height_px = found->height_px;
    }
    return true;
}

bool writer_media(struct writer *writer, const struct pack *pack,
                  struct content_record **out_records)
{
    struct feed_ref *refs =
        ARENA_ARRAY(writer->arena, struct feed_ref, pack->media_count + 1);
    writer->writing_media = true;
    for (size_t i = 0; i < pack->media_count; i++) {
        if (!put_one(writer, &pack->media[i], &refs[i])) {
            return false;
        }
    }
    writer->writing_media = false;
    struct content_record *records =
        ARENA_ARRAY(writer->arena, struct content_record, pack->count + 1);
    for (size_t i = 0; i < pack->count; i++) {
        records[i] = pack->records[i];
        if (records[i].media.count &&
            !writer_name_media(writer->arena, pack, refs, &records[i])) {
            return writer_fail(writer,
                               "%.*s: names a picture that the pack does not hold",
                               STR_ARG(records[i].id));
        }
    }
    *out_records = records;
    return true;
}
