// A YAML file read into a checked tree with line numbers: settings, front matter,
// pack.yaml. The subset people need: maps, lists, scalars. No anchors, aliases, tags or
// second documents; a key twice in one map is an error. Pure; one thread a tree.
#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include "base/arena.h"

enum yaml_type {
    YAML_EMPTY, // `key:` and nothing
    YAML_TEXT,
    YAML_LIST,
    YAML_MAP
};

struct yaml {
    enum yaml_type type;
    int64_t line;   // from 1
    struct str key; // within a map
    int64_t key_line;
    struct str text;    // of YAML_TEXT: valid UTF-8, no control characters but '\n'
    bool plain;         // text without quotation marks
    struct yaml *items; // of a list or map
    size_t count;
};

enum { YAML_DEPTH_MAX = 12, YAML_ITEMS_MAX = 10000, YAML_BYTES_MAX = 4 * 1024 * 1024 };

struct yaml_error {
    int64_t line; // 0: the whole file
    char text[200];
};

// `first_line` is the number of the text's first line within its file (front matter).
NODISCARD bool yaml_parse(struct arena *arena, struct str text, int64_t first_line,
                          struct yaml *out_root, struct yaml_error *out_error);

const struct yaml *yaml_get(const struct yaml *map, struct str key); // NULL: none
// false: of another type, or out of min..max. "true", "false" (yes/no are refused: they
// look like text in half the world).
NODISCARD bool yaml_bool(const struct yaml *node, bool *out_value);
NODISCARD bool yaml_integer(const struct yaml *node, int64_t min, int64_t max,
                            int64_t *out_value);

#endif
