#include "program.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

enum { PROGRAM_WORDS = 6, PROGRAM_TRIES = 2000, PROGRAM_PAUSE_MS = 20 };

static void exec_program(const char *output, const char *const *words)
{
    char path[512], *arguments[PROGRAM_WORDS + 2] = {path};
    const char *folder = getenv("FOYER_BIN");
    (void)snprintf(path, sizeof(path), "%s/foyer-sync",
                   folder ? folder : FOYER_BINARY_DIR "/bin");
    for (size_t i = 0; i < PROGRAM_WORDS && words[i]; i++) {
        arguments[i + 1] = strdup(words[i]);
    }
    const int file = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    (void)dup2(file, STDOUT_FILENO);
    (void)dup2(file, STDERR_FILENO);
    execv(path, arguments);
    _exit(126);
}

pid_t program_start(const char *output, const char *const *words)
{
    const pid_t child = fork();
    if (child == 0) {
        exec_program(output, words);
    }
    return child;
}

int program_finish(pid_t child)
{
    int status = 0;
    if (waitpid(child, &status, 0) != child) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

const char *program_output(struct arena *arena, const char *output)
{
    struct str text = {0};
    return file_read(arena, output, 65536, &text) ? text.ptr : "";
}

void program_rest(int64_t ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&pause, NULL);
}

bool program_comes(const char *path)
{
    for (int i = 0; i < PROGRAM_TRIES && !file_exists(path); i++) {
        program_rest(PROGRAM_PAUSE_MS);
    }
    return file_exists(path);
}

bool program_says(struct arena *arena, const char *path, const char *text)
{
    for (int i = 0; i < PROGRAM_TRIES; i++) {
        if (strstr(program_output(arena, path), text)) {
            return true;
        }
        program_rest(PROGRAM_PAUSE_MS);
    }
    return false;
}
