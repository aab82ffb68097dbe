#include "child.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

// The folder this program stands in, with its slash.
static bool own_folder(char *out_path, size_t size)
{
    const ssize_t length = readlink("/proc/self/exe", out_path, size - 1);
    if (length <= 0 || (size_t)length >= size - 1) {
        return false;
    }
    out_path[length] = '\0';
    char *slash = strrchr(out_path, '/');
    if (slash) {
        slash[1] = '\0';
    }
    return slash != NULL;
}

pid_t child_start_sync(const char *config_path)
{
    char folder[3000], path[4096], config[4096];
    if (!own_folder(folder, sizeof(folder))) {
        return -1;
    }
    snprintf(path, sizeof(path), "%sfoyer-sync", folder);
    str_to_cstr(str_from_cstr(config_path), config, sizeof(config));
    char option[] = "--config", with_parent[] = "--with-parent";
    char *arguments[] = {path, option, config, with_parent, NULL};
    pid_t child = -1;
    const int reason = posix_spawn(&child, path, NULL, NULL, arguments, environ);
    if (reason != 0) {
        log_error("foyer", "foyer-sync does not start: %s", strerror(reason));
        return -1;
    }
    return child;
}

void child_stop(pid_t child)
{
    if (child <= 0) {
        return;
    }
    kill(child, SIGTERM);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
}
