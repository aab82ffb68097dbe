// One row of a spreadsheet as a record.
#include <stdlib.h>
#include <string.h>

#include "import_csv.h"

enum { OPTIONS_MAX = 10 };

struct str csv_cell(const struct csv_sheet *sheet, const struct pack_row *row,
                    enum csv_key key)
{
    for (size_t i = 0; i < sheet->count && i < row->count; i++) {
        if (sheet->columns[i].key == key && row->cells[i].len) {
            return str_trim(row->cells[i]);
        }
    }
    return (struct str){0};
}

// ---- days and hours ----

// Up to three numbers between dots, slashes, hyphens or blanks.
static size_t numbers_of(struct str text, int64_t out[3], char *out_separator)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len && count < 3;) {
        size_t end = at;
        while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9') {
            end++;
        }
        if (end == at || end - at > 4) {
            return 0;
        }
        out[count] = 0;
        for (size_t i = at; i < end; i++) {
            out[count] = out[count] * 10 + (text.ptr[i] - '0');
        }
        count++;
        at = end;
        while (at < text.len && strchr("./- ", text.ptr[at])) {
            *out_separator = text.ptr[at] == ' ' ? *out_separator : text.ptr[at];
            at++;
        }
        if (count == 3 && at < text.len && at == end) {
            return 0;
        }
    }
    return count;
}

bool csv_day_parse(struct str text, bool month_first, int64_t *out_day)
{
    int64_t parts[3] = {0};
    char separator = '\0';
    text = str_trim(text);
    // "Sa, 05.12.2026": the weekday is said again.
    while (text.len && (text.ptr[0] < '0' || text.ptr[0] > '9')) {
        text = str_slice(text, 1, text.len);
    }
    if (numbers_of(text, parts, &separator) != 3) {
        return false;
    }
    const bool year_first = parts[0] > 31;
    const bool swapped = !year_first && separator == '/' && month_first;
    int64_t year = year_first ? parts[0] : parts[2];
    const int64_t month = year_first || !swapped ? parts[1] : parts[0];
    const int64_t day = year_first ? parts[2] : swapped ? parts[1] : parts[0];
    year += year < 100 ? 2000 : 0;
    if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31) {
        return false;
    }
    const struct civil_date date = {(int32_t)year, (int32_t)month, (int32_t)day};
    *out_day = civil_to_days(date);
    return civil_from_days(*out_day).day == date.day; // 31 February is none
}

bool csv_is_month_first(struct str text)
{
    int64_t parts[3] = {0};
    char separator = '\0';
    return numbers_of(str_trim(text), parts, &separator) == 3 && separator == '/' &&
           parts[0] <= 12 && parts[1] > 12 && parts[1] <= 31;
}

// "15:00", "15.30", "15h30", "15 Uhr", "3:00 PM"; what follows stays in *rest.
static bool cut_minute(struct str *rest, int32_t *out_minute)
{
    struct str text = str_trim(*rest);
    int32_t parts[2] = {0};
    size_t at = 0, count = 0;
    while (count < 2 && at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9') {
        const size_t start = at;
        for (; at < text.len && at < start + 2 && text.ptr[at] >= '0' &&
               text.ptr[at] <= '9';
             at++) {
            parts[count] = parts[count] * 10 + (text.ptr[at] - '0');
        }
        count++;
        if (count == 1 && at + 1 < text.len && strchr(":.hH", text.ptr[at]) &&
            text.ptr[at + 1] >= '0' && text.ptr[at + 1] <= '9') {
            at++;
        } else {
            break;
        }
    }
    if (count == 2 && at + 2 < text.len && text.ptr[at] == ':') {
        at += 3; // seconds
    }
    text = str_trim(str_slice(text, at, text.len));
    const char half = text.len > 1 && (text.ptr[1] | 32) == 'm' ? text.ptr[0] | 32 : '\0';
    if (half == 'a' || half == 'p') {
        if (parts[0] < 1 || parts[0] > 12) {
            return false;
        }
        parts[0] = parts[0] % 12 + (half == 'p' ? 12 : 0);
        text = str_slice(text, 2, text.len);
    }
    static const char *const hours[] = {"Uhr", "uhr", "h", "u."};
    for (size_t i = 0; i < sizeof(hours) / sizeof(*hours); i++) {
        if (str_starts_with(text, str_from_cstr(hours[i]))) {
            text = str_slice(text, strlen(hours[i]), text.len);
            break;
        }
    }
    *rest = str_trim(text);
    *out_minute = parts[0] * 60 + parts[1];
    return count > 0 && parts[0] < 24 && parts[1] < 60;
}

