#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "conformance.h"
#include "world.h"

static struct world *world;

static void setup(void)
{
    world = world_create();
    world_publish(world, world_records(world, 0, 100), 100);
}

static void teardown(void)
{
    world_destroy(world);
}

TestSuite(verify, .init = setup, .fini = teardown);

static enum feed_reason verify(void)
{
    const struct feed_trust trust = world_trust(world);
    const struct feed_verified *release;
    return world_verify(world, &trust, &release);
}

static struct str replaced(struct str text, struct str old, struct str new)
{
    const size_t at = str_find(text, old, 0);
    cr_assert_neq(at, SIZE_MAX, "%.*s is not there", STR_ARG(old));
    return arena_printf(&world->arena, "%.*s%.*s%.*s", STR_ARG(str_slice(text, 0, at)),
                        STR_ARG(new), STR_ARG(str_slice(text, at + old.len, SIZE_MAX)));
}

// The index with `old` replaced, soundly signed again.
static enum feed_reason verify_with(struct str old, struct str new)
{
    struct world saved = *world;
    world_sign(world, replaced(world->index, old, new));
    const enum feed_reason reason = verify();
    world->index = saved.index;
    world->signature = saved.signature;
    world->name = saved.name;
    return reason;
}

Test(verify, accepts_what_the_publisher_signed)
{
    const struct feed_trust trust = world_trust(world);
    const struct feed_verified *release;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_OK);
    const struct feed_index *index = feed_verified_index(release);
    cr_assert(str_equal(index->feed_id, STR("test-feed")));
    cr_assert_eq(index->version, WORLD_NOW + 1);
    cr_assert_eq(index->records, 100);
    cr_assert(sha256_equal(feed_verified_name(release), &world->name));
    cr_assert(sha256_equal(&index->root_hash, &world->draft.root_hash));
}

Test(verify, pointer_is_one_hash_and_a_newline)
{
    CONFORMANCE("C12");
    struct feed_pointer name = {.stable = world->name};
    const struct str good = feed_pointer_write(&world->arena, &name);
    cr_assert_eq(good.len, 65);
    cr_assert_eq(feed_pointer_parse(good, &name), FEED_OK, "the control");
    cr_assert(sha256_equal(&name.stable, &world->name) && !name.has_candidate);
    for (size_t len = 0; len < good.len; len++) {
        cr_assert_eq(feed_pointer_parse(str_slice(good, 0, len), &name), FEED_FORMAT);
    }
    cr_assert_eq(feed_pointer_parse(STR("<html><body>Log in to the hotel</body></html>\n"
                                        "........................................\n"),
                                    &name),
                 FEED_FORMAT);
    const struct str two = arena_printf(&world->arena, "%.*scolour 1\n", STR_ARG(good));
    cr_assert_eq(feed_pointer_parse(two, &name), FEED_OK,
                 "later versions may add a line");
    const struct str odd = arena_printf(&world->arena, "%.*s\x01\n", STR_ARG(good));
    cr_assert_eq(feed_pointer_parse(odd, &name), FEED_FORMAT);
    const struct str large = arena_printf(&world->arena, "%.*s%300d\n", STR_ARG(good), 1);
    cr_assert_eq(feed_pointer_parse(large, &name), FEED_LARGE);
}

Test(verify, refuses_an_index_that_is_not_what_the_pointer_named)
{
    CONFORMANCE("C01", "N17");
    world->index = replaced(world->index, STR("test-feed"), STR("best-feed"));
    cr_assert_eq(verify(), FEED_HASH);
}

Test(verify, refuses_a_missing_or_wrong_signature_and_an_unknown_key)
{
    CONFORMANCE("C01");
    cr_assert_eq(verify(), FEED_OK, "the control");
    struct world *other = world_create();
    const struct str good = world->signature;
    world->signature = STR("");
    cr_assert_eq(verify(), FEED_SIGNATURE);
    world->signature =
        minisign_sign(&world->arena, &world->secret, STR("other bytes"), STR("c"));
    cr_assert_eq(verify(), FEED_SIGNATURE);
    world->signature =
        minisign_sign(&world->arena, &other->secret, world->index, STR("c"));
    cr_assert_eq(verify(), FEED_KEY);
    world->signature = good;
    struct feed_trust nobody = world_trust(world);
    const struct feed_verified *release;
    nobody.keys.count = 0;
    cr_assert_eq(world_verify(world, &nobody, &release), FEED_KEY);
    const struct minisign_public both[] = {other->public, world->public};
    nobody.keys.items = both;
    nobody.keys.count = 2;
    cr_assert_eq(world_verify(world, &nobody, &release), FEED_OK,
                 "any trusted key suffices");
    world_destroy(other);
}

