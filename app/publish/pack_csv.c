// CSV tables (RFC 4180). A row becomes the same YAML tree as a front matter would be, so
// that one path checks both.
#include <string.h>

#include "pack_internal.h"

enum { CELLS_MAX = 200, CELL_BYTES_MAX = 64 * 1024, ROWS_MAX = 100000 };

struct csv {
    struct arena *arena;
    struct str text;
    size_t at;
    int64_t line;
    const char *fault;
    char separator;
};

static bool csv_fail(struct csv *csv, const char *fault)
{
    csv->fault = fault;
    return false;
}

// Behind the opening mark; two marks mean one.
static bool quoted_cell(struct csv *csv, struct str *out_cell)
{
    const size_t start = csv->at;
    size_t count = 0;
    for (; csv->at < csv->text.len; csv->at++, count++) {
        const bool mark = csv->text.ptr[csv->at] == '"';
        const bool doubled =
            mark && csv->at + 1 < csv->text.len && csv->text.ptr[csv->at + 1] == '"';
        if (mark && !doubled) {
            break;
        }
        csv->at += doubled;
        csv->line += csv->text.ptr[csv->at] == '\n';
    }
    if (csv->at == csv->text.len) {
        return csv_fail(csv, "a quotation mark has no end");
    }
    char *bytes = arena_alloc(csv->arena, count + 1);
    size_t used = 0;
    for (size_t i = start; i < csv->at; i++) {
        bytes[used++] = csv->text.ptr[i];
        i += csv->text.ptr[i] == '"';
    }
    csv->at++;
    *out_cell = (struct str){bytes, used};
    return true;
}

static bool plain_cell(struct csv *csv, struct str *out_cell)
{
    const size_t start = csv->at;
    while (csv->at < csv->text.len && csv->text.ptr[csv->at] != csv->separator &&
           csv->text.ptr[csv->at] != '\n') {
        if (csv->text.ptr[csv->at] == '"') {
            return csv_fail(csv, "a quotation mark inside a cell; quote the whole cell");
        }
        csv->at++;
    }
    *out_cell = str_trim(str_slice(csv->text, start, csv->at));
    return true;
}

static bool csv_cell(struct csv *csv, struct str *out_cell)
{
    if (csv->at < csv->text.len && csv->text.ptr[csv->at] == '"') {
        csv->at++;
        if (!quoted_cell(csv, out_cell)) {
            return false;
        }
    } else if (!plain_cell(csv, out_cell)) {
        return false;
    }
    if (out_cell->len > CELL_BYTES_MAX) {
        return csv_fail(csv, "a cell is longer than 64 KB");
    }
    return csv->at == csv->text.len || csv->text.ptr[csv->at] == csv->separator ||
           csv->text.ptr[csv->at] == '\n' ||
           csv_fail(csv, "text behind a closing quotation mark");
}

// One row, its line end used up.
static bool csv_row(struct csv *csv, struct pack_row *out_row)
{
    struct str cells[CELLS_MAX];
    *out_row = (struct pack_row){.line = csv->line};
    for (;;) {
        if (out_row->count == CELLS_MAX) {
            return csv_fail(csv, "more than 200 cells in a row");
        }
        if (!csv_cell(csv, &cells[out_row->count++])) {
            return false;
        }
        if (csv->at == csv->text.len || csv->text.ptr[csv->at++] == '\n') {
            break;
        }
    }
    csv->line++;
    out_row->cells = ARENA_ARRAY(csv->arena, struct str, out_row->count);
    memcpy(out_row->cells, cells, out_row->count * sizeof(*cells));
    return true;
}

static size_t count_lines(struct str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++) {
        lines += text.ptr[i] == '\n';
    }
    return lines;
}

bool pack_csv_parse(struct arena *arena, struct str text, struct pack_table *inout_table,
                    int64_t *out_fault_line, const char **out_fault)
{
    struct csv csv = {
        .arena = arena, .text = text, .line = 1, .separator = inout_table->separator};
    struct pack_table table = {.separator = csv.separator};
    const size_t lines = count_lines(text);
    if (lines > ROWS_MAX) {
        *out_fault_line = ROWS_MAX;
        *out_fault = "more than 100,000 rows";
        return false;
    }
    table.rows = ARENA_ARRAY(arena, struct pack_row, lines);
    while (csv.at < text.len) {
        struct pack_row row;
        if (!csv_row(&csv, &row)) {
            *out_fault_line = csv.line;
            *out_fault = csv.fault;
            return false;
        }
        if (row.count > 1 || row.cells[0].len) { // blank lines separate
            table.rows[table.count++] = row;
        }
    }
    *inout_table = table;
    return true;
}

