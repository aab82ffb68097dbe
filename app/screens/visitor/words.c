#include "words.h"

#include "i18n/format.h"
#include "model/filter.h"

static struct arena *arena_of(const struct visitor_context *context)
{
    return ui_arena(context->ui);
}

static struct str lang_of(const struct visitor_context *context)
{
    return context->view->lang;
}

struct str say(const struct visitor_context *context, const char *msgid)
{
    return i18n_text(context->i18n, lang_of(context), msgid);
}

struct str words_put_1(const struct visitor_context *context, struct str pattern,
                       struct str value)
{
    return i18n_fill(arena_of(context), pattern, "1", value);
}

struct str words_put(const struct visitor_context *context, struct str pattern,
                     const struct str *values, size_t count)
{
    static const char *const names[] = {"1", "2", "3", "4"};
    for (size_t i = 0; i < count && i < 4; i++)
        pattern = i18n_fill(arena_of(context), pattern, names[i], values[i]);
    return pattern;
}

struct str say_plural(const struct visitor_context *context, const char *singular,
                      const char *plural, int64_t count)
{
    struct str pattern =
        i18n_plural(context->i18n, lang_of(context), singular, plural, count);
    return words_put_1(context, pattern, words_number(context, count));
}

struct str words_join(const struct visitor_context *context, const struct str *parts,
                      size_t count)
{
    struct str text = {0};
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len == 0)
            continue;
        text = text.len == 0 ? parts[i]
                             : arena_printf(arena_of(context), "%.*s · %.*s",
                                            STR_ARG(text), STR_ARG(parts[i]));
    }
    return text;
}

// ---- content ----
struct str tell(const struct visitor_context *context, struct content_text text)
{
    return content_text_in(text, lang_of(context), NULL);
}

struct str tell_title(const struct visitor_context *context,
                      const struct content_record *record)
{
    struct str title = str_trim(tell(context, record->title));
    return title.len > 0 ? title : record->id;
}

struct str words_language(const struct visitor_context *context, struct str code)
{
    (void)context;
    return i18n_language_name(code);
}

struct str words_language_named(const struct visitor_context *context, struct str code)
{
    return i18n_format_language(arena_of(context), lang_of(context), code);
}

struct str words_foreign(const struct visitor_context *context,
                         const struct content_record *record)
{
    struct str lang = {0};
    struct str title = content_text_in(record->title, lang_of(context), &lang);
    if (title.len == 0 || str_equal(lang, lang_of(context)))
        return STR("");
    return words_put_1(context, say(context, "In {1}"),
                       words_language_named(context, lang));
}

struct str words_number(const struct visitor_context *context, int64_t number)
{
    return i18n_format_integer(context->formats, arena_of(context), lang_of(context),
                               number);
}

struct str words_field_hyphened(const struct visitor_context *context, int field)
{
    switch ((enum content_field)field) {
    case FIELD_S:
        return say(context, "Science");
    case FIELD_T:
        return say(context, "Technology");
    case FIELD_E:
        return say(context, "Engineering");
    case FIELD_A:
        return say(context, "Arts");
    case FIELD_M:
        return say(context, "Mathematics");
    case FIELD_COUNT:
        break;
    }
    return STR("");
}

static struct str without_hyphens(const struct visitor_context *context, struct str text)
{
    static const struct str hyphen = {"\xC2\xAD", 2};
    if (str_find(text, hyphen, 0) == SIZE_MAX)
        return text;
    char *plain = arena_alloc(arena_of(context), text.len + 1);
    size_t len = 0;
    for (size_t at = 0; at < text.len;) {
        if (str_starts_with(str_slice(text, at, text.len), hyphen))
            at += hyphen.len;
        else
            plain[len++] = text.ptr[at++];
    }
    return (struct str){plain, len};
}

struct str words_field(const struct visitor_context *context, int field)
{
    return without_hyphens(context, words_field_hyphened(context, field));
}

