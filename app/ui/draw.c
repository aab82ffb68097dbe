#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

// What the ancestors cut off.
struct clip {
    struct ui_rect rect, round;
    float radius;
};

static struct ui_command *add_command(struct ui *ui, enum ui_command_kind kind,
                                      struct ui_rect rect, const struct clip *clip)
{
    if (ui->command_count == ui->command_capacity) {
        const size_t capacity = ui->command_capacity ? ui->command_capacity * 2 : 256;
        struct ui_command *commands = realloc(ui->commands, capacity * sizeof(*commands));
        if (!commands) {
            abort();
        }
        ui->commands = commands;
        ui->command_capacity = capacity;
    }
    struct ui_command *command = &ui->commands[ui->command_count++];
    memset(command, 0, sizeof(*command));
    command->kind = kind;
    command->rect = rect;
    command->clip = clip->rect;
    command->clip_radius = clip->radius;
    command->clip_round = clip->round;
    command->alpha = 1;
    return command;
}

static uint32_t with_alpha(uint32_t color, float alpha)
{
    const float own = (float)(color & 0xFF) * (alpha < 1 ? (alpha > 0 ? alpha : 0) : 1);
    return (color & 0xFFFFFF00u) | (uint32_t)(own + 0.5f);
}

static uint32_t token(const struct ui *ui, enum ui_token name)
{
    return name > UI_NONE && name < UI_TOKEN_COUNT ? ui->theme.rgba[name] : 0;
}

static float fitting_radius(float radius, struct ui_rect rect)
{
    const float most = (float)(rect.w < rect.h ? rect.w : rect.h) / 2;
    return radius < most ? radius : most;
}

static void set_radius(struct ui_command *command, const struct ui_box *box,
                       float grow_by)
{
    float radius = box->radius > 0 ? box->radius + grow_by : 0;
    if (box->radius_top_only) {
        const float most = fminf((float)command->rect.w / 2, (float)command->rect.h);
        radius = fminf(radius, most);
    } else {
        radius = fitting_radius(radius, command->rect);
    }
    command->radius[0] = command->radius[1] = radius > 0 ? radius : 0;
    command->radius[2] = command->radius[3] =
        box->radius_top_only ? 0 : command->radius[0];
}

static struct ui_rect inset(struct ui_rect rect, int32_t by)
{
    return (struct ui_rect){rect.x + by, rect.y + by, rect.w - 2 * by, rect.h - 2 * by};
}

static void draw_box(struct ui *ui, const struct ui_node *node, struct ui_rect rect,
                     const struct clip *clip)
{
    const struct ui_box *box = &node->box;
    const uint32_t fill =
        with_alpha(token(ui, box->fill), box->fill_alpha > 0 ? box->fill_alpha : 1);
    const uint32_t border = box->border_width > 0 ? token(ui, box->border) : 0;
    if (!(fill & 0xFF) && !(border & 0xFF)) {
        return;
    }
    struct ui_command *command = add_command(ui, UI_DRAW_BOX, rect, clip);
    command->color = fill;
    command->border_color = border;
    command->border_width = border & 0xFF ? fmaxf(1, roundf(box->border_width)) : 0;
    set_radius(command, box, 0);
    ui_finish_command(ui, command);
}

static void draw_text(struct ui *ui, const struct ui_node *node, struct ui_rect rect,
                      const struct clip *clip)
{
    if (!node->block || node->block->count == 0) {
        return;
    }
    struct ui_command *command = add_command(ui, UI_DRAW_TEXT, rect, clip);
    command->as.text = node->block;
    command->color = node->color;
    command->text_width = (float)rect.w;
    command->text_align = node->text_align;
    ui_finish_command(ui, command);
}

static void draw_art(struct ui *ui, const struct ui_node *node, struct ui_rect rect,
                     const struct clip *clip)
{
    const bool picture = node->kind == UI_NODE_PICTURE;
    struct ui_command *command =
        add_command(ui, picture ? UI_DRAW_PICTURE : UI_DRAW_COVER, rect, clip);
    const int32_t field = node->as.art.field;
    command->as.art.field = field;
    command->as.art.seed = node->as.art.seed;
    command->as.art.sha256 = node->as.art.sha256;
    const enum ui_token shades[] = {UI_FIELD, UI_FIELD_LIGHT, UI_FIELD_DARK,
                                    UI_FIELD_SOFT};
    for (int i = 0; i < 4; i++) {
        command->as.art.palette[i] = ui->theme.rgba[(int)shades[i] + field];
    }
    command->as.art.palette[4] = ui->theme.rgba[UI_SUN];
    command->color = command->as.art.palette[1];
    set_radius(command, &node->box, 0);
    ui_finish_command(ui, command);
}

static void draw_icon(struct ui *ui, const struct ui_node *node, struct ui_rect rect,
                      const struct clip *clip)
{
    struct ui_command *command = add_command(ui, UI_DRAW_ICON, rect, clip);
    command->color = node->color;
    command->as.icon.icon = node->as.icon.icon;
    command->as.icon.mirrored = node->as.icon.mirrored;
    ui_finish_command(ui, command);
}

