// What rots on the disk is found and made good: objects are fetched again, snapshots are
// built again from the objects, without a network when they are all there.
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "press.h"
#include "store/snapshot.h"
#include "sync/heal.h"

enum { COUNT = 150, BUDGET = 64 * 1024, STEPS_MAX = 4000 };

static struct press press;
static struct sync_result result;
static struct sync_heal *heal;
static int64_t revision;

static void update(void)
{
    press_publish(&press, (struct press_edition){
                              .count = COUNT, .revision = ++revision, .media = 2});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
}

static void setup(void)
{
    press_open(&press);
    revision = 0;
    update();
    heal = sync_heal_create(press.data);
}

static void teardown(void)
{
    sync_heal_destroy(heal);
    press_close(&press);
}

TestSuite(heal, .init = setup, .fini = teardown, .timeout = 60);

static const char *data_path(const char *file)
{
    return path_join(&press.arena, press.data, file);
}

// One bit turned by the disk itself: neither time nor inode tells of it.
static void rot(const char *file, int64_t offset)
{
    struct stat facts;
    char byte = 0;
    const int descriptor = open(data_path(file), O_RDWR);
    cr_assert(descriptor >= 0 && fstat(descriptor, &facts) == 0, "%s", file);
    cr_assert_eq(pread(descriptor, &byte, 1, offset), 1);
    byte ^= 0x10;
    cr_assert_eq(pwrite(descriptor, &byte, 1, offset), 1);
    const struct timespec times[2] = {facts.st_atim, facts.st_mtim};
    cr_assert_eq(futimens(descriptor, times), 0);
    close(descriptor);
}

static const char *kept_file(enum press_kind kind)
{
    return arena_cstr(&press.arena, arena_printf(&press.arena, "feeds/test-feed/%s",
                                                 press_find(&press, kind, 0)->path));
}

static const char *shown_snapshot(void)
{
    struct store_current current;
    cr_assert(store_current_read(press.data, &current) && current.count == 1);
    return arena_cstr(&press.arena, arena_printf(&press.arena, "snapshots/%s-%d.db",
                                                 current.layers[0].root, STORE_SCHEMA));
}

// Steps until damage (true) or until the round is over.
static bool find_damage(struct sync_damage *out_damage)
{
    for (int i = 0; i < STEPS_MAX; i++) {
        if (sync_heal_step(heal, BUDGET, out_damage)) {
            return true;
        }
        if (sync_heal_came_round(heal)) {
            return false;
        }
    }
    cr_assert(false, "the round has no end");
    return false;
}

static void whole_round(void)
{
    struct sync_damage damage;
    while (sync_heal_step(heal, BUDGET, &damage) || !sync_heal_came_round(heal)) {
    }
    cr_assert_not(find_damage(&damage), "%s", damage.file);
}

static enum sync_mend mend(const struct sync_damage *damage)
{
    const struct sync_options options = press_options(&press);
    return sync_mend(&options, damage);
}

static void expect_sound(void)
{
    struct sync_damage damage;
    cr_expect_eq(press_shown(&press, COUNT), revision);
    cr_assert_not(find_damage(&damage), "the control, a sound disk: %s", damage.file);
    hostile_forget(press.server);
    cr_expect_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_expect_eq(hostile_requests(press.server), 1, "and nothing is fetched any more");
}

static void heals_by_fetching(enum press_kind kind)
{
    struct sync_damage damage;
    const char *file = kept_file(kind);
    whole_round();
    rot(file, 20);
    cr_expect_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_assert(find_damage(&damage), "%s", file);
    cr_expect_str_eq(damage.file, file);
    cr_expect_str_eq(damage.feed, "test-feed");
    cr_expect_eq(mend(&damage), SYNC_MEND_FETCH);
    cr_expect_not(file_exists(data_path(file)));
    cr_expect_eq(press_shown(&press, COUNT), revision, "shown all the while");
    cr_expect_neq(press_sync(&press, &result), SYNC_KEPT);
    cr_expect(file_exists(data_path(file)), "%s", file);
    expect_sound();
}

