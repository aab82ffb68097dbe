// Declarative screens. Each change describes the whole screen afresh between
// ui_frame_begin() and ui_frame_end(); layout, draw list and semantic tree come out.
// Pure: no SDL, no clock. ui thread only. Everything given to a builder lives until the
// next ui_frame_begin().
//
//   ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 16, .fill = UI_CARD,
//                                .role = UI_BUTTON, .label = title,
//                                .action = {.verb = 3, .id = id}});
//     ui_text(ui, &(struct ui_text){.text = title, .style = UI_H3, .color = UI_INK});
//   ui_close(ui);
//
// Measures are logical pixels (1080p); the frame's scale turns them into device pixels.
#ifndef UI_UI_H
#define UI_UI_H

#include "ui/box.h"

struct ui; // the engine's state: last tree, gestures, springs, scroll offsets, focus

struct ui_frame {
    float width_px, height_px; // device
    float scale;               // device pixels a logical pixel; see ui_scale_for()
    float text_scale;          // 1, 1.25, 1.5, 2
    bool rtl, less_motion, show_focus;
    struct str lang;
    const struct ui_theme *theme;
    int64_t now_ms; // monotonic
};

// Size classes; screens ask these, never the pixels.
enum ui_class {
    UI_LANDSCAPE,
    UI_PORTRAIT,
    UI_COMPACT // small landscape (1024x600)
};
// min of the sides' ratios to 1920x1080 (1080x1920), at least 2/3 so that text stays
// legible.
float ui_scale_for(float width_px, float height_px);
enum ui_class ui_class_for(float width_px, float height_px);

// NULL: no memory. Copies `measure`; its context is borrowed until ui_destroy.
struct ui *ui_create(const struct text_measure *measure);
void ui_destroy(struct ui *ui); // accepts NULL

void ui_frame_begin(struct ui *ui, const struct ui_frame *frame);
void ui_frame_end(struct ui *ui);
struct arena *ui_arena(struct ui *ui); // frame arena: texts a screen makes
enum ui_class ui_size_class(const struct ui *ui);
float ui_width(const struct ui *ui); // logical
float ui_height(const struct ui *ui);
float ui_text_scale(const struct ui *ui); // 1: as designed

// ---- building ----
void ui_open(struct ui *ui, const struct ui_box *box);
void ui_close(struct ui *ui);
void ui_text(struct ui *ui, const struct ui_text *text);
void ui_space(struct ui *ui, float size); // fixed; 0: takes all free room
void ui_icon(struct ui *ui, enum ui_icon icon, float size, enum ui_token color);
void ui_line(struct ui *ui, enum ui_token color, float thickness); // across the parent
// The cover drawn from (field, seed); `field` 0..4 = S T E A M.
void ui_cover(struct ui *ui, int field, struct str seed, const struct ui_leaf *leaf);
// A picture by its SHA-256; until it is decoded, and when it cannot be, the cover is
// shown.
void ui_picture(struct ui *ui, struct str sha256, int field, struct str seed,
                const struct ui_leaf *leaf);
// A QR code (byte mode, level M, quiet zone 4 inside the box); false: too long, nothing
// added.
bool ui_qr(struct ui *ui, struct str data, float size, struct str label);
// Polyline/cubic path in the leaf's own logical coordinates, x from the start side; fewer
// than 2 points give nothing. Copies the points.
void ui_path(struct ui *ui, const struct ui_path_point *points, size_t count,
             struct ui_path_pen pen, const struct ui_leaf *leaf);

// ---- motion: values kept by key across frames (critically damped springs) ----
// Moves towards target in about duration_ms; jumps there with less motion or when new
// (then it starts at `from`).
float ui_spring(struct ui *ui, struct str key, float from, float target,
                float duration_ms);
bool ui_animating(const struct ui *ui); // another frame is due in 16 ms
void ui_forget(struct ui *ui);          // scroll offsets, springs, focus: a new visit
void ui_scroll_to_top(struct ui *ui, struct str key);

// ---- input; call between frames, then take the actions ----
enum ui_event_kind {
    UI_TOUCH_DOWN,
    UI_TOUCH_MOVE,
    UI_TOUCH_UP,
    UI_TOUCH_CANCEL,
    UI_WHEEL,
    UI_KEY
};
enum ui_key {
    UI_KEY_UP,
    UI_KEY_DOWN,
    UI_KEY_LEFT,
    UI_KEY_RIGHT,
    UI_KEY_ENTER,
    UI_KEY_BACK,
    UI_KEY_NEXT,
    UI_KEY_PREVIOUS
};
struct ui_event {
    enum ui_event_kind kind;
    int64_t finger;   // any id; up to 16 at once, more are ignored
    float x_px, y_px; // device; wheel: amount in y_px
    enum ui_key key;
    int64_t time_ms; // monotonic
};
// true: something changed that wants a frame.
bool ui_input(struct ui *ui, const struct ui_event *event);
// The oldest action not taken yet; its id is valid until the next frame. false: none.
bool ui_next_action(struct ui *ui, struct ui_action *out_action);
#define UI_VERB_BACK (-1) // the Back key

// ---- semantic tree of the last frame ----
struct ui_semantic {
    enum ui_role role;
    uint32_t state;
    struct str label;          // own label or the texts inside
    float x, y, width, height; // device, where drawn
    float text_size_px;        // texts: em in device pixels
    bool visible;              // inside the window and its clips
    bool focusable, focused;
    bool clipped_text; // cut with an ellipsis
    int depth;
    uint64_t id;
};
size_t ui_semantic_count(const struct ui *ui); // focus order
const struct ui_semantic *ui_semantic_at(const struct ui *ui, size_t index);
// The middle of the first visible touchable node with exactly this label, else of the
// first visible text with it, in device pixels. false: none.
NODISCARD bool ui_find(const struct ui *ui, struct str label, float *out_x_px,
                       float *out_y_px);

// ---- out: the draw list (include/ui/draw.h) ----
struct ui_draw_list;
const struct ui_draw_list *ui_draw(const struct ui *ui);

#endif
