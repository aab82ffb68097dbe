// From the publishers' folder to the kiosk: keys that change, several that sign together,
// candidates and what is taken back.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "press.h"
#include "publish/feed.h"
#include "store/state.h"

enum { COUNT = 20, A = 0, B, C, D, PUBLISHERS };

static struct press press;
static struct minisign_secret secret[PUBLISHERS];
static struct minisign_public public[PUBLISHERS];
static struct publish_result done;
static struct sync_result result;
static int64_t now_s;

// The kiosk's settings.
static struct {
    struct minisign_public keys[PUBLISHERS];
    size_t count;
    int64_t threshold;
    struct feed_kiosk kiosk;
} settings;

static void setup(void)
{
    press_open(&press);
    for (size_t i = 0; i < PUBLISHERS; i++) {
        cr_assert(minisign_keygen(&secret[i], &public[i]));
    }
    settings.keys[0] = public[A];
    settings.count = 1;
    settings.threshold = 1;
    settings.kiosk = (struct feed_kiosk){.id = STR("")};
    now_s = PRESS_NOW;
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(trust, .init = setup, .fini = teardown, .timeout = 60);

// ---- the publishers ----
static struct publish_signers signers_of(const char *who)
{
    struct minisign_secret *keys =
        ARENA_ARRAY(&press.arena, struct minisign_secret, PUBLISHERS);
    size_t count = 0;
    for (; *who; who++) {
        keys[count++] = secret[*who - 'A'];
    }
    return (struct publish_signers){keys, count};
}

static bool try_publish(const char *who, int64_t revision, struct feed_rollout rollout)
{
    struct content_record *records =
        ARENA_ARRAY(&press.arena, struct content_record, COUNT);
    for (int i = 0; i < COUNT; i++) {
        struct content_error error = {""};
        const struct str json = arena_printf(
            &press.arena,
            "{\"id\":\"story-%06d\",\"kind\":\"story\",\"title\":{\"en\":\"Story %d\"},"
            "\"summary\":{\"en\":\"%lld\"}}",
            i, i, (long long)revision);
        cr_assert(content_record_parse(&press.arena, json, &records[i], &error), "%s",
                  error.message);
    }
    const struct pack pack = {.id = STR("test-feed"), .records = records, .count = COUNT};
    const struct publish_options options = {.now_s = now_s += 10, .rollout = rollout};
    const struct publish_signers signers = signers_of(who);
    return publish_write(&pack, press.feed, &signers, &options, &done);
}

static void publish(const char *who, int64_t revision)
{
    cr_assert(try_publish(who, revision, (struct feed_rollout){.there = false}), "%s",
              done.error);
}

static void publish_candidate(const char *who, int64_t revision, int64_t percent,
                              struct str tag)
{
    const struct feed_rollout rollout = {true, percent, &tag, tag.len > 0};
    cr_assert(try_publish(who, revision, rollout), "%s", done.error);
}

static bool try_keys(const char *members, int64_t threshold, const char *who)
{
    struct minisign_public keys[PUBLISHERS];
    struct publish_key_set set = {.keys = keys, .threshold = threshold};
    for (; *members; members++) {
        keys[set.count++] = public[*members - 'A'];
    }
    const struct publish_options options = {.now_s = now_s += 10};
    const struct publish_signers signers = signers_of(who);
    return publish_keys(press.feed, &set, &signers, &options, &done);
}

static void set_keys(const char *members, int64_t threshold, const char *who)
{
    cr_assert(try_keys(members, threshold, who), "%s", done.error);
}

static bool try_sign(const char *who)
{
    const struct publish_options options = {.now_s = now_s += 10};
    const struct publish_signers signers = signers_of(who);
    return publish_sign(press.feed, &signers, &options, &done);
}

static void sign(const char *who)
{
    cr_assert(try_sign(who), "%s", done.error);
}

static void promote(void)
{
    const struct publish_options options = {.now_s = now_s += 10};
    cr_assert(publish_promote(press.feed, &options, &done), "%s", done.error);
}

static bool try_recall(const char *who, const struct publish_recall *wish)
{
    const struct publish_options options = {.now_s = now_s += 10};
    const struct publish_signers signers = signers_of(who);
    return publish_recall(press.feed, wish, &signers, &options, &done);
}

static struct str latest(void)
{
    return press_read(&press, "latest");
}

// ---- the kiosk ----
static enum sync_outcome sync_kiosk(void)
{
    struct sync_options options = press_options(&press);
    options.keys = settings.keys;
    options.key_count = settings.count;
    options.threshold = settings.threshold;
    options.kiosk = settings.kiosk;
    return sync_run_once(&options, &result);
}

static void expect_shown(int64_t revision)
{
    cr_assert_neq(sync_kiosk(), SYNC_KEPT, "reason %.*s",
                  STR_ARG(feed_reason_name(result.reason)));
    cr_assert_eq(press_shown(&press, COUNT), revision);
    hostile_forget(press.server);
    cr_assert_eq(sync_kiosk(), SYNC_CURRENT);
    cr_assert_eq(result.requests, 1, "an unchanged poll asks once");
    cr_assert_lt(result.bytes, 1000);
    cr_assert_str_eq(hostile_request(press.server, 0), "GET /latest 304");
}

// The control of every attack: before and after it the kiosk follows.
static void expect_refused(enum feed_reason reason, int64_t revision)
{
    const struct str before = press_current(&press);
    const int64_t trusted = press_trusted(&press);
    cr_assert_eq(sync_kiosk(), SYNC_KEPT);
    cr_assert_eq(result.reason, reason, "reason %.*s",
                 STR_ARG(feed_reason_name(result.reason)));
    cr_assert(str_equal(before, press_current(&press)));
    cr_assert_eq(press_trusted(&press), trusted);
    cr_assert_eq(press_shown(&press, COUNT), revision);
}

static struct store_feed_state state(void)
{
    struct store_feed_state state;
    cr_assert(store_feed_state_read(press.data, STR("test-feed"), &state));
    return state;
}

static void remove_kept(const char *name)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/%s", press.data, name);
    cr_assert(folder_remove(path));
    (void)unlink(path);
}

