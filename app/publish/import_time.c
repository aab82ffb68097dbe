// Days and hours: what sources write, as the sessions of a pack.
#include <stdlib.h>
#include <string.h>

#include "import_internal.h"

enum { DAY_MINUTES = 1440 };

struct str import_date(struct arena *arena, int64_t day)
{
    const struct civil_date date = civil_from_days(day);
    return arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

struct import_moment import_local(const struct import *import, int64_t utc_ms)
{
    const struct i18n_local local = i18n_zone_local(import->zone, utc_ms);
    return (struct import_moment){.day = civil_to_days(local.date),
                                  .minute = local.minute};
}

static bool two_digits(struct str text, size_t at, int32_t max, int32_t *out)
{
    if (at + 2 > text.len || text.ptr[at] < '0' || text.ptr[at] > '9' ||
        text.ptr[at + 1] < '0' || text.ptr[at + 1] > '9') {
        return false;
    }
    *out = (text.ptr[at] - '0') * 10 + text.ptr[at + 1] - '0';
    return *out <= max;
}

bool import_moment_parse(const struct import *import, struct str text,
                         struct import_moment *out_moment)
{
    struct civil_date date;
    int64_t utc_ms = 0;
    int32_t hour = 0, minute = 0;
    text = str_trim(text);
    if (text.len == 10 && civil_parse(text, &date)) {
        *out_moment = (struct import_moment){.day = civil_to_days(date), .is_date = true};
        return true;
    }
    if (clock_parse_rfc3339(text, &utc_ms)) {
        *out_moment = import_local(import, utc_ms);
        return true;
    }
    if (text.len < 16 || !civil_parse(str_slice(text, 0, 10), &date) ||
        (text.ptr[10] != 'T' && text.ptr[10] != ' ') || text.ptr[13] != ':' ||
        !two_digits(text, 11, 23, &hour) || !two_digits(text, 14, 59, &minute)) {
        return false;
    }
    struct str rest = str_slice(text, 16, text.len);
    const struct str zulu = STR("Z");
    if (rest.len && rest.ptr[0] != ':') { // "10:00+01:00", without seconds
        const struct str full =
            arena_printf(import->arena, "%.*s:00%.*s", 16, text.ptr, STR_ARG(rest));
        if (!str_equal(rest, zulu) && rest.len != 6) {
            return false;
        }
        return clock_parse_rfc3339(full, &utc_ms) &&
               (*out_moment = import_local(import, utc_ms), true);
    }
    *out_moment =
        (struct import_moment){.day = civil_to_days(date), .minute = hour * 60 + minute};
    return true;
}

struct str import_stamp(const struct import *import, struct import_moment moment)
{
    const struct civil_date date = civil_from_days(moment.day);
    if (moment.is_date) {
        return import_date(import->arena, moment.day);
    }
    const int64_t utc_ms = i18n_zone_utc_ms(import->zone, date, moment.minute);
    // With the venue's offset, as a person there reads it.
    const int64_t offset_min = moment.day * DAY_MINUTES + moment.minute - utc_ms / 60000;
    const int64_t size = offset_min < 0 ? -offset_min : offset_min;
    return arena_printf(import->arena, "%04d-%02d-%02dT%02d:%02d:00%c%02d:%02d",
                        date.year, date.month, date.day, moment.minute / 60,
                        moment.minute % 60, offset_min < 0 ? '-' : '+',
                        (int)(size / 60 % 24), (int)(size % 60));
}

bool import_session(const struct import *import, struct import_moment start,
                    struct import_moment end, struct content_session *out_session)
{
    const int64_t length =
        (end.day - start.day) * DAY_MINUTES + end.minute - start.minute;
    if (start.is_date || length <= 0 || length > DAY_MINUTES) {
        return false;
    }
    *out_session = (struct content_session){.weekday = -1,
                                            .from = import_date(import->arena, start.day),
                                            .start_min = start.minute,
                                            .end_min = end.minute};
    return true;
}

static bool same(const struct content_session *a, const struct content_session *b)
{
    return a->weekday == b->weekday && a->start_min == b->start_min &&
           a->end_min == b->end_min && str_equal(a->from, b->from) &&
           str_equal(a->until, b->until) && str_equal(a->place, b->place);
}

void import_add_session(struct import *import, struct content_record *record,
                        const struct content_session *session)
{
    const size_t count = record->sessions.count;
    for (size_t i = 0; i < count; i++) {
        if (same(&record->sessions.items[i], session)) {
            return;
        }
    }
    if (count == IMPORT_SESSIONS_MAX) {
        return; // who adds them tells
    }
    if (count == 0 || (count & (count - 1)) == 0) {
        struct content_session *items =
            ARENA_ARRAY(import->arena, struct content_session, count ? count * 2 : 1);
        if (count) {
            memcpy(items, record->sessions.items, count * sizeof(*items));
        }
        record->sessions.items = items;
    }
    record->sessions.items[record->sessions.count++] = *session;
}

static int compare_sessions(const void *a, const void *b)
{
    const struct content_session *left = a, *right = b;
    // Dated ones behind the weekly.
    const int64_t left_day = left->weekday < 0 ? 7 : left->weekday;
    const int64_t right_day = right->weekday < 0 ? 7 : right->weekday;
    if (left_day != right_day) {
        return left_day < right_day ? -1 : 1;
    }
    const int from = str_compare(left->from, right->from);
    if (left->weekday < 0 && from) {
        return from;
    }
    if (left->start_min != right->start_min) {
        return left->start_min < right->start_min ? -1 : 1;
    }
    if (left->end_min != right->end_min) {
        return left->end_min < right->end_min ? -1 : 1;
    }
    return from ? from : str_compare(left->place, right->place);
}

void import_sort_sessions(struct content_record *record)
{
    // Merging leaves the list's capacity behind; from here on it only is read.
    if (record->sessions.count > 1) {
        qsort(record->sessions.items, record->sessions.count,
              sizeof(*record->sessions.items), compare_sessions);
    }
}

bool import_trim_session(const struct import *import, struct content_session *session)
{
    const struct str first = import_date(import->arena, import->first_day);
    if (session->weekday < 0) {
        return str_compare(session->from, first) >= 0;
    }
    if (session->until.len && str_compare(session->until, first) < 0) {
        return false;
    }
    if (str_compare(session->from, first) < 0) {
        session->from = (struct str){0};
    }
    struct content_ids except = {0};
    for (size_t i = 0; i < session->except.count; i++) {
        if (str_compare(session->except.items[i], first) >= 0) {
            import_ids_add(import->arena, &except, session->except.items[i]);
        }
    }
    session->except = except;
    return true;
}

// ---- weekdays ----

// As import_slug() spells them; each line from Monday on.
static const char *const weekdays[][7] = {
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
    {"mon", "tue", "wed", "thu", "fri", "sat", "sun"},
    {"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"},
    {"mo", "di", "mi", "do", "fr", "sa", "so"},
    {"montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags",
     "sonntags"},
    {"mo", "tu", "we", "th", "fr", "sa", "su"},
    {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
    {"lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"},
    {"segunda-feira", "terca-feira", "quarta-feira", "quinta-feira", "sexta-feira",
     "sabado", "domingo"},
    {"segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"},
    {"lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"},
    {"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"},
    {"ma", "di", "wo", "do", "vr", "za", "zo"},
    {"mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"},
    {"mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"},
    {"poniedzialek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela"},
    {"pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar"},
    {"ponedelnik", "vtornik", "sryada", "chetvartak", "petak", "sabota", "nedelya"},
    {"e-hene", "e-marte", "e-merkure", "e-enjte", "e-premte", "e-shtune", "e-diel"},
    {"hene", "marte", "merkure", "enjte", "premte", "shtune", "diel"},
    {"1", "2", "3", "4", "5", "6", "7"}, // ISO 8601
};

int import_weekday(struct arena *arena, struct str name)
{
    const size_t slash = str_find(name, STR("schema.org/"), 0);
    if (slash != SIZE_MAX) {
        name = str_slice(name, slash + strlen("schema.org/"), name.len);
    }
    const struct str slug = import_slug(arena, name, 40);
    for (size_t i = 0; i < sizeof(weekdays) / sizeof(*weekdays); i++) {
        for (int day = 0; day < 7; day++) {
            if (str_equal(slug, str_from_cstr(weekdays[i][day]))) {
                return day;
            }
        }
    }
    return -1;
}
