// Activities and events as iCalendar (RFC 5545).
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "content/fields.h"
#include "export_internal.h"

enum { LINE_BYTES = 75 };

struct calendar {
    struct buffer *out;
    const struct export_options *options;
    const struct export_records *records;
    const struct i18n_zone *zone;
    size_t events;
};

// Never within a character.
static void fold(struct buffer *out, struct str line)
{
    size_t width = 0;
    for (size_t at = 0; at < line.len;) {
        const size_t start = at;
        (void)utf8_next(line, &at);
        if (width + (at - start) > LINE_BYTES) {
            buffer_add(out, STR("\r\n "));
            width = 1;
        }
        buffer_append(out, line.ptr + start, at - start);
        width += at - start;
    }
    buffer_add(out, STR("\r\n"));
}

void ical_line(struct buffer *out, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    fold(out, str_from_cstr(line));
}

// "KEY:text" with what 3.3.11 wants escaped.
static void text_line(struct calendar *calendar, const char *key, struct str text)
{
    struct buffer line;
    if (!text.len) {
        return;
    }
    buffer_init(&line, 0);
    buffer_printf(&line, "%s:", key);
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c == '\n') {
            buffer_add(&line, STR("\\n"));
        } else {
            buffer_printf(&line, strchr("\\;,", c) && c ? "\\%c" : "%c", c);
        }
    }
    fold(calendar->out, buffer_view(&line));
    buffer_finish(&line);
}

static struct str in_language(const struct calendar *calendar, struct content_text text)
{
    const struct str lang = calendar->options->lang;
    if (!lang.len) {
        return text.count ? text.items[0].value : (struct str){0};
    }
    return content_text_in(text, lang, NULL);
}

static struct str place_title(const struct calendar *calendar, struct str id)
{
    for (size_t i = 0; id.len && i < calendar->records->count; i++) {
        const struct content_record *record = &calendar->records->items[i];
        if (record->kind == CONTENT_PLACE && str_equal(record->id, id)) {
            return in_language(calendar, record->title);
        }
    }
    return (struct str){0};
}

static void start_event(struct calendar *calendar, const struct content_record *record,
                        uint64_t hash)
{
    char now[24];
    const struct str id = calendar->options->id;
    clock_format_rfc3339(calendar->options->now_s * 1000, now);
    calendar->events++;
    ical_line(calendar->out, "BEGIN:VEVENT");
    ical_line(calendar->out, "UID:%.*s-%08x@%.*s", STR_ARG(record->id), (unsigned)hash,
              STR_ARG(id));
    ical_line(calendar->out, "DTSTAMP:%.4s%.2s%.2sT%.2s%.2s%.2sZ", now, now + 5, now + 8,
              now + 11, now + 14, now + 17);
}

static void end_event(struct calendar *calendar, const struct content_record *record,
                      struct str place)
{
    const struct str summary = in_language(calendar, record->summary);
    const struct str body = in_language(calendar, record->body);
    struct buffer text;
    buffer_init(&text, 0);
    buffer_printf(&text, "%.*s%s%.*s", STR_ARG(summary),
                  summary.len && body.len ? "\n\n" : "", STR_ARG(body));
    text_line(calendar, "SUMMARY", in_language(calendar, record->title));
    text_line(calendar, "DESCRIPTION", buffer_view(&text));
    text_line(calendar, "LOCATION",
              place_title(calendar, place.len              ? place
                                    : record->places.count ? record->places.items[0]
                                                           : place));
    if (record->join_url.len) {
        text_line(calendar, "URL", record->join_url);
    } else if (record->links.count) {
        text_line(calendar, "URL", record->links.items[0].url);
    }
    ical_line(calendar->out, "END:VEVENT");
    buffer_finish(&text);
}

static void local_line(struct calendar *calendar, const char *key, int64_t day,
                       int64_t minute)
{
    const struct civil_date date = civil_from_days(day + minute / 1440);
    minute %= 1440;
    ical_line(calendar->out, "%s;TZID=%.*s:%04d%02d%02dT%02d%02d00", key,
              STR_ARG(calendar->options->timezone), date.year, date.month, date.day,
              (int)(minute / 60), (int)(minute % 60));
}

static bool day_of(struct str date, int64_t *out_day)
{
    struct civil_date civil;
    return civil_parse(date, &civil) && (*out_day = civil_to_days(civil), true);
}

// The first day it takes place. A week without a beginning starts in the last month, so
// that an import sees it has begun.
static bool first_day(const struct calendar *calendar,
                      const struct content_session *session, int64_t *out_day)
{
    if (!day_of(session->from, out_day)) {
        struct civil_date date =
            i18n_zone_local(calendar->zone, calendar->options->now_s * 1000).date;
        date.day = 1;
        *out_day = civil_to_days(date) - 7;
    }
    while (session->weekday >= 0 && civil_weekday(*out_day) != session->weekday) {
        ++*out_day;
    }
    return session->weekday >= 0 || session->from.len;
}

