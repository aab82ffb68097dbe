#include "base/clock.h"

#include <stdio.h>
#include <time.h>

int64_t clock_utc_ms(const struct clock *clock)
{
    return clock->utc_ms(clock->context);
}

int64_t clock_monotonic_ms(const struct clock *clock)
{
    return clock->monotonic_ms(clock->context);
}

static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_utc(void *context)
{
    (void)context;
    return read_ms(CLOCK_REALTIME);
}

static int64_t system_monotonic(void *context)
{
    (void)context;
    return read_ms(CLOCK_MONOTONIC);
}

struct clock clock_system(void)
{
    return (struct clock){.utc_ms = system_utc, .monotonic_ms = system_monotonic};
}

// Between two settings of the machine's clock the shifted one runs on monotonic time, so
// a held `--now` does not drift with NTP.
static int64_t shifted_utc(void *context)
{
    const struct clock_shift *shift = context;
    return read_ms(CLOCK_REALTIME) + shift->utc_offset_ms;
}

static int64_t shifted_monotonic(void *context)
{
    const struct clock_shift *shift = context;
    return read_ms(CLOCK_MONOTONIC) + shift->monotonic_offset_ms;
}

struct clock clock_shifted(struct clock_shift *shift)
{
    return (struct clock){
        .utc_ms = shifted_utc, .monotonic_ms = shifted_monotonic, .context = shift};
}

void clock_shift_set_utc(struct clock_shift *shift, int64_t utc_ms)
{
    shift->utc_offset_ms = utc_ms - read_ms(CLOCK_REALTIME);
}

void clock_shift_skip(struct clock_shift *shift, int64_t ms)
{
    shift->utc_offset_ms += ms;
    shift->monotonic_offset_ms += ms;
}

int64_t civil_to_days(struct civil_date date)
{
    const int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t year_of_era = year - era * 400;
    const int64_t shifted = date.month > 2 ? date.month - 3 : date.month + 9;
    const int64_t day_of_year = (153 * shifted + 2) / 5 + date.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
           day_of_year - 719468;
}

struct civil_date civil_from_days(int64_t days)
{
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const int64_t day_of_era = days - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted = (5 * day_of_year + 2) / 153;
    const int32_t month = (int32_t)(shifted < 10 ? shifted + 3 : shifted - 9);
    return (struct civil_date){
        .year = (int32_t)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int32_t)(day_of_year - (153 * shifted + 2) / 5 + 1),
    };
}

int civil_weekday(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7);
}

// `count` digits at `offset`; -1 when there are none.
static int32_t digits(struct str s, size_t offset, size_t count)
{
    if (offset + count > s.len) {
        return -1;
    }
    int32_t value = 0;
    for (size_t i = offset; i < offset + count; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') {
            return -1;
        }
        value = value * 10 + (s.ptr[i] - '0');
    }
    return value;
}

bool civil_parse(struct str s, struct civil_date *out_date)
{
    if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-') {
        return false;
    }
    const struct civil_date date = {
        .year = digits(s, 0, 4), .month = digits(s, 5, 2), .day = digits(s, 8, 2)};
    if (date.year < 1 || date.month < 1 || date.month > 12 || date.day < 1) {
        return false;
    }
    const struct civil_date back = civil_from_days(civil_to_days(date));
    if (back.month != date.month || back.day != date.day) {
        return false;
    }
    *out_date = date;
    return true;
}

// "Z" or "+02:00" at `offset`, to the end of s; minutes east.
static bool parse_offset(struct str s, size_t offset, int64_t *out_minutes)
{
    if (offset + 1 == s.len && s.ptr[offset] == 'Z') {
        *out_minutes = 0;
        return true;
    }
    const int32_t hours = digits(s, offset + 1, 2), minutes = digits(s, offset + 4, 2);
    if (offset + 6 != s.len || s.ptr[offset + 3] != ':' || hours < 0 || hours > 23 ||
        minutes < 0 || minutes > 59 || (s.ptr[offset] != '+' && s.ptr[offset] != '-')) {
        return false;
    }
    *out_minutes = (s.ptr[offset] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

bool clock_parse_rfc3339(struct str s, int64_t *out_utc_ms)
{
    struct civil_date date;
    if (s.len < 20 || !civil_parse(str_slice(s, 0, 10), &date) || s.ptr[10] != 'T' ||
        s.ptr[13] != ':' || s.ptr[16] != ':') {
        return false;
    }
    const int32_t hour = digits(s, 11, 2), minute = digits(s, 14, 2),
                  second = digits(s, 17, 2);
    int64_t east = 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 ||
        !parse_offset(s, 19, &east)) {
        return false;
    }
    const int64_t seconds =
        civil_to_days(date) * 86400 + hour * 3600 + (minute - east) * 60 + second;
    *out_utc_ms = seconds * 1000;
    return true;
}

void clock_format_rfc3339(int64_t utc_ms, char out_text[24])
{
    int64_t seconds = utc_ms / 1000 - (utc_ms % 1000 < 0);
    const int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    seconds -= days * 86400;
    const struct civil_date date = civil_from_days(days);
    snprintf(out_text, 24, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)date.year % 10000,
             (unsigned)date.month % 100, (unsigned)date.day % 100,
             (unsigned)(seconds / 3600), (unsigned)(seconds / 60 % 60),
             (unsigned)(seconds % 60));
}
