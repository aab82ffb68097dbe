// The reducer: every change of what is shown passes model_apply().
#include "model_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const struct model_age_band model_age_bands[] = {
    {5, 7}, {8, 10}, {11, 14}, {15, 18}, {19, 0}};
const size_t model_age_band_count = sizeof(model_age_bands) / sizeof(model_age_bands[0]);

static const struct model_filter filter_default = {
    .when = WHEN_WEEK, .age_band = -1, .audience = -1};

static struct model_page *page_of(struct model *model)
{
    return &model->history[model->depth - 1];
}

static void page_changed(struct model *model, struct model_page from, bool back)
{
    model->previous = from;
    model->has_previous = true;
    model->going_back = back;
    model->page_serial++;
    model->panel = PANEL_NONE;
    model->quiz = (struct quiz){0};
    model_ask_page(model);
    model_effect_add(model, &(struct effect){.kind = EFFECT_REFRESH_READER});
}

static void language_reset(struct model *model)
{
    struct str lang =
        model->settings.language_count > 0 ? model->settings.languages[0] : STR("en");
    if (!str_to_cstr(lang, model->lang, sizeof(model->lang)))
        memcpy(model->lang, "en", 3);
}

// Everything of the visit is forgotten; the attract loop returns.
static void visit_forget(struct model *model)
{
    struct model_page from = *page_of(model);
    model->depth = 1;
    model->history[0] = (struct model_page){.route = ROUTE_ATTRACT};
    model->filter = filter_default;
    model->tab = 0;
    model->timetable.week = false;
    model->timetable_day = 0;
    model->asking = false;
    model->slide = 0;
    model->slide_due_ms = model->now_monotonic_ms + model->settings.slide_ms;
    language_reset(model);
    model_search_forget(model);
    model_effect_add(model, &(struct effect){.kind = EFFECT_FORGET_VISIT});
    page_changed(model, from, true);
}

static bool page_open(struct model *model, enum model_route route, struct str id)
{
    struct model_page page = {.route = route};
    if (!str_to_cstr(id, page.id, sizeof(page.id)))
        return false;
    struct model_page from = *page_of(model);
    if (from.route == route && strcmp(from.id, page.id) == 0) {
        bool panel = model->panel != PANEL_NONE;
        model->panel = PANEL_NONE;
        return panel;
    }
    if (route == ROUTE_HOME) {
        model->depth = 0;
    } else if (model->depth == MODEL_HISTORY_MAX) {
        // Home stays at the bottom, the oldest page above it is forgotten.
        memmove(&model->history[1], &model->history[2],
                sizeof(model->history[0]) * (MODEL_HISTORY_MAX - 2));
        model->depth--;
    }
    model->history[model->depth++] = page;
    if (route == ROUTE_SEARCH)
        model_search_begin(model);
    page_changed(model, from, route == ROUTE_HOME && from.route != ROUTE_ATTRACT);
    return true;
}

// The filter a tile of home stands for: "field-s" .. "field-m", "today".
static bool filter_preset(struct model *model, struct str preset)
{
    if (preset.len == 0)
        return false;
    struct model_filter filter = filter_default;
    struct str prefix = STR("field-");
    if (str_equal(preset, STR("today")))
        filter.when = WHEN_TODAY;
    else if (str_starts_with(preset, prefix) && preset.len == prefix.len + 1)
        for (int i = 0; i < FIELD_COUNT; i++)
            if (preset.ptr[prefix.len] == (char)(content_field_letter[i] | 0x20))
                filter.fields = 1u << i;
    model->filter = filter;
    return true;
}

static bool intent_open(struct model *model, const struct intent *intent)
{
    if (intent->number <= ROUTE_ATTRACT || intent->number >= ROUTE_COUNT)
        return false;
    enum model_route route = (enum model_route)intent->number;
    if (route != ROUTE_ACTIVITIES)
        return page_open(model, route, intent->id);
    bool preset = filter_preset(model, intent->id);
    bool opened = page_open(model, route, STR(""));
    return preset || opened;
}

