#include "content/value.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

const struct value_limits value_limits_default = {
    .depth = 16, .items = 10000, .string_bytes = 64 * 1024};

// ---- the bytes before jansson allocates anything ----

struct scan {
    struct str json;
    const struct value_limits *limits;
    size_t at, depth, items;
};

static bool refuse(struct content_error *error, const char *message)
{
    snprintf(error->message, sizeof(error->message), "%s", message);
    return false;
}

// From the opening quotation mark to behind the closing one.
static bool scan_string(struct scan *scan, struct content_error *error)
{
    const size_t start = ++scan->at;
    while (scan->at < scan->json.len && scan->json.ptr[scan->at] != '"') {
        scan->at += scan->json.ptr[scan->at] == '\\' ? 2 : 1;
        if (scan->at - start > scan->limits->string_bytes) {
            return refuse(error, "a string is too long");
        }
    }
    if (scan->at >= scan->json.len) {
        return refuse(error, "a string has no end");
    }
    scan->at++;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool scan_number(struct scan *scan, struct content_error *error)
{
    const struct str rest = str_slice(scan->json, scan->at, scan->json.len);
    if (str_starts_with(rest, STR("-0")) &&
        (rest.len == 2 || (!is_digit(rest.ptr[2]) && rest.ptr[2] != '.'))) {
        return refuse(error, "-0 is no integer");
    }
    while (scan->at < scan->json.len && (is_digit(scan->json.ptr[scan->at]) ||
                                         strchr("+-.eE", scan->json.ptr[scan->at]))) {
        scan->at++;
    }
    return true;
}

static bool scan_one(struct scan *scan, struct content_error *error)
{
    const char c = scan->json.ptr[scan->at];
    if (c == '"') {
        return scan_string(scan, error);
    }
    if (c == '-' || is_digit(c)) {
        return scan_number(scan, error);
    }
    if (c == '{' || c == '[') {
        scan->depth++;
        scan->items++;
    } else if (c == ',') {
        scan->items++;
    } else if ((c == '}' || c == ']') && scan->depth > 0) {
        scan->depth--;
    }
    scan->at++;
    if (scan->depth > scan->limits->depth) {
        return refuse(error, "nested too deep");
    }
    return scan->items <= scan->limits->items || refuse(error, "too many items");
}

static bool within_limits(struct str json, const struct value_limits *limits,
                          struct content_error *error)
{
    if (!utf8_valid(json)) {
        return refuse(error, "no valid UTF-8 (or a NUL or byte order mark in it)");
    }
    struct scan scan = {.json = json, .limits = limits};
    while (scan.at < json.len) {
        if (!scan_one(&scan, error)) {
            return false;
        }
    }
    return true;
}

// ---- jansson's tree to ours ----

// Control characters have no place in any text that is shown, stored or logged.
static bool text_allowed(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\n') || c == 0x7F) {
            return false;
        }
    }
    return utf8_valid(text);
}

static bool convert_string(struct arena *arena, const json_t *json, struct value *out,
                           struct content_error *error)
{
    const struct str text = {json_string_value(json), json_string_length(json)};
    if (!text_allowed(text)) {
        return refuse(error, "a control character, NUL or byte order mark in a string");
    }
    out->type = VALUE_STRING;
    out->string = arena_str(arena, text);
    return true;
}

static bool convert(struct arena *arena, json_t *json, struct value *out,
                    struct content_error *error);

static bool convert_map(struct arena *arena, json_t *json, struct value *out,
                        struct content_error *error)
{
    out->type = VALUE_MAP;
    out->items = ARENA_ARRAY(arena, struct value, json_object_size(json));
    const char *key;
    json_t *child;
    json_object_foreach(json, key, child)
    {
        struct value *item = &out->items[out->count++];
        if (!text_allowed(str_from_cstr(key))) {
            return refuse(error, "a control character in a key");
        }
        item->key = arena_str(arena, str_from_cstr(key));
        if (!convert(arena, child, item, error)) {
            return false;
        }
    }
    return true;
}

static bool convert_list(struct arena *arena, json_t *json, struct value *out,
                         struct content_error *error)
{
    out->type = VALUE_LIST;
    out->items = ARENA_ARRAY(arena, struct value, json_array_size(json));
    for (size_t i = 0; i < json_array_size(json); i++) {
        if (!convert(arena, json_array_get(json, i), &out->items[out->count++], error)) {
            return false;
        }
    }
    return true;
}

static bool convert(struct arena *arena, json_t *json, struct value *out,
                    struct content_error *error)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return convert_map(arena, json, out, error);
    case JSON_ARRAY:
        return convert_list(arena, json, out, error);
    case JSON_STRING:
        return convert_string(arena, json, out, error);
    case JSON_INTEGER:
        out->type = VALUE_INTEGER;
        out->integer = json_integer_value(json);
        return true;
    case JSON_REAL:
        out->type = VALUE_REAL;
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        out->type = VALUE_BOOL;
        out->integer = json_is_true(json);
        return true;
    case JSON_NULL:
        out->type = VALUE_NULL;
        return true;
    }
    return refuse(error, "an unknown type");
}

