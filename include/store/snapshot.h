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

#include "feed/reader.h"
#include "store/state.h"

enum {
    STORE_SCHEMA = 2,        // of the tables; part of the file's name
    STORE_KEEP_VERSIONS = 3, // of each layer
    STORE_LAYERS_MAX = 8,
};

// ---- building ----
struct store_build {
    const char *data_folder;
    const struct feed_verified *release; // nothing else can become a snapshot
    struct feed_source source;           // its objects
    int64_t now_utc_ms;
    void (*progress)(void *context, int64_t done, int64_t total); // records; or NULL
    void *context;
};
// Streams the release's records into a new file beside the old ones and puts it in place
// under its final name (a damaged file of that name is moved aside); `current` stays as
// it is (store_snapshot_switch). Memory does not grow with the release. Anything but
// FEED_OK leaves no file behind. FEED_SPACE: the disk is full; FEED_STORAGE: it failed;
// else why the release is refused.
NODISCARD enum feed_reason store_snapshot_build(const struct store_build *build);
// The snapshot of that root is there and sqlite3 finds no fault in it (reads all of it).
bool store_snapshot_whole(const char *data_folder, struct str feed, struct str root);
// The same for every poll: a look at its head and size, and all of it only when a reader
// has met damage since (it leaves a note in status/).
bool store_snapshot_sound(const char *data_folder, struct str feed, struct str root);

enum store_outcome {
    STORE_DONE,
    STORE_DISK, // errno says why
    STORE_NONE, // there is no such snapshot, or nothing to go back to
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
// Missing: an empty one with generation 0. false: damaged (errno EBADMSG) or unreadable;
// then what its copy, snapshots/current.copy, says, or an empty one.
bool store_current_read(const char *data_folder, struct store_current *out_current);
// The layers as the venue's settings order them, lowest first. count 0: nobody says.
struct store_order {
    const struct str *feeds; // ids
    size_t count;
};
// Puts the layers into that order and drops those it does not name; an order of none
// changes nothing. true: something moved. Touches no file.
bool store_current_arrange(struct store_current *current, struct store_order order);
// Writes it with the generation raised by one, then its copy.
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
struct store_switch {
    const char *data_folder;
    struct str feed, root;
    int64_t version;
    struct store_order order; // of none: a new layer comes to lie on top
};
// Shows the snapshot of `root` in the layer `feed` unless the layer is pinned, puts the
// layers in order (when it names the feed), then removes what is older than the three
// newest and not shown.
NODISCARD enum store_outcome store_snapshot_switch(const struct store_switch *change);
// Puts the layers in order although nothing new has come; a feed that the order does not
// name is no longer shown and its snapshots are removed. *out_dropped, which may be NULL:
// the ids of those feeds, in the arena. STORE_NONE: nothing was to be done.
struct store_arrange {
    const char *data_folder;
    struct store_order order;
    struct arena *arena;
    struct content_ids *out_dropped;
};
NODISCARD enum store_outcome store_snapshot_arrange(const struct store_arrange *arrange);
// Shows and pins the next older version of the layer `feed` (of every layer that has one,
// when it is empty). The trusted version stays.
NODISCARD enum store_outcome store_snapshot_rollback(const char *data_folder,
                                                     struct str feed);
// Follows the newest snapshot again.
NODISCARD enum store_outcome store_snapshot_unpin(const char *data_folder,
                                                  struct str feed);

#endif
