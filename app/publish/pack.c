#include "publish/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "i18n/zone.h"
#include "pack_internal.h"

// ---- pack.yaml ----

static bool text_of(struct pack_reading *reading, const struct yaml *root,
                    const char *key, struct str *out_text)
{
    const struct yaml *node = yaml_get(root, str_from_cstr(key));
    if (!node || node->type == YAML_EMPTY) {
        return false;
    }
    if (node->type != YAML_TEXT || node->text.len > 200) {
        pack_error(reading, PACK_PLACE(0, node->line), "%s: wants one line of text", key);
        return false;
    }
    *out_text = node->text;
    return true;
}

static void read_languages(struct pack_reading *reading, const struct yaml *root)
{
    const struct yaml *node = yaml_get(root, STR("languages"));
    struct content_ids *languages = &reading->pack->languages;
    if (!node || node->type != YAML_LIST || node->count == 0 || node->count > 16) {
        pack_error(
            reading, PACK_PLACE(0, node ? node->line : root->line),
            "languages: wants a list like [sq, en], the language of name.md first");
        return;
    }
    languages->items = ARENA_ARRAY(reading->arena, struct str, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml *item = &node->items[i];
        if (item->type != YAML_TEXT ||
            !content_form_check(FORM_LANGUAGE, NULL, item->text)) {
            pack_error(reading, PACK_PLACE(0, item->line),
                       "languages: wants a language code like sq");
        } else {
            languages->items[languages->count++] = item->text;
        }
    }
}

static void check_zone(struct pack_reading *reading, int64_t place, struct str name)
{
    struct i18n_zone *zone = i18n_zone_create(name);
    if (!zone) {
        pack_error(reading, place, "timezone: wants a name like Europe/Tirane");
    }
    i18n_zone_destroy(zone);
}

static void read_head_keys(struct pack_reading *reading, const struct yaml *root)
{
    static const char *const known[] = {"id", "languages", "timezone", "licence"};
    struct pack *pack = reading->pack;
    for (size_t i = 0; i < root->count; i++) {
        bool right = false;
        for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++) {
            right |= str_equal(root->items[i].key, str_from_cstr(known[k]));
        }
        if (!right) {
            pack_error(reading, PACK_PLACE(0, root->items[i].key_line),
                       "unknown key '%.*s'; known here: id, languages, timezone, licence",
                       STR_ARG(root->items[i].key));
        }
    }
    if (!text_of(reading, root, "id", &pack->id) || !content_id_valid(pack->id)) {
        pack_error(reading, PACK_PLACE(0, root->line),
                   "id: wants 1 to 64 of a-z, 0-9, hyphen, like steam-albania");
    }
    read_languages(reading, root);
    if (text_of(reading, root, "timezone", &pack->timezone)) {
        check_zone(reading, PACK_PLACE(0, yaml_get(root, STR("timezone"))->line),
                   pack->timezone);
    }
    (void)!text_of(reading, root, "licence", &pack->licence);
}

// false: there is no sense in reading on.
static bool read_head(struct pack_reading *reading)
{
    struct str text;
    struct yaml root;
    struct yaml_error error = {0};
    const size_t file = pack_file(reading, STR("pack.yaml"));
    const struct folder_list top = pack_list(reading, "");
    bool found = false;
    for (size_t i = 0; i < top.count; i++) {
        found |= str_equal(top.names[i], STR("pack.yaml"));
    }
    if (!found) {
        pack_error(reading, PACK_PLACE(file, 0),
                   "is missing; a pack starts with it: id, languages, timezone");
        return false;
    }
    if (!pack_read_text(reading, file, &text)) {
        return false;
    }
    if (!yaml_parse(reading->arena, text, 1, &root, &error)) {
        pack_error(reading, PACK_PLACE(file, error.line), "%s", error.text);
        return false;
    }
    if (root.type != YAML_MAP) {
        pack_error(reading, PACK_PLACE(file, 1),
                   "wants keys and values, like 'id: my-pack'");
        return false;
    }
    read_head_keys(reading, &root);
    return reading->pack->languages.count > 0;
}

// ---- one Markdown file ----

// Tabs would be control characters in a record.
static struct str without_tabs(struct arena *arena, struct str text)
{
    char *bytes = NULL;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\t') {
            bytes = bytes ? bytes : arena_cstr(arena, text);
            bytes[i] = ' ';
        }
    }
    return bytes ? (struct str){bytes, text.len} : text;
}

static bool has_control(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\n') || c == 0x7F) {
            return true;
        }
    }
    return false;
}

static void add_body(const struct pack_front *front, struct str body, int64_t line,
                     struct value *map)
{
    struct arena *arena = front->reading->arena;
    for (; body.len && body.ptr[0] == '\n'; body = str_slice(body, 1, body.len)) {
        line++;
    }
    body = str_trim(without_tabs(arena, body));
    const int64_t place = PACK_PLACE(front->file, line);
    if (!body.len) {
        return;
    }
    if (has_control(body)) {
        pack_error(front->reading, place,
                   "a control character in the text; wants plain text");
        return;
    }
    pack_check_body(front->reading, place, body);
    struct value text = {.type = VALUE_MAP, .key = STR("body"), .line = place};
    pack_value_add(
        arena, &text,
        (struct value){
            .type = VALUE_STRING, .key = front->lang, .line = place, .string = body});
    pack_value_add(arena, map, text);
}

