// Shared by the files that read spreadsheets.
#ifndef PUBLISH_IMPORT_CSV_H
#define PUBLISH_IMPORT_CSV_H

#include "import_internal.h"
#include "pack_internal.h"

enum csv_key {
    CSV_NONE, // a column we have no use for
    CSV_ID,
    CSV_TITLE,
    CSV_SUMMARY,
    CSV_BODY,
    CSV_URL,
    CSV_AGES,
    CSV_FIELDS,
    CSV_AUDIENCES,
    CSV_LICENCE,
    CSV_SOURCE,
    // sessions
    CSV_ACTIVITY,
    CSV_WEEKDAY,
    CSV_DATE,
    CSV_TIME, // "15:00-16:30"
    CSV_START,
    CSV_END,
    CSV_DURATION,
    CSV_FROM,
    CSV_UNTIL,
    CSV_EXCEPT,
    CSV_PLACE,
    CSV_CAPACITY,
    // questions
    CSV_QUESTION,
    CSV_CONTEST,
    CSV_OPTION, // with its number
    CSV_RIGHT,
    CSV_EXPLANATION,
    // organisations
    CSV_ORGANISATION,
    CSV_COUNTRY,
    CSV_REGION,
    CSV_ROLE,
    // figures
    CSV_FIGURE,
    CSV_VALUE,
    CSV_UNIT,
    CSV_YEAR,
    CSV_PERIOD,
    CSV_OF,
    CSV_CAVEAT,
    CSV_GROUP,
    CSV_KEY_COUNT
};

struct csv_column {
    enum csv_key key;
    struct str lang; // of texts
    int number;      // of options, from 0
};

struct csv_sheet {
    struct import *import;
    enum content_kind kind;
    const struct csv_column *columns;
    size_t count;
    bool month_first; // "12/31/2026"
};

// ---- import_words.c ----
// What a header means, in the languages people write them in.
struct csv_column csv_column_named(const struct import *import, struct str header);

// ---- import_rows.c ----
// The first cell of a key (in any language), empty: there is none.
struct str csv_cell(const struct csv_sheet *sheet, const struct pack_row *row,
                    enum csv_key key);
void csv_take_row(struct csv_sheet *sheet, const struct pack_row *row);
// "5.12.2026", "2026-12-05", "12/31/26"; *out_month_first is only set when it must be so.
NODISCARD bool csv_day_parse(struct str text, bool month_first, int64_t *out_day);
bool csv_is_month_first(struct str text);

#endif
