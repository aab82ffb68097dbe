// A mirror in a folder: whole, verified, no larger than it must be, and never half new.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "kill.h"
#include "press.h"
#include "sync/copy.h"

enum { COUNT = 60 };

static struct press press;
static struct sync_copy_result result;
static char mirror[96];

static void setup(void)
{
    press_open(&press);
    (void)snprintf(mirror, sizeof(mirror), "%s/stick/foyer/test-feed", press.root);
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(copy, .init = setup, .fini = teardown, .timeout = 110);

static void publish(int64_t revision)
{
    press_publish(
        &press, (struct press_edition){.count = COUNT, .revision = revision, .media = 3});
}

static enum sync_outcome copy(void)
{
    const struct sync_options options = press_options(&press);
    return sync_copy(&options, mirror, &result);
}

// What a kiosk that has nothing yet shows after it was given the mirror.
static int64_t shown_from_mirror(void)
{
    struct sync_result taken;
    struct sync_options options = press_options(&press);
    options.url = str_from_cstr(mirror);
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    const enum sync_outcome outcome = sync_run_once(&options, &taken);
    return outcome == SYNC_DONE && !taken.media_missing ? press_shown(&press, COUNT) : 0;
}

static int64_t count_files(const char *folder)
{
    int64_t count = 0;
    struct folder_list list = {0};
    if (!folder_read(&press.arena, folder, &list)) {
        return 0;
    }
    for (size_t i = 0; i < list.count; i++) {
        struct stat facts;
        const char *path = path_join(&press.arena, folder, list.names[i].ptr);
        cr_assert_eq(lstat(path, &facts), 0);
        count += S_ISDIR(facts.st_mode) ? count_files(path) : 1;
    }
    return count;
}

Test(copy, holds_the_newest_version_and_nothing_else)
{
    publish(1);
    cr_assert_eq(copy(), SYNC_DONE, "%.*s",
                 STR_ARG(feed_reason_name(result.sync.reason)));
    cr_assert_eq(count_files(mirror), (int64_t)press.file_count);
    cr_assert_eq(shown_from_mirror(), 1);
    publish(2);
    cr_assert_eq(copy(), SYNC_DONE);
    cr_assert_gt(result.removed, 0);
    cr_assert_eq(count_files(mirror), (int64_t)press.file_count);
    cr_assert_eq(shown_from_mirror(), 2);
}

Test(copy, fetches_only_what_is_missing)
{
    publish(1);
    cr_assert_eq(copy(), SYNC_DONE);
    cr_assert_eq(result.fetched, result.objects);
    hostile_forget(press.server);
    cr_assert_eq(copy(), SYNC_CURRENT);
    cr_assert_eq(result.fetched, 0);
    cr_assert_eq(hostile_requests(press.server), 3, "latest, index, signature");
    press_publish(&press, (struct press_edition){
                              .count = COUNT, .revision = 1, .altered = 7, .media = 3});
    cr_assert_eq(copy(), SYNC_DONE);
    cr_assert(result.fetched >= 2 && result.fetched < result.objects, "%lld of %lld",
              (long long)result.fetched, (long long)result.objects);
}

Test(copy, a_spoilt_object_is_fetched_again)
{
    publish(1);
    cr_assert_eq(copy(), SYNC_DONE);
    const char *path =
        path_join(&press.arena, mirror, press_find(&press, PRESS_MEDIA, 1)->path);
    cr_assert_eq(truncate(path, 10), 0);
    cr_assert_eq(shown_from_mirror(), 0, "the control: it is spoilt");
    cr_assert_eq(copy(), SYNC_CURRENT);
    cr_assert_eq(result.fetched, 1);
    cr_assert_eq(shown_from_mirror(), 1);
}

Test(copy, never_goes_back)
{
    CONFORMANCE("C02");
    char older[96];
    (void)snprintf(older, sizeof(older), "%s/older", press.root);
    publish(1);
    cr_assert(rename(press.feed, older) == 0 && folder_make(press.feed));
    publish(2);
    cr_assert_eq(copy(), SYNC_DONE);
    struct sync_options options = press_options(&press);
    options.url = str_from_cstr(older);
    cr_assert_eq(sync_copy(&options, mirror, &result), SYNC_KEPT);
    cr_assert_eq(result.sync.reason, FEED_ROLLBACK);
    cr_assert_eq(shown_from_mirror(), 2);
    cr_assert(folder_remove(mirror));
    cr_assert_eq(sync_copy(&options, mirror, &result), SYNC_DONE, "the control");
}

Test(copy, takes_nothing_that_a_kiosk_would_refuse)
{
    CONFORMANCE("C01", "C06");
    struct press thief;
    publish(1);
    cr_assert_eq(copy(), SYNC_DONE);
    press_open(&thief);
    thief.version = press.version;
    press_publish(&thief, (struct press_edition){.count = COUNT, .revision = 9});
    struct sync_options options = press_options(&press);
    options.url = str_from_cstr(thief.feed);
    cr_assert_eq(sync_copy(&options, mirror, &result), SYNC_KEPT);
    cr_assert(result.sync.reason == FEED_KEY || result.sync.reason == FEED_SIGNATURE);
    press_close(&thief);
    publish(2);
    hostile_rule(press.server,
                 (struct hostile_rule){.path = "/o/", .how = HOSTILE_FLIP, .number = 99});
    cr_assert_eq(copy(), SYNC_KEPT);
    cr_assert_eq(result.sync.reason, FEED_HASH);
    cr_assert_eq(shown_from_mirror(), 1);
    hostile_honest(press.server);
    cr_assert_eq(copy(), SYNC_DONE, "the control");
    cr_assert_eq(shown_from_mirror(), 2);
}

static void copy_child(void *context)
{
    struct sync_options options = press_options(&press);
    options.step = kill_step;
    options.context = context;
    (void)sync_copy(&options, mirror, &result);
}

Test(copy, cut_anywhere_it_holds_the_old_or_the_new)
{
    CONFORMANCE("N20");
    int64_t old = 0, new = 0, number = 1;
    // Every eleventh call that may change the disk, for the sake of time.
    for (bool killed = true; killed; number += 11) {
        cr_assert(folder_remove(mirror));
        publish(1);
        cr_assert_eq(copy(), SYNC_DONE);
        publish(2);
        if (!kill_at_call(copy_child, number, &killed)) {
            cr_skip_test("ptrace is not allowed here");
        }
        const int64_t shown = shown_from_mirror();
        cr_assert(shown == 1 || shown == 2, "call %lld: %lld", (long long)number,
                  (long long)shown);
        old += shown == 1;
        new += shown == 2;
        cr_assert_neq(copy(), SYNC_KEPT);
        cr_assert_eq(shown_from_mirror(), 2);
        cr_assert_eq(count_files(mirror), (int64_t)press.file_count, "call %lld",
                     (long long)number);
    }
    cr_assert(old > 4 && new > 1, "the control: %lld and %lld", (long long)old,
              (long long)new);
}

Test(copy, a_server_of_the_hall_may_serve_it)
{
    struct sync_result taken;
    publish(1);
    cr_assert_eq(copy(), SYNC_DONE);
    struct hostile *hall = hostile_start(mirror);
    struct sync_options options = press_options(&press);
    const struct str address = str_from_cstr(hostile_url(hall));
    options.mirrors = &address;
    options.mirror_count = 1;
    cr_assert_eq(sync_run_any(&options, &taken, NULL), SYNC_DONE);
    publish(2);
    cr_assert_eq(copy(), SYNC_DONE);
    cr_assert_eq(sync_run_any(&options, &taken, NULL), SYNC_DONE,
                 "its ETag is another, though written in the same second");
    cr_assert_eq(press_shown(&press, COUNT), 2);
    hostile_stop(hall);
}
