#include <math.h>

#include "engine.h"

float ui_limit_width(const struct ui_node *node, float width)
{
    const struct ui_box *box = &node->box;
    if (box->max_width > 0 && width > box->max_width) {
        width = box->max_width;
    }
    return width > box->min_width ? width : box->min_width;
}

float ui_limit_height(const struct ui_node *node, float height)
{
    const struct ui_box *box = &node->box;
    if (box->max_height > 0 && height > box->max_height) {
        height = box->max_height;
    }
    return height > box->min_height ? height : box->min_height;
}

int ui_columns(const struct ui_node *node)
{
    const int columns = node->box.columns;
    return columns < 1 ? 1 : columns > 64 ? 64 : columns;
}

// ---- natural and least widths, bottom up ----

static void measure_text(struct ui *ui, struct ui_node *node)
{
    struct text_style style = node->style;
    style.max_lines = 0;
    const struct text_block *block = text_layout(ui->texts, &style, node->text, 0);
    node->block = block;
    node->natural_width = ceilf(block->width_px);
    node->least_width = node->natural_width;
    if (!node->style.one_line || node->shrink_to_fit) {
        const float least = ceilf(text_min_width(ui->texts, &node->style, node->text));
        node->least_width = least < node->natural_width ? least : node->natural_width;
    }
}

struct widths {
    float natural, least, widest, widest_least;
};

static struct widths children_widths(const struct ui_node *node)
{
    struct widths sum = {0};
    for (const struct ui_node *child = node->first; child; child = child->next) {
        sum.natural += child->natural_width;
        sum.least += child->least_width;
        sum.widest = fmaxf(sum.widest, child->natural_width);
        sum.widest_least = fmaxf(sum.widest_least, child->least_width);
    }
    return sum;
}

static void measure_box(struct ui_node *node)
{
    const struct ui_box *box = &node->box;
    const struct widths sum = children_widths(node);
    const float gaps =
        node->child_count > 1 ? box->gap * (float)(node->child_count - 1) : 0;
    switch (box->dir) {
    case UI_ROW:
        node->natural_width = sum.natural + gaps;
        node->least_width = sum.least + gaps;
        break;
    case UI_WRAP:
        node->natural_width = sum.natural + gaps;
        node->least_width = sum.widest_least;
        break;
    case UI_GRID: {
        const float columns = (float)ui_columns(node);
        node->natural_width = columns * sum.widest + (columns - 1) * box->gap;
        node->least_width = columns * sum.widest_least + (columns - 1) * box->gap;
        break;
    }
    case UI_COLUMN:
    case UI_STACK:
        node->natural_width = sum.widest;
        node->least_width = sum.widest_least;
        break;
    }
    if (box->scroll_x) {
        node->least_width = 0;
    }
    node->natural_width += box->pad.left + box->pad.right;
    node->least_width += box->pad.left + box->pad.right;
}

// A row with something in it that grows takes all the room it can get; so does what holds
// it.
static bool wants_width(const struct ui_node *node)
{
    const bool row = node->box.dir == UI_ROW;
    for (const struct ui_node *child = node->first; child; child = child->next) {
        if ((row && child->box.grow > 0) ||
            (child->wants_width && child->box.width <= 0)) {
            return true;
        }
    }
    return false;
}

void ui_measure_widths(struct ui *ui, struct ui_node *node)
{
    node->folds = ui_folds(node);
    for (struct ui_node *child = node->first; child; child = child->next) {
        if (node->folds) {
            ui_fold(child);
        }
        if (!child->folded) {
            ui_measure_widths(ui, child);
        }
    }
    const struct ui_box *box = &node->box;
    if (node->kind == UI_NODE_TEXT) {
        measure_text(ui, node);
        return;
    }
    measure_box(node);
    node->wants_width = node->folds || wants_width(node);
    const float fixed = box->width > 0                       ? box->width
                        : box->aspect > 0 && box->height > 0 ? box->height * box->aspect
                                                             : 0;
    if (fixed > 0) {
        node->natural_width = node->least_width = fixed;
    }
    node->natural_width = ui_limit_width(node, node->natural_width);
    node->least_width =
        ui_limit_width(node, fminf(node->least_width, node->natural_width));
}

// ---- widths, top down ----

static bool fills_stack(const struct ui_node *child)
{
    switch (child->box.place) {
    case UI_FILL:
    case UI_BOTTOM_FILL:
    case UI_TOP_FILL:
        return true;
    case UI_TOP_START:
    case UI_TOP_END:
    case UI_BOTTOM_START:
    case UI_BOTTOM_END:
    case UI_MIDDLE:
    case UI_START_FILL:
    case UI_END_FILL:
        return false;
    }
    return false;
}

bool ui_fills_across(const struct ui_node *child, const struct ui_node *parent)
{
    const enum ui_align own = child->box.self;
    return own == UI_STRETCH || (own == UI_START && parent->box.align == UI_STRETCH);
}

static bool takes_all(const struct ui_node *child, const struct ui_node *parent)
{
    if (child->box.width > 0 ||
        (child->kind == UI_NODE_BOX && child->box.aspect > 0 && child->box.height > 0)) {
        return false;
    }
    if (parent->box.dir == UI_STACK) {
        return fills_stack(child) || child->wants_width;
    }
    return child->wants_width || ui_fills_across(child, parent);
}

