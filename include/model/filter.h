// Which activities the visitor's filters leave, and when each takes place next. Pure.
#ifndef MODEL_FILTER_H
#define MODEL_FILTER_H

#include "model/view.h"

struct model_hit {
    const struct content_record *record;
    const struct schedule_slot *slot; // the next one in the span asked for; NULL: none
};
struct model_hits {
    struct model_hit *items; // by start of the slot, those without one last
    size_t count;
};

// Every hit is true of every filter that is on.
struct model_hits model_activities(const struct model_view *view, struct arena *arena);
// The slots of the timetable that every filter but `when` leaves.
struct schedule model_timetable_slots(const struct model_view *view, struct arena *arena);
// The filter without `when`.
bool model_filter_matches(const struct model_filter *filter,
                          const struct content_record *record, int64_t places_left);
bool model_filter_is_default(const struct model_filter *filter);

// Places left that may be shown: -1 when not said or said too long ago.
int64_t model_places_left(const struct model_view *view,
                          const struct content_record *record);

// Whom the activities name: bits of enum content_audience.
uint32_t model_audiences(const struct model_view *view);

// Languages spoken in the activities, sorted, each once; at most `limit`.
size_t model_spoken(const struct model_view *view, struct str *out_codes, size_t limit);

#endif