Test(verify, refuses_a_rollback_a_conflict_and_knows_the_current)
{
    CONFORMANCE("C02", "C03");
    struct feed_trust trust = world_trust(world);
    const struct feed_verified *release = NULL;
    trust.feed_id = STR("test-feed");
    trust.version = world->draft.version - 1;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_OK, "the control");
    trust.version = world->draft.version + 1;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_ROLLBACK);
    trust.version = world->draft.version;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_CONFLICT);
    trust.index_hash = world->name;
    release = NULL;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_CURRENT);
    cr_assert_not_null(release, "a snapshot can be built anew from it");
}

Test(verify, refuses_another_feeds_id)
{
    struct feed_trust trust = world_trust(world);
    const struct feed_verified *release;
    trust.feed_id = STR("best-feed");
    cr_assert_eq(world_verify(world, &trust, &release), FEED_FEED);
}

Test(verify, judges_expiry_only_for_news_and_when_the_time_is_known)
{
    struct feed_trust trust = world_trust(world);
    const struct feed_verified *release;
    trust.now_s = world->draft.expires - 1;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_OK);
    trust.now_s = world->draft.expires;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_EXPIRED);
    trust.now_s = 0;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_OK);
    trust.now_s = world->draft.expires;
    trust.version = world->draft.version;
    trust.index_hash = world->name;
    cr_assert_eq(world_verify(world, &trust, &release), FEED_CURRENT,
                 "what is shown stays");
}

Test(verify, ignores_fields_it_does_not_know)
{
    CONFORMANCE("C10");
    cr_assert_eq(verify_with(STR("{\"expires\""),
                             STR("{ \"zzz\": [1, {\"roots\": [\"]\"]}], \"expires\"")),
                 FEED_OK);
    cr_assert_eq(verify_with(STR("{\"hash\""), STR("{\"colour\":\"\\\"red\",\"hash\"")),
                 FEED_OK);
}

Test(verify, refuses_an_unknown_spec_as_newer)
{
    CONFORMANCE("C11");
    cr_assert_eq(verify_with(STR("\"spec\":1"), STR("\"spec\":2")), FEED_NEWER);
    // A later spec may change everything else.
    world_sign(world, STR("{\"spec\":7,\"trees\":{}}"));
    cr_assert_eq(verify(), FEED_NEWER);
}

Test(verify, the_root_hash_is_that_of_the_roots_as_published)
{
    const struct str spaced =
        replaced(replaced(world->index, STR("\"roots\":["), STR("\"roots\" : [ ")),
                 STR("{\"expires\""), STR("{\"a\":\"\\\"roots\\\":[]\",\"expires\""));
    struct feed_index index;
    cr_assert_eq(feed_index_parse(&world->arena, spaced, &index), FEED_OK);
    const size_t from = str_find(spaced, STR("[ {"), 0);
    const size_t to = str_find(spaced, STR("]"), from) + 1;
    const struct sha256 hash = sha256_of(str_slice(spaced, from, to));
    cr_assert(sha256_equal(&hash, &index.root_hash));
    cr_assert_not(sha256_equal(&hash, &world->draft.root_hash));
}

Test(verify, refuses_a_cut_at_every_byte_and_a_flip_of_every_byte)
{
    CONFORMANCE("D01", "C01");
    const struct str good = world->index;
    char *bytes = arena_cstr(&world->arena, good);
    for (size_t i = 0; i < good.len; i++) {
        world->index = str_slice(good, 0, i);
        cr_assert_neq(verify(), FEED_OK, "cut at %zu", i);
        world->index = (struct str){bytes, good.len};
        bytes[i] ^= 0x20;
        cr_assert_neq(verify(), FEED_OK, "flip at %zu", i);
        // The parser behind the signature must stand these bytes as well.
        struct feed_index index;
        struct arena arena;
        arena_init(&arena, 0);
        (void)!feed_index_parse(&arena, world->index, &index);
        cr_assert_neq(feed_index_parse(
                          &arena, str_slice(good, 0, i < good.len - 1 ? i : 0), &index),
                      FEED_OK);
        arena_finish(&arena);
        bytes[i] ^= 0x20;
    }
    cr_assert_eq(verify(), FEED_OK, "the control");
}

static void expect_refused(struct str index, const char *why)
{
    world_sign(world, index);
    cr_assert_eq(verify(), FEED_FORMAT, "%s", why);
}

