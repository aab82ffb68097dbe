#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "folder.h"
#include "run.h"

static enum feed_reason transfer_reason(enum fetch_reason reason)
{
    static const enum feed_reason words[FETCH_REASON_COUNT] = {
        [FETCH_OK] = FEED_OK,
        [FETCH_SAME] = FEED_CURRENT,
        [FETCH_ADDRESS] = FEED_UNREACHABLE,
        [FETCH_OFFLINE] = FEED_UNREACHABLE,
        [FETCH_TIMEOUT] = FEED_TIMEOUT,
        [FETCH_PRIVATE] = FEED_PRIVATE,
        [FETCH_TLS] = FEED_TLS,
        [FETCH_SHORT] = FEED_SHORT,
        [FETCH_BIG] = FEED_LARGE,
        [FETCH_SLOW] = FEED_SLOW,
        [FETCH_HEADERS] = FEED_HEADER,
        [FETCH_ENCODED] = FEED_HEADER,
        [FETCH_RANGE] = FEED_HEADER,
        [FETCH_REDIRECT] = FEED_REDIRECT,
        [FETCH_PORTAL] = FEED_PORTAL,
        [FETCH_PROXY] = FEED_PROXY,
        [FETCH_MISSING] = FEED_MISSING,
        [FETCH_BUSY] = FEED_STATUS,
        [FETCH_STATUS] = FEED_STATUS,
        [FETCH_EMPTY] = FEED_SHORT,
        [FETCH_REFUSED] = FEED_STORAGE,
        [FETCH_STOPPED] = FEED_UNREACHABLE,
        [FETCH_LOGIN] = FEED_STATUS,
        [FETCH_EXISTS] = FEED_STATUS,
        [FETCH_FULL] = FEED_STATUS,
        [FETCH_UNFIT] = FEED_STATUS,
    };
    return (unsigned)reason < FETCH_REASON_COUNT ? words[reason] : FEED_STATUS;
}

// A clock that is wrong makes any certificate look wrong.
static enum feed_reason told(const struct run *run, enum fetch_reason reason)
{
    return reason == FETCH_TLS && !time_trusted_ms(run) ? FEED_CLOCK
                                                        : transfer_reason(reason);
}

static struct str object_url(struct arena *arena, const struct run *run, const char *path)
{
    return arena_printf(arena, "%.*s/%s", STR_ARG(run->url), path);
}

// One exchange with its cost added to the result: with a server, or with a folder.
static enum fetch_reason exchange(struct run *run, const char *path,
                                  const struct fetch_request *request,
                                  struct fetch_result *out_result)
{
    const enum fetch_reason reason =
        folder_is(run->url) ? folder_read_file(arena_cstr(&run->arena, run->url), path,
                                               &run->options->fetch, request, out_result)
                            : fetch_run(run->session, request, out_result);
    run->result->requests += out_result->requests;
    run->result->bytes += out_result->wire_bytes;
    if (out_result->retry_after_s > run->result->retry_after_s) {
        run->result->retry_after_s = out_result->retry_after_s;
    }
    run->page = out_result->page;
    run->stopped |= reason == FETCH_STOPPED;
    if (reason != FETCH_OK && reason != FETCH_SAME) {
        log_debug("sync", "%.*s: %s (%d)", STR_ARG(request->url),
                  fetch_reason_name(reason), out_result->status);
    }
    return reason;
}

// ---- into memory ----
static bool memory_begin(void *context, int64_t offset)
{
    struct buffer *buffer = context;
    buffer_clear(buffer);
    return offset == 0;
}

static bool memory_write(void *context, struct str bytes)
{
    return buffer_add(context, bytes);
}

enum feed_reason transfer_bytes(struct run *run, const char *path, size_t cap_bytes,
                                struct str etag, struct str *out_bytes)
{
    struct buffer buffer;
    buffer_init(&buffer, cap_bytes);
    struct fetch_result result;
    const struct fetch_request request = {
        .url = object_url(&run->arena, run, path),
        .etag = etag,
        .cap_bytes = (int64_t)cap_bytes,
        .sink = {memory_begin, memory_write, &buffer},
    };
    const enum fetch_reason reason = exchange(run, path, &request, &result);
    if (reason == FETCH_OK) {
        *out_bytes = arena_str(&run->arena, buffer_view(&buffer));
        run->etag = arena_str(&run->arena, str_from_cstr(result.etag));
    }
    buffer_finish(&buffer);
    return told(run, reason);
}

// ---- into a file ----
struct part {
    int descriptor;
    int64_t size; // bytes in the file, all of them in the hash
    struct sha256_stream hash;
    struct arena arena;    // names; there may be very many objects in a run
    bool lasting;          // a medium
    enum feed_reason disk; // FEED_OK until the disk fails
};

static bool part_fail(struct part *part)
{
    part->disk = run_disk_reason();
    return false;
}

