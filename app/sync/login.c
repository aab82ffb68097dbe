#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/login.h"

// Looked at through the very descriptor that is read.
static const char *read_secret(const char *path, char out_secret[UPLOAD_SECRET_SIZE])
{
    struct stat facts;
    char bytes[UPLOAD_SECRET_SIZE];
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return strerror(errno);
    }
    const bool good = fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
    const bool open_to_others = good && (facts.st_mode & 077) != 0;
    const ssize_t size = good ? read(file, bytes, sizeof(bytes)) : -1;
    close(file);
    if (!good) {
        return "it is not a file";
    }
    if (open_to_others) {
        return "others may read it: chmod 600";
    }
    struct str rest = {bytes, size > 0 ? (size_t)size : 0}, secret = {0};
    (void)str_cut(&rest, '\n', &secret);
    secret = str_trim(secret);
    if (!secret.len || !str_to_cstr(secret, out_secret, UPLOAD_SECRET_SIZE)) {
        return "its first line is not a secret of 1 to 255 bytes";
    }
    return NULL;
}

bool upload_login_load(const struct config_upload *config, struct upload_login *out_login,
                       const char **out_why)
{
    static const enum fetch_login_kind kinds[] = {
        [CONFIG_UPLOAD_WEBDAV] = FETCH_LOGIN_BASIC,
        [CONFIG_UPLOAD_WEBDAV_DIGEST] = FETCH_LOGIN_DIGEST,
        [CONFIG_UPLOAD_S3] = FETCH_LOGIN_S3,
    };
    char path[4096];
    *out_login = (struct upload_login){.login = {.kind = kinds[config->kind]}};
    if (!str_to_cstr(config->secret_file, path, sizeof(path)) ||
        !str_to_cstr(config->user, out_login->user, sizeof(out_login->user)) ||
        !str_to_cstr(config->region, out_login->region, sizeof(out_login->region))) {
        *out_why = "a name is too long";
        return false;
    }
    const char *why = read_secret(path, out_login->secret);
    if (why) {
        *out_why = why;
        return false;
    }
    out_login->login.user = out_login->user;
    out_login->login.secret = out_login->secret;
    out_login->login.region = out_login->region;
    return true;
}
