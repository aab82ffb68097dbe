// Any bytes as a signature file and as key files.
#include "crypto/minisign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct minisign_public key = {{0}, {0}};
    struct minisign_secret secret;
    struct str comment;
    if (minisign_public_parse(bytes, &key) == MINISIGN_OK) {
        (void)!minisign_verify(&key, bytes, bytes, &comment);
    }
    (void)!minisign_secret_parse(bytes, &secret);
    // A signature is checked further when its key id is the one asked for.
    if (minisign_verify(&key, STR("hello"), bytes, &comment) == MINISIGN_KEY &&
        size > 80) {
        for (unsigned i = 0; i < 8; i++) {
            key.key_id[i] = data[size - 1 - i];
        }
        (void)!minisign_verify(&key, STR("hello"), bytes, &comment);
    }
    return 0;
}
