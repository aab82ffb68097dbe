// One activity: when, where, for whom, how to join, a calendar event to take along.
#include "calendar.h"
#include "parts.h"

static void fact_when(const struct visitor_context *context,
                      const struct content_record *record,
                      const struct schedule_slot *slot, int field)
{
    struct str minutes =
        record->duration_min > 0
            ? say_plural(context, "{1} minute", "{1} minutes", record->duration_min)
            : STR("");
    bool now = slot != NULL && slot->start_utc_ms <= context->view->now_utc_ms;
    struct str until = {0};
    if (now)
        until = words_put_1(context, say(context, "until {1}"),
                            words_clock(context, slot->end_utc_ms));
    struct str notes[] = {until, minutes};
    part_fact(context,
              &(struct part_fact){.icon = UI_ICON_CLOCK,
                                  .text = slot != NULL ? words_when(context, slot)
                                                       : say(context, "No date yet"),
                                  .note = words_join(context, notes, 2),
                                  .field = field});
}

static void fact_where(const struct visitor_context *context,
                       const struct content_record *record,
                       const struct schedule_slot *slot, int field)
{
    const struct content_record *place = words_place(context, record, slot);
    if (place == NULL)
        return;
    struct str notes[] = {tell(context, place->floor),
                          place->step_free ? say(context, "step-free") : STR("")};
    part_fact(context, &(struct part_fact){.icon = UI_ICON_PIN,
                                           .text = tell_title(context, place),
                                           .note = words_join(context, notes, 2),
                                           .field = field,
                                           .action = part_record_action(place)});
}

static void fact_who(const struct visitor_context *context,
                     const struct content_record *record, int field)
{
    struct str note = words_places(context, record);
    int64_t left = model_places_left(context->view, record);
    if (left > 0 && record->capacity > 0) {
        struct str values[] = {words_number(context, left),
                               words_number(context, record->capacity)};
        note = words_put(context, say(context, "{1} of {2} places left"), values, 2);
    }
    part_fact(context, &(struct part_fact){.icon = UI_ICON_PEOPLE,
                                           .text = words_ages(context, record),
                                           .note = note,
                                           .field = field});
}

static void how_to_join(const struct visitor_context *context,
                        const struct content_record *record)
{
    struct ui *ui = context->ui;
    struct str spoken[8];
    size_t count = 0;
    for (; count < record->languages.count && count < 8; count++)
        spoken[count] = words_language_named(context, record->languages.items[count]);
    ui_open(ui, &(struct ui_box){.dir = UI_WRAP, .gap = 24, .run_gap = 4});
    ui_text(ui, &(struct ui_text){.text = words_join_how(context, record),
                                  .style = UI_LABEL,
                                  .color = UI_INK});
    if (count > 0)
        part_text(context,
                  words_put_1(context, say(context, "We speak {1}."),
                              i18n_format_list(context->formats, ui_arena(ui),
                                               context->view->lang, spoken, count)),
                  UI_BODY, UI_INK_2);
    ui_close(ui);
}

static struct str event_text(const struct visitor_context *context,
                             const struct content_record *record,
                             const struct schedule_slot *slot)
{
    struct arena *arena = ui_arena(context->ui);
    const struct content_record *place = words_place(context, record, slot);
    const struct content_record *venue = context->view->venue;
    struct str where = place != NULL ? tell_title(context, place) : STR("");
    struct str title = tell_title(context, record);
    size_t title_len =
        title.len < CALENDAR_SUMMARY_BYTES ? title.len : CALENDAR_SUMMARY_BYTES;
    if (venue != NULL) {
        struct str house = tell_title(context, venue);
        struct str both = arena_printf(arena, "%.*s%s%.*s", STR_ARG(where),
                                       where.len > 0 ? ", " : "", STR_ARG(house));
        if (title_len + both.len <= CALENDAR_TEXT_BYTES)
            where = both;
    }
    struct calendar_event event = {
        .uid = arena_printf(arena, "%016llx",
                            (unsigned long long)hash_bytes(str_hash(record->id),
                                                           &slot->start_utc_ms,
                                                           sizeof(slot->start_utc_ms))),
        .summary = title,
        .location = where,
        .start_utc_ms = slot->start_utc_ms,
        .end_utc_ms = slot->end_utc_ms,
        // The start stands in for the stamp: the same session has the same code for good.
        .stamp_utc_ms = slot->start_utc_ms};
    return calendar_write(arena, &event);
}

static bool has_careers(const struct visitor_context *context,
                        const struct content_record *record)
{
    for (size_t i = 0; i < record->careers.count; i++)
        if (model_find(context->view, SLOT_CAREERS, record->careers.items[i]) != NULL)
            return true;
    return false;
}

static void careers_box(const struct visitor_context *context,
                        const struct content_record *record)
{
    if (!has_careers(context, record))
        return;
    part_box_open(context, say(context, "Where it can lead"), 1);
    for (size_t i = 0, shown = 0; i < record->careers.count && shown < 5; i++) {
        const struct content_record *career =
            model_find(context->view, SLOT_CAREERS, record->careers.items[i]);
        if (career == NULL)
            continue;
        part_link_row(context, career);
        shown++;
    }
    part_box_close(context);
}

static void bottom_cards(const struct visitor_context *context,
                         const struct content_record *record,
                         const struct schedule_slot *slot)
{
    struct ui *ui = context->ui;
    bool stacked = part_compact(context);
    ui_open(ui, &(struct ui_box){
                    .dir = stacked ? UI_COLUMN : UI_ROW, .gap = 28, .align = UI_STRETCH});
    if (slot != NULL)
        part_code(
            context, event_text(context, record, slot), say(context, "Take it with you"),
            say(context, "Point your phone here to add it to your calendar. It works "
                         "without internet."),
            part_code_size(context));
    careers_box(context, record);
    ui_close(ui);
    if (record->join_url.len > 0 && str_equal(record->join, STR("booking")))
        part_code(context, record->join_url, say(context, "Book a place"),
                  say(context, "Point your phone here to book."), 240);
    part_related(context, record);
}

static void activity_body(const struct visitor_context *context,
                          const struct content_record *record,
                          const struct schedule_slot *slot)
{
    struct ui *ui = context->ui;
    int field = (int)content_leading_field(record);
    part_tags_open(context, record);
    struct str format = words_format(context, record->format);
    if (format.len > 0)
        part_tag(context, format);
    part_foreign(context, record);
    part_sample(context, record);
    part_tags_close(context);
    part_title(context, record);
    part_facts_open(context);
    fact_when(context, record, slot, field);
    fact_where(context, record, slot, field);
    fact_who(context, record, field);
    part_facts_close(context);
    part_body(context, record);
    how_to_join(context, record);
    ui_space(ui, 0);
    bottom_cards(context, record, slot);
}

void screen_activity(const struct visitor_context *context)
{
    const struct model_view *view = context->view;
    const struct content_record *record =
        model_find(view, SLOT_ACTIVITIES, str_from_cstr(view->page->id));
    if (record == NULL) {
        if (view->slots[SLOT_ACTIVITIES] != NULL)
            part_missing(context);
        return;
    }
    struct schedule_slot slot;
    bool has_slot =
        schedule_next(ui_arena(context->ui), record, view->zone, view->now_utc_ms, &slot);
    part_detail_open(context, record);
    activity_body(context, record, has_slot ? &slot : NULL);
    part_detail_close(context);
}
