// One place: a house with its hours and rooms, a lab with what is on in it, a territory
// with whom and what it holds.
#include "parts.h"

enum { DAYS = 7, SLOTS_MOST = 6 };

static bool is_house_of_venue(const struct visitor_context *context,
                              const struct content_record *place)
{
    const struct content_record *venue = context->view->venue;
    return venue != NULL && venue->places.count > 0 &&
           str_equal(venue->places.items[0], place->id);
}

static void facts(const struct visitor_context *context,
                  const struct content_record *place)
{
    int field = (int)content_leading_field(place);
    struct str floor = tell(context, place->floor);
    struct str region = tell(context, place->region);
    struct str country = words_country(context, place->country);
    part_facts_open(context);
    if (floor.len > 0)
        part_fact(context,
                  &(struct part_fact){.icon = UI_ICON_PIN,
                                      .text = floor,
                                      .note = place->step_free ? say(context, "step-free")
                                                               : STR(""),
                                      .field = field});
    if (country.len > 0)
        part_fact(context, &(struct part_fact){
                               .icon = UI_ICON_GLOBE,
                               .text = country,
                               .note = str_equal(region, country) ? STR("") : region,
                               .field = field});
    part_facts_close(context);
}

// ---- opening hours of the house ----
static struct str hours_of_day(const struct visitor_context *context,
                               const struct content_record *venue, int day)
{
    struct str text = {0};
    for (size_t i = 0; i < venue->opening.count; i++) {
        const struct content_session *session = &venue->opening.items[i];
        if (session->weekday != day)
            continue;
        struct str span =
            i18n_format_span(ui_arena(context->ui), (int32_t)session->start_min,
                             (int32_t)session->end_min);
        text = text.len == 0 ? span
                             : arena_printf(ui_arena(context->ui), "%.*s, %.*s",
                                            STR_ARG(text), STR_ARG(span));
    }
    return text.len > 0 ? text : say(context, "closed");
}

// Monday 1 January 2024 and the days after it lend their names.
static struct str day_name(const struct visitor_context *context, int day)
{
    struct civil_date date = {.year = 2024, .month = 1, .day = 1 + day};
    return i18n_format_date(context->formats, ui_arena(context->ui), context->view->lang,
                            date, I18N_WEEKDAY);
}

static void hours_row(const struct visitor_context *context, int first, int last,
                      struct str hours)
{
    struct ui *ui = context->ui;
    struct str days = first == last ? day_name(context, first)
                                    : arena_printf(ui_arena(ui), "%.*s – %.*s",
                                                   STR_ARG(day_name(context, first)),
                                                   STR_ARG(day_name(context, last)));
    ui_line(ui, UI_LINE, 2);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 24,
                                 .pad = UI_PAD_XY(0, 10),
                                 .align = UI_CENTER,
                                 .role = UI_LIST_ITEM});
    ui_text(ui, &(struct ui_text){.text = days, .style = UI_LABEL, .grow = 1});
    ui_text(ui,
            &(struct ui_text){
                .text = hours, .style = UI_CLOCK, .color = UI_INK_2, .one_line = true});
    ui_close(ui);
}

// Days of one kind in a row: "Monday – Friday".
static void opening(const struct visitor_context *context,
                    const struct content_record *venue)
{
    if (venue->opening.count == 0)
        return;
    part_box_open(context, say(context, "Opening hours"), 0);
    for (int first = 0; first < DAYS;) {
        struct str hours = hours_of_day(context, venue, first);
        int last = first;
        while (last + 1 < DAYS &&
               str_equal(hours_of_day(context, venue, last + 1), hours))
            last++;
        hours_row(context, first, last, hours);
        first = last + 1;
    }
    struct str contact = tell(context, venue->contact);
    if (contact.len > 0) {
        ui_line(context->ui, UI_LINE, 2);
        part_text(context, contact, UI_BODY, UI_INK_2);
    }
    part_box_close(context);
}

// ---- what is on in a room ----
static void slot_row(const struct visitor_context *context,
                     const struct schedule_slot *slot)
{
    struct ui *ui = context->ui;
    struct str title = tell_title(context, slot->record);
    ui_line(ui, UI_LINE, 2);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 20,
                                 .min_height = 88,
                                 .pad = UI_PAD_XY(0, 8),
                                 .align = UI_CENTER,
                                 .role = UI_LINK,
                                 .label = title,
                                 .action = part_record_action(slot->record)});
    part_shape(context, (int)content_leading_field(slot->record), 24);
    ui_open(ui, &(struct ui_box){
                    .dir = UI_COLUMN, .grow = 1, .shrink = 1, .align = UI_STRETCH});
    part_lines(context, title, UI_LABEL, UI_INK, 2);
    struct str notes[] = {words_when(context, slot), words_places(context, slot->record)};
    part_lines(context, words_join(context, notes, 2), UI_SMALL, UI_INK_2, 2);
    ui_close(ui);
    ui_icon(ui, UI_ICON_FORWARD, 30, UI_INK_3);
    ui_close(ui);
}

static void timetable(const struct visitor_context *context,
                      const struct content_record *place)
{
    const struct schedule *week = &context->view->week;
    size_t shown = 0;
    for (size_t i = 0; i < week->count && shown < SLOTS_MOST; i++) {
        const struct content_record *at =
            words_place(context, week->slots[i].record, &week->slots[i]);
        if (at != place)
            continue;
        if (shown++ == 0)
            part_box_open(context, say(context, "On here next"), 0);
        slot_row(context, &week->slots[i]);
    }
    if (shown > 0)
        part_box_close(context);
}

static void within(const struct visitor_context *context,
                   const struct content_record *place, bool room)
{
    part_within(context, place, SLOT_PLACES, say(context, "Rooms and labs"));
    part_within(context, place, SLOT_ORGANISATIONS, say(context, "Organisations"));
    part_within(context, place, SLOT_PROGRAMMES, say(context, "Programmes"));
    part_within(context, place, SLOT_EVENTS, say(context, "Events"));
    if (!room) // a room has its timetable
        part_within(context, place, SLOT_ACTIVITIES, say(context, "Activities"));
}

void screen_place(const struct visitor_context *context)
{
    const struct content_record *place = part_page_record(context, SLOT_PLACES);
    if (place == NULL)
        return;
    bool house = is_house_of_venue(context, place);
    bool territory = str_equal(place->place_type, STR("territory"));
    part_detail_open(context, place);
    part_tags_open(context, place);
    struct str type = words_type(context, place);
    if (type.len > 0)
        part_tag(context, type);
    part_foreign(context, place);
    part_sample(context, place);
    part_tags_close(context);
    part_title(context, place);
    part_lead(context, tell(context, place->summary));
    facts(context, place);
    part_markdown(context, place->body);
    part_caveat(context, place);
    if (house)
        opening(context, context->view->venue);
    timetable(context, place);
    within(context, place, !house && !territory);
    part_related(context, place);
    part_parent(context, place);
    part_links(context, place);
    part_source(context, place);
    part_detail_close(context);
}
