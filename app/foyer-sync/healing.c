#include "healing.h"

#include <string.h>

#include "base/log.h"
#include "service.h"

// A step every few seconds, so that all is read within some 18 hours; a small content in
// less, then it rests until a day is over.
enum {
    HEALING_STEP_MS = 5 * 1000,
    HEALING_ROUND_MS = 18 * 3600 * 1000,
    HEALING_DAY_MS = 24 * 3600 * 1000,
    HEALING_SAVE_MS = 30 * 60 * 1000, // few writes; a restart reads so much twice
    HEALING_LEAST_BYTES = 64 << 10,   // of a step
    HEALING_MOST_BYTES = 4 << 20,
};

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

static void begin_round(struct healing *healing, int64_t now_ms)
{
    const int64_t steps = HEALING_ROUND_MS / HEALING_STEP_MS;
    healing->round_ms = now_ms;
    healing->budget_bytes = clamp(sync_heal_total_bytes(healing->heal) / steps,
                                  HEALING_LEAST_BYTES, HEALING_MOST_BYTES);
}

void healing_start(struct service *service)
{
    struct arena arena;
    arena_init(&arena, 0);
    service->healing = (struct healing){
        .heal = sync_heal_create(arena_cstr(&arena, service->config->data)),
        .saved_ms = clock_monotonic_ms(&service->clock),
    };
    arena_finish(&arena);
}

void healing_stop(struct service *service)
{
    if (service->healing.heal) {
        (void)sync_heal_save(service->healing.heal);
        sync_heal_destroy(service->healing.heal);
        service->healing.heal = NULL;
    }
}

// The feed whose content it is; a snapshot nobody shows is any feed's matter.
static struct service_feed *feed_of(struct service *service, const char *id)
{
    for (size_t i = 0; i < service->count; i++) {
        if (!id[0] || str_equal(service->feeds[i].config->id, str_from_cstr(id))) {
            return &service->feeds[i];
        }
    }
    return NULL;
}

static void mend(struct service *service)
{
    struct healing *healing = &service->healing;
    struct service_feed *feed = feed_of(service, healing->damage.feed);
    struct arena arena;
    if (!feed) {
        healing->damaged = false; // of a feed the settings no longer name
        return;
    }
    arena_init(&arena, 0);
    const struct sync_options options =
        service_options(service, feed, arena_cstr(&arena, service->config->data));
    const enum sync_mend result = sync_mend(&options, &healing->damage);
    healing->damaged = result == SYNC_MEND_LATER;
    if (result == SYNC_MEND_FETCH) {
        feed->due_ms = clock_monotonic_ms(&service->clock);
    }
    arena_finish(&arena);
}

static bool look(struct healing *healing, int64_t now_ms)
{
    if (sync_heal_reported(healing->heal, &healing->damage)) {
        return true;
    }
    if (now_ms < healing->rest_ms) {
        return false;
    }
    if (!healing->budget_bytes) {
        begin_round(healing, now_ms);
    }
    const bool found =
        sync_heal_step(healing->heal, healing->budget_bytes, &healing->damage);
    if (sync_heal_came_round(healing->heal)) {
        healing->rest_ms = healing->round_ms + HEALING_DAY_MS;
        healing->budget_bytes = 0;
    }
    return found;
}

void healing_run(struct service *service)
{
    struct healing *healing = &service->healing;
    const int64_t now_ms = clock_monotonic_ms(&service->clock);
    if (!healing->heal || now_ms < healing->due_ms) {
        return;
    }
    healing->due_ms = now_ms + HEALING_STEP_MS;
    if (!healing->damaged) {
        healing->damaged = look(healing, now_ms);
    }
    if (healing->damaged) {
        mend(service);
    }
    if (now_ms - healing->saved_ms >= HEALING_SAVE_MS) {
        (void)sync_heal_save(healing->heal);
        healing->saved_ms = now_ms;
    }
}
