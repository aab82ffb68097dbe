// The timetable: a day by rooms and hours, or a week by days; the filters stay in force.
#include "timetable.h"

#define HOUR_MS INT64_C(3600000)

static const float hour_height = 170, clock_width = 100;
// What a block needs for its time and a line of its title.
static const int64_t least_ms = HOUR_MS * 3 / 5;

static struct ui_action show_action(int64_t day, const char *span)
{
    return (struct ui_action){
        .verb = INTENT_TIMETABLE, .number = day, .id = str_from_cstr(span)};
}

static struct str day_name(const struct visitor_context *context, int64_t day,
                           enum i18n_date_style style)
{
    return i18n_format_date(context->formats, ui_arena(context->ui), context->view->lang,
                            civil_from_days(day), style);
}

static int64_t day_of(const struct visitor_context *context, int64_t utc_ms)
{
    return civil_to_days(i18n_zone_local(context->view->zone, utc_ms).date);
}

// ---- header ----
static void icon_chip(const struct visitor_context *context, enum ui_icon icon,
                      struct str label, struct ui_action action)
{
    ui_open(context->ui, &(struct ui_box){.key = label,
                                          .width = 64,
                                          .height = 64,
                                          .dir = UI_ROW,
                                          .align = UI_CENTER,
                                          .justify = UI_CENTER,
                                          .radius = 32,
                                          .fill = UI_CARD,
                                          .border = UI_LINE,
                                          .border_width = 2,
                                          .role = UI_BUTTON,
                                          .label = label,
                                          .action = action});
    ui_icon(context->ui, icon, 32, UI_INK);
    ui_close(context->ui);
}

void timetable_open_chip(const struct visitor_context *context)
{
    icon_chip(context, UI_ICON_CALENDAR, say(context, "Timetable"),
              part_open_action(ROUTE_TIMETABLE, STR("")));
}

static void span_chips(const struct visitor_context *context)
{
    const struct model_timetable *shown = &context->view->timetable;
    part_chip(context, &(struct part_chip){.text = say(context, "Day"),
                                           .on = !shown->week,
                                           .action = show_action(shown->day, "day")});
    part_chip(context, &(struct part_chip){.text = say(context, "Week"),
                                           .on = shown->week,
                                           .action = show_action(shown->day, "week")});
}

// Which days these are, and the way to those before and after.
static void days_row(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct model_timetable *shown = &context->view->timetable;
    struct str name = day_name(context, shown->first, I18N_DATE_FULL);
    if (shown->week)
        name =
            arena_printf(ui_arena(ui), "%.*s – %.*s",
                         STR_ARG(day_name(context, shown->first, I18N_DATE_SHORT)),
                         STR_ARG(day_name(context, shown->first + 6, I18N_DATE_SHORT)));
    ui_open(ui, &(struct ui_box){.dir = UI_WRAP,
                                 .gap = 24,
                                 .run_gap = 16,
                                 .align = UI_CENTER,
                                 .pad = {0, 0, 0, 20}});
    if (shown->has_earlier)
        icon_chip(context, UI_ICON_BACK,
                  shown->week ? say(context, "Previous week")
                              : say(context, "Previous day"),
                  show_action(shown->first - shown->days, ""));
    part_heading(context, name, UI_H3);
    if (shown->has_later)
        icon_chip(context, UI_ICON_FORWARD,
                  shown->week ? say(context, "Next week") : say(context, "Next day"),
                  show_action(shown->first + shown->days, ""));
    if (shown->has_earlier)
        part_chip(context, &(struct part_chip){.text = say(context, "Today"),
                                               .plain = true,
                                               .action = show_action(0, "")});
    ui_close(ui);
}

static void header(const struct visitor_context *context)
{
    part_header_open(context, say(context, "Timetable"));
    span_chips(context);
    activities_filter_chips(context);
    icon_chip(context, UI_ICON_GRID, say(context, "Activities"),
              part_open_action(ROUTE_ACTIVITIES, STR("")));
    part_header_close(context);
    days_row(context);
}

// ---- one session ----
struct block {
    const struct schedule_slot *slot;
    float height; // 0: as its texts
    bool with_room;
};

