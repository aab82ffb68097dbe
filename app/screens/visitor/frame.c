// What surrounds a page: measures, top bar, dock, the page's slide, headers, grids.
#include "parts.h"

// Bar and dock have their size on every screen; larger letters find this much room.
#define BAR_SCALE_MOST  1.2F
#define DOCK_SCALE_MOST 1.25F

bool part_portrait(const struct visitor_context *context)
{
    return ui_size_class(context->ui) == UI_PORTRAIT;
}

bool part_compact(const struct visitor_context *context)
{
    return ui_size_class(context->ui) == UI_COMPACT;
}

struct frame_measures {
    float margin, bar_top, main_top, main_bottom, dock_height, dock_bottom;
};

static const struct frame_measures *measures(const struct visitor_context *context)
{
    static const struct frame_measures by_class[] = {
        [UI_LANDSCAPE] = {64, 40, 136, 180, 112, 36},
        [UI_PORTRAIT] = {48, 40, 148, 204, 124, 48},
        [UI_COMPACT] = {40, 24, 108, 140, 104, 20},
    };
    return &by_class[ui_size_class(context->ui)];
}

float part_margin(const struct visitor_context *context)
{
    return measures(context)->margin;
}

float part_main_width(const struct visitor_context *context)
{
    return ui_width(context->ui) - 2 * measures(context)->margin;
}

float part_main_height(const struct visitor_context *context)
{
    return ui_height(context->ui) - measures(context)->main_top -
           measures(context)->main_bottom;
}

float part_dock_room(const struct visitor_context *context)
{
    return measures(context)->main_bottom;
}

// Where the page stands in its slide: it comes in from the side it is opened to.
static float page_offset(const struct visitor_context *context)
{
    const struct model_view *view = context->view;
    if (view->previous == NULL)
        return 0;
    float from = view->going_back ? -140.0F : 140.0F;
    struct str key = arena_printf(ui_arena(context->ui), "page %u", view->page_serial);
    return ui_spring(context->ui, key, from, 0, 220);
}

void part_page_open(const struct visitor_context *context)
{
    const struct frame_measures *frame = measures(context);
    ui_open(context->ui, &(struct ui_box){.dir = UI_COLUMN,
                                          .place = UI_FILL,
                                          .pad = {frame->margin, frame->main_top,
                                                  frame->margin, frame->main_bottom},
                                          .align = UI_STRETCH,
                                          .offset_x = page_offset(context)});
}

void part_page_close(const struct visitor_context *context)
{
    ui_close(context->ui);
}

void part_scroll_open(const struct visitor_context *context, struct str key, float gap)
{
    ui_open(context->ui, &(struct ui_box){.key = key,
                                          .dir = UI_COLUMN,
                                          .gap = gap,
                                          .grow = 1,
                                          .scroll_y = true,
                                          .clip = true,
                                          .radius = 32,
                                          .align = UI_STRETCH});
}

void part_scroll_close(const struct visitor_context *context)
{
    ui_close(context->ui);
}

void part_grid_open(const struct visitor_context *context, int columns, float gap)
{
    ui_open(
        context->ui,
        &(struct ui_box){.dir = UI_GRID, .columns = columns, .gap = gap, .run_gap = gap});
}

void part_grid_close(const struct visitor_context *context)
{
    ui_close(context->ui);
}

void part_header_open(const struct visitor_context *context, struct str title)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_WRAP,
                                 .gap = 16,
                                 .run_gap = 24,
                                 .align = UI_CENTER,
                                 .pad = {0, 0, 0, 24}});
    // In portrait the title has a line of its own, so that the chips stand in even rows.
    float width = part_portrait(context) ? part_main_width(context) : 0;
    ui_open(ui, &(struct ui_box){.pad = {0, 0, 20, 0}, .min_width = width});
    part_heading(context, title, UI_TITLE);
    ui_close(ui);
}

void part_header_close(const struct visitor_context *context)
{
    ui_close(context->ui);
}