static void repeat_lines(struct calendar *calendar, const struct content_session *session)
{
    static const char *const days[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    int64_t until = 0;
    char text[24] = "";
    if (day_of(session->until, &until)) {
        // In UTC, as 3.3.10 wants it beside a local DTSTART.
        clock_format_rfc3339(i18n_zone_utc_ms(calendar->zone, civil_from_days(until),
                                              (int32_t)session->start_min),
                             text);
        ical_line(calendar->out,
                  "RRULE:FREQ=WEEKLY;BYDAY=%s;UNTIL=%.4s%.2s%.2sT%.2s%.2s%.2sZ",
                  days[session->weekday], text, text + 5, text + 8, text + 11, text + 14,
                  text + 17);
    } else {
        ical_line(calendar->out, "RRULE:FREQ=WEEKLY;BYDAY=%s", days[session->weekday]);
    }
    for (size_t i = 0; i < session->except.count; i++) {
        int64_t day = 0;
        if (day_of(session->except.items[i], &day)) {
            local_line(calendar, "EXDATE", day, session->start_min);
        }
    }
}

static void add_session(struct calendar *calendar, const struct content_record *record,
                        const struct content_session *session)
{
    int64_t day = 0, until = 0;
    if (!first_day(calendar, session, &day) ||
        (session->weekday >= 0 && day_of(session->until, &until) && until < day)) {
        return;
    }
    const int64_t numbers[] = {session->weekday, session->start_min, session->end_min};
    uint64_t hash = hash_bytes(HASH_SEED, numbers, sizeof(numbers));
    hash = hash_bytes(hash, session->from.ptr, session->from.len);
    hash = hash_bytes(hash, session->place.ptr, session->place.len);
    start_event(calendar, record, hash);
    local_line(calendar, "DTSTART", day, session->start_min);
    local_line(calendar, "DTEND", day,
               session->end_min + (session->end_min <= session->start_min ? 1440 : 0));
    if (session->weekday >= 0) {
        repeat_lines(calendar, session);
    }
    end_event(calendar, record, session->place);
}

// A date, or a moment in UTC. `add`: DTEND of whole days is the day after.
static void moment_line(struct calendar *calendar, const char *key, struct str moment,
                        int64_t add)
{
    int64_t utc_ms = 0;
    bool is_date = false;
    char text[24];
    if (!content_moment_parse(moment, &utc_ms, &is_date)) {
        return;
    }
    clock_format_rfc3339(utc_ms + (is_date ? add * INT64_C(86400000) : 0), text);
    if (is_date) {
        ical_line(calendar->out, "%s;VALUE=DATE:%.4s%.2s%.2s", key, text, text + 5,
                  text + 8);
    } else {
        ical_line(calendar->out, "%s:%.4s%.2s%.2sT%.2s%.2s%.2sZ", key, text, text + 5,
                  text + 8, text + 11, text + 14, text + 17);
    }
}

static void add_dates(struct calendar *calendar, const struct content_record *record)
{
    start_event(calendar, record, str_hash(record->starts));
    moment_line(calendar, "DTSTART", record->starts, 0);
    moment_line(calendar, "DTEND", record->ends.len ? record->ends : record->starts, 1);
    end_event(calendar, record, (struct str){0});
}

bool export_ical(struct buffer *out, const struct export_options *options,
                 const struct export_records *records, size_t *out_events)
{
    struct i18n_zone *zone = i18n_zone_create(options->timezone);
    struct calendar calendar = {
        .out = out, .options = options, .records = records, .zone = zone};
    if (!zone) {
        return false;
    }
    ical_line(out, "BEGIN:VCALENDAR");
    ical_line(out, "VERSION:2.0");
    ical_line(out, "PRODID:-//Foyer//foyerctl export//EN");
    ical_line(out, "CALSCALE:GREGORIAN");
    ical_zone(out, zone, options->timezone, options->now_s);
    for (size_t i = 0; i < records->count; i++) {
        const struct content_record *record = &records->items[i];
        for (size_t k = 0; record->kind == CONTENT_ACTIVITY && k < record->sessions.count;
             k++) {
            add_session(&calendar, record, &record->sessions.items[k]);
        }
        if (record->kind == CONTENT_EVENT && record->starts.len) {
            add_dates(&calendar, record);
        }
    }
    ical_line(out, "END:VCALENDAR");
    i18n_zone_destroy(zone);
    *out_events = calendar.events;
    return !out->overflowed;
}