static struct str repeated(const char *head, const char *part, size_t times,
                           const char *tail)
{
    struct buffer buffer;
    buffer_init(&buffer, 0);
    buffer_add(&buffer, str_from_cstr(head));
    for (size_t i = 0; i < times; i++) {
        buffer_add(&buffer, str_from_cstr(part));
    }
    buffer_add(&buffer, str_from_cstr(tail));
    const struct str text = arena_str(&world->arena, buffer_view(&buffer));
    buffer_finish(&buffer);
    return text;
}

Test(verify, refuses_json_beyond_the_limits)
{
    CONFORMANCE("D02");
    const struct str head = str_slice(world->index, 1, SIZE_MAX);
    const char *rest = arena_cstr(&world->arena, head);
    world_sign(world, repeated("{\"a\":", "[", 10, "]]]]]]]]]],"));
    expect_refused(repeated("{\"a\":", "[", 100000, ""), "nesting");
    expect_refused(arena_printf(&world->arena, "%.*s,%s",
                                STR_ARG(repeated("{\"a\":", "[", 16, "]]]]]]]]]]]]]]]]")),
                                rest),
                   "17 deep");
    expect_refused(arena_printf(&world->arena, "%.*s,%s",
                                STR_ARG(repeated("{\"a\":[", "0,", 10000, "0]")), rest),
                   "10,001 items");
    expect_refused(arena_printf(&world->arena, "%.*s,%s",
                                STR_ARG(repeated("{\"a\":\"", "x", 65537, "\"")), rest),
                   "a string over 64 KB");
    expect_refused(arena_printf(&world->arena, "{\"spec\":1,%s", rest), "a key twice");
    world_sign(world,
               arena_printf(&world->arena, "%.*s,%s",
                            STR_ARG(repeated("{\"a\":\"", "x", 1000, "\"")), rest));
    cr_assert_eq(verify(), FEED_OK, "the control");
    world_sign(world, repeated("{\"a\":\"", "x", FEED_INDEX_MAX, "\"}"));
    cr_assert_eq(verify(), FEED_LARGE);
}

Test(verify, refuses_numbers_that_are_no_integer_in_range)
{
    CONFORMANCE("D03");
    static const char *const bad[] = {"1e999", "-0",   "NaN", "18446744073709551616",
                                      "007",   "1.5",  "-1",  "0",
                                      "\"1\"", "null", "1e3", "+1",
                                      "0x1"};
    const struct str version =
        arena_printf(&world->arena, "\"version\":%lld", (long long)world->draft.version);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        const struct str new = arena_printf(&world->arena, "\"version\":%s", bad[i]);
        cr_assert_eq(verify_with(version, new), FEED_FORMAT, "%s", bad[i]);
    }
    cr_assert_eq(verify_with(version, STR("\"version\":9223372036854775807")), FEED_OK,
                 "the control");
    cr_assert_eq(verify_with(STR("\"bytes\":0"), STR("\"bytes\":-1")), FEED_FORMAT);
}

Test(verify, refuses_text_that_is_no_utf_8)
{
    CONFORMANCE("D04");
    static const struct {
        const char *bytes;
        size_t len;
    } bad[] = {{"\xff", 1},    {"\xc0\xaf", 2}, {"\xed\xa0\x80", 3},    {"\0", 1},
               {"\\u0000", 6}, {"\\ud800", 6},  {"\xf4\x90\x80\x80", 4}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct buffer buffer;
        buffer_init(&buffer, 0);
        buffer_add(&buffer, STR("{\"a\":\""));
        buffer_append(&buffer, bad[i].bytes, bad[i].len);
        buffer_add(&buffer, STR("\","));
        buffer_add(&buffer, str_slice(world->index, 1, SIZE_MAX));
        struct world saved = *world;
        expect_refused(arena_str(&world->arena, buffer_view(&buffer)), "bad text");
        world->index = saved.index;
        buffer_finish(&buffer);
    }
    expect_refused(arena_printf(&world->arena, "\xef\xbb\xbf%.*s", STR_ARG(world->index)),
                   "a byte order mark");
}

Test(verify, refuses_names_that_are_no_hashes)
{
    CONFORMANCE("C12");
    const size_t at = str_find(world->index, STR("\"hash\":\""), 0) + 8;
    const struct str hash = str_slice(world->index, at, at + 64);
    static const char *const bad[] = {"../../../../etc/passwd", "/etc/passwd", "", "a"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        cr_assert_eq(verify_with(hash, str_from_cstr(bad[i])), FEED_FORMAT);
    }
    cr_assert_eq(verify_with(STR("test-feed"), STR("../x")), FEED_FORMAT);
    cr_assert_eq(verify_with(STR("test-feed"), STR("Test-feed")), FEED_FORMAT);
}
