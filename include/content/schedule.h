// When things happen: weekly sessions worked out for a span of days. Pure; a zone is read
// by one thread at a time.
#ifndef CONTENT_SCHEDULE_H
#define CONTENT_SCHEDULE_H

#include "content/record.h"

struct schedule_slot {
    const struct content_record *record; // borrowed
    const struct content_session *session;
    int64_t start_utc_ms, end_utc_ms;
};
struct schedule {
    struct schedule_slot *slots;
    size_t count;
};

struct schedule_span {
    int64_t from_utc_ms, to_utc_ms;
}; // [from, to)

// Every occurrence of the records' sessions that ends after span.from and starts before
// span.to, ordered by start then id. A session in a gap of daylight saving moves on by
// the gap. Records outside visible_from/to are left out. At most 5,000 slots, in the
// arena; they borrow the records.
struct i18n_zone;
struct schedule schedule_build(struct arena *arena, const struct content_record *records,
                               size_t count, const struct i18n_zone *zone,
                               struct schedule_span span);
// The next slot of one record at or after now (running ones count); false when none in 60
// days.
NODISCARD bool schedule_next(struct arena *arena, const struct content_record *record,
                             const struct i18n_zone *zone, int64_t now_utc_ms,
                             struct schedule_slot *out_slot);
// Puts what runs at the same time side by side: lanes[i] of slots[i] (ordered by start) is
// the first one free; a slot takes up at least `least_ms`. Returns how many lanes there
// are, limit + 1 (limit <= SCHEDULE_LANES_MAX) when that many do not do.
enum { SCHEDULE_LANES_MAX = 16 };
size_t schedule_lanes(const struct schedule *schedule, int64_t least_ms, size_t limit,
                      size_t *lanes);
// visible_from <= now < visible_to
bool content_visible(const struct content_record *record, const struct i18n_zone *zone,
                     int64_t now_utc_ms);
// The first instant after now at which content_visible changes; INT64_MAX: none.
int64_t content_visible_until(const struct content_record *record,
                              const struct i18n_zone *zone, int64_t now_utc_ms);

#endif
