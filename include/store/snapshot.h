// Snapshots: one immutable SQLite file per layer and version,
// snapshots/<root>-<schema>.db, and the pointer `current`, the only file that ever
// changes:
//     generation 12
//     <feed id> <file> <version>[ pinned]
// one line a layer, lower layers first, names relative to the data folder. A switch is
// one rename of `current`. One writer at a time (foyer-sync or foyerctl holds lock.h's
// lock).
#ifndef STORE_SNAPSHOT_H
#define STORE_SNAPSHOT_H

#include "store/state.h"

enum {
    STORE_SCHEMA = 1,        // of the tables; part of the file's name
    STORE_KEEP_VERSIONS = 3, // of each layer
    STORE_LAYERS_MAX = 8,
    STORE_RECORDS_MAX = 100000, // of one snapshot; more are refused
};

enum store_outcome {
    STORE_DONE,
    STORE_FAILED_DISK,    // errno says why
    STORE_FAILED_CONTENT, // a record or object is not what the release promised
    STORE_FAILED_LIMIT,   // more records than STORE_RECORDS_MAX
    STORE_FAILED_NONE,    // nothing to go back to
};
const char *store_outcome_text(enum store_outcome outcome);

// ---- current ----
struct store_layer {
    char feed[65];
    char root[STORE_HASH_HEX + 1];
    int64_t schema;
    int64_t version;
    bool pinned;
};
struct store_current {
    uint64_t generation; // grows with every write
    struct store_layer layers[STORE_LAYERS_MAX];
    size_t count;
};
// Missing: an empty one with generation 0. false: damaged (then empty too).
NODISCARD bool store_current_read(const char *data_folder,
                                  struct store_current *out_current);
// Writes it with the generation raised by one.
NODISCARD bool store_current_write(const char *data_folder,
                                   struct store_current *current);

// ---- what there is ----
struct store_snapshot {
    struct str file; // relative to the data folder
    char feed[65];
    char root[STORE_HASH_HEX + 1];
    int64_t version, published_utc_ms, built_utc_ms, records, size_bytes;
    bool shown, pinned;
};
struct store_snapshots {
    struct store_snapshot *items; // by feed, then newest first
    size_t count;
};
// Only files that open and belong; others are passed over.
NODISCARD bool store_snapshot_list(struct arena *arena, const char *data_folder,
                                   struct store_snapshots *out_list);

// ---- switching ----
// Shows the snapshot of `root` in the layer `feed` unless the layer is pinned, then
// removes what is older than the three newest and not shown.
enum store_outcome store_snapshot_switch(const char *data_folder, struct str feed,
                                         struct str root, int64_t version);
// Shows and pins the next older version of every layer that has one (all layers when
// `feed` is empty). The trusted version stays.
enum store_outcome store_snapshot_rollback(const char *data_folder, struct str feed);
// Follows the newest snapshot again.
enum store_outcome store_snapshot_unpin(const char *data_folder, struct str feed);

// Moves a file that cannot be read out of the way, to <name>.bad (one is kept).
NODISCARD bool store_snapshot_move_aside(const char *data_folder, const char *file);

#endif
