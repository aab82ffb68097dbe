#include "sync/sync.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/log.h"
#include "folder.h"
#include "run.h"
#include "store/lock.h"

enum { SYNC_WRITER_TRIES = 50, SYNC_WRITER_PAUSE_MS = 100 };

bool sync_url_valid(struct str url)
{
    if (folder_is(url)) {
        return url.len < SYNC_URL_SIZE && !memchr(url.ptr, '\n', url.len) &&
               !memchr(url.ptr, '\0', url.len);
    }
    return fetch_url_valid(url) && str_find(url, STR("?"), 0) == SIZE_MAX &&
           str_find(url, STR("#"), 0) == SIZE_MAX;
}

struct str sync_phase_name(enum sync_phase phase)
{
    switch (phase) {
    case SYNC_POLL:
        return STR("poll");
    case SYNC_OBJECTS:
        return STR("objects");
    case SYNC_MEDIA:
        return STR("media");
    case SYNC_BUILD:
        return STR("build");
    case SYNC_SWITCH:
        return STR("switch");
    }
    return STR("");
}

enum feed_reason run_disk_reason(void)
{
    return errno == ENOSPC || errno == EDQUOT ? FEED_SPACE : FEED_STORAGE;
}

void run_step(struct run *run, const char *name)
{
    if (run->options->step) {
        run->options->step(run->options->context, name);
    }
}

void run_progress(struct run *run, enum sync_phase phase, int64_t done, int64_t total)
{
    if (run->options->progress) {
        const struct sync_progress progress = {phase, done, total, run->result->bytes};
        run->options->progress(run->options->context, &progress);
    }
}

static void build_progress(void *context, int64_t done, int64_t total)
{
    run_progress(context, SYNC_BUILD, done, total);
}

static bool is_snapshot_sound(struct run *run)
{
    char root[STORE_HASH_HEX + 1];
    sha256_to_hex(&feed_verified_index(run->release)->root_hash, root);
    return store_snapshot_sound(run->options->data_folder, run->feed,
                                str_from_cstr(root));
}

static struct store_order order_of(const struct run *run)
{
    return (struct store_order){run->options->layers, run->options->layer_count};
}

static enum feed_reason build(struct run *run)
{
    run_step(run, "build");
    return store_snapshot_build(&(struct store_build){
        .release = run->release,
        .source = objects_source(run),
        .data_folder = run->options->data_folder,
        .now_utc_ms = clock_utc_ms(&run->options->clock),
        .progress = build_progress,
        .context = run,
    });
}

static void note_times(struct run *run)
{
    const struct feed_index *index = feed_verified_index(run->release);
    run->source.published_s = index->published;
    run->source.expires_s = index->expires;
}

static enum feed_reason switch_to(struct run *run, int64_t version)
{
    char root[STORE_HASH_HEX + 1];
    sha256_to_hex(&feed_verified_index(run->release)->root_hash, root);
    run_progress(run, SYNC_SWITCH, 0, 1);
    run_step(run, "switch");
    const enum store_outcome outcome = store_snapshot_switch(&(struct store_switch){
        .data_folder = run->options->data_folder,
        .feed = run->feed,
        .root = str_from_cstr(root),
        .version = version,
        .order = order_of(run),
    });
    run_step(run, "switched");
    return outcome == STORE_DONE ? FEED_OK : run_disk_reason();
}

// Trusted before it is shown: a cut in between leaves the old content shown and the next
// run, which finds nothing new but the wrong version in place, goes on here.
static enum feed_reason trust_and_switch(struct run *run)
{
    const struct feed_index *index = feed_verified_index(run->release);
    run->state.trusted_version = index->version;
    run->state.trusted_set = index->keys;
    run->anchored = true;
    memcpy(run->source.beside, run->beside, sizeof(run->beside));
    sha256_to_hex(feed_verified_name(run->release), run->state.trusted_index);
    (void)str_to_cstr(run->url, run->source.from, sizeof(run->source.from));
    note_times(run);
    if (!memory_save(run)) {
        const enum feed_reason reason = run_disk_reason();
        log_error("sync", "the state of feed %.*s cannot be written: %s",
                  STR_ARG(run->feed), strerror(errno));
        return reason;
    }
    return switch_to(run, index->version);
}

