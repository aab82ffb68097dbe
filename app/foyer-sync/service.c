#include "service.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"

enum { STATUS_QUIET_MS = 60 * 1000, STATUS_SIZE_MAX = 16 * 1024 };

// Signals stay blocked, so that none can be lost between a look and a sleep.
static bool is_stopped(void *context)
{
    const struct service *service = context;
    sigset_t pending;
    return sigpending(&pending) == 0 && ((sigismember(&service->signals, SIGTERM) == 1 &&
                                          sigismember(&pending, SIGTERM) == 1) ||
                                         (sigismember(&service->signals, SIGINT) == 1 &&
                                          sigismember(&pending, SIGINT) == 1));
}

static bool load_key(struct arena *arena, struct str path,
                     struct minisign_public *out_key)
{
    const char *why = "";
    if (minisign_public_load(arena_cstr(arena, path), out_key, &why)) {
        return true;
    }
    log_error("sync", "the key %.*s cannot be used: %s", STR_ARG(path), why);
    return false;
}

static bool feed_init(struct service *service, struct service_feed *feed,
                      const struct config_feed *config)
{
    struct arena arena;
    struct fetch_settings settings = fetch_settings_default();
    settings.stopped = is_stopped;
    settings.context = service;
    settings.allow_private = config->allow_private;
    *feed = (struct service_feed){.config = config};
    feed->session = fetch_session_create(settings);
    bool good = feed->session != NULL;
    arena_init(&arena, 0);
    for (size_t i = 0; i < config->trust_count && good; i++) {
        good = load_key(&arena, config->trust[i], &feed->keys[feed->key_count++]);
    }
    arena_finish(&arena);
    return good;
}

bool service_init(struct service *service, const struct config *config,
                  struct clock clock, sigset_t signals)
{
    *service = (struct service){.config = config, .clock = clock, .signals = signals};
    // Only so that kiosks do not ask all at the same time.
    const int64_t seed = clock_utc_ms(&clock) ^ ((int64_t)getpid() << 20);
    memcpy(service->random, &seed, sizeof(service->random));
    bool good = true;
    for (size_t i = 0; i < config->feed_count && good; i++) {
        service->layers[i] = config->feeds[i].id;
        good = feed_init(service, &service->feeds[service->count++], &config->feeds[i]);
    }
    return good;
}

void service_finish(struct service *service)
{
    for (size_t i = 0; i < service->count; i++) {
        fetch_session_destroy(service->feeds[i].session);
    }
    service->count = 0;
}

static int64_t pace(struct service *service, struct service_feed *feed)
{
    const int64_t now_ms = clock_monotonic_ms(&service->clock);
    if (feed->result.outcome != SYNC_KEPT) {
        feed->failures = 0;
        return sync_interval_ms(feed->config->interval_s * 1000,
                                erand48(service->random));
    }
    if (!feed->failures++) {
        feed->failing_since_ms = now_ms;
    }
    return sync_backoff_ms(feed->failures, now_ms - feed->failing_since_ms,
                           feed->result.retry_after_s, erand48(service->random));
}

struct sync_options service_options(struct service *service,
                                    const struct service_feed *feed, const char *data)
{
    return (struct sync_options){
        .url = feed->config->url,
        .feed_id = feed->config->id,
        .keys = feed->keys,
        .key_count = feed->key_count,
        .threshold = feed->config->threshold,
        .kiosk = {.id = service->config->kiosk.id,
                  .tags = service->config->kiosk.tags,
                  .tag_count = service->config->kiosk.tag_count},
        .data_folder = data,
        .layers = service->layers,
        .layer_count = service->count,
        .clock = service->clock,
        .built_ms = FOYER_BUILT_S * 1000,
        .session = feed->session,
    };
}

static void run_feed(struct service *service, struct service_feed *feed, char *data)
{
    const struct sync_options options = service_options(service, feed, data);
    (void)sync_run_once(&options, &feed->result);
    const int64_t wait_ms = pace(service, feed);
    feed->ran = true;
    feed->due_ms = clock_monotonic_ms(&service->clock) + wait_ms;
    feed->checked_utc_ms = clock_utc_ms(&service->clock);
    feed->next_utc_ms = feed->checked_utc_ms + wait_ms;
}

// ---- status/sync.json ----
static struct str outcome_word(enum sync_outcome outcome)
{
    switch (outcome) {
    case SYNC_DONE:
        return STR("done");
    case SYNC_CURRENT:
        return STR("current");
    case SYNC_KEPT:
        return STR("kept");
    }
    return STR("");
}

