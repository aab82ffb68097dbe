// The writing side of the format, pure: records become chunk and node objects, given to a
// sink one by one, and an index. The same records give the same objects whatever came
// before.
#ifndef FEED_BUILD_H
#define FEED_BUILD_H

#include "content/record.h"
#include "feed/verify.h"

// Takes an object; `bytes` is borrowed for the call. false stops the build.
struct feed_sink {
    bool (*put)(void *context, const struct feed_ref *ref, struct str bytes);
    // May be NULL. An object made before that unpacks to text of this hash, in `arena`:
    // it is put again as it is, for compressing takes longest. false: there is none.
    bool (*find)(void *context, const struct sha256 *text, struct arena *arena,
                 struct feed_ref *out_ref, struct str *out_bytes);
    void *context;
};

// Record by record with flat memory: the records of one chunk, the names of the nodes and
// of the media are held. One thread. FEED_FORMAT: an id is invalid or does not rise, or a
// medium breaks the limits; FEED_LARGE: a record or the whole is over the limits;
// FEED_STORAGE: the sink stopped. A reason but FEED_OK is given again by every later
// call.
struct feed_builder;
struct feed_builder *feed_builder_create(struct feed_sink sink); // never NULL
void feed_builder_destroy(struct feed_builder *builder);         // accepts NULL
// `record` is borrowed for the call.
NODISCARD enum feed_reason feed_builder_add(struct feed_builder *builder,
                                            const struct content_record *record);
// The last record was added. Sets roots, root_count, root_hash, records and the media
// totals of *out_index, in `arena`; the caller adds feed id, version and times.
NODISCARD enum feed_reason feed_builder_finish(struct feed_builder *builder,
                                               struct arena *arena,
                                               struct feed_index *out_index);

// The same for records that are all at hand, in any order.
NODISCARD enum feed_reason feed_build(struct arena *arena,
                                      const struct content_record *records, size_t count,
                                      struct feed_sink sink,
                                      struct feed_index *out_index);

// The index file.
struct str feed_index_write(struct arena *arena, const struct feed_index *index);
// `latest`.
struct str feed_pointer_write(struct arena *arena, const struct feed_pointer *pointer);

#endif
