#include <math.h>

#include "engine.h"

static bool focusable(const struct ui_node *node)
{
    // Scrolled away counts: focusing brings it into view.
    return ui_touchable(node) && node->w > 0 && node->h > 0;
}

// A dialog that is open keeps the focus: nodes before the last one are out of reach.
static void focus_range(const struct ui *ui, int32_t *out_first, int32_t *out_last)
{
    *out_first = 0;
    *out_last = ui->node_count - 1;
    for (int32_t i = ui->node_count - 1; i >= 0; i--) {
        if (ui->nodes[i]->box.role == UI_DIALOG) {
            *out_first = i;
            *out_last = ui->nodes[i]->last_order;
            return;
        }
    }
}

struct ui_node *ui_focused(const struct ui *ui)
{
    int32_t first = 0, last = 0;
    focus_range(ui, &first, &last);
    struct ui_node *node = ui_node_by_id(ui, ui->focus);
    const bool reachable =
        node && focusable(node) && node->order >= first && node->order <= last;
    return reachable ? node : NULL;
}

static struct ui_node *next_in_order(const struct ui *ui, const struct ui_node *from,
                                     int step)
{
    int32_t first = 0, last = 0;
    focus_range(ui, &first, &last);
    const int32_t count = last - first + 1;
    int32_t at = from ? from->order : step > 0 ? last : first;
    for (int32_t i = 0; i < count; i++) {
        at += step;
        at = at > last ? first : at < first ? last : at;
        if (focusable(ui->nodes[at])) {
            return ui->nodes[at];
        }
    }
    return NULL;
}

static bool overlaps(float a, float a_size, float b, float b_size)
{
    return a < b + b_size && b < a + a_size;
}

// Distance along the arrow plus what it leads aside; negative: not in that direction.
static float arrow_distance(const struct ui_node *from, const struct ui_node *to,
                            enum ui_key key)
{
    const float dx = to->x + to->w / 2 - from->x - from->w / 2;
    const float dy = to->y + to->h / 2 - from->y - from->h / 2;
    const bool sideways = key == UI_KEY_LEFT || key == UI_KEY_RIGHT;
    const float sign = key == UI_KEY_LEFT || key == UI_KEY_UP ? -1 : 1;
    const float along = sign * (sideways ? dx : dy);
    float aside = fabsf(sideways ? dy : dx);
    if (sideways ? overlaps(from->y, from->h, to->y, to->h)
                 : overlaps(from->x, from->w, to->x, to->w)) {
        aside *= 0.1f;
    }
    return along > 1 ? along + 2.5f * aside : -1;
}

static struct ui_node *next_by_arrow(const struct ui *ui, const struct ui_node *from,
                                     enum ui_key key)
{
    int32_t first = 0, last = 0;
    focus_range(ui, &first, &last);
    struct ui_node *best = NULL;
    float best_distance = 0;
    for (int32_t i = first; i <= last; i++) {
        struct ui_node *node = ui->nodes[i];
        if (node == from || !focusable(node)) {
            continue;
        }
        const float distance = arrow_distance(from, node, key);
        if (distance >= 0 && (!best || distance < best_distance)) {
            best = node;
            best_distance = distance;
        }
    }
    return best;
}

static bool move_focus(struct ui *ui, struct ui_node *node)
{
    if (!node) {
        return true;
    }
    ui->focus = node->id;
    ui_scroll_show(ui, node);
    return true;
}

static bool act(struct ui *ui, int64_t time_ms)
{
    struct ui_node *node = ui_focused(ui);
    if (!node) {
        return move_focus(ui, next_in_order(ui, NULL, 1));
    }
    ui_press_hold(ui, node->id);
    ui_press_release(ui, node->id, time_ms);
    ui_emit(ui, &node->box.action);
    return true;
}

bool ui_key_event(struct ui *ui, const struct ui_event *event)
{
    struct ui_node *node = ui_focused(ui);
    switch (event->key) {
    case UI_KEY_ENTER:
        return act(ui, event->time_ms);
    case UI_KEY_BACK:
        ui_emit(ui, &(struct ui_action){.verb = UI_VERB_BACK});
        return true;
    case UI_KEY_NEXT:
        return move_focus(ui, next_in_order(ui, node, 1));
    case UI_KEY_PREVIOUS:
        return move_focus(ui, next_in_order(ui, node, -1));
    case UI_KEY_UP:
    case UI_KEY_DOWN:
    case UI_KEY_LEFT:
    case UI_KEY_RIGHT:
        return move_focus(ui, node ? next_by_arrow(ui, node, event->key)
                                   : next_in_order(ui, NULL, 1));
    }
    return false;
}
