// From a tree of values to a typed record, over the table in fields.c.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "content/fields.h"
#include "internal.h"

void content_fault(struct read *read, int64_t line, const char *format, ...)
{
    char message[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    read->faults++;
    if (read->check->fault) {
        read->check->fault(read->check->context, line, message);
    }
}

static void fault_words(struct read *read, const struct value *value,
                        const struct content_member *member)
{
    char words[160] = "";
    for (const char *const *word = member->words; *word; word++) {
        const size_t used = strlen(words);
        snprintf(words + used, sizeof(words) - used, "%s%s", used ? ", " : "", *word);
    }
    content_fault(read, value->line, "%s: wants one of %s", member->key, words);
}

static bool read_form(struct read *read, const struct content_member *member,
                      const struct value *value, struct str *out)
{
    if (value->type == VALUE_STRING &&
        content_form_check(member->form, member->words, value->string)) {
        *out = arena_str(read->check->arena, value->string);
        return true;
    }
    if (member->form == FORM_WORD) {
        fault_words(read, value, member);
        return false;
    }
    content_fault(read, value->line, "%s: wants %s", member->key,
                  content_form_wanted(member->form));
    return false;
}

static bool want_list(struct read *read, const struct content_member *member,
                      const struct value *value)
{
    if (value->type == VALUE_LIST) {
        return true;
    }
    content_fault(read, value->line, "%s: wants a list", member->key);
    return false;
}

static void read_strings(struct read *read, const struct content_member *member,
                         const struct value *value, void *base)
{
    if (!want_list(read, member, value)) {
        return;
    }
    struct str *items = ARENA_ARRAY(read->check->arena, struct str, value->count);
    size_t count = 0;
    for (size_t i = 0; i < value->count; i++) {
        count += read_form(read, member, &value->items[i], &items[count]);
    }
    content_list_set(base, member->offset, (struct content_list){items, count});
}

static void read_letters(struct read *read, const struct content_member *member,
                         const struct value *value, void *base)
{
    struct content_record *record = base;
    if (!want_list(read, member, value)) {
        return;
    }
    struct str *items = ARENA_ARRAY(read->check->arena, struct str, FIELD_COUNT);
    size_t count = 0;
    for (size_t i = 0; i < value->count; i++) {
        const struct value *item = &value->items[i];
        const char *found =
            item->type == VALUE_STRING && item->string.len == 1
                ? memchr(content_field_letter, item->string.ptr[0], FIELD_COUNT)
                : NULL;
        const uint32_t bit = found ? UINT32_C(1) << (found - content_field_letter) : 0;
        if (!bit || (record->fields & bit)) {
            content_fault(read, item->line ? item->line : value->line,
                          "fields: wants each of S, T, E, A, M at most once");
            continue;
        }
        record->fields |= bit;
        items[count++] = arena_str(read->check->arena, item->string);
    }
    record->field_order = (struct content_ids){items, count};
}

static void read_audiences(struct read *read, const struct content_member *member,
                           const struct value *value, void *base)
{
    struct content_record *record = base;
    if (!want_list(read, member, value)) {
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        struct str word;
        if (!read_form(read, member, &value->items[i], &word)) {
            continue;
        }
        for (int a = 0; a < AUDIENCE_COUNT; a++) {
            if (str_equal(word, str_from_cstr(content_audience_names[a]))) {
                record->audiences |= UINT32_C(1) << a;
            }
        }
    }
}

static bool read_text(struct read *read, const struct content_member *member,
                      const struct value *value, struct content_text *out)
{
    if (value->type != VALUE_MAP) {
        content_fault(read, value->line, "%s: wants a text by language", member->key);
        return false;
    }
    struct arena *arena = read->check->arena;
    struct content_translation *items =
        ARENA_ARRAY(arena, struct content_translation, value->count);
    size_t count = 0;
    for (size_t i = 0; i < value->count; i++) {
        const struct value *item = &value->items[i];
        if (!content_form_check(FORM_LANGUAGE, NULL, item->key)) {
            content_fault(read, item->line, "%s: '%.*s' is no language code like sq",
                          member->key, (int)(item->key.len < 20 ? item->key.len : 20),
                          item->key.ptr);
        } else if (item->type != VALUE_STRING || item->string.len > (size_t)member->max) {
            content_fault(read, item->line, "%s: wants a text of at most %lld bytes",
                          member->key, (long long)member->max);
        } else {
            items[count].lang = arena_str(arena, item->key);
            items[count++].value = arena_str(arena, item->string);
        }
    }
    *out = (struct content_text){items, count};
    return true;
}

static void read_texts(struct read *read, const struct content_member *member,
                       const struct value *value, void *base)
{
    if (!want_list(read, member, value)) {
        return;
    }
    struct content_text *items =
        ARENA_ARRAY(read->check->arena, struct content_text, value->count);
    size_t count = 0;
    for (size_t i = 0; i < value->count; i++) {
        count += read_text(read, member, &value->items[i], &items[count]);
    }
    content_list_set(base, member->offset, (struct content_list){items, count});
}

static void read_integer(struct read *read, const struct content_member *member,
                         const struct value *value, void *base)
{
    if (value->type != VALUE_INTEGER || value->integer < member->min ||
        value->integer > member->max) {
        content_fault(read, value->line, "%s: wants a whole number from %lld to %lld",
                      member->key, (long long)member->min, (long long)member->max);
        return;
    }
    memcpy((char *)base + member->offset, &value->integer, sizeof(value->integer));
}

static void read_bool(struct read *read, const struct content_member *member,
                      const struct value *value, void *base)
{
    if (value->type != VALUE_BOOL) {
        content_fault(read, value->line, "%s: wants true or false", member->key);
        return;
    }
    const bool set = value->integer != 0;
    memcpy((char *)base + member->offset, &set, sizeof(set));
}

static void read_list(struct read *read, const struct content_member *member,
                      const struct value *value, void *base)
{
    if (!want_list(read, member, value)) {
        return;
    }
    const size_t size = member->items->item_size;
    char *items = arena_array(read->check->arena, size, value->count);
    for (size_t i = 0; i < value->count; i++) {
        content_read_members(read, member->items, &value->items[i], items + i * size);
    }
    content_list_set(base, member->offset, (struct content_list){items, value->count});
}

enum { PATCH_MEMBERS_MAX = 256 }; // of any map in it; a record has less than half of that

// A number that is no integer would be written as null, which deletes.
static bool patch_fits(const struct value *value)
{
    bool fits = value->type != VALUE_REAL &&
                (value->type != VALUE_MAP || value->count <= PATCH_MEMBERS_MAX);
    for (size_t i = 0; fits && i < value->count; i++) {
        fits = patch_fits(&value->items[i]);
    }
    return fits;
}

static void read_patch(struct read *read, const struct content_member *member,
                       const struct value *value, void *base)
{
    struct buffer buffer;
    buffer_init(&buffer, (size_t)member->max);
    if (value->type != VALUE_MAP || !patch_fits(value) ||
        !value_write_json(&buffer, value)) {
        content_fault(read, value->line, "%s: wants members of at most %lld bytes in all",
                      member->key, (long long)member->max);
    } else {
        const struct str patch = arena_str(read->check->arena, buffer_view(&buffer));
        memcpy((char *)base + member->offset, &patch, sizeof(patch));
    }
    buffer_finish(&buffer);
}

static void read_member(struct read *read, const struct content_member *member,
                        const struct value *value, void *base)
{
    struct str text;
    switch (member->type) {
    case MEMBER_KIND:
        break; // read before all others
    case MEMBER_STRING:
        if (read_form(read, member, value, &text)) {
            memcpy((char *)base + member->offset, &text, sizeof(text));
        }
        break;
    case MEMBER_STRINGS:
        read_strings(read, member, value, base);
        break;
    case MEMBER_LETTERS:
        read_letters(read, member, value, base);
        break;
    case MEMBER_AUDIENCES:
        read_audiences(read, member, value, base);
        break;
    case MEMBER_TEXT: {
        struct content_text found;
        if (read_text(read, member, value, &found)) {
            memcpy((char *)base + member->offset, &found, sizeof(found));
        }
        break;
    }
    case MEMBER_TEXTS:
        read_texts(read, member, value, base);
        break;
    case MEMBER_INTEGER:
        read_integer(read, member, value, base);
        break;
    case MEMBER_BOOL:
        read_bool(read, member, value, base);
        break;
    case MEMBER_LIST:
        read_list(read, member, value, base);
        break;
    case MEMBER_STRUCT:
        content_read_members(read, member->items, value, (char *)base + member->offset);
        break;
    case MEMBER_PATCH:
        read_patch(read, member, value, base);
        break;
    }
}

static void set_missing(const struct content_members *members, void *base)
{
    for (size_t i = 0; i < members->count; i++) {
        const struct content_member *member = &members->members[i];
        if (member->type == MEMBER_INTEGER) {
            memcpy((char *)base + member->offset, &member->missing,
                   sizeof(member->missing));
        }
    }
}

// A member with an empty text, list or string counts as missing.
static bool value_empty(const struct value *value)
{
    return (value->type == VALUE_STRING && value->string.len == 0) ||
           ((value->type == VALUE_LIST || value->type == VALUE_MAP) && value->count == 0);
}

// A text that is empty in every language is none: writing leaves it out as well.
static bool says_nothing(const struct content_member *member, const struct value *value)
{
    if (member->type != MEMBER_TEXT || value->type != VALUE_MAP) {
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (value->items[i].type != VALUE_STRING || value->items[i].string.len) {
            return false;
        }
    }
    return true;
}

void content_read_members(struct read *read, const struct content_members *members,
                          const struct value *map, void *base)
{
    set_missing(members, base);
    if (map->type != VALUE_MAP) {
        content_fault(read, map->line, "wants keys and values");
        return;
    }
    const bool authored = read->check->mode == CONTENT_AUTHORED;
    const uint32_t kind = UINT32_C(1) << read->kind;
    for (size_t i = 0; i < members->count; i++) {
        const struct content_member *member = &members->members[i];
        if (!(member->kinds & kind) || (member->authored && !authored)) {
            continue;
        }
        const struct value *value = value_get(map, str_from_cstr(member->key));
        const bool patch = read->patch && members == &content_record_members;
        if (patch && (!value || value->type == VALUE_NULL)) {
            continue;
        }
        if (value && !value_empty(value) && !says_nothing(member, value)) {
            read_member(read, member, value, base);
        } else if ((member->required & kind) && !patch) {
            content_fault(read, map->line, "%s: is missing", member->key);
        }
    }
}

bool content_record_from_value(const struct content_check *check, const struct value *map,
                               struct content_record *out_record)
{
    struct read read = {.check = check};
    struct str name;
    *out_record = (struct content_record){0};
    if (!value_get_string(map, STR("kind"), &name) ||
        !content_kind_parse(name, &read.kind)) {
        content_fault(&read, map->line, "kind: is missing or unknown");
        return false;
    }
    out_record->kind = read.kind;
    content_read_members(&read, &content_record_members, map, out_record);
    content_check_record(&read, map, out_record);
    return read.faults == 0;
}

bool content_patch_check(const struct content_check *check, enum content_kind kind,
                         const struct value *patch)
{
    struct read read = {.check = check, .kind = kind, .patch = true};
    struct content_record record = {.kind = kind};
    content_read_members(&read, &content_record_members, patch, &record);
    return read.faults == 0;
}
