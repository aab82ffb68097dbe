// The reader thread under load: many questions, switches of `current` meanwhile, an early
// stop. Plain, because it runs under ThreadSanitizer.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "conformance.h"
#include "world.h"

#define CHECK(fact)                                                                      \
    do {                                                                                 \
        if (!(fact)) {                                                                   \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #fact);                   \
            exit(1);                                                                     \
        }                                                                                \
    } while (0)

static void ring(void *context)
{
    atomic_fetch_add((atomic_int *)context, 1);
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000},
              NULL);
}

static struct store_result *wait_result(struct store_reader *reader)
{
    for (int i = 0; i < 10000; i++) {
        struct store_result *result = store_reader_poll(reader);
        if (result) {
            return result;
        }
        pause_ms(1);
    }
    CHECK(!"an answer in ten seconds");
    return NULL;
}

static struct store_reader *start(struct world *world, atomic_int *bells)
{
    struct store_reader *reader = store_reader_create(&(struct store_reader_options){
        .data_folder = world->data, .bell = ring, .context = bells});
    CHECK(store_reader_start(reader));
    return reader;
}

static void finish(struct store_reader *reader)
{
    store_reader_stop(reader);
    store_reader_join(reader);
    store_reader_destroy(reader);
}

static const struct store_query activities = {.has_kind = true, .kind = CONTENT_ACTIVITY};

static void answers_in_order(struct world *world)
{
    atomic_int bells = 0;
    struct store_reader *reader = start(world, &bells);
    uint32_t asked = 0, answered = 0;
    while (answered < 500) {
        while (asked < 500 && store_reader_ask(reader, asked, &activities)) {
            asked++;
        }
        struct store_result *result = wait_result(reader);
        CHECK(result->ticket == answered++);
        CHECK(result->count == 100 && !result->failed);
        store_result_release(result);
    }
    CHECK(atomic_load(&bells) >= 500);
    finish(reader);
}

static void is_bounded(struct world *world)
{
    atomic_int bells = 0;
    struct store_reader *reader = start(world, &bells);
    uint32_t asked = 0;
    while (asked < 1000 && store_reader_ask(reader, asked, &activities)) {
        asked++;
    }
    CHECK(asked == STORE_READER_QUEUE); // nothing was polled meanwhile
    store_result_release(wait_result(reader));
    CHECK(store_reader_ask(reader, 7, &activities));
    finish(reader); // with answers and questions waiting
}

static void copies_the_query(struct world *world)
{
    atomic_int bells = 0;
    struct store_reader *reader = start(world, &bells);
    char id[] = "activity-00003";
    struct str ids[1] = {str_from_cstr(id)};
    CHECK(store_reader_ask(reader, 1, &(struct store_query){.ids = {ids, 1}}));
    id[0] = 'x';
    ids[0] = STR("");
    struct store_result *result = wait_result(reader);
    CHECK(result->count == 1 && str_equal(result->records[0].id, STR("activity-00003")));
    store_result_release(result);
    finish(reader);
}

struct writer {
    struct world *world;
    const struct content_record *records;
    atomic_bool done;
};

static void *write_versions(void *context)
{
    struct writer *writer = context;
    for (size_t i = 1; i <= 12; i++) {
        world_show(writer->world, "center", writer->records, 100 + i,
                   1763700000 + (int64_t)i);
    }
    atomic_store(&writer->done, true);
    return NULL;
}

// Files go while the reader opens them: it never fails, and follows.
static void follows_current(struct world *world)
{
    atomic_int bells = 0;
    struct writer writer = {.world = world, .records = world_activities(world, 200)};
    struct store_reader *reader = start(world, &bells);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, write_versions, &writer) == 0);
    uint64_t generation = 0;
    while (!atomic_load(&writer.done)) {
        store_reader_refresh(reader);
        CHECK(store_reader_ask(reader, 1, &activities));
        struct store_result *result = wait_result(reader);
        CHECK(!result->failed && result->count >= 100);
        CHECK(result->generation >= generation);
        generation = result->generation;
        store_result_release(result);
    }
    pthread_join(thread, NULL);
    store_reader_refresh(reader);
    struct store_state state = {0};
    for (int i = 0; i < 10000 && state.version != 1763700012; i++) {
        store_reader_state(reader, &state);
        pause_ms(1);
    }
    CHECK(state.version == 1763700012 && !state.empty && !state.failed);
    finish(reader);
}

static void starts_on_nothing(void)
{
    atomic_int bells = 0;
    struct world world;
    world_init(&world);
    struct store_reader *reader = start(&world, &bells);
    CHECK(store_reader_ask(reader, 1, &activities));
    struct store_result *result = wait_result(reader);
    CHECK(result->count == 0 && !result->failed && !result->more);
    store_result_release(result);
    struct store_state state;
    store_reader_state(reader, &state);
    CHECK(state.empty && state.generation == 0);
    finish(reader);
    // Created and never started.
    store_reader_destroy(
        store_reader_create(&(struct store_reader_options){.data_folder = world.data}));
    world_finish(&world);
}

int main(void)
{
    CONFORMANCE("S07");
    struct world world;
    world_init(&world);
    world_show(&world, "center", world_activities(&world, 100), 100, 1763700000);
    answers_in_order(&world);
    is_bounded(&world);
    copies_the_query(&world);
    follows_current(&world);
    starts_on_nothing();
    world_finish(&world);
    puts("passed");
    return 0;
}
