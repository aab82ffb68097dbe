#include "vocabulary.h"

#include <string.h>

#include "database.h"

enum {
    SIZE_MIN = 4, // of words that are worth a guess
    SIZES = STORE_VOCABULARY_WORD_MAX - SIZE_MIN + 1,
    PART_MAX = 16384, // bytes of one part
    DISTANCE_MAX = 2,
};

// ---- building ----

struct packer {
    sqlite3_stmt *insert;
    char parts[SIZES][PART_MAX];
    size_t used[SIZES];
    int64_t numbers[SIZES];
};

static bool flush(struct packer *packer, size_t size)
{
    const size_t slot = size - SIZE_MIN;
    sqlite3_bind_int64(packer->insert, 1, (int64_t)size);
    sqlite3_bind_int64(packer->insert, 2, packer->numbers[slot]++);
    sqlite3_bind_blob64(packer->insert, 3, packer->parts[slot], packer->used[slot],
                        SQLITE_STATIC);
    packer->used[slot] = 0;
    const bool done = sqlite3_step(packer->insert) == SQLITE_DONE;
    return sqlite3_reset(packer->insert) == SQLITE_OK && done;
}

static bool pack_word(struct packer *packer, struct str word, int64_t rows)
{
    if (word.len < SIZE_MIN || word.len > STORE_VOCABULARY_WORD_MAX) {
        return true;
    }
    const size_t slot = word.len - SIZE_MIN;
    if (packer->used[slot] + word.len + 1 > PART_MAX && !flush(packer, word.len)) {
        return false;
    }
    char *at = packer->parts[slot] + packer->used[slot];
    memcpy(at, word.ptr, word.len);
    char common = 0;
    while (rows > 1) {
        rows >>= 1;
        common++;
    }
    at[word.len] = common;
    packer->used[slot] += word.len + 1;
    return true;
}

