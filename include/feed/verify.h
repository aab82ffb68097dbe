// From the bytes a server gave to a release that may be shown. Pure: no clock, file,
// network. Order: pointer, index name, signatures over the bytes as received, JSON
// limits, spec version, feed id, key set, version, expiry. Any thread.
#ifndef FEED_VERIFY_H
#define FEED_VERIFY_H

#include "feed/keys.h"

#define FEED_TAGS_MAX 16 // tags of a roll-out

// Which kiosks take a candidate: those with one of the tags, and `percent` of the others.
struct feed_rollout {
    bool there;
    int64_t percent; // 0..100
    const struct str *tags;
    size_t tag_count;
};
// Who asks.
struct feed_kiosk {
    struct str id; // empty: none, so that only a tag or 100 percent let it in
    const struct str *tags;
    size_t tag_count;
};
// A rising percentage keeps those in who are in.
bool feed_rollout_includes(const struct feed_rollout *rollout,
                           const struct feed_kiosk *kiosk);

// What an index says. Made by feed_index_parse() it is only a claim.
struct feed_index {
    struct str feed_id;
    int64_t version, published, expires; // UTC seconds; version = published, or last + 1
    int64_t keys;                        // the key set that signed it; 0: the settings'
    struct feed_rollout rollout;         // of a candidate
    struct sha256 root_hash;             // SHA-256 of the `roots` array as published
    const struct feed_ref *roots;        // node objects, in order of record ids
    size_t root_count;
    int64_t records;                  // in the whole release
    int64_t media_count, media_bytes; // distinct media objects
};

// What the reader trusts.
struct feed_trust {
    struct feed_keys keys;
    struct str feed_id;       // empty: not known yet, any is taken
    int64_t version;          // the trusted version, 0: none yet
    int64_t version_set;      // the key set that version counts under, at most keys.set
    struct sha256 index_hash; // name of the index of that version (used when version > 0)
    int64_t now_s;            // UTC seconds, 0: unknown, expiry is not judged
};

// A release whose signature was checked. Only feed_verify() makes one.
struct feed_verified;

// `latest`: the stable index and, perhaps, a candidate. Further lines of printable ASCII
// are left to later versions.
struct feed_pointer {
    struct sha256 stable, candidate;
    bool has_candidate;
};
NODISCARD enum feed_reason feed_pointer_parse(struct str text,
                                              struct feed_pointer *out_pointer);

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
