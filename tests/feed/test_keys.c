// Key sets, thresholds and roll-outs.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "conformance.h"
#include "world.h"

enum { PUBLISHERS = 4 };

static struct world *world;
static struct minisign_secret secret[PUBLISHERS];
static struct minisign_public public[PUBLISHERS];

static void setup(void)
{
    world = world_create();
    for (size_t i = 0; i < PUBLISHERS; i++) {
        cr_assert(minisign_keygen(&secret[i], &public[i]));
    }
    secret[0] = world->secret;
    public[0] = world->public;
}

static void teardown(void)
{
    world_destroy(world);
}

TestSuite(keys, .init = setup, .fini = teardown);

// The signatures of the publishers whose digits `who` holds, one behind the other.
static struct str signed_by(const char *who, struct str bytes)
{
    struct buffer buffer;
    buffer_init(&buffer, 0);
    for (; *who; who++) {
        buffer_add(&buffer, minisign_sign(&world->arena, &secret[*who - '0'], bytes,
                                          STR("a test")));
    }
    const struct str bundle = arena_str(&world->arena, buffer_view(&buffer));
    buffer_finish(&buffer);
    return bundle;
}

static struct feed_keys trusting(size_t count, int64_t threshold)
{
    return (struct feed_keys){.threshold = threshold, .items = public, .count = count};
}

static enum feed_reason check(const struct feed_keys *keys, const char *who)
{
    const struct str bytes = STR("some bytes");
    return feed_keys_check(keys, bytes, signed_by(who, bytes));
}

Test(keys, a_threshold_counts_different_keys)
{
    CONFORMANCE("C08");
    const struct feed_keys two = trusting(3, 2);
    cr_assert_eq(check(&two, "01"), FEED_OK, "the control");
    cr_assert_eq(check(&two, "20"), FEED_OK);
    cr_assert_eq(check(&two, "0123"), FEED_OK, "a stranger's does no harm");
    cr_assert_eq(check(&two, "0"), FEED_KEY);
    cr_assert_eq(check(&two, "00"), FEED_KEY, "one signature twice is one");
    cr_assert_eq(check(&two, "03"), FEED_KEY, "a stranger counts for nothing");
    cr_assert_eq(check(&two, "00000000000000000000000000000000"), FEED_KEY);
}

Test(keys, a_key_that_stands_twice_counts_once)
{
    CONFORMANCE("C08");
    struct minisign_public doubled[] = {public[0], public[0], public[0]};
    const struct feed_keys keys = {.threshold = 2, .items = doubled, .count = 3};
    cr_assert_eq(check(&keys, "0"), FEED_KEY);
    cr_assert_eq(check(&keys, "00"), FEED_KEY);
    cr_assert_eq(feed_keys_distinct(&keys), 1);
    doubled[1] = public[1];
    cr_assert_eq(check(&keys, "01"), FEED_OK, "the control");
    cr_assert_eq(feed_keys_distinct(&keys), 2);
}

// A publisher who gives its one key a second key id gets no second vote; nor do two keys
// under one id.
Test(keys, neither_a_second_id_nor_a_second_key_makes_a_second_publisher)
{
    CONFORMANCE("C08");
    struct minisign_public pair[] = {public[0], public[0]};
    const struct feed_keys keys = {.threshold = 2, .items = pair, .count = 2};
    const struct str bytes = STR("some bytes");
    struct minisign_secret alias = secret[0];
    alias.key_id[0] ^= 1;
    pair[1].key_id[0] ^= 1;
    secret[1] = alias;
    cr_assert_eq(check(&keys, "01"), FEED_KEY, "another id for the same key");
    cr_assert_eq(feed_keys_count(&keys, bytes, signed_by("1", bytes)), 1);
    cr_assert(minisign_keygen(&secret[1], &public[1]));
    memcpy(secret[1].key_id, secret[0].key_id, sizeof(secret[1].key_id));
    pair[1] = minisign_public_of(&secret[1]);
    cr_assert_eq(check(&keys, "01"), FEED_KEY, "another key under the same id");
    cr_assert_eq(feed_keys_count(&keys, bytes, signed_by("1", bytes)), 1);
}

