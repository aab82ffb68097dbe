#include "charts.h"

static const float plot_height = 300, line_step = 88;

static struct str year_of(const struct visitor_context *context,
                          const struct content_record *figure)
{
    struct str period = tell(context, figure->period);
    return period.len > 0
               ? period
               : arena_printf(ui_arena(context->ui), "%lld", (long long)figure->year);
}

static struct str unit_of(const struct visitor_context *context,
                          const struct content_record *figure)
{
    struct str unit = tell(context, figure->unit);
    return unit.len > 0 ? unit : tell_title(context, figure);
}

// A word that only led to the year: "of", "от", "von".
static bool leads_on(struct str word)
{
    size_t letters = 0;
    for (size_t at = 0; at < word.len; letters++) {
        uint32_t letter = utf8_next(word, &at);
        if (letter < 'a' || (letter > 'z' && letter < 0xDF) ||
            (letter >= 0x400 && letter < 0x430))
            return false;
    }
    return letters <= 4;
}

// "Participants of SMART STEM" of "Participants of SMART STEM 2021"; the unit alone when
// the year does not end the title.
static struct str series_title(const struct visitor_context *context,
                               const struct model_chart *chart)
{
    const struct content_record *first = chart->items[0];
    struct str title = tell_title(context, first);
    struct str year = arena_printf(ui_arena(context->ui), "%lld", (long long)first->year);
    size_t at = title.len;
    while (at > 0 && !str_starts_with(str_slice(title, at, title.len), year))
        at--;
    // "2021 г." ends it as well.
    if (at == 0 || title.len - at > year.len + 4)
        return unit_of(context, first);
    title = str_trim(str_slice(title, 0, at));
    size_t word = title.len;
    while (word > 0 && title.ptr[word - 1] != ' ')
        word--;
    if (word > 0 && leads_on(str_slice(title, word, title.len)))
        title = str_trim(str_slice(title, 0, word));
    return title;
}

// "2021: 30+, 2023: 250+", "1,477 classes: 953 professional, 524 profiled".
static struct str chart_label(const struct visitor_context *context,
                              const struct model_chart *chart, struct str title)
{
    struct arena *arena = ui_arena(context->ui);
    struct str text = title;
    for (size_t i = 0; i < chart->count; i++) {
        struct str name = chart->whole != NULL ? unit_of(context, chart->items[i])
                                               : year_of(context, chart->items[i]);
        text =
            arena_printf(arena, "%.*s%s %.*s: %.*s", STR_ARG(text), i > 0 ? "," : ".",
                         STR_ARG(name), STR_ARG(chart_value(context, chart->items[i])));
    }
    return text;
}

static float share_of(const struct model_chart *chart, size_t item)
{
    return (float)chart->milli[item] / (float)chart->most_milli;
}

static void silent(const struct visitor_context *context, struct str text,
                   enum ui_text_style style, enum ui_token color)
{
    ui_text(context->ui, &(struct ui_text){.text = text,
                                           .style = style,
                                           .color = color,
                                           .align = UI_CENTER,
                                           .max_lines = 2,
                                           .shrink_to_fit = true,
                                           .silent = true});
}

// ---- bars ----
static void bar(const struct visitor_context *context, const struct model_chart *chart,
                size_t item, int field)
{
    struct ui *ui = context->ui;
    bool last = item + 1 == chart->count;
    float height = plot_height * share_of(chart, item);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .grow = 1,
                                 .shrink = 1,
                                 .gap = 8,
                                 .justify = UI_END,
                                 .align = UI_STRETCH});
    silent(context, chart_value(context, chart->items[item]), UI_NUMBER, UI_INK);
    enum ui_token fill = (enum ui_token)(UI_FIELD_FILL + field);
    ui_open(ui,
            &(struct ui_box){.height = height > 12 ? height : 12,
                             .fill = last ? fill : (enum ui_token)(UI_FIELD_SOFT + field),
                             .border = fill,
                             .border_width = last ? 0 : 2,
                             .radius = 16});
    ui_close(ui);
    ui_close(ui);
}

static void years(const struct visitor_context *context, const struct model_chart *chart)
{
    ui_open(context->ui, &(struct ui_box){.dir = UI_ROW, .gap = 40});
    for (size_t i = 0; i < chart->count; i++) {
        ui_open(context->ui,
                &(struct ui_box){
                    .dir = UI_COLUMN, .grow = 1, .shrink = 1, .align = UI_STRETCH});
        silent(context, year_of(context, chart->items[i]), UI_STRONG, UI_INK_2);
        ui_close(context->ui);
    }
    ui_close(context->ui);
}

static void bars(const struct visitor_context *context, const struct model_chart *chart,
                 int field)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 40, .align = UI_END});
    for (size_t i = 0; i < chart->count; i++)
        bar(context, chart, i, field);
    ui_close(ui);
    ui_line(ui, UI_LINE, 3);
    years(context, chart);
}