struct str words_format(const struct visitor_context *context, struct str format)
{
    if (str_equal(format, STR("workshop")))
        return say(context, "Workshop");
    if (str_equal(format, STR("open-lab")))
        return say(context, "Open lab");
    if (str_equal(format, STR("course")))
        return say(context, "Course");
    if (str_equal(format, STR("tour")))
        return say(context, "Tour");
    if (str_equal(format, STR("show")))
        return say(context, "Show");
    if (str_equal(format, STR("club")))
        return say(context, "Club");
    return STR("");
}

// "8–12" or "6+".
static struct str age_range(const struct visitor_context *context, int64_t from,
                            int64_t to)
{
    struct str low = words_number(context, from);
    if (to == 0)
        return arena_printf(arena_of(context), "%.*s+", STR_ARG(low));
    if (to == from)
        return low;
    return arena_printf(arena_of(context), "%.*s–%.*s", STR_ARG(low),
                        STR_ARG(words_number(context, to)));
}

struct str words_ages(const struct visitor_context *context,
                      const struct content_record *record)
{
    if (record->age_min == 0 && record->age_max == 0)
        return say(context, "All ages");
    return words_put_1(context, say(context, "Age {1}"),
                       age_range(context, record->age_min, record->age_max));
}

struct str words_ages_within(const struct visitor_context *context,
                             const struct content_record *record)
{
    if (record->age_min == 0 && record->age_max == 0)
        return say(context, "all ages");
    return words_put_1(context, say(context, "age {1}"),
                       age_range(context, record->age_min, record->age_max));
}

struct str words_age_band(const struct visitor_context *context, int band)
{
    if (band < 0 || band >= (int)model_age_band_count)
        return say(context, "All ages");
    return words_put_1(
        context, say(context, "Age {1}"),
        age_range(context, model_age_bands[band].from, model_age_bands[band].to));
}

struct str words_minutes(const struct visitor_context *context, int64_t minutes)
{
    if (minutes <= 0)
        return STR("");
    if (minutes >= 120 && minutes % 60 == 0)
        return words_put_1(context, say(context, "{1} h"),
                           words_number(context, minutes / 60));
    return words_put_1(context, say(context, "{1} min"), words_number(context, minutes));
}

struct str words_months(const struct visitor_context *context, int64_t months)
{
    if (months <= 0)
        return STR("");
    if (months % 12 == 0)
        return say_plural(context, "{1} year", "{1} years", months / 12);
    return say_plural(context, "{1} month", "{1} months", months);
}

// ---- times ----
struct str words_clock(const struct visitor_context *context, int64_t utc_ms)
{
    return i18n_format_clock(arena_of(context), context->view->zone, utc_ms);
}

static struct i18n_local local_now(const struct visitor_context *context)
{
    return i18n_zone_local(context->view->zone, context->view->now_utc_ms);
}

struct str words_today(const struct visitor_context *context)
{
    return i18n_format_date(context->formats, arena_of(context), lang_of(context),
                            local_now(context).date, I18N_DATE_FULL);
}

struct str words_day(const struct visitor_context *context, int64_t utc_ms)
{
    struct i18n_local local = i18n_zone_local(context->view->zone, utc_ms);
    return i18n_format_date(context->formats, arena_of(context), lang_of(context),
                            local.date, I18N_DATE_SHORT);
}

static bool date_of(const struct visitor_context *context, struct str text,
                    struct civil_date *out_date)
{
    if (civil_parse(text, out_date))
        return true;
    int64_t utc_ms;
    if (!clock_parse_rfc3339(text, &utc_ms))
        return false;
    *out_date = i18n_zone_local(context->view->zone, utc_ms).date;
    return true;
}

struct str words_date(const struct visitor_context *context, struct str date)
{
    struct civil_date day;
    if (!date_of(context, date, &day))
        return STR("");
    return i18n_format_date(context->formats, arena_of(context), lang_of(context), day,
                            I18N_DATE_YEAR);
}

