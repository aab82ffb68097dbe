// What a kiosk shows of several feeds laid over each other.
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "crypto/hash.h"
#include "world.h"

static const struct str feeds[] = {{"nation", 6}, {"region", 6}, {"venue", 5}};
static struct world world;
static struct store *store;

static void setup(void)
{
    world_init(&world);
    store = NULL;
}
static void teardown(void)
{
    store_close(store);
    world_finish(&world);
}
TestSuite(layers, .init = setup, .fini = teardown);

static struct content_text text(const char *value)
{
    struct content_translation *item =
        ARENA_NEW(&world.arena, struct content_translation);
    *item = (struct content_translation){STR("en"), str_from_cstr(value)};
    return (struct content_text){.items = item, .count = 1};
}

static struct content_record record(const char *id, const char *title)
{
    struct content_record made = world_activity(&world, 1);
    made.id = str_from_cstr(id);
    made.title = text(title);
    made.summary = made.body = (struct content_text){0};
    made.order = 0;
    return made;
}

// SHA-256 of a record's canonical line, as `base` wants it.
static struct str base_of(const struct content_record *of)
{
    char hex[65];
    const struct sha256 hash = sha256_of(content_record_write(&world.arena, of));
    sha256_to_hex(&hash, hex);
    return arena_str(&world.arena, str_from_cstr(hex));
}

// patch NULL: hides it.
static struct content_record amendment(const char *feed, const struct content_record *of,
                                       const char *patch)
{
    return (struct content_record){
        .kind = CONTENT_AMENDMENT,
        .id = arena_printf(&world.arena, "%s-%.*s", feed, STR_ARG(of->id)),
        .amended_feed = str_from_cstr(feed),
        .amended = of->id,
        .base = base_of(of),
        .hide = !patch,
        .patch = str_from_cstr(patch)};
}

static void open_again(void)
{
    store_close(store);
    store = store_open(world.data);
}

// "id:title id:title ..." of a query's answer.
static const char *answer(const struct store_query *query)
{
    struct store_result *result = store_query(store, query);
    struct str all = STR("");
    for (size_t i = 0; i < result->count; i++) {
        const struct content_record *item = &result->records[i];
        const struct str title = content_text_in(item->title, STR("en"), NULL);
        all = arena_printf(&world.arena, "%.*s%s%.*s:%.*s", STR_ARG(all), i ? " " : "",
                           STR_ARG(item->id), STR_ARG(title));
    }
    store_result_release(result);
    return arena_cstr(&world.arena, all);
}

static const char *listed(void)
{
    return answer(&(struct store_query){.has_kind = true, .kind = CONTENT_ACTIVITY});
}

static const char *found(const char *words)
{
    return answer(&(struct store_query){.words = str_from_cstr(words)});
}

static const char *asked(const char *id)
{
    struct str ids[] = {str_from_cstr(id)};
    return answer(&(struct store_query){.ids = {ids, 1}});
}

static bool same(const char *a, const char *b)
{
    if (strcmp(a, b) != 0) {
        fprintf(stderr, "not the same: '%s' and '%s'\n", a, b);
    }
    return strcmp(a, b) == 0;
}

Test(layers, show_amended_records_and_not_hidden_ones_in_every_query)
{
    const struct content_record nation[] = {
        record("loom", "Weaving"), record("robot", "Robot"), record("soil", "Soil")};
    const struct content_record region[] = {
        amendment("nation", &nation[0], NULL),
        amendment("nation", &nation[1], "{\"title\":{\"en\":\"Cyborg\"}}"),
        record("wind", "Wind")};
    world_show(&world, "nation", nation, 3, 1763700001);
    open_again();
    // The control: without the region all is there as the nation wrote it.
    cr_assert(same(listed(), "loom:Weaving robot:Robot soil:Soil"));
    cr_assert(same(found("weaving"), "loom:Weaving"));
    world_show(&world, "region", region, 3, 1763700001);
    cr_assert(store_refresh(store));
    cr_assert(same(listed(), "robot:Cyborg soil:Soil wind:Wind"));
    cr_assert(same(found("weaving"), ""));
    cr_assert(same(found("robot"), ""));
    cr_assert(same(found("cyborg"), "robot:Cyborg"));
    cr_assert(same(found("wind"), "wind:Wind"));
    cr_assert(same(asked("loom"), ""));
    cr_assert(same(asked("nation/loom"), ""));
    cr_assert(same(asked("robot"), "robot:Cyborg"));
    cr_assert(same(asked("nation/robot"), "robot:Cyborg"));
    cr_assert(same(asked("region/robot"), ""));
    const struct store_state *state = store_state_of(store);
    cr_assert(eq(i64, state->layers, 2));
    cr_assert(eq(i64, state->amendments, 2));
    cr_assert(eq(i64, state->set_aside, 0));
}

