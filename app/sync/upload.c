#include "sync/upload.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/log.h"
#include "crypto/hash.h"
#include "outbox.h"
#include "sync/sync.h"

// After so many in a row that the server will not take, it is the server and not they.
enum { UPLOAD_UNFIT_MAX = 3, UPLOAD_SLICE_MS = 100, UPLOAD_URL_SIZE = 2200 };

static const char why_ok[] = "ok";
static const char why_unread[] = "unread";

struct drain {
    const struct upload_options *options;
    struct upload_result *result;
    // The server may have the next object already: after a lost answer, and at the start
    // of a drain, which cannot know how the last one ended.
    bool in_doubt;
    // The server knows no If-None-Match (501), so that each look has to do in its place:
    // nobody but this kiosk writes here.
    bool unconditional;
    int64_t unfit_in_row;
};

// What the server has under a name.
enum remote {
    REMOTE_FAILED, // nobody knows
    REMOTE_ABSENT,
    REMOTE_SAME,
    REMOTE_OTHER,
};

static void step(const struct drain *drain, const char *name)
{
    if (drain->options->step) {
        drain->options->step(drain->options->context, name);
    }
}

static bool is_stopped(const struct upload_options *options)
{
    return options->stopped && options->stopped(options->context);
}

static const char *join_url(const struct upload_options *options, const char *path,
                            char out_url[UPLOAD_URL_SIZE])
{
    struct str url = options->url;
    while (str_ends_with(url, STR("/"))) {
        url.len--;
    }
    (void)snprintf(out_url, UPLOAD_URL_SIZE, "%.*s/%s", STR_ARG(url), path);
    return out_url;
}

// Who must act: the server says no in a way that time alone does not change.
static bool is_slow(enum fetch_reason reason)
{
    return reason == FETCH_LOGIN || reason == FETCH_FULL || reason == FETCH_MISSING ||
           reason == FETCH_ADDRESS || reason == FETCH_PRIVATE || reason == FETCH_UNFIT ||
           reason == FETCH_REDIRECT;
}

static void count_exchange(struct upload_result *result, enum fetch_reason reason,
                           const struct fetch_result *answer)
{
    result->requests += answer->requests;
    if (answer->retry_after_s > result->retry_after_s) {
        result->retry_after_s = answer->retry_after_s;
    }
    log_debug("sync", "upload: %s (%d)", fetch_reason_name(reason), answer->status);
}

static bool end_drain(struct upload_result *result, const char *why, bool slow)
{
    result->why = why;
    result->slow = slow;
    return false;
}

static bool end_by(struct upload_result *result, enum fetch_reason reason)
{
    return end_drain(result, fetch_reason_name(reason), is_slow(reason));
}

// ---- what is there ----
struct comparison {
    struct str bytes; // still to come
};

static bool compare_begin(void *context, int64_t offset)
{
    (void)context;
    return offset == 0;
}

static bool compare_write(void *context, struct str bytes)
{
    struct comparison *comparison = context;
    const struct str expected = str_slice(comparison->bytes, 0, bytes.len);
    comparison->bytes = str_slice(comparison->bytes, bytes.len, SIZE_MAX);
    return str_equal(expected, bytes);
}

// *out_reason says why for REMOTE_FAILED and REMOTE_ABSENT.
static enum remote look(struct drain *drain, const char *url, struct str bytes,
                        enum fetch_reason *out_reason)
{
    struct comparison comparison = {bytes};
    struct fetch_result answer;
    const struct fetch_request request = {
        .url = str_from_cstr(url),
        .cap_bytes = (int64_t)bytes.len,
        .sink = {compare_begin, compare_write, &comparison},
    };
    step(drain, "look");
    const enum fetch_reason reason =
        fetch_run(drain->options->session, &request, &answer);
    count_exchange(drain->result, reason, &answer);
    *out_reason = reason;
    if (reason == FETCH_OK) {
        return comparison.bytes.len ? REMOTE_OTHER : REMOTE_SAME;
    }
    if (reason == FETCH_REFUSED || reason == FETCH_BIG ||
        (reason == FETCH_EMPTY && answer.status == 200)) {
        return REMOTE_OTHER;
    }
    return reason == FETCH_MISSING ? REMOTE_ABSENT : REMOTE_FAILED;
}

// ---- one object ----
struct object {
    const struct upload_entry *entry;
    struct str bytes;
    char url[UPLOAD_URL_SIZE];
};

static bool disk_failed(struct drain *drain, const struct object *object)
{
    log_error("sync", "outbox/%s: %s", object->entry->name, strerror(errno));
    return end_drain(drain->result, "storage", false);
}

static bool confirm(struct drain *drain, const struct object *object)
{
    step(drain, "confirmed");
    if (!outbox_move(drain->options->data_folder, object->entry->name, UPLOAD_SENT)) {
        return disk_failed(drain, object);
    }
    step(drain, "moved");
    drain->result->sent++;
    drain->result->bytes += (int64_t)object->bytes.len;
    drain->in_doubt = drain->unconditional;
    drain->unfit_in_row = 0;
    return true;
}

