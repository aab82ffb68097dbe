#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/buffer.h"
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

TestSuite(reader, .init = setup, .fini = teardown);

#define HASH_A "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define LINE_A "{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"A\"}}\n"
#define LINE_B "{\"id\":\"b\",\"kind\":\"story\",\"title\":{\"en\":\"B\"}}\n"

static enum feed_reason read_lines(struct str ndjson, int64_t promised,
                                   size_t *out_records)
{
    world_publish_lines(world, ndjson, promised);
    return world_read(world, out_records);
}

Test(reader, gives_every_record_in_the_order_of_ids)
{
    world_publish(world, world_records(world, 0, 1000), 1000);
    const struct feed_trust trust = world_trust(world);
    const struct feed_verified *release;
    const struct content_record *record;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_OK);
    struct feed_reader *reader = feed_reader_create(release, world_source(world));
    for (int i = 0; i < 1000; i++) {
        char id[32];
        snprintf(id, sizeof(id), "tale-%06d", i);
        cr_assert_eq(feed_reader_next(reader, &record), FEED_OK);
        cr_assert_not_null(record);
        cr_assert(str_equal(record->id, str_from_cstr(id)));
    }
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(feed_reader_next(reader, &record), FEED_OK);
        cr_assert_null(record, "the end stays the end");
    }
    feed_reader_destroy(reader);
    feed_reader_destroy(NULL);
}

#define MEDIUM(key)                                                                      \
    "\"media\":[{\"" key "\":\"" HASH_A "\",\"size_bytes\":9,\"type\":\"image/png\"}]"

Test(reader, passes_over_what_can_have_no_media_when_only_those_are_wanted)
{
    static const char *const expected[] = {"b", "d"};
    world_publish_lines(world,
                        STR(LINE_A "{\"id\":\"b\",\"kind\":\"story\"," MEDIUM(
                            "sha256") ",\"title\":{\"en\":\"B\"}}\n"
                                      "{\"id\":\"c\",\"kind\":\"story\"}\n"
                                      "{\"id\":\"d\",\"kind\":\"story\"," MEDIUM(
                                          "\\u0073ha256") ",\"title\":{\"en\":\"D\"}}"
                                                          "\n"),
                        4);
    const struct feed_trust trust = world_trust(world);
    const struct feed_verified *release;
    const struct content_record *record;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_OK);
    struct feed_reader *reader = feed_reader_create(release, world_source(world));
    feed_reader_media_only(reader);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(feed_reader_next(reader, &record), FEED_OK);
        cr_assert_not_null(record);
        cr_assert(str_equal(record->id, str_from_cstr(expected[i])));
        cr_assert_eq(record->media.count, 1);
    }
    cr_assert_eq(feed_reader_next(reader, &record), FEED_OK);
    cr_assert_null(record);
    feed_reader_destroy(reader);
}

Test(reader, takes_no_record_one_record_and_very_many)
{
    CONFORMANCE("D09");
    size_t count;
    world_publish(world, NULL, 0);
    cr_assert_eq(world_read(world, &count), FEED_OK);
    cr_assert_eq(count, 0);
    world_publish(world, world_records(world, 0, 1), 1);
    cr_assert_eq(world_read(world, &count), FEED_OK);
    cr_assert_eq(count, 1);
    world_publish(world, world_records(world, 0, 100000), 100000);
    cr_assert_eq(world_read(world, &count), FEED_OK);
    cr_assert_eq(count, 100000);
    cr_assert_lt(world->max_fetch_bytes, 256 * 1024, "no object grows with the release");
}

Test(reader, refuses_a_missing_or_damaged_object_wherever_it_is)
{
    CONFORMANCE("C06", "D01");
    size_t count;
    world_publish(world, world_records(world, 0, 300), 300);
    cr_assert_eq(world_read(world, &count), FEED_OK, "the control");
    cr_assert_gt(world->object_count, 3);
    for (size_t i = 0; i < world->object_count; i++) {
        struct world_object *object = &world->objects[i];
        const struct world_object good = *object;
        object->bytes.len = good.bytes.len - 1;
        cr_assert_eq(world_read(world, &count), FEED_SHORT, "object %zu", i);
        object->bytes = arena_printf(&world->arena, "%*s", (int)good.bytes.len + 1, "");
        cr_assert_eq(world_read(world, &count), FEED_LARGE);
        char *flipped = arena_cstr(&world->arena, (struct str){"", 0});
        flipped = arena_alloc(&world->arena, good.bytes.len);
        memcpy(flipped, good.bytes.ptr, good.bytes.len);
        flipped[good.bytes.len / 2] ^= 1;
        object->bytes = (struct str){flipped, good.bytes.len};
        cr_assert_eq(world_read(world, &count), FEED_HASH);
        *object = good;
        object->ref.hash.bytes[0] ^= 1;
        cr_assert_eq(world_read(world, &count), FEED_MISSING);
        *object = good;
    }
    cr_assert_eq(world_read(world, &count), FEED_OK);
}

