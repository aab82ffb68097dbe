#include <math.h>

#include "engine.h"

static const float TOUCH_LEAST = 88; // logical

struct ui_node *ui_node_by_id(const struct ui *ui, uint64_t id)
{
    for (int32_t i = 0; id && i < ui->node_count; i++) {
        if (ui->nodes[i]->id == id) {
            return ui->nodes[i];
        }
    }
    return NULL;
}

bool ui_touchable(const struct ui_node *node)
{
    return node->box.action.verb != 0 && !(node->box.state & UI_DISABLED);
}

bool ui_rect_empty(struct ui_rect rect)
{
    return rect.w <= 0 || rect.h <= 0;
}

struct ui_rect ui_rect_cut(struct ui_rect a, struct ui_rect b)
{
    const int32_t left = a.x > b.x ? a.x : b.x;
    const int32_t top = a.y > b.y ? a.y : b.y;
    const int32_t right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    const int32_t bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct ui_rect){left, top, right > left ? right - left : 0,
                            bottom > top ? bottom - top : 0};
}

static int32_t rounded(float value)
{
    const float most = 1000000;
    value = value < most ? (value > -most ? value : -most) : most;
    return (int32_t)floorf(value + 0.5f);
}

// Edges are rounded, not sizes, so that neighbours meet.
struct ui_rect ui_node_rect(const struct ui_node *node)
{
    const int32_t x = rounded(node->x), y = rounded(node->y);
    return (struct ui_rect){x, y, rounded(node->x + node->w) - x,
                            rounded(node->y + node->h) - y};
}

static bool contains(struct ui_rect rect, float x, float y)
{
    return x >= (float)rect.x && y >= (float)rect.y && x < (float)(rect.x + rect.w) &&
           y < (float)(rect.y + rect.h);
}

// What a finger can rest on: anything seen, touched or scrolled.
static bool is_solid(const struct ui_node *node)
{
    const struct ui_box *box = &node->box;
    return node->kind != UI_NODE_BOX || box->fill != UI_NONE || box->border != UI_NONE ||
           box->action.verb != 0 || node->scroll || box->role == UI_DIALOG;
}

struct ui_node *ui_topmost(const struct ui *ui, float x, float y)
{
    for (int32_t i = ui->node_count - 1; i >= 0; i--) {
        struct ui_node *node = ui->nodes[i];
        if (is_solid(node) &&
            contains(ui_rect_cut(ui_node_rect(node), node->clip), x, y)) {
            return node;
        }
    }
    return NULL;
}

static float gap_between(float at, float from, float to)
{
    return at < from ? from - at : at > to ? at - to : 0;
}

// How far the point lies outside the node's rect; negative: not in its touch area.
static float touch_distance(const struct ui *ui, const struct ui_node *node, float x,
                            float y)
{
    const struct ui_rect rect = ui_rect_cut(ui_node_rect(node), node->clip);
    if (ui_rect_empty(rect)) {
        return -1;
    }
    const struct ui_box *box = &node->box;
    const float least_w =
        box->touch_width > 0 ? box->touch_width : ui_px(ui, TOUCH_LEAST);
    const float least_h =
        box->touch_height > 0 ? box->touch_height : ui_px(ui, TOUCH_LEAST);
    const float dx = gap_between(x, (float)rect.x, (float)(rect.x + rect.w));
    const float dy = gap_between(y, (float)rect.y, (float)(rect.y + rect.h));
    if (dx > fmaxf(0, (least_w - (float)rect.w) / 2) ||
        dy > fmaxf(0, (least_h - (float)rect.h) / 2)) {
        return -1;
    }
    return dx * dx + dy * dy;
}

bool ui_in_touch_area(const struct ui *ui, const struct ui_node *node, float x, float y)
{
    return touch_distance(ui, node, x, y) >= 0;
}

struct ui_node *ui_hit(const struct ui *ui, float x, float y)
{
    struct ui_node *top = ui_topmost(ui, x, y);
    for (struct ui_node *up = top; up; up = up->parent) {
        if (up->box.action.verb != 0) {
            return ui_touchable(up) ? up : NULL;
        }
    }
    // None under the finger: the nearest whose touch area reaches here and that nothing
    // hides.
    struct ui_node *best = NULL;
    float best_distance = 0;
    for (int32_t i = top ? top->order + 1 : 0; i < ui->node_count; i++) {
        struct ui_node *node = ui->nodes[i];
        const float distance = ui_touchable(node) ? touch_distance(ui, node, x, y) : -1;
        if (distance >= 0 && (!best || distance <= best_distance)) {
            best = node;
            best_distance = distance;
        }
    }
    return best;
}
