// The network: organisations with their figures, resources, stories, numbers.
#include "lists.h"
#include "parts.h"

enum network_tab {
    TAB_ORGANISATIONS,
    TAB_PROGRAMMES,
    TAB_PLACES,
    TAB_EVENTS,
    TAB_RESOURCES,
    TAB_STORIES,
    TAB_NUMBERS,
    TAB_COUNT
};

static const struct store_result *tab_result(const struct visitor_context *context,
                                             enum network_tab tab)
{
    static const enum model_slot slot[TAB_COUNT] = {
        SLOT_ORGANISATIONS, SLOT_PROGRAMMES, SLOT_PLACES, SLOT_EVENTS,
        SLOT_RESOURCES,     SLOT_STORIES,    SLOT_FIGURES};
    return context->view->slots[slot[tab]];
}

static size_t tab_size(const struct visitor_context *context, enum network_tab tab)
{
    const struct store_result *result = tab_result(context, tab);
    return result != NULL ? result->count : 0;
}

static bool is_territory(const struct content_record *place)
{
    return str_equal(place->place_type, STR("territory"));
}

static bool has_territories(const struct visitor_context *context)
{
    const struct store_result *places = context->view->slots[SLOT_PLACES];
    for (size_t i = 0; places != NULL && i < places->count; i++)
        if (is_territory(&places->records[i]))
            return true;
    return false;
}

static void tabs(const struct visitor_context *context, enum network_tab current)
{
    const struct str names[TAB_COUNT] = {say(context, "Organisations"),
                                         say(context, "Programmes"),
                                         has_territories(context)
                                             ? say(context, "Territories")
                                             : say(context, "Rooms and labs"),
                                         say(context, "Events"),
                                         say(context, "Open resources"),
                                         say(context, "Stories"),
                                         say(context, "In numbers")};
    for (int i = 0; i < TAB_COUNT; i++)
        if (i == TAB_ORGANISATIONS || tab_size(context, (enum network_tab)i) > 0)
            part_chip(context,
                      &(struct part_chip){.text = names[i],
                                          .on = i == (int)current,
                                          .action = {.verb = INTENT_TAB, .number = i}});
}

// ---- organisations ----
static size_t figures_of(const struct visitor_context *context,
                         const struct content_record *organisation,
                         const struct content_record **out_figures, size_t limit)
{
    const struct store_result *result = context->view->slots[SLOT_FIGURES];
    size_t count = 0;
    for (size_t i = 0; result != NULL && i < result->count && count < limit; i++)
        if (str_equal(result->records[i].of, organisation->id))
            out_figures[count++] = &result->records[i];
    return count;
}

static struct str where_of(const struct visitor_context *context,
                           const struct content_record *organisation)
{
    struct str region = tell(context, organisation->region);
    return region.len > 0 ? region : tell(context, organisation->role);
}

static void organisation_card(const struct visitor_context *context,
                              const struct content_record *organisation,
                              const struct content_record **figures, size_t count)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.key = organisation->id,
                                 .dir = UI_COLUMN,
                                 .gap = 16,
                                 .pad = UI_PAD_XY(36, 32),
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .align = UI_STRETCH,
                                 .role = UI_BUTTON,
                                 .label = tell_title(context, organisation),
                                 .action = part_record_action(organisation)});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 22, .align = UI_CENTER});
    part_cover(context, organisation,
               &(struct ui_leaf){.width = 104, .height = 104, .radius = 28});
    ui_open(ui, &(struct ui_box){
                    .dir = UI_COLUMN, .grow = 1, .shrink = 1, .align = UI_STRETCH});
    ui_text(ui, &(struct ui_text){.text = tell_title(context, organisation),
                                  .style = UI_H3,
                                  .size = 34,
                                  .max_lines = 3,
                                  .shrink_to_fit = true});
    struct str where = where_of(context, organisation);
    if (where.len > 0)
        part_lines(context, where, UI_SMALL, UI_INK_2, 2);
    ui_close(ui);
    ui_close(ui);
    struct str summary = tell(context, organisation->summary);
    if (summary.len > 0)
        part_lines(context, summary, UI_BODY, UI_INK_2, 4);
    part_grid_open(context, 2, 18);
    for (size_t i = 0; i < count; i++)
        part_figure(context, figures[i], (int)content_leading_field(organisation),
                    PART_FIGURE_VALUE);
    part_grid_close(context);
    ui_close(ui);
}

