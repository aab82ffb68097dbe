#include "content/record.h"

#include <stdio.h>
#include <string.h>

#include "internal.h"

const char content_field_letter[FIELD_COUNT + 1] = "STEAM";

static const char *const kind_names[CONTENT_KIND_COUNT] = {
    "activity",     "contest", "question",  "career", "pathway",
    "organisation", "place",   "programme", "event",  "resource",
    "story",        "figure",  "slide",     "venue",  "notice",
    "amendment"};

struct str content_kind_name(enum content_kind kind)
{
    return str_from_cstr(kind_names[kind]);
}

bool content_kind_parse(struct str name, enum content_kind *out_kind)
{
    for (unsigned i = 0; i < CONTENT_KIND_COUNT; i++) {
        if (str_equal(name, str_from_cstr(kind_names[i]))) {
            *out_kind = (enum content_kind)i;
            return true;
        }
    }
    return false;
}

enum content_field content_leading_field(const struct content_record *record)
{
    if (record->field_order.count && record->field_order.items[0].len) {
        const char *found = memchr(content_field_letter,
                                   record->field_order.items[0].ptr[0], FIELD_COUNT);
        if (found) {
            return (enum content_field)(found - content_field_letter);
        }
    }
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (record->fields & (UINT32_C(1) << i)) {
            return (enum content_field)i;
        }
    }
    return FIELD_S;
}

static const struct content_translation *find_lang(struct content_text text,
                                                   struct str lang)
{
    for (size_t i = 0; i < text.count; i++) {
        if (str_equal(text.items[i].lang, lang) && text.items[i].value.len) {
            return &text.items[i];
        }
    }
    return NULL;
}

struct str content_text_in(struct content_text text, struct str lang,
                           struct str *out_lang)
{
    const struct content_translation *found = find_lang(text, lang);
    if (!found && lang.len > 3 && lang.ptr[2] == '-') {
        found = find_lang(text, str_slice(lang, 0, 2));
    }
    if (!found) {
        found = find_lang(text, STR("en"));
    }
    for (size_t i = 0; !found && i < text.count; i++) {
        found = text.items[i].value.len ? &text.items[i] : NULL;
    }
    if (out_lang) {
        *out_lang = found ? found->lang : (struct str){0};
    }
    return found ? found->value : (struct str){0};
}

// ---- parsing ----

static void keep_first(void *context, int64_t line, const char *message)
{
    struct content_error *error = context;
    (void)line;
    if (!error->message[0]) {
        snprintf(error->message, sizeof(error->message), "%s", message);
    }
}

bool content_record_parse(struct arena *arena, struct str json,
                          struct content_record *out_record,
                          struct content_error *out_error)
{
    struct value root;
    struct content_error error = {{0}};
    struct content_record record;
    const struct content_check check = {.arena = arena,
                                        .mode = CONTENT_PUBLISHED,
                                        .fault = keep_first,
                                        .context = &error};
    if (!value_parse_json(arena, json, NULL, &root, &error) ||
        !content_record_from_value(&check, &root, &record)) {
        *out_error = error;
        return false;
    }
    *out_record = record;
    return true;
}

// ---- writing ----

static bool write_key(struct buffer *buffer, const char *key, bool *first)
{
    const bool fits = (*first || buffer_add(buffer, STR(","))) &&
                      value_write_string(buffer, str_from_cstr(key)) &&
                      buffer_add(buffer, STR(":"));
    *first = false;
    return fits;
}

// Translations ordered by language, empty ones left out.
static void write_text(struct buffer *buffer, struct content_text text)
{
    const struct content_translation *last = NULL;
    bool first = true;
    buffer_add(buffer, STR("{"));
    for (;;) {
        const struct content_translation *next = NULL;
        for (size_t i = 0; i < text.count; i++) {
            const struct content_translation *item = &text.items[i];
            if (item->value.len && (!last || str_compare(item->lang, last->lang) > 0) &&
                (!next || str_compare(item->lang, next->lang) < 0)) {
                next = item;
            }
        }
        if (!next) {
            break;
        }
        buffer_add(buffer, first ? STR("") : STR(","));
        value_write_string(buffer, next->lang);
        buffer_add(buffer, STR(":"));
        value_write_string(buffer, next->value);
        first = false;
        last = next;
    }
    buffer_add(buffer, STR("}"));
}

static bool text_empty(struct content_text text)
{
    for (size_t i = 0; i < text.count; i++) {
        if (text.items[i].value.len) {
            return false;
        }
    }
    return true;
}

static bool member_empty(const struct content_member *member, const void *base);

static bool members_empty(const struct content_members *members, const char *base)
{
    for (size_t i = 0; i < members->count; i++) {
        if (!member_empty(&members->members[i], base)) {
            return false;
        }
    }
    return true;
}

