#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "publish/writer.h"

enum { ERROR_SIZE = 300 };

static bool fail(char out_error[ERROR_SIZE], const char *path, const char *what)
{
    snprintf(out_error, ERROR_SIZE, "%s: %s", path, what);
    return false;
}

// Makes an empty file that was not there, so that two at once cannot both win.
static bool claim(const char *path, mode_t mode)
{
    const int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
    return file >= 0 && close(file) == 0;
}

static bool write_pair(struct arena *arena, const char *path, const char *public_path,
                       char out_error[ERROR_SIZE])
{
    struct minisign_secret secret;
    struct minisign_public public;
    if (!minisign_keygen(&secret, &public)) {
        return fail(out_error, path, "the system gives no random numbers");
    }
    const bool done =
        file_write_mode(path, minisign_secret_write(arena, &secret), 0600) &&
        file_write(public_path, minisign_public_write(arena, &public));
    minisign_forget(&secret);
    return done || fail(out_error, path, strerror(errno));
}

bool publish_keygen(const char *path, char out_error[300])
{
    struct arena arena;
    arena_init(&arena, 0);
    const char *public_path = arena_cstr(&arena, arena_printf(&arena, "%s.pub", path));
    bool done = false;
    if (!claim(path, 0600)) {
        fail(out_error, path,
             errno == EEXIST ? "is already there; choose another name" : strerror(errno));
    } else if (!claim(public_path, 0644)) {
        fail(out_error, public_path,
             errno == EEXIST ? "is already there; choose another name" : strerror(errno));
        unlink(path);
    } else {
        done = write_pair(&arena, path, public_path, out_error);
        if (!done) {
            unlink(path);
            unlink(public_path);
        }
    }
    arena_finish(&arena);
    return done;
}

static const char *explain(enum minisign_result result)
{
    return result == MINISIGN_ENCRYPTED
               ? "is locked by a password; make one without by `foyerctl keygen` or "
                 "`minisign -G -W`"
               : "is no secret key file; `foyerctl keygen` makes one";
}

bool publish_key_load(const char *path, struct minisign_secret *out_key,
                      char out_error[300])
{
    struct arena arena;
    struct str file;
    struct stat info;
    arena_init(&arena, 0);
    bool done = file_read(&arena, path, MINISIGN_FILE_MAX, &file);
    if (!done) {
        fail(out_error, path, strerror(errno));
    } else {
        const enum minisign_result result = minisign_secret_parse(file, out_key);
        done = result == MINISIGN_OK || fail(out_error, path, explain(result));
    }
    if (done && stat(path, &info) == 0 && (info.st_mode & 077) != 0) {
        log_warn("publish", "%s: others may read this secret key; chmod 600 it", path);
    }
    arena_finish(&arena);
    return done;
}
