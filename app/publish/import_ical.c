// iCalendar (RFC 5545) into activities with sessions, and events of whole days. libical
// reads the components; what repeats is worked out in import_recur.c.
#include <string.h>

#include "base/buffer.h"
#include "import_ical.h"

enum { NESTING_MAX = 8, COMPONENTS_MAX = 20000, LINE_MAX_BYTES = 64 * 1024 };

// ---- the bytes ----

struct lines {
    int64_t *events; // line of each BEGIN:VEVENT
    size_t count;
};

static bool starts_with_fold(struct str line, const char *word)
{
    size_t i = 0;
    for (; word[i]; i++) {
        const char c = i < line.len ? line.ptr[i] : '\0';
        if ((c >= 'a' && c <= 'z' ? c - 32 : c) != word[i]) {
            return false;
        }
    }
    return true;
}

// Lines joined again (3.1), bounded, and where each event began. libical frees nested
// components by calling itself, so depth is bounded here.
static bool unfold(struct import *import, struct str bytes, struct str *out_text,
                   struct lines *out_lines)
{
    struct buffer out;
    struct str line;
    int64_t number = 0;
    int depth = 0;
    size_t components = 0, from = 0;
    const char *fault = NULL;
    buffer_init(&out, bytes.len + 2);
    out_lines->events = ARENA_ARRAY(import->arena, int64_t, COMPONENTS_MAX);
    while (!fault && str_cut(&bytes, '\n', &line)) {
        number++;
        if (str_ends_with(line, STR("\r"))) {
            line.len--;
        }
        const bool folded = line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
        if (!folded) {
            buffer_add(&out, out.len ? STR("\n") : STR(""));
            from = out.len;
        }
        buffer_add(&out, str_slice(line, folded, line.len));
        depth += starts_with_fold(line, "BEGIN:") - starts_with_fold(line, "END:");
        components += starts_with_fold(line, "BEGIN:");
        if (starts_with_fold(line, "BEGIN:VEVENT") && components < COMPONENTS_MAX) {
            out_lines->events[out_lines->count++] = number;
        }
        fault = depth < 0                         ? "END: without a BEGIN:"
                : depth > NESTING_MAX             ? "components are nested too deep"
                : components >= COMPONENTS_MAX    ? "more than 20,000 components"
                : out.len - from > LINE_MAX_BYTES ? "a line is longer than 64 KB"
                                                  : NULL;
    }
    *out_text = arena_str(import->arena, buffer_view(&out));
    buffer_finish(&out);
    return !fault ||
           import_fail(import, "%.*s:%lld: %s", STR_ARG(import->files[import->file].name),
                       (long long)number, fault);
}

// ---- one event ----

static struct str text_of(struct import *import, icalcomponent *event,
                          icalproperty_kind kind)
{
    icalproperty *property = icalcomponent_get_first_property(event, kind);
    const char *text = property ? icalproperty_get_value_as_string(property) : NULL;
    if (property && icalproperty_get_value(property) &&
        icalvalue_isa(icalproperty_get_value(property)) == ICAL_TEXT_VALUE) {
        text = icalvalue_get_text(icalproperty_get_value(property));
    }
    return arena_str(import->arena, str_from_cstr(text));
}

static bool is_private(icalcomponent *event)
{
    icalproperty *property = icalcomponent_get_first_property(event, ICAL_CLASS_PROPERTY);
    const icalproperty_class class =
        property ? icalproperty_get_class(property) : ICAL_CLASS_PUBLIC;
    return class == ICAL_CLASS_PRIVATE || class == ICAL_CLASS_CONFIDENTIAL;
}

// How long it lasts; 0: not said.
static int64_t length_min(struct ical *ical, const struct ical_event *event)
{
    icalproperty *end =
        icalcomponent_get_first_property(event->component, ICAL_DTEND_PROPERTY);
    icalproperty *duration =
        icalcomponent_get_first_property(event->component, ICAL_DURATION_PROPERTY);
    struct ical_time stop;
    if (end && ical_time_of(ical, end, icalproperty_get_dtend(end), &stop)) {
        return event->start.is_date
                   ? (stop.day - event->start.day) * 1440
                   : (ical_utc_ms(ical, stop) - ical_utc_ms(ical, event->start)) / 60000;
    }
    if (duration) {
        const struct icaldurationtype span = icalproperty_get_duration(duration);
        return span.is_neg ? 0
                           : ((int64_t)span.weeks * 7 + span.days) * 1440 +
                                 (int64_t)span.hours * 60 + span.minutes;
    }
    return 0;
}

