// A bounded queue of pointers between threads. Full: queue_push says false and the caller
// keeps its pointer. Who pops owns what it points to. Every call but init and finish from
// any thread.
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include <pthread.h>

#include "base/str.h"

struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    void **items;
    size_t capacity, head, count;
    bool closed;
};

NODISCARD bool queue_init(struct queue *queue, size_t capacity); // false: no memory
void queue_finish(struct queue *queue); // must be empty or its items borrowed
NODISCARD bool queue_push(struct queue *queue, void *item); // false: full or closed
void *queue_try_pop(struct queue *queue);                   // NULL: empty
void *queue_wait_pop(struct queue *queue);                  // NULL: closed and empty
void queue_close(struct queue *queue);                      // wakes every waiter

#endif
