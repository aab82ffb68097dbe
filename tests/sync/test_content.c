// Signed content that is not what it should be, fetched over HTTP.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "press.h"

static struct press press;
static struct sync_result result;

static void setup(void)
{
    press_open(&press);
    press_publish(&press, (struct press_edition){.count = 80, .revision = 1, .media = 2});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(content, .init = setup, .fini = teardown, .timeout = 60);

static void publish(int64_t revision)
{
    press_publish(&press,
                  (struct press_edition){.count = 80, .revision = revision, .media = 2});
}

static void expect_kept(enum feed_reason reason, const char *what)
{
    const struct str before = press_current(&press);
    const int64_t trusted = press_trusted(&press);
    cr_expect_eq(press_sync(&press, &result), SYNC_KEPT, "%s", what);
    cr_expect_eq(result.reason, reason, "%s: reason %.*s", what,
                 STR_ARG(feed_reason_name(result.reason)));
    cr_expect(str_equal(before, press_current(&press)), "%s", what);
    cr_expect_eq(press_trusted(&press), trusted, "%s", what);
    cr_expect_eq(result.version, trusted, "%s", what);
    cr_expect_eq(press_shown(&press, 80), 1, "%s", what);
}

// The control of each: the same edition as it should be.
static void expect_taken(int64_t revision)
{
    cr_expect_eq(press_sync(&press, &result), SYNC_DONE, "control: %.*s",
                 STR_ARG(feed_reason_name(result.reason)));
    cr_expect_eq(press_shown(&press, 80), revision);
}

Test(content, unsigned_or_signed_by_another)
{
    CONFORMANCE("C01");
    publish(2);
    const char *path = press_find(&press, PRESS_SIGNATURE, 0)->path;
    const struct str signature = press_read(&press, path);
    char file[256];
    (void)snprintf(file, sizeof(file), "%s/%s", press.feed, path);
    cr_assert_eq(unlink(file), 0);
    expect_kept(FEED_MISSING, "no signature");
    press_write(&press, path, STR("not a signature\n"));
    expect_kept(FEED_SIGNATURE, "no signature's form");
    struct minisign_secret other;
    struct minisign_public other_public;
    cr_assert(minisign_keygen(&other, &other_public));
    const struct str index = press_read(&press, press_find(&press, PRESS_INDEX, 0)->path);
    press_write(&press, path, minisign_sign(&press.arena, &other, index, STR("other")));
    expect_kept(FEED_KEY, "another key");
    press_write(&press, path,
                minisign_sign(&press.arena, &press.secret, STR("else"), STR("other")));
    expect_kept(FEED_SIGNATURE, "other bytes signed");
    press_write(&press, path, signature);
    expect_taken(2);
}

Test(content, an_older_version)
{
    CONFORMANCE("C02");
    const struct str first = press_read(&press, "latest");
    publish(2);
    const struct str second = press_read(&press, "latest");
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    press_write(&press, "latest", first);
    cr_expect_eq(press_sync(&press, &result), SYNC_KEPT);
    cr_expect_eq(result.reason, FEED_ROLLBACK);
    cr_expect_eq(press_shown(&press, 80), 2);
    press_write(&press, "latest", second);
    cr_expect_eq(press_sync(&press, &result), SYNC_CURRENT, "the control");
}

Test(content, the_same_version_with_other_content)
{
    CONFORMANCE("C03");
    const int64_t version = press.version;
    publish(2);
    press.draft.version = version;
    press_sign(&press);
    expect_kept(FEED_CONFLICT, "same version");
    press.draft.version = version + 1;
    press_sign(&press);
    expect_taken(2);
}

Test(content, the_highest_version_there_can_be)
{
    CONFORMANCE("C04", "C02");
    const struct minisign_secret secret = press.secret;
    struct minisign_public other;
    publish(2);
    press.draft.version = INT64_MAX;
    cr_assert(minisign_keygen(&press.secret, &other));
    press_sign(&press);
    expect_kept(FEED_KEY, "the highest version, signed by another");
    press.secret = secret;
    press_sign(&press);
    expect_taken(2);
    cr_assert_eq(press_trusted(&press), INT64_MAX);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    publish(3);
    cr_assert_eq(press_sync(&press, &result), SYNC_KEPT);
    cr_assert_eq(result.reason, FEED_ROLLBACK, "nothing is above it");
    cr_assert_eq(press_shown(&press, 80), 2);
}

Test(content, of_another_feed)
{
    publish(2);
    press.draft.feed_id = STR("other-feed");
    press_sign(&press);
    expect_kept(FEED_FEED, "another feed's id");
    press.draft.feed_id = STR("test-feed");
    press_sign(&press);
    expect_taken(2);
}

// The signed index with `old` replaced, soundly signed again.
static void sign_replaced(struct str index, struct str old, struct str new)
{
    const size_t at = str_find(index, old, 0);
    cr_assert_neq(at, SIZE_MAX, "%.*s", STR_ARG(index));
    press_sign_index(&press,
                     arena_printf(&press.arena, "%.*s%.*s%.*s",
                                  STR_ARG(str_slice(index, 0, at)), STR_ARG(new),
                                  STR_ARG(str_slice(index, at + old.len, index.len))));
}

Test(content, of_a_newer_format_or_with_more_fields)
{
    CONFORMANCE("C10", "C11");
    publish(2);
    const struct str index = press_read(&press, press_find(&press, PRESS_INDEX, 0)->path);
    sign_replaced(index, STR("\"spec\":1"), STR("\"spec\":2"));
    expect_kept(FEED_NEWER, "a newer format");
    sign_replaced(index, STR("\"spec\":1"), STR("\"spec\":1,\"zebra\":[{}]"));
    expect_taken(2);
}

Test(content, an_expired_index_is_not_taken)
{
    publish(2);
    press.draft.expires = PRESS_NOW + 3600;
    press_sign(&press);
    expect_kept(FEED_EXPIRED, "expired");
    press.draft.expires = PRESS_NOW + 7200;
    press_sign(&press);
    expect_taken(2);
}

// What earlier tries have kept is forgotten, so that every file travels.
static void forget_objects(void)
{
    char path[160];
    (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/o", press.data);
    cr_assert(folder_remove(path));
    (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/i", press.data);
    cr_assert(folder_remove(path));
}

static void expect_fault(const char *path, struct str bytes, const char *what)
{
    forget_objects();
    const struct str good = press_read(&press, path);
    press_write(&press, path, bytes);
    cr_expect_eq(press_sync(&press, &result), SYNC_KEPT, "%s", what);
    cr_expect_eq(press_shown(&press, 80), 1, "%s", what);
    press_write(&press, path, good);
}

Test(content, an_object_too_long_too_short_or_gone)
{
    CONFORMANCE("C06");
    publish(2);
    static const enum press_kind kinds[] = {PRESS_NODE, PRESS_CHUNK};
    for (size_t i = 0; i < 2; i++) {
        const char *path = press_find(&press, kinds[i], 0)->path;
        const struct str good = press_read(&press, path);
        char file[256];
        expect_fault(path, str_slice(good, 0, good.len - 1), "one less");
        cr_expect_eq(result.reason, FEED_SHORT);
        expect_fault(path, arena_printf(&press.arena, "%.*sx", STR_ARG(good)),
                     "one more");
        cr_expect(result.reason == FEED_SHORT || result.reason == FEED_LARGE);
        (void)snprintf(file, sizeof(file), "%s/%s", press.feed, path);
        cr_assert_eq(unlink(file), 0);
        forget_objects();
        expect_kept(FEED_MISSING, "gone");
        press_write(&press, path, good);
    }
    expect_taken(2);
}

Test(content, a_flipped_byte_in_every_file)
{
    CONFORMANCE("C06");
    publish(2);
    for (size_t i = 0; i < press.file_count; i++) {
        const struct press_file file = press.files[i];
        const struct str good = press_read(&press, file.path);
        char *bad = arena_alloc(&press.arena, good.len);
        memcpy(bad, good.ptr, good.len);
        bad[good.len / 2] ^= 0x20;
        if (file.kind == PRESS_MEDIA) {
            continue; // the first edition has brought them already
        }
        expect_fault(file.path, (struct str){bad, good.len}, file.path);
    }
    expect_taken(2);
}

Test(content, files_of_two_editions)
{
    CONFORMANCE("C07");
    const struct press_file index1 = *press_find(&press, PRESS_INDEX, 0);
    const struct press_file signature1 = *press_find(&press, PRESS_SIGNATURE, 0);
    const struct press_file chunk1 = *press_find(&press, PRESS_CHUNK, 0);
    const struct press_file node1 = *press_find(&press, PRESS_NODE, 0);
    publish(2);
    expect_fault(press_find(&press, PRESS_INDEX, 0)->path,
                 press_read(&press, index1.path), "the index of the first");
    cr_expect_eq(result.reason, FEED_HASH);
    expect_fault(press_find(&press, PRESS_SIGNATURE, 0)->path,
                 press_read(&press, signature1.path), "the signature of the first");
    cr_expect_eq(result.reason, FEED_SIGNATURE);
    expect_fault(press_find(&press, PRESS_CHUNK, 0)->path,
                 press_read(&press, chunk1.path), "a chunk of the first");
    expect_fault(press_find(&press, PRESS_NODE, 0)->path, press_read(&press, node1.path),
                 "a node of the first");
    expect_taken(2);
}

Test(content, a_name_that_is_no_name)
{
    CONFORMANCE("C12");
    publish(2);
    static const char *const names[] = {
        "../../../../etc/passwd\n", "/etc/passwd\n", "\n", "latest\n",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"};
    const struct str good = press_read(&press, "latest");
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        press_write(&press, "latest", str_from_cstr(names[i]));
        expect_kept(FEED_FORMAT, names[i]);
        cr_expect_eq(result.requests, 1);
    }
    press_write(&press, "latest", good);
    expect_taken(2);
}

Test(content, nothing_is_kept_of_a_feed_that_was_never_verified)
{
    CONFORMANCE("C01");
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    struct minisign_public other_public;
    struct minisign_secret other;
    cr_assert(minisign_keygen(&other, &other_public));
    struct sync_options options = press_options(&press);
    options.keys = &other_public;
    cr_expect_eq(sync_run_once(&options, &result), SYNC_KEPT);
    cr_expect_eq(result.reason, FEED_KEY);
    cr_expect_eq(result.version, 0);
    char path[160];
    (void)snprintf(path, sizeof(path), "%s/feeds/test-feed", press.data);
    cr_expect_not(file_exists(path));
    cr_expect_eq(press_sync(&press, &result), SYNC_DONE, "the control");
}
