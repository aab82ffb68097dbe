// The loop over the feeds of a config: each has its own pace, connection and back-off.
#ifndef FOYER_SYNC_SERVICE_H
#define FOYER_SYNC_SERVICE_H

#include <signal.h>

#include "config/config.h"
#include "healing.h"
#include "sticks.h"
#include "sync/sync.h"
#include "uploader.h"

struct service_feed {
    const struct config_feed *config;
    struct minisign_public keys[CONFIG_KEYS_MAX];
    size_t key_count;
    struct fetch_session *session;
    struct sync_result result; // of the last run
    bool ran;
    int64_t failures, failing_since_ms; // monotonic; failures 0: none in a row
    int64_t due_ms;                     // monotonic
    int64_t checked_utc_ms, next_utc_ms;
    int64_t all_due_ms; // monotonic; when a mirror with nothing new does not suffice
    struct sync_result stick;         // of the last stick that had this feed
    char stick_folder[SYNC_URL_SIZE]; // empty: none yet
    int64_t stick_utc_ms;
};

struct service {
    const struct config *config;
    const char *data; // folder; borrowed
    struct clock clock;
    sigset_t signals; // that end it; blocked, and looked at when it suits
    struct service_feed feeds[CONFIG_FEEDS_MAX];
    struct str layers[CONFIG_FEEDS_MAX]; // their ids, lowest first
    size_t count;
    unsigned short random[3];
    struct healing healing;
    struct uploader uploader;
    struct sticks sticks;
    struct stick stick; // to be taken
    bool stick_waits, stick_runs;
    uint64_t status_hash; // of status/sync.json as written last
    int64_t status_ms;
};

// Reads the key files; `data` is config's as a text. false: one cannot be read (logged).
// finish in both cases; `service` must not be moved in between.
NODISCARD bool service_init(struct service *service, const struct config *config,
                            const char *data, sigset_t signals);
void service_finish(struct service *service);

// Every feed once, what sticks have, and what waits in the outbox. false: one kept its
// old content; *out_reason is the last such reason.
NODISCARD bool service_run_once(struct service *service, enum feed_reason *out_reason);
// What a sync of the feed is asked for with; lives as long as `data`.
struct sync_options service_options(struct service *service,
                                    const struct service_feed *feed, const char *data);
// Until a signal comes.
void service_loop(struct service *service);

// report.c: status/sync.json, when it says something new or a minute has gone by.
void report_save(struct service *service);

#endif
