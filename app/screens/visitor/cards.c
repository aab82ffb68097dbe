// Cards, boxes, rows and what stands where content is missing.
#include "charts.h"

static void card_cover(const struct visitor_context *context,
                       const struct part_card *card)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_STACK, .height = card->cover_height});
    part_cover(context, card->record, &(struct ui_leaf){0});
    if (card->badge.len > 0) {
        ui_open(ui, &(struct ui_box){.place = UI_TOP_END, .pad = UI_PAD(18)});
        part_pill(context,
                  &(struct part_pill){.text = card->badge,
                                      .fill = card->badge_dark ? UI_INK : UI_WHITE,
                                      .color = card->badge_dark ? UI_WHITE : UI_INK});
        ui_close(ui);
    }
    ui_close(ui);
}

// What must be said of the record itself: made up, in another language.
static struct str card_marks(const struct visitor_context *context,
                             const struct content_record *record, struct str before)
{
    struct str parts[] = {before, words_foreign(context, record),
                          record->sample ? say(context, "Sample") : STR("")};
    return words_join(context, parts, 3);
}

void part_card(const struct visitor_context *context, const struct part_card *card)
{
    struct ui *ui = context->ui;
    const struct content_record *record = card->record;
    struct str kicker =
        card->marks_above ? card_marks(context, record, card->kicker) : card->kicker;
    struct str note =
        card->marks_above ? card->note : card_marks(context, record, card->note);
    ui_open(ui, &(struct ui_box){.key = record->id,
                                 .dir = UI_COLUMN,
                                 .min_height = card->height,
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .clip = true,
                                 .align = UI_STRETCH,
                                 .role = UI_BUTTON,
                                 .label = tell_title(context, record),
                                 .action = card->action});
    card_cover(context, card);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = card->large ? 8 : 4,
                                 .pad = {card->large ? 32 : 24, card->large ? 20 : 14,
                                         card->large ? 32 : 24, 18},
                                 .align = UI_STRETCH});
    if (kicker.len > 0) {
        ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 10, .align = UI_CENTER});
        part_shape(context, (int)content_leading_field(record), 20);
        ui_text(ui, &(struct ui_text){.text = kicker,
                                      .style = UI_SMALL,
                                      .color = UI_INK_2,
                                      .max_lines = 2,
                                      .grow = 1});
        ui_close(ui);
    }
    ui_text(ui, &(struct ui_text){.text = tell_title(context, record),
                                  .style = UI_H3,
                                  .size = card->large ? 36 : 30,
                                  .max_lines = 3,
                                  .shrink_to_fit = true});
    if (card->summary.len > 0)
        part_lines(context, card->summary, card->large ? UI_BODY : UI_SMALL, UI_INK_2, 4);
    if (note.len > 0)
        part_lines(context, note, UI_SMALL, UI_INK_2, 3);
    ui_close(ui);
    ui_close(ui);
}

// In portrait a page of 1,400 holds one column of three, or two of two or three.
static struct part_cut tall_cut(size_t count)
{
    if (count <= 3)
        return (struct part_cut){1, 205, 408};
    if (count <= 6)
        return (struct part_cut){2, count <= 4 ? 360 : 210, count <= 4 ? 600 : 430};
    return (struct part_cut){2, 150, 316};
}

struct part_cut part_cut_for(const struct visitor_context *context, size_t count)
{
    bool compact = part_compact(context);
    if (part_portrait(context))
        return tall_cut(count);
    int most = compact ? 3 : 4;
    if (count > (size_t)most)
        return (struct part_cut){most, count > 8 || compact ? 150 : 118, 316};
    int columns = count < 2 ? 2 : (int)count;
    // The small screen has two rows of chips above.
    float page = part_main_height(context) - (compact ? 190 : 100);
    float words = compact ? 250 : columns > 3 ? 330 : 280;
    return (struct part_cut){columns, page - words, page};
}

