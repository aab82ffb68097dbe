#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "content/record.h"
#include "database.h"
#include "vocabulary.h"
#include "words.h"

// Indexes before the rows: these come by id, so that both grow at few places, while one
// made afterwards would be sorted in memory, which would grow with the release.
static const char SCHEMA[] =
    "PRAGMA page_size=4096;"
    "PRAGMA journal_mode=OFF;"
    "PRAGMA synchronous=OFF;"
    "PRAGMA locking_mode=EXCLUSIVE;"
    "PRAGMA cache_size=-8000;"
    "PRAGMA temp_store=MEMORY;"
    "BEGIN;"
    "CREATE TABLE record(seq INTEGER PRIMARY KEY, id TEXT NOT NULL, kind INTEGER NOT "
    "NULL,"
    " ord INTEGER NOT NULL, json TEXT NOT NULL);"
    "CREATE UNIQUE INDEX record_id ON record(id);"
    "CREATE INDEX record_kind ON record(kind, ord, id);"
    "CREATE TABLE media(sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, type TEXT NOT "
    "NULL,"
    " width INTEGER NOT NULL, height INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value NOT NULL) WITHOUT "
    "ROWID;" STORE_VOCABULARY_SCHEMA STORE_WORDS_SCHEMA
    "INSERT INTO words(words, rank) VALUES('automerge', 0);"
    "INSERT INTO words(words, rank) VALUES('hashsize', 4194304);"
    "INSERT INTO titles(titles, rank) VALUES('automerge', 0);";

static const char OPTIMIZE[] = "INSERT INTO words(words) VALUES('optimize');"
                               "INSERT INTO titles(titles) VALUES('optimize');";

enum insert { INSERT_RECORD, INSERT_MEDIA, INSERT_META, INSERT_COUNT };
static const char *const INSERTS[INSERT_COUNT] = {
    [INSERT_RECORD] = "INSERT INTO record(seq, id, kind, ord, json) VALUES(?,?,?,?,?)",
    [INSERT_MEDIA] = ("INSERT OR IGNORE INTO media(sha256, size, type, width, height)"
                      " VALUES(?,?,?,?,?)"),
    [INSERT_META] = "INSERT INTO meta(key, value) VALUES(?,?)",
};

struct builder {
    sqlite3 *database;
    sqlite3_stmt *inserts[INSERT_COUNT];
    struct arena arena; // one record's line
    struct store_words words;
    int64_t seq;
    struct sha256_stream digest; // of the records' JSON
};

