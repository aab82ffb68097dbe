// Time comes in through a clock, so that tests and `--now` can hold it. Any thread; a
// struct clock_shift is changed by one while no other reads it.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/str.h"

struct clock {
    int64_t (*utc_ms)(void *context);       // milliseconds since 1970-01-01T00:00:00Z
    int64_t (*monotonic_ms)(void *context); // never falls
    void *context;
};

int64_t clock_utc_ms(const struct clock *clock);
int64_t clock_monotonic_ms(const struct clock *clock);
struct clock clock_system(void); // CLOCK_REALTIME, CLOCK_MONOTONIC

// A clock that starts at `utc_ms` and can jump (clock_shift_skip moves both times on).
struct clock_shift {
    int64_t utc_offset_ms, monotonic_offset_ms;
};
struct clock clock_shifted(struct clock_shift *shift); // borrows shift
void clock_shift_set_utc(struct clock_shift *shift, int64_t utc_ms);
void clock_shift_skip(struct clock_shift *shift, int64_t ms);

// Proleptic Gregorian dates without zone. Source: H. Hinnant, "chrono-Compatible
// Low-Level Date Algorithms".
struct civil_date {
    int32_t year; // 1..9999
    int32_t month, day;
};
int64_t civil_to_days(struct civil_date date); // days since 1970-01-01
struct civil_date civil_from_days(int64_t days);
int civil_weekday(int64_t days); // 0 Monday .. 6 Sunday
// "2026-11-22", a real day of the years 1..9999.
NODISCARD bool civil_parse(struct str s, struct civil_date *out_date);
// RFC 3339 with Z or offset ("2026-11-22T14:32:00Z"); milliseconds UTC.
NODISCARD bool clock_parse_rfc3339(struct str s, int64_t *out_utc_ms);
// "2026-11-22T14:32:00Z" and NUL.
void clock_format_rfc3339(int64_t utc_ms, char out_text[24]);

#endif