bool part_cut_is_large(const struct visitor_context *context, const struct part_cut *cut)
{
    return cut->height > 316 && !part_compact(context);
}

void part_placeholders(const struct visitor_context *context, int columns, int count,
                       float height)
{
    struct ui *ui = context->ui;
    part_grid_open(context, columns, 28);
    for (int i = 0; i < count; i++) {
        ui_open(ui, &(struct ui_box){.height = height,
                                     .radius = 32,
                                     .fill = UI_LINE,
                                     .fill_alpha = 0.45F});
        ui_close(ui);
    }
    part_grid_close(context);
}

void part_nothing(const struct visitor_context *context, struct str title,
                  struct str text)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 16,
                                 .pad = UI_PAD(56),
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .align = UI_START});
    ui_icon(ui, UI_ICON_SPARK, 56, UI_INK_3);
    part_heading(context, title, UI_H2);
    if (text.len > 0)
        part_text(context, text, UI_BODY, UI_INK_2);
    ui_close(ui);
}

void part_missing(const struct visitor_context *context)
{
    part_page_open(context);
    part_nothing(context, say(context, "This page is not here any more"),
                 say(context, "It may have been changed or removed a moment ago."));
    ui_space(context->ui, 24);
    ui_open(context->ui, &(struct ui_box){.dir = UI_ROW});
    part_button(context, &(struct part_button){.text = say(context, "Back"),
                                               .icon = UI_ICON_BACK,
                                               .has_icon = true,
                                               .ghost = true,
                                               .action = {.verb = INTENT_BACK}});
    ui_close(context->ui);
    part_page_close(context);
}

// ---- boxes ----
void part_box_open(const struct visitor_context *context, struct str title, float grow)
{
    ui_open(context->ui, &(struct ui_box){.dir = UI_COLUMN,
                                          .gap = 10,
                                          .pad = UI_PAD_XY(32, 28),
                                          .fill = UI_CARD,
                                          .radius = 32,
                                          .grow = grow,
                                          .shrink = 1,
                                          .align = UI_STRETCH});
    if (title.len > 0)
        part_heading(context, title, UI_H3);
}

void part_box_close(const struct visitor_context *context)
{
    ui_close(context->ui);
}

void part_link_row(const struct visitor_context *context,
                   const struct content_record *record)
{
    struct ui *ui = context->ui;
    ui_line(ui, UI_LINE, 2);
    ui_open(ui, &(struct ui_box){.key = record->id,
                                 .dir = UI_ROW,
                                 .gap = 16,
                                 .min_height = 78,
                                 .pad = UI_PAD_XY(0, 8),
                                 .align = UI_CENTER,
                                 .role = UI_LINK,
                                 .label = tell_title(context, record),
                                 .action = part_record_action(record)});
    part_shape(context, (int)content_leading_field(record), 24);
    ui_text(ui, &(struct ui_text){.text = tell_title(context, record),
                                  .style = UI_LABEL,
                                  .color = UI_INK,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .grow = 1,
                                  .silent = true});
    ui_icon(ui, UI_ICON_FORWARD, 30, UI_INK_3);
    ui_close(ui);
}

void part_facts_open(const struct visitor_context *context)
{
    ui_open(
        context->ui,
        &(struct ui_box){.dir = UI_WRAP, .gap = 40, .run_gap = 16, .pad = {0, 6, 0, 6}});
}

void part_facts_close(const struct visitor_context *context)
{
    ui_close(context->ui);
}

