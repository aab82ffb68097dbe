// What the importers share: what they say, the items they find, and their order of work.
#include "publish/import.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "crypto/hash.h"
#include "import_internal.h"

static const struct format {
    const char *name;
    import_read_fn *read;
} formats[IMPORT_FORMAT_COUNT] = {
    [IMPORT_ICAL] = {"ical", import_read_ical},
    [IMPORT_RSS] = {"rss", import_read_rss},
    [IMPORT_CSV] = {"csv", import_read_csv},
    [IMPORT_JSONLD] = {"jsonld", import_read_jsonld},
    [IMPORT_ESCO] = {"esco", import_read_esco},
};

struct str import_format_name(enum import_format format)
{
    return str_from_cstr(formats[format].name);
}

bool import_format_parse(struct str name, enum import_format *out_format)
{
    for (size_t i = 0; i < IMPORT_FORMAT_COUNT; i++) {
        if (str_equal(name, str_from_cstr(formats[i].name))) {
            *out_format = (enum import_format)i;
            return true;
        }
    }
    return false;
}

// ---- what is said ----

static void add_note(struct import *import, struct import_note note)
{
    struct import_result *result = import->result;
    result->counts[note.type]++;
    if (result->count == IMPORT_NOTES_MAX) {
        return;
    }
    if (result->count == result->capacity) {
        const size_t capacity = result->capacity ? result->capacity * 2 : 64;
        struct import_note *notes =
            ARENA_ARRAY(import->arena, struct import_note, capacity);
        if (result->count) {
            memcpy(notes, result->notes, result->count * sizeof(*notes));
        }
        result->notes = notes;
        result->capacity = capacity;
    }
    result->notes[result->count++] = note;
}

void import_say(struct import *import, enum import_note_type type, int64_t line,
                struct str what, const char *format, ...)
{
    char why[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof(why), format, arguments);
    va_end(arguments);
    add_note(import, (struct import_note){
                         .type = type,
                         .file = import->files[import->file].name,
                         .line = line,
                         .what = import_line(import->arena, what, 80),
                         .why = import_line(import->arena, str_from_cstr(why), 300),
                     });
}

void import_tell(struct import *import, enum import_note_type type, struct str file,
                 const char *why)
{
    add_note(import,
             (struct import_note){.type = type, .file = file, .why = str_from_cstr(why)});
}

bool import_fail(struct import *import, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(import->result->error, sizeof(import->result->error), format, arguments);
    va_end(arguments);
    return false;
}

struct str import_note_text(struct arena *arena, const struct import_note *note)
{
    static const char *const words[IMPORT_NOTE_TYPE_COUNT] = {
        [IMPORT_LEFT_OUT] = "left out", [IMPORT_HINT] = "note", [IMPORT_ADDED] = "added",
        [IMPORT_CHANGED] = "changed",   [IMPORT_KEPT] = "kept", [IMPORT_GONE] = "gone",
        [IMPORT_REMOVED] = "removed",
    };
    const struct str line =
        note->line ? arena_printf(arena, ":%lld", (long long)note->line) : STR("");
    return arena_printf(arena, "%.*s%.*s: %.*s%s%s%s%.*s", STR_ARG(note->file),
                        STR_ARG(line), STR_ARG(note->what), note->what.len ? ": " : "",
                        words[note->type], note->why.len ? ": " : "", STR_ARG(note->why));
}

// ---- items ----

struct content_record import_record(enum content_kind kind)
{
    return (struct content_record){.kind = kind, .capacity = -1, .places_left = -1};
}

struct str import_mapped(const struct import *import, struct str theirs)
{
    const struct content_ids *map = &import->options->map;
    const struct str wanted = import_slug(import->arena, theirs, 200);
    for (size_t i = 0; i < map->count; i++) {
        struct str ours = map->items[i], name;
        if (str_cut(&ours, '=', &name) && ours.len &&
            (str_equal(str_trim(name), str_trim(theirs)) ||
             (wanted.len && str_equal(import_slug(import->arena, name, 200), wanted)))) {
            return str_trim(ours);
        }
    }
    return (struct str){0};
}

struct str import_find(const struct import *import, enum content_kind kind,
                       struct str name)
{
    const struct str mapped = import_mapped(import, name);
    const struct str wanted = mapped.len ? mapped : str_trim(name);
    const struct str fold = import_slug(import->arena, wanted, 200);
    for (size_t i = 0; wanted.len && i < import->name_count; i++) {
        const struct import_name *known = &import->names[i];
        if (known->record->kind == kind &&
            (str_equal(known->record->id, wanted) || str_equal(known->title, wanted) ||
             (fold.len && str_equal(known->fold, fold)))) {
            return known->record->id;
        }
    }
    return (struct str){0};
}

