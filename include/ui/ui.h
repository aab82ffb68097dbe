// Declarative screens. Each change describes the whole screen afresh between ui_frame_begin()
// and ui_frame_end(); layout, draw list and semantic tree come out. Pure: no SDL, no clock.
// ui thread only. Everything given to a builder lives until the next ui_frame_begin().
//
//   ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 16, .pad = UI_PAD(24), .fill = UI_CARD,
//                                .radius = 32, .role = UI_BUTTON, .label = title,
//                                .action = {.verb = 3, .id = id}});
//     ui_text(ui, &(struct ui_text){.text = title, .style = UI_H3, .color = UI_INK});
//   ui_close(ui);
//
// Measures are logical pixels (1080p); the frame's scale turns them into device pixels.
#ifndef UI_UI_H
#define UI_UI_H

#include "text/text.h"
#include "ui/theme.h"

enum ui_dir {
    UI_COLUMN, // top to bottom
    UI_ROW,    // start to end (mirrored in right-to-left)
    UI_WRAP,   // rows that wrap
    UI_GRID,   // `columns` equal columns, rows as high as their highest child
    UI_STACK   // children over each other, each in the whole box (see ui_box.place)
};
// Across (align): UI_START leaves children at their own size; UI_STRETCH gives them the parent's. A
// row with something in it that grows takes all the width of a column anyway.
// Along a row, `grow` starts from nothing, as CSS `flex: 1`: equal shares, never below content.
enum ui_align { UI_START, UI_CENTER, UI_END, UI_STRETCH, UI_BETWEEN, UI_BASELINE };
enum ui_role {
    UI_PLAIN, UI_BUTTON, UI_LINK, UI_TAB, UI_TOGGLE, UI_HEADING, UI_LIST, UI_LIST_ITEM, UI_IMAGE,
    UI_DIALOG, UI_REGION, UI_STATUS
};
enum ui_state { UI_SELECTED = 1, UI_DISABLED = 2, UI_CHECKED = 4, UI_EXPANDED = 8 };

// Opaque to ui: what a screen wants to happen, given back by ui_next_action().
struct ui_action {
    int32_t verb; // 0: none
    int64_t number;
    struct str id;
};

struct ui_pad { float left, top, right, bottom; }; // left and right swap in right-to-left
#define UI_PAD(all)      ((struct ui_pad){(all), (all), (all), (all)})
#define UI_PAD_XY(x, y)  ((struct ui_pad){(x), (y), (x), (y)})

enum ui_place { UI_FILL, UI_TOP_START, UI_TOP_END, UI_BOTTOM_START, UI_BOTTOM_END, UI_MIDDLE,
                UI_BOTTOM_FILL, UI_TOP_FILL, UI_START_FILL, UI_END_FILL }; // within a UI_STACK

struct ui_box {
    struct str key; // identity among siblings (scroll, springs, focus); default: its order
    enum ui_dir dir;
    float width, height;         // 0: as its content (or stretched by the parent)
    float min_width, min_height, max_width, max_height; // 0: none
    float grow;                  // share of the parent's free room along its direction
    float shrink;                // 1: may get narrower than its content (texts wrap)
    float aspect;                // width / height, 0: none
    int columns;                 // UI_GRID
    float gap, run_gap;          // between children; between wrapped rows (0: gap)
    struct ui_pad pad;
    enum ui_align align, justify; // across, along
    enum ui_place place;         // how it lies in a UI_STACK parent
    enum ui_align self;          // UI_START: as the parent's align says; else overrides it
    float offset_x, offset_y;    // drawn moved by this (after layout; springs)
    bool scroll_y, scroll_x;     // content may be larger; follows the finger and coasts
    bool clip;
    enum ui_token fill, border;
    float fill_alpha;            // 0 means 1
    float border_width, radius;  // radius > half the height: a pill
    bool radius_top_only;
    float press_scale;           // pressed look: 0 means the standard one for buttons
    enum ui_role role;
    uint32_t state;              // bits of enum ui_state
    struct str label;            // for reading aloud, focus and scripts; default: its texts
    struct ui_action action;     // verb != 0 makes it touchable and focusable
    float touch_width, touch_height; // least size of the touch area; 0: 88
};

enum ui_text_style {
    UI_DISPLAY, UI_H1, UI_H2, UI_H3, UI_BODY, UI_SMALL, // 128, 84, 44, 30, 26, 22
    UI_TITLE,  // 56, a screen's headline
    UI_LEAD,   // 34, medium
    UI_LABEL,  // 26 bold: buttons, dock
    UI_STRONG, // 22 extra bold: tags, times
    UI_NUMBER, // 42 extra bold, display
    UI_CLOCK   // 28 bold, equal-width digits
};

struct ui_text {
    struct str text;
    enum ui_text_style style;
    enum ui_token color; // UI_NONE: UI_INK
    float size;          // 0: the style's; else logical pixels
    int weight;          // 0: the style's; else enum text_weight + 1
    struct str lang;     // empty: the frame's
    enum ui_align align; // UI_START, UI_CENTER, UI_END
    int max_lines;       // 0: no bound
    bool one_line;
    bool shrink_to_fit;  // one step (15 %) smaller, then wraps, before it is cut
    bool heading;        // semantic role
    float grow;
    bool silent;         // no part of the semantic tree
};

