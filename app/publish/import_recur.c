// What repeats (RFC 5545, 3.8.5) as the sessions of a week where a week can say it, else
// date by date for a year.
#include <string.h>

#include "import_ical.h"

enum { STEPS_MAX = 20000, EXCLUDED_MAX = 2000 };
_Static_assert((int)ICAL_DATES_MAX < (int)IMPORT_SESSIONS_MAX, "a session a date");

struct recur {
    struct ical *ical;
    const struct ical_event *event;
    struct ical_plan *plan;
    struct icalrecurrencetype rule;
    bool has_rule, endless;
    bool cut;                   // there are dates beyond the horizon
    struct ical_time *excluded; // EXDATE, RECURRENCE-ID
    size_t excluded_count, excluded_max;
    struct ical_times dates; // within the horizon, what is excluded left out
    struct week {            // by the weekday at the venue
        bool set, twice;
        struct import_moment first, last;
        int32_t start_min, end_min;
        struct content_ids except;
    } days[7];
    bool same_hours;  // every week alike at the venue
    int64_t last_day; // of the whole rule
};

// ---- rules ----

static bool is_empty(const short *list)
{
    return list[0] == ICAL_RECURRENCE_ARRAY_MAX;
}

// What no timetable has; it could also take very long to work out.
static const char *rule_fault(const struct icalrecurrencetype *rule)
{
    if (rule->freq < ICAL_DAILY_RECURRENCE || rule->freq > ICAL_YEARLY_RECURRENCE) {
        return "repeats by the hour or faster";
    }
    if (!is_empty(rule->by_second) || !is_empty(rule->by_minute) ||
        !is_empty(rule->by_hour)) {
        return "repeats several times a day (BYHOUR, BYMINUTE, BYSECOND)";
    }
    return rule->interval < 1 ? "repeats with an interval below 1" : NULL;
}

static bool is_weekly(const struct icalrecurrencetype *rule)
{
    bool plain =
        (rule->freq == ICAL_WEEKLY_RECURRENCE || rule->freq == ICAL_DAILY_RECURRENCE) &&
        rule->interval == 1 && is_empty(rule->by_month_day) && is_empty(rule->by_month) &&
        is_empty(rule->by_year_day) && is_empty(rule->by_week_no) &&
        is_empty(rule->by_set_pos);
    for (size_t i = 0;
         plain && i < ICAL_BY_DAY_SIZE && rule->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX;
         i++) {
        plain = icalrecurrencetype_day_position(rule->by_day[i]) == 0;
    }
    return plain;
}

// UNTIL may be in UTC or a date; the iterator wants it as DTSTART is written.
static void set_until(struct recur *recur)
{
    struct icaltimetype *until = &recur->rule.until;
    const struct ical_time start = recur->event->start;
    struct ical_time end;
    if (icaltime_is_null_time(*until) || !ical_time_of(recur->ical, NULL, *until, &end)) {
        return;
    }
    if (icaltime_is_utc(*until) && !start.is_date) {
        // From UTC to the wall of the event's zone, by its offset on that day.
        struct ical_time wall = end;
        wall.zone = start.zone;
        const int64_t utc_ms = (end.day * 1440 + end.minute) * 60000;
        const int64_t offset_min =
            end.day * 1440 + end.minute - ical_utc_ms(recur->ical, wall) / 60000;
        const int64_t local_min = utc_ms / 60000 + offset_min;
        end.day = local_min / 1440;
        end.minute = (int32_t)(local_min % 1440);
    } else if (end.is_date) {
        end.minute = 1439;
    }
    const struct civil_date date = civil_from_days(end.day);
    *until = (struct icaltimetype){.year = date.year,
                                   .month = date.month,
                                   .day = date.day,
                                   .hour = start.is_date ? 0 : end.minute / 60,
                                   .minute = start.is_date ? 0 : end.minute % 60,
                                   .second = start.is_date ? 0 : 59,
                                   .is_date = start.is_date};
}

