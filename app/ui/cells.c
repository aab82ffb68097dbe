// Damage: every cell of the screen has a hash of the commands that touch it; cells whose
// hash differs from the frame before are painted again. Model: rxi/lite, rencache.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

// Rect in which a command may leave pixels: glyphs reach over their lines, strokes over
// points.
static struct ui_rect painted_rect(const struct ui_command *command)
{
    struct ui_rect rect = command->rect;
    int32_t by = 0;
    if (command->kind == UI_DRAW_TEXT) {
        const struct text_block *block = command->as.text;
        const float height = block->height_px / (float)block->count;
        by = (int32_t)ceilf(height * 0.3f) + 1;
    } else if (command->kind == UI_DRAW_PATH) {
        const struct ui_rect leaf = rect;
        for (size_t i = 0, at = 0; i < command->as.path.count; i++) {
            const uint8_t verb = command->as.path.verbs[i];
            const size_t points = verb == 2 ? 3 : verb == 3 ? 0 : 1;
            for (size_t k = 0; k < points; k++, at++) {
                const int32_t x = leaf.x + (int32_t)floorf(command->as.path.xy[2 * at]);
                const int32_t y =
                    leaf.y + (int32_t)floorf(command->as.path.xy[2 * at + 1]);
                const int32_t right = rect.x + rect.w > x + 1 ? rect.x + rect.w : x + 1;
                const int32_t bottom = rect.y + rect.h > y + 1 ? rect.y + rect.h : y + 1;
                rect.x = x < rect.x ? x : rect.x;
                rect.y = y < rect.y ? y : rect.y;
                rect.w = right - rect.x;
                rect.h = bottom - rect.y;
            }
        }
        by = (int32_t)ceilf(command->as.path.width) + 1;
    }
    rect = (struct ui_rect){rect.x - by, rect.y - by, rect.w + 2 * by, rect.h + 2 * by};
    return ui_rect_cut(rect, command->clip);
}

static uint64_t hash_content(uint64_t hash, const struct ui_command *command)
{
    switch (command->kind) {
    case UI_DRAW_BOX:
        return hash;
    case UI_DRAW_TEXT: {
        const float place[] = {command->text_width, command->text_align};
        hash = hash_bytes(hash, &command->as.text->hash, sizeof(uint64_t));
        return hash_bytes(hash, place, sizeof(place));
    }
    case UI_DRAW_COVER:
    case UI_DRAW_PICTURE:
        hash = hash_bytes(hash, &command->as.art.seed, sizeof(uint64_t));
        hash = hash_bytes(hash, command->as.art.palette, sizeof(command->as.art.palette));
        return hash_bytes(hash, command->as.art.sha256.ptr, command->as.art.sha256.len);
    case UI_DRAW_QR: {
        const size_t side = (size_t)command->as.qr.side;
        return hash_bytes(hash, command->as.qr.modules, side * side);
    }
    case UI_DRAW_ICON: {
        const int32_t icon[] = {command->as.icon.icon, command->as.icon.mirrored};
        return hash_bytes(hash, icon, sizeof(icon));
    }
    case UI_DRAW_PATH: {
        size_t points = 0;
        for (size_t i = 0; i < command->as.path.count; i++) {
            points += command->as.path.verbs[i] == 2 ? 3 : command->as.path.verbs[i] != 3;
        }
        hash = hash_bytes(hash, command->as.path.verbs, command->as.path.count);
        hash = hash_bytes(hash, &command->as.path.width, sizeof(float));
        return hash_bytes(hash, command->as.path.xy, points * 2 * sizeof(float));
    }
    }
    return hash;
}

static bool cut_by_corners(const struct ui_command *command, struct ui_rect painted)
{
    const struct ui_rect round = command->clip_round;
    const int32_t r = (int32_t)ceilf(command->clip_radius);
    const bool in_columns =
        painted.x >= round.x + r && painted.x + painted.w <= round.x + round.w - r;
    const bool in_rows =
        painted.y >= round.y + r && painted.y + painted.h <= round.y + round.h - r;
    return !in_columns && !in_rows;
}

