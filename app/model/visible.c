// What may be shown now: a pure function of the results, the venue's zone and the time.
#include "model_private.h"

#include <stdlib.h>

struct sift {
    const struct model *model;
    int64_t due_utc_ms; // when the next record comes or goes
};

// A venue's dates are days of its own zone, so that they do not hang on another venue.
static bool is_visible(struct sift *sift, const struct content_record *record)
{
    if (record->visible_from.len == 0 && record->visible_to.len == 0)
        return true;
    struct i18n_zone *own = NULL;
    if (record->kind == CONTENT_VENUE && record->timezone.len > 0)
        own = i18n_zone_create(record->timezone);
    const struct i18n_zone *zone = own != NULL ? own : sift->model->zone;
    int64_t now_utc_ms = sift->model->now_utc_ms;
    int64_t until = content_visible_until(record, zone, now_utc_ms);
    if (until < sift->due_utc_ms)
        sift->due_utc_ms = until;
    bool visible = content_visible(record, zone, now_utc_ms);
    i18n_zone_destroy(own);
    return visible;
}

// A slide speaks of its target: it goes when that is hidden. One that leads nowhere says
// what it says.
static bool leads_to_hidden(struct sift *sift, const struct content_record *record)
{
    if (record->kind != CONTENT_SLIDE || record->target.len == 0)
        return false;
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
        const struct store_result *taken = sift->model->slots[slot].taken;
        for (size_t i = 0; taken != NULL && i < taken->count; i++)
            if (str_equal(taken->records[i].id, record->target))
                return !is_visible(sift, &taken->records[i]);
    }
    return false;
}

static bool may_show(struct sift *sift, const struct content_record *record)
{
    return is_visible(sift, record) && !leads_to_hidden(sift, record);
}

static size_t count_shown(struct sift *sift, const struct store_result *taken)
{
    size_t count = 0;
    for (size_t i = 0; i < taken->count; i++)
        count += may_show(sift, &taken->records[i]);
    return count;
}

static void keep_shown(struct sift *sift, struct model_slot_state *state)
{
    const struct store_result *taken = state->taken;
    free(state->kept);
    state->kept = NULL;
    state->shown = *taken;
    size_t count = count_shown(sift, taken);
    if (count == taken->count)
        return;
    state->kept = calloc(count + 1, sizeof(*state->kept));
    if (state->kept == NULL)
        abort();
    state->shown.records = state->kept;
    state->shown.count = 0;
    for (size_t i = 0; i < taken->count; i++)
        if (may_show(sift, &taken->records[i]))
            state->kept[state->shown.count++] = taken->records[i];
}

static void sift_slot(const struct model *model, struct model_slot_state *state)
{
    struct sift sift = {.model = model, .due_utc_ms = INT64_MAX};
    if (state->taken != NULL)
        keep_shown(&sift, state);
    state->due_utc_ms = sift.due_utc_ms;
}

static void earliest(const struct model_slot_state *state, int64_t *inout_due_utc_ms)
{
    if (state->taken != NULL && state->due_utc_ms < *inout_due_utc_ms)
        *inout_due_utc_ms = state->due_utc_ms;
}

void model_sift(struct model *model, enum model_slot slot)
{
    int64_t due_utc_ms = INT64_MAX;
    for (int i = 0; i < SLOT_COUNT; i++) {
        if (slot == SLOT_COUNT || i == (int)slot)
            sift_slot(model, &model->slots[i]);
        earliest(&model->slots[i], &due_utc_ms);
    }
    if (slot == SLOT_COUNT) {
        sift_slot(model, &model->search.found);
        model->sifted_utc_ms = model->now_utc_ms;
    }
    earliest(&model->search.found, &due_utc_ms);
    model->sift_due_utc_ms = due_utc_ms;
}

void model_sift_take(struct model *model, struct model_slot_state *state,
                     struct store_result *result)
{
    model_sift_finish(state);
    state->taken = result;
    sift_slot(model, state);
    earliest(state, &model->sift_due_utc_ms);
}

void model_sift_finish(struct model_slot_state *state)
{
    store_result_release(state->taken);
    free(state->kept);
    *state = (struct model_slot_state){0};
}