// The file's front matter and body as a map; false when there is none.
static bool read_markdown(const struct pack_front *front, struct value *out_map)
{
    struct pack_reading *reading = front->reading;
    struct str text, head, body;
    struct yaml root;
    struct yaml_error error = {0};
    int64_t body_line = 0;
    if (!pack_read_text(reading, front->file, &text)) {
        return false;
    }
    if (!pack_front_split(text, &head, &body, &body_line)) {
        pack_error(reading, PACK_PLACE(front->file, 1),
                   "wants front matter: a line ---, keys, a line ---, then the text");
        return false;
    }
    if (!yaml_parse(reading->arena, head, 2, &root, &error)) {
        pack_error(reading, PACK_PLACE(front->file, error.line), "%s", error.text);
        return false;
    }
    if (root.type != YAML_MAP) {
        pack_error(reading, PACK_PLACE(front->file, 2),
                   "wants keys and values, like 'id: x'");
        return false;
    }
    *out_map = pack_front_map(front, &content_record_members, &root);
    out_map->line = PACK_PLACE(front->file, 1);
    add_body(front, body, body_line, out_map);
    if (front->kind == CONTENT_AMENDMENT) {
        pack_amend_body(front, out_map);
    }
    return true;
}

static void check_id(const struct pack_front *front, const struct value *map,
                     struct str id)
{
    struct str said;
    const struct value *value = value_get(map, STR("id"));
    if (!value) {
        pack_error(front->reading, map->line, "id: is missing; wants 'id: %.*s'",
                   STR_ARG(id));
    } else if (!value_get_string(map, STR("id"), &said) || !str_equal(said, id)) {
        pack_error(front->reading, value->line, "id: wants '%.*s', as the file is named",
                   STR_ARG(id));
    }
}

static void read_main(const struct pack_front *front, struct str id)
{
    struct value map;
    if (!read_markdown(front, &map)) {
        return;
    }
    if (!content_id_valid(id)) {
        pack_error(front->reading, PACK_PLACE(front->file, 0),
                   "the file's name is the id: 1 to 64 of a-z, 0-9, hyphen");
        return;
    }
    check_id(front, &map, id);
    struct pack_entry *entry =
        pack_add_entry(front->reading, front->kind, id, front->file);
    entry->map = map;
}

static bool is_pack_language(const struct pack *pack, struct str lang)
{
    for (size_t i = 0; i < pack->languages.count; i++) {
        if (str_equal(pack->languages.items[i], lang)) {
            return true;
        }
    }
    return false;
}

static void read_translation(const struct pack_front *front, struct str id)
{
    struct pack_reading *reading = front->reading;
    struct pack_entry *entry = pack_find_entry(reading, front->kind, id);
    const int64_t place = PACK_PLACE(front->file, 0);
    struct value map;
    if (!is_pack_language(reading->pack, front->lang)) {
        pack_error(reading, place, "pack.yaml does not list the language '%.*s'",
                   STR_ARG(front->lang));
    } else if (str_equal(front->lang, reading->pack->languages.items[0])) {
        pack_error(reading, place, "this language's texts belong into %.*s.md",
                   STR_ARG(id));
    } else if (!entry) {
        pack_error(reading, place,
                   "translates %.*s.md, which is not there (or has an error)",
                   STR_ARG(id));
    } else if (read_markdown(front, &map)) {
        pack_front_merge(front, &content_record_members, &entry->map, &map);
    }
}

// ---- the folder of one kind ----

enum pass { PASS_MAIN, PASS_TRANSLATIONS, PASS_TABLES };