static bool read_rule(struct recur *recur)
{
    struct import *import = recur->ical->import;
    const struct ical_event *event = recur->event;
    icalproperty *property =
        icalcomponent_get_first_property(event->component, ICAL_RRULE_PROPERTY);
    if (!property) {
        return true;
    }
    recur->rule = icalproperty_get_rrule(property);
    const char *fault = rule_fault(&recur->rule);
    if (fault) {
        import_leave_out(import, event->line, event->title, "%s", fault);
        return false;
    }
    if (icalcomponent_get_next_property(event->component, ICAL_RRULE_PROPERTY)) {
        import_hint(import, event->line, event->title,
                    "has a second RRULE, which is left out");
    }
    recur->has_rule = true;
    recur->endless = recur->rule.count <= 0 && icaltime_is_null_time(recur->rule.until);
    set_until(recur);
    return true;
}

// ---- what does not take place as ruled ----

static void exclude(struct recur *recur, struct ical_time time)
{
    if (recur->excluded_count < recur->excluded_max) {
        recur->excluded[recur->excluded_count++] = time;
    }
}

static void read_excluded(struct recur *recur)
{
    struct ical *ical = recur->ical;
    const struct ical_event *event = recur->event;
    size_t most =
        (size_t)icalcomponent_count_properties(event->component, ICAL_EXDATE_PROPERTY);
    for (size_t i = 0; i < ical->count; i++) {
        most += ical->events[i].is_override && str_equal(ical->events[i].uid, event->uid);
    }
    recur->excluded_max = most < EXCLUDED_MAX ? most : EXCLUDED_MAX;
    recur->excluded =
        ARENA_ARRAY(ical->import->arena, struct ical_time, recur->excluded_max + 1);
    for (icalproperty *property =
             icalcomponent_get_first_property(event->component, ICAL_EXDATE_PROPERTY);
         property; property = icalcomponent_get_next_property(event->component,
                                                              ICAL_EXDATE_PROPERTY)) {
        struct ical_time time;
        if (ical_time_of(ical, property, icalproperty_get_exdate(property), &time)) {
            exclude(recur, time);
        }
    }
    for (size_t i = 0; i < ical->count; i++) {
        if (ical->events[i].is_override && str_equal(ical->events[i].uid, event->uid)) {
            exclude(recur, ical->events[i].instead);
        }
    }
}

static bool is_excluded(const struct recur *recur, struct ical_time time)
{
    const int64_t utc_ms = ical_utc_ms(recur->ical, time);
    for (size_t i = 0; i < recur->excluded_count; i++) {
        const struct ical_time *out = &recur->excluded[i];
        // Outlook writes a whole day where it means the time on it.
        if (out->is_date || time.is_date ? out->day == time.day
                                         : ical_utc_ms(recur->ical, *out) == utc_ms) {
            return true;
        }
    }
    return false;
}

// ---- dates ----

static void add_date(struct recur *recur, struct ical_time time)
{
    struct ical_times *dates = &recur->dates;
    if (!dates->items) {
        dates->items =
            ARENA_ARRAY(recur->ical->import->arena, struct ical_time, ICAL_DATES_MAX);
    }
    for (size_t i = 0; i < dates->count; i++) {
        if (dates->items[i].day == time.day && dates->items[i].minute == time.minute) {
            return;
        }
    }
    if (dates->count < ICAL_DATES_MAX) {
        dates->items[dates->count++] = time;
    }
}

static struct import_moment end_of(const struct recur *recur, struct ical_time time)
{
    return import_local(recur->ical->import, ical_utc_ms(recur->ical, time) +
                                                 recur->event->length_min * 60000);
}

// What this date says of its weekday at the venue.
static void note_week(struct recur *recur, struct ical_time time, bool in_horizon,
                      bool excluded)
{
    struct import *import = recur->ical->import;
    const struct import_moment local = ical_local(recur->ical, time);
    struct week *week = &recur->days[civil_weekday(local.day)];
    const int32_t end_min = time.is_date ? 0 : end_of(recur, time).minute;
    if (!week->set) {
        week->set = true;
        week->first = local;
        week->start_min = local.minute;
        week->end_min = end_min;
    } else if (in_horizon) {
        recur->same_hours &= week->start_min == local.minute && week->end_min == end_min;
    }
    week->twice = week->last.day > 0;
    week->last = local;
    if (in_horizon && excluded) {
        import_ids_add(import->arena, &week->except,
                       import_date(import->arena, local.day));
    }
}