static bool intent_back(struct model *model)
{
    if (model->panel != PANEL_NONE) {
        model->panel = PANEL_NONE;
        return true;
    }
    if (model->depth < 2)
        return false;
    struct model_page from = *page_of(model);
    model->depth--;
    page_changed(model, from, true);
    return true;
}

static bool intent_language(struct model *model, struct str lang)
{
    for (size_t i = 0; i < model->settings.language_count; i++)
        if (str_equal(model->settings.languages[i], lang)) {
            model->panel = PANEL_NONE;
            return str_to_cstr(lang, model->lang, sizeof(model->lang));
        }
    return false;
}

static bool panel_set(struct model *model, int64_t panel)
{
    if (panel < PANEL_NONE || panel > PANEL_SPOKEN || panel == (int64_t)model->panel)
        return false;
    model->panel = (enum model_panel)panel;
    return true;
}

static bool filter_change(struct model *model, const struct intent *intent)
{
    struct model_filter *filter = &model->filter;
    if (intent->verb == INTENT_FILTER_WHEN && intent->number >= WHEN_TODAY &&
        intent->number <= WHEN_ALL) {
        filter->when = (enum model_when)intent->number;
    } else if (intent->verb == INTENT_FILTER_FIELD && intent->number < FIELD_COUNT) {
        filter->fields = intent->number < 0 ? 0 : filter->fields ^ (1u << intent->number);
        if (filter->fields == (1u << FIELD_COUNT) - 1)
            filter->fields = 0;
    } else if (intent->verb == INTENT_FILTER_AGE &&
               intent->number < (int64_t)model_age_band_count) {
        filter->age_band = intent->number < 0 ? -1 : (int)intent->number;
        model->panel = PANEL_NONE;
    } else if (intent->verb == INTENT_FILTER_AUDIENCE &&
               intent->number < AUDIENCE_COUNT) {
        filter->audience = intent->number < 0 ? -1 : (int)intent->number;
        model->panel = PANEL_NONE;
    } else if (intent->verb == INTENT_FILTER_PLACES) {
        filter->places_left = !filter->places_left;
    } else if (intent->verb == INTENT_FILTER_LANGUAGE) {
        if (!str_to_cstr(intent->id, filter->spoken, sizeof(filter->spoken)))
            filter->spoken[0] = '\0';
        model->panel = PANEL_NONE;
    } else if (intent->verb == INTENT_FILTERS_CLEAR) {
        *filter = filter_default;
        filter->when = WHEN_ALL;
        model->panel = PANEL_NONE;
    }
    return true;
}

static bool timetable_change(struct model *model, const struct intent *intent)
{
    if (intent->number < 0)
        return false;
    if (intent->id.len > 0)
        model->timetable.week = str_equal(intent->id, STR("week"));
    model->timetable_day = intent->number;
    model_schedule_update(model);
    return true;
}

static bool slide_go(struct model *model, int64_t slide)
{
    int64_t count = (int64_t)model_slide_count(model);
    int before = model->slide;
    model->slide = (int)(((slide % count) + count) % count);
    model->slide_due_ms = model->now_monotonic_ms + model->settings.slide_ms;
    return model->slide != before;
}

static bool quiz_turn(struct model *model, int64_t number)
{
    struct quiz_turn turn;
    if (page_of(model)->route != ROUTE_QUIZ || !quiz_unpack(number, &turn))
        return false;
    struct quiz_questions questions = model_questions(model);
    return quiz_apply(&model->quiz, &questions, turn, model->now_monotonic_ms);
}

// A quiz that goes by the clock is nobody's absence, and who thinks has time for it.
static int64_t idle_due_ms(const struct model *model)
{
    int64_t due_ms = model->touched_ms + model->settings.ask_after_ms;
    if (model->quiz.phase != QUIZ_ASKS)
        return due_ms;
    if (model->quiz.due_ms > 0)
        return INT64_MAX;
    return due_ms + 2 * model->settings.ask_after_ms;
}