Test(layers, set_aside_a_patch_whose_base_has_changed_and_say_so)
{
    struct content_record nation[] = {record("robot", "Robot"), record("soil", "Soil")};
    const struct content_record region[] = {
        amendment("nation", &nation[0], "{\"title\":{\"en\":\"Cyborg\"}}"),
        amendment("nation", &nation[1], NULL)};
    world_show(&world, "nation", nation, 2, 1763700001);
    world_show(&world, "region", region, 2, 1763700001);
    open_again();
    cr_assert(same(listed(), "robot:Cyborg"));
    nation[0].title = text("Better robot");
    nation[1].title = text("Better soil");
    world_show(&world, "nation", nation, 2, 1763700002);
    cr_assert(store_refresh(store));
    cr_assert(same(listed(), "robot:Better robot"), "a hide still hides");
    cr_assert(same(found("better"), "robot:Better robot"));
    const struct store_layer_states layers = store_layers_of(store);
    cr_assert(eq(sz, layers.count, 2));
    cr_assert(eq(sz, layers.items[0].amendments, 0));
    cr_assert(eq(sz, layers.items[1].amendments, 2));
    cr_assert(eq(sz, layers.items[1].set_aside, 2));
    cr_assert(eq(int, layers.amended[0].fate, AMENDMENT_CHANGED));
    cr_assert(str_equal(layers.amended[0].record, STR("robot")));
    cr_assert(eq(i64, store_state_of(store)->set_aside, 2));
    // The record is gone altogether: nothing to amend, nothing breaks.
    world_show(&world, "nation", &nation[1], 0, 1763700003);
    cr_assert(store_refresh(store));
    cr_assert(same(listed(), ""));
    cr_assert(eq(int, store_layers_of(store).amended[0].fate, AMENDMENT_GONE));
}

Test(layers, keep_records_of_one_id_apart)
{
    struct str to_robot[] = {STR("robot")};
    struct str to_nations[] = {STR("nation/robot")};
    struct content_record nation[] = {record("follower", "Follower"),
                                      record("robot", "Robot of the nation")};
    struct content_record venue[] = {record("a-talk", "Talk"),
                                     record("robot", "Robot of the venue"),
                                     record("visit", "Visit")};
    nation[0].related = (struct content_ids){to_robot, 1};
    venue[0].related = (struct content_ids){to_robot, 1};
    venue[2].related = (struct content_ids){to_nations, 1};
    world_show(&world, "nation", nation, 2, 1763700001);
    world_show(&world, "venue", venue, 3, 1763700001);
    open_again();
    cr_assert(same(listed(), "a-talk:Talk follower:Follower nation/robot:Robot of the "
                             "nation robot:Robot of the venue visit:Visit"));
    cr_assert(same(asked("robot"), "robot:Robot of the venue"));
    cr_assert(same(asked("venue/robot"), "robot:Robot of the venue"));
    cr_assert(same(asked("nation/robot"), "nation/robot:Robot of the nation"));
    cr_assert(same(found("robot nation"), "nation/robot:Robot of the nation"));
    static const struct {
        const char *id, *related;
    } rows[] = {
        {"follower", "nation/robot"}, {"a-talk", "robot"}, {"visit", "nation/robot"}};
    for (size_t i = 0; i < 3; i++) {
        struct str ids[] = {str_from_cstr(rows[i].id)};
        struct store_result *result =
            store_query(store, &(struct store_query){.ids = {ids, 1}});
        cr_assert(eq(sz, result->count, 1));
        cr_assert(str_equal(result->records[0].related.items[0],
                            str_from_cstr(rows[i].related)),
                  "%s", rows[i].id);
        cr_assert(str_equal(result->records[0].feed, i ? feeds[2] : feeds[0]));
        cr_assert(eq(i64, result->records[0].layer, i ? 1 : 0));
        store_result_release(result);
    }
}

