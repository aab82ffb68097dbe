// A feed from a stick and from mirrors: the same code, the same rules, the same content
// as from the address itself. Kolibri #14628, Kolibri #13501 and xibo #367 are what
// happens where the ways differ: a new version that comes by USB is silently not
// imported, or is another than the one by network.
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "conformance.h"
#include "press.h"

enum { COUNT = 60 };

static struct press press;
static struct sync_result result;
static char away[96], other[96];

static void setup(void)
{
    press_open(&press);
    (void)snprintf(away, sizeof(away), "%s/away", press.root);
    (void)snprintf(other, sizeof(other), "%s/other", press.root);
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(folder, .init = setup, .fini = teardown, .timeout = 100);

static void publish(int64_t revision)
{
    press_publish(
        &press, (struct press_edition){.count = COUNT, .revision = revision, .media = 3});
}

// A snapshot says when it was built; all are built in the same second here.
static int64_t held_ms(void *context)
{
    (void)context;
    return (PRESS_NOW + 3600) * INT64_C(1000);
}

static struct sync_options from(const char *place)
{
    struct sync_options options = press_options(&press);
    options.clock = (struct clock){held_ms, held_ms, NULL};
    options.url = str_from_cstr(place);
    return options;
}

static enum sync_outcome take(const char *place)
{
    const struct sync_options options = from(place);
    return sync_run_once(&options, &result);
}

// Every snapshot of the data folder with its bytes.
static struct sha256 snapshots(size_t *out_count)
{
    struct folder_list list = {0};
    struct sha256_stream stream;
    const char *folder = path_join(&press.arena, press.data, "snapshots");
    sha256_init(&stream);
    cr_assert(folder_read(&press.arena, folder, &list));
    for (size_t i = 0; i < list.count; i++) {
        struct str bytes = {0};
        const char *file = path_join(&press.arena, folder, list.names[i].ptr);
        sha256_add(&stream, list.names[i]);
        if (file_read(&press.arena, file, 1 << 26, &bytes)) {
            sha256_add(&stream, bytes);
        }
    }
    *out_count = list.count;
    return sha256_end(&stream);
}

static void forget_all(void)
{
    cr_assert(folder_remove(press.data) && folder_make(press.data));
}

Test(folder, usb_and_network_give_the_same_bytes)
{
    size_t by_usb_count = 0, by_network_count = 0;
    publish(1);
    cr_assert_eq(take(press.feed), SYNC_DONE, "%.*s",
                 STR_ARG(feed_reason_name(result.reason)));
    cr_assert_eq(press_shown(&press, COUNT), 1);
    cr_assert_eq(result.requests, 0);
    const struct sha256 by_usb = snapshots(&by_usb_count);
    forget_all();
    cr_assert_eq(take(hostile_url(press.server)), SYNC_DONE);
    const struct sha256 by_network = snapshots(&by_network_count);
    cr_assert_gt(by_usb_count, 0);
    cr_assert_eq(by_usb_count, by_network_count);
    cr_assert(sha256_equal(&by_usb, &by_network));
    publish(2);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    const struct sha256 later = snapshots(&by_network_count);
    cr_assert(!sha256_equal(&by_usb, &later), "the control");
}

Test(folder, a_new_version_comes_either_way_and_says_from_where)
{
    char origin[SYNC_URL_SIZE];
    const struct str id = STR("test-feed");
    cr_assert_not(sync_origin(press.data, id, origin));
    publish(1);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert(sync_origin(press.data, id, origin));
    cr_assert(
        str_starts_with(str_from_cstr(hostile_url(press.server)), str_from_cstr(origin)));
    cr_assert_eq(take(press.feed), SYNC_CURRENT, "the same is nothing new");
    publish(2);
    cr_assert_eq(take(press.feed), SYNC_DONE, "Kolibri #14628");
    cr_assert_eq(press_shown(&press, COUNT), 2);
    cr_assert(sync_origin(press.data, id, origin));
    cr_assert_str_eq(origin, press.feed);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert(sync_origin(press.data, id, origin));
    cr_assert_str_eq(origin, press.feed, "it still came from the stick");
    publish(3);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(press_shown(&press, COUNT), 3);
}

Test(folder, an_older_stick_lowers_nothing)
{
    CONFORMANCE("C02");
    publish(1);
    cr_assert(rename(press.feed, away) == 0 && folder_make(press.feed));
    publish(2);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    const int64_t trusted = press_trusted(&press);
    cr_assert_eq(take(away), SYNC_KEPT);
    cr_assert_eq(result.reason, FEED_ROLLBACK);
    cr_assert_eq(press_shown(&press, COUNT), 2);
    cr_assert_eq(press_trusted(&press), trusted);
    forget_all();
    cr_assert_eq(take(away), SYNC_DONE, "the control: who has nothing takes it");
    cr_assert_eq(press_shown(&press, COUNT), 1);
}

Test(folder, a_stick_of_somebody_else_is_refused)
{
    CONFORMANCE("C01");
    struct press thief;
    publish(1);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    press_open(&thief);
    thief.version = press.version;
    press_publish(&thief, (struct press_edition){.count = COUNT, .revision = 9});
    cr_assert_eq(take(thief.feed), SYNC_KEPT);
    cr_assert(result.reason == FEED_KEY || result.reason == FEED_SIGNATURE);
    cr_assert_eq(press_shown(&press, COUNT), 1);
    cr_assert_eq(press_sync(&thief, &result), SYNC_DONE, "the control: with its key");
    press_close(&thief);
}

struct pull {
    int64_t left; // objects until it is pulled out
};

static void pull_out(void *context, const struct sync_progress *progress)
{
    struct pull *pull = context;
    const bool reads = progress->phase == SYNC_OBJECTS || progress->phase == SYNC_MEDIA;
    if (reads && pull->left-- == 0) {
        cr_assert_eq(rename(press.feed, away), 0);
    }
}

static int64_t objects_kept(void)
{
    int64_t count = 0;
    struct folder_list list = {0};
    char folder[160];
    (void)snprintf(folder, sizeof(folder), "%s/feeds/test-feed/o", press.data);
    if (folder_read(&press.arena, folder, &list)) {
        for (size_t i = 0; i < list.count; i++) {
            struct folder_list below = {0};
            const char *path = path_join(&press.arena, folder, list.names[i].ptr);
            cr_assert(folder_read(&press.arena, path, &below));
            count += (int64_t)below.count;
        }
    }
    return count;
}

Test(folder, a_stick_pulled_out_at_any_object_costs_nothing)
{
    CONFORMANCE("N20");
    int64_t cut = 0;
    for (bool whole = false; !whole; cut++) {
        forget_all();
        publish(1);
        cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
        publish(2);
        struct pull pull = {cut};
        struct sync_options options = from(press.feed);
        options.progress = pull_out;
        options.context = &pull;
        const enum sync_outcome outcome = sync_run_once(&options, &result);
        whole = !file_exists(away);
        if (!whole && outcome == SYNC_KEPT) {
            cr_assert_eq(result.reason, FEED_UNREACHABLE, "%.*s",
                         STR_ARG(feed_reason_name(result.reason)));
            cr_assert_eq(press_shown(&press, COUNT), 1);
            const int64_t kept = objects_kept();
            cr_assert_eq(rename(away, press.feed), 0);
            cr_assert_eq(take(press.feed), SYNC_DONE, "put in again, it goes on");
            cr_assert_geq(objects_kept(), kept);
        } else if (!whole) {
            cr_assert_eq(rename(away, press.feed), 0);
        }
        cr_assert_eq(press_shown(&press, COUNT), 2, "%lld", (long long)cut);
    }
    cr_assert_gt(cut, 5, "the control: it was pulled out in between");
}

// What a stick began, the network ends, and the other way round: the same objects.
Test(folder, what_one_way_began_the_other_ends)
{
    publish(1);
    struct pull pull = {4};
    struct sync_options options = from(press.feed);
    options.progress = pull_out;
    options.context = &pull;
    cr_assert_eq(sync_run_once(&options, &result), SYNC_KEPT);
    cr_assert_eq(rename(away, press.feed), 0);
    const int64_t kept = objects_kept();
    cr_assert_gt(kept, 0);
    hostile_forget(press.server);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    const int64_t asked = hostile_requests(press.server);
    forget_all();
    hostile_forget(press.server);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_lt(asked, hostile_requests(press.server), "the control: all of it is more");
}

static void describe(struct arena *arena, const char *folder, struct buffer *text)
{
    struct folder_list list = {0};
    cr_assert(folder_read(arena, folder, &list));
    for (size_t i = 0; i < list.count; i++) {
        struct stat facts;
        const char *path = path_join(arena, folder, list.names[i].ptr);
        cr_assert_eq(lstat(path, &facts), 0);
        buffer_printf(text, "%s %o %lld %lld.%ld %lld.%ld %lld.%ld\n", path,
                      facts.st_mode, (long long)facts.st_size,
                      (long long)facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec,
                      (long long)facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec,
                      S_ISREG(facts.st_mode) ? (long long)facts.st_atim.tv_sec : 0,
                      S_ISREG(facts.st_mode) ? facts.st_atim.tv_nsec : 0);
        if (S_ISDIR(facts.st_mode)) {
            describe(arena, path, text);
        }
    }
}

Test(folder, nothing_is_written_to_a_stick)
{
    struct buffer before, after;
    struct sync_options options = from(press.feed);
    buffer_init(&before, 0);
    buffer_init(&after, 0);
    publish(1);
    describe(&press.arena, press.feed, &before);
    cr_assert_eq(sync_run_once(&options, &result), SYNC_DONE);
    describe(&press.arena, press.feed, &after);
    cr_assert(str_equal(buffer_view(&before), buffer_view(&after)));
    cr_assert_gt(before.len, 500, "the control: there was something to look at");
    buffer_finish(&before);
    buffer_finish(&after);
}

// Puts something else in the place of a file of the feed.
static void replace(const char *path, const char *link)
{
    char file[256];
    (void)snprintf(file, sizeof(file), "%s/%s", press.feed, path);
    (void)snprintf(away, sizeof(away), "%s/away", press.root);
    (void)!folder_remove(away);
    cr_assert_eq(rename(file, away), 0, "%s", file);
    cr_assert_eq(link ? symlink(link, file) : mkfifo(file, 0644), 0);
}

Test(folder, no_link_is_followed_and_no_pipe_waited_for)
{
    static const enum press_kind kinds[] = {PRESS_LATEST, PRESS_INDEX, PRESS_SIGNATURE,
                                            PRESS_NODE, PRESS_CHUNK};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        for (int pipe = 0; pipe < 2; pipe++) {
            forget_all();
            publish(1);
            const char *path = press_find(&press, kinds[i], 0)->path;
            // The link leads to the very bytes, and is refused all the same.
            replace(path, pipe ? NULL : away);
            cr_assert_eq(take(press.feed), SYNC_KEPT, "%s", path);
            cr_assert_eq(result.reason, FEED_MISSING, "%s: %.*s", path,
                         STR_ARG(feed_reason_name(result.reason)));
            cr_assert_eq(press_shown(&press, COUNT), 0);
            char file[256];
            (void)snprintf(file, sizeof(file), "%s/%s", press.feed, path);
            cr_assert(unlink(file) == 0 && rename(away, file) == 0);
            cr_assert_eq(take(press.feed), SYNC_DONE, "the control");
        }
    }
    forget_all();
    publish(1);
    replace("o", away);
    cr_assert_eq(take(press.feed), SYNC_KEPT);
    cr_assert_eq(result.reason, FEED_MISSING);
    cr_assert_eq(symlink(press.feed, other), 0);
    cr_assert_eq(take(other), SYNC_KEPT, "nor is the folder itself a link");
    cr_assert_eq(result.reason, FEED_UNREACHABLE);
}