static void block(const struct visitor_context *context, const struct block *block)
{
    struct ui *ui = context->ui;
    const struct content_record *record = block->slot->record;
    int field = (int)content_leading_field(record);
    enum ui_token dark = (enum ui_token)(UI_FIELD_DARK + field);
    const struct content_record *room = words_place(context, record, block->slot);
    struct str place = room != NULL ? tell_title(context, room) : STR("");
    int64_t now = context->view->now_utc_ms;
    bool runs = block->slot->start_utc_ms <= now && now < block->slot->end_utc_ms;
    bool full = model_places_left(context->view, record) == 0;
    struct str when[] = {runs ? say(context, "Now") : STR(""),
                         words_span(context, block->slot),
                         full ? say(context, "Full") : STR("")};
    struct str time = words_join(context, when, 3);
    struct str told[] = {time, tell_title(context, record), place};
    float scale = ui_text_scale(ui);
    int lines = block->height > 0 ? (int)((block->height / scale - 56) / 34) : 5;
    bool with_place = block->with_room && place.len > 0 && lines > 1;
    lines -= with_place;
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .height = block->height,
                                 .min_height = 88,
                                 .gap = 2,
                                 .pad = {18, 10, 14, 10},
                                 .radius = 24,
                                 .clip = true,
                                 .fill = (enum ui_token)(UI_FIELD_LIGHT + field),
                                 .border = dark,
                                 .border_width = runs ? 3 : 0,
                                 .align = UI_STRETCH,
                                 .role = UI_BUTTON,
                                 .label = words_join(context, told, 3),
                                 .action = part_record_action(record)});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 10, .align = UI_CENTER});
    part_shape(context, field, 20);
    ui_open(ui, &(struct ui_box){.grow = 1, .shrink = 1, .align = UI_STRETCH});
    part_lines(context, time, UI_STRONG, dark, block->height > 0 ? 1 : 3);
    ui_close(ui);
    ui_close(ui);
    ui_text(ui, &(struct ui_text){.text = tell_title(context, record),
                                  .style = UI_LABEL,
                                  .size = 24,
                                  .color = UI_INK,
                                  .max_lines = lines < 1   ? 1
                                               : lines > 4 ? 4
                                                           : lines,
                                  .shrink_to_fit = true});
    if (with_place)
        part_lines(context, place, UI_SMALL, dark, block->height > 0 ? 1 : 2);
    ui_close(ui);
}

// ---- a day as a grid: columns side by side, hours downwards ----
enum { COLUMNS_MOST = 6 };

struct grid {
    struct schedule shown; // of the slots: what lies within the hours
    const struct schedule *slots;
    size_t *column; // of each slot
    size_t columns;
    const struct content_record *rooms[COLUMNS_MOST]; // by column; NULL: no room's
    int64_t from_ms, hours;
    float hour_height; // of the letters' size
};

static size_t columns_most(const struct visitor_context *context)
{
    if (ui_text_scale(context->ui) > 1.3F)
        return 3;
    return part_portrait(context) ? 3 : part_compact(context) ? 4 : COLUMNS_MOST;
}

static int64_t hour_floor(const struct visitor_context *context, int64_t utc_ms)
{
    struct i18n_local local = i18n_zone_local(context->view->zone, utc_ms);
    return utc_ms - (local.minute % 60) * INT64_C(60000) - utc_ms % 60000;
}

// From this hour on when something is on soon, else from the first session.
static void grid_hours(const struct visitor_context *context, struct grid *grid)
{
    const struct model_timetable *shown = &context->view->timetable;
    int64_t now = context->view->now_utc_ms;
    int64_t from = grid->slots->slots[0].start_utc_ms, to = from;
    if (shown->first == shown->today && from < now + 2 * HOUR_MS)
        from = now;
    grid->from_ms = hour_floor(context, from);
    for (size_t i = 0; i < grid->slots->count; i++) {
        struct schedule_slot slot = grid->slots->slots[i];
        if (slot.start_utc_ms < grid->from_ms)
            slot.start_utc_ms = grid->from_ms;
        if (slot.end_utc_ms > grid->from_ms + 24 * HOUR_MS)
            slot.end_utc_ms = grid->from_ms + 24 * HOUR_MS;
        int64_t least_end = slot.start_utc_ms + least_ms;
        int64_t end = slot.end_utc_ms > least_end ? slot.end_utc_ms : least_end;
        to = end > to ? end : to;
        grid->shown.slots[i] = slot;
    }
    grid->shown.count = grid->slots->count;
    grid->hour_height = hour_height * ui_text_scale(context->ui);
    grid->hours = (to - grid->from_ms + HOUR_MS - 1) / HOUR_MS;
}

