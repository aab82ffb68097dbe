#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

static uint64_t child_id(const struct ui_node *parent, struct str key)
{
    const uint64_t base = parent ? parent->id : HASH_SEED;
    if (key.len) {
        return hash_bytes(base, key.ptr, key.len);
    }
    const int32_t order = parent ? parent->child_count : 0;
    return hash_bytes(base + 1, &order, sizeof(order));
}

static bool keep_node(struct ui *ui, struct ui_node *node)
{
    if (ui->node_count == ui->node_capacity) {
        const int32_t capacity = ui->node_capacity ? ui->node_capacity * 2 : 512;
        struct ui_node **nodes = realloc(ui->nodes, (size_t)capacity * sizeof(*nodes));
        if (!nodes) {
            return false;
        }
        ui->nodes = nodes;
        ui->node_capacity = capacity;
    }
    ui->nodes[ui->node_count++] = node;
    return true;
}

// NULL when the frame holds too much already.
struct ui_node *ui_add_node(struct ui *ui, enum ui_node_kind kind, struct str key)
{
    struct ui_node *parent = ui->current;
    if (ui->node_count >= UI_MOST_NODES || (ui->root && !parent)) {
        return NULL;
    }
    struct ui_node *node = ARENA_NEW(ui_arena_of(ui), struct ui_node);
    if (!keep_node(ui, node)) {
        return NULL;
    }
    node->kind = kind;
    node->parent = parent;
    node->id = child_id(parent, key);
    node->order = node->last_order = ui->node_count - 1;
    if (parent) {
        node->depth = parent->depth + 1;
        *(parent->last ? &parent->last->next : &parent->first) = node;
        parent->last = node;
        parent->child_count++;
        for (struct ui_node *up = parent; up; up = up->parent) {
            up->last_order = node->order;
        }
    }
    return node;
}

static float clean_length(const struct ui *ui, float value)
{
    if (!isfinite(value)) {
        return 0;
    }
    const float most = 100000;
    return ui_px(ui, value < most ? (value > -most ? value : -most) : most);
}

static float length(const struct ui *ui, float value)
{
    const float px = clean_length(ui, value);
    return px > 0 ? px : 0;
}

static struct ui_box scaled(struct ui *ui, const struct ui_box *box)
{
    struct ui_box out = *box;
    float *const lengths[] = {
        &out.width,     &out.height,      &out.min_width,    &out.min_height,
        &out.max_width, &out.max_height,  &out.gap,          &out.run_gap,
        &out.pad.left,  &out.pad.top,     &out.pad.right,    &out.pad.bottom,
        &out.radius,    &out.touch_width, &out.touch_height, &out.border_width,
    };
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        *lengths[i] = length(ui, *lengths[i]);
    }
    out.offset_x = clean_length(ui, box->offset_x);
    out.offset_y = clean_length(ui, box->offset_y);
    out.grow = isfinite(box->grow) && box->grow > 0 ? box->grow : 0;
    out.aspect = isfinite(box->aspect) && box->aspect > 0.001f ? box->aspect : 0;
    out.label = arena_str(ui_arena_of(ui), box->label);
    out.action.id = arena_str(ui_arena_of(ui), box->action.id);
    return out;
}

void ui_open(struct ui *ui, const struct ui_box *box)
{
    struct ui_node *node =
        ui->current && ui->current->depth < UI_MOST_DEPTH && ui->too_deep == 0
            ? ui_add_node(ui, UI_NODE_BOX, box->key)
            : NULL;
    if (!node) {
        ui->too_deep++;
        return;
    }
    node->box = scaled(ui, box);
    if (box->scroll_x || box->scroll_y) {
        node->box.clip = true;
        node->scroll = ui_scroll_of(ui, node);
    }
    ui->current = node;
}

void ui_close(struct ui *ui)
{
    if (ui->too_deep > 0) {
        ui->too_deep--;
    } else if (ui->current && ui->current != ui->root) {
        ui->current = ui->current->parent;
    }
}

// ---- texts ----

