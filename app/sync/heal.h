// What the parts of healing share.
#ifndef SYNC_HEAL_INTERNAL_H
#define SYNC_HEAL_INTERNAL_H

#include <sys/stat.h>

#include "base/arena.h"
#include "crypto/hash.h"
#include "sync/heal.h"

enum {
    HEAL_SUMS_MAX = 64,    // snapshots and signatures; the oldest makes room
    HEAL_REPORTS_MAX = 64, // hashes in status/broken
};

// What a file without a hash in its name had for one when it was first seen. A file that
// was replaced has another inode or time, and is a new one.
struct heal_sum {
    char file[SYNC_PATH_MAX];
    int64_t inode, changed_s;
    struct sha256 hash;
};

struct heal_stamp {
    int64_t inode, changed_ns;
};

struct sync_heal {
    char *data_folder;
    char cursor[SYNC_PATH_MAX]; // the file read last; empty: before the first
    char file[SYNC_PATH_MAX];   // under way, when descriptor >= 0
    int descriptor;
    struct sha256_stream hash;
    struct heal_sum sums[HEAL_SUMS_MAX];
    size_t sum_count;
    bool changed;                   // since sync_heal_save
    bool round;                     // came round
    struct heal_stamp report, note; // of status/broken and status/damaged, read last
    struct sha256 reports[HEAL_REPORTS_MAX];
    size_t report_count;
    size_t shown_left;  // layers still to be looked at because of status/damaged
    struct sha256 lost; // an object that no feed has,
    size_t lost_left;   // and the layers to which it may belong
};

enum heal_kind {
    HEAL_NONE,      // no content
    HEAL_HASHED,    // an object or index: its name is its hash
    HEAL_SIGNATURE, // of an index
    HEAL_SNAPSHOT,
};
// `path` is relative to the data folder. *out_hash: of HEAL_HASHED; *out_feed: empty for
// a snapshot. Both may be NULL.
enum heal_kind heal_kind_of(struct str path, struct str *out_feed,
                            struct sha256 *out_hash);

char *heal_path(struct arena *arena, const struct sync_heal *heal, const char *file);
// false: it cannot be opened (errno). What cannot be read has no right hash.
NODISCARD bool heal_hash_file(const char *path, struct sha256 *out_hash);
// Fills *out_damage and says so in the log.
void heal_describe(const struct sync_heal *heal, const char *file,
                   struct sync_damage *out_damage);

// ---- heal_state.c ----
struct heal_sum *heal_find_sum(struct sync_heal *heal, const char *file); // or NULL
bool heal_is_of_file(const struct heal_sum *sum, const struct stat *facts);
void heal_put_sum(struct sync_heal *heal, const struct heal_sum *sum);

#endif
