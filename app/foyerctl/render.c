#include "render.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "print.h"

enum { SAID_MAX = 64 * 1024, ARGUMENTS_MAX = 20 };

static sigset_t ending_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

bool render_begin(struct arena *arena, struct render *out_render)
{
    const char *base = getenv("TMPDIR");
    char *folder =
        path_join(arena, base && base[0] ? base : "/tmp", "foyer-preview-XXXXXX");
    sigset_t blocked = ending_signals();
    sigaddset(&blocked, SIGCHLD);
    *out_render = (struct render){.arena = arena, .folder = folder};
    sigprocmask(SIG_BLOCK, &blocked, &out_render->before);
    if (!mkdtemp(folder)) {
        print_error("preview", strerror(errno), folder);
        sigprocmask(SIG_SETMASK, &out_render->before, NULL);
        return false;
    }
    return true;
}

void render_end(struct render *render)
{
    if (!folder_remove(render->folder)) {
        print_error("preview", strerror(errno), render->folder);
    }
    if (render->caught) {
        raise(render->caught); // pending until the mask allows it
    }
    sigprocmask(SIG_SETMASK, &render->before, NULL);
}

static const char *foyer_path(struct arena *arena)
{
    char path[4096];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (length <= 0) {
        return "/usr/bin/foyer";
    }
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    slash[slash == path] = '\0';
    return path_join(arena, path, "foyer");
}

// The child has the signals as we had them, and its words go to a file.
static bool start(const struct render *render, char *const *arguments, const char *said,
                  pid_t *out_pid)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &render->before);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, said,
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int reason =
        posix_spawn(out_pid, arguments[0], &files, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (reason != 0) {
        print_error("preview", strerror(reason), arguments[0]);
    }
    return reason == 0;
}

// Until the child has ended or a signal wants us to. -1: a signal.
static int await(struct render *render, pid_t pid)
{
    sigset_t awaited = ending_signals();
    sigaddset(&awaited, SIGCHLD);
    int status;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        siginfo_t what;
        const int number = sigwaitinfo(&awaited, &what);
        if (number > 0 && number != SIGCHLD) {
            render->caught = number;
            kill(pid, SIGKILL); // all it works on is removed next
            waitpid(pid, &status, 0);
            return -1;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static bool was_asked_to_end(struct render *render)
{
    const sigset_t ending = ending_signals();
    const struct timespec none = {0};
    siginfo_t what;
    const int number = sigtimedwait(&ending, &what, &none);
    if (number > 0) {
        render->caught = number;
    }
    return number > 0;
}

// The script's own file and milestones mean nothing to the author.
static void pass_on(struct render *render, const char *path, const char *script)
{
    struct str text, line;
    const struct str name = str_from_cstr(script);
    if (!file_read(render->arena, path, SAID_MAX, &text)) {
        return;
    }
    while (str_cut(&text, '\n', &line)) {
        if (line.len && !str_starts_with(line, name) &&
            !str_starts_with(line, STR("info "))) {
            print_neutral(stderr, line);
            fputc('\n', stderr);
        }
    }
}

static size_t add(char **arguments, size_t count, struct arena *arena, const char *name,
                  const char *value)
{
    if (!value) {
        return count;
    }
    arguments[count++] = arena_cstr(arena, str_from_cstr(name));
    arguments[count++] = arena_cstr(arena, str_from_cstr(value));
    return count;
}

enum render_result render_run(struct render *render, const struct render_wish *wish,
                              struct str script)
{
    struct arena *arena = render->arena;
    const char *steps = path_join(arena, render->folder, "script");
    const char *said = path_join(arena, render->folder, "said");
    char *arguments[ARGUMENTS_MAX] = {
        arena_cstr(arena, str_from_cstr(foyer_path(arena))),
        arena_cstr(arena, STR("--headless")),
        arena_cstr(arena, STR("--no-sync")),
    };
    size_t count = 3;
    count = add(arguments, count, arena, "--data", wish->data);
    count = add(arguments, count, arena, "--script", steps);
    count = add(arguments, count, arena, "--shots", wish->shots);
    count = add(arguments, count, arena, "--lang", wish->lang);
    count = add(arguments, count, arena, "--size", wish->size ? wish->size : "1920x1080");
    count = add(arguments, count, arena, "--now", wish->now);
    arguments[count] = NULL;
    pid_t pid;
    if (!file_write(steps, script)) {
        print_error("preview", strerror(errno), steps);
        return RENDER_FAILED;
    }
    if (was_asked_to_end(render) || !start(render, arguments, said, &pid)) {
        return RENDER_FAILED;
    }
    const int code = await(render, pid);
    if (code >= 0) {
        pass_on(render, said, steps);
    }
    switch (code) {
    case 0:
        return RENDER_DONE;
    case 1:
        return RENDER_STEP;
    case 2:
        return RENDER_USAGE;
    default:
        return RENDER_FAILED;
    }
}