static const struct {
    float size, line;
    enum text_face face;
    enum text_weight weight;
} text_styles[] = {
    [UI_DISPLAY] = {128, 130, TEXT_FACE_DISPLAY, TEXT_EXTRABOLD},
    [UI_H1] = {84, 88, TEXT_FACE_DISPLAY, TEXT_EXTRABOLD},
    [UI_H2] = {44, 52, TEXT_FACE_DISPLAY, TEXT_EXTRABOLD},
    [UI_H3] = {30, 38, TEXT_FACE_TEXT, TEXT_EXTRABOLD},
    [UI_BODY] = {26, 38, TEXT_FACE_TEXT, TEXT_MEDIUM},
    [UI_SMALL] = {22, 30, TEXT_FACE_TEXT, TEXT_SEMIBOLD},
    [UI_TITLE] = {56, 64, TEXT_FACE_DISPLAY, TEXT_EXTRABOLD},
    [UI_LEAD] = {34, 48, TEXT_FACE_TEXT, TEXT_MEDIUM},
    [UI_LABEL] = {26, 34, TEXT_FACE_TEXT, TEXT_BOLD},
    [UI_STRONG] = {22, 30, TEXT_FACE_TEXT, TEXT_EXTRABOLD},
    [UI_NUMBER] = {42, 48, TEXT_FACE_DISPLAY, TEXT_EXTRABOLD},
    [UI_CLOCK] = {28, 36, TEXT_FACE_TABULAR, TEXT_BOLD},
};
enum { STYLE_COUNT = sizeof(text_styles) / sizeof(text_styles[0]) };

static uint32_t token_color(const struct ui *ui, enum ui_token token,
                            enum ui_token fallback)
{
    if (token <= UI_NONE || token >= UI_TOKEN_COUNT) {
        token = fallback;
    }
    return token == UI_NONE ? 0 : ui->theme.rgba[token];
}

static float step_of(enum ui_align align)
{
    return align == UI_CENTER ? 0.5f : align == UI_END ? 1.0f : 0.0f;
}

static struct text_style text_style_of(const struct ui *ui, const struct ui_text *text)
{
    const int at = (unsigned)text->style < STYLE_COUNT ? (int)text->style : UI_BODY;
    const float size =
        isfinite(text->size) && text->size > 0 ? text->size : text_styles[at].size;
    const float most = text->scale_most > 0 ? text->scale_most : ui->frame.text_scale;
    const float factor = ui->frame.scale * fminf(ui->frame.text_scale, most);
    const int weight = text->weight - 1;
    const bool own_weight = weight >= 0 && weight < TEXT_WEIGHT_COUNT;
    return (struct text_style){
        .face = text_styles[at].face,
        .weight = own_weight ? (enum text_weight)weight : text_styles[at].weight,
        .size_px = (size < 400 ? size : 400) * factor,
        .line_height_px = roundf((size < 400 ? size : 400) * text_styles[at].line /
                                 text_styles[at].size * factor),
        .lang = text->lang.len ? text->lang : ui->frame.lang,
        .rtl = text_right_to_left(text->text, ui->frame.rtl),
        .one_line = text->one_line,
        .max_lines = text->max_lines > 0 ? text->max_lines : 0,
    };
}

void ui_text(struct ui *ui, const struct ui_text *text)
{
    struct ui_node *node =
        ui->too_deep ? NULL : ui_add_node(ui, UI_NODE_TEXT, (struct str){0});
    if (!node) {
        return;
    }
    node->style = text_style_of(ui, text);
    node->text = arena_str(ui_arena_of(ui), text->text);
    node->color = token_color(ui, text->color, UI_INK);
    const float step = step_of(text->align);
    node->text_align = ui->frame.rtl ? 1 - step : step;
    const enum ui_dir dir = node->parent->box.dir;
    const bool sideways = dir == UI_ROW || dir == UI_WRAP;
    node->box.self = step > 0 && !sideways ? UI_STRETCH : UI_START;
    node->box.grow = text->grow > 0 ? text->grow : 0;
    node->shrink_to_fit = text->shrink_to_fit;
    node->heading = text->heading;
    node->balance = text->style <= UI_H3 || text->style == UI_TITLE;
    node->silent = text->silent;
}

// ---- leaves ----

static struct ui_node *add_leaf(struct ui *ui, enum ui_node_kind kind,
                                const struct ui_leaf *leaf)
{
    struct ui_node *node = ui->too_deep ? NULL : ui_add_node(ui, kind, (struct str){0});
    if (!node) {
        return NULL;
    }
    const struct ui_box box = {.width = leaf->width,
                               .height = leaf->height,
                               .grow = leaf->grow,
                               .radius = leaf->radius,
                               .label = leaf->label,
                               .role = leaf->label.len ? UI_IMAGE : UI_PLAIN};
    node->box = scaled(ui, &box);
    const enum ui_dir dir = node->parent->box.dir;
    const bool sideways = dir == UI_ROW || dir == UI_WRAP;
    const bool open_along = sideways ? leaf->width <= 0 : leaf->height <= 0;
    const bool open_across = sideways ? leaf->height <= 0 : leaf->width <= 0;
    if (open_along && node->box.grow <= 0) {
        node->box.grow = 1;
    }
    node->box.self = open_across ? UI_STRETCH : UI_START;
    return node;
}

