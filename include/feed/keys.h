// Whose word counts: key sets, and signatures counted under them. Set 0 is the kiosk's
// own settings; every further set (k/<n>.json) is signed by the one before it. Pure; any
// thread.
#ifndef FEED_KEYS_H
#define FEED_KEYS_H

#include "base/arena.h"
#include "crypto/minisign.h"
#include "feed/object.h"

#define FEED_KEYS_MAX       16         // keys in a set
#define FEED_SETS_MAX       999999     // the highest number of a set
#define FEED_KEY_SET_MAX    (8 << 10)  // bytes of k/<n>.json
#define FEED_SIGNATURE_MAX  (16 << 10) // bytes of a .minisig, a bundle of signatures
#define FEED_SIGNATURES_MAX 32         // signatures in it

struct feed_keys {
    int64_t set;       // its number
    int64_t threshold; // so many different keys must sign; below 1 counts as 1
    const struct minisign_public *items;
    size_t count;
};

// "k/1.json", "k/1.json.minisig"
void feed_key_set_path(int64_t set, char out_path[FEED_PATH_SIZE]);
void feed_key_set_signature_path(int64_t set, char out_path[FEED_PATH_SIZE]);

// How many of the keys are different: of two with the same key id or the same public key
// only the first counts.
size_t feed_keys_distinct(const struct feed_keys *keys);
// How many different keys have a sound signature over `bytes` in the bundle. However
// often a key signs or stands in the set, it counts once.
size_t feed_keys_count(const struct feed_keys *keys, struct str bytes, struct str bundle);
// FEED_OK when they reach the threshold; FEED_SIGNATURE: the bundle is malformed, or a
// signature by one of the keys does not fit; FEED_KEY: too few of the keys signed.
NODISCARD enum feed_reason feed_keys_check(const struct feed_keys *keys, struct str bytes,
                                           struct str bundle);

// A key set file. The texts live in `arena`.
struct feed_key_set {
    struct str feed_id;
    struct feed_keys keys;
};
NODISCARD enum feed_reason feed_key_set_parse(struct arena *arena, struct str bytes,
                                              struct feed_key_set *out_set);
struct str feed_key_set_write(struct arena *arena, const struct feed_key_set *set);

// What a server gave as set `set`; nothing of it is trusted.
struct feed_key_files {
    int64_t set;
    struct str bytes, signature;
};
// FEED_OK: enough of the trusted keys signed it, and enough of its own. `feed_id` empty:
// any.
NODISCARD enum feed_reason feed_key_set_verify(struct arena *arena,
                                               const struct feed_keys *trusted,
                                               struct str feed_id,
                                               const struct feed_key_files *files,
                                               struct feed_key_set *out_set);

#endif
