// What can be done to a feed folder without its pack: another set of publishers, one more
// signature, a candidate for everybody, older content once more. Of the options
// force and rollout do not count. false: *out_result holds the error, `latest` is
// untouched. One writer at a time a folder. One thread.
#ifndef PUBLISH_FEED_H
#define PUBLISH_FEED_H

#include "publish/writer.h"

// The next key set: these keys from now on, and the present content signed under them.
// Versions count from the present time on again. `signers`: enough of the keys so far and
// enough of the new ones; who is not at hand signs later.
struct publish_key_set {
    const struct minisign_public *keys;
    size_t count;
    int64_t threshold; // 1..count
};
NODISCARD bool publish_keys(const char *feed_folder, const struct publish_key_set *set,
                            const struct publish_signers *signers,
                            const struct publish_options *options,
                            struct publish_result *out_result);

// Adds signatures to what waits for them.
NODISCARD bool publish_sign(const char *feed_folder,
                            const struct publish_signers *signers,
                            const struct publish_options *options,
                            struct publish_result *out_result);

// The candidate becomes the stable release. Needs no key: it is signed already.
NODISCARD bool publish_promote(const char *feed_folder,
                               const struct publish_options *options,
                               struct publish_result *out_result);

// Older content as a new, higher version.
struct publish_recall {
    int64_t version; // 0: the stable release while a candidate is on trial, else the one
                     // before it
    const struct minisign_public *trust; // whose versions may be taken besides those of
    size_t trust_count;                  // the signers themselves
};
NODISCARD bool publish_recall(const char *feed_folder, const struct publish_recall *wish,
                              const struct publish_signers *signers,
                              const struct publish_options *options,
                              struct publish_result *out_result);

// For people to look at; texts and keys live in the arena.
struct publish_release {
    bool there;
    int64_t version, expires, records, key_set;
    struct feed_rollout rollout;
};
struct publish_overview {
    struct str feed_id;
    struct feed_keys keys; // set 0: the kiosks' own settings, not known here
    struct publish_release stable, candidate, pending;
    size_t missing, missing_before; // signatures that the pending one waits for
    bool new_keys;                  // a new key set waits with it
};
NODISCARD bool publish_look(struct arena *arena, const char *feed_folder,
                            struct publish_overview *out_overview, char out_error[300]);

#endif
