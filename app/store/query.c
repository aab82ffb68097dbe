// SQL over the layers: a record counts when no higher layer has one of the same id.
#include <string.h>

#include "base/buffer.h"
#include "internal.h"

// Best candidates that a search ranks, per layer: those whose title matches, and any
// others.
enum { CANDIDATES = 1000, SQL_SIZE_MAX = 1 << 15 };

static void add_not_hidden(struct buffer *sql, size_t layer, size_t layer_count)
{
    for (size_t higher = layer + 1; higher < layer_count; higher++) {
        (void)buffer_printf(sql,
                            " AND NOT EXISTS(SELECT 1 FROM l%zu.record h WHERE h.id=r.id "
                            "AND h.kind=r.kind)",
                            higher);
    }
}

// ?1 kind, ?2 limit
static void add_kind_sql(struct buffer *sql, size_t layer_count)
{
    for (size_t i = 0; i < layer_count; i++) {
        (void)buffer_printf(sql,
                            "%sSELECT r.json AS json, r.ord AS ord, r.id AS id"
                            " FROM l%zu.record r WHERE r.kind=?1",
                            i ? " UNION ALL " : "", i);
        add_not_hidden(sql, i, layer_count);
    }
    (void)buffer_add(sql, STR(" ORDER BY ord, id LIMIT ?2"));
}

// Rows of `words` that match parameter `match`, with their rank; ?3 is the language or
// ''.
static void add_candidates_sql(struct buffer *sql, size_t layer, int match)
{
    (void)buffer_printf(sql,
                        "SELECT * FROM (SELECT rowid>>%d AS seq, bm25(words, 10.0, 4.0, "
                        "4.0, 1.0) AS score"
                        " FROM l%zu.words WHERE words MATCH ?%d AND (?3='' OR rowid&%d="
                        "(SELECT number FROM l%zu.language WHERE code=?3)) LIMIT %d)",
                        (int)STORE_LANGUAGE_BITS, layer, match,
                        (int)STORE_LANGUAGES_MAX - 1, layer, (int)CANDIDATES);
}

// ?1 match anywhere, ?2 limit, ?3 language, ?4 match in the title
static void add_words_sql(struct buffer *sql, size_t layer_count)
{
    for (size_t i = 0; i < layer_count; i++) {
        (void)buffer_printf(sql,
                            "%sSELECT r.json AS json, c.score AS score, r.id AS id FROM"
                            " (SELECT seq, min(score) AS score FROM (",
                            i ? " UNION ALL " : "");
        add_candidates_sql(sql, i, 4);
        (void)buffer_add(sql, STR(" UNION ALL "));
        add_candidates_sql(sql, i, 1);
        (void)buffer_printf(
            sql, ") GROUP BY seq) c JOIN l%zu.record r ON r.seq=c.seq WHERE 1", i);
        add_not_hidden(sql, i, layer_count);
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

// Steps through the rows; column 0 is the JSON.
static int visit_rows(sqlite3_stmt *statement, struct store_rows rows, bool *out_stopped)
{
    int code;
    *out_stopped = false;
    while (!*out_stopped && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const unsigned char *text = sqlite3_column_text(statement, 0);
        const int size = sqlite3_column_bytes(statement, 0);
        const struct str json = {.ptr = (const char *)text,
                                 .len = text ? (size_t)size : 0};
        *out_stopped = !rows.visit(rows.context, json);
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
    add_kind_sql(sql, store->layer_count);
    int code = prepare(store, sql, &statement);
    if (code == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, (int64_t)query->kind);
        sqlite3_bind_int64(statement, 2, limit);
        code = visit_rows(statement, rows, &stopped);
    }
    sqlite3_finalize(statement);
    return code;
}

static int query_words(struct store *store, struct buffer *sql,
                       const struct store_query *query, int64_t limit,
                       struct store_rows rows)
{
    sqlite3_stmt *statement = NULL;
    struct buffer match, title;
    bool stopped;
    buffer_init(&match, 4096);
    buffer_init(&title, 4200);
    add_match(&match, query->words);
    const struct str expression = buffer_view(&match);
    int code = SQLITE_OK;
    if (utf8_valid(query->words) && expression.len && !match.overflowed &&
        buffer_printf(&title, "title : (%.*s)", STR_ARG(expression))) {
        add_words_sql(sql, store->layer_count);
        code = prepare(store, sql, &statement);
        if (code == SQLITE_OK) {
            bind_str(statement, 1, expression);
            sqlite3_bind_int64(statement, 2, limit);
            bind_str(statement, 3, query->lang);
            bind_str(statement, 4, buffer_view(&title));
            code = visit_rows(statement, rows, &stopped);
        }
    }
    sqlite3_finalize(statement);
    buffer_finish(&title);
    buffer_finish(&match);
    return code;
}

// One look-up an id, highest layer first.
static int query_ids(struct store *store, struct buffer *sql,
                     const struct store_query *query, int64_t limit,
                     struct store_rows rows)
{
    sqlite3_stmt *statement = NULL;
    bool stopped = false;
    for (size_t i = store->layer_count; i-- > 0;) {
        (void)buffer_printf(sql, "%sSELECT json FROM l%zu.record WHERE id=?1",
                            i + 1 < store->layer_count ? " UNION ALL " : "", i);
    }
    (void)buffer_add(sql, STR(" LIMIT 1"));
    int code = prepare(store, sql, &statement);
    for (size_t i = 0; code == SQLITE_OK && !stopped && i < query->ids.count &&
                       (limit < 0 || (int64_t)i < limit);
         i++) {
        bind_str(statement, 1, query->ids.items[i]);
        code = visit_rows(statement, rows, &stopped);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
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
        code = query_words(store, &sql, query, limit, rows);
    } else if (query->has_kind) {
        code = query_kind(store, &sql, query, limit, rows);
    } else {
        code = query_ids(store, &sql, query, limit, rows);
    }
    buffer_finish(&sql);
    return code;
}
