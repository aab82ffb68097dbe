// The thread that empties the outbox and sends status/sync.json, on a connection of its
// own: a content sync never waits for it, and it stops while one downloads.
#ifndef FOYER_SYNC_UPLOADER_H
#define FOYER_SYNC_UPLOADER_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "sync/login.h"
#include "sync/upload.h"

// What there is to tell staff.
struct uploader_report {
    bool ran;
    const char *why; // of the last drain
    int64_t sent;    // since the start
    int64_t left, aside, unfit, failures;
    int64_t checked_utc_ms;
};

struct uploader {
    const struct config *config;
    const char *data_folder; // borrowed
    struct clock clock;
    struct upload_login login;
    struct fetch_session *session;
    unsigned short random[3];
    pthread_t thread;
    bool started;
    atomic_bool stop, hold;
    bool (*stopped)(void *context); // asked too, where no thread runs
    void *context;
    pthread_mutex_t mutex;
    pthread_cond_t bell;
    struct uploader_report report; // under the mutex
    // The thread's own.
    int64_t failures, failing_since_ms, due_ms;
    int64_t status_due_ms, status_failures;
    uint64_t status_hash; // as sent last
    int64_t box_face;     // of the outbox when it was empty last; 0: not known
};

// false: the settings name no place, or the secret cannot be read (logged); every other
// call then does nothing. `uploader` must not be moved afterwards.
bool uploader_init(struct uploader *uploader, const struct config *config,
                   const char *data_folder, struct clock clock);
void uploader_start(struct uploader *uploader);
void uploader_stop(struct uploader *uploader); // soon, amid an object too
void uploader_join(struct uploader *uploader);
void uploader_destroy(struct uploader *uploader);

// Without the thread: all that waits, once.
void uploader_run_once(struct uploader *uploader);
// A content sync downloads; or no longer.
void uploader_hold(struct uploader *uploader, bool hold);
struct uploader_report uploader_report(struct uploader *uploader);

#endif
