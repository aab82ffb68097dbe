// Items become files of the pack. `imports.csv` (source,key,file,sha256) says which file
// came from which entry and how it was written, so that a person's changes are seen and
// nothing comes twice.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "crypto/hash.h"
#include "import_internal.h"
#include "pack_internal.h"

enum { LEDGER_MAX = 32 * 1024 * 1024 };
#define LEDGER "imports.csv"

struct row {
    struct str source, key, file, hash;
    bool mine; // of this source
    bool seen; // this run wrote or would have written the file
};

struct place {
    struct import *import;
    struct row *rows;
    size_t count, capacity;
    struct str ledger; // its bytes as they were
};

// ---- imports.csv ----

static void add_row(struct place *place, struct row row)
{
    if (place->count == place->capacity) {
        const size_t capacity = place->capacity ? place->capacity * 2 : 256;
        struct row *rows = ARENA_ARRAY(place->import->arena, struct row, capacity);
        if (place->count) {
            memcpy(rows, place->rows, place->count * sizeof(*rows));
        }
        place->rows = rows;
        place->capacity = capacity;
    }
    place->rows[place->count++] = row;
}

// "kind/x": nothing else is an import's to write or remove.
static bool is_record_file(struct str file)
{
    enum content_kind kind;
    struct str folder;
    return content_file_valid(file) && str_cut(&file, '/', &folder) && file.len &&
           content_kind_parse(folder, &kind);
}

static bool read_ledger(struct place *place)
{
    struct import *import = place->import;
    struct pack_table table = {.separator = ','};
    int64_t line = 0;
    const char *fault = NULL;
    const char *path = path_join(import->arena, import->folder, LEDGER);
    if (!file_exists(path)) {
        return true;
    }
    if (!file_read(import->arena, path, LEDGER_MAX, &place->ledger)) {
        return import_fail(import, LEDGER ": cannot be read: %s", strerror(errno));
    }
    if (!utf8_valid(place->ledger) ||
        !pack_csv_parse(import->arena, place->ledger, &table, &line, &fault)) {
        return import_fail(import, LEDGER ":%lld: %s", (long long)line,
                           fault ? fault : "no valid UTF-8");
    }
    for (size_t i = 1; i < table.count; i++) {
        const struct str *cells = table.rows[i].cells;
        struct sha256 hash;
        if (table.rows[i].count != 4 || !is_record_file(cells[2]) ||
            !sha256_from_hex(cells[3], &hash)) {
            return import_fail(import,
                               LEDGER ":%lld: wants source,key,file,sha256 as an import "
                                      "wrote it; restore the file or remove the line",
                               (long long)table.rows[i].line);
        }
        add_row(place, (struct row){.source = cells[0],
                                    .key = cells[1],
                                    .file = cells[2],
                                    .hash = cells[3],
                                    .mine = str_equal(cells[0], import->result->source)});
    }
    return true;
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    const int source = str_compare(left->source, right->source);
    const int file = source ? source : str_compare(left->file, right->file);
    return file ? file : str_compare(left->key, right->key);
}

static void add_cell(struct buffer *out, struct str cell, const char *behind)
{
    bool quoted = false;
    for (size_t i = 0; i < cell.len; i++) {
        quoted |= strchr(",\"\n", cell.ptr[i]) != NULL;
    }
    buffer_add(out, quoted ? STR("\"") : STR(""));
    for (size_t i = 0; i < cell.len; i++) {
        buffer_append(out, &cell.ptr[i], 1);
        if (cell.ptr[i] == '"') {
            buffer_add(out, STR("\""));
        }
    }
    buffer_printf(out, "%s%s", quoted ? "\"" : "", behind);
}

