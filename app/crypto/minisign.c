#include "crypto/minisign.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "base/file.h"

// Source of the layouts: https://jedisct1.github.io/minisign/
struct public_blob {
    uint8_t algorithm[2]; // "Ed"
    uint8_t key_id[8];
    uint8_t key[32];
};
struct secret_blob {
    uint8_t algorithm[2];          // "Ed"
    uint8_t kdf[2];                // "Sc": with a password; two zeros: without
    uint8_t checksum_algorithm[2]; // "B2"
    uint8_t salt[32], ops_limit[8], memory_limit[8];
    uint8_t key_id[8];
    uint8_t key[64];
    uint8_t checksum[32]; // all zero without a password
};
struct signature_blob {
    uint8_t algorithm[2]; // "ED": over BLAKE2b-512 of the bytes
    uint8_t key_id[8];
    uint8_t signature[64];
};
_Static_assert(sizeof(struct public_blob) == 42, "no padding");
_Static_assert(sizeof(struct secret_blob) == 158, "no padding");
_Static_assert(sizeof(struct signature_blob) == 74, "no padding");

#define UNTRUSTED      STR("untrusted comment: ")
#define SIGNATURE_LINE STR("untrusted comment: signature from minisign secret key")
#define TRUSTED        STR("trusted comment: ")
enum {
    BASE64 = sodium_base64_VARIANT_ORIGINAL,
    COMMENT_MAX = 1000,
    BLOB_MAX = sizeof(struct secret_blob)
};

bool minisign_keygen(struct minisign_secret *out_secret,
                     struct minisign_public *out_public)
{
    if (sodium_init() < 0) {
        return false;
    }
    randombytes_buf(out_secret->key_id, sizeof(out_secret->key_id));
    crypto_sign_ed25519_keypair(out_public->key, out_secret->key);
    memcpy(out_public->key_id, out_secret->key_id, sizeof(out_public->key_id));
    return true;
}

void minisign_forget(struct minisign_secret *secret)
{
    sodium_memzero(secret, sizeof(*secret));
}

struct minisign_public minisign_public_of(const struct minisign_secret *secret)
{
    struct minisign_public key;
    memcpy(key.key_id, secret->key_id, sizeof(key.key_id));
    crypto_sign_ed25519_sk_to_pk(key.key, secret->key);
    return key;
}

// The next line without its end ("\n" or "\r\n"); the last may lack it.
static bool next_line(struct str *rest, struct str *out_line)
{
    if (!str_cut(rest, '\n', out_line)) {
        return false;
    }
    if (out_line->len && out_line->ptr[out_line->len - 1] == '\r') {
        out_line->len--;
    }
    return true;
}

static bool nothing_left(struct str rest)
{
    return str_trim(rest).len == 0;
}

// Exactly `size` bytes from canonical base64. Encoded again and compared, because
// libsodium also decodes some bytes over 0x7f.
static bool decode(struct str line, void *out_bytes, size_t size)
{
    uint8_t bytes[BLOB_MAX];
    char again[BLOB_MAX * 2];
    size_t length = 0;
    assert(size <= sizeof(bytes));
    const bool fits = line.len && sodium_base642bin(bytes, size, line.ptr, line.len, NULL,
                                                    &length, NULL, BASE64) == 0;
    const bool canonical =
        fits && length == size &&
        str_equal(line, str_from_cstr(sodium_bin2base64(again, sizeof(again), bytes, size,
                                                        BASE64)));
    if (canonical) {
        memcpy(out_bytes, bytes, size);
    }
    sodium_memzero(bytes, sizeof(bytes));
    sodium_memzero(again, sizeof(again));
    return canonical;
}

static struct str encode(struct arena *arena, const void *bytes, size_t size)
{
    const size_t room = sodium_base64_ENCODED_LEN(size, BASE64);
    char *text = arena_alloc(arena, room);
    sodium_bin2base64(text, room, bytes, size, BASE64);
    return (struct str){text, room - 1};
}

// A key id as minisign prints it: the number it is in little-endian order.
struct str minisign_key_name(struct arena *arena, const uint8_t id[8])
{
    uint64_t number = 0;
    for (size_t i = 8; i-- > 0;) {
        number = number << 8 | id[i];
    }
    return arena_printf(arena, "%016llX", (unsigned long long)number);
}

