// Counting visits: the file, its damage, and what may be told of it.
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "store/usage.h"

static struct arena arena;
static char folder[64];

static void set_up(void)
{
    arena_init(&arena, 0);
    // In memory where there is such a folder: a thousand transactions wait for no disk.
    snprintf(folder, sizeof(folder), "%s/foyer-usage-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    cr_assert_not_null(mkdtemp(folder));
}

static void tear_down(void)
{
    cr_assert(folder_remove(folder));
    arena_finish(&arena);
}

TestSuite(usage, .init = set_up, .fini = tear_down);

enum { MONDAY = 20773 }; // 2026-11-16

static struct usage_visit visit_on(int64_t day, const char *lang, const char *record)
{
    struct usage_visit visit = {.day = day, .page_count = 2};
    snprintf(visit.lang, sizeof(visit.lang), "%s", lang);
    snprintf(visit.end, sizeof(visit.end), "activity");
    visit.pages[0] = (struct usage_page){.screen = "home", .dwell_ms = 3000};
    visit.pages[1] = (struct usage_page){.screen = "activity", .dwell_ms = 20000};
    snprintf(visit.pages[0].lang, sizeof(visit.pages[0].lang), "%s", lang);
    snprintf(visit.pages[1].lang, sizeof(visit.pages[1].lang), "%s", lang);
    snprintf(visit.pages[1].record, sizeof(visit.pages[1].record), "%s", record);
    return visit;
}

static void count(int64_t day, const char *lang, const char *record, int times)
{
    const struct usage_visit visit = visit_on(day, lang, record);
    for (int i = 0; i < times; i++) {
        cr_assert(usage_write(folder, &visit));
    }
}

static struct usage_rows read_all(void)
{
    struct usage_rows rows = {0};
    cr_assert(usage_read(&arena, folder, (const int64_t[]){0, MONDAY * 2}, &rows));
    return rows;
}

static int64_t sum_of(const struct usage_rows *rows, enum usage_what what)
{
    int64_t sum = 0;
    for (size_t i = 0; i < rows->count; i++) {
        sum += rows->items[i].what == what ? rows->items[i].count : 0;
    }
    return sum;
}

static struct str file_bytes(const char *name)
{
    struct str bytes = {0};
    cr_assert(file_read(&arena, path_join(&arena, folder, name), 1 << 26, &bytes));
    return bytes;
}

Test(usage, keeps_numbers_and_no_visit)
{
    count(MONDAY, "sq", "robot", 3);
    count(MONDAY, "en", "robot", 1);
    const struct usage_rows rows = read_all();
    cr_assert_eq(rows.count, 8, "two languages: a visit, an end and two screens each");
    cr_assert_eq(sum_of(&rows, USAGE_VISIT), 4);
    cr_assert_eq(sum_of(&rows, USAGE_OPENED), 8);
    cr_assert_eq(sum_of(&rows, USAGE_ENDED), 4);
}

Test(usage, the_same_visits_in_another_order_leave_the_same_file)
{
    char *other = path_join(&arena, folder, "other");
    cr_assert(folder_make(other));
    const struct usage_visit a = visit_on(MONDAY, "sq", "robot");
    const struct usage_visit b = visit_on(MONDAY, "en", "bridge");
    cr_assert(usage_write(folder, &a));
    cr_assert(usage_write(folder, &b));
    cr_assert(usage_write(other, &b));
    cr_assert(usage_write(other, &a));
    struct usage_rows rows = read_all(), turned = {0};
    cr_assert(usage_read(&arena, other, (const int64_t[]){0, MONDAY * 2}, &turned));
    cr_assert_eq(rows.count, turned.count);
    for (size_t i = 0; i < rows.count; i++) {
        cr_assert(str_equal(rows.items[i].lang, turned.items[i].lang));
        cr_assert(str_equal(rows.items[i].record, turned.items[i].record));
        cr_assert_eq(rows.items[i].count, turned.items[i].count);
    }
    struct folder_list names;
    cr_assert(folder_read(&arena, other, &names));
    cr_assert_eq(names.count, 1, "no log of what came when");
}

Test(usage, dwell_is_kept_in_four_classes)
{
    cr_assert_eq(usage_dwell_of(0), 0);
    cr_assert_eq(usage_dwell_of(4999), 0);
    cr_assert_eq(usage_dwell_of(5000), 1);
    cr_assert_eq(usage_dwell_of(30000), 2);
    cr_assert_eq(usage_dwell_of(INT64_MAX), USAGE_DWELLS - 1);
}

Test(usage, a_damaged_or_foreign_file_is_set_aside_and_counting_begins_anew)
{
    static const char *const bytes[] = {"", "no database at all, but long enough to see"};
    const char *path = path_join(&arena, folder, "usage.db");
    for (size_t i = 0; i < 2; i++) {
        cr_assert(file_write(path, str_from_cstr(bytes[i])));
        count(MONDAY, "sq", "robot", 1);
        const struct usage_rows rows = read_all();
        cr_assert_eq(sum_of(&rows, USAGE_VISIT), 1);
    }
    cr_assert(str_equal(file_bytes("usage.db.damaged"), str_from_cstr(bytes[1])));
}

Test(usage, survives_any_damage_of_its_pages)
{
    const char *path = path_join(&arena, folder, "usage.db");
    for (int day = 0; day < 40; day++) {
        count(MONDAY + day, "sq", "robot", 1);
    }
    const struct str whole = file_bytes("usage.db");
    unsigned seed = 7;
    for (int round = 0; round < 60; round++) {
        char *bytes = arena_alloc(&arena, whole.len);
        memcpy(bytes, whole.ptr, whole.len);
        size_t length = whole.len;
        for (int hit = 0; hit < 20; hit++) {
            seed = seed * 1103515245U + 12345U;
            bytes[seed / 65536U * 7919U % whole.len] ^= (char)(1 << (seed & 7));
        }
        if (round % 3 == 0) {
            length = seed % whole.len;
        }
        cr_assert(file_write(path, (struct str){.ptr = bytes, .len = length}));
        const struct usage_visit visit = visit_on(MONDAY, "sq", "robot");
        struct usage_rows rows = {0};
        (void)!usage_write(folder, &visit);
        (void)!usage_read(&arena, folder, (const int64_t[]){0, MONDAY * 2}, &rows);
        (void)usage_report_make(&arena, &rows);
    }
    cr_assert(file_write(path, STR("x")));
    count(MONDAY, "sq", "robot", 1);
}

Test(usage, keeps_a_bounded_number_of_days_whatever_the_clock_says)
{
    count(MONDAY + 40000, "sq", "robot", 1); // a clock that was wrong once
    for (int day = 0; day < USAGE_DAYS_MAX; day++) {
        count(MONDAY - day, "sq", "robot", 1);
    }
    const struct usage_rows rows = read_all();
    cr_assert_leq(sum_of(&rows, USAGE_VISIT), USAGE_DAYS_MAX);
    cr_assert_geq(sum_of(&rows, USAGE_VISIT), USAGE_DAYS_MAX - 1);
    cr_assert_eq(rows.items[rows.count - 1].day, MONDAY, "the young days stay");
}

Test(usage, the_thread_writes_what_waits_before_it_ends)
{
    struct usage *usage = usage_create(folder);
    cr_assert(usage_start(usage));
    const struct usage_visit visit = visit_on(MONDAY, "sq", "robot");
    for (int i = 0; i < 5; i++) {
        usage_count(usage, &visit);
    }
    usage_stop(usage);
    usage_count(usage, &visit); // too late, and no harm
    usage_join(usage);
    usage_destroy(usage);
    const struct usage_rows rows = read_all();
    cr_assert_eq(sum_of(&rows, USAGE_VISIT), 5);
}

// Killed at any instant: a visit is counted whole or not at all.
Test(usage, a_visit_is_counted_whole_or_not_at_all)
{
    const struct usage_visit visit = visit_on(MONDAY, "sq", "robot");
    for (int kill_at = 0; kill_at < 25; kill_at++) {
        const pid_t child = fork();
        cr_assert_neq(child, -1);
        while (child == 0) {
            (void)!usage_write(folder, &visit);
        }
        usleep(500 + (useconds_t)kill_at * 617);
        cr_assert_eq(kill(child, SIGKILL), 0);
        cr_assert_eq(waitpid(child, NULL, 0), child);
        const struct usage_rows rows = read_all();
        cr_assert_eq(sum_of(&rows, USAGE_VISIT), sum_of(&rows, USAGE_ENDED));
        cr_assert_eq(sum_of(&rows, USAGE_VISIT) * 2, sum_of(&rows, USAGE_OPENED));
    }
    count(MONDAY, "sq", "robot", 1);
    cr_assert_not(file_exists(path_join(&arena, folder, "usage.db.damaged")));
}

// ---- what may be told ----
static struct usage_report report_of(const struct usage_row *rows, size_t count)
{
    struct usage_rows all = {.items = ARENA_ARRAY(&arena, struct usage_row, count + 1),
                             .count = count};
    memcpy(all.items, rows, count * sizeof(*rows));
    return usage_report_make(&arena, &all);
}

static int64_t told(const struct usage_report *report, enum usage_table table,
                    const char *name)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->groups[i].table == table &&
            str_equal(report->groups[i].name, str_from_cstr(name))) {
            return report->groups[i].count;
        }
    }
    return 0;
}

