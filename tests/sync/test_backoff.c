#include <criterion/criterion.h>

#include "conformance.h"
#include "sync/sync.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

Test(backoff, doubles_from_15_seconds_to_5_minutes)
{
    static const int64_t waits_s[] = {15, 30, 60, 120, 240, 300, 300, 300};
    for (int64_t i = 0; i < (int64_t)(sizeof(waits_s) / sizeof(*waits_s)); i++) {
        cr_expect_eq(sync_backoff_ms(i + 1, i * MINUTE, 0, 0.5), waits_s[i] * SECOND);
    }
    cr_expect_eq(sync_backoff_ms(INT64_MAX, 0, 0, 0.5), 5 * MINUTE);
    cr_expect_eq(sync_backoff_ms(0, 0, 0, 0.5), 15 * SECOND);
}

Test(backoff, goes_to_an_hour_after_a_day)
{
    cr_expect_eq(sync_backoff_ms(300, 24 * HOUR - 1, 0, 0.5), 5 * MINUTE);
    cr_expect_eq(sync_backoff_ms(300, 24 * HOUR, 0, 0.5), HOUR);
}

Test(backoff, spreads_by_a_fifth_and_no_more)
{
    cr_expect_eq(sync_backoff_ms(6, 0, 0, 0.0), 4 * MINUTE);
    cr_expect_eq(sync_backoff_ms(6, 0, 0, 1.0), 6 * MINUTE);
    cr_expect_eq(sync_backoff_ms(6, 0, 0, 7.0), 6 * MINUTE);
    cr_expect_eq(sync_backoff_ms(6, 0, 0, -7.0), 4 * MINUTE);
    cr_expect_eq(sync_interval_ms(60 * SECOND, 0.0), 48 * SECOND);
    cr_expect_eq(sync_interval_ms(60 * SECOND, 1.0), 72 * SECOND);
}

Test(backoff, honours_the_server_up_to_an_hour)
{
    CONFORMANCE("N13");
    cr_expect_eq(sync_backoff_ms(1, 0, 100, 0.5), 100 * SECOND);
    cr_expect_eq(sync_backoff_ms(1, 0, 5, 0.5), 15 * SECOND);
    cr_expect_eq(sync_backoff_ms(1, 0, 315360000, 0.5), HOUR);
    cr_expect_eq(sync_backoff_ms(1, 0, INT64_MAX, 0.5), HOUR);
    cr_expect_eq(sync_backoff_ms(1, 0, -5, 0.5), 15 * SECOND);
}
