#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "store/lock.h"
#include "world.h"

static const struct store_query activities = {.has_kind = true, .kind = CONTENT_ACTIVITY};

// How many records the folder shows, and whether reading failed.
static size_t count_shown(struct world *world, bool *out_failed)
{
    struct store *store = store_open(world->data);
    struct store_result *result = store_query(store, &activities);
    const size_t count = result->count;
    if (out_failed) {
        *out_failed = result->failed;
    }
    store_result_release(result);
    store_close(store);
    return count;
}

Test(snapshot, holds_every_record_as_it_was_published)
{
    struct world world;
    world_init(&world);
    struct content_record *records = world_activities(&world, 100);
    world_show(&world, "center", records, 100, 1763700000);
    struct store *store = store_open(world.data);
    struct store_result *result = store_query(store, &activities);
    cr_assert(eq(sz, result->count, 100));
    cr_assert(not(result->failed));
    cr_assert(not(result->more));
    for (size_t i = 0; i < 100; i++) {
        if (i) { // by order, then id
            const struct content_record *a = &result->records[i - 1], *b = a + 1;
            cr_assert(a->order < b->order ||
                      (a->order == b->order && str_compare(a->id, b->id) < 0));
        }
        const struct content_record *found = NULL;
        for (size_t j = 0; j < 100 && !found; j++) {
            if (str_equal(records[j].id, result->records[i].id)) {
                found = &records[j];
            }
        }
        cr_assert(found != NULL);
        const struct str before = content_record_write(&world.arena, found);
        const struct str after = content_record_write(&world.arena, &result->records[i]);
        cr_assert(str_equal(before, after));
    }
    store_result_release(result);
    const struct store_state *state = store_state_of(store);
    cr_assert(eq(i64, state->version, 1763700000));
    cr_assert(eq(i64, state->published_utc_ms, INT64_C(1763700000000)));
    cr_assert(strcmp(state->root, world.root) == 0);
    cr_assert(eq(u64, state->generation, 1));
    cr_assert(not(state->empty));
    cr_assert(not(state->pinned));
    store_close(store);
    world_finish(&world);
}

Test(snapshot, is_refused_whole_when_one_object_is_damaged)
{
    struct world world;
    world_init(&world);
    struct content_record *records = world_activities(&world, 300);
    world_show(&world, "center", records, 100, 1763700000);
    const struct feed_verified *release =
        world_release(&world, "center", records, 300, 1763700001);
    struct world_object *object = &world.objects[world.object_count - 1];
    char *bytes = arena_cstr(&world.arena, object->bytes);
    bytes[object->bytes.len / 2] ^= 1;
    const struct str good = object->bytes;
    object->bytes.ptr = bytes;
    cr_assert(eq(int, (int)world_build(&world, release), FEED_HASH));
    cr_assert(not(file_exists(world_snapshot(&world))));
    cr_assert(eq(sz, count_shown(&world, NULL), 100));
    // Control: with the byte put right the same release is taken.
    object->bytes = good;
    cr_assert(eq(int, (int)world_build(&world, release), FEED_OK));
    cr_assert(file_exists(world_snapshot(&world)));
    world_finish(&world);
}

Test(snapshot, of_an_empty_folder_is_empty_and_not_failed)
{
    struct world world;
    world_init(&world);
    bool failed;
    cr_assert(eq(sz, count_shown(&world, &failed), 0));
    cr_assert(not(failed));
    struct store *store = store_open("/nonexistent/foyer");
    cr_assert(store_state_of(store)->empty);
    store_close(store);
    world_finish(&world);
}