Test(reader, refuses_objects_of_another_snapshot)
{
    CONFORMANCE("C07");
    size_t count;
    struct content_record *records = world_records(world, 0, 300);
    world_publish(world, records, 300);
    struct world_object *old_chunk = &world->objects[0];
    const struct world_object old = *old_chunk;
    records[0] = world_record(world, 0, 1);
    world_publish(world, records, 300);
    cr_assert_eq(world_read(world, &count), FEED_OK, "the control");
    // Each chunk the second snapshot brought, answered with the first one's.
    bool tried = false;
    for (size_t i = 1; i < world->object_count; i++) {
        if (world->objects[i].put_in == 2 &&
            world->objects[i].ref.records == old.ref.records) {
            const struct str good = world->objects[i].bytes;
            world->objects[i].bytes = old.bytes;
            const enum feed_reason reason = world_read(world, &count);
            cr_assert(reason == FEED_HASH || reason == FEED_SHORT ||
                      reason == FEED_LARGE);
            world->objects[i].bytes = good;
            tried = true;
        }
    }
    cr_assert(tried);
    // An index with the roots of one and the signature of the other.
    const struct str second = world->signature;
    records[0] = world_record(world, 0, 2);
    world_publish(world, records, 300);
    world->signature = second;
    cr_assert_eq(world_read(world, &count), FEED_SIGNATURE);
}

Test(reader, refuses_ids_that_repeat_or_fall)
{
    size_t count;
    cr_assert_eq(read_lines(STR(LINE_A LINE_B), 2, &count), FEED_OK, "the control");
    cr_assert_eq(count, 2);
    cr_assert_eq(read_lines(STR(LINE_A LINE_A), 2, &count), FEED_FORMAT);
    cr_assert_eq(read_lines(STR(LINE_B LINE_A), 2, &count), FEED_FORMAT);
}

// What the first node of the release built last unpacks to.
static struct str node_text(void)
{
    const struct feed_ref *ref = &world->draft.roots[0];
    struct str json = {0};
    cr_assert_eq(
        feed_node_unpack(&world->arena, ref, world_find(world, &ref->hash)->bytes, &json),
        FEED_OK);
    return json;
}

Test(reader, refuses_an_id_that_stands_in_two_chunks)
{
    size_t count;
    world_publish_lines(world, STR(LINE_A), 1);
    const struct str node = node_text();
    const struct str entry =
        str_slice(node, str_find(node, STR("[{"), 0) + 1, node.len - STR("]}\n").len);
    world_publish_node(world,
                       arena_printf(&world->arena, "{\"chunks\":[%.*s,%.*s]}\n",
                                    STR_ARG(entry), STR_ARG(entry)),
                       2);
    cr_assert_eq(world_read(world, &count), FEED_FORMAT);
    world_publish_node(
        world, arena_printf(&world->arena, "{\"chunks\":[%.*s]}\n", STR_ARG(entry)), 1);
    cr_assert_eq(world_read(world, &count), FEED_OK, "the control");
}

Test(reader, refuses_counts_that_lie)
{
    size_t count;
    cr_assert_eq(read_lines(STR(LINE_A LINE_B), 1, &count), FEED_FORMAT);
    cr_assert_eq(read_lines(STR(LINE_A LINE_B), 3, &count), FEED_FORMAT);
    cr_assert_eq(read_lines(STR(LINE_A "\n" LINE_B), 3, &count), FEED_FORMAT);
    cr_assert_eq(read_lines(STR(LINE_A "{\"id\":\"b\""), 2, &count), FEED_FORMAT);
}

