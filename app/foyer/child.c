#include "child.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"

enum { PAUSE_MIN_S = 1, PAUSE_MAX_S = 60, STOP_S = 5 };

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

// The thread blocks all signals; its child must not inherit that.
static int spawn(char *path, char **arguments, pid_t *out_pid)
{
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    const int reason = posix_spawn(out_pid, path, NULL, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    return reason;
}

static pid_t start(struct child *child)
{
    char folder[3000], path[4096];
    if (!own_folder(folder, sizeof(folder))) {
        return -1;
    }
    snprintf(path, sizeof(path), "%sfoyer-sync", folder);
    char option[] = "--config", with_parent[] = "--with-parent";
    char *arguments[] = {path, option, child->config, with_parent, NULL};
    pid_t pid = -1;
    const int reason = spawn(path, arguments, &pid);
    if (reason != 0) {
        log_error("foyer", "foyer-sync does not start: %s", strerror(reason));
        return -1;
    }
    return pid;
}

// Until the pause is over or the child is to stop; the mutex is held.
static void pause_s(struct child *child, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    while (!child->stopping &&
           pthread_cond_timedwait(&child->stopped, &child->mutex, &until) == 0) {
    }
}

static void *child_run(void *argument)
{
    struct child *child = argument;
    const struct clock clock = clock_system();
    int wait_s = PAUSE_MIN_S;
    pthread_mutex_lock(&child->mutex);
    while (!child->stopping) {
        const int64_t began_ms = clock_monotonic_ms(&clock);
        child->pid = start(child);
        pthread_mutex_unlock(&child->mutex);
        // Its number stays taken until it is reaped under the mutex, so that child_stop
        // never signals a stranger.
        siginfo_t ended;
        while (child->pid > 0 &&
               waitid(P_PID, (id_t)child->pid, &ended, WEXITED | WNOWAIT) < 0 &&
               errno == EINTR) {
        }
        pthread_mutex_lock(&child->mutex);
        if (child->pid > 0) {
            waitpid(child->pid, NULL, 0);
        }
        child->pid = -1;
        if (child->stopping) {
            break;
        }
        const bool lived = clock_monotonic_ms(&clock) - began_ms > PAUSE_MAX_S * 1000;
        wait_s = lived ? PAUSE_MIN_S : wait_s;
        log_warn("foyer", "foyer-sync has ended; it starts again in %d s", wait_s);
        pause_s(child, wait_s);
        wait_s = wait_s * 2 < PAUSE_MAX_S ? wait_s * 2 : PAUSE_MAX_S;
    }
    pthread_mutex_unlock(&child->mutex);
    return NULL;
}

bool child_start_sync(struct child *child, const char *config_path)
{
    *child = (struct child){.pid = -1};
    pthread_mutex_init(&child->mutex, NULL);
    pthread_cond_init(&child->stopped, NULL);
    child->started =
        str_to_cstr(str_from_cstr(config_path), child->config, sizeof(child->config)) &&
        thread_start(&child->thread, "foyer-child", child_run, child);
    if (!child->started) {
        log_error("foyer", "foyer-sync cannot be watched and does not start");
    }
    return child->started;
}

static void send(struct child *child, int signal_number)
{
    pthread_mutex_lock(&child->mutex);
    child->stopping = true;
    if (child->pid > 0) {
        kill(child->pid, signal_number);
    }
    pthread_cond_signal(&child->stopped);
    pthread_mutex_unlock(&child->mutex);
}

void child_stop(struct child *child)
{
    if (!child->started) {
        return;
    }
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += STOP_S;
    send(child, SIGTERM);
    if (pthread_timedjoin_np(child->thread, NULL, &until) != 0) {
        log_warn("foyer", "foyer-sync does not end by itself and is killed");
        send(child, SIGKILL);
        thread_join(child->thread);
    }
    pthread_cond_destroy(&child->stopped);
    pthread_mutex_destroy(&child->mutex);
    child->started = false;
}