static bool member_empty(const struct content_member *member, const void *base)
{
    const char *at = (const char *)base + member->offset;
    switch (member->type) {
    case MEMBER_KIND:
        return false;
    case MEMBER_STRING:
    case MEMBER_PATCH: {
        struct str text;
        memcpy(&text, at, sizeof(text));
        return text.len == 0;
    }
    case MEMBER_STRINGS:
    case MEMBER_LETTERS:
    case MEMBER_TEXTS:
    case MEMBER_LIST:
        return content_list_get(base, member->offset).count == 0;
    case MEMBER_STRUCT:
        return members_empty(member->items, at);
    case MEMBER_TEXT: {
        struct content_text text;
        memcpy(&text, at, sizeof(text));
        return text_empty(text);
    }
    case MEMBER_AUDIENCES: {
        uint32_t bits;
        memcpy(&bits, at, sizeof(bits));
        return bits == 0;
    }
    case MEMBER_INTEGER:
        return memcmp(at, &member->missing, sizeof(member->missing)) == 0;
    case MEMBER_BOOL: {
        bool set;
        memcpy(&set, at, sizeof(set));
        return !set;
    }
    }
    return true;
}

static void write_members(struct buffer *buffer, const struct content_members *members,
                          enum content_kind kind, const void *base);

static void write_list(struct buffer *buffer, const struct content_member *member,
                       enum content_kind kind, const void *base)
{
    const struct content_list list = content_list_get(base, member->offset);
    buffer_add(buffer, STR("["));
    for (size_t i = 0; i < list.count; i++) {
        buffer_add(buffer, i ? STR(",") : STR(""));
        if (member->type == MEMBER_TEXTS) {
            write_text(buffer, ((const struct content_text *)list.items)[i]);
        } else if (member->type == MEMBER_LIST) {
            write_members(buffer, member->items, kind,
                          (const char *)list.items + i * member->items->item_size);
        } else {
            value_write_string(buffer, ((const struct str *)list.items)[i]);
        }
    }
    buffer_add(buffer, STR("]"));
}

static void write_audiences(struct buffer *buffer, uint32_t bits)
{
    bool first = true;
    buffer_add(buffer, STR("["));
    for (unsigned i = 0; i < AUDIENCE_COUNT; i++) {
        if (bits & (UINT32_C(1) << i)) {
            buffer_add(buffer, first ? STR("") : STR(","));
            value_write_string(buffer, str_from_cstr(content_audience_names[i]));
            first = false;
        }
    }
    buffer_add(buffer, STR("]"));
}

static void write_member(struct buffer *buffer, const struct content_member *member,
                         enum content_kind kind, const void *base)
{
    const char *at = (const char *)base + member->offset;
    struct str string;
    struct content_text text;
    int64_t integer;
    uint32_t bits;
    switch (member->type) {
    case MEMBER_KIND:
        value_write_string(buffer, content_kind_name(kind));
        break;
    case MEMBER_STRING:
        memcpy(&string, at, sizeof(string));
        value_write_string(buffer, string);
        break;
    case MEMBER_TEXT:
        memcpy(&text, at, sizeof(text));
        write_text(buffer, text);
        break;
    case MEMBER_INTEGER:
        memcpy(&integer, at, sizeof(integer));
        buffer_printf(buffer, "%lld", (long long)integer);
        break;
    case MEMBER_BOOL:
        buffer_add(buffer, STR("true"));
        break;
    case MEMBER_PATCH:
        memcpy(&string, at, sizeof(string));
        buffer_add(buffer, string);
        break;
    case MEMBER_AUDIENCES:
        memcpy(&bits, at, sizeof(bits));
        write_audiences(buffer, bits);
        break;
    case MEMBER_STRINGS:
    case MEMBER_LETTERS:
    case MEMBER_TEXTS:
    case MEMBER_LIST:
        write_list(buffer, member, kind, base);
        break;
    case MEMBER_STRUCT:
        write_members(buffer, member->items, kind, at);
        break;
    }
}

// The tables are ordered by key, so this order is the canonical one.
static void write_members(struct buffer *buffer, const struct content_members *members,
                          enum content_kind kind, const void *base)
{
    bool first = true;
    buffer_add(buffer, STR("{"));
    for (size_t i = 0; i < members->count; i++) {
        const struct content_member *member = &members->members[i];
        if ((member->kinds & (UINT32_C(1) << kind)) && !member->authored &&
            !member_empty(member, base) && write_key(buffer, member->key, &first)) {
            write_member(buffer, member, kind, base);
        }
    }
    buffer_add(buffer, STR("}"));
}

struct str content_record_write(struct arena *arena, const struct content_record *record)
{
    struct buffer buffer;
    buffer_init(&buffer, 0);
    write_members(&buffer, &content_record_members, record->kind, record);
    const struct str json = arena_str(arena, buffer_view(&buffer));
    buffer_finish(&buffer);
    return json;
}
