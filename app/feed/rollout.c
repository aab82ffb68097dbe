#include "feed/verify.h"

static bool shares_tag(const struct feed_rollout *rollout, const struct feed_kiosk *kiosk)
{
    for (size_t i = 0; i < rollout->tag_count; i++) {
        for (size_t k = 0; k < kiosk->tag_count; k++) {
            if (str_equal(rollout->tags[i], kiosk->tags[k])) {
                return true;
            }
        }
    }
    return false;
}

bool feed_rollout_includes(const struct feed_rollout *rollout,
                           const struct feed_kiosk *kiosk)
{
    if (!rollout->there) {
        return false;
    }
    if (rollout->percent >= 100 || shares_tag(rollout, kiosk)) {
        return true;
    }
    if (!kiosk->id.len) {
        return false;
    }
    const struct sha256 hash = sha256_of(kiosk->id);
    uint64_t number = 0;
    for (size_t i = 0; i < 8; i++) {
        number = number << 8 | hash.bytes[i];
    }
    return (int64_t)(number % 100) < rollout->percent;
}
