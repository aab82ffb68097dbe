// Dates, times, numbers, lists and order as a language writes them (ICU). Formatters are
// opened once a language and kept in struct i18n_formats. One thread at a time each.
#ifndef I18N_FORMAT_H
#define I18N_FORMAT_H

#include "base/arena.h"
#include "i18n/catalogue.h"
#include "i18n/zone.h"

struct i18n_formats;

// NULL: no memory. `i18n` is borrowed for "Today", "Tomorrow" and "Yesterday".
struct i18n_formats *i18n_formats_create(const struct i18n *i18n);
void i18n_formats_destroy(struct i18n_formats *formats); // accepts NULL

enum i18n_date_style {
    I18N_DATE_FULL,     // "Saturday 21 November"
    I18N_DATE_YEAR,     // "21 November 2026"
    I18N_DATE_WHOLE,    // "Saturday, 21 November 2026"
    I18N_DATE_SHORT,    // "21 Nov"
    I18N_WEEKDAY,       // "Saturday"
    I18N_WEEKDAY_SHORT, // "Sat"
    I18N_DATE_STYLE_COUNT
};

// All texts live in `arena`. An unknown language is written as English.
struct str i18n_format_date(struct i18n_formats *formats, struct arena *arena,
                            struct str lang, struct civil_date date,
                            enum i18n_date_style style);
// "Today", "Tomorrow", "Yesterday", the weekday within six days ahead, else
// I18N_DATE_FULL.
struct str i18n_format_day(struct i18n_formats *formats, struct arena *arena,
                           struct str lang, struct civil_date date,
                           struct civil_date today);
// "14:30"; every language of ours uses 24 hours on a timetable.
struct str i18n_format_time(struct arena *arena, int32_t minute_of_day);
// "14:30–15:15", with an en dash.
struct str i18n_format_span(struct arena *arena, int32_t start_minute,
                            int32_t end_minute);
// "14:30" at the wall of `zone`.
struct str i18n_format_clock(struct arena *arena, const struct i18n_zone *zone,
                             int64_t utc_ms);
// "1,300" or "1 300" (no-break space).
struct str i18n_format_integer(struct i18n_formats *formats, struct arena *arena,
                               struct str lang, int64_t value);
// The same for decimal text ("44.5" becomes "44,5"); text that is no number comes back as
// is.
struct str i18n_format_decimal(struct i18n_formats *formats, struct arena *arena,
                               struct str lang, struct str value);
// "maths, physics and art".
struct str i18n_format_list(struct i18n_formats *formats, struct arena *arena,
                            struct str lang, const struct str *items, size_t count);
// A language named in `lang`, as a sentence wants it: "Albanian", "shqip", "албански".
struct str i18n_format_language(struct arena *arena, struct str lang, struct str code);
// A country (ISO 3166-1 alpha-2) named in `lang`: "Peru", "Perú", "Перу".
struct str i18n_format_country(struct arena *arena, struct str lang, struct str code);
// Puts `value` in place of every "{name}" of `text`: i18n_fill(arena, text, "n", number).
struct str i18n_fill(struct arena *arena, struct str text, const char *name,
                     struct str value);

// The day a week starts with there, 0 Monday .. 6 Sunday; English: as in Britain.
int i18n_first_weekday(struct str lang);

// <0, 0, >0 in the language's alphabet ("Ç" after "C", "Ë" after "E").
int i18n_compare(struct i18n_formats *formats, struct str lang, struct str a,
                 struct str b);

#endif