static bool write_ledger(struct place *place)
{
    struct import *import = place->import;
    struct buffer out;
    buffer_init(&out, LEDGER_MAX);
    buffer_add(&out, STR("source,key,file,sha256\n"));
    if (place->count) {
        qsort(place->rows, place->count, sizeof(*place->rows), compare_rows);
    }
    for (size_t i = 0; i < place->count; i++) {
        const struct row *row = &place->rows[i];
        if (row->hash.len) {
            add_cell(&out, row->source, ",");
            add_cell(&out, row->key, ",");
            add_cell(&out, row->file, ",");
            add_cell(&out, row->hash, "\n");
        }
    }
    bool done = !out.overflowed || import_fail(import, LEDGER ": would pass 32 MB");
    if (done && !str_equal(buffer_view(&out), place->ledger) &&
        !(place->count == 0 && !place->ledger.len)) {
        const char *path = path_join(import->arena, import->folder, LEDGER);
        done = file_write(path, buffer_view(&out)) ||
               import_fail(import, LEDGER ": cannot be written: %s", strerror(errno));
    }
    buffer_finish(&out);
    return done;
}

// The row of a file; NULL: no import wrote it.
static struct row *row_of(struct place *place, struct str file)
{
    for (size_t i = 0; i < place->count; i++) {
        if (str_equal(place->rows[i].file, file)) {
            return &place->rows[i];
        }
    }
    return NULL;
}

// ---- ids ----

static struct str file_of(struct arena *arena, enum content_kind kind, struct str id,
                          struct str lang)
{
    return arena_printf(arena, "%.*s/%.*s%s%.*s.md", STR_ARG(content_kind_name(kind)),
                        STR_ARG(id), lang.len ? "." : "", STR_ARG(lang));
}

// The id within "kind/id.md"; empty: another kind, or no main file.
static struct str id_within(enum content_kind kind, struct str file)
{
    const struct str name = content_kind_name(kind);
    if (!str_starts_with(file, name) || file.len < name.len + 5) {
        return (struct str){0};
    }
    const struct str id = str_slice(file, name.len + 1, file.len - 3);
    return content_id_valid(id) ? id : (struct str){0};
}

static bool claimed(const struct import *import, struct str id)
{
    for (size_t i = 0; i < import->count; i++) {
        if (!import->items[i].attached && str_equal(import->items[i].record.id, id)) {
            return true;
        }
    }
    return false;
}

// The id that one of the item's keys had before.
static struct str known_id(struct place *place, const struct import_item *item)
{
    for (size_t k = 0; k < item->keys.count; k++) {
        for (size_t i = 0; i < place->count; i++) {
            const struct row *row = &place->rows[i];
            const struct str id = row->mine && str_equal(row->key, item->keys.items[k])
                                      ? id_within(item->record.kind, row->file)
                                      : (struct str){0};
            if (id.len && !claimed(place->import, id)) {
                return id;
            }
        }
    }
    return (struct str){0};
}

// An activity of that title which this source did not make.
static struct str kept_activity(struct place *place, const struct import_item *item)
{
    struct import *import = place->import;
    const struct str title = item->record.title.items[0].value;
    const struct str id = item->record.kind == CONTENT_ACTIVITY
                              ? import_find(import, CONTENT_ACTIVITY, title)
                              : (struct str){0};
    const struct row *row =
        id.len
            ? row_of(place, file_of(import->arena, CONTENT_ACTIVITY, id, (struct str){0}))
            : NULL;
    return row && row->mine ? (struct str){0} : id;
}

static bool id_taken(struct place *place, struct str id)
{
    struct import *import = place->import;
    if (claimed(import, id)) {
        return true;
    }
    for (size_t i = 0; i < import->pack.count; i++) {
        if (str_equal(import->pack.records[i].id, id)) {
            return true;
        }
    }
    for (size_t k = 0; k < CONTENT_KIND_COUNT; k++) {
        const struct str file =
            file_of(import->arena, (enum content_kind)k, id, (struct str){0});
        char *cstr = arena_cstr(import->arena, file);
        if (row_of(place, file) ||
            file_exists(path_join(import->arena, import->folder, cstr))) {
            return true;
        }
    }
    return false;
}

