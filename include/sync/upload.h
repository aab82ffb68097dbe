// The other direction: objects from outbox/ and files from status/ go to a folder on a
// WebDAV server or in an S3 bucket. An object is immutable and numbered; it leaves the
// outbox only after the server gave its very bytes back. Blocking; outbox_* from any
// thread and program, one drain at a time a data folder.
//
// outbox/ of the data folder:
//   NNNNNNNN-<sha256>        to be sent; 00000001 and up, the hash is that of its bytes
//   sent/NNNNNNNN-<sha256>   confirmed; the newest UPLOAD_SENT_KEPT of them are kept
//   aside/NNNNNNNN-<sha256>  never sent by itself again: the server has other bytes under
//                            its number, or the disk spoilt it. Kept until a person acts.
// At the server: outbox/NNNNNNNN and status/<file>. Who reads them asks for one number
// after the other until 404; no listing is needed.
#ifndef SYNC_UPLOAD_H
#define SYNC_UPLOAD_H

#include "base/arena.h"
#include "fetch/fetch.h"

#define UPLOAD_OBJECT_MAX FETCH_PUT_MAX // bytes
#define UPLOAD_SEQ_MAX    99999999
#define UPLOAD_NAME_SIZE  74 // "00000017-" and 64 hexadecimal digits, NUL included
enum {
    UPLOAD_OUTBOX_MAX = 20000,   // objects waiting
    UPLOAD_SENT_KEPT = 500,      // objects
    UPLOAD_SPACE_MIN = 64 << 20, // bytes that an outbox leaves free on its disk
    UPLOAD_SLOW_S = 15 * 60,     // least wait when a person must act
};

enum outbox_outcome {
    OUTBOX_DONE,
    OUTBOX_FULL,    // UPLOAD_OUTBOX_MAX wait already, or the numbers are used up
    OUTBOX_UNFIT,   // empty, too large, or beginning with '<' as only a page may
    OUTBOX_SPACE,   // no room on the disk
    OUTBOX_STORAGE, // the disk failed (errno, logged)
    OUTBOX_BUSY,    // another program is at it for seconds
};
const char *outbox_outcome_name(enum outbox_outcome outcome); // "full"

// Puts bytes into the outbox; after OUTBOX_DONE no power cut loses them. The same bytes
// again, waiting or sent lately, are the same object. Nothing is ever dropped to make
// room: the caller keeps what was refused. *out_seq may be NULL.
NODISCARD enum outbox_outcome upload_put(const char *data_folder, struct str bytes,
                                         int64_t *out_seq);

struct upload_entry {
    int64_t seq;
    char name[UPLOAD_NAME_SIZE];
    int64_t size_bytes;
};
enum upload_place { UPLOAD_WAITING, UPLOAD_ASIDE, UPLOAD_SENT };
struct upload_list {
    const struct upload_entry *entries; // by seq
    size_t count;
};
// A missing folder is an empty list.
NODISCARD bool upload_list(struct arena *arena, const char *data_folder,
                           enum upload_place place, struct upload_list *out_list);
// Gives what lies aside new numbers from `from` on (or later ones, when they are taken)
// and puts it back. *out_count: how many.
NODISCARD enum outbox_outcome upload_requeue(const char *data_folder, int64_t from,
                                             int64_t *out_count);

struct upload_options {
    const char *data_folder;
    struct str url;                 // the kiosk's own folder, '/' at its end or not
    struct fetch_session *session;  // carries login and limits
    int64_t pause_ms;               // between two objects
    bool (*stopped)(void *context); // asked between objects; may be NULL
    // Called with its name before each step that disk or server keeps; for tests that
    // end the program there. May be NULL.
    void (*step)(void *context, const char *name);
    void *context;
};

struct upload_result {
    const char *why; // "ok"; why it ended, as fetch_reason_name() says it, or "busy",
                     // "storage", "unread" (stored, they say, but it does not come back)
    bool slow;       // a person must act: UPLOAD_SLOW_S is soon enough
    int64_t sent;    // confirmed in this drain
    int64_t left;    // waiting still
    int64_t aside;   // lying aside, those of this drain included
    int64_t unfit;   // the server will not take them; they stay and are tried next time
    int64_t retry_after_s;   // 0..3600, what the server asked for
    int64_t requests, bytes; // sent requests; bytes of objects
};

// Sends what waits, in order, one at a time, until all is gone or something is wrong.
// true: nothing is left but what the server will not take. *out_result always.
bool upload_drain(const struct upload_options *options, struct upload_result *out_result);

// Sends a file of status/ as it is now; it replaces the one before. `name` like
// "sync.json". UPLOAD_OBJECT_MAX bytes at most. A missing file is nothing to do.
bool upload_status(const struct upload_options *options, const char *name,
                   struct upload_result *out_result);

// When to try again after `failures` in a row; pure. See sync_backoff_ms.
int64_t upload_backoff_ms(const struct upload_result *result, int64_t failures,
                          int64_t failing_ms, double random);

#endif
