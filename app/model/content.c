// What the model holds of the content: questions to the reader, results, schedules.
#include "model_private.h"

#include <stdlib.h>

#include "base/log.h"

#define BIT(slot) (1u << (slot))

static const enum content_kind slot_kind[SLOT_COUNT] = {
    [SLOT_VENUE] = CONTENT_VENUE,        [SLOT_ACTIVITIES] = CONTENT_ACTIVITY,
    [SLOT_CONTESTS] = CONTENT_CONTEST,   [SLOT_CAREERS] = CONTENT_CAREER,
    [SLOT_PATHWAYS] = CONTENT_PATHWAY,   [SLOT_ORGANISATIONS] = CONTENT_ORGANISATION,
    [SLOT_PLACES] = CONTENT_PLACE,       [SLOT_FIGURES] = CONTENT_FIGURE,
    [SLOT_SLIDES] = CONTENT_SLIDE,       [SLOT_RESOURCES] = CONTENT_RESOURCE,
    [SLOT_STORIES] = CONTENT_STORY,      [SLOT_PROGRAMMES] = CONTENT_PROGRAMME,
    [SLOT_EVENTS] = CONTENT_EVENT,       [SLOT_NOTICES] = CONTENT_NOTICE,
    [SLOT_QUESTIONS] = CONTENT_QUESTION,
};

enum {
    SLOTS_NETWORK = BIT(SLOT_ORGANISATIONS) | BIT(SLOT_FIGURES) | BIT(SLOT_RESOURCES) |
                    BIT(SLOT_STORIES) | BIT(SLOT_PROGRAMMES) | BIT(SLOT_EVENTS) |
                    BIT(SLOT_PLACES),
    // A page of one record leads on to records of any kind.
    SLOTS_DETAIL =
        SLOTS_NETWORK | BIT(SLOT_ACTIVITIES) | BIT(SLOT_CONTESTS) | BIT(SLOT_CAREERS),
    SLOTS_CAREER = SLOTS_DETAIL | BIT(SLOT_PATHWAYS),
};

static const uint32_t page_slots[ROUTE_COUNT] = {
    [ROUTE_ATTRACT] = BIT(SLOT_SLIDES) | SLOTS_DETAIL,
    [ROUTE_HOME] = BIT(SLOT_ACTIVITIES) | BIT(SLOT_CONTESTS) | BIT(SLOT_CAREERS) |
                   BIT(SLOT_PLACES) | BIT(SLOT_PROGRAMMES) | BIT(SLOT_EVENTS) |
                   BIT(SLOT_STORIES) | BIT(SLOT_RESOURCES),
    [ROUTE_ACTIVITIES] = BIT(SLOT_ACTIVITIES) | BIT(SLOT_PLACES),
    [ROUTE_TIMETABLE] = BIT(SLOT_ACTIVITIES) | BIT(SLOT_PLACES),
    [ROUTE_ACTIVITY] = SLOTS_DETAIL,
    [ROUTE_CONTESTS] = BIT(SLOT_CONTESTS) | BIT(SLOT_QUESTIONS),
    [ROUTE_CONTEST] = SLOTS_DETAIL | BIT(SLOT_QUESTIONS),
    [ROUTE_CAREERS] = BIT(SLOT_CAREERS) | BIT(SLOT_PATHWAYS),
    [ROUTE_CAREER] = SLOTS_CAREER,
    [ROUTE_NETWORK] = SLOTS_NETWORK,
    [ROUTE_ORGANISATION] = SLOTS_DETAIL,
    [ROUTE_PROGRAMME] = SLOTS_DETAIL,
    [ROUTE_EVENT] = SLOTS_DETAIL,
    [ROUTE_PLACE] = SLOTS_DETAIL,
    [ROUTE_RESOURCE] = SLOTS_DETAIL,
    [ROUTE_STORY] = SLOTS_DETAIL,
    // For when they take place; what is found comes with the search.
    [ROUTE_SEARCH] = BIT(SLOT_ACTIVITIES) | BIT(SLOT_CONTESTS) | BIT(SLOT_PLACES),
    [ROUTE_QUIZ] = BIT(SLOT_CONTESTS) | BIT(SLOT_QUESTIONS),
};