// ---- top bar ----
static void bar_brand(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct content_record *venue = context->view->venue;
    // Who stands here leads to where this is: the house, its hours and rooms.
    bool leads = venue != NULL && venue->places.count > 0;
    struct str about[] = {leads ? tell_title(context, venue) : STR(""),
                          leads ? say(context, "About this place") : STR("")};
    ui_open(ui, &(struct ui_box){.grow = 1, .shrink = 1});
    ui_open(ui,
            &(struct ui_box){
                .key = STR("brand"),
                .dir = UI_ROW,
                .gap = 20,
                .align = UI_CENTER,
                .shrink = 1,
                .radius = 24,
                .role = leads ? UI_BUTTON : UI_PLAIN,
                .label = words_join(context, about, 2),
                .action = leads ? part_open_action(ROUTE_PLACE, venue->places.items[0])
                                : (struct ui_action){0}});
    ui_icon(ui, UI_ICON_LOGO, 64, UI_INK);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN, .shrink = 1});
    if (venue != NULL) {
        ui_text(ui, &(struct ui_text){.text = tell_title(context, venue),
                                      .style = UI_LABEL,
                                      .size = 28,
                                      .weight = TEXT_EXTRABOLD + 1,
                                      .one_line = true,
                                      .shrink_to_fit = true,
                                      .scale_most = BAR_SCALE_MOST});
        struct str summary = tell(context, venue->summary);
        if (summary.len > 0)
            ui_text(ui, &(struct ui_text){.text = summary,
                                          .style = UI_SMALL,
                                          .color = UI_INK_2,
                                          // May get as narrow as a word: the clock stays.
                                          .max_lines = 1,
                                          .scale_most = BAR_SCALE_MOST});
    }
    ui_close(ui);
    ui_close(ui);
    ui_close(ui);
}

static void bar_stale(const struct visitor_context *context)
{
    const struct model_view *view = context->view;
    if (!view->stale)
        return;
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 10,
                                 .min_height = 48,
                                 .pad = UI_PAD_XY(18, 6),
                                 .align = UI_CENTER,
                                 .radius = 24,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .border_width = 2,
                                 .role = UI_STATUS});
    if (view->offline)
        ui_icon(ui, UI_ICON_OFFLINE, 24, UI_INK_2);
    part_text(context,
              words_put_1(context, say(context, "As of {1}"),
                          words_day(context, view->published_utc_ms)),
              UI_SMALL, UI_INK_2);
    ui_close(ui);
}

void screen_bar(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct frame_measures *frame = measures(context);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .place = UI_TOP_FILL,
                                 .gap = 28,
                                 .align = UI_CENTER,
                                 .pad = {frame->margin, frame->bar_top, frame->margin, 0},
                                 .height = frame->bar_top + 72});
    bar_brand(context);
    bar_stale(context);
    ui_text(ui, &(struct ui_text){.text = words_today(context),
                                  .style = UI_LABEL,
                                  .size = 28,
                                  .weight = TEXT_SEMIBOLD + 1,
                                  .color = UI_INK_2,
                                  .one_line = true,
                                  .scale_most = BAR_SCALE_MOST});
    ui_text(ui, &(struct ui_text){.text = words_clock(context, context->view->now_utc_ms),
                                  .style = UI_CLOCK,
                                  .one_line = true,
                                  .scale_most = BAR_SCALE_MOST});
    ui_close(ui);
}

// ---- dock ----
struct dock_place {
    enum model_route route;
    enum ui_icon icon;
    struct str text;
};

static enum model_route section_of(enum model_route route)
{
    static const enum model_route section[ROUTE_COUNT] = {
        [ROUTE_HOME] = ROUTE_HOME,
        [ROUTE_ACTIVITIES] = ROUTE_ACTIVITIES,
        [ROUTE_TIMETABLE] = ROUTE_ACTIVITIES,
        [ROUTE_ACTIVITY] = ROUTE_ACTIVITIES,
        [ROUTE_CONTESTS] = ROUTE_CONTESTS,
        [ROUTE_CONTEST] = ROUTE_CONTESTS,
        [ROUTE_QUIZ] = ROUTE_CONTESTS,
        [ROUTE_CAREERS] = ROUTE_CAREERS,
        [ROUTE_CAREER] = ROUTE_CAREERS,
        [ROUTE_NETWORK] = ROUTE_NETWORK,
        [ROUTE_ORGANISATION] = ROUTE_NETWORK,
        [ROUTE_PROGRAMME] = ROUTE_NETWORK,
        [ROUTE_EVENT] = ROUTE_NETWORK,
        [ROUTE_PLACE] = ROUTE_NETWORK,
        [ROUTE_RESOURCE] = ROUTE_NETWORK,
        [ROUTE_STORY] = ROUTE_NETWORK,
    };
    return section[route];
}

