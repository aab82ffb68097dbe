#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "scale_tool.h"
#include "store/reader.h"
#include "store/snapshot.h"

enum { ROUNDS_MAX = 10000, WAIT_S = 60 };

struct desk {
    struct store_reader *reader;
    sem_t bell;
    uint32_t ticket;
    double asker_ms; // CPU of the asking thread, the screen's, at its worst
};

static double now_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void ring(void *context)
{
    sem_post(context);
}

static bool desk_open(struct desk *desk, const char *data)
{
    *desk = (struct desk){0};
    sem_init(&desk->bell, 0, 0);
    desk->reader = store_reader_create(&(struct store_reader_options){
        .data_folder = data, .bell = ring, .context = &desk->bell});
    return store_reader_start(desk->reader);
}

static void desk_close(struct desk *desk)
{
    store_reader_stop(desk->reader);
    store_reader_join(desk->reader);
    store_reader_destroy(desk->reader);
    sem_destroy(&desk->bell);
}

static bool wait_bell(struct desk *desk)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += WAIT_S;
    while (sem_timedwait(&desk->bell, &end) != 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

// The answer, or NULL after a minute.
static struct store_result *ask(struct desk *desk, const struct store_query *query)
{
    struct store_result *result = NULL;
    const double before = now_ms(CLOCK_THREAD_CPUTIME_ID);
    if (!store_reader_ask(desk->reader, ++desk->ticket, query)) {
        return NULL;
    }
    while (!(result = store_reader_poll(desk->reader))) {
        if (!wait_bell(desk)) {
            return NULL;
        }
    }
    const double spent = now_ms(CLOCK_THREAD_CPUTIME_ID) - before;
    desk->asker_ms = spent > desk->asker_ms ? spent : desk->asker_ms;
    return result;
}

static int by_size(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void print_times(const char *name, double *times, size_t count, size_t records)
{
    qsort(times, count, sizeof(*times), by_size);
    printf("{\"name\": \"%s\", \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f, "
           "\"records\": %zu}\n",
           name, times[count / 2], times[count * 99 / 100], times[count - 1], records);
}

// CPU of the whole process: the asker sleeps while the reader works.
static bool measure(struct desk *desk, const char *name,
                    const struct store_query *queries, size_t query_count, size_t rounds)
{
    double *times = calloc(rounds, sizeof(*times));
    size_t records = 0;
    bool good = times != NULL;
    for (size_t i = 0; i < rounds && good; i++) {
        const double before = now_ms(CLOCK_PROCESS_CPUTIME_ID);
        struct store_result *result = ask(desk, &queries[i % query_count]);
        times[i] = now_ms(CLOCK_PROCESS_CPUTIME_ID) - before;
        good = result && !result->failed;
        records += result ? result->count : 0;
        store_result_release(result);
    }
    if (good) {
        print_times(name, times, rounds, records / rounds);
    }
    free(times);
    return good;
}

// Every prefix of one, two and three letters that begins a common word: what a visitor's
// first key presses ask, and the broadest questions there are.
static size_t make_prefixes(char texts[][4], struct store_query *queries, size_t most)
{
    static const char first[] = "bcdfghklmnprstvz", second[] = "aeiou";
    size_t count = 0;
    for (int length = 1; length <= 3; length++) {
        for (size_t i = 0; i < 16 && count < most; i++) {
            char *text = texts[count];
            text[0] = first[i];
            text[1] = length > 1 ? second[i % 5] : '\0';
            text[2] = length > 2 ? first[(i * 7 + 3) % 16] : '\0';
            text[3] = '\0';
            queries[count++] = (struct store_query){
                .words = str_from_cstr(text), .lang = STR("en"), .limit = 24};
        }
    }
    return count;
}

int scale_ask(int count, char **arguments)
{
    struct desk desk;
    const size_t rounds = count > 1 ? strtoul(arguments[1], NULL, 10) : 0;
    if (rounds < 1 || rounds > ROUNDS_MAX || !desk_open(&desk, arguments[0])) {
        return 2;
    }
    char texts[48][4];
    struct store_query prefixes[48];
    const size_t prefix_count = make_prefixes(texts, prefixes, 48);
    const struct store_query page = {
        .has_kind = true, .kind = CONTENT_ACTIVITY, .limit = 24};
    const struct store_query list = {.has_kind = true, .kind = CONTENT_ACTIVITY};
    struct store_query two[48];
    for (size_t i = 0; i < prefix_count; i++) {
        static char pairs[48][12];
        snprintf(pairs[i], sizeof(pairs[i]), "%s %s", texts[32 + i % 16],
                 texts[(i * 5 + 1) % prefix_count]);
        two[i] = prefixes[i];
        two[i].words = str_from_cstr(pairs[i]);
    }
    // A word that is none, as a slip of the finger makes it: all ways are tried.
    struct store_query slips[48];
    for (size_t i = 0; i < prefix_count; i++) {
        static char wrong[48][12];
        snprintf(wrong[i], sizeof(wrong[i]), "%sx%s", texts[32 + i % 16],
                 texts[(i * 5 + 1) % prefix_count]);
        slips[i] = prefixes[i];
        slips[i].words = str_from_cstr(wrong[i]);
    }
    const bool good =
        measure(&desk, "a page of 24", &page, 1, rounds) &&
        measure(&desk, "a list of 500", &list, 1, rounds) &&
        measure(&desk, "a search of one prefix", prefixes, prefix_count, rounds) &&
        measure(&desk, "a search of two words", two, prefix_count, rounds) &&
        measure(&desk, "a search with a slip of the finger", slips, prefix_count, rounds);
    printf("{\"asker_ms\": %.3f}\n", desk.asker_ms);
    desk_close(&desk);
    return !good;
}

// The first answer of a generation other than `before`.
static bool follow(struct desk *desk, uint64_t before)
{
    const struct store_query page = {
        .has_kind = true, .kind = CONTENT_ACTIVITY, .limit = 24};
    store_reader_refresh(desk->reader);
    struct store_result *result = ask(desk, &page);
    const bool good = result && !result->failed && result->generation != before;
    store_result_release(result);
    return good;
}

int scale_switch(int count, char **arguments)
{
    struct desk desk;
    const size_t rounds = count > 1 ? strtoul(arguments[1], NULL, 10) : 0;
    if (rounds < 1 || rounds > ROUNDS_MAX || !desk_open(&desk, arguments[0])) {
        return 2;
    }
    double *wall = calloc(rounds, sizeof(*wall)), *cpu = calloc(rounds, sizeof(*cpu));
    bool good = wall && cpu && follow(&desk, 0);
    for (size_t i = 0; i < rounds && good; i++) {
        struct store_state state;
        store_reader_state(desk.reader, &state);
        good = (i % 2 ? store_snapshot_unpin(arguments[0], STR(""))
                      : store_snapshot_rollback(arguments[0], STR(""))) == STORE_DONE;
        const double began = now_ms(CLOCK_MONOTONIC);
        const double spent = now_ms(CLOCK_PROCESS_CPUTIME_ID);
        good = good && follow(&desk, state.generation);
        wall[i] = now_ms(CLOCK_MONOTONIC) - began;
        cpu[i] = now_ms(CLOCK_PROCESS_CPUTIME_ID) - spent;
    }
    if (good) {
        print_times("switch, wall", wall, rounds, 24);
        print_times("switch, CPU", cpu, rounds, 24);
    }
    free(wall);
    free(cpu);
    desk_close(&desk);
    return !good;
}
