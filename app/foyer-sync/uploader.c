#include "uploader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/thread.h"

enum {
    UPLOADER_LOOK_MS = 2000, // between two looks at the outbox
    UPLOADER_PAUSE_MS = 200, // between two objects
    UPLOADER_STATUS_MAX = 64 * 1024,
};

static bool is_stopped(void *context)
{
    struct uploader *uploader = context;
    return atomic_load(&uploader->stop) || atomic_load(&uploader->hold) ||
           (uploader->stopped && uploader->stopped(uploader->context));
}

bool uploader_init(struct uploader *uploader, const struct config *config,
                   const char *data_folder, struct clock clock)
{
    const char *why = "";
    *uploader =
        (struct uploader){.config = config, .data_folder = data_folder, .clock = clock};
    if (!config->upload.url.len) {
        return false;
    }
    if (!upload_login_load(&config->upload, &uploader->login, &why)) {
        log_error("sync", "nothing is uploaded: %.*s: %s",
                  STR_ARG(config->upload.secret_file), why);
        return false;
    }
    struct fetch_settings settings = fetch_settings_default();
    settings.allow_private = config->upload.allow_private;
    settings.login = &uploader->login.login;
    settings.stopped = is_stopped;
    settings.context = uploader;
    uploader->session = fetch_session_create(settings);
    const int64_t seed = clock_utc_ms(&clock) ^ ((int64_t)getpid() << 16);
    memcpy(uploader->random, &seed, sizeof(uploader->random));
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&uploader->bell, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&uploader->mutex, NULL);
    return uploader->session != NULL;
}

static struct upload_options options_of(struct uploader *uploader)
{
    return (struct upload_options){
        .data_folder = uploader->data_folder,
        .url = uploader->config->upload.url,
        .session = uploader->session,
        .pause_ms = UPLOADER_PAUSE_MS,
        .stopped = is_stopped,
        .context = uploader,
    };
}

// When to try again. What the program itself stopped is no failure.
static int64_t pace(struct uploader *uploader, const struct upload_result *result,
                    bool done)
{
    const int64_t now_ms = clock_monotonic_ms(&uploader->clock);
    if (is_stopped(uploader)) {
        return now_ms;
    }
    if (done && !result->left) {
        uploader->failures = 0;
        return now_ms;
    }
    if (!uploader->failures++) {
        uploader->failing_since_ms = now_ms;
    }
    return now_ms + upload_backoff_ms(result, uploader->failures,
                                      now_ms - uploader->failing_since_ms,
                                      erand48(uploader->random));
}

static void note(struct uploader *uploader, const struct upload_result *result)
{
    (void)pthread_mutex_lock(&uploader->mutex);
    struct uploader_report *report = &uploader->report;
    report->ran = true;
    report->why = result->why;
    report->sent += result->sent;
    report->left = result->left;
    report->aside = result->aside;
    report->unfit = result->unfit;
    report->failures = uploader->failures;
    report->checked_utc_ms = clock_utc_ms(&uploader->clock);
    (void)pthread_mutex_unlock(&uploader->mutex);
}

// Changes with every object that comes or goes; 0: there is no outbox.
static int64_t box_face(const struct uploader *uploader)
{
    struct stat facts;
    char path[4096];
    if (snprintf(path, sizeof(path), "%s/outbox", uploader->data_folder) >=
            (int)sizeof(path) ||
        stat(path, &facts) != 0) {
        return 0;
    }
    return facts.st_mtim.tv_sec * INT64_C(1000000000) + facts.st_mtim.tv_nsec;
}

static void drain(struct uploader *uploader)
{
    struct upload_result result;
    const struct upload_options options = options_of(uploader);
    const int64_t face = box_face(uploader);
    const bool done = upload_drain(&options, &result);
    uploader->due_ms = pace(uploader, &result, done);
    // A drain that moved nothing leaves the folder as it was.
    uploader->box_face = done && !result.left && !result.sent ? face : 0;
    note(uploader, &result);
}