Test(heal, a_rotten_picture_is_fetched_again)
{
    // xibo-linux #132: a file broken in the cache stayed broken for ever.
    heals_by_fetching(PRESS_MEDIA);
}

Test(heal, a_rotten_chunk_is_fetched_again)
{
    heals_by_fetching(PRESS_CHUNK);
}

Test(heal, a_rotten_node_is_fetched_again)
{
    heals_by_fetching(PRESS_NODE);
}

Test(heal, a_rotten_index_is_fetched_again)
{
    heals_by_fetching(PRESS_INDEX);
}

Test(heal, a_rotten_signature_is_fetched_again)
{
    heals_by_fetching(PRESS_SIGNATURE);
}

Test(heal, a_picture_healed_is_noticed_by_the_screen)
{
    struct store_current before, after;
    struct sync_damage damage;
    rot(kept_file(PRESS_MEDIA), 5);
    cr_assert(store_current_read(press.data, &before));
    cr_assert(find_damage(&damage));
    cr_assert_eq(mend(&damage), SYNC_MEND_FETCH);
    cr_assert_neq(press_sync(&press, &result), SYNC_KEPT);
    cr_assert(store_current_read(press.data, &after));
    cr_expect_gt(after.generation, before.generation);
}

Test(heal, a_rotten_snapshot_is_built_again_without_a_network)
{
    struct sync_damage damage;
    const char *file = shown_snapshot();
    whole_round();
    hostile_forget(press.server);
    hostile_rule(press.server, (struct hostile_rule){.path = "", .how = HOSTILE_RESET});
    rot(file, 4096 + 4000);
    cr_assert(find_damage(&damage));
    cr_expect_str_eq(damage.file, file);
    cr_expect_eq(mend(&damage), SYNC_MEND_DONE);
    cr_expect_eq(hostile_requests(press.server), 0);
    hostile_honest(press.server);
    expect_sound();
}

Test(heal, a_snapshot_whose_objects_rotted_too_waits_for_the_network)
{
    struct sync_damage damage;
    whole_round();
    rot(shown_snapshot(), 4096 + 4000);
    rot(kept_file(PRESS_CHUNK), 30);
    hostile_rule(press.server, (struct hostile_rule){.path = "", .how = HOSTILE_RESET});
    int64_t found = 0;
    while (find_damage(&damage)) {
        found++;
        cr_expect_eq(mend(&damage), SYNC_MEND_FETCH);
        cr_expect_eq(press_sync(&press, &result), SYNC_KEPT);
        cr_assert_lt(found, 3);
    }
    cr_expect_geq(found, 2);
    cr_expect(file_exists(data_path(shown_snapshot())), "not removed while it is shown");
    hostile_honest(press.server);
    cr_expect_neq(press_sync(&press, &result), SYNC_KEPT);
    expect_sound();
}

Test(heal, an_old_snapshot_that_rots_is_dropped)
{
    struct sync_damage damage;
    const char *old = shown_snapshot();
    update();
    whole_round();
    rot(old, 4096 + 4000);
    cr_assert(find_damage(&damage));
    cr_expect_str_eq(damage.feed, "");
    cr_expect_eq(mend(&damage), SYNC_MEND_DONE);
    cr_expect_not(file_exists(data_path(old)));
    expect_sound();
}

static void report(const char *hex)
{
    cr_assert(folder_make(data_path("status")));
    cr_assert(
        file_write(data_path("status/broken"), arena_printf(&press.arena, "%s\n", hex)));
}

Test(heal, what_the_screen_reports_is_looked_into_at_once)
{
    struct sync_damage damage;
    const char *file = kept_file(PRESS_MEDIA);
    const char *hex = strrchr(file, '/') + 1;
    report(hex);
    cr_expect_not(sync_heal_reported(heal, &damage), "the control: nothing is broken");
    rot(file, 9);
    cr_expect_not(sync_heal_reported(heal, &damage), "a complaint is looked into once");
    report(hex);
    cr_assert(sync_heal_reported(heal, &damage));
    cr_expect_str_eq(damage.file, file);
    cr_expect_eq(mend(&damage), SYNC_MEND_FETCH);
    cr_expect_neq(press_sync(&press, &result), SYNC_KEPT);
    expect_sound();
}

