// usage: what the kiosk counted of its visits, as far as it may be told.
#include <string.h>

#include "command.h"
#include "print.h"
#include "signers.h"
#include "store/reader.h"
#include "store/usage.h"

enum { RECORDS_SHOWN = 20, WEEK = 7, DAY_S = 86400 };

static const char *const table_names[USAGE_TABLES] = {
    [USAGE_DAYS] = "visits a day",
    [USAGE_LANGUAGES] = "languages at the end of a visit",
    [USAGE_RECORDS] = "records, by visits that opened them",
    [USAGE_ENDS] = "screens where visits end",
};
static const char *const table_keys[USAGE_TABLES] = {
    [USAGE_DAYS] = "days",
    [USAGE_LANGUAGES] = "languages",
    [USAGE_RECORDS] = "records",
    [USAGE_ENDS] = "ends",
};
static const char *const dwell_names[USAGE_DWELLS] = {"under 5 s", "5 to 30 s",
                                                      "30 s to 2 min", "over 2 min"};

static bool take_day(const struct arguments *arguments, const char *name,
                     int64_t *inout_day)
{
    const char *text = arguments_text(arguments, name);
    struct civil_date date;
    if (!text) {
        return true;
    }
    if (!civil_parse(str_from_cstr(text), &date)) {
        print_error("usage", "a date looks like 2026-11-22", text);
        return false;
    }
    *inout_day = civil_to_days(date);
    return true;
}

static int64_t monday_of(int64_t day)
{
    return day - civil_weekday(day);
}

// Whole weeks that are over, wherever on Earth the kiosk stands.
static bool take_span(const struct arguments *arguments, int64_t out_span[2])
{
    int64_t now_s = 0;
    if (!now_take("usage", &now_s)) {
        return false;
    }
    const int64_t this_week = monday_of((now_s - DAY_S / 2) / DAY_S);
    int64_t from = 0, to = this_week - 1;
    if (!take_day(arguments, "from", &from) || !take_day(arguments, "to", &to)) {
        return false;
    }
    if (from > to) {
        print_error("usage", "--from is after --to, or its week is not over", NULL);
        return false;
    }
    out_span[0] = monday_of(from);
    out_span[1] = monday_of(to) + WEEK;
    if (out_span[1] > this_week) {
        out_span[1] = this_week;
    }
    return true;
}

// What the record is called in the content of today; empty when it has gone.
static struct str title_of(struct arena *arena, struct store *store, struct str name)
{
    struct str id = name, kind;
    if (!str_cut(&id, ' ', &kind) || !id.len) {
        return STR("");
    }
    const struct store_query query = {.ids = {.items = &id, .count = 1}, .limit = 1};
    struct store_result *result = store_query(store, &query);
    struct str title = STR("");
    if (result->count) {
        title =
            arena_str(arena, content_text_in(result->records[0].title, STR("en"), NULL));
    }
    store_result_release(result);
    return title;
}

static struct str group_name(struct arena *arena, const struct usage_group *group)
{
    if (group->name.len) {
        return group->name;
    }
    return group->week.len ? arena_printf(arena, "other days of the week of %.*s",
                                          STR_ARG(group->week))
                           : STR("other");
}

// A spreadsheet takes what begins with these for a formula.
static void print_cell(struct str text)
{
    const bool formula = text.len && memchr("=+-@\t\r", text.ptr[0], 6);
    putchar('"');
    if (formula) {
        putchar('\'');
    }
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char byte = (unsigned char)text.ptr[i];
        if (byte == '"') {
            putchar('"');
        }
        putchar(byte < ' ' ? ' ' : byte);
    }
    putchar('"');
}

static void print_csv(struct arena *arena, struct store *store,
                      const struct usage_report *report)
{
    fputs("table,group,title,visits,dwell\r\n", stdout);
    if (report->weeks) {
        printf("\"all\",\"\",\"\",%lld,\"\"\r\n", (long long)report->visits);
    }
    for (size_t i = 0; i < report->count; i++) {
        const struct usage_group *group = &report->groups[i];
        const bool record = group->table == USAGE_RECORDS && group->name.len;
        print_cell(str_from_cstr(table_keys[group->table]));
        putchar(',');
        print_cell(group_name(arena, group));
        putchar(',');
        print_cell(record ? title_of(arena, store, group->name) : STR(""));
        printf(",%lld,", (long long)group->count);
        print_cell(str_from_cstr(group->dwell >= 0 ? dwell_names[group->dwell] : ""));
        fputs("\r\n", stdout);
    }
}

static void print_group(struct arena *arena, struct store *store,
                        const struct usage_group *group)
{
    printf("  %7lld  ", (long long)group->count);
    print_neutral(stdout, group_name(arena, group));
    if (group->dwell >= 0) {
        printf("  (%s)  ", dwell_names[group->dwell]);
        print_neutral(stdout, title_of(arena, store, group->name));
    }
    putchar('\n');
}

static void print_tables(struct arena *arena, struct store *store,
                         const struct usage_report *report)
{
    size_t shown = 0;
    if (report->weeks) {
        printf("visits: %lld, weeks: %lld; groups under %d stand together as other\n",
               (long long)report->visits, (long long)report->weeks, USAGE_GROUP_MIN);
    } else {
        puts("nothing to tell yet: no week that is over has enough visits");
    }
    if (report->thin_weeks) {
        printf("weeks with under %d visits, left out: %lld\n", USAGE_GROUP_MIN,
               (long long)report->thin_weeks);
    }
    for (size_t i = 0; i < report->count; i++) {
        const struct usage_group *group = &report->groups[i];
        if (!i || report->groups[i - 1].table != group->table) {
            printf("\n%s\n", table_names[group->table]);
            shown = 0;
        }
        if (group->table != USAGE_RECORDS || shown++ < RECORDS_SHOWN) {
            print_group(arena, store, group);
        } else if (shown == RECORDS_SHOWN + 1) {
            puts("           more with --csv");
        }
    }
}

static int run(struct arena *arena, const struct arguments *arguments)
{
    const char *data = arguments_text(arguments, "data");
    struct usage_rows rows;
    int64_t span[2];
    if (!take_span(arguments, span)) {
        return EXIT_USAGE;
    }
    if (!usage_read(arena, data, span, &rows)) {
        print_error("usage", "usage.db cannot be read", data);
        return EXIT_FAILED;
    }
    const struct usage_report report = usage_report_make(arena, &rows);
    struct store *store = store_open(data);
    if (arguments_flag(arguments, "csv")) {
        print_csv(arena, store, &report);
    } else {
        print_tables(arena, store, &report);
    }
    store_close(store);
    return EXIT_DONE;
}

const struct command command_usage = {
    .name = "usage",
    .synopsis = "",
    .summary = "how many visits, in which languages, to what; of nobody in particular",
    .details = "Whole weeks, Monday to Sunday, that are over. A group of under 10 visits "
               "stands\n"
               "under \"other\", with as many more as it takes that it cannot be worked "
               "out from\n"
               "the rest. kiosk-config/usage.md says what is counted and what is not.\n",
    .options = {{"data", "DIR", "the kiosk's data folder", true, false},
                {"csv", NULL, "a table for a spreadsheet", false, false},
                {"from", "DATE", "from the week of this day", false, false},
                {"to", "DATE", "to the week of this day", false, false},
                {0}},
    .run = run,
};
