// What the sources of feed share.
#ifndef FEED_INTERNAL_H
#define FEED_INTERNAL_H

#include "content/value.h"
#include "feed/object.h"

enum {
    FEED_ROOTS_MAX = 2000,
    FEED_CHUNKS_MAX = 2000
}; // entries of an index and of a node

// A list of {"hash","records","size"} objects; sizes 1..size_max, records 1..records_max.
NODISCARD enum feed_reason feed_refs_from_value(struct arena *arena,
                                                const struct value *list,
                                                const struct feed_ref *limits,
                                                const struct feed_ref **out_refs);
// Appends the canonical JSON of such a list.
void feed_refs_write(struct buffer *buffer, const struct feed_ref *refs, size_t count);

// Sum of the records; -1 when it passes FEED_RECORDS_MAX.
int64_t feed_refs_records(const struct feed_ref *refs, size_t count);

#endif
