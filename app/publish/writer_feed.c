#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "writer_internal.h"

static const int64_t now_max_s = INT64_C(250000000000); // of the year 9892
enum { EXPIRES_DAYS_MAX = 3650 };

bool writer_check_options(struct writer *writer)
{
    const struct publish_options *options = writer->options;
    if (options->now_s < 1 || options->now_s > now_max_s) {
        return writer_fail(writer, "the time %lld is no time to publish at",
                           (long long)options->now_s);
    }
    return (options->expires_days >= 0 && options->expires_days <= EXPIRES_DAYS_MAX) ||
           writer_fail(writer, "a release may last 1 to %d days, not %lld",
                       EXPIRES_DAYS_MAX, (long long)options->expires_days);
}

// A dry run touches nothing, so it needs no lock.
bool writer_lock(struct writer *writer, int *out_lock)
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

bool writer_read_release(struct writer *writer, const struct sha256 *name,
                         struct writer_release *out_release)
{
    struct writer_release release = {.name = *name};
    char path[FEED_PATH_SIZE];
    *out_release = release;
    feed_index_path(name, path);
    if (!writer_get(writer, path, FEED_INDEX_MAX, &release.bytes)) {
        return false;
    }
    const struct sha256 hash = sha256_of(release.bytes);
    if (!sha256_equal(&hash, name) ||
        feed_index_parse(writer->arena, release.bytes, &release.index) != FEED_OK) {
        return false;
    }
    feed_signature_path(name, path);
    if (!writer_get(writer, path, FEED_SIGNATURE_MAX, &release.signature)) {
        release.signature = (struct str){0};
    }
    release.there = true;
    *out_release = release;
    return true;
}

bool writer_read_set(struct writer *writer, int64_t set, struct feed_key_set *out_set,
                     struct feed_key_files *out_files)
{
    char path[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    struct feed_key_set read;
    struct feed_key_files files = {.set = set};
    feed_key_set_path(set, path);
    feed_key_set_signature_path(set, signature);
    if (!writer_get(writer, path, FEED_KEY_SET_MAX, &files.bytes) ||
        feed_key_set_parse(writer->arena, files.bytes, &read) != FEED_OK ||
        read.keys.set != set) {
        return writer_fail(writer,
                           "%s/%s is missing or damaged: it says who may publish; bring "
                           "it back from a copy of the feed",
                           writer->folder, path);
    }
    if (!writer_get(writer, signature, FEED_SIGNATURE_MAX, &files.signature)) {
        files.signature = (struct str){0};
    }
    *out_set = read;
    *out_files = files;
    return true;
}

static void read_pointer(struct writer *writer, const char *path,
                         struct feed_pointer *out_pointer, bool *out_there)
{
    struct str text;
    *out_there = writer_get(writer, path, FEED_POINTER_MAX, &text) &&
                 feed_pointer_parse(text, out_pointer) == FEED_OK;
}

bool writer_read_feed(struct writer *writer, struct writer_feed *out_feed)
{
    struct writer_feed feed = {.latest = {.has_candidate = false}};
    struct feed_key_files files;
    bool there = false, waits = false;
    read_pointer(writer, FEED_POINTER_PATH, &feed.latest, &there);
    read_pointer(writer, WRITER_PENDING_PATH, &feed.next, &waits);
    if (there && !writer_read_release(writer, &feed.latest.stable, &feed.stable)) {
        log_warn("publish", "%s: its present index is unreadable and counts for nothing",
                 writer->folder);
    }
    if (there && feed.latest.has_candidate) {
        (void)writer_read_release(writer, &feed.latest.candidate, &feed.candidate);
    }
    if (waits) {
        (void)writer_read_release(
            writer, feed.next.has_candidate ? &feed.next.candidate : &feed.next.stable,
            &feed.pending);
    }
    feed.set = (struct feed_key_set){.feed_id = feed.stable.index.feed_id,
                                     .keys = {.threshold = 1}};
    if (feed.stable.index.keys > 0 &&
        !writer_read_set(writer, feed.stable.index.keys, &feed.set, &files)) {
        return false;
    }
    *out_feed = feed;
    return true;
}

bool writer_begin(struct writer_session *session, const char *folder,
                  const struct publish_options *options,
                  struct publish_result *out_result)
{
    *out_result = (struct publish_result){0};
    *session = (struct writer_session){.lock = -1};
    arena_init(&session->arena, 0);
    struct writer *writer = &session->writer;
    writer->arena = &session->arena;
    writer->folder = folder;
    writer->options = options;
    writer->result = out_result;
    if (!file_exists(path_join(writer->arena, folder, FEED_POINTER_PATH))) {
        return writer_fail(writer, "%s: holds no feed yet; `foyerctl publish` makes one",
                           folder);
    }
    if (!writer_check_options(writer) || !writer_lock(writer, &session->lock) ||
        !writer_read_feed(writer, &session->feed)) {
        return false;
    }
    return session->feed.stable.there ||
           writer_fail(writer,
                       "%s: its present index is missing or damaged; publish "
                       "again",
                       folder);
}

void writer_end(struct writer_session *session)
{
    if (session->lock >= 0) {
        file_unlock(session->lock);
    }
    arena_finish(&session->arena);
}