// ---- keys that change ----
Test(trust, a_new_key_is_followed_and_the_old_one_is_worth_nothing)
{
    CONFORMANCE("C09");
    publish("A", 1);
    expect_shown(1);
    set_keys("B", 1, "AB");
    cr_assert_eq(done.missing + done.missing_before, 0);
    expect_shown(1);
    cr_assert_eq(state().key_set, 1);
    cr_assert_eq(state().trusted_set, 1);
    publish("B", 2);
    expect_shown(2);
    // The thief of A: under the old set, and under the new one's name.
    const struct str good = latest();
    cr_assert_not(try_publish("A", 9, (struct feed_rollout){.there = false}),
                  "the tool says so at once");
    press.secret = secret[A];
    press.version = now_s + 1000;
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 9});
    expect_refused(FEED_KEY, 2);
    press.draft.keys = 1;
    press_sign(&press);
    expect_refused(FEED_KEY, 2);
    press_write(&press, "latest", good);
    publish("B", 3);
    expect_shown(3);
}

Test(trust, a_new_key_that_the_old_one_did_not_sign_is_refused)
{
    CONFORMANCE("C09");
    publish("A", 1);
    expect_shown(1);
    const struct str good = latest();
    cr_assert_not(try_keys("D", 1, "D"), "the tool says so at once");
    // A forger does it all the same.
    struct feed_key_set forged = {
        .feed_id = STR("test-feed"),
        .keys = {.set = 1, .threshold = 1, .items = public + D, .count = 1}};
    const struct str bytes = feed_key_set_write(&press.arena, &forged);
    press_write(&press, "k/1.json", bytes);
    press_write(&press, "k/1.json.minisig",
                minisign_sign(&press.arena, &secret[D], bytes, STR("x")));
    press.secret = secret[D];
    press.version = now_s + 1000;
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 9});
    press.draft.keys = 1;
    press_sign(&press);
    expect_refused(FEED_KEY, 1);
    cr_assert_eq(state().key_set, 0);
    press_write(&press, "latest", good);
    // The control: the same with the old key's signature.
    set_keys("D", 1, "AD");
    publish("D", 2);
    expect_shown(2);
    cr_assert_eq(state().key_set, 1);
}