enum ui_icon {
    UI_ICON_HOME, UI_ICON_GRID, UI_ICON_CUP, UI_ICON_PATH, UI_ICON_NETWORK, UI_ICON_SEARCH,
    UI_ICON_GLOBE, UI_ICON_ACCESS, UI_ICON_CLOCK, UI_ICON_PIN, UI_ICON_PEOPLE, UI_ICON_BACK,
    UI_ICON_FORWARD, UI_ICON_CHECK, UI_ICON_CLOSE, UI_ICON_OFFLINE, UI_ICON_CALENDAR,
    UI_ICON_SPARK, UI_ICON_LOGO, UI_ICON_DOT,
    UI_ICON_SHAPE_S, UI_ICON_SHAPE_T, UI_ICON_SHAPE_E, UI_ICON_SHAPE_A, UI_ICON_SHAPE_M,
    UI_ICON_COUNT // BACK and FORWARD mirror in right-to-left
};

struct ui; // the engine's state: last tree, gestures, springs, scroll offsets, focus

struct ui_frame {
    float width_px, height_px; // device
    float scale;               // device pixels a logical pixel; see ui_scale_for()
    float text_scale;          // 1, 1.25, 1.5, 2
    bool rtl, less_motion, show_focus;
    struct str lang;
    const struct ui_theme *theme;
    int64_t now_ms;            // monotonic
};

// Size classes; screens ask these, never the pixels.
enum ui_class { UI_LANDSCAPE, UI_PORTRAIT, UI_COMPACT }; // COMPACT: small landscape (1024x600)
// min of the sides' ratios to 1920x1080 (1080x1920), at least 2/3 so that text stays legible.
float ui_scale_for(float width_px, float height_px);
enum ui_class ui_class_for(float width_px, float height_px);

struct ui *ui_create(const struct text_measure *measure); // borrows measure
void ui_destroy(struct ui *ui);

void ui_frame_begin(struct ui *ui, const struct ui_frame *frame);
void ui_frame_end(struct ui *ui);
struct arena *ui_arena(struct ui *ui);      // frame arena: texts a screen makes
enum ui_class ui_size_class(const struct ui *ui);
float ui_width(const struct ui *ui);        // logical
float ui_height(const struct ui *ui);

// ---- building ----
void ui_open(struct ui *ui, const struct ui_box *box);
void ui_close(struct ui *ui);
void ui_text(struct ui *ui, const struct ui_text *text);
void ui_space(struct ui *ui, float size);   // fixed; 0: takes all free room
void ui_icon(struct ui *ui, enum ui_icon icon, float size, enum ui_token color);
void ui_line(struct ui *ui, enum ui_token color, float thickness); // across the parent
struct ui_leaf { float width, height, grow, radius; struct str label; }; // 0: fills the parent
// The cover drawn from (field, seed); `field` 0..4 = S T E A M.
void ui_cover(struct ui *ui, int field, struct str seed, const struct ui_leaf *leaf);
// A picture by its SHA-256; until it is decoded, and when it cannot be, the cover is shown.
void ui_picture(struct ui *ui, struct str sha256, int field, struct str seed,
                const struct ui_leaf *leaf);
// A QR code (byte mode, level M, quiet zone 4 inside the box); false: too long, nothing added.
bool ui_qr(struct ui *ui, struct str data, float size, struct str label);
// Stroked polyline/cubic path in the leaf's own logical coordinates.
struct ui_path_point { float x, y; bool curve; }; // curve: this and the next two are a cubic
void ui_path(struct ui *ui, const struct ui_path_point *points, size_t count, float stroke_width,
             enum ui_token stroke, enum ui_token fill, const struct ui_leaf *leaf);

// ---- motion: values kept by key across frames (critically damped springs) ----
// Moves towards target in about duration_ms; jumps there with less motion or when new
// (then it starts at `from`).
float ui_spring(struct ui *ui, struct str key, float from, float target, float duration_ms);
bool ui_animating(const struct ui *ui); // another frame is due in 16 ms
void ui_forget(struct ui *ui);          // scroll offsets, springs, focus: a new visit
void ui_scroll_to_top(struct ui *ui, struct str key);

// ---- input; call between frames, then take the actions ----
enum ui_event_kind { UI_TOUCH_DOWN, UI_TOUCH_MOVE, UI_TOUCH_UP, UI_TOUCH_CANCEL, UI_WHEEL,
                     UI_KEY };
enum ui_key { UI_KEY_UP, UI_KEY_DOWN, UI_KEY_LEFT, UI_KEY_RIGHT, UI_KEY_ENTER, UI_KEY_BACK,
              UI_KEY_NEXT, UI_KEY_PREVIOUS };
struct ui_event {
    enum ui_event_kind kind;
    int64_t finger;    // any id; up to 16 at once, more are ignored
    float x_px, y_px;  // device; wheel: amount in y_px
    enum ui_key key;
    int64_t time_ms;   // monotonic
};
// true: something changed that wants a frame.
bool ui_input(struct ui *ui, const struct ui_event *event);
bool ui_next_action(struct ui *ui, struct ui_action *out_action); // id valid until next frame
#define UI_VERB_BACK (-1) // the Back key

// ---- semantic tree of the last frame ----
struct ui_semantic {
    enum ui_role role;
    uint32_t state;
    struct str label;           // own label or the texts inside
    float x, y, width, height;  // device, where drawn
    float text_size_px;         // texts: em in device pixels
    bool visible;               // inside the window and its clips
    bool focusable, focused, clipped_text; // a text that was cut with an ellipsis
    int depth;
    uint64_t id;
};
size_t ui_semantic_count(const struct ui *ui); // focus order
const struct ui_semantic *ui_semantic_at(const struct ui *ui, size_t index);
// Puts a tap (down and up) in the middle of the first visible touchable node with exactly this
// label, else the first visible text with it; the middle goes to *out. false: none.
NODISCARD bool ui_find(const struct ui *ui, struct str label, float *out_x_px, float *out_y_px);

// ---- out: the draw list (include/ui/draw.h) ----
struct ui_draw_list;
const struct ui_draw_list *ui_draw(const struct ui *ui);

#endif
