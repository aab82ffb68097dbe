#include "run.h"

// What clocks of publishers and kiosks may differ by, and how long a kiosk may have stood
// in a cupboard: a clock that is further off has jumped.
static const int64_t slack_ms = INT64_C(24) * 3600 * 1000;
static const int64_t reach_ms = INT64_C(5) * 365 * 24 * 3600 * 1000;

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t time_trusted_ms(const struct run *run)
{
    const int64_t now_ms = clock_utc_ms(&run->options->clock);
    const int64_t seen_ms =
        later(run->options->built_ms,
              later(run->state.synced_utc_ms, run->source.published_s * 1000));
    const bool early = now_ms <= 0 || now_ms < seen_ms - slack_ms;
    const bool late = seen_ms > 0 && now_ms > seen_ms + reach_ms;
    return early || late ? 0 : now_ms;
}

bool time_is_expired(const struct run *run)
{
    return run->source.expires_s > 0 &&
           time_trusted_ms(run) / 1000 >= run->source.expires_s;
}
