// One event: a congress, a conference, an open day. When, for whom, what it was or will
// be about; while it lies ahead, a calendar event to take along.
#include "calendar.h"
#include "parts.h"

static struct str days_text(const struct visitor_context *context,
                            const struct content_record *event)
{
    int64_t days = 0, left = 0;
    if (!words_days_until(context, event->starts, &days))
        return STR("");
    if (days == 0)
        return say(context, "Today");
    if (days > 0)
        return say_plural(context, "in {1} day", "in {1} days", days);
    if (words_days_until(context, event->ends, &left) && left >= 0)
        return say(context, "Now");
    return say(context, "It has taken place");
}

static void facts(const struct visitor_context *context,
                  const struct content_record *event)
{
    int field = (int)content_leading_field(event);
    struct str starts = words_date_whole(context, event->starts);
    struct str ends = words_date_whole(context, event->ends);
    struct str audiences = words_audiences(context, event);
    part_facts_open(context);
    if (starts.len > 0) {
        struct str until = ends.len > 0 && !str_equal(starts, ends)
                               ? words_put_1(context, say(context, "until {1}"), ends)
                               : STR("");
        struct str notes[] = {words_hours(context, event), until,
                              days_text(context, event)};
        part_fact(context, &(struct part_fact){.icon = UI_ICON_CALENDAR,
                                               .text = starts,
                                               .note = words_join(context, notes, 3),
                                               .field = field});
    }
    const struct content_record *place = words_place(context, event, NULL);
    if (place != NULL)
        part_fact(context, &(struct part_fact){.icon = UI_ICON_PIN,
                                               .text = tell_title(context, place),
                                               .note = tell(context, place->floor),
                                               .field = field,
                                               .action = part_record_action(place)});
    if (audiences.len > 0)
        part_fact(context,
                  &(struct part_fact){
                      .icon = UI_ICON_PEOPLE,
                      .text = words_put_1(context, say(context, "For {1}"), audiences),
                      .field = field});
    part_facts_close(context);
}

static void code(const struct visitor_context *context,
                 const struct content_record *event)
{
    struct arena *arena = ui_arena(context->ui);
    int64_t start_ms = 0, end_ms = 0;
    if (!clock_parse_rfc3339(event->starts, &start_ms) ||
        start_ms < context->view->now_utc_ms)
        return;
    if (!clock_parse_rfc3339(event->ends, &end_ms) || end_ms <= start_ms)
        end_ms = start_ms + 3600 * 1000;
    const struct content_record *place = words_place(context, event, NULL);
    struct calendar_event calendar = {
        .uid = arena_printf(arena, "%016llx",
                            (unsigned long long)hash_bytes(str_hash(event->id), &start_ms,
                                                           sizeof(start_ms))),
        .summary = tell_title(context, event),
        .location = place != NULL ? tell_title(context, place) : STR(""),
        .start_utc_ms = start_ms,
        .end_utc_ms = end_ms,
        .stamp_utc_ms = start_ms};
    part_code(context, calendar_write(arena, &calendar), say(context, "Take it with you"),
              say(context, "Point your phone here to add it to your calendar. It works "
                           "without internet."),
              part_code_size(context));
}

void screen_event(const struct visitor_context *context)
{
    const struct content_record *event = part_page_record(context, SLOT_EVENTS);
    if (event == NULL)
        return;
    part_detail_open(context, event);
    part_tags_open(context, event);
    part_tag(context, say(context, "Event"));
    part_foreign(context, event);
    part_sample(context, event);
    part_tags_close(context);
    part_title(context, event);
    part_lead(context, tell(context, event->summary));
    facts(context, event);
    part_markdown(context, event->body);
    part_page_figures(context, event);
    part_caveat(context, event);
    code(context, event);
    part_within(context, event, SLOT_PROGRAMMES, say(context, "Its parts"));
    part_related(context, event);
    part_parent(context, event);
    part_links(context, event);
    part_source(context, event);
    part_detail_close(context);
}
