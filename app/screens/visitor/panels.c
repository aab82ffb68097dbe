// What lies over a page: the language panel, the panels of the filters, "Still here?".
#include "parts.h"

// The veil closes the panel; `action` says how.
static void veil_open(const struct visitor_context *context, struct str key,
                      struct ui_action action, struct str label)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.key = key,
                                 .dir = UI_STACK,
                                 .place = UI_FILL,
                                 .width = ui_width(ui),
                                 .height = ui_height(ui)});
    ui_open(ui, &(struct ui_box){.key = STR("veil"),
                                 .place = UI_FILL,
                                 .fill = UI_VEIL,
                                 .press_scale = 1,
                                 .role = UI_REGION,
                                 .label = label,
                                 .action = action});
    ui_close(ui);
}

static void panel_open(const struct visitor_context *context, struct str title)
{
    struct ui *ui = context->ui;
    bool portrait = part_portrait(context);
    float width = portrait ? ui_width(ui) - 96 : 1200;
    struct ui_action close = {.verb = INTENT_FILTER_PANEL, .number = PANEL_NONE};
    veil_open(context, STR("panel"), close, say(context, "Close"));
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .place = UI_MIDDLE,
                                 .width = width,
                                 .gap = 32,
                                 .pad = UI_PAD(48),
                                 .fill = UI_PAPER,
                                 .radius = 48,
                                 .align = UI_STRETCH,
                                 .role = UI_DIALOG,
                                 .label = title,
                                 .offset_y = ui_spring(ui, title, 60, 0, 220)});
    ui_open(ui, &(struct ui_box){
                    .dir = UI_ROW, .gap = 24, .align = UI_CENTER, .justify = UI_BETWEEN});
    ui_open(ui, &(struct ui_box){.grow = 1, .shrink = 1});
    part_heading(context, title, UI_H2);
    ui_close(ui);
    ui_open(ui, &(struct ui_box){.key = STR("close"),
                                 .width = 88,
                                 .height = 88,
                                 .radius = 32,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .border_width = 2,
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .role = UI_BUTTON,
                                 .label = say(context, "Close"),
                                 .action = close});
    ui_icon(ui, UI_ICON_CLOSE, 36, UI_INK);
    ui_close(ui);
    ui_close(ui);
}

static void panel_close(const struct visitor_context *context)
{
    ui_close(context->ui);
    ui_close(context->ui);
}

struct choice {
    struct str text, lang;
    bool on;
    int shape; // 1 + field, 0: none
    bool low;  // one of many
    struct ui_action action;
};

static void choice_button(const struct visitor_context *context,
                          const struct choice *choice)
{
    struct ui *ui = context->ui;
    enum ui_token ink = choice->on ? UI_WHITE : UI_INK;
    ui_open(ui, &(struct ui_box){.key = choice->text,
                                 .dir = UI_ROW,
                                 .gap = 18,
                                 .min_height = choice->low ? 88 : 104,
                                 .pad = UI_PAD_XY(choice->low ? 24 : 32, 8),
                                 .align = UI_CENTER,
                                 .radius = 32,
                                 .fill = choice->on ? UI_INK : UI_CARD,
                                 .border = choice->on ? UI_INK : UI_LINE,
                                 .border_width = 2,
                                 .role = UI_TOGGLE,
                                 .state = choice->on ? UI_CHECKED : 0,
                                 .label = choice->text,
                                 .action = choice->action});
    if (choice->shape > 0)
        part_shape(context, choice->shape - 1, 32);
    ui_text(ui, &(struct ui_text){.text = choice->text,
                                  .style = UI_H3,
                                  .color = ink,
                                  .lang = choice->lang,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .grow = 1,
                                  .silent = true});
    if (choice->on)
        ui_icon(ui, UI_ICON_CHECK, 36, ink);
    ui_close(ui);
}

static void language_panel(const struct visitor_context *context)
{
    const struct model_settings *settings = context->view->settings;
    panel_open(context, say(context, "Choose a language"));
    part_grid_open(context,
                   settings->language_count > 4 && !part_portrait(context) ? 3 : 2, 20);
    for (size_t i = 0; i < settings->language_count; i++) {
        struct str lang = settings->languages[i];
        choice_button(context,
                      &(struct choice){.text = words_language(context, lang),
                                       .lang = lang,
                                       .on = str_equal(lang, context->view->lang),
                                       .action = {.verb = INTENT_LANGUAGE, .id = lang}});
    }
    part_grid_close(context);
    panel_close(context);
}

static void field_panel(const struct visitor_context *context)
{
    uint32_t fields = context->view->filter->fields;
    panel_open(context, say(context, "Which fields?"));
    part_grid_open(context, 2, 20);
    choice_button(
        context, &(struct choice){.text = say(context, "All fields"),
                                  .on = fields == 0,
                                  .action = {.verb = INTENT_FILTER_FIELD, .number = -1}});
    for (int i = 0; i < FIELD_COUNT; i++)
        choice_button(context, &(struct choice){
                                   .text = words_field(context, i),
                                   .on = (fields & (1u << i)) != 0,
                                   .shape = 1 + i,
                                   .action = {.verb = INTENT_FILTER_FIELD, .number = i}});
    part_grid_close(context);
    part_button(context, &(struct part_button){.text = say(context, "Show"),
                                               .action = {.verb = INTENT_FILTER_PANEL}});
    panel_close(context);
}

