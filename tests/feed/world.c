#include "world.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

struct world *world_create(void)
{
    struct world *world = calloc(1, sizeof(*world));
    cr_assert_not_null(world);
    arena_init(&world->arena, 0);
    cr_assert(minisign_keygen(&world->secret, &world->public));
    return world;
}

void world_destroy(struct world *world)
{
    arena_finish(&world->arena);
    free(world);
}

struct content_record world_record(struct world *world, int number, int revision)
{
    struct content_record record;
    struct content_error error;
    const struct str json = arena_printf(
        &world->arena,
        "{\"id\":\"tale-%06d\",\"kind\":\"story\",\"title\":{\"en\":\"Story %d\"},"
        "\"summary\":{\"en\":\"Revision %d\"}}",
        number, number, revision);
    cr_assert(content_record_parse(&world->arena, json, &record, &error), "%s",
              error.message);
    return record;
}

struct content_record *world_records(struct world *world, int from, int count)
{
    struct content_record *records =
        ARENA_ARRAY(&world->arena, struct content_record, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        records[i] = world_record(world, from + i, 0);
    }
    return records;
}

struct world_object *world_find(struct world *world, const struct sha256 *hash)
{
    for (size_t i = 0; i < world->object_count; i++) {
        if (sha256_equal(&world->objects[i].ref.hash, hash)) {
            return &world->objects[i];
        }
    }
    return NULL;
}

static bool put_object(void *context, const struct feed_ref *ref, struct str bytes)
{
    struct world *world = context;
    world->put_count++;
    if (!world_find(world, &ref->hash)) {
        cr_assert_lt(world->object_count, WORLD_OBJECTS_MAX);
        world->objects[world->object_count++] =
            (struct world_object){*ref, arena_str(&world->arena, bytes), world->builds};
    }
    return true;
}

struct feed_ref world_put(struct world *world, struct str bytes, int64_t records)
{
    const struct feed_ref ref = {sha256_of(bytes), (int64_t)bytes.len, records};
    put_object(world, &ref, bytes);
    return ref;
}

void world_sign(struct world *world, struct str index)
{
    world->index = index;
    world->name = sha256_of(index);
    world->signature =
        minisign_sign(&world->arena, &world->secret, index, STR("a test's index"));
}

static void finish_index(struct world *world)
{
    world->draft.feed_id = STR("test-feed");
    world->draft.version = WORLD_NOW + world->builds;
    world->draft.published = WORLD_NOW;
    world->draft.expires = WORLD_NOW + 90 * 86400;
    world_sign(world, feed_index_write(&world->arena, &world->draft));
}

void world_publish(struct world *world, const struct content_record *records,
                   size_t count)
{
    world->builds++;
    world->put_count = 0;
    world->draft = (struct feed_index){0};
    cr_assert_eq(feed_build(&world->arena, records, count,
                            (struct feed_sink){.put = put_object, .context = world},
                            &world->draft),
                 FEED_OK);
    finish_index(world);
}

struct str world_pack(struct world *world, struct str text)
{
    const size_t room = ZSTD_compressBound(text.len);
    char *packed = arena_alloc(&world->arena, room);
    return (struct str){packed, ZSTD_compress(packed, room, text.ptr, text.len, 3)};
}

void world_publish_node(struct world *world, struct str json, int64_t records)
{
    struct feed_ref *root = ARENA_NEW(&world->arena, struct feed_ref);
    world->builds++;
    *root = world_put(world, world_pack(world, json), records);
    world->draft = (struct feed_index){.roots = root, .root_count = 1};
    finish_index(world);
}

void world_publish_lines(struct world *world, struct str ndjson, int64_t records)
{
    char hex[SHA256_HEX_LEN + 1];
    const struct feed_ref chunk = world_put(world, world_pack(world, ndjson), records);
    sha256_to_hex(&chunk.hash, hex);
    world_publish_node(
        world,
        arena_printf(&world->arena,
                     "{\"chunks\":[{\"hash\":\"%s\",\"records\":%lld,\"size\":%lld}]}\n",
                     hex, (long long)records, (long long)chunk.size_bytes),
        records);
}

struct feed_trust world_trust(struct world *world)
{
    return (struct feed_trust){.keys = {.items = &world->public, .count = 1},
                               .now_s = WORLD_NOW + 60};
}

enum feed_reason world_verify(struct world *world, const struct feed_trust *trust,
                              const struct feed_verified **out_release)
{
    const struct feed_files files = {world->name, world->index, world->signature};
    return feed_verify(&world->arena, trust, &files, out_release);
}

static enum feed_reason fetch(void *context, const struct feed_ref *ref,
                              struct arena *arena, struct str *out_bytes)
{
    struct world *world = context;
    const struct world_object *object = world_find(world, &ref->hash);
    if (!object) {
        return FEED_MISSING;
    }
    if (object->bytes.len > world->max_fetch_bytes) {
        world->max_fetch_bytes = object->bytes.len;
    }
    *out_bytes = arena_str(arena, object->bytes);
    return FEED_OK;
}

struct feed_source world_source(struct world *world)
{
    return (struct feed_source){fetch, world};
}

enum feed_reason world_read(struct world *world, size_t *out_records)
{
    const struct feed_trust trust = world_trust(world);
    const struct feed_verified *release;
    const struct content_record *record = NULL;
    *out_records = 0;
    enum feed_reason reason = world_verify(world, &trust, &release);
    if (reason != FEED_OK) {
        return reason;
    }
    struct feed_reader *reader = feed_reader_create(release, world_source(world));
    while ((reason = feed_reader_next(reader, &record)) == FEED_OK && record) {
        ++*out_records;
    }
    if (reason != FEED_OK) {
        cr_assert_eq(feed_reader_next(reader, &record), reason, "a refusal stays");
        cr_assert_gt(strlen(feed_reader_detail(reader)), 0);
    }
    feed_reader_destroy(reader);
    return reason;
}