static bool pack_all(struct packer *packer, sqlite3_stmt *all)
{
    int code;
    bool good = true;
    while (good && (code = sqlite3_step(all)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(all, 0);
        const int size = sqlite3_column_bytes(all, 0);
        const struct str word = {.ptr = text, .len = text ? (size_t)size : 0};
        good = pack_word(packer, word, sqlite3_column_int64(all, 1));
    }
    for (size_t size = SIZE_MIN; good && size <= STORE_VOCABULARY_WORD_MAX; size++) {
        good = !packer->used[size - SIZE_MIN] || flush(packer, size);
    }
    return good && code == SQLITE_DONE;
}

bool store_vocabulary_build(sqlite3 *database)
{
    struct packer *packer = sqlite3_malloc64(sizeof(*packer));
    sqlite3_stmt *all = NULL;
    if (!packer) {
        return false;
    }
    memset(packer, 0, sizeof(*packer));
    const bool good =
        store_database_run(database, "CREATE VIRTUAL TABLE temp.vocab USING"
                                     " fts5vocab('main', 'words', 'row')") &&
        sqlite3_prepare_v2(database, "SELECT term, doc FROM temp.vocab", -1, &all,
                           NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(database,
                           "INSERT INTO vocabulary(size, part, words) VALUES(?,?,?)", -1,
                           &packer->insert, NULL) == SQLITE_OK &&
        pack_all(packer, all);
    sqlite3_finalize(all);
    sqlite3_finalize(packer->insert);
    sqlite3_free(packer);
    return good && store_database_run(database, "DROP TABLE temp.vocab");
}

// ---- looking for neighbours ----

struct wanted {
    struct str word;
    bool prefix;
    int most; // distance
    uint64_t letters;
};

static uint64_t letters_of(const char *bytes, size_t size)
{
    uint64_t set = 0;
    for (size_t i = 0; i < size; i++) {
        set |= UINT64_C(1) << ((unsigned char)bytes[i] & 63);
    }
    return set;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

// Insertions, deletions, substitutions and swaps of neighbours that make the word of
// `other`, or of a beginning of it; more than `most` when there are more. Source: the
// optimal string alignment distance, in a band around the diagonal.
static int distance_to(const struct wanted *wanted, const char *other, size_t size)
{
    enum { WIDTH = STORE_VOCABULARY_WORD_MAX + 1, FAR = 99 };
    int rows[3][WIDTH];
    const struct str word = wanted->word;
    const size_t band = (size_t)wanted->most;
    const size_t end = size < word.len + band ? size : word.len + band;
    for (size_t j = 0; j <= end; j++) {
        rows[0][j] = (int)j;
    }
    for (size_t i = 1; i <= word.len; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i - 1) % 3], *second = rows[(i + 1) % 3];
        const size_t from = i > band ? i - band : 0;
        const size_t to = i + band < end ? i + band : end;
        int best = FAR;
        for (size_t j = 0; j <= end; j++) {
            if (j < from || j > to) {
                row[j] = FAR;
                continue;
            }
            int cost = above[j] + 1;
            if (j > 0) {
                const bool same = word.ptr[i - 1] == other[j - 1];
                cost = least(cost, least(row[j - 1] + 1, above[j - 1] + !same));
            }
            if (i > 1 && j > 1 && word.ptr[i - 1] == other[j - 2] &&
                word.ptr[i - 2] == other[j - 1]) {
                cost = least(cost, second[j - 2] + 1);
            }
            row[j] = cost;
            best = least(best, cost);
        }
        if (best > wanted->most) {
            return FAR;
        }
    }
    const int *last = rows[word.len % 3];
    int result = size <= end ? last[size] : FAR;
    for (size_t j = 0; wanted->prefix && j <= end; j++) {
        result = least(result, last[j]);
    }
    return result;
}

static bool is_before(const struct store_near *near, size_t i, int distance, int common)
{
    return near->items[i].distance != distance ? near->items[i].distance < distance
                                               : near->items[i].common >= common;
}

static void keep(struct store_near *near, struct str word, int distance, int common)
{
    size_t at = 0;
    for (size_t i = 0; i < near->count; i++) { // another layer may have it too
        if (near->items[i].size == word.len &&
            memcmp(near->items[i].bytes, word.ptr, word.len) == 0) {
            return;
        }
    }
    while (at < near->count && is_before(near, at, distance, common)) {
        at++;
    }
    if (at == STORE_NEAR_MAX) {
        return;
    }
    near->count += near->count < STORE_NEAR_MAX;
    memmove(&near->items[at + 1], &near->items[at],
            (near->count - at - 1) * sizeof(near->items[0]));
    near->items[at].size = word.len;
    near->items[at].distance = distance;
    near->items[at].common = common;
    memcpy(near->items[at].bytes, word.ptr, word.len);
}

// The bytes are a snapshot's: any may come.
static void look_through(const struct wanted *wanted, struct str part, size_t size,
                         struct store_near *near)
{
    const size_t seen = wanted->prefix && size > wanted->word.len + (size_t)wanted->most
                            ? wanted->word.len + (size_t)wanted->most
                            : size;
    for (size_t at = 0; at + size + 1 <= part.len; at += size + 1) {
        const char *other = part.ptr + at;
        const uint64_t missing = wanted->letters & ~letters_of(other, seen);
        if (__builtin_popcountll(missing) > wanted->most) {
            continue;
        }
        const int distance = distance_to(wanted, other, size);
        if (distance > 0 && distance <= wanted->most) {
            keep(near, (struct str){other, size}, distance, other[size]);
        }
    }
}

int store_vocabulary_near(sqlite3 *database, const char *schema, struct str word,
                          bool prefix, struct store_near *near)
{
    // A short word has too many neighbours for any of them to be meant.
    const struct wanted wanted = {.word = word,
                                  .prefix = prefix,
                                  .most = word.len < SIZE_MIN ? 0
                                          : word.len < 8      ? 1
                                                              : DISTANCE_MAX,
                                  .letters = letters_of(word.ptr, word.len)};
    sqlite3_stmt *statement = NULL;
    if (!wanted.most || word.len > STORE_VOCABULARY_WORD_MAX) {
        return SQLITE_OK;
    }
    char *sql = sqlite3_mprintf("SELECT size, words FROM %s.vocabulary"
                                " WHERE size>=?1 AND size<=?2",
                                schema);
    int code =
        sql ? sqlite3_prepare_v2(database, sql, -1, &statement, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    if (code == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, (int64_t)word.len - wanted.most);
        sqlite3_bind_int64(statement, 2,
                           prefix ? STORE_VOCABULARY_WORD_MAX
                                  : (int64_t)word.len + wanted.most);
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            const int64_t size = sqlite3_column_int64(statement, 0);
            const char *bytes = sqlite3_column_blob(statement, 1);
            const int length = sqlite3_column_bytes(statement, 1);
            if (bytes && size >= 1 && size <= STORE_VOCABULARY_WORD_MAX) {
                look_through(&wanted, (struct str){bytes, (size_t)length}, (size_t)size,
                             near);
            }
        }
        code = code == SQLITE_DONE ? SQLITE_OK : code;
    }
    sqlite3_finalize(statement);
    return code;
}
