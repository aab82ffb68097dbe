#include "feed/object.h"

#include <stdio.h>

void feed_object_path(const struct sha256 *hash, char out_path[FEED_PATH_SIZE])
{
    char hex[SHA256_HEX_LEN + 1];
    sha256_to_hex(hash, hex);
    snprintf(out_path, FEED_PATH_SIZE, "o/%.2s/%s", hex, hex);
}

void feed_index_path(const struct sha256 *hash, char out_path[FEED_PATH_SIZE])
{
    char hex[SHA256_HEX_LEN + 1];
    sha256_to_hex(hash, hex);
    snprintf(out_path, FEED_PATH_SIZE, "i/%s.json", hex);
}

void feed_signature_path(const struct sha256 *hash, char out_path[FEED_PATH_SIZE])
{
    char hex[SHA256_HEX_LEN + 1];
    sha256_to_hex(hash, hex);
    snprintf(out_path, FEED_PATH_SIZE, "i/%s.json.minisig", hex);
}

bool feed_id_valid(struct str id)
{
    for (size_t i = 0; i < id.len; i++) {
        const char c = id.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return id.len >= 1 && id.len <= FEED_ID_MAX;
}

enum feed_reason feed_object_check(const struct feed_ref *ref, struct str bytes)
{
    if (ref->size_bytes < 0 || bytes.len > (size_t)ref->size_bytes) {
        return FEED_LARGE;
    }
    if (bytes.len < (size_t)ref->size_bytes) {
        return FEED_SHORT;
    }
    const struct sha256 hash = sha256_of(bytes);
    return sha256_equal(&hash, &ref->hash) ? FEED_OK : FEED_HASH;
}
