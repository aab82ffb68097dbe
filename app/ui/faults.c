#include "ui/faults.h"

#include <math.h>

#include "engine.h"

enum { SLACK_PX = 2 };

struct extent {
    float left, top, right, bottom;
};
struct search {
    struct ui *ui;
    struct ui_fault *out;
    size_t most, count;
};

static struct extent extent_of(const struct ui_node *node)
{
    return (struct extent){node->x, node->y, node->x + node->w, node->y + node->h};
}

// Where the letters stand: the measured lines without most of the lead above and below.
static struct extent letters_of(const struct ui_node *node)
{
    const struct text_block *block = node->block;
    const float lead = fmaxf(0, node->style.line_height_px - node->style.size_px) / 2;
    const float left = node->x + (node->w - block->width_px) * node->text_align;
    return (struct extent){left, node->y + lead, left + block->width_px,
                           node->y + block->height_px - lead};
}

static struct extent cut(struct extent a, struct extent b)
{
    return (struct extent){fmaxf(a.left, b.left), fmaxf(a.top, b.top),
                           fminf(a.right, b.right), fminf(a.bottom, b.bottom)};
}

static bool larger_than(struct extent extent, float by)
{
    return extent.right - extent.left > by && extent.bottom - extent.top > by;
}

static bool holds(const struct ui_node *box, const struct ui_node *node)
{
    return node->order >= box->order && node->order <= box->last_order;
}

static void add_fault(struct search *search, enum ui_fault_kind kind,
                      const struct ui_node *node, struct str other)
{
    if (search->count++ >= search->most) {
        return;
    }
    const struct extent at = letters_of(node);
    search->out[search->count - 1] = (struct ui_fault){
        .kind = kind,
        .text = node->text,
        .other = other,
        .rect = {(int32_t)at.left, (int32_t)at.top, (int32_t)(at.right - at.left),
                 (int32_t)(at.bottom - at.top)},
    };
}

// Running text of a card may end with an ellipsis; what says where one is and where one
// can go may not.
static bool must_be_whole(const struct ui_node *node)
{
    if (node->heading || node->style.one_line) {
        return true;
    }
    for (const struct ui_node *up = node->parent; up; up = up->parent) {
        if (up->box.role == UI_TAB || up->box.role == UI_TOGGLE ||
            (up->box.role == UI_BUTTON && up->child_count <= 3 && up->depth > 0 &&
             up->first && up->first->kind != UI_NODE_BOX &&
             up->first->kind != UI_NODE_COVER && up->first->kind != UI_NODE_PICTURE)) {
            return true;
        }
    }
    return false;
}

// Out of a box that does not scroll that way.
static bool spills(const struct ui *ui, const struct ui_node *node,
                   const struct ui_node **out_box)
{
    const struct extent letters = letters_of(node);
    bool free_x = false, free_y = false; // what scrolls is seen in time
    for (const struct ui_node *up = node->parent; up; up = up->parent) {
        const struct extent box = extent_of(up);
        free_x |= up->box.scroll_x;
        free_y |= up->box.scroll_y;
        const bool window = up == ui->root;
        if ((up->box.fill == UI_NONE && !up->box.clip && !window) || up->scroll) {
            continue;
        }
        const bool aside = !free_x && (letters.left < box.left - SLACK_PX ||
                                       letters.right > box.right + SLACK_PX);
        const bool below = !free_y && (letters.top < box.top - SLACK_PX ||
                                       letters.bottom > box.bottom + SLACK_PX);
        if (aside || below) {
            *out_box = up;
            return true;
        }
    }
    return false;
}

static bool is_opaque(const struct ui *ui, const struct ui_node *node)
{
    const bool filled = node->kind == UI_NODE_BOX && node->box.fill != UI_NONE &&
                        node->box.fill < UI_TOKEN_COUNT;
    return filled && (ui->theme.rgba[node->box.fill] & 0xFF) > 0;
}

// What of `node` its own clips leave, those it shares with `other` set aside.
static struct extent alone(const struct ui_node *node, const struct ui_node *other)
{
    struct extent extent = letters_of(node);
    for (const struct ui_node *up = node->parent; up && !holds(up, other);
         up = up->parent) {
        extent = up->box.clip ? cut(extent, extent_of(up)) : extent;
    }
    return extent;
}

// A box painted between the two hides the lower one.
static bool hidden_by(const struct ui *ui, const struct ui_node *lower,
                      const struct ui_node *upper, struct extent where)
{
    for (const struct ui_node *up = upper->parent; up && !holds(up, lower);
         up = up->parent) {
        if (is_opaque(ui, up) && larger_than(cut(where, extent_of(up)), SLACK_PX)) {
            return true;
        }
    }
    return false;
}

static bool is_text(const struct ui_node *node)
{
    return node->kind == UI_NODE_TEXT && node->block && node->block->count > 0;
}

static void find_overlaps(struct search *search, int32_t at)
{
    const struct ui *ui = search->ui;
    const struct ui_node *lower = ui->nodes[at];
    for (int32_t i = at + 1; i < ui->node_count; i++) {
        const struct ui_node *upper = ui->nodes[i];
        if (!is_text(upper)) {
            continue;
        }
        const struct extent both = cut(alone(lower, upper), alone(upper, lower));
        if (larger_than(both, SLACK_PX) && !hidden_by(ui, lower, upper, both)) {
            add_fault(search, UI_FAULT_OVERLAP, lower, upper->text);
        }
    }
}

size_t ui_find_faults(struct ui *ui, struct ui_fault *out, size_t most)
{
    struct search search = {.ui = ui, .out = out, .most = most};
    for (int32_t i = 0; i < ui->node_count; i++) {
        const struct ui_node *node = ui->nodes[i];
        if (!is_text(node)) {
            continue;
        }
        const struct ui_node *box = NULL;
        if (node->block->missing) {
            add_fault(&search, UI_FAULT_GLYPH, node, STR(""));
        }
        if (node->block->clipped && must_be_whole(node)) {
            add_fault(&search, UI_FAULT_CUT, node, STR(""));
        }
        if (spills(ui, node, &box)) {
            add_fault(&search, UI_FAULT_SPILL, node,
                      box->box.label.len ? box->box.label : box->box.key);
        }
        find_overlaps(&search, i);
    }
    return search.count;
}

const char *ui_fault_name(enum ui_fault_kind kind)
{
    static const char *const names[UI_FAULT_COUNT] = {
        [UI_FAULT_GLYPH] = "has a character without a glyph",
        [UI_FAULT_CUT] = "is cut",
        [UI_FAULT_SPILL] = "goes out of",
        [UI_FAULT_OVERLAP] = "overlaps",
    };
    return (unsigned)kind < UI_FAULT_COUNT ? names[kind] : "";
}