Test(snapshot, opens_with_no_row_with_one_and_with_very_many, .timeout = 300)
{
    CONFORMANCE("D09");
    struct world world;
    world_init(&world);
    struct content_record *records = world_activities(&world, 100000);
    static const size_t counts[] = {0, 1, 100000};
    for (size_t i = 0; i < 3; i++) {
        world_show(&world, "center", records, counts[i], 1763700000 + (int64_t)i);
        struct store *store = store_open(world.data);
        struct store_result *result = store_query(store, &activities);
        const bool many = counts[i] > STORE_QUERY_LIMIT;
        cr_assert(eq(sz, result->count, many ? STORE_QUERY_LIMIT : counts[i]));
        cr_assert(eq(int, result->more, many)); // the cap is said
        cr_assert(not(result->failed));
        store_result_release(result);
        struct store_query all = activities;
        all.limit = 1000000;
        result = store_query(store, &all);
        cr_assert(eq(sz, result->count, many ? STORE_QUERY_MAX : counts[i]));
        store_result_release(result);
        store_close(store);
    }
    world_finish(&world);
}

Test(snapshot, keeps_three_versions_and_goes_back_and_forward)
{
    struct world world;
    world_init(&world);
    struct content_record *records = world_activities(&world, 10);
    for (size_t i = 1; i <= 5; i++) {
        world_show(&world, "center", records, i, 1763700000 + (int64_t)i);
    }
    struct store_snapshots list;
    cr_assert(store_snapshot_list(&world.arena, world.data, &list));
    cr_assert(eq(sz, list.count, 3));
    cr_assert(eq(i64, list.items[0].version, 1763700005));
    cr_assert(list.items[0].shown);
    cr_assert(eq(i64, list.items[2].version, 1763700003));
    cr_assert(eq(i64, list.items[2].records, 3));
    const struct str feed = STR("center");
    cr_assert(eq(int, store_snapshot_unpin(world.data, feed), STORE_NONE));
    cr_assert(eq(int, store_snapshot_rollback(world.data, feed), STORE_DONE));
    cr_assert(eq(sz, count_shown(&world, NULL), 4));
    cr_assert(eq(int, store_snapshot_rollback(world.data, STR("")), STORE_DONE));
    cr_assert(eq(sz, count_shown(&world, NULL), 3));
    cr_assert(eq(int, store_snapshot_rollback(world.data, feed), STORE_NONE));
    // Pinned: what comes is kept and not shown, and the pinned one is not thrown away.
    for (size_t i = 6; i <= 9; i++) {
        world_show(&world, "center", records, i, 1763700000 + (int64_t)i);
    }
    cr_assert(eq(sz, count_shown(&world, NULL), 3));
    cr_assert(store_snapshot_list(&world.arena, world.data, &list));
    cr_assert(eq(sz, list.count, 4));
    cr_assert(list.items[3].pinned);
    cr_assert(eq(int, store_snapshot_unpin(world.data, feed), STORE_DONE));
    cr_assert(eq(sz, count_shown(&world, NULL), 9));
    world_finish(&world);
}

