// A mirror: a feed's newest version in a folder of this machine, a stick or what a server
// of the hall serves. Verified as a kiosk verifies it, only what is missing is fetched,
// `latest` is written last, and what the newest version does not need is removed after
// that. Cut anywhere, the folder still holds a whole version, and the next copy goes on.
#ifndef SYNC_COPY_H
#define SYNC_COPY_H

#include "sync/sync.h"

struct sync_copy_result {
    struct sync_result sync;  // version, requests, bytes, reason
    int64_t objects, fetched; // that the version needs; of them, new in the folder
    int64_t removed;          // files no longer needed
};

// Of the options: url, feed_id, keys, threshold, clock, fetch, session, progress, step,
// stopped. Media that cannot be had leave the folder as it was, unlike on a kiosk.
// SYNC_DONE, SYNC_CURRENT (all was there) or SYNC_KEPT: the folder still offers what it
// did. A folder never goes back to a lower version.
enum sync_outcome sync_copy(const struct sync_options *options, const char *folder,
                            struct sync_copy_result *out_result);

#endif