Test(keys, a_bundle_is_whole_signature_files_and_no_more)
{
    const struct feed_keys one = trusting(1, 1);
    const struct str bytes = STR("some bytes");
    const struct str good = signed_by("30", bytes);
    cr_assert_eq(feed_keys_check(&one, bytes, good), FEED_OK, "the control");
    for (size_t len = 0; len < good.len; len++) {
        cr_assert_eq(feed_keys_check(&one, bytes, str_slice(good, 0, len)),
                     len == good.len / 2 ? FEED_KEY : FEED_SIGNATURE, "%zu", len);
    }
    const struct str more = arena_printf(&world->arena, "%.*sx", STR_ARG(good));
    cr_assert_eq(feed_keys_check(&one, bytes, more), FEED_SIGNATURE);
    cr_assert_eq(check(&one, "33333333333333333333333333333333"), FEED_KEY);
    cr_assert_eq(check(&one, "330333333333333333333333333333333"), FEED_SIGNATURE,
                 "33 are too many, whoever is among them");
    cr_assert_eq(check(&one, "3"), FEED_KEY);
    const struct str other = signed_by("0", STR("other bytes"));
    cr_assert_eq(feed_keys_check(&one, bytes, other), FEED_SIGNATURE);
}

// ---- key sets ----
static struct str set_file(int64_t set, const char *who, int64_t threshold)
{
    struct minisign_public items[PUBLISHERS];
    struct feed_key_set file = {.feed_id = STR("test-feed"),
                                .keys = {.set = set, .threshold = threshold}};
    for (; *who; who++) {
        items[file.keys.count++] = public[*who - '0'];
    }
    file.keys.items = items;
    return feed_key_set_write(&world->arena, &file);
}

static enum feed_reason adopt(const struct feed_keys *trusted, struct str bytes,
                              const char *who, struct feed_key_set *out_set)
{
    const struct feed_key_files files = {
        .set = 1, .bytes = bytes, .signature = signed_by(who, bytes)};
    return feed_key_set_verify(&world->arena, trusted, STR("test-feed"), &files, out_set);
}

Test(keys, a_set_is_signed_by_the_old_keys_and_by_its_own)
{
    CONFORMANCE("C09");
    const struct feed_keys old = trusting(1, 1);
    const struct str file = set_file(1, "12", 2);
    struct feed_key_set set;
    cr_assert_eq(adopt(&old, file, "012", &set), FEED_OK, "the control");
    cr_assert_eq(set.keys.set, 1);
    cr_assert_eq(set.keys.count, 2);
    cr_assert_eq(set.keys.threshold, 2);
    cr_assert_eq(memcmp(set.keys.items, public + 1, 2 * sizeof(*public)), 0);
    cr_assert_eq(adopt(&old, file, "12", &set), FEED_KEY, "not by the old key");
    cr_assert_eq(adopt(&old, file, "01", &set), FEED_KEY, "one of its own is missing");
    cr_assert_eq(adopt(&old, file, "011", &set), FEED_KEY, "one twice is one");
    cr_assert_eq(adopt(&old, file, "0", &set), FEED_KEY);
    cr_assert_eq(adopt(&old, file, "3", &set), FEED_KEY);
    const struct feed_keys several = trusting(2, 2);
    cr_assert_eq(adopt(&several, set_file(1, "3", 1), "03", &set), FEED_KEY,
                 "the old threshold counts");
    cr_assert_eq(adopt(&several, set_file(1, "3", 1), "013", &set), FEED_OK);
}