static void send_status(struct uploader *uploader)
{
    struct arena arena;
    struct str bytes = {0};
    struct upload_result result = {0};
    const struct upload_options options = options_of(uploader);
    arena_init(&arena, 0);
    const char *path = path_join(&arena, uploader->data_folder, "status/sync.json");
    const bool there = file_read(&arena, path, UPLOADER_STATUS_MAX, &bytes);
    const uint64_t hash = str_hash(bytes);
    const int64_t now_ms = clock_monotonic_ms(&uploader->clock);
    arena_finish(&arena);
    if (!there || hash == uploader->status_hash) {
        uploader->status_due_ms = now_ms + UPLOADER_LOOK_MS;
        return;
    }
    if (upload_status(&options, "sync.json", &result)) {
        uploader->status_hash = hash;
        uploader->status_failures = 0;
        uploader->status_due_ms = now_ms + uploader->config->upload.status_s * 1000;
    } else if (!is_stopped(uploader)) {
        uploader->status_failures++;
        uploader->status_due_ms =
            now_ms + upload_backoff_ms(&result, uploader->status_failures, 0,
                                       erand48(uploader->random));
    }
}

static void run_due(struct uploader *uploader)
{
    const int64_t now_ms = clock_monotonic_ms(&uploader->clock);
    const int64_t face = box_face(uploader);
    if (is_stopped(uploader)) {
        return;
    }
    if (face && face != uploader->box_face && now_ms >= uploader->due_ms) {
        drain(uploader);
    }
    if (!is_stopped(uploader) && now_ms >= uploader->status_due_ms) {
        send_status(uploader);
    }
}

static void wait_a_little(struct uploader *uploader)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += UPLOADER_LOOK_MS / 1000;
    (void)pthread_mutex_lock(&uploader->mutex);
    int fault = 0;
    while (!atomic_load(&uploader->stop) && fault != ETIMEDOUT) {
        fault = pthread_cond_timedwait(&uploader->bell, &uploader->mutex, &until);
    }
    (void)pthread_mutex_unlock(&uploader->mutex);
}

static void *run(void *argument)
{
    struct uploader *uploader = argument;
    while (!atomic_load(&uploader->stop)) {
        run_due(uploader);
        wait_a_little(uploader);
    }
    return NULL;
}

void uploader_start(struct uploader *uploader)
{
    if (uploader->session && !uploader->started) {
        uploader->started = thread_start(&uploader->thread, "upload", run, uploader);
        if (!uploader->started) {
            log_error("sync", "nothing is uploaded: no thread can be started");
        }
    }
}

void uploader_stop(struct uploader *uploader)
{
    if (uploader->session) {
        (void)pthread_mutex_lock(&uploader->mutex);
        atomic_store(&uploader->stop, true);
        (void)pthread_cond_signal(&uploader->bell);
        (void)pthread_mutex_unlock(&uploader->mutex);
    }
}

void uploader_join(struct uploader *uploader)
{
    if (uploader->started) {
        thread_join(uploader->thread);
        uploader->started = false;
    }
}

void uploader_destroy(struct uploader *uploader)
{
    if (uploader->session) {
        fetch_session_destroy(uploader->session);
        uploader->session = NULL;
        (void)pthread_mutex_destroy(&uploader->mutex);
        (void)pthread_cond_destroy(&uploader->bell);
    }
}

void uploader_run_once(struct uploader *uploader)
{
    if (uploader->session) {
        drain(uploader);
        send_status(uploader);
    }
}

void uploader_hold(struct uploader *uploader, bool hold)
{
    atomic_store(&uploader->hold, hold);
}

struct uploader_report uploader_report(struct uploader *uploader)
{
    struct uploader_report report = {0};
    if (uploader->session) {
        (void)pthread_mutex_lock(&uploader->mutex);
        report = uploader->report;
        (void)pthread_mutex_unlock(&uploader->mutex);
    }
    return report;
}
