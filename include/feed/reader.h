// The records of a verified release, one after the other, with flat memory: at most one
// node, one chunk and one record are held. One thread.
//
//     struct feed_reader *reader = feed_reader_create(release, source);
//     const struct content_record *record;
//     enum feed_reason reason;
//     while ((reason = feed_reader_next(reader, &record)) == FEED_OK && record)
//         use(record);
//     feed_reader_destroy(reader); // reason != FEED_OK: the whole release is refused
#ifndef FEED_READER_H
#define FEED_READER_H

#include "content/record.h"
#include "feed/verify.h"

// Where objects come from. `fetch` puts the bytes into `arena`; it need not check hash or
// size (the reader does) but must not load more than ref->size_bytes + 1. It returns
// FEED_OK, or the reason (FEED_MISSING, FEED_STORAGE, ...) with which the reader then
// stops.
struct feed_source {
    enum feed_reason (*fetch)(void *context, const struct feed_ref *ref,
                              struct arena *arena, struct str *out_bytes);
    void *context;
};

struct feed_reader;

// Borrows `release` until destroy. Never NULL.
struct feed_reader *feed_reader_create(const struct feed_verified *release,
                                       struct feed_source source);
void feed_reader_destroy(struct feed_reader *reader); // accepts NULL

// From now on records that cannot name a medium are passed over without a look at their
// JSON, for who only wants to know the media: ten times as fast. Before the first call of
// feed_reader_next.
void feed_reader_media_only(struct feed_reader *reader);

// The next record by id, borrowed until the next call; NULL at the end. Every reason but
// FEED_OK refuses the whole release, and every later call gives it again. Records name
// their media by sha256 and size_bytes; feed_media_ref() turns one into an object to
// fetch.
NODISCARD enum feed_reason feed_reader_next(struct feed_reader *reader,
                                            const struct content_record **out_record);
// Records that are sound JSON but break a rule of their kind, or are of a kind this
// program does not know: they are left out and counted, and the others are shown.
size_t feed_reader_skipped(const struct feed_reader *reader);
// Why the last call refused, or why the last record was skipped, for the log: never NULL,
// borrowed until destroy.
const char *feed_reader_detail(const struct feed_reader *reader);

// false: the medium is not published (no hash) or breaks the limits.
NODISCARD bool feed_media_ref(const struct content_media *media,
                              struct feed_ref *out_ref);

// ---- one object at a time, for who fetches ahead ----
struct feed_refs {
    const struct feed_ref *items;
    size_t count;
};
// Checks size and hash, then unpacks a node into JSON in `arena`, of which nothing else
// is checked.
NODISCARD enum feed_reason feed_node_unpack(struct arena *arena,
                                            const struct feed_ref *node, struct str bytes,
                                            struct str *out_json);
// The same, then lists its chunks in `arena`.
NODISCARD enum feed_reason feed_node_parse(struct arena *arena,
                                           const struct feed_ref *node, struct str bytes,
                                           struct feed_refs *out_chunks);
// Checks size and hash, then unpacks a chunk into NDJSON in `arena`.
NODISCARD enum feed_reason feed_chunk_unpack(struct arena *arena,
                                             const struct feed_ref *chunk,
                                             struct str bytes, struct str *out_ndjson);

#endif