Test(keys, a_set_is_for_its_feed_and_number)
{
    const struct feed_keys old = trusting(1, 1);
    const struct str file = set_file(1, "1", 1);
    const struct str signature = signed_by("01", file);
    struct feed_key_set set;
    struct feed_key_files files = {.set = 1, .bytes = file, .signature = signature};
    cr_assert_eq(feed_key_set_verify(&world->arena, &old, STR(""), &files, &set), FEED_OK,
                 "the control");
    cr_assert_eq(feed_key_set_verify(&world->arena, &old, STR("best-feed"), &files, &set),
                 FEED_FEED);
    files.set = 2;
    cr_assert_eq(feed_key_set_verify(&world->arena, &old, STR(""), &files, &set),
                 FEED_FORMAT);
    char path[FEED_PATH_SIZE];
    feed_key_set_path(12, path);
    cr_assert_str_eq(path, "k/12.json");
    feed_key_set_signature_path(FEED_SETS_MAX, path);
    cr_assert_str_eq(path, "k/999999.json.minisig");
}

static enum feed_reason parse_with(struct str file, const char *old, const char *new)
{
    struct feed_key_set set;
    const struct str from = str_from_cstr(old);
    const size_t at = str_find(file, from, 0);
    cr_assert_neq(at, SIZE_MAX, "%s", old);
    const struct str bytes =
        arena_printf(&world->arena, "%.*s%s%.*s", STR_ARG(str_slice(file, 0, at)), new,
                     STR_ARG(str_slice(file, at + from.len, SIZE_MAX)));
    return feed_key_set_parse(&world->arena, bytes, &set);
}

