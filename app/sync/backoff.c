#include "sync/sync.h"

enum {
    BACKOFF_FIRST_MS = 15 * 1000,
    BACKOFF_MOST_MS = 5 * 60 * 1000,
    BACKOFF_LONG_MS = 60 * 60 * 1000,
    BACKOFF_DAY_MS = 24 * 60 * 60 * 1000,
};

int64_t sync_interval_ms(int64_t interval_ms, double random)
{
    const double share = random < 0 ? 0 : random > 1 ? 1 : random;
    return (int64_t)((double)interval_ms * (0.8 + 0.4 * share));
}

int64_t sync_backoff_ms(int64_t failures, int64_t failing_ms, int64_t retry_after_s,
                        double random)
{
    const int64_t most = failing_ms >= BACKOFF_DAY_MS ? BACKOFF_LONG_MS : BACKOFF_MOST_MS;
    int64_t wait = BACKOFF_FIRST_MS;
    for (int64_t i = 1; i < failures && wait < most; i++) {
        wait *= 2;
    }
    wait = sync_interval_ms(wait > most ? most : wait, random);
    const int64_t asked =
        retry_after_s > 0 ? (retry_after_s < 3600 ? retry_after_s : 3600) * 1000 : 0;
    return wait < asked ? asked : wait;
}
