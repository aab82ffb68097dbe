// From the publishers' folder to the kiosk: keys that change, and several that sign
// together.
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "stage.h"

static struct stage *p;

static void setup(void)
{
    p = stage_open();
}

static void teardown(void)
{
    stage_close();
}

TestSuite(trust, .init = setup, .fini = teardown, .timeout = 60);

// ---- keys that change ----
Test(trust, a_new_key_is_followed_and_the_old_one_is_worth_nothing)
{
    CONFORMANCE("C09");
    stage_publish("A", 1);
    stage_expect_shown(1);
    stage_set_keys("B", 1, "AB");
    cr_assert_eq(p->done.missing + p->done.missing_before, 0);
    stage_expect_shown(1);
    cr_assert_eq(stage_state().key_set, 1);
    cr_assert_eq(stage_state().trusted_set, 1);
    stage_publish("B", 2);
    stage_expect_shown(2);
    // The thief of A: under the old set, and under the new one's name.
    const struct str good = stage_latest();
    cr_assert_not(stage_try_publish("A", 9, (struct feed_rollout){.there = false}),
                  "the tool says so at once");
    p->press.secret = p->secret[A];
    p->press.version = p->now_s + 1000;
    press_publish(&p->press, (struct press_edition){.count = COUNT, .revision = 9});
    stage_expect_refused(FEED_KEY, 2);
    p->press.draft.keys = 1;
    press_sign(&p->press);
    stage_expect_refused(FEED_KEY, 2);
    stage_put_latest(good);
    stage_publish("B", 3);
    stage_expect_shown(3);
}

Test(trust, a_new_key_that_the_old_one_did_not_sign_is_refused)
{
    CONFORMANCE("C09");
    stage_publish("A", 1);
    stage_expect_shown(1);
    const struct str good = stage_latest();
    cr_assert_not(stage_try_keys("D", 1, "D"), "the tool says so at once");
    // A forger does it all the same.
    struct feed_key_set forged = {
        .feed_id = STR("test-feed"),
        .keys = {.set = 1, .threshold = 1, .items = p->public + D, .count = 1}};
    const struct str bytes = feed_key_set_write(&p->press.arena, &forged);
    press_write(&p->press, "k/1.json", bytes);
    press_write(&p->press, "k/1.json.minisig",
                minisign_sign(&p->press.arena, &p->secret[D], bytes, STR("x")));
    p->press.secret = p->secret[D];
    p->press.version = p->now_s + 1000;
    press_publish(&p->press, (struct press_edition){.count = COUNT, .revision = 9});
    p->press.draft.keys = 1;
    press_sign(&p->press);
    stage_expect_refused(FEED_KEY, 1);
    cr_assert_eq(stage_state().key_set, 0);
    stage_put_latest(good);
    // The control: the same with the old key's signature.
    stage_set_keys("D", 1, "AD");
    stage_publish("D", 2);
    stage_expect_shown(2);
    cr_assert_eq(stage_state().key_set, 1);
}

Test(trust, a_fast_forward_by_a_stolen_key_is_overcome)
{
    CONFORMANCE("C04");
    stage_publish("A", 1);
    stage_expect_shown(1);
    const struct str good = stage_latest();
    // The thief uses the versions up, soundly signed: this is accepted.
    p->press.secret = p->secret[A];
    p->press.version = p->now_s;
    press_publish(&p->press, (struct press_edition){.count = COUNT, .revision = 9});
    p->press.draft.version = INT64_MAX;
    press_sign(&p->press);
    cr_assert_eq(stage_sync(), SYNC_DONE);
    cr_assert_eq(press_shown(&p->press, COUNT), 9);
    cr_assert_eq(press_trusted(&p->press), INT64_MAX);
    // Without new keys nothing can be newer any more.
    stage_put_latest(good);
    stage_publish("A", 2);
    stage_expect_refused(FEED_ROLLBACK, 9);
    stage_set_keys("B", 1, "AB");
    stage_expect_shown(2);
    cr_assert_eq(press_trusted(&p->press), p->now_s);
    cr_assert_eq(stage_state().trusted_set, 1);
    stage_publish("B", 3);
    stage_expect_shown(3);
    // And it never falls again: not back to the old set, not within the new one.
    const struct str newest = stage_latest();
    stage_put_latest(good);
    stage_expect_refused(FEED_KEY, 3);
    stage_put_latest(newest);
    stage_expect_shown(3);
}

