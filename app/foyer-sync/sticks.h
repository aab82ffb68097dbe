// Folders of sticks that the settings name: which of them has something not yet looked
// at.
#ifndef FOYER_SYNC_STICKS_H
#define FOYER_SYNC_STICKS_H

#include "config/config.h"

enum { STICKS_MAX = 32, STICKS_LOOK_MS = 3000, STICKS_RETRY_MS = 60 * 1000 };

struct stick {
    char folder[1200]; // of the feed on the stick
    size_t feed;       // index in the settings
    uint64_t face;     // what its `latest` looks like from outside
};

struct sticks {
    struct stick settled[STICKS_MAX]; // taken, or refused for good, and still there
    size_t count;
    char retry[1200]; // this one once more, not before retry_ms
    int64_t retry_ms;
    int64_t looked_ms; // monotonic; 0: never
};

// Looks at most every STICKS_LOOK_MS; a stick that is gone is forgotten. true: there is
// one to be taken.
NODISCARD bool sticks_next(struct sticks *sticks, const struct config *config,
                           int64_t now_ms, struct stick *out_stick);
// `settled` false: something came between, it is worth another try.
void sticks_done(struct sticks *sticks, const struct stick *stick, bool settled,
                 int64_t now_ms);

#endif
