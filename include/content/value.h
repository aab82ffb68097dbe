// A tree of checked JSON values in an arena: what stands between bytes and typed structs.
// Strings are valid UTF-8 without control characters but '\n'. Pure.
#ifndef CONTENT_VALUE_H
#define CONTENT_VALUE_H

#include "base/buffer.h"
#include "content/record.h"

enum value_type {
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INTEGER,
    VALUE_REAL,
    VALUE_STRING,
    VALUE_LIST,
    VALUE_MAP
};

struct value {
    enum value_type type;
    int64_t line;        // where an author wrote it, 0: unknown (JSON)
    struct str key;      // within a map
    struct str string;   // of VALUE_STRING
    int64_t integer;     // of VALUE_INTEGER, 0 or 1 of VALUE_BOOL
    struct value *items; // of a list or map, in the order written
    size_t count;
};

struct value_limits {
    size_t depth, items, string_bytes;
};
// depth 16, 10,000 items, 64 KB a string: for records and everything that has no reason
// for more.
extern const struct value_limits value_limits_default;

// One JSON text (RFC 8259) and nothing behind it. Refused: a limit passed, a key twice in
// one map, invalid UTF-8, a byte order mark, NUL, NaN, 1e999, integers beyond int64,
// "-0". The limits are checked on the bytes before anything is allocated.
NODISCARD bool value_parse_json(struct arena *arena, struct str json,
                                const struct value_limits *limits,
                                struct value *out_value, struct content_error *out_error);

// The member of a map; NULL when there is none or `map` is no map.
const struct value *value_get(const struct value *map, struct str key);
// false when missing or of another type; integers also when out of min..max.
NODISCARD bool value_get_string(const struct value *map, struct str key,
                                struct str *out_string);
NODISCARD bool value_get_integer(const struct value *map, struct str key, int64_t min,
                                 int64_t max, int64_t *out_integer);

// "text" with its quotation marks, escaped as canonical JSON wants: only what must be.
bool value_write_string(struct buffer *buffer, struct str text);
// Canonical JSON: keys sorted bytewise, no blanks. VALUE_REAL is not written (null).
bool value_write_json(struct buffer *buffer, const struct value *value);

#endif
