// Writes a pack into a feed folder that any HTTP server can serve
// (include/feed/README.md). Objects first, then index and signatures, `latest` last: a
// reader or a crash in between sees the old release whole. A release that too few have
// signed waits in `pending` and leaves `latest` alone (publish/feed.h). One writer at a
// time a folder (a lock file beside it). One thread.
#ifndef PUBLISH_WRITER_H
#define PUBLISH_WRITER_H

#include "feed/verify.h"
#include "publish/pack.h"

struct publish_progress {
    size_t done, total; // media files and records; total stays the same
    struct str what;    // the file just done, borrowed for the call
};

// Who signs; each is a publisher of the feed.
struct publish_signers {
    const struct minisign_secret *keys;
    size_t count; // 1..FEED_KEYS_MAX
};

struct publish_options {
    int64_t now_s;               // UTC seconds; with SOURCE_DATE_EPOCH its value
    int64_t expires_days;        // lifetime, 1..3650; 0: PUBLISH_EXPIRES_DAYS
    bool dry_run;                // works everything out, writes nothing
    bool force;                  // a new version even when nothing changed
    struct feed_rollout rollout; // there: a candidate for some, beside the stable release
    void (*progress)(void *context,
                     const struct publish_progress *progress); // may be NULL
    void *context;
};
#define PUBLISH_EXPIRES_DAYS 90

struct publish_result {
    bool unchanged;           // nothing to publish; `version` is the one there is
    int64_t version, expires; // UTC seconds
    char index_hex[65], root_hex[65];
    size_t records, objects, media;        // in the release
    size_t objects_written, media_written; // not there before
    int64_t bytes_written;                 // with index and signature
    bool candidate;                        // it is one, or was until it was promoted
    int64_t recalled;                      // the version whose content it is; 0: new
    bool candidate_dropped;                // one was on trial and is so no more
    bool pending_dropped;                  // another one was waiting for signatures
    int64_t key_set, threshold;            // that it is signed under
    size_t missing;        // publishers who must still sign; 0: `latest` names it
    size_t missing_before; // of the key set before, when this one is new
    char error[300];       // set when false is returned: what, and what would be right
};

// `pack` as pack_read() gave it; its media are hashed from their files. The folder is
// made when missing. An index already there that was signed by another key counts for the
// version only. false: *out_result holds the error, `latest` is untouched.
NODISCARD bool publish_write(const struct pack *pack, const char *feed_folder,
                             const struct publish_signers *signers,
                             const struct publish_options *options,
                             struct publish_result *out_result);

// A new key pair in `path` (mode 0600) and `path`.pub; never over a file that is there.
NODISCARD bool publish_keygen(const char *path, char out_error[300]);
// Reads the secret key file; warns in the log about one that others may read.
NODISCARD bool publish_key_load(const char *path, struct minisign_secret *out_key,
                                char out_error[300]);

#endif
