// Watches the data folder, so that the screen follows a new snapshot without polling: a
// thread that sleeps in poll(2) until the kernel tells of a rename to `current` or a new
// sync status.
#ifndef FOYER_WATCH_H
#define FOYER_WATCH_H

#include <pthread.h>

#include "base/str.h"

struct watch {
    pthread_t thread;
    int inotify, stop_pipe[2];
    void (*changed)(void *context); // on the watch thread
    void *context;
    bool started;
};

// The folder (and its status/) is made when missing. false: the kernel refuses; the kiosk
// then follows at the next page change only.
NODISCARD bool watch_start(struct watch *watch, const char *data_folder,
                           void (*changed)(void *context), void *context);
void watch_stop(struct watch *watch); // stops and joins; accepts a zeroed watch

#endif
