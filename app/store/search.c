// Full-text search over the layers: first what has all words in its title, then what has
// them elsewhere, then, when that was little, what has words like them.
#include <stdio.h>

#include "i18n/fold.h"
#include "internal.h"
#include "vocabulary.h"

// Best candidates that a search ranks, per layer: those whose title matches, and any
// others.
enum { CANDIDATES = 1000, SQL_SIZE_MAX = 1 << 15 };
#define SEQ "rowid>>5"
_Static_assert(STORE_LANGUAGE_BITS == 5, "SEQ takes the language off");

// The limit of what "little" is.
enum { LITTLE = 3, MATCH_SIZE_MAX = 1 << 16 };

// A shorter beginning fits nearly everything: it is looked for in titles only, whose
// index has those ready.
enum { PREFIX_MIN = 3 };

enum place { PLACE_TITLE, PLACE_ELSEWHERE, PLACE_NEAR };

// Parameter of the statement that says what a place looks for; each leaves out what the
// place before has.
static const int place_match[] = {
    [PLACE_TITLE] = 4, [PLACE_ELSEWHERE] = 1, [PLACE_NEAR] = 5};

// Rows that match the parameter of the place; ?3 is the language or ''.
static void add_candidates(struct buffer *sql, const char *columns, const char *schema,
                           enum place place)
{
    const char *table = place == PLACE_TITLE ? "titles" : "words";
    (void)buffer_printf(
        sql,
        "SELECT " SEQ " AS seq%s%s%s FROM %s.%s WHERE %s MATCH ?%d AND (?3='' OR"
        " rowid&%d=(SELECT number FROM %s.language WHERE code=?3)) LIMIT %d",
        columns, columns[0] ? table : "", columns[0] ? ") AS score" : "", schema, table,
        table, place_match[place], (int)STORE_LANGUAGES_MAX - 1, schema, (int)CANDIDATES);
}

static void add_words_of(struct buffer *sql, size_t source, const char *schema,
                         enum place place)
{
    (void)buffer_printf(sql,
                        "SELECT %zu AS source, r.seq AS seq, r.score AS score FROM"
                        " (SELECT seq, min(score) AS score FROM (",
                        source);
    add_candidates(sql, ", closeness(", schema, place);
    (void)buffer_add(sql, STR(") GROUP BY seq) r WHERE 1"));
    if (place != PLACE_TITLE) {
        (void)buffer_add(sql, STR(" AND r.seq NOT IN ("));
        add_candidates(sql, "", schema, place - 1);
        (void)buffer_add(sql, STR(")"));
    }
}

// ?1 match anywhere, ?2 limit, ?3 language, ?4 match in the title, ?5 like it. The
// records are read last, when it is known which.
static void add_words_sql(struct buffer *sql, const struct store *store, enum place place)
{
    const size_t main_source = store->layer_count;
    (void)buffer_add(sql, STR("SELECT CASE source"));
    for (size_t i = 0; i < store->layer_count; i++) {
        (void)buffer_printf(
            sql, " WHEN %zu THEN (SELECT json FROM l%zu.record r WHERE r.seq=h.seq)", i,
            i);
    }
    if (store->amended) {
        (void)buffer_printf(
            sql,
            " ELSE (SELECT json FROM main.record r WHERE r.seq=h.seq) END,"
            " CASE source WHEN %zu THEN (SELECT layer FROM main.record r"
            " WHERE r.seq=h.seq) ELSE source",
            main_source);
    } else {
        (void)buffer_add(sql, STR(" END, CASE WHEN 1 THEN source"));
    }
    (void)buffer_add(sql, STR(" END FROM ("));
    for (size_t i = 0; i < store->layer_count; i++) {
        char schema[24];
        snprintf(schema, sizeof(schema), "l%zu", i);
        (void)buffer_add(sql, i ? STR(" UNION ALL ") : STR(""));
        add_words_of(sql, i, schema, place);
        store_add_unchanged(sql, store, i);
    }
    if (store->amended) {
        (void)buffer_add(sql, STR(" UNION ALL "));
        add_words_of(sql, main_source, "main", place);
    }
    (void)buffer_add(sql, STR(" ORDER BY score, seq, source LIMIT ?2) h ORDER BY score,"
                              " seq, source"));
}

// ---- the visitor's words as an expression of FTS5 ----

struct search {
    struct arena arena;
    struct store *store;
    struct i18n_words words;
    struct store_near *near; // one for each word; NULL: none are wanted
    const struct store_rows *rows;
    struct str anywhere, title, like; // expressions
    struct str lang;
    int64_t limit; // < 0: none
    bool found;    // in titles
};

// Quoted, so that nothing in it is syntax; folded words have no quotes.
static void add_spelling(const struct search *search, struct buffer *match,
                         struct str folded, bool prefix)
{
    // The whole word besides: where it stands as it is, it counts twice.
    (void)buffer_printf(match, "\"%.*s\"", STR_ARG(folded));
    if (prefix) {
        (void)buffer_printf(match, " OR \"%.*s\" *", STR_ARG(folded));
    }
    if (search->rows->term) {
        search->rows->term(search->rows->context, folded, prefix);
    }
}

