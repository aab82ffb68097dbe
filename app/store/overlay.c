// What the layers make of each other, worked out once when they are opened: the
// amendments of all layers from the lowest up, and the ids that several layers have. What
// is not shown as its feed has it goes into tables of the database in memory, which the
// queries join, so that a question costs the same with amendments as without.
#include <string.h>

#include "base/log.h"
#include "crypto/hash.h"
#include "internal.h"
#include "words.h"

static const char SCHEMA[] =
    "CREATE TABLE main.changed(layer INTEGER, seq INTEGER, PRIMARY KEY(layer, seq))"
    " WITHOUT ROWID;"
    "CREATE TABLE main.record(seq INTEGER PRIMARY KEY, layer INTEGER NOT NULL,"
    " id TEXT NOT NULL, kind INTEGER NOT NULL, ord INTEGER NOT NULL, json TEXT NOT NULL);"
    "CREATE INDEX main.record_kind ON record(kind, ord, id);" STORE_WORDS_SCHEMA;

enum { SHARED_BUCKETS = 8192 };

struct shared_id {
    struct str id;
    uint32_t layers;
    struct shared_id *next;
};

// ---- what one layer has ----

static int bind_str(sqlite3_stmt *statement, int column, struct str text)
{
    return sqlite3_bind_text64(statement, column, text.len ? text.ptr : "", text.len,
                               SQLITE_STATIC, SQLITE_UTF8);
}

static struct str column_str(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    const int size = sqlite3_column_bytes(statement, column);
    return text && size > 0 ? (struct str){(const char *)text, (size_t)size} : STR("");
}

