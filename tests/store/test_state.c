#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "conformance.h"
#include "world.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

Test(state, is_read_as_it_was_written)
{
    struct world world;
    world_init(&world);
    const struct store_feed_state state = {.trusted_version = 1763700000,
                                           .trusted_index = HASH,
                                           .etag = "W/\"a b\"",
                                           .checked_utc_ms = 5,
                                           .synced_utc_ms = 4,
                                           .last_error = "timeout"};
    struct store_feed_state read;
    cr_assert(store_feed_state_read(world.data, STR("center"), &read)); // none yet
    cr_assert(eq(i64, read.trusted_version, 0));
    cr_assert(store_feed_state_write(world.data, STR("center"), &state));
    cr_assert(store_feed_state_read(world.data, STR("center"), &read));
    cr_assert(eq(i64, read.trusted_version, 1763700000));
    cr_assert(strcmp(read.trusted_index, HASH) == 0);
    cr_assert(strcmp(read.etag, "W/\"a b\"") == 0);
    cr_assert(strcmp(read.last_error, "timeout") == 0);
    cr_assert(eq(i64, read.checked_utc_ms, 5));
    cr_assert(eq(i64, read.synced_utc_ms, 4));
    world_finish(&world);
}

Test(state, never_lets_the_trusted_version_fall)
{
    struct world world;
    world_init(&world);
    struct store_feed_state state = {.trusted_version = 10}, read;
    cr_assert(store_feed_state_write(world.data, STR("center"), &state));
    state.trusted_version = 9;
    cr_assert(not(store_feed_state_write(world.data, STR("center"), &state)));
    cr_assert(eq(int, errno, EPERM));
    state.trusted_version = 11; // the control
    cr_assert(store_feed_state_write(world.data, STR("center"), &state));
    cr_assert(store_feed_state_read(world.data, STR("center"), &read));
    cr_assert(eq(i64, read.trusted_version, 11));
    world_finish(&world);
}

Test(state, counts_versions_under_their_key_set_and_sets_under_their_anchor)
{
    struct world world;
    world_init(&world);
    struct store_feed_state state = {
        .trusted_version = 10, .trusted_set = 1, .key_set = 1};
    struct store_feed_state read;
    memset(state.anchor, 'a', STORE_HASH_HEX);
    cr_assert(store_feed_state_write(world.data, STR("center"), &state));
    state.key_set = state.trusted_set = 0;
    state.trusted_version = 99;
    cr_assert(not(store_feed_state_write(world.data, STR("center"), &state)));
    state.trusted_set = 1;
    cr_assert(not(store_feed_state_write(world.data, STR("center"), &state)));
    state.key_set = state.trusted_set = 2;
    state.trusted_version = 1; // the control
    cr_assert(store_feed_state_write(world.data, STR("center"), &state));
    cr_assert(store_feed_state_read(world.data, STR("center"), &read));
    cr_assert(eq(i64, read.trusted_set, 2));
    cr_assert(eq(i64, read.key_set, 2));
    cr_assert(eq(str, read.anchor, state.anchor));
    state.key_set = state.trusted_set = 0;
    memset(state.anchor, 'b', STORE_HASH_HEX); // other keys in the settings
    cr_assert(store_feed_state_write(world.data, STR("center"), &state));
    world_finish(&world);
}

Test(state, that_is_damaged_is_refused_whole)
{
    static const char *const texts[] = {
        "",
        "trusted-version 10\n",
        "trusted-version ten\nend\n",
        "trusted-version -1\nend\n",
        "trusted-index xyz\nend\n",
        "end",
        "trusted-version 10\nen",
        "etag a\tb\nend\n",
        "word\nend\n",
    };
    struct world world;
    world_init(&world);
    struct store_feed_state state = {.trusted_version = 10}, read;
    cr_assert(store_feed_state_write(world.data, STR("center"), &state));
    const char *path = world_path(&world, "feeds/center/state");
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        cr_assert(file_write(path, str_from_cstr(texts[i])));
        cr_assert(not(store_feed_state_read(world.data, STR("center"), &read)), "%zu", i);
        cr_assert(eq(i64, read.trusted_version, 0));
    }
    cr_assert(file_write(path, STR("trusted-version 10\nlater-key x\nend\n")));
    cr_assert(store_feed_state_read(world.data, STR("center"), &read)); // the control
    world_finish(&world);
}

Test(state, of_a_newer_or_older_program_keeps_what_is_trusted)
{
    CONFORMANCE("S11");
    struct world world;
    world_init(&world);
    const struct str feed = STR("center");
    struct store_feed_state state;
    cr_assert(folder_make(world_path(&world, "feeds/center")));
    // A newer one knows more, an older one knew less; both trusted something.
    static const char *const texts[] = {
        "format-of-2031 yes\ntrusted-version 1763700009\nquorum 3 of 5\nend\n",
        "trusted-version 1763700009\nend\n"};
    for (size_t i = 0; i < 2; i++) {
        cr_assert(file_write(world_path(&world, "feeds/center/state"),
                             str_from_cstr(texts[i])));
        cr_assert(store_feed_state_read(world.data, feed, &state));
        cr_assert(eq(i64, state.trusted_version, 1763700009));
        // What this program writes does not fall below it, and is whole or not there.
        state.trusted_version--;
        cr_assert(not(store_feed_state_write(world.data, feed, &state)));
        state.trusted_version += 2;
        cr_assert(store_feed_state_write(world.data, feed, &state));
        cr_assert(store_feed_state_read(world.data, feed, &state));
        cr_assert(eq(i64, state.trusted_version, 1763700010));
    }
    // The control: half a file of whatever program is none.
    cr_assert(file_write(world_path(&world, "feeds/center/state"),
                         STR("format-of-2031 yes\ntrusted-version 17637")));
    cr_assert(not(store_feed_state_read(world.data, feed, &state)));
    cr_assert(eq(i64, state.trusted_version, 0));
    world_finish(&world);
}

Test(state, names_no_path_from_what_is_malformed)
{
    struct arena arena;
    struct store_feed_state read;
    arena_init(&arena, 0);
    static const char *const feeds[] = {"", "..", "a/b", "A", "a.b", "a b"};
    for (size_t i = 0; i < sizeof(feeds) / sizeof(feeds[0]); i++) {
        const struct str feed = str_from_cstr(feeds[i]);
        cr_assert(store_object_path(&arena, "/data", feed, STR(HASH)) == NULL);
        cr_assert(not(store_feed_state_read("/data", feed, &read)));
    }
    cr_assert(store_object_path(&arena, "/data", STR("a"), STR("../x")) == NULL);
    cr_assert(strcmp(store_object_path(&arena, "/data", STR("a"), STR(HASH)),
                     "/data/feeds/a/o/01/" HASH) == 0);
    arena_finish(&arena);
}