// Drops what cannot be seen, loosens a rounded clip that cuts nothing, and hashes the
// rest.
void ui_finish_command(struct ui *ui, struct ui_command *command)
{
    const struct ui_rect painted = painted_rect(command);
    if (ui_rect_empty(painted) || ui_rect_empty(command->rect)) {
        ui->command_count--;
        return;
    }
    if (command->clip_radius > 0 && !cut_by_corners(command, painted)) {
        command->clip_radius = 0;
        command->clip_round = (struct ui_rect){0};
    }
    const struct {
        int32_t kind;
        struct ui_rect rect, painted, round;
        float clip_radius, radius[4], border_width, alpha;
        uint32_t color, border;
    } seen = {
        (int32_t)command->kind,
        command->rect,
        painted,
        command->clip_round,
        command->clip_radius,
        {command->radius[0], command->radius[1], command->radius[2], command->radius[3]},
        command->border_width,
        command->alpha,
        command->color,
        command->border_color};
    command->hash = hash_content(hash_bytes(HASH_SEED, &seen, sizeof(seen)), command);
}

static bool resize_cells(struct ui *ui)
{
    const int32_t columns = (ui->list.width_px + UI_CELL_PX - 1) / UI_CELL_PX;
    const int32_t rows = (ui->list.height_px + UI_CELL_PX - 1) / UI_CELL_PX;
    if (ui->cells[0] && columns == ui->cell_columns && rows == ui->cell_rows) {
        return false;
    }
    const size_t count = (size_t)columns * (size_t)rows;
    for (int i = 0; i < 2; i++) {
        free(ui->cells[i]);
        ui->cells[i] = calloc(count, sizeof(uint64_t));
    }
    free(ui->dirty);
    ui->dirty = calloc(count, sizeof(*ui->dirty));
    if (!ui->cells[0] || !ui->cells[1] || !ui->dirty) {
        abort();
    }
    ui->cell_columns = columns;
    ui->cell_rows = rows;
    return true;
}

static void mark_cells(struct ui *ui, const struct ui_command *command)
{
    const struct ui_rect rect = painted_rect(command);
    const int32_t right = (rect.x + rect.w - 1) / UI_CELL_PX;
    const int32_t bottom = (rect.y + rect.h - 1) / UI_CELL_PX;
    for (int32_t row = rect.y / UI_CELL_PX; row <= bottom; row++) {
        for (int32_t column = rect.x / UI_CELL_PX; column <= right; column++) {
            uint64_t *cell = &ui->cells[0][row * ui->cell_columns + column];
            *cell = (*cell ^ command->hash) * UINT64_C(0x9E3779B97F4A7C15) + 1;
        }
    }
}

static void add_dirty(struct ui *ui, int32_t row, int32_t from, int32_t to)
{
    const struct ui_rect rect = {from * UI_CELL_PX, row * UI_CELL_PX,
                                 (to - from) * UI_CELL_PX, UI_CELL_PX};
    // A run below one as wide belongs to it.
    for (size_t i = ui->list.dirty_count; i-- > 0;) {
        struct ui_rect *above = &ui->dirty[i];
        if (above->x == rect.x && above->w == rect.w && above->y + above->h == rect.y) {
            above->h += rect.h;
            return;
        }
        if (above->y + above->h < rect.y) {
            break;
        }
    }
    ui->dirty[ui->list.dirty_count++] = rect;
}

static void collect_dirty(struct ui *ui)
{
    ui->list.dirty_count = 0;
    for (int32_t row = 0; row < ui->cell_rows; row++) {
        const uint64_t *now = ui->cells[0] + (size_t)row * (size_t)ui->cell_columns;
        const uint64_t *then = ui->cells[1] + (size_t)row * (size_t)ui->cell_columns;
        for (int32_t column = 0; column < ui->cell_columns; column++) {
            const int32_t from = column;
            while (column < ui->cell_columns && now[column] != then[column]) {
                column++;
            }
            if (column > from) {
                add_dirty(ui, row, from, column);
            }
        }
    }
    const struct ui_rect window = {0, 0, ui->list.width_px, ui->list.height_px};
    for (size_t i = 0; i < ui->list.dirty_count; i++) {
        ui->dirty[i] = ui_rect_cut(ui->dirty[i], window);
    }
}

void ui_find_dirty(struct ui *ui)
{
    const bool all = resize_cells(ui);
    uint64_t *before = ui->cells[0];
    ui->cells[0] = ui->cells[1];
    ui->cells[1] = before;
    const size_t count = (size_t)ui->cell_columns * (size_t)ui->cell_rows;
    for (size_t i = 0; i < count; i++) {
        ui->cells[0][i] = HASH_SEED ^ ui->list.background;
    }
    for (size_t i = 0; i < ui->command_count; i++) {
        mark_cells(ui, &ui->commands[i]);
    }
    ui->list.dirty = ui->dirty;
    if (all) {
        ui->dirty[0] = (struct ui_rect){0, 0, ui->list.width_px, ui->list.height_px};
        ui->list.dirty_count = 1;
        return;
    }
    collect_dirty(ui);
}