static bool read_event(struct ical *ical, icalcomponent *component, int64_t line,
                       struct ical_event *out)
{
    struct import *import = ical->import;
    *out = (struct ical_event){.component = component, .line = line};
    out->title =
        import_line(import->arena, text_of(import, component, ICAL_SUMMARY_PROPERTY),
                    IMPORT_LINE_BYTES);
    out->uid =
        import_line(import->arena, text_of(import, component, ICAL_UID_PROPERTY), 1000);
    if (is_private(component)) {
        import_leave_out(import, line, STR("(an event)"), "is marked private");
        return false;
    }
    icalproperty *start =
        icalcomponent_get_first_property(component, ICAL_DTSTART_PROPERTY);
    if (!start ||
        !ical_time_of(ical, start, icalproperty_get_dtstart(start), &out->start)) {
        import_leave_out(import, line, out->title, "has no DTSTART that can be read");
        return false;
    }
    icalproperty *status =
        icalcomponent_get_first_property(component, ICAL_STATUS_PROPERTY);
    out->cancelled = status && icalproperty_get_status(status) == ICAL_STATUS_CANCELLED;
    icalproperty *instead =
        icalcomponent_get_first_property(component, ICAL_RECURRENCEID_PROPERTY);
    out->is_override =
        instead && ical_time_of(ical, instead, icalproperty_get_recurrenceid(instead),
                                &out->instead);
    out->length_min = length_min(ical, out);
    if (out->length_min <= 0) {
        out->length_min = out->start.is_date ? 1440 : 60;
        if (!out->start.is_date && !out->cancelled) {
            import_hint(import, line, out->title, "has no end; taken as an hour");
        }
    }
    if (!out->uid.len) {
        out->uid = arena_printf(import->arena, "title:%.*s", STR_ARG(out->title));
    }
    return true;
}

// ---- records ----

static struct str first_of(struct content_text text)
{
    return text.count ? text.items[0].value : (struct str){0};
}

// Behind the body, which then must hold the summary as well: an activity's page shows
// one of them.
static void put_location(struct import *import, struct content_record *record,
                         struct str location)
{
    struct str body = first_of(record->body);
    if (!body.len && record->kind == CONTENT_ACTIVITY) {
        body = import_markdown(import->arena, first_of(record->summary), false);
    }
    const struct str text = import_markdown(import->arena, location, false);
    import_put_text(import, &record->body, import->lang,
                    body.len ? arena_printf(import->arena, "%.*s\n\n%.*s", STR_ARG(body),
                                            STR_ARG(text))
                             : text);
}

static void add_place(struct ical *ical, const struct ical_event *event,
                      struct content_record *record, struct str *out_place)
{
    struct import *import = ical->import;
    const struct str location = import_line(
        import->arena, text_of(import, event->component, ICAL_LOCATION_PROPERTY),
        IMPORT_LINE_BYTES);
    *out_place = (struct str){0};
    if (!location.len) {
        return;
    }
    *out_place = import_find(import, CONTENT_PLACE, location);
    if (out_place->len) {
        import_ids_add(import->arena, &record->places, *out_place);
    } else if (str_starts_with(location, STR("http"))) {
        import_add_link(import, record, location);
    } else {
        import_hint(import, event->line, event->title,
                    "\"%.*s\" is no place of the pack, so it stands in the text "
                    "(--map \"%.*s=ID\" names one)",
                    STR_ARG(location), STR_ARG(location));
        put_location(import, record, location);
    }
}

static struct content_record record_of(struct ical *ical, const struct ical_event *event,
                                       enum content_kind kind, struct str *out_place)
{
    struct import *import = ical->import;
    struct content_record record = import_record(kind);
    import_put_text(import, &record.title, import->lang, event->title);
    import_describe(import, &record, import->lang,
                    text_of(import, event->component, ICAL_DESCRIPTION_PROPERTY));
    add_place(ical, event, &record, out_place);
    import_add_link(import, &record,
                    text_of(import, event->component, ICAL_URL_PROPERTY));
    return record;
}

// Of whole days, or longer than one: an event with its dates.
static void add_dated(struct ical *ical, const struct ical_event *event,
                      const struct ical_times *times)
{
    struct import *import = ical->import;
    struct str place;
    struct content_record record = record_of(ical, event, CONTENT_EVENT, &place);
    const struct ical_time start = times->items[0];
    const struct import_moment first = ical_local(ical, start);
    struct import_moment last = {.day = first.day + event->length_min / 1440 - 1,
                                 .is_date = true};
    if (!start.is_date) {
        last = import_local(import, ical_utc_ms(ical, start) + event->length_min * 60000);
    }
    record.starts = import_stamp(import, first);
    record.ends = import_stamp(import, last);
    if (times->count > 1) {
        import_hint(import, event->line, event->title,
                    "recurs as whole days: only the next of %zu dates is shown",
                    times->count);
    }
    import_add(import, event->uid, event->line, &record);
}

