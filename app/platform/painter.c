#include "platform/painter.h"

#include <math.h>

static struct raster_clip clip_of(const struct ui_command *command, struct ui_rect rect)
{
    return (struct raster_clip){.rect = raster_cut(command->clip, rect),
                                .round = command->clip_round,
                                .radius = command->clip_radius};
}

static void paint_box(const struct raster *raster, const struct raster_clip *clip,
                      const struct ui_command *command)
{
    struct raster_box box = {.rect = command->rect,
                             .fill = command->color,
                             .border = command->border_color,
                             .border_width = command->border_width,
                             .alpha = command->alpha};
    for (int i = 0; i < 4; i++) {
        box.radius[i] = command->radius[i];
    }
    raster_draw_box(raster, clip, &box);
}

static void paint_qr(const struct raster *raster, const struct raster_clip *clip,
                     const struct ui_command *command)
{
    const int32_t side = command->as.qr.side;
    const struct ui_rect rect = command->rect;
    const int32_t module = side > 0 ? (rect.w < rect.h ? rect.w : rect.h) / side : 0;
    const struct ui_rect all = raster_cut(rect, clip->rect);
    raster_fill(raster, all, command->border_color);
    const int32_t left = rect.x + (rect.w - module * side) / 2;
    const int32_t top = rect.y + (rect.h - module * side) / 2;
    for (int32_t y = 0; y < side; y++) {
        for (int32_t x = 0; x < side; x++) {
            if (command->as.qr.modules[y * side + x]) {
                const struct ui_rect dark = {left + x * module, top + y * module, module,
                                             module};
                raster_fill(raster, raster_cut(dark, clip->rect), command->color);
            }
        }
    }
}

static void paint_texture(const struct platform_painter *painter,
                          const struct raster *raster, const struct raster_clip *clip,
                          const struct ui_command *command)
{
    const struct raster *texture = platform_images_texture(painter->images, command);
    if (!texture) {
        return;
    }
    struct raster_clip own = *clip;
    // One rounded clip is enough: the picture's own corners, unless an ancestor cuts it.
    if (own.radius <= 0 && command->radius[0] > 0 && command->kind != UI_DRAW_ICON) {
        own.round = command->rect;
        own.radius = command->radius[0];
    }
    raster_draw_image(raster, &own, command->rect.x, command->rect.y, texture,
                      command->alpha);
}

static void paint_path(const struct raster *raster, const struct raster_clip *clip,
                       const struct ui_command *command)
{
    const struct raster_path path = {.xy = command->as.path.xy,
                                     .verbs = command->as.path.verbs,
                                     .count = command->as.path.count,
                                     .stroke_width = command->as.path.width};
    const float own = (float)(command->color & 0xFF) * command->alpha;
    raster_draw_path(raster, clip, (float)command->rect.x, (float)command->rect.y, &path,
                     (command->color & 0xFFFFFF00u) | (uint32_t)(own + 0.5f));
}

static void paint_command(const struct platform_painter *painter,
                          const struct raster *raster, const struct raster_clip *clip,
                          const struct ui_command *command)
{
    switch (command->kind) {
    case UI_DRAW_BOX:
        paint_box(raster, clip, command);
        break;
    case UI_DRAW_TEXT:
        platform_fonts_draw(painter->fonts, raster, clip, command);
        break;
    case UI_DRAW_COVER:
    case UI_DRAW_PICTURE:
    case UI_DRAW_ICON:
        paint_texture(painter, raster, clip, command);
        break;
    case UI_DRAW_QR:
        paint_qr(raster, clip, command);
        break;
    case UI_DRAW_PATH:
        paint_path(raster, clip, command);
        break;
    }
}

// Ink of texts and strokes may stand out of their boxes; their clip bounds them.
static struct ui_rect reach(const struct ui_command *command)
{
    struct ui_rect rect = command->rect;
    int32_t by = 0;
    if (command->kind == UI_DRAW_TEXT) {
        const struct text_block *block = command->as.text;
        by = block->count ? (int32_t)(block->height_px / (float)block->count) : 0;
        rect.w =
            rect.w > (int32_t)block->width_px ? rect.w : (int32_t)block->width_px + 1;
    } else if (command->kind == UI_DRAW_PATH) {
        by = (int32_t)ceilf(command->as.path.width) + 1;
    }
    return (struct ui_rect){rect.x - by, rect.y - by, rect.w + 2 * by, rect.h + 2 * by};
}

static void paint_rect(struct platform_painter *painter, const struct raster *raster,
                       const struct ui_draw_list *list, struct ui_rect rect)
{
    rect = raster_cut(rect, (struct ui_rect){0, 0, raster->width, raster->height});
    if (!rect.w || !rect.h) {
        return;
    }
    raster_fill(raster, rect, list->background | 0xFF);
    for (size_t i = 0; i < list->count; i++) {
        const struct ui_command *command = &list->commands[i];
        const struct raster_clip clip = clip_of(command, rect);
        const struct ui_rect touched = raster_cut(reach(command), clip.rect);
        if (touched.w && touched.h && command->alpha > 0) {
            paint_command(painter, raster, &clip, command);
        }
    }
    if (painter->painted_count < PLATFORM_RECTS_MAX) {
        painter->painted[painter->painted_count++] = rect;
    } else {
        painter->painted[0] = (struct ui_rect){0, 0, raster->width, raster->height};
    }
}

void platform_paint(struct platform_painter *painter, const struct raster *raster,
                    const struct ui_draw_list *list, bool everything)
{
    painter->painted_count = 0;
    if (everything) {
        paint_rect(painter, raster, list,
                   (struct ui_rect){0, 0, raster->width, raster->height});
        platform_images_painted(painter->images);
        return;
    }
    for (size_t i = 0; i < list->dirty_count; i++) {
        paint_rect(painter, raster, list, list->dirty[i]);
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct ui_command *command = &list->commands[i];
        if (command->kind == UI_DRAW_PICTURE &&
            platform_images_arrived(painter->images, command)) {
            paint_rect(painter, raster, list, raster_cut(command->rect, command->clip));
        }
    }
    platform_images_painted(painter->images);
}
