#include "i18n/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/ulistformatter.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

enum { PATTERN_MAX = 64, TEXT_MAX = 256, LIST_ITEMS_MAX = 64 };

// What was opened for one language; NULL until it is first wanted.
struct language {
    char code[12];
    UDateFormat *dates[I18N_DATE_STYLE_COUNT];
    UNumberFormat *numbers;
    UListFormatter *lists;
    UCollator *collator;
};

struct i18n_formats {
    const struct i18n *i18n;
    struct language languages[I18N_LANGUAGES_MAX];
    size_t count;
};

struct i18n_formats *i18n_formats_create(const struct i18n *i18n)
{
    struct i18n_formats *formats = calloc(1, sizeof(*formats));
    if (formats) {
        formats->i18n = i18n;
    }
    return formats;
}

static void close_language(struct language *language)
{
    for (size_t i = 0; i < I18N_DATE_STYLE_COUNT; i++) {
        udat_close(language->dates[i]);
    }
    unum_close(language->numbers);
    ulistfmt_close(language->lists);
    ucol_close(language->collator);
}

void i18n_formats_destroy(struct i18n_formats *formats)
{
    if (!formats) {
        return;
    }
    for (size_t i = 0; i < formats->count; i++) {
        close_language(&formats->languages[i]);
    }
    free(formats);
}

// An unknown or odd code is English; so is what comes when the table is full.
static struct language *language_of(struct i18n_formats *formats, struct str lang)
{
    if (lang.len < 2 || lang.len >= sizeof(formats->languages[0].code) ||
        i18n_language_name(lang).ptr == lang.ptr) {
        lang = STR("en");
    }
    for (size_t i = 0; i < formats->count; i++) {
        if (str_equal(lang, str_from_cstr(formats->languages[i].code))) {
            return &formats->languages[i];
        }
    }
    if (formats->count == I18N_LANGUAGES_MAX) {
        return &formats->languages[0];
    }
    struct language *language = &formats->languages[formats->count++];
    (void)!str_to_cstr(lang, language->code, sizeof(language->code));
    return language;
}

// British order for English: "Saturday 21 November". Arabic with the digits of clocks and
// scores, so that a screen has one kind.
static const char *icu_locale(const struct language *language)
{
    static const char *const own[][2] = {{"en", "en_GB"}, {"ar", "ar@numbers=latn"}};
    for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
        if (strcmp(language->code, own[i][0]) == 0) {
            return own[i][1];
        }
    }
    return language->code;
}

static struct str to_utf8(struct arena *arena, const UChar *text, int32_t length)
{
    UErrorCode status = U_ZERO_ERROR;
    char *bytes = arena_alloc(arena, (size_t)length * 3 + 1);
    int32_t size = 0;
    u_strToUTF8(bytes, length * 3 + 1, &size, text, length, &status);
    return (struct str){bytes, U_SUCCESS(status) ? (size_t)size : 0};
}

// ---- dates ----

static UDateFormat *open_date(const struct language *language, enum i18n_date_style style)
{
    // Skeletons (UTS 35, "Date Field Symbol Table"): what is shown, in the language's
    // order.
    static const char *const skeletons[I18N_DATE_STYLE_COUNT] = {
        [I18N_DATE_FULL] = "EEEEdMMMM",
        [I18N_DATE_YEAR] = "dMMMMy",
        [I18N_DATE_WHOLE] = "EEEEdMMMMy",
        [I18N_DATE_SHORT] = "dMMM",
        [I18N_WEEKDAY] = "cccc",
        [I18N_WEEKDAY_SHORT] = "ccc"};
    UErrorCode status = U_ZERO_ERROR;
    UChar skeleton[PATTERN_MAX], pattern[PATTERN_MAX];
    u_uastrcpy(skeleton, skeletons[style]);
    UDateTimePatternGenerator *generator = udatpg_open(icu_locale(language), &status);
    int32_t length =
        udatpg_getBestPattern(generator, skeleton, -1, pattern, PATTERN_MAX, &status);
    udatpg_close(generator);
    static const UChar utc[] = {'U', 'T', 'C', 0};
    UDateFormat *format =
        U_SUCCESS(status) ? udat_open(UDAT_PATTERN, UDAT_PATTERN, icu_locale(language),
                                      utc, -1, pattern, length, &status)
                          : NULL;
    return U_SUCCESS(status) ? format : NULL;
}

