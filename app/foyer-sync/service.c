#include "service.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

enum {
    SERVICE_ALL_MS = 3600 * 1000, // a mirror that stands still holds nothing back longer
    SERVICE_IDLE_MS = 60 * 1000,  // where there is no feed to wait for
};

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

// Polling is cheap, and a stick comes when it comes: it is looked for amid a slow
// transfer too, which then goes on later.
static bool has_stick(struct service *service)
{
    if (!service->stick_waits && !service->stick_runs) {
        service->stick_waits =
            sticks_next(&service->sticks, service->config,
                        clock_monotonic_ms(&service->clock), &service->stick);
    }
    return service->stick_waits;
}

static bool is_interrupted(void *context)
{
    return is_stopped(context) || has_stick(context);
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
    settings.stopped = is_interrupted;
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

bool service_init(struct service *service, const struct config *config, const char *data,
                  sigset_t signals)
{
    *service = (struct service){
        .config = config, .data = data, .clock = clock_system(), .signals = signals};
    // Only so that kiosks do not ask all at the same time.
    const int64_t seed = clock_utc_ms(&service->clock) ^ ((int64_t)getpid() << 20);
    memcpy(service->random, &seed, sizeof(service->random));
    bool good = true;
    for (size_t i = 0; i < config->feed_count && good; i++) {
        service->layers[i] = config->feeds[i].id;
        good = feed_init(service, &service->feeds[service->count++], &config->feeds[i]);
    }
    if (uploader_init(&service->uploader, config, data, service->clock)) {
        service->uploader.stopped = is_stopped;
        service->uploader.context = service;
    }
    return good;
}

void service_finish(struct service *service)
{
    for (size_t i = 0; i < service->count; i++) {
        fetch_session_destroy(service->feeds[i].session);
    }
    service->count = 0;
    uploader_destroy(&service->uploader);
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

// Nothing is uploaded while something is downloaded.
static void hold_uploads(void *context, const struct sync_progress *progress)
{
    struct service *service = context;
    if (progress->phase == SYNC_OBJECTS || progress->phase == SYNC_MEDIA) {
        uploader_hold(&service->uploader, true);
    }
}

static void run_feed(struct service *service, struct service_feed *feed)
{
    struct sync_options options = service_options(service, feed, service->data);
    options.mirrors = feed->config->mirrors;
    options.mirror_count = feed->config->mirror_count;
    options.ask_all = clock_monotonic_ms(&service->clock) >= feed->all_due_ms;
    options.fetch.stopped = is_interrupted;
    options.fetch.context = service;
    options.progress = hold_uploads;
    options.context = service;
    (void)sync_run_any(&options, &feed->result, NULL);
    uploader_hold(&service->uploader, false);
    const int64_t now_ms = clock_monotonic_ms(&service->clock);
    if (service->stick_waits && feed->result.outcome == SYNC_KEPT) {
        feed->due_ms = now_ms; // it was only interrupted
        return;
    }
    const int64_t wait_ms = pace(service, feed);
    if (options.ask_all) {
        feed->all_due_ms = now_ms + SERVICE_ALL_MS;
    }
    feed->ran = true;
    feed->due_ms = now_ms + wait_ms;
    feed->checked_utc_ms = clock_utc_ms(&service->clock);
    feed->next_utc_ms = feed->checked_utc_ms + wait_ms;
}

// Reasons that go away by themselves, a stick that is being written among them.
static bool is_passing(enum feed_reason reason)
{
    return reason == FEED_UNREACHABLE || reason == FEED_MISSING || reason == FEED_SHORT ||
           reason == FEED_BUSY || reason == FEED_SPACE || reason == FEED_STORAGE;
}

static void take_stick(struct service *service)
{
    const struct stick stick = service->stick;
    struct service_feed *feed = &service->feeds[stick.feed];
    struct sync_options options = service_options(service, feed, service->data);
    service->stick_waits = false;
    service->stick_runs = true;
    options.url = str_from_cstr(stick.folder);
    options.fetch.stopped = is_stopped;
    options.fetch.context = service;
    (void)sync_run_once(&options, &feed->stick);
    service->stick_runs = false;
    (void)str_to_cstr(options.url, feed->stick_folder, sizeof(feed->stick_folder));
    feed->stick_utc_ms = clock_utc_ms(&service->clock);
    const bool settled =
        feed->stick.outcome != SYNC_KEPT || !is_passing(feed->stick.reason);
    sticks_done(&service->sticks, &stick, settled, clock_monotonic_ms(&service->clock));
    if (feed->stick.version > feed->result.version) {
        feed->result.version = feed->stick.version;
    }
    report_save(service);
}

static void run_and_save(struct service *service, struct service_feed *feed)
{
    run_feed(service, feed);
    report_save(service);
}

bool service_run_once(struct service *service, enum feed_reason *out_reason)
{
    bool good = true;
    while (!is_stopped(service) && has_stick(service)) {
        take_stick(service);
    }
    for (size_t i = 0; i < service->count && !is_stopped(service); i++) {
        struct service_feed *feed = &service->feeds[i];
        service->stick_runs = true; // no more of them
        run_and_save(service, feed);
        if (feed->result.outcome == SYNC_KEPT) {
            *out_reason = feed->result.reason;
            good = false;
        }
    }
    uploader_run_once(&service->uploader);
    report_save(service);
    return good;
}

static struct service_feed *next_feed(struct service *service)
{
    if (!service->count) {
        return NULL;
    }
    struct service_feed *next = &service->feeds[0];
    for (size_t i = 1; i < service->count; i++) {
        next = service->feeds[i].due_ms < next->due_ms ? &service->feeds[i] : next;
    }
    return next;
}

static int64_t sooner(int64_t a_ms, int64_t b_ms)
{
    return a_ms < b_ms ? a_ms : b_ms;
}

// Until the next poll or the next step of healing, which waits for the first poll, or the
// next look for a stick.
static int64_t next_due_ms(const struct service *service, const struct service_feed *feed)
{
    int64_t due_ms = clock_monotonic_ms(&service->clock) + SERVICE_IDLE_MS;
    if (feed) {
        due_ms = feed->ran ? sooner(service->healing.due_ms, feed->due_ms) : 0;
    }
    const int64_t look_ms = service->sticks.looked_ms + STICKS_LOOK_MS;
    return service->config->usb_count ? sooner(due_ms, look_ms) : due_ms;
}

static void run_due(struct service *service, struct service_feed *feed)
{
    if (has_stick(service)) {
        take_stick(service);
    } else if (!feed) {
        report_save(service);
    } else if (!feed->ran || clock_monotonic_ms(&service->clock) >= feed->due_ms) {
        run_and_save(service, feed);
    } else {
        healing_run(service);
    }
}

void service_loop(struct service *service)
{
    healing_start(service);
    uploader_start(&service->uploader);
    while (service->count || service->uploader.started) {
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
    uploader_stop(&service->uploader);
    uploader_join(&service->uploader);
    healing_stop(service);
}