// Long or odd names are kept as their hash: imports.csv is for eyes as well.
static struct str tidy_key(struct arena *arena, struct str key)
{
    const struct str line = import_line(arena, key, 160);
    if (str_equal(line, key)) {
        return arena_str(arena, key);
    }
    const struct sha256 hash = sha256_of(key);
    char hex[SHA256_HEX_LEN + 1];
    sha256_to_hex(&hash, hex);
    return arena_printf(arena, "sha256:%s", hex);
}

static struct import_item *find_twin(struct import *import, struct str fold)
{
    for (size_t i = 0; fold.len && i < import->count; i++) {
        if (import->items[i].record.kind == CONTENT_ACTIVITY &&
            str_equal(import->items[i].fold, fold)) {
            return &import->items[i];
        }
    }
    return NULL;
}

// The same title again: another date of one activity.
static void merge(struct import *import, struct import_item *into, struct str key,
                  const struct content_record *from)
{
    import_ids_add(import->arena, &into->keys, key);
    const bool full = into->record.sessions.count == IMPORT_SESSIONS_MAX;
    for (size_t i = 0; i < from->sessions.count; i++) {
        import_add_session(import, &into->record, &from->sessions.items[i]);
    }
    if (!full && into->record.sessions.count == IMPORT_SESSIONS_MAX) {
        import_leave_out(import, into->line, into->record.title.items[0].value,
                         "what goes beyond %d sessions", IMPORT_SESSIONS_MAX);
    }
    if (!into->record.body.count) {
        into->record.body = from->body;
    }
    if (!into->record.summary.count) {
        into->record.summary = from->summary;
    }
    for (size_t i = 0; i < from->places.count; i++) {
        import_ids_add(import->arena, &into->record.places, from->places.items[i]);
    }
}

static void set_defaults(const struct import *import, struct content_record *record)
{
    const struct import_options *options = import->options;
    if (!record->field_order.count) {
        record->field_order = options->fields;
    }
    for (size_t i = 0; !record->audiences && i < AUDIENCE_COUNT; i++) {
        for (size_t k = 0; k < options->audiences.count; k++) {
            if (str_equal(options->audiences.items[k],
                          str_from_cstr(content_audience_names[i]))) {
                record->audiences |= UINT32_C(1) << i;
                break;
            }
        }
    }
}

void import_add(struct import *import, struct str key, int64_t line,
                const struct content_record *record)
{
    if (!record->title.count) {
        import_leave_out(import, line, key, "has no title");
        return;
    }
    if (import->count == IMPORT_ITEMS_MAX) {
        import_leave_out(import, line, record->title.items[0].value,
                         "more than %d records", IMPORT_ITEMS_MAX);
        return;
    }
    const struct str fold = import_slug(import->arena, record->title.items[0].value, 200);
    const struct str tidy = tidy_key(import->arena, key);
    const struct str title = record->title.items[0].value;
    if (title.len > IMPORT_LINE_BYTES - 12 && str_ends_with(title, STR("…"))) {
        import_hint(import, line, title, "its title is cut at %d bytes",
                    IMPORT_LINE_BYTES);
    }
    import->result->records++;
    struct import_item *twin =
        record->kind == CONTENT_ACTIVITY ? find_twin(import, fold) : NULL;
    if (twin) {
        merge(import, twin, tidy, record);
        return;
    }
    if (import->count == import->capacity) {
        const size_t capacity = import->capacity ? import->capacity * 2 : 64;
        struct import_item *items =
            ARENA_ARRAY(import->arena, struct import_item, capacity);
        if (import->count) {
            memcpy(items, import->items, import->count * sizeof(*items));
        }
        import->items = items;
        import->capacity = capacity;
    }
    struct import_item *item = &import->items[import->count++];
    *item = (struct import_item){
        .file = import->file, .line = line, .fold = fold, .record = *record};
    import_ids_add(import->arena, &item->keys, tidy);
    set_defaults(import, &item->record);
}

// ---- the run ----

static enum import_format detect(struct str text)
{
    const struct str head = str_slice(text, 0, 4096);
    const struct str start = str_trim(head);
    if (str_starts_with(start, STR("BEGIN:VCALENDAR"))) {
        return IMPORT_ICAL;
    }
    if (str_starts_with(start, STR("{")) || str_starts_with(start, STR("["))) {
        return IMPORT_JSONLD;
    }
    if (str_starts_with(start, STR("<"))) {
        static const char *const roots[] = {"<rss", "<feed", "<rdf:RDF", "<atom:feed"};
        for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
            if (str_find(head, str_from_cstr(roots[i]), 0) != SIZE_MAX) {
                return IMPORT_RSS;
            }
        }
        return IMPORT_JSONLD; // a page
    }
    return str_find(head, STR("conceptUri"), 0) != SIZE_MAX ? IMPORT_ESCO : IMPORT_CSV;
}