// A light box with the quiet zone, the code in its middle: a module is a whole number of
// pixels. Dark on white whatever the theme, because readers expect it.
static void draw_qr(struct ui *ui, const struct ui_node *node, struct ui_rect rect,
                    const struct clip *clip)
{
    enum { QUIET = 4 };
    const int32_t side = node->as.qr.side;
    const int32_t module = (rect.w < rect.h ? rect.w : rect.h) / (side + 2 * QUIET);
    struct ui_command *light = add_command(ui, UI_DRAW_BOX, rect, clip);
    light->color = ui->theme.rgba[UI_WHITE];
    ui_finish_command(ui, light);
    const int32_t size = module * side;
    const struct ui_rect code = {rect.x + (rect.w - size) / 2,
                                 rect.y + (rect.h - size) / 2, size, size};
    struct ui_command *command = add_command(ui, UI_DRAW_QR, code, clip);
    command->color = ui->theme.rgba[UI_BLACK];
    command->border_color = ui->theme.rgba[UI_WHITE];
    command->as.qr.modules = node->as.qr.modules;
    command->as.qr.side = side;
    ui_finish_command(ui, command);
}

// Right to left a drawing that places its points as boxes are placed turns with them.
static const float *path_points(struct ui *ui, const struct ui_node *node)
{
    if (!ui->frame.rtl) {
        return node->as.path.xy;
    }
    size_t points = 0;
    for (size_t i = 0; i < node->as.path.count; i++) {
        points += node->as.path.verbs[i] == 2 ? 3 : node->as.path.verbs[i] != 3;
    }
    float *xy = ARENA_ARRAY(ui_arena_of(ui), float, points * 2);
    for (size_t i = 0; i < points; i++) {
        xy[2 * i] = node->w - node->as.path.xy[2 * i];
        xy[2 * i + 1] = node->as.path.xy[2 * i + 1];
    }
    return xy;
}

static void draw_path(struct ui *ui, const struct ui_node *node, struct ui_rect rect,
                      const struct clip *clip)
{
    const float *xy = path_points(ui, node);
    for (int stroke = 0; stroke < 2; stroke++) {
        const uint32_t color = stroke ? node->as.path.stroke : node->as.path.fill;
        if (!(color & 0xFF) || (stroke && node->as.path.width <= 0)) {
            continue;
        }
        struct ui_command *command = add_command(ui, UI_DRAW_PATH, rect, clip);
        command->color = color;
        command->as.path.xy = xy;
        command->as.path.verbs = node->as.path.verbs;
        command->as.path.count = node->as.path.count;
        command->as.path.width = stroke ? node->as.path.width : 0;
        ui_finish_command(ui, command);
    }
}

static void draw_leaf(struct ui *ui, const struct ui_node *node, struct ui_rect rect,
                      const struct clip *clip)
{
    switch (node->kind) {
    case UI_NODE_BOX:
        draw_box(ui, node, rect, clip);
        break;
    case UI_NODE_TEXT:
        draw_text(ui, node, rect, clip);
        break;
    case UI_NODE_COVER:
    case UI_NODE_PICTURE:
        draw_art(ui, node, rect, clip);
        break;
    case UI_NODE_ICON:
        draw_icon(ui, node, rect, clip);
        break;
    case UI_NODE_QR:
        draw_qr(ui, node, rect, clip);
        break;
    case UI_NODE_PATH:
        draw_path(ui, node, rect, clip);
        break;
    }
}

static struct clip inner_clip(const struct ui_node *node, struct ui_rect rect,
                              const struct clip *outer)
{
    struct clip clip = *outer;
    if (!node->box.clip) {
        return clip;
    }
    clip.rect = ui_rect_cut(outer->rect, rect);
    const float radius = fitting_radius(node->box.radius, rect);
    if (radius > 0.5f) {
        clip.radius = radius;
        clip.round = rect;
        // Only the upper corners: the lower ones lie below the clip.
        clip.round.h += node->box.radius_top_only ? (int32_t)ceilf(radius) : 0;
    }
    return clip;
}

// ---- pressed and focused ----

static bool is_dark(uint32_t rgba)
{
    const uint32_t r = rgba >> 24, g = rgba >> 16 & 0xFF, b = rgba >> 8 & 0xFF;
    return (rgba & 0xFF) > 128 && r * 3 + g * 6 + b < 1000;
}

// A pressed button draws in by a few pixels around its content.
static int32_t press_inset(const struct ui *ui, const struct ui_node *node,
                           struct ui_rect rect, float amount)
{
    const float scale = node->box.press_scale > 0 ? node->box.press_scale : 0.98f;
    const bool visible = node->box.fill != UI_NONE || node->box.clip;
    if (!visible || amount <= 0 || scale >= 1 || ui->frame.less_motion) {
        return 0;
    }
    const float size = (float)(rect.w > rect.h ? rect.w : rect.h);
    const float by = fminf(ui_px(ui, 5), fmaxf(ui_px(ui, 2), size * (1 - scale) / 2));
    return (int32_t)roundf(by * amount);
}