static bool part_restart(struct part *part)
{
    sha256_init(&part->hash);
    part->size = 0;
    return (ftruncate(part->descriptor, 0) == 0 &&
            lseek(part->descriptor, 0, SEEK_SET) == 0) ||
           part_fail(part);
}

static bool part_begin(void *context, int64_t offset)
{
    struct part *part = context;
    return offset == part->size || part_restart(part);
}

static bool part_write(void *context, struct str bytes)
{
    struct part *part = context;
    while (bytes.len) {
        const ssize_t put = write(part->descriptor, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return part_fail(part);
        }
        sha256_add(&part->hash, str_slice(bytes, 0, (size_t)put));
        part->size += put;
        bytes = str_slice(bytes, (size_t)put, bytes.len);
    }
    return true;
}

// Hashes what an earlier run left; more than the object can have is thrown away.
static bool part_resume(struct part *part, int64_t size_bytes)
{
    char bytes[16384];
    ssize_t got;
    sha256_init(&part->hash);
    do {
        got = read(part->descriptor, bytes, sizeof(bytes));
        if (got > 0) {
            sha256_add(&part->hash, (struct str){.ptr = bytes, .len = (size_t)got});
            part->size += got;
        }
    } while ((got > 0 && part->size <= size_bytes) || (got < 0 && errno == EINTR));
    return got == 0 && part->size < size_bytes ? true : part_restart(part);
}

// A part is worth keeping when the line broke, not when the bytes were wrong.
static bool worth_keeping(enum fetch_reason reason)
{
    return reason == FETCH_OFFLINE || reason == FETCH_TIMEOUT || reason == FETCH_SHORT ||
           reason == FETCH_SLOW || reason == FETCH_STOPPED || reason == FETCH_BUSY ||
           reason == FETCH_PRIVATE || reason == FETCH_TLS;
}

// What a power cut leaves of a node or chunk is found out when it is read, which is
// always against its hash: only a medium, whose hash is looked at seldom, is worth the
// wait for the disk.
static enum feed_reason part_place(struct run *run, struct part *part, const char *from,
                                   const char *to)
{
    run_step(run, "object");
    if ((part->lasting && !file_sync(part->descriptor)) || rename(from, to) != 0) {
        (void)part_fail(part);
        log_error("sync", "%s cannot be put in place: %s", to, strerror(errno));
        return part->disk;
    }
    return FEED_OK;
}

// One attempt. *out_resumed: it went on from bytes of an earlier one.
static enum feed_reason attempt(struct run *run, const struct feed_ref *ref,
                                struct part *part, bool *out_resumed)
{
    char path[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, path);
    *out_resumed = part->size > 0;
    struct fetch_result result;
    const struct fetch_request request = {
        .url = object_url(&part->arena, run, path),
        .cap_bytes = ref->size_bytes,
        .expected_bytes = ref->size_bytes,
        .offset_bytes = part->size,
        .sink = {part_begin, part_write, part},
    };
    const enum fetch_reason reason = exchange(run, path, &request, &result);
    if (part->disk != FEED_OK) {
        log_error("sync", "an object cannot be written: %s", strerror(errno));
        return part->disk;
    }
    if (reason != FETCH_OK) {
        if (!worth_keeping(reason)) {
            (void)part_restart(part);
        }
        return told(run, reason);
    }
    const struct sha256 hash = sha256_end(&part->hash);
    if (!sha256_equal(&hash, &ref->hash)) {
        (void)part_restart(part);
        return run->page ? FEED_PORTAL : FEED_HASH;
    }
    return FEED_OK;
}

static enum feed_reason transfer_part(struct run *run, const struct feed_ref *ref,
                                      const char *file, struct part *part)
{
    const char *from =
        arena_cstr(&part->arena, arena_printf(&part->arena, "%s.part", file));
    do {
        part->descriptor = open(from, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    } while (part->descriptor < 0 && errno == EINTR);
    if (part->descriptor < 0 || !part_resume(part, ref->size_bytes)) {
        (void)part_fail(part);
        log_error("sync", "%s cannot be written: %s", from, strerror(errno));
        if (part->descriptor >= 0) {
            close(part->descriptor);
        }
        return part->disk;
    }
    bool resumed = false;
    enum feed_reason reason = attempt(run, ref, part, &resumed);
    if (resumed && (reason == FEED_HASH || reason == FEED_HEADER)) {
        reason =
            attempt(run, ref, part, &resumed); // what was there may have been at fault
    }
    if (reason == FEED_OK) {
        reason = part_place(run, part, from, file);
    } else if (part->size == 0) {
        (void)unlink(from);
    }
    close(part->descriptor);
    return reason;
}

enum feed_reason transfer_object(struct run *run, const struct feed_ref *ref,
                                 const char *file)
{
    struct part part = {.disk = FEED_OK, .lasting = ref->records == 0};
    arena_init(&part.arena, 0);
    const enum feed_reason reason = transfer_part(run, ref, file, &part);
    arena_finish(&part.arena);
    return reason;
}
