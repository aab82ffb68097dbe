// Private to ui: the tree of one frame and the state that outlives frames.
#ifndef UI_ENGINE_H
#define UI_ENGINE_H

#include "ui/draw.h"
#include "ui/ui.h"

enum {
    UI_MOST_NODES = 20000, // of one frame; what is beyond is left out
    UI_MOST_DEPTH = 96,    // deeper boxes join the last one
    UI_MOST_FINGERS = 16,
    UI_MOST_SCROLLS = 64,
    UI_MOST_SPRINGS = 512,
    UI_MOST_PRESSES = 24,
    UI_MOST_ACTIONS = 16,
    UI_MOST_HEIGHTS = 4096 // remembered
};

enum ui_node_kind {
    UI_NODE_BOX,
    UI_NODE_TEXT,
    UI_NODE_COVER,
    UI_NODE_PICTURE,
    UI_NODE_ICON,
    UI_NODE_QR,
    UI_NODE_PATH
};

// All lengths in device pixels; x, y absolute once placed.
struct ui_node {
    enum ui_node_kind kind;
    uint64_t id;
    struct ui_node *parent, *first, *last, *next;
    int32_t order, last_order; // preorder index; of its last descendant
    int32_t child_count, depth;
    struct ui_box box; // lengths scaled
    float natural_width, least_width;
    float x, y, w, h;
    float content_w, content_h;         // of a scrolling box, with its padding
    float natural_height, least_height; // least: with all that scrolls at its smallest
    bool wants_width;                   // holds something that grows sideways
    bool folds;                         // a long list (fold.c)
    bool folded;                        // out of view: not laid out inside
    float fold_guess;                   // of a list: height of the child before
    uint64_t fold_key;
    struct ui_scroll *scroll;
    struct ui_rect clip; // in which it is drawn, set while drawing
    const struct text_block *block;
    struct text_style style;
    struct str text;
    float text_align;
    uint32_t color;
    bool shrink_to_fit, heading, silent;
    bool balance; // a title: no word stands alone on its last line
    union {
        struct {
            int32_t field;
            uint64_t seed;
            struct str sha256;
        } art;
        struct {
            const unsigned char *modules;
            int32_t side;
        } qr;
        struct {
            int32_t icon;
            bool mirrored;
        } icon;
        struct {
            const float *xy;
            const uint8_t *verbs;
            size_t count;
            float width;
            uint32_t stroke, fill;
        } path;
    } as;
};

struct ui_scroll {
    uint64_t id, key; // of the node; hash of its key
    float x, y;       // offset, device pixels, may pass the ends while a finger pulls
    float velocity;   // along the axis, pixels a second
    float goal;       // when gliding
    bool horizontal;  // axis of the motion
    enum { UI_SCROLL_REST, UI_SCROLL_HELD, UI_SCROLL_COAST, UI_SCROLL_GLIDE } motion;
    float most_x, most_y, view_w, view_h;
    int64_t last_ms;
    uint64_t seen; // frame
};

struct ui_sample {
    float x, y;
    int64_t time_ms;
};
struct ui_finger {
    bool active, pressed, scrolling;
    int64_t id, seen_ms;
    uint64_t target;             // node pressed
    uint64_t scroll_y, scroll_x; // nodes that would follow
    struct ui_scroll *driven;
    float start_x, start_y, x, y;
    float start_offset;
    struct ui_sample samples[6];
    int sample_count;
};

struct ui_spring_state {
    uint64_t key;
    float value, velocity, target, span, omega;
    int64_t last_ms;
    uint64_t seen;
    bool used, moving;
};

// Of a box in a long list, by what it holds and its width.
struct ui_height {
    uint64_t key, seen; // frame
    float natural, least;
};

// The pressed look that fades after release.
struct ui_press {
    uint64_t id;
    int64_t released_ms;
    bool held;
};

struct ui {
    struct text_measure measure;
    struct text_cache *texts;
    struct arena arenas[2];
    int turn;
    uint64_t frame_number;
    struct ui_frame frame;
    struct ui_theme theme;
    char lang[16];

    struct ui_node *root, *current;
    int too_deep;           // boxes opened beyond UI_MOST_DEPTH
    struct ui_node **nodes; // preorder, of the last finished frame
    int32_t node_count, node_capacity;

    struct ui_finger fingers[UI_MOST_FINGERS];
    struct ui_scroll scrolls[UI_MOST_SCROLLS];
    struct ui_spring_state springs[UI_MOST_SPRINGS];
    struct ui_press presses[UI_MOST_PRESSES];
    struct ui_action actions[UI_MOST_ACTIONS];
    int action_count, action_next;
    uint64_t focus;
    bool animating;

