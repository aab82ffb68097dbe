// How the kiosk is used, counted so that it tells of nobody: usage.db in the data folder
// holds numbers by day, screen, record, language and coarse dwell, and no row of a visit,
// no time of day, no order. It may be lost: a damaged file is set aside and counting
// begins anew. Days are the venue's.
#ifndef STORE_USAGE_H
#define STORE_USAGE_H

#include "base/arena.h"

enum {
    USAGE_PAGES_MAX =
        128,              // of a visit, each screen and record once; more are not counted
    USAGE_DAYS_MAX = 800, // kept; the oldest go
    USAGE_BYTES_MAX = 16 * 1024 * 1024,
    USAGE_QUEUE = 16,     // visits that wait for the disk; more are not counted
    USAGE_GROUP_MIN = 10, // a number under it is never told
    USAGE_DWELLS = 4,     // under 5 s, to 30 s, to 2 min, longer
};
int usage_dwell_of(int64_t ms); // 0 .. USAGE_DWELLS - 1

// What is kept of a screen that a visit opened, however often.
struct usage_page {
    char screen[16];  // "activity"
    char record[136]; // its id, or empty
    char lang[12];    // when it was left
    int64_t dwell_ms; // in all
};
struct usage_visit {
    int64_t day;   // since 1970-01-01, of its first touch
    char lang[12]; // at its end
    struct usage_page pages[USAGE_PAGES_MAX];
    size_t page_count;
    char end[16]; // the screen it ended on
};

// ---- the writer: a thread of its own, so that nobody waits for the disk ----
struct usage;
struct usage *usage_create(const char *data_folder); // copied; never NULL
NODISCARD bool usage_start(struct usage *usage);
// Copies the visit. Full or not running: the visit is not counted. Any thread.
void usage_count(struct usage *usage, const struct usage_visit *visit);
void usage_stop(struct usage *usage); // what waits is still written
void usage_join(struct usage *usage);
void usage_destroy(struct usage *usage); // accepts NULL; after join

// ---- the file, without a thread ----
enum usage_what { USAGE_VISIT, USAGE_OPENED, USAGE_ENDED };
struct usage_row {
    int64_t day;
    enum usage_what what;
    struct str screen, record, lang; // each may be empty
    int dwell;
    int64_t count; // visits
};
struct usage_rows {
    struct usage_row *items;
    size_t count;
};
// One transaction: whole or not at all. false: logged.
NODISCARD bool usage_write(const char *data_folder, const struct usage_visit *visit);
// Days [from, to). Rows that no program of ours wrote are left out. true and nothing:
// there is no file yet. false: it cannot be read.
NODISCARD bool usage_read(struct arena *arena, const char *data_folder,
                          const int64_t span[2], struct usage_rows *out_rows);

// ---- what may be told ----
enum usage_table { USAGE_DAYS, USAGE_LANGUAGES, USAGE_RECORDS, USAGE_ENDS, USAGE_TABLES };
struct usage_group {
    enum usage_table table;
    struct str name; // "2026-11-16", "sq", "activity robot", "home"; empty: other
    struct str week; // of the other days of a week: its Monday
    int64_t count;   // visits, USAGE_GROUP_MIN or more; of other records: openings
    int64_t dwells[USAGE_DWELLS];
    int dwell; // of records: the class in the middle; -1: not told
};
struct usage_report {
    struct usage_group *groups; // by table; days by date, the others by count, other last
    size_t count;
    int64_t visits, weeks, thin_weeks; // thin: too few visits to say anything of the week
};
// Each week, Monday to Sunday, is made safe by itself and the weeks are then added, so
// that no two spans of weeks tell by their difference what neither tells: groups under
// USAGE_GROUP_MIN become "other", with the smallest of the rest when they do not reach it
// together. `rows` must be of whole weeks that are over. Pure.
struct usage_report usage_report_make(struct arena *arena, const struct usage_rows *rows);

#endif
