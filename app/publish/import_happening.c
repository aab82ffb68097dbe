// schema.org's Event, Course and Schedule as activities with sessions, and events.
#include <string.h>

#include "import_jsonld.h"

// "PT1H30M"; 0: none.
static int64_t duration_min(struct str text)
{
    int64_t minutes = 0, number = 0;
    if (!str_starts_with(text, STR("PT"))) {
        return 0;
    }
    for (size_t i = 2; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c >= '0' && c <= '9' && number < 10000) {
            number = number * 10 + (c - '0');
        } else if (c == 'H' || c == 'M') {
            minutes += c == 'H' ? number * 60 : number;
            number = 0;
        } else {
            return 0;
        }
    }
    return minutes;
}

// "15:00:00" or "15:00+01:00": the wall's time is what stands first.
static bool minute_of(struct jsonld *jsonld, struct str text, int64_t *out_minute)
{
    struct import_moment moment;
    const struct str stamp = arena_printf(jsonld->import->arena, "2026-01-01T%.*s",
                                          STR_ARG(str_slice(text, 0, 5)));
    if (text.len < 5 || !import_moment_parse(jsonld->import, stamp, &moment)) {
        return false;
    }
    *out_minute = moment.minute;
    return true;
}

static struct str date_of(struct jsonld *jsonld, const struct value *node,
                          const char *key)
{
    struct import_moment moment;
    return import_moment_parse(jsonld->import, jsonld_text(node, key), &moment)
               ? import_date(jsonld->import->arena, moment.day)
               : (struct str){0};
}

static void add_exceptions(struct jsonld *jsonld, const struct value *schedule,
                           struct content_session *session)
{
    const struct value *value = jsonld_get(schedule, "exceptDate");
    for (size_t i = 0; i < jsonld_count(value); i++) {
        const struct value *one = jsonld_item(value, i);
        struct import_moment moment;
        if (one->type == VALUE_STRING &&
            import_moment_parse(jsonld->import, one->string, &moment)) {
            import_ids_add(jsonld->import->arena, &session->except,
                           import_date(jsonld->import->arena, moment.day));
        }
    }
}

// https://schema.org/Schedule. NULL: taken; else why not.
static const char *take_schedule(struct jsonld *jsonld, const struct value *schedule,
                                 struct str place, struct content_record *record)
{
    struct import *import = jsonld->import;
    const struct str frequency = jsonld_text(schedule, "repeatFrequency");
    const struct value *days = jsonld_get(schedule, "byDay");
    struct content_session session = {.place = place};
    const bool weekly = str_equal(frequency, STR("P1W")) ||
                        str_equal(frequency, STR("Weekly")) || !frequency.len;
    if (!weekly && !str_equal(frequency, STR("P1D"))) {
        return "repeats as no week can say";
    }
    if (!minute_of(jsonld, jsonld_text(schedule, "startTime"), &session.start_min)) {
        return "its schedule has no startTime like 15:00";
    }
    if (!minute_of(jsonld, jsonld_text(schedule, "endTime"), &session.end_min)) {
        const int64_t length = duration_min(jsonld_text(schedule, "duration"));
        session.end_min = (session.start_min + (length ? length : 60)) % 1440;
    }
    session.from = date_of(jsonld, schedule, "startDate");
    session.until = date_of(jsonld, schedule, "endDate");
    add_exceptions(jsonld, schedule, &session);
    if (session.from.len && session.until.len &&
        str_compare(session.until, session.from) < 0) {
        return "ends before it begins";
    }
    for (int day = 0; day < 7; day++) {
        bool on = !weekly && !days;
        for (size_t i = 0; i < jsonld_count(days); i++) {
            const struct value *one = jsonld_item(days, i);
            on |= one->type == VALUE_STRING &&
                  import_weekday(import->arena, one->string) == day;
        }
        session.weekday = day;
        struct content_session mine = session;
        if (on && import_trim_session(import, &mine)) {
            import_add_session(import, record, &mine);
        }
    }
    return record->sessions.count ? NULL : "its schedule names no day to come";
}

static struct str place_of(struct jsonld *jsonld, const struct value *node,
                           struct content_record *record)
{
    struct import *import = jsonld->import;
    const struct str name = jsonld_text(node, "location");
    const struct str id = import_find(import, CONTENT_PLACE, name);
    if (id.len) {
        import_ids_add(import->arena, &record->places, id);
    } else if (name.len) {
        import_hint(import, jsonld->line, jsonld->name,
                    "\"%.*s\" is no place of the pack (--map \"%.*s=ID\" names one)",
                    STR_ARG(name), STR_ARG(name));
    }
    return id;
}

