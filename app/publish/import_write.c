// A record as the files of a pack that a teacher would write: front matter by the table
// of members, the order of keys as people read them.
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "import_internal.h"

struct writing {
    const struct import *import;
    const struct content_record *record;
    struct str main; // the pack's first language
    struct buffer out;
};

static void add_quoted(struct buffer *out, struct str text)
{
    buffer_add(out, STR("\""));
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c == '"' || c == '\\') {
            buffer_printf(out, "\\%c", c);
        } else if (c == '\n') {
            buffer_add(out, STR("\\n"));
        } else {
            buffer_append(out, &c, 1);
        }
    }
    buffer_add(out, STR("\""));
}

// Words of a form that YAML cannot take for something else stay bare.
static void add_string(struct buffer *out, enum content_form form, struct str text)
{
    const bool bare =
        (form == FORM_ID || form == FORM_WORD || form == FORM_LANGUAGE ||
         form == FORM_COUNTRY || (form == FORM_REFERENCE && content_id_valid(text))) &&
        !str_equal(text, STR("null"));
    bare ? (void)buffer_add(out, text) : add_quoted(out, text);
}

static void add_strings(struct buffer *out, enum content_form form,
                        const struct content_ids *ids)
{
    buffer_add(out, STR("["));
    for (size_t i = 0; i < ids->count; i++) {
        buffer_add(out, i ? STR(", ") : STR(""));
        add_string(out, form, ids->items[i]);
    }
    buffer_add(out, STR("]"));
}

static struct str text_in(const struct content_text *text, struct str lang)
{
    for (size_t i = 0; i < text->count; i++) {
        if (str_equal(text->items[i].lang, lang)) {
            return text->items[i].value;
        }
    }
    return (struct str){0};
}

// Within a list every language stands in the main file: "x" or {sq: "x", en: "y"}.
static void add_text(struct writing *writing, const struct content_text *text)
{
    struct buffer *out = &writing->out;
    if (text->count == 1 && str_equal(text->items[0].lang, writing->main)) {
        add_quoted(out, text->items[0].value);
        return;
    }
    buffer_add(out, STR("{"));
    for (size_t i = 0; i < text->count; i++) {
        buffer_printf(out, "%s%.*s: ", i ? ", " : "", STR_ARG(text->items[i].lang));
        add_quoted(out, text->items[i].value);
    }
    buffer_add(out, STR("}"));
}

static void add_time(struct buffer *out, const char *key, int64_t minute)
{
    buffer_printf(out, ", %s: \"%02d:%02d\"", key, (int)(minute / 60),
                  (int)(minute % 60));
}

static void add_session(struct writing *writing, const struct content_session *session)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    struct buffer *out = &writing->out;
    const bool weekly = session->weekday >= 0;
    if (weekly) {
        buffer_printf(out, "{weekday: %s", days[session->weekday]);
    } else {
        buffer_printf(out, "{from: %.*s", STR_ARG(session->from));
    }
    add_time(out, "start", session->start_min);
    add_time(out, "end", session->end_min);
    if (weekly && session->from.len) {
        buffer_printf(out, ", from: %.*s", STR_ARG(session->from));
    }
    if (session->until.len) {
        buffer_printf(out, ", until: %.*s", STR_ARG(session->until));
    }
    if (session->except.count) {
        buffer_add(out, STR(", except: ["));
        for (size_t i = 0; i < session->except.count; i++) {
            buffer_printf(out, "%s%.*s", i ? ", " : "",
                          STR_ARG(session->except.items[i]));
        }
        buffer_add(out, STR("]"));
    }
    if (session->place.len) {
        buffer_printf(out, ", place: %.*s", STR_ARG(session->place));
    }
    buffer_add(out, STR("}"));
}

// The lists that importers fill.
static void add_items(struct writing *writing, const char *key)
{
    const struct content_record *record = writing->record;
    struct buffer *out = &writing->out;
    buffer_printf(out, "%s:\n", key);
    for (size_t i = 0; strcmp(key, "sessions") == 0 && i < record->sessions.count; i++) {
        buffer_add(out, STR("  - "));
        add_session(writing, &record->sessions.items[i]);
        buffer_add(out, STR("\n"));
    }
    for (size_t i = 0; strcmp(key, "links") == 0 && i < record->links.count; i++) {
        buffer_add(out, STR("  - {url: "));
        add_quoted(out, record->links.items[i].url);
        buffer_add(out, STR("}\n"));
    }
    for (size_t i = 0; strcmp(key, "options") == 0 && i < record->options.count; i++) {
        buffer_add(out, STR("  - "));
        add_text(writing, &record->options.items[i].text);
        buffer_add(out, STR("\n"));
    }
}

