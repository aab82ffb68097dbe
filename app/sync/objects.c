#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "run.h"

enum { OBJECTS_WEARY_MAX = 3, OBJECTS_FAILED_MAX = 64 };

static char *object_file(struct run *run, struct arena *arena, const struct feed_ref *ref)
{
    char hex[SHA256_HEX_LEN + 1];
    sha256_to_hex(&ref->hash, hex);
    return store_object_path(arena, run->options->data_folder, run->feed,
                             str_from_cstr(hex));
}

static bool folder_make_of(struct arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash && folder_make(arena_cstr(
                        arena, (struct str){.ptr = file, .len = (size_t)(slash - file)}));
}

static enum feed_reason fetch_object(struct run *run, struct arena *arena,
                                     const struct feed_ref *ref, const char *file)
{
    if (!space_has(run, ref->size_bytes)) {
        return FEED_SPACE;
    }
    if (!folder_make_of(arena, file)) {
        const enum feed_reason disk = run_disk_reason();
        log_error("sync", "%s cannot be written: %s", file, strerror(errno));
        return disk;
    }
    const enum feed_reason reason = transfer_object(run, ref, file);
    if (reason != FEED_OK) {
        char hex[SHA256_HEX_LEN + 1];
        sha256_to_hex(&ref->hash, hex);
        log_warn("sync", "object %s: %.*s", hex, STR_ARG(feed_reason_name(reason)));
    }
    return reason;
}

// The bytes of a node or chunk: from the disk when they are right there, else fetched. A
// rotten file is replaced.
static enum feed_reason have_object(struct run *run, struct arena *arena,
                                    const struct feed_ref *ref, struct str *out_bytes)
{
    const char *file = object_file(run, arena, ref);
    if (file_read(arena, file, (size_t)ref->size_bytes, out_bytes) &&
        feed_object_check(ref, *out_bytes) == FEED_OK) {
        return FEED_OK;
    }
    const enum feed_reason reason = fetch_object(run, arena, ref, file);
    if (reason != FEED_OK) {
        return reason;
    }
    return file_read(arena, file, (size_t)ref->size_bytes, out_bytes) ? FEED_OK
                                                                      : FEED_STORAGE;
}

static void count_object(struct run *run)
{
    run->objects_done++;
    run_progress(run, SYNC_OBJECTS, run->objects_done, run->objects_total);
}

static enum feed_reason have_node(struct run *run, const struct feed_ref *node)
{
    struct arena arena, scratch;
    arena_init(&arena, 0);
    arena_init(&scratch, 0);
    struct str bytes = {0};
    struct feed_refs chunks = {0};
    enum feed_reason reason = have_object(run, &arena, node, &bytes);
    if (reason == FEED_OK) {
        reason = feed_node_parse(&arena, node, bytes, &chunks);
    }
    count_object(run);
    run->objects_total += (int64_t)chunks.count;
    for (size_t i = 0; i < chunks.count && reason == FEED_OK; i++) {
        arena_reset(&scratch);
        reason = have_object(run, &scratch, &chunks.items[i], &bytes);
        count_object(run);
    }
    arena_finish(&scratch);
    arena_finish(&arena);
    return reason;
}

enum feed_reason objects_fetch(struct run *run)
{
    const struct feed_index *index = feed_verified_index(run->release);
    enum feed_reason reason = FEED_OK;
    run->objects_total = (int64_t)index->root_count;
    for (size_t i = 0; i < index->root_count && reason == FEED_OK; i++) {
        reason = have_node(run, &index->roots[i]);
    }
    return reason;
}

// ---- media ----
// Faults of the line or of this machine, after which asking for more is of no use.
static bool ends_media(enum feed_reason reason)
{
    return reason == FEED_UNREACHABLE || reason == FEED_TIMEOUT ||
           reason == FEED_PORTAL || reason == FEED_PROXY || reason == FEED_PRIVATE ||
           reason == FEED_TLS || reason == FEED_CLOCK || reason == FEED_SPACE ||
           reason == FEED_STORAGE;
}

struct media {
    int64_t done;
    int64_t weary; // times in a row that the server was slow or out of order
    struct sha256 failed[OBJECTS_FAILED_MAX]; // so as not to ask twice in one run
    size_t failed_count;
    struct arena scratch;
};

static bool has_failed(const struct media *media, const struct feed_ref *ref)
{
    for (size_t i = 0; i < media->failed_count; i++) {
        if (sha256_equal(&media->failed[i], &ref->hash)) {
            return true;
        }
    }
    return false;
}

static void note_failed(struct run *run, struct media *media, const struct feed_ref *ref,
                        enum feed_reason reason)
{
    if (media->failed_count < OBJECTS_FAILED_MAX) {
        media->failed[media->failed_count++] = ref->hash;
    }
    run->result->media_missing++;
    if (run->result->media_reason == FEED_OK) {
        run->result->media_reason = reason;
    }
}

static enum feed_reason have_medium(struct run *run, struct media *media,
                                    const struct feed_ref *ref)
{
    struct stat facts;
    arena_reset(&media->scratch);
    const char *file = object_file(run, &media->scratch, ref);
    if (has_failed(media, ref) || (stat(file, &facts) == 0 && S_ISREG(facts.st_mode) &&
                                   facts.st_size == ref->size_bytes)) {
        return FEED_OK;
    }
    const enum feed_reason reason = fetch_object(run, &media->scratch, ref, file);
    media->weary = reason == FEED_SLOW || reason == FEED_STATUS ? media->weary + 1 : 0;
    if (reason == FEED_OK || ends_media(reason) || media->weary >= OBJECTS_WEARY_MAX) {
        return reason;
    }
    note_failed(run, media, ref, reason);
    return FEED_OK;
}

static enum feed_reason have_media_of(struct run *run, struct media *media,
                                      const struct content_record *record)
{
    const int64_t total = feed_verified_index(run->release)->media_count;
    enum feed_reason reason = FEED_OK;
    for (size_t i = 0; i < record->media.count && reason == FEED_OK; i++) {
        struct feed_ref ref;
        if (feed_media_ref(&record->media.items[i], &ref)) {
            reason = have_medium(run, media, &ref);
            media->done += media->done < total;
            run_progress(run, SYNC_MEDIA, media->done, total);
        }
    }
    return reason;
}

enum feed_reason objects_fetch_media(struct run *run)
{
    struct feed_reader *reader = feed_reader_create(run->release, objects_source(run));
    const struct content_record *record = NULL;
    feed_reader_media_only(reader);
    struct media media = {0};
    arena_init(&media.scratch, 0);
    run->result->media_missing = 0;
    run->result->media_reason = FEED_OK;
    enum feed_reason reason;
    while ((reason = feed_reader_next(reader, &record)) == FEED_OK && record) {
        reason = have_media_of(run, &media, record);
        if (reason != FEED_OK) {
            break;
        }
    }
    if (reason != FEED_OK && !record) {
        log_warn("sync", "the release is refused: %s", feed_reader_detail(reader));
    }
    arena_finish(&media.scratch);
    feed_reader_destroy(reader);
    return reason;
}

static enum feed_reason read_object(void *context, const struct feed_ref *ref,
                                    struct arena *arena, struct str *out_bytes)
{
    struct run *run = context;
    const char *file = object_file(run, arena, ref);
    if (file_read(arena, file, (size_t)ref->size_bytes + 1, out_bytes)) {
        return FEED_OK;
    }
    return errno == ENOENT ? FEED_MISSING : FEED_STORAGE;
}

struct feed_source objects_source(struct run *run)
{
    return (struct feed_source){.fetch = read_object, .context = run};
}
