// What needs the whole pack: references, translations; and the links of a body.
#include <stddef.h>
#include <string.h>

#include "pack_internal.h"

// ---- links of Markdown ----

static bool is_scheme_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '+' || c == '.' || c == '-';
}

// "javascript:" of a link's target; empty when it names no scheme.
static struct str scheme_of(struct str target)
{
    size_t length = 0;
    while (length < target.len && is_scheme_char(target.ptr[length])) {
        length++;
    }
    return length && length < target.len && target.ptr[length] == ':'
               ? str_slice(target, 0, length)
               : (struct str){0};
}

static struct str target_at(struct str body, size_t at)
{
    while (at < body.len && (body.ptr[at] == ' ' || body.ptr[at] == '<')) {
        at++;
    }
    size_t end = at;
    while (end < body.len && !strchr(" \n)>", body.ptr[end])) {
        end++;
    }
    return str_slice(body, at, end);
}

static int64_t place_at(int64_t place, struct str body, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        place += body.ptr[i] == '\n';
    }
    return place;
}

void pack_check_body(struct pack_reading *reading, int64_t place, struct str body)
{
    for (size_t i = 0; i + 1 < body.len; i++) {
        const bool link =
            body.ptr[i] == ']' && (body.ptr[i + 1] == '(' || body.ptr[i + 1] == ':');
        const bool automatic = body.ptr[i] == '<';
        if (!link && !automatic) {
            continue;
        }
        const struct str target = target_at(body, i + (link ? 2 : 1));
        const bool wrong = link && body.ptr[i + 1] == '('
                               ? !content_url_valid(target)
                               : scheme_of(target).len > 0 && !content_url_valid(target);
        if (wrong) {
            const struct str shown = str_slice(target, 0, 60);
            pack_error(reading, place_at(place, body, i),
                       "a link to '%.*s'; wants an address that starts with https://",
                       STR_ARG(shown));
        }
    }
}

// ---- references ----

#define KIND(name) (UINT32_C(1) << CONTENT_##name)
#define ANY_KIND   ((UINT32_C(1) << CONTENT_KIND_COUNT) - 1)
#define SPOTS      (KIND(PLACE) | KIND(VENUE) | KIND(ORGANISATION))
// What a record may be part of.
#define OWNERS (SPOTS | KIND(PROGRAMME) | KIND(EVENT))

static void check_one(struct pack_reading *reading, int64_t place, const char *key,
                      struct str id, uint32_t kinds)
{
    bool elsewhere = false;
    struct str rest = id, feed;
    if (!id.len || !str_cut(&rest, '/', &feed)) {
        return;
    }
    if (rest.ptr && !str_equal(feed, reading->pack->id)) {
        return; // another feed's: `check --over` looks
    }
    id = rest.ptr ? rest : id;
    for (const struct pack_entry *entry = pack_first_entry(reading, id); entry;
         entry = pack_next_entry(reading, entry)) {
        if (kinds & (UINT32_C(1) << entry->kind)) {
            return;
        }
        elsewhere = true;
    }
    pack_error(reading, place,
               elsewhere ? "%s: '%.*s' is a record of another kind"
                         : "%s: there is no record '%.*s' (another feed's is feed/id)",
               key, STR_ARG(id));
}

static int64_t line_of(const struct pack_entry *entry, const char *key, size_t index)
{
    const struct value *value = value_get(&entry->map, str_from_cstr(key));
    if (!value) {
        return entry->map.line;
    }
    const bool item = value->type == VALUE_LIST && index < value->count;
    return item && value->items[index].line ? value->items[index].line : value->line;
}

static const struct reference {
    const char *key;
    size_t offset;
    bool many;
    uint32_t kinds;
} references[] = {
    {"places", offsetof(struct content_record, places), true, SPOTS},
    {"related", offsetof(struct content_record, related), true, ANY_KIND},
    {"careers", offsetof(struct content_record, careers), true, KIND(CAREER)},
    {"pathways", offsetof(struct content_record, pathways), true, KIND(PATHWAY)},
    {"contest", offsetof(struct content_record, contest), false, KIND(CONTEST)},
    {"of", offsetof(struct content_record, of), false, OWNERS},
    {"parent", offsetof(struct content_record, parent), false, OWNERS},
    {"target", offsetof(struct content_record, target), false, ANY_KIND},
};