// A file that holds exactly what would be written is ours; imports.csv was lost.
static bool is_same_file(struct place *place, const struct import_item *item,
                         struct str id)
{
    struct import *import = place->import;
    struct content_record record = item->record;
    struct str bytes;
    record.id = id;
    const struct str file = file_of(import->arena, record.kind, id, (struct str){0});
    const char *path =
        path_join(import->arena, import->folder, arena_cstr(import->arena, file));
    return !claimed(import, id) && !row_of(place, file) &&
           file_read(import->arena, path, PACK_FILE_MAX, &bytes) &&
           str_equal(bytes, import_write(import, &record, (struct str){0}));
}

static struct str wished_id(const struct import *import, const struct import_item *item)
{
    const struct str slug =
        import_slug(import->arena, item->record.title.items[0].value, IMPORT_SLUG_BYTES);
    return slug.len ? slug
                    : arena_printf(import->arena, "%.*s-%08x",
                                   STR_ARG(content_kind_name(item->record.kind)),
                                   (unsigned)str_hash(item->keys.items[0]));
}

static struct str new_id(struct place *place, const struct import_item *item,
                         struct str base)
{
    struct import *import = place->import;
    struct str id = base;
    for (int n = 2; id_taken(place, id) && !is_same_file(place, item, id); n++) {
        id = arena_printf(import->arena, "%.*s-%d", STR_ARG(base), n);
    }
    return id;
}

static void give_ids(struct place *place)
{
    struct import *import = place->import;
    // Their own wishes wait, so that who had an id before keeps it.
    struct str *wishes = ARENA_ARRAY(import->arena, struct str, import->count);
    for (size_t i = 0; i < import->count; i++) {
        wishes[i] = import->items[i].record.id;
        import->items[i].record.id = (struct str){0};
    }
    for (size_t i = 0; i < import->count; i++) {
        import->items[i].record.id = known_id(place, &import->items[i]);
    }
    for (size_t i = 0; i < import->count; i++) {
        struct import_item *item = &import->items[i];
        if (item->record.id.len) {
            continue;
        }
        const struct str wish = wishes[i].len ? wishes[i] : wished_id(import, item);
        const struct str kept = is_same_file(place, item, wish)
                                    ? (struct str){0}
                                    : kept_activity(place, item);
        if (kept.len) {
            item->attached = true;
            item->record.id = kept;
            import->file = item->file;
            import_hint(import, item->line, item->record.title.items[0].value,
                        "the pack has activity/%.*s.md: only the sessions are taken",
                        STR_ARG(kept));
            continue;
        }
        item->record.id = new_id(place, item, wish);
    }
}

// ---- files ----

static struct str hex_of(struct arena *arena, struct str bytes)
{
    const struct sha256 hash = sha256_of(bytes);
    char hex[SHA256_HEX_LEN + 1];
    sha256_to_hex(&hash, hex);
    return arena_str(arena, str_from_cstr(hex));
}

static bool write_file(struct place *place, struct str file, struct str bytes)
{
    struct import *import = place->import;
    char *path =
        path_join(import->arena, import->folder, arena_cstr(import->arena, file));
    char *slash = strrchr(path, '/');
    struct stat status;
    if (import->options->dry_run) {
        return true;
    }
    *slash = '\0';
    const bool linked = lstat(path, &status) == 0 && !S_ISDIR(status.st_mode);
    const bool made = !linked && folder_make(path);
    *slash = '/';
    if (linked) {
        return import_fail(import, "%.*s: its folder is a link; wants a plain folder",
                           STR_ARG(file));
    }
    return (made && file_write(path, bytes)) ||
           import_fail(import, "%.*s: cannot be written: %s", STR_ARG(file),
                       strerror(errno));
}