// Both ends from start and end, or from "15:00-16:30"; the end may be missing (-1).
static bool read_hours(const struct csv_sheet *sheet, const struct pack_row *row,
                       int32_t *out_start, int32_t *out_end)
{
    struct str time = csv_cell(sheet, row, CSV_TIME);
    struct str start = csv_cell(sheet, row, CSV_START);
    struct str end = csv_cell(sheet, row, CSV_END);
    struct str duration = csv_cell(sheet, row, CSV_DURATION);
    int32_t minutes = 0;
    *out_end = -1;
    if (!start.len) {
        start = time;
    }
    if (!cut_minute(&start, out_start)) {
        return false;
    }
    for (size_t i = 0; start.len && i < 4 && (start.ptr[0] < '0' || start.ptr[0] > '9');
         i++) {
        start = str_slice(start, 1, start.len); // "-", "–", "bis"
    }
    if (!end.len) {
        end = str_trim(start);
    }
    if (end.len) {
        return cut_minute(&end, out_end);
    }
    for (size_t i = 0;
         i < duration.len && i < 4 && duration.ptr[i] >= '0' && duration.ptr[i] <= '9';
         i++) {
        minutes = minutes * 10 + (duration.ptr[i] - '0');
    }
    if (minutes > 0 && minutes < 1440) {
        *out_end = (*out_start + minutes) % 1440;
    }
    return true;
}

// ---- texts ----

static void put_texts(const struct csv_sheet *sheet, const struct pack_row *row,
                      enum csv_key key, size_t max, struct content_text *out_text)
{
    for (size_t i = 0; i < sheet->count && i < row->count; i++) {
        if (sheet->columns[i].key == key) {
            import_put_text(sheet->import, out_text, sheet->columns[i].lang,
                            import_line(sheet->import->arena, row->cells[i], max));
        }
    }
}

static void put_common(const struct csv_sheet *sheet, const struct pack_row *row,
                       enum csv_key title, struct content_record *record)
{
    struct import *import = sheet->import;
    put_texts(sheet, row, title, IMPORT_LINE_BYTES, &record->title);
    if (!record->title.count) {
        put_texts(sheet, row, CSV_TITLE, IMPORT_LINE_BYTES, &record->title);
    }
    for (size_t i = 0; i < sheet->count && i < row->count; i++) {
        if (sheet->columns[i].key == CSV_BODY) {
            import_describe(import, record, sheet->columns[i].lang, row->cells[i]);
        }
    }
    put_texts(sheet, row, CSV_SUMMARY, IMPORT_TEXT_BYTES, &record->summary);
    import_add_link(import, record, csv_cell(sheet, row, CSV_URL));
    const struct str ages = csv_cell(sheet, row, CSV_AGES);
    int64_t parts[3] = {0};
    char separator = '\0';
    const size_t count = numbers_of(
        str_ends_with(ages, STR("+")) ? str_slice(ages, 0, ages.len - 1) : ages, parts,
        &separator);
    if (count == 1 || (count == 2 && parts[0] <= parts[1] && parts[1] <= 150)) {
        record->age_min = parts[0] > 150 ? 0 : parts[0];
        record->age_max = parts[1];
    }
    const struct str fields = csv_cell(sheet, row, CSV_FIELDS);
    for (size_t i = 0; i < fields.len; i++) {
        if (strchr(content_field_letter, fields.ptr[i]) && fields.ptr[i]) {
            import_ids_add(import->arena, &record->field_order,
                           str_slice(fields, i, i + 1));
        }
    }
    record->licence =
        import_line(import->arena, csv_cell(sheet, row, CSV_LICENCE), IMPORT_LINE_BYTES);
    record->source =
        import_line(import->arena, csv_cell(sheet, row, CSV_SOURCE), IMPORT_LINE_BYTES);
}