void ui_space(struct ui *ui, float size)
{
    struct ui_node *node =
        ui->too_deep ? NULL : ui_add_node(ui, UI_NODE_BOX, (struct str){0});
    if (!node) {
        return;
    }
    const enum ui_dir dir = node->parent->box.dir;
    if (size <= 0) {
        node->box.grow = 1;
    } else if (dir == UI_ROW || dir == UI_WRAP) {
        node->box.width = length(ui, size);
    } else {
        node->box.height = length(ui, size);
    }
}

void ui_icon(struct ui *ui, enum ui_icon icon, float size, enum ui_token color)
{
    if ((unsigned)icon >= UI_ICON_COUNT) {
        return;
    }
    const struct ui_leaf leaf = {.width = size > 0 ? size : 24,
                                 .height = size > 0 ? size : 24};
    struct ui_node *node = add_leaf(ui, UI_NODE_ICON, &leaf);
    if (node) {
        node->color = token_color(ui, color, UI_INK);
        node->as.icon.icon = (int32_t)icon;
        node->as.icon.mirrored =
            ui->frame.rtl && (icon == UI_ICON_BACK || icon == UI_ICON_FORWARD);
    }
}

void ui_line(struct ui *ui, enum ui_token color, float thickness)
{
    struct ui_node *node =
        ui->too_deep ? NULL : ui_add_node(ui, UI_NODE_BOX, (struct str){0});
    if (!node) {
        return;
    }
    const enum ui_dir dir = node->parent->box.dir;
    const float size = fmaxf(1, roundf(length(ui, thickness > 0 ? thickness : 2)));
    if (dir == UI_ROW || dir == UI_WRAP) {
        node->box.width = size;
    } else {
        node->box.height = size;
    }
    node->box.self = UI_STRETCH;
    node->box.fill = color;
}

// The hash with which the generator of the covers starts: FNV-1a, 32 bit, over the UTF-16
// units of the seed and the field's letter, so that a cover is the same wherever it is
// drawn.
static uint64_t cover_seed(struct str seed, int field)
{
    uint32_t hash = 2166136261u;
    for (size_t at = 0; at < seed.len;) {
        const uint32_t c = utf8_next(seed, &at);
        const uint32_t unit = c < 0x10000 ? c : 0xD800 + ((c - 0x10000) >> 10);
        hash = (hash ^ unit) * 16777619u;
    }
    hash = (hash ^ (uint32_t) "STEAM"[field]) * 16777619u;
    return hash ? hash : 1;
}

void ui_picture(struct ui *ui, struct str sha256, int field, struct str seed,
                const struct ui_leaf *leaf)
{
    struct ui_node *node =
        add_leaf(ui, sha256.len ? UI_NODE_PICTURE : UI_NODE_COVER, leaf);
    if (node) {
        field = field >= 0 && field < 5 ? field : 0;
        node->as.art.field = field;
        node->as.art.seed = cover_seed(seed, field);
        node->as.art.sha256 = arena_str(ui_arena_of(ui), sha256);
    }
}

void ui_cover(struct ui *ui, int field, struct str seed, const struct ui_leaf *leaf)
{
    ui_picture(ui, (struct str){0}, field, seed, leaf);
}

// Points as verbs; one beyond the end of the curve it begins ends the path.
static size_t path_verbs(const struct ui_path_point *points, size_t count, uint8_t *verbs)
{
    size_t used = 0, verb = 0;
    while (used < count) {
        const bool curve = points[used].curve && used > 0;
        if (curve && used + 3 > count) {
            break;
        }
        verbs[verb++] = used == 0 ? 0 : curve ? 2 : 1;
        used += curve ? 3 : 1;
    }
    return verb;
}

void ui_path(struct ui *ui, const struct ui_path_point *points, size_t count,
             struct ui_path_pen pen, const struct ui_leaf *leaf)
{
    if (count < 2 || count > 10000) {
        return;
    }
    struct ui_node *node = add_leaf(ui, UI_NODE_PATH, leaf);
    if (!node) {
        return;
    }
    float *xy = ARENA_ARRAY(ui_arena_of(ui), float, count * 2);
    uint8_t *verbs = ARENA_ARRAY(ui_arena_of(ui), uint8_t, count);
    for (size_t i = 0; i < count; i++) {
        xy[2 * i] = clean_length(ui, points[i].x);
        xy[2 * i + 1] = clean_length(ui, points[i].y);
    }
    node->as.path.xy = xy;
    node->as.path.verbs = verbs;
    node->as.path.count = path_verbs(points, count, verbs);
    node->as.path.width = length(ui, pen.width);
    node->as.path.stroke = token_color(ui, pen.stroke, UI_NONE);
    node->as.path.fill = token_color(ui, pen.fill, UI_NONE);
}
