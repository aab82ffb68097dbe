// What an honest sync costs and does.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "press.h"
#include "store/snapshot.h"

static struct press press;
static struct sync_result result;

static void setup(void)
{
    press_open(&press);
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(run, .init = setup, .fini = teardown, .timeout = 60);

static int64_t requests_to(const char *part)
{
    int64_t count = 0;
    for (int64_t i = 0; i < hostile_requests(press.server); i++) {
        count += strstr(hostile_request(press.server, i), part) != NULL;
    }
    return count;
}

Test(run, takes_a_feed_and_then_asks_once)
{
    press_publish(&press,
                  (struct press_edition){.count = 300, .revision = 1, .media = 3});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(result.reason, FEED_OK);
    cr_assert_str_eq(result.feed, "test-feed");
    cr_assert_eq(result.version, press.version);
    cr_assert_eq(result.media_missing, 0);
    cr_assert_eq(press_shown(&press, 300), 1);
    cr_assert_eq(press_trusted(&press), press.version);
    hostile_forget(press.server);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert_eq(result.requests, 1);
    cr_assert_eq(hostile_requests(press.server), 1);
    cr_assert_str_eq(hostile_request(press.server, 0), "GET /latest 304");
    cr_assert_lt(result.bytes, 300);
}

Test(run, one_changed_record_moves_five_files)
{
    press_publish(&press,
                  (struct press_edition){.count = 3000, .revision = 1, .media = 5});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    const int64_t first = result.requests;
    press_publish(&press, (struct press_edition){
                              .count = 3000, .revision = 1, .media = 5, .altered = 1500});
    hostile_forget(press.server);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(hostile_requests(press.server), 5,
                 "latest, index, signature, node, chunk");
    cr_assert_eq(result.requests, 5);
    cr_assert_eq(requests_to("GET /latest 200"), 1);
    cr_assert_eq(requests_to("GET /i/"), 2);
    cr_assert_eq(requests_to("GET /o/"), 2);
    cr_assert_gt(first, 30, "the control: the first time everything travels");
}

Test(run, publishing_the_same_again_moves_three_files)
{
    press_publish(&press, (struct press_edition){.count = 100, .revision = 1});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    press_publish(&press, (struct press_edition){.count = 100, .revision = 1});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(result.requests, 3);
    cr_assert_eq(press_trusted(&press), press.version);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
}

Test(run, keeps_three_versions_and_the_objects_they_need)
{
    char path[256];
    struct press_file old = {0};
    for (int64_t i = 1; i <= 5; i++) {
        press_publish(&press,
                      (struct press_edition){.count = 200, .revision = i, .media = 1});
        if (i == 1) {
            old = *press_find(&press, PRESS_CHUNK, 0);
        }
        cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
        (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/%s", press.data, old.path);
        cr_assert_eq(file_exists(path), i <= 3, "edition %lld", (long long)i);
    }
    struct store_snapshots list;
    cr_assert(store_snapshot_list(&press.arena, press.data, &list));
    cr_assert_eq(list.count, 3);
    for (size_t i = 0; i < press.file_count; i++) {
        const struct press_file *file = &press.files[i];
        (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/%s", press.data,
                       file->path);
        cr_expect(file_exists(path) || file->kind == PRESS_LATEST, "%s", path);
    }
}

Test(run, heals_a_lost_snapshot_and_a_rotten_object_by_itself)
{
    CONFORMANCE("S07");
    press_publish(&press, (struct press_edition){.count = 200, .revision = 1});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    char path[256];
    struct store_snapshots list;
    cr_assert(store_snapshot_list(&press.arena, press.data, &list));
    (void)snprintf(path, sizeof(path), "%s/%s", press.data, list.items[0].file.ptr);
    cr_assert_eq(unlink(path), 0);
    (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/%s", press.data,
                   press_find(&press, PRESS_CHUNK, 1)->path);
    cr_assert(file_write(path, STR("rotten")));
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert_eq(result.requests, 2, "latest and the rotten chunk");
    cr_assert_eq(press_shown(&press, 200), 1);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert_eq(result.requests, 1);
}

Test(run, heals_a_snapshot_that_cannot_be_read)
{
    CONFORMANCE("S07");
    static const char *const damages[] = {"", "this is not a database", NULL};
    press_publish(&press, (struct press_edition){.count = 200, .revision = 1});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    for (size_t i = 0; damages[i]; i++) {
        char path[256];
        struct store_snapshots list;
        cr_assert(store_snapshot_list(&press.arena, press.data, &list));
        (void)snprintf(path, sizeof(path), "%s/%s", press.data, list.items[0].file.ptr);
        cr_assert(file_write(path, str_from_cstr(damages[i])));
        cr_assert_eq(press_shown(&press, 200), PRESS_MIXED, "the damage shows");
        cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
        cr_assert_eq(result.requests, 1, "all else is on this machine");
        cr_assert_eq(press_shown(&press, 200), 1);
    }
}

Test(run, a_lost_state_lets_no_version_fall)
{
    CONFORMANCE("C02");
    press_publish(&press, (struct press_edition){.count = 10, .revision = 1});
    const struct str old = press_read(&press, "latest");
    press_publish(&press, (struct press_edition){.count = 10, .revision = 2});
    const struct str new = press_read(&press, "latest");
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/state", press.data);
    cr_assert_eq(unlink(path), 0);
    press_write(&press, "latest", old);
    cr_assert_eq(press_sync(&press, &result), SYNC_KEPT);
    cr_assert_eq(result.reason, FEED_ROLLBACK);
    cr_assert_eq(press_shown(&press, 10), 2);
    press_write(&press, "latest", new);
    cr_assert_neq(press_sync(&press, &result), SYNC_KEPT);
    cr_assert_eq(press_trusted(&press), press.version);
}

Test(run, a_moved_server_is_the_same_feed)
{
    press_publish(&press, (struct press_edition){.count = 10, .revision = 1});
    const struct str old = press_read(&press, "latest");
    press_publish(&press, (struct press_edition){.count = 10, .revision = 2});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    struct hostile *first = press.server;
    press.server = hostile_start(press.feed);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    press_write(&press, "latest", old);
    hostile_stop(press.server);
    press.server = hostile_start(press.feed);
    cr_assert_eq(press_sync(&press, &result), SYNC_KEPT);
    cr_assert_eq(result.reason, FEED_ROLLBACK);
    hostile_stop(first);
}

Test(run, a_pinned_version_stays_while_the_trusted_one_moves)
{
    press_publish(&press, (struct press_edition){.count = 10, .revision = 1});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    press_publish(&press, (struct press_edition){.count = 10, .revision = 2});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(store_snapshot_rollback(press.data, STR("")), STORE_DONE);
    cr_assert_eq(press_shown(&press, 10), 1);
    press_publish(&press, (struct press_edition){.count = 10, .revision = 3});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(press_shown(&press, 10), 1);
    cr_assert_eq(press_trusted(&press), press.version);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert_eq(result.requests, 1);
    cr_assert_eq(store_snapshot_unpin(press.data, STR("")), STORE_DONE);
    cr_assert_eq(press_shown(&press, 10), 3);
}

Test(run, resumes_a_picture_and_throws_a_poisoned_part_away)
{
    CONFORMANCE("N02");
    press_publish(&press, (struct press_edition){.count = 10, .revision = 1, .media = 1});
    const char *path = press_find(&press, PRESS_MEDIA, 0)->path;
    hostile_rule(
        press.server,
        (struct hostile_rule){.path = path, .how = HOSTILE_CUT_BODY, .number = 1000});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(result.media_missing, 1);
    cr_assert_eq(result.media_reason, FEED_SHORT);
    char part[256];
    struct stat facts;
    (void)snprintf(part, sizeof(part), "%s/feeds/test-feed/%s.part", press.data, path);
    cr_assert_eq(stat(part, &facts), 0);
    cr_assert_eq(facts.st_size, 1000);
    cr_assert(file_write(part, STR("these are not its bytes")));
    hostile_honest(press.server);
    hostile_forget(press.server);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert_eq(result.media_missing, 0);
    cr_assert_eq(requests_to(" 206"), 1);
    cr_assert_eq(result.requests, 3, "latest, the rest, and the whole");
    cr_assert_not(file_exists(part));
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert_eq(result.requests, 1);
}

Test(run, counts_a_generation_when_a_picture_comes_later)
{
    CONFORMANCE("C06");
    press_publish(&press, (struct press_edition){.count = 10, .revision = 1, .media = 3});
    const struct press_file *file = press_find(&press, PRESS_MEDIA, 1);
    const struct str bytes = press_read(&press, file->path);
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/%s", press.feed, file->path);
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(result.media_missing, 1);
    cr_assert_eq(result.media_reason, FEED_MISSING);
    struct store_feed_state state;
    cr_assert(store_feed_state_read(press.data, STR("test-feed"), &state));
    cr_assert_str_eq(state.last_error, "missing");
    cr_assert_eq(press_shown(&press, 10), 1);
    struct store_current before, after;
    cr_assert(store_current_read(press.data, &before));
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert_eq(result.requests, 2);
    cr_assert(store_current_read(press.data, &after));
    cr_assert_eq(after.generation, before.generation);
    press_write(&press, file->path, bytes);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert_eq(result.media_missing, 0);
    cr_assert(store_current_read(press.data, &after));
    cr_assert_gt(after.generation, before.generation);
    cr_assert(store_feed_state_read(press.data, STR("test-feed"), &state));
    cr_assert_str_eq(state.last_error, "");
}

Test(run, knows_an_address_with_and_without_its_slash)
{
    press_publish(&press, (struct press_edition){.count = 10, .revision = 1});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    struct sync_options options = press_options(&press);
    options.url.len--;
    cr_assert_eq(sync_run_once(&options, &result), SYNC_CURRENT);
    cr_assert_eq(result.requests, 1);
}

// A second feed into the same data folder, in its record another revision.
static void open_venue(struct press *venue)
{
    press_open(venue);
    venue->feed_id = STR("venue-feed");
    press_publish(venue, (struct press_edition){.count = 10, .revision = 2});
}

static enum sync_outcome sync_into(struct press *from, const struct str *layers,
                                   size_t count)
{
    struct sync_options options = press_options(from);
    options.data_folder = press.data;
    options.layers = layers;
    options.layer_count = count;
    return sync_run_once(&options, &result);
}

// The layers from the lowest up, as "a b"; records of one id in two feeds are two
// records.
static struct str layers_shown(void)
{
    struct store_current current;
    struct str names = STR("");
    cr_assert(store_current_read(press.data, &current));
    for (size_t i = 0; i < current.count; i++) {
        names = arena_printf(&press.arena, "%.*s%s%s", STR_ARG(names), i ? " " : "",
                             current.layers[i].feed);
    }
    return names;
}

Test(run, layers_lie_as_the_settings_order_them)
{
    const struct str layers[] = {STR("test-feed"), STR("venue-feed")};
    const struct str turned[] = {STR("venue-feed"), STR("test-feed")};
    static struct press venue;
    open_venue(&venue);
    press_publish(&press, (struct press_edition){.count = 10, .revision = 1});
    // The upper one is reached first; the lower one comes to lie below it.
    cr_assert_eq(sync_into(&venue, layers, 2), SYNC_DONE);
    cr_assert_eq(press_shown(&press, 10), 2);
    cr_assert_eq(sync_into(&press, layers, 2), SYNC_DONE);
    cr_assert(str_equal(layers_shown(), STR("test-feed venue-feed")));
    // One feed alone, by foyerctl, moves nothing.
    const struct str before = press_current(&press);
    cr_assert_eq(sync_into(&press, NULL, 0), SYNC_CURRENT);
    cr_assert(str_equal(press_current(&press), before));
    // Other settings count although no feed has anything new, and are written once.
    cr_assert_eq(sync_into(&press, turned, 2), SYNC_CURRENT);
    cr_assert(str_equal(layers_shown(), STR("venue-feed test-feed")));
    const struct str after = press_current(&press);
    cr_assert_eq(sync_into(&venue, turned, 2), SYNC_CURRENT);
    cr_assert(str_equal(press_current(&press), after));
    press_close(&venue);
}

Test(run, layers_lie_as_they_came_when_no_settings_order_them)
{
    static struct press venue;
    open_venue(&venue);
    press_publish(&press, (struct press_edition){.count = 10, .revision = 1});
    cr_assert_eq(sync_into(&venue, NULL, 0), SYNC_DONE);
    cr_assert_eq(sync_into(&press, NULL, 0), SYNC_DONE);
    cr_assert(str_equal(layers_shown(), STR("venue-feed test-feed")));
    press_close(&venue);
}

static bool stop_now(void *context)
{
    (void)context;
    return true;
}

Test(run, a_run_that_is_told_to_stop_leaves_no_fault_behind)
{
    press_publish(&press, (struct press_edition){.count = 10, .revision = 1});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    struct sync_options options = press_options(&press);
    options.fetch.stopped = stop_now;
    cr_assert_eq(sync_run_once(&options, &result), SYNC_KEPT);
    struct store_feed_state state;
    cr_assert(store_feed_state_read(press.data, STR("test-feed"), &state));
    cr_assert_str_eq(state.last_error, "");
}

static void note_phase(void *context, const struct sync_progress *progress)
{
    enum sync_phase *last = context;
    cr_expect_geq(progress->phase, *last);
    cr_expect_leq(progress->done, progress->total);
    *last = progress->phase;
}

Test(run, reports_each_phase_in_order)
{
    enum sync_phase last = SYNC_POLL;
    press_publish(&press,
                  (struct press_edition){.count = 100, .revision = 1, .media = 2});
    struct sync_options options = press_options(&press);
    options.progress = note_phase;
    options.context = &last;
    cr_assert_eq(sync_run_once(&options, &result), SYNC_DONE);
    cr_assert_eq(last, SYNC_SWITCH);
    cr_assert(str_equal(sync_phase_name(SYNC_BUILD), STR("build")));
    cr_assert(sync_url_valid(str_from_cstr(hostile_url(press.server))));
    cr_assert_not(sync_url_valid(STR("file:///etc/passwd")));
    cr_assert_not(sync_url_valid(STR("http://a.example/?x=/")));
}
