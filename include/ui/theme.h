// Colours and measures by name; the values are data (assets/themes/*.yaml), read by
// config and handed over as a table. Logical pixels at 1080p.
#ifndef UI_THEME_H
#define UI_THEME_H

#include "base/str.h"

enum ui_token {
    UI_NONE,
    UI_INK,
    UI_INK_2,
    UI_INK_3,
    UI_PAPER,
    UI_CARD,
    UI_LINE,
    UI_SUN,
    UI_NIGHT,
    UI_NIGHT_ROW,
    UI_NIGHT_TEXT,
    UI_LIVE,
    UI_GOOD,
    UI_WHITE,
    UI_BLACK,
    UI_DOCK_TEXT, // labels on the dock
    UI_NOTE_FILL,
    UI_NOTE_TEXT, // "Not final"
    UI_SAMPLE_FILL,
    UI_SAMPLE_TEXT, // "Sample" on ink
    UI_TRACK,       // behind a bar on ink
    UI_VEIL,        // behind a panel
    UI_MARK,        // found words
    // per field, in the order S T E A M: UI_FIELD + 5 * shade + field
    UI_FIELD,
    UI_FIELD_LIGHT = UI_FIELD + 5,
    UI_FIELD_DARK = UI_FIELD + 10,
    UI_FIELD_FILL = UI_FIELD + 15,
    UI_FIELD_SOFT = UI_FIELD + 20, // the second tint of the covers
    UI_TOKEN_COUNT = UI_FIELD + 25
};

struct ui_theme {
    uint32_t rgba[UI_TOKEN_COUNT]; // 0xRRGGBBAA
    float radius_card, radius_button, radius_small;
};

// The light theme; what a theme file does not name stays as here.
struct ui_theme ui_theme_paper(void);
// "ink-2", "field-s-light" ...; false: no such token.
NODISCARD bool ui_token_parse(struct str name, enum ui_token *out_token);

#endif
