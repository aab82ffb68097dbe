#include "base/thread.h"

#include <signal.h>

bool thread_start(pthread_t *out_thread, const char *name, void *(*run)(void *),
                  void *argument)
{
    sigset_t all, before;
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const bool started = pthread_create(out_thread, NULL, run, argument) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (started) {
        pthread_setname_np(*out_thread, name);
    }
    return started;
}

void thread_join(pthread_t thread)
{
    pthread_join(thread, NULL);
}
