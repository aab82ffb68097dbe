// The thread that counts visits: it sleeps until one is over.
#include "store/usage.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/queue.h"
#include "base/thread.h"

struct usage {
    char *data_folder;
    struct queue visits;
    pthread_t thread;
    bool started;
};

struct usage *usage_create(const char *data_folder)
{
    struct usage *usage = calloc(1, sizeof(*usage));
    char *folder = strdup(data_folder);
    if (!usage || !folder || !queue_init(&usage->visits, USAGE_QUEUE)) {
        abort();
    }
    usage->data_folder = folder;
    return usage;
}

static void *run(void *argument)
{
    struct usage *usage = argument;
    struct usage_visit *visit;
    while ((visit = queue_wait_pop(&usage->visits))) {
        (void)!usage_write(usage->data_folder, visit); // it said so itself
        free(visit);
    }
    return NULL;
}

bool usage_start(struct usage *usage)
{
    usage->started = thread_start(&usage->thread, "foyer-usage", run, usage);
    if (!usage->started) {
        log_warn("store", "visits are not counted: no thread can be started");
    }
    return usage->started;
}

void usage_count(struct usage *usage, const struct usage_visit *visit)
{
    struct usage_visit *copy = malloc(sizeof(*copy));
    if (!copy) {
        abort();
    }
    *copy = *visit;
    if (!usage->started || !queue_push(&usage->visits, copy)) {
        free(copy);
    }
}

void usage_stop(struct usage *usage)
{
    queue_close(&usage->visits);
}

void usage_join(struct usage *usage)
{
    if (usage->started) {
        thread_join(usage->thread);
        usage->started = false;
    }
}

void usage_destroy(struct usage *usage)
{
    if (!usage) {
        return;
    }
    for (struct usage_visit *visit; (visit = queue_try_pop(&usage->visits));) {
        free(visit);
    }
    queue_finish(&usage->visits);
    free(usage->data_folder);
    free(usage);
}
