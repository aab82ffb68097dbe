#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

static void require(bool fact, const char *what)
{
    if (!fact) {
        fprintf(stderr, "world: %s\n", what);
        abort();
    }
}

void world_init(struct world *world)
{
    *world = (struct world){0};
    arena_init(&world->arena, 0);
    snprintf(world->data, sizeof(world->data), "/tmp/foyer-store-XXXXXX");
    require(mkdtemp(world->data), "mkdtemp");
    require(minisign_keygen(&world->secret, &world->key), "keygen");
}

void world_finish(struct world *world)
{
    require(folder_remove(world->data), "folder_remove");
    arena_finish(&world->arena);
    free(world->objects);
}

static struct content_text two_texts(struct world *world, struct str en, struct str sq)
{
    struct content_translation *items =
        ARENA_ARRAY(&world->arena, struct content_translation, 2);
    items[0] = (struct content_translation){.lang = STR("en"), .value = en};
    items[1] = (struct content_translation){.lang = STR("sq"), .value = sq};
    return (struct content_text){.items = items, .count = 2};
}

struct content_record world_activity(struct world *world, size_t number)
{
    struct arena *arena = &world->arena;
    return (struct content_record){
        .kind = CONTENT_ACTIVITY,
        .id = arena_printf(arena, "activity-%05zu", number),
        .title = two_texts(world, arena_printf(arena, "Robot number %zu", number),
                           arena_printf(arena, "Roboti çelik %zu", number)),
        .summary = two_texts(world, STR("Build a robot arm from cardboard."),
                             STR("Ndërto një krah roboti.")),
        .body = two_texts(world, STR("You **wire** two motors and a sensor."),
                          STR("Lidh dy motorë dhe një sensor.")),
        .format = STR("workshop"),
        .join = STR("open"),
        .capacity = -1,
        .places_left = -1,
        .fields = 1u << FIELD_T,
        .order = (int64_t)(number % 7),
        .duration_min = 60,
    };
}

struct content_record *world_activities(struct world *world, size_t count)
{
    struct content_record *records =
        ARENA_ARRAY(&world->arena, struct content_record, count);
    for (size_t i = 0; i < count; i++) {
        records[i] = world_activity(world, i);
    }
    return records;
}

static bool keep_object(void *context, const struct feed_ref *ref, struct str bytes)
{
    struct world *world = context;
    if (world->object_count == world->object_capacity) {
        world->object_capacity = world->object_capacity ? world->object_capacity * 2 : 64;
        world->objects =
            realloc(world->objects, world->object_capacity * sizeof(*world->objects));
        require(world->objects, "realloc");
    }
    world->objects[world->object_count++] = (struct world_object){
        .hash = ref->hash, .bytes = arena_str(&world->arena, bytes)};
    return true;
}

static enum feed_reason fetch(void *context, const struct feed_ref *ref,
                              struct arena *arena, struct str *out_bytes)
{
    const struct world *world = context;
    for (size_t i = 0; i < world->object_count; i++) {
        if (sha256_equal(&world->objects[i].hash, &ref->hash)) {
            *out_bytes = arena_str(arena, world->objects[i].bytes);
            return FEED_OK;
        }
    }
    return FEED_MISSING;
}

const struct feed_verified *world_release(struct world *world, const char *feed,
                                          const struct content_record *records,
                                          size_t count, int64_t version)
{
    struct feed_index index = {0};
    const struct feed_sink sink = {.put = keep_object, .context = world};
    require(feed_build(&world->arena, records, count, sink, &index) == FEED_OK,
            "feed_build");
    index.feed_id = str_from_cstr(feed);
    index.version = version;
    index.published = version;
    index.expires = version + 90 * 86400;
    const struct str bytes = feed_index_write(&world->arena, &index);
    const struct feed_files files = {
        .name = sha256_of(bytes),
        .index = bytes,
        .signature = minisign_sign(&world->arena, &world->secret, bytes, STR("test")),
    };
    const struct feed_trust trust = {.keys = {.items = &world->key, .count = 1}};
    const struct feed_verified *release;
    require(feed_verify(&world->arena, &trust, &files, &release) == FEED_OK,
            "feed_verify");
    sha256_to_hex(&feed_verified_index(release)->root_hash, world->root);
    return release;
}

enum feed_reason world_build(struct world *world, const struct feed_verified *release)
{
    return store_snapshot_build(&(struct store_build){
        .data_folder = world->data,
        .release = release,
        .source = {.fetch = fetch, .context = world},
        .now_utc_ms = INT64_C(1763800000000),
    });
}

void world_show(struct world *world, const char *feed,
                const struct content_record *records, size_t count, int64_t version)
{
    const struct feed_verified *release =
        world_release(world, feed, records, count, version);
    require(world_build(world, release) == FEED_OK, "build");
    require(world_switch(world, feed, version, (struct store_order){0}) == STORE_DONE,
            "switch");
}

enum store_outcome world_switch(struct world *world, const char *feed, int64_t version,
                                struct store_order order)
{
    return store_snapshot_switch(&(struct store_switch){
        .data_folder = world->data,
        .feed = str_from_cstr(feed),
        .root = str_from_cstr(world->root),
        .version = version,
        .order = order,
    });
}

char *world_path(struct world *world, const char *name)
{
    return path_join(&world->arena, world->data, name);
}

char *world_snapshot(struct world *world)
{
    return arena_cstr(&world->arena,
                      arena_printf(&world->arena, "%s/snapshots/%s-%d.db", world->data,
                                   world->root, (int)STORE_SCHEMA));
}

void world_damage(const char *path, size_t at, size_t size)
{
    FILE *file = fopen(path, "r+b");
    require(file && fseek(file, (long)at, SEEK_SET) == 0, path);
    for (size_t i = 0; i < size; i++) {
        fputc(0xAA, file);
    }
    fclose(file);
}
