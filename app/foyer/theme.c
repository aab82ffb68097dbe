#include "theme.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "config/yaml.h"

enum { THEME_BYTES_MAX = 64 * 1024, RADIUS_MAX = 200 };

static bool parse_color(struct str text, uint32_t *out_rgba)
{
    if ((text.len != 7 && text.len != 9) || text.ptr[0] != '#') {
        return false;
    }
    uint32_t value = 0;
    for (size_t i = 1; i < text.len; i++) {
        const char *digits = "0123456789abcdef", c = text.ptr[i];
        const char *found =
            memchr(digits, c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c, 16);
        if (!found) {
            return false;
        }
        value = value << 4 | (uint32_t)(found - digits);
    }
    *out_rgba = text.len == 7 ? value << 8 | 0xFF : value;
    return true;
}

static float *radius_of(struct ui_theme *theme, struct str key)
{
    if (str_equal(key, STR("radius-card"))) {
        return &theme->radius_card;
    }
    if (str_equal(key, STR("radius-button"))) {
        return &theme->radius_button;
    }
    return str_equal(key, STR("radius-small")) ? &theme->radius_small : NULL;
}

// NULL when the line is good, else what would be right.
static const char *take_line(const struct yaml *node, struct ui_theme *theme)
{
    int64_t radius = 0;
    enum ui_token token;
    float *out_radius = radius_of(theme, node->key);
    if (out_radius) {
        if (!yaml_integer(node, 0, RADIUS_MAX, &radius)) {
            return "give whole pixels, 0 to 200";
        }
        *out_radius = (float)radius;
        return NULL;
    }
    if (!ui_token_parse(node->key, &token)) {
        return "no such token; assets/themes/paper.yaml has them all";
    }
    if (node->type != YAML_TEXT || !parse_color(node->text, &theme->rgba[token])) {
        return "give a colour, for example \"#12193a\"";
    }
    return NULL;
}

bool theme_load(const char *path, struct ui_theme *theme)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct str text;
    struct yaml root;
    struct yaml_error error;
    struct ui_theme changed = *theme;
    bool good = false;
    if (!file_read(&arena, path, THEME_BYTES_MAX, &text)) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
    } else if (!yaml_parse(&arena, text, 1, &root, &error)) {
        fprintf(stderr, "%s:%lld: %s\n", path, (long long)error.line, error.text);
    } else {
        good = true;
        for (size_t i = 0; root.type == YAML_MAP && i < root.count; i++) {
            const char *fault = take_line(&root.items[i], &changed);
            if (fault) {
                fprintf(stderr, "%s:%lld: %.*s: %s\n", path,
                        (long long)root.items[i].key_line, STR_ARG(root.items[i].key),
                        fault);
                good = false;
            }
        }
    }
    if (good) {
        *theme = changed;
    }
    arena_finish(&arena);
    return good;
}
