#include "kill.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void kill_step(void *context, const char *name)
{
    int64_t *left = context;
    (void)name;
    if (--*left == 0) {
        (void)kill(getpid(), SIGKILL);
    }
}

bool kill_at_step(kill_run_fn *run, int64_t step)
{
    const pid_t child = fork();
    if (child == 0) {
        run(&step);
        _exit(0);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child) {
        abort();
    }
    return WIFSIGNALED(status);
}

static bool changes_disk(uint64_t call)
{
    static const long calls[] = {
        SYS_write,    SYS_pwrite64,  SYS_ftruncate, SYS_fsync,   SYS_fdatasync,
        SYS_renameat, SYS_renameat2, SYS_unlinkat,  SYS_mkdirat, SYS_openat,
#ifdef SYS_rename
        SYS_rename,   SYS_unlink,    SYS_mkdir,
#endif
    };
    for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
        if (call == (uint64_t)calls[i]) {
            return true;
        }
    }
    return false;
}

// Runs the child from call to call.
static bool trace_until(pid_t child, int64_t number)
{
    int status = 0, signal_number = 0;
    struct __ptrace_syscall_info info;
    for (;;) {
        if (ptrace(PTRACE_SYSCALL, child, NULL, (void *)(intptr_t)signal_number) != 0 ||
            waitpid(child, &status, 0) != child) {
            abort();
        }
        if (!WIFSTOPPED(status)) {
            return false;
        }
        signal_number = WSTOPSIG(status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG(status);
        memset(&info, 0, sizeof(info));
        if (!signal_number &&
            ptrace(PTRACE_GET_SYSCALL_INFO, child, (void *)sizeof(info), &info) > 0 &&
            info.op == PTRACE_SYSCALL_INFO_ENTRY && changes_disk(info.entry.nr) &&
            --number == 0) {
            (void)kill(child, SIGKILL);
            (void)waitpid(child, &status, 0);
            return true;
        }
    }
}

bool kill_at_call(kill_run_fn *run, int64_t number, bool *out_killed)
{
    const pid_t child = fork();
    if (child == 0) {
        int64_t never = 0;
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) {
            _exit(0);
        }
        (void)raise(SIGSTOP);
        run(&never);
        _exit(0);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) {
        return false;
    }
    if (ptrace(PTRACE_SETOPTIONS, child, NULL,
               (void *)(intptr_t)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) != 0) {
        abort();
    }
    *out_killed = trace_until(child, number);
    return true;
}
