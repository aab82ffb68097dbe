// The time zones of an iCalendar file. A name that the system knows (IANA, Windows, or
// behind a vendor's prefix) counts before the file's own description, which is often old.
#include <string.h>

#include "import_ical.h"

// VTIMEZONEs are worked out by libical year by year; a rule within the year is all that
// real ones have, and a hostile SECONDLY would not end.
static bool describes_years(icalcomponent *zone)
{
    size_t parts = 0;
    for (icalcomponent *part =
             icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT);
         part; part = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)) {
        icalproperty *start =
            icalcomponent_get_first_property(part, ICAL_DTSTART_PROPERTY);
        if (!start || ++parts > 200) {
            return false;
        }
        const struct icaltimetype from = icalproperty_get_dtstart(start);
        if (from.year < 1600 || from.year > 2199) {
            return false;
        }
        for (icalproperty *rule =
                 icalcomponent_get_first_property(part, ICAL_RRULE_PROPERTY);
             rule; rule = icalcomponent_get_next_property(part, ICAL_RRULE_PROPERTY)) {
            const struct icalrecurrencetype recur = icalproperty_get_rrule(rule);
            if (recur.freq != ICAL_YEARLY_RECURRENCE ||
                recur.by_second[0] != ICAL_RECURRENCE_ARRAY_MAX ||
                recur.by_minute[0] != ICAL_RECURRENCE_ARRAY_MAX ||
                recur.by_hour[0] != ICAL_RECURRENCE_ARRAY_MAX ||
                recur.by_month[1] != ICAL_RECURRENCE_ARRAY_MAX) {
                return false;
            }
        }
    }
    return parts > 0;
}

// Outlook's rules begin in 1601; libical would work out every year since then.
static void start_later(icalcomponent *zone)
{
    enum { FIRST_YEAR = 2000 };
    for (icalcomponent *part =
             icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT);
         part; part = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)) {
        icalproperty *start =
            icalcomponent_get_first_property(part, ICAL_DTSTART_PROPERTY);
        icalproperty *rule = icalcomponent_get_first_property(part, ICAL_RRULE_PROPERTY);
        struct icaltimetype from = icalproperty_get_dtstart(start);
        if (rule && from.year < FIRST_YEAR && icalproperty_get_rrule(rule).count <= 0 &&
            icalproperty_get_rrule(rule).interval == 1) {
            from.year = FIRST_YEAR;
            from.day = from.day > 28 ? 28 : from.day;
            icalproperty_set_dtstart(start, from);
        }
    }
}

static void find_described(struct ical *ical, icalcomponent *component, int depth)
{
    for (icalcomponent *child =
             icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
         child && depth < 3;
         child = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
        if (icalcomponent_isa(child) == ICAL_VTIMEZONE_COMPONENT &&
            ical->described_count < ICAL_ZONES_MAX) {
            ical->described[ical->described_count++] = child;
        } else if (icalcomponent_isa(child) == ICAL_VCALENDAR_COMPONENT) {
            find_described(ical, child, depth + 1);
        }
    }
}

void ical_zones_init(struct ical *ical, icalcomponent *root)
{
    find_described(ical, root, 0);
}

void ical_zones_finish(struct ical *ical)
{
    for (size_t i = 0; i < ical->zone_count; i++) {
        i18n_zone_destroy(ical->zones[i].named);
        if (ical->zones[i].described) {
            icaltimezone_free(ical->zones[i].described, 1);
        }
    }
}

// "/freeassociation.sourceforge.net/Europe/Berlin": the name begins later.
static struct i18n_zone *named_zone(struct str tzid)
{
    struct i18n_zone *zone = i18n_zone_create(tzid);
    if (!zone) {
        zone = i18n_zone_create_windows(tzid);
    }
    for (size_t i = 0; i < tzid.len && !zone; i++) {
        if (tzid.ptr[i] == '/') {
            zone = i18n_zone_create(str_slice(tzid, i + 1, tzid.len));
        }
    }
    return zone;
}

