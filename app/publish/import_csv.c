// Spreadsheets saved as CSV: which separator, where the head is, what its columns mean.
#include <string.h>

#include "import_csv.h"

// Of the first lines, outside quotation marks, the commonest.
static char find_separator(struct str text)
{
    static const char separators[] = {';', ',', '\t'};
    size_t counts[3] = {0}, lines = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.len && lines < 10; i++) {
        quoted ^= text.ptr[i] == '"';
        lines += !quoted && text.ptr[i] == '\n';
        for (size_t s = 0; s < 3; s++) {
            counts[s] += !quoted && text.ptr[i] == separators[s];
        }
    }
    const size_t best = counts[0] >= counts[1] && counts[0] >= counts[2] ? 0
                        : counts[1] >= counts[2]                         ? 1
                                                                         : 2;
    return counts[best] ? separators[best] : ',';
}

static size_t known_columns(const struct import *import, const struct pack_row *row)
{
    size_t known = 0;
    for (size_t i = 0; i < row->count; i++) {
        known += csv_column_named(import, row->cells[i]).key != CSV_NONE;
    }
    return known;
}

// Titles of the sheet may stand over the head.
static size_t find_head(const struct import *import, const struct pack_table *table)
{
    size_t best = 0, most = 0;
    for (size_t i = 0; i < table->count && i < 10; i++) {
        const size_t known = known_columns(import, &table->rows[i]);
        if (known > most) {
            best = i;
            most = known;
        }
    }
    return best;
}

static bool has_key(const struct csv_column *columns, size_t count, enum csv_key key)
{
    for (size_t i = 0; i < count; i++) {
        if (columns[i].key == key) {
            return true;
        }
    }
    return false;
}

static bool find_kind(struct csv_sheet *sheet)
{
    const struct import_options *options = sheet->import->options;
    const struct csv_column *columns = sheet->columns;
    const size_t count = sheet->count;
    sheet->kind = CONTENT_KIND_COUNT;
    if (options->has_kind) {
        sheet->kind = options->kind;
    } else if (has_key(columns, count, CSV_OPTION)) {
        sheet->kind = CONTENT_QUESTION;
    } else if (has_key(columns, count, CSV_VALUE)) {
        sheet->kind = CONTENT_FIGURE;
    } else if (has_key(columns, count, CSV_START) || has_key(columns, count, CSV_TIME)) {
        sheet->kind = CONTENT_ACTIVITY;
    } else if (has_key(columns, count, CSV_ORGANISATION) ||
               has_key(columns, count, CSV_COUNTRY)) {
        sheet->kind = CONTENT_ORGANISATION;
    }
    return sheet->kind == CONTENT_ACTIVITY || sheet->kind == CONTENT_QUESTION ||
           sheet->kind == CONTENT_ORGANISATION || sheet->kind == CONTENT_FIGURE ||
           import_fail(sheet->import,
                       "cannot tell what the rows are; wants --kind session, question, "
                       "organisation or figure");
}

static void read_head(struct csv_sheet *sheet, const struct pack_row *head)
{
    struct import *import = sheet->import;
    struct csv_column *columns =
        ARENA_ARRAY(import->arena, struct csv_column, head->count);
    for (size_t i = 0; i < head->count; i++) {
        columns[i] = csv_column_named(import, head->cells[i]);
        if (columns[i].key == CSV_NONE && head->cells[i].len) {
            import_leave_out(
                import, head->line, head->cells[i],
                "a column that is not known (--map \"%.*s=title\" names one)",
                STR_ARG(head->cells[i]));
        }
    }
    sheet->columns = columns;
    sheet->count = head->count;
}

static void find_order(struct csv_sheet *sheet, const struct pack_table *table)
{
    static const enum csv_key dates[] = {CSV_DATE, CSV_FROM, CSV_UNTIL};
    for (size_t i = 0; i < table->count; i++) {
        for (size_t k = 0; k < sizeof(dates) / sizeof(*dates); k++) {
            sheet->month_first |=
                csv_is_month_first(csv_cell(sheet, &table->rows[i], dates[k]));
        }
    }
}

bool import_read_csv(struct import *import, struct str bytes)
{
    struct csv_sheet sheet = {.import = import};
    int64_t line = 0;
    const char *fault = NULL;
    const struct str text =
        import_unix_lines(import->arena, import_decode(import->arena, bytes));
    struct pack_table table = {.separator = find_separator(text)};
    if (str_starts_with(text, STR("sep=")) && text.len > 5) { // what Excel puts on top
        table.separator = text.ptr[4];
    }
    if (!pack_csv_parse(import->arena, text, &table, &line, &fault)) {
        return import_fail(import, "%.*s:%lld: %s",
                           STR_ARG(import->files[import->file].name), (long long)line,
                           fault);
    }
    const size_t head = find_head(import, &table);
    if (table.count == 0 || !known_columns(import, &table.rows[head])) {
        return import_fail(import,
                           "%.*s: no column is known; wants a first row like "
                           "activity,weekday,start,end (--map \"Kurs=title\" names them)",
                           STR_ARG(import->files[import->file].name));
    }
    read_head(&sheet, &table.rows[head]);
    find_order(&sheet, &table);
    if (!find_kind(&sheet)) {
        return false;
    }
    for (size_t i = head + 1; i < table.count; i++) {
        csv_take_row(&sheet, &table.rows[i]);
    }
    return true;
}