static struct str iso_date(struct arena *arena, struct civil_date date)
{
    return arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

struct str i18n_format_date(struct i18n_formats *formats, struct arena *arena,
                            struct str lang, struct civil_date date,
                            enum i18n_date_style style)
{
    struct language *language = language_of(formats, lang);
    if (!language->dates[style]) {
        language->dates[style] = open_date(language, style);
        if (!language->dates[style]) {
            return iso_date(arena, date);
        }
    }
    UErrorCode status = U_ZERO_ERROR;
    UChar text[TEXT_MAX];
    const UDate utc = (UDate)(civil_to_days(date) * INT64_C(86400000));
    const int32_t length =
        udat_format(language->dates[style], utc, text, TEXT_MAX, NULL, &status);
    if (U_FAILURE(status) || length > TEXT_MAX) {
        return iso_date(arena, date);
    }
    // "e shtunë, 21 nëntor" stands in a sentence; a label starts large and has no comma.
    if (length > 0) {
        text[0] = (UChar)u_toupper(text[0]);
    }
    int32_t kept = 0;
    for (int32_t i = 0; i < length; i++) {
        const bool comma = text[i] == ',' || text[i] == 0x060C;
        if (!(style == I18N_DATE_FULL && comma)) {
            text[kept++] = text[i];
        }
    }
    return to_utf8(arena, text, kept);
}

struct str i18n_format_day(struct i18n_formats *formats, struct arena *arena,
                           struct str lang, struct civil_date date,
                           struct civil_date today)
{
    const int64_t ahead = civil_to_days(date) - civil_to_days(today);
    if (ahead == 0) {
        return i18n_text(formats->i18n, lang, I18N_NOOP("Today"));
    }
    if (ahead == 1) {
        return i18n_text(formats->i18n, lang, I18N_NOOP("Tomorrow"));
    }
    if (ahead == -1) {
        return i18n_text(formats->i18n, lang, I18N_NOOP("Yesterday"));
    }
    return i18n_format_date(formats, arena, lang, date,
                            ahead > 0 && ahead < 7 ? I18N_WEEKDAY : I18N_DATE_FULL);
}

static int32_t clock_minute(int32_t minute)
{
    return ((minute % 1440) + 1440) % 1440;
}

struct str i18n_format_time(struct arena *arena, int32_t minute_of_day)
{
    const int32_t minute = clock_minute(minute_of_day);
    return arena_printf(arena, "%02d:%02d", minute / 60, minute % 60);
}

struct str i18n_format_span(struct arena *arena, int32_t start_minute, int32_t end_minute)
{
    const int32_t start = clock_minute(start_minute), end = clock_minute(end_minute);
    return arena_printf(arena, "%02d:%02d–%02d:%02d", start / 60, start % 60, end / 60,
                        end % 60);
}

struct str i18n_format_clock(struct arena *arena, const struct i18n_zone *zone,
                             int64_t utc_ms)
{
    return i18n_format_time(arena, i18n_zone_local(zone, utc_ms).minute);
}

// ---- numbers ----

static UNumberFormat *number_format(struct i18n_formats *formats, struct str lang)
{
    struct language *language = language_of(formats, lang);
    if (!language->numbers) {
        UErrorCode status = U_ZERO_ERROR;
        language->numbers =
            unum_open(UNUM_DECIMAL, NULL, 0, icu_locale(language), NULL, &status);
        if (U_SUCCESS(status)) {
            unum_setAttribute(language->numbers, UNUM_MAX_FRACTION_DIGITS, 6);
        }
    }
    return language->numbers;
}

struct str i18n_format_integer(struct i18n_formats *formats, struct arena *arena,
                               struct str lang, int64_t value)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[TEXT_MAX];
    UNumberFormat *format = number_format(formats, lang);
    const int32_t length =
        format ? unum_formatInt64(format, value, text, TEXT_MAX, NULL, &status) : 0;
    if (!format || U_FAILURE(status)) {
        return arena_printf(arena, "%lld", (long long)value);
    }
    return to_utf8(arena, text, length);
}

static bool is_decimal(struct str value)
{
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < value.len; i++) {
        const char c = value.ptr[i];
        digits += c >= '0' && c <= '9';
        points += c == '.';
        if (!(c >= '0' && c <= '9') && c != '.' && !(c == '-' && i == 0)) {
            return false;
        }
    }
    return digits >= 1 && digits <= 25 && points <= 1;
}

struct str i18n_format_decimal(struct i18n_formats *formats, struct arena *arena,
                               struct str lang, struct str value)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[TEXT_MAX];
    UNumberFormat *format = number_format(formats, lang);
    if (!format || !is_decimal(value)) {
        return value;
    }
    // As many decimals as written: "44.50" stays "44.50".
    const size_t point = str_find(value, STR("."), 0);
    const size_t decimals = point == SIZE_MAX ? 0 : value.len - point - 1;
    unum_setAttribute(format, UNUM_MIN_FRACTION_DIGITS,
                      (int32_t)(decimals < 6 ? decimals : 6));
    const int32_t length = unum_formatDecimal(format, value.ptr, (int32_t)value.len, text,
                                              TEXT_MAX, NULL, &status);
    unum_setAttribute(format, UNUM_MIN_FRACTION_DIGITS, 0);
    return U_SUCCESS(status) ? to_utf8(arena, text, length) : value;
}

