// What screens say: interface texts, content texts, times and counts in the visitor's
// language. Results live in the frame arena of ui.
#ifndef VISITOR_WORDS_H
#define VISITOR_WORDS_H

#include "content/schedule.h"
#include "screens/visitor/visitor.h"

// Interface text; the English literal is the msgid.
struct str say(const struct visitor_context *context, const char *msgid);
// The right plural form of `count`; "{1}" in it becomes the number.
struct str say_plural(const struct visitor_context *context, const char *singular,
                      const char *plural, int64_t count);
// "{1}", "{2}" of the pattern replaced by the values.
struct str words_put(const struct visitor_context *context, struct str pattern,
                     const struct str *values, size_t count);
struct str words_put_1(const struct visitor_context *context, struct str pattern,
                       struct str value);
// a · b · c, empty ones left out.
struct str words_join(const struct visitor_context *context, const struct str *parts,
                      size_t count);

// Content in the visitor's language, else along the fallback chain.
struct str tell(const struct visitor_context *context, struct content_text text);
struct str tell_title(const struct visitor_context *context,
                      const struct content_record *record);
// "In English" when the title is not in the visitor's language, else empty.
struct str words_foreign(const struct visitor_context *context,
                         const struct content_record *record);
// The language's own name.
struct str words_language(const struct visitor_context *context, struct str code);

// Its name as a sentence of the visitor's language wants it.
struct str words_language_named(const struct visitor_context *context, struct str code);

struct str words_number(const struct visitor_context *context, int64_t number);
struct str words_field(const struct visitor_context *context, int field);
// With the soft hyphens at which a narrow line may break it.
struct str words_field_hyphened(const struct visitor_context *context, int field);
struct str words_format(const struct visitor_context *context, struct str format);
struct str words_ages(const struct visitor_context *context,
                      const struct content_record *record);
// The same in the middle of a line: "age 8–12".
struct str words_ages_within(const struct visitor_context *context,
                             const struct content_record *record);
struct str words_age_band(const struct visitor_context *context, int band);
struct str words_minutes(const struct visitor_context *context, int64_t minutes);
struct str words_months(const struct visitor_context *context, int64_t months);

struct str words_clock(const struct visitor_context *context, int64_t utc_ms);
struct str words_today(const struct visitor_context *context); // Saturday 21 November
struct str words_day(const struct visitor_context *context, int64_t utc_ms); // 3 May
// A date of a record ("2026-11-30" or RFC 3339) as 30 November 2026; empty when it is
// none.
struct str words_date(const struct visitor_context *context, struct str date);
// "Thursday, 16 May 2024".
struct str words_date_whole(const struct visitor_context *context, struct str date);
// "10:00–17:00" of a record's starts and ends on one day; empty when no hour is said.
struct str words_hours(const struct visitor_context *context,
                       const struct content_record *record);
// Days from today until that date; false when it is none.
bool words_days_until(const struct visitor_context *context, struct str date,
                      int64_t *out_days);
// "Now", "Today 15:00", "Tomorrow 11:00", "Sun 10:00", "30 November 10:00".
struct str words_when(const struct visitor_context *context,
                      const struct schedule_slot *slot);
struct str words_span(const struct visitor_context *context,
                      const struct schedule_slot *slot); // 14:30–15:15

// "6 places left", "Full", "Open door", "Ask at the desk", "Book a place".
struct str words_places(const struct visitor_context *context,
                        const struct content_record *record);
// One sentence on how to take part; never empty.
struct str words_join_how(const struct visitor_context *context,
                          const struct content_record *record);
struct str words_kind(const struct visitor_context *context, enum content_kind kind);
// The usual types of resources, stories and places by name; another word stands as its
// author wrote it.
struct str words_type(const struct visitor_context *context,
                      const struct content_record *record);
struct str words_audience(const struct visitor_context *context, int audience);
// "pupils, teachers and parents"; empty when it is for everybody.
struct str words_audiences(const struct visitor_context *context,
                           const struct content_record *record);
struct str words_country(const struct visitor_context *context, struct str code);
// What a card says below the title of a record of any kind.
struct str words_gist(const struct visitor_context *context,
                      const struct content_record *record);
const struct content_record *words_place(const struct visitor_context *context,
                                         const struct content_record *record,
                                         const struct schedule_slot *slot); // or NULL

#endif
