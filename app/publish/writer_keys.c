#include <string.h>

#include "writer_internal.h"

enum { DAY_S = 86400 };

// ---- a new key set ----
static bool check_set(struct writer *writer, const struct publish_key_set *wish,
                      const struct feed_key_set *set)
{
    const size_t distinct = feed_keys_distinct(&set->keys);
    if (wish->count == 0 || wish->count > FEED_KEYS_MAX || distinct != wish->count) {
        return writer_fail(
            writer,
            "a key set has 1 to %d publishers, each with a key of its own; "
            "of the %zu named here %zu are different",
            FEED_KEYS_MAX, wish->count, distinct);
    }
    if (wish->threshold < 1 || wish->threshold > (int64_t)wish->count) {
        return writer_fail(writer, "%lld of %zu publishers cannot sign",
                           (long long)wish->threshold, wish->count);
    }
    return set->keys.set <= FEED_SETS_MAX ||
           writer_fail(writer, "there have been too many key sets");
}

// Kiosks follow a new set only when those sign it whom they trust now. Who that is under
// set 0, the settings alone say; the key of the present release is the best guess.
static bool old_key_signs(struct writer *writer, const struct writer_feed *feed)
{
    for (size_t i = 0; i < writer->signers->count; i++) {
        const struct minisign_public key = minisign_public_of(&writer->signers->keys[i]);
        const struct feed_keys one = {.items = &key, .count = 1};
        if (feed_keys_count(&one, feed->stable.bytes, feed->stable.signature)) {
            return true;
        }
    }
    return writer_fail(writer,
                       "no kiosk would follow: none of these keys signed what is "
                       "published now; give the key used so far with --key as well");
}

static bool begin_set(struct writer *writer, const struct writer_feed *feed,
                      const struct publish_key_set *wish, struct writer_set *out_set)
{
    struct writer_set set = {.new = true};
    set.set.feed_id = feed->stable.index.feed_id;
    set.set.keys = (struct feed_keys){.set = feed->set.keys.set + 1,
                                      .threshold = wish->threshold,
                                      .items = wish->keys,
                                      .count = wish->count};
    if (!check_set(writer, wish, &set.set) ||
        (feed->set.keys.set == 0 && !old_key_signs(writer, feed))) {
        return false;
    }
    set.bytes = feed_key_set_write(writer->arena, &set.set);
    *out_set = set;
    return true;
}

bool publish_keys(const char *feed_folder, const struct publish_key_set *wish,
                  const struct publish_signers *signers,
                  const struct publish_options *options,
                  struct publish_result *out_result)
{
    struct writer_session session;
    struct writer_set set;
    bool done = writer_begin(&session, feed_folder, options, out_result);
    struct writer *writer = &session.writer;
    const struct writer_feed *feed = &session.feed;
    writer->signers = signers;
    done = done && begin_set(writer, feed, wish, &set);
    if (done) {
        struct feed_index index = feed->stable.index;
        const int64_t life_s = options->expires_days ? options->expires_days * DAY_S
                                                     : index.expires - index.published;
        index.keys = set.set.keys.set;
        index.rollout = (struct feed_rollout){.there = false};
        index.published = index.version = options->now_s;
        index.expires = options->now_s + life_s;
        // Another attempt at the same set may be waiting.
        done = writer_next_version(writer, feed, index.keys, &index.version) &&
               writer_finish(writer, feed, &set, &index);
    }
    writer_end(&session);
    return done;
}

// ---- one more signature ----
static bool pending_set(struct writer *writer, const struct writer_feed *feed,
                        struct writer_set *out_set)
{
    const int64_t number = feed->pending.index.keys;
    struct feed_key_files files;
    struct writer_set set = {.set = feed->set};
    if (number == feed->set.keys.set) {
        *out_set = set;
        return true;
    }
    if (number != feed->set.keys.set + 1) {
        return writer_fail(writer,
                           "%s: what waits was made for other publishers; publish "
                           "again",
                           writer->folder);
    }
    set.new = true;
    if (!writer_read_set(writer, number, &set.set, &files)) {
        return false;
    }
    set.bytes = files.bytes;
    set.signature = files.signature;
    *out_set = set;
    return true;
}

static bool check_pending(struct writer *writer, const struct writer_feed *feed)
{
    const struct feed_index *index = &feed->pending.index;
    if (!feed->pending.there) {
        return writer_fail(writer, "%s: nothing waits for a signature", writer->folder);
    }
    if (!str_equal(index->feed_id, feed->stable.index.feed_id) ||
        (index->keys == feed->stable.index.keys &&
         index->version <= feed->stable.index.version)) {
        return writer_fail(writer,
                           "%s: what waits is older than what is published; "
                           "publish again",
                           writer->folder);
    }
    return index->expires > writer->options->now_s ||
           writer_fail(writer, "%s: what waits has expired meanwhile; publish again",
                       writer->folder);
}

bool publish_sign(const char *feed_folder, const struct publish_signers *signers,
                  const struct publish_options *options,
                  struct publish_result *out_result)
{
    struct writer_session session;
    struct writer_set set;
    bool done = writer_begin(&session, feed_folder, options, out_result);
    struct writer *writer = &session.writer;
    writer->signers = signers;
    done = done && check_pending(writer, &session.feed) &&
           pending_set(writer, &session.feed, &set) &&
           writer_finish_pending(writer, &session.feed, &set);
    writer_end(&session);
    return done;
}