static void cut_file(const char *path, off_t size)
{
    char file[256];
    (void)snprintf(file, sizeof(file), "%s/%s", press.feed, path);
    cr_assert_eq(truncate(file, size), 0);
}

Test(folder, files_of_a_wrong_size_are_refused_without_reading_them)
{
    CONFORMANCE("C06");
    static const struct {
        enum press_kind kind;
        off_t size;
        enum feed_reason reason;
    } cases[] = {
        {PRESS_LATEST, (off_t)1 << 40, FEED_LARGE},
        {PRESS_LATEST, 0, FEED_SHORT},
        {PRESS_INDEX, (off_t)1 << 40, FEED_LARGE},
        {PRESS_INDEX, 100, FEED_HASH},
        {PRESS_NODE, (off_t)1 << 40, FEED_LARGE},
        {PRESS_NODE, 100, FEED_SHORT},
        {PRESS_CHUNK, 0, FEED_SHORT},
        {PRESS_CHUNK, 100, FEED_SHORT},
    };
    publish(1);
    cr_assert_eq(take(press.feed), SYNC_DONE, "the control");
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        publish((int64_t)i + 2);
        cut_file(press_find(&press, cases[i].kind, 0)->path, cases[i].size);
        cr_assert_eq(take(press.feed), SYNC_KEPT, "%zu", i);
        cr_assert_eq(result.reason, cases[i].reason, "%zu: %.*s", i,
                     STR_ARG(feed_reason_name(result.reason)));
        cr_assert_eq(press_shown(&press, COUNT), 1);
    }
}

