// One contest: what it is, how to enter, how it stands, who won before.
#include "parts.h"

static void dates(const struct visitor_context *context,
                  const struct content_record *contest)
{
    int field = (int)content_leading_field(contest);
    int64_t days = 0;
    bool open = words_days_until(context, contest->deadline, &days) && days >= 0 &&
                !part_contest_final(contest);
    part_facts_open(context);
    if (open)
        part_fact(context,
                  &(struct part_fact){
                      .icon = UI_ICON_CLOCK,
                      .text = days == 0 ? say(context, "Last day to enter")
                                        : say_plural(context, "{1} day left",
                                                     "{1} days left", days),
                      .note = words_put_1(context, say(context, "Enter by {1}"),
                                          words_date(context, contest->deadline)),
                      .field = field});
    struct str starts = words_date(context, contest->starts);
    struct str ends = words_date(context, contest->ends);
    if (starts.len > 0) {
        struct str note = ends.len > 0
                              ? words_put_1(context, say(context, "until {1}"), ends)
                              : STR("");
        part_fact(context, &(struct part_fact){.icon = UI_ICON_CALENDAR,
                                               .text = starts,
                                               .note = note,
                                               .field = field});
    }
    struct str since = {0};
    if (contest->since_year > 0)
        since = words_put_1(
            context, say(context, "since {1}"),
            arena_printf(ui_arena(context->ui), "%lld", (long long)contest->since_year));
    part_fact(context, &(struct part_fact){.icon = UI_ICON_PEOPLE,
                                           .text = words_ages(context, contest),
                                           .note = since,
                                           .field = field});
    part_facts_close(context);
}

static void board_card(const struct visitor_context *context,
                       const struct content_record *contest)
{
    struct ui *ui = context->ui;
    if (contest->board.count == 0)
        return;
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 16,
                                 .pad = UI_PAD_XY(36, 32),
                                 .fill = UI_INK,
                                 .radius = 32,
                                 .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){
                    .dir = UI_WRAP, .gap = 12, .run_gap = 8, .align = UI_CENTER});
    ui_open(ui, &(struct ui_box){.pad = {0, 0, 16, 0}});
    ui_text(ui, &(struct ui_text){.text = say(context, "How it stands"),
                                  .style = UI_H3,
                                  .color = UI_WHITE,
                                  .heading = true});
    ui_close(ui);
    if (!part_contest_final(contest))
        part_pill(context, &(struct part_pill){.text = say(context, "Not final"),
                                               .fill = UI_NOTE_FILL,
                                               .color = UI_NOTE_TEXT});
    if (contest->sample)
        part_pill(context, &(struct part_pill){.text = say(context, "Sample"),
                                               .fill = UI_SAMPLE_FILL,
                                               .color = UI_SAMPLE_TEXT});
    ui_close(ui);
    part_board(context, contest, 10);
    ui_close(ui);
}

static void winners_box(const struct visitor_context *context,
                        const struct content_record *contest)
{
    struct ui *ui = context->ui;
    if (contest->winners.count == 0)
        return;
    part_box_open(context, say(context, "Past winners"), 0);
    for (size_t i = 0; i < contest->winners.count && i < 12; i++) {
        const struct content_winner *winner = &contest->winners.items[i];
        ui_line(ui, UI_LINE, 2);
        ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                     .gap = 24,
                                     .pad = UI_PAD_XY(0, 10),
                                     .align = UI_CENTER,
                                     .role = UI_LIST_ITEM});
        ui_text(ui, &(struct ui_text){.text = arena_printf(ui_arena(ui), "%lld",
                                                           (long long)winner->year),
                                      .style = UI_CLOCK,
                                      .color = UI_INK_2,
                                      .one_line = true});
        ui_open(ui, &(struct ui_box){.dir = UI_COLUMN, .grow = 1, .shrink = 1});
        part_lines(context, tell(context, winner->name), UI_LABEL, UI_INK, 2);
        struct str award = tell(context, winner->award);
        if (award.len > 0)
            part_lines(context, award, UI_SMALL, UI_INK_2, 2);
        ui_close(ui);
        ui_close(ui);
    }
    part_box_close(context);
}

static void categories(const struct visitor_context *context,
                       const struct content_record *contest)
{
    if (contest->categories.count == 0)
        return;
    ui_open(context->ui, &(struct ui_box){.dir = UI_WRAP, .gap = 12, .run_gap = 10});
    for (size_t i = 0; i < contest->categories.count && i < 12; i++)
        part_pill(context,
                  &(struct part_pill){.text = tell(context, contest->categories.items[i]),
                                      .fill = UI_CARD,
                                      .color = UI_INK,
                                      .border = UI_LINE});
    ui_close(context->ui);
}

static void how_box(const struct visitor_context *context,
                    const struct content_record *contest)
{
    part_box_open(context, say(context, "How to enter"), 0);
    if (tell(context, contest->how).len > 0)
        part_markdown(context, contest->how);
    else
        part_text(context, say(context, "To enter, ask at the desk."), UI_BODY, UI_INK_2);
    part_box_close(context);
}

void screen_contest(const struct visitor_context *context)
{
    const struct content_record *contest = part_page_record(context, SLOT_CONTESTS);
    if (contest == NULL)
        return;
    part_detail_open(context, contest);
    part_tags_open(context, contest);
    bool running = part_contest_running(contest);
    part_pill(context, &(struct part_pill){.text = part_contest_state(context, contest),
                                           .fill = running ? UI_LIVE : UI_CARD,
                                           .color = running ? UI_WHITE : UI_INK,
                                           .border = running ? UI_NONE : UI_LINE,
                                           .dot = running});
    part_foreign(context, contest);
    part_sample(context, contest);
    part_tags_close(context);
    part_title(context, contest);
    ui_space(context->ui, 8);
    dates(context, contest);
    part_body(context, contest);
    part_page_figures(context, contest);
    categories(context, contest);
    board_card(context, contest);
    part_practice(context, contest);
    how_box(context, contest);
    winners_box(context, contest);
    part_related(context, contest);
    part_links(context, contest);
    part_source(context, contest);
    part_detail_close(context);
}
