// What the painter gets, on the ui thread: commands in paint order, device pixels, all
// colours resolved, and which cells of the screen changed since the frame before.
// Borrowed until the next frame begins.
#ifndef UI_DRAW_H
#define UI_DRAW_H

#include "text/text.h"

enum { UI_CELL_PX = 64 };

struct ui_rect {
    int32_t x, y, w, h;
};
struct ui_art {    // a cover, or a picture and the cover until it is there
    int32_t field; // 0..4
    uint64_t seed;
    uint32_t palette[5]; // 0xRRGGBBAA
    struct str sha256;   // of the picture
};

enum ui_command_kind {
    UI_DRAW_BOX,
    UI_DRAW_TEXT,
    UI_DRAW_COVER,
    UI_DRAW_PICTURE,
    UI_DRAW_QR,
    UI_DRAW_ICON,
    UI_DRAW_PATH
};

struct ui_command {
    enum ui_command_kind kind;
    struct ui_rect rect; // where it lies
    struct ui_rect clip; // painted only inside
    float clip_radius;   // > 0: the clip is a rounded rect (clip_round)
    struct ui_rect clip_round;
    uint32_t color, border_color; // 0xRRGGBBAA; alpha 0: none
    float radius[4];              // top left, top right, bottom right, bottom left
    float border_width;
    float alpha; // whole command, 0..1
    union {
        const struct text_block
            *text; // lines relative to rect.x, rect.y; shifted by align
        struct ui_art art;
        struct {
            const unsigned char *modules;
            int32_t side;
        } qr; // 1 dark, row by row
        struct {
            int32_t icon;
            bool mirrored;
        } icon;
        struct {
            const float *xy;
            const uint8_t *verbs;
            size_t count;
            float width;
        } path;
    } as;
    // path: points from rect.x, rect.y on; verbs 0 move, 1 line, 2 cubic (three points),
    // 3 close;
    //   width 0: fill. Ends and joins are round.
    // qr: rect is a whole multiple of side; the quiet zone is a light box below it. color
    // dark,
    //   border_color light.
    // box: the border lies inside rect.
    float text_width; // UI_DRAW_TEXT: the width the lines align in
    float text_align; // 0, 0.5, 1
    uint64_t hash;    // of all that is visible of it
};

struct ui_draw_list {
    const struct ui_command *commands;
    size_t count;
    uint32_t background;         // 0xRRGGBBAA under everything
    const struct ui_rect *dirty; // merged changed cells, disjoint, inside the window
    size_t dirty_count;          // 0: nothing changed
    int32_t width_px, height_px;
};

// Covers and icons as shapes, for the painter's texture cache. Same input, same shapes,
// everywhere. Shapes are in pixels of a w x h box and live in the arena. Any thread.
struct ui_shape {
    uint32_t color;     // 0xRRGGBBAA
    float stroke_width; // 0: filled (non-zero winding)
    bool round_cap;
    const float *xy;      // points
    const uint8_t *verbs; // 0 move, 1 line, 2 cubic, 3 close
    size_t count;         // verbs
};
struct ui_shapes {
    struct ui_shape *items;
    size_t count;
    uint32_t background;
};

struct arena;
struct ui_shapes ui_cover_shapes(struct arena *arena, const struct ui_art *art,
                                 float width, float height);
// Icons on a 24 x 24 grid scaled to size. UI_ICON_LOGO brings its own colours.
struct ui_shapes ui_icon_shapes(struct arena *arena, int icon, uint32_t color,
                                float size);

#endif