static bool builder_open(struct builder *builder, const char *path)
{
    if (sqlite3_open_v2(path, &builder->database,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK ||
        !store_database_run(builder->database, SCHEMA)) {
        return false;
    }
    for (size_t i = 0; i < INSERT_COUNT; i++) {
        if (sqlite3_prepare_v2(builder->database, INSERTS[i], -1, &builder->inserts[i],
                               NULL) != SQLITE_OK) {
            return false;
        }
    }
    return store_words_open(&builder->words, builder->database);
}

static void bind_text(sqlite3_stmt *statement, int column, struct str text)
{
    // A failed bind leaves NULL, which the NOT NULL columns refuse at the step.
    (void)sqlite3_bind_text64(statement, column, text.len ? text.ptr : "", text.len,
                              SQLITE_STATIC, SQLITE_UTF8);
}

static bool step(sqlite3_stmt *statement)
{
    const bool done = sqlite3_step(statement) == SQLITE_DONE;
    return sqlite3_reset(statement) == SQLITE_OK && done;
}

static bool put_meta_text(struct builder *builder, const char *key, struct str value)
{
    sqlite3_stmt *statement = builder->inserts[INSERT_META];
    bind_text(statement, 1, str_from_cstr(key));
    bind_text(statement, 2, value);
    return step(statement);
}

static bool put_meta(struct builder *builder, const char *key, int64_t value)
{
    sqlite3_stmt *statement = builder->inserts[INSERT_META];
    bind_text(statement, 1, str_from_cstr(key));
    sqlite3_bind_int64(statement, 2, value);
    return step(statement);
}

static bool put_media(struct builder *builder, const struct content_record *record)
{
    for (size_t i = 0; i < record->media.count; i++) {
        const struct content_media *media = &record->media.items[i];
        sqlite3_stmt *statement = builder->inserts[INSERT_MEDIA];
        if (!media->sha256.len) {
            continue;
        }
        bind_text(statement, 1, media->sha256);
        sqlite3_bind_int64(statement, 2, media->size_bytes);
        bind_text(statement, 3, media->type);
        sqlite3_bind_int64(statement, 4, media->width_px);
        sqlite3_bind_int64(statement, 5, media->height_px);
        if (!step(statement)) {
            return false;
        }
    }
    return true;
}

static bool put_record(struct builder *builder, const struct content_record *record)
{
    sqlite3_stmt *statement = builder->inserts[INSERT_RECORD];
    arena_reset(&builder->arena);
    builder->seq++;
    sqlite3_bind_int64(statement, 1, builder->seq);
    bind_text(statement, 2, record->id);
    sqlite3_bind_int64(statement, 3, (int64_t)record->kind);
    sqlite3_bind_int64(statement, 4, record->order);
    const struct str json = content_record_write(&builder->arena, record);
    bind_text(statement, 5, json);
    sha256_add(&builder->digest, json);
    sha256_add(&builder->digest, STR("\n"));
    return step(statement) && put_media(builder, record) &&
           store_words_put(&builder->words, builder->seq, record);
}

static bool put_facts(struct builder *builder, const struct store_build *build)
{
    char digest[STORE_HASH_HEX + 1];
    const struct sha256 sum = sha256_end(&builder->digest);
    sha256_to_hex(&sum, digest);
    const struct feed_index *index = feed_verified_index(build->release);
    char root[STORE_HASH_HEX + 1];
    sha256_to_hex(&index->root_hash, root);
    return put_meta_text(builder, "feed", index->feed_id) &&
           put_meta_text(builder, "root", str_from_cstr(root)) &&
           put_meta_text(builder, "digest", str_from_cstr(digest)) &&
           put_meta(builder, "version", index->version) &&
           put_meta(builder, "published", index->published * 1000) &&
           put_meta(builder, "expires", index->expires * 1000) &&
           put_meta(builder, "built", build->now_utc_ms) &&
           put_meta(builder, "records", builder->seq);
}

static enum feed_reason disk_reason(struct builder *builder)
{
    const int code =
        builder->database ? sqlite3_errcode(builder->database) : SQLITE_CANTOPEN;
    log_error("store", "a snapshot cannot be written: %s",
              builder->database ? sqlite3_errmsg(builder->database) : "no memory");
    // A file that could not even be made is told by the system's number only.
    const bool full =
        code == SQLITE_FULL ||
        (builder->database && sqlite3_system_errno(builder->database) == ENOSPC);
    return full ? FEED_SPACE : FEED_STORAGE;
}

static enum feed_reason put_records(struct builder *builder,
                                    const struct store_build *build)
{
    const int64_t total = feed_verified_index(build->release)->records;
    struct feed_reader *reader = feed_reader_create(build->release, build->source);
    const struct content_record *record = NULL;
    enum feed_reason reason;
    while ((reason = feed_reader_next(reader, &record)) == FEED_OK && record) {
        if (!put_record(builder, record)) {
            reason = disk_reason(builder);
            break;
        }
        if (build->progress) {
            build->progress(build->context, builder->seq, total);
        }
    }
    if (reason != FEED_OK && !record) {
        const struct str word = feed_reason_name(reason);
        log_warn("store", "the release is refused: %.*s: %s", STR_ARG(word),
                 feed_reader_detail(reader));
    }
    feed_reader_destroy(reader);
    return reason;
}

static enum feed_reason builder_close(struct builder *builder, enum feed_reason reason)
{
    for (size_t i = 0; i < INSERT_COUNT; i++) {
        sqlite3_finalize(builder->inserts[i]);
    }
    store_words_close(&builder->words);
    if (reason == FEED_OK && (!store_database_run(builder->database, OPTIMIZE) ||
                              !store_vocabulary_build(builder->database) ||
                              !store_database_run(builder->database, "COMMIT"))) {
        reason = disk_reason(builder);
    }
    if (sqlite3_close(builder->database) != SQLITE_OK && reason == FEED_OK) {
        reason = FEED_STORAGE;
    }
    return reason;
}

static enum feed_reason fill(const struct store_build *build, const char *path)
{
    struct builder builder = {0};
    arena_init(&builder.arena, 0);
    sha256_init(&builder.digest);
    enum feed_reason reason = FEED_OK;
    if (!builder_open(&builder, path)) {
        reason = disk_reason(&builder);
    }
    if (reason == FEED_OK) {
        char pragmas[96];
        snprintf(pragmas, sizeof(pragmas),
                 "PRAGMA application_id=%d;PRAGMA user_version=%d;",
                 (int)STORE_APPLICATION_ID, (int)STORE_SCHEMA);
        reason = store_database_run(builder.database, pragmas)
                     ? put_records(&builder, build)
                     : disk_reason(&builder);
    }
    if (reason == FEED_OK && !put_facts(&builder, build)) {
        reason = disk_reason(&builder);
    }
    reason = builder_close(&builder, reason);
    arena_finish(&builder.arena);
    return reason;
}

static bool sync_file(const char *path)
{
    int descriptor;
    do {
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
    } while (descriptor < 0 && errno == EINTR);
    const bool done = descriptor >= 0 && file_sync(descriptor);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done;
}

// What a crashed builder left behind, and what was moved aside before the last damage.
static void remove_leftovers(struct arena *arena, const char *folder)
{
    struct folder_list list;
    if (!folder_read(arena, folder, &list)) {
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (str_ends_with(list.names[i], STR(".tmp")) ||
            str_ends_with(list.names[i], STR(".bad"))) {
            (void)unlink(path_join(arena, folder, list.names[i].ptr));
        }
    }
}

// A damaged file is kept for whoever wants to know what the disk did.
static void move_damaged_aside(struct arena *arena, const struct store_build *build,
                               const char *path, const char *root)
{
    const struct str feed = feed_verified_index(build->release)->feed_id;
    const char *aside = arena_cstr(arena, arena_printf(arena, "%s.bad", path));
    if (file_exists(path) &&
        !store_snapshot_whole(build->data_folder, feed, str_from_cstr(root)) &&
        file_rename(path, aside)) {
        log_warn("store", "%s is damaged and now %s", path, aside);
    }
}

enum feed_reason store_snapshot_build(const struct store_build *build)
{
    struct arena arena;
    arena_init(&arena, 0);
    char root[STORE_HASH_HEX + 1];
    sha256_to_hex(&feed_verified_index(build->release)->root_hash, root);
    const char *folder = store_path_snapshots(&arena, build->data_folder);
    const char *path = store_path_snapshot(&arena, build->data_folder,
                                           str_from_cstr(root), STORE_SCHEMA);
    const char *temp = arena_cstr(&arena, arena_printf(&arena, "%s.tmp", path));
    enum feed_reason reason = FEED_OK;
    if (!folder_make(folder)) {
        reason = errno == ENOSPC ? FEED_SPACE : FEED_STORAGE;
        log_error("store", "%s cannot be made: %s", folder, strerror(errno));
    }
    if (reason == FEED_OK) {
        remove_leftovers(&arena, folder);
        reason = fill(build, temp);
    }
    if (reason == FEED_OK) {
        move_damaged_aside(&arena, build, path, root);
    }
    if (reason == FEED_OK && (!sync_file(temp) || !file_rename(temp, path))) {
        log_error("store", "%s cannot be put in place: %s", path, strerror(errno));
        reason = errno == ENOSPC ? FEED_SPACE : FEED_STORAGE;
    }
    if (reason != FEED_OK) {
        (void)unlink(temp);
    }
    arena_finish(&arena);
    return reason;
}