Test(trust, a_fast_forward_by_a_stolen_key_is_overcome)
{
    CONFORMANCE("C04");
    publish("A", 1);
    expect_shown(1);
    const struct str good = latest();
    // The thief uses the versions up, soundly signed: this is accepted.
    press.secret = secret[A];
    press.version = now_s;
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 9});
    press.draft.version = INT64_MAX;
    press_sign(&press);
    cr_assert_eq(sync_kiosk(), SYNC_DONE);
    cr_assert_eq(press_shown(&press, COUNT), 9);
    cr_assert_eq(press_trusted(&press), INT64_MAX);
    // Without new keys nothing can be newer any more.
    press_write(&press, "latest", good);
    publish("A", 2);
    expect_refused(FEED_ROLLBACK, 9);
    set_keys("B", 1, "AB");
    expect_shown(2);
    cr_assert_eq(press_trusted(&press), now_s);
    cr_assert_eq(state().trusted_set, 1);
    publish("B", 3);
    expect_shown(3);
    // And it never falls again: not back to the old set, not within the new one.
    const struct str newest = latest();
    press_write(&press, "latest", good);
    expect_refused(FEED_KEY, 3);
    press_write(&press, "latest", newest);
    expect_shown(3);
}

Test(trust, a_feed_whose_folder_was_fast_forwarded_goes_on_under_new_keys)
{
    publish("A", 1);
    press.secret = secret[A];
    press.version = now_s;
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 1});
    press.draft.version = INT64_MAX;
    press_sign(&press);
    cr_assert_not(try_publish("A", 2, (struct feed_rollout){.there = false}));
    cr_assert_not_null(strstr(done.error, "foyerctl keys"));
    set_keys("B", 1, "AB");
    publish("B", 2);
    expect_shown(2);
}

Test(trust, a_kiosk_that_slept_through_several_key_sets_catches_up)
{
    publish("A", 1);
    expect_shown(1);
    set_keys("B", 1, "AB");
    set_keys("BC", 2, "BC");
    set_keys("D", 1, "BCD");
    publish("D", 2);
    hostile_forget(press.server);
    expect_shown(2);
    cr_assert_eq(state().key_set, 3);
    // A new kiosk with the first key, and one that was given the newest.
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    expect_shown(2);
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    settings.keys[0] = public[D];
    expect_shown(2);
    cr_assert_eq(state().key_set, 3);
    // The control: one that trusts a key that was never there.
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    struct minisign_secret stranger;
    cr_assert(minisign_keygen(&stranger, &settings.keys[0]));
    cr_assert_eq(sync_kiosk(), SYNC_KEPT);
    cr_assert_eq(result.reason, FEED_KEY);
}

Test(trust, a_revoked_key_stays_revoked_while_somebody_holds_the_news_back)
{
    CONFORMANCE("C09");
    publish("A", 1);
    expect_shown(1);
    const struct str old = latest();
    publish("A", 2);
    const struct str later = latest();
    set_keys("B", 1, "AB");
    const struct str good = latest();
    // The set is adopted although its index cannot be had.
    struct feed_pointer pointer;
    char path[FEED_PATH_SIZE];
    cr_assert_eq(feed_pointer_parse(good, &pointer), FEED_OK);
    publish("B", 3);
    cr_assert_eq(feed_pointer_parse(latest(), &pointer), FEED_OK);
    struct feed_index index;
    feed_index_path(&pointer.stable, path);
    cr_assert_eq(feed_index_parse(&press.arena, press_read(&press, path), &index),
                 FEED_OK);
    feed_object_path(&index.roots[0].hash, path);
    cr_assert(hostile_rule(
        press.server,
        (struct hostile_rule){.path = arena_cstr(&press.arena, str_from_cstr(path)),
                              .how = HOSTILE_RESET}));
    expect_refused(FEED_UNREACHABLE, 1);
    cr_assert_eq(state().key_set, 1);
    cr_assert_eq(state().trusted_set, 0);
    const struct str newest = latest();
    hostile_honest(press.server);
    press_write(&press, "latest", later);
    expect_refused(FEED_KEY, 1);
    press_write(&press, "latest", old);
    expect_refused(FEED_KEY, 1);
    // Even when the files of the set are lost.
    remove_kept("k");
    press_write(&press, "latest", later);
    expect_refused(FEED_KEY, 1);
    press_write(&press, "latest", newest);
    expect_shown(3);
}