bool value_parse_json(struct arena *arena, struct str json,
                      const struct value_limits *limits, struct value *out_value,
                      struct content_error *out_error)
{
    if (!within_limits(json, limits ? limits : &value_limits_default, out_error)) {
        return false;
    }
    json_error_t why;
    json_t *root = json_loadb(json.ptr ? json.ptr : "", json.len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
    if (!root) {
        // jansson quotes the input, which may hold anything.
        snprintf(out_error->message, sizeof(out_error->message), "JSON at byte %d: %s",
                 why.position,
                 json_error_code(&why) == json_error_duplicate_key ? "a key stands twice"
                 : json_error_code(&why) == json_error_numeric_overflow
                     ? "a number is too large"
                     : "not well-formed");
        return false;
    }
    struct value value = {0};
    const bool done = convert(arena, root, &value, out_error);
    json_decref(root);
    if (done) {
        *out_value = value;
    }
    return done;
}

// ---- reading ----

const struct value *value_get(const struct value *map, struct str key)
{
    for (size_t i = 0; map && map->type == VALUE_MAP && i < map->count; i++) {
        if (str_equal(map->items[i].key, key)) {
            return &map->items[i];
        }
    }
    return NULL;
}

bool value_get_string(const struct value *map, struct str key, struct str *out_string)
{
    const struct value *value = value_get(map, key);
    if (!value || value->type != VALUE_STRING) {
        return false;
    }
    *out_string = value->string;
    return true;
}

bool value_get_integer(const struct value *map, struct str key, int64_t min, int64_t max,
                       int64_t *out_integer)
{
    const struct value *value = value_get(map, key);
    if (!value || value->type != VALUE_INTEGER || value->integer < min ||
        value->integer > max) {
        return false;
    }
    *out_integer = value->integer;
    return true;
}

// ---- writing ----

bool value_write_string(struct buffer *buffer, struct str text)
{
    bool fits = buffer_add(buffer, STR("\""));
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        fits = fits && buffer_add(buffer, str_slice(text, start, i));
        if (c == '\n') {
            fits = fits && buffer_add(buffer, STR("\\n"));
        } else if (c < 0x20) {
            fits = fits && buffer_printf(buffer, "\\u%04x", (unsigned)c);
        } else {
            fits = fits && buffer_printf(buffer, "\\%c", c);
        }
        start = i + 1;
    }
    return fits && buffer_add(buffer, str_slice(text, start, text.len)) &&
           buffer_add(buffer, STR("\""));
}

// The member with the least key above `last`; maps are small, so no copy is sorted.
static const struct value *next_member(const struct value *map, const struct value *last)
{
    const struct value *best = NULL;
    for (size_t i = 0; i < map->count; i++) {
        const struct value *item = &map->items[i];
        if ((!last || str_compare(item->key, last->key) > 0) &&
            (!best || str_compare(item->key, best->key) < 0)) {
            best = item;
        }
    }
    return best;
}

static bool write_map(struct buffer *buffer, const struct value *map)
{
    bool fits = buffer_add(buffer, STR("{"));
    const struct value *item = next_member(map, NULL);
    for (bool first = true; item && fits; item = next_member(map, item), first = false) {
        fits = (first || buffer_add(buffer, STR(","))) &&
               value_write_string(buffer, item->key) && buffer_add(buffer, STR(":")) &&
               value_write_json(buffer, item);
    }
    return fits && buffer_add(buffer, STR("}"));
}

static bool write_list(struct buffer *buffer, const struct value *list)
{
    bool fits = buffer_add(buffer, STR("["));
    for (size_t i = 0; i < list->count && fits; i++) {
        fits = (i == 0 || buffer_add(buffer, STR(","))) &&
               value_write_json(buffer, &list->items[i]);
    }
    return fits && buffer_add(buffer, STR("]"));
}

bool value_write_json(struct buffer *buffer, const struct value *value)
{
    switch (value->type) {
    case VALUE_NULL:
    case VALUE_REAL:
        return buffer_add(buffer, STR("null"));
    case VALUE_BOOL:
        return buffer_add(buffer, value->integer ? STR("true") : STR("false"));
    case VALUE_INTEGER:
        return buffer_printf(buffer, "%lld", (long long)value->integer);
    case VALUE_STRING:
        return value_write_string(buffer, value->string);
    case VALUE_LIST:
        return write_list(buffer, value);
    case VALUE_MAP:
        return write_map(buffer, value);
    }
    return false;
}