static void add_row(const struct csv_sheet *sheet, const struct pack_row *row,
                    struct content_record *record)
{
    struct import *import = sheet->import;
    const struct str id = csv_cell(sheet, row, CSV_ID);
    struct str key = id;
    if (!key.len && record->title.count) {
        key = arena_printf(import->arena, "title:%.*s",
                           STR_ARG(record->title.items[0].value));
    }
    record->id = record->kind == CONTENT_ACTIVITY
                     ? (struct str){0}
                     : import_slug(import->arena, id, IMPORT_SLUG_BYTES);
    import_add(import, key, row->line, record);
}

// ---- sessions ----

static void add_exceptions(const struct csv_sheet *sheet, const struct pack_row *row,
                           struct content_session *session)
{
    struct str rest = csv_cell(sheet, row, CSV_EXCEPT);
    for (size_t start = 0; start < rest.len;) {
        size_t end = start;
        int64_t day = 0;
        while (end < rest.len && !strchr(" ,;", rest.ptr[end])) {
            end++;
        }
        const struct str part = str_slice(rest, start, end);
        if (part.len && csv_day_parse(part, sheet->month_first, &day)) {
            import_ids_add(sheet->import->arena, &session->except,
                           import_date(sheet->import->arena, day));
        } else if (part.len) {
            import_hint(sheet->import, row->line, part, "is no date to be left out");
        }
        start = end + 1;
    }
}

// "Mo, Mi und Fr": bits of weekdays.
static unsigned weekdays_of(struct arena *arena, struct str text)
{
    const int whole = import_weekday(arena, text);
    unsigned days = whole < 0 ? 0 : 1U << whole;
    for (size_t start = 0; whole < 0 && start < text.len;) {
        size_t end = start;
        while (end < text.len && !strchr(" ,;/&+", text.ptr[end])) {
            end++;
        }
        const int day = import_weekday(arena, str_slice(text, start, end));
        days |= day < 0 ? 0 : 1U << day;
        start = end + 1;
    }
    return days;
}

static bool read_span(const struct csv_sheet *sheet, const struct pack_row *row,
                      struct content_session *session)
{
    const struct {
        enum csv_key key;
        struct str *date;
    } ends[] = {{CSV_FROM, &session->from}, {CSV_UNTIL, &session->until}};
    for (size_t i = 0; i < 2; i++) {
        const struct str cell = csv_cell(sheet, row, ends[i].key);
        int64_t day = 0;
        if (cell.len && !csv_day_parse(cell, sheet->month_first, &day)) {
            return false;
        }
        *ends[i].date =
            cell.len ? import_date(sheet->import->arena, day) : (struct str){0};
    }
    return !session->from.len || !session->until.len ||
           str_compare(session->from, session->until) <= 0;
}

// NULL: the sessions are in the record; else why the row is left out.
static const char *add_sessions(const struct csv_sheet *sheet, const struct pack_row *row,
                                struct content_record *record)
{
    struct import *import = sheet->import;
    struct content_session session = {.weekday = -1};
    int32_t start = 0, end = 0;
    int64_t day = 0;
    const struct str date = csv_cell(sheet, row, CSV_DATE);
    const struct str name = csv_cell(sheet, row, CSV_WEEKDAY);
    const unsigned days = date.len ? 0 : weekdays_of(import->arena, name);
    if (!read_hours(sheet, row, &start, &end)) {
        return "wants a time like 15:00 or 15:00-16:30";
    }
    if (date.len ? !csv_day_parse(date, sheet->month_first, &day) : !days) {
        return date.len ? "wants a date like 2026-12-05 or 5.12.2026"
                        : "wants a date, or a weekday";
    }
    if (!read_span(sheet, row, &session)) {
        return "wants dates in order where it is said from when and until when";
    }
    if (end < 0) {
        end = (start + 60) % 1440;
        import_hint(import, row->line, record->title.items[0].value,
                    "has no end; taken as an hour");
    }
    session.start_min = start;
    session.end_min = end;
    record->duration_min = (end - start + 1440) % 1440;
    session.place = record->places.count ? record->places.items[0] : (struct str){0};
    add_exceptions(sheet, row, &session);
    if (date.len) {
        session.from = import_date(import->arena, day);
        session.until = (struct str){0};
    }
    for (int i = 0; i < 7; i++) {
        if (date.len ? i == 0 : (days >> i & 1) != 0) {
            struct content_session one = session;
            one.weekday = date.len ? -1 : i;
            if (import_trim_session(import, &one)) {
                import_add_session(import, record, &one);
            }
        }
    }
    return record->sessions.count ? NULL : "is over";
}