// One writer of snapshots at a time; who rolls back holds the lock for an instant only.
static bool lock_writer(struct run *run, int *out_lock)
{
    const struct timespec pause = {.tv_nsec = SYNC_WRITER_PAUSE_MS * 1000000L};
    for (int i = 0; i < SYNC_WRITER_TRIES; i++) {
        if (store_lock(run->options->data_folder, STORE_LOCK_WRITER, out_lock)) {
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

// What a feed that the settings no longer name has left; what is trusted of it stays,
// for the day it comes back.
static void forget_objects(struct run *run, struct str feed)
{
    static const char *const folders[] = {"o", "i"};
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        const struct str path =
            arena_printf(&run->arena, "%s/feeds/%.*s/%s", run->options->data_folder,
                         STR_ARG(feed), folders[i]);
        if (!folder_remove(arena_cstr(&run->arena, path)) && errno != ENOENT) {
            log_warn("sync", "%.*s cannot be removed: %s", STR_ARG(path),
                     strerror(errno));
        }
    }
}

// The settings may have another order, or name a feed no longer, although no feed has
// anything new. Nothing is locked while nothing moves.
static void arrange_layers(struct run *run)
{
    int lock = -1;
    struct store_current current;
    struct content_ids dropped = {0};
    const char *data = run->options->data_folder;
    if (!store_current_read(data, &current) ||
        !store_current_arrange(&current, order_of(run)) || !lock_writer(run, &lock)) {
        return;
    }
    const enum store_outcome outcome =
        store_snapshot_arrange(&(struct store_arrange){.data_folder = data,
                                                       .order = order_of(run),
                                                       .arena = &run->arena,
                                                       .out_dropped = &dropped});
    for (size_t i = 0; outcome == STORE_DONE && i < dropped.count; i++) {
        forget_objects(run, dropped.items[i]);
    }
    store_unlock(lock);
}

static enum feed_reason put_in_place(struct run *run, bool newer)
{
    int lock = -1;
    if (!lock_writer(run, &lock)) {
        return FEED_BUSY;
    }
    char root[STORE_HASH_HEX + 1];
    sha256_to_hex(&feed_verified_index(run->release)->root_hash, root);
    const bool there = !newer && store_snapshot_whole(run->options->data_folder,
                                                      run->feed, str_from_cstr(root));
    enum feed_reason reason = there ? FEED_OK : build(run);
    if (reason == FEED_OK) {
        reason = trust_and_switch(run);
    }
    store_unlock(lock);
    return reason;
}

enum feed_reason run_rebuild(struct run *run, int64_t version)
{
    int lock = -1;
    if (!lock_writer(run, &lock)) {
        return FEED_BUSY;
    }
    enum feed_reason reason = build(run);
    if (reason == FEED_OK) {
        reason = switch_to(run, version);
    }
    store_unlock(lock);
    return reason;
}

// Whether `current` shows this release, or is pinned by staff.
static bool is_shown(struct run *run)
{
    struct store_current current;
    const struct feed_index *index = feed_verified_index(run->release);
    if (!store_current_read(run->options->data_folder, &current)) {
        return false;
    }
    for (size_t i = 0; i < current.count; i++) {
        if (str_equal(str_from_cstr(current.layers[i].feed), run->feed)) {
            return current.layers[i].pinned ||
                   (current.layers[i].version == index->version &&
                    is_snapshot_sound(run));
        }
    }
    return false;
}

// Fetches and shows the verified release. `newer`: it is not the trusted one yet; else
// something of the trusted one was missing.
static enum feed_reason take_release(struct run *run, bool newer)
{
    const int64_t missing_before = run->source.media_missing;
    const enum run_mend mend = mend_wanted(run);
    enum feed_reason reason = objects_fetch(run);
    if (reason == FEED_OK) {
        reason = objects_fetch_media(run);
    }
    if (reason != FEED_OK) {
        return reason;
    }
    // Pictures that came later than their release are noticed by a new generation too.
    if (newer || mend != MEND_NOTHING || !is_shown(run) ||
        run->result->media_missing < missing_before) {
        reason = put_in_place(run, newer || mend == MEND_SNAPSHOT);
    }
    if (reason == FEED_OK) {
        mend_done(run);
        note_times(run);
    }
    run->source.media_missing = run->result->media_missing;
    return reason != FEED_OK ? reason : newer ? FEED_OK : FEED_CURRENT;
}

static enum feed_reason take(struct run *run, enum feed_reason reason)
{
    return run->release && (reason == FEED_OK || reason == FEED_CURRENT)
               ? take_release(run, reason == FEED_OK)
               : reason;
}

static enum feed_reason run_locked(struct run *run)
{
    arrange_layers(run);
    memory_find(run);
    if (!run->feed.len) {
        keys_load(run);
    }
    enum feed_reason reason = take(run, index_poll(run));
    if (run->result->candidate && !run->stopped && reason != FEED_OK) {
        reason = take(run, index_take_stable(run, reason));
    }
    // Nobody has anything newer, or somebody holds it back: staff have to know. What is
    // shown stays.
    return reason == FEED_CURRENT && time_is_expired(run) ? FEED_EXPIRED : reason;
}

// What is remembered of the run, whatever came of it.
static enum feed_reason remember(struct run *run, enum feed_reason reason)
{
    const bool good = reason == FEED_OK || reason == FEED_CURRENT;
    // Whose attempt it was is not always known; staff are told all the same.
    if (!store_attempt_write(run->options->data_folder,
                             run->feed.len ? STR("") : feed_reason_name(reason))) {
        log_warn("sync", "the last error cannot be kept: %s", strerror(errno));
    }
    if (!run->feed.len || run->stopped) {
        return reason; // nothing to write to, or nothing found out
    }
    run->state.checked_utc_ms = clock_utc_ms(&run->options->clock);
    const enum feed_reason fault = !good ? reason
                                   : run->result->media_reason
                                       ? run->result->media_reason
                                       : run->result->candidate_reason;
    const struct str word = fault == FEED_OK ? STR("") : feed_reason_name(fault);
    (void)str_to_cstr(word, run->state.last_error, sizeof(run->state.last_error));
    if (good && time_trusted_ms(run)) {
        run->state.synced_utc_ms = run->state.checked_utc_ms;
    }
    if (good) {
        // A candidate that could not be used is asked for again.
        run->etag = run->result->candidate_reason ? STR("") : run->etag;
        (void)str_to_cstr(run->etag, run->state.etag, sizeof(run->state.etag));
        (void)str_to_cstr(run->url, run->source.url, sizeof(run->source.url));
    }
    if (!memory_save(run)) {
        const enum feed_reason disk = run_disk_reason();
        log_error("sync", "the state of feed %.*s cannot be written: %s",
                  STR_ARG(run->feed), strerror(errno));
        return good ? disk : reason;
    }
    return reason;
}

static void report(struct run *run, enum feed_reason reason)
{
    struct sync_result *result = run->result;
    const struct str word = feed_reason_name(reason);
    result->reason = reason;
    result->version = run->state.trusted_version;
    result->outcome = reason == FEED_OK        ? SYNC_DONE
                      : reason == FEED_CURRENT ? SYNC_CURRENT
                                               : SYNC_KEPT;
    if (result->outcome == SYNC_KEPT) {
        const bool older = reason == FEED_ROLLBACK && folder_is(run->url);
        log_warn("sync", "feed %s keeps version %lld, reason %.*s%s (%.*s)",
                 result->feed[0] ? result->feed : "(new)", (long long)result->version,
                 STR_ARG(word), older ? ": what the folder has is older" : "",
                 STR_ARG(run->url));
    } else if (result->outcome == SYNC_DONE) {
        log_info("sync", "feed %s has version %lld: %lld requests, %lld bytes (%.*s)",
                 result->feed, (long long)result->version, (long long)result->requests,
                 (long long)result->bytes, STR_ARG(run->url));
    }
    if (result->candidate_reason != FEED_OK) {
        log_warn("sync", "feed %s: its candidate cannot be used, reason %.*s",
                 result->feed, STR_ARG(feed_reason_name(result->candidate_reason)));
    }
    if (result->media_missing) {
        log_warn("sync", "feed %s lacks %lld media, reason %.*s", result->feed,
                 (long long)result->media_missing,
                 STR_ARG(feed_reason_name(result->media_reason)));
    }
}

static enum feed_reason lock_and_run(struct run *run)
{
    int lock = -1;
    const char *folder = path_join(&run->arena, run->options->data_folder, "feeds");
    if (!folder_make(folder) ||
        !file_lock(path_join(&run->arena, folder, "sync.lock"), &lock)) {
        return errno == EWOULDBLOCK ? FEED_BUSY : run_disk_reason();
    }
    enum feed_reason reason = run_locked(run);
    reason = remember(run, reason);
    if (reason == FEED_OK) {
        sweep(run);
    } else if (reason == FEED_SPACE && run->feed.len) {
        space_make(run); // the estimate was too low; the next run finds more
    }
    file_unlock(lock);
    return reason;
}

enum sync_outcome sync_run_once(const struct sync_options *options,
                                struct sync_result *out_result)
{
    struct run run = {.options = options, .result = out_result, .url = options->url};
    struct fetch_session *own =
        options->session ? NULL : fetch_session_create(options->fetch);
    *out_result = (struct sync_result){0};
    arena_init(&run.arena, 0);
    while (run.url.len > 1 && str_ends_with(run.url, STR("/"))) {
        run.url.len--;
    }
    run.session = options->session ? options->session : own;
    const bool id_good = !options->feed_id.len || feed_id_valid(options->feed_id);
    const enum feed_reason reason = !run.session ? FEED_STORAGE
                                    : !id_good   ? FEED_FEED
                                                 : lock_and_run(&run);
    report(&run, reason);
    fetch_session_destroy(own);
    arena_finish(&run.arena);
    return out_result->outcome;
}