static size_t room_column(struct grid *grid, const struct content_record *room)
{
    size_t at = 0;
    while (at < grid->columns && grid->rooms[at] != room)
        at++;
    if (at == grid->columns && at < COLUMNS_MOST)
        grid->rooms[grid->columns++] = room;
    return at;
}

// A column a room, when the rooms do and nothing in one overlaps.
static bool grid_by_rooms(const struct visitor_context *context, struct grid *grid)
{
    int64_t ends[COLUMNS_MOST] = {0};
    for (size_t i = 0; i < grid->shown.count; i++) {
        const struct schedule_slot *slot = &grid->shown.slots[i];
        const struct content_record *room = words_place(context, slot->record, slot);
        size_t at = room != NULL ? room_column(grid, room) : COLUMNS_MOST;
        if (at >= columns_most(context) || ends[at] > slot->start_utc_ms)
            return false;
        int64_t least_end = slot->start_utc_ms + least_ms;
        ends[at] = slot->end_utc_ms > least_end ? slot->end_utc_ms : least_end;
        grid->column[i] = at;
    }
    return grid->columns > 1;
}

// false: more at once than columns fit.
static bool grid_make(const struct visitor_context *context, const struct schedule *slots,
                      struct grid *grid)
{
    struct arena *arena = ui_arena(context->ui);
    *grid = (struct grid){.slots = slots};
    grid->shown.slots = ARENA_ARRAY(arena, struct schedule_slot, slots->count);
    grid->column = ARENA_ARRAY(arena, size_t, slots->count);
    grid_hours(context, grid);
    if (grid_by_rooms(context, grid))
        return true;
    for (size_t i = 0; i < COLUMNS_MOST; i++)
        grid->rooms[i] = NULL;
    grid->columns =
        schedule_lanes(&grid->shown, least_ms, columns_most(context), grid->column);
    return grid->columns <= columns_most(context);
}

static float grid_y(const struct grid *grid, int64_t utc_ms)
{
    return (float)(utc_ms - grid->from_ms) * grid->hour_height / (float)HOUR_MS;
}

static void grid_clock(const struct visitor_context *context, const struct grid *grid)
{
    struct ui *ui = context->ui;
    ui_open(ui,
            &(struct ui_box){.dir = UI_COLUMN, .place = UI_FILL, .align = UI_STRETCH});
    for (int64_t i = 0; i < grid->hours; i++) {
        ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                     .height = grid->hour_height,
                                     .gap = 8,
                                     .align = UI_STRETCH});
        ui_line(ui, UI_LINE, 2);
        ui_text(ui, &(struct ui_text){
                        .text = words_clock(context, grid->from_ms + i * HOUR_MS),
                        .style = UI_CLOCK,
                        .size = 24,
                        .color = UI_INK_2});
        ui_close(ui);
    }
    ui_close(ui);
}

static void grid_column(const struct visitor_context *context, const struct grid *grid,
                        size_t column)
{
    struct ui *ui = context->ui;
    const float gap = 8;
    float y = 0;
    ui_open(ui, &(struct ui_box){
                    .dir = UI_COLUMN, .grow = 1, .shrink = 1, .align = UI_STRETCH});
    for (size_t i = 0; i < grid->shown.count; i++) {
        if (grid->column[i] != column)
            continue;
        const struct schedule_slot *slot = &grid->shown.slots[i];
        float top = grid_y(grid, slot->start_utc_ms) + gap / 2;
        float bottom = grid_y(grid, slot->end_utc_ms) - gap / 2;
        float least = grid->hour_height * (float)least_ms / (float)HOUR_MS - gap;
        if (bottom < top + least)
            bottom = top + least;
        if (top > y)
            ui_space(ui, top - y);
        block(context, &(struct block){.slot = &grid->slots->slots[i],
                                       .height = bottom - top,
                                       .with_room = grid->rooms[column] == NULL});
        y = bottom;
    }
    ui_close(ui);
}