Test(folder, no_stick_is_no_harm)
{
    publish(1);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(take("/nowhere/foyer/test-feed"), SYNC_KEPT);
    cr_assert_eq(result.reason, FEED_UNREACHABLE);
    cr_assert(folder_make(other));
    cr_assert_eq(take(other), SYNC_KEPT, "an empty one");
    cr_assert_eq(result.reason, FEED_MISSING);
    cr_assert_eq(press_shown(&press, COUNT), 1);
    cr_assert_not(sync_url_valid(STR("relative/folder")));
    cr_assert_not(sync_url_valid(STR("/")));
    cr_assert(sync_url_valid(STR("/media/stick/foyer/x")), "the control");
}

// ---- mirrors ----
static enum sync_outcome take_any(const char *first, const char *second, bool all,
                                  struct str *out_used)
{
    struct sync_options options = press_options(&press);
    const struct str mirrors[] = {str_from_cstr(first), str_from_cstr(second)};
    options.mirrors = mirrors;
    options.mirror_count = 2;
    options.ask_all = all;
    return sync_run_any(&options, &result, out_used);
}

Test(folder, mirrors_are_asked_in_order_until_one_is_right)
{
    char dead[64];
    struct str used;
    (void)snprintf(dead, sizeof(dead), "http://127.0.0.1:%d/x", hostile_dead_port());
    publish(1);
    cr_assert_eq(take_any(dead, press.feed, false, &used), SYNC_DONE);
    cr_assert(str_equal(used, str_from_cstr(press.feed)));
    cr_assert_eq(hostile_requests(press.server), 0, "nobody further away is asked");
    publish(2);
    cr_assert_eq(take_any(dead, "/nowhere/at-all", false, &used), SYNC_DONE);
    cr_assert_eq(press_shown(&press, COUNT), 2);
    cr_assert_gt(result.requests, 4);
    hostile_rule(press.server, (struct hostile_rule){.how = HOSTILE_RESET});
    cr_assert_eq(take_any(dead, "/nowhere/at-all", false, &used), SYNC_KEPT);
    cr_assert_eq(result.reason, FEED_UNREACHABLE, "the control");
}