static void check_references(struct pack_reading *reading, const struct pack_entry *entry)
{
    for (size_t r = 0; r < sizeof(references) / sizeof(*references); r++) {
        const struct reference *reference = &references[r];
        const char *at = (const char *)&entry->record + reference->offset;
        struct content_ids ids = {0};
        struct str one;
        if (reference->many) {
            memcpy(&ids, at, sizeof(ids));
        } else {
            memcpy(&one, at, sizeof(one));
            ids = (struct content_ids){&one, 1};
        }
        for (size_t i = 0; i < ids.count; i++) {
            check_one(reading, line_of(entry, reference->key, i), reference->key,
                      ids.items[i], reference->kinds);
        }
    }
    const struct content_record *record = &entry->record;
    for (size_t i = 0; i < record->sessions.count; i++) {
        check_one(reading, line_of(entry, "sessions", i), "place",
                  record->sessions.items[i].place, SPOTS);
    }
    for (size_t i = 0; i < record->steps.count; i++) {
        const struct content_step *step = &record->steps.items[i];
        const int64_t line = line_of(entry, "steps", i);
        check_one(reading, line, "career", step->career, KIND(CAREER));
        for (size_t j = 0; j < step->providers.count; j++) {
            check_one(reading, line, "providers", step->providers.items[j],
                      KIND(ORGANISATION));
        }
        for (size_t j = 0; j < step->companies.count; j++) {
            check_one(reading, line, "companies", step->companies.items[j],
                      KIND(ORGANISATION));
        }
    }
}

// ---- translations ----

struct missing {
    size_t count;
    int64_t first; // place
    const char *key;
};

struct audit {
    struct pack_reading *reading;
    enum content_kind kind;
    bool top;
    struct missing missing[16]; // by the pack's languages
};

static bool blank(const struct value *text, struct str lang)
{
    struct str found;
    return !value_get_string(text, lang, &found) || str_trim(found).len == 0;
}

static void audit_text(struct audit *audit, const struct content_member *member,
                       const struct value *text)
{
    struct pack_reading *reading = audit->reading;
    const struct content_ids languages = reading->pack->languages;
    const bool title = audit->top && strcmp(member->key, "title") == 0;
    for (size_t l = 0; text->type == VALUE_MAP && l < languages.count; l++) {
        if (!blank(text, languages.items[l])) {
            continue;
        }
        if (title) {
            pack_error(reading, text->line, "title: is missing in '%.*s'",
                       STR_ARG(languages.items[l]));
            continue;
        }
        struct missing *missing = &audit->missing[l];
        if (missing->count++ == 0) {
            missing->first = text->line;
            missing->key = member->key;
        }
    }
    for (size_t i = 0; text->type == VALUE_MAP && i < text->count; i++) {
        bool listed = false;
        for (size_t l = 0; l < languages.count; l++) {
            listed |= str_equal(languages.items[l], text->items[i].key);
        }
        if (!listed) {
            const struct str lang = str_slice(text->items[i].key, 0, 20);
            pack_error(reading, text->items[i].line,
                       "%s: pack.yaml does not list the language '%.*s'", member->key,
                       STR_ARG(lang));
        }
    }
}

static void audit_members(struct audit *audit, const struct content_members *members,
                          const struct value *map)
{
    for (size_t i = 0; map->type == VALUE_MAP && i < map->count; i++) {
        const struct value *value = &map->items[i];
        const struct content_member *member =
            content_member_find(members, audit->kind, value->key);
        if (member && member->type == MEMBER_TEXT) {
            audit_text(audit, member, value);
        }
        const bool list = member && value->type == VALUE_LIST &&
                          (member->type == MEMBER_TEXTS || member->type == MEMBER_LIST);
        for (size_t j = 0; list && j < value->count; j++) {
            audit->top = false;
            if (member->type == MEMBER_TEXTS) {
                audit_text(audit, member, &value->items[j]);
            } else {
                audit_members(audit, member->items, &value->items[j]);
            }
        }
        audit->top = members == &content_record_members;
    }
}

void pack_check_all(struct pack_reading *reading)
{
    struct audit audit = {.reading = reading};
    const struct content_ids languages = reading->pack->languages;
    for (size_t i = 0; i < reading->entry_count; i++) {
        audit.kind = reading->entries[i].kind;
        audit.top = true;
        audit_members(&audit, &content_record_members, &reading->entries[i].map);
        check_references(reading, &reading->entries[i]);
    }
    pack_check_amendments(reading);
    for (size_t l = 0; l < languages.count; l++) {
        const struct missing *missing = &audit.missing[l];
        reading->report->untranslated += missing->count;
        if (missing->count) {
            pack_warn(reading, missing->first,
                      "%s: is not translated; '%.*s' lacks %zu texts in all",
                      missing->key, STR_ARG(languages.items[l]), missing->count);
        }
    }
}
