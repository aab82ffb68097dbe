// SQL over the layers. A record that an amendment changes or hides is passed over in its
// layer; what is shown instead stands in the tables of `main` (overlay.c).
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "internal.h"

enum { SQL_SIZE_MAX = 1 << 15 };

void store_add_unchanged(struct buffer *sql, const struct store *store, size_t layer)
{
    if (store->changed_layers & UINT32_C(1) << layer) {
        (void)buffer_printf(sql,
                            " AND NOT EXISTS(SELECT 1 FROM main.changed c WHERE"
                            " c.layer=%zu AND c.seq=r.seq)",
                            layer);
    }
}

// ?1 kind, ?2 limit; the last column is the layer
static void add_kind_sql(struct buffer *sql, const struct store *store)
{
    for (size_t i = 0; i < store->layer_count; i++) {
        (void)buffer_printf(sql,
                            "%sSELECT r.json AS json, %zu AS layer, r.ord AS ord,"
                            " r.id AS id FROM l%zu.record r WHERE r.kind=?1",
                            i ? " UNION ALL " : "", i, i);
        store_add_unchanged(sql, store, i);
    }
    if (store->amended) {
        (void)buffer_add(sql, STR(" UNION ALL SELECT r.json AS json, r.layer AS layer,"
                                  " r.ord AS ord, r.id AS id FROM main.record r"
                                  " WHERE r.kind=?1"));
    }
    (void)buffer_add(sql, STR(" ORDER BY ord, id LIMIT ?2"));
}

// Steps through the rows; column 0 is the JSON, column 1 the layer.
int store_visit_rows(sqlite3_stmt *statement, struct store_rows rows)
{
    int code;
    bool stopped = false;
    while (!stopped && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const unsigned char *text = sqlite3_column_text(statement, 0);
        const int size = sqlite3_column_bytes(statement, 0);
        const struct str json = {.ptr = (const char *)text,
                                 .len = text ? (size_t)size : 0};
        const size_t layer = (size_t)sqlite3_column_int64(statement, 1);
        stopped = !rows.visit(rows.context, layer, json);
    }
    return stopped || code == SQLITE_DONE ? SQLITE_OK : code;
}

int store_prepare(struct store *store, struct buffer *sql, sqlite3_stmt **out_statement)
{
    if (sql->overflowed) {
        return SQLITE_TOOBIG;
    }
    const struct str text = buffer_view(sql);
    return sqlite3_prepare_v2(store->database, text.ptr, (int)text.len, out_statement,
                              NULL);
}

static int query_kind(struct store *store, struct buffer *sql,
                      const struct store_query *query, int64_t limit,
                      struct store_rows rows)
{
    sqlite3_stmt *statement = NULL;
    add_kind_sql(sql, store);
    int code = store_prepare(store, sql, &statement);
    if (code == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, (int64_t)query->kind);
        sqlite3_bind_int64(statement, 2, limit);
        code = store_visit_rows(statement, rows);
    }
    sqlite3_finalize(statement);
    return code;
}

bool store_pass_on(void *context, size_t layer, struct str json)
{
    struct store_pass *pass = context;
    pass->count++;
    pass->stopped = !pass->rows.visit(pass->rows.context, layer, json);
    return !pass->stopped;
}

// One record: "feed/id", or "id" of the highest layer that has it.
static int query_id(struct store *store, struct str name, struct store_pass *pass)
{
    struct str id = name, feed = {0};
    if (!str_cut(&id, '/', &feed)) {
        return SQLITE_OK;
    }
    const size_t only =
        id.ptr ? content_layer_of(store->feeds, store->layer_count, feed) : 0;
    const size_t top = !id.ptr ? store->layer_count : only == SIZE_MAX ? 0 : only + 1;
    const size_t end = id.ptr ? only : 0;
    id = id.ptr ? id : name;
    for (size_t layer = top; layer-- > end;) {
        const struct content_change *change =
            content_overlay_find(&store->overlay, layer, id);
        bool found = change != NULL;
        int code = SQLITE_OK;
        if (!change) {
            code = store_layer_line(
                store, layer, id,
                (struct store_rows){.visit = store_pass_on, .context = pass}, &found);
        } else if (!change->hidden) {
            (void)store_pass_on(pass, layer, change->line);
        }
        if (found || code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

static int query_ids(struct store *store, const struct store_query *query, int64_t limit,
                     struct store_rows rows)
{
    struct store_pass pass = {.rows = rows};
    int code = SQLITE_OK;
    for (size_t i = 0; code == SQLITE_OK && !pass.stopped && i < query->ids.count &&
                       (limit < 0 || (int64_t)i < limit);
         i++) {
        code = query_id(store, query->ids.items[i], &pass);
    }
    return code;
}

int store_query_rows(struct store *store, const struct store_query *query, int64_t limit,
                     struct store_rows rows)
{
    if (!store->layer_count) {
        return SQLITE_OK;
    }
    struct buffer sql;
    buffer_init(&sql, SQL_SIZE_MAX);
    int code;
    if (query->words.len) {
        code = store_search(store, query, limit, rows);
    } else if (query->has_kind) {
        code = query_kind(store, &sql, query, limit, rows);
    } else {
        code = query_ids(store, query, limit, rows);
    }
    buffer_finish(&sql);
    return code;
}
