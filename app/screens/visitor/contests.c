// Contests: the list.
#include "parts.h"

static struct str starts_text(const struct visitor_context *context,
                              const struct content_record *contest)
{
    return words_date(context, contest->starts);
}

// ---- what stands at the foot of a card ----
static void board_preview(const struct visitor_context *context,
                          const struct content_record *contest)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 14,
                                 .pad = UI_PAD_XY(24, 18),
                                 .fill = UI_INK,
                                 .radius = 24,
                                 .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW});
    part_pill(context, &(struct part_pill){.text = say(context, "Not final"),
                                           .fill = UI_NOTE_FILL,
                                           .color = UI_NOTE_TEXT});
    ui_close(ui);
    bool high = part_portrait(context) ||
                (!part_compact(context) && tell_title(context, contest).len <= 34);
    part_board(context, contest, high ? 3 : 2);
    ui_close(ui);
}

static void days_left(const struct visitor_context *context,
                      const struct content_record *contest)
{
    int64_t days = 0;
    if (part_contest_final(contest) ||
        !words_days_until(context, contest->deadline, &days) || days < 0)
        return;
    part_fact(context, &(struct part_fact){
                           .icon = UI_ICON_CLOCK,
                           .text = days == 0 ? say(context, "Last day to enter")
                                             : say_plural(context, "{1} day left",
                                                          "{1} days left", days),
                           .note = words_put_1(context, say(context, "Enter by {1}"),
                                               words_date(context, contest->deadline)),
                           .field = (int)content_leading_field(contest)});
}

static void foot(const struct visitor_context *context,
                 const struct content_record *contest)
{
    int field = (int)content_leading_field(contest);
    if (part_contest_running(contest) && contest->board.count > 0) {
        board_preview(context, contest);
        return;
    }
    days_left(context, contest);
    if (part_contest_final(contest) && contest->winners.count > 0) {
        const struct content_winner *winner = &contest->winners.items[0];
        part_fact(context, &(struct part_fact){.icon = UI_ICON_CUP,
                                               .text = tell(context, winner->name),
                                               .note = tell(context, winner->award),
                                               .field = field});
    }
    part_fact(context, &(struct part_fact){.icon = UI_ICON_PEOPLE,
                                           .text = words_ages(context, contest),
                                           .field = field});
}

static void contest_words(const struct visitor_context *context,
                          const struct content_record *contest)
{
    struct ui *ui = context->ui;
    struct str marks[] = {starts_text(context, contest), words_foreign(context, contest),
                          contest->sample ? say(context, "Sample") : STR("")};
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 8,
                                 .grow = 1,
                                 .pad = {28, 18, 28, 24},
                                 .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 10, .align = UI_CENTER});
    part_shape(context, (int)content_leading_field(contest), 20);
    ui_text(ui, &(struct ui_text){.text = words_join(context, marks, 3),
                                  .style = UI_SMALL,
                                  .color = UI_INK_2,
                                  .max_lines = 2,
                                  .grow = 1});
    ui_close(ui);
    ui_text(ui, &(struct ui_text){.text = tell_title(context, contest),
                                  .style = UI_H2,
                                  .size = part_compact(context) ? 32 : 38,
                                  .max_lines = 3,
                                  .shrink_to_fit = true});
    part_lines(context, tell(context, contest->summary),
               part_compact(context) ? UI_SMALL : UI_BODY, UI_INK_2, 4);
    ui_space(ui, 0);
    ui_open(ui,
            &(struct ui_box){
                .dir = UI_COLUMN, .gap = 14, .pad = {0, 8, 0, 0}, .align = UI_STRETCH});
    foot(context, contest);
    ui_close(ui);
    ui_close(ui);
}

// A higher screen gives its room to the cover.
static float cover_height(const struct visitor_context *context)
{
    const struct store_result *result = context->view->slots[SLOT_CONTESTS];
    float height = result != NULL && result->count < 3 ? 240 : 148;
    if (part_compact(context))
        return 120;
    if (part_portrait(context))
        return 210;
    float spare = part_main_height(context) - 764;
    return height + (spare > 0 ? spare : 0);
}

static void contest_card(const struct visitor_context *context,
                         const struct content_record *contest, float height)
{
    struct ui *ui = context->ui;
    bool running = part_contest_running(contest);
    ui_open(ui, &(struct ui_box){.key = contest->id,
                                 .dir = UI_COLUMN,
                                 .min_height = height,
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .clip = true,
                                 .align = UI_STRETCH,
                                 .role = UI_BUTTON,
                                 .label = tell_title(context, contest),
                                 .action = part_record_action(contest)});
    ui_open(ui, &(struct ui_box){.dir = UI_STACK, .height = cover_height(context)});
    part_cover(context, contest, &(struct ui_leaf){0});
    ui_open(ui, &(struct ui_box){.place = UI_TOP_END, .pad = UI_PAD(18)});
    part_pill(context, &(struct part_pill){.text = part_contest_state(context, contest),
                                           .fill = running ? UI_LIVE : UI_WHITE,
                                           .color = running ? UI_WHITE : UI_INK,
                                           .dot = running});
    ui_close(ui);
    ui_close(ui);
    contest_words(context, contest);
    ui_close(ui);
}

void screen_contests(const struct visitor_context *context)
{
    const struct store_result *result = context->view->slots[SLOT_CONTESTS];
    int columns = part_portrait(context) ? 1 : 3;
    if (columns > 1 && result != NULL && result->count < 3 && result->count > 0)
        columns = (int)result->count;
    // One row takes the whole page.
    bool one_row =
        result != NULL && result->count <= (size_t)columns && !part_portrait(context);
    float height = one_row ? part_main_height(context) - 96 : 0;
    part_page_open(context);
    part_header_open(context, say(context, "Contests"));
    part_practice(context, NULL);
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
            contest_card(context, &result->records[i], height);
        part_grid_close(context);
    }
    part_scroll_close(context);
    part_page_close(context);
}
