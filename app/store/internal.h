// The open layers behind struct store, shared by store.c (opening) and query.c (asking).
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "base/buffer.h"
#include "content/layers.h"
#include "database.h"
#include "store/reader.h"

enum { STORE_BAD_MAX = 16 };

// What tells one `current` from another without reading it.
struct store_stamp {
    int64_t inode, size, mtime_ns;
};

struct shared_id;

// Calls `visit` with each answer's JSON and the layer it is of. SQLITE_OK, also when
// visit stopped it; else the error code of sqlite3.
struct store_rows {
    bool (*visit)(void *context, size_t layer, struct str json);
    void *context;
    // Each word that a search looked for; NULL: nobody wants to know.
    void (*term)(void *context, struct str folded, bool prefix);
};

// A row on its way, which says how many there were and whether the asker had enough.
struct store_pass {
    struct store_rows rows;
    int64_t count;
    bool stopped;
};

struct store {
    char *data_folder;
    sqlite3 *database; // one in memory, the layers attached as l0, l1, ...
    size_t layer_count;
    struct store_stamp stamp;
    struct store_state state;
    char bad[STORE_BAD_MAX][STORE_HASH_HEX + 1]; // roots whose files turned out damaged
    size_t bad_count;

    // Of what `current` names, also layers that cannot be read.
    struct store_layer_state described[STORE_LAYERS_MAX];
    size_t described_count;

    // Of the attached layers; overlay.c.
    struct arena arena; // as long as they are attached
    struct str feeds[STORE_LAYERS_MAX];
    int64_t records[STORE_LAYERS_MAX];
    sqlite3_stmt *lines[STORE_LAYERS_MAX]; // ?1 id: its JSON
    struct content_names names;
    struct shared_id **shared; // buckets; NULL: no id is in two layers
    struct content_overlay overlay;
    uint32_t changed_layers; // bits of those with records that are changed or hidden
    bool amended;            // main.record and main.words hold what is shown instead
    int overlay_code;        // SQLITE_OK, or how reading it failed
};

// A layer turned out damaged while it was read: find out which and show what else there
// is. false: nothing could be improved.
bool store_drop_damaged(struct store *store);

int store_query_rows(struct store *store, const struct store_query *query, int64_t limit,
                     struct store_rows rows);

void store_add_unchanged(struct buffer *sql, const struct store *store, size_t layer);
int store_prepare(struct store *store, struct buffer *sql, sqlite3_stmt **out_statement);
// Steps through the rows; column 0 is the JSON, column 1 the layer.
int store_visit_rows(sqlite3_stmt *statement, struct store_rows rows);
bool store_pass_on(void *context, size_t layer, struct str json); // of a store_pass

// ---- search.c ----
int store_search(struct store *store, const struct store_query *query, int64_t limit,
                 struct store_rows rows);

// ---- rank.c ----
// Makes closeness(words) known to the connection: the rank of a row of `words`.
NODISCARD bool store_rank_open(sqlite3 *database);

// ---- overlay.c ----
// Works out what the attached layers make of each other. false: a layer cannot be read
// (overlay_code); then the layers are shown without amendments.
bool store_overlay_open(struct store *store);
void store_overlay_close(struct store *store);
// A record of one attached layer as its feed has it, amendments left out.
int store_layer_line(struct store *store, size_t layer, struct str id,
                     struct store_rows rows, bool *out_found);

#endif