static void now_line(const struct visitor_context *context, const struct grid *grid)
{
    struct ui *ui = context->ui;
    int64_t now = context->view->now_utc_ms;
    if (now < grid->from_ms || now >= grid->from_ms + grid->hours * HOUR_MS)
        return;
    struct str parts[] = {say(context, "Now"), words_clock(context, now)};
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .place = UI_TOP_FILL,
                                 .align = UI_CENTER,
                                 .pad = {clock_width - 22, grid_y(grid, now) - 8, 0, 0},
                                 .role = UI_STATUS,
                                 .label = words_join(context, parts, 2)});
    ui_open(ui,
            &(struct ui_box){.width = 16, .height = 16, .radius = 8, .fill = UI_LIVE});
    ui_close(ui);
    ui_open(ui, &(struct ui_box){.height = 4, .grow = 1, .fill = UI_LIVE});
    ui_close(ui);
    ui_close(ui);
}

static void grid_heads(const struct visitor_context *context, const struct grid *grid)
{
    struct ui *ui = context->ui;
    if (grid->rooms[0] == NULL)
        return;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 12,
                                 .pad = {clock_width, 0, 0, 0},
                                 .align = UI_END});
    for (size_t i = 0; i < grid->columns; i++) {
        ui_open(ui,
                &(struct ui_box){
                    .grow = 1, .shrink = 1, .pad = {18, 0, 8, 6}, .align = UI_STRETCH});
        part_lines(context, tell_title(context, grid->rooms[i]), UI_STRONG, UI_INK_2, 2);
        ui_close(ui);
    }
    ui_close(ui);
}

static void day_grid(const struct visitor_context *context, const struct grid *grid)
{
    struct ui *ui = context->ui;
    grid_heads(context, grid);
    ui_open(ui, &(struct ui_box){.dir = UI_STACK,
                                 .height = (float)grid->hours * grid->hour_height});
    grid_clock(context, grid);
    now_line(context, grid);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .place = UI_FILL,
                                 .gap = 12,
                                 .pad = {clock_width, 0, 0, 0},
                                 .align = UI_STRETCH});
    for (size_t i = 0; i < grid->columns; i++)
        grid_column(context, grid, i);
    ui_close(ui);
    ui_close(ui);
}

// ---- rows of blocks: a day by its times, a week by its days ----
static void blocks(const struct visitor_context *context, const struct schedule *slots)
{
    part_grid_open(context, part_portrait(context) ? 2 : 4, 16);
    for (size_t i = 0; i < slots->count; i++)
        block(context, &(struct block){.slot = &slots->slots[i], .with_room = true});
    part_grid_close(context);
}

static void day_by_times(const struct visitor_context *context,
                         const struct schedule *slots)
{
    struct ui *ui = context->ui;
    for (size_t i = 0, next = 0; i < slots->count; i = next) {
        int64_t start = slots->slots[i].start_utc_ms;
        while (next < slots->count && slots->slots[next].start_utc_ms == start)
            next++;
        ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 16, .align = UI_START});
        ui_open(ui, &(struct ui_box){.width = clock_width, .pad = {0, 8, 0, 0}});
        ui_text(ui, &(struct ui_text){.text = words_clock(context, start),
                                      .style = UI_CLOCK});
        ui_close(ui);
        ui_open(ui, &(struct ui_box){.grow = 1, .shrink = 1, .align = UI_STRETCH});
        blocks(context, &(struct schedule){&slots->slots[i], next - i});
        ui_close(ui);
        ui_close(ui);
    }
}

static void nothing_on(const struct visitor_context *context, int64_t day)
{
    const struct model_timetable *shown = &context->view->timetable;
    struct str text = day < shown->today    ? say(context, "Over")
                      : day == shown->today ? say(context, "Nothing more today")
                                            : say(context, "Nothing on this day");
    part_lines(context, text, UI_SMALL, UI_INK_2, 4);
}

static void day_head(const struct visitor_context *context, int64_t day, float width)
{
    struct ui *ui = context->ui;
    const struct model_timetable *shown = &context->view->timetable;
    bool today = day == shown->today, past = day < shown->today;
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .width = width,
                                 .min_height = 88,
                                 .pad = UI_PAD_XY(18, 10),
                                 .justify = UI_CENTER,
                                 .align = UI_STRETCH,
                                 .radius = 24,
                                 .fill = today  ? UI_INK
                                         : past ? UI_NONE
                                                : UI_CARD,
                                 .role = past ? UI_PLAIN : UI_BUTTON,
                                 .label = day_name(context, day, I18N_DATE_FULL),
                                 .action = past ? (struct ui_action){0}
                                                : show_action(day, "day")});
    enum ui_token ink = today ? UI_WHITE : past ? UI_INK_2 : UI_INK;
    part_lines(context, day_name(context, day, I18N_WEEKDAY_SHORT), UI_LABEL, ink, 1);
    part_lines(context, day_name(context, day, I18N_DATE_SHORT), UI_SMALL, ink, 1);
    ui_close(ui);
}

