// Ed25519 signatures in minisign's own file formats, so that `minisign -V` reads ours and
// we read its. Only prehashed signatures ("ED", over BLAKE2b-512) are made and accepted.
// Source: https://jedisct1.github.io/minisign/ ("Signature format", "Public key format").
// Any thread.
#ifndef CRYPTO_MINISIGN_H
#define CRYPTO_MINISIGN_H

#include "base/arena.h"

#define MINISIGN_FILE_MAX 4096 // bytes of a key or signature file

struct minisign_public {
    uint8_t key_id[8]; // random, only tells keys apart
    uint8_t key[32];
};

// Wipe with minisign_forget() after use.
struct minisign_secret {
    uint8_t key_id[8];
    uint8_t key[64]; // seed, then public key
};

enum minisign_result {
    MINISIGN_OK,
    MINISIGN_FORMAT,    // not such a file: lines, base64, sizes
    MINISIGN_LEGACY,    // an "Ed" signature over the bytes themselves
    MINISIGN_KEY,       // made with a key of another id
    MINISIGN_SIGNATURE, // does not fit the bytes
    MINISIGN_COMMENT,   // the trusted comment is not the signed one
    MINISIGN_ENCRYPTED, // a secret key with a password: not supported
};

// false: the system has no random numbers.
NODISCARD bool minisign_keygen(struct minisign_secret *out_secret,
                               struct minisign_public *out_public);
void minisign_forget(struct minisign_secret *secret);
struct minisign_public minisign_public_of(const struct minisign_secret *secret);

// A key id as minisign prints it, 16 hex digits.
struct str minisign_key_name(struct arena *arena, const uint8_t id[8]);

// Key files. A public key may also be the base64 line alone.
NODISCARD enum minisign_result minisign_public_parse(struct str file,
                                                     struct minisign_public *out_public);
NODISCARD enum minisign_result minisign_secret_parse(struct str file,
                                                     struct minisign_secret *out_secret);
// From a file. false: *out_why says in words why not, as long as errno's texts live.
NODISCARD bool minisign_public_load(const char *path, struct minisign_public *out_public,
                                    const char **out_why);
// In the arena; the secret one is unencrypted (what `minisign -W` makes), write it 0600.
struct str minisign_public_write(struct arena *arena, const struct minisign_public *key);
struct str minisign_secret_write(struct arena *arena, const struct minisign_secret *key);

// The .minisig file for `bytes`, in the arena. The same input gives the same file.
// `trusted_comment`: one line without control characters but tab, at most 1,000 bytes.
struct str minisign_sign(struct arena *arena, const struct minisign_secret *key,
                         struct str bytes, struct str trusted_comment);

// Both signatures of `file` (over bytes; over signature and trusted comment) must be
// `key`'s. *out_comment (may be NULL) borrows from `file`.
NODISCARD enum minisign_result minisign_verify(const struct minisign_public *key,
                                               struct str bytes, struct str file,
                                               struct str *out_comment);

// A bundle is one or more such files one behind the other; minisign itself reads the
// first. Cuts the next off *rest, unchecked; false: no whole one is left (rest->len is 0
// when the bundle ended where a file does).
bool minisign_cut(struct str *rest, struct str *out_file);

#endif
