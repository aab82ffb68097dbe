// tracer N COMMAND...: runs the command and kills it with SIGKILL as it enters its N-th
// system call (0: never), whatever thread makes it. The last line of stderr says what
// came of it: "killed <call>", or "ended <exit code> after <calls>". With
// TRACER_LIST=FILE the name of every call is written there, a line each.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALL(name)                                                                       \
    {                                                                                    \
        SYS_##name, #name                                                                \
    }
static const struct {
    long number;
    const char *name;
} calls[] = {
    CALL(read),
    CALL(write),
    CALL(close),
    CALL(fstat),
    CALL(lseek),
    CALL(mmap),
    CALL(mprotect),
    CALL(munmap),
    CALL(brk),
    CALL(rt_sigaction),
    CALL(ioctl),
    CALL(pread64),
    CALL(pwrite64),
    CALL(writev),
    CALL(mremap),
    CALL(madvise),
    CALL(socket),
    CALL(connect),
    CALL(sendto),
    CALL(recvfrom),
    CALL(recvmsg),
    CALL(sendmsg),
    CALL(getsockname),
    CALL(getpeername),
    CALL(setsockopt),
    CALL(getsockopt),
    CALL(clone),
    CALL(execve),
    CALL(fcntl),
    CALL(flock),
    CALL(fsync),
    CALL(fdatasync),
    CALL(ftruncate),
    CALL(fchmod),
    CALL(statfs),
    CALL(fstatfs),
    CALL(futex),
    CALL(getdents64),
    CALL(openat),
    CALL(mkdirat),
    CALL(unlinkat),
    CALL(renameat),
    CALL(renameat2),
    CALL(newfstatat),
    CALL(faccessat),
    CALL(utimensat),
    CALL(getrandom),
    CALL(prlimit64),
    CALL(statx),
    CALL(exit_group),
    CALL(nanosleep),
    CALL(clock_nanosleep),
    CALL(rt_sigprocmask),
    CALL(rt_sigpending),
    CALL(pipe2),
    CALL(getpid),
    CALL(gettid),
    CALL(set_tid_address),
    CALL(set_robust_list),
    CALL(rseq),
    CALL(ppoll),
    CALL(socketpair),
    CALL(fadvise64),
    CALL(sched_getaffinity),
    CALL(ioprio_set),
    CALL(uname),
    CALL(getuid),
    CALL(geteuid),
    CALL(getgid),
    CALL(getegid),
    CALL(sysinfo),
    CALL(eventfd2),
    CALL(rt_sigtimedwait),
    CALL(clock_gettime),
    CALL(fchown),
    CALL(getcwd),
#ifdef SYS_open
    CALL(open),
    CALL(stat),
    CALL(lstat),
    CALL(poll),
    CALL(access),
    CALL(rename),
    CALL(mkdir),
    CALL(rmdir),
    CALL(unlink),
    CALL(pipe),
    CALL(getdents),
    CALL(arch_prctl),
    CALL(readlink),
#endif
};

static const char *name_of(uint64_t number)
{
    static char text[24];
    for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
        if ((uint64_t)calls[i].number == number) {
            return calls[i].name;
        }
    }
    (void)snprintf(text, sizeof(text), "call-%llu", (unsigned long long)number);
    return text;
}

static int fail(const char *what)
{
    fprintf(stderr, "tracer: %s: %s\n", what, strerror(errno));
    return 125;
}

static int tell_end(int status, long long count)
{
    fprintf(stderr, "ended %d after %lld\n",
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), count);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}

static int kill_all(pid_t child, const char *call)
{
    (void)kill(child, SIGKILL); // all its threads
    while (waitpid(-1, NULL, __WALL) > 0) {
    }
    fprintf(stderr, "killed %s\n", call);
    return 124;
}

// The call that the stopped thread enters; NULL: it is not entering any.
static const char *entered(pid_t thread)
{
    struct __ptrace_syscall_info info = {0};
    const long got = ptrace(PTRACE_GET_SYSCALL_INFO, thread, (void *)sizeof(info), &info);
    return got > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY ? name_of(info.entry.nr)
                                                           : NULL;
}

static int trace(pid_t child, long long number, FILE *list)
{
    long long count = 0;
    int status = 0;
    for (;;) {
        const pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0) {
            return fail("waitpid");
        }
        if (!WIFSTOPPED(status)) {
            if (thread == child) {
                return tell_end(status, count);
            }
            continue;
        }
        const bool call = WSTOPSIG(status) == (SIGTRAP | 0x80);
        const bool event = status >> 16 || WSTOPSIG(status) == SIGSTOP;
        const char *name = call ? entered(thread) : NULL;
        if (name) {
            count++;
            if (list) {
                fprintf(list, "%s\n", name);
            }
            if (count == number) {
                return kill_all(child, name);
            }
        }
        const intptr_t signal_number = call || event ? 0 : WSTOPSIG(status);
        (void)ptrace(PTRACE_SYSCALL, thread, NULL, (void *)signal_number);
    }
}

int main(int count, char **words)
{
    if (count < 3) {
        fputs("usage: tracer N COMMAND...\n", stderr);
        return 2;
    }
    const char *list_path = getenv("TRACER_LIST");
    FILE *list = list_path ? fopen(list_path, "w") : NULL;
    const pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) {
            _exit(126);
        }
        (void)raise(SIGSTOP);
        execv(words[2], words + 2);
        _exit(127);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) {
        fputs("tracer: ptrace is not allowed here\n", stderr);
        return 126;
    }
    const intptr_t options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL |
                             PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                             PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC;
    if (ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)options) != 0 ||
        ptrace(PTRACE_SYSCALL, child, NULL, NULL) != 0) {
        return fail("ptrace");
    }
    const int code = trace(child, strtoll(words[1], NULL, 10), list);
    if (list) {
        fclose(list);
    }
    return code;
}