Test(layers, fail_alone)
{
    const struct content_record nation[] = {record("robot", "Robot")};
    const struct content_record region[] = {
        amendment("nation", &nation[0], "{\"title\":{\"en\":\"Cyborg\"}}"),
        record("wind", "Wind")};
    const struct content_record venue[] = {record("visit", "Visit")};
    world_show(&world, "nation", nation, 1, 1763700001);
    world_show(&world, "region", region, 2, 1763700001);
    const char *path = world_snapshot(&world);
    world_show(&world, "venue", venue, 1, 1763700001);
    open_again();
    cr_assert(same(listed(), "robot:Cyborg visit:Visit wind:Wind")); // the control
    world_damage(path, 0, 4096);
    open_again();
    cr_assert(same(listed(), "robot:Robot visit:Visit"));
    const struct store_layer_states layers = store_layers_of(store);
    cr_assert(eq(sz, layers.count, 3));
    cr_assert(layers.items[1].failed);
    cr_assert(not(layers.items[1].shown));
    cr_assert(layers.items[2].shown);
    cr_assert(store_state_of(store)->failed);
    // The venue goes on all the same, and the region comes back with its next version.
    const struct content_record newer[] = {record("visit", "Visit us")};
    world_show(&world, "venue", newer, 1, 1763700002);
    cr_assert(store_refresh(store));
    cr_assert(same(listed(), "robot:Robot visit:Visit us"));
    world_show(&world, "region", region, 2, 1763700002);
    cr_assert(store_refresh(store));
    cr_assert(same(listed(), "robot:Cyborg visit:Visit us wind:Wind"));
}

Test(layers, with_a_damaged_page_among_the_amendments_fall_back_by_themselves)
{
    const struct content_record nation[] = {record("robot", "Robot")};
    struct content_record *region = world_activities(&world, 200);
    world_show(&world, "nation", nation, 1, 1763700001);
    world_show(&world, "region", region, 100, 1763700001);
    region[150] = amendment("nation", &nation[0], "{\"title\":{\"en\":\"Cyborg\"}}");
    world_show(&world, "region", region, 200, 1763700002);
    open_again();
    cr_assert(same(asked("robot"), "robot:Cyborg")); // the control
    world_damage(world_snapshot(&world), 2 * 4096, 60 * 4096);
    open_again();
    cr_assert(same(asked("robot"), "robot:Robot"));
    cr_assert(same(asked("activity-00007"), "activity-00007:Robot number 7"));
    cr_assert(store_state_of(store)->failed);
}

Test(layers, find_what_is_amended_among_very_many, .timeout = 300)
{
    enum { MANY = 3000 };
    struct content_record *nation = world_activities(&world, MANY);
    struct content_record *region =
        ARENA_ARRAY(&world.arena, struct content_record, MANY);
    for (size_t i = 0; i < MANY; i++) {
        region[i] = amendment("nation", &nation[i],
                              i % 2 ? NULL : "{\"order\":-9,\"places_left\":3}");
    }
    world_show(&world, "nation", nation, MANY, 1763700001);
    world_show(&world, "region", region, MANY, 1763700001);
    open_again();
    struct store_result *result = store_query(
        store,
        &(struct store_query){.has_kind = true, .kind = CONTENT_ACTIVITY, .limit = MANY});
    cr_assert(eq(sz, result->count, MANY / 2));
    for (size_t i = 0; i < result->count; i++) {
        cr_assert(eq(i64, result->records[i].places_left, 3));
        cr_assert(eq(i64, result->records[i].order, -9));
    }
    store_result_release(result);
    cr_assert(eq(i64, store_state_of(store)->set_aside, 0));
}

Test(layers, let_an_edited_record_be_seen_and_a_deleted_one_be_gone)
{
    // Concerto #1393: edits that never appear. Anthias #2430: a deleted item lingers.
    struct content_record records[] = {record("robot", "Robot"), record("soil", "Soil")};
    world_show(&world, "nation", records, 2, 1763700001);
    open_again();
    cr_assert(same(listed(), "robot:Robot soil:Soil"));
    records[0].title = text("Robot, repaired");
    world_show(&world, "nation", records, 1, 1763700002);
    cr_assert(store_refresh(store));
    cr_assert(same(listed(), "robot:Robot, repaired"));
    cr_assert(same(asked("robot"), "robot:Robot, repaired"));
    cr_assert(same(found("repaired"), "robot:Robot, repaired"));
    cr_assert(same(asked("soil"), ""));
    cr_assert(same(found("soil"), ""));
    cr_assert(not(store_refresh(store)), "the control: nothing has changed");
}