Test(reader, ignores_fields_it_does_not_know)
{
    CONFORMANCE("C10");
    size_t count;
    cr_assert_eq(
        read_lines(STR("{\"colour\":{\"of\":[1,2]},\"id\":\"a\",\"kind\":\"story\","
                       "\"title\":{\"en\":\"A\"}}\n"),
                   1, &count),
        FEED_OK);
    cr_assert_eq(count, 1);
    const struct str node = node_text();
    const struct str more = arena_printf(&world->arena, "{\"a\":[],%.*s",
                                         STR_ARG(str_slice(node, 1, SIZE_MAX)));
    world_publish_node(world, more, 1);
    cr_assert_eq(world_read(world, &count), FEED_OK);
}

Test(reader, leaves_out_a_record_that_breaks_a_rule_of_its_kind)
{
    size_t count;
    cr_assert_eq(
        read_lines(STR("{\"id\":\"0\",\"kind\":\"from-the-future\"}\n" LINE_A
                       "{\"id\":\"aa\",\"kind\":\"story\",\"title\":{\"en\":\"X\"},"
                       "\"visible_from\":\"2026-02-30\"}\n" LINE_B),
                   4, &count),
        FEED_OK);
    cr_assert_eq(count, 2);
}

Test(reader, refuses_lines_that_are_no_sound_json)
{
    CONFORMANCE("D02", "D03", "D04");
    size_t count;
    static const char *const bad[] = {
        "{\"id\":\"a\",\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"A\"}}\n",
        "{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"A\"},\"year\":1e999}\n",
        "{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"A\"},\"year\":-0}\n",
        "{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"A\"},\"year\":NaN}\n",
        "{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"A\"},\"year\":007}\n",
        "{\"id\":\"a\",\"kind\":\"story\",\"year\":18446744073709551616}\n",
        "{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"\xff\"}}\n",
        "{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"\xc0\xaf\"}}\n",
        "{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"\\ud800\"}}\n",
        "{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"\\u0000\"}}\n",
        "\xef\xbb\xbf{\"id\":\"a\",\"kind\":\"story\",\"title\":{\"en\":\"A\"}}\n",
        "[]\n",
        "null\n",
        "{}\n",
        "{\"id\":\"../x\",\"kind\":\"story\"}\n",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        cr_assert_eq(read_lines(str_from_cstr(bad[i]), 1, &count), FEED_FORMAT, "%s",
                     bad[i]);
    }
    struct buffer deep;
    buffer_init(&deep, 0);
    buffer_add(&deep, STR("{\"x\":"));
    for (int i = 0; i < 100000; i++) {
        buffer_add(&deep, STR("["));
    }
    buffer_add(&deep, STR("\n"));
    cr_assert_eq(read_lines(buffer_view(&deep), 1, &count), FEED_FORMAT);
    buffer_finish(&deep);
}

// ---- chunks and nodes by themselves ----

static struct feed_ref ref_of(struct str bytes, int64_t records)
{
    return (struct feed_ref){sha256_of(bytes), (int64_t)bytes.len, records};
}

static enum feed_reason unpack(struct str bytes)
{
    const struct feed_ref ref = ref_of(bytes, 1);
    struct str ndjson;
    struct arena arena;
    arena_init(&arena, 0);
    const enum feed_reason reason = feed_chunk_unpack(&arena, &ref, bytes, &ndjson);
    arena_finish(&arena);
    return reason;
}

static struct str pack(struct str raw, bool sized)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    const size_t room = ZSTD_compressBound(raw.len);
    char *packed = arena_alloc(&world->arena, room);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, sized);
    const size_t size = ZSTD_compress2(context, packed, room, raw.ptr, raw.len);
    ZSTD_freeCCtx(context);
    cr_assert_not(ZSTD_isError(size));
    return (struct str){packed, size};
}

