#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

#include "conformance.h"
#include "feed/object.h"

Test(reason, every_word_is_lower_case_and_reads_back)
{
    for (int i = 0; i < FEED_REASON_COUNT; i++) {
        const struct str name = feed_reason_name((enum feed_reason)i);
        cr_assert_gt(name.len, 1);
        for (size_t k = 0; k < name.len; k++) {
            cr_assert(islower((unsigned char)name.ptr[k]));
        }
        enum feed_reason back;
        cr_assert(feed_reason_parse(name, &back));
        cr_assert_eq((int)back, i);
    }
    enum feed_reason none;
    cr_assert_not(feed_reason_parse(STR("perhaps"), &none));
    cr_assert_not(feed_reason_parse(STR(""), &none));
}

Test(reason, every_word_is_explained_in_the_readme)
{
    FILE *file = fopen(FOYER_SOURCE_DIR "/include/feed/README.md", "rb");
    cr_assert_not_null(file);
    static char text[65536];
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    for (int i = 0; i < FEED_REASON_COUNT; i++) {
        char row[64];
        snprintf(row, sizeof(row), "\n| `%.*s` |",
                 STR_ARG(feed_reason_name((enum feed_reason)i)));
        cr_assert_not_null(strstr(text, row), "%s", row);
    }
}

Test(object, paths_are_made_of_the_hash_alone)
{
    CONFORMANCE("C12");
    const struct sha256 hash = sha256_of(STR("abc"));
    char path[FEED_PATH_SIZE];
    feed_object_path(&hash, path);
    cr_assert_str_eq(
        path, "o/ba/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    feed_index_path(&hash, path);
    cr_assert_str_eq(
        path, "i/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.json");
    feed_signature_path(&hash, path);
    cr_assert_str_eq(
        path,
        "i/"
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.json.minisig");
}

Test(object, ids_that_could_be_paths_are_refused)
{
    CONFORMANCE("C12");
    cr_assert(feed_id_valid(STR("steam-albania")), "the control");
    char longer[300];
    memset(longer, 'a', sizeof(longer));
    const struct str bad[] = {
        STR(""),     STR("../x"),   STR("/etc"),  STR("a/b"),
        STR("a\0b"), STR("Twin"),   STR("a b"),   STR("."),
        STR("a.db"), {longer, 300}, {longer, 65}, STR("\xc3\xa9"),
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        cr_assert_not(feed_id_valid(bad[i]), "case %zu", i);
    }
}

Test(object, is_checked_for_size_and_hash)
{
    CONFORMANCE("C06");
    const struct feed_ref ref = {sha256_of(STR("abc")), 3, 1};
    cr_assert_eq(feed_object_check(&ref, STR("abc")), FEED_OK, "the control");
    cr_assert_eq(feed_object_check(&ref, STR("ab")), FEED_SHORT);
    cr_assert_eq(feed_object_check(&ref, STR("abcd")), FEED_LARGE);
    cr_assert_eq(feed_object_check(&ref, STR("abd")), FEED_HASH);
}
