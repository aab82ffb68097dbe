#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/thread.h"

static void *watch_run(void *argument)
{
    struct watch *watch = argument;
    struct pollfd wait[] = {{.fd = watch->inotify, .events = POLLIN},
                            {.fd = watch->stop_pipe[0], .events = POLLIN}};
    for (;;) {
        if (poll(wait, 2, -1) < 0 && errno != EINTR) {
            return NULL;
        }
        if (wait[1].revents) {
            return NULL;
        }
        char events[4096];
        if (read(watch->inotify, events, sizeof(events)) > 0) {
            watch->changed(watch->context);
        }
    }
}

// The folder itself: `current` is renamed into it. status/: sync.json is.
static bool add_folders(struct watch *watch, const char *data_folder)
{
    struct arena arena;
    arena_init(&arena, 0);
    const char *status = path_join(&arena, data_folder, "status");
    const bool done = folder_make(status) &&
                      inotify_add_watch(watch->inotify, data_folder, IN_MOVED_TO) >= 0 &&
                      inotify_add_watch(watch->inotify, status, IN_MOVED_TO) >= 0;
    arena_finish(&arena);
    return done;
}

bool watch_start(struct watch *watch, const char *data_folder,
                 void (*changed)(void *context), void *context)
{
    *watch =
        (struct watch){.changed = changed, .context = context, .stop_pipe = {-1, -1}};
    watch->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->inotify < 0 || pipe(watch->stop_pipe) != 0 ||
        !add_folders(watch, data_folder) ||
        !thread_start(&watch->thread, "foyer-watch", watch_run, watch)) {
        log_warn("foyer",
                 "the data folder cannot be watched: new content shows at a page change");
        return false;
    }
    watch->started = true;
    return true;
}

void watch_stop(struct watch *watch)
{
    if (!watch->started) {
        return;
    }
    if (write(watch->stop_pipe[1], "", 1) != 1) {
        log_warn("foyer", "the watch could not be told to stop");
    }
    thread_join(watch->thread);
    close(watch->stop_pipe[0]);
    close(watch->stop_pipe[1]);
    close(watch->inotify);
    watch->started = false;
}