enum minisign_result minisign_public_parse(struct str file,
                                           struct minisign_public *out_public)
{
    struct str rest = file, line;
    struct public_blob blob;
    if (file.len > MINISIGN_FILE_MAX || !next_line(&rest, &line)) {
        return MINISIGN_FORMAT;
    }
    if (str_starts_with(line, UNTRUSTED) && !next_line(&rest, &line)) {
        return MINISIGN_FORMAT;
    }
    if (!decode(line, &blob, sizeof(blob)) || !nothing_left(rest) ||
        memcmp(blob.algorithm, "Ed", 2) != 0) {
        return MINISIGN_FORMAT;
    }
    memcpy(out_public->key_id, blob.key_id, sizeof(blob.key_id));
    memcpy(out_public->key, blob.key, sizeof(blob.key));
    return MINISIGN_OK;
}

bool minisign_public_load(const char *path, struct minisign_public *out_public,
                          const char **out_why)
{
    struct arena arena;
    struct str file;
    bool done = false;
    arena_init(&arena, 0);
    if (!file_read(&arena, path, MINISIGN_FILE_MAX, &file)) {
        *out_why = strerror(errno);
    } else if (minisign_public_parse(file, out_public) != MINISIGN_OK) {
        *out_why = "not a public key of `foyerctl keygen` or minisign (KEYFILE.pub)";
    } else {
        done = true;
    }
    arena_finish(&arena);
    return done;
}

// The second half of an Ed25519 secret key is its public key; a file where it is not
// would sign what nobody can verify.
static bool halves_agree(const uint8_t key[64])
{
    uint8_t seed[32], public_key[32], secret_key[64];
    crypto_sign_ed25519_sk_to_seed(seed, key);
    crypto_sign_ed25519_seed_keypair(public_key, secret_key, seed);
    const bool agree = sodium_memcmp(secret_key, key, sizeof(secret_key)) == 0;
    sodium_memzero(seed, sizeof(seed));
    sodium_memzero(secret_key, sizeof(secret_key));
    return agree;
}

enum minisign_result minisign_secret_parse(struct str file,
                                           struct minisign_secret *out_secret)
{
    struct str rest = file, line;
    struct secret_blob blob;
    if (file.len > MINISIGN_FILE_MAX || !next_line(&rest, &line) ||
        !str_starts_with(line, UNTRUSTED) || !next_line(&rest, &line) ||
        !decode(line, &blob, sizeof(blob))) {
        return MINISIGN_FORMAT;
    }
    enum minisign_result result = MINISIGN_OK;
    if (!nothing_left(rest) || memcmp(blob.algorithm, "Ed", 2) != 0) {
        result = MINISIGN_FORMAT;
    } else if (memcmp(blob.kdf, "\0\0", 2) != 0) {
        result = MINISIGN_ENCRYPTED;
    } else if (!halves_agree(blob.key)) {
        result = MINISIGN_FORMAT;
    } else {
        memcpy(out_secret->key_id, blob.key_id, sizeof(blob.key_id));
        memcpy(out_secret->key, blob.key, sizeof(blob.key));
    }
    sodium_memzero(&blob, sizeof(blob));
    return result;
}

struct str minisign_public_write(struct arena *arena, const struct minisign_public *key)
{
    struct public_blob blob = {.algorithm = {'E', 'd'}};
    memcpy(blob.key_id, key->key_id, sizeof(blob.key_id));
    memcpy(blob.key, key->key, sizeof(blob.key));
    return arena_printf(arena, "untrusted comment: minisign public key %.*s\n%.*s\n",
                        STR_ARG(minisign_key_name(arena, key->key_id)),
                        STR_ARG(encode(arena, &blob, sizeof(blob))));
}

struct str minisign_secret_write(struct arena *arena, const struct minisign_secret *key)
{
    struct secret_blob blob = {.algorithm = {'E', 'd'}, .checksum_algorithm = {'B', '2'}};
    memcpy(blob.key_id, key->key_id, sizeof(blob.key_id));
    memcpy(blob.key, key->key, sizeof(blob.key));
    const struct str text = encode(arena, &blob, sizeof(blob));
    sodium_memzero(&blob, sizeof(blob));
    return arena_printf(arena, "untrusted comment: minisign secret key %.*s\n%.*s\n",
                        STR_ARG(minisign_key_name(arena, key->key_id)), STR_ARG(text));
}

// What the second signature covers: the first one, then the trusted comment.
static size_t global_message(const uint8_t signature[64], struct str comment,
                             uint8_t out_message[64 + COMMENT_MAX])
{
    memcpy(out_message, signature, 64);
    if (comment.len) {
        memcpy(out_message + 64, comment.ptr, comment.len);
    }
    return 64 + comment.len;
}

