// What the sources of the feed writer share.
#ifndef PUBLISH_WRITER_INTERNAL_H
#define PUBLISH_WRITER_INTERNAL_H

#include "feed/build.h"
#include "publish/feed.h"

// `latest` as it will be once enough have signed; in the feed's folder.
#define WRITER_PENDING_PATH "pending"

// The nodes and chunks of a release that is there, by what they unpack to.
struct writer_reuse {
    struct writer_object *objects;
    size_t count, capacity;
};

struct writer {
    struct arena *arena;
    const char *folder;
    const struct publish_signers *signers;
    const struct publish_options *options;
    struct publish_result *result; // counts and error
    size_t done, total;
    bool writing_media;
    struct writer_reuse reuse;
};

// Sets result->error; always false.
bool writer_fail(struct writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void writer_progress(struct writer *writer, size_t more, struct str what);

// ---- writer_files.c ----
// An object under its hash, unless it is there already and sound.
NODISCARD bool writer_put_object(struct writer *writer, const struct feed_ref *ref,
                                 struct str bytes);
// `path` relative to the feed's folder.
NODISCARD bool writer_put_file(struct writer *writer, const char *path, struct str bytes);
// `latest`; its modification time rises, from `version` on, before it is to be seen.
NODISCARD bool writer_put_pointer(struct writer *writer, struct str bytes,
                                  int64_t version);
bool writer_get(struct writer *writer, const char *path, size_t limit_bytes,
                struct str *out_bytes);
// The object is there and sound.
bool writer_has_object(struct writer *writer, const struct feed_ref *ref,
                       struct arena *arena, struct str *out_bytes);

// Lets the record's media name objects instead of files; `refs` by pack->media. false:
// one is none of the pack's.
NODISCARD bool writer_name_media(struct arena *arena, const struct pack *pack,
                                 const struct feed_ref *refs,
                                 struct content_record *record);
// The pack's records with their media hashed and put.
NODISCARD bool writer_media(struct writer *writer, const struct pack *pack,
                            struct content_record **out_records);

// ---- writer_feed.c: what the folder holds ----
struct writer_release {
    bool there; // a readable index
    struct sha256 name;
    struct feed_index index;
    struct str bytes, signature; // as they stand
};
struct writer_feed {
    struct writer_release stable, candidate; // what `latest` names
    struct writer_release pending;           // waits for signatures
    struct feed_pointer latest, next;        // as it is, and once they are there
    struct feed_key_set set; // that kiosks are to trust now; of set 0 nothing is known
};
// false: result->error; a folder without `latest` is an empty feed.
NODISCARD bool writer_read_feed(struct writer *writer, struct writer_feed *out_feed);
bool writer_read_release(struct writer *writer, const struct sha256 *name,
                         struct writer_release *out_release);
NODISCARD bool writer_read_set(struct writer *writer, int64_t set,
                               struct feed_key_set *out_set,
                               struct feed_key_files *out_files);
// ---- writer_reuse.c ----
// Faults of the release before only cost time.
void writer_reuse_open(struct writer *writer, const struct writer_release *before);
void writer_reuse_close(struct writer *writer); // accepts one never opened
// `find` of struct feed_sink; the context is the writer.
bool writer_reuse_find(void *context, const struct sha256 *text, struct arena *arena,
                       struct feed_ref *out_ref, struct str *out_bytes);

// Checks options, makes sure that the folder is a feed, locks it, reads it. `finish` in
// every case.
struct writer_session {
    struct arena arena;
    struct writer writer;
    struct writer_feed feed;
    int lock;
};
NODISCARD bool writer_begin(struct writer_session *session, const char *folder,
                            const struct publish_options *options,
                            struct publish_result *out_result);
void writer_end(struct writer_session *session);
NODISCARD bool writer_lock(struct writer *writer, int *out_lock);
NODISCARD bool writer_check_options(struct writer *writer);

// ---- writer_sign.c: signatures, and when `latest` may move ----
// The key set that an index is signed under; `new`: it is new too, and needs signatures.
struct writer_set {
    struct feed_key_set set;
    bool new;
    struct str bytes, signature; // of a new one
};
// The version after all that the folder holds under this key set.
NODISCARD bool writer_next_version(struct writer *writer, const struct writer_feed *feed,
                                   int64_t key_set, int64_t *out_version);
// Signs and writes; `next` is what `latest` will say.
NODISCARD bool writer_finish(struct writer *writer, const struct writer_feed *feed,
                             struct writer_set *set, const struct feed_index *index);
// The same for an index that waits, whose signatures so far stay.
NODISCARD bool writer_finish_pending(struct writer *writer,
                                     const struct writer_feed *feed,
                                     struct writer_set *set);
void writer_describe(struct writer *writer, const struct sha256 *name,
                     const struct feed_index *index);
// How many must still sign; of a bundle that is empty all.
size_t writer_missing(const struct feed_keys *keys, struct str bytes, struct str bundle);

#endif