static void read_named(struct pack_reading *reading, enum content_kind kind,
                       struct str name, enum pass pass)
{
    const struct str folder = content_kind_name(kind);
    const struct str path =
        arena_printf(reading->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
    struct str stem = str_slice(name, 0, name.len - (name.len < 3 ? 0 : 3));
    const bool markdown = str_ends_with(name, STR(".md"));
    const bool table = str_ends_with(name, STR(".csv"));
    const size_t dot = markdown ? str_find(stem, STR("."), 0) : SIZE_MAX;
    const enum pass wanted = table                         ? PASS_TABLES
                             : markdown && dot != SIZE_MAX ? PASS_TRANSLATIONS
                                                           : PASS_MAIN;
    if (wanted != pass) {
        return;
    }
    const size_t file = pack_file(reading, path);
    struct pack_front front = {.reading = reading,
                               .kind = kind,
                               .file = file,
                               .lang = reading->pack->languages.items[0]};
    if (table) {
        pack_read_table(reading, kind, file);
    } else if (!markdown) {
        pack_warn(reading, PACK_PLACE(file, 0), "is not read; only .md and .csv are");
    } else if (dot == SIZE_MAX) {
        read_main(&front, stem);
    } else {
        front.translation = true;
        front.lang = str_slice(stem, dot + 1, stem.len);
        read_translation(&front, str_slice(stem, 0, dot));
    }
}

static void read_kind(struct pack_reading *reading, enum content_kind kind)
{
    const char *folder = arena_cstr(reading->arena, content_kind_name(kind));
    const struct folder_list list = pack_list(reading, folder);
    static const enum pass passes[] = {PASS_MAIN, PASS_TABLES, PASS_TRANSLATIONS};
    for (size_t p = 0; p < sizeof(passes) / sizeof(*passes); p++) {
        for (size_t i = 0; i < list.count; i++) {
            read_named(reading, kind, list.names[i], passes[p]);
        }
    }
}

static void check_top(struct pack_reading *reading)
{
    const struct folder_list top = pack_list(reading, "");
    for (size_t i = 0; i < top.count; i++) {
        const struct str name = top.names[i];
        enum content_kind kind;
        if (!content_kind_parse(name, &kind) && !str_equal(name, STR("pack.yaml")) &&
            !str_equal(name, STR("media")) && !str_equal(name, STR("imports.csv")) &&
            !str_starts_with(name, STR("README")) &&
            !str_starts_with(name, STR("LICENSE"))) {
            pack_warn(reading, PACK_PLACE(pack_file(reading, name), 0),
                      "is not read; folders are named after kinds, like activity");
        }
    }
}

// ---- records ----

static void on_fault(void *context, int64_t place, const char *message)
{
    pack_error((struct pack_reading *)context, place, "%s", message);
}

static int compare_entries(const void *a, const void *b)
{
    const struct pack_entry *left = a, *right = b;
    if (left->kind != right->kind) {
        return left->kind < right->kind ? -1 : 1;
    }
    return str_compare(left->id, right->id);
}

static void make_records(struct pack_reading *reading)
{
    const struct content_check check = {.arena = reading->arena,
                                        .mode = CONTENT_AUTHORED,
                                        .fault = on_fault,
                                        .context = reading};
    if (reading->entry_count) {
        qsort(reading->entries, reading->entry_count, sizeof(*reading->entries),
              compare_entries);
    }
    pack_index_entries(reading);
    for (size_t i = 0; i < reading->entry_count; i++) {
        struct pack_entry *entry = &reading->entries[i];
        pack_value_add(reading->arena, &entry->map,
                       (struct value){.type = VALUE_STRING,
                                      .key = STR("kind"),
                                      .string = content_kind_name(entry->kind)});
        if (entry->kind == CONTENT_AMENDMENT) {
            pack_amend_finish(reading, entry);
        }
        entry->right = content_record_from_value(&check, &entry->map, &entry->record);
        struct content_record *record = &entry->record;
        if (record->kind == CONTENT_VENUE && record->timezone.len) {
            check_zone(reading, entry->map.line, record->timezone);
        }
        // A story is the pack's own text; a resource may be anybody's and says its own.
        if (record->kind == CONTENT_STORY && !record->licence.len) {
            record->licence = reading->pack->licence;
        }
        reading->report->kinds[entry->kind]++;
        reading->report->samples += record->sample;
    }
}

static void fill_pack(struct pack_reading *reading)
{
    struct pack *pack = reading->pack;
    pack->records =
        ARENA_ARRAY(reading->arena, struct content_record, reading->entry_count);
    for (size_t i = 0; i < reading->entry_count; i++) {
        const struct pack_entry *entry = &reading->entries[i];
        if (!entry->right) {
            continue;
        }
        pack->records[pack->count++] = entry->record;
        if (!pack->timezone.len && entry->kind == CONTENT_VENUE) {
            pack->timezone = entry->record.timezone;
        }
    }
    if (!pack->timezone.len) {
        pack_error(reading, PACK_PLACE(0, 0),
                   "timezone: is missing; wants Europe/Tirane");
    }
}

bool pack_read(struct arena *arena, const char *folder, struct pack_report *report,
               struct pack *out_pack)
{
    *report = (struct pack_report){0};
    *out_pack = (struct pack){0};
    struct pack_reading reading = {
        .arena = arena, .folder = folder, .report = report, .pack = out_pack};
    if (!read_head(&reading)) {
        return false;
    }
    check_top(&reading);
    for (unsigned kind = 0; kind < CONTENT_KIND_COUNT; kind++) {
        read_kind(&reading, (enum content_kind)kind);
    }
    if (reading.entry_count > PACK_RECORDS_MAX) {
        pack_error(&reading, PACK_PLACE(0, 0), "more than %d records", PACK_RECORDS_MAX);
        return false;
    }
    make_records(&reading);
    pack_check_all(&reading);
    pack_check_media(&reading);
    fill_pack(&reading);
    return report->errors == 0;
}
