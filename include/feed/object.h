// Names and limits of a feed's files. Names are hashes; nothing a server says becomes a
// path. Pure; any thread.
#ifndef FEED_OBJECT_H
#define FEED_OBJECT_H

#include "crypto/hash.h"
#include "feed/reason.h"

#define FEED_SPEC          1
#define FEED_ID_MAX        64         // [a-z0-9-], 1..64
#define FEED_POINTER_MAX   256        // bytes of `latest`
#define FEED_INDEX_MAX     (1 << 20)  // bytes
#define FEED_NODE_MAX      (1 << 19)  // bytes, compressed
#define FEED_NODE_RAW_MAX  (1 << 18)  // bytes, decompressed
#define FEED_CHUNK_MAX     (2 << 20)  // bytes, compressed
#define FEED_CHUNK_RAW_MAX (1 << 20)  // bytes, decompressed
#define FEED_CHUNK_RECORDS 4096       // records in a chunk at most
#define FEED_RECORDS_MAX   1000000    // records in a release at most
#define FEED_MEDIA_MAX     (64 << 20) // bytes of one media object
#define FEED_PATH_SIZE     96         // bytes of any path below, NUL included

// An object as its parent lists it.
struct feed_ref {
    struct sha256 hash;
    int64_t size_bytes; // as stored, 1..cap
    int64_t records;    // records in and below it
};

// Paths relative to the feed's address or folder.
#define FEED_POINTER_PATH "latest"
// "o/ab/abcd...", "i/abcd....json", "i/abcd....json.minisig"
void feed_object_path(const struct sha256 *hash, char out_path[FEED_PATH_SIZE]);
void feed_index_path(const struct sha256 *hash, char out_path[FEED_PATH_SIZE]);
void feed_signature_path(const struct sha256 *hash, char out_path[FEED_PATH_SIZE]);

// A feed's or record's id: [a-z0-9-], 1..64 bytes.
bool feed_id_valid(struct str id);

// The bytes are what `ref` names: FEED_SHORT, FEED_LARGE or FEED_HASH when not.
NODISCARD enum feed_reason feed_object_check(const struct feed_ref *ref,
                                             struct str bytes);

#endif