// Ids and words need no quoting: both are letters, digits and '-' only. With `times`
// false it says only what is worth a write of its own.
static void write_feed(struct buffer *text, const struct service_feed *feed, bool times)
{
    const struct sync_result *result = &feed->result;
    buffer_printf(text, "{\"id\":\"%.*s\",\"outcome\":\"%.*s\",\"reason\":\"%.*s\"",
                  STR_ARG(feed->config->id), STR_ARG(outcome_word(result->outcome)),
                  STR_ARG(feed_reason_name(result->reason)));
    buffer_printf(text, ",\"version\":%lld,\"media_missing\":%lld,\"failures\":%lld",
                  (long long)result->version, (long long)result->media_missing,
                  (long long)feed->failures);
    if (times) {
        char checked[24], next[24];
        clock_format_rfc3339(feed->checked_utc_ms, checked);
        clock_format_rfc3339(feed->next_utc_ms, next);
        buffer_printf(text, ",\"checked\":\"%s\",\"next\":\"%s\"", checked, next);
    }
    buffer_printf(text, "}");
}

static void write_feeds(struct service *service, struct buffer *text, bool times)
{
    buffer_printf(text, "{\"feeds\":[");
    for (size_t i = 0; i < service->count; i++) {
        if (service->feeds[i].ran) {
            buffer_printf(text, "%s", text->len > 10 ? "," : "");
            write_feed(text, &service->feeds[i], times);
        }
    }
    buffer_printf(text, "]}\n");
}

static void save_status(struct service *service, struct arena *arena, const char *data)
{
    struct buffer text;
    buffer_init(&text, STATUS_SIZE_MAX);
    write_feeds(service, &text, false);
    const uint64_t hash = str_hash(buffer_view(&text));
    const int64_t now_ms = clock_monotonic_ms(&service->clock);
    const bool old = now_ms - service->status_ms >= STATUS_QUIET_MS;
    if (hash != service->status_hash || old) {
        buffer_clear(&text);
        write_feeds(service, &text, true);
        const char *folder = path_join(arena, data, "status");
        if (!folder_make(folder) ||
            !file_write(path_join(arena, folder, "sync.json"), buffer_view(&text))) {
            log_warn("sync", "%s/sync.json cannot be written: %s", folder,
                     strerror(errno));
        }
        service->status_hash = hash;
        service->status_ms = now_ms;
    }
    buffer_finish(&text);
}

static void run_and_save(struct service *service, struct service_feed *feed)
{
    struct arena arena;
    arena_init(&arena, 0);
    char *data = arena_cstr(&arena, service->config->data);
    run_feed(service, feed, data);
    save_status(service, &arena, data);
    arena_finish(&arena);
}

bool service_run_once(struct service *service, enum feed_reason *out_reason)
{
    bool good = true;
    for (size_t i = 0; i < service->count && !is_stopped(service); i++) {
        struct service_feed *feed = &service->feeds[i];
        run_and_save(service, feed);
        if (feed->result.outcome == SYNC_KEPT) {
            *out_reason = feed->result.reason;
            good = false;
        }
    }
    return good;
}

static struct service_feed *next_feed(struct service *service)
{
    struct service_feed *next = &service->feeds[0];
    for (size_t i = 1; i < service->count; i++) {
        next = service->feeds[i].due_ms < next->due_ms ? &service->feeds[i] : next;
    }
    return next;
}

// Until the next poll or the next step of healing; healing waits for the first poll.
static int64_t next_due_ms(const struct service *service, const struct service_feed *feed)
{
    if (!feed->ran) {
        return 0;
    }
    return service->healing.due_ms < feed->due_ms ? service->healing.due_ms
                                                  : feed->due_ms;
}

static void run_due(struct service *service, struct service_feed *feed)
{
    if (!feed->ran || clock_monotonic_ms(&service->clock) >= feed->due_ms) {
        run_and_save(service, feed);
    } else {
        healing_run(service);
    }
}

void service_loop(struct service *service)
{
    healing_start(service);
    while (service->count) {
        struct service_feed *feed = next_feed(service);
        const int64_t now_ms = clock_monotonic_ms(&service->clock);
        const int64_t due_ms = next_due_ms(service, feed);
        const int64_t wait_ms = due_ms > now_ms ? due_ms - now_ms : 0;
        const struct timespec wait = {.tv_sec = wait_ms / 1000,
                                      .tv_nsec = wait_ms % 1000 * 1000000};
        if (sigtimedwait(&service->signals, NULL, &wait) >= 0) {
            break;
        }
        if (errno == EAGAIN) {
            run_due(service, feed);
        }
    }
    healing_stop(service);
}
