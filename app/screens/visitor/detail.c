// The page of one record: its cover at the side (on top in portrait), Back over it, and a
// scrolling column for the rest.
#include "parts.h"

static float cover_side(const struct visitor_context *context)
{
    if (part_portrait(context))
        return 0;
    return part_compact(context) ? 360 : 700;
}

enum { COVER_TOP = 520 }; // in portrait

float part_detail_width(const struct visitor_context *context)
{
    float inset = part_portrait(context) ? part_margin(context) : 64;
    float right = part_compact(context) ? 40 : part_margin(context);
    return ui_width(context->ui) - cover_side(context) - inset - right;
}

static void back_button(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.place = UI_TOP_START, .pad = {48, 40, 0, 0}});
    part_button(context, &(struct part_button){.text = say(context, "Back"),
                                               .icon = UI_ICON_BACK,
                                               .has_icon = true,
                                               .ghost = true,
                                               .action = {.verb = INTENT_BACK}});
    ui_close(ui);
}

void part_detail_open(const struct visitor_context *context,
                      const struct content_record *record)
{
    struct ui *ui = context->ui;
    bool portrait = part_portrait(context);
    float side = cover_side(context);
    struct str label = tell_title(context, record);
    ui_open(ui, &(struct ui_box){.dir = portrait ? UI_COLUMN : UI_ROW,
                                 .place = UI_FILL,
                                 .align = UI_START});
    part_cover(context, record,
               &(struct ui_leaf){.width = portrait ? ui_width(ui) : side,
                                 .height = portrait ? COVER_TOP : ui_height(ui),
                                 .label = label});
    struct str key = arena_printf(ui_arena(ui), "detail %.*s", STR_ARG(record->id));
    float left = portrait ? part_margin(context) : 64;
    float right = part_compact(context) ? 40 : part_margin(context);
    ui_open(ui, &(struct ui_box){.key = key,
                                 .dir = UI_COLUMN,
                                 .width = ui_width(ui) - side,
                                 .height = ui_height(ui) - (portrait ? COVER_TOP : 0) -
                                           part_dock_room(context),
                                 .scroll_y = true,
                                 .clip = true,
                                 .gap = 12,
                                 .pad = {left, 38, right, 4},
                                 .align = UI_STRETCH});
}

void part_detail_close(const struct visitor_context *context)
{
    ui_close(context->ui);
    ui_close(context->ui);
    back_button(context); // over the cover
}

void part_tags_open(const struct visitor_context *context,
                    const struct content_record *record)
{
    ui_open(
        context->ui,
        &(struct ui_box){.dir = UI_WRAP, .gap = 12, .run_gap = 10, .align = UI_CENTER});
    int leading = (int)content_leading_field(record);
    if (record->fields != 0)
        part_field_pill(context, leading);
    for (int i = 0; i < FIELD_COUNT; i++)
        if (i != leading && (record->fields & (1u << i)) != 0)
            part_field_pill(context, i);
}

void part_tags_close(const struct visitor_context *context)
{
    ui_close(context->ui);
}

void part_title(const struct visitor_context *context,
                const struct content_record *record)
{
    struct str lang = {0};
    struct str title = content_text_in(record->title, context->view->lang, &lang);
    ui_text(context->ui, &(struct ui_text){.text = title.len > 0 ? title : record->id,
                                           .style = UI_H1,
                                           .size = part_compact(context) ? 56 : 72,
                                           .lang = lang,
                                           .max_lines = 3,
                                           .shrink_to_fit = true,
                                           .heading = true});
}

// With its quiet zone; the code itself is never under 360 device pixels, so that a phone
// reads its 65 modules a side.
float part_code_size(const struct visitor_context *context)
{
    return part_compact(context) ? 660 : 440;
}

void part_code(const struct visitor_context *context, struct str data, struct str title,
               struct str text, float size)
{
    struct ui *ui = context->ui;
    bool narrow = part_detail_width(context) - size < 360 * ui_text_scale(ui);
    ui_open(ui, &(struct ui_box){.dir = narrow ? UI_COLUMN : UI_ROW,
                                 .pad = narrow ? (struct ui_pad){24, 0, 24, 28}
                                               : (struct ui_pad){0, 0, 32, 0},
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .clip = true,
                                 .shrink = 1,
                                 .align = UI_CENTER});
    ui_qr(ui, data, size, title);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 8,
                                 .min_width = 180,
                                 .max_width = narrow || size < 300 ? 0 : 230,
                                 .shrink = 1,
                                 .align = UI_STRETCH});
    part_heading(context, title, UI_H3);
    part_text(context, text, UI_SMALL, UI_INK_2);
    ui_close(ui);
    ui_close(ui);
}