void part_fact(const struct visitor_context *context, const struct part_fact *fact)
{
    struct ui *ui = context->ui;
    bool leads = fact->action.verb != 0;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 16,
                                 .align = UI_CENTER,
                                 .shrink = 1,
                                 .role = leads ? UI_LINK : UI_PLAIN,
                                 .label = leads ? fact->text : STR(""),
                                 .action = fact->action});
    ui_open(ui, &(struct ui_box){.width = 72,
                                 .height = 72,
                                 .radius = 24,
                                 .fill = (enum ui_token)(UI_FIELD_LIGHT + fact->field),
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER});
    ui_icon(ui, fact->icon, 38, (enum ui_token)(UI_FIELD + fact->field));
    ui_close(ui);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN, .shrink = 1});
    ui_text(ui, &(struct ui_text){
                    .text = fact->text, .style = UI_LABEL, .weight = TEXT_EXTRABOLD + 1});
    if (fact->note.len > 0)
        part_text(context, fact->note, UI_SMALL, UI_INK_2);
    ui_close(ui);
    if (leads)
        ui_icon(ui, UI_ICON_FORWARD, 30, UI_INK_3);
    ui_close(ui);
}

// ---- figures ----
// "3000" with the digits grouped as the language does; other values as they stand.
struct str chart_value(const struct visitor_context *context,
                       const struct content_record *figure)
{
    struct str value = figure->value;
    // A year is no amount: four digits without unit of count stay ungrouped.
    bool year = value.len == 4 && (value.ptr[0] == '1' || value.ptr[0] == '2') &&
                str_equal(figure->group, STR("year"));
    if (!year)
        value = i18n_format_decimal(context->formats, ui_arena(context->ui),
                                    context->view->lang, value);
    return arena_printf(ui_arena(context->ui), "%.*s%.*s", STR_ARG(value),
                        STR_ARG(figure->suffix));
}

static void figure_details(const struct visitor_context *context,
                           const struct content_record *figure, enum ui_token color,
                           bool with_source)
{
    struct str period = tell(context, figure->period);
    if (period.len == 0 && figure->year > 0)
        period = arena_printf(ui_arena(context->ui), "%lld", (long long)figure->year);
    struct str source =
        with_source && figure->source.len > 0
            ? words_put_1(context, say(context, "Source: {1}"), figure->source)
            : STR("");
    struct str parts[] = {period, source};
    struct str text = words_join(context, parts, 2);
    if (text.len > 0)
        part_lines(context, text, UI_SMALL, color, 4);
    struct str caveat = tell(context, figure->caveat);
    if (caveat.len > 0)
        part_lines(context, caveat, UI_SMALL, color, 6);
}

void part_figure(const struct visitor_context *context,
                 const struct content_record *figure, int field,
                 enum part_figure_detail detail)
{
    struct ui *ui = context->ui;
    enum ui_token dark = (enum ui_token)(UI_FIELD_DARK + field);
    struct str unit = tell(context, figure->unit);
    if (unit.len == 0)
        unit = tell(context, figure->title);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 2,
                                 .pad = UI_PAD_XY(22, 14),
                                 .radius = 24,
                                 .fill = (enum ui_token)(UI_FIELD_LIGHT + field),
                                 .align = UI_STRETCH});
    ui_text(ui, &(struct ui_text){.text = chart_value(context, figure),
                                  .style = UI_NUMBER,
                                  .color = dark,
                                  .one_line = true,
                                  .shrink_to_fit = true});
    part_lines(context, unit, UI_SMALL, dark, 3);
    if (detail != PART_FIGURE_VALUE) {
        figure_details(context, figure, dark, detail == PART_FIGURE_SOURCE);
        if (figure->sample)
            part_lines(context, say(context, "Sample"), UI_SMALL, dark, 1);
    }
    ui_close(ui);
}

enum { CHARTS_MOST = 4 };

// The figures of `of` from `result`, at most `limit`; returns how many.
static size_t figures_of(const struct store_result *result, struct str of,
                         const struct content_record **out_figures, size_t limit)
{
    size_t count = 0;
    for (size_t i = 0; result != NULL && i < result->count && count < limit; i++)
        if (str_equal(result->records[i].of, of))
            out_figures[count++] = &result->records[i];
    return count;
}