bool import_has_language(const struct import *import, struct str lang)
{
    const struct pack *pack = &import->pack;
    for (size_t i = 0; i < pack->languages.count; i++) {
        if (str_equal(pack->languages.items[i], lang)) {
            return true;
        }
    }
    return false;
}

// The pack's own faults do not stand in the way, but its head must be right.
static bool open_pack(struct import *import)
{
    struct pack_report report;
    (void)!pack_read(import->arena, import->folder, &report, &import->pack);
    struct pack *pack = &import->pack;
    import->zone = pack->timezone.len ? i18n_zone_create(pack->timezone) : NULL;
    if (!pack->languages.count || !import->zone) {
        for (size_t i = 0; i < report.count; i++) {
            if (report.messages[i].severity == PACK_ERROR) {
                const struct str text =
                    pack_message_text(import->arena, &report.messages[i]);
                return import_fail(import, "%.*s", STR_ARG(text));
            }
        }
        return import_fail(import, "pack.yaml: wants languages and timezone");
    }
    const struct str lang = import->options->lang;
    import->lang = lang.len ? lang : pack->languages.items[0];
    if (!import_has_language(import, import->lang)) {
        return import_fail(import, "pack.yaml does not list the language '%.*s'",
                           STR_ARG(lang));
    }
    return true;
}

// Every title of the pack in every language, as import_find() compares them.
static void list_names(struct import *import)
{
    const struct pack *pack = &import->pack;
    size_t count = 0;
    for (size_t i = 0; i < pack->count; i++) {
        count += pack->records[i].title.count;
    }
    import->names = ARENA_ARRAY(import->arena, struct import_name, count + 1);
    for (size_t i = 0; i < pack->count; i++) {
        const struct content_text *titles = &pack->records[i].title;
        for (size_t k = 0; k < titles->count; k++) {
            const struct str title = titles->items[k].value;
            import->names[import->name_count++] =
                (struct import_name){.record = &pack->records[i],
                                     .title = title,
                                     .fold = import_slug(import->arena, title, 200)};
        }
    }
}

static void set_days(struct import *import)
{
    struct civil_date date =
        i18n_zone_local(import->zone, import->options->now_s * 1000).date;
    date.day = 1;
    import->first_day = civil_to_days(date);
    const int32_t month = date.month - 1 + IMPORT_MONTHS + 1;
    import->last_day =
        civil_to_days((struct civil_date){date.year + month / 12, month % 12 + 1, 1}) - 1;
}

// "Kalender 2026.ics" to "kalender-2026".
static struct str source_name(const struct import *import)
{
    if (import->options->source.len) {
        return import->options->source;
    }
    struct str name = import->files[0].name;
    for (size_t i = name.len; i > 0; i--) {
        if (name.ptr[i - 1] == '/') {
            name = str_slice(name, i, name.len);
            break;
        }
    }
    for (size_t i = name.len; i > 1; i--) {
        if (name.ptr[i - 1] == '.') {
            name = str_slice(name, 0, i - 1);
            break;
        }
    }
    const struct str slug = import_slug(import->arena, name, IMPORT_SLUG_BYTES);
    return slug.len ? slug : STR("import");
}

static bool read_files(struct import *import)
{
    const struct import_options *options = import->options;
    for (size_t i = 0; i < options->file_count; i++) {
        import->file = i;
        if (import->files[i].bytes.len > IMPORT_FILE_MAX) {
            return import_fail(import, "%.*s: larger than 32 MB",
                               STR_ARG(import->files[i].name));
        }
        const struct str bytes = import->files[i].bytes;
        import->result->format =
            options->has_format
                ? options->format
                : detect(import_decode(import->arena, str_slice(bytes, 0, 4096)));
        if (!formats[import->result->format].read(import, bytes)) {
            return false;
        }
    }
    for (size_t i = 0; i < import->count; i++) {
        import_sort_sessions(&import->items[i].record);
    }
    return true;
}

bool import_run(struct arena *arena, const char *folder,
                const struct import_options *options, struct import_result *out_result)
{
    *out_result = (struct import_result){0};
    struct import import = {.arena = arena,
                            .folder = folder,
                            .options = options,
                            .result = out_result,
                            .files = options->files};
    out_result->source = source_name(&import);
    bool done =
        content_id_valid(out_result->source) ||
        import_fail(&import, "the source's name wants 1 to 64 of a-z, 0-9, hyphen");
    done = done && open_pack(&import);
    if (done) {
        set_days(&import);
        list_names(&import);
        done = read_files(&import) && import_place(&import);
    }
    i18n_zone_destroy(import.zone);
    return done;
}