Test(folder, a_mirror_that_lies_is_passed_over)
{
    publish(1);
    cr_assert(rename(press.feed, away) == 0 && folder_make(press.feed));
    publish(2);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    publish(3);
    // An old one, then one with a spoilt index.
    cr_assert_eq(symlink(away, other), 0);
    struct str used;
    cr_assert_eq(take_any(away, other, false, &used), SYNC_DONE);
    cr_assert(str_equal(used, str_from_cstr(hostile_url(press.server))));
    cr_assert_eq(press_shown(&press, COUNT), 3);
}

Test(folder, a_mirror_that_stands_still_holds_nothing_back_for_ever)
{
    struct str used;
    publish(1);
    cr_assert(rename(press.feed, away) == 0 && folder_make(press.feed));
    cr_assert_eq(take(away), SYNC_DONE);
    publish(2);
    cr_assert_eq(take_any(away, away, false, &used), SYNC_CURRENT);
    cr_assert_eq(take_any(away, away, true, &used), SYNC_DONE);
    cr_assert_eq(press_shown(&press, COUNT), 2);
    hostile_rule(press.server, (struct hostile_rule){.how = HOSTILE_RESET});
    cr_assert_eq(take_any(away, press.feed, true, &used), SYNC_CURRENT,
                 "the farthest being away is no failure");
    cr_assert(str_equal(used, str_from_cstr(press.feed)));
}