#define VISITS(day_, lang_, count_)                                                      \
    {                                                                                    \
        .day = (day_), .what = USAGE_VISIT, .lang = STR(lang_), .count = (count_)        \
    }

Test(usage, small_groups_are_told_together)
{
    const struct usage_row rows[] = {VISITS(MONDAY, "sq", 40), VISITS(MONDAY, "en", 7),
                                     VISITS(MONDAY, "bg", 6)};
    const struct usage_report report = report_of(rows, 3);
    cr_assert_eq(report.visits, 53);
    cr_assert_eq(told(&report, USAGE_LANGUAGES, "sq"), 40);
    cr_assert_eq(told(&report, USAGE_LANGUAGES, "en"), 0);
    cr_assert_eq(told(&report, USAGE_LANGUAGES, ""), 13);
}

Test(usage, one_small_group_takes_another_along_lest_it_be_found_by_subtraction)
{
    const struct usage_row rows[] = {VISITS(MONDAY, "sq", 40), VISITS(MONDAY, "en", 12),
                                     VISITS(MONDAY, "bg", 3)};
    const struct usage_report report = report_of(rows, 3);
    cr_assert_eq(told(&report, USAGE_LANGUAGES, "sq"), 40);
    cr_assert_eq(told(&report, USAGE_LANGUAGES, "en"), 0);
    cr_assert_eq(told(&report, USAGE_LANGUAGES, ""), 15, "55 less 40 tells of two");
}

