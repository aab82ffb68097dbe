// SQL over the layers. A record that an amendment changes or hides is passed over in its
// layer; what is shown instead stands in the tables of `main` (overlay.c).
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "internal.h"

// Best candidates that a search ranks, per layer: those whose title matches, and any
// others.
enum { CANDIDATES = 1000, SQL_SIZE_MAX = 1 << 15 };
#define SEQ "rowid>>5"
_Static_assert(STORE_LANGUAGE_BITS == 5, "SEQ takes the language off");

static void add_unchanged(struct buffer *sql, const struct store *store, size_t layer)
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
        add_unchanged(sql, store, i);
    }
    if (store->amended) {
        (void)buffer_add(sql, STR(" UNION ALL SELECT r.json AS json, r.layer AS layer,"
                                  " r.ord AS ord, r.id AS id FROM main.record r"
                                  " WHERE r.kind=?1"));
    }
    (void)buffer_add(sql, STR(" ORDER BY ord, id LIMIT ?2"));
}

// A search asks twice: first for what has all words in its title, which comes first;
// then, when that was not enough, for what has them elsewhere.
enum place { PLACE_TITLE, PLACE_ELSEWHERE };

// Rows of `words` that match parameter `match`; ?3 is the language or ''.
static void add_candidates(struct buffer *sql, const char *columns, const char *schema,
                           int match)
{
    (void)buffer_printf(sql,
                        "SELECT %s FROM %s.words WHERE words MATCH ?%d AND (?3='' OR"
                        " rowid&%d=(SELECT number FROM %s.language WHERE code=?3))"
                        " LIMIT %d",
                        columns, schema, match, (int)STORE_LANGUAGES_MAX - 1, schema,
                        (int)CANDIDATES);
}

static void add_words_of(struct buffer *sql, const char *schema, const char *layer,
                         enum place place)
{
    (void)buffer_printf(sql,
                        "SELECT r.json AS json, %s AS layer, c.score AS score, r.id AS id"
                        " FROM (SELECT seq, min(score) AS score FROM (",
                        layer);
    add_candidates(sql, SEQ " AS seq, closeness(words) AS score", schema,
                   place == PLACE_TITLE ? 4 : 1);
    (void)buffer_printf(sql, ") GROUP BY seq) c JOIN %s.record r ON r.seq=c.seq WHERE 1",
                        schema);
    if (place == PLACE_ELSEWHERE) {
        (void)buffer_add(sql, STR(" AND c.seq NOT IN ("));
        add_candidates(sql, SEQ, schema, 4);
        (void)buffer_add(sql, STR(")"));
    }
}

// ?1 match anywhere, ?2 limit, ?3 language, ?4 match in the title
static void add_words_sql(struct buffer *sql, const struct store *store, enum place place)
{
    for (size_t i = 0; i < store->layer_count; i++) {
        char schema[24], layer[24];
        snprintf(schema, sizeof(schema), "l%zu", i);
        snprintf(layer, sizeof(layer), "%zu", i);
        (void)buffer_add(sql, i ? STR(" UNION ALL ") : STR(""));
        add_words_of(sql, schema, layer, place);
        add_unchanged(sql, store, i);
    }
    if (store->amended) {
        (void)buffer_add(sql, STR(" UNION ALL "));
        add_words_of(sql, "main", "r.layer", place);
    }
    (void)buffer_add(sql, STR(" ORDER BY score, id LIMIT ?2"));
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Whether the tokenizer may find a letter or digit there. A word without any would be a
// phrase that nothing matches. Source: Unicode 15 blocks of punctuation and symbols.
static bool is_spoken(uint32_t c)
{
    if (c < 0x80) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return (c >= 0xc0 || c == 0xaa || c == 0xb5 || c == 0xba) && c != 0xd7 && c != 0xf7 &&
           (c < 0x2000 || c > 0x2bff) && (c < 0x3000 || c > 0x3004) && c < 0x1f000;
}

static bool has_speech(struct str word)
{
    for (size_t at = 0; at < word.len;) {
        if (is_spoken(utf8_next(word, &at))) {
            return true;
        }
    }
    return false;
}

static struct str next_word(struct str words, size_t *at)
{
    while (*at < words.len && is_blank(words.ptr[*at])) {
        (*at)++;
    }
    const size_t from = *at;
    while (*at < words.len && !is_blank(words.ptr[*at])) {
        (*at)++;
    }
    return str_slice(words, from, *at);
}

// The visitor's words as an FTS5 expression: each quoted, so that nothing in them is
// syntax, the last one a prefix. Empty when there is no word.
static void add_match(struct buffer *match, struct str words)
{
    size_t at = 0, count = 0;
    struct str word;
    while (count < STORE_QUERY_WORDS_MAX && (word = next_word(words, &at)).len) {
        if (!has_speech(word)) {
            continue;
        }
        (void)buffer_add(match, count++ ? STR(" AND \"") : STR("\""));
        for (size_t i = 0; i < word.len; i++) {
            (void)buffer_add(match, word.ptr[i] == '"' ? STR("\"\"")
                                                       : str_slice(word, i, i + 1));
        }
        (void)buffer_add(match, STR("\""));
    }
    if (count) {
        (void)buffer_add(match, STR(" *"));
    }
}

static int bind_str(sqlite3_stmt *statement, int column, struct str text)
{
    return sqlite3_bind_text64(statement, column, text.len ? text.ptr : "", text.len,
                               SQLITE_STATIC, SQLITE_UTF8);
}

// Steps through the rows; column 0 is the JSON, column 1 the layer.
static int visit_rows(sqlite3_stmt *statement, struct store_rows rows, bool *out_stopped)
{
    int code;
    *out_stopped = false;
    while (!*out_stopped && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const unsigned char *text = sqlite3_column_text(statement, 0);
        const int size = sqlite3_column_bytes(statement, 0);
        const struct str json = {.ptr = (const char *)text,
                                 .len = text ? (size_t)size : 0};
        const size_t layer = (size_t)sqlite3_column_int64(statement, 1);
        *out_stopped = !rows.visit(rows.context, layer, json);
    }
    return *out_stopped || code == SQLITE_DONE ? SQLITE_OK : code;
}

static int prepare(struct store *store, struct buffer *sql, sqlite3_stmt **out_statement)
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
    bool stopped;
    add_kind_sql(sql, store);
    int code = prepare(store, sql, &statement);
    if (code == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, (int64_t)query->kind);
        sqlite3_bind_int64(statement, 2, limit);
        code = visit_rows(statement, rows, &stopped);
    }
    sqlite3_finalize(statement);
    return code;
}

