#include "colours.h"

#include "base/str.h"
#include "content/colour.h"

static uint32_t mix(uint32_t one, uint32_t two, double share)
{
    uint32_t out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        const double a = one >> shift & 0xFF, b = two >> shift & 0xFF;
        out |= (uint32_t)(a + (b - a) * share + 0.5) << shift;
    }
    return out;
}

// `from` on its way to `to`, as little as gives the contrast on `back`.
static uint32_t legible(uint32_t from, uint32_t to, uint32_t back, double contrast)
{
    enum { STEPS = 32 };
    for (int i = 0; i < STEPS; i++) {
        const uint32_t color = mix(from, to, (double)i / STEPS);
        if (content_contrast(color, back) >= contrast) {
            return color;
        }
    }
    return to;
}

static void set(struct ui_theme *theme, enum ui_token token, uint32_t rgb)
{
    theme->rgba[token] = rgb << 8 | 0xFF;
}

static uint32_t get(const struct ui_theme *theme, enum ui_token token)
{
    return theme->rgba[token] >> 8;
}

static const uint32_t white = 0xFFFFFF, black = 0x000000;

// What is written on the ink, and the dark rows beside it.
static void lay_ink(struct ui_theme *theme, uint32_t ink)
{
    set(theme, UI_INK, ink);
    set(theme, UI_NIGHT, mix(ink, black, 0.25));
    set(theme, UI_NIGHT_ROW, mix(ink, white, 0.04));
    set(theme, UI_NIGHT_TEXT, legible(mix(ink, white, 0.7), white, ink, 7));
    set(theme, UI_DOCK_TEXT, legible(mix(ink, white, 0.78), white, ink, 7));
    set(theme, UI_SAMPLE_FILL, mix(ink, white, 0.13));
    set(theme, UI_SAMPLE_TEXT,
        legible(mix(ink, white, 0.86), white, mix(ink, white, 0.13), 7));
    set(theme, UI_TRACK, mix(ink, white, 0.14));
    theme->rgba[UI_VEIL] = ink << 8 | (theme->rgba[UI_VEIL] & 0xFF);
}

static void lay_page(struct ui_theme *theme, uint32_t ink, uint32_t paper)
{
    set(theme, UI_PAPER, paper);
    set(theme, UI_LINE, mix(paper, ink, 0.1));
    set(theme, UI_INK_2, legible(mix(ink, white, 0.22), ink, paper, 7.2));
    set(theme, UI_INK_3, legible(mix(ink, white, 0.34), ink, paper, 4.6));
}

static void lay_accent(struct ui_theme *theme, uint32_t accent)
{
    const uint32_t ground = mix(black, accent, 0.2);
    set(theme, UI_SUN, accent);
    set(theme, UI_MARK, mix(accent, white, 0.6));
    set(theme, UI_NOTE_FILL, ground);
    set(theme, UI_NOTE_TEXT, legible(accent, white, ground, 7));
}

static void lay_field(struct ui_theme *theme, int field, uint32_t color)
{
    const uint32_t light = mix(color, white, 0.86);
    set(theme, (enum ui_token)(UI_FIELD + field), color);
    set(theme, (enum ui_token)(UI_FIELD_LIGHT + field), light);
    set(theme, (enum ui_token)(UI_FIELD_SOFT + field), mix(color, white, 0.48));
    set(theme, (enum ui_token)(UI_FIELD_DARK + field),
        legible(mix(color, black, 0.42), black, light, 7.2));
    set(theme, (enum ui_token)(UI_FIELD_FILL + field),
        legible(mix(color, black, 0.1), black, white, 5.4));
}

static void lay(struct ui_theme *theme, const struct content_colours *colours)
{
    const struct str fields[] = {colours->science, colours->technology,
                                 colours->engineering, colours->arts,
                                 colours->mathematics};
    uint32_t ink = get(theme, UI_INK), paper = get(theme, UI_PAPER), color = 0;
    const bool has_ink = content_colour_parse(colours->ink, &ink);
    const bool has_paper = content_colour_parse(colours->paper, &paper);
    if (has_ink) {
        lay_ink(theme, ink);
    }
    if (has_ink || has_paper) {
        lay_page(theme, ink, paper);
    }
    if (content_colour_parse(colours->accent, &color)) {
        lay_accent(theme, color);
    }
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (content_colour_parse(fields[i], &color)) {
            lay_field(theme, i, color);
        }
    }
}

static uint64_t key_of(const struct content_colours *colours)
{
    const struct str all[] = {colours->ink,     colours->paper,      colours->accent,
                              colours->science, colours->technology, colours->engineering,
                              colours->arts,    colours->mathematics};
    uint64_t key = 1;
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        key = hash_bytes(key, all[i].ptr ? all[i].ptr : "", all[i].len);
        key = hash_bytes(key, "|", 1);
    }
    return key;
}

void venue_theme_update(struct venue_theme *venue, const struct ui_theme *base,
                        const struct content_record *record)
{
    static const struct content_colours none;
    const struct content_colours *colours = record ? &record->colours : &none;
    const uint64_t key = key_of(colours);
    if (venue->made && venue->key == key) {
        return;
    }
    venue->theme = *base;
    lay(&venue->theme, colours);
    venue->key = key;
    venue->made = true;
}
