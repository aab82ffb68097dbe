// Texts, tags, chips, buttons: the small pieces.
#include "parts.h"

#include "text/markdown.h"

void part_text(const struct visitor_context *context, struct str text,
               enum ui_text_style style, enum ui_token color)
{
    ui_text(context->ui, &(struct ui_text){.text = text, .style = style, .color = color});
}

void part_lines(const struct visitor_context *context, struct str text,
                enum ui_text_style style, enum ui_token color, int max_lines)
{
    ui_text(context->ui, &(struct ui_text){.text = text,
                                           .style = style,
                                           .color = color,
                                           .max_lines = max_lines,
                                           .shrink_to_fit = true});
}

void part_heading(const struct visitor_context *context, struct str text,
                  enum ui_text_style style)
{
    ui_text(context->ui, &(struct ui_text){.text = text,
                                           .style = style,
                                           .color = UI_INK,
                                           .max_lines = 3,
                                           .shrink_to_fit = true,
                                           .heading = true});
}

void part_lead(const struct visitor_context *context, struct str text)
{
    if (text.len > 0)
        ui_text(context->ui,
                &(struct ui_text){.text = text, .style = UI_LEAD, .color = UI_INK});
}

void part_body(const struct visitor_context *context, const struct content_record *record)
{
    if (tell(context, record->body).len > 0)
        part_markdown(context, record->body);
    else
        part_text(context, tell(context, record->summary), UI_BODY, UI_INK_2);
}

// What stands strong at the beginning of a block has a line of its own.
static void markdown_text(const struct visitor_context *context,
                          const struct markdown_block *block, struct str lang)
{
    struct ui *ui = context->ui;
    struct str rest = block->text;
    if (block->lead > 0) {
        struct str lead = str_slice(block->text, 0, block->lead);
        rest = str_trim(str_slice(block->text, block->lead, block->text.len));
        if (str_starts_with(rest, STR(":")))
            rest = str_trim(str_slice(rest, 1, rest.len));
        if (lead.len > 0 && lead.ptr[lead.len - 1] == ':')
            lead.len--;
        ui_text(
            ui,
            &(struct ui_text){
                .text = lead, .style = UI_H3, .size = 28, .color = UI_INK, .lang = lang});
    }
    if (rest.len > 0)
        ui_text(ui, &(struct ui_text){
                        .text = rest, .style = UI_BODY, .color = UI_INK_2, .lang = lang});
}

static void markdown_item(const struct visitor_context *context,
                          const struct markdown_block *block, struct str lang)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 16, .align = UI_START});
    struct str mark =
        block->number > 0 ? arena_printf(ui_arena(ui), "%d.", block->number) : STR("•");
    ui_text(ui, &(struct ui_text){
                    .text = mark, .style = UI_BODY, .color = UI_INK_2, .silent = true});
    ui_open(ui, &(struct ui_box){
                    .dir = UI_COLUMN, .grow = 1, .shrink = 1, .align = UI_STRETCH});
    markdown_text(context, block, lang);
    ui_close(ui);
    ui_close(ui);
}

void part_markdown(const struct visitor_context *context, struct content_text text)
{
    struct ui *ui = context->ui;
    struct str lang = {0};
    struct str source = content_text_in(text, context->view->lang, &lang);
    if (source.len == 0)
        return;
    struct markdown markdown = markdown_parse(ui_arena(ui), source);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN, .gap = 14, .max_width = 1060});
    for (size_t i = 0; i < markdown.count; i++) {
        const struct markdown_block *block = &markdown.blocks[i];
        if (block->kind == MARKDOWN_ITEM) {
            markdown_item(context, block, lang);
            continue;
        }
        bool heading = block->kind == MARKDOWN_HEADING;
        if (!heading && block->lead > 0) {
            ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                         .gap = 2,
                                         .pad = {0, 6, 0, 0},
                                         .align = UI_STRETCH});
            markdown_text(context, block, lang);
            ui_close(ui);
            continue;
        }
        ui_text(ui, &(struct ui_text){.text = block->text,
                                      .style = heading ? UI_H3 : UI_BODY,
                                      .color = heading ? UI_INK : UI_INK_2,
                                      .lang = lang,
                                      .heading = heading});
    }
    ui_close(ui);
}

// ---- tags and chips ----
void part_shape(const struct visitor_context *context, int field, float size)
{
    ui_icon(context->ui, (enum ui_icon)(UI_ICON_SHAPE_S + field), size,
            (enum ui_token)(UI_FIELD + field));
}

void part_pill(const struct visitor_context *context, const struct part_pill *pill)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 10,
                                 .min_height = 44,
                                 .pad = UI_PAD_XY(18, 4),
                                 .align = UI_CENTER,
                                 .radius = 22,
                                 .fill = pill->fill,
                                 .border = pill->border,
                                 .border_width = pill->border != UI_NONE ? 2 : 0});
    if (pill->field > 0)
        part_shape(context, pill->field - 1, 20);
    if (pill->dot) {
        ui_open(ui, &(struct ui_box){
                        .width = 16, .height = 16, .radius = 8, .fill = pill->color});
        ui_close(ui);
    }
    ui_text(ui, &(struct ui_text){.text = pill->text,
                                  .style = UI_STRONG,
                                  .color = pill->color,
                                  .one_line = true});
    ui_close(ui);
}

