#include "content/schedule.h"

#include <assert.h>
#include <stdlib.h>

#include "content/fields.h"
#include "i18n/zone.h"

#define DAY_MS INT64_C(86400000)

enum { SLOTS_MAX = 5000, SPAN_DAYS_MAX = 800, NEXT_DAYS = 60 };

// A day of the venue and what is known of it.
struct day {
    int64_t days; // since 1970-01-01
    struct civil_date date;
    int weekday;
};

static bool date_days(struct str text, int64_t *out_days)
{
    struct civil_date date;
    if (!civil_parse(text, &date)) {
        return false;
    }
    *out_days = civil_to_days(date);
    return true;
}

static bool excepted(const struct content_session *session, int64_t days)
{
    for (size_t i = 0; i < session->except.count; i++) {
        int64_t left_out = 0;
        if (date_days(session->except.items[i], &left_out) && left_out == days) {
            return true;
        }
    }
    return false;
}

static bool runs_on(const struct content_session *session, struct day day)
{
    int64_t from = 0, until = 0;
    const bool has_from = date_days(session->from, &from);
    const bool has_until = date_days(session->until, &until);
    if (session->weekday < 0) {
        return has_from && from == day.days && !excepted(session, day.days);
    }
    return session->weekday == day.weekday && !(has_from && day.days < from) &&
           !(has_until && day.days > until) && !excepted(session, day.days);
}

// The instant a moment (date or RFC 3339) means at the venue; dates start at local
// midnight.
static bool moment_utc(struct str text, const struct i18n_zone *zone, int64_t *out_utc_ms)
{
    bool is_date = false;
    if (!content_moment_parse(text, out_utc_ms, &is_date)) {
        return false;
    }
    struct civil_date date;
    if (is_date && zone && civil_parse(text, &date)) {
        *out_utc_ms = i18n_zone_utc_ms(zone, date, 0);
    }
    return true;
}

bool content_visible(const struct content_record *record, const struct i18n_zone *zone,
                     int64_t now_utc_ms)
{
    int64_t from = 0, to = 0;
    return !(moment_utc(record->visible_from, zone, &from) && now_utc_ms < from) &&
           !(moment_utc(record->visible_to, zone, &to) && now_utc_ms >= to);
}

int64_t content_visible_until(const struct content_record *record,
                              const struct i18n_zone *zone, int64_t now_utc_ms)
{
    const struct str moments[] = {record->visible_from, record->visible_to};
    int64_t until = INT64_MAX;
    for (size_t i = 0; i < 2; i++) {
        int64_t at = 0;
        if (moment_utc(moments[i], zone, &at) && at > now_utc_ms && at < until) {
            until = at;
        }
    }
    return until;
}

static struct schedule_slot slot_on(const struct content_record *record,
                                    const struct content_session *session,
                                    const struct i18n_zone *zone, struct day day)
{
    const bool overnight = session->end_min <= session->start_min;
    const struct civil_date end_date =
        overnight ? civil_from_days(day.days + 1) : day.date;
    struct schedule_slot slot = {
        .record = record,
        .session = session,
        .start_utc_ms = i18n_zone_utc_ms(zone, day.date, (int32_t)session->start_min),
        .end_utc_ms = i18n_zone_utc_ms(zone, end_date, (int32_t)session->end_min),
    };
    // Within a gap both ends may fall together: the session still takes its length.
    if (slot.end_utc_ms <= slot.start_utc_ms) {
        slot.end_utc_ms = slot.start_utc_ms + (session->end_min - session->start_min +
                                               (overnight ? 1440 : 0)) *
                                                  INT64_C(60000);
    }
    return slot;
}

static int compare_slots(const void *a, const void *b)
{
    const struct schedule_slot *left = a, *right = b;
    if (left->start_utc_ms != right->start_utc_ms) {
        return left->start_utc_ms < right->start_utc_ms ? -1 : 1;
    }
    const int ids = str_compare(left->record->id, right->record->id);
    if (ids) {
        return ids;
    }
    return (left->end_utc_ms > right->end_utc_ms) -
           (left->end_utc_ms < right->end_utc_ms);
}

