// The loop over the feeds of a config: each has its own pace, connection and back-off.
#ifndef FOYER_SYNC_SERVICE_H
#define FOYER_SYNC_SERVICE_H

#include <signal.h>

#include "config/config.h"
#include "healing.h"
#include "sync/sync.h"

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
};

struct service {
    const struct config *config;
    struct clock clock;
    sigset_t signals; // that end it; blocked, and looked at when it suits
    struct service_feed feeds[CONFIG_FEEDS_MAX];
    struct str layers[CONFIG_FEEDS_MAX]; // their ids, lowest first
    size_t count;
    unsigned short random[3];
    struct healing healing;
    uint64_t status_hash; // of status/sync.json as written last
    int64_t status_ms;
};

// Reads the key files. false: one cannot be read (logged). finish in both cases.
NODISCARD bool service_init(struct service *service, const struct config *config,
                            struct clock clock, sigset_t signals);
void service_finish(struct service *service);

// Every feed once. false: one kept its old content; *out_reason is the last such reason.
NODISCARD bool service_run_once(struct service *service, enum feed_reason *out_reason);
// What a sync of the feed is asked for with; lives as long as `data`.
struct sync_options service_options(struct service *service,
                                    const struct service_feed *feed, const char *data);
// Until a signal comes.
void service_loop(struct service *service);

#endif
