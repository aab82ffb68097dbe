#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "writer_internal.h"

size_t writer_missing(const struct feed_keys *keys, struct str bytes, struct str bundle)
{
    const size_t wanted = keys->threshold > 1 ? (size_t)keys->threshold : 1;
    // Who set 0 is, only the kiosks' settings know; one signature must be there.
    const size_t have = keys->set ? feed_keys_count(keys, bytes, bundle) : bundle.len > 0;
    return have < wanted ? wanted - have : 0;
}

static bool is_member(const struct feed_keys *keys, const struct minisign_public *key)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (memcmp(&keys->items[i], key, sizeof(*key)) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_signed(const struct minisign_public *key, struct str bytes,
                       struct str bundle)
{
    const struct feed_keys one = {.items = key, .count = 1};
    return feed_keys_count(&one, bytes, bundle) > 0;
}

// What is to be signed, and by whom.
struct paper {
    struct str bytes, bundle; // signatures so far
    const char *name;         // of the file, in the trusted comment
    int64_t time_s;
    const struct feed_keys *keys, *more; // who may sign; set 0: anybody
};

// The bundle with those signatures of the signers that it lacks.
static struct str add_signatures(struct writer *writer, const struct paper *paper)
{
    struct buffer buffer;
    const struct str comment =
        arena_printf(writer->arena, "timestamp:%lld\tfile:%s\thashed",
                     (long long)paper->time_s, paper->name);
    buffer_init(&buffer, 0);
    buffer_add(&buffer, paper->bundle);
    for (size_t i = 0; i < writer->signers->count; i++) {
        const struct minisign_secret *key = &writer->signers->keys[i];
        const struct minisign_public public = minisign_public_of(key);
        const bool may = paper->keys->set == 0 || is_member(paper->keys, &public) ||
                         (paper->more && is_member(paper->more, &public));
        if (may && !has_signed(&public, paper->bytes, buffer_view(&buffer))) {
            buffer_add(&buffer, minisign_sign(writer->arena, key, paper->bytes, comment));
        }
    }
    const struct str bundle = arena_str(writer->arena, buffer_view(&buffer));
    buffer_finish(&buffer);
    return bundle;
}

bool writer_next_version(struct writer *writer, const struct writer_feed *feed,
                         int64_t key_set, int64_t *out_version)
{
    const struct writer_release *releases[] = {&feed->stable, &feed->candidate,
                                               &feed->pending};
    int64_t version = writer->options->now_s;
    for (size_t i = 0; i < 3; i++) {
        const struct feed_index *index = &releases[i]->index;
        if (!releases[i]->there || index->keys != key_set || index->version < version) {
            continue;
        }
        if (index->version == INT64_MAX) {
            return writer_fail(writer,
                               "%s: has no version left; begin a new key set with "
                               "`foyerctl keys`, versions count anew under it",
                               writer->folder);
        }
        version = index->version + 1;
    }
    *out_version = version;
    return true;
}

void writer_describe(struct writer *writer, const struct sha256 *name,
                     const struct feed_index *index)
{
    struct publish_result *result = writer->result;
    result->version = index->version;
    result->expires = index->expires;
    result->records = (size_t)index->records;
    result->media = (size_t)index->media_count;
    result->candidate = index->rollout.there;
    result->key_set = index->keys;
    sha256_to_hex(name, result->index_hex);
    sha256_to_hex(&index->root_hash, result->root_hex);
}

// Somebody whose signature nobody would count has the wrong key at hand, or the wrong
// feed.
static bool check_signers(struct writer *writer, const struct writer_feed *feed,
                          const struct writer_set *set)
{
    if (set->set.keys.set == 0 || (set->new && feed->set.keys.set == 0)) {
        return true;
    }
    for (size_t i = 0; i < writer->signers->count; i++) {
        const struct minisign_public key = minisign_public_of(&writer->signers->keys[i]);
        if (!is_member(&set->set.keys, &key) &&
            !(set->new &&is_member(&feed->set.keys, &key))) {
            return writer_fail(
                writer,
                "the key %.*s is not one of this feed's publishers (key set %lld), and "
                "kiosks would not count it; `foyerctl keys %s` shows who is",
                STR_ARG(minisign_key_name(writer->arena, key.key_id)),
                (long long)set->set.keys.set, writer->folder);
        }
    }
    return true;
}

static bool sign_set(struct writer *writer, const struct writer_feed *feed,
                     struct writer_set *set)
{
    char path[FEED_PATH_SIZE], signature_path[FEED_PATH_SIZE];
    feed_key_set_path(set->set.keys.set, path);
    feed_key_set_signature_path(set->set.keys.set, signature_path);
    const struct paper paper = {.bytes = set->bytes,
                                .bundle = set->signature,
                                .name = strrchr(path, '/') + 1,
                                .time_s = writer->options->now_s,
                                .keys = &feed->set.keys,
                                .more = &set->set.keys};
    set->signature = add_signatures(writer, &paper);
    return writer_put_file(writer, path, set->bytes) &&
           writer_put_file(writer, signature_path, set->signature);
}

static void count_missing(struct writer *writer, const struct writer_feed *feed,
                          const struct writer_set *set,
                          const struct writer_release *release)
{
    struct publish_result *result = writer->result;
    result->threshold = set->set.keys.threshold;
    result->missing = writer_missing(&set->set.keys, release->bytes, release->signature);
    if (set->new) {
        const size_t of_set = writer_missing(&set->set.keys, set->bytes, set->signature);
        result->missing = of_set > result->missing ? of_set : result->missing;
        result->missing_before =
            writer_missing(&feed->set.keys, set->bytes, set->signature);
    }
}

static bool drop_pending(struct writer *writer)
{
    const char *path = path_join(writer->arena, writer->folder, WRITER_PENDING_PATH);
    return writer->options->dry_run || unlink(path) == 0 || errno == ENOENT ||
           writer_fail(writer, "%s: cannot be removed: %s", path, strerror(errno));
}

static bool sign_release(struct writer *writer, const struct writer_feed *feed,
                         struct writer_set *set, struct writer_release *release,
                         const struct feed_pointer *next)
{
    char path[FEED_PATH_SIZE], signature_path[FEED_PATH_SIZE];
    feed_index_path(&release->name, path);
    feed_signature_path(&release->name, signature_path);
    const struct paper paper = {.bytes = release->bytes,
                                .bundle = release->signature,
                                .name = strrchr(path, '/') + 1,
                                .time_s = release->index.version,
                                .keys = &set->set.keys};
    release->signature = add_signatures(writer, &paper);
    writer_describe(writer, &release->name, &release->index);
    if ((set->new && !sign_set(writer, feed, set)) ||
        !writer_put_file(writer, path, release->bytes) ||
        !writer_put_file(writer, signature_path, release->signature)) {
        return false;
    }
    count_missing(writer, feed, set, release);
    const struct str pointer = feed_pointer_write(writer->arena, next);
    if (writer->result->missing || writer->result->missing_before) {
        return writer_put_file(writer, WRITER_PENDING_PATH, pointer);
    }
    writer->result->candidate_dropped = feed->candidate.there && !next->has_candidate;
    return writer_put_pointer(writer, pointer, release->index.version) &&
           drop_pending(writer);
}

bool writer_finish(struct writer *writer, const struct writer_feed *feed,
                   struct writer_set *set, const struct feed_index *index)
{
    struct writer_release release = {.index = *index};
    release.bytes = feed_index_write(writer->arena, index);
    release.name = sha256_of(release.bytes);
    struct feed_pointer next = {.stable = release.name};
    if (index->rollout.there) {
        next = (struct feed_pointer){.stable = feed->latest.stable,
                                     .candidate = release.name,
                                     .has_candidate = true};
    }
    writer->result->pending_dropped =
        feed->pending.there && !sha256_equal(&feed->pending.name, &release.name);
    return check_signers(writer, feed, set) &&
           sign_release(writer, feed, set, &release, &next);
}

bool writer_finish_pending(struct writer *writer, const struct writer_feed *feed,
                           struct writer_set *set)
{
    struct writer_release release = feed->pending;
    struct feed_pointer next = feed->next;
    // Another candidate may have become the stable version meanwhile.
    if (next.has_candidate) {
        next.stable = feed->latest.stable;
    }
    return check_signers(writer, feed, set) &&
           sign_release(writer, feed, set, &release, &next);
}
