#include "publish/writer.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "writer_internal.h"

enum { DAY_S = 86400 };

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

static bool same_rollout(const struct feed_rollout *a, const struct feed_rollout *b)
{
    bool same =
        a->there == b->there && a->percent == b->percent && a->tag_count == b->tag_count;
    for (size_t i = 0; same && i < a->tag_count; i++) {
        same = str_equal(a->tags[i], b->tags[i]);
    }
    return same;
}

// Signed by those who sign now, or by enough of the key set.
static bool is_ours(const struct writer *writer, const struct writer_feed *feed,
                    const struct writer_release *old)
{
    if (old->index.keys) {
        return feed_keys_check(&feed->set.keys, old->bytes, old->signature) == FEED_OK;
    }
    for (size_t i = 0; i < writer->signers->count; i++) {
        const struct minisign_public key = minisign_public_of(&writer->signers->keys[i]);
        const struct feed_keys one = {.items = &key, .count = 1};
        if (!feed_keys_count(&one, old->bytes, old->signature)) {
            return false;
        }
    }
    return true;
}

// Unchanged and with at least half of its life before it: nothing to do.
static bool still_good(const struct writer *writer, const struct writer_feed *feed,
                       const struct writer_release *release,
                       const struct feed_index *next)
{
    const struct feed_index *old = &release->index;
    const int64_t life_s = old->expires - old->published;
    const int64_t left_s = old->expires - writer->options->now_s;
    return !writer->options->force && release->there && is_ours(writer, feed, release) &&
           sha256_equal(&old->root_hash, &next->root_hash) &&
           old->media_bytes == next->media_bytes &&
           old->media_count == next->media_count &&
           (!next->rollout.there || same_rollout(&old->rollout, &next->rollout)) &&
           left_s >= life_s - left_s;
}

static bool begin_index(struct writer *writer, const struct pack *pack,
                        const struct writer_feed *feed, struct feed_index *out_index)
{
    const struct publish_options *options = writer->options;
    const int64_t days =
        options->expires_days ? options->expires_days : PUBLISH_EXPIRES_DAYS;
    *out_index = (struct feed_index){.feed_id = pack->id,
                                     .keys = feed->set.keys.set,
                                     .rollout = options->rollout,
                                     .published = options->now_s,
                                     .expires = options->now_s + days * DAY_S};
    if (feed->stable.there && !str_equal(feed->stable.index.feed_id, pack->id)) {
        return writer_fail(writer,
                           "%s: holds the feed \"%.*s\", the pack is \"%.*s\"; choose "
                           "another folder",
                           writer->folder, STR_ARG(feed->stable.index.feed_id),
                           STR_ARG(pack->id));
    }
    if (options->rollout.there && !feed->stable.there) {
        return writer_fail(writer, "a candidate stands beside a version for everybody; "
                                   "publish one without --rollout first");
    }
    return writer_next_version(writer, feed, out_index->keys, &out_index->version);
}

static bool write_release(struct writer *writer, const struct pack *pack)
{
    struct writer_feed feed;
    struct feed_index next;
    struct content_record *records;
    if (!writer_read_feed(writer, &feed) || !begin_index(writer, pack, &feed, &next) ||
        !writer_media(writer, pack, &records)) {
        return false;
    }
    const struct feed_sink sink = {
        .put = sink_put, .find = writer_reuse_find, .context = writer};
    writer_reuse_open(writer, &feed.stable);
    const enum feed_reason reason =
        feed_build(writer->arena, records, pack->count, sink, &next);
    writer_reuse_close(writer);
    if (reason != FEED_OK) {
        return explain_build(writer, reason);
    }
    const struct writer_release *old =
        next.rollout.there ? &feed.candidate : &feed.stable;
    if (still_good(writer, &feed, old, &next)) {
        writer->result->unchanged = true;
        writer_describe(writer, &old->name, &old->index);
        return true;
    }
    struct writer_set set = {.set = feed.set};
    return writer_finish(writer, &feed, &set, &next);
}

static bool check_pack(struct writer *writer, const struct pack *pack)
{
    const struct feed_rollout *rollout = &writer->options->rollout;
    bool tags = rollout->tag_count <= FEED_TAGS_MAX;
    for (size_t i = 0; tags && i < rollout->tag_count; i++) {
        tags = feed_id_valid(rollout->tags[i]);
    }
    if (!tags || rollout->percent < 0 || rollout->percent > 100) {
        return writer_fail(writer,
                           "a candidate goes to 0 to 100 percent and at most %d "
                           "tags of a-z, 0-9, -",
                           FEED_TAGS_MAX);
    }
    return feed_id_valid(pack->id) ||
           writer_fail(writer,
                       "the pack's id \"%.*s\" is not made of 1 to %d of a-z, 0-9, -",
                       STR_ARG(pack->id), FEED_ID_MAX);
}

bool publish_write(const struct pack *pack, const char *feed_folder,
                   const struct publish_signers *signers,
                   const struct publish_options *options,
                   struct publish_result *out_result)
{
    struct arena arena;
    int lock = -1;
    *out_result = (struct publish_result){0};
    arena_init(&arena, 0);
    struct writer writer = {.arena = &arena,
                            .folder = feed_folder,
                            .signers = signers,
                            .options = options,
                            .result = out_result,
                            .total = pack->media_count + pack->count};
    const bool done = writer_check_options(&writer) && check_pack(&writer, pack) &&
                      writer_lock(&writer, &lock) && write_release(&writer, pack);
    if (lock >= 0) {
        file_unlock(lock);
    }
    arena_finish(&arena);
    return done;
}
