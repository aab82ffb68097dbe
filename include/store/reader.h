// Reads what `current` names: the snapshots of every layer, immutable and read-only, laid
// over each other with their amendments applied (content/layers.h). A record is known by
// its feed and id: the highest layer that has an id keeps it, the others' records of that
// id are called "<feed>/<id>", and every reference names the record that is meant. Two
// ways in: the reader thread (create, start, ask, poll, stop, join, destroy) for the
// screen, and store_open for tools. A snapshot that cannot be read never ends the
// program: the result says `failed` and what can be read is shown.
#ifndef STORE_READER_H
#define STORE_READER_H

#include "content/layers.h"
#include "store/state.h"

enum {
    STORE_QUERY_IDS_MAX = 64,   // of the thread's questions; more are cut off
    STORE_QUERY_LIMIT = 500,    // of a query with limit 0
    STORE_QUERY_MAX = 10000,    // of any result; store_visit has no limit of its own
    STORE_QUERY_WORDS_MAX = 16, // words of a search; more are ignored
    STORE_TERMS_MAX = 32,       // told of a search
    STORE_READER_QUEUE = 64,    // questions, and answers, that wait
};

struct store_query {
    bool has_kind; // all of one kind, ordered by record.order, then id
    enum content_kind kind;
    struct content_ids ids; // or these ("id" or "feed/id", any kind), in this order
    struct str words;       // or full-text search, the last word as a prefix, best first;
                            // folded (i18n/fold.h), and forgiving when little is found;
    struct str lang;        // in this language, empty: in all
    int64_t limit;          // 0: STORE_QUERY_LIMIT
};

// A word as i18n_fold_words gives it.
struct store_term {
    struct str folded;
    bool prefix; // so do longer words that begin with it
};

// Immutable; freed by store_result_release.
struct store_result {
    uint32_t ticket;     // as given by the asker
    uint64_t generation; // of `current`
    const struct content_record *records;
    size_t count;
    bool more;                                // the limit cut it
    bool failed;                              // a snapshot could not be read
    struct store_term terms[STORE_TERMS_MAX]; // what a search found records by
    size_t term_count;
    struct arena arena; // private: what the records point into
};
void store_result_release(struct store_result *result); // accepts NULL

struct store_state {
    uint64_t generation; // of `current`; 0: there is none
    int64_t version;     // shown, of the last layer; 0: none
    char root[65];       // content hash of that layer, 64 hex digits or empty
    int64_t published_utc_ms;
    int64_t synced_utc_ms; // when foyer-sync last found all in order; 0: never
    bool empty;            // nothing to show
    char last_error[32];   // reason word of the last sync, empty: it went well
    bool pinned;
    bool failed;                   // `current` names a snapshot that cannot be read
    int64_t layers;                // shown
    int64_t amendments, set_aside; // of all layers; how many of them are set aside
};

// One line of `current`, lowest layer first.
struct store_layer_state {
    char feed[65];
    char root[65];
    int64_t version, published_utc_ms, records; // of what is shown
    struct store_feed_state sync;               // how its last sync went
    bool pinned;
    bool shown;  // false: it cannot be read and there is no older one
    bool failed; // what `current` names cannot be read
    size_t amendments, set_aside;
};
struct store_layer_states {
    const struct store_layer_state *items;
    size_t count;
    const struct content_amended *amended; // what came of each amendment, by layer
    size_t amended_count;                  // and id
    const struct str *feeds;               // by content_amended.layer
};

// ---- the reader thread ----
struct store_reader_options {
    const char *data_folder; // copied
    // On the reader thread, after an answer or a change; NULL: none.
    void (*bell)(void *context);
    void *context;
};
struct store_reader;
struct store_reader *store_reader_create(const struct store_reader_options *options);
NODISCARD bool store_reader_start(struct store_reader *reader);
void store_reader_stop(struct store_reader *reader); // drops what waits, does not block
void store_reader_join(struct store_reader *reader);
void store_reader_destroy(struct store_reader *reader); // accepts NULL; after join

// Copies the query. false: the queue is full, ask again later. Any thread.
NODISCARD bool store_reader_ask(struct store_reader *reader, uint32_t ticket,
                                const struct store_query *query);
// The next answer, owned by the caller; NULL: none yet. Any thread.
struct store_result *store_reader_poll(struct store_reader *reader);
// Asks the thread to look at `current` again; the bell rings when anything changed.
void store_reader_refresh(struct store_reader *reader);
// A copy of the last known state. Any thread, never waits for a disk.
void store_reader_state(struct store_reader *reader, struct store_state *out_state);

// ---- the same without a thread, for tools ----
struct store;
// Never NULL: an empty data folder gives an empty store. `data_folder` is copied.
struct store *store_open(const char *data_folder);
void store_close(struct store *store); // accepts NULL
// Never NULL; the caller releases it.
struct store_result *store_query(struct store *store, const struct store_query *query);
// The same records one by one, each borrowed for the call; memory does not grow. limit 0:
// all. `visit` returns false to stop. false: a snapshot could not be read.
NODISCARD bool store_visit(struct store *store, const struct store_query *query,
                           bool (*visit)(void *context,
                                         const struct content_record *record),
                           void *context);
// Looks at the disk again; true when what is shown or said of it has changed.
bool store_refresh(struct store *store);
const struct store_state *store_state_of(const struct store *store);
// Borrowed until the next store_refresh, store_query or store_visit.
struct store_layer_states store_layers_of(const struct store *store);
// A record as its feed has it, without amendments, in the arena. false: the feed is not
// shown or has none of that id.
NODISCARD bool store_published(struct store *store, struct arena *arena, struct str feed,
                               struct str id, struct str *out_line);

#endif