static bool comment_valid(struct str comment)
{
    for (size_t i = 0; i < comment.len; i++) {
        const unsigned char c = (unsigned char)comment.ptr[i];
        if ((c < ' ' && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return comment.len <= COMMENT_MAX;
}

static void prehash(struct str bytes, uint8_t out_digest[64])
{
    crypto_generichash_blake2b(out_digest, 64,
                               (const uint8_t *)(bytes.len ? bytes.ptr : ""), bytes.len,
                               NULL, 0);
}

struct str minisign_sign(struct arena *arena, const struct minisign_secret *key,
                         struct str bytes, struct str trusted_comment)
{
    assert(comment_valid(trusted_comment));
    struct signature_blob blob = {.algorithm = {'E', 'D'}};
    uint8_t digest[64], message[64 + COMMENT_MAX], global[64];
    memcpy(blob.key_id, key->key_id, sizeof(blob.key_id));
    prehash(bytes, digest);
    crypto_sign_ed25519_detached(blob.signature, NULL, digest, sizeof(digest), key->key);
    const size_t size = global_message(blob.signature, trusted_comment, message);
    crypto_sign_ed25519_detached(global, NULL, message, size, key->key);
    return arena_printf(
        arena, "%.*s\n%.*s\ntrusted comment: %.*s\n%.*s\n", STR_ARG(SIGNATURE_LINE),
        STR_ARG(encode(arena, &blob, sizeof(blob))), STR_ARG(trusted_comment),
        STR_ARG(encode(arena, global, sizeof(global))));
}

bool minisign_cut(struct str *rest, struct str *out_file)
{
    size_t end = 0;
    for (int line = 0; line < 4; line++) {
        const size_t at = str_find(*rest, STR("\n"), end);
        if (at == SIZE_MAX) {
            return false;
        }
        end = at + 1;
    }
    *out_file = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end, rest->len);
    return true;
}

struct signature_file {
    struct signature_blob blob;
    struct str comment;
    uint8_t global[64];
};

// Nothing signs the first line nor the ends of lines, so they must stand exactly as
// minisign writes them: not one byte of a signature file can change unnoticed.
static bool signature_parse(struct str file, struct signature_file *out_file)
{
    struct str rest = file, untrusted, first, comment, second;
    if (file.len > MINISIGN_FILE_MAX || !str_cut(&rest, '\n', &untrusted) ||
        !str_cut(&rest, '\n', &first) || !str_cut(&rest, '\n', &comment) ||
        !str_cut(&rest, '\n', &second) || !rest.ptr || rest.len) {
        return false;
    }
    if (!str_equal(untrusted, SIGNATURE_LINE) || !str_starts_with(comment, TRUSTED)) {
        return false;
    }
    out_file->comment = str_slice(comment, TRUSTED.len, comment.len);
    return comment_valid(out_file->comment) &&
           decode(first, &out_file->blob, sizeof(out_file->blob)) &&
           decode(second, out_file->global, sizeof(out_file->global));
}

enum minisign_result minisign_verify(const struct minisign_public *key, struct str bytes,
                                     struct str file, struct str *out_comment)
{
    struct signature_file parsed;
    if (!signature_parse(file, &parsed)) {
        return MINISIGN_FORMAT;
    }
    if (memcmp(parsed.blob.algorithm, "ED", 2) != 0) {
        return memcmp(parsed.blob.algorithm, "Ed", 2) == 0 ? MINISIGN_LEGACY
                                                           : MINISIGN_FORMAT;
    }
    if (memcmp(parsed.blob.key_id, key->key_id, sizeof(key->key_id)) != 0) {
        return MINISIGN_KEY;
    }
    uint8_t digest[64], message[64 + COMMENT_MAX];
    prehash(bytes, digest);
    if (crypto_sign_ed25519_verify_detached(parsed.blob.signature, digest, sizeof(digest),
                                            key->key) != 0) {
        return MINISIGN_SIGNATURE;
    }
    const size_t size = global_message(parsed.blob.signature, parsed.comment, message);
    if (crypto_sign_ed25519_verify_detached(parsed.global, message, size, key->key) !=
        0) {
        return MINISIGN_COMMENT;
    }
    if (out_comment) {
        *out_comment = parsed.comment;
    }
    return MINISIGN_OK;
}
