#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// A disk that is a network's or FUSE's may be interrupted at these too.
static int open_file(const char *path, int flags, mode_t mode)
{
    int descriptor;
    do {
        descriptor = open(path, flags | O_CLOEXEC, mode);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

bool file_sync(int descriptor)
{
    int result;
    do {
        result = fsync(descriptor);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

static bool read_all(int descriptor, char *out_bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        const ssize_t got = read(descriptor, out_bytes + done, size - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            errno = got ? errno : EIO;
            return false;
        }
        done += (size_t)got;
    }
    return true;
}

bool file_read(struct arena *arena, const char *path, size_t limit_bytes,
               struct str *out_bytes)
{
    const int descriptor = open_file(path, O_RDONLY, 0);
    if (descriptor < 0) {
        return false;
    }
    struct stat facts;
    bool done = fstat(descriptor, &facts) == 0;
    if (done && !S_ISREG(facts.st_mode)) {
        errno = EISDIR;
        done = false;
    } else if (done && (uint64_t)facts.st_size > limit_bytes) {
        errno = EFBIG;
        done = false;
    }
    if (done) {
        const size_t size = (size_t)facts.st_size;
        char *bytes = arena_alloc(arena, size + 1);
        done = read_all(descriptor, bytes, size);
        if (done) {
            *out_bytes = (struct str){.ptr = bytes, .len = size};
        }
    }
    const int reason = errno;
    close(descriptor);
    errno = reason;
    return done;
}

static bool write_all(int descriptor, struct str bytes)
{
    while (bytes.len) {
        const ssize_t put = write(descriptor, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        bytes = str_slice(bytes, (size_t)put, bytes.len);
    }
    return true;
}

bool file_sync_folder_of(const char *path)
{
    char folder[4096];
    if (!str_to_cstr(str_from_cstr(path), folder, sizeof(folder))) {
        errno = ENAMETOOLONG;
        return false;
    }
    char *slash = strrchr(folder, '/');
    if (!slash) {
        snprintf(folder, sizeof(folder), ".");
    } else {
        slash[slash == folder] = '\0';
    }
    const int descriptor = open_file(folder, O_RDONLY | O_DIRECTORY, 0);
    if (descriptor < 0) {
        return false;
    }
    const bool done = file_sync(descriptor);
    close(descriptor);
    return done;
}

bool file_rename(const char *from, const char *to)
{
    return rename(from, to) == 0 && file_sync_folder_of(to);
}

// Into a temp file and over `path`; `lasting` waits for the disk in between and after.
static bool write_whole(const char *path, struct str bytes, unsigned mode, bool lasting)
{
    char temp[4096];
    if (snprintf(temp, sizeof(temp), "%s.%ld.tmp", path, (long)getpid()) >=
        (int)sizeof(temp)) {
        errno = ENAMETOOLONG;
        return false;
    }
    const int descriptor = open_file(temp, O_WRONLY | O_CREAT | O_TRUNC, mode);
    if (descriptor < 0) {
        return false;
    }
    bool done = write_all(descriptor, bytes) && (!lasting || file_sync(descriptor));
    done = close(descriptor) == 0 && done;
    done = done && (lasting ? file_rename(temp, path) : rename(temp, path) == 0);
    if (!done) {
        const int reason = errno;
        unlink(temp);
        errno = reason;
    }
    return done;
}

bool file_write_mode(const char *path, struct str bytes, unsigned mode)
{
    return write_whole(path, bytes, mode, true);
}

bool file_write(const char *path, struct str bytes)
{
    return write_whole(path, bytes, 0644, true);
}

bool file_write_passing(const char *path, struct str bytes)
{
    return write_whole(path, bytes, 0644, false);
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

char *path_join(struct arena *arena, const char *folder, const char *name)
{
    const size_t length = strlen(folder);
    const bool ends = length && folder[length - 1] == '/';
    return arena_cstr(arena,
                      arena_printf(arena, "%s%s%s", folder, ends ? "" : "/", name));
}

bool file_lock(const char *path, int *out_descriptor)
{
    const int descriptor = open_file(path, O_RDWR | O_CREAT, 0644);
    if (descriptor < 0) {
        return false;
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        close(descriptor);
        errno = reason;
        return false;
    }
    *out_descriptor = descriptor;
    return true;
}

void file_unlock(int descriptor)
{
    close(descriptor);
}