// What imports.csv says of the file from now on.
static void note_file(struct place *place, struct str file, struct str hash,
                      const struct content_ids *keys)
{
    for (size_t i = 0; i < place->count; i++) {
        if (place->rows[i].mine && str_equal(place->rows[i].file, file)) {
            place->rows[i].seen = true;
            place->rows[i].hash = (struct str){0}; // written anew below
        }
    }
    for (size_t k = 0; k < keys->count; k++) {
        add_row(place, (struct row){.source = place->import->result->source,
                                    .key = keys->items[k],
                                    .file = file,
                                    .hash = hash,
                                    .mine = true,
                                    .seen = true});
    }
}

// Writes one file by the rules of import.h. *inout_stays: a person removed the record.
static bool put_file(struct place *place, struct str file, struct str bytes,
                     const struct content_ids *keys, bool *inout_stays)
{
    struct import *import = place->import;
    struct import_result *result = import->result;
    const struct row *row = row_of(place, file);
    const struct str hash = hex_of(import->arena, bytes);
    const char *path =
        path_join(import->arena, import->folder, arena_cstr(import->arena, file));
    struct str there = {0};
    const bool exists = file_read(import->arena, path, PACK_FILE_MAX, &there);
    const struct str was = row ? row->hash : (struct str){0};
    const bool force = import->options->force;
    if (!force && (*inout_stays || (row && !exists))) {
        if (!*inout_stays) {
            import_tell(import, IMPORT_KEPT, file,
                        "a person removed it: it stays away (--force brings it back)");
        }
        *inout_stays = true;
        note_file(place, file, row ? row->hash : hash, keys);
        return true;
    }
    if (exists && str_equal(there, bytes)) {
        result->unchanged++;
    } else if (exists && !force && !str_equal(hex_of(import->arena, there), was)) {
        if (str_equal(was, hash)) {
            result->unchanged++;
        } else {
            import_tell(import, IMPORT_KEPT, file,
                        "a person changed it: the source's new text is not taken "
                        "(--force takes it)");
        }
        note_file(place, file, row ? was : hash, keys);
        return true;
    } else {
        import_tell(import, exists ? IMPORT_CHANGED : IMPORT_ADDED, file, "");
        if (!write_file(place, file, bytes)) {
            return false;
        }
    }
    note_file(place, file, hash, keys);
    return true;
}

// A title must stand in every language of the pack.
static size_t fill_titles(struct import *import, struct content_record *record)
{
    const struct str title = record->title.items[0].value;
    size_t filled = 0;
    for (size_t i = 0; i < import->pack.languages.count; i++) {
        const struct str lang = import->pack.languages.items[i];
        bool found = false;
        for (size_t t = 0; t < record->title.count; t++) {
            found |= str_equal(record->title.items[t].lang, lang);
        }
        if (!found) {
            import_put_text(import, &record->title, lang, title);
            filled++;
        }
    }
    return filled;
}

static bool put_item(struct place *place, struct import_item *item)
{
    struct import *import = place->import;
    bool stays = false;
    for (size_t i = 0; i < import->pack.languages.count; i++) {
        const struct str lang = i ? import->pack.languages.items[i] : (struct str){0};
        const struct str file =
            file_of(import->arena, item->record.kind, item->record.id, lang);
        const struct str bytes = import_write(import, &item->record, lang);
        if (bytes.len && !put_file(place, file, bytes, &item->keys, &stays)) {
            return false;
        }
    }
    return true;
}

static bool put_sessions(struct place *place)
{
    struct import *import = place->import;
    const struct str bytes = import_write_sessions(import);
    struct str key = STR("sessions");
    bool stays = false;
    return !bytes.len ||
           put_file(place,
                    arena_printf(import->arena, "activity/sessions-%.*s.csv",
                                 STR_ARG(import->result->source)),
                    bytes, &(struct content_ids){&key, 1}, &stays);
}

// ---- what is gone ----

static bool untouched(struct place *place, const struct row *row)
{
    struct import *import = place->import;
    const char *path =
        path_join(import->arena, import->folder, arena_cstr(import->arena, row->file));
    struct str bytes;
    return !file_exists(path) || (file_read(import->arena, path, PACK_FILE_MAX, &bytes) &&
                                  str_equal(hex_of(import->arena, bytes), row->hash));
}