Test(usage, of_a_week_with_few_visits_nothing_is_told)
{
    const struct usage_row rows[] = {
        VISITS(MONDAY, "sq", 9),
        {.day = MONDAY,
         .what = USAGE_OPENED,
         .screen = STR("activity"),
         .record = STR("robot"),
         .lang = STR("sq"),
         .count = 9},
    };
    const struct usage_report report = report_of(rows, 2);
    cr_assert_eq(report.count, 0);
    cr_assert_eq(report.thin_weeks, 1);
    cr_assert_eq(report.visits, 0);
}

// Weeks of random numbers: what each span of weeks tells, and what the difference of two
// such spans tells, is never about fewer than ten.
enum { WEEKS = 4, LANGS = 6 };
static const char *const langs[LANGS] = {"sq", "en", "bg", "de", "es", "pt"};

static size_t random_rows(unsigned *seed, struct usage_row *rows)
{
    size_t count = 0;
    for (int day = 0; day < WEEKS * 7; day++) {
        for (int lang = 0; lang < LANGS; lang++) {
            *seed = *seed * 1103515245U + 12345U;
            const int64_t number = (int64_t)(*seed >> 16) % 9;
            if (number < 4) {
                rows[count++] = (struct usage_row){.day = MONDAY + day,
                                                   .what = USAGE_VISIT,
                                                   .lang = str_from_cstr(langs[lang]),
                                                   .count = number / 2 + 1};
            }
        }
    }
    return count;
}

