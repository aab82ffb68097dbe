// The rows of a `words` table: every language of a record in a row of its own.
#ifndef STORE_WORDS_H
#define STORE_WORDS_H

#include "content/record.h"
#include "database.h"

// What creates the tables; the words table is contentless, because the records carry the
// text. Its texts are folded (i18n/fold.h), so a word is what stands between blanks. What
// a visitor types first is looked for in `titles`.
#define STORE_WORDS_SCHEMA                                                               \
    "CREATE TABLE language(number INTEGER PRIMARY KEY, code TEXT NOT NULL);"             \
    "CREATE VIRTUAL TABLE words USING fts5(title, summary, skills, body, content='',"    \
    " columnsize=0, tokenize='ascii');"                                                  \
    "CREATE VIRTUAL TABLE titles USING fts5(title, content='', prefix='1 2 3',"          \
    " columnsize=0, tokenize='ascii');"

struct store_words {
    sqlite3_stmt *insert_words, *insert_title, *insert_language;
    struct arena arena; // one record's texts
    char languages[STORE_LANGUAGES_MAX][16];
    size_t language_count;
};

NODISCARD bool store_words_open(struct store_words *words, sqlite3 *database);
// The words of the record in row `seq`.
NODISCARD bool store_words_put(struct store_words *words, int64_t seq,
                               const struct content_record *record);
void store_words_close(struct store_words *words); // accepts a zeroed one

#endif