static bool put_aside(struct drain *drain, const struct object *object, const char *fault)
{
    log_error("sync", "outbox/%s is put aside: %s", object->entry->name, fault);
    step(drain, "aside");
    if (!outbox_move(drain->options->data_folder, object->entry->name, UPLOAD_ASIDE)) {
        return disk_failed(drain, object);
    }
    return true;
}

// The server said that it has the object: only its own bytes prove that. `there`: they
// are those of somebody when they differ, and not a spoilt copy of ours.
static bool read_back(struct drain *drain, const struct object *object, bool there)
{
    enum fetch_reason reason;
    const enum remote remote = look(drain, object->url, object->bytes, &reason);
    if (remote == REMOTE_SAME) {
        return confirm(drain, object);
    }
    drain->in_doubt = true;
    if (remote == REMOTE_OTHER && there) {
        return put_aside(drain, object, "the server has other bytes of this number");
    }
    if (remote == REMOTE_FAILED) {
        return end_by(drain->result, reason);
    }
    log_error("sync", "%s was stored, the server says, but %s", object->url,
              remote == REMOTE_ABSENT ? "cannot be read" : "has other bytes");
    return end_drain(drain->result, why_unread, true);
}

// Called only for what a look has just not found, or what the server itself decides.
static enum fetch_reason put_once(struct drain *drain, const struct object *object,
                                  struct fetch_result *out_answer)
{
    const struct fetch_put put = {
        .url = str_from_cstr(object->url),
        .bytes = object->bytes,
        // The name says it, and was compared.
        .sha256_hex =
            str_from_cstr(object->entry->name + UPLOAD_NAME_SIZE - 1 - SHA256_HEX_LEN),
        .only_new = !drain->unconditional,
    };
    step(drain, "put");
    const enum fetch_reason reason = fetch_put(drain->options->session, &put, out_answer);
    count_exchange(drain->result, reason, out_answer);
    return reason;
}

static bool send_object(struct drain *drain, const struct object *object);

static bool put_object(struct drain *drain, const struct object *object)
{
    struct fetch_result answer;
    const enum fetch_reason reason = put_once(drain, object, &answer);
    if (answer.status == 501 && !drain->unconditional) {
        drain->unconditional = true;
        drain->in_doubt = true;
        return send_object(drain, object);
    }
    if (reason == FETCH_OK || reason == FETCH_EXISTS) {
        return read_back(drain, object, reason == FETCH_EXISTS);
    }
    drain->in_doubt = true;
    if (reason == FETCH_UNFIT && ++drain->unfit_in_row < UPLOAD_UNFIT_MAX) {
        // One bad object must not keep back all that come after it.
        log_warn("sync", "outbox/%s: the server does not take it (%d)",
                 object->entry->name, answer.status);
        drain->result->unfit++;
        return true;
    }
    return end_by(drain->result, reason);
}

static bool send_object(struct drain *drain, const struct object *object)
{
    enum fetch_reason reason = FETCH_OK;
    const enum remote remote = drain->in_doubt
                                   ? look(drain, object->url, object->bytes, &reason)
                                   : REMOTE_ABSENT;
    switch (remote) {
    case REMOTE_ABSENT:
        return put_object(drain, object);
    case REMOTE_SAME:
        return confirm(drain, object);
    case REMOTE_OTHER:
        return put_aside(drain, object, "the server has other bytes of this number");
    case REMOTE_FAILED:
        break;
    }
    return end_by(drain->result, reason);
}

static bool send_entry(struct drain *drain, const struct upload_entry *entry)
{
    struct arena arena;
    struct object object = {.entry = entry};
    char path[32], hex[SHA256_HEX_LEN + 1];
    arena_init(&arena, 0);
    const char *file =
        outbox_file(&arena, drain->options->data_folder, UPLOAD_WAITING, entry->name);
    bool good = false;
    if (!file_read(&arena, file, UPLOAD_OBJECT_MAX, &object.bytes)) {
        // Another drain may have moved it, or the disk fails here only.
        good = errno == ENOENT || disk_failed(drain, &object);
        goto out;
    }
    const struct sha256 hash = sha256_of(object.bytes);
    sha256_to_hex(&hash, hex);
    if (!str_ends_with(str_from_cstr(entry->name), str_from_cstr(hex))) {
        good = put_aside(drain, &object, "its bytes are not those of its name");
        goto out;
    }
    (void)snprintf(path, sizeof(path), "outbox/%08lld", (long long)entry->seq);
    (void)join_url(drain->options, path, object.url);
    good = send_object(drain, &object);
out:
    arena_finish(&arena);
    return good;
}

