// From the publishers' folder to some kiosks first, and back again: candidates, recall.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
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

TestSuite(rollout, .init = setup, .fini = teardown, .timeout = 60);

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
            return arena_str(&p->press.arena, str_from_cstr(id));
        }
    }
}

Test(rollout, a_candidate_reaches_its_kiosks_only)
{
    stage_publish("A", 1);
    p->settings.kiosk.id = some_id(50, 10);
    stage_expect_shown(1);
    stage_publish_candidate("A", 2, 10, STR(""));
    cr_assert_eq(stage_sync(), SYNC_CURRENT);
    cr_assert_eq(p->result.requests, 3, "latest, the candidate's index and signature");
    stage_expect_shown(1);
    cr_assert_not(p->result.candidate);
    stage_publish_candidate("A", 2, 50, STR(""));
    cr_assert_eq(stage_sync(), SYNC_DONE);
    cr_assert(p->result.candidate);
    stage_expect_shown(2);
    // A kiosk that is in stays in, and its version does not fall.
    stage_publish_candidate("A", 3, 5, STR(""));
    stage_expect_shown(2);
    stage_publish_candidate("A", 3, 60, STR(""));
    stage_expect_shown(3);
    stage_promote();
    stage_expect_shown(3);
    p->settings.kiosk.id = STR("");
    cr_assert(folder_remove(p->press.data) && folder_make(p->press.data));
    stage_expect_shown(3);
}

Test(rollout, a_tag_lets_a_kiosk_in_and_new_tags_ask_again)
{
    const struct str tags[] = {STR("library"), STR("fablab")};
    stage_publish("A", 1);
    p->settings.kiosk = (struct feed_kiosk){.tags = tags, .tag_count = 1};
    stage_publish_candidate("A", 2, 0, STR("fablab"));
    stage_expect_shown(1);
    p->settings.kiosk.tag_count = 2;
    stage_expect_shown(2);
    stage_publish("A", 3);
    cr_assert(p->done.candidate_dropped);
    stage_expect_shown(3);
}

Test(rollout, a_candidate_that_cannot_be_had_leaves_the_stable_version)
{
    const struct str tag = STR("fablab");
    stage_publish("A", 1);
    p->settings.kiosk = (struct feed_kiosk){.tags = &tag, .tag_count = 1};
    stage_expect_shown(1);
    stage_publish_candidate("A", 2, 0, tag);
    struct feed_pointer pointer;
    cr_assert_eq(feed_pointer_parse(stage_latest(), &pointer), FEED_OK);
    char path[FEED_PATH_SIZE];
    feed_signature_path(&pointer.candidate, path);
    const struct str good = press_read(&p->press, path);
    press_write(&p->press, path,
                minisign_sign(&p->press.arena, &p->secret[D], STR("x"), STR("x")));
    cr_assert_eq(stage_sync(), SYNC_CURRENT);
    cr_assert_eq(p->result.candidate_reason, FEED_KEY);
    cr_assert_eq(press_shown(&p->press, COUNT), 1);
    cr_assert_str_eq(stage_state().last_error, "key");
    cr_assert_eq(stage_sync(), SYNC_CURRENT);
    cr_assert_eq(p->result.candidate_reason, FEED_KEY, "told each time");
    press_write(&p->press, path, good);
    // Now it verifies, but an object of it is wrong.
    struct feed_index index;
    feed_index_path(&pointer.candidate, path);
    cr_assert_eq(feed_index_parse(&p->press.arena, press_read(&p->press, path), &index),
                 FEED_OK);
    feed_object_path(&index.roots[0].hash, path);
    const struct str node = press_read(&p->press, path);
    press_write(&p->press, path, STR("wrong"));
    cr_assert_eq(stage_sync(), SYNC_CURRENT);
    cr_assert_neq(p->result.candidate_reason, FEED_OK);
    cr_assert_eq(press_shown(&p->press, COUNT), 1);
    press_write(&p->press, path, node);
    stage_expect_shown(2);
    cr_assert_str_eq(stage_state().last_error, "");
}

Test(rollout, a_first_start_takes_what_is_for_it)
{
    const struct str tag = STR("fablab");
    stage_publish("A", 1);
    stage_publish_candidate("A", 2, 0, tag);
    stage_expect_shown(1);
    cr_assert(folder_remove(p->press.data) && folder_make(p->press.data));
    p->settings.kiosk = (struct feed_kiosk){.tags = &tag, .tag_count = 1};
    stage_expect_shown(2);
}

