// One instance at a time for one data folder and one purpose: the second one stops at
// once and leaves the first alone (S10). Held until store_unlock or the end of the
// process.
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/str.h"

enum store_lock_kind {
    STORE_LOCK_SCREEN, // <data>/lock, held by foyer
    STORE_LOCK_WRITER, // <data>/snapshots/lock, by whoever changes snapshots
};

// Makes the folder when it is missing. false: held by another (errno EWOULDBLOCK) or the
// folder cannot be written.
NODISCARD bool store_lock(const char *data_folder, enum store_lock_kind kind,
                          int *out_descriptor);
void store_unlock(int descriptor);

#endif
