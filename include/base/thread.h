// Threads by pthreads (C11 <threads.h> crashes under ThreadSanitizer on Debian 12).
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

#include "base/str.h"

// `name` at most 15 bytes, shown by ps. All signals but faults are blocked in the thread.
// false: the system has no room for one more.
NODISCARD bool thread_start(pthread_t *out_thread, const char *name, void *(*run)(void *),
                            void *argument);
void thread_join(pthread_t thread);

#endif