static void add_activity(struct ical *ical, const struct ical_event *event,
                         const struct ical_plan *plan)
{
    struct import *import = ical->import;
    struct str place;
    struct content_record record = record_of(ical, event, CONTENT_ACTIVITY, &place);
    record.duration_min = event->length_min < 1440 ? event->length_min : 0;
    for (size_t i = 0; i < plan->count; i++) {
        struct content_session session = plan->sessions[i];
        const struct ical_event *instead = plan->overrides[i];
        session.place = place;
        if (instead) {
            // Its own room; other texts of it have no home in a session.
            struct content_record other = import_record(CONTENT_ACTIVITY);
            add_place(ical, instead, &other, &session.place);
            session.place = session.place.len ? session.place : place;
            if (instead->title.len && !str_equal(instead->title, event->title)) {
                import_hint(import, instead->line, instead->title,
                            "changes one date of \"%.*s\": its time is taken, its title "
                            "is not",
                            STR_ARG(event->title));
            }
        }
        import_add_session(import, &record, &session);
    }
    import_add(import, event->uid, event->line, &record);
}

static void take_event(struct ical *ical, const struct ical_event *event)
{
    struct import *import = ical->import;
    struct ical_plan plan = {0};
    if (event->cancelled) {
        import_leave_out(import, event->line, event->title, "is cancelled");
        return;
    }
    if (!event->title.len) {
        import_leave_out(import, event->line, event->uid, "has no title (SUMMARY)");
        return;
    }
    const bool daily = event->start.is_date || event->length_min > 1440;
    if (!ical_plan_make(ical, event, &plan)) {
        return;
    }
    if (daily && !plan.count) {
        add_dated(ical, event, &plan.dates);
    } else {
        add_activity(ical, event, &plan);
    }
}

static void take_events(struct ical *ical)
{
    for (size_t i = 0; i < ical->count; i++) {
        struct ical_event *event = &ical->events[i];
        bool has_master = false;
        for (size_t k = 0; event->is_override && k < ical->count; k++) {
            has_master |= !ical->events[k].is_override &&
                          str_equal(ical->events[k].uid, event->uid);
        }
        if (!has_master) { // an override alone is an event of its own
            event->is_override = false;
            take_event(ical, event);
        }
    }
}

static void tell_others(struct ical *ical, icalcomponent *calendar)
{
    static const struct other {
        icalcomponent_kind kind;
        const char *name;
    } others[] = {{ICAL_VTODO_COMPONENT, "VTODO"},
                  {ICAL_VJOURNAL_COMPONENT, "VJOURNAL"},
                  {ICAL_VFREEBUSY_COMPONENT, "VFREEBUSY"}};
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        const int count = icalcomponent_count_components(calendar, others[i].kind);
        if (count > 0) {
            import_leave_out(ical->import, 0, str_from_cstr(others[i].name),
                             "%d of them; only events (VEVENT) are taken", count);
        }
    }
}

// Several VCALENDARs may stand in one file; libical then puts a component over them.
static void collect(struct ical *ical, icalcomponent *component,
                    const struct lines *lines, size_t *inout_at)
{
    for (icalcomponent *child =
             icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
         child; child = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
        const icalcomponent_kind kind = icalcomponent_isa(child);
        if (kind == ICAL_VCALENDAR_COMPONENT) {
            collect(ical, child, lines, inout_at);
        } else if (kind == ICAL_VEVENT_COMPONENT) {
            const int64_t line = *inout_at < lines->count ? lines->events[*inout_at] : 0;
            ++*inout_at;
            ical->count += read_event(ical, child, line, &ical->events[ical->count]);
        }
    }
    tell_others(ical, component);
}

bool import_read_ical(struct import *import, struct str bytes)
{
    struct ical ical = {.import = import};
    struct lines lines = {0};
    struct str text;
    size_t at = 0;
    if (!unfold(import, bytes, &text, &lines)) {
        return false;
    }
    text = import_decode(import->arena, text);
    icalerror_set_errors_are_fatal(0);
    icalcomponent *root = icalparser_parse_string(arena_cstr(import->arena, text));
    if (!root) {
        return import_fail(import, "%.*s: no iCalendar; wants BEGIN:VCALENDAR",
                           STR_ARG(import->files[import->file].name));
    }
    ical_zones_init(&ical, root);
    ical.events = ARENA_ARRAY(import->arena, struct ical_event, lines.count + 1);
    if (icalcomponent_isa(root) == ICAL_VEVENT_COMPONENT) {
        ical.count = read_event(&ical, root, 1, &ical.events[0]);
    } else {
        collect(&ical, root, &lines, &at);
    }
    take_events(&ical);
    ical_zones_finish(&ical);
    icalcomponent_free(root);
    icaltimezone_free_builtin_timezones();
    return true;
}
