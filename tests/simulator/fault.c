// LD_PRELOAD: a bad disk. FAULT_SPACE=N: the N-th call that wants room on the disk below
// FAULT_FOLDER, and every one after it, fails with ENOSPC. FAULT_SHORT=1: writes and
// reads of files, and of sockets, move only a part of the bytes. FAULT_EINTR=N: each N-th
// call fails with EINTR first. FAULT_COUNT=FILE: how many calls there were, at the end.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))
// dlsym gives an object pointer; POSIX says that it may be called all the same.
#define REAL(name)                                                                       \
    static __typeof__(&name) real;                                                       \
    if (!real) {                                                                         \
        *(void **)&real = dlsym(RTLD_NEXT, #name);                                       \
    }

static atomic_long space_calls, turn_calls, told;

static long setting(const char *name)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : 0;
}

static bool is_file(int descriptor)
{
    struct stat facts;
    return fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
}

static bool is_below(const char *path)
{
    const char *folder = getenv("FAULT_FOLDER");
    return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static bool is_file_below(int descriptor)
{
    char link[64], path[4096];
    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
    const ssize_t size = readlink(link, path, sizeof(path) - 1);
    if (size <= 0) {
        return false;
    }
    path[size] = '\0';
    return is_below(path);
}

// Whether the disk is full for this call.
static bool is_full(void)
{
    const long from = setting("FAULT_SPACE");
    const bool full = atomic_fetch_add(&space_calls, 1) + 1 >= from && from > 0;
    if (full) {
        errno = ENOSPC;
    }
    return full;
}

static bool is_interrupted(void)
{
    const long every = setting("FAULT_EINTR");
    const bool now = every > 0 && atomic_fetch_add(&turn_calls, 1) % every == every - 1;
    if (now) {
        errno = EINTR;
        atomic_fetch_add(&told, 1);
    }
    return now;
}

static size_t cut(size_t size)
{
    if (!setting("FAULT_SHORT") || size < 2) {
        return size;
    }
    atomic_fetch_add(&told, 1);
    return size / 2 > 4000 ? 4000 : size / 2;
}

SHOWN ssize_t write(int descriptor, const void *bytes, size_t size)
{
    REAL(write)
    if (is_file(descriptor) && is_file_below(descriptor)) {
        if (is_full() || is_interrupted()) {
            return -1;
        }
        size = cut(size);
    }
    return real(descriptor, bytes, size);
}

SHOWN ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t offset)
{
    REAL(pwrite64)
    if (is_file_below(descriptor)) {
        if (is_full() || is_interrupted()) {
            return -1;
        }
        size = cut(size);
    }
    return real(descriptor, bytes, size, offset);
}

SHOWN ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset)
{
    return pwrite64(descriptor, bytes, size, offset);
}

SHOWN ssize_t read(int descriptor, void *bytes, size_t size)
{
    REAL(read)
    if (is_file(descriptor) && is_file_below(descriptor)) {
        if (is_interrupted()) {
            return -1;
        }
        size = cut(size);
    }
    return real(descriptor, bytes, size);
}

SHOWN ssize_t pread64(int descriptor, void *bytes, size_t size, off64_t offset)
{
    REAL(pread64)
    if (is_file_below(descriptor)) {
        if (is_interrupted()) {
            return -1;
        }
        size = cut(size);
    }
    return real(descriptor, bytes, size, offset);
}

SHOWN ssize_t pread(int descriptor, void *bytes, size_t size, off_t offset)
{
    return pread64(descriptor, bytes, size, offset);
}

SHOWN ssize_t recv(int descriptor, void *bytes, size_t size, int flags)
{
    REAL(recv)
    return real(descriptor, bytes, flags & MSG_PEEK ? size : cut(size), flags);
}

SHOWN ssize_t send(int descriptor, const void *bytes, size_t size, int flags)
{
    REAL(send)
    return real(descriptor, bytes, cut(size), flags);
}

SHOWN int fsync(int descriptor)
{
    REAL(fsync)
    return is_interrupted() ? -1 : real(descriptor);
}

SHOWN int fdatasync(int descriptor)
{
    REAL(fdatasync)
    return is_interrupted() ? -1 : real(descriptor);
}

SHOWN int rename(const char *from, const char *to)
{
    REAL(rename)
    return is_below(to) && is_full() ? -1 : real(from, to);
}

SHOWN int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir)
    // A folder that is there needs no room.
    return is_below(path) && access(path, F_OK) != 0 && is_full() ? -1 : real(path, mode);
}

static bool opens(const char *path, int flags)
{
    const bool makes = (flags & O_CREAT) && access(path, F_OK) != 0;
    return !is_below(path) || !((makes && is_full()) || is_interrupted());
}

SHOWN int open(const char *path, int flags, ...)
{
    REAL(open)
    va_list more;
    va_start(more, flags);
    const mode_t mode = flags & O_CREAT ? (mode_t)va_arg(more, int) : 0;
    va_end(more);
    return opens(path, flags) ? real(path, flags, mode) : -1;
}

SHOWN int open64(const char *path, int flags, ...)
{
    REAL(open64)
    va_list more;
    va_start(more, flags);
    const mode_t mode = flags & O_CREAT ? (mode_t)va_arg(more, int) : 0;
    va_end(more);
    return opens(path, flags) ? real(path, flags, mode) : -1;
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld %ld\n", atomic_load(&space_calls), atomic_load(&told));
        fclose(file);
    }
}