static void add_right(struct writing *writing)
{
    const struct content_record *record = writing->record;
    const char *between = "right: [";
    for (size_t i = 0; i < record->options.count; i++) {
        if (record->options.items[i].right) {
            buffer_printf(&writing->out, "%s%zu", between, i + 1);
            between = ", ";
        }
    }
    if (between[0] == ',') {
        buffer_add(&writing->out, STR("]\n"));
    }
}

static void add_ages(struct writing *writing)
{
    const struct content_record *record = writing->record;
    if (record->age_max) {
        buffer_printf(&writing->out, "ages: \"%lld-%lld\"\n", (long long)record->age_min,
                      (long long)record->age_max);
    } else if (record->age_min) {
        buffer_printf(&writing->out, "ages: \"%lld+\"\n", (long long)record->age_min);
    }
}

static void add_audiences(struct writing *writing)
{
    const char *between = "audiences: [";
    for (size_t i = 0; i < AUDIENCE_COUNT; i++) {
        if (writing->record->audiences & (UINT32_C(1) << i)) {
            buffer_printf(&writing->out, "%s%s", between, content_audience_names[i]);
            between = ", ";
        }
    }
    if (between[0] == ',') {
        buffer_add(&writing->out, STR("]\n"));
    }
}

static void add_key(struct writing *writing, const struct content_member *member)
{
    buffer_printf(&writing->out, "%s: ", member->key);
}

static void add_integer(struct writing *writing, const struct content_member *member)
{
    int64_t integer = 0;
    memcpy(&integer, (const char *)writing->record + member->offset, sizeof(integer));
    if (strcmp(member->key, "age_min") == 0) {
        add_ages(writing);
    } else if (strcmp(member->key, "age_max") != 0 && integer != member->missing) {
        buffer_printf(&writing->out, "%s: %lld\n", member->key, (long long)integer);
    }
}

static void add_string_member(struct writing *writing,
                              const struct content_member *member)
{
    struct str string;
    memcpy(&string, (const char *)writing->record + member->offset, sizeof(string));
    if (string.len) {
        add_key(writing, member);
        add_string(&writing->out, member->form, string);
        buffer_add(&writing->out, STR("\n"));
    }
}

static void add_strings_member(struct writing *writing,
                               const struct content_member *member)
{
    struct content_ids ids;
    memcpy(&ids, (const char *)writing->record + member->offset, sizeof(ids));
    if (ids.count) {
        add_key(writing, member);
        add_strings(&writing->out,
                    member->type == MEMBER_LETTERS ? FORM_WORD : member->form, &ids);
        buffer_add(&writing->out, STR("\n"));
    }
}

// The text of one member in one language; false: there is none.
static bool add_text_member(struct writing *writing, const struct content_member *member,
                            struct str lang)
{
    struct content_text text;
    memcpy(&text, (const char *)writing->record + member->offset, sizeof(text));
    const struct str value = text_in(&text, lang);
    if (value.len) {
        add_key(writing, member);
        add_quoted(&writing->out, value);
        buffer_add(&writing->out, STR("\n"));
    }
    return value.len > 0;
}

static void add_member(struct writing *writing, const struct content_member *member)
{
    const struct content_list list =
        member->type == MEMBER_TEXTS || member->type == MEMBER_LIST
            ? content_list_get(writing->record, member->offset)
            : (struct content_list){0};
    switch (member->type) {
    case MEMBER_STRING:
        add_string_member(writing, member);
        break;
    case MEMBER_STRINGS:
    case MEMBER_LETTERS:
        add_strings_member(writing, member);
        break;
    case MEMBER_AUDIENCES:
        add_audiences(writing);
        break;
    case MEMBER_TEXT:
        (void)add_text_member(writing, member, writing->main);
        break;
    case MEMBER_INTEGER:
        add_integer(writing, member);
        break;
    case MEMBER_TEXTS:
        if (list.count) {
            buffer_printf(&writing->out, "%s:\n", member->key);
        }
        for (size_t i = 0; i < list.count; i++) {
            buffer_add(&writing->out, STR("  - "));
            add_text(writing, &((const struct content_text *)list.items)[i]);
            buffer_add(&writing->out, STR("\n"));
        }
        break;
    case MEMBER_LIST:
        if (list.count) {
            add_items(writing, member->key);
        }
        break;
    case MEMBER_KIND:
    case MEMBER_BOOL:
    case MEMBER_STRUCT:
    case MEMBER_PATCH: // no importer sets one
        break;
    }
}