Test(heal, a_report_of_nonsense_is_passed_over)
{
    struct sync_damage damage;
    report("../../../etc/passwd\nabc\n\x01\x02");
    cr_expect_not(sync_heal_reported(heal, &damage));
    hostile_forget(press.server);
    report("0000000000000000000000000000000000000000000000000000000000000000");
    cr_assert(sync_heal_reported(heal, &damage), "it may have been lost");
    cr_expect_eq(mend(&damage), SYNC_MEND_FETCH);
    cr_expect_neq(press_sync(&press, &result), SYNC_KEPT);
    cr_expect_not(sync_heal_reported(heal, &damage), "once");
    expect_sound();
}

Test(heal, a_picture_that_the_disk_has_lost_is_fetched_again)
{
    struct sync_damage damage;
    const char *file = kept_file(PRESS_MEDIA);
    cr_assert_eq(unlink(data_path(file)), 0);
    cr_expect_eq(press_sync(&press, &result), SYNC_CURRENT);
    cr_expect_not(file_exists(data_path(file)), "the control: nobody noticed");
    report(strrchr(file, '/') + 1);
    cr_assert(sync_heal_reported(heal, &damage));
    cr_expect_eq(mend(&damage), SYNC_MEND_FETCH);
    cr_expect_neq(press_sync(&press, &result), SYNC_KEPT);
    cr_expect(file_exists(data_path(file)));
    expect_sound();
}

Test(heal, a_snapshot_the_reader_could_not_read_is_built_again)
{
    struct sync_damage damage;
    hostile_rule(press.server, (struct hostile_rule){.path = "", .how = HOSTILE_RESET});
    cr_expect_not(sync_heal_reported(heal, &damage), "the control");
    const char *file = shown_snapshot();
    struct stat facts;
    cr_assert_eq(stat(data_path(file), &facts), 0);
    for (int64_t at = 10 * 4096; at < facts.st_size; at += 4096) {
        rot(file, at);
    }
    (void)press_shown(&press, COUNT); // the reader meets the damage and leaves its note
    cr_assert(file_exists(data_path("status/damaged")));
    cr_assert(sync_heal_reported(heal, &damage));
    cr_expect_eq(mend(&damage), SYNC_MEND_DONE);
    hostile_honest(press.server);
    expect_sound();
}

Test(heal, a_step_reads_no_more_than_it_may)
{
    struct sync_damage damage;
    const int64_t total = sync_heal_total_bytes(heal);
    cr_assert_gt(total, 20000);
    int64_t steps = 0;
    while (!sync_heal_came_round(heal)) {
        cr_assert_not(sync_heal_step(heal, 1000, &damage));
        steps++;
    }
    cr_expect_geq(steps, total / 1000);
}

Test(heal, a_restart_goes_on_where_it_stood)
{
    struct sync_damage damage;
    const int64_t total = sync_heal_total_bytes(heal);
    int64_t steps = 0, rest = 0;
    whole_round();
    for (; steps < total / 2000; steps++) {
        cr_assert_not(sync_heal_step(heal, 1000, &damage));
    }
    cr_assert(sync_heal_save(heal));
    sync_heal_destroy(heal);
    heal = sync_heal_create(press.data);
    while (!sync_heal_came_round(heal)) {
        cr_assert_not(sync_heal_step(heal, 1000, &damage));
        rest++;
    }
    cr_expect_lt(rest, total / 1000, "%lld steps of %lld bytes", (long long)rest,
                 (long long)total);
    // What was learned of the snapshot is not forgotten either.
    rot(shown_snapshot(), 4096 + 4000);
    cr_expect(find_damage(&damage));
}

