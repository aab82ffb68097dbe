// usage.db. It has a rollback journal and no write-ahead log: of the order in which
// visits came, nothing stays in a file.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "database.h"
#include "store/usage.h"

enum {
    USAGE_APPLICATION_ID = 0x46797573, // "Fyus"
    USAGE_SCHEMA = 1,
    PAGE_BYTES = 4096,
    PAGES_MAX = USAGE_BYTES_MAX / PAGE_BYTES,
    PAGES_OF_VISIT = 1024, // it may want at most
    BUSY_MS = 2000,
    DAYS_END = 2932897, // 10000-01-01
    COUNT_MAX = 1000000000,
};

static const char schema[] =
    "BEGIN;"
    "CREATE TABLE usage (day INTEGER NOT NULL, what INTEGER NOT NULL,"
    " screen TEXT NOT NULL, record TEXT NOT NULL, lang TEXT NOT NULL,"
    " dwell INTEGER NOT NULL, count INTEGER NOT NULL,"
    // Sorted by key: the place of a row does not tell when it came.
    " PRIMARY KEY (day, what, screen, record, lang, dwell)) WITHOUT ROWID, STRICT;"
    "PRAGMA application_id = 1182365043; PRAGMA user_version = 1; COMMIT;";

static const char add_sql[] =
    "INSERT INTO usage VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)"
    " ON CONFLICT DO UPDATE SET count = count + 1 WHERE count < 1000000000";

int usage_dwell_of(int64_t ms)
{
    static const int64_t limits_ms[USAGE_DWELLS - 1] = {5000, 30000, 120000};
    int dwell = 0;
    while (dwell < USAGE_DWELLS - 1 && ms >= limits_ms[dwell]) {
        dwell++;
    }
    return dwell;
}

static int64_t pragma(sqlite3 *database, const char *sql)
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

static bool is_ours(sqlite3 *database)
{
    return pragma(database, "PRAGMA application_id") == USAGE_APPLICATION_ID &&
           pragma(database, "PRAGMA user_version") == USAGE_SCHEMA;
}

static bool prepare(sqlite3 *database)
{
    char limit[64];
    snprintf(limit, sizeof(limit), "PRAGMA max_page_count = %d", PAGES_MAX);
    sqlite3_busy_timeout(database, BUSY_MS);
    if (!store_database_run(database, "PRAGMA synchronous = NORMAL") ||
        pragma(database, limit) < 0) {
        return false;
    }
    return is_ours(database) || (pragma(database, "PRAGMA page_count") == 0 &&
                                 store_database_run(database, schema));
}

// NULL: it is damaged or not ours (errno EILSEQ), or the disk refuses (another errno).
static sqlite3 *open_file(const char *path)
{
    sqlite3 *database = NULL;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &database, flags, NULL) == SQLITE_OK && prepare(database)) {
        return database;
    }
    const int code = sqlite3_errcode(database);
    const bool refused = code == SQLITE_CANTOPEN || code == SQLITE_READONLY ||
                         code == SQLITE_FULL || code == SQLITE_IOERR ||
                         code == SQLITE_BUSY || code == SQLITE_PERM;
    sqlite3_close(database);
    errno = refused ? EIO : EILSEQ;
    return NULL;
}

static bool set_aside(struct arena *arena, const char *path)
{
    const char *aside = arena_cstr(arena, arena_printf(arena, "%s.damaged", path));
    const char *journal = arena_cstr(arena, arena_printf(arena, "%s-journal", path));
    log_warn("store", "usage.db is damaged: set aside, the counts begin anew");
    (void)remove(journal); // of the damaged file
    return rename(path, aside) == 0;
}

static bool add(sqlite3_stmt *statement, const struct usage_row *row)
{
    sqlite3_bind_int64(statement, 1, row->day);
    sqlite3_bind_int64(statement, 2, (int64_t)row->what);
    const struct str texts[] = {row->screen, row->record, row->lang};
    for (int i = 0; i < 3; i++) {
        sqlite3_bind_text(statement, 3 + i, texts[i].len ? texts[i].ptr : "",
                          (int)texts[i].len, SQLITE_STATIC);
    }
    sqlite3_bind_int64(statement, 6, row->dwell);
    const bool done = sqlite3_step(statement) == SQLITE_DONE;
    return sqlite3_reset(statement) == SQLITE_OK && done;
}

static bool add_visit(sqlite3_stmt *statement, const struct usage_visit *visit)
{
    const struct str lang = str_from_cstr(visit->lang);
    struct usage_row row = {.day = visit->day, .what = USAGE_VISIT, .lang = lang};
    bool good = add(statement, &row);
    row.what = USAGE_ENDED;
    row.screen = str_from_cstr(visit->end);
    good = good && add(statement, &row);
    for (size_t i = 0; good && i < visit->page_count; i++) {
        const struct usage_page *page = &visit->pages[i];
        good = add(statement, &(struct usage_row){
                                  .day = visit->day,
                                  .what = USAGE_OPENED,
                                  .screen = str_from_cstr(page->screen),
                                  .record = str_from_cstr(page->record),
                                  .lang = str_from_cstr(page->lang),
                                  .dwell = usage_dwell_of(page->dwell_ms),
                              });
    }
    return good;
}

// By their number, never by the calendar: a clock that jumps must not cost what was
// counted.
static bool drop_oldest(sqlite3 *database, int64_t keep)
{
    char sql[160];
    snprintf(sql, sizeof(sql),
             // In brackets of its own: a scalar subquery would lose its OFFSET.
             "DELETE FROM usage WHERE day <= (SELECT max(day) FROM (SELECT DISTINCT day"
             " FROM usage ORDER BY day DESC LIMIT 1 OFFSET %lld))",
             (long long)keep);
    return store_database_run(database, sql);
}