// ---- a row as a YAML tree ----

static struct yaml *yaml_add(struct arena *arena, struct yaml *collection,
                             struct yaml item)
{
    struct yaml *items = ARENA_ARRAY(arena, struct yaml, collection->count + 1);
    if (collection->count) {
        memcpy(items, collection->items, collection->count * sizeof(*items));
    }
    items[collection->count] = item;
    collection->items = items;
    return &collection->items[collection->count++];
}

static struct yaml *yaml_find(struct yaml *map, struct str key)
{
    for (size_t i = 0; i < map->count; i++) {
        if (str_equal(map->items[i].key, key)) {
            return &map->items[i];
        }
    }
    return NULL;
}

static struct yaml text_node(struct str key, struct str text, int64_t line)
{
    return (struct yaml){.type = YAML_TEXT,
                         .line = line,
                         .key = key,
                         .key_line = line,
                         .text = text,
                         .plain = true};
}

// "a b; c" as a list: blanks, commas and semicolons separate.
static struct yaml list_node(struct arena *arena, struct str key, struct str text,
                             int64_t line)
{
    struct yaml list = {.type = YAML_LIST, .line = line, .key = key, .key_line = line};
    for (size_t start = 0; start < text.len;) {
        size_t end = start;
        while (end < text.len && !strchr(" ,;", text.ptr[end])) {
            end++;
        }
        if (end > start) {
            yaml_add(arena, &list,
                     text_node((struct str){0}, str_slice(text, start, end), line));
        }
        start = end + 1;
    }
    return list;
}

// The language behind the dot of "title.bg"; empty when there is none.
static struct str column_lang(struct str column, struct str *out_key)
{
    const size_t dot = str_find(column, STR("."), 0);
    *out_key = str_slice(column, 0, dot);
    return dot == SIZE_MAX ? (struct str){0} : str_slice(column, dot + 1, column.len);
}

static void add_text(struct arena *arena, struct yaml *map, struct str key,
                     struct str lang, struct yaml text)
{
    struct yaml *texts = yaml_find(map, key);
    if (!texts) {
        texts = yaml_add(
            arena, map,
            (struct yaml){
                .type = YAML_MAP, .line = text.line, .key = key, .key_line = text.line});
    }
    text.key = lang;
    yaml_add(arena, texts, text);
}

// "option2.bg" of a question: its second option, in Bulgarian.
static bool add_option(const struct pack_front *front, struct yaml *map, struct str key,
                       struct str lang, struct yaml text)
{
    int64_t number = 0;
    struct arena *arena = front->reading->arena;
    if (front->kind != CONTENT_QUESTION || !str_starts_with(key, STR("option")) ||
        !str_to_int64(str_slice(key, 6, key.len), &number) || number < 1 || number > 20) {
        return false;
    }
    struct yaml *options = yaml_find(map, STR("options"));
    if (!options) {
        options = yaml_add(arena, map,
                           (struct yaml){.type = YAML_LIST,
                                         .line = text.line,
                                         .key = STR("options"),
                                         .key_line = text.line});
    }
    while (options->count < (size_t)number) {
        yaml_add(arena, options, (struct yaml){.type = YAML_MAP, .line = text.line});
    }
    text.key = lang;
    yaml_add(arena, &options->items[number - 1], text);
    return true;
}

static void add_cell(const struct pack_front *front, struct yaml *map, struct str column,
                     struct str text, int64_t line)
{
    struct str key;
    const struct str lang = column_lang(column, &key);
    const struct str in = lang.len ? lang : front->lang;
    struct arena *arena = front->reading->arena;
    const struct yaml node = text_node(key, text, line);
    if (add_option(front, map, key, in, node)) {
        return;
    }
    const struct content_member *member =
        content_member_find(&content_record_members, front->kind, key);
    if (member && member->type == MEMBER_TEXT && strcmp(member->key, "body") != 0) {
        add_text(arena, map, key, in, node);
    } else if (str_equal(key, STR("right")) ||
               (member &&
                (member->type == MEMBER_STRINGS || member->type == MEMBER_LETTERS ||
                 member->type == MEMBER_AUDIENCES))) {
        yaml_add(arena, map, list_node(arena, key, text, line));
    } else {
        yaml_add(arena, map, node);
    }
}

static bool columns_right(struct pack_reading *reading, size_t file,
                          const struct pack_row *head)
{
    for (size_t i = 0; i < head->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (str_equal(head->cells[i], head->cells[j])) {
                pack_error(reading, PACK_PLACE(file, head->line),
                           "the column '%.*s' stands twice", STR_ARG(head->cells[i]));
                return false;
            }
        }
    }
    return true;
}