static void audience_choices(const struct visitor_context *context, int columns)
{
    int audience = context->view->filter->audience;
    uint32_t named = model_audiences(context->view);
    if (named == 0)
        return;
    part_heading(context, say(context, "Who are you?"), UI_H3);
    part_grid_open(context, columns, 16);
    for (int i = -1; i < AUDIENCE_COUNT; i++)
        if (i < 0 || i == audience || (named & (1u << i)) != 0)
            choice_button(
                context, &(struct choice){
                             .text = i < 0 ? say(context, "Everybody")
                                           : words_put_1(context, say(context, "For {1}"),
                                                         words_audience(context, i)),
                             .on = i == audience,
                             .low = true,
                             .action = {.verb = INTENT_FILTER_AUDIENCE, .number = i}});
    part_grid_close(context);
}

// How old, and as who.
static void person_panel(const struct visitor_context *context)
{
    int band = context->view->filter->age_band;
    int columns = part_portrait(context) ? 2 : 3;
    panel_open(context, say(context, "How old are you?"));
    part_grid_open(context, columns, 16);
    for (int i = -1; i < (int)model_age_band_count; i++)
        choice_button(context, &(struct choice){
                                   .text = words_age_band(context, i),
                                   .on = i == band,
                                   .low = true,
                                   .action = {.verb = INTENT_FILTER_AGE, .number = i}});
    part_grid_close(context);
    audience_choices(context, columns);
    panel_close(context);
}

static void spoken_panel(const struct visitor_context *context)
{
    struct str codes[12];
    size_t count = model_spoken(context->view, codes, 12);
    struct str spoken = str_from_cstr(context->view->filter->spoken);
    panel_open(context, say(context, "Which language do you speak?"));
    part_grid_open(context, 2, 20);
    choice_button(context, &(struct choice){.text = say(context, "Any language"),
                                            .on = spoken.len == 0,
                                            .action = {.verb = INTENT_FILTER_LANGUAGE}});
    for (size_t i = 0; i < count; i++)
        choice_button(context, &(struct choice){.text = words_language(context, codes[i]),
                                                .lang = codes[i],
                                                .on = str_equal(codes[i], spoken),
                                                .action = {.verb = INTENT_FILTER_LANGUAGE,
                                                           .id = codes[i]}});
    part_grid_close(context);
    panel_close(context);
}

void screen_panels(const struct visitor_context *context)
{
    switch (context->view->panel) {
    case PANEL_NONE:
        return;
    case PANEL_LANGUAGE:
        language_panel(context);
        return;
    case PANEL_FIELD:
        field_panel(context);
        return;
    case PANEL_AGE:
        person_panel(context);
        return;
    case PANEL_SPOKEN:
        spoken_panel(context);
        return;
    }
}

void screen_question(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct model_view *view = context->view;
    if (!view->asking)
        return;
    // Any touch says yes; nothing under the veil gets it.
    struct ui_action stay = {.verb = INTENT_STAY};
    ui_open(ui, &(struct ui_box){.key = STR("question"),
                                 .dir = UI_STACK,
                                 .place = UI_FILL,
                                 .width = ui_width(ui),
                                 .height = ui_height(ui),
                                 .fill = UI_VEIL,
                                 .press_scale = 1,
                                 .role = UI_REGION,
                                 .label = say(context, "Still here?"),
                                 .action = stay});
    ui_open(ui,
            &(struct ui_box){.dir = UI_COLUMN,
                             .place = UI_MIDDLE,
                             .width = part_portrait(context) ? ui_width(ui) - 96 : 1000,
                             .gap = 24,
                             .pad = UI_PAD(64),
                             .fill = UI_CARD,
                             .radius = 48,
                             .align = UI_CENTER,
                             .role = UI_DIALOG,
                             .label = say(context, "Still here?")});
    ui_text(ui, &(struct ui_text){.text = say(context, "Still here?"),
                                  .style = UI_H1,
                                  .align = UI_CENTER,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .heading = true});
    ui_text(ui, &(struct ui_text){
                    .text = say_plural(context, "This screen starts again in {1} second.",
                                       "This screen starts again in {1} seconds.",
                                       view->seconds_left),
                    .style = UI_LEAD,
                    .color = UI_INK_2,
                    .align = UI_CENTER});
    ui_space(ui, 8);
    part_button(context, &(struct part_button){.text = say(context, "Yes, I am here"),
                                               .icon = UI_ICON_CHECK,
                                               .has_icon = true,
                                               .height = 120,
                                               .action = stay});
    ui_close(ui);
    ui_close(ui);
}