static bool transact(sqlite3 *database, const struct usage_visit *visit)
{
    sqlite3_stmt *statement = NULL;
    if (!store_database_run(database, "BEGIN IMMEDIATE")) {
        return false;
    }
    bool good =
        sqlite3_prepare_v2(database, add_sql, -1, &statement, NULL) == SQLITE_OK &&
        add_visit(statement, visit);
    sqlite3_finalize(statement);
    good = good && drop_oldest(database, USAGE_DAYS_MAX);
    if (good && store_database_run(database, "COMMIT")) {
        return true;
    }
    const int code = sqlite3_errcode(database);
    (void)!store_database_run(database, "ROLLBACK");
    errno = code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? EILSEQ
            : code == SQLITE_FULL                           ? ENOSPC
                                                            : EIO;
    return false;
}

static bool write_once(const char *path, const struct usage_visit *visit)
{
    sqlite3 *database = open_file(path);
    if (!database) {
        return false;
    }
    bool good = transact(database, visit);
    // The file has its greatest size, which a full disk is not: half of its days make
    // room.
    if (!good && errno == ENOSPC &&
        pragma(database, "PRAGMA page_count") > PAGES_MAX - PAGES_OF_VISIT) {
        const int64_t days = pragma(database, "SELECT count(DISTINCT day) FROM usage");
        good = days > 1 && drop_oldest(database, days / 2) && transact(database, visit);
    }
    const int error = errno;
    sqlite3_close(database);
    errno = error;
    return good;
}

bool usage_write(const char *data_folder, const struct usage_visit *visit)
{
    struct arena arena;
    arena_init(&arena, 0);
    const char *path = path_join(&arena, data_folder, "usage.db");
    bool good = write_once(path, visit);
    if (!good && errno == EILSEQ && set_aside(&arena, path)) {
        good = write_once(path, visit);
    }
    if (!good) {
        log_warn("store", "a visit could not be counted: usage.db cannot be written");
    }
    arena_finish(&arena);
    return good;
}

// ---- reading ----
static struct str text_of(struct arena *arena, sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    const int size = sqlite3_column_bytes(statement, column);
    return text && size > 0 ? arena_str(arena, (struct str){.ptr = (const char *)text,
                                                            .len = (size_t)size})
                            : STR("");
}

static bool is_word(struct str text, size_t max)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '-' || c == '/')) {
            return false;
        }
    }
    return text.len <= max;
}

static bool take_row(struct arena *arena, sqlite3_stmt *statement, struct usage_row *row)
{
    const int64_t what = sqlite3_column_int64(statement, 1);
    const int64_t dwell = sqlite3_column_int64(statement, 5);
    if (what < USAGE_VISIT || what > USAGE_ENDED || dwell < 0 || dwell >= USAGE_DWELLS) {
        return false;
    }
    *row = (struct usage_row){
        .day = sqlite3_column_int64(statement, 0),
        .what = (enum usage_what)what,
        .screen = text_of(arena, statement, 2),
        .record = text_of(arena, statement, 3),
        .lang = text_of(arena, statement, 4),
        .dwell = (int)dwell,
        .count = sqlite3_column_int64(statement, 6),
    };
    return row->day >= 0 && row->day < DAYS_END && is_word(row->screen, 15) &&
           is_word(row->record, 135) && is_word(row->lang, 11) && row->count > 0 &&
           row->count <= COUNT_MAX;
}

static bool read_rows(struct arena *arena, sqlite3 *database, const int64_t span[2],
                      struct usage_rows *rows)
{
    sqlite3_stmt *statement = NULL;
    size_t capacity = 0;
    int step = SQLITE_ERROR;
    if (sqlite3_prepare_v2(database,
                           "SELECT * FROM usage WHERE day >= ?1 AND day < ?2"
                           " ORDER BY day, what, screen, record, lang, dwell",
                           -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, span[0]);
        sqlite3_bind_int64(statement, 2, span[1]);
        while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
            if (rows->count == capacity) {
                capacity = capacity ? capacity * 2 : 256;
                struct usage_row *grown = ARENA_ARRAY(arena, struct usage_row, capacity);
                if (rows->count) {
                    memcpy(grown, rows->items, rows->count * sizeof(*grown));
                }
                rows->items = grown;
            }
            rows->count += take_row(arena, statement, &rows->items[rows->count]);
        }
    }
    sqlite3_finalize(statement);
    return step == SQLITE_DONE;
}

bool usage_read(struct arena *arena, const char *data_folder, const int64_t span[2],
                struct usage_rows *out_rows)
{
    const char *path = path_join(arena, data_folder, "usage.db");
    struct usage_rows rows = {0};
    sqlite3 *database = NULL;
    if (!file_exists(path)) {
        *out_rows = rows;
        return true;
    }
    // To write, if it may: what a power cut left half done is rolled back then.
    bool good =
        sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;
    good = good && sqlite3_busy_timeout(database, BUSY_MS) == SQLITE_OK;
    // Empty: a power cut came before its first visit was whole.
    good = good && (pragma(database, "PRAGMA page_count") == 0 ||
                    (is_ours(database) && read_rows(arena, database, span, &rows)));
    sqlite3_close(database);
    if (good) {
        *out_rows = rows;
    }
    return good;
}