static bool safe(int64_t number)
{
    return number == 0 || number >= USAGE_GROUP_MIN;
}

static void check_spans(const struct usage_row *rows, size_t count)
{
    int64_t before[LANGS] = {0}, all_before = 0;
    for (int weeks = 1; weeks <= WEEKS; weeks++) {
        size_t end = 0;
        while (end < count && rows[end].day < MONDAY + weeks * 7) {
            end++;
        }
        const struct usage_report report = report_of(rows, end);
        int64_t sums[USAGE_TABLES] = {0};
        for (size_t i = 0; i < report.count; i++) {
            cr_assert_geq(report.groups[i].count, USAGE_GROUP_MIN);
            sums[report.groups[i].table] += report.groups[i].count;
        }
        cr_assert_eq(sums[USAGE_DAYS], report.visits, "nothing is missing from a total");
        cr_assert_eq(sums[USAGE_LANGUAGES], report.visits);
        cr_assert(safe(report.visits - all_before));
        all_before = report.visits;
        for (int lang = 0; lang < LANGS; lang++) {
            const int64_t now = told(&report, USAGE_LANGUAGES, langs[lang]);
            cr_assert(safe(now - before[lang]), "the difference of two reports");
            before[lang] = now;
        }
    }
}

Test(usage, no_report_and_no_difference_of_two_tells_of_fewer_than_ten)
{
    struct usage_row rows[WEEKS * 7 * LANGS];
    unsigned seed = 1;
    for (int round = 0; round < 300; round++) {
        const size_t count = random_rows(&seed, rows);
        check_spans(rows, count);
    }
}

// The control: the same sums without the second step are found out.
Test(usage, hiding_small_groups_alone_would_be_found_out)
{
    const int64_t groups[] = {40, 12, 3};
    int64_t total = 0, shown = 0;
    for (size_t i = 0; i < 3; i++) {
        total += groups[i];
        shown += groups[i] >= USAGE_GROUP_MIN ? groups[i] : 0;
    }
    cr_assert_not(safe(total - shown));
}

Test(usage, tells_how_long_a_record_was_read_in_the_middle)
{
    struct usage_row rows[] = {
        VISITS(MONDAY, "sq", 30),
        {.day = MONDAY,
         .what = USAGE_OPENED,
         .screen = STR("activity"),
         .record = STR("robot"),
         .lang = STR("sq"),
         .dwell = 0,
         .count = 5},
        {.day = MONDAY,
         .what = USAGE_OPENED,
         .screen = STR("activity"),
         .record = STR("robot"),
         .lang = STR("sq"),
         .dwell = 2,
         .count = 20},
        {.day = MONDAY,
         .what = USAGE_OPENED,
         .screen = STR("home"),
         .lang = STR("sq"),
         .count = 30},
    };
    const struct usage_report report = report_of(rows, 4);
    cr_assert_eq(told(&report, USAGE_RECORDS, "activity robot"), 25);
    for (size_t i = 0; i < report.count; i++) {
        if (report.groups[i].table == USAGE_RECORDS) {
            cr_assert_eq(report.groups[i].dwell, 2);
        }
    }
}