static bool is_prefix(const struct search *search, size_t index, enum place place)
{
    return index + 1 == search->words.count &&
           (place == PLACE_TITLE || search->words.items[index].folded.len >= PREFIX_MIN);
}

static void add_word(struct search *search, struct buffer *match, size_t index,
                     enum place place)
{
    const struct i18n_word *word = &search->words.items[index];
    const bool prefix = is_prefix(search, index, place);
    struct str variants[I18N_VARIANTS_MAX];
    const size_t count = i18n_fold_variants(&search->arena, word, variants);
    (void)buffer_add(match, index ? STR(" AND (") : STR("("));
    add_spelling(search, match, word->folded, prefix);
    for (size_t i = 0; i < count; i++) {
        (void)buffer_add(match, STR(" OR "));
        add_spelling(search, match, variants[i], prefix);
    }
    const struct store_near *near = search->near ? &search->near[index] : NULL;
    for (size_t i = 0; near && i < near->count; i++) {
        (void)buffer_add(match, STR(" OR "));
        add_spelling(search, match,
                     (struct str){near->items[i].bytes, near->items[i].size}, false);
    }
    (void)buffer_add(match, STR(")"));
}

static bool is_initial(const struct search *search)
{
    const struct str last = search->words.items[search->words.count - 1].folded;
    return last.len == 1 && last.ptr[0] >= 'a';
}

static struct str expression(struct search *search, enum place place)
{
    size_t count = search->words.count;
    // One letter more is the next word's beginning, not yet a word to insist on.
    if (place != PLACE_TITLE && !search->found && count > 1 && is_initial(search)) {
        count--;
    }
    struct buffer match;
    struct str text = STR("");
    buffer_init(&match, MATCH_SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        add_word(search, &match, i, place);
    }
    if (!match.overflowed) {
        text = arena_str(&search->arena, buffer_view(&match));
    }
    buffer_finish(&match);
    return text;
}

static int bind_str(sqlite3_stmt *statement, int column, struct str text)
{
    return sqlite3_bind_text64(statement, column, text.len ? text.ptr : "", text.len,
                               SQLITE_STATIC, SQLITE_UTF8);
}

static int ask(const struct search *search, enum place place, struct store_pass *pass)
{
    sqlite3_stmt *statement = NULL;
    struct buffer sql;
    buffer_init(&sql, SQL_SIZE_MAX);
    add_words_sql(&sql, search->store, place);
    int code = store_prepare(search->store, &sql, &statement);
    if (code == SQLITE_OK) {
        bind_str(statement, 1, search->anywhere);
        sqlite3_bind_int64(statement, 2,
                           search->limit - (search->limit < 0 ? 0 : pass->count));
        bind_str(statement, 3, search->lang);
        bind_str(statement, 4, search->title);
        bind_str(statement, 5, search->like);
        code = store_visit_rows(
            statement, (struct store_rows){.visit = store_pass_on, .context = pass});
    }
    sqlite3_finalize(statement);
    buffer_finish(&sql);
    return code;
}

// What the words may have been meant for, of all layers. true: there is something.
static bool find_near(struct search *search, int *out_code)
{
    size_t found = 0;
    search->near = ARENA_ARRAY(&search->arena, struct store_near, search->words.count);
    *out_code = SQLITE_OK;
    for (size_t i = 0; i < search->words.count; i++) {
        search->near[i].count = 0;
        for (size_t l = 0; *out_code == SQLITE_OK && l < search->store->layer_count;
             l++) {
            char schema[24];
            snprintf(schema, sizeof(schema), "l%zu", l);
            *out_code = store_vocabulary_near(
                search->store->database, schema, search->words.items[i].folded,
                i + 1 == search->words.count, &search->near[i]);
        }
        found += search->near[i].count;
    }
    return found && *out_code == SQLITE_OK;
}

static int search_words(struct search *search, struct store_pass *pass)
{
    search->title = expression(search, PLACE_TITLE);
    if (!search->title.len) {
        return SQLITE_OK;
    }
    int code = ask(search, PLACE_TITLE, pass);
    search->found = pass->count > 0;
    search->anywhere = expression(search, PLACE_ELSEWHERE);
    if (code == SQLITE_OK && !pass->stopped && search->anywhere.len &&
        (search->limit < 0 || pass->count < search->limit)) {
        code = ask(search, PLACE_ELSEWHERE, pass);
    }
    if (code == SQLITE_OK && !pass->stopped && search->anywhere.len &&
        pass->count < LITTLE && (search->limit < 0 || pass->count < search->limit) &&
        find_near(search, &code)) {
        search->like = expression(search, PLACE_NEAR);
        code = search->like.len ? ask(search, PLACE_NEAR, pass) : SQLITE_OK;
    }
    return code;
}

int store_search(struct store *store, const struct store_query *query, int64_t limit,
                 struct store_rows rows)
{
    struct search search = {
        .store = store, .rows = &rows, .lang = query->lang, .limit = limit};
    struct store_pass pass = {.rows = rows};
    int code = SQLITE_OK;
    arena_init(&search.arena, 0);
    if (utf8_valid(query->words)) {
        search.words =
            i18n_fold_words(&search.arena, query->words, STORE_QUERY_WORDS_MAX);
        if (search.words.count) {
            code = search_words(&search, &pass);
        }
    }
    arena_finish(&search.arena);
    return code;
}