// ---- lists ----

static struct str join_plain(struct arena *arena, const struct str *items, size_t count)
{
    struct str joined = {0};
    for (size_t i = 0; i < count; i++) {
        joined = i ? arena_printf(arena, "%.*s, %.*s", STR_ARG(joined), STR_ARG(items[i]))
                   : items[i];
    }
    return joined;
}

struct str i18n_format_list(struct i18n_formats *formats, struct arena *arena,
                            struct str lang, const struct str *items, size_t count)
{
    struct language *language = language_of(formats, lang);
    UErrorCode status = U_ZERO_ERROR;
    if (!language->lists) {
        language->lists = ulistfmt_open(icu_locale(language), &status);
    }
    if (U_FAILURE(status) || count == 0 || count > LIST_ITEMS_MAX) {
        return join_plain(arena, items, count);
    }
    const UChar *texts[LIST_ITEMS_MAX];
    int32_t lengths[LIST_ITEMS_MAX], total = 0;
    for (size_t i = 0; i < count; i++) {
        UChar *text = ARENA_ARRAY(arena, UChar, items[i].len + 1);
        u_strFromUTF8(text, (int32_t)items[i].len + 1, &lengths[i],
                      items[i].ptr ? items[i].ptr : "", (int32_t)items[i].len, &status);
        texts[i] = text;
        total += lengths[i] + 16;
    }
    UChar *joined = ARENA_ARRAY(arena, UChar, (size_t)total);
    const int32_t length = U_SUCCESS(status)
                               ? ulistfmt_format(language->lists, texts, lengths,
                                                 (int32_t)count, joined, total, &status)
                               : 0;
    return U_SUCCESS(status) ? to_utf8(arena, joined, length)
                             : join_plain(arena, items, count);
}

struct str i18n_format_language(struct arena *arena, struct str lang, struct str code)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[TEXT_MAX];
    char in[12], of[12];
    if (!str_to_cstr(lang, in, sizeof(in)) || !str_to_cstr(code, of, sizeof(of))) {
        return code;
    }
    const int32_t length = uloc_getDisplayLanguage(of, in, name, TEXT_MAX, &status);
    return U_SUCCESS(status) && length > 0 && length < TEXT_MAX
               ? to_utf8(arena, name, length)
               : i18n_language_name(code);
}

struct str i18n_format_country(struct arena *arena, struct str lang, struct str code)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[TEXT_MAX];
    char in[12], region[8], locale[12];
    if (!str_to_cstr(lang, in, sizeof(in)) ||
        !str_to_cstr(code, region, sizeof(region))) {
        return code;
    }
    snprintf(locale, sizeof(locale), "und_%s", region);
    const int32_t length = uloc_getDisplayCountry(locale, in, name, TEXT_MAX, &status);
    return U_SUCCESS(status) && length > 0 && length < TEXT_MAX
               ? to_utf8(arena, name, length)
               : code;
}

struct str i18n_fill(struct arena *arena, struct str text, const char *name,
                     struct str value)
{
    const struct str mark = arena_printf(arena, "{%s}", name);
    struct str filled = {0};
    size_t from = 0;
    for (size_t at; (at = str_find(text, mark, from)) != SIZE_MAX; from = at + mark.len) {
        const struct str before = str_slice(text, from, at);
        filled = arena_printf(arena, "%.*s%.*s%.*s", STR_ARG(filled), STR_ARG(before),
                              STR_ARG(value));
    }
    const struct str rest = str_slice(text, from, text.len);
    return from ? arena_printf(arena, "%.*s%.*s", STR_ARG(filled), STR_ARG(rest)) : text;
}

// ---- order ----

int i18n_compare(struct i18n_formats *formats, struct str lang, struct str a,
                 struct str b)
{
    struct language *language = language_of(formats, lang);
    UErrorCode status = U_ZERO_ERROR;
    if (!language->collator) {
        language->collator = ucol_open(icu_locale(language), &status);
    }
    if (U_FAILURE(status) || a.len > INT32_MAX || b.len > INT32_MAX) {
        return str_compare(a, b);
    }
    const UCollationResult order =
        ucol_strcollUTF8(language->collator, a.ptr ? a.ptr : "", (int32_t)a.len,
                         b.ptr ? b.ptr : "", (int32_t)b.len, &status);
    return U_SUCCESS(status) ? (int)order : str_compare(a, b);
}
