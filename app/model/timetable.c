// The days the timetable shows, and what takes place on them.
#include "i18n/format.h"
#include "model/filter.h"
#include "model_private.h"

// A visitor looks ahead, from today on: two months.
enum { TIMETABLE_DAYS_MAX = 60 };

static void days_choose(struct model *model, int64_t today)
{
    struct model_timetable *shown = &model->timetable;
    int64_t last = today + TIMETABLE_DAYS_MAX;
    shown->today = today;
    shown->day = model->timetable_day > today ? model->timetable_day : today;
    if (shown->day > last)
        shown->day = last;
    shown->first = shown->day;
    shown->days = 1;
    if (shown->week) {
        int first_weekday = i18n_first_weekday(str_from_cstr(model->lang));
        shown->first -= (civil_weekday(shown->day) - first_weekday + 7) % 7;
        shown->days = 7;
    }
    shown->has_earlier = shown->first > today;
    shown->has_later = shown->first + shown->days <= last;
}

void model_timetable_update(struct model *model)
{
    struct model_timetable *shown = &model->timetable;
    shown->schedule = (struct schedule){0};
    if (model->zone == NULL)
        return;
    days_choose(model,
                civil_to_days(i18n_zone_local(model->zone, model->now_utc_ms).date));
    struct model_view view;
    model_look(model, &view);
    const struct store_result *activities = view.slots[SLOT_ACTIVITIES];
    if (activities == NULL)
        return;
    struct civil_date end = civil_from_days(shown->first + shown->days);
    struct schedule_span span = {
        i18n_zone_utc_ms(model->zone, civil_from_days(shown->first), 0),
        i18n_zone_utc_ms(model->zone, end, 0)};
    if (span.from_utc_ms < model->now_utc_ms)
        span.from_utc_ms = model->now_utc_ms;
    shown->schedule = schedule_build(&model->arena, activities->records,
                                     activities->count, model->zone, span);
}

struct schedule model_timetable_slots(const struct model_view *view, struct arena *arena)
{
    const struct schedule *all = &view->timetable.schedule;
    struct schedule left = {.slots = ARENA_ARRAY(arena, struct schedule_slot,
                                                 all->count > 0 ? all->count : 1)};
    for (size_t i = 0; i < all->count; i++) {
        const struct content_record *record = all->slots[i].record;
        if (model_filter_matches(view->filter, record, model_places_left(view, record)))
            left.slots[left.count++] = all->slots[i];
    }
    return left;
}
