#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum { TEXT_CACHE_BYTES = 4 * 1024 * 1024 };

float ui_scale_for(float width_px, float height_px)
{
    const bool wide = width_px >= height_px;
    const float a = width_px / (wide ? 1920 : 1080);
    const float b = height_px / (wide ? 1080 : 1920);
    const float scale = a < b ? a : b;
    return scale > 2.0f / 3 ? scale : 2.0f / 3;
}

enum ui_class ui_class_for(float width_px, float height_px)
{
    if (height_px > width_px) {
        return UI_PORTRAIT;
    }
    return width_px < 1180 || height_px < 700 ? UI_COMPACT : UI_LANDSCAPE;
}

struct ui *ui_create(const struct text_measure *measure)
{
    struct ui *ui = calloc(1, sizeof(*ui));
    if (!ui) {
        return NULL;
    }
    ui->measure = *measure;
    ui->texts = text_cache_create(measure, TEXT_CACHE_BYTES);
    if (!ui->texts) {
        free(ui);
        return NULL;
    }
    arena_init(&ui->arenas[0], 0);
    arena_init(&ui->arenas[1], 0);
    return ui;
}

void ui_destroy(struct ui *ui)
{
    if (!ui) {
        return;
    }
    text_cache_destroy(ui->texts);
    arena_finish(&ui->arenas[0]);
    arena_finish(&ui->arenas[1]);
    free(ui->cells[0]);
    free(ui->cells[1]);
    free(ui->dirty);
    free(ui->commands);
    free(ui->nodes);
    free(ui);
}

struct arena *ui_arena_of(struct ui *ui)
{
    return &ui->arenas[ui->turn];
}

struct arena *ui_arena(struct ui *ui)
{
    return ui_arena_of(ui);
}

enum ui_class ui_size_class(const struct ui *ui)
{
    return ui_class_for(ui->frame.width_px, ui->frame.height_px);
}

float ui_width(const struct ui *ui)
{
    return ui->frame.width_px / ui->frame.scale;
}

float ui_height(const struct ui *ui)
{
    return ui->frame.height_px / ui->frame.scale;
}

float ui_text_scale(const struct ui *ui)
{
    return ui->frame.text_scale;
}

float ui_px(const struct ui *ui, float logical)
{
    return logical * ui->frame.scale;
}

static float within(float value, float least, float most)
{
    return value >= least ? (value <= most ? value : most) : least;
}

static void take_frame(struct ui *ui, const struct ui_frame *frame)
{
    ui->frame = *frame;
    ui->frame.width_px = within(frame->width_px, 1, 16384);
    ui->frame.height_px = within(frame->height_px, 1, 16384);
    ui->frame.scale = frame->scale > 0 ? within(frame->scale, 0.1f, 16) : 1;
    ui->frame.text_scale = frame->text_scale > 0 ? within(frame->text_scale, 0.5f, 4) : 1;
    ui->theme = frame->theme ? *frame->theme : ui_theme_paper();
    ui->frame.theme = &ui->theme;
    if (!str_to_cstr(frame->lang, ui->lang, sizeof(ui->lang))) {
        ui->lang[0] = '\0';
    }
    ui->frame.lang = str_from_cstr(ui->lang);
}

void ui_frame_begin(struct ui *ui, const struct ui_frame *frame)
{
    text_cache_trim(ui->texts);
    ui->turn = !ui->turn;
    arena_reset(ui_arena_of(ui));
    ui->frame_number++;
    take_frame(ui, frame);
    ui->action_count = ui->action_next = 0;
    ui->node_count = 0;
    ui->semantic_count = 0;
    ui->command_count = 0;
    ui->root = ui->current = NULL;
    ui->too_deep = 0;
    for (int i = 0; i < UI_MOST_SCROLLS; i++) {
        ui_scroll_step(ui, &ui->scrolls[i], ui->frame.now_ms);
    }
    ui->root = ui->current = ui_add_node(ui, UI_NODE_BOX, STR("root"));
    ui->root->box.dir = UI_STACK;
}

// What comes into view may be higher than believed: then all is placed once more.
static void place_all(struct ui *ui)
{
    enum { TURNS_MOST = 4 };
    bool moved = false;
    for (int turn = 0; turn < TURNS_MOST; turn++) {
        ui->unfolded_other = false;
        ui_measure_heights(ui->root);
        ui_place_tree(ui, ui->root);
        if (!ui->unfolded_other) {
            break;
        }
        ui_fold_again(ui);
        moved = true;
    }
    const struct ui_node *focused = moved && ui->keeps_focus_seen ? ui_focused(ui) : NULL;
    if (focused) {
        ui_scroll_show(ui, focused);
    }
}

void ui_frame_end(struct ui *ui)
{
    ui->current = NULL;
    ui_measure_widths(ui, ui->root);
    ui_assign_width(ui, ui->root, ui->frame.width_px);
    place_all(ui);
    ui_build_commands(ui);
    ui_find_dirty(ui);
    ui_build_semantics(ui);
    ui_springs_finish_frame(ui);
    ui->animating =
        ui->unfolded_other || ui_springs_moving(ui) || ui_presses_fading(ui);
    for (int i = 0; i < UI_MOST_SCROLLS; i++) {
        ui->animating = ui->animating || ui_scroll_moving(&ui->scrolls[i]);
    }
}

bool ui_animating(const struct ui *ui)
{
    return ui->animating;
}

void ui_forget(struct ui *ui)
{
    memset(ui->scrolls, 0, sizeof(ui->scrolls));
    memset(ui->springs, 0, sizeof(ui->springs));
    memset(ui->presses, 0, sizeof(ui->presses));
    for (int i = 0; i < UI_MOST_FINGERS; i++) {
        ui->fingers[i].pressed = ui->fingers[i].scrolling = false;
        ui->fingers[i].driven = NULL;
        ui->fingers[i].target = 0;
    }
    ui->focus = 0;
    ui->action_count = ui->action_next = 0;
}

bool ui_next_action(struct ui *ui, struct ui_action *out_action)
{
    if (ui->action_next == ui->action_count) {
        return false;
    }
    *out_action = ui->actions[ui->action_next++];
    return true;
}

void ui_emit(struct ui *ui, const struct ui_action *action)
{
    if (ui->action_count < UI_MOST_ACTIONS) {
        ui->actions[ui->action_count++] = *action;
    }
}

const struct ui_draw_list *ui_draw(const struct ui *ui)
{
    return &ui->list;
}