Test(layers, that_the_settings_no_longer_name_are_gone)
{
    const struct content_record nation[] = {record("robot", "Robot")};
    const struct content_record region[] = {record("wind", "Wind")};
    world_show(&world, "nation", nation, 1, 1763700001);
    world_show(&world, "region", region, 1, 1763700001);
    const char *path = world_snapshot(&world);
    open_again();
    struct content_ids dropped = {0};
    struct store_arrange arrange = {.data_folder = world.data,
                                    .order = {feeds, 2},
                                    .arena = &world.arena,
                                    .out_dropped = &dropped};
    cr_assert(eq(int, store_snapshot_arrange(&arrange), STORE_NONE)); // the control
    cr_assert(same(listed(), "robot:Robot wind:Wind"));
    arrange.order.count = 1;
    cr_assert(eq(int, store_snapshot_arrange(&arrange), STORE_DONE));
    cr_assert(eq(sz, dropped.count, 1));
    cr_assert(str_equal(dropped.items[0], feeds[1]));
    cr_assert(store_refresh(store));
    cr_assert(same(listed(), "robot:Robot"));
    cr_assert(not(file_exists(path)));
}

Test(layers, keep_their_pin_when_current_is_damaged)
{
    const struct content_record records[] = {record("robot", "Robot"),
                                             record("soil", "Soil")};
    world_show(&world, "nation", records, 1, 1763700001);
    world_show(&world, "nation", records, 2, 1763700002);
    cr_assert(eq(int, store_snapshot_rollback(world.data, feeds[0]), STORE_DONE));
    cr_assert(file_write(world_path(&world, "current"), STR("generation 3\nnation\n")));
    open_again();
    cr_assert(same(listed(), "robot:Robot"));
    cr_assert(store_state_of(store)->pinned);
    cr_assert(store_state_of(store)->failed);
    // The next switch heals it, and the pin is still in its place.
    world_show(&world, "nation", records, 2, 1763700003);
    cr_assert(store_refresh(store));
    cr_assert(same(listed(), "robot:Robot"));
    cr_assert(store_state_of(store)->pinned);
    cr_assert(not(store_state_of(store)->failed));
    // The control: without its copy nobody knows of the pin.
    cr_assert(file_write(world_path(&world, "current"), STR("generation 3\nnation\n")));
    cr_assert(unlink(world_path(&world, "snapshots/current.copy")) == 0);
    open_again();
    cr_assert(same(listed(), "robot:Robot soil:Soil"));
}

// Sets the schema number that a snapshot file itself names.
static void set_schema(const char *path, unsigned char schema)
{
    FILE *file =
        fopen(path, "r+b"); // user_version: 4 bytes at 60, sqlite.org/fileformat2
    cr_assert(file && fseek(file, 63, SEEK_SET) == 0);
    fputc(schema, file);
    fclose(file);
}

Test(layers, of_another_schema_are_refused_and_left_as_they_are)
{
    CONFORMANCE("S11");
    const struct content_record records[] = {record("robot", "Robot"),
                                             record("soil", "Soil")};
    world_show(&world, "nation", records, 1, 1763700001);
    world_show(&world, "nation", records, 2, 1763700002);
    // A newer program was here: its file, and `current` naming it.
    const char *ours = world_snapshot(&world);
    const char *newer =
        arena_cstr(&world.arena, arena_printf(&world.arena, "%s/snapshots/%s-%d.db",
                                              world.data, world.root, STORE_SCHEMA + 1));
    cr_assert(file_rename(ours, newer));
    set_schema(newer, STORE_SCHEMA + 1);
    const struct str line = arena_printf(
        &world.arena, "generation 70\nnation snapshots/%s-%d.db 1763700002\n", world.root,
        STORE_SCHEMA + 1);
    struct str before, after;
    cr_assert(file_read(&world.arena, newer, 1 << 24, &before));
    cr_assert(file_write(world_path(&world, "current"), line));
    open_again();
    cr_assert(same(listed(), "robot:Robot"));
    cr_assert(store_state_of(store)->failed);
    // Sync builds its own beside it from the objects, whole or not at all.
    world_show(&world, "nation", records, 2, 1763700002);
    cr_assert(store_refresh(store));
    cr_assert(same(listed(), "robot:Robot soil:Soil"));
    cr_assert(not(store_state_of(store)->failed));
    cr_assert(file_read(&world.arena, newer, 1 << 24, &after));
    cr_assert(str_equal(before, after));
    // What a file says of itself counts, not its name: older, newer, and the control.
    static const unsigned char schemas[] = {0, STORE_SCHEMA + 1, 77, STORE_SCHEMA};
    for (size_t i = 0; i < sizeof(schemas); i++) {
        const bool right = schemas[i] == STORE_SCHEMA;
        set_schema(ours, schemas[i]);
        open_again();
        cr_assert(same(listed(), right ? "robot:Robot soil:Soil" : "robot:Robot"));
        cr_assert(eq(int, store_state_of(store)->failed, !right));
        cr_assert(
            eq(int, store_snapshot_sound(world.data, feeds[0], str_from_cstr(world.root)),
               right));
    }
}