// ---- the drain ----
// false: told to stop.
static bool pause_between(const struct upload_options *options)
{
    for (int64_t left_ms = options->pause_ms; left_ms > 0; left_ms -= UPLOAD_SLICE_MS) {
        const int64_t ms = left_ms < UPLOAD_SLICE_MS ? left_ms : UPLOAD_SLICE_MS;
        const struct timespec wait = {.tv_nsec = ms * 1000000};
        if (is_stopped(options)) {
            return false;
        }
        (void)nanosleep(&wait, NULL);
    }
    return !is_stopped(options);
}

static void send_all(struct drain *drain, const struct upload_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if ((i && !pause_between(drain->options)) || is_stopped(drain->options)) {
            (void)end_by(drain->result, FETCH_STOPPED);
            return;
        }
        if (!send_entry(drain, &list->entries[i])) {
            return;
        }
    }
}

static void count_rest(struct arena *arena, const struct upload_options *options,
                       struct upload_result *result)
{
    struct upload_list list;
    if (upload_list(arena, options->data_folder, UPLOAD_WAITING, &list)) {
        result->left = (int64_t)list.count;
    }
    if (upload_list(arena, options->data_folder, UPLOAD_ASIDE, &list)) {
        result->aside = (int64_t)list.count;
    }
}

static void drain_locked(struct arena *arena, const struct upload_options *options,
                         struct upload_result *result)
{
    struct upload_list list;
    struct drain drain = {.options = options, .result = result, .in_doubt = true};
    if (!upload_list(arena, options->data_folder, UPLOAD_WAITING, &list)) {
        log_error("sync", "the outbox cannot be read: %s", strerror(errno));
        (void)end_drain(result, "storage", false);
        return;
    }
    send_all(&drain, &list);
    if (result->sent) {
        outbox_prune(options->data_folder);
    }
}

static void report(const struct upload_result *result)
{
    if (result->why != why_ok && result->why != fetch_reason_name(FETCH_STOPPED)) {
        log_warn("sync", "%lld objects wait in the outbox, reason %s",
                 (long long)result->left, result->why);
    }
    if (result->sent) {
        log_info("sync", "%lld objects of the outbox are at the server, %lld are left",
                 (long long)result->sent, (long long)result->left);
    }
}

bool upload_drain(const struct upload_options *options, struct upload_result *out_result)
{
    struct arena arena;
    int lock = -1;
    *out_result = (struct upload_result){.why = why_ok};
    arena_init(&arena, 0);
    const char *folder = outbox_folder(&arena, options->data_folder, UPLOAD_WAITING);
    if (!file_exists(folder)) {
        goto out;
    }
    if (!file_lock(path_join(&arena, folder, "drain.lock"), &lock)) {
        (void)end_drain(out_result, errno == EWOULDBLOCK ? "busy" : "storage", false);
        goto out;
    }
    drain_locked(&arena, options, out_result);
    file_unlock(lock);
out:
    count_rest(&arena, options, out_result);
    report(out_result);
    arena_finish(&arena);
    return out_result->why == why_ok && out_result->left <= out_result->unfit;
}

bool upload_status(const struct upload_options *options, const char *name,
                   struct upload_result *out_result)
{
    struct arena arena;
    struct str bytes = {0};
    char url[UPLOAD_URL_SIZE];
    *out_result = (struct upload_result){.why = why_ok};
    arena_init(&arena, 0);
    const char *path = path_join(&arena, "status", name);
    if (!file_read(&arena, path_join(&arena, options->data_folder, path),
                   UPLOAD_OBJECT_MAX, &bytes) ||
        !bytes.len) {
        arena_finish(&arena);
        return true;
    }
    struct fetch_result answer;
    char hex[SHA256_HEX_LEN + 1];
    const struct sha256 hash = sha256_of(bytes);
    sha256_to_hex(&hash, hex);
    const struct fetch_put put = {
        .url = str_from_cstr(join_url(options, path, url)),
        .bytes = bytes,
        .sha256_hex = str_from_cstr(hex),
        .type = STR("application/json"),
    };
    const enum fetch_reason reason = fetch_put(options->session, &put, &answer);
    count_exchange(out_result, reason, &answer);
    out_result->sent = reason == FETCH_OK;
    out_result->bytes = reason == FETCH_OK ? (int64_t)bytes.len : 0;
    if (reason != FETCH_OK) {
        log_warn("sync", "%s cannot be uploaded, reason %s", path,
                 fetch_reason_name(reason));
        (void)end_by(out_result, reason);
    }
    arena_finish(&arena);
    return reason == FETCH_OK;
}

int64_t upload_backoff_ms(const struct upload_result *result, int64_t failures,
                          int64_t failing_ms, double random)
{
    const int64_t least = result->slow ? UPLOAD_SLOW_S : 0;
    const int64_t asked = result->retry_after_s > least ? result->retry_after_s : least;
    return sync_backoff_ms(failures, failing_ms, asked, random);
}
