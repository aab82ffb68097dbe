// Shares a row's room among its children: as CSS flexible boxes do with `flex: grow 1 0`
// for what grows, and never wider than the row as long as anything in it can give way.
#include <math.h>

#include "engine.h"

static bool is_fixed(const struct ui_node *child)
{
    return child->box.width > 0;
}

// May get narrower than its content before others must.
static bool gives_way(const struct ui_node *child)
{
    return child->kind == UI_NODE_TEXT || child->box.shrink > 0 || child->box.grow > 0 ||
           child->box.scroll_x;
}

static float sum_widths(const struct ui_node *row)
{
    float sum = 0;
    for (const struct ui_node *child = row->first; child; child = child->next) {
        sum += child->w;
    }
    return sum;
}

// What grows starts from its least width; the widest freeze there while the others share.
static void grow_children(struct ui_node *row, float room)
{
    float taken = 0, shares = 0;
    for (struct ui_node *child = row->first; child; child = child->next) {
        const bool grows = child->box.grow > 0;
        child->h = grows ? 0 : 1; // 1: settled
        shares += grows ? child->box.grow : 0;
        taken += grows ? 0 : child->w;
    }
    for (bool changed = true; changed && shares > 0;) {
        changed = false;
        const float unit = fmaxf(0, room - taken) / shares;
        for (struct ui_node *child = row->first; child; child = child->next) {
            if (child->h > 0) {
                continue;
            }
            const float wanted = unit * child->box.grow;
            const float base = is_fixed(child) ? child->box.width : child->least_width;
            const float got = ui_limit_width(child, fmaxf(wanted, base));
            child->w = got;
            if (fabsf(got - wanted) > 0.01f) {
                child->h = 1;
                taken += got;
                shares -= child->box.grow;
                changed = true;
                break;
            }
        }
    }
}

enum squeeze { SQUEEZE_WILLING, SQUEEZE_ALL, SQUEEZE_HARD };

static float floor_width(const struct ui_node *child, enum squeeze how)
{
    if (is_fixed(child) || (child->kind != UI_NODE_BOX && child->kind != UI_NODE_TEXT)) {
        return child->w;
    }
    switch (how) {
    case SQUEEZE_WILLING:
        return gives_way(child) ? fminf(child->w, child->least_width) : child->w;
    case SQUEEZE_ALL:
        return fminf(child->w, child->least_width);
    case SQUEEZE_HARD:
        return 0;
    }
    return child->w;
}

// Takes `excess` from the children in proportion to what each can give; returns what is
// left.
static float squeeze_children(struct ui_node *row, float excess, enum squeeze how)
{
    float slack = 0;
    for (const struct ui_node *child = row->first; child; child = child->next) {
        slack += child->w - floor_width(child, how);
    }
    if (slack <= 0) {
        return excess;
    }
    const float part = fminf(1, excess / slack);
    for (struct ui_node *child = row->first; child; child = child->next) {
        child->w -= (child->w - floor_width(child, how)) * part;
    }
    return excess - slack * part;
}

void ui_share_row(struct ui *ui, struct ui_node *row, float room)
{
    const float gaps =
        row->child_count > 1 ? row->box.gap * (float)(row->child_count - 1) : 0;
    room -= gaps;
    for (struct ui_node *child = row->first; child; child = child->next) {
        child->w = child->box.grow > 0 && !is_fixed(child) ? child->least_width
                                                           : child->natural_width;
    }
    if (!row->box.scroll_x) {
        float excess = sum_widths(row) - room;
        for (int how = SQUEEZE_WILLING; how <= SQUEEZE_HARD && excess > 0.01f; how++) {
            excess = squeeze_children(row, excess, (enum squeeze)how);
        }
    }
    if (sum_widths(row) < room) {
        grow_children(row, room);
    }
    for (struct ui_node *child = row->first; child; child = child->next) {
        ui_assign_width(ui, child, child->w);
    }
}
