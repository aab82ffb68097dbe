#include <criterion/criterion.h>
#include <string.h>

#include "conformance.h"
#include "crypto/hash.h"

static void expect_hex(struct str bytes, const char *hex)
{
    const struct sha256 hash = sha256_of(bytes);
    char text[SHA256_HEX_LEN + 1];
    sha256_to_hex(&hash, text);
    cr_assert_str_eq(text, hex);
}

// Source of the values: FIPS 180-4 examples (NIST CSRC).
Test(hash, gives_the_values_of_the_standard)
{
    expect_hex((struct str){NULL, 0},
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect_hex(STR("abc"),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect_hex(STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

Test(hash, of_a_stream_is_that_of_the_whole)
{
    char bytes[1000];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(i * 7);
    }
    const struct sha256 whole = sha256_of((struct str){bytes, sizeof(bytes)});
    for (size_t step = 1; step < 200; step += 13) {
        struct sha256_stream stream;
        sha256_init(&stream);
        for (size_t i = 0; i < sizeof(bytes); i += step) {
            const size_t rest = sizeof(bytes) - i;
            sha256_add(&stream, (struct str){bytes + i, rest < step ? rest : step});
        }
        const struct sha256 end = sha256_end(&stream);
        cr_assert(sha256_equal(&whole, &end));
    }
}

Test(hash, reads_what_it_writes)
{
    const struct sha256 hash = sha256_of(STR("abc"));
    char text[SHA256_HEX_LEN + 1];
    sha256_to_hex(&hash, text);
    struct sha256 back;
    cr_assert(sha256_from_hex(str_from_cstr(text), &back));
    cr_assert(sha256_equal(&hash, &back));
    cr_assert_eq(sha256_compare(&hash, &back), 0);
}

Test(hash, is_never_a_path)
{
    CONFORMANCE("C12");
    const char *good = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    struct sha256 hash;
    cr_assert(sha256_from_hex(str_from_cstr(good), &hash), "the control");
    char twin[65], nul[65];
    strcpy(twin, good);
    twin[0] = 'B';
    memcpy(nul, good, 65);
    nul[10] = '\0';
    char longer[301];
    memset(longer, 'a', 300);
    longer[300] = '\0';
    const struct str bad[] = {
        STR(""),
        STR("../../etc/passwd"),
        STR("/etc/passwd"),
        {good, 63},
        {good, 65},
        {twin, 64},
        {nul, 64},
        {longer, 300},
        STR("../816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        STR(" a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        cr_assert_not(sha256_from_hex(bad[i], &hash), "case %zu", i);
    }
}