    struct ui_height heights[UI_MOST_HEIGHTS];
    bool keeps_focus_seen; // the last event was a key
    bool unfolded_other;   // something came into view and is not as high as believed

    struct ui_semantic *semantics;
    size_t semantic_count;

    struct ui_command *commands;
    size_t command_count, command_capacity;
    struct ui_draw_list list;
    uint64_t *cells[2]; // this frame's, the one before
    int32_t cell_columns, cell_rows;
    uint32_t last_background;
    struct ui_rect *dirty;
    bool drawn_before;
};

// build.c
struct arena *ui_arena_of(struct ui *ui);
float ui_px(const struct ui *ui, float logical);
struct ui_node *ui_add_node(struct ui *ui, enum ui_node_kind kind, struct str key);

// measure.c: widths, bottom up and top down; texts wrapped
void ui_measure_widths(struct ui *ui, struct ui_node *node);
void ui_assign_width(struct ui *ui, struct ui_node *node, float width);
float ui_limit_width(const struct ui_node *node, float width);
float ui_limit_height(const struct ui_node *node, float height);
// flow.c: sharing room
void ui_share_row(struct ui *ui, struct ui_node *row, float room);
// arrange.c: heights and places
void ui_measure_heights(struct ui_node *node);
void ui_place_tree(struct ui *ui, struct ui_node *root);
struct ui_node *ui_wrap_row(const struct ui_node *node, struct ui_node *from,
                            float *out_height, float *out_width, int *out_count);
int ui_columns(const struct ui_node *node);
bool ui_fills_across(const struct ui_node *child, const struct ui_node *parent);

// fold.c: lists too long to lay out all of
bool ui_folds(const struct ui_node *list);
void ui_fold(struct ui_node *child);
void ui_fold_height(struct ui *ui, struct ui_node *node);
// Lays out what is near the view; false: it is not.
bool ui_unfold(struct ui *ui, struct ui_node *node);
void ui_fold_again(struct ui *ui); // guesses after what has been seen now

// scroll.c
struct ui_scroll *ui_scroll_of(struct ui *ui, const struct ui_node *node);
struct ui_scroll *ui_scroll_find(struct ui *ui, uint64_t id);
void ui_scroll_fit(struct ui_node *node); // new limits, clamped at rest
void ui_scroll_step(struct ui *ui, struct ui_scroll *scroll, int64_t now_ms);
bool ui_scroll_moving(const struct ui_scroll *scroll);
void ui_scroll_drag(struct ui *ui, struct ui_finger *finger);
void ui_scroll_release(struct ui *ui, struct ui_finger *finger, int64_t time_ms);
void ui_scroll_show(struct ui *ui, const struct ui_node *node); // into view

// spring.c
void ui_springs_finish_frame(struct ui *ui);
bool ui_springs_moving(const struct ui *ui);

// hit.c
struct ui_node *ui_node_by_id(const struct ui *ui, uint64_t id);
// Where the focus is; NULL when an open dialog keeps it out of reach.
struct ui_node *ui_focused(const struct ui *ui);
bool ui_touchable(const struct ui_node *node);
struct ui_node *ui_hit(const struct ui *ui, float x, float y);     // touchable, or NULL
struct ui_node *ui_topmost(const struct ui *ui, float x, float y); // any, or NULL
bool ui_in_touch_area(const struct ui *ui, const struct ui_node *node, float x, float y);
struct ui_rect ui_node_rect(const struct ui_node *node);
struct ui_rect ui_rect_cut(struct ui_rect a, struct ui_rect b);
bool ui_rect_empty(struct ui_rect rect);

// gesture.c, focus.c
void ui_emit(struct ui *ui, const struct ui_action *action);
float ui_press_amount(const struct ui *ui, uint64_t id); // 0..1
void ui_press_hold(struct ui *ui, uint64_t id);
void ui_press_release(struct ui *ui, uint64_t id, int64_t time_ms);
bool ui_presses_fading(const struct ui *ui);
bool ui_key_event(struct ui *ui, const struct ui_event *event);

// draw.c, cells.c, semantic.c
void ui_build_commands(struct ui *ui);
void ui_finish_command(struct ui *ui, struct ui_command *command);
void ui_find_dirty(struct ui *ui);
void ui_build_semantics(struct ui *ui);

#endif
