#include "options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option {
    const char *name, *value, *help;
    size_t offset;
} option_table[] = {
    {"--data", "DIR", "the data folder (snapshots, feeds, journal)",
     offsetof(struct options, data)},
    {"--config", "FILE", "settings; else /etc/foyer/foyer.yaml",
     offsetof(struct options, config)},
    {"--size", "WxH", "window of so many pixels, for example 1920x1080", SIZE_MAX},
    {"--headless", NULL, "no window: draw off-screen",
     offsetof(struct options, headless)},
    {"--windowed", NULL, "a window that can be moved and resized",
     offsetof(struct options, windowed)},
    {"--script", "FILE", "do the steps of a file, then end",
     offsetof(struct options, script)},
    {"--shots", "DIR", "where the script's pictures go", offsetof(struct options, shots)},
    {"--start", "PAGE",
     "begin at attract, home, activities, contests, careers or network",
     offsetof(struct options, start)},
    {"--now", "TIME", "the program's clock, for example 2026-11-21T13:32:00Z",
     offsetof(struct options, now)},
    {"--lang", "CODE", "the first language, for example sq",
     offsetof(struct options, lang)},
    {"--theme", "FILE", "colours (assets/themes)", offsetof(struct options, theme)},
    {"--renderer", "KIND", "auto, surface or renderer",
     offsetof(struct options, renderer)},
    {"--less-motion", NULL, "screens cut instead of sliding",
     offsetof(struct options, less_motion)},
    {"--no-sync", NULL, "do not start foyer-sync", offsetof(struct options, no_sync)},
};
enum { OPTION_COUNT = sizeof(option_table) / sizeof(*option_table) };

static void print_help(void)
{
    puts("usage: foyer [option...]\n\nThe kiosk's screen.\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        char left[40];
        const struct option *option = &option_table[i];
        snprintf(left, sizeof(left), "%s %s", option->name,
                 option->value ? option->value : "");
        printf("  %-20s %s\n", left, option->help);
    }
    puts("  --help, --version\n\nA script has one step a line:");
    puts("  tap LABEL | tap X,Y     drag X,Y X,Y MS    down|move|up FINGER X,Y");
    puts("  wait MS  skip MS  settle  resize WxH  key NAME  type TEXT  lang CODE");
    puts("  expect TEXT  absent TEXT  shot NAME  open PAGE|KIND [ID]  reach TEXT");
    puts("  legible (texts whole and apart)  textsize PERCENT");
}

static bool parse_size(const char *text, struct options *out)
{
    struct str rest = str_from_cstr(text), width, height;
    int64_t w = 0, h = 0;
    if (!str_cut(&rest, 'x', &width) || !str_cut(&rest, 'x', &height) || rest.ptr ||
        !str_to_int64(width, &w) || !str_to_int64(height, &h) || w < 320 || w > 7680 ||
        h < 320 || h > 7680) {
        fprintf(
            stderr,
            "foyer: --size %s: give WIDTHxHEIGHT of 320 to 7680, for example 1920x1080\n",
            text);
        return false;
    }
    out->width_px = (int)w;
    out->height_px = (int)h;
    return true;
}

static const struct option *find_option(const char *name)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strcmp(option_table[i].name, name) == 0) {
            return &option_table[i];
        }
    }
    return NULL;
}

static bool take_value(const struct option *option, const char *value,
                       struct options *out)
{
    if (!value) {
        fprintf(stderr, "foyer: %s needs %s (%s)\n", option->name, option->value,
                option->help);
        return false;
    }
    if (option->offset == SIZE_MAX) {
        return parse_size(value, out);
    }
    memcpy((char *)out + option->offset, &value, sizeof(value));
    return true;
}

enum options_result options_parse(int count, char **arguments, struct options *out)
{
    *out = (struct options){0};
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--help") == 0) {
            print_help();
            return OPTIONS_DONE;
        }
        if (strcmp(arguments[i], "--version") == 0) {
            puts("foyer " FOYER_VERSION);
            return OPTIONS_DONE;
        }
        const struct option *option = find_option(arguments[i]);
        if (!option) {
            fprintf(stderr, "foyer: unknown option '%s'; foyer --help lists them\n",
                    arguments[i]);
            return OPTIONS_WRONG;
        }
        if (!option->value) {
            *(bool *)((char *)out + option->offset) = true;
        } else if (!take_value(option, i + 1 < count ? arguments[++i] : NULL, out)) {
            return OPTIONS_WRONG;
        }
    }
    return OPTIONS_RUN;
}