Test(snapshot, that_is_corrupt_zero_foreign_or_gone_gives_way_to_the_one_before)
{
    CONFORMANCE("S07");
    enum { ZERO, FOREIGN, HEAD, MIDDLE, TEXT, GONE, READ_ONLY, CASES };
    for (int i = 0; i < CASES; i++) {
        struct world world;
        world_init(&world);
        struct content_record *records = world_activities(&world, 400);
        world_show(&world, "center", records, 100, 1763700001);
        world_show(&world, "center", records, 400, 1763700002);
        const char *path = world_snapshot(&world);
        if (i == ZERO) {
            cr_assert(truncate(path, 0) == 0);
        } else if (i == FOREIGN) {
            cr_assert(file_write(path, STR("GIF89a, not a database at all")));
        } else if (i == HEAD) {
            world_damage(path, 0, 100);
        } else if (i == MIDDLE) {
            world_damage(path, 3 * 4096, 40 * 4096);
        } else if (i == TEXT) { // a record's text alone; every page is well-formed
            struct str bytes;
            cr_assert(file_read(&world.arena, path, 1 << 24, &bytes));
            world_damage(path, str_find(bytes, STR("Robot number"), 0), 1);
        } else if (i == GONE) {
            cr_assert(unlink(path) == 0);
        } else {
            cr_assert(chmod(path, 0444) == 0);
        }
        bool failed;
        const size_t count = count_shown(&world, &failed);
        const bool whole =
            store_snapshot_whole(world.data, STR("center"), str_from_cstr(world.root));
        if (i == READ_ONLY) { // the control: nothing is wrong with it
            cr_assert(eq(sz, count, 400));
            cr_assert(not(failed));
            cr_assert(whole);
        } else {
            cr_assert(eq(sz, count, 100), "case %d", i);
            cr_assert(failed);
            cr_assert(not(whole));
        }
        // Sync sees it at the next poll, moves it aside and builds it again.
        cr_assert(
            eq(int,
               store_snapshot_sound(world.data, STR("center"), str_from_cstr(world.root)),
               whole),
            "case %d", i);
        world_show(&world, "center", records, 400, 1763700002);
        cr_assert(eq(sz, count_shown(&world, &failed), 400));
        cr_assert(not(failed));
        cr_assert(
            store_snapshot_sound(world.data, STR("center"), str_from_cstr(world.root)));
        cr_assert(not(file_exists(world_path(&world, "status/damaged"))));
        const char *aside =
            arena_cstr(&world.arena, arena_printf(&world.arena, "%s.bad", path));
        cr_assert(eq(int, file_exists(aside), i != GONE && i != READ_ONLY), "case %d", i);
        world_finish(&world);
    }
}

Test(snapshot, alone_and_damaged_leaves_an_empty_store)
{
    CONFORMANCE("S07");
    struct world world;
    world_init(&world);
    world_show(&world, "center", world_activities(&world, 400), 400, 1763700001);
    world_damage(world_snapshot(&world), 100, 200 * 1024);
    bool failed;
    cr_assert(eq(sz, count_shown(&world, &failed), 0));
    cr_assert(failed);
    world_finish(&world);
}

Test(snapshot, every_flipped_byte_is_survived, .timeout = 300)
{
    CONFORMANCE("S07");
    struct world world;
    world_init(&world);
    world_show(&world, "center", world_activities(&world, 40), 40, 1763700001);
    const char *path = world_snapshot(&world);
    struct str good;
    cr_assert(file_read(&world.arena, path, 1 << 24, &good));
    for (size_t at = 0; at < good.len; at += at < 200 ? 1 : 61) {
        world_damage(path, at, 1);
        cr_assert(le(sz, count_shown(&world, NULL), 40)); // less perhaps, never more
        struct store *store = store_open(world.data);
        store_result_release(
            store_query(store, &(struct store_query){.words = STR("robot")}));
        store_close(store);
        FILE *file = fopen(path, "r+b");
        cr_assert(file && fseek(file, (long)at, SEEK_SET) == 0);
        fputc(good.ptr[at], file);
        fclose(file);
    }
    cr_assert(eq(sz, count_shown(&world, NULL), 40));
    world_finish(&world);
}

Test(snapshot, current_that_is_damaged_shows_the_newest)
{
    static const char *const texts[] = {
        "",
        "generation 1",
        "generation x\n",
        "generation 1\ncenter ../../etc/passwd 1\n",
        "generation 1\ncenter snapshots/x.db 1\n",
        "\xff\xfe\n",
        "generation 1\n\n",
        "generation -1\n",
        "generation 99999999999999999999\n",
    };
    struct world world;
    world_init(&world);
    struct content_record *records = world_activities(&world, 20);
    world_show(&world, "center", records, 10, 1763700001);
    world_show(&world, "center", records, 20, 1763700002);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        cr_assert(file_write(world_path(&world, "current"), str_from_cstr(texts[i])));
        bool failed;
        cr_assert(eq(sz, count_shown(&world, &failed), 20), "text %zu", i);
        cr_assert(failed);
    }
    world_show(&world, "center", records, 20, 1763700002);
    bool failed;
    cr_assert(eq(sz, count_shown(&world, &failed), 20));
    cr_assert(not(failed));
    struct store_current current;
    cr_assert(store_current_read(world.data, &current));
    cr_assert(gt(u64, current.generation, 1000)); // it never falls
    world_finish(&world);
}

