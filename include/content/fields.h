// The one table of what a record may hold. Parsing, canonical writing, validation and the
// author's front matter run over it. Constant data; any thread.
#ifndef CONTENT_FIELDS_H
#define CONTENT_FIELDS_H

#include "content/value.h"

enum content_member_type {
    MEMBER_KIND,      // enum content_kind
    MEMBER_STRING,    // struct str, of the member's form
    MEMBER_STRINGS,   // struct content_ids, each of the member's form
    MEMBER_LETTERS,   // record.field_order, sets record.fields too
    MEMBER_AUDIENCES, // uint32_t bits
    MEMBER_TEXT,      // struct content_text, at most `max` bytes a language
    MEMBER_TEXTS,     // struct content_texts
    MEMBER_INTEGER,   // int64_t in min..max; `missing` when left out
    MEMBER_BOOL,      // bool, false when left out
    MEMBER_LIST,      // {pointer, count} of structs that `items` describes
    MEMBER_PATCH,     // struct str: a JSON object as canonical text, at most `max` bytes
    MEMBER_STRUCT,    // one such struct in place, of strings only
};

enum content_form {
    FORM_ANY,       // one line
    FORM_ID,        // [a-z0-9-], 1..64
    FORM_REFERENCE, // an id, or "<feed>/<id>"
    FORM_DATE,      // 2026-09-01, years 1900..2199
    FORM_MOMENT,    // a date or RFC 3339
    FORM_TIMESTAMP, // RFC 3339
    FORM_URL,       // http, https, mailto or tel
    FORM_LANGUAGE,  // ISO 639-1, "sq"; a region may follow, "pt-BR"
    FORM_COUNTRY,   // ISO 3166-1 alpha-2, "AL"
    FORM_SHA256,    // 64 lowercase hex digits
    FORM_FILE,      // "media/lab.png"
    FORM_WORD,      // one of `words`
    FORM_NUMBER,    // "1300", "-0.5": digits as they are to be shown
    FORM_COLOUR,    // "#12193a"
};

struct content_members;

struct content_member {
    const char *key; // of the JSON form
    enum content_member_type type;
    enum content_form form;
    uint32_t kinds;    // bit of each kind that has the member
    uint32_t required; // bit of each kind that must have it
    size_t offset;     // in struct content_record or the list's struct
    int64_t min, max, missing;
    const char *const *words;            // of FORM_WORD, NULL ends it
    const struct content_members *items; // of MEMBER_LIST, MEMBER_STRUCT
    bool authored; // stands in the author's folder only, never in the JSON
};

struct content_members {
    const struct content_member *members; // ordered by key
    size_t count;
    size_t item_size; // bytes of the struct
};

extern const struct content_members content_record_members;

// The member named `key` of `kind`; NULL when that kind has none.
const struct content_member *content_member_find(const struct content_members *members,
                                                 enum content_kind kind, struct str key);

// A {pointer, count} pair at `offset` of a record or of a struct within a list.
struct content_list {
    void *items;
    size_t count;
};
struct content_list content_list_get(const void *base, size_t offset);
void content_list_set(void *base, size_t offset, struct content_list list);

// Whether `text` has the form; `words` of FORM_WORD.
NODISCARD bool content_form_check(enum content_form form, const char *const *words,
                                  struct str text);
const char *content_form_wanted(enum content_form form); // what would be right
NODISCARD bool content_id_valid(struct str id);
NODISCARD bool content_reference_valid(struct str reference); // id or feed/id
// An http, https, mailto or tel address without blanks, at most 2,048 bytes.
NODISCARD bool content_url_valid(struct str url);
// A record of a pack names a file in it: "media/lab.png". No "..", no absolute path, no
// backslash, at most 200 bytes of [A-Za-z0-9._-] parts.
NODISCARD bool content_file_valid(struct str file);
// FORM_DATE or FORM_TIMESTAMP text to UTC; a date is taken at UTC midnight. For
// comparing.
NODISCARD bool content_moment_parse(struct str text, int64_t *out_utc_ms,
                                    bool *out_is_date);

extern const char *const content_audience_names[AUDIENCE_COUNT + 1]; // NULL ends it

// ---- from a tree of values, reporting every fault ----
enum content_mode { CONTENT_PUBLISHED, CONTENT_AUTHORED };

struct content_check {
    struct arena *arena;
    enum content_mode mode; // authored: media name a file instead of a hash
    void (*fault)(void *context, int64_t line, const char *message); // each one
    void *context;
};
// Typed and validated. false when there was a fault; *out_record then holds what was
// right.
NODISCARD bool content_record_from_value(const struct content_check *check,
                                         const struct value *map,
                                         struct content_record *out_record);

// The members that an amendment of a record of `kind` changes, each by itself; null,
// which removes it, is right for any. What they make of the record shows only with the
// record.
NODISCARD bool content_patch_check(const struct content_check *check,
                                   enum content_kind kind, const struct value *patch);

#endif
