// What screens may read.
#include "model_private.h"

void model_look(const struct model *model, struct model_view *out_view)
{
    bool stale = model->state.published_utc_ms > 0 &&
                 model->settings.stale_after_ms > 0 &&
                 model->now_utc_ms - model->state.published_utc_ms >
                     model->settings.stale_after_ms;
    int64_t left_ms =
        model->settings.countdown_ms - (model->now_monotonic_ms - model->asked_ms);
    *out_view = (struct model_view){
        .page = &model->history[model->depth - 1],
        .previous = model->has_previous ? &model->previous : NULL,
        .going_back = model->going_back,
        .page_serial = model->page_serial,
        .lang = str_from_cstr(model->lang),
        .settings = &model->settings,
        .filter = &model->filter,
        .panel = model->panel,
        .tab = model->tab,
        .quiz = &model->quiz,
        .questions = model_questions(model),
        .can_go_back = model->depth > 1,
        .now_utc_ms = model->now_utc_ms,
        .now_monotonic_ms = model->now_monotonic_ms,
        .venue = model_venue(model),
        .zone = model->zone,
        .slide = model->slide,
        .asking = model->asking,
        .seconds_left = model->asking && left_ms > 0 ? (int)((left_ms + 999) / 1000) : 0,
        .empty = model->state.empty,
        .offline = model->state.last_error[0] != '\0',
        .stale = stale,
        .published_utc_ms = model->state.published_utc_ms,
        .today = model->today,
        .week = model->week,
        .finding = {.text = str_from_cstr(model->search.text.bytes),
                    .keyboard = model->search.keyboard,
                    .layout = model->search.layout,
                    .waiting = !model_search_settled(model),
                    .result = model->search.found.taken != NULL
                                  ? &model->search.found.shown
                                  : NULL},
        .timetable = model->timetable,
    };
    for (int i = 0; i < SLOT_COUNT; i++)
        out_view->slots[i] = model->slots[i].taken ? &model->slots[i].shown : NULL;
}

bool model_may_show(const struct model_view *view, const struct content_record *record)
{
    return content_visible(record, view->zone, view->now_utc_ms);
}

const struct content_record *model_find(const struct model_view *view,
                                        enum model_slot slot, struct str id)
{
    const struct store_result *result = view->slots[slot];
    for (size_t i = 0; result != NULL && i < result->count; i++)
        if (str_equal(result->records[i].id, id))
            return &result->records[i];
    return NULL;
}
