#include <string.h>

#include "base/buffer.h"
#include "engine.h"

enum { MOST_LABEL_BYTES = 4096 };

// Soft hyphens are for line breaks only.
static void add_label(struct buffer *buffer, struct str text)
{
    text = str_trim(text);
    if (text.len && buffer->len) {
        buffer_add(buffer, STR(" "));
    }
    for (size_t at = 0; at < text.len;) {
        const size_t hyphen = str_find(text, STR("\xC2\xAD"), at);
        const size_t end = hyphen < text.len ? hyphen : text.len;
        buffer_add(buffer, str_slice(text, at, end));
        at = hyphen < text.len ? hyphen + 2 : end;
    }
}

static void collect_label(struct buffer *buffer, const struct ui_node *node)
{
    if (node->box.label.len) {
        add_label(buffer, node->box.label);
        return;
    }
    if (node->kind == UI_NODE_TEXT && !node->silent) {
        add_label(buffer, node->text);
    }
    for (const struct ui_node *child = node->first; child; child = child->next) {
        collect_label(buffer, child);
    }
}

static struct str label_of(struct ui *ui, const struct ui_node *node)
{
    const struct str own = node->box.label.len ? node->box.label : node->text;
    if (own.len && own.len <= MOST_LABEL_BYTES &&
        str_find(own, STR("\xC2\xAD"), 0) == SIZE_MAX) {
        return str_trim(own); // most: nothing to put together
    }
    struct buffer buffer;
    buffer_init(&buffer, MOST_LABEL_BYTES);
    collect_label(&buffer, node);
    const struct str label = arena_str(ui_arena_of(ui), buffer_view(&buffer));
    buffer_finish(&buffer);
    return label;
}

static bool is_listed(const struct ui_node *node)
{
    const struct ui_box *box = &node->box;
    if (node->kind == UI_NODE_TEXT) {
        return !node->silent && node->text.len;
    }
    return box->action.verb != 0 || box->role != UI_PLAIN || box->label.len;
}

static void add_semantic(struct ui *ui, const struct ui_node *node, int depth)
{
    const struct ui_rect seen = ui_rect_cut(ui_node_rect(node), node->clip);
    const bool text = node->kind == UI_NODE_TEXT;
    ui->semantics[ui->semantic_count++] = (struct ui_semantic){
        .role = text && node->heading ? UI_HEADING : node->box.role,
        .state = node->box.state,
        .label = label_of(ui, node),
        .x = node->x,
        .y = node->y,
        .width = node->w,
        .height = node->h,
        .text_size_px = text ? node->style.size_px : 0,
        .visible = !ui_rect_empty(seen),
        .focusable = ui_touchable(node),
        .focused = node->id == ui->focus && node == ui_focused(ui),
        .clipped_text = text && node->block && node->block->clipped,
        .depth = depth,
        .id = node->id,
    };
}

static void list_node(struct ui *ui, const struct ui_node *node, int depth)
{
    if (is_listed(node)) {
        add_semantic(ui, node, depth++);
    }
    for (const struct ui_node *child = node->first; child; child = child->next) {
        list_node(ui, child, depth);
    }
}

void ui_build_semantics(struct ui *ui)
{
    ui->semantics =
        ARENA_ARRAY(ui_arena_of(ui), struct ui_semantic, (size_t)ui->node_count + 1);
    ui->semantic_count = 0;
    list_node(ui, ui->root, 0);
}

size_t ui_semantic_count(const struct ui *ui)
{
    return ui->semantic_count;
}

const struct ui_semantic *ui_semantic_at(const struct ui *ui, size_t index)
{
    return index < ui->semantic_count ? &ui->semantics[index] : NULL;
}

static bool middle_of(const struct ui *ui, uint64_t id, float *out_x, float *out_y)
{
    const struct ui_node *node = ui_node_by_id(ui, id);
    if (!node) {
        return false;
    }
    const struct ui_rect seen = ui_rect_cut(ui_node_rect(node), node->clip);
    *out_x = (float)seen.x + (float)seen.w / 2;
    *out_y = (float)seen.y + (float)seen.h / 2;
    return !ui_rect_empty(seen);
}

enum search { SEARCH_REACHED, SEARCH_TOUCHABLE, SEARCH_TEXT };

static bool matches(const struct ui *ui, const struct ui_semantic *semantic,
                    enum search how, float x, float y)
{
    if (how == SEARCH_TEXT) {
        return true;
    }
    if (!semantic->focusable) {
        return false;
    }
    const struct ui_node *hit = how == SEARCH_REACHED ? ui_hit(ui, x, y) : NULL;
    return how == SEARCH_TOUCHABLE || (hit && hit->id == semantic->id);
}

bool ui_find(const struct ui *ui, struct str label, float *out_x_px, float *out_y_px)
{
    // What something else lies over is taken only when there is nothing better.
    for (int how = SEARCH_REACHED; how <= SEARCH_TEXT; how++) {
        for (size_t i = 0; i < ui->semantic_count; i++) {
            const struct ui_semantic *semantic = &ui->semantics[i];
            float x = 0, y = 0;
            if (!semantic->visible || !str_equal(semantic->label, label) ||
                !middle_of(ui, semantic->id, &x, &y) ||
                !matches(ui, semantic, (enum search)how, x, y)) {
                continue;
            }
            *out_x_px = x;
            *out_y_px = y;
            return true;
        }
    }
    return false;
}
