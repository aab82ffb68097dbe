// What the parts of one run share.
#ifndef SYNC_RUN_H
#define SYNC_RUN_H

#include "base/arena.h"
#include "base/buffer.h"
#include "feed/reader.h"
#include "feed/verify.h"
#include "store/snapshot.h"
#include "sync/sync.h"

// feeds/<id>/source: where the feed came from last, what is still to be had, and the
// times that the trusted index names.
struct source {
    char url[SYNC_URL_SIZE];
    char from[SYNC_URL_SIZE]; // the trusted version came from there
    int64_t media_missing;
    int64_t published_s, expires_s; // UTC; 0: not known
    // Hashes in hex, or empty.
    char declined[SHA256_HEX_LEN + 1]; // the candidate that is not for this kiosk
    char asker[SHA256_HEX_LEN + 1];    // the id and tags that was decided for
    char beside[SHA256_HEX_LEN + 1];   // what is trusted came as a candidate to this one
};

struct run {
    const struct sync_options *options;
    struct sync_result *result;
    struct fetch_session *session; // borrowed
    struct arena arena;            // for the whole run
    struct str url;                // without '/' at the end
    struct str feed;               // empty until known
    struct store_feed_state state, state_before;
    struct source source, source_before;
    struct feed_keys keys; // the newest set trusted
    bool anchored;         // what the state says holds for the keys of the settings
    char beside[SHA256_HEX_LEN + 1];     // of the release to be trusted, see source
    struct str etag;                     // of the `latest` just read
    struct feed_pointer pointer;         // what it says
    struct sha256 name;                  // of the index that is judged
    const struct feed_verified *release; // NULL until verified
    bool stopped;                        // by the caller, amid an exchange
    bool page;                           // the last answer called itself HTML
    int64_t objects_done, objects_total;
};

// What errno says of a disk that failed: FEED_SPACE or FEED_STORAGE.
enum feed_reason run_disk_reason(void);
void run_step(struct run *run, const char *name);
void run_progress(struct run *run, enum sync_phase phase, int64_t done, int64_t total);

// ---- transfer.c: bytes from the server or folder ----
// Into memory. `path` is relative to the feed; *out_result may be NULL.
NODISCARD enum feed_reason transfer_bytes(struct run *run, const char *path,
                                          size_t cap_bytes, struct str etag,
                                          struct str *out_bytes);
// Into `file`, which is there afterwards only when its bytes are what `ref` names.
NODISCARD enum feed_reason transfer_object(struct run *run, const struct feed_ref *ref,
                                           const char *file);

// ---- objects.c: what is on this machine, and what is missing ----
// Nodes and chunks; any fault refuses the release.
NODISCARD enum feed_reason objects_fetch(struct run *run);
// Media: a fault of one is counted and goes on; only a lost link or a full disk stops.
NODISCARD enum feed_reason objects_fetch_media(struct run *run);
// The objects on the disk, for readers of the release; `context` is the run.
struct feed_source objects_source(struct run *run);

// ---- index.c: latest, index, signature ----
// FEED_OK: a release to put in place, FEED_CURRENT: the trusted one.
NODISCARD enum feed_reason index_poll(struct run *run);
// The candidate that index_poll() gave could not be had: the stable release instead.
NODISCARD enum feed_reason index_take_stable(struct run *run, enum feed_reason why);

// ---- keys.c: key sets, from the settings' keys on ----
// For run->feed, whose state is loaded; before its id is known: the settings' keys.
void keys_load(struct run *run);
// The set that an index says it is signed under; -1: unreadable.
int64_t keys_claim(struct run *run, struct str index);
// Fetches, adopts and keeps newer sets up to the claimed one, as far as they are signed.
// FEED_KEY: the claimed set is older than the trusted one.
NODISCARD enum feed_reason keys_follow(struct run *run, int64_t claim);
// What an index that was verified once and kept is verified by again, any version.
struct feed_trust keys_trust(struct run *run, struct str index);

// ---- memory.c: feeds/<id>/state and source ----
// The id of the feed that came from options->url, or of options->feed_id; may be empty.
void memory_find(struct run *run);
void memory_load(struct run *run, struct str feed);
// false: the disk (errno). Writes only what has changed.
NODISCARD bool memory_save(struct run *run);
char *memory_path(struct run *run, const char *name); // feeds/<id>/<name>

// ---- time.c: whether the clock can be right ----
// UTC; 0: the clock says less than the latest of build, last sync and last signed time,
// or years more, so nothing may expire by it.
int64_t time_trusted_ms(const struct run *run);
// The trusted index has outlived its time.
bool time_is_expired(const struct run *run);

// ---- space.c: room on the disk ----
// Whether so many bytes may be written, the reserve left alone.
bool space_has(const struct run *run, int64_t bytes);
// For what run->release needs, by estimate; makes room when there is none. FEED_OK or
// FEED_SPACE.
NODISCARD enum feed_reason space_for_release(struct run *run);
// Drops snapshots that are neither shown nor their feed's newest, and what they needed.
void space_make(struct run *run);

// ---- mend.c: what healing left to the next run, in feeds/<id>/mend ----
enum run_mend { MEND_NOTHING, MEND_OBJECTS, MEND_SNAPSHOT };
enum run_mend mend_wanted(struct run *run);
void mend_done(struct run *run);

// ---- sync.c ----
// Builds the snapshot of run->release again, whatever lies there, and shows it as
// `version` of its layer.
NODISCARD enum feed_reason run_rebuild(struct run *run, int64_t version);

// ---- sweep.c: objects that nothing needs any more ----
void sweep(struct run *run);
// The kept index `name` ("<hex>.json") with its signature, verified again whatever its
// version. FEED_OK, or why not.
NODISCARD enum feed_reason sweep_kept_release(struct run *run, struct arena *arena,
                                              struct str name,
                                              const struct feed_verified **out_release);

#endif
