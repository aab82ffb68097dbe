#include <criterion/criterion.h>
#include <string.h>
#include <zstd.h>

#include "conformance.h"
#include "world.h"

static struct world *world;

static void setup(void)
{
    world = world_create();
}

static void teardown(void)
{
    world_destroy(world);
}

TestSuite(build, .init = setup, .fini = teardown);

// Objects that the last build brought and no earlier one had.
static size_t count_new(void)
{
    size_t count = 0;
    for (size_t i = 0; i < world->object_count; i++) {
        count += world->objects[i].put_in == world->builds;
    }
    return count;
}

enum { MANY = 6000 }; // about 94 chunks in four nodes

Test(build, one_changed_record_changes_one_chunk_and_one_node)
{
    struct content_record *records = world_records(world, 0, MANY);
    world_publish(world, records, MANY);
    cr_assert_gt(world->draft.root_count, 1, "more than one node");
    for (int changed = 0; changed < MANY; changed += 977) {
        records[changed] = world_record(world, changed, 1);
        world_publish(world, records, MANY);
        cr_assert_eq(count_new(), 2, "record %d: %zu new objects", changed, count_new());
    }
}

Test(build, an_insertion_or_deletion_stays_local)
{
    struct content_record *records = world_records(world, 0, MANY);
    world_publish(world, records, MANY);
    world_publish(world, records + 1, MANY - 1);
    cr_assert_leq(count_new(), 2);
    world_publish(world, records, MANY - 1);
    cr_assert_leq(count_new(), 2);
    for (size_t at = 100; at < MANY; at += 1301) {
        struct content_record kept = records[at];
        memmove(records + at, records + at + 1, (MANY - at - 1) * sizeof(*records));
        world_publish(world, records, MANY - 1);
        // A border that goes joins two chunks, or two nodes.
        cr_assert_leq(count_new(), 2, "without record %zu: %zu", at, count_new());
        memmove(records + at + 1, records + at, (MANY - at - 1) * sizeof(*records));
        records[at] = kept;
    }
}

Test(build, every_border_record_may_go)
{
    // Every record of 800 is left out once: borders included.
    struct content_record *records = world_records(world, 0, 801);
    world_publish(world, records, 801);
    const size_t before = world->put_count;
    for (size_t at = 0; at < 800; at++) {
        struct content_record kept = records[at];
        records[at] = records[800];
        world_publish(world, records, 800);
        cr_assert_leq(count_new(), 4);
        cr_assert_leq(world->put_count, before + 1);
        records[at] = kept;
    }
}

Test(build, depends_on_content_only_whatever_the_history_and_order)
{
    struct content_record *records = world_records(world, 0, 500);
    world_publish(world, records, 500);
    const struct sha256 root = world->draft.root_hash;
    world_publish(world, records, 250);
    cr_assert_not(sha256_equal(&root, &world->draft.root_hash), "the control");
    for (size_t i = 0; i < 250; i++) {
        const struct content_record record = records[i];
        records[i] = records[499 - i];
        records[499 - i] = record;
    }
    world_publish(world, records, 500);
    cr_assert(sha256_equal(&root, &world->draft.root_hash));
    cr_assert_eq(count_new(), 0);
}

Test(build, chunks_hold_about_64_records)
{
    world_publish(world, world_records(world, 0, MANY), MANY);
    const size_t chunks = world->put_count - world->draft.root_count;
    cr_assert(chunks > MANY / 64 / 2 && chunks < MANY / 64 * 2, "%zu chunks", chunks);
}

// A record of about `kilobytes` KB.
static struct content_record large_record(int number, int kilobytes)
{
    struct content_record record = world_record(world, number, 0);
    struct content_translation *items = ARENA_ARRAY(
        &world->arena, struct content_translation, (size_t)kilobytes / 15 + 1);
    record.body.items = items;
    for (; kilobytes > 0; kilobytes -= 15) {
        char *text = arena_alloc(&world->arena, 15 * 1024);
        for (size_t i = 0; i < 15 * 1024; i++) {
            text[i] = (char)('a' + (i * i + (size_t)number) % 23);
        }
        const size_t n = record.body.count++;
        items[n].lang =
            arena_printf(&world->arena, "%c%c", (int)('a' + n % 26), (int)('a' + n / 26));
        items[n].value = (struct str){text, 15 * 1024};
    }
    return record;
}

Test(build, large_records_are_split_under_the_cap_and_stay_local)
{
    enum { COUNT = 200 };
    struct content_record *records = world_records(world, 0, COUNT);
    for (int i = 0; i < COUNT; i++) {
        records[i] = large_record(i, 60);
    }
    world_publish(world, records, COUNT);
    size_t count;
    cr_assert_eq(world_read(world, &count), FEED_OK);
    cr_assert_eq(count, COUNT);
    records[50].summary.items[0].value = STR("Revision 7");
    world_publish(world, records, COUNT);
    cr_assert_eq(count_new(), 2);
}

