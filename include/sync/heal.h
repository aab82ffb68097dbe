// Finds what has rotted on the disk and makes it good. Content (objects, kept indexes and
// signatures, snapshots) is read and hashed a little at a time, round and round; where it
// stands is kept in feeds/heal_state, written seldom. What the screen could not read
// (status/broken, status/damaged) comes at once. Blocking; one thread, beside any sync.
#ifndef SYNC_HEAL_H
#define SYNC_HEAL_H

#include "sync/sync.h"

enum { SYNC_PATH_MAX = 256 };

struct sync_heal;
// Never NULL; takes up where the last one stood. `data_folder` is copied.
struct sync_heal *sync_heal_create(const char *data_folder);
void sync_heal_destroy(struct sync_heal *heal); // accepts NULL; keeps nothing by itself

// A file whose bytes are not what they were.
struct sync_damage {
    char feed[65];            // whose; empty: a snapshot nobody shows
    char file[SYNC_PATH_MAX]; // relative to the data folder
};

// Reads on, `budget_bytes` at most, at idle I/O priority. true: damage was found.
NODISCARD bool sync_heal_step(struct sync_heal *heal, int64_t budget_bytes,
                              struct sync_damage *out_damage);
// Every file has been read since the last call that said so.
bool sync_heal_came_round(struct sync_heal *heal);
// The next thing that the screen has complained of and that is broken indeed; false when
// there is none. A complaint is looked into once.
NODISCARD bool sync_heal_reported(struct sync_heal *heal, struct sync_damage *out_damage);
// Of all content there is; stats every file.
int64_t sync_heal_total_bytes(const struct sync_heal *heal);
// Keeps where it stands when that has changed. false: the disk (errno).
bool sync_heal_save(struct sync_heal *heal);

enum sync_mend {
    SYNC_MEND_SOUND, // nothing is wrong with it (any more)
    SYNC_MEND_DONE,  // made good from what is here
    SYNC_MEND_FETCH, // the next sync that reaches the server brings it
    SYNC_MEND_LATER, // a sync is running; try again
};
// Looks again under the sync's lock, then: an object or index is removed, to be fetched
// again; a snapshot on show is built again from the objects, without a network when they
// are all there; any other snapshot is removed. Of `options` it uses what a sync without
// network needs.
enum sync_mend sync_mend(const struct sync_options *options,
                         const struct sync_damage *damage);

#endif