static void take_date(struct recur *recur, struct ical_time time)
{
    const struct import *import = recur->ical->import;
    const int64_t day = ical_local(recur->ical, time).day;
    const int64_t last = day + recur->event->length_min / 1440;
    const bool in_horizon = last >= import->first_day && day <= import->last_day;
    const bool excluded = in_horizon && is_excluded(recur, time);
    if (day >= import->first_day) {
        note_week(recur, time, in_horizon, excluded);
    }
    if (in_horizon && !excluded) {
        add_date(recur, time);
    }
}

static void run_rule(struct recur *recur)
{
    const struct ical_time start = recur->event->start;
    const struct civil_date date = civil_from_days(start.day);
    const struct icaltimetype from = {.year = date.year,
                                      .month = date.month,
                                      .day = date.day,
                                      .hour = start.minute / 60,
                                      .minute = start.minute % 60,
                                      .is_date = start.is_date};
    const int64_t end = recur->ical->import->last_day + 2;
    // Zones differ by less than two days; what is over before needs no closer look.
    const int64_t begin =
        recur->ical->import->first_day - 2 - recur->event->length_min / 1440;
    icalrecur_iterator *iterator = icalrecur_iterator_new(recur->rule, from);
    for (int i = 0; iterator && i < STEPS_MAX; i++) {
        const struct icaltimetype next = icalrecur_iterator_next(iterator);
        if (icaltime_is_null_time(next)) {
            break;
        }
        struct ical_time time = start;
        time.day = civil_to_days((struct civil_date){next.year, next.month, next.day});
        if (time.day > end && (recur->endless || !is_weekly(&recur->rule))) {
            recur->cut = true;
            break;
        }
        recur->last_day = time.day;
        if (time.day >= begin) {
            take_date(recur, time);
        }
    }
    icalrecur_iterator_free(iterator);
}

static void read_rdates(struct recur *recur)
{
    icalcomponent *component = recur->event->component;
    for (icalproperty *property =
             icalcomponent_get_first_property(component, ICAL_RDATE_PROPERTY);
         property;
         property = icalcomponent_get_next_property(component, ICAL_RDATE_PROPERTY)) {
        struct icaldatetimeperiodtype value = icalproperty_get_rdate(property);
        struct ical_time time;
        if (icaltime_is_null_time(value.time)) {
            value.time = value.period.start;
        }
        if (ical_time_of(recur->ical, property, value.time, &time)) {
            const struct import *import = recur->ical->import;
            const int64_t day = ical_local(recur->ical, time).day;
            if (day >= import->first_day && day <= import->last_day &&
                !is_excluded(recur, time)) {
                add_date(recur, time);
            }
        }
    }
}

// ---- sessions ----

static void add_session(struct recur *recur, const struct content_session *session,
                        const struct ical_event *instead)
{
    struct ical_plan *plan = recur->plan;
    struct arena *arena = recur->ical->import->arena;
    const size_t most = recur->dates.count + recur->excluded_max + 7;
    if (!plan->sessions) {
        plan->sessions = ARENA_ARRAY(arena, struct content_session, most);
        plan->overrides =
            (const struct ical_event **)arena_array(arena, sizeof(void *), most);
    }
    if (plan->count < most) {
        plan->sessions[plan->count] = *session;
        plan->overrides[plan->count++] = instead;
    }
}

// A whole day lasts as long as the house is open.
static void set_open_hours(const struct import *import, int weekday,
                           struct content_session *session)
{
    session->start_min = 0;
    session->end_min = 1439;
    for (size_t i = 0; i < import->pack.count; i++) {
        const struct content_record *record = &import->pack.records[i];
        for (size_t k = 0; k < record->opening.count; k++) {
            if (record->opening.items[k].weekday == weekday) {
                session->start_min = record->opening.items[k].start_min;
                session->end_min = record->opening.items[k].end_min;
                return;
            }
        }
    }
}

static void add_weeks(struct recur *recur)
{
    struct import *import = recur->ical->import;
    const bool from_now =
        ical_local(recur->ical, recur->event->start).day < import->first_day;
    for (int weekday = 0; weekday < 7; weekday++) {
        const struct week *week = &recur->days[weekday];
        struct content_session session = {.weekday = weekday,
                                          .start_min = week->start_min,
                                          .end_min = week->end_min,
                                          .except = week->except};
        if (!week->set) {
            continue;
        }
        if (recur->event->start.is_date) {
            set_open_hours(import, weekday, &session);
        }
        if (!recur->endless && !week->twice) {
            session.weekday = -1; // one date is no week
            session.from = import_date(import->arena, week->first.day);
            if (!week->except.count) {
                add_session(recur, &session, NULL);
            }
            continue;
        }
        if (!from_now) {
            session.from = import_date(import->arena, week->first.day);
        }
        if (!recur->endless) {
            session.until = import_date(import->arena, week->last.day);
        }
        add_session(recur, &session, NULL);
    }
}