// What goes together as charts; takes them out of `figures` and returns how many are
// left.
static size_t charts_of(const struct content_record **figures, size_t count,
                        struct model_chart *out_charts, size_t *out_found)
{
    bool used[PART_FIGURES_MOST];
    size_t left = 0;
    *out_found = model_charts(figures, count, out_charts, CHARTS_MOST, used);
    for (size_t i = 0; i < count; i++)
        if (!used[i])
            figures[left++] = figures[i];
    return left;
}

static void tiles(const struct visitor_context *context,
                  const struct content_record **figures, size_t count, int field,
                  int columns)
{
    bool shared = true;
    for (size_t i = 1; i < count; i++)
        shared = shared && str_equal(figures[i]->source, figures[0]->source);
    // Rows of one length where they can be: four tiles as two and two, not three and one.
    for (int even = columns; columns < 5 && even > 1; even--)
        if (count % (size_t)even == 0) {
            columns = even;
            break;
        }
    part_grid_open(context, columns, 18);
    for (size_t i = 0; i < count; i++)
        part_figure(context, figures[i], field,
                    shared ? PART_FIGURE_CAVEAT : PART_FIGURE_SOURCE);
    part_grid_close(context);
    if (count > 0 && shared && figures[0]->source.len > 0)
        part_lines(context,
                   words_put_1(context, say(context, "Source: {1}"), figures[0]->source),
                   UI_SMALL, UI_INK_2, 3);
}

size_t part_figures(const struct visitor_context *context, struct str of, int field,
                    int columns)
{
    const struct content_record *figures[PART_FIGURES_MOST];
    struct model_chart charts[CHARTS_MOST];
    const size_t all =
        figures_of(context->view->slots[SLOT_FIGURES], of, figures, PART_FIGURES_MOST);
    size_t found, count = charts_of(figures, all, charts, &found);
    // One chart alone has the tiles at its side where there is room.
    bool wide = columns >= 4, beside = wide && found % 2 == 1 && count > 0 && count <= 6;
    part_grid_open(context, wide ? 2 : 1, 18);
    for (size_t i = 0; i < found; i++)
        chart_card(context, &charts[i], field);
    if (beside) {
        ui_open(context->ui,
                &(struct ui_box){.dir = UI_COLUMN, .gap = 14, .align = UI_STRETCH});
        tiles(context, figures, count, field, 2);
        ui_close(context->ui);
    }
    part_grid_close(context);
    if (!beside)
        tiles(context, figures, count, field, columns);
    return all;
}

static bool stands_on_page(const struct content_record *figure,
                           const struct content_record *record)
{
    bool policy = record->kind == CONTENT_PROGRAMME && record->parent.len > 0 &&
                  str_equal(figure->of, record->parent) &&
                  str_equal(figure->group, STR("policy"));
    return policy || str_equal(figure->of, record->id) ||
           str_equal(figure->group, record->id);
}

void part_page_figures(const struct visitor_context *context,
                       const struct content_record *record)
{
    const struct store_result *all = context->view->slots[SLOT_FIGURES];
    const struct content_record *found[PART_FIGURES_MOST];
    size_t count = 0;
    for (size_t i = 0; all != NULL && i < all->count && count < PART_FIGURES_MOST; i++)
        if (stands_on_page(&all->records[i], record))
            found[count++] = &all->records[i];
    if (count == 0)
        return;
    ui_space(context->ui, 8);
    struct model_chart charts[CHARTS_MOST];
    size_t drawn;
    count = charts_of(found, count, charts, &drawn);
    for (size_t i = 0; i < drawn; i++)
        chart_card(context, &charts[i], (int)content_leading_field(record));
    part_grid_open(context,
                   count < 2                              ? 2
                   : count == 4 || part_portrait(context) ? 2
                                                          : 3,
                   18);
    for (size_t i = 0; i < count; i++)
        part_figure(context, found[i], (int)content_leading_field(record),
                    PART_FIGURE_CAVEAT);
    part_grid_close(context);
}
