#include "publish/writer.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "writer_internal.h"

enum { DAY_S = 86400, EXPIRES_DAYS_MAX = 3650 };
static const int64_t now_max_s = INT64_C(250000000000); // of the year 9892

static bool sink_put(void *context, const struct feed_ref *ref, struct str bytes)
{
    struct writer *writer = context;
    writer->result->objects++;
    const bool done = writer_put_object(writer, ref, bytes);
    writer_progress(writer, (size_t)ref->records, STR("records"));
    return done;
}

static bool explain_build(struct writer *writer, enum feed_reason reason)
{
    if (reason == FEED_FORMAT) {
        return writer_fail(writer, "an id is invalid or stands twice, or a medium is too "
                                   "large; run foyerctl check");
    }
    if (reason == FEED_LARGE) {
        return writer_fail(writer, "a record is over %d KB, or there are over %d records",
                           FEED_CHUNK_RAW_MAX / 1024, FEED_RECORDS_MAX);
    }
    if (!writer->result->error[0]) {
        writer_fail(writer, "the objects could not be made: %.*s",
                    STR_ARG(feed_reason_name(reason)));
    }
    return false;
}

// Unchanged and with at least half of its life before it: nothing to do.
static bool still_good(const struct writer *writer, const struct writer_current *current,
                       const struct feed_index *next)
{
    const struct feed_index *old = &current->index;
    const int64_t life_s = old->expires - old->published;
    const int64_t left_s = old->expires - writer->options->now_s;
    return !writer->options->force && current->there && current->ours &&
           sha256_equal(&old->root_hash, &next->root_hash) &&
           old->media_bytes == next->media_bytes &&
           old->media_count == next->media_count && left_s >= life_s - left_s;
}

static void describe(struct writer *writer, const struct sha256 *name,
                     const struct feed_index *index)
{
    struct publish_result *result = writer->result;
    result->version = index->version;
    result->expires = index->expires;
    result->records = (size_t)index->records;
    result->media = (size_t)index->media_count;
    sha256_to_hex(name, result->index_hex);
    sha256_to_hex(&index->root_hash, result->root_hex);
}

static bool write_index(struct writer *writer, const struct minisign_secret *key,
                        const struct feed_index *index)
{
    const struct str bytes = feed_index_write(writer->arena, index);
    const struct sha256 name = sha256_of(bytes);
    char path[FEED_PATH_SIZE], signature_path[FEED_PATH_SIZE];
    feed_index_path(&name, path);
    feed_signature_path(&name, signature_path);
    const struct str comment =
        arena_printf(writer->arena, "timestamp:%lld\tfile:%s\thashed",
                     (long long)index->version, strrchr(path, '/') + 1);
    const struct str signature = minisign_sign(writer->arena, key, bytes, comment);
    describe(writer, &name, index);
    return writer_put_file(writer, path, bytes) &&
           writer_put_file(writer, signature_path, signature) &&
           writer_put_pointer(
               writer,
               feed_pointer_write(writer->arena, &(struct feed_pointer){.stable = name}),
               index->version);
}

static bool write_release(struct writer *writer, const struct pack *pack,
                          const struct minisign_secret *key)
{
    const struct publish_options *options = writer->options;
    const int64_t days =
        options->expires_days ? options->expires_days : PUBLISH_EXPIRES_DAYS;
    const struct minisign_public public = minisign_public_of(key);
    struct writer_current current;
    struct content_record *records;
    struct feed_index next = {.feed_id = pack->id,
                              .published = options->now_s,
                              .expires = options->now_s + days * DAY_S,
                              .version = options->now_s};
    writer_read_current(writer, &public, &current);
    if (current.there && !str_equal(current.index.feed_id, pack->id)) {
        return writer_fail(writer,
                           "%s: holds the feed \"%.*s\", the pack is \"%.*s\"; choose "
                           "another folder",
                           writer->folder, STR_ARG(current.index.feed_id),
                           STR_ARG(pack->id));
    }
    if (current.there && current.index.version >= next.version) {
        if (current.index.version == INT64_MAX) {
            return writer_fail(writer,
                               "%s: has no version left; begin a new folder with a "
                               "new key",
                               writer->folder);
        }
        next.version = current.index.version + 1;
    }
    if (!writer_media(writer, pack, &records)) {
        return false;
    }
    const struct feed_sink sink = {sink_put, writer};
    const enum feed_reason reason =
        feed_build(writer->arena, records, pack->count, sink, &next);
    if (reason != FEED_OK) {
        return explain_build(writer, reason);
    }
    if (still_good(writer, &current, &next)) {
        writer->result->unchanged = true;
        describe(writer, &current.name, &current.index);
        return true;
    }
    return write_index(writer, key, &next);
}

static bool check_options(struct writer *writer, const struct pack *pack)
{
    const struct publish_options *options = writer->options;
    if (options->now_s < 1 || options->now_s > now_max_s) {
        return writer_fail(writer, "the time %lld is no time to publish at",
                           (long long)options->now_s);
    }
    if (options->expires_days < 0 || options->expires_days > EXPIRES_DAYS_MAX) {
        return writer_fail(writer, "a release may last 1 to %d days, not %lld",
                           EXPIRES_DAYS_MAX, (long long)options->expires_days);
    }
    return feed_id_valid(pack->id) ||
           writer_fail(writer,
                       "the pack's id \"%.*s\" is not made of 1 to %d of a-z, 0-9, -",
                       STR_ARG(pack->id), FEED_ID_MAX);
}

// A dry run touches nothing, so it needs no lock.
static bool lock_folder(struct writer *writer, int *out_lock)
{
    *out_lock = -1;
    if (writer->options->dry_run) {
        return true;
    }
    if (!folder_make(writer->folder)) {
        return writer_fail(writer, "%s: cannot be made: %s", writer->folder,
                           strerror(errno));
    }
    return file_lock(path_join(writer->arena, writer->folder, ".lock"), out_lock) ||
           writer_fail(writer, "%s: another publish is running", writer->folder);
}

bool publish_write(const struct pack *pack, const char *feed_folder,
                   const struct minisign_secret *key,
                   const struct publish_options *options,
                   struct publish_result *out_result)
{
    struct arena arena;
    int lock = -1;
    *out_result = (struct publish_result){0};
    arena_init(&arena, 0);
    struct writer writer = {.arena = &arena,
                            .folder = feed_folder,
                            .options = options,
                            .result = out_result,
                            .total = pack->media_count + pack->count};
    const bool done = check_options(&writer, pack) && lock_folder(&writer, &lock) &&
                      write_release(&writer, pack, key);
    if (lock >= 0) {
        file_unlock(lock);
    }
    arena_finish(&arena);
    return done;
}
