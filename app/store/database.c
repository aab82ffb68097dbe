#include "database.h"

#include <string.h>

#include "base/buffer.h"
#include "base/file.h"

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '/' || c == '.' || c == '_' || c == '-';
}

char *store_database_uri(struct arena *arena, const char *path)
{
    static const char digits[] = "0123456789ABCDEF";
    const size_t length = strlen(path);
    char *uri = arena_alloc(arena, length * 3 + 64);
    char *at = uri;
    // A relative path would be taken for a host after "file://", so there are no slashes.
    memcpy(at, "file:", 5);
    at += 5;
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)path[i];
        if (is_plain(path[i])) {
            *at++ = path[i];
        } else {
            *at++ = '%';
            *at++ = digits[byte >> 4];
            *at++ = digits[byte & 15];
        }
    }
    memcpy(at, "?mode=ro&immutable=1", sizeof("?mode=ro&immutable=1"));
    return uri;
}

bool store_database_run(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int64_t read_pragma(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        value = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return value;
}

static struct str column_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    const int size = sqlite3_column_bytes(statement, column);
    return text && size > 0 ? (struct str){.ptr = (const char *)text, .len = (size_t)size}
                            : STR("");
}

static void take_meta(struct str key, sqlite3_stmt *statement, struct store_meta *meta)
{
    const struct str text = column_text(statement, 1);
    const int64_t number = sqlite3_column_int64(statement, 1);
    if (str_equal(key, STR("feed")) && feed_id_valid(text)) {
        (void)str_to_cstr(text, meta->feed, sizeof(meta->feed));
    } else if (str_equal(key, STR("root")) && store_hash_valid(text)) {
        (void)str_to_cstr(text, meta->root, sizeof(meta->root));
    } else if (str_equal(key, STR("digest")) && store_hash_valid(text)) {
        (void)str_to_cstr(text, meta->digest, sizeof(meta->digest));
    } else if (str_equal(key, STR("version"))) {
        meta->version = number;
    } else if (str_equal(key, STR("published"))) {
        meta->published_utc_ms = number;
    } else if (str_equal(key, STR("built"))) {
        meta->built_utc_ms = number;
    } else if (str_equal(key, STR("records"))) {
        meta->records = number;
    }
}

static bool read_meta(sqlite3 *database, struct store_meta *out_meta)
{
    *out_meta = (struct store_meta){.records = -1};
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, "SELECT key, value FROM meta", -1, &statement,
                           NULL) != SQLITE_OK) {
        return false;
    }
    int step;
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        // The text of column 0 must be read before column 1 changes its type.
        const struct str key = column_text(statement, 0);
        take_meta(key, statement, out_meta);
    }
    sqlite3_finalize(statement);
    return step == SQLITE_DONE && out_meta->feed[0] && out_meta->root[0] &&
           out_meta->version > 0 && out_meta->records >= 0;
}

sqlite3 *store_database_open(const char *path, struct store_meta *out_meta)
{
    struct arena arena;
    arena_init(&arena, 0);
    sqlite3 *database = NULL;
    // sqlite3 takes an empty file for an empty database; the application id tells.
    bool good = sqlite3_open_v2(store_database_uri(&arena, path), &database,
                                SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
                                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                                NULL) == SQLITE_OK;
    good = good &&
           read_pragma(database, "PRAGMA application_id") == STORE_APPLICATION_ID &&
           read_pragma(database, "PRAGMA user_version") == STORE_SCHEMA &&
           read_meta(database, out_meta);
    arena_finish(&arena);
    if (!good) {
        sqlite3_close(database);
        return NULL;
    }
    return database;
}

static bool has_sound_pages(sqlite3 *database)
{
    sqlite3_stmt *statement = NULL;
    bool sound = false;
    if (sqlite3_prepare_v2(database, "PRAGMA quick_check(1)", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        sound = str_equal(column_text(statement, 0), STR("ok"));
    }
    sqlite3_finalize(statement);
    return sound;
}

bool store_database_whole(sqlite3 *database, const struct store_meta *meta)
{
    sqlite3_stmt *statement = NULL;
    struct sha256_stream digest;
    sha256_init(&digest);
    int step = SQLITE_ERROR;
    if (has_sound_pages(database) &&
        sqlite3_prepare_v2(database, "SELECT json FROM record ORDER BY seq", -1,
                           &statement, NULL) == SQLITE_OK) {
        while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
            sha256_add(&digest, column_text(statement, 0));
            sha256_add(&digest, STR("\n"));
        }
    }
    sqlite3_finalize(statement);
    char hex[STORE_HASH_HEX + 1];
    const struct sha256 sum = sha256_end(&digest);
    sha256_to_hex(&sum, hex);
    return step == SQLITE_DONE && strcmp(hex, meta->digest) == 0;
}