// How long the record of that id takes, of the highest layer.
static int64_t shown_duration(struct world *world)
{
    struct str id = STR("activity-00001");
    struct store *store = store_open(world->data);
    struct store_result *result =
        store_query(store, &(struct store_query){.ids = {&id, 1}});
    const int64_t duration = result->count == 1 ? result->records[0].duration_min : -1;
    store_result_release(result);
    store_close(store);
    return duration;
}

Test(snapshot, layers_lie_as_the_settings_order_them)
{
    const struct str feeds[] = {STR("nation"), STR("venue")};
    struct world world;
    world_init(&world);
    struct content_record record = world_activity(&world, 1);
    record.duration_min = 90;
    world_show(&world, "venue", &record, 1, 1763700000);
    record.duration_min = 60;
    // The control: when nobody says, what comes last lies on top.
    world_show(&world, "nation", &record, 1, 1763700000);
    cr_assert(eq(i64, shown_duration(&world), 60));
    cr_assert(eq(
        int,
        (int)world_switch(&world, "nation", 1763700000, (struct store_order){feeds, 2}),
        STORE_DONE));
    cr_assert(eq(i64, shown_duration(&world), 90));
    // Without a word on it the order stays.
    cr_assert(eq(int,
                 (int)world_switch(&world, "nation", 1763700000, (struct store_order){0}),
                 STORE_DONE));
    cr_assert(eq(i64, shown_duration(&world), 90));
    world_finish(&world);
}

// The layers, one letter each.
static struct store_current layers_of(const char *letters)
{
    struct store_current current = {.count = strlen(letters)};
    for (size_t i = 0; i < current.count; i++) {
        current.layers[i].feed[0] = letters[i];
    }
    return current;
}

static bool arranges(const char *before, const char *order, const char *after)
{
    struct str feeds[STORE_LAYERS_MAX];
    const size_t count = strlen(order);
    for (size_t i = 0; i < count; i++) {
        feeds[i] = (struct str){&order[i], 1};
    }
    struct store_current current = layers_of(before);
    const struct store_current wanted = layers_of(after);
    const bool moved =
        store_current_arrange(&current, (struct store_order){feeds, count});
    return moved == (strcmp(before, after) != 0) &&
           memcmp(&current, &wanted, sizeof(current)) == 0;
}

Test(snapshot, layers_lie_as_the_order_says_and_others_go)
{
    cr_assert(arranges("ba", "ab", "ab"));
    cr_assert(arranges("xbya", "abc", "ab"));
    cr_assert(arranges("dcba", "abcd", "abcd"));
    cr_assert(arranges("dcba", "", "dcba"));
    cr_assert(arranges("yx", "ab", ""));
    cr_assert(arranges("ba", "aab", "ab"));
    cr_assert(arranges("", "ab", ""));
    cr_assert_not(arranges("ba", "ab", "ba"), "the control");
}

