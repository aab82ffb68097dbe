// The board of a contest and what its state is called.
#include "parts.h"

bool part_contest_running(const struct content_record *contest)
{
    return str_equal(contest->state, STR("running")) ||
           str_equal(contest->state, STR("frozen"));
}

bool part_contest_final(const struct content_record *contest)
{
    return str_equal(contest->state, STR("finalised")) ||
           str_equal(contest->state, STR("closed"));
}

struct str part_contest_state(const struct visitor_context *context,
                              const struct content_record *contest)
{
    if (part_contest_running(contest) && contest->round > 0 && contest->rounds > 0) {
        struct str values[] = {words_number(context, contest->round),
                               words_number(context, contest->rounds)};
        return words_put(context, say(context, "LIVE · Round {1} of {2}"), values, 2);
    }
    if (part_contest_running(contest))
        return say(context, "LIVE");
    if (str_equal(contest->state, STR("ended")))
        return say(context, "Results are being checked");
    if (part_contest_final(contest))
        return say(context, "Finished");
    return say(context, "Open for entries");
}

static void board_row(const struct visitor_context *context,
                      const struct content_row *row, int rank, float share)
{
    static const enum ui_token colors[] = {
        UI_SUN, UI_FIELD_SOFT + FIELD_T, UI_FIELD_SOFT + FIELD_S, UI_FIELD_SOFT + FIELD_M,
        UI_FIELD_SOFT + FIELD_E};
    struct ui *ui = context->ui;
    enum ui_token color = colors[(rank - 1) % 5];
    ui_open(ui, &(struct ui_box){
                    .dir = UI_ROW, .gap = 18, .align = UI_CENTER, .role = UI_LIST_ITEM});
    ui_open(ui, &(struct ui_box){.width = 34});
    ui_text(ui, &(struct ui_text){.text = words_number(context, rank),
                                  .style = UI_LABEL,
                                  .size = 24,
                                  .color = color,
                                  .one_line = true});
    ui_close(ui);
    ui_open(ui,
            &(struct ui_box){
                .dir = UI_COLUMN, .gap = 8, .grow = 1, .shrink = 1, .align = UI_STRETCH});
    ui_text(ui, &(struct ui_text){.text = tell(context, row->name),
                                  .style = UI_LABEL,
                                  .size = 24,
                                  .color = UI_WHITE,
                                  .max_lines = 2,
                                  .shrink_to_fit = true});
    ui_open(
        ui,
        &(struct ui_box){
            .dir = UI_ROW, .height = 10, .radius = 5, .fill = UI_TRACK, .clip = true});
    ui_open(ui,
            &(struct ui_box){.grow = share, .height = 10, .radius = 5, .fill = color});
    ui_close(ui);
    ui_open(ui, &(struct ui_box){.grow = 1 - share, .height = 10});
    ui_close(ui);
    ui_close(ui);
    ui_close(ui);
    ui_open(ui, &(struct ui_box){.min_width = 72, .align = UI_END});
    ui_text(ui, &(struct ui_text){.text = words_number(context, row->points),
                                  .style = UI_CLOCK,
                                  .size = 30,
                                  .weight = TEXT_EXTRABOLD + 1,
                                  .color = UI_WHITE,
                                  .align = UI_END,
                                  .one_line = true});
    ui_close(ui);
    ui_close(ui);
}

void part_board(const struct visitor_context *context,
                const struct content_record *contest, size_t most)
{
    struct ui *ui = context->ui;
    int64_t top = 1;
    for (size_t i = 0; i < contest->board.count; i++)
        if (contest->board.items[i].points > top)
            top = contest->board.items[i].points;
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 14,
                                 .grow = 1,
                                 .align = UI_STRETCH,
                                 .justify = part_compact(context) ? UI_START : UI_BETWEEN,
                                 .role = UI_LIST});
    for (size_t i = 0; i < contest->board.count && i < most; i++) {
        const struct content_row *row = &contest->board.items[i];
        // The leader's bar ends short of the track, as drawn: there is a way to go.
        float share = row->points > 0 ? (float)row->points / (float)top * 0.94F : 0.01F;
        // Equal points share a rank.
        int rank = 1;
        for (size_t j = 0; j < i; j++)
            rank += contest->board.items[j].points > row->points ? 1 : 0;
        board_row(context, row, rank, share);
    }
    ui_close(ui);
}