Test(reader, refuses_a_bomb_before_it_is_unpacked)
{
    CONFORMANCE("D02");
    char *zeros = calloc(1, 200 << 20);
    cr_assert_not_null(zeros);
    const struct str bomb = pack((struct str){zeros, 200 << 20}, true);
    cr_assert_lt(bomb.len, 200 * 1024);
    cr_assert_eq(unpack(bomb), FEED_LARGE);
    cr_assert_eq(unpack(pack((struct str){zeros, 200 << 20}, false)), FEED_FORMAT);
    free(zeros);
    // A frame that says 50 bytes and holds more.
    char raw[50];
    memset(raw, '\n', sizeof(raw));
    const struct str good = pack((struct str){raw, 50}, true);
    cr_assert_eq(unpack(good), FEED_OK, "the control");
    char *lying = arena_alloc(&world->arena, good.len);
    memcpy(lying, good.ptr, good.len);
    cr_assert_eq((unsigned char)lying[5], 50, "RFC 8878: one byte of content size");
    lying[5] = 49;
    cr_assert_eq(unpack((struct str){lying, good.len}), FEED_FORMAT);
    // Two frames, and a frame with something behind it.
    cr_assert_eq(unpack(arena_printf(&world->arena, "%s", "")), FEED_FORMAT);
    char *twice = arena_alloc(&world->arena, good.len * 2);
    memcpy(twice, good.ptr, good.len);
    memcpy(twice + good.len, good.ptr, good.len);
    cr_assert_eq(unpack((struct str){twice, good.len * 2}), FEED_FORMAT);
    cr_assert_eq(unpack((struct str){twice, good.len + 1}), FEED_FORMAT);
}

Test(reader, stands_a_chunk_cut_or_flipped_at_every_byte)
{
    CONFORMANCE("D01");
    const struct str good = pack(STR(LINE_A LINE_B), true);
    char *bytes = arena_alloc(&world->arena, good.len);
    memcpy(bytes, good.ptr, good.len);
    size_t refused = 0;
    for (size_t i = 0; i < good.len; i++) {
        cr_assert_neq(unpack(str_slice(good, 0, i)), FEED_OK, "cut at %zu", i);
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] ^= (char)(1 << bit);
            refused += unpack((struct str){bytes, good.len}) != FEED_OK;
            const struct feed_ref ref = ref_of(good, 2);
            struct str ndjson;
            cr_assert_eq(feed_chunk_unpack(&world->arena, &ref,
                                           (struct str){bytes, good.len}, &ndjson),
                         FEED_HASH);
            bytes[i] ^= (char)(1 << bit);
        }
    }
    cr_assert_gt(refused, 0);
    cr_assert_eq(unpack(good), FEED_OK, "the control");
}

static enum feed_reason parse_packed(struct str bytes, int64_t records)
{
    const struct feed_ref ref = ref_of(bytes, records);
    struct feed_refs chunks;
    return feed_node_parse(&world->arena, &ref, bytes, &chunks);
}

static enum feed_reason parse_node(const char *json, int64_t records)
{
    const struct str text = arena_printf(&world->arena, "%s\n", json);
    return parse_packed(world_pack(world, text), records);
}

#define ENTRY "{\"hash\":\"" HASH_A "\",\"records\":2,\"size\":10}"

Test(reader, checks_every_entry_of_a_node)
{
    CONFORMANCE("C12", "D03", "D02");
    cr_assert_eq(parse_node("{\"chunks\":[" ENTRY "," ENTRY "]}", 4), FEED_OK,
                 "the control");
    cr_assert_eq(parse_node("{\"chunks\":[" ENTRY "," ENTRY "]}", 3), FEED_FORMAT);
    static const char *const bad[] = {
        "",
        "{}",
        "[]",
        "{\"chunks\":[]}",
        "{\"chunks\":{}}",
        "{\"chunks\":[1]}",
        "{\"chunks\":[" ENTRY "],\"chunks\":[" ENTRY "]}",
        "{\"chunks\":[{\"hash\":\"../../../../../etc/"
        "passwd\",\"records\":2,\"size\":10}]}",
        "{\"chunks\":[{\"hash\":\"" HASH_A "\",\"records\":2,\"size\":0}]}",
        "{\"chunks\":[{\"hash\":\"" HASH_A "\",\"records\":2,\"size\":-1}]}",
        "{\"chunks\":[{\"hash\":\"" HASH_A "\",\"records\":2,\"size\":1e3}]}",
        "{\"chunks\":[{\"hash\":\"" HASH_A "\",\"records\":2,\"size\":99999999999}]}",
        "{\"chunks\":[{\"hash\":\"" HASH_A "\",\"records\":2}]}",
        "{\"chunks\":[{\"hash\":\"" HASH_A "\",\"records\":0,\"size\":10}]}",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        cr_assert_neq(parse_node(bad[i], 2), FEED_OK, "%s", bad[i]);
    }
}

