// The reader thread: questions in, immutable results out, a bell after each.
#include "store/reader.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/queue.h"
#include "base/thread.h"

struct question {
    uint32_t ticket;
    bool refresh; // look at `current`, nothing is asked
    struct store_query query;
    struct arena arena; // the query's texts
};

struct store_reader {
    char *data_folder;
    void (*bell)(void *context);
    void *context;
    struct queue questions, answers;
    pthread_mutex_t mutex; // guards state
    struct store_state state;
    pthread_t thread;
    bool started;
    atomic_bool stopping;
    atomic_bool refresh_waits; // one is enough
    atomic_int answers_owed;   // asked or answered and not yet polled
};

struct store_reader *store_reader_create(const struct store_reader_options *options)
{
    struct store_reader *reader = calloc(1, sizeof(*reader));
    char *folder = strdup(options->data_folder);
    // Room for one refresh besides.
    if (!reader || !folder || !queue_init(&reader->questions, STORE_READER_QUEUE + 1) ||
        !queue_init(&reader->answers, STORE_READER_QUEUE)) {
        abort();
    }
    reader->data_folder = folder;
    reader->bell = options->bell;
    reader->context = options->context;
    reader->state.empty = true;
    pthread_mutex_init(&reader->mutex, NULL);
    return reader;
}

static void free_question(struct question *question)
{
    arena_finish(&question->arena);
    free(question);
}

static void ring(struct store_reader *reader)
{
    if (reader->bell) {
        reader->bell(reader->context);
    }
}

static void publish_state(struct store_reader *reader, const struct store *store)
{
    pthread_mutex_lock(&reader->mutex);
    reader->state = *store_state_of(store);
    pthread_mutex_unlock(&reader->mutex);
}

static void answer(struct store_reader *reader, struct store *store,
                   const struct question *question)
{
    struct store_result *result = store_query(store, &question->query);
    result->ticket = question->ticket;
    // Reading may have found damage.
    publish_state(reader, store);
    // answers_owed keeps the number below the queue's capacity.
    if (!queue_push(&reader->answers, result)) {
        store_result_release(result);
        return;
    }
    ring(reader);
}

static void *run(void *argument)
{
    struct store_reader *reader = argument;
    struct store *store = store_open(reader->data_folder);
    publish_state(reader, store);
    ring(reader);
    struct question *question;
    while ((question = queue_wait_pop(&reader->questions))) {
        if (atomic_load(&reader->stopping)) {
            free_question(question);
            continue;
        }
        if (question->refresh) {
            atomic_store(&reader->refresh_waits, false);
            if (store_refresh(store)) {
                publish_state(reader, store);
                ring(reader);
            }
        } else {
            answer(reader, store, question);
        }
        free_question(question);
    }
    store_close(store);
    return NULL;
}

bool store_reader_start(struct store_reader *reader)
{
    reader->started = thread_start(&reader->thread, "store-reader", run, reader);
    if (!reader->started) {
        log_error("store", "the reader thread cannot start");
    }
    return reader->started;
}

void store_reader_stop(struct store_reader *reader)
{
    atomic_store(&reader->stopping, true);
    queue_close(&reader->questions);
}

void store_reader_join(struct store_reader *reader)
{
    if (reader->started) {
        thread_join(reader->thread);
        reader->started = false;
    }
}

void store_reader_destroy(struct store_reader *reader)
{
    if (!reader) {
        return;
    }
    struct question *question;
    while ((question = queue_try_pop(&reader->questions))) {
        free_question(question);
    }
    struct store_result *result;
    while ((result = queue_try_pop(&reader->answers))) {
        store_result_release(result);
    }
    queue_finish(&reader->questions);
    queue_finish(&reader->answers);
    pthread_mutex_destroy(&reader->mutex);
    free(reader->data_folder);
    free(reader);
}

static struct question *copy_question(uint32_t ticket, const struct store_query *query)
{
    struct question *question = calloc(1, sizeof(*question));
    if (!question) {
        abort();
    }
    arena_init(&question->arena, 0);
    question->ticket = ticket;
    if (!query) {
        question->refresh = true;
        return question;
    }
    struct store_query *copy = &question->query;
    *copy = *query;
    copy->words = arena_str(&question->arena, query->words);
    copy->lang = arena_str(&question->arena, query->lang);
    if (copy->ids.count > STORE_QUERY_IDS_MAX) {
        copy->ids.count = STORE_QUERY_IDS_MAX;
    }
    copy->ids.items = ARENA_ARRAY(&question->arena, struct str, copy->ids.count);
    for (size_t i = 0; i < copy->ids.count; i++) {
        copy->ids.items[i] = arena_str(&question->arena, query->ids.items[i]);
    }
    return question;
}

bool store_reader_ask(struct store_reader *reader, uint32_t ticket,
                      const struct store_query *query)
{
    if (atomic_fetch_add(&reader->answers_owed, 1) >= STORE_READER_QUEUE) {
        atomic_fetch_sub(&reader->answers_owed, 1);
        return false;
    }
    struct question *question = copy_question(ticket, query);
    if (!queue_push(&reader->questions, question)) {
        atomic_fetch_sub(&reader->answers_owed, 1);
        free_question(question);
        return false;
    }
    return true;
}

struct store_result *store_reader_poll(struct store_reader *reader)
{
    struct store_result *result = queue_try_pop(&reader->answers);
    if (result) {
        atomic_fetch_sub(&reader->answers_owed, 1);
    }
    return result;
}

void store_reader_refresh(struct store_reader *reader)
{
    if (atomic_exchange(&reader->refresh_waits, true)) {
        return;
    }
    struct question *question = copy_question(0, NULL);
    if (!queue_push(&reader->questions, question)) {
        atomic_store(&reader->refresh_waits, false);
        free_question(question);
    }
}

void store_reader_state(struct store_reader *reader, struct store_state *out_state)
{
    pthread_mutex_lock(&reader->mutex);
    *out_state = reader->state;
    pthread_mutex_unlock(&reader->mutex);
}
