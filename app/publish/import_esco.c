// ESCO's occupations as its download gives them: one CSV a language, the columns named
// conceptUri, iscoGroup, preferredLabel, altLabels, description, code, ...
#include <string.h>

#include "import_internal.h"
#include "pack_internal.h"

enum column { URI, GROUP, LABEL, DESCRIPTION, CODE, STATUS, COLUMN_COUNT };
static const char *const names[COLUMN_COUNT] = {
    "conceptUri", "iscoGroup", "preferredLabel", "description", "code", "status"};

// "occupations_de.csv": the language behind the last mark.
static struct str lang_of(const struct import *import)
{
    struct str name = import->files[import->file].name;
    if (str_ends_with(name, STR(".csv"))) {
        name.len -= 4;
    }
    for (size_t i = name.len; i > 0; i--) {
        if (strchr("_-.", name.ptr[i - 1])) {
            const struct str lang = str_slice(name, i, name.len);
            return content_form_check(FORM_LANGUAGE, NULL, lang) ? lang : import->lang;
        }
    }
    return import->lang;
}

static bool is_wanted(const struct import *import, struct str code)
{
    const struct content_ids *only = &import->options->only;
    for (size_t i = 0; i < only->count; i++) {
        if (str_starts_with(code, only->items[i])) {
            return true;
        }
    }
    return only->count == 0;
}

// The same occupation from another language's file.
static struct content_record *find_career(struct import *import, struct str uri)
{
    for (size_t i = 0; i < import->count; i++) {
        if (import->items[i].record.kind == CONTENT_CAREER &&
            str_equal(import->items[i].keys.items[0], uri)) {
            return &import->items[i].record;
        }
    }
    return NULL;
}

// Labels are all lower case; a title begins with a capital.
static struct str title_of(struct arena *arena, struct str label)
{
    const struct str line = import_line(arena, label, IMPORT_LINE_BYTES);
    char *text = arena_cstr(arena, line);
    if (line.len && text[0] >= 'a' && text[0] <= 'z') {
        text[0] = (char)(text[0] - 32);
    } else if (line.len > 1 && (unsigned char)text[0] == 0xC3 &&
               (unsigned char)text[1] >= 0xA0 && (unsigned char)text[1] != 0xB7 &&
               (unsigned char)text[1] != 0xBF) {
        text[1] = (char)(text[1] - 0x20); // Latin-1's letters
    } else if (line.len > 1 && (unsigned char)text[0] == 0xD0 &&
               (unsigned char)text[1] >= 0xB0) {
        text[1] = (char)(text[1] - 0x20); // а..п
    } else if (line.len > 1 && (unsigned char)text[0] == 0xD1 &&
               (unsigned char)text[1] <= 0x8F) {
        text[0] = (char)0xD0; // р..я
        text[1] = (char)(text[1] + 0x20);
    }
    return (struct str){text, line.len};
}

static struct str cell_of(const struct pack_row *row, const size_t *columns,
                          enum column column)
{
    return columns[column] < row->count ? str_trim(row->cells[columns[column]])
                                        : (struct str){0};
}

static void take_row(struct import *import, const struct pack_row *row,
                     const size_t *columns, struct str lang)
{
    const struct str uri = cell_of(row, columns, URI);
    const struct str group = cell_of(row, columns, GROUP);
    const struct str code = cell_of(row, columns, CODE);
    const struct str label = cell_of(row, columns, LABEL);
    const struct str number = code.len ? code : group;
    if (!is_wanted(import, number)) {
        return; // counted by the caller
    }
    if (!uri.len || !label.len) {
        import_leave_out(import, row->line, label, "has no conceptUri or preferredLabel");
        return;
    }
    const struct str status = cell_of(row, columns, STATUS);
    if (status.len && !str_equal(status, STR("released"))) {
        import_leave_out(import, row->line, label, "is not released by ESCO");
        return;
    }
    struct content_record *career = find_career(import, uri);
    struct content_record fresh = import_record(CONTENT_CAREER);
    struct content_record *record = career ? career : &fresh;
    import_put_text(import, &record->title, lang, title_of(import->arena, label));
    import_describe(import, record, lang, cell_of(row, columns, DESCRIPTION));
    if (!career) {
        record->esco = import_line(import->arena, number, 40);
        record->source = STR("ESCO, European Commission");
        import_add(import, uri, row->line, record);
    }
}

bool import_read_esco(struct import *import, struct str bytes)
{
    const struct str file = import->files[import->file].name;
    const struct str lang = lang_of(import);
    size_t columns[COLUMN_COUNT], others = 0;
    int64_t line = 0;
    const char *fault = NULL;
    struct pack_table table = {.separator = ','};
    const struct str text =
        import_unix_lines(import->arena, import_decode(import->arena, bytes));
    if (!pack_csv_parse(import->arena, text, &table, &line, &fault)) {
        return import_fail(import, "%.*s:%lld: %s", STR_ARG(file), (long long)line,
                           fault);
    }
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        columns[c] = SIZE_MAX;
        for (size_t i = 0; table.count && i < table.rows[0].count; i++) {
            if (str_equal(table.rows[0].cells[i], str_from_cstr(names[c]))) {
                columns[c] = i;
            }
        }
    }
    if (columns[URI] == SIZE_MAX || columns[LABEL] == SIZE_MAX) {
        return import_fail(import,
                           "%.*s: wants ESCO's columns conceptUri and "
                           "preferredLabel",
                           STR_ARG(file));
    }
    if (!import_has_language(import, lang)) {
        import_leave_out(import, 0, lang, "pack.yaml does not list this language");
        return true;
    }
    for (size_t i = 1; i < table.count; i++) {
        const struct str code = cell_of(&table.rows[i], columns, CODE);
        others +=
            !is_wanted(import, code.len ? code : cell_of(&table.rows[i], columns, GROUP));
        take_row(import, &table.rows[i], columns, lang);
    }
    if (others) {
        import_leave_out(import, 0, lang, "%zu occupations are not among --only", others);
    }
    import_hint(import, 0, lang,
                "labels other than preferredLabel, and ESCO's notes, have no place here");
    return true;
}
