// From the bytes a server gave to a release that may be shown. Pure: no clock, file,
// network. Order: pointer, index name, signature over the bytes as received, JSON limits,
// spec version, feed id, version, expiry. Any thread.
#ifndef FEED_VERIFY_H
#define FEED_VERIFY_H

#include "base/arena.h"
#include "crypto/minisign.h"
#include "feed/object.h"

// What an index says. Made by feed_index_parse() it is only a claim.
struct feed_index {
    struct str feed_id;
    int64_t version, published, expires; // UTC seconds; version = published, or last + 1
    struct sha256 root_hash;             // SHA-256 of the `roots` array as published
    const struct feed_ref *roots;        // node objects, in order of record ids
    size_t root_count;
    int64_t records;                  // in the whole release
    int64_t media_count, media_bytes; // distinct media objects
};

// What the reader trusts.
struct feed_trust {
    const struct minisign_public *keys; // any one suffices
    size_t key_count;
    struct str feed_id;       // empty: not known yet, any is taken
    int64_t version;          // the trusted version, 0: none yet
    struct sha256 index_hash; // name of the index of that version (used when version > 0)
    int64_t now_s;            // UTC seconds, 0: unknown, expiry is not judged
};

// A release whose signature was checked. Only feed_verify() makes one.
struct feed_verified;

// The first line of `latest`; further lines of printable ASCII are left to later
// versions.
NODISCARD enum feed_reason feed_pointer_parse(struct str pointer,
                                              struct sha256 *out_index);

// What a server gave; nothing of it is trusted.
struct feed_files {
    struct sha256 name;          // of the index, as the pointer named it
    struct str index, signature; // the bytes as received
};
// FEED_OK (newer than trusted) and FEED_CURRENT (the trusted one) give a release in
// `arena`; `files` need not outlive the call.
NODISCARD enum feed_reason feed_verify(struct arena *arena,
                                       const struct feed_trust *trust,
                                       const struct feed_files *files,
                                       const struct feed_verified **out_release);

// Borrowed, as long as the release: what its index says, and the index's hash.
const struct feed_index *feed_verified_index(const struct feed_verified *release);
const struct sha256 *feed_verified_name(const struct feed_verified *release);

// Without any trust: for publishers, and for tests.
NODISCARD enum feed_reason feed_index_parse(struct arena *arena, struct str bytes,
                                            struct feed_index *out_index);

#endif
