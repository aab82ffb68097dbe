// What a screen says of its parts: boxes, texts, icons, leaves. Plain values; a zeroed
// member means the usual. All lengths are logical pixels (1080p).
#ifndef UI_BOX_H
#define UI_BOX_H

#include "text/text.h"
#include "ui/theme.h"

enum ui_dir {
    UI_COLUMN, // top to bottom
    UI_ROW,    // start to end (mirrored in right-to-left)
    UI_WRAP,   // rows that wrap
    UI_GRID,   // `columns` equal columns, rows as high as their highest child
    UI_STACK   // children over each other, each in the whole box (see ui_box.place)
};
// Across (align): UI_START leaves children at their own size; UI_STRETCH gives them the
// parent's. A row with something in it that grows takes all the width of a column anyway.
// Along a row, `grow` starts from nothing, as CSS `flex: 1`: equal shares, never below
// content.
enum ui_align { UI_START, UI_CENTER, UI_END, UI_STRETCH, UI_BETWEEN, UI_BASELINE };
enum ui_role {
    UI_PLAIN,
    UI_BUTTON,
    UI_LINK,
    UI_TAB,
    UI_TOGGLE,
    UI_HEADING,
    UI_LIST,
    UI_LIST_ITEM,
    UI_IMAGE,
    UI_DIALOG,
    UI_REGION,
    UI_STATUS
};
enum ui_state { UI_SELECTED = 1, UI_DISABLED = 2, UI_CHECKED = 4, UI_EXPANDED = 8 };

// Opaque to ui: what a screen wants to happen, given back by ui_next_action().
struct ui_action {
    int32_t verb; // 0: none
    int64_t number;
    struct str id;
};

// Left and right swap in right-to-left.
struct ui_pad {
    float left, top, right, bottom;
};
#define UI_PAD(all)     ((struct ui_pad){(all), (all), (all), (all)})
#define UI_PAD_XY(x, y) ((struct ui_pad){(x), (y), (x), (y)})

// How a child lies within a UI_STACK.
enum ui_place {
    UI_FILL,
    UI_TOP_START,
    UI_TOP_END,
    UI_BOTTOM_START,
    UI_BOTTOM_END,
    UI_MIDDLE,
    UI_BOTTOM_FILL,
    UI_TOP_FILL,
    UI_START_FILL,
    UI_END_FILL
};

struct ui_box {
    struct str key; // among siblings (scroll, springs, focus); default: its order
    enum ui_dir dir;
    float width, height; // 0: as its content (or stretched by the parent)
    float min_width, min_height, max_width, max_height; // 0: none
    float grow;         // share of the parent's free room along its direction
    float shrink;       // 1: may get narrower than its content (texts wrap)
    float aspect;       // width / height, 0: none
    int columns;        // UI_GRID
    float gap, run_gap; // between children; between wrapped rows (0: gap)
    struct ui_pad pad;
    enum ui_align align, justify; // across, along
    enum ui_place place;          // how it lies in a UI_STACK parent
    enum ui_align self;       // UI_START: as the parent's align says; else overrides it
    float offset_x, offset_y; // drawn moved by this (after layout; springs); x goes
                              // towards the end
    bool scroll_y, scroll_x;  // content may be larger; follows the finger and coasts;
                              // a slim mark beside it shows that a column goes on
    bool clip;
    enum ui_token fill, border;
    float fill_alpha;           // 0 means 1
    float border_width, radius; // radius > half the height: a pill
    bool radius_top_only;
    float press_scale; // pressed look: 0 means the standard one for buttons
    enum ui_role role;
    uint32_t state;          // bits of enum ui_state
    struct str label;        // for reading aloud, focus and scripts; default: its texts
    struct ui_action action; // verb != 0 makes it touchable and focusable
    float touch_width, touch_height; // least size of the touch area; 0: 88
};

enum ui_text_style {
    UI_DISPLAY, // 128 logical pixels
    UI_H1,      // 84
    UI_H2,      // 44
    UI_H3,      // 30
    UI_BODY,    // 26
    UI_SMALL,   // 22
    UI_TITLE,   // 56, a screen's headline
    UI_LEAD,    // 34, medium
    UI_LABEL,   // 26 bold: buttons, dock
    UI_STRONG,  // 22 extra bold: tags, times
    UI_NUMBER,  // 42 extra bold, display
    UI_CLOCK    // 28 bold, equal-width digits
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
    bool shrink_to_fit; // one step (15 %) smaller, then wraps, before it is cut
    bool heading;       // semantic role
    float scale_most;   // the visitor's text size counts up to this; 0: no bound
    float grow;
    bool silent; // no part of the semantic tree
};

enum ui_icon {
    UI_ICON_HOME,
    UI_ICON_GRID,
    UI_ICON_CUP,
    UI_ICON_PATH,
    UI_ICON_NETWORK,
    UI_ICON_SEARCH,
    UI_ICON_GLOBE,
    UI_ICON_ACCESS,
    UI_ICON_CLOCK,
    UI_ICON_PIN,
    UI_ICON_PEOPLE,
    UI_ICON_BACK, // this and the next mirror in right-to-left
    UI_ICON_FORWARD,
    UI_ICON_CHECK,
    UI_ICON_CLOSE,
    UI_ICON_OFFLINE,
    UI_ICON_CALENDAR,
    UI_ICON_SPARK,
    UI_ICON_LOGO,
    UI_ICON_DOT,
    UI_ICON_SHAPE_S,
    UI_ICON_SHAPE_T,
    UI_ICON_SHAPE_E,
    UI_ICON_SHAPE_A,
    UI_ICON_SHAPE_M,
    UI_ICON_COUNT
};

// Covers, pictures and paths. Width and height 0: fills the parent.
struct ui_leaf {
    float width, height, grow, radius;
    struct str label;
};

// curve: this point and the next two are a cubic.
struct ui_path_point {
    float x, y;
    bool curve;
};
// stroke or fill UI_NONE: without.
struct ui_path_pen {
    float width;
    enum ui_token stroke, fill;
};

#endif
