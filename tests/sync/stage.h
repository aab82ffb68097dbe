// The publishers of a feed, each with a key, and a kiosk that follows them: for the tests
// of keys, candidates and recall. One stage a test; its helpers fail the test.
#ifndef TESTS_SYNC_STAGE_H
#define TESTS_SYNC_STAGE_H

#include "press.h"
#include "publish/feed.h"
#include "store/state.h"

enum { COUNT = 20, A = 0, B, C, D, PUBLISHERS };

struct stage {
    struct press press;
    struct minisign_secret secret[PUBLISHERS];
    struct minisign_public public[PUBLISHERS];
    struct publish_result done; // of the last publisher's command
    struct sync_result result;  // of the last sync
    int64_t now_s;
    int64_t puts; // of `latest`, by hand
    struct {
        struct minisign_public keys[PUBLISHERS];
        size_t count;
        int64_t threshold;
        struct feed_kiosk kiosk;
    } settings; // the kiosk's
};

struct stage *stage_open(void); // A is trusted
void stage_close(void);

// ---- the publishers; `who` are those who sign, as "AB" ----
bool stage_try_publish(const char *who, int64_t revision, struct feed_rollout rollout);
void stage_publish(const char *who, int64_t revision);
void stage_publish_candidate(const char *who, int64_t revision, int64_t percent,
                             struct str tag);
bool stage_try_keys(const char *members, int64_t threshold, const char *who);
void stage_set_keys(const char *members, int64_t threshold, const char *who);
bool stage_try_sign(const char *who);
void stage_sign(const char *who);
void stage_promote(void);
bool stage_try_recall(const char *who, const struct publish_recall *wish);
struct str stage_latest(void);
// Puts such bytes back, with a time of their own, as servers make ETags of it.
void stage_put_latest(struct str bytes);

// ---- the kiosk ----
struct sync_options stage_options(void);
enum sync_outcome stage_sync(void);
// After a sync; and that an unchanged poll then asks once.
void stage_expect_shown(int64_t revision);
// Nothing moves, for this reason.
void stage_expect_refused(enum feed_reason reason, int64_t revision);
struct store_feed_state stage_state(void);
// A file or folder below feeds/<id>/.
void stage_remove_kept(const char *name);

#endif
