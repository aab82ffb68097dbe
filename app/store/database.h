// One snapshot file, opened read-only and immutable, checked before it is believed.
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <sqlite3.h>

#include "paths.h"

enum {
    STORE_APPLICATION_ID = 0x466f7972, // "Foyr"; tells our files from foreign ones
    STORE_LANGUAGE_BITS = 5,           // words.rowid = record.seq << 5 | language.number
    STORE_LANGUAGES_MAX = 1 << STORE_LANGUAGE_BITS,
};

struct store_meta {
    char feed[65];
    char root[STORE_HASH_HEX + 1];
    int64_t version, published_utc_ms, built_utc_ms, records;
    char digest[STORE_HASH_HEX + 1]; // SHA-256 of the records' JSON, each with a newline
};

// "file:<path>?mode=ro&immutable=1", with every unusual byte of the path escaped.
char *store_database_uri(struct arena *arena, const char *path);
// NULL, and no log line: missing, foreign, damaged or of another schema.
sqlite3 *store_database_open(const char *path, struct store_meta *out_meta);
// No fault in any page or index, and the records are those that were written; reads the
// whole file.
bool store_database_whole(sqlite3 *database, const struct store_meta *meta);
// One statement without rows.
NODISCARD bool store_database_run(sqlite3 *database, const char *sql);

#endif