Test(trust, rotten_sets_and_a_lost_state_cost_nothing)
{
    publish("A", 1);
    set_keys("B", 1, "AB");
    publish("B", 2);
    expect_shown(2);
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/k/1.json", press.data);
    cr_assert(file_write(path, STR("rotten")));
    publish("B", 3);
    expect_shown(3);
    const struct str before = latest();
    publish("B", 4);
    expect_shown(4);
    remove_kept("state");
    cr_assert_neq(sync_kiosk(), SYNC_KEPT);
    cr_assert_eq(state().key_set, 1);
    remove_kept("state");
    press_write(&press, "latest", before);
    cr_assert_eq(sync_kiosk(), SYNC_KEPT, "no version falls");
    cr_assert_eq(result.reason, FEED_ROLLBACK);
}

// ---- the settings' own keys ----
Test(trust, other_keys_in_the_settings_begin_anew)
{
    publish("A", 5);
    expect_shown(5);
    // Another publisher's feed of the same name, much older.
    cr_assert(folder_remove(press.feed) && folder_make(press.feed));
    now_s = PRESS_NOW - 100000;
    publish("D", 6);
    expect_refused(FEED_KEY, 5);
    settings.keys[0] = public[D];
    expect_shown(6);
    cr_assert_lt(press_trusted(&press), PRESS_NOW);
}

Test(trust, a_key_more_in_the_settings_lets_no_version_fall)
{
    CONFORMANCE("C02");
    publish("A", 1);
    const struct str old = latest();
    publish("A", 2);
    expect_shown(2);
    const struct str good = latest();
    settings.keys[1] = public[B];
    settings.count = 2;
    press_write(&press, "latest", old);
    expect_refused(FEED_ROLLBACK, 2);
    press_write(&press, "latest", good);
    expect_shown(2);
}

Test(trust, a_mistyped_key_in_the_settings_costs_nothing)
{
    publish("A", 1);
    const struct str old = latest();
    publish("A", 2);
    expect_shown(2);
    settings.keys[0] = public[D];
    expect_refused(FEED_KEY, 2);
    settings.keys[0] = public[A];
    press_write(&press, "latest", old);
    expect_refused(FEED_ROLLBACK, 2);
    publish("A", 3);
    expect_shown(3);
}

// ---- several publishers ----
Test(trust, a_threshold_of_the_settings_wants_different_keys)
{
    CONFORMANCE("C08");
    settings.keys[1] = public[B];
    settings.keys[2] = public[A];
    settings.count = 3;
    settings.threshold = 2;
    publish("AB", 1);
    expect_shown(1);
    publish("A", 2);
    expect_refused(FEED_KEY, 1);
    publish("AA", 2);
    publish("AD", 3);
    expect_refused(FEED_KEY, 1);
    publish("AB", 4);
    expect_shown(4);
}

Test(trust, several_sign_on_computers_of_their_own)
{
    CONFORMANCE("C08");
    publish("A", 1);
    expect_shown(1);
    set_keys("ABC", 2, "A");
    cr_assert_eq(done.missing, 1);
    cr_assert_eq(done.missing_before, 0);
    expect_shown(1);
    cr_assert_eq(state().key_set, 0, "it waits");
    sign("A");
    cr_assert_eq(done.missing, 1, "twice is once");
    sign("C");
    cr_assert_eq(done.missing, 0);
    expect_shown(1);
    cr_assert_eq(state().key_set, 1);
    const struct str before = latest();
    publish("B", 2);
    cr_assert_eq(done.missing, 1);
    cr_assert(str_equal(before, latest()));
    expect_shown(1);
    cr_assert_not(try_sign("D"));
    cr_assert_not_null(strstr(done.error, "not one of this feed's publishers"));
    sign("A");
    expect_shown(2);
    cr_assert_not(try_sign("C"), "nothing waits");
    // Out with A; who stays signs.
    set_keys("BC", 2, "A");
    cr_assert_eq(done.missing_before, 1);
    cr_assert_eq(done.missing, 2);
    sign("B");
    cr_assert_eq(done.missing_before, 0);
    cr_assert_eq(done.missing, 1);
    sign("C");
    expect_shown(2);
    cr_assert_eq(state().key_set, 2);
    cr_assert_not(try_publish("AB", 3, (struct feed_rollout){.there = false}));
    publish("CB", 3);
    expect_shown(3);
}