uint32_t model_page_slots(enum model_route route)
{
    return page_slots[route] | BIT(SLOT_VENUE) | BIT(SLOT_NOTICES);
}

void model_effect_add(struct model *model, const struct effect *effect)
{
    // Full: main has not looked for a long time. A question is asked again by the next
    // minute, the others are wishes that repeat.
    if (model->effect_count == MODEL_EFFECTS_MAX)
        return;
    size_t at = (model->effect_head + model->effect_count) % MODEL_EFFECTS_MAX;
    model->effects[at] = *effect;
    model->effect_count++;
}

static void ask_slot(struct model *model, enum model_slot slot)
{
    struct model_slot_state *state = &model->slots[slot];
    if (model->effect_count == MODEL_EFFECTS_MAX)
        return;
    state->ticket = ++model->last_ticket;
    state->asked = true;
    state->failed = false;
    state->asked_generation = model->state.generation;
    model_effect_add(model, &(struct effect){
                                .kind = EFFECT_ASK,
                                .ticket = state->ticket,
                                .query = {.has_kind = true,
                                          .kind = slot_kind[slot],
                                          .limit = MODEL_ASK_LIMIT},
                            });
}

void model_ask_page(struct model *model)
{
    if (model->history[model->depth - 1].route == ROUTE_SEARCH)
        model_search_renew(model);
    uint32_t wanted = model_page_slots(model->history[model->depth - 1].route);
    for (int i = 0; i < SLOT_COUNT; i++) {
        const struct model_slot_state *state = &model->slots[i];
        bool current = state->asked && state->asked_generation == model->state.generation;
        if ((wanted & BIT(i)) != 0 && !current)
            ask_slot(model, (enum model_slot)i);
    }
}

void model_ask_failed(struct model *model)
{
    for (int i = 0; i < SLOT_COUNT; i++)
        if (model->slots[i].failed)
            model->slots[i].asked = false;
}

struct quiz_questions model_questions(const struct model *model)
{
    const struct model_page *page = &model->history[model->depth - 1];
    const struct store_result *asked = &model->slots[SLOT_QUESTIONS].shown;
    struct quiz_questions questions = {.records = asked->records, .count = asked->count};
    if (page->route == ROUTE_QUIZ)
        questions.contest = str_from_cstr(page->id);
    return questions;
}

size_t model_slide_count(const struct model *model)
{
    size_t count = model->slots[SLOT_SLIDES].shown.count;
    return count > 0 ? count : 1;
}

// A feed may serve several venues; the settings say which one stands here. Else the
// highest layer's own, for that is the one that was made for this place.
const struct content_record *model_venue(const struct model *model)
{
    const struct store_result *venues = &model->slots[SLOT_VENUE].shown;
    const struct content_record *best = NULL;
    for (size_t i = 0; i < venues->count; i++) {
        const struct content_record *venue = &venues->records[i];
        if (str_equal(venue->id, model->settings.venue))
            return venue;
        if (best == NULL || venue->layer > best->layer)
            best = venue;
    }
    return best;
}

// ---- schedules ----
// false: the venue's zone is the one there is.
static bool zone_update(struct model *model)
{
    const struct content_record *venue = model_venue(model);
    struct str name = STR("UTC");
    if (venue != NULL && venue->timezone.len > 0)
        name = venue->timezone;
    if (str_equal(name, str_from_cstr(model->zone_name)) ||
        !str_to_cstr(name, model->zone_name, sizeof(model->zone_name)))
        return false;
    struct i18n_zone *zone = i18n_zone_create(name);
    if (zone == NULL) {
        log_warn("model", "unknown time zone %.*s, UTC is shown", STR_ARG(name));
        zone = i18n_zone_create(STR("UTC"));
    }
    i18n_zone_destroy(model->zone);
    model->zone = zone;
    return true;
}