static void add_once(struct recur *recur, struct ical_time time,
                     const struct ical_event *instead)
{
    struct import *import = recur->ical->import;
    const struct ical_event *event = instead ? instead : recur->event;
    const struct import_moment start = ical_local(recur->ical, time);
    struct content_session session;
    const struct import_moment end =
        import_local(import, ical_utc_ms(recur->ical, time) + event->length_min * 60000);
    if (!time.is_date && import_session(import, start, end, &session)) {
        add_session(recur, &session, instead);
    } else if (instead) {
        import_leave_out(import, event->line, event->title,
                         "changes one date into a whole day");
    }
}

static void add_overrides(struct recur *recur)
{
    struct ical *ical = recur->ical;
    for (size_t i = 0; i < ical->count; i++) {
        const struct ical_event *other = &ical->events[i];
        if (!other->is_override || other->cancelled ||
            !str_equal(other->uid, recur->event->uid)) {
            continue;
        }
        const int64_t day = ical_local(ical, other->start).day;
        icalproperty *property = icalcomponent_get_first_property(
            other->component, ICAL_RECURRENCEID_PROPERTY);
        if (property &&
            icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER)) {
            import_hint(ical->import, other->line, other->title,
                        "changes this and all later dates; only this one is taken");
        }
        if (day >= ical->import->first_day && day <= ical->import->last_day) {
            add_once(recur, other->start, other);
        }
    }
}

static void tell_nothing(struct recur *recur)
{
    struct import *import = recur->ical->import;
    const struct ical_event *event = recur->event;
    const struct str last =
        import_date(import->arena, recur->last_day ? recur->last_day : event->start.day);
    if (event->start.day > import->last_day) {
        import_leave_out(import, event->line, event->title,
                         "begins on %.*s, more than %d months ahead", STR_ARG(last),
                         IMPORT_MONTHS);
    } else if (recur->endless && recur->has_rule) {
        import_leave_out(import, event->line, event->title,
                         "has no date within %d months", IMPORT_MONTHS);
    } else {
        import_leave_out(import, event->line, event->title, "was over on %.*s",
                         STR_ARG(last));
    }
}

bool ical_plan_make(struct ical *ical, const struct ical_event *event,
                    struct ical_plan *out_plan)
{
    struct recur recur = {
        .ical = ical, .event = event, .plan = out_plan, .same_hours = true};
    struct import *import = ical->import;
    if (!read_rule(&recur)) {
        return false;
    }
    read_excluded(&recur);
    if (recur.has_rule) {
        run_rule(&recur);
    } else {
        take_date(&recur, event->start);
    }
    const struct ical_times ruled = recur.dates;
    const bool short_day = event->length_min <= 1440;
    const bool weeks = recur.has_rule && short_day && recur.same_hours &&
                       ruled.count > 0 && is_weekly(&recur.rule);
    read_rdates(&recur);
    if (weeks) {
        add_weeks(&recur);
    }
    for (size_t i = weeks ? ruled.count : 0; i < recur.dates.count; i++) {
        if (!event->start.is_date && short_day) {
            add_once(&recur, recur.dates.items[i], NULL);
        }
    }
    add_overrides(&recur);
    out_plan->dates = recur.dates;
    if (!out_plan->count &&
        (!recur.dates.count || (short_day && !event->start.is_date))) {
        tell_nothing(&recur);
        return false;
    }
    if (!weeks && recur.cut && short_day) {
        const struct str last = import_date(import->arena, import->last_day);
        import_hint(import, event->line, event->title,
                    "%s: %zu dates up to %.*s are written; import again before then",
                    is_weekly(&recur.rule)
                        ? "follows another time zone, so its hours shift"
                        : "repeats as no week can say",
                    recur.dates.count, STR_ARG(last));
    }
    return true;
}
