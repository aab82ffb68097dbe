#include <string.h>

#include "base/file.h"
#include "feed/reader.h"
#include "writer_internal.h"

enum { DAY_S = 86400 };

bool publish_promote(const char *feed_folder, const struct publish_options *options,
                     struct publish_result *out_result)
{
    struct writer_session session;
    bool done = writer_begin(&session, feed_folder, options, out_result);
    struct writer *writer = &session.writer;
    const struct writer_release *candidate = &session.feed.candidate;
    if (done && !candidate->there) {
        done = writer_fail(writer,
                           "%s: no candidate is on trial; `foyerctl publish "
                           "--rollout 10` begins one",
                           feed_folder);
    }
    if (done && candidate->index.expires <= options->now_s) {
        done = writer_fail(writer, "%s: the candidate has expired; publish it again",
                           feed_folder);
    }
    if (done) {
        const struct feed_pointer pointer = {.stable = candidate->name};
        writer_describe(writer, &candidate->name, &candidate->index);
        done = writer_put_pointer(writer, feed_pointer_write(writer->arena, &pointer),
                                  candidate->index.version);
    }
    writer_end(&session);
    return done;
}

// ---- recall ----
struct search {
    const struct publish_recall *wish;
    const struct writer_feed *feed;
    struct feed_keys keys;       // whose versions may be taken
    struct writer_release found; // the best so far
    bool foreign;                // the version wished for is there, but not by these keys
};

// Versions count under their key set.
static int compare_releases(const struct feed_index *a, const struct feed_index *b)
{
    if (a->keys != b->keys) {
        return a->keys < b->keys ? -1 : 1;
    }
    return a->version < b->version ? -1 : a->version > b->version;
}

static bool is_wanted(const struct search *search, const struct feed_index *index)
{
    const struct writer_feed *feed = search->feed;
    const struct feed_index *shown = &feed->stable.index;
    if (!str_equal(index->feed_id, shown->feed_id)) {
        return false;
    }
    if (search->wish->version) {
        return index->version == search->wish->version;
    }
    if (feed->candidate.there) {
        return compare_releases(index, shown) == 0;
    }
    return compare_releases(index, shown) < 0 && !index->rollout.there &&
           !sha256_equal(&index->root_hash, &shown->root_hash);
}

// Enough had signed it, so that kiosks could see it.
static bool was_signed(struct writer *writer, const struct writer_release *release)
{
    char path[FEED_PATH_SIZE];
    struct str bytes;
    struct feed_key_set set;
    if (!release->index.keys) {
        return true;
    }
    feed_key_set_path(release->index.keys, path);
    return writer_get(writer, path, FEED_KEY_SET_MAX, &bytes) &&
           feed_key_set_parse(writer->arena, bytes, &set) == FEED_OK &&
           feed_keys_check(&set.keys, release->bytes, release->signature) == FEED_OK;
}

static void consider(struct writer *writer, struct search *search, struct str name)
{
    struct sha256 hash;
    struct writer_release release;
    if (!str_ends_with(name, STR(".json")) ||
        !sha256_from_hex(str_slice(name, 0, name.len - 5), &hash) ||
        !writer_read_release(writer, &hash, &release) ||
        !is_wanted(search, &release.index) ||
        (!search->wish->version && !was_signed(writer, &release))) {
        return;
    }
    // Whoever can write into the folder could lay a version of his own there.
    if (!feed_keys_count(&search->keys, release.bytes, release.signature)) {
        search->foreign = true;
        return;
    }
    if (!search->found.there ||
        compare_releases(&search->found.index, &release.index) < 0) {
        search->found = release;
    }
}

static struct feed_keys keys_of(struct writer *writer, const struct publish_recall *wish)
{
    const size_t count = writer->signers->count + wish->trust_count;
    struct minisign_public *items =
        ARENA_ARRAY(writer->arena, struct minisign_public, count + 1);
    for (size_t i = 0; i < writer->signers->count; i++) {
        items[i] = minisign_public_of(&writer->signers->keys[i]);
    }
    for (size_t i = 0; i < wish->trust_count; i++) {
        items[writer->signers->count + i] = wish->trust[i];
    }
    return (struct feed_keys){.items = items, .count = count};
}