int store_layer_line(struct store *store, size_t layer, struct str id,
                     struct store_rows rows, bool *out_found)
{
    sqlite3_stmt *statement = store->lines[layer];
    bind_str(statement, 1, id);
    const int code = sqlite3_step(statement);
    *out_found = code == SQLITE_ROW;
    if (*out_found) {
        (void)rows.visit(rows.context, layer, column_str(statement, 0));
    }
    sqlite3_reset(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

struct copy {
    struct arena *arena;
    struct str line;
};

static bool copy_line(void *context, size_t layer, struct str json)
{
    struct copy *copy = context;
    (void)layer;
    if (copy->arena) {
        copy->line = arena_str(copy->arena, json);
    }
    return true;
}

static bool find_line(void *context, struct arena *arena, size_t layer, struct str id,
                      struct str *out_line)
{
    struct store *store = context;
    struct copy copy = {.arena = arena};
    bool found;
    const int code = store_layer_line(
        store, layer, id, (struct store_rows){.visit = copy_line, .context = &copy},
        &found);
    if (code != SQLITE_OK) {
        store->overlay_code = code;
    }
    if (found && out_line) {
        *out_line = copy.line;
    }
    return found;
}

bool store_published(struct store *store, struct arena *arena, struct str feed,
                     struct str id, struct str *out_line)
{
    const size_t layer = content_layer_of(store->feeds, store->layer_count, feed);
    return layer != SIZE_MAX && find_line(store, arena, layer, id, out_line);
}

static bool has_record(void *context, size_t layer, struct str id)
{
    return find_line(context, NULL, layer, id, NULL);
}

static void hash_line(struct str line, char out_hex[65])
{
    const struct sha256 hash = sha256_of(line);
    sha256_to_hex(&hash, out_hex);
}

static int prepare_lines(struct store *store)
{
    int code = SQLITE_OK;
    for (size_t i = 0; code == SQLITE_OK && i < store->layer_count; i++) {
        char *sql =
            sqlite3_mprintf("SELECT json FROM l%d.record WHERE id=?1 AND kind<>%d",
                            (int)i, (int)CONTENT_AMENDMENT);
        code = sql ? sqlite3_prepare_v3(store->database, sql, -1,
                                        SQLITE_PREPARE_PERSISTENT, &store->lines[i], NULL)
                   : SQLITE_NOMEM;
        sqlite3_free(sql);
    }
    return code;
}

// ---- ids that several layers have ----

static struct shared_id **bucket_of(const struct store *store, struct str id)
{
    return &store->shared[str_hash(id) % SHARED_BUCKETS];
}

static uint32_t shared_layers(void *context, struct str id)
{
    const struct store *store = context;
    const struct shared_id *item = store->shared ? *bucket_of(store, id) : NULL;
    while (item && !str_equal(item->id, id)) {
        item = item->next;
    }
    return item ? item->layers : 0;
}

static void share(struct store *store, struct str id, uint32_t layers)
{
    if (!store->shared) {
        store->shared = ARENA_ARRAY(&store->arena, struct shared_id *, SHARED_BUCKETS);
    }
    struct shared_id **bucket = bucket_of(store, id), *item = *bucket;
    while (item && !str_equal(item->id, id)) {
        item = item->next;
    }
    if (!item) {
        item = ARENA_NEW(&store->arena, struct shared_id);
        *item = (struct shared_id){.id = arena_str(&store->arena, id), .next = *bucket};
        *bucket = item;
    }
    item->layers |= layers;
}

// Walks the ids of the smaller layer and looks each up in the larger one.
static int share_between(struct store *store, size_t a, size_t b)
{
    const bool swap = store->records[a] > store->records[b];
    const int small = (int)(swap ? b : a), large = (int)(swap ? a : b);
    sqlite3_stmt *statement = NULL;
    char *sql = sqlite3_mprintf(
        "SELECT s.id FROM l%d.record s INDEXED BY record_kind CROSS JOIN"
        " l%d.record t INDEXED BY record_id ON t.id=s.id WHERE s.kind<>%d AND t.kind<>%d",
        small, large, (int)CONTENT_AMENDMENT, (int)CONTENT_AMENDMENT);
    int code = sql ? sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL)
                   : SQLITE_NOMEM;
    sqlite3_free(sql);
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        share(store, column_str(statement, 0), UINT32_C(1) << a | UINT32_C(1) << b);
        code = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int share_all(struct store *store)
{
    int code = SQLITE_OK;
    for (size_t a = 0; code == SQLITE_OK && a < store->layer_count; a++) {
        for (size_t b = a + 1; code == SQLITE_OK && b < store->layer_count; b++) {
            code = share_between(store, a, b);
        }
    }
    return code;
}

// ---- amendments ----

static void amend_one(struct store *store, size_t layer, struct str json)
{
    struct arena arena;
    struct content_record record;
    struct content_error error;
    arena_init(&arena, 0);
    if (!content_record_parse(&arena, json, &record, &error)) {
        log_warn("store", "an amendment cannot be read: %s", error.message);
    } else {
        (void)content_overlay_amend(&store->overlay, layer, &record);
    }
    arena_finish(&arena);
}

static int amend_layer(struct store *store, size_t layer)
{
    sqlite3_stmt *statement = NULL;
    char *sql = sqlite3_mprintf("SELECT json FROM l%d.record WHERE kind=%d ORDER BY id",
                                (int)layer, (int)CONTENT_AMENDMENT);
    int code = sql ? sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL)
                   : SQLITE_NOMEM;
    sqlite3_free(sql);
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        amend_one(store, layer, column_str(statement, 0));
        code = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

// ---- the tables in memory ----

static bool put_changed(struct store *store, const struct content_change *change)
{
    sqlite3_stmt *statement = NULL;
    char *sql = sqlite3_mprintf("INSERT INTO main.changed(layer, seq) SELECT %d, seq FROM"
                                " l%d.record WHERE id=?1",
                                (int)change->layer, (int)change->layer);
    const bool done =
        sql &&
        sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL) == SQLITE_OK &&
        bind_str(statement, 1, change->id) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    sqlite3_free(sql);
    return done;
}

static bool put_record(sqlite3_stmt *statement, int64_t seq,
                       const struct content_change *change,
                       const struct content_record *record)
{
    sqlite3_bind_int64(statement, 1, seq);
    sqlite3_bind_int64(statement, 2, (int64_t)change->layer);
    bind_str(statement, 3, change->id);
    sqlite3_bind_int64(statement, 4, (int64_t)record->kind);
    sqlite3_bind_int64(statement, 5, record->order);
    bind_str(statement, 6, change->line);
    const bool done = sqlite3_step(statement) == SQLITE_DONE;
    return sqlite3_reset(statement) == SQLITE_OK && done;
}

static bool put_change(struct store *store, size_t index, sqlite3_stmt *statement,
                       struct store_words *words)
{
    const struct content_change *change = &store->overlay.changes[index];
    const int64_t seq = (int64_t)index + 1;
    struct content_record record;
    struct content_error error;
    struct arena arena;
    arena_init(&arena, 0);
    bool done = put_changed(store, change);
    store->changed_layers |= UINT32_C(1) << change->layer;
    if (done && !change->hidden) {
        store->amended = true;
        done = content_record_parse(&arena, change->line, &record, &error) &&
               put_record(statement, seq, change, &record) &&
               store_words_put(words, seq, &record);
    }
    arena_finish(&arena);
    return done;
}

static bool put_changes(struct store *store, sqlite3_stmt *statement,
                        struct store_words *words)
{
    bool done = true;
    for (size_t i = 0; done && i < store->overlay.change_count; i++) {
        done = put_change(store, i, statement, words);
    }
    return done;
}

static int put_tables(struct store *store)
{
    struct store_words words = {0};
    sqlite3_stmt *statement = NULL;
    if (!store->overlay.change_count) {
        return SQLITE_OK;
    }
    const bool done =
        store_database_run(store->database, "BEGIN") &&
        store_database_run(store->database, SCHEMA) &&
        sqlite3_prepare_v2(store->database,
                           "INSERT INTO main.record(seq, layer, id, kind, ord, json)"
                           " VALUES(?,?,?,?,?,?)",
                           -1, &statement, NULL) == SQLITE_OK &&
        store_words_open(&words, store->database) &&
        put_changes(store, statement, &words);
    const int code = done ? SQLITE_OK : sqlite3_errcode(store->database);
    sqlite3_finalize(statement);
    store_words_close(&words);
    return store_database_run(store->database, "COMMIT") ? code : SQLITE_ERROR;
}

void store_overlay_close(struct store *store)
{
    for (size_t i = 0; i < STORE_LAYERS_MAX; i++) {
        sqlite3_finalize(store->lines[i]);
        store->lines[i] = NULL;
    }
    store->shared = NULL;
    store->overlay = (struct content_overlay){0};
    store->changed_layers = 0;
    store->amended = false;
    store->overlay_code = SQLITE_OK;
}

bool store_overlay_open(struct store *store)
{
    store->names = (struct content_names){.feeds = store->feeds,
                                          .count = store->layer_count,
                                          .shared = shared_layers,
                                          .has = has_record,
                                          .context = store};
    const struct content_stack stack = {.feeds = store->feeds,
                                        .count = store->layer_count,
                                        .line = find_line,
                                        .hash = hash_line,
                                        .context = store};
    content_overlay_init(&store->overlay, &store->arena, &stack);
    int code = prepare_lines(store);
    if (code == SQLITE_OK) {
        code = share_all(store);
    }
    for (size_t i = 0; code == SQLITE_OK && i < store->layer_count; i++) {
        code = amend_layer(store, i);
    }
    if (code == SQLITE_OK) {
        code = store->overlay_code;
    }
    if (code == SQLITE_OK) {
        code = put_tables(store);
    }
    store->overlay_code = code;
    if (store->overlay.set_aside) {
        log_info("store", "%zu amendments are set aside; `foyerctl layers` says why",
                 store->overlay.set_aside);
    }
    if (code != SQLITE_OK) {
        log_warn("store", "amendments cannot be read: %s", sqlite3_errstr(code));
        content_overlay_init(&store->overlay, &store->arena, &stack);
        store->changed_layers = 0;
        store->amended = false;
    }
    return code == SQLITE_OK;
}