struct str words_date_whole(const struct visitor_context *context, struct str date)
{
    struct civil_date day;
    if (!date_of(context, date, &day))
        return STR("");
    return i18n_format_date(context->formats, arena_of(context), lang_of(context), day,
                            I18N_DATE_WHOLE);
}

struct str words_hours(const struct visitor_context *context,
                       const struct content_record *record)
{
    const struct i18n_zone *zone = context->view->zone;
    int64_t start_ms = 0, end_ms = 0;
    if (!clock_parse_rfc3339(record->starts, &start_ms))
        return STR("");
    struct i18n_local start = i18n_zone_local(zone, start_ms);
    if (!clock_parse_rfc3339(record->ends, &end_ms))
        return i18n_format_time(arena_of(context), start.minute);
    struct i18n_local end = i18n_zone_local(zone, end_ms);
    if (civil_to_days(start.date) != civil_to_days(end.date))
        return i18n_format_time(arena_of(context), start.minute);
    return i18n_format_span(arena_of(context), start.minute, end.minute);
}

bool words_days_until(const struct visitor_context *context, struct str date,
                      int64_t *out_days)
{
    struct civil_date day;
    if (!date_of(context, date, &day))
        return false;
    *out_days = civil_to_days(day) - civil_to_days(local_now(context).date);
    return true;
}

struct str words_when(const struct visitor_context *context,
                      const struct schedule_slot *slot)
{
    const struct model_view *view = context->view;
    if (slot->start_utc_ms <= view->now_utc_ms && view->now_utc_ms < slot->end_utc_ms)
        return say(context, "Now");
    struct civil_date today = local_now(context).date;
    struct civil_date date = i18n_zone_local(view->zone, slot->start_utc_ms).date;
    int64_t ahead = civil_to_days(date) - civil_to_days(today);
    struct str day;
    if (ahead < 2)
        day = i18n_format_day(context->formats, arena_of(context), lang_of(context), date,
                              today);
    else
        day = i18n_format_date(context->formats, arena_of(context), lang_of(context),
                               date, ahead < 7 ? I18N_WEEKDAY_SHORT : I18N_DATE_SHORT);
    return arena_printf(arena_of(context), "%.*s %.*s", STR_ARG(day),
                        STR_ARG(words_clock(context, slot->start_utc_ms)));
}

struct str words_span(const struct visitor_context *context,
                      const struct schedule_slot *slot)
{
    const struct i18n_zone *zone = context->view->zone;
    return i18n_format_span(arena_of(context),
                            i18n_zone_local(zone, slot->start_utc_ms).minute,
                            i18n_zone_local(zone, slot->end_utc_ms).minute);
}

// ---- how to take part ----
struct str words_places(const struct visitor_context *context,
                        const struct content_record *record)
{
    int64_t left = model_places_left(context->view, record);
    if (left == 0)
        return say(context, "Full");
    if (left > 0)
        return say_plural(context, "{1} place left", "{1} places left", left);
    if (str_equal(record->join, STR("open")))
        return say(context, "Open door");
    if (str_equal(record->join, STR("booking")))
        return say(context, "Book a place");
    return say(context, "Ask at the desk");
}

struct str words_join_how(const struct visitor_context *context,
                          const struct content_record *record)
{
    if (model_places_left(context->view, record) == 0)
        return say(context, "This one is full. Ask at the desk for the next date.");
    if (str_equal(record->join, STR("open")))
        return say(context, "Open door: just come in.");
    if (str_equal(record->join, STR("booking")))
        return record->join_url.len > 0
                   ? say(context, "Book with the code below, or ask at the desk.")
                   : say(context, "Book a place: ask at the desk.");
    return say(context, "To join, ask at the desk.");
}

const struct content_record *words_place(const struct visitor_context *context,
                                         const struct content_record *record,
                                         const struct schedule_slot *slot)
{
    struct str id = {0};
    if (slot != NULL && slot->session != NULL)
        id = slot->session->place;
    if (id.len == 0 && record->places.count > 0)
        id = record->places.items[0];
    return id.len > 0 ? model_find(context->view, SLOT_PLACES, id) : NULL;
}