static icaltimezone *described_zone(struct ical *ical, struct str tzid)
{
    for (size_t i = 0; i < ical->described_count; i++) {
        icalproperty *name =
            icalcomponent_get_first_property(ical->described[i], ICAL_TZID_PROPERTY);
        const char *text = name ? icalproperty_get_tzid(name) : NULL;
        if (!text || !str_equal(str_trim(str_from_cstr(text)), tzid) ||
            !describes_years(ical->described[i])) {
            continue;
        }
        icalcomponent *copy = icalcomponent_new_clone(ical->described[i]);
        start_later(copy);
        icaltimezone *zone = icaltimezone_new();
        if (zone && icaltimezone_set_component(zone, copy)) {
            return zone;
        }
        icalcomponent_free(copy);
        if (zone) {
            icaltimezone_free(zone, 1);
        }
    }
    return NULL;
}

static const struct ical_zone *zone_of(struct ical *ical, struct str tzid, bool utc)
{
    for (size_t i = 0; i < ical->zone_count; i++) {
        if (ical->zones[i].utc == utc && str_equal(ical->zones[i].tzid, tzid)) {
            return &ical->zones[i];
        }
    }
    if (ical->zone_count == ICAL_ZONES_MAX) {
        return NULL;
    }
    struct ical_zone *zone = &ical->zones[ical->zone_count++];
    *zone = (struct ical_zone){.tzid = arena_str(ical->import->arena, tzid), .utc = utc};
    if (utc) {
        return zone;
    }
    zone->named = named_zone(tzid);
    zone->described = zone->named ? NULL : described_zone(ical, tzid);
    if (!zone->named && !zone->described) {
        import_hint(ical->import, 0, zone->tzid,
                    "is no time zone that is known or described in the file; its times "
                    "are taken as the venue's");
    }
    return zone;
}

bool ical_time_of(struct ical *ical, icalproperty *property, struct icaltimetype value,
                  struct ical_time *out_time)
{
    if (icaltime_is_null_time(value) || value.year < 1970 || value.year > 2199 ||
        value.month < 1 || value.month > 12 || value.day < 1 ||
        value.day > icaltime_days_in_month(value.month, value.year)) {
        return false;
    }
    const struct civil_date date = {value.year, value.month, value.day};
    *out_time = (struct ical_time){.day = civil_to_days(date), .is_date = value.is_date};
    if (value.is_date) {
        return true;
    }
    if (value.hour < 0 || value.hour > 23 || value.minute < 0 || value.minute > 59) {
        return false;
    }
    out_time->minute = value.hour * 60 + value.minute;
    icalparameter *parameter =
        property ? icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER) : NULL;
    const char *tzid = parameter ? icalparameter_get_tzid(parameter) : NULL;
    if (icaltime_is_utc(value)) {
        out_time->zone = zone_of(ical, STR("UTC"), true);
    } else if (tzid) {
        struct str name = str_trim(str_from_cstr(tzid));
        if (name.len > 1 && name.ptr[0] == '"' && str_ends_with(name, STR("\""))) {
            name = str_slice(name, 1, name.len - 1);
        }
        out_time->zone = zone_of(ical, name, false);
    }
    return true;
}

int64_t ical_utc_ms(const struct ical *ical, struct ical_time time)
{
    const struct ical_zone *zone = time.zone;
    const struct civil_date date = civil_from_days(time.day);
    if (zone && zone->utc) {
        return (time.day * 1440 + time.minute) * 60000;
    }
    if (zone && zone->described) {
        struct icaltimetype local = {.year = date.year,
                                     .month = date.month,
                                     .day = date.day,
                                     .hour = time.minute / 60,
                                     .minute = time.minute % 60};
        int is_daylight = 0;
        const int offset_s =
            icaltimezone_get_utc_offset(zone->described, &local, &is_daylight);
        return (time.day * 1440 + time.minute) * 60000 - (int64_t)offset_s * 1000;
    }
    return i18n_zone_utc_ms(zone && zone->named ? zone->named : ical->import->zone, date,
                            time.minute);
}

struct import_moment ical_local(const struct ical *ical, struct ical_time time)
{
    const bool here = time.is_date || !time.zone ||
                      !(time.zone->utc || time.zone->named || time.zone->described);
    if (here) {
        return (struct import_moment){
            .day = time.day, .minute = time.minute, .is_date = time.is_date};
    }
    return import_local(ical->import, ical_utc_ms(ical, time));
}