struct build {
    struct arena *arena;
    const struct i18n_zone *zone;
    struct schedule_span span;
    struct schedule_slot *slots;
    size_t count, capacity;
};

static void add_slot(struct build *build, struct schedule_slot slot)
{
    if (build->count == SLOTS_MAX) {
        return;
    }
    if (build->count == build->capacity) {
        const size_t capacity = build->capacity ? build->capacity * 2 : 64;
        struct schedule_slot *slots =
            ARENA_ARRAY(build->arena, struct schedule_slot, capacity);
        for (size_t i = 0; i < build->count; i++) {
            slots[i] = build->slots[i];
        }
        build->slots = slots;
        build->capacity = capacity;
    }
    build->slots[build->count++] = slot;
}

static void add_day(struct build *build, const struct content_record *record,
                    struct day day)
{
    for (size_t i = 0; i < record->sessions.count; i++) {
        const struct content_session *session = &record->sessions.items[i];
        if (!runs_on(session, day)) {
            continue;
        }
        const struct schedule_slot slot = slot_on(record, session, build->zone, day);
        if (slot.end_utc_ms > build->span.from_utc_ms &&
            slot.start_utc_ms < build->span.to_utc_ms &&
            content_visible(record, build->zone, slot.start_utc_ms)) {
            add_slot(build, slot);
        }
    }
}

struct schedule schedule_build(struct arena *arena, const struct content_record *records,
                               size_t count, const struct i18n_zone *zone,
                               struct schedule_span span)
{
    struct build build = {.arena = arena, .zone = zone, .span = span};
    // A day earlier, for what runs past midnight.
    const int64_t first = civil_to_days(i18n_zone_local(zone, span.from_utc_ms).date) - 1;
    int64_t last = civil_to_days(i18n_zone_local(zone, span.to_utc_ms).date);
    if (last > first + SPAN_DAYS_MAX) {
        last = first + SPAN_DAYS_MAX;
    }
    // Day by day, so that the cap leaves out what is furthest away.
    for (int64_t days = first; days <= last && build.count < SLOTS_MAX; days++) {
        const struct day day = {days, civil_from_days(days), civil_weekday(days)};
        for (size_t i = 0; i < count; i++) {
            add_day(&build, &records[i], day);
        }
    }
    if (build.count) {
        qsort(build.slots, build.count, sizeof(*build.slots), compare_slots);
    }
    return (struct schedule){.slots = build.slots, .count = build.count};
}

bool schedule_next(struct arena *arena, const struct content_record *record,
                   const struct i18n_zone *zone, int64_t now_utc_ms,
                   struct schedule_slot *out_slot)
{
    struct build build = {.arena = arena,
                          .zone = zone,
                          .span = {now_utc_ms, now_utc_ms + NEXT_DAYS * DAY_MS}};
    const int64_t first = civil_to_days(i18n_zone_local(zone, now_utc_ms).date) - 1;
    size_t best = 0;
    for (int64_t days = first; days <= first + NEXT_DAYS + 1 && build.count == 0;
         days++) {
        add_day(&build, record,
                (struct day){days, civil_from_days(days), civil_weekday(days)});
    }
    for (size_t i = 1; i < build.count; i++) {
        if (compare_slots(&build.slots[i], &build.slots[best]) < 0) {
            best = i;
        }
    }
    if (build.count) {
        *out_slot = build.slots[best];
    }
    return build.count > 0;
}

size_t schedule_lanes(const struct schedule *schedule, int64_t least_ms, size_t limit,
                      size_t *lanes)
{
    assert(limit <= SCHEDULE_LANES_MAX);
    int64_t ends[SCHEDULE_LANES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < schedule->count; i++) {
        const struct schedule_slot *slot = &schedule->slots[i];
        const int64_t least_end = slot->start_utc_ms + least_ms;
        size_t lane = 0;
        while (lane < count && ends[lane] > slot->start_utc_ms) {
            lane++;
        }
        if (lane == limit) {
            return limit + 1;
        }
        if (lane == count) {
            count++;
        }
        ends[lane] = slot->end_utc_ms > least_end ? slot->end_utc_ms : least_end;
        lanes[i] = lane;
    }
    return count;
}
