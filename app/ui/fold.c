// Long lists: what lies out of view is not laid out inside, so a list of hundreds costs
// as much as one of ten. Its height is the one it had when it was last seen, else a
// guess: as high as the one before it. Only what was never seen can be wrong, and only
// the slim mark beside the list tells.
#include <math.h>

#include "engine.h"

enum {
    LIST_LEAST = 64, // up to so many children are cheap, and the mark is right
    PROBES = 8
};
static const float NEAR_PX = 88, GUESS_LEAST_PX = 88; // logical

// Its width comes from what holds it, whatever it holds.
static bool filled_across(const struct ui_node *node)
{
    return node->parent && ui_fills_across(node, node->parent);
}

bool ui_folds(const struct ui_node *list)
{
    const bool column = list->box.dir == UI_COLUMN, grid = list->box.dir == UI_GRID;
    bool scrolls = list->box.scroll_y;
    if (list->child_count <= LIST_LEAST || (!column && !grid) || !filled_across(list)) {
        return false;
    }
    for (const struct ui_node *up = list->parent; up; up = up->parent) {
        scrolls |= up->box.scroll_y;
        if (up->folds) {
            return false;
        }
    }
    return scrolls;
}

void ui_fold(struct ui_node *child)
{
    const struct ui_node *list = child->parent;
    child->folded = child->first && child->box.grow <= 0 &&
                    (list->box.dir == UI_GRID || ui_fills_across(child, list));
    if (child->folded) {
        const float width = child->box.width > 0 ? child->box.width : 0;
        child->natural_width = child->least_width = ui_limit_width(child, width);
    }
}

// Tells a box of another width, size of letters or content from the one remembered.
static uint64_t key_of(const struct ui *ui, const struct ui_node *node)
{
    const float sizes[] = {node->w, ui->frame.scale, ui->frame.text_scale};
    uint64_t key = hash_bytes(node->id, sizes, sizeof(sizes));
    for (int32_t i = node->order; i <= node->last_order; i++) {
        key = key * UINT64_C(0x9E3779B97F4A7C15) + ui->nodes[i]->text.len + 1;
    }
    return key | 1;
}

// Where it is remembered, or else what was used longest ago of where it might be.
static struct ui_height *place_of(struct ui *ui, uint64_t key)
{
    struct ui_height *best = NULL;
    for (uint64_t i = 0; i < PROBES; i++) {
        struct ui_height *place = &ui->heights[((key >> 32) + i) % UI_MOST_HEIGHTS];
        if (place->key == key) {
            return place;
        }
        best = best && best->seen <= place->seen ? best : place;
    }
    return best;
}

static void remember(struct ui *ui, const struct ui_node *node)
{
    *place_of(ui, node->fold_key) = (struct ui_height){
        node->fold_key, ui->frame_number, node->natural_height, node->least_height};
}

void ui_fold_height(struct ui *ui, struct ui_node *node)
{
    struct ui_node *list = node->parent;
    node->fold_key = key_of(ui, node);
    struct ui_height *known = place_of(ui, node->fold_key);
    const struct ui_box *box = &node->box;
    if (box->height > 0 || box->aspect > 0) {
        const float height = box->height > 0 ? box->height : node->w / box->aspect;
        node->natural_height = node->least_height = ui_limit_height(node, height);
    } else if (known->key == node->fold_key) {
        node->natural_height = known->natural;
        node->least_height = known->least;
        known->seen = ui->frame_number;
    } else {
        // As high as the one before it.
        const float least = fmaxf(box->min_height, ui_px(ui, GUESS_LEAST_PX));
        const float height = list->fold_guess > 0 ? list->fold_guess : least;
        node->natural_height = node->least_height = ui_limit_height(node, height);
    }
    list->fold_guess = node->natural_height;
}

static void lay_out_inside(struct ui *ui, struct ui_node *node)
{
    node->folded = false;
    ui_measure_widths(ui, node);
    ui_assign_width(ui, node, node->w);
    ui_measure_heights(node);
    remember(ui, node);
}

// Focus and labels find what is folded away where its box is.
static void fold_away(struct ui *ui, const struct ui_node *node)
{
    for (int32_t i = node->order + 1; i <= node->last_order; i++) {
        struct ui_node *inner = ui->nodes[i];
        inner->x = node->x;
        inner->y = node->y;
        inner->w = node->w;
        inner->h = node->h;
        inner->block = NULL;
    }
}

bool ui_unfold(struct ui *ui, struct ui_node *node)
{
    const float near = ui_px(ui, NEAR_PX);
    if (node->y > ui->frame.height_px + near || node->y + node->h < -near ||
        node->x > ui->frame.width_px + near || node->x + node->w < -near) {
        fold_away(ui, node);
        return false;
    }
    const float believed = node->natural_height;
    lay_out_inside(ui, node);
    ui->unfolded_other |= fabsf(node->natural_height - believed) > 0.01f;
    return true;
}

void ui_fold_again(struct ui *ui)
{
    for (int32_t i = 1; i < ui->node_count; i++) {
        struct ui_node *node = ui->nodes[i], *list = node->parent;
        if (node->folded) {
            ui_fold_height(ui, node);
        } else if (list->folds) {
            list->fold_guess = node->natural_height;
        }
    }
}