static void take_session(const struct csv_sheet *sheet, const struct pack_row *row)
{
    struct import *import = sheet->import;
    struct content_record record = import_record(CONTENT_ACTIVITY);
    put_common(sheet, row, CSV_ACTIVITY, &record);
    const struct str place = csv_cell(sheet, row, CSV_PLACE);
    const struct str id = import_find(import, CONTENT_PLACE, place);
    int64_t capacity = 0;
    if (!record.title.count) {
        import_leave_out(import, row->line, (struct str){0}, "names no activity");
        return;
    }
    const struct str title = record.title.items[0].value;
    if (id.len) {
        import_ids_add(import->arena, &record.places, id);
    } else if (place.len) {
        import_hint(import, row->line, title,
                    "\"%.*s\" is no place of the pack (--map \"%.*s=ID\" names one)",
                    STR_ARG(place), STR_ARG(place));
    }
    if (str_to_int64(csv_cell(sheet, row, CSV_CAPACITY), &capacity) && capacity > 0 &&
        capacity < 100000) {
        record.capacity = capacity;
    }
    const char *fault = add_sessions(sheet, row, &record);
    if (fault) {
        import_leave_out(import, row->line, title, "%s", fault);
        return;
    }
    add_row(sheet, row, &record);
}

// ---- questions ----

// "2", "B" or the text of the option.
static void mark_right(struct content_record *record, struct str word)
{
    word = str_trim(word);
    for (size_t i = 0; i < record->options.count; i++) {
        struct content_option *option = &record->options.items[i];
        const bool number = word.len == 1 && (word.ptr[0] == (char)('1' + i) ||
                                              (word.ptr[0] | 32) == (char)('a' + i));
        bool text = false;
        for (size_t k = 0; k < option->text.count; k++) {
            text |= str_equal(option->text.items[k].value, word);
        }
        option->right |= number || text;
    }
}

static void take_question(const struct csv_sheet *sheet, const struct pack_row *row)
{
    struct import *import = sheet->import;
    struct content_record record = import_record(CONTENT_QUESTION);
    struct content_option *options =
        ARENA_ARRAY(import->arena, struct content_option, OPTIONS_MAX);
    put_common(sheet, row, CSV_QUESTION, &record);
    put_texts(sheet, row, CSV_EXPLANATION, IMPORT_TEXT_BYTES, &record.explanation);
    for (size_t i = 0; i < sheet->count && i < row->count; i++) {
        const struct csv_column *column = &sheet->columns[i];
        if (column->key == CSV_OPTION && column->number < OPTIONS_MAX) {
            import_put_text(import, &options[column->number].text, column->lang,
                            import_line(import->arena, row->cells[i], IMPORT_LINE_BYTES));
        }
    }
    while (record.options.count < OPTIONS_MAX &&
           options[record.options.count].text.count) {
        record.options.count++;
    }
    record.options.items = options;
    struct str right = csv_cell(sheet, row, CSV_RIGHT);
    mark_right(&record, right);
    size_t marked = 0;
    for (size_t start = 0; start < right.len;) {
        size_t end = start;
        while (end < right.len && !strchr(" ,;", right.ptr[end])) {
            end++;
        }
        mark_right(&record, str_slice(right, start, end));
        start = end + 1;
    }
    for (size_t i = 0; i < record.options.count; i++) {
        marked += options[i].right;
    }
    record.answer_type = marked > 1 ? STR("multiple") : STR("single");
    const struct str contest = csv_cell(sheet, row, CSV_CONTEST);
    record.contest =
        import_find(import, CONTENT_CONTEST,
                    contest.len ? contest : import_mapped(import, STR("contest")));
    const char *fault =
        record.options.count < 2 ? "wants two options or more"
        : !marked                ? "wants the right option: its number, letter or text"
        : !record.contest.len
            ? "names no contest of the pack (a column, or --map contest=ID)"
            : NULL;
    if (fault) {
        import_leave_out(import, row->line,
                         record.title.count ? record.title.items[0].value
                                            : (struct str){0},
                         "%s", fault);
        return;
    }
    add_row(sheet, row, &record);
}