// The child builds and switches, and is killed after so many microseconds.
static void switch_and_die(struct world *world, const struct feed_verified *release,
                           useconds_t delay_us)
{
    const pid_t child = fork();
    if (child == 0) {
        if (world_build(world, release) == FEED_OK) {
            (void)!world_switch(world, "center", 1763700002, (struct store_order){0});
        }
        _exit(0);
    }
    usleep(delay_us);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

Test(snapshot, switch_killed_at_any_step_shows_the_old_or_the_new, .timeout = 300)
{
    CONFORMANCE("C13", "N20");
    struct world world;
    world_init(&world);
    struct content_record *records = world_activities(&world, 300);
    world_show(&world, "center", records, 100, 1763700001);
    const struct feed_verified *release =
        world_release(&world, "center", records, 300, 1763700002);
    size_t old = 0, new = 0;
    for (useconds_t delay = 0; delay < 40000; delay += 500) {
        switch_and_die(&world, release, delay);
        bool failed;
        const size_t count = count_shown(&world, &failed);
        cr_assert(not(failed));
        cr_assert(count == 100 || count == 300, "%zu after %u", count, (unsigned)delay);
        old += count == 100;
        new += count == 300;
        if (new) {
            cr_assert(eq(int, store_snapshot_rollback(world.data, STR("")), STORE_DONE));
            cr_assert(unlink(world_snapshot(&world)) == 0);
            cr_assert(eq(int, store_snapshot_unpin(world.data, STR("")), STORE_DONE));
            new = 0;
        }
    }
    // Control: the early kills did come before the end, and the way does lead to the new.
    cr_assert(old > 0);
    switch_and_die(&world, release, 5000000 / 10);
    cr_assert(eq(sz, count_shown(&world, NULL), 300));
    // What a killed builder left behind is swept by the next.
    struct folder_list list;
    cr_assert(folder_read(&world.arena, world_path(&world, "snapshots"), &list));
    for (size_t i = 0; i < list.count; i++) {
        cr_assert(str_ends_with(list.names[i], STR(".tmp")) == false);
    }
    world_finish(&world);
}

Test(snapshot, layers_lie_over_each_other)
{
    struct world world;
    world_init(&world);
    struct content_record *nation = world_activities(&world, 50);
    world_show(&world, "nation", nation, 50, 1763700001);
    struct content_record venue[2] = {world_activity(&world, 7),
                                      world_activity(&world, 99)};
    venue[0].order = -5;
    world_show(&world, "venue", venue, 2, 1763700002);
    struct store *store = store_open(world.data);
    struct store_result *result = store_query(store, &activities);
    cr_assert(eq(sz, result->count, 52));
    cr_assert(str_equal(result->records[0].id, STR("activity-00007")));
    cr_assert(eq(i64, result->records[0].order, -5));
    store_result_release(result);
    struct str ids[] = {STR("activity-00099"), STR("nothing"), STR("activity-00007"),
                        STR("activity-00001")};
    result = store_query(store, &(struct store_query){.ids = {.items = ids, .count = 4}});
    cr_assert(eq(sz, result->count, 3));
    cr_assert(str_equal(result->records[0].id, ids[0]));
    cr_assert(eq(i64, result->records[1].order, -5));
    cr_assert(str_equal(result->records[2].id, ids[3]));
    store_result_release(result);
    result = store_query(store, &(struct store_query){.words = STR("robot number 7")});
    cr_assert(eq(sz, result->count, 2));
    for (size_t i = 0; i < 2; i++) { // the same title of two feeds
        const struct content_record *record = &result->records[i];
        cr_assert(str_equal(record->id, record->layer ? STR("activity-00007")
                                                      : STR("nation/activity-00007")));
    }
    store_result_release(result);
    store_close(store);
    world_finish(&world);
}

Test(lock, lets_one_instance_in)
{
    CONFORMANCE("S10");
    struct world world;
    world_init(&world);
    int first, second;
    cr_assert(store_lock(world.data, STORE_LOCK_SCREEN, &first));
    const pid_t child = fork();
    if (child == 0) {
        _exit(store_lock(world.data, STORE_LOCK_SCREEN, &second) ? 1 : 0);
    }
    int status;
    waitpid(child, &status, 0);
    cr_assert(eq(int, status, 0)); // ended by itself, with 0
    // Another purpose is not in the way, and after the first the next may come.
    cr_assert(store_lock(world.data, STORE_LOCK_WRITER, &second));
    store_unlock(second);
    store_unlock(first);
    cr_assert(store_lock(world.data, STORE_LOCK_SCREEN, &second));
    store_unlock(second);
    world_finish(&world);
}
