// The open layers behind struct store, shared by store.c (opening) and query.c (asking).
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "database.h"
#include "store/reader.h"

enum { STORE_BAD_MAX = 16 };

// What tells one `current` from another without reading it.
struct store_stamp {
    int64_t inode, size, mtime_ns;
};

struct store {
    char *data_folder;
    sqlite3 *database; // an empty one in memory, the layers attached as l0, l1, ...
    size_t layer_count;
    struct store_stamp stamp;
    struct store_state state;
    char bad[STORE_BAD_MAX][STORE_HASH_HEX + 1]; // roots whose files turned out damaged
    size_t bad_count;
};

// A layer turned out damaged while it was read: find out which and show what else there
// is. false: nothing could be improved.
bool store_drop_damaged(struct store *store);

// Calls `visit` with each answer's JSON. SQLITE_OK, also when visit stopped it; else the
// error code of sqlite3.
struct store_rows {
    bool (*visit)(void *context, struct str json);
    void *context;
};
int store_query_rows(struct store *store, const struct store_query *query, int64_t limit,
                     struct store_rows rows);

#endif