// The slots of a day; those of the days before lie before `*at`.
static struct schedule slots_on(const struct visitor_context *context,
                                const struct schedule *slots, size_t *at, int64_t day)
{
    size_t from = *at;
    while (*at < slots->count && day_of(context, slots->slots[*at].start_utc_ms) <= day)
        (*at)++;
    return (struct schedule){&slots->slots[from], *at - from};
}

// Below its head, or behind it.
static void week_day(const struct visitor_context *context, const struct schedule *on,
                     int64_t day, bool beside)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = beside ? UI_COLUMN : UI_ROW,
                                 .gap = beside ? 12 : 16,
                                 .align = beside ? UI_STRETCH : UI_START});
    day_head(context, day, beside ? 0 : 140);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 12,
                                 .grow = beside ? 0 : 1,
                                 .shrink = 1,
                                 .align = UI_STRETCH});
    if (on->count == 0) {
        ui_open(ui, &(struct ui_box){.pad = UI_PAD_XY(18, 10), .align = UI_STRETCH});
        nothing_on(context, day);
        ui_close(ui);
    } else if (beside) {
        for (size_t i = 0; i < on->count; i++)
            block(context, &(struct block){.slot = &on->slots[i]});
    } else {
        blocks(context, on);
    }
    ui_close(ui);
    ui_close(ui);
}

// Seven columns; where they would be too narrow, rows for the days to come.
static void week(const struct visitor_context *context, const struct schedule *slots)
{
    bool beside = ui_size_class(context->ui) == UI_LANDSCAPE;
    const struct model_timetable *shown = &context->view->timetable;
    size_t at = 0;
    ui_open(context->ui, &(struct ui_box){.dir = beside ? UI_GRID : UI_COLUMN,
                                          .columns = 7,
                                          .gap = beside ? 12 : 16,
                                          .align = UI_STRETCH});
    for (int64_t day = shown->first; day < shown->first + 7; day++) {
        struct schedule on = slots_on(context, slots, &at, day);
        if (beside || day >= shown->today)
            week_day(context, &on, day, beside);
    }
    ui_close(context->ui);
}

// ---- the page ----
static void nothing(const struct visitor_context *context)
{
    const struct model_timetable *shown = &context->view->timetable;
    if (shown->schedule.count > 0) {
        part_nothing(context, say(context, "Nothing fits all of these filters"),
                     say(context, "Take one away, or look at everything there is."));
        ui_open(context->ui, &(struct ui_box){.dir = UI_ROW});
        part_button(context,
                    &(struct part_button){.text = say(context, "Show all"),
                                          .action = {.verb = INTENT_FILTERS_CLEAR}});
        ui_close(context->ui);
        return;
    }
    part_nothing(context,
                 shown->day == shown->today ? say(context, "Nothing more today")
                                            : say(context, "Nothing on this day"),
                 STR(""));
}

static void day(const struct visitor_context *context, const struct schedule *slots)
{
    struct grid grid;
    if (slots->count == 0)
        nothing(context);
    else if (grid_make(context, slots, &grid))
        day_grid(context, &grid);
    else
        day_by_times(context, slots);
}

void screen_timetable(const struct visitor_context *context)
{
    const struct model_timetable *shown = &context->view->timetable;
    struct arena *arena = ui_arena(context->ui);
    part_page_open(context);
    header(context);
    part_scroll_open(
        context,
        arena_printf(arena, "timetable %d %lld", shown->week, (long long)shown->first),
        16);
    struct schedule slots = model_timetable_slots(context->view, arena);
    if (context->view->slots[SLOT_ACTIVITIES] == NULL)
        part_placeholders(context, part_portrait(context) ? 2 : 4, 8, 150);
    else if (shown->week && (slots.count > 0 || shown->schedule.count == 0))
        week(context, &slots);
    else
        day(context, &slots);
    part_scroll_close(context);
    part_page_close(context);
}
