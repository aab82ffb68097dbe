#include "model/filter.h"

#include <stdlib.h>

static bool age_matches(const struct content_record *record, struct model_age_band band)
{
    if (record->age_min == 0 && record->age_max == 0)
        return true;
    bool young_enough = band.to == 0 || record->age_min <= band.to;
    bool old_enough = record->age_max == 0 || record->age_max >= band.from;
    return young_enough && old_enough;
}

static bool speaks(const struct content_record *record, struct str lang)
{
    for (size_t i = 0; i < record->languages.count; i++)
        if (str_equal(record->languages.items[i], lang))
            return true;
    return false;
}

int64_t model_places_left(const struct model_view *view,
                          const struct content_record *record)
{
    if (record->places_left < 0)
        return -1;
    int64_t as_of_ms = 0;
    if (record->as_of.len > 0 &&
        (!clock_parse_rfc3339(record->as_of, &as_of_ms) ||
         view->now_utc_ms - as_of_ms > view->settings->places_fresh_ms))
        return -1;
    return record->places_left;
}

bool model_filter_matches(const struct model_filter *filter,
                          const struct content_record *record, int64_t places_left)
{
    if (filter->fields != 0 && (filter->fields & record->fields) == 0)
        return false;
    if (filter->age_band >= 0 && filter->age_band < (int)model_age_band_count &&
        !age_matches(record, model_age_bands[filter->age_band]))
        return false;
    // What names nobody is for everybody.
    if (filter->audience >= 0 && record->audiences != 0 &&
        (record->audiences & (1u << filter->audience)) == 0)
        return false;
    if (filter->places_left && places_left < 1)
        return false;
    return filter->spoken[0] == '\0' || speaks(record, str_from_cstr(filter->spoken));
}

bool model_filter_is_default(const struct model_filter *filter)
{
    return filter->fields == 0 && filter->age_band < 0 && filter->audience < 0 &&
           !filter->places_left && filter->spoken[0] == '\0';
}

static const struct schedule_slot *first_slot(const struct schedule *schedule,
                                              const struct content_record *record)
{
    for (size_t i = 0; i < schedule->count; i++)
        if (schedule->slots[i].record == record)
            return &schedule->slots[i];
    return NULL;
}

static int by_start(const void *left, const void *right)
{
    const struct model_hit *a = left, *b = right;
    int64_t start_a = a->slot != NULL ? a->slot->start_utc_ms : INT64_MAX;
    int64_t start_b = b->slot != NULL ? b->slot->start_utc_ms : INT64_MAX;
    if (start_a != start_b)
        return start_a < start_b ? -1 : 1;
    if (a->record->order != b->record->order)
        return a->record->order < b->record->order ? -1 : 1;
    return str_compare(a->record->id, b->record->id);
}

struct model_hits model_activities(const struct model_view *view, struct arena *arena)
{
    const struct store_result *activities = view->slots[SLOT_ACTIVITIES];
    if (activities == NULL || activities->count == 0)
        return (struct model_hits){0};
    struct model_hits hits = {
        .items = ARENA_ARRAY(arena, struct model_hit, activities->count)};
    const struct schedule *span =
        view->filter->when == WHEN_TODAY ? &view->today : &view->week;
    for (size_t i = 0; i < activities->count; i++) {
        const struct content_record *record = &activities->records[i];
        if (!model_filter_matches(view->filter, record, model_places_left(view, record)))
            continue;
        struct model_hit hit = {.record = record, .slot = first_slot(span, record)};
        if (hit.slot == NULL && view->filter->when != WHEN_ALL)
            continue;
        hits.items[hits.count++] = hit;
    }
    qsort(hits.items, hits.count, sizeof(hits.items[0]), by_start);
    return hits;
}

uint32_t model_audiences(const struct model_view *view)
{
    const struct store_result *activities = view->slots[SLOT_ACTIVITIES];
    uint32_t audiences = 0;
    for (size_t i = 0; activities != NULL && i < activities->count; i++)
        audiences |= activities->records[i].audiences;
    return audiences;
}

size_t model_spoken(const struct model_view *view, struct str *out_codes, size_t limit)
{
    const struct store_result *activities = view->slots[SLOT_ACTIVITIES];
    size_t count = 0;
    for (size_t i = 0; activities != NULL && i < activities->count; i++) {
        const struct content_ids *languages = &activities->records[i].languages;
        for (size_t j = 0; j < languages->count; j++) {
            size_t at = 0;
            while (at < count && str_compare(out_codes[at], languages->items[j]) < 0)
                at++;
            if ((at < count && str_equal(out_codes[at], languages->items[j])) ||
                count == limit)
                continue;
            for (size_t k = count; k > at; k--)
                out_codes[k] = out_codes[k - 1];
            out_codes[at] = languages->items[j];
            count++;
        }
    }
    return count;
}
