#include <math.h>

#include "engine.h"

static float run_gap(const struct ui_node *node)
{
    return node->box.run_gap > 0 ? node->box.run_gap : node->box.gap;
}

// One line of a row: children [from, to).
struct row_part {
    struct ui_node *from, *to;
    float width, height;
    int count;
};

// What of a UI_WRAP box fits on one line from `from` on.
static struct row_part next_row_part(const struct ui_node *node, struct ui_node *from)
{
    const float room = node->w - node->box.pad.left - node->box.pad.right + 0.5f;
    struct row_part part = {.from = from, .to = from};
    for (; part.to; part.to = part.to->next, part.count++) {
        const float next = part.width + (part.count ? node->box.gap : 0) + part.to->w;
        if (part.count && next > room) {
            break;
        }
        part.width = next;
        part.height = fmaxf(part.height, part.to->natural_height);
    }
    return part;
}

// Distance of the first text's baseline from the node's top; its height when it has none.
static float baseline_of(const struct ui_node *node)
{
    if (node->kind == UI_NODE_TEXT && node->block && node->block->count) {
        return node->block->lines[0].baseline_px;
    }
    float top = node->box.pad.top;
    for (const struct ui_node *child = node->first; child; child = child->next) {
        if (child->kind == UI_NODE_TEXT || child->first) {
            return top + baseline_of(child);
        }
        top += node->box.dir == UI_COLUMN ? child->natural_height + node->box.gap : 0;
    }
    return node->natural_height;
}

// ---- heights, bottom up ----

static float height_of(const struct ui_node *node, bool least)
{
    return least ? node->least_height : node->natural_height;
}

static float tallest(const struct ui_node *node, bool least)
{
    float height = 0;
    for (const struct ui_node *child = node->first; child; child = child->next) {
        height = fmaxf(height, height_of(child, least));
    }
    return height;
}

static float row_height(const struct ui_node *node, bool least)
{
    if (node->box.align != UI_BASELINE || least) {
        return tallest(node, least);
    }
    float above = 0, below = 0;
    for (const struct ui_node *child = node->first; child; child = child->next) {
        const float baseline = baseline_of(child);
        above = fmaxf(above, baseline);
        below = fmaxf(below, child->natural_height - baseline);
    }
    return above + below;
}

static float column_height(const struct ui_node *node, bool least)
{
    float height = 0;
    for (const struct ui_node *child = node->first; child; child = child->next) {
        height += height_of(child, least) + (child->next ? node->box.gap : 0);
    }
    return height;
}

static float wrap_height(const struct ui_node *node)
{
    float height = 0;
    for (struct ui_node *child = node->first; child;) {
        const struct row_part part = next_row_part(node, child);
        child = part.to;
        height += part.height + (child ? run_gap(node) : 0);
    }
    return height;
}

static float grid_row_height(struct ui_node **at, int columns)
{
    float height = 0;
    for (int i = 0; i < columns && *at; i++, *at = (*at)->next) {
        height = fmaxf(height, (*at)->natural_height);
    }
    return height;
}

static float grid_height(const struct ui_node *node)
{
    float height = 0;
    for (struct ui_node *child = node->first; child;) {
        height += grid_row_height(&child, ui_columns(node));
        height += child ? run_gap(node) : 0;
    }
    return height;
}

static float content_height(const struct ui_node *node, bool least)
{
    switch (node->box.dir) {
    case UI_ROW:
        return row_height(node, least);
    case UI_COLUMN:
        return column_height(node, least);
    case UI_WRAP:
        return wrap_height(node);
    case UI_GRID:
        return grid_height(node);
    case UI_STACK:
        return tallest(node, least);
    }
    return 0;
}

void ui_measure_heights(struct ui_node *node)
{
    if (node->folded) {
        return;
    }
    for (struct ui_node *child = node->first; child; child = child->next) {
        ui_measure_heights(child);
    }
    const struct ui_box *box = &node->box;
    if (node->kind == UI_NODE_TEXT) {
        node->natural_height = node->least_height =
            node->block ? node->block->height_px : 0;
        return;
    }
    const float padding = box->pad.top + box->pad.bottom;
    node->content_h = content_height(node, false) + padding;
    const float fixed = box->height > 0   ? box->height
                        : box->aspect > 0 ? node->w / box->aspect
                                          : 0;
    float least = box->scroll_y ? 0 : content_height(node, true) + padding;
    least = fixed > 0 ? fixed : least;
    node->natural_height = ui_limit_height(node, fixed > 0 ? fixed : node->content_h);
    node->least_height = fminf(node->natural_height, ui_limit_height(node, least));
}

// ---- places, top down ----

struct area {
    float x, y, w, h;
};

static void put(struct ui_node *node, struct area at)
{
    node->x = at.x;
    node->y = at.y;
    node->w = at.w;
    node->h = at.h;
}

