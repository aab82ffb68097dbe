// Activities: chips that filter, cards of what they leave.
#include "timetable.h"

static void when_chips(const struct visitor_context *context)
{
    enum model_when when = context->view->filter->when;
    const struct {
        enum model_when when;
        struct str text;
    } chips[] = {{WHEN_TODAY, say(context, "Today")},
                 {WHEN_WEEK, say(context, "This week")}};
    // The one that is on, touched again, gives way to everything there is.
    for (size_t i = 0; i < 2; i++) {
        bool on = when == chips[i].when;
        part_chip(context, &(struct part_chip){
                               .text = chips[i].text,
                               .on = on,
                               .action = {.verb = INTENT_FILTER_WHEN,
                                          .number = on ? WHEN_ALL : chips[i].when}});
    }
}

static struct str fields_text(const struct visitor_context *context)
{
    uint32_t fields = context->view->filter->fields;
    if (fields == 0)
        return say(context, "All fields");
    int count = 0, last = 0;
    for (int i = 0; i < FIELD_COUNT; i++)
        if ((fields & (1u << i)) != 0) {
            count++;
            last = i;
        }
    if (count == 1)
        return words_field(context, last);
    return say_plural(context, "{1} field", "{1} fields", count);
}

// "All ages", "Age 8–10", "For teachers", or both.
static struct str person_text(const struct visitor_context *context)
{
    const struct model_filter *filter = context->view->filter;
    if (filter->audience < 0)
        return words_age_band(context, filter->age_band);
    struct str parts[] = {
        filter->age_band >= 0 ? words_age_band(context, filter->age_band) : STR(""),
        words_put_1(context, say(context, "For {1}"),
                    words_audience(context, filter->audience))};
    return words_join(context, parts, 2);
}

void activities_filter_chips(const struct visitor_context *context)
{
    const struct model_filter *filter = context->view->filter;
    part_chip(
        context,
        &(struct part_chip){
            .text = fields_text(context),
            .on = filter->fields != 0,
            .plain = true,
            .shapes = filter->fields != 0 ? filter->fields : (1u << FIELD_COUNT) - 1,
            .action = {.verb = INTENT_FILTER_PANEL, .number = PANEL_FIELD}});
    part_chip(context, &(struct part_chip){
                           .text = person_text(context),
                           .on = filter->age_band >= 0 || filter->audience >= 0,
                           .plain = true,
                           .action = {.verb = INTENT_FILTER_PANEL, .number = PANEL_AGE}});
    part_chip(context, &(struct part_chip){.text = say(context, "Places left"),
                                           .on = filter->places_left,
                                           .action = {.verb = INTENT_FILTER_PLACES}});
    struct str codes[2];
    struct str spoken = str_from_cstr(filter->spoken);
    if (spoken.len == 0 && model_spoken(context->view, codes, 2) < 2)
        return; // nothing to choose
    struct str text = spoken.len > 0 ? words_put_1(context, say(context, "In {1}"),
                                                   words_language_named(context, spoken))
                                     : say(context, "Any language");
    part_chip(context, &(struct part_chip){.text = text,
                                           .on = spoken.len > 0,
                                           .plain = true,
                                           .action = {.verb = INTENT_FILTER_PANEL,
                                                      .number = PANEL_SPOKEN}});
}

static void activity_card(const struct visitor_context *context,
                          const struct model_hit *hit)
{
    const struct content_record *record = hit->record;
    struct str when = {0};
    if (hit->slot != NULL)
        when = words_when(context, hit->slot);
    else
        when = words_format(context, record->format);
    struct str kicker[] = {when, words_minutes(context, record->duration_min)};
    bool full = model_places_left(context->view, record) == 0;
    part_card(context, &(struct part_card){.record = record,
                                           .kicker = words_join(context, kicker, 2),
                                           .note = words_ages(context, record),
                                           .badge = words_places(context, record),
                                           .badge_dark = full,
                                           .cover_height = 150,
                                           .height = 316,
                                           .action = part_record_action(record)});
}

static void nothing_found(const struct visitor_context *context)
{
    part_nothing(context, say(context, "Nothing fits all of these filters"),
                 say(context, "Take one away, or look at everything there is."));
    ui_open(context->ui, &(struct ui_box){.dir = UI_ROW});
    part_button(context, &(struct part_button){.text = say(context, "Show all"),
                                               .action = {.verb = INTENT_FILTERS_CLEAR}});
    ui_close(context->ui);
}

static void found_count(const struct visitor_context *context,
                        const struct model_hits *hits)
{
    if (context->view->slots[SLOT_ACTIVITIES] == NULL)
        return;
    ui_open(context->ui, &(struct ui_box){.role = UI_STATUS, .pad = {16, 18, 0, 0}});
    ui_text(context->ui,
            &(struct ui_text){.text = say_plural(context, "{1} found", "{1} found",
                                                 (int64_t)hits->count),
                              .style = UI_SMALL,
                              .color = UI_INK_2,
                              .one_line = true});
    ui_close(context->ui);
}

// Title and count on a line of their own, the chips below.
static void tall_header(const struct visitor_context *context,
                        const struct model_hits *hits)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .align = UI_CENTER});
    ui_open(ui, &(struct ui_box){.grow = 1, .shrink = 1});
    part_heading(context, say(context, "Activities"), UI_TITLE);
    ui_close(ui);
    found_count(context, hits);
    ui_close(ui);
    ui_open(ui, &(struct ui_box){
                    .dir = UI_WRAP, .gap = 14, .run_gap = 24, .pad = {0, 20, 0, 24}});
    when_chips(context);
    activities_filter_chips(context);
    timetable_open_chip(context);
    ui_close(ui);
}

static void header(const struct visitor_context *context, const struct model_hits *hits)
{
    if (part_portrait(context)) {
        tall_header(context, hits);
        return;
    }
    ui_open(context->ui, &(struct ui_box){.dir = UI_ROW, .align = UI_START});
    ui_open(context->ui, &(struct ui_box){.grow = 1, .shrink = 1, .align = UI_STRETCH});
    part_header_open(context, say(context, "Activities"));
    when_chips(context);
    activities_filter_chips(context);
    timetable_open_chip(context);
    part_header_close(context);
    ui_close(context->ui);
    found_count(context, hits);
    ui_close(context->ui);
}

void screen_activities(const struct visitor_context *context)
{
    int columns = part_portrait(context) ? 2 : part_compact(context) ? 3 : 4;
    struct model_hits hits = model_activities(context->view, ui_arena(context->ui));
    part_page_open(context);
    header(context, &hits);
    // A filter that changes starts the list at its top.
    const struct model_filter *filter = context->view->filter;
    struct str key = arena_printf(ui_arena(context->ui), "activities %d %u %d %d %d %s",
                                  filter->when, filter->fields, filter->age_band,
                                  filter->audience, filter->places_left, filter->spoken);
    part_scroll_open(context, key, 24);
    if (context->view->slots[SLOT_ACTIVITIES] == NULL) {
        part_placeholders(context, columns, columns * 2, 316);
    } else if (hits.count == 0) {
        nothing_found(context);
    } else {
        part_grid_open(context, columns, 28);
        for (size_t i = 0; i < hits.count; i++)
            activity_card(context, &hits.items[i]);
        part_grid_close(context);
    }
    part_scroll_close(context);
    part_page_close(context);
}