static bool find_release(struct writer *writer, struct search *search)
{
    struct folder_list list = {0};
    const char *folder = path_join(writer->arena, writer->folder, "i");
    search->keys = keys_of(writer, search->wish);
    if (!folder_read(writer->arena, folder, &list)) {
        return writer_fail(writer, "%s: cannot be read", folder);
    }
    for (size_t i = 0; i < list.count; i++) {
        consider(writer, search, list.names[i]);
    }
    if (search->found.there) {
        return true;
    }
    if (search->foreign) {
        return writer_fail(writer, "an older version is there, but none of these keys "
                                   "signed it; if it is right, name the key that did "
                                   "with --trust KEY.pub");
    }
    return search->wish->version
               ? writer_fail(writer, "%s: holds no version %lld", writer->folder,
                             (long long)search->wish->version)
               : writer_fail(writer, "%s: holds no older content", writer->folder);
}

// ---- all that it needs must still be there ----
static bool chunk_whole(struct writer *writer, const struct feed_ref *ref)
{
    struct arena arena;
    struct str bytes, lines, line;
    arena_init(&arena, 0);
    bool whole = writer_has_object(writer, ref, &arena, &bytes) &&
                 feed_chunk_unpack(&arena, ref, bytes, &lines) == FEED_OK;
    while (whole && str_cut(&lines, '\n', &line)) {
        struct content_record record;
        struct content_error error;
        if (!line.len || !content_record_parse(&arena, line, &record, &error)) {
            continue; // of a kind that is not known: kiosks leave it out
        }
        for (size_t i = 0; i < record.media.count && whole; i++) {
            struct feed_ref media;
            whole = !feed_media_ref(&record.media.items[i], &media) ||
                    writer_has_object(writer, &media, &arena, &bytes);
        }
    }
    arena_finish(&arena);
    return whole;
}

static bool node_whole(struct writer *writer, const struct feed_ref *ref)
{
    struct arena arena;
    struct str bytes;
    struct feed_refs chunks = {0};
    arena_init(&arena, 0);
    bool whole = writer_has_object(writer, ref, &arena, &bytes) &&
                 feed_node_parse(&arena, ref, bytes, &chunks) == FEED_OK;
    for (size_t i = 0; i < chunks.count && whole; i++) {
        whole = chunk_whole(writer, &chunks.items[i]);
        writer_progress(writer, (size_t)chunks.items[i].records, STR("records"));
    }
    arena_finish(&arena);
    return whole;
}

static bool check_whole(struct writer *writer, const struct feed_index *index)
{
    writer->total = (size_t)index->records;
    for (size_t i = 0; i < index->root_count; i++) {
        if (!node_whole(writer, &index->roots[i])) {
            return writer_fail(writer,
                               "version %lld cannot be shown again: some of its objects "
                               "are missing or damaged",
                               (long long)index->version);
        }
    }
    return true;
}

bool publish_recall(const char *feed_folder, const struct publish_recall *wish,
                    const struct publish_signers *signers,
                    const struct publish_options *options,
                    struct publish_result *out_result)
{
    struct writer_session session;
    bool done = writer_begin(&session, feed_folder, options, out_result);
    struct writer *writer = &session.writer;
    writer->signers = signers;
    struct search search = {.wish = wish, .feed = &session.feed};
    done =
        done && find_release(writer, &search) && check_whole(writer, &search.found.index);
    if (done) {
        struct writer_set set = {.set = session.feed.set};
        struct feed_index index = search.found.index;
        out_result->recalled = index.version;
        const int64_t days =
            options->expires_days ? options->expires_days : PUBLISH_EXPIRES_DAYS;
        index.keys = set.set.keys.set;
        index.rollout = (struct feed_rollout){.there = false};
        index.published = options->now_s;
        index.expires = options->now_s + days * DAY_S;
        done = writer_next_version(writer, &session.feed, index.keys, &index.version) &&
               writer_finish(writer, &session.feed, &set, &index);
    }
    writer_end(&session);
    return done;
}