static struct str cell_of(const struct pack_row *head, const struct pack_row *row,
                          struct str column)
{
    for (size_t i = 0; i < head->count && i < row->count; i++) {
        if (str_equal(head->cells[i], column)) {
            return row->cells[i];
        }
    }
    return (struct str){0};
}

static struct yaml row_tree(const struct pack_front *front, const struct pack_row *head,
                            const struct pack_row *row, struct str skip)
{
    struct yaml map = {.type = YAML_MAP, .line = row->line};
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].len && !str_equal(head->cells[i], skip)) {
            add_cell(front, &map, head->cells[i], row->cells[i], row->line);
        }
    }
    return map;
}

static void add_session(const struct pack_front *front, const struct pack_row *head,
                        const struct pack_row *row)
{
    struct pack_reading *reading = front->reading;
    const struct str id = cell_of(head, row, STR("activity"));
    struct pack_entry *entry = pack_find_entry(reading, CONTENT_ACTIVITY, id);
    if (!entry) {
        pack_error(reading, PACK_PLACE(front->file, row->line),
                   "there is no activity '%.*s'; wants the id of activity/<id>.md",
                   STR_ARG(id));
        return;
    }
    struct yaml tree = row_tree(front, head, row, STR("activity"));
    for (size_t i = 0; i < tree.count; i++) {
        if (str_equal(tree.items[i].key, STR("except"))) {
            tree.items[i] =
                list_node(reading->arena, STR("except"), tree.items[i].text, row->line);
        }
    }
    const struct content_member *member =
        content_member_find(&content_record_members, CONTENT_ACTIVITY, STR("sessions"));
    const struct value session = pack_front_map(front, member->items, &tree);
    for (size_t i = 0; i < entry->map.count; i++) {
        if (str_equal(entry->map.items[i].key, STR("sessions"))) {
            pack_value_add(reading->arena, &entry->map.items[i], session);
            return;
        }
    }
    struct value list = {
        .type = VALUE_LIST, .key = STR("sessions"), .line = session.line};
    pack_value_add(reading->arena, &list, session);
    pack_value_add(reading->arena, &entry->map, list);
}

static void add_record(const struct pack_front *front, const struct pack_row *head,
                       const struct pack_row *row)
{
    struct pack_reading *reading = front->reading;
    const struct str id = cell_of(head, row, STR("id"));
    const int64_t place = PACK_PLACE(front->file, row->line);
    if (!content_id_valid(id)) {
        pack_error(reading, place, "id: wants 1 to 64 of a-z, 0-9, hyphen");
        return;
    }
    const struct pack_entry *twin = pack_find_entry(reading, front->kind, id);
    if (twin) {
        pack_error(reading, place, "the id '%.*s' is taken by %.*s", STR_ARG(id),
                   STR_ARG(reading->files[twin->file]));
        return;
    }
    const struct yaml tree = row_tree(front, head, row, (struct str){0});
    struct pack_entry *entry = pack_add_entry(reading, front->kind, id, front->file);
    entry->map = pack_front_map(front, &content_record_members, &tree);
}

void pack_read_table(struct pack_reading *reading, enum content_kind kind, size_t file)
{
    struct pack_table table = {.separator = ','};
    struct str text;
    int64_t line = 0;
    const char *fault = NULL;
    if (!pack_read_text(reading, file, &text)) {
        return;
    }
    if (!pack_csv_parse(reading->arena, text, &table, &line, &fault)) {
        pack_error(reading, PACK_PLACE(file, line), "%s", fault);
        return;
    }
    if (table.count == 0 || !columns_right(reading, file, &table.rows[0])) {
        return;
    }
    const bool sessions = str_starts_with(reading->files[file], STR("activity/sessions"));
    const struct pack_front front = {.reading = reading,
                                     .kind = kind,
                                     .file = file,
                                     .lang = reading->pack->languages.count
                                                 ? reading->pack->languages.items[0]
                                                 : STR("en")};
    for (size_t i = 1; i < table.count; i++) {
        const struct pack_row *row = &table.rows[i];
        if (row->count != table.rows[0].count) {
            pack_error(reading, PACK_PLACE(file, row->line),
                       "%zu cells; wants %zu as in the first row", row->count,
                       table.rows[0].count);
        } else if (sessions) {
            add_session(&front, &table.rows[0], row);
        } else {
            add_record(&front, &table.rows[0], row);
        }
    }
}