// The time of one event or course instance. NULL: taken.
static const char *take_time(struct jsonld *jsonld, const struct value *node,
                             struct content_record *record)
{
    struct import *import = jsonld->import;
    const struct str place = place_of(jsonld, node, record);
    const struct value *schedule = jsonld_get(node, "eventSchedule");
    schedule = schedule ? schedule : jsonld_get(node, "courseSchedule");
    struct import_moment start, end;
    struct content_session session;
    const char *fault = NULL;
    for (size_t i = 0; i < jsonld_count(schedule); i++) {
        fault = take_schedule(jsonld, jsonld_item(schedule, i), place, record);
    }
    if (schedule) {
        return record->sessions.count ? NULL : fault;
    }
    if (!import_moment_parse(import, jsonld_text(node, "startDate"), &start)) {
        return "has no startDate like 2026-12-05T10:00:00+01:00";
    }
    if (!import_moment_parse(import, jsonld_text(node, "endDate"), &end)) {
        const int64_t length = duration_min(jsonld_text(node, "duration"));
        const int64_t minutes = start.minute + (length ? length : 60);
        end = start;
        end.day += start.is_date ? 0 : minutes / 1440;
        end.minute = start.is_date ? 0 : (int32_t)(minutes % 1440);
    }
    if (end.day < import->first_day) {
        return "is over";
    }
    if (import_session(import, start, end, &session)) {
        session.place = place;
        import_add_session(import, record, &session);
        return NULL;
    }
    if (end.day < start.day || (end.day == start.day && end.minute < start.minute)) {
        return "ends before it begins";
    }
    record->starts = import_stamp(import, start);
    record->ends = import_stamp(import, end);
    return NULL;
}

static const char *status_fault(const struct value *node)
{
    const struct str status = jsonld_text(node, "eventStatus");
    return str_ends_with(status, STR("EventCancelled"))   ? "is cancelled"
           : str_ends_with(status, STR("EventPostponed")) ? "is postponed"
                                                          : NULL;
}

void jsonld_take_event(struct jsonld *jsonld, const struct value *node)
{
    struct import *import = jsonld->import;
    struct content_record record = import_record(CONTENT_ACTIVITY);
    const char *fault = status_fault(node);
    int64_t capacity = 0;
    jsonld_put_common(jsonld, node, &record);
    import_add_link(import, &record, jsonld_text(node, "url"));
    fault = fault ? fault : take_time(jsonld, node, &record);
    if (fault) {
        import_leave_out(import, jsonld->line, jsonld->name, "%s", fault);
        return;
    }
    if (!record.sessions.count) { // whole days, or several
        record.kind = CONTENT_EVENT;
    }
    const struct value *most = jsonld_get(node, "maximumAttendeeCapacity");
    if (most && most->type == VALUE_INTEGER && most->integer > 0 &&
        most->integer < 100000) {
        capacity = most->integer;
    }
    record.capacity = capacity && record.kind == CONTENT_ACTIVITY ? capacity : -1;
    jsonld_add(jsonld, node, &record);
}

void jsonld_take_course(struct jsonld *jsonld, const struct value *node)
{
    struct import *import = jsonld->import;
    struct content_record record = import_record(CONTENT_ACTIVITY);
    const struct value *instances = jsonld_get(node, "hasCourseInstance");
    record.format = STR("course");
    jsonld_put_common(jsonld, node, &record);
    import_add_link(import, &record, jsonld_text(node, "url"));
    for (size_t i = 0; i < jsonld_count(instances); i++) {
        struct content_record times = import_record(CONTENT_ACTIVITY);
        const char *fault = take_time(jsonld, jsonld_item(instances, i), &times);
        if (!fault && !times.sessions.count) {
            fault = "one of its instances lasts longer than a day";
        }
        if (fault) {
            import_leave_out(import, jsonld->line, jsonld->name, "%s", fault);
        }
        for (size_t k = 0; k < times.sessions.count; k++) {
            import_add_session(import, &record, &times.sessions.items[k]);
        }
        for (size_t k = 0; k < times.places.count; k++) {
            import_ids_add(import->arena, &record.places, times.places.items[k]);
        }
    }
    jsonld_add(jsonld, node, &record);
}