static bool quiz_time(struct model *model)
{
    if (model->quiz.phase != QUIZ_ASKS || model->quiz.due_ms == 0)
        return false;
    struct quiz_questions questions = model_questions(model);
    if (quiz_tick(&model->quiz, &questions, model->now_monotonic_ms))
        model->touched_ms = model->now_monotonic_ms;
    return true; // the seconds count down
}

static bool tick(struct model *model)
{
    // A clock set back shows again what had gone.
    bool changed = model->now_utc_ms >= model->sift_due_utc_ms ||
                   model->now_utc_ms < model->sifted_utc_ms;
    if (changed)
        model_content_update(model, SLOT_COUNT);
    if (model->now_utc_ms / 60000 != model->minute) {
        model_schedule_update(model);
        model_ask_failed(model);
        model_ask_page(model);
        model_effect_add(model, &(struct effect){.kind = EFFECT_REFRESH_READER});
        changed = true;
    }
    if (page_of(model)->route == ROUTE_ATTRACT) {
        if (model->now_monotonic_ms >= model->slide_due_ms)
            changed = slide_go(model, model->slide + 1) || changed;
        return changed;
    }
    changed = quiz_time(model) || changed;
    if (model->asking) { // the seconds count down
        if (model->now_monotonic_ms - model->asked_ms >= model->settings.countdown_ms)
            visit_forget(model);
        return true;
    }
    if (model->now_monotonic_ms >= idle_due_ms(model)) {
        model->asking = true;
        model->asked_ms = model->now_monotonic_ms;
        return true;
    }
    return changed;
}

// A touch while the question stands: yes, I am here. It does nothing else.
static bool answer_stay(struct model *model)
{
    model->asking = false;
    model->touched_ms = model->now_monotonic_ms;
    return true;
}

static bool attract_apply(struct model *model, const struct intent *intent)
{
    if (intent->verb == INTENT_TICK)
        return tick(model);
    if (intent->verb == INTENT_SLIDE)
        return slide_go(model, intent->number);
    if (intent->verb == INTENT_LANGUAGE)
        return intent_language(model, intent->id);
    if (intent->verb == INTENT_TOUCHED)
        return false;
    model->touched_ms = model->now_monotonic_ms;
    return page_open(model, ROUTE_HOME, STR(""));
}

static bool visit_apply(struct model *model, const struct intent *intent)
{
    switch (intent->verb) {
    case INTENT_OPEN:
        return intent_open(model, intent);
    case INTENT_BACK:
        return intent_back(model);
    case INTENT_LANGUAGE:
        return intent_language(model, intent->id);
    case INTENT_LANGUAGES:
        return panel_set(model, intent->number != 0 ? PANEL_LANGUAGE : PANEL_NONE);
    case INTENT_FILTER_WHEN:
    case INTENT_FILTER_FIELD:
    case INTENT_FILTER_AGE:
    case INTENT_FILTER_AUDIENCE:
    case INTENT_FILTER_PLACES:
    case INTENT_FILTER_LANGUAGE:
    case INTENT_FILTERS_CLEAR:
        return filter_change(model, intent);
    case INTENT_FILTER_PANEL:
        return panel_set(model, intent->number);
    case INTENT_TAB: {
        bool changed = intent->number >= 0 && intent->number < 8 &&
                       model->tab != (int)intent->number;
        if (changed)
            model->tab = (int)intent->number;
        return changed;
    }
    case INTENT_TIMETABLE:
        return timetable_change(model, intent);
    case INTENT_SEARCH:
        return model_search_apply(model, intent);
    case INTENT_QUIZ:
        return quiz_turn(model, intent->number);
    case INTENT_TICK:
        return tick(model);
    case INTENT_NONE:
    case INTENT_BEGIN:
    case INTENT_STAY:
    case INTENT_TOUCHED:
    case INTENT_SLIDE:
        return false;
    }
    return false;
}

