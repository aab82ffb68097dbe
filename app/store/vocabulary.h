// All words of a snapshot that a typing mistake may have been meant for, packed so that
// one pass over them costs a few milliseconds at most.
#ifndef STORE_VOCABULARY_H
#define STORE_VOCABULARY_H

#include <sqlite3.h>

#include "base/str.h"

// A part holds words of `size` bytes, each followed by a byte that says how common it is
// (the logarithm of its rows).
#define STORE_VOCABULARY_SCHEMA                                                          \
    "CREATE TABLE vocabulary(size INTEGER, part INTEGER, words BLOB NOT NULL,"           \
    " PRIMARY KEY(size, part)) WITHOUT ROWID;"

enum {
    STORE_VOCABULARY_WORD_MAX = 32, // longer ones are left out
    STORE_NEAR_MAX = 6,
};

// From the table `words` of `main`. false: the disk failed.
NODISCARD bool store_vocabulary_build(sqlite3 *database);

struct store_near {
    struct {
        char bytes[STORE_VOCABULARY_WORD_MAX];
        size_t size;
        int distance, common;
    } items[STORE_NEAR_MAX]; // nearest first, then the most common
    size_t count;
};
// Adds the words of `schema` that `word` was likely meant for (itself not among them); as
// the beginning of a word when `prefix`. SQLITE_OK or why it cannot be read.
int store_vocabulary_near(sqlite3 *database, const char *schema, struct str word,
                          bool prefix, struct store_near *near);

#endif