void part_tag(const struct visitor_context *context, struct str text)
{
    part_pill(context,
              &(struct part_pill){
                  .text = text, .fill = UI_CARD, .color = UI_INK, .border = UI_LINE});
}

void part_field_pill(const struct visitor_context *context, int field)
{
    part_pill(context,
              &(struct part_pill){.text = words_field(context, field),
                                  .fill = (enum ui_token)(UI_FIELD_LIGHT + field),
                                  .color = (enum ui_token)(UI_FIELD_DARK + field),
                                  .field = 1 + field});
}

void part_sample(const struct visitor_context *context,
                 const struct content_record *record)
{
    if (record->sample)
        part_pill(context, &(struct part_pill){.text = say(context, "Sample"),
                                               .fill = UI_PAPER,
                                               .color = UI_INK_2,
                                               .border = UI_LINE});
}

void part_foreign(const struct visitor_context *context,
                  const struct content_record *record)
{
    struct str text = words_foreign(context, record);
    if (text.len > 0)
        part_pill(context, &(struct part_pill){.text = text,
                                               .fill = UI_CARD,
                                               .color = UI_INK_2,
                                               .border = UI_LINE});
}

void part_chip(const struct visitor_context *context, const struct part_chip *chip)
{
    struct ui *ui = context->ui;
    enum ui_token ink = chip->on ? UI_WHITE : UI_INK;
    ui_open(ui, &(struct ui_box){.key = chip->text,
                                 .dir = UI_ROW,
                                 .gap = 12,
                                 .height = 64,
                                 .pad = UI_PAD_XY(28, 0),
                                 .align = UI_CENTER,
                                 .radius = 32,
                                 .fill = chip->on ? UI_INK : UI_CARD,
                                 .border = chip->on ? UI_INK : UI_LINE,
                                 .border_width = 2,
                                 .role = chip->plain ? UI_BUTTON : UI_TOGGLE,
                                 .state = chip->on ? UI_CHECKED : 0,
                                 .label = chip->text,
                                 .action = chip->action});
    for (int i = 0; i < FIELD_COUNT; i++)
        if ((chip->shapes & (1u << i)) != 0)
            part_shape(context, i, 22);
    ui_text(ui, &(struct ui_text){.text = chip->text,
                                  .style = UI_LABEL,
                                  .size = 24,
                                  .color = ink,
                                  .one_line = true,
                                  .silent = true});
    ui_close(ui);
}

void part_button(const struct visitor_context *context, const struct part_button *button)
{
    struct ui *ui = context->ui;
    enum ui_token ink = button->ghost ? UI_INK : UI_WHITE;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 16,
                                 .min_height = button->height > 0 ? button->height : 96,
                                 .pad = UI_PAD_XY(44, 8),
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .radius = 32,
                                 .fill = button->ghost ? UI_CARD : UI_INK,
                                 .border = UI_INK,
                                 .border_width = button->ghost ? 3 : 0,
                                 .role = UI_BUTTON,
                                 .label = button->text,
                                 .action = button->action});
    if (button->has_icon && !button->icon_last)
        ui_icon(ui, button->icon, 36, ink);
    ui_text(ui, &(struct ui_text){.text = button->text,
                                  .style = UI_H3,
                                  .color = ink,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .silent = true});
    if (button->has_icon && button->icon_last)
        ui_icon(ui, button->icon, 36, ink);
    ui_close(ui);
}

// ---- covers and actions ----
void part_cover(const struct visitor_context *context,
                const struct content_record *record, const struct ui_leaf *leaf)
{
    int field = (int)content_leading_field(record);
    const struct content_media *media =
        record->media.count > 0 ? &record->media.items[0] : NULL;
    if (media == NULL || media->sha256.len == 0) {
        ui_cover(context->ui, field, record->id, leaf);
        return;
    }
    struct ui_leaf picture = *leaf;
    picture.label = tell(context, media->alt);
    ui_picture(context->ui, media->sha256, field, record->id, &picture);
}

struct ui_action part_open_action(enum model_route route, struct str id)
{
    return (struct ui_action){.verb = INTENT_OPEN, .number = route, .id = id};
}

struct ui_action part_record_action(const struct content_record *record)
{
    static const enum model_route route[CONTENT_KIND_COUNT] = {
        [CONTENT_ACTIVITY] = ROUTE_ACTIVITY,
        [CONTENT_CONTEST] = ROUTE_CONTEST,
        [CONTENT_CAREER] = ROUTE_CAREER,
        [CONTENT_ORGANISATION] = ROUTE_ORGANISATION,
        [CONTENT_PROGRAMME] = ROUTE_PROGRAMME,
        [CONTENT_EVENT] = ROUTE_EVENT,
        [CONTENT_PLACE] = ROUTE_PLACE,
        [CONTENT_RESOURCE] = ROUTE_RESOURCE,
        [CONTENT_STORY] = ROUTE_STORY,
    };
    if (route[record->kind] == ROUTE_ATTRACT)
        return (struct ui_action){0};
    return part_open_action(route[record->kind], record->id);
}
