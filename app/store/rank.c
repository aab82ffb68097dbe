// How well a row of `words` answers a search. FTS5's own bm25() first counts every row
// that a word stands in, which for a first letter is nearly all of them: that made a
// search of 100,000 records take ten times as long as reading its candidates.
#include <string.h>

#include "internal.h"

enum { WORDS_MAX = 128 };                      // spellings of all words
static const double weights[] = {10, 4, 4, 1}; // title, summary, skills, body
enum { COLUMNS = sizeof(weights) / sizeof(*weights) };

// For every word its best place: the column's weight, up to twice that at its beginning.
// Smaller is better, as FTS5 has it.
static void rank_row(const Fts5ExtensionApi *api, Fts5Context *row,
                     sqlite3_context *context, int count, sqlite3_value **values)
{
    double best[WORDS_MAX] = {0}, sum = 0;
    int places = 0;
    (void)count;
    (void)values;
    int code = api->xInstCount(row, &places);
    for (int i = 0; i < places && code == SQLITE_OK; i++) {
        int word = 0, column = 0, offset = 0;
        code = api->xInst(row, i, &word, &column, &offset);
        if (code == SQLITE_OK && word >= 0 && word < WORDS_MAX && column >= 0 &&
            column < COLUMNS) {
            const double value = weights[column] * (1 + 1.0 / (1 + offset));
            best[word] = value > best[word] ? value : best[word];
        }
    }
    if (code != SQLITE_OK) {
        sqlite3_result_error_code(context, code);
        return;
    }
    for (int i = 0; i < WORDS_MAX; i++) {
        sum += best[i];
    }
    sqlite3_result_double(context, -sum);
}

// Source: sqlite.org/fts5.html, 7 ("Extending FTS5").
bool store_rank_open(sqlite3 *database)
{
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, NULL) ==
        SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api &&
           api->xCreateFunction(api, "closeness", NULL, rank_row, NULL) == SQLITE_OK;
}
