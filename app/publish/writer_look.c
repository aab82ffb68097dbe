#include <stdio.h>

#include "writer_internal.h"

static struct publish_release release_of(const struct writer_release *release)
{
    const struct feed_index *index = &release->index;
    return (struct publish_release){.there = release->there,
                                    .version = index->version,
                                    .expires = index->expires,
                                    .records = index->records,
                                    .key_set = index->keys,
                                    .rollout = index->rollout};
}

static void count_missing(struct writer *writer, const struct writer_feed *feed,
                          struct publish_overview *overview)
{
    struct feed_key_set set = feed->set;
    struct feed_key_files files;
    const struct writer_release *pending = &feed->pending;
    overview->new_keys = pending->index.keys != feed->set.keys.set;
    if (overview->new_keys &&
        writer_read_set(writer, pending->index.keys, &set, &files)) {
        overview->missing_before =
            writer_missing(&feed->set.keys, files.bytes, files.signature);
    }
    overview->missing = writer_missing(&set.keys, pending->bytes, pending->signature);
}

bool publish_look(struct arena *arena, const char *feed_folder,
                  struct publish_overview *out_overview, char out_error[300])
{
    struct publish_result result = {.error = ""};
    struct writer_feed feed;
    struct writer writer = {.arena = arena, .folder = feed_folder, .result = &result};
    bool done = writer_read_feed(&writer, &feed);
    if (done && !feed.stable.there) {
        done = writer_fail(&writer, "%s: holds no feed", feed_folder);
    }
    if (!done) {
        (void)snprintf(out_error, 300, "%s", result.error);
        return false;
    }
    *out_overview = (struct publish_overview){.feed_id = feed.stable.index.feed_id,
                                              .keys = feed.set.keys,
                                              .stable = release_of(&feed.stable),
                                              .candidate = release_of(&feed.candidate),
                                              .pending = release_of(&feed.pending)};
    if (feed.pending.there) {
        count_missing(&writer, &feed, out_overview);
    }
    return true;
}
