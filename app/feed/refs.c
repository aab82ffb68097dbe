#include "internal.h"

static bool ref_from_value(const struct value *map, const struct feed_ref *limits,
                           struct feed_ref *out_ref)
{
    struct str hex;
    return value_get_string(map, STR("hash"), &hex) &&
           sha256_from_hex(hex, &out_ref->hash) &&
           value_get_integer(map, STR("size"), 1, limits->size_bytes,
                             &out_ref->size_bytes) &&
           value_get_integer(map, STR("records"), 1, limits->records, &out_ref->records);
}

enum feed_reason feed_refs_from_value(struct arena *arena, const struct value *list,
                                      const struct feed_ref *limits,
                                      const struct feed_ref **out_refs)
{
    struct feed_ref *refs =
        ARENA_ARRAY(arena, struct feed_ref, list->count ? list->count : 1);
    for (size_t i = 0; i < list->count; i++) {
        if (!ref_from_value(&list->items[i], limits, &refs[i])) {
            return FEED_FORMAT;
        }
    }
    *out_refs = refs;
    return FEED_OK;
}

void feed_refs_write(struct buffer *buffer, const struct feed_ref *refs, size_t count)
{
    buffer_add(buffer, STR("["));
    for (size_t i = 0; i < count; i++) {
        char hex[SHA256_HEX_LEN + 1];
        sha256_to_hex(&refs[i].hash, hex);
        buffer_printf(buffer, "%s{\"hash\":\"%s\",\"records\":%lld,\"size\":%lld}",
                      i ? "," : "", hex, (long long)refs[i].records,
                      (long long)refs[i].size_bytes);
    }
    buffer_add(buffer, STR("]"));
}

int64_t feed_refs_records(const struct feed_ref *refs, size_t count)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        total += refs[i].records;
        if (total > FEED_RECORDS_MAX) {
            return -1;
        }
    }
    return total;
}
