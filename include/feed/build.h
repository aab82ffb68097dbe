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
    void *context;
};

// Sets roots, root_count, root_hash, records and the media totals of *out_index, in
// `arena`; the caller adds feed id, version and times. FEED_FORMAT: an id is invalid or
// stands twice; FEED_LARGE: a record or the whole is over the limits; FEED_STORAGE: the
// sink stopped.
NODISCARD enum feed_reason feed_build(struct arena *arena,
                                      const struct content_record *records, size_t count,
                                      struct feed_sink sink,
                                      struct feed_index *out_index);

// The index file.
struct str feed_index_write(struct arena *arena, const struct feed_index *index);
// `latest`.
struct str feed_pointer_write(struct arena *arena, const struct sha256 *index_name);

#endif
