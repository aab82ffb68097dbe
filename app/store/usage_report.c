// What may be told of the counts: no number under USAGE_GROUP_MIN, nor one that others
// give by subtraction.
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/usage.h"

struct cell {
    int64_t week; // its Monday, days since 1970
    struct usage_group group;
    bool hidden;
};
struct cells {
    struct cell *items;
    size_t count;
};

static struct str date_of(struct arena *arena, int64_t day)
{
    const struct civil_date date = civil_from_days(day);
    return arena_printf(arena, "%04d-%02d-%02d", (int)date.year, (int)date.month,
                        (int)date.day);
}

static void add(struct cells *cells, const struct usage_row *row, enum usage_table table,
                struct str name)
{
    struct cell *cell = &cells->items[cells->count++];
    *cell = (struct cell){
        .week = row->day - civil_weekday(row->day),
        .group = {.table = table, .name = name, .count = row->count},
    };
    cell->group.dwells[row->dwell] = row->count;
}

static struct cells cells_of(struct arena *arena, const struct usage_rows *rows)
{
    struct cells cells = {.items = ARENA_ARRAY(arena, struct cell, rows->count * 2 + 1)};
    for (size_t i = 0; i < rows->count; i++) {
        const struct usage_row *row = &rows->items[i];
        switch (row->what) {
        case USAGE_VISIT:
            add(&cells, row, USAGE_DAYS, date_of(arena, row->day));
            add(&cells, row, USAGE_LANGUAGES, row->lang);
            break;
        case USAGE_OPENED:
            if (row->record.len) {
                add(&cells, row, USAGE_RECORDS,
                    arena_printf(arena, "%.*s %.*s", STR_ARG(row->screen),
                                 STR_ARG(row->record)));
            }
            break;
        case USAGE_ENDED:
            add(&cells, row, USAGE_ENDS, row->screen);
            break;
        }
    }
    return cells;
}

static int compare_groups(const struct usage_group *a, const struct usage_group *b)
{
    if (a->table != b->table) {
        return a->table < b->table ? -1 : 1;
    }
    const int order = str_compare(a->name, b->name);
    return order ? order : str_compare(a->week, b->week);
}

static int by_week(const void *left, const void *right)
{
    const struct cell *a = left, *b = right;
    if (a->week != b->week) {
        return a->week < b->week ? -1 : 1;
    }
    return compare_groups(&a->group, &b->group);
}

static int by_group(const void *left, const void *right)
{
    const struct cell *a = left, *b = right;
    return compare_groups(&a->group, &b->group);
}

static void gather(struct cells *cells, int (*compare)(const void *, const void *))
{
    size_t kept = 0;
    if (cells->count) {
        qsort(cells->items, cells->count, sizeof(*cells->items), compare);
    }
    for (size_t i = 0; i < cells->count; i++) {
        struct usage_group *into = kept ? &cells->items[kept - 1].group : NULL;
        if (!into || compare(&cells->items[kept - 1], &cells->items[i]) != 0) {
            cells->items[kept++] = cells->items[i];
            continue;
        }
        into->count += cells->items[i].group.count;
        for (int dwell = 0; dwell < USAGE_DWELLS; dwell++) {
            into->dwells[dwell] += cells->items[i].group.dwells[dwell];
        }
    }
    cells->count = kept;
}

static struct cell *smallest_shown(struct cell *cells, size_t count)
{
    struct cell *smallest = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!cells[i].hidden &&
            (!smallest || cells[i].group.count < smallest->group.count)) {
            smallest = &cells[i];
        }
    }
    return smallest;
}

// Hides the small groups of one table of one week, and as many more as it takes that
// those hidden are enough together: less could be found by subtraction. Returns their
// sum.
static int64_t hide_small(struct cell *cells, size_t count)
{
    int64_t hidden = 0;
    for (size_t i = 0; i < count; i++) {
        cells[i].hidden = cells[i].group.count < USAGE_GROUP_MIN;
        hidden += cells[i].hidden ? cells[i].group.count : 0;
    }
    struct cell *next;
    while (hidden > 0 && hidden < USAGE_GROUP_MIN &&
           (next = smallest_shown(cells, count))) {
        next->hidden = true;
        hidden += next->group.count;
    }
    return hidden;
}

static void take_table(struct arena *arena, struct cell *cells, size_t count,
                       struct cells *out)
{
    const int64_t other = hide_small(cells, count);
    for (size_t i = 0; i < count; i++) {
        if (!cells[i].hidden) {
            out->items[out->count++] = cells[i];
        }
    }
    if (other < USAGE_GROUP_MIN) {
        return;
    }
    const bool days = cells[0].group.table == USAGE_DAYS;
    out->items[out->count++] =
        (struct cell){.group = {.table = cells[0].group.table,
                                .count = other,
                                .week = days ? date_of(arena, cells[0].week) : STR("")}};
}

static void take_week(struct arena *arena, struct cell *cells, size_t count,
                      struct usage_report *report, struct cells *out)
{
    int64_t visits = 0;
    for (size_t i = 0; i < count; i++) {
        visits += cells[i].group.table == USAGE_DAYS ? cells[i].group.count : 0;
    }
    // Of so few no table says anything.
    if (visits < USAGE_GROUP_MIN) {
        report->thin_weeks++;
        return;
    }
    report->visits += visits;
    report->weeks++;
    for (size_t i = 0, end = 0; i < count; i = end) {
        while (end < count && cells[end].group.table == cells[i].group.table) {
            end++;
        }
        take_table(arena, &cells[i], end - i, out);
    }
}

static int by_rank(const void *left, const void *right)
{
    const struct usage_group *a = left, *b = right;
    if (a->table != b->table) {
        return a->table < b->table ? -1 : 1;
    }
    if (a->table == USAGE_DAYS) {
        const int order =
            str_compare(a->name.len ? a->name : a->week, b->name.len ? b->name : b->week);
        return order ? order : (b->name.len > 0) - (a->name.len > 0);
    }
    if (!a->name.len != !b->name.len) {
        return a->name.len ? -1 : 1;
    }
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return str_compare(a->name, b->name);
}

static int middle_dwell(const struct usage_group *group)
{
    int64_t seen = 0;
    if (group->table != USAGE_RECORDS || !group->name.len) {
        return -1;
    }
    for (int dwell = 0; dwell < USAGE_DWELLS; dwell++) {
        seen += group->dwells[dwell];
        if (seen * 2 >= group->count) {
            return dwell;
        }
    }
    return -1;
}

struct usage_report usage_report_make(struct arena *arena, const struct usage_rows *rows)
{
    struct usage_report report = {0};
    struct cells cells = cells_of(arena, rows);
    gather(&cells, by_week);
    // At most one "other" for each table of a week besides.
    struct cells told = {.items = ARENA_ARRAY(arena, struct cell, cells.count * 2 + 1)};
    for (size_t i = 0, end = 0; i < cells.count; i = end) {
        while (end < cells.count && cells.items[end].week == cells.items[i].week) {
            end++;
        }
        take_week(arena, &cells.items[i], end - i, &report, &told);
    }
    gather(&told, by_group);
    report.groups = ARENA_ARRAY(arena, struct usage_group, told.count + 1);
    for (size_t i = 0; i < told.count; i++) {
        struct usage_group *group = &report.groups[report.count++];
        *group = told.items[i].group;
        group->dwell = middle_dwell(group);
        // How they are spread is not told: one of the classes may be a single visit.
        memset(group->dwells, 0, sizeof(group->dwells));
    }
    if (report.count) {
        qsort(report.groups, report.count, sizeof(*report.groups), by_rank);
    }
    return report;
}