Test(trust, what_waits_is_dropped_by_a_later_publication)
{
    publish("A", 1);
    set_keys("AB", 2, "AB");
    publish("A", 2);
    publish("AB", 3);
    cr_assert(done.pending_dropped);
    expect_shown(3);
    cr_assert_not(try_sign("B"));
    publish("A", 4);
    const struct publish_recall last = {.version = 0};
    cr_assert(try_recall("AB", &last), "%s", done.error);
    cr_assert(done.pending_dropped);
    expect_shown(1);
}

// ---- candidates ----
static bool is_early(const char *id, int64_t percent)
{
    const struct feed_rollout rollout = {.there = true, .percent = percent};
    return feed_rollout_includes(&rollout, &(struct feed_kiosk){.id = str_from_cstr(id)});
}

// An id that is in at `percent` and not in at `not_at`.
static struct str some_id(int64_t percent, int64_t not_at)
{
    char id[32];
    for (int i = 0;; i++) {
        (void)snprintf(id, sizeof(id), "kiosk-%d", i);
        if (is_early(id, percent) && !is_early(id, not_at)) {
            return arena_str(&press.arena, str_from_cstr(id));
        }
    }
}

Test(trust, a_candidate_reaches_its_kiosks_only)
{
    publish("A", 1);
    settings.kiosk.id = some_id(50, 10);
    expect_shown(1);
    publish_candidate("A", 2, 10, STR(""));
    cr_assert_eq(sync_kiosk(), SYNC_CURRENT);
    cr_assert_eq(result.requests, 3, "latest, the candidate's index and signature");
    expect_shown(1);
    cr_assert_not(result.candidate);
    publish_candidate("A", 2, 50, STR(""));
    cr_assert_eq(sync_kiosk(), SYNC_DONE);
    cr_assert(result.candidate);
    expect_shown(2);
    // A kiosk that is in stays in, and its version does not fall.
    publish_candidate("A", 3, 5, STR(""));
    expect_shown(2);
    publish_candidate("A", 3, 60, STR(""));
    expect_shown(3);
    promote();
    expect_shown(3);
    settings.kiosk.id = STR("");
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    expect_shown(3);
}

Test(trust, a_tag_lets_a_kiosk_in_and_new_tags_ask_again)
{
    const struct str tags[] = {STR("library"), STR("fablab")};
    publish("A", 1);
    settings.kiosk = (struct feed_kiosk){.tags = tags, .tag_count = 1};
    publish_candidate("A", 2, 0, STR("fablab"));
    expect_shown(1);
    settings.kiosk.tag_count = 2;
    expect_shown(2);
    publish("A", 3);
    cr_assert(done.candidate_dropped);
    expect_shown(3);
}

Test(trust, a_candidate_that_cannot_be_had_leaves_the_stable_version)
{
    const struct str tag = STR("fablab");
    publish("A", 1);
    settings.kiosk = (struct feed_kiosk){.tags = &tag, .tag_count = 1};
    expect_shown(1);
    publish_candidate("A", 2, 0, tag);
    struct feed_pointer pointer;
    cr_assert_eq(feed_pointer_parse(latest(), &pointer), FEED_OK);
    char path[FEED_PATH_SIZE];
    feed_signature_path(&pointer.candidate, path);
    const struct str good = press_read(&press, path);
    press_write(&press, path,
                minisign_sign(&press.arena, &secret[D], STR("x"), STR("x")));
    cr_assert_eq(sync_kiosk(), SYNC_CURRENT);
    cr_assert_eq(result.candidate_reason, FEED_KEY);
    cr_assert_eq(press_shown(&press, COUNT), 1);
    cr_assert_str_eq(state().last_error, "key");
    cr_assert_eq(sync_kiosk(), SYNC_CURRENT);
    cr_assert_eq(result.candidate_reason, FEED_KEY, "told each time");
    press_write(&press, path, good);
    // Now it verifies, but an object of it is wrong.
    struct feed_index index;
    feed_index_path(&pointer.candidate, path);
    cr_assert_eq(feed_index_parse(&press.arena, press_read(&press, path), &index),
                 FEED_OK);
    feed_object_path(&index.roots[0].hash, path);
    const struct str node = press_read(&press, path);
    press_write(&press, path, STR("wrong"));
    cr_assert_eq(sync_kiosk(), SYNC_CURRENT);
    cr_assert_neq(result.candidate_reason, FEED_OK);
    cr_assert_eq(press_shown(&press, COUNT), 1);
    press_write(&press, path, node);
    expect_shown(2);
    cr_assert_str_eq(state().last_error, "");
}