static float width_in(const struct ui_node *child, const struct ui_node *parent,
                      float room)
{
    float width = child->natural_width;
    if (takes_all(child, parent) || (width > room && child->box.width <= 0)) {
        width = room;
    }
    return ui_limit_width(child, width);
}

static struct text_style smaller(struct text_style style)
{
    style.size_px *= 0.85f;
    style.line_height_px = roundf(style.line_height_px * 0.85f);
    return style;
}

static bool fits(struct ui *ui, const struct ui_node *node,
                 const struct text_style *style, float room)
{
    const bool whole = node->shrink_to_fit || node->heading || style->one_line;
    return text_min_width(ui->texts, style, node->text) <= room + 0.5f &&
           !(whole && text_layout(ui->texts, style, node->text, room)->clipped);
}

// Where the visitor's text size finds no room, as much of it is given back as the words
// need, down to the size they have without it.
static struct text_style give_back(struct ui *ui, const struct ui_node *node, float room)
{
    enum { STEPS = 4 };
    struct text_style style = node->style;
    const float most = ui->frame.text_scale > 1 ? 1 - 1 / ui->frame.text_scale : 0;
    for (int i = 1; i <= STEPS && most > 0 && !fits(ui, node, &style, room); i++) {
        const float part = 1 - most * (float)i / STEPS;
        style.size_px = node->style.size_px * part;
        style.line_height_px = roundf(node->style.line_height_px * part);
    }
    return style;
}

// A label that does not fit shrinks one step, then wraps.
static void fit_text(struct ui *ui, struct ui_node *node, float room)
{
    struct text_style style = give_back(ui, node, room);
    if (node->shrink_to_fit) {
        const bool breaks_word =
            text_min_width(ui->texts, &style, node->text) > room + 0.5f;
        const struct text_block *block = text_layout(ui->texts, &style, node->text, room);
        if (breaks_word || block->clipped) {
            style = smaller(style);
            block = text_layout(ui->texts, &style, node->text, room);
        }
        if (block->clipped && style.one_line) {
            style.one_line = false;
        }
    }
    node->style = style;
    node->block = text_layout(ui->texts, &node->style, node->text, room);
}

// A last line much shorter than the others: the lines get the least width that makes no
// more of them.
static void balance_text(struct ui *ui, struct ui_node *node, float room)
{
    enum { LINES_MOST = 4, STEPS = 6 };
    const struct text_block *block = node->block;
    if (block->count < 2 || block->count > LINES_MOST || block->clipped ||
        block->lines[block->count - 1].width_px >= 0.5f * block->width_px) {
        return;
    }
    float narrow = fmaxf(text_min_width(ui->texts, &node->style, node->text),
                         block->width_px / (float)block->count);
    for (int i = 0; i < STEPS && narrow < room; i++) {
        const float middle = narrow + (room - narrow) / 2;
        const struct text_block *tried =
            text_layout(ui->texts, &node->style, node->text, middle);
        if (tried->count == block->count && !tried->clipped) {
            room = middle;
            node->block = tried;
        } else {
            narrow = middle;
        }
    }
}

static void assign_text(struct ui *ui, struct ui_node *node, float width)
{
    node->w = width;
    const float room = fmaxf(1, width);
    if (room + 0.5f >= node->natural_width &&
        (node->style.max_lines == 0 ||
         node->block->count <= (size_t)node->style.max_lines)) {
        return; // as it was measured
    }
    fit_text(ui, node, room);
    if (node->balance) {
        balance_text(ui, node, room);
    }
}

static void assign_children(struct ui *ui, struct ui_node *node, float room)
{
    float each = room;
    if (node->box.dir == UI_GRID) {
        const float columns = (float)ui_columns(node);
        each = fmaxf(0, (room - (columns - 1) * node->box.gap) / columns);
    }
    for (struct ui_node *child = node->first; child; child = child->next) {
        if (node->box.dir == UI_GRID) {
            ui_assign_width(ui, child,
                            child->box.width > 0 ? fminf(child->box.width, each) : each);
        } else if (node->box.dir == UI_WRAP) {
            const float width = child->box.width > 0 ? child->natural_width
                                                     : fminf(child->natural_width, room);
            ui_assign_width(ui, child, ui_limit_width(child, width));
        } else {
            ui_assign_width(ui, child, width_in(child, node, room));
        }
    }
}

void ui_assign_width(struct ui *ui, struct ui_node *node, float width)
{
    node->w = width;
    if (node->kind == UI_NODE_TEXT) {
        assign_text(ui, node, width);
        return;
    }
    if (node->folded) {
        ui_fold_height(ui, node);
        return;
    }
    const struct ui_pad *pad = &node->box.pad;
    float room = fmaxf(0, width - pad->left - pad->right);
    if (node->box.scroll_x) {
        const float natural = node->natural_width - pad->left - pad->right;
        room = fmaxf(room, natural);
    }
    node->content_w = room + pad->left + pad->right;
    if (node->box.dir == UI_ROW) {
        ui_share_row(ui, node, room);
    } else {
        assign_children(ui, node, room);
    }
}
