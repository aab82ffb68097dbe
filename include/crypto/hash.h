// SHA-256, in one go or as bytes arrive. Source: FIPS 180-4. Any thread, a stream by one.
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include "base/str.h"

#define SHA256_HEX_LEN 64

struct sha256 {
    uint8_t bytes[32];
};

struct sha256 sha256_of(struct str bytes);
bool sha256_equal(const struct sha256 *a, const struct sha256 *b);
int sha256_compare(const struct sha256 *a, const struct sha256 *b); // bytewise

// Exactly 64 lower-case hex digits, nothing around them.
NODISCARD bool sha256_from_hex(struct str hex, struct sha256 *out_hash);
// 64 lower-case hex digits and NUL.
void sha256_to_hex(const struct sha256 *hash, char out_hex[SHA256_HEX_LEN + 1]);

// init, add any number of times, end. Needs no release.
struct sha256_stream {
    uint64_t opaque[13];
};
void sha256_init(struct sha256_stream *stream);
void sha256_add(struct sha256_stream *stream, struct str bytes);
struct sha256 sha256_end(struct sha256_stream *stream);

#endif