static enum ui_align own_align(const struct ui_node *child, const struct ui_node *parent)
{
    return child->box.self != UI_START ? child->box.self : parent->box.align;
}

static float step_of(enum ui_align align)
{
    return align == UI_CENTER ? 0.5f : align == UI_END ? 1.0f : 0.0f;
}

static void place_in_row(struct ui_node *row, struct ui_node *child, float x,
                         struct area area, float row_baseline)
{
    const enum ui_align align = own_align(child, row);
    float height = child->natural_height;
    float y = area.y + (area.h - height) * step_of(align);
    if (align == UI_BASELINE) {
        y = area.y + row_baseline - baseline_of(child);
    } else if (align == UI_STRETCH && child->box.height <= 0 && child->box.aspect <= 0) {
        height = ui_limit_height(child, area.h);
        y = area.y;
    } else if (height > area.h && child->least_height < height) {
        height = fmaxf(area.h, child->least_height);
        y = area.y;
    }
    put(child, (struct area){x, y, child->w, height});
}

static void place_row_part(struct ui_node *row, struct row_part part, struct area area)
{
    const float free = fmaxf(0, area.w - part.width);
    float x = area.x + free * step_of(row->box.justify);
    const bool between = row->box.justify == UI_BETWEEN && part.count > 1;
    const float gap = row->box.gap + (between ? free / (float)(part.count - 1) : 0);
    float baseline = 0;
    for (struct ui_node *child = part.from; child != part.to; child = child->next) {
        baseline = fmaxf(baseline, baseline_of(child));
    }
    for (struct ui_node *child = part.from; child != part.to; child = child->next) {
        place_in_row(row, child, x, area, baseline);
        x += child->w + gap;
    }
}

static void place_row(struct ui_node *node, struct area area)
{
    float used = 0;
    for (const struct ui_node *child = node->first; child; child = child->next) {
        used += child->w + (child->next ? node->box.gap : 0);
    }
    const struct row_part part = {
        .from = node->first, .width = used, .count = node->child_count};
    place_row_part(node, part, area);
}

static void place_wrap(struct ui_node *node, struct area area)
{
    for (struct ui_node *child = node->first; child;) {
        const struct row_part part = next_row_part(node, child);
        child = part.to;
        place_row_part(node, part, (struct area){area.x, area.y, area.w, part.height});
        area.y += part.height + run_gap(node);
    }
}

static void place_grid(struct ui_node *node, struct area area)
{
    const int columns = ui_columns(node);
    const int rows = (node->child_count + columns - 1) / columns;
    const float each =
        fmaxf(0, (area.w - (float)(columns - 1) * node->box.gap) / (float)columns);
    const float spare = area.h - grid_height(node);
    const bool stretched = node->box.justify == UI_STRETCH && rows > 0 && spare > 0;
    for (struct ui_node *child = node->first; child;) {
        struct ui_node *end = child;
        float height = grid_row_height(&end, columns);
        height += stretched ? spare / (float)rows : 0;
        for (int i = 0; child != end; child = child->next, i++) {
            const float x = area.x + (float)i * (each + node->box.gap);
            const float own = child->box.height > 0 || child->box.aspect > 0
                                  ? child->natural_height
                                  : ui_limit_height(child, height);
            put(child, (struct area){x, area.y, child->w, own});
        }
        area.y += height + run_gap(node);
    }
}

// The height of a column's child before what is free is shared out.
static float base_height(const struct ui_node *child)
{
    return child->box.grow > 0 && child->box.height <= 0 ? child->least_height
                                                         : child->natural_height;
}

// Too much for the column: what scrolls, holds something that scrolls or may shrink gives
// way.
static void squeeze_column(struct ui_node *node, float excess)
{
    float slack = 0;
    for (const struct ui_node *child = node->first; child; child = child->next) {
        slack += child->h - fminf(child->h, child->least_height);
    }
    const float part = slack > 0 ? fminf(1, excess / slack) : 0;
    for (struct ui_node *child = node->first; child && part > 0; child = child->next) {
        child->h -= (child->h - fminf(child->h, child->least_height)) * part;
    }
}

static void grow_column(struct ui_node *node, float room)
{
    float taken = 0, shares = 0;
    for (struct ui_node *child = node->first; child; child = child->next) {
        const bool grows = child->box.grow > 0;
        child->y = grows ? 0 : 1; // 1: settled
        shares += grows ? child->box.grow : 0;
        taken += grows ? 0 : child->h;
    }
    for (bool changed = true; changed && shares > 0;) {
        changed = false;
        const float unit = fmaxf(0, room - taken) / shares;
        for (struct ui_node *child = node->first; child; child = child->next) {
            if (child->y > 0) {
                continue;
            }
            const float wanted = unit * child->box.grow;
            child->h = ui_limit_height(child, fmaxf(wanted, base_height(child)));
            if (fabsf(child->h - wanted) > 0.01f) {
                child->y = 1;
                taken += child->h;
                shares -= child->box.grow;
                changed = true;
                break;
            }
        }
    }
}

