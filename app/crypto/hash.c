#include "crypto/hash.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(struct sha256_stream) >= sizeof(crypto_hash_sha256_state),
               "the public stream holds libsodium's");
_Static_assert(_Alignof(struct sha256_stream) >= _Alignof(crypto_hash_sha256_state),
               "and is aligned for it");

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)(s.len ? s.ptr : "");
}

struct sha256 sha256_of(struct str bytes)
{
    struct sha256 hash;
    crypto_hash_sha256(hash.bytes, bytes_of(bytes), bytes.len);
    return hash;
}

bool sha256_equal(const struct sha256 *a, const struct sha256 *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

int sha256_compare(const struct sha256 *a, const struct sha256 *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

// -1: no lower-case hex digit.
static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool sha256_from_hex(struct str hex, struct sha256 *out_hash)
{
    struct sha256 hash;
    if (hex.len != SHA256_HEX_LEN) {
        return false;
    }
    for (size_t i = 0; i < sizeof(hash.bytes); i++) {
        const int high = hex_digit(hex.ptr[2 * i]), low = hex_digit(hex.ptr[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        hash.bytes[i] = (uint8_t)(high << 4 | low);
    }
    *out_hash = hash;
    return true;
}

void sha256_to_hex(const struct sha256 *hash, char out_hex[SHA256_HEX_LEN + 1])
{
    sodium_bin2hex(out_hex, SHA256_HEX_LEN + 1, hash->bytes, sizeof(hash->bytes));
}

// The state is copied in and out, so that no type is read through another's pointer.
void sha256_init(struct sha256_stream *stream)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    memcpy(stream->opaque, &state, sizeof(state));
}

void sha256_add(struct sha256_stream *stream, struct str bytes)
{
    crypto_hash_sha256_state state;
    memcpy(&state, stream->opaque, sizeof(state));
    crypto_hash_sha256_update(&state, bytes_of(bytes), bytes.len);
    memcpy(stream->opaque, &state, sizeof(state));
}

struct sha256 sha256_end(struct sha256_stream *stream)
{
    crypto_hash_sha256_state state;
    memcpy(&state, stream->opaque, sizeof(state));
    struct sha256 hash;
    crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}
