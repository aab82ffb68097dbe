// foyer-sync as a child of the screen, when no service manager runs it: started again
// when it ends by itself, after 1 s, doubling to a minute.
#ifndef FOYER_CHILD_H
#define FOYER_CHILD_H

#include <pthread.h>
#include <sys/types.h>

#include "base/str.h"

struct child {
    pthread_t thread; // starts it and waits for it
    pthread_mutex_t mutex;
    pthread_cond_t stopped;
    pid_t pid; // -1: none at the moment
    bool started, stopping;
    char config[4096];
};

// Starts the foyer-sync that stands beside this program. false: said in the log; the
// kiosk goes on with what it has.
bool child_start_sync(struct child *child, const char *config_path);
// SIGTERM, and SIGKILL when it has not ended after 5 s; accepts a zeroed child.
void child_stop(struct child *child);

#endif