Test(trust, a_feed_whose_folder_was_fast_forwarded_goes_on_under_new_keys)
{
    stage_publish("A", 1);
    p->press.secret = p->secret[A];
    p->press.version = p->now_s;
    press_publish(&p->press, (struct press_edition){.count = COUNT, .revision = 1});
    p->press.draft.version = INT64_MAX;
    press_sign(&p->press);
    cr_assert_not(stage_try_publish("A", 2, (struct feed_rollout){.there = false}));
    cr_assert_not_null(strstr(p->done.error, "foyerctl keys"));
    stage_set_keys("B", 1, "AB");
    stage_publish("B", 2);
    stage_expect_shown(2);
}

Test(trust, a_kiosk_that_slept_through_several_key_sets_catches_up)
{
    stage_publish("A", 1);
    stage_expect_shown(1);
    stage_set_keys("B", 1, "AB");
    stage_set_keys("BC", 2, "BC");
    stage_set_keys("D", 1, "BCD");
    stage_publish("D", 2);
    hostile_forget(p->press.server);
    stage_expect_shown(2);
    cr_assert_eq(stage_state().key_set, 3);
    // A new kiosk with the first key, and one that was given the newest.
    cr_assert(folder_remove(p->press.data) && folder_make(p->press.data));
    stage_expect_shown(2);
    cr_assert(folder_remove(p->press.data) && folder_make(p->press.data));
    p->settings.keys[0] = p->public[D];
    stage_expect_shown(2);
    cr_assert_eq(stage_state().key_set, 3);
    // The control: one that trusts a key that was never there.
    cr_assert(folder_remove(p->press.data) && folder_make(p->press.data));
    struct minisign_secret stranger;
    cr_assert(minisign_keygen(&stranger, &p->settings.keys[0]));
    cr_assert_eq(stage_sync(), SYNC_KEPT);
    cr_assert_eq(p->result.reason, FEED_KEY);
}

Test(trust, a_revoked_key_stays_revoked_while_somebody_holds_the_news_back)
{
    CONFORMANCE("C09");
    stage_publish("A", 1);
    stage_expect_shown(1);
    const struct str old = stage_latest();
    stage_publish("A", 2);
    const struct str later = stage_latest();
    stage_set_keys("B", 1, "AB");
    const struct str good = stage_latest();
    // The set is adopted although its index cannot be had.
    struct feed_pointer pointer;
    char path[FEED_PATH_SIZE];
    cr_assert_eq(feed_pointer_parse(good, &pointer), FEED_OK);
    stage_publish("B", 3);
    cr_assert_eq(feed_pointer_parse(stage_latest(), &pointer), FEED_OK);
    struct feed_index index;
    feed_index_path(&pointer.stable, path);
    cr_assert_eq(feed_index_parse(&p->press.arena, press_read(&p->press, path), &index),
                 FEED_OK);
    feed_object_path(&index.roots[0].hash, path);
    cr_assert(hostile_rule(
        p->press.server,
        (struct hostile_rule){.path = arena_cstr(&p->press.arena, str_from_cstr(path)),
                              .how = HOSTILE_RESET}));
    stage_expect_refused(FEED_UNREACHABLE, 1);
    cr_assert_eq(stage_state().key_set, 1);
    cr_assert_eq(stage_state().trusted_set, 0);
    const struct str newest = stage_latest();
    hostile_honest(p->press.server);
    stage_put_latest(later);
    stage_expect_refused(FEED_KEY, 1);
    stage_put_latest(old);
    stage_expect_refused(FEED_KEY, 1);
    // Even when the files of the set are lost.
    stage_remove_kept("k");
    stage_put_latest(later);
    stage_expect_refused(FEED_KEY, 1);
    stage_put_latest(newest);
    stage_expect_shown(3);
}