bool model_apply(struct model *model, const struct intent *intent)
{
    model->now_utc_ms = clock_utc_ms(&model->clock);
    model->now_monotonic_ms = clock_monotonic_ms(&model->clock);
    if (intent->verb == INTENT_NONE)
        return false;
    if (page_of(model)->route == ROUTE_ATTRACT)
        return attract_apply(model, intent);
    if (intent->verb == INTENT_TICK)
        return tick(model);
    if (model->asking) {
        if (intent->verb != INTENT_TOUCHED)
            return answer_stay(model);
        model->asked_ms = model->now_monotonic_ms; // a finger lies on the screen
        return true;
    }
    model->touched_ms = model->now_monotonic_ms;
    return visit_apply(model, intent);
}

bool model_next_effect(struct model *model, struct effect *out_effect)
{
    if (model->effect_count == 0)
        return false;
    *out_effect = model->effects[model->effect_head];
    model->effect_head = (model->effect_head + 1) % MODEL_EFFECTS_MAX;
    model->effect_count--;
    return true;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t model_next_deadline_ms(const struct model *model)
{
    int64_t minute_left_ms = (model->minute + 1) * 60000 - model->now_utc_ms;
    int64_t deadline_ms =
        model->now_monotonic_ms + (minute_left_ms > 0 ? minute_left_ms : 0);
    if (model->sift_due_utc_ms < (model->minute + 1) * 60000) {
        int64_t left_ms = model->sift_due_utc_ms - model->now_utc_ms;
        deadline_ms = model->now_monotonic_ms + (left_ms > 0 ? left_ms : 0);
    }
    if (model->history[model->depth - 1].route == ROUTE_ATTRACT)
        return model_slide_count(model) > 1 ? least(deadline_ms, model->slide_due_ms)
                                            : deadline_ms;
    if (model->quiz.phase == QUIZ_ASKS && model->quiz.due_ms > 0) {
        int64_t left_ms = model->quiz.due_ms - model->now_monotonic_ms;
        int64_t seconds = left_ms > 0 ? (left_ms - 1) / 1000 : 0;
        deadline_ms = least(deadline_ms, model->quiz.due_ms - seconds * 1000);
    }
    if (!model->asking)
        return least(deadline_ms, idle_due_ms(model));
    int64_t second = (model->now_monotonic_ms - model->asked_ms) / 1000 + 1;
    return least(deadline_ms, model->asked_ms + second * 1000);
}

bool model_settled(const struct model *model)
{
    if (model->state.empty)
        return true;
    if (model->history[model->depth - 1].route == ROUTE_SEARCH &&
        !model_search_settled(model))
        return false;
    uint32_t wanted = model_page_slots(model->history[model->depth - 1].route);
    for (int i = 0; i < SLOT_COUNT; i++)
        if ((wanted & (1u << i)) != 0 &&
            (model->slots[i].taken == NULL || model->slots[i].ticket != 0))
            return false;
    return true;
}

struct model *model_create(const struct model_settings *settings,
                           const struct clock *clock)
{
    struct model *model = calloc(1, sizeof(*model));
    if (model == NULL)
        abort();
    model->settings = *settings;
    if (model->settings.places_fresh_ms == 0)
        model->settings.places_fresh_ms = INT64_C(36) * 3600 * 1000;
    model->clock = *clock;
    model->now_utc_ms = clock_utc_ms(clock);
    model->now_monotonic_ms = clock_monotonic_ms(clock);
    model->minute = model->now_utc_ms / 60000;
    model->sifted_utc_ms = model->now_utc_ms;
    model->sift_due_utc_ms = INT64_MAX;
    arena_init(&model->arena, 0);
    model->zone = i18n_zone_create(STR("UTC"));
    memcpy(model->zone_name, "UTC", 4);
    model->history[0] = (struct model_page){.route = ROUTE_ATTRACT};
    model->depth = 1;
    model->filter = filter_default;
    model->slide_due_ms = model->now_monotonic_ms + settings->slide_ms;
    language_reset(model);
    model_ask_page(model);
    return model;
}

void model_destroy(struct model *model)
{
    if (model == NULL)
        return;
    model_content_finish(model);
    free(model);
}