static const char *const first_keys[] = {"id",        "title",  "summary",   "tagline",
                                         "author",    "fields", "audiences", "age_min",
                                         "languages", "format", "contest",   "type",
                                         "options",   "starts", "ends"};

static bool is_first(const char *key)
{
    for (size_t i = 0; i < sizeof(first_keys) / sizeof(*first_keys); i++) {
        if (strcmp(key, first_keys[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void add_front(struct writing *writing)
{
    const enum content_kind kind = writing->record->kind;
    for (size_t i = 0; i < sizeof(first_keys) / sizeof(*first_keys); i++) {
        const struct content_member *member = content_member_find(
            &content_record_members, kind, str_from_cstr(first_keys[i]));
        if (member) {
            add_member(writing, member);
        }
    }
    add_right(writing);
    for (size_t i = 0; i < content_record_members.count; i++) {
        const struct content_member *member = &content_record_members.members[i];
        if ((member->kinds & (UINT32_C(1) << kind)) && !is_first(member->key) &&
            strcmp(member->key, "body") != 0) {
            add_member(writing, member);
        }
    }
}

static bool add_translated(struct writing *writing, const struct content_member *member,
                           struct str lang)
{
    return member && member->type == MEMBER_TEXT && strcmp(member->key, "body") != 0 &&
           add_text_member(writing, member, lang);
}

static bool add_translation(struct writing *writing, struct str lang)
{
    const enum content_kind kind = writing->record->kind;
    bool any = false;
    for (size_t i = 0; i < sizeof(first_keys) / sizeof(*first_keys); i++) {
        any |= add_translated(writing,
                              content_member_find(&content_record_members, kind,
                                                  str_from_cstr(first_keys[i])),
                              lang);
    }
    for (size_t i = 0; i < content_record_members.count; i++) {
        const struct content_member *member = &content_record_members.members[i];
        if ((member->kinds & (UINT32_C(1) << kind)) && !is_first(member->key)) {
            any |= add_translated(writing, member, lang);
        }
    }
    return any;
}

struct str import_write(const struct import *import, const struct content_record *record,
                        struct str lang)
{
    struct writing writing = {
        .import = import, .record = record, .main = import->pack.languages.items[0]};
    buffer_init(&writing.out, 1024 * 1024);
    buffer_add(&writing.out, STR("---\n"));
    bool any = true;
    if (lang.len) {
        any = add_translation(&writing, lang);
    } else {
        add_front(&writing);
    }
    buffer_add(&writing.out, STR("---\n"));
    const struct str body = text_in(&record->body, lang.len ? lang : writing.main);
    if (body.len) {
        buffer_printf(&writing.out, "\n%.*s\n", STR_ARG(body));
    }
    const struct str text = any || body.len
                                ? arena_str(import->arena, buffer_view(&writing.out))
                                : (struct str){0};
    buffer_finish(&writing.out);
    return text;
}

// ---- sessions of activities that a person keeps ----

static void add_session_row(struct buffer *out, struct str id,
                            const struct content_session *session)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    buffer_printf(out, "%.*s,%s,%02d:%02d,%02d:%02d,%.*s,%.*s,", STR_ARG(id),
                  session->weekday < 0 ? "" : days[session->weekday],
                  (int)(session->start_min / 60), (int)(session->start_min % 60),
                  (int)(session->end_min / 60), (int)(session->end_min % 60),
                  STR_ARG(session->from), STR_ARG(session->until));
    for (size_t i = 0; i < session->except.count; i++) {
        buffer_printf(out, "%s%.*s", i ? " " : "", STR_ARG(session->except.items[i]));
    }
    buffer_printf(out, ",%.*s\n", STR_ARG(session->place));
}

struct str import_write_sessions(const struct import *import)
{
    struct buffer out;
    buffer_init(&out, 1024 * 1024);
    bool any = false;
    buffer_add(&out, STR("activity,weekday,start,end,from,until,except,place\n"));
    for (size_t i = 0; i < import->count; i++) {
        const struct content_record *record = &import->items[i].record;
        for (size_t s = 0; import->items[i].attached && s < record->sessions.count; s++) {
            add_session_row(&out, record->id, &record->sessions.items[s]);
            any = true;
        }
    }
    const struct str text =
        any ? arena_str(import->arena, buffer_view(&out)) : (struct str){0};
    buffer_finish(&out);
    return text;
}