Test(trust, rotten_sets_and_a_lost_state_cost_nothing)
{
    stage_publish("A", 1);
    stage_set_keys("B", 1, "AB");
    stage_publish("B", 2);
    stage_expect_shown(2);
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/k/1.json", p->press.data);
    cr_assert(file_write(path, STR("rotten")));
    stage_publish("B", 3);
    stage_expect_shown(3);
    const struct str before = stage_latest();
    stage_publish("B", 4);
    stage_expect_shown(4);
    stage_remove_kept("state");
    cr_assert_neq(stage_sync(), SYNC_KEPT);
    cr_assert_eq(stage_state().key_set, 1);
    stage_remove_kept("state");
    stage_put_latest(before);
    cr_assert_eq(stage_sync(), SYNC_KEPT, "no version falls");
    cr_assert_eq(p->result.reason, FEED_ROLLBACK);
}

Test(trust, a_set_kept_just_before_the_end_is_known_afterwards)
{
    stage_publish("A", 1);
    stage_expect_shown(1);
    stage_set_keys("B", 1, "AB");
    static const char *const files[] = {"k/1.json", "k/1.json.minisig"};
    for (size_t i = 0; i < 2; i++) {
        char path[256];
        (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/k", p->press.data);
        cr_assert(folder_make(path));
        (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/%s", p->press.data,
                       files[i]);
        cr_assert(file_write(path, press_read(&p->press, files[i])));
    }
    stage_publish("B", 2);
    hostile_forget(p->press.server);
    cr_assert_eq(stage_sync(), SYNC_DONE);
    cr_assert_eq(p->result.requests, 5, "the set is not fetched again");
    cr_assert_eq(stage_state().key_set, 1);
    stage_expect_shown(2);
}

static void die_at_step(void *context, const char *name)
{
    int64_t *left = context;
    (void)name;
    if (--*left == 0) {
        (void)kill(getpid(), SIGKILL);
    }
}

// true: it was killed there, false: it came to its end.
static bool run_until_step(int64_t step)
{
    const pid_t child = fork();
    if (child == 0) {
        struct sync_options options = stage_options();
        options.step = die_at_step;
        options.context = &step;
        _exit(sync_run_once(&options, &p->result) == SYNC_KEPT);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

Test(trust, a_change_of_keys_may_be_cut_at_every_step)
{
    CONFORMANCE("C13");
    int64_t old = 0, new = 0, step = 1;
    stage_publish("A", 1);
    const struct str first = stage_latest();
    stage_set_keys("B", 1, "AB");
    stage_publish("B", 2);
    const struct str second = stage_latest();
    for (bool killed = true; killed; step++) {
        cr_assert(folder_remove(p->press.data) && folder_make(p->press.data));
        stage_put_latest(first);
        stage_expect_shown(1);
        stage_put_latest(second);
        killed = run_until_step(step);
        const int64_t shown = press_shown(&p->press, COUNT);
        cr_assert(shown == 1 || shown == 2, "step %lld shows %lld", (long long)step,
                  (long long)shown);
        old += shown == 1;
        new += shown == 2;
        stage_expect_shown(2);
        cr_assert_eq(stage_state().key_set, 1, "step %lld", (long long)step);
        cr_assert_eq(stage_state().trusted_set, 1, "step %lld", (long long)step);
    }
    cr_assert(old > 3 && new > 1, "the control: both were seen, %lld and %lld",
              (long long)old, (long long)new);
}

// ---- the settings' own keys ----
Test(trust, other_keys_in_the_settings_begin_anew)
{
    stage_publish("A", 5);
    stage_expect_shown(5);
    // Another publisher's feed of the same name, much older.
    cr_assert(folder_remove(p->press.feed) && folder_make(p->press.feed));
    p->now_s = PRESS_NOW - 100000;
    stage_publish("D", 6);
    stage_expect_refused(FEED_KEY, 5);
    p->settings.keys[0] = p->public[D];
    stage_expect_shown(6);
    cr_assert_lt(press_trusted(&p->press), PRESS_NOW);
}

Test(trust, a_key_more_in_the_settings_lets_no_version_fall)
{
    CONFORMANCE("C02");
    stage_publish("A", 1);
    const struct str old = stage_latest();
    stage_publish("A", 2);
    stage_expect_shown(2);
    const struct str good = stage_latest();
    p->settings.keys[1] = p->public[B];
    p->settings.count = 2;
    stage_put_latest(old);
    stage_expect_refused(FEED_ROLLBACK, 2);
    stage_put_latest(good);
    stage_expect_shown(2);
}

Test(trust, a_mistyped_key_in_the_settings_costs_nothing)
{
    stage_publish("A", 1);
    const struct str old = stage_latest();
    stage_publish("A", 2);
    stage_expect_shown(2);
    p->settings.keys[0] = p->public[D];
    stage_expect_refused(FEED_KEY, 2);
    p->settings.keys[0] = p->public[A];
    stage_put_latest(old);
    stage_expect_refused(FEED_ROLLBACK, 2);
    stage_publish("A", 3);
    stage_expect_shown(3);
}

// ---- several publishers ----
Test(trust, a_threshold_of_the_settings_wants_different_keys)
{
    CONFORMANCE("C08");
    p->settings.keys[1] = p->public[B];
    p->settings.keys[2] = p->public[A];
    p->settings.count = 3;
    p->settings.threshold = 2;
    stage_publish("AB", 1);
    stage_expect_shown(1);
    stage_publish("A", 2);
    stage_expect_refused(FEED_KEY, 1);
    stage_publish("AA", 2);
    stage_publish("AD", 3);
    stage_expect_refused(FEED_KEY, 1);
    stage_publish("AB", 4);
    stage_expect_shown(4);
}

Test(trust, several_sign_on_computers_of_their_own)
{
    CONFORMANCE("C08");
    stage_publish("A", 1);
    stage_expect_shown(1);
    stage_set_keys("ABC", 2, "A");
    cr_assert_eq(p->done.missing, 1);
    cr_assert_eq(p->done.missing_before, 0);
    stage_expect_shown(1);
    cr_assert_eq(stage_state().key_set, 0, "it waits");
    stage_sign("A");
    cr_assert_eq(p->done.missing, 1, "twice is once");
    stage_sign("C");
    cr_assert_eq(p->done.missing, 0);
    stage_expect_shown(1);
    cr_assert_eq(stage_state().key_set, 1);
    const struct str before = stage_latest();
    stage_publish("B", 2);
    cr_assert_eq(p->done.missing, 1);
    cr_assert(str_equal(before, stage_latest()));
    stage_expect_shown(1);
    cr_assert_not(stage_try_sign("D"));
    cr_assert_not_null(strstr(p->done.error, "not one of this feed's publishers"));
    stage_sign("A");
    stage_expect_shown(2);
    cr_assert_not(stage_try_sign("C"), "nothing waits");
    // Out with A; who stays signs.
    stage_set_keys("BC", 2, "A");
    cr_assert_eq(p->done.missing_before, 1);
    cr_assert_eq(p->done.missing, 2);
    stage_sign("B");
    cr_assert_eq(p->done.missing_before, 0);
    cr_assert_eq(p->done.missing, 1);
    stage_sign("C");
    stage_expect_shown(2);
    cr_assert_eq(stage_state().key_set, 2);
    cr_assert_not(stage_try_publish("AB", 3, (struct feed_rollout){.there = false}));
    stage_publish("CB", 3);
    stage_expect_shown(3);
}

Test(trust, what_waits_is_dropped_by_a_later_publication)
{
    stage_publish("A", 1);
    stage_set_keys("AB", 2, "AB");
    stage_publish("A", 2);
    stage_publish("AB", 3);
    cr_assert(p->done.pending_dropped);
    stage_expect_shown(3);
    cr_assert_not(stage_try_sign("B"));
    stage_publish("A", 4);
    const struct publish_recall last = {.version = 0};
    cr_assert(stage_try_recall("AB", &last), "%s", p->done.error);
    cr_assert(p->done.pending_dropped);
    stage_expect_shown(1);
}