Test(rollout, a_candidate_signed_late_stands_beside_the_stable_version_of_then)
{
    const struct str tag = STR("fablab");
    stage_publish("A", 1);
    stage_set_keys("AB", 2, "AB");
    stage_publish_candidate("AB", 2, 0, tag);
    stage_publish_candidate("A", 3, 0, tag);
    cr_assert_eq(p->done.missing, 1);
    stage_promote();
    stage_expect_shown(2);
    stage_sign("B");
    stage_expect_shown(2);
    p->settings.kiosk = (struct feed_kiosk){.tags = &tag, .tag_count = 1};
    stage_expect_shown(3);
}

// ---- taking back ----
Test(rollout, a_recall_shows_older_content_as_a_new_version)
{
    const struct publish_recall last = {.version = 0};
    stage_publish("A", 1);
    const int64_t first = p->done.version;
    stage_publish("A", 2);
    stage_publish("A", 3);
    stage_expect_shown(3);
    cr_assert(stage_try_recall("A", &last), "%s", p->done.error);
    stage_expect_shown(2);
    cr_assert_eq(press_trusted(&p->press), p->now_s);
    const struct publish_recall to_first = {.version = first};
    cr_assert(stage_try_recall("A", &to_first), "%s", p->done.error);
    cr_assert_eq(p->done.recalled, first);
    stage_expect_shown(1);
    const struct publish_recall nowhere = {.version = 7};
    cr_assert_not(stage_try_recall("A", &nowhere));
}

Test(rollout, a_recall_ends_a_trial)
{
    const struct publish_recall last = {.version = 0};
    const struct str tag = STR("fablab");
    stage_publish("A", 1);
    stage_publish("A", 2);
    p->settings.kiosk = (struct feed_kiosk){.tags = &tag, .tag_count = 1};
    stage_publish_candidate("A", 3, 0, tag);
    stage_expect_shown(3);
    cr_assert(stage_try_recall("A", &last), "%s", p->done.error);
    cr_assert(p->done.candidate_dropped);
    stage_expect_shown(2);
    // What was only ever a candidate is not what a recall goes back to.
    stage_publish("A", 4);
    cr_assert(stage_try_recall("A", &last), "%s", p->done.error);
    stage_expect_shown(2);
}

// Who can write into the folder cannot choose what the publisher signs.
Test(rollout, a_recall_takes_no_version_that_its_signers_did_not_sign)
{
    const struct publish_recall last = {.version = 0};
    stage_publish("A", 1);
    stage_publish("A", 3);
    const struct str good = stage_latest();
    p->press.secret = p->secret[D];
    p->press.version = p->now_s - 15;
    press_publish(&p->press, (struct press_edition){.count = COUNT, .revision = 9});
    stage_put_latest(good);
    const struct publish_recall planted = {.version = p->press.version};
    cr_assert_not(stage_try_recall("A", &planted));
    cr_assert_not_null(strstr(p->done.error, "--trust"));
    cr_assert(stage_try_recall("A", &last), "%s", p->done.error);
    stage_expect_shown(1);
    const struct publish_recall trusted = {p->press.version, p->public + D, 1};
    cr_assert(stage_try_recall("A", &trusted), "the control: %s", p->done.error);
    stage_expect_shown(9);
}

Test(rollout, a_recall_wants_all_its_objects)
{
    stage_publish("A", 1);
    struct feed_pointer pointer;
    struct feed_index index;
    char path[FEED_PATH_SIZE];
    cr_assert_eq(feed_pointer_parse(stage_latest(), &pointer), FEED_OK);
    feed_index_path(&pointer.stable, path);
    cr_assert_eq(feed_index_parse(&p->press.arena, press_read(&p->press, path), &index),
                 FEED_OK);
    stage_publish("A", 2);
    feed_object_path(&index.roots[0].hash, path);
    const struct str node = press_read(&p->press, path);
    press_write(&p->press, path, STR("wrong"));
    const struct publish_recall last = {.version = 0};
    cr_assert_not(stage_try_recall("A", &last));
    cr_assert_not_null(strstr(p->done.error, "missing or damaged"));
    press_write(&p->press, path, node);
    cr_assert(stage_try_recall("A", &last), "the control");
    stage_expect_shown(1);
}

Test(rollout, a_recall_after_a_change_of_keys)
{
    stage_publish("A", 1);
    stage_publish("A", 2);
    stage_set_keys("B", 1, "AB");
    const struct publish_recall last = {.version = 0};
    cr_assert_not(stage_try_recall("B", &last), "B did not sign it");
    const struct publish_recall of_a = {.trust = p->public + A, .trust_count = 1};
    cr_assert(stage_try_recall("B", &of_a), "%s", p->done.error);
    stage_expect_shown(1);
}