Test(build, refuses_a_record_over_the_cap_and_ids_that_repeat)
{
    struct feed_index index;
    struct content_record *records = world_records(world, 0, 3);
    const struct feed_sink nowhere = {0};
    records[1].id = STR("../x");
    cr_assert_eq(feed_build(&world->arena, records, 3, nowhere, &index), FEED_FORMAT);
    records[1].id = records[0].id;
    cr_assert_eq(feed_build(&world->arena, records, 3, nowhere, &index), FEED_FORMAT);
    records[0] = large_record(0, 1200);
    cr_assert_eq(feed_build(&world->arena, records, 1, nowhere, &index), FEED_LARGE);
}

static bool count_put(void *context, const struct feed_ref *ref, struct str bytes)
{
    *(size_t *)context += ref->size_bytes == (int64_t)bytes.len;
    return true;
}

Test(build, gives_objects_away_while_records_still_come)
{
    size_t put = 0;
    struct content_record *records = world_records(world, 0, MANY);
    struct feed_builder *builder =
        feed_builder_create((struct feed_sink){.put = count_put, .context = &put});
    for (size_t i = 0; i < MANY; i++) {
        cr_assert_eq(feed_builder_add(builder, &records[i]), FEED_OK);
    }
    cr_assert_gt(put, MANY / 64 / 2);
    const size_t before = put;
    struct feed_index index;
    cr_assert_eq(feed_builder_finish(builder, &world->arena, &index), FEED_OK);
    cr_assert_gt(put, before, "the last chunk and node");
    world_publish(world, records, MANY);
    cr_assert(sha256_equal(&index.root_hash, &world->draft.root_hash));
    feed_builder_destroy(builder);
}

// What an older compressor once made of the lines.
struct older {
    struct sha256 lines;
    struct str packed;
    size_t asked, kept;
};

static bool find_older(void *context, const struct sha256 *lines, struct arena *arena,
                       struct feed_ref *out_ref, struct str *out_bytes)
{
    struct older *older = context;
    older->asked++;
    if (!sha256_equal(lines, &older->lines)) {
        return false;
    }
    *out_bytes = arena_str(arena, older->packed);
    *out_ref = (struct feed_ref){sha256_of(older->packed), (int64_t)older->packed.len, 2};
    return true;
}

static bool keep_older(void *context, const struct feed_ref *ref, struct str bytes)
{
    struct older *older = context;
    older->kept +=
        ref->size_bytes == (int64_t)bytes.len && str_equal(bytes, older->packed);
    return true;
}

Test(build, keeps_the_form_of_a_chunk_whose_records_have_not_changed)
{
    struct older older = {.asked = 0};
    struct feed_index index;
    struct content_record *records = world_records(world, 0, 2);
    const struct str first = content_record_write(&world->arena, &records[0]);
    const struct str second = content_record_write(&world->arena, &records[1]);
    const struct str lines =
        arena_printf(&world->arena, "%.*s\n%.*s\n", STR_ARG(first), STR_ARG(second));
    char *packed = arena_alloc(&world->arena, ZSTD_compressBound(lines.len));
    older.packed.ptr = packed;
    older.packed.len =
        ZSTD_compress(packed, ZSTD_compressBound(lines.len), lines.ptr, lines.len, 1);
    const struct feed_sink sink = {
        .put = keep_older, .find = find_older, .context = &older};
    cr_assert_eq(feed_build(&world->arena, records, 2, sink, &index), FEED_OK);
    cr_assert_eq(older.asked, 2, "the chunk and the node");
    cr_assert_eq(older.kept, 0, "the control: it is not known yet");
    older.lines = sha256_of(lines);
    cr_assert_eq(feed_build(&world->arena, records, 2, sink, &index), FEED_OK);
    cr_assert_eq(older.kept, 1);
    cr_assert_eq(index.records, 2);
}

Test(build, refuses_a_stream_whose_ids_do_not_rise)
{
    size_t put = 0;
    struct feed_index index;
    struct content_record *records = world_records(world, 0, 2);
    struct feed_builder *builder =
        feed_builder_create((struct feed_sink){.put = count_put, .context = &put});
    cr_assert_eq(feed_builder_add(builder, &records[1]), FEED_OK);
    cr_assert_eq(feed_builder_add(builder, &records[0]), FEED_FORMAT);
    cr_assert_eq(feed_builder_finish(builder, &world->arena, &index), FEED_FORMAT);
    feed_builder_destroy(builder);
}

Test(build, counts_every_medium_once)
{
    struct content_record *records = world_records(world, 0, 3);
    struct content_media same = {
        .sha256 = STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        .type = STR("image/png"),
        .size_bytes = 500,
        .width_px = 10,
        .height_px = 10};
    struct content_media other = same;
    other.sha256 =
        STR("aa7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    other.size_bytes = 70;
    struct content_media both[] = {same, other};
    records[0].media.items = &same;
    records[0].media.count = 1;
    records[2].media.items = both;
    records[2].media.count = 2;
    world_publish(world, records, 3);
    cr_assert_eq(world->draft.media_count, 2);
    cr_assert_eq(world->draft.media_bytes, 570);
}