Test(trust, a_first_start_takes_what_is_for_it)
{
    const struct str tag = STR("fablab");
    publish("A", 1);
    publish_candidate("A", 2, 0, tag);
    expect_shown(1);
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    settings.kiosk = (struct feed_kiosk){.tags = &tag, .tag_count = 1};
    expect_shown(2);
}

// ---- taking back ----
Test(trust, a_recall_shows_older_content_as_a_new_version)
{
    const struct publish_recall last = {.version = 0};
    publish("A", 1);
    const int64_t first = done.version;
    publish("A", 2);
    publish("A", 3);
    expect_shown(3);
    cr_assert(try_recall("A", &last), "%s", done.error);
    expect_shown(2);
    cr_assert_eq(press_trusted(&press), now_s);
    const struct publish_recall to_first = {.version = first};
    cr_assert(try_recall("A", &to_first), "%s", done.error);
    cr_assert_eq(done.recalled, first);
    expect_shown(1);
    const struct publish_recall nowhere = {.version = 7};
    cr_assert_not(try_recall("A", &nowhere));
}

Test(trust, a_recall_ends_a_trial)
{
    const struct publish_recall last = {.version = 0};
    const struct str tag = STR("fablab");
    publish("A", 1);
    publish("A", 2);
    settings.kiosk = (struct feed_kiosk){.tags = &tag, .tag_count = 1};
    publish_candidate("A", 3, 0, tag);
    expect_shown(3);
    cr_assert(try_recall("A", &last), "%s", done.error);
    cr_assert(done.candidate_dropped);
    expect_shown(2);
    // What was only ever a candidate is not what a recall goes back to.
    publish("A", 4);
    cr_assert(try_recall("A", &last), "%s", done.error);
    expect_shown(2);
}

// Who can write into the folder cannot choose what the publisher signs.
Test(trust, a_recall_takes_no_version_that_its_signers_did_not_sign)
{
    const struct publish_recall last = {.version = 0};
    publish("A", 1);
    publish("A", 3);
    const struct str good = latest();
    press.secret = secret[D];
    press.version = now_s - 15;
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 9});
    press_write(&press, "latest", good);
    const struct publish_recall planted = {.version = press.version};
    cr_assert_not(try_recall("A", &planted));
    cr_assert_not_null(strstr(done.error, "--trust"));
    cr_assert(try_recall("A", &last), "%s", done.error);
    expect_shown(1);
    const struct publish_recall trusted = {press.version, public + D, 1};
    cr_assert(try_recall("A", &trusted), "the control: %s", done.error);
    expect_shown(9);
}

Test(trust, a_recall_wants_all_its_objects)
{
    publish("A", 1);
    struct feed_pointer pointer;
    struct feed_index index;
    char path[FEED_PATH_SIZE];
    cr_assert_eq(feed_pointer_parse(latest(), &pointer), FEED_OK);
    feed_index_path(&pointer.stable, path);
    cr_assert_eq(feed_index_parse(&press.arena, press_read(&press, path), &index),
                 FEED_OK);
    publish("A", 2);
    feed_object_path(&index.roots[0].hash, path);
    const struct str node = press_read(&press, path);
    press_write(&press, path, STR("wrong"));
    const struct publish_recall last = {.version = 0};
    cr_assert_not(try_recall("A", &last));
    cr_assert_not_null(strstr(done.error, "missing or damaged"));
    press_write(&press, path, node);
    cr_assert(try_recall("A", &last), "the control");
    expect_shown(1);
}

Test(trust, a_recall_after_a_change_of_keys)
{
    publish("A", 1);
    publish("A", 2);
    set_keys("B", 1, "AB");
    const struct publish_recall last = {.version = 0};
    cr_assert_not(try_recall("B", &last), "B did not sign it");
    const struct publish_recall of_a = {.trust = public + A, .trust_count = 1};
    cr_assert(try_recall("B", &of_a), "%s", done.error);
    expect_shown(1);
}