// ---- a line ----
static void line(const struct visitor_context *context, const struct model_chart *chart,
                 int field)
{
    struct ui *ui = context->ui;
    struct ui_path_point points[MODEL_CHART_ITEMS_MAX];
    for (size_t i = 0; i < chart->count; i++)
        points[i] = (struct ui_path_point){.x = line_step * ((float)i + 0.5F),
                                           .y = 8 + (plot_height - 16) *
                                                        (1 - share_of(chart, i))};
    // More years than fit are reached by scrolling along.
    ui_open(ui,
            &(struct ui_box){.dir = UI_COLUMN, .scroll_x = true, .clip = true, .gap = 8});
    float width = line_step * (float)chart->count;
    ui_path(ui, points, chart->count,
            (struct ui_path_pen){.width = 6,
                                 .stroke = (enum ui_token)(UI_FIELD_FILL + field)},
            &(struct ui_leaf){.width = width, .height = plot_height});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW});
    for (size_t i = 0; i < chart->count; i++) {
        ui_open(ui, &(struct ui_box){
                        .dir = UI_COLUMN, .width = line_step, .align = UI_STRETCH});
        silent(context, chart_value(context, chart->items[i]), UI_STRONG, UI_INK);
        silent(context, year_of(context, chart->items[i]), UI_SMALL, UI_INK_2);
        ui_close(ui);
    }
    ui_close(ui);
    ui_close(ui);
}

// ---- shares ----
static enum ui_token share_fill(size_t item, int field)
{
    static const enum ui_token tints[] = {UI_FIELD_FILL, UI_FIELD_SOFT, UI_FIELD_LIGHT,
                                          UI_FIELD_DARK};
    return (enum ui_token)(tints[item % 4] + (enum ui_token)field);
}

static void shares(const struct visitor_context *context, const struct model_chart *chart,
                   int field)
{
    struct ui *ui = context->ui;
    enum ui_token edge = (enum ui_token)(UI_FIELD_FILL + field);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .height = 72, .gap = 4});
    for (size_t i = 0; i < chart->count; i++) {
        ui_open(ui, &(struct ui_box){.grow = share_of(chart, i),
                                     .height = 72,
                                     .fill = share_fill(i, field),
                                     .border = edge,
                                     .border_width = 2,
                                     .radius = 16});
        ui_close(ui);
    }
    ui_close(ui);
    for (size_t i = 0; i < chart->count; i++) {
        ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 16, .align = UI_CENTER});
        ui_open(ui, &(struct ui_box){.width = 32,
                                     .height = 32,
                                     .radius = 8,
                                     .fill = share_fill(i, field),
                                     .border = edge,
                                     .border_width = 2});
        ui_close(ui);
        silent(context, chart_value(context, chart->items[i]), UI_H3, UI_INK);
        ui_open(ui, &(struct ui_box){.grow = 1, .shrink = 1});
        ui_text(ui, &(struct ui_text){.text = unit_of(context, chart->items[i]),
                                      .style = UI_BODY,
                                      .color = UI_INK_2,
                                      .max_lines = 2,
                                      .shrink_to_fit = true,
                                      .silent = true});
        ui_close(ui);
        ui_close(ui);
    }
}

// ---- the card ----
static void caveats(const struct visitor_context *context,
                    const struct model_chart *chart)
{
    struct arena *arena = ui_arena(context->ui);
    struct str text = {0}, last = {0};
    if (chart->whole != NULL)
        text = last = tell(context, chart->whole->caveat);
    for (size_t i = 0; i < chart->count; i++) {
        struct str caveat = tell(context, chart->items[i]->caveat);
        if (caveat.len == 0 || str_equal(caveat, last))
            continue;
        struct str year = year_of(context, chart->items[i]);
        if (chart->whole == NULL)
            caveat = arena_printf(arena, "%.*s: %.*s", STR_ARG(year), STR_ARG(caveat));
        text = text.len > 0
                   ? arena_printf(arena, "%.*s %.*s", STR_ARG(text), STR_ARG(caveat))
                   : caveat;
        last = tell(context, chart->items[i]->caveat);
    }
    if (text.len > 0)
        part_lines(context, text, UI_SMALL, UI_INK_2, 6);
    struct str source = chart->items[0]->source;
    if (source.len > 0)
        part_lines(context, words_put_1(context, say(context, "Source: {1}"), source),
                   UI_SMALL, UI_INK_2, 3);
}

void chart_card(const struct visitor_context *context, const struct model_chart *chart,
                int field)
{
    struct ui *ui = context->ui;
    bool share = chart->whole != NULL;
    struct str title = series_title(context, chart), note = {0};
    if (share) {
        struct str value = chart_value(context, chart->whole);
        title = arena_printf(ui_arena(ui), "%.*s %.*s", STR_ARG(value),
                             STR_ARG(unit_of(context, chart->whole)));
        note = year_of(context, chart->whole);
    } else if (!str_equal(title, unit_of(context, chart->items[0]))) {
        note = unit_of(context, chart->items[0]);
    }
    ui_open(ui, &(struct ui_box){.key = chart->items[0]->id,
                                 .dir = UI_COLUMN,
                                 .gap = 12,
                                 .pad = UI_PAD_XY(40, 32),
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .align = UI_STRETCH});
    part_heading(context, title, UI_H3);
    if (note.len > 0)
        part_lines(context, note, UI_SMALL, UI_INK_2, 2);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 12,
                                 .pad = {0, 8, 0, 8},
                                 .align = UI_STRETCH,
                                 .role = UI_IMAGE,
                                 .label = chart_label(context, chart, title)});
    if (share)
        shares(context, chart, field);
    else if (chart->kind == CHART_LINE)
        line(context, chart, field);
    else
        bars(context, chart, field);
    ui_close(ui);
    caveats(context, chart);
    if (chart->items[0]->sample)
        part_sample(context, chart->items[0]);
    ui_close(ui);
}