Test(reader, refuses_a_node_that_is_not_one_small_frame)
{
    CONFORMANCE("D02");
    const struct str json = STR("{\"chunks\":[" ENTRY "," ENTRY "]}\n");
    const struct str good = pack(json, true);
    cr_assert_eq(parse_packed(good, 4), FEED_OK, "the control");
    cr_assert_eq(parse_packed(json, 4), FEED_FORMAT, "not packed");
    cr_assert_eq(parse_packed(pack(json, false), 4), FEED_FORMAT, "no size");
    cr_assert_eq(parse_packed(str_slice(good, 0, good.len - 1), 4), FEED_FORMAT, "torn");
    char *bytes = arena_alloc(&world->arena, good.len * 2);
    memcpy(bytes, good.ptr, good.len);
    memcpy(bytes + good.len, good.ptr, good.len);
    cr_assert_eq(parse_packed((struct str){bytes, good.len * 2}, 4), FEED_FORMAT,
                 "two frames");
    // As many blanks as fit, and one more.
    char *wide = arena_alloc(&world->arena, FEED_NODE_RAW_MAX + 1);
    memset(wide, ' ', FEED_NODE_RAW_MAX + 1);
    memcpy(wide, json.ptr, json.len - 1);
    wide[FEED_NODE_RAW_MAX - 1] = '\n';
    cr_assert_eq(parse_packed(pack((struct str){wide, FEED_NODE_RAW_MAX}, true), 4),
                 FEED_OK, "the control");
    wide[FEED_NODE_RAW_MAX] = '\n';
    cr_assert_eq(parse_packed(pack((struct str){wide, FEED_NODE_RAW_MAX + 1}, true), 4),
                 FEED_LARGE);
    cr_assert_eq(
        parse_packed(arena_printf(&world->arena, "%*s", FEED_NODE_MAX + 1, ""), 4),
        FEED_LARGE, "as stored");
}

Test(reader, stands_a_node_cut_or_flipped_at_every_byte)
{
    CONFORMANCE("D01");
    const struct str packed = pack(STR("{\"chunks\":[" ENTRY "," ENTRY "]}\n"), true);
    const struct feed_ref good = ref_of(packed, 4);
    char *bytes = arena_alloc(&world->arena, packed.len);
    struct feed_refs chunks;
    memcpy(bytes, packed.ptr, packed.len);
    for (size_t i = 0; i < packed.len; i++) {
        cr_assert_neq(parse_packed(str_slice(packed, 0, i), 4), FEED_OK, "cut at %zu", i);
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] ^= (char)(1 << bit);
            const struct str flipped = {bytes, packed.len};
            cr_assert_eq(feed_node_parse(&world->arena, &good, flipped, &chunks),
                         FEED_HASH);
            (void)!parse_packed(flipped, 4);
            bytes[i] ^= (char)(1 << bit);
        }
    }
    cr_assert_eq(parse_packed((struct str){bytes, packed.len}, 4), FEED_OK,
                 "the control");
}

Test(reader, stands_the_text_of_a_node_cut_or_flipped_at_every_byte)
{
    CONFORMANCE("D01");
    char text[] = "{\"chunks\":[" ENTRY "," ENTRY "]}";
    for (size_t i = 0; i + 1 < sizeof(text); i++) {
        const char kept = text[i];
        text[i] = (char)(kept ^ 1);
        (void)!parse_node(text, 4);
        text[i] = '\0';
        cr_assert_neq(parse_node(text, 4), FEED_OK, "cut at %zu", i);
        text[i] = kept;
    }
    cr_assert_eq(parse_node(text, 4), FEED_OK, "the control");
}

Test(reader, media_are_objects_only_with_a_hash_and_a_sane_size)
{
    CONFORMANCE("C12");
    struct feed_ref ref;
    struct content_media media = {.sha256 = STR(HASH_A), .size_bytes = 1000};
    cr_assert(feed_media_ref(&media, &ref), "the control");
    cr_assert_eq(ref.size_bytes, 1000);
    media.size_bytes = 0;
    cr_assert_not(feed_media_ref(&media, &ref));
    media.size_bytes = (int64_t)FEED_MEDIA_MAX + 1;
    cr_assert_not(feed_media_ref(&media, &ref));
    media.size_bytes = 1000;
    media.sha256 = STR("../x");
    cr_assert_not(feed_media_ref(&media, &ref));
}
