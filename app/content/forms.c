// The forms that single strings of a record may have.
#include <string.h>

#include "content/colour.h"
#include "content/fields.h"

enum {
    ID_MAX_BYTES = 64,
    URL_MAX_BYTES = 2048,
    FILE_MAX_BYTES = 200,
    LINE_MAX_BYTES = 2000
};

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool content_id_valid(struct str id)
{
    if (id.len == 0 || id.len > ID_MAX_BYTES) {
        return false;
    }
    for (size_t i = 0; i < id.len; i++) {
        if (!is_lower(id.ptr[i]) && !is_digit(id.ptr[i]) && id.ptr[i] != '-') {
            return false;
        }
    }
    return true;
}

bool content_reference_valid(struct str reference)
{
    struct str id = reference, feed;
    return str_cut(&id, '/', &feed) && content_id_valid(feed) &&
           (!id.ptr || content_id_valid(id));
}

static bool starts_with_fold(struct str s, struct str lower_prefix)
{
    if (s.len < lower_prefix.len) {
        return false;
    }
    for (size_t i = 0; i < lower_prefix.len; i++) {
        const char c = s.ptr[i];
        if ((is_upper(c) ? c - 'A' + 'a' : c) != lower_prefix.ptr[i]) {
            return false;
        }
    }
    return true;
}

bool content_url_valid(struct str url)
{
    static const struct str schemes[] = {
        {"https://", 8}, {"http://", 7}, {"mailto:", 7}, {"tel:", 4}};
    for (size_t i = 0; i < url.len; i++) {
        const unsigned char c = (unsigned char)url.ptr[i];
        if (c <= 0x20 || c == 0x7F || strchr("\"<>\\^`{|}", c)) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
        if (starts_with_fold(url, schemes[i])) {
            return url.len > schemes[i].len && url.len <= URL_MAX_BYTES;
        }
    }
    return false;
}

bool content_file_valid(struct str file)
{
    if (file.len == 0 || file.len > FILE_MAX_BYTES) {
        return false;
    }
    struct str rest = file, part;
    while (str_cut(&rest, '/', &part)) {
        // A leading dot hides a file, and "." and ".." lead elsewhere.
        if (part.len == 0 || part.ptr[0] == '.') {
            return false;
        }
        for (size_t i = 0; i < part.len; i++) {
            const char c = part.ptr[i];
            if (!is_lower(c) && !is_upper(c) && !is_digit(c) && c != '.' && c != '_' &&
                c != '-') {
                return false;
            }
        }
    }
    return true;
}

// The years a timetable may name: 0000 and 9999 are how broken exports say "none".
static bool date_valid(struct str text)
{
    struct civil_date date;
    return civil_parse(text, &date) && date.year >= 1900 && date.year <= 2199;
}

static bool timestamp_valid(struct str text)
{
    int64_t utc_ms = 0;
    return clock_parse_rfc3339(text, &utc_ms) && date_valid(str_slice(text, 0, 10));
}

bool content_moment_parse(struct str text, int64_t *out_utc_ms, bool *out_is_date)
{
    struct civil_date date;
    if (date_valid(text) && civil_parse(text, &date)) {
        *out_utc_ms = civil_to_days(date) * INT64_C(86400000);
        *out_is_date = true;
        return true;
    }
    *out_is_date = false;
    return timestamp_valid(text) && clock_parse_rfc3339(text, out_utc_ms);
}

// ISO 639-1 or -3, with an optional region: "sq", "pt-BR".
static bool language_valid(struct str text)
{
    const size_t letters = text.len > 2 && is_lower(text.ptr[2]) ? 3 : 2;
    if (text.len < letters || !is_lower(text.ptr[0]) || !is_lower(text.ptr[1])) {
        return false;
    }
    const struct str region = str_slice(text, letters, text.len);
    return region.len == 0 || (region.len == 3 && region.ptr[0] == '-' &&
                               is_upper(region.ptr[1]) && is_upper(region.ptr[2]));
}

static bool country_valid(struct str text)
{
    return text.len == 2 && is_upper(text.ptr[0]) && is_upper(text.ptr[1]);
}

static bool sha256_valid(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]) && (text.ptr[i] < 'a' || text.ptr[i] > 'f')) {
            return false;
        }
    }
    return text.len == 64;
}

// Digits with an optional sign and decimal part: shown grouped by the visitor's language.
static bool number_valid(struct str text)
{
    size_t at = text.len && text.ptr[0] == '-', digits = 0;
    for (; at < text.len && is_digit(text.ptr[at]); at++) {
        digits++;
    }
    if (digits == 0 || digits > 18) {
        return false;
    }
    if (at == text.len) {
        return true;
    }
    const struct str decimals = str_slice(text, at + 1, text.len);
    for (size_t i = 0; i < decimals.len; i++) {
        if (!is_digit(decimals.ptr[i])) {
            return false;
        }
    }
    return text.ptr[at] == '.' && decimals.len >= 1 && decimals.len <= 6;
}

static bool line_valid(struct str text)
{
    return text.len <= LINE_MAX_BYTES &&
           !memchr(text.ptr ? text.ptr : "", '\n', text.len);
}

static bool word_valid(const char *const *words, struct str text)
{
    for (; *words; words++) {
        if (str_equal(str_from_cstr(*words), text)) {
            return true;
        }
    }
    return false;
}

static const char *const wanted[] = {
    [FORM_ANY] = "one line of at most 2,000 bytes",
    [FORM_ID] = "an id: 1 to 64 of a-z, 0-9, hyphen",
    [FORM_REFERENCE] = "an id, or feed/id of another feed's record",
    [FORM_DATE] = "a day like 2026-09-01",
    [FORM_MOMENT] = "a day like 2026-09-01 or a time like 2026-09-01T14:30:00+02:00",
    [FORM_TIMESTAMP] = "a time like 2026-09-01T14:30:00+02:00",
    [FORM_URL] = "an address that starts with https://",
    [FORM_LANGUAGE] = "a language code like sq",
    [FORM_COUNTRY] = "a country code like AL",
    [FORM_SHA256] = "64 lowercase hex digits",
    [FORM_FILE] = "a file of the pack like media/lab.png",
    [FORM_WORD] = "one of the known words",
    [FORM_NUMBER] = "digits like 1300 or 44.5",
    [FORM_COLOUR] = "a colour like #12193a",
};

const char *content_form_wanted(enum content_form form)
{
    return wanted[form];
}

bool content_form_check(enum content_form form, const char *const *words, struct str text)
{
    switch (form) {
    case FORM_ANY:
        return line_valid(text);
    case FORM_ID:
        return content_id_valid(text);
    case FORM_REFERENCE:
        return content_reference_valid(text);
    case FORM_DATE:
        return date_valid(text);
    case FORM_MOMENT:
        return date_valid(text) || timestamp_valid(text);
    case FORM_TIMESTAMP:
        return timestamp_valid(text);
    case FORM_URL:
        return content_url_valid(text);
    case FORM_LANGUAGE:
        return language_valid(text);
    case FORM_COUNTRY:
        return country_valid(text);
    case FORM_SHA256:
        return sha256_valid(text);
    case FORM_FILE:
        return content_file_valid(text);
    case FORM_WORD:
        return word_valid(words, text);
    case FORM_NUMBER:
        return number_valid(text);
    case FORM_COLOUR: {
        uint32_t rgb = 0;
        return content_colour_parse(text, &rgb);
    }
    }
    return false;
}
