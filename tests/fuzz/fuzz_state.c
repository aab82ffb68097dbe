// What is known of a feed (feeds/<id>/state): any bytes give a state or a fault, and what
// was read is written and read again as it is.
#include "fuzz_support.h"
#include "store/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

static bool same(const struct store_feed_state *a, const struct store_feed_state *b)
{
    return a->trusted_version == b->trusted_version && a->trusted_set == b->trusted_set &&
           a->key_set == b->key_set && strcmp(a->trusted_index, b->trusted_index) == 0 &&
           strcmp(a->anchor, b->anchor) == 0 && strcmp(a->etag, b->etag) == 0 &&
           a->checked_utc_ms == b->checked_utc_ms &&
           a->synced_utc_ms == b->synced_utc_ms &&
           strcmp(a->last_error, b->last_error) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[160];
    const struct store_feed_state none = {0};
    struct store_feed_state state, again;
    snprintf(path, sizeof(path), "%s/feeds/f", fuzz_folder());
    if (!folder_make(path)) {
        abort();
    }
    snprintf(path, sizeof(path), "%s/feeds/f/state", fuzz_folder());
    fuzz_put(path, data, size);
    if (!store_feed_state_read(fuzz_folder(), STR("f"), &state)) {
        require(same(&state, &none));
        return 0;
    }
    require(state.trusted_version >= 0 && state.checked_utc_ms >= 0);
    require(store_feed_state_write(fuzz_folder(), STR("f"), &state));
    require(store_feed_state_read(fuzz_folder(), STR("f"), &again));
    require(same(&state, &again));
    return 0;
}
