#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_PIECE = 64 * 1024, FOLDER_PART_SIZE = 128 };

bool folder_is(struct str url)
{
    return url.len > 1 && url.ptr[0] == '/';
}

// A medium that was pulled out says EIO, ENODEV, ENXIO; a share that went away ESTALE.
static enum fetch_reason reason_of(int fault)
{
    switch (fault) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP: // a symbolic link
    case EACCES:
    case EPERM:
    case ENAMETOOLONG:
        return FETCH_MISSING;
    default:
        return FETCH_OFFLINE;
    }
}

// Goes down part by part, so that no link in between is followed.
static int open_below(int folder, const char *path)
{
    char part[FOLDER_PART_SIZE];
    int at = dup(folder);
    for (const char *slash; at >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
        const struct str name = {path, (size_t)(slash - path)};
        if (!str_to_cstr(name, part, sizeof(part))) {
            close(at);
            errno = ENAMETOOLONG;
            return -1;
        }
        const int next = openat(at, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        const int fault = errno;
        close(at);
        errno = fault;
        at = next;
    }
    if (at < 0) {
        return -1;
    }
    // Without a new access time the stick is not written to. Not waiting: a pipe in the
    // place of a file must not hold us.
    const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    int file = openat(at, path, flags | O_NOATIME);
    if (file < 0 && errno == EPERM) { // somebody else's file
        file = openat(at, path, flags);
    }
    const int fault = errno;
    close(at);
    errno = fault;
    return file;
}

static enum fetch_reason open_file(const char *folder, const char *path, int *out_file)
{
    const int root = open(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (root < 0) {
        return FETCH_OFFLINE; // no stick
    }
    struct stat facts;
    const int file = open_below(root, path);
    enum fetch_reason reason = file < 0 ? reason_of(errno) : FETCH_OK;
    if (file >= 0 && (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode))) {
        reason = FETCH_MISSING;
    }
    close(root);
    if (reason != FETCH_OK && file >= 0) {
        close(file);
    }
    *out_file = file;
    return reason;
}

static enum fetch_reason judge_size(int file, const struct fetch_request *request)
{
    struct stat facts;
    if (fstat(file, &facts) != 0) {
        return FETCH_OFFLINE;
    }
    if (!facts.st_size) {
        return FETCH_EMPTY;
    }
    if (facts.st_size > request->cap_bytes) {
        return FETCH_BIG;
    }
    return request->expected_bytes && facts.st_size != request->expected_bytes
               ? FETCH_SHORT
               : FETCH_OK;
}

// Whatever the file says its size is, no more than the cap is read.
static enum fetch_reason read_into(int file, const struct fetch_settings *settings,
                                   const struct fetch_request *request,
                                   struct fetch_result *result)
{
    char bytes[FOLDER_PIECE];
    const struct fetch_sink *sink = &request->sink;
    const int64_t most = request->cap_bytes - request->offset_bytes;
    if (lseek(file, (off_t)request->offset_bytes, SEEK_SET) < 0) {
        return FETCH_OFFLINE;
    }
    if (!sink->begin(sink->context, request->offset_bytes)) {
        return FETCH_REFUSED;
    }
    for (;;) {
        if (settings->stopped && settings->stopped(settings->context)) {
            return FETCH_STOPPED;
        }
        const ssize_t got = read(file, bytes, sizeof(bytes));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        result->body_bytes += got;
        if (result->body_bytes > most) {
            return FETCH_BIG;
        }
        if (!sink->write(sink->context, (struct str){bytes, (size_t)got})) {
            return FETCH_REFUSED;
        }
    }
    // The end and a fault look alike from here: only the length tells.
    const int64_t whole = request->offset_bytes + result->body_bytes;
    struct stat facts;
    const int64_t size = request->expected_bytes    ? request->expected_bytes
                         : fstat(file, &facts) == 0 ? facts.st_size
                                                    : -1;
    return whole == size ? FETCH_OK : size < 0 ? FETCH_OFFLINE : FETCH_SHORT;
}

enum fetch_reason folder_read_file(const char *folder, const char *path,
                                   const struct fetch_settings *settings,
                                   const struct fetch_request *request,
                                   struct fetch_result *out_result)
{
    int file = -1;
    *out_result = (struct fetch_result){0};
    enum fetch_reason reason = open_file(folder, path, &file);
    if (reason != FETCH_OK) {
        return reason;
    }
    reason = judge_size(file, request);
    if (reason == FETCH_OK) {
        reason = read_into(file, settings, request, out_result);
    }
    close(file);
    return reason;
}