Test(heal, hardly_anything_is_written)
{
    struct stat before, after;
    cr_assert(sync_heal_save(heal));
    cr_expect_not(file_exists(data_path("feeds/heal_state")), "nothing is known yet");
    whole_round();
    cr_assert(sync_heal_save(heal));
    cr_assert_eq(stat(data_path("feeds/heal_state"), &before), 0);
    cr_assert(sync_heal_save(heal));
    cr_assert_eq(stat(data_path("feeds/heal_state"), &after), 0);
    cr_expect_eq(before.st_ino, after.st_ino, "written only when it has changed");
}

Test(heal, a_state_that_rots_costs_a_round)
{
    whole_round();
    cr_assert(sync_heal_save(heal));
    cr_assert(file_write(data_path("feeds/heal_state"),
                         STR("at ../../etc/passwd\nsum x y z\n\xff\xff")));
    sync_heal_destroy(heal);
    heal = sync_heal_create(press.data);
    whole_round();
}

Test(heal, mending_waits_while_a_sync_runs)
{
    struct sync_damage damage;
    int lock = -1;
    rot(kept_file(PRESS_CHUNK), 12);
    cr_assert(find_damage(&damage));
    cr_assert(file_lock(data_path("feeds/sync.lock"), &lock));
    cr_expect_eq(mend(&damage), SYNC_MEND_LATER);
    cr_expect(file_exists(data_path(damage.file)));
    file_unlock(lock);
    cr_expect_eq(mend(&damage), SYNC_MEND_FETCH, "the control");
}

Test(heal, what_is_right_by_now_is_left_alone)
{
    struct sync_damage damage;
    const char *file = kept_file(PRESS_CHUNK);
    rot(file, 12);
    cr_assert(find_damage(&damage));
    rot(file, 12);
    cr_expect_eq(mend(&damage), SYNC_MEND_SOUND);
    cr_expect(file_exists(data_path(file)));
}

// ---- collected, but never what some layer shows ----
static int64_t count_snapshots(const char *feed, bool *out_shown)
{
    struct store_snapshots list;
    int64_t count = 0;
    cr_assert(store_snapshot_list(&press.arena, press.data, &list));
    *out_shown = false;
    for (size_t i = 0; i < list.count; i++) {
        const bool own = strcmp(list.items[i].feed, feed) == 0;
        count += own;
        *out_shown |= own && list.items[i].shown;
    }
    return count;
}

Test(heal, old_versions_are_collected_and_never_the_active_of_any_layer)
{
    // Kolibri #4117: an update lost content that was still on show.
    bool shown = false;
    struct press venue;
    const char *old_chunk = kept_file(PRESS_CHUNK);
    press_open(&venue);
    venue.feed_id = STR("venue-feed");
    (void)snprintf(venue.data, sizeof(venue.data), "%s", press.data);
    const struct press_edition venue_edition = {.count = 3, .revision = 70, .media = 1};
    press_publish(&venue, venue_edition);
    cr_assert_eq(press_sync(&venue, &result), SYNC_DONE);
    update();
    cr_assert_eq(store_snapshot_rollback(press.data, STR("test-feed")), STORE_DONE);
    for (int i = 0; i < 6; i++) {
        update();
    }
    cr_expect_eq(count_snapshots("test-feed", &shown), STORE_KEEP_VERSIONS + 1);
    cr_expect(shown, "the pinned one, eight versions old");
    cr_expect(file_exists(data_path(old_chunk)), "and what it is made of");
    cr_expect_eq(count_snapshots("venue-feed", &shown), 1);
    cr_expect(shown);
    cr_assert_eq(store_snapshot_unpin(press.data, STR("test-feed")), STORE_DONE);
    update();
    cr_expect_eq(count_snapshots("test-feed", &shown), STORE_KEEP_VERSIONS,
                 "the control");
    cr_expect_not(file_exists(data_path(old_chunk)), "the control: nobody needs it now");
    press_close(&venue);
}
