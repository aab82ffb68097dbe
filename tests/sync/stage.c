#include "stage.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static struct stage stage;
static struct stage *const p = &stage;

struct stage *stage_open(void)
{
    press_open(&p->press);
    for (size_t i = 0; i < PUBLISHERS; i++) {
        cr_assert(minisign_keygen(&p->secret[i], &p->public[i]));
    }
    p->settings.keys[0] = p->public[A];
    p->settings.count = 1;
    p->settings.threshold = 1;
    p->settings.kiosk = (struct feed_kiosk){.id = STR("")};
    p->now_s = PRESS_NOW;
    p->puts = 0;
    return p;
}

void stage_close(void)
{
    press_close(&p->press);
}

// ---- the publishers ----
static struct publish_signers signers_of(const char *who)
{
    struct minisign_secret *keys =
        ARENA_ARRAY(&p->press.arena, struct minisign_secret, PUBLISHERS);
    size_t count = 0;
    for (; *who; who++) {
        keys[count++] = p->secret[*who - 'A'];
    }
    return (struct publish_signers){keys, count};
}

bool stage_try_publish(const char *who, int64_t revision, struct feed_rollout rollout)
{
    struct content_record *records =
        ARENA_ARRAY(&p->press.arena, struct content_record, COUNT);
    for (int i = 0; i < COUNT; i++) {
        struct content_error error = {""};
        const struct str json = arena_printf(
            &p->press.arena,
            "{\"id\":\"story-%06d\",\"kind\":\"story\",\"title\":{\"en\":\"Story %d\"},"
            "\"summary\":{\"en\":\"%lld\"}}",
            i, i, (long long)revision);
        cr_assert(content_record_parse(&p->press.arena, json, &records[i], &error), "%s",
                  error.message);
    }
    const struct pack pack = {.id = STR("test-feed"), .records = records, .count = COUNT};
    const struct publish_options options = {.now_s = p->now_s += 10, .rollout = rollout};
    const struct publish_signers signers = signers_of(who);
    return publish_write(&pack, p->press.feed, &signers, &options, &p->done);
}

void stage_publish(const char *who, int64_t revision)
{
    cr_assert(stage_try_publish(who, revision, (struct feed_rollout){.there = false}),
              "%s", p->done.error);
}

void stage_publish_candidate(const char *who, int64_t revision, int64_t percent,
                             struct str tag)
{
    const struct feed_rollout rollout = {true, percent, &tag, tag.len > 0};
    cr_assert(stage_try_publish(who, revision, rollout), "%s", p->done.error);
}

bool stage_try_keys(const char *members, int64_t threshold, const char *who)
{
    struct minisign_public keys[PUBLISHERS];
    struct publish_key_set set = {.keys = keys, .threshold = threshold};
    for (; *members; members++) {
        keys[set.count++] = p->public[*members - 'A'];
    }
    const struct publish_options options = {.now_s = p->now_s += 10};
    const struct publish_signers signers = signers_of(who);
    return publish_keys(p->press.feed, &set, &signers, &options, &p->done);
}

void stage_set_keys(const char *members, int64_t threshold, const char *who)
{
    cr_assert(stage_try_keys(members, threshold, who), "%s", p->done.error);
}

bool stage_try_sign(const char *who)
{
    const struct publish_options options = {.now_s = p->now_s += 10};
    const struct publish_signers signers = signers_of(who);
    return publish_sign(p->press.feed, &signers, &options, &p->done);
}

void stage_sign(const char *who)
{
    cr_assert(stage_try_sign(who), "%s", p->done.error);
}

void stage_promote(void)
{
    const struct publish_options options = {.now_s = p->now_s += 10};
    cr_assert(publish_promote(p->press.feed, &options, &p->done), "%s", p->done.error);
}

bool stage_try_recall(const char *who, const struct publish_recall *wish)
{
    const struct publish_options options = {.now_s = p->now_s += 10};
    const struct publish_signers signers = signers_of(who);
    return publish_recall(p->press.feed, wish, &signers, &options, &p->done);
}

struct str stage_latest(void)
{
    return press_read(&p->press, "latest");
}

void stage_put_latest(struct str bytes)
{
    char path[160];
    const struct timespec time = {.tv_sec = p->now_s + 1000 + 10 * ++p->puts};
    const struct timespec times[2] = {time, time};
    press_write(&p->press, "latest", bytes);
    (void)snprintf(path, sizeof(path), "%s/latest", p->press.feed);
    cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

// ---- the kiosk ----
struct sync_options stage_options(void)
{
    struct sync_options options = press_options(&p->press);
    options.keys = p->settings.keys;
    options.key_count = p->settings.count;
    options.threshold = p->settings.threshold;
    options.kiosk = p->settings.kiosk;
    return options;
}

enum sync_outcome stage_sync(void)
{
    const struct sync_options options = stage_options();
    return sync_run_once(&options, &p->result);
}

void stage_expect_shown(int64_t revision)
{
    cr_assert_neq(stage_sync(), SYNC_KEPT, "reason %.*s",
                  STR_ARG(feed_reason_name(p->result.reason)));
    cr_assert_eq(press_shown(&p->press, COUNT), revision);
    hostile_forget(p->press.server);
    cr_assert_eq(stage_sync(), SYNC_CURRENT);
    cr_assert_eq(p->result.requests, 1, "an unchanged poll asks once");
    cr_assert_lt(p->result.bytes, 1000);
    cr_assert_str_eq(hostile_request(p->press.server, 0), "GET /latest 304");
}

// The control of every attack: before and after it the kiosk follows.
void stage_expect_refused(enum feed_reason reason, int64_t revision)
{
    const struct str before = press_current(&p->press);
    const int64_t trusted = press_trusted(&p->press);
    cr_assert_eq(stage_sync(), SYNC_KEPT);
    cr_assert_eq(p->result.reason, reason, "reason %.*s",
                 STR_ARG(feed_reason_name(p->result.reason)));
    cr_assert(str_equal(before, press_current(&p->press)));
    cr_assert_eq(press_trusted(&p->press), trusted);
    cr_assert_eq(press_shown(&p->press, COUNT), revision);
}

struct store_feed_state stage_state(void)
{
    struct store_feed_state state;
    cr_assert(store_feed_state_read(p->press.data, STR("test-feed"), &state));
    return state;
}

void stage_remove_kept(const char *name)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/feeds/test-feed/%s", p->press.data, name);
    cr_assert(folder_remove(path));
    (void)unlink(path);
}
