// One run of fetch -> feed -> store for one feed: poll `latest`, verify what it names,
// fetch only what is missing, build the snapshot beside the old one, switch. Whatever
// goes wrong, the last good content stays and a reason says why. Blocking; one run a data
// folder (a second one gets FEED_BUSY at once); any thread.
//
// Files, all under the data folder: feeds/<id>/{state,source,i/,k/,o/}, feeds/lock, and
// through store snapshots/ and current. Interrupted at any instant, the next run goes on.
#ifndef SYNC_SYNC_H
#define SYNC_SYNC_H

#include "base/clock.h"
#include "feed/verify.h"
#include "fetch/fetch.h"

enum sync_outcome {
    SYNC_DONE,    // a newer version is in place
    SYNC_CURRENT, // nothing new
    SYNC_KEPT,    // the last good content stays, see `reason`
};

enum sync_phase { SYNC_POLL, SYNC_OBJECTS, SYNC_MEDIA, SYNC_BUILD, SYNC_SWITCH };
struct str sync_phase_name(enum sync_phase phase); // "objects"

struct sync_progress {
    enum sync_phase phase;
    int64_t done, total; // objects or records; total 0: not known yet
    int64_t bytes;       // received in this run
};

struct sync_options {
    // The feed's folder, with or without '/' at the end: an address, or the absolute path
    // of a folder on this machine (a stick, a share), which is only read.
    struct str url;
    const struct str *mirrors; // the same, asked before url and in this order by
    size_t mirror_count;       // sync_run_any()
    bool ask_all;              // do not be content with a mirror that has nothing new
    struct str feed_id; // empty: learned from the first signed index, then remembered
    const struct minisign_public *keys; // of the settings: where trust begins
    size_t key_count;
    int64_t threshold;       // so many of them must sign; 0: one
    struct feed_kiosk kiosk; // who asks, when content is rolled out step by step
    const char *data_folder;
    const struct str *layers; // ids of all feeds of the settings, lowest layer first;
    size_t layer_count;       // 0: layers stay as they are, a new one lies on top
    struct clock clock;
    int64_t built_ms; // UTC: no clock that is right says less; 0: not known
    struct fetch_settings fetch;
    struct fetch_session *session; // kept between runs; NULL: one of its own
    void (*progress)(void *context, const struct sync_progress *progress); // may be NULL
    // Called with its name before each step that the disk keeps; for tests that end the
    // program there. May be NULL.
    void (*step)(void *context, const char *name);
    void *context;
};

struct sync_result {
    enum sync_outcome outcome;
    enum feed_reason reason; // FEED_OK, FEED_CURRENT, or why the old content stays
    char feed[65];           // its id; empty: not known yet
    int64_t version;         // the trusted one after the run; 0: none
    int64_t media_missing;   // pictures that could not be had; tried again next time
    enum feed_reason media_reason;     // why the first of them; FEED_OK when none
    bool candidate;                    // a candidate was taken in this run
    enum feed_reason candidate_reason; // why one could not be used; FEED_OK: none
    int64_t retry_after_s;             // 0..3600, what the server asked for
    int64_t requests;                  // sent
    int64_t bytes;                     // received, heads included
};

// *out_result is written in every case; the same outcome is returned.
enum sync_outcome sync_run_once(const struct sync_options *options,
                                struct sync_result *out_result);

// Asks the mirrors, then the address itself, until one of them has nothing wrong with it.
// All of them are judged alike. *out_result is that of the one that decided, with the
// requests and bytes of all; *out_used (may be NULL) is its address, borrowed.
enum sync_outcome sync_run_any(const struct sync_options *options,
                               struct sync_result *out_result, struct str *out_used);

// http or https, a host, no user name, and a folder: no '?' or '#'; or an absolute path.
bool sync_url_valid(struct str url);
// Where the version that is trusted came from. false: not known.
#define SYNC_URL_SIZE 2048
NODISCARD bool sync_origin(const char *data_folder, struct str feed,
                           char out_url[SYNC_URL_SIZE]);

// ---- when to try again; pure ----
// `random` 0..1 stretches the wait by -20 % to +20 %.
int64_t sync_interval_ms(int64_t interval_ms, double random);
// After `failures` in a row (1..), the first of them `failing_ms` ago: 15 s doubling to
// 5 min, after a day to 1 h; never sooner than `retry_after_s` asks, up to 1 h.
int64_t sync_backoff_ms(int64_t failures, int64_t failing_ms, int64_t retry_after_s,
                        double random);

#endif
