#include "config/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

struct reader {
    yaml_parser_t parser;
    struct arena *arena;
    int64_t first_line;
    size_t items;
    struct yaml_error *error;
};

static bool fail(struct reader *reader, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// `line` counts from 0, as libyaml does.
static bool fail(struct reader *reader, size_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    reader->error->line = reader->first_line + (int64_t)line;
    vsnprintf(reader->error->text, sizeof(reader->error->text), format, arguments);
    va_end(arguments);
    return false;
}

// The next event; the caller deletes it.
static bool next_event(struct reader *reader, yaml_event_t *out_event)
{
    if (yaml_parser_parse(&reader->parser, out_event)) {
        return true;
    }
    // libyaml's own words describe the grammar; they do not quote the input.
    const char *problem = reader->parser.problem ? reader->parser.problem : "unreadable";
    return fail(reader, reader->parser.problem_mark.line, "no proper YAML: %s", problem);
}

static bool text_clean(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\n') || c == 0x7F) {
            return false;
        }
    }
    return utf8_valid(text);
}

static bool read_node(struct reader *reader, const yaml_event_t *event, size_t depth,
                      struct yaml *out_node);

static bool read_scalar(struct reader *reader, const yaml_event_t *event,
                        struct yaml *out_node)
{
    const struct str text = {(const char *)event->data.scalar.value,
                             event->data.scalar.length};
    if (event->data.scalar.anchor || event->data.scalar.tag) {
        return fail(reader, event->start_mark.line, "anchors and tags are not read");
    }
    if (!text_clean(text)) {
        return fail(reader, event->start_mark.line,
                    "a control character or broken UTF-8; wants plain text");
    }
    out_node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    const bool nothing = out_node->plain && (text.len == 0 || str_equal(text, STR("~")) ||
                                             str_equal(text, STR("null")));
    out_node->type = nothing ? YAML_EMPTY : YAML_TEXT;
    out_node->text = nothing ? (struct str){0} : arena_str(reader->arena, text);
    return true;
}

// Room for one item more, at the end.
static struct yaml *add_item(struct reader *reader, struct yaml *node, size_t *capacity)
{
    if (node->count == *capacity) {
        const size_t grown = *capacity ? *capacity * 2 : 8;
        struct yaml *items = ARENA_ARRAY(reader->arena, struct yaml, grown);
        if (node->count) {
            memcpy(items, node->items, node->count * sizeof(*items));
        }
        node->items = items;
        *capacity = grown;
    }
    struct yaml *item = &node->items[node->count++];
    *item = (struct yaml){0};
    return item;
}

static bool take_key(struct reader *reader, const struct yaml *map,
                     const yaml_event_t *event, struct yaml *item)
{
    struct yaml key = {0};
    if (event->type != YAML_SCALAR_EVENT) {
        return fail(reader, event->start_mark.line, "a key has to be a word");
    }
    if (!read_scalar(reader, event, &key)) {
        return false;
    }
    if (key.type != YAML_TEXT || key.text.len > 100) {
        return fail(reader, event->start_mark.line, "a key has to be a word");
    }
    const struct yaml *twin = yaml_get(map, key.text);
    if (twin) {
        return fail(reader, event->start_mark.line,
                    "'%.*s' stands twice, first in line %lld; keep one",
                    STR_ARG(key.text), (long long)twin->key_line);
    }
    item->key = key.text;
    item->key_line = reader->first_line + (int64_t)event->start_mark.line;
    return true;
}

// One pass of a collection: the events up to its end.
static bool read_items(struct reader *reader, size_t depth, struct yaml *node)
{
    size_t capacity = 0;
    for (;;) {
        yaml_event_t event;
        if (!next_event(reader, &event)) {
            return false;
        }
        if (event.type == YAML_MAPPING_END_EVENT ||
            event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return true;
        }
        struct yaml found = {0};
        bool right =
            ++reader->items <= YAML_ITEMS_MAX ||
            fail(reader, event.start_mark.line, "more than %d items", YAML_ITEMS_MAX);
        if (right && node->type == YAML_MAP) {
            right = take_key(reader, node, &event, &found);
            yaml_event_delete(&event);
            if (!right || !next_event(reader, &event)) {
                return false;
            }
        }
        right = right && read_node(reader, &event, depth, &found);
        yaml_event_delete(&event);
        if (!right) {
            return false;
        }
        *add_item(reader, node, &capacity) = found;
    }
}

