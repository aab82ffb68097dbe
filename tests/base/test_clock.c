#include <criterion/criterion.h>
#include <string.h>

#include "base/clock.h"

Test(civil, days_and_dates_are_inverse_over_five_thousand_years)
{
    struct civil_date before = civil_from_days(-719163);
    cr_assert_eq(before.year, 0);
    for (int64_t days = -719162; days < 1100000; days++) {
        const struct civil_date date = civil_from_days(days);
        cr_assert_eq(civil_to_days(date), days);
        const int order = date.year * 372 + date.month * 31 + date.day -
                          (before.year * 372 + before.month * 31 + before.day);
        cr_assert_gt(order, 0);
        before = date;
    }
}

Test(civil, knows_weekdays)
{
    cr_assert_eq(civil_weekday(0), 3); // 1970-01-01 was a Thursday
    cr_assert_eq(civil_weekday(civil_to_days((struct civil_date){2026, 11, 22})), 6);
    cr_assert_eq(civil_weekday(-4), 6);
}

Test(civil, refuses_days_that_are_none)
{
    struct civil_date date;
    cr_assert(civil_parse(STR("2024-02-29"), &date));
    const struct str refused[] = {
        STR("2023-02-29"), STR("0000-01-01"), STR("2026-13-01"), STR("2026-00-10"),
        STR("2026-1-1"),   STR("2026-04-31"), STR("2026/04/30"), STR("")};
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        cr_assert_not(civil_parse(refused[i], &date), "%.*s", STR_ARG(refused[i]));
    }
}

Test(clock, rfc3339_comes_back)
{
    int64_t utc_ms = 0;
    char text[24];
    cr_assert(clock_parse_rfc3339(STR("2026-11-21T14:32:00+01:00"), &utc_ms));
    clock_format_rfc3339(utc_ms, text);
    cr_assert_str_eq(text, "2026-11-21T13:32:00Z");
    clock_format_rfc3339(-1000, text);
    cr_assert_str_eq(text, "1969-12-31T23:59:59Z");
    cr_assert_not(clock_parse_rfc3339(STR("2026-11-21T25:32:00Z"), &utc_ms));
    cr_assert_not(clock_parse_rfc3339(STR("2026-11-21 14:32:00Z"), &utc_ms));
    cr_assert_not(clock_parse_rfc3339(STR("2026-11-21T14:32:00+1:00"), &utc_ms));
}

Test(clock, a_shifted_clock_jumps_both_its_times)
{
    struct clock_shift shift = {0};
    const struct clock clock = clock_shifted(&shift);
    clock_shift_set_utc(&shift, 0);
    const int64_t before = clock_monotonic_ms(&clock);
    clock_shift_skip(&shift, 60000);
    cr_assert_geq(clock_utc_ms(&clock), 60000);
    cr_assert_geq(clock_monotonic_ms(&clock), before + 60000);
}
