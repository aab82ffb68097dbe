#include "ui/theme.h"

#include <string.h>

static const struct {
    const char *name;
    uint32_t rgba;
} tokens[UI_TOKEN_COUNT] = {
    [UI_NONE] = {"", 0},
    [UI_INK] = {"ink", 0x12193AFF},
    [UI_INK_2] = {"ink-2", 0x434A6EFF},
    [UI_INK_3] = {"ink-3", 0x5B6289FF},
    [UI_PAPER] = {"paper", 0xF6F3ECFF},
    [UI_CARD] = {"card", 0xFFFFFFFF},
    [UI_LINE] = {"line", 0xE3DDD0FF},
    [UI_SUN] = {"sun", 0xFFC531FF},
    [UI_NIGHT] = {"night", 0x0D1330FF},
    [UI_NIGHT_ROW] = {"night-row", 0x151C44FF},
    [UI_NIGHT_TEXT] = {"night-text", 0xB3BAE4FF},
    [UI_LIVE] = {"live", 0xC2203AFF},
    [UI_GOOD] = {"good", 0x0F6B3AFF},
    [UI_WHITE] = {"white", 0xFFFFFFFF},
    [UI_BLACK] = {"black", 0x000000FF},
    [UI_DOCK_TEXT] = {"dock-text", 0xC9CDE6FF},
    [UI_NOTE_FILL] = {"note-fill", 0x3A2A08FF},
    [UI_NOTE_TEXT] = {"note-text", 0xFFC531FF},
    [UI_SAMPLE_FILL] = {"sample-fill", 0x26306EFF},
    [UI_SAMPLE_TEXT] = {"sample-text", 0xD7DCF5FF},
    [UI_TRACK] = {"track", 0x2A3262FF},
    [UI_VEIL] = {"veil", 0x12193A73},
    [UI_MARK] = {"mark", 0xFFE9A8FF},
    [UI_FIELD] = {"field-s", 0x0B8F7AFF},
    {"field-t", 0x2457E6FF},
    {"field-e", 0xE2590FFF},
    {"field-a", 0xCF2467FF},
    {"field-m", 0x6A3FE0FF},
    [UI_FIELD_LIGHT] = {"field-s-light", 0xD5F2EAFF},
    {"field-t-light", 0xDDE6FFFF},
    {"field-e-light", 0xFFE4D2FF},
    {"field-a-light", 0xFFDDE9FF},
    {"field-m-light", 0xE7DEFFFF},
    [UI_FIELD_DARK] = {"field-s-dark", 0x06584CFF},
    {"field-t-dark", 0x122F8AFF},
    {"field-e-dark", 0x7F2C02FF},
    {"field-a-dark", 0x7F0F3BFF},
    {"field-m-dark", 0x3B1D92FF},
    [UI_FIELD_FILL] = {"field-s-fill", 0x077162FF},
    {"field-t-fill", 0x1D4ED8FF},
    {"field-e-fill", 0xA83C00FF},
    {"field-a-fill", 0xB81A58FF},
    {"field-m-fill", 0x5A2FD0FF},
    [UI_FIELD_SOFT] = {"field-s-soft", 0x7BDCC6FF},
    {"field-t-soft", 0x8FB0FFFF},
    {"field-e-soft", 0xFFB07EFF},
    {"field-a-soft", 0xFF95BDFF},
    {"field-m-soft", 0xB79CFFFF},
};

struct ui_theme ui_theme_paper(void)
{
    struct ui_theme theme = {.radius_card = 32, .radius_button = 32, .radius_small = 24};
    for (int i = 0; i < UI_TOKEN_COUNT; i++) {
        theme.rgba[i] = tokens[i].rgba;
    }
    return theme;
}

bool ui_token_parse(struct str name, enum ui_token *out_token)
{
    for (int i = UI_NONE + 1; i < UI_TOKEN_COUNT; i++) {
        if (str_equal(name, str_from_cstr(tokens[i].name))) {
            *out_token = (enum ui_token)i;
            return true;
        }
    }
    return false;
}
