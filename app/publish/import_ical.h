// Shared by the files that read iCalendar.
#ifndef PUBLISH_IMPORT_ICAL_H
#define PUBLISH_IMPORT_ICAL_H

#include <libical/ical.h>

#include "import_internal.h"

enum { ICAL_ZONES_MAX = 64, ICAL_DATES_MAX = 400 };

// Where a time is counted: at the venue (floating), in UTC, in a zone known by its name,
// or in one that the file describes.
struct ical_zone {
    struct str tzid;
    bool utc;
    struct i18n_zone *named; // NULL: not known by name
    icaltimezone *described; // NULL: not described
};

struct ical_time {
    int64_t day; // since 1970-01-01, at the wall of `zone`
    int32_t minute;
    bool is_date;
    const struct ical_zone *zone; // NULL: floating
};

struct ical_event {
    icalcomponent *component;
    int64_t line;
    struct str title, uid;
    struct ical_time start, instead; // instead: RECURRENCE-ID
    int64_t length_min;
    bool cancelled, is_override;
};

struct ical {
    struct import *import;
    struct ical_zone zones[ICAL_ZONES_MAX];
    size_t zone_count;
    icalcomponent *described[ICAL_ZONES_MAX]; // VTIMEZONEs
    size_t described_count;
    struct ical_event *events;
    size_t count;
};

struct ical_times {
    struct ical_time *items;
    size_t count;
};

// The sessions of one event with all that changes it. overrides[i]: the event that
// stands in for that date, or NULL.
struct ical_plan {
    struct content_session *sessions;
    const struct ical_event **overrides;
    size_t count;
    struct ical_times dates; // of whole days and what is longer: the dates, no sessions
};

// ---- import_zone.c ----
void ical_zones_init(struct ical *ical, icalcomponent *root);
void ical_zones_finish(struct ical *ical);
// false: no time of the years 1970..2199.
NODISCARD bool ical_time_of(struct ical *ical, icalproperty *property,
                            struct icaltimetype value, struct ical_time *out_time);
int64_t ical_utc_ms(const struct ical *ical, struct ical_time time);
struct import_moment ical_local(const struct ical *ical, struct ical_time time);

// ---- import_recur.c ----
// false: nothing of it is shown, and why was told.
NODISCARD bool ical_plan_make(struct ical *ical, const struct ical_event *event,
                              struct ical_plan *out_plan);

#endif