void model_content_update(struct model *model, enum model_slot slot)
{
    model_sift(model, slot);
    // Dates begin at the venue's midnight, and a date may say which venue this is.
    bool all = zone_update(model) || slot == SLOT_COUNT;
    if (all)
        model_sift(model, SLOT_COUNT);
    else if (slot != SLOT_SLIDES)
        model_sift(model, SLOT_SLIDES);
    model->slide %= (int)model_slide_count(model);
    if (all || slot == SLOT_ACTIVITIES)
        model_schedule_update(model);
}

void model_schedule_update(struct model *model)
{
    arena_reset(&model->arena);
    model->today = model->week = (struct schedule){0};
    model->minute = model->now_utc_ms / 60000;
    model_timetable_update(model);
    const struct store_result *activities = &model->slots[SLOT_ACTIVITIES].shown;
    if (activities->count == 0 || model->zone == NULL)
        return;
    struct i18n_local now = i18n_zone_local(model->zone, model->now_utc_ms);
    int64_t day = civil_to_days(now.date);
    int64_t today_end = i18n_zone_utc_ms(model->zone, civil_from_days(day + 1), 0);
    int64_t week_end = i18n_zone_utc_ms(model->zone, civil_from_days(day + 7), 0);
    model->week =
        schedule_build(&model->arena, activities->records, activities->count, model->zone,
                       (struct schedule_span){model->now_utc_ms, week_end});
    // Slots come by start, so today is the head of the week.
    size_t count = 0;
    while (count < model->week.count && model->week.slots[count].start_utc_ms < today_end)
        count++;
    model->today = (struct schedule){.slots = model->week.slots, .count = count};
}

// ---- results ----
static void model_now(struct model *model)
{
    model->now_utc_ms = clock_utc_ms(&model->clock);
    model->now_monotonic_ms = clock_monotonic_ms(&model->clock);
}

bool model_deliver(struct model *model, struct store_result *result)
{
    if (result == NULL)
        return false;
    model_now(model);
    if (model_search_deliver(model, result))
        return model->history[model->depth - 1].route == ROUTE_SEARCH;
    int slot = 0;
    while (slot < SLOT_COUNT && (model->slots[slot].ticket == 0 ||
                                 model->slots[slot].ticket != result->ticket))
        slot++;
    if (slot == SLOT_COUNT) { // asked before a newer question
        store_result_release(result);
        return false;
    }
    struct model_slot_state *state = &model->slots[slot];
    state->ticket = 0;
    state->failed = result->failed;
    if (result->failed && result->count == 0 && state->taken != NULL) {
        store_result_release(result);
        return false;
    }
    struct store_result *old = state->taken;
    state->taken = result;
    model_content_update(model, (enum model_slot)slot);
    store_result_release(old);
    return (model_page_slots(model->history[model->depth - 1].route) & BIT(slot)) != 0;
}

bool model_reader_changed(struct model *model, const struct store_state *state)
{
    model_now(model);
    bool was_loading = model->state.empty || model->state.generation == 0;
    bool changed = model->state.generation != state->generation ||
                   model->state.empty != state->empty ||
                   model->state.published_utc_ms != state->published_utc_ms ||
                   str_compare(str_from_cstr(model->state.last_error),
                               str_from_cstr(state->last_error)) != 0;
    model->state = *state;
    // Within a visit the new content comes with the next page, so that nothing moves
    // under a finger.
    bool attract = model->history[model->depth - 1].route == ROUTE_ATTRACT;
    if (attract || was_loading)
        model_ask_page(model);
    return changed;
}

void model_content_finish(struct model *model)
{
    model_sift_finish(&model->search.found);
    for (int i = 0; i < SLOT_COUNT; i++)
        model_sift_finish(&model->slots[i]);
    i18n_zone_destroy(model->zone);
    arena_finish(&model->arena);
}
