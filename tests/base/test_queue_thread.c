// Many producers, one consumer, a small queue: nothing is lost, doubled or reordered
// within a producer. Plain program: Criterion crashes under ThreadSanitizer.
#include <stdio.h>
#include <stdlib.h>

#include "base/queue.h"
#include "base/thread.h"

enum { PRODUCERS = 4, ITEMS = 20000 };

struct producer {
    struct queue *queue;
    uintptr_t number;
};

static void *produce(void *argument)
{
    const struct producer *producer = argument;
    for (uintptr_t i = 1; i <= ITEMS;) {
        // The pointer's value is the message: producer and sequence number.
        if (queue_push(producer->queue, (void *)(producer->number * 1000000 + i))) {
            i++;
        }
    }
    return NULL;
}

static bool consume(struct queue *queue)
{
    uintptr_t last[PRODUCERS] = {0};
    for (size_t n = 0; n < (size_t)PRODUCERS * ITEMS; n++) {
        const uintptr_t value = (uintptr_t)queue_wait_pop(queue);
        const uintptr_t producer = value / 1000000, sequence = value % 1000000;
        if (producer >= PRODUCERS || sequence != last[producer] + 1) {
            fprintf(stderr, "producer %zu sent %zu after %zu\n", (size_t)producer,
                    (size_t)sequence, (size_t)last[producer % PRODUCERS]);
            return false;
        }
        last[producer] = sequence;
    }
    return queue_try_pop(queue) == NULL;
}

int main(void)
{
    struct queue queue;
    pthread_t threads[PRODUCERS];
    struct producer producers[PRODUCERS];
    if (!queue_init(&queue, 8)) {
        return 1;
    }
    for (uintptr_t i = 0; i < PRODUCERS; i++) {
        producers[i] = (struct producer){.queue = &queue, .number = i};
        if (!thread_start(&threads[i], "producer", produce, &producers[i])) {
            return 1;
        }
    }
    const bool whole = consume(&queue);
    for (size_t i = 0; i < PRODUCERS; i++) {
        thread_join(threads[i]);
    }
    queue_close(&queue);
    const bool closed = queue_wait_pop(&queue) == NULL && !queue_push(&queue, &queue);
    queue_finish(&queue);
    return whole && closed ? EXIT_SUCCESS : EXIT_FAILURE;
}