static bool read_node(struct reader *reader, const yaml_event_t *event, size_t depth,
                      struct yaml *out_node)
{
    out_node->line = reader->first_line + (int64_t)event->start_mark.line;
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        return read_scalar(reader, event, out_node);
    }
    if (event->type == YAML_SEQUENCE_START_EVENT) {
        out_node->type = YAML_LIST;
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        out_node->type = YAML_MAP;
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    } else {
        return fail(reader, event->start_mark.line,
                    "an alias (*) is not read; write it out, or in quotation marks");
    }
    if (anchor || tag) {
        return fail(reader, event->start_mark.line, "anchors and tags are not read");
    }
    if (depth >= YAML_DEPTH_MAX) {
        return fail(reader, event->start_mark.line, "nested deeper than %d",
                    YAML_DEPTH_MAX);
    }
    return read_items(reader, depth + 1, out_node);
}

// Stream start, document start, one node, document end, stream end.
static bool read_stream(struct reader *reader, struct yaml *out_root)
{
    bool seen = false;
    for (;;) {
        yaml_event_t event;
        if (!next_event(reader, &event)) {
            return false;
        }
        const yaml_event_type_t type = event.type;
        bool right = true;
        if (type == YAML_DOCUMENT_START_EVENT && seen) {
            right = fail(reader, event.start_mark.line,
                         "a second document (---) is not read");
        } else if (type == YAML_SCALAR_EVENT || type == YAML_MAPPING_START_EVENT ||
                   type == YAML_SEQUENCE_START_EVENT || type == YAML_ALIAS_EVENT) {
            seen = true;
            right = read_node(reader, &event, 0, out_root);
        }
        yaml_event_delete(&event);
        if (!right || type == YAML_STREAM_END_EVENT || type == YAML_NO_EVENT) {
            return right;
        }
    }
}

bool yaml_parse(struct arena *arena, struct str text, int64_t first_line,
                struct yaml *out_root, struct yaml_error *out_error)
{
    struct reader reader = {.arena = arena, .first_line = first_line, .error = out_error};
    if (text.len > YAML_BYTES_MAX) {
        return fail(&reader, 0, "larger than %d MB", YAML_BYTES_MAX / 1024 / 1024);
    }
    if (!yaml_parser_initialize(&reader.parser)) {
        return fail(&reader, 0, "no memory");
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(
        &reader.parser, (const unsigned char *)(text.ptr ? text.ptr : ""), text.len);
    struct yaml root = {.line = first_line};
    const bool done = read_stream(&reader, &root);
    yaml_parser_delete(&reader.parser);
    if (done) {
        *out_root = root;
    }
    return done;
}

const struct yaml *yaml_get(const struct yaml *map, struct str key)
{
    for (size_t i = 0; map && map->type == YAML_MAP && i < map->count; i++) {
        if (str_equal(map->items[i].key, key)) {
            return &map->items[i];
        }
    }
    return NULL;
}

bool yaml_bool(const struct yaml *node, bool *out_value)
{
    if (node->type != YAML_TEXT || !node->plain) {
        return false;
    }
    const bool yes = str_equal(node->text, STR("true"));
    if (!yes && !str_equal(node->text, STR("false"))) {
        return false;
    }
    *out_value = yes;
    return true;
}

bool yaml_integer(const struct yaml *node, int64_t min, int64_t max, int64_t *out_value)
{
    int64_t value = 0;
    if (node->type != YAML_TEXT || !str_to_int64(node->text, &value) || value < min ||
        value > max) {
        return false;
    }
    *out_value = value;
    return true;
}