static void place_column(struct ui_node *node, struct area area)
{
    const float gaps =
        node->child_count > 1 ? node->box.gap * (float)(node->child_count - 1) : 0;
    float used = 0;
    for (struct ui_node *child = node->first; child; child = child->next) {
        child->h = base_height(child);
        used += child->h;
    }
    if (used + gaps > area.h) {
        squeeze_column(node, used + gaps - area.h);
    } else {
        grow_column(node, area.h - gaps);
    }
    used = gaps;
    for (const struct ui_node *child = node->first; child; child = child->next) {
        used += child->h;
    }
    const float free = fmaxf(0, area.h - used);
    const bool between = node->box.justify == UI_BETWEEN && node->child_count > 1;
    const float gap =
        node->box.gap + (between ? free / (float)(node->child_count - 1) : 0);
    float y = area.y + free * step_of(node->box.justify);
    for (struct ui_node *child = node->first; child; child = child->next) {
        const float x = area.x + (area.w - child->w) * step_of(own_align(child, node));
        const float height = child->h;
        put(child, (struct area){x, y, child->w, height});
        y += height + gap;
    }
}

static const struct {
    float x, y;
    bool tall;
} places[] = {
    [UI_FILL] = {0, 0, true},         [UI_TOP_START] = {0, 0, false},
    [UI_TOP_END] = {1, 0, false},     [UI_BOTTOM_START] = {0, 1, false},
    [UI_BOTTOM_END] = {1, 1, false},  [UI_MIDDLE] = {0.5f, 0.5f, false},
    [UI_BOTTOM_FILL] = {0, 1, false}, [UI_TOP_FILL] = {0, 0, false},
    [UI_START_FILL] = {0, 0, true},   [UI_END_FILL] = {1, 0, true},
};

static void place_stack(struct ui_node *node, struct area area)
{
    for (struct ui_node *child = node->first; child; child = child->next) {
        const unsigned at =
            (unsigned)child->box.place <= UI_END_FILL ? child->box.place : 0;
        const bool tall =
            places[at].tall && child->box.height <= 0 && child->box.aspect <= 0;
        float height = tall ? ui_limit_height(child, area.h) : child->natural_height;
        if (height > area.h) {
            height = fmaxf(area.h, fminf(height, child->least_height));
        }
        const float x = area.x + (area.w - child->w) * places[at].x;
        const float y = area.y + (area.h - height) * places[at].y;
        put(child, (struct area){x, y, child->w, height});
    }
}

// Right-to-left: everything within the box is laid out left to right, then mirrored.
static void mirror_children(struct ui_node *node)
{
    for (struct ui_node *child = node->first; child; child = child->next) {
        child->x = node->x + node->x + node->content_w - child->x - child->w;
    }
}

static void place_children(struct ui *ui, struct ui_node *node)
{
    const struct ui_pad *pad = &node->box.pad;
    if (!node->box.scroll_x) {
        node->content_w = node->w;
    }
    const float height = node->box.scroll_y ? fmaxf(node->h, node->content_h) : node->h;
    const struct area area = {node->x + pad->left, node->y + pad->top,
                              fmaxf(0, node->content_w - pad->left - pad->right),
                              fmaxf(0, height - pad->top - pad->bottom)};
    switch (node->box.dir) {
    case UI_ROW:
        place_row(node, area);
        break;
    case UI_COLUMN:
        place_column(node, area);
        break;
    case UI_WRAP:
        place_wrap(node, area);
        break;
    case UI_GRID:
        place_grid(node, area);
        break;
    case UI_STACK:
        place_stack(node, area);
        break;
    }
    if (ui->frame.rtl) {
        mirror_children(node);
    }
}

static void place_below(struct ui *ui, struct ui_node *node)
{
    node->x += ui->frame.rtl ? -node->box.offset_x : node->box.offset_x;
    node->y += node->box.offset_y;
    if (node->folded && !ui_unfold(ui, node)) {
        return;
    }
    place_children(ui, node);
    if (node->scroll) {
        ui_scroll_fit(node);
        const float side = ui->frame.rtl ? -1 : 1;
        const float spare = ui->frame.rtl ? node->content_w - node->w : 0;
        for (struct ui_node *child = node->first; child; child = child->next) {
            child->x -= side * node->scroll->x + spare;
            child->y -= node->scroll->y;
        }
    }
    for (struct ui_node *child = node->first; child; child = child->next) {
        place_below(ui, child);
    }
}

void ui_place_tree(struct ui *ui, struct ui_node *root)
{
    root->x = root->y = 0;
    root->w = ui->frame.width_px;
    root->h = ui->frame.height_px;
    place_below(ui, root);
}