// "activity/x" of "activity/x.md" and "activity/x.en.md".
static struct str stem_of(struct str file)
{
    return str_slice(file, 0, str_find(file, STR("."), 0));
}

// No file of the record was changed, and none was made, by a person.
static bool record_untouched(struct place *place, const struct row *row)
{
    struct import *import = place->import;
    const struct str stem = stem_of(row->file);
    for (size_t i = 0; i < place->count; i++) {
        const struct row *other = &place->rows[i];
        if (other->mine && other->hash.len && str_equal(stem_of(other->file), stem) &&
            !untouched(place, other)) {
            return false;
        }
    }
    for (size_t i = 1; i < import->pack.languages.count; i++) {
        const struct str file = arena_printf(import->arena, "%.*s.%.*s.md", STR_ARG(stem),
                                             STR_ARG(import->pack.languages.items[i]));
        const char *path =
            path_join(import->arena, import->folder, arena_cstr(import->arena, file));
        if (str_ends_with(row->file, STR(".md")) && file_exists(path) &&
            !row_of(place, file)) {
            return false;
        }
    }
    return true;
}

static bool take_away(struct place *place, struct row *row, bool may)
{
    struct import *import = place->import;
    const char *path =
        path_join(import->arena, import->folder, arena_cstr(import->arena, row->file));
    if (!file_exists(path)) {
        row->hash = (struct str){0};
        return true;
    }
    if (!import->options->prune) {
        import_tell(import, IMPORT_GONE, row->file,
                    "no longer in the source, or over; --prune removes it");
        return true;
    }
    if (!may) {
        import_tell(import, IMPORT_KEPT, row->file,
                    "no longer in the source, but a person changed it");
        return true;
    }
    import_tell(import, IMPORT_REMOVED, row->file, "no longer in the source, or over");
    row->hash = (struct str){0};
    return import->options->dry_run || unlink(path) == 0 ||
           import_fail(import, "%.*s: cannot be removed: %s", STR_ARG(row->file),
                       strerror(errno));
}

static bool take_gone(struct place *place)
{
    const size_t count = place->count;
    bool *may = ARENA_ARRAY(place->import->arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        may[i] = place->rows[i].mine && !place->rows[i].seen &&
                 record_untouched(place, &place->rows[i]);
    }
    for (size_t i = 0; i < count; i++) {
        struct row *row = &place->rows[i];
        bool said = false; // several keys may have made one file
        for (size_t k = 0; k < i && !said; k++) {
            said = place->rows[k].mine && !place->rows[k].seen &&
                   str_equal(place->rows[k].file, row->file);
            row->hash = said ? place->rows[k].hash : row->hash;
        }
        if (row->mine && !row->seen && !said && !take_away(place, row, may[i])) {
            return false;
        }
    }
    return true;
}

bool import_place(struct import *import)
{
    struct place place = {.import = import};
    size_t filled = 0;
    if (!read_ledger(&place)) {
        return false;
    }
    for (size_t i = 0; i < import->count; i++) {
        import->items[i].filled = fill_titles(import, &import->items[i].record);
    }
    give_ids(&place);
    for (size_t i = 0; i < import->count; i++) {
        if (import->items[i].attached) {
            continue;
        }
        filled += import->items[i].filled;
        if (!put_item(&place, &import->items[i])) {
            return false;
        }
        if (import->options->progress) {
            import->options->progress(import->options->context,
                                      import->items[i].record.title.items[0].value, i + 1,
                                      import->count);
        }
    }
    if (filled) {
        import_hint(import, 0, (struct str){0},
                    "%zu titles are not translated; the source's stands in their place",
                    filled);
    }
    return put_sessions(&place) && take_gone(&place) &&
           (import->options->dry_run || write_ledger(&place));
}
