// What is known of one feed besides its content: feeds/<id>/state, a small text file
// written whole. foyer-sync (or foyerctl sync) is its only writer; the screen reads it
// for staff.
#ifndef STORE_STATE_H
#define STORE_STATE_H

#include "base/arena.h"

enum { STORE_ETAG_MAX = 256, STORE_WORD_MAX = 32, STORE_HASH_HEX = 64 };

struct store_feed_state {
    int64_t trusted_version;                // highest ever verified; never falls
    int64_t trusted_set;                    // the key set it counts under
    char trusted_index[STORE_HASH_HEX + 1]; // its index, 64 hex digits or empty
    int64_t key_set;                        // newest set adopted; never falls
    char anchor[STORE_HASH_HEX + 1]; // hash of the settings' keys, where sets begin
    char etag[STORE_ETAG_MAX];       // of `latest`, as the server gave it, or empty
    int64_t checked_utc_ms;          // last attempt; 0: never
    int64_t synced_utc_ms;           // last attempt that found all in order; 0: never
    char last_error[STORE_WORD_MAX]; // reason word of the last attempt, empty: none
};

// Missing or damaged: zeroed, and false when it was damaged.
bool store_feed_state_read(const char *data_folder, struct str feed,
                           struct store_feed_state *out_state);
// Refuses (false, EPERM) to lower key_set or (trusted_set, trusted_version) below what
// the file holds for the same anchor.
NODISCARD bool store_feed_state_write(const char *data_folder, struct str feed,
                                      const struct store_feed_state *state);

// The reason word of an attempt that ended before the feed's id was known (first start,
// new address): feeds/last_error. Empty: the last attempt was none of these.
NODISCARD bool store_attempt_write(const char *data_folder, struct str word);
void store_attempt_read(const char *data_folder, char out_word[STORE_WORD_MAX]);

// Feed ids are checked by feed_id_valid() before they become a path.
// feeds/<id>/o/<2 hex>/<64 hex> under the data folder, in the arena; NULL when the feed
// id or the hash is malformed. The file need not exist.
char *store_object_path(struct arena *arena, const char *data_folder, struct str feed,
                        struct str sha256);
// The object's path in whichever layer of `current` holds it; NULL: none does.
char *store_media_path(struct arena *arena, const char *data_folder, struct str feed,
                       struct str sha256);

#endif