Test(keys, a_set_file_keeps_to_its_form)
{
    CONFORMANCE("D03", "C10", "C11");
    const struct str file = set_file(7, "01", 2);
    struct feed_key_set set;
    cr_assert_eq(feed_key_set_parse(&world->arena, file, &set), FEED_OK, "the control");
    cr_assert(str_equal(feed_key_set_write(&world->arena, &set), file));
    for (size_t len = 0; len < file.len - 1; len++) {
        cr_assert_eq(feed_key_set_parse(&world->arena, str_slice(file, 0, len), &set),
                     FEED_FORMAT);
    }
    cr_assert_eq(parse_with(file, "\"set\":7", "\"set\":7,\"colour\":[]"), FEED_OK);
    cr_assert_eq(parse_with(file, "\"spec\":1", "\"spec\":2"), FEED_NEWER);
    static const char *const wrong[][2] = {
        {"\"threshold\":2", "\"threshold\":3"},
        {"\"threshold\":2", "\"threshold\":0"},
        {"\"threshold\":2", "\"threshold\":1.5"},
        {"\"threshold\":2", "\"limit\":2"},
        {"\"set\":7", "\"set\":0"},
        {"\"set\":7", "\"set\":1000000"},
        {"\"set\":7", "\"set\":\"7\""},
        {"test-feed", "../test-feed"},
        {"\"keys\":[\"RW", "\"keys\":[\"RX"},
        {"\"keys\":[", "\"keys\":[1,"},
        {"\"keys\":[\"", "\"keys\":[\"\\n"},
        {"\"keys\":[", "\"keys\":[[],"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        cr_assert_eq(parse_with(file, wrong[i][0], wrong[i][1]), FEED_FORMAT, "%s",
                     wrong[i][1]);
    }
    cr_assert_eq(parse_with(set_file(7, "00", 1), "\"threshold\":1", "\"threshold\":2"),
                 FEED_FORMAT, "nobody could ever sign under it");
    const struct feed_key_set large = {
        .feed_id = STR("x"),
        .keys = {.set = 1, .threshold = 1, .items = public, .count = 1}};
    struct str text = feed_key_set_write(&world->arena, &large);
    const struct str key = str_slice(text, str_find(text, STR("RW"), 0) - 1,
                                     str_find(text, STR("RW"), 0) + 57);
    char many[4096] = "\"keys\":[";
    for (int i = 0; i < FEED_KEYS_MAX; i++) {
        (void)snprintf(many + strlen(many), sizeof(many) - strlen(many), "%.*s,",
                       STR_ARG(key));
    }
    cr_assert_eq(parse_with(text, "\"keys\":[", many), FEED_LARGE, "17 keys");
    cr_assert_eq(parse_with(text, "\"set\":", "\"a\":\"\",        \"set\":"), FEED_OK);
}

// ---- versions under key sets ----
static enum feed_reason verify(const struct feed_trust *trust, const char *who)
{
    const struct feed_verified *release;
    world->signature = signed_by(who, world->index);
    return world_verify(world, trust, &release);
}

static void publish_under(int64_t set, int64_t version)
{
    world_publish(world, world_records(world, 0, 5), 5);
    world->draft.keys = set;
    world->draft.version = version;
    world_sign(world, feed_index_write(&world->arena, &world->draft));
}

Test(keys, an_index_counts_under_the_set_it_names)
{
    CONFORMANCE("C09");
    struct feed_trust trust = world_trust(world);
    publish_under(0, 50);
    cr_assert_eq(verify(&trust, "0"), FEED_OK, "the control");
    // The new set is key 1 alone.
    trust.keys =
        (struct feed_keys){.set = 1, .threshold = 1, .items = public + 1, .count = 1};
    cr_assert_eq(verify(&trust, "0"), FEED_KEY, "the old key is worth nothing");
    cr_assert_eq(verify(&trust, "01"), FEED_KEY, "an index of the set before");
    publish_under(1, 50);
    cr_assert_eq(verify(&trust, "0"), FEED_KEY, "the old key under the new name");
    cr_assert_eq(verify(&trust, "1"), FEED_OK, "the control");
    publish_under(2, 50);
    cr_assert_eq(verify(&trust, "1"), FEED_KEY, "a set that is not known yet");
}

// Who stole a key may use the versions up; a new key set counts from anew.
Test(keys, a_fast_forward_is_overcome_by_a_new_key_set)
{
    CONFORMANCE("C04");
    struct feed_trust trust = world_trust(world);
    publish_under(0, INT64_MAX);
    cr_assert_eq(verify(&trust, "1"), FEED_KEY, "it must be signed");
    cr_assert_eq(verify(&trust, "0"), FEED_OK);
    trust.version = INT64_MAX;
    trust.index_hash = world->name;
    publish_under(0, 1000);
    cr_assert_eq(verify(&trust, "0"), FEED_ROLLBACK, "the control");
    trust.keys =
        (struct feed_keys){.set = 1, .threshold = 1, .items = public + 1, .count = 1};
    publish_under(1, 1000);
    cr_assert_eq(verify(&trust, "1"), FEED_OK);
    trust.version = 1000;
    trust.version_set = 1;
    trust.index_hash = world->name;
    cr_assert_eq(verify(&trust, "1"), FEED_CURRENT);
    publish_under(1, 999);
    cr_assert_eq(verify(&trust, "1"), FEED_ROLLBACK, "from here on it rises again");
}

Test(keys, an_index_may_want_several_signatures)
{
    CONFORMANCE("C08");
    struct feed_trust trust = world_trust(world);
    trust.keys = trusting(3, 2);
    publish_under(0, 50);
    cr_assert_eq(verify(&trust, "12"), FEED_OK, "the control");
    cr_assert_eq(verify(&trust, "1"), FEED_KEY);
    cr_assert_eq(verify(&trust, "11"), FEED_KEY);
    cr_assert_eq(verify(&trust, "13"), FEED_KEY);
}

// ---- candidates ----
Test(keys, latest_may_name_a_candidate)
{
    const struct feed_pointer both = {.stable = sha256_of(STR("a")),
                                      .candidate = sha256_of(STR("b")),
                                      .has_candidate = true};
    const struct str text = feed_pointer_write(&world->arena, &both);
    struct feed_pointer read;
    cr_assert_eq(feed_pointer_parse(text, &read), FEED_OK);
    cr_assert(read.has_candidate && sha256_equal(&read.candidate, &both.candidate));
    cr_assert(sha256_equal(&read.stable, &both.stable));
    cr_assert_leq(text.len, FEED_POINTER_MAX);
    for (size_t len = 66; len < text.len; len++) {
        const struct str cut =
            arena_printf(&world->arena, "%.*s\n", STR_ARG(str_slice(text, 0, len)));
        if (len > 65 + 9 && len < text.len - 1) {
            cr_assert_eq(feed_pointer_parse(cut, &read), FEED_FORMAT, "%zu", len);
        }
    }
    const struct str later =
        arena_printf(&world->arena, "%.*scolour red\n", STR_ARG(text));
    cr_assert_eq(feed_pointer_parse(later, &read), FEED_OK);
    cr_assert(read.has_candidate);
}

Test(keys, a_rollout_survives_the_index)
{
    const struct str tags[] = {STR("fablab"), STR("school")};
    struct feed_index index;
    world_publish(world, world_records(world, 0, 5), 5);
    world->draft.keys = 3;
    world->draft.rollout = (struct feed_rollout){true, 25, tags, 2};
    const struct str text = feed_index_write(&world->arena, &world->draft);
    cr_assert_eq(feed_index_parse(&world->arena, text, &index), FEED_OK);
    cr_assert_eq(index.keys, 3);
    cr_assert(index.rollout.there);
    cr_assert_eq(index.rollout.percent, 25);
    cr_assert_eq(index.rollout.tag_count, 2);
    cr_assert(str_equal(index.rollout.tags[1], STR("school")));
    cr_assert(str_equal(feed_index_write(&world->arena, &index), text));
    static const char *const wrong[][2] = {
        {"\"percent\":25", "\"percent\":101"}, {"\"percent\":25", "\"percent\":-1"},
        {"\"percent\":25", "\"share\":25"},    {"\"fablab\"", "\"Fab Lab\""},
        {"[\"fablab\",\"school\"]", "7"},      {"\"keys\":3", "\"keys\":0"},
        {"\"keys\":3", "\"keys\":1e1"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        const struct str from = str_from_cstr(wrong[i][0]);
        const size_t at = str_find(text, from, 0);
        const struct str bytes =
            arena_printf(&world->arena, "%.*s%s%.*s", STR_ARG(str_slice(text, 0, at)),
                         wrong[i][1], STR_ARG(str_slice(text, at + from.len, SIZE_MAX)));
        cr_assert_eq(feed_index_parse(&world->arena, bytes, &index), FEED_FORMAT, "%s",
                     wrong[i][1]);
    }
}

enum { KIOSKS = 1000 };

static bool takes(int kiosk, int64_t percent)
{
    char id[32];
    (void)snprintf(id, sizeof(id), "kiosk-%04d", kiosk);
    const struct feed_rollout rollout = {.there = true, .percent = percent};
    return feed_rollout_includes(&rollout, &(struct feed_kiosk){.id = str_from_cstr(id)});
}

Test(keys, a_rollout_reaches_its_share_and_never_leaves_a_kiosk_behind)
{
    for (int64_t percent = 0; percent <= 100; percent++) {
        int in = 0;
        for (int i = 0; i < KIOSKS; i++) {
            in += takes(i, percent);
            cr_assert(percent == 0 || !takes(i, percent - 1) || takes(i, percent),
                      "kiosk %d is out again at %lld %%", i, (long long)percent);
        }
        const int off = in - (int)percent * KIOSKS / 100;
        cr_assert(off >= -50 && off <= 50, "%d of %d at %lld %%", in, KIOSKS,
                  (long long)percent);
        cr_assert(percent != 0 || in == 0);
        cr_assert(percent != 100 || in == KIOSKS);
    }
}

Test(keys, a_tag_lets_a_kiosk_in_and_no_name_keeps_it_out)
{
    const struct str wanted[] = {STR("school"), STR("fablab")};
    const struct str has[] = {STR("library"), STR("fablab")};
    const struct feed_rollout tagged = {true, 0, wanted, 2};
    const struct feed_rollout most = {true, 99, NULL, 0}, all = {true, 100, NULL, 0};
    const struct feed_kiosk fablab = {STR(""), has, 2}, library = {STR(""), has, 1};
    cr_assert(feed_rollout_includes(&tagged, &fablab));
    cr_assert_not(feed_rollout_includes(&tagged, &library));
    cr_assert_not(feed_rollout_includes(&most, &library), "it has no id");
    cr_assert(feed_rollout_includes(&all, &library));
    const struct feed_rollout none = {.percent = 100};
    cr_assert_not(feed_rollout_includes(&none, &fablab), "an index without one");
}
