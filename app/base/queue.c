#include "base/queue.h"

#include <stdlib.h>

bool queue_init(struct queue *queue, size_t capacity)
{
    *queue = (struct queue){.capacity = capacity};
    queue->items = calloc(capacity, sizeof(*queue->items));
    if (!queue->items) {
        return false;
    }
    pthread_mutex_init(&queue->mutex, NULL);
    pthread_cond_init(&queue->filled, NULL);
    return true;
}

void queue_finish(struct queue *queue)
{
    if (!queue->items) {
        return;
    }
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->mutex);
    free(queue->items);
    queue->items = NULL;
}

bool queue_push(struct queue *queue, void *item)
{
    pthread_mutex_lock(&queue->mutex);
    const bool fits = !queue->closed && queue->count < queue->capacity;
    if (fits) {
        queue->items[(queue->head + queue->count++) % queue->capacity] = item;
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->mutex);
    return fits;
}

static void *take(struct queue *queue)
{
    if (!queue->count) {
        return NULL;
    }
    void *item = queue->items[queue->head];
    queue->head = (queue->head + 1) % queue->capacity;
    queue->count--;
    return item;
}

void *queue_try_pop(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    void *item = take(queue);
    pthread_mutex_unlock(&queue->mutex);
    return item;
}

void *queue_wait_pop(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    while (!queue->count && !queue->closed) {
        pthread_cond_wait(&queue->filled, &queue->mutex);
    }
    void *item = take(queue);
    pthread_mutex_unlock(&queue->mutex);
    return item;
}

void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->mutex);
}