// ---- organisations, figures ----

static void take_organisation(const struct csv_sheet *sheet, const struct pack_row *row)
{
    struct content_record record = import_record(CONTENT_ORGANISATION);
    struct arena *arena = sheet->import->arena;
    put_common(sheet, row, CSV_ORGANISATION, &record);
    put_texts(sheet, row, CSV_REGION, IMPORT_LINE_BYTES, &record.region);
    put_texts(sheet, row, CSV_ROLE, IMPORT_LINE_BYTES, &record.role);
    const struct str country = csv_cell(sheet, row, CSV_COUNTRY);
    if (content_form_check(FORM_COUNTRY, NULL, country)) {
        record.country = arena_str(arena, country);
    } else if (country.len) {
        import_hint(sheet->import, row->line, country,
                    "is no country's code (ISO 3166-1, like AL): left out");
    }
    add_row(sheet, row, &record);
}

// "1.300,5" and "1,300.5" to "1300.5": the last sign is the decimal one, unless it comes
// several times or stands before exactly three digits.
static struct str number_of(struct arena *arena, struct str text)
{
    char *digits = arena_alloc(arena, text.len + 1);
    size_t used = 0, signs = 0, last = SIZE_MAX, kinds = 0;
    char seen = '\0';
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '.' || text.ptr[i] == ',') {
            kinds += text.ptr[i] != seen;
            seen = text.ptr[i];
            last = i;
            signs++;
        }
    }
    const bool decimal =
        last != SIZE_MAX && (kinds > 1 || (signs == 1 && text.len - last != 4));
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if ((c >= '0' && c <= '9') || (c == '-' && i == 0)) {
            digits[used++] = c;
        } else if (i == last && decimal) {
            digits[used++] = '.';
        } else if (!strchr(".,' \xC2\xA0\xE2\x80\xAF", c)) { // also no-break spaces
            return (struct str){0};
        }
    }
    return (struct str){digits, used};
}

static void take_figure(const struct csv_sheet *sheet, const struct pack_row *row)
{
    struct import *import = sheet->import;
    struct content_record record = import_record(CONTENT_FIGURE);
    put_common(sheet, row, CSV_FIGURE, &record);
    put_texts(sheet, row, CSV_UNIT, IMPORT_LINE_BYTES, &record.unit);
    put_texts(sheet, row, CSV_PERIOD, IMPORT_LINE_BYTES, &record.period);
    put_texts(sheet, row, CSV_CAVEAT, IMPORT_TEXT_BYTES, &record.caveat);
    struct str value = csv_cell(sheet, row, CSV_VALUE);
    for (size_t i = 0; i < 2 && value.len; i++) {
        const char last = value.ptr[value.len - 1];
        if (last == '+' || last == '%') {
            record.suffix = str_slice(value, value.len - 1, value.len);
            value = str_trim(str_slice(value, 0, value.len - 1));
        }
    }
    record.value = number_of(import->arena, value);
    record.group = import_line(import->arena, csv_cell(sheet, row, CSV_GROUP), 100);
    record.of = import_find(import, CONTENT_ORGANISATION, csv_cell(sheet, row, CSV_OF));
    if (!str_to_int64(csv_cell(sheet, row, CSV_YEAR), &record.year) || record.year < 0 ||
        record.year > 2199) {
        record.year = 0;
    }
    if (!content_form_check(FORM_NUMBER, NULL, record.value)) {
        import_leave_out(import, row->line, csv_cell(sheet, row, CSV_VALUE),
                         "is no number; wants digits like 1300 or 44.5");
        return;
    }
    add_row(sheet, row, &record);
}

void csv_take_row(struct csv_sheet *sheet, const struct pack_row *row)
{
    if (sheet->kind == CONTENT_ACTIVITY) {
        take_session(sheet, row);
    } else if (sheet->kind == CONTENT_QUESTION) {
        take_question(sheet, row);
    } else if (sheet->kind == CONTENT_ORGANISATION) {
        take_organisation(sheet, row);
    } else {
        take_figure(sheet, row);
    }
}
