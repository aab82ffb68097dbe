// Contests: the list.
#include "parts.h"

static struct str deadline_text(const struct visitor_context *context,
                                const struct content_record *contest)
{
    int64_t days;
    if (words_days_until(context, contest->deadline, &days) && days >= 0 &&
        !part_contest_final(contest))
        return words_put_1(context, say(context, "Enter by {1}"),
                           words_date(context, contest->deadline));
    struct str starts = words_date(context, contest->starts);
    return starts;
}

static void contest_card(const struct visitor_context *context,
                         const struct content_record *contest, float height)
{
    part_card(context, &(struct part_card){.record = contest,
                                           .kicker = deadline_text(context, contest),
                                           .note = tell(context, contest->summary),
                                           .badge = part_contest_state(context, contest),
                                           .badge_dark = part_contest_running(contest),
                                           .marks_above = true,
                                           .cover_height = height,
                                           .height = height + 240,
                                           .action = part_record_action(contest)});
}

void screen_contests(const struct visitor_context *context)
{
    const struct store_result *result = context->view->slots[SLOT_CONTESTS];
    int columns = part_portrait(context) ? 1 : 3;
    part_page_open(context);
    part_header_open(context, say(context, "Contests"));
    part_header_close(context);
    part_scroll_open(context, STR("contests"), 28);
    if (result == NULL) {
        part_placeholders(context, columns, 3, 480);
    } else if (result->count == 0) {
        part_nothing(context, say(context, "No contest is open"),
                     say(context, "The next one will be announced here."));
    } else {
        part_grid_open(context, columns, 28);
        for (size_t i = 0; i < result->count; i++)
            contest_card(context, &result->records[i], part_compact(context) ? 180 : 260);
        part_grid_close(context);
    }
    part_scroll_close(context);
    part_page_close(context);
}