static void organisation_small(const struct visitor_context *context,
                               const struct content_record *organisation)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.key = organisation->id,
                                 .dir = UI_ROW,
                                 .gap = 16,
                                 .min_height = 108,
                                 .pad = UI_PAD_XY(20, 14),
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .align = UI_CENTER,
                                 .role = UI_BUTTON,
                                 .label = tell_title(context, organisation),
                                 .action = part_record_action(organisation)});
    part_shape(context, (int)content_leading_field(organisation), 40);
    ui_open(ui, &(struct ui_box){
                    .dir = UI_COLUMN, .grow = 1, .shrink = 1, .align = UI_STRETCH});
    part_lines(context, tell_title(context, organisation), UI_STRONG, UI_INK, 3);
    struct str where = where_of(context, organisation);
    if (where.len > 0)
        part_lines(context, where, UI_SMALL, UI_INK_2, 2);
    ui_close(ui);
    ui_close(ui);
}

static void organisations(const struct visitor_context *context)
{
    const struct store_result *result = context->view->slots[SLOT_ORGANISATIONS];
    const struct content_record *figures[4];
    int large = part_portrait(context) ? 1 : part_compact(context) ? 2 : 3;
    int small = part_portrait(context) ? 3 : part_compact(context) ? 4 : 5;
    part_grid_open(context, large, 28);
    for (size_t i = 0; i < result->count; i++) {
        size_t count = figures_of(context, &result->records[i], figures, 4);
        if (count > 0)
            organisation_card(context, &result->records[i], figures, count);
    }
    part_grid_close(context);
    part_grid_open(context, small, 20);
    for (size_t i = 0; i < result->count; i++)
        if (figures_of(context, &result->records[i], figures, 1) == 0)
            organisation_small(context, &result->records[i]);
    part_grid_close(context);
}

// The figures of one organisation below its name; of none: below each other.
static void numbers_of(const struct visitor_context *context, struct str of,
                       const struct content_record *first)
{
    const struct content_record *organisation =
        model_find(context->view, SLOT_ORGANISATIONS, of);
    int field = organisation == NULL || first->fields != 0
                    ? (int)content_leading_field(first)
                    : (int)content_leading_field(organisation);
    ui_open(context->ui, &(struct ui_box){.key = first->id,
                                          .dir = UI_COLUMN,
                                          .gap = 14,
                                          .pad = {0, 0, 0, 12},
                                          .align = UI_STRETCH});
    if (organisation != NULL) {
        ui_open(context->ui,
                &(struct ui_box){
                    .dir = UI_ROW, .gap = 14, .pad = {6, 10, 0, 0}, .align = UI_CENTER});
        part_shape(context, field, 26);
        part_heading(context, tell_title(context, organisation), UI_H3);
        ui_close(context->ui);
    }
    part_figures(context, of, field, part_portrait(context) ? 3 : 5);
    ui_close(context->ui);
}

static void numbers(const struct visitor_context *context)
{
    const struct store_result *result = context->view->slots[SLOT_FIGURES];
    for (size_t i = 0; i < result->count; i++) {
        bool known = false;
        for (size_t j = 0; j < i && !known; j++)
            known = str_equal(result->records[j].of, result->records[i].of);
        if (!known)
            numbers_of(context, result->records[i].of, &result->records[i]);
    }
}

void screen_network(const struct visitor_context *context)
{
    const struct model_view *view = context->view;
    enum network_tab tab =
        view->tab < TAB_COUNT ? (enum network_tab)view->tab : TAB_ORGANISATIONS;
    if (tab_size(context, tab) == 0)
        tab = TAB_ORGANISATIONS;
    part_page_open(context);
    part_header_open(context, say(context, "Network"));
    tabs(context, tab);
    part_header_close(context);
    part_scroll_open(context, arena_printf(ui_arena(context->ui), "network %d", (int)tab),
                     24);
    if (view->slots[SLOT_ORGANISATIONS] == NULL)
        part_placeholders(context, part_portrait(context) ? 1 : 3, 3, 540);
    else if (tab_size(context, tab) == 0)
        part_nothing(context, say(context, "No partners yet"), STR(""));
    else if (tab == TAB_ORGANISATIONS)
        organisations(context);
    else if (tab == TAB_NUMBERS)
        numbers(context);
    else
        network_list(context, tab_result(context, tab));
    part_scroll_close(context);
    part_page_close(context);
}