static void dock_nav(const struct visitor_context *context,
                     const struct dock_place *place, float width)
{
    struct ui *ui = context->ui;
    bool on = section_of(context->view->page->route) == place->route;
    bool portrait = part_portrait(context);
    enum ui_token ink = on ? UI_INK : UI_DOCK_TEXT;
    ui_open(ui, &(struct ui_box){.key = place->text,
                                 .dir = portrait ? UI_COLUMN : UI_ROW,
                                 .gap = portrait ? 4 : 16,
                                 .width = width,
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .radius = 28,
                                 .fill = on ? UI_WHITE : UI_NONE,
                                 .role = UI_TAB,
                                 .state = on ? UI_SELECTED : 0,
                                 .label = place->text,
                                 .action = part_open_action(place->route, STR(""))});
    ui_icon(ui, place->icon, 36, ink);
    ui_text(ui, &(struct ui_text){.text = place->text,
                                  .style = UI_LABEL,
                                  .size = portrait ? 22 : 26,
                                  .color = ink,
                                  .align = UI_CENTER,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .scale_most = DOCK_SCALE_MOST,
                                  .silent = true});
    ui_close(ui);
}

static void dock_language(const struct visitor_context *context, float width)
{
    struct ui *ui = context->ui;
    struct str lang = context->view->lang;
    char *code = arena_cstr(ui_arena(ui), lang);
    for (size_t i = 0; i < lang.len; i++)
        if (code[i] >= 'a' && code[i] <= 'z')
            code[i] = (char)(code[i] - 32);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 4,
                                 .width = width,
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .radius = 36,
                                 .fill = UI_WHITE,
                                 .border = UI_LINE,
                                 .border_width = 2,
                                 .role = UI_BUTTON,
                                 .label = say(context, "Language"),
                                 .action = {.verb = INTENT_LANGUAGES, .number = 1}});
    ui_icon(ui, UI_ICON_GLOBE, 40, UI_INK);
    ui_text(ui, &(struct ui_text){.text = str_from_cstr(code),
                                  .style = UI_STRONG,
                                  .one_line = true,
                                  .silent = true});
    ui_close(ui);
}

static void dock_search(const struct visitor_context *context, float width)
{
    struct ui *ui = context->ui;
    bool on = context->view->page->route == ROUTE_SEARCH;
    ui_open(ui, &(struct ui_box){.width = width,
                                 .dir = UI_COLUMN,
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .radius = 36,
                                 .fill = UI_WHITE,
                                 .border = on ? UI_INK : UI_LINE,
                                 .border_width = on ? 4 : 2,
                                 .role = UI_BUTTON,
                                 .state = on ? UI_SELECTED : 0,
                                 .label = say(context, "Search"),
                                 .action = part_open_action(ROUTE_SEARCH, STR(""))});
    ui_icon(ui, UI_ICON_SEARCH, 44, UI_INK);
    ui_close(ui);
}

void screen_dock(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct frame_measures *frame = measures(context);
    const struct dock_place places[] = {
        {ROUTE_HOME, UI_ICON_HOME, say(context, "Home")},
        {ROUTE_ACTIVITIES, UI_ICON_GRID, say(context, "Activities")},
        {ROUTE_CONTESTS, UI_ICON_CUP, say(context, "Contests")},
        {ROUTE_CAREERS, UI_ICON_PATH, say(context, "Careers")},
        {ROUTE_NETWORK, UI_ICON_NETWORK, say(context, "Network")},
    };
    float tool = 112, gap = 16;
    float nav = part_main_width(context) - 2 * (tool + gap);
    ui_open(ui, &(struct ui_box){
                    .dir = UI_ROW,
                    .place = UI_BOTTOM_FILL,
                    .gap = gap,
                    .align = UI_STRETCH,
                    .height = frame->dock_height + frame->dock_bottom,
                    .pad = {frame->margin, 0, frame->margin, frame->dock_bottom}});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .width = nav,
                                 .gap = 8,
                                 .pad = UI_PAD(12),
                                 .fill = UI_INK,
                                 .radius = 36,
                                 .align = UI_STRETCH,
                                 .role = UI_REGION});
    for (size_t i = 0; i < 5; i++)
        dock_nav(context, &places[i], (nav - 24 - 4 * 8) / 5);
    ui_close(ui);
    dock_search(context, tool);
    dock_language(context, tool);
    ui_close(ui);
}