// A row on its way, which says how many there were and whether the asker had enough.
struct pass {
    struct store_rows rows;
    int64_t count;
    bool stopped;
};

static bool pass_on(void *context, size_t layer, struct str json)
{
    struct pass *pass = context;
    pass->count++;
    pass->stopped = !pass->rows.visit(pass->rows.context, layer, json);
    return !pass->stopped;
}

struct search {
    struct str anywhere, title; // expressions of FTS5
    struct str lang;
    int64_t limit; // < 0: none
};

static int ask_words(struct store *store, const struct search *search, enum place place,
                     struct pass *pass)
{
    sqlite3_stmt *statement = NULL;
    struct buffer sql;
    bool stopped;
    buffer_init(&sql, SQL_SIZE_MAX);
    add_words_sql(&sql, store, place);
    int code = prepare(store, &sql, &statement);
    if (code == SQLITE_OK) {
        bind_str(statement, 1, search->anywhere);
        sqlite3_bind_int64(statement, 2,
                           search->limit - (search->limit < 0 ? 0 : pass->count));
        bind_str(statement, 3, search->lang);
        bind_str(statement, 4, search->title);
        code = visit_rows(statement, (struct store_rows){pass_on, pass}, &stopped);
    }
    sqlite3_finalize(statement);
    buffer_finish(&sql);
    return code;
}

static int query_words(struct store *store, const struct store_query *query,
                       int64_t limit, struct store_rows rows)
{
    struct buffer match, title;
    struct pass pass = {.rows = rows};
    buffer_init(&match, 4096);
    buffer_init(&title, 4200);
    add_match(&match, query->words);
    const struct str expression = buffer_view(&match);
    int code = SQLITE_OK;
    if (utf8_valid(query->words) && expression.len && !match.overflowed &&
        buffer_printf(&title, "title : (%.*s)", STR_ARG(expression))) {
        const struct search search = {expression, buffer_view(&title), query->lang,
                                      limit};
        code = ask_words(store, &search, PLACE_TITLE, &pass);
        if (code == SQLITE_OK && !pass.stopped && (limit < 0 || pass.count < limit)) {
            code = ask_words(store, &search, PLACE_ELSEWHERE, &pass);
        }
    }
    buffer_finish(&title);
    buffer_finish(&match);
    return code;
}

// One record: "feed/id", or "id" of the highest layer that has it.
static int query_id(struct store *store, struct str name, struct pass *pass)
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
            code = store_layer_line(store, layer, id, (struct store_rows){pass_on, pass},
                                    &found);
        } else if (!change->hidden) {
            (void)pass_on(pass, layer, change->line);
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
    struct pass pass = {.rows = rows};
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
        code = query_words(store, query, limit, rows);
    } else if (query->has_kind) {
        code = query_kind(store, &sql, query, limit, rows);
    } else {
        code = query_ids(store, query, limit, rows);
    }
    buffer_finish(&sql);
    return code;
}
