#include "scale_tool.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// The kernel's count of bytes that the process sent to the disk; it stays readable until
// the process is reaped.
static int64_t written_bytes(pid_t process)
{
    char path[64], line[128];
    int64_t written = 0, number;
    snprintf(path, sizeof(path), "/proc/%d/io", (int)process);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof(line), file)) {
        if (sscanf(line, "write_bytes: %" SCNd64, &number) == 1) {
            written += number;
        } else if (sscanf(line, "cancelled_write_bytes: %" SCNd64, &number) == 1) {
            written -= number;
        }
    }
    if (file) {
        fclose(file);
    }
    return written;
}

static double milliseconds(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

// Started from here and not from the caller: what a process begins with counts into its
// peak, and this one is small.
int scale_cost(int count, char **arguments)
{
    if (count < 2) {
        return 2;
    }
    const pid_t child = fork();
    if (child == 0) {
        execvp(arguments[1], arguments + 1);
        _exit(127);
    }
    siginfo_t info;
    struct rusage usage;
    int status = 0;
    if (child < 0 || waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) != 0) {
        return 1;
    }
    const int64_t written = written_bytes(child);
    if (wait4(child, &status, 0, &usage) != child) {
        return 1;
    }
    FILE *report = fopen(arguments[0], "w");
    if (!report) {
        return 1;
    }
    fprintf(report, "{\"cpu_ms\": %.1f, \"peak_kb\": %ld, \"written\": %" PRId64 "}\n",
            milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime), usage.ru_maxrss,
            written);
    fclose(report);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name;
        int (*run)(int count, char **arguments);
    } commands[] = {{"feed", scale_feed},
                    {"pack", scale_pack},
                    {"ask", scale_ask},
                    {"switch", scale_switch},
                    {"cost", scale_cost}};
    for (size_t i = 0; count > 1 && i < sizeof(commands) / sizeof(*commands); i++) {
        if (strcmp(commands[i].name, arguments[1]) == 0) {
            return commands[i].run(count - 2, arguments + 2);
        }
    }
    fprintf(stderr, "scale_tool: see scale_tool.h\n");
    return 2;
}