static void draw_press_veil(struct ui *ui, const struct ui_node *node,
                            struct ui_rect rect, const struct clip *clip, float amount)
{
    const uint32_t fill = token(ui, node->box.fill);
    const bool dark = is_dark(fill);
    const uint32_t color = ui->theme.rgba[dark ? UI_WHITE : UI_INK];
    struct ui_command *command = add_command(ui, UI_DRAW_BOX, rect, clip);
    command->color = with_alpha(color, amount * (dark ? 0.16f : 0.10f));
    struct ui_box box = node->box;
    if (box.radius <= 0 && box.fill == UI_NONE) {
        box.radius = ui_px(ui, ui->theme.radius_small / 2);
    }
    set_radius(command, &box, 0);
    ui_finish_command(ui, command);
}

// Ink outside, white inside: seen on paper and on ink.
static void draw_focus_ring(struct ui *ui, const struct ui_node *node,
                            struct ui_rect rect, const struct clip *clip)
{
    const int32_t width = (int32_t)fmaxf(2, roundf(ui_px(ui, 4)));
    const enum ui_token colors[] = {UI_WHITE, UI_INK};
    // It may stand out of the list by its own width: cards lie flush with a list's sides.
    const struct ui_rect window = {0, 0, (int32_t)ui->frame.width_px,
                                   (int32_t)ui->frame.height_px};
    const struct clip wide = {.rect = ui_rect_cut(inset(clip->rect, -2 * width), window)};
    if (ui_rect_empty(ui_rect_cut(rect, clip->rect))) {
        return;
    }
    for (int i = 0; i < 2; i++) {
        const int32_t by = width * (i + 1);
        struct ui_command *command =
            add_command(ui, UI_DRAW_BOX, inset(rect, -by), &wide);
        command->border_color = ui->theme.rgba[colors[i]];
        command->border_width = (float)width;
        struct ui_box box = node->box;
        box.radius = box.radius > 0 ? box.radius : ui_px(ui, 8);
        set_radius(command, &box, (float)by);
        ui_finish_command(ui, command);
    }
}

// A slim mark beside a list that goes on: how much of it is seen, and where. It stands in
// the margin when there is one, else inside.
static void draw_scroll_mark(struct ui *ui, const struct ui_node *node,
                             struct ui_rect rect, const struct clip *outer)
{
    const struct ui_scroll *scroll = node->scroll;
    if (!scroll || !node->box.scroll_y || scroll->most_y < ui_px(ui, 16)) {
        return;
    }
    const int32_t width = (int32_t)fmaxf(3, roundf(ui_px(ui, 6)));
    const int32_t away = (int32_t)roundf(ui_px(ui, 14));
    const float seen = node->h / (node->h + scroll->most_y);
    const float inside = ui_px(ui, 12), track = node->h - 2 * inside;
    const float length = fmaxf(ui_px(ui, 48), track * seen);
    const float at = fminf(1, fmaxf(0, scroll->y / scroll->most_y));
    const int32_t top = rect.y + (int32_t)roundf(inside + (track - length) * at);
    const int32_t end = outer->rect.x + outer->rect.w;
    int32_t x = rect.x + rect.w + away;
    if (ui->frame.rtl) {
        x = rect.x - away - width;
    }
    if (x < outer->rect.x || x + width > end) {
        x = ui->frame.rtl ? rect.x + away : rect.x + rect.w - away - width;
    }
    struct ui_command *command = add_command(
        ui, UI_DRAW_BOX, (struct ui_rect){x, top, width, (int32_t)roundf(length)}, outer);
    command->color = with_alpha(ui->theme.rgba[UI_INK_3], 0.45f);
    set_radius(command, &(struct ui_box){.radius = (float)width}, 0);
    ui_finish_command(ui, command);
}

static void draw_node(struct ui *ui, struct ui_node *node, const struct clip *outer)
{
    node->clip = outer->rect;
    if (node->folded) {
        return;
    }
    struct ui_rect rect = ui_node_rect(node);
    const float amount = ui_touchable(node) ? ui_press_amount(ui, node->id) : 0;
    rect = inset(rect, press_inset(ui, node, rect, amount));
    draw_leaf(ui, node, rect, outer);
    const struct clip clip = inner_clip(node, rect, outer);
    for (struct ui_node *child = node->first; child; child = child->next) {
        draw_node(ui, child, &clip);
    }
    draw_scroll_mark(ui, node, rect, outer);
    if (amount > 0) {
        draw_press_veil(ui, node, rect, outer, amount);
    }
    if (ui->frame.show_focus && node->id == ui->focus && node == ui_focused(ui)) {
        draw_focus_ring(ui, node, rect, outer);
    }
}

void ui_build_commands(struct ui *ui)
{
    const struct clip all = {
        .rect = {0, 0, (int32_t)ui->frame.width_px, (int32_t)ui->frame.height_px}};
    draw_node(ui, ui->root, &all);
    ui->list.commands = ui->commands;
    ui->list.count = ui->command_count;
    ui->list.background = ui->theme.rgba[UI_PAPER];
    ui->list.width_px = all.rect.w;
    ui->list.height_px = all.rect.h;
}
