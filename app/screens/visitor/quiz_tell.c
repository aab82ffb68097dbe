// A question of the practice quiz once everybody has answered: what is right, and why.
#include "quiz.h"

// Who chose it.
static void marks_of(const struct visitor_context *context, size_t option)
{
    const struct quiz *quiz = context->view->quiz;
    for (int i = 0; i < quiz->players; i++) {
        const struct quiz_player *player = &quiz->player[i];
        if (quiz->players == 1 || (player->chosen & (1U << option)) == 0)
            continue;
        struct ui *ui = context->ui;
        ui_open(ui, &(struct ui_box){.width = 52,
                                     .height = 52,
                                     .radius = 26,
                                     .fill = UI_WHITE,
                                     .align = UI_CENTER,
                                     .justify = UI_CENTER});
        quiz_mark(context, i, 30);
        ui_close(ui);
    }
}

static void option_row(const struct visitor_context *context,
                       const struct content_record *question, size_t option)
{
    struct ui *ui = context->ui;
    const struct quiz *quiz = context->view->quiz;
    const struct content_option *item = &question->options.items[option];
    bool order = quiz_type(question) == QUIZ_ORDER;
    bool good = order || item->right;
    bool chosen = quiz->players == 1 && (quiz->player[0].chosen & (1U << option)) != 0;
    struct str text = tell(context, item->text);
    struct str label[] = {text, good ? say(context, "Right") : STR(""),
                          chosen ? say(context, "Your answer") : STR("")};
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 20,
                                 .min_height = 88,
                                 .pad = UI_PAD_XY(28, 10),
                                 .align = UI_CENTER,
                                 .radius = 32,
                                 .fill = good ? UI_GOOD : UI_CARD,
                                 .border = good     ? UI_GOOD
                                           : chosen ? UI_INK
                                                    : UI_LINE,
                                 .border_width = chosen ? 6 : 3,
                                 .role = UI_LIST_ITEM,
                                 .label = words_join(context, label, 3)});
    if (order)
        ui_text(ui, &(struct ui_text){.text = words_number(context, (int64_t)option + 1),
                                      .style = UI_H3,
                                      .weight = TEXT_EXTRABOLD + 1,
                                      .color = UI_WHITE,
                                      .one_line = true,
                                      .silent = true});
    else if (good)
        ui_icon(ui, UI_ICON_CHECK, 36, UI_WHITE);
    else if (chosen)
        ui_icon(ui, UI_ICON_CLOSE, 36, UI_INK);
    ui_text(ui, &(struct ui_text){.text = text,
                                  .style = UI_H3,
                                  .color = good ? UI_WHITE : UI_INK,
                                  .max_lines = 4,
                                  .shrink_to_fit = true,
                                  .grow = 1,
                                  .silent = true});
    marks_of(context, option);
    ui_close(ui);
}

static void right_answer(const struct visitor_context *context,
                         const struct content_record *question)
{
    const struct quiz *quiz = context->view->quiz;
    if (quiz_type(question) == QUIZ_NUMBER) {
        part_heading(context,
                     words_put_1(context, say(context, "The answer is {1}."),
                                 words_number(context, question->number)),
                     UI_H2);
        return;
    }
    part_grid_open(context, part_portrait(context) ? 1 : 2, 16);
    for (size_t i = 0; i < quiz->options; i++)
        option_row(context, question, i);
    part_grid_close(context);
}

static void player_row(const struct visitor_context *context, int player)
{
    struct ui *ui = context->ui;
    const struct quiz_player *one = &context->view->quiz->player[player];
    struct str label[] = {quiz_player_name(context, player),
                          one->right ? say(context, "Right!")
                                     : say(context, "Not quite")};
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 16,
                                 .min_height = 72,
                                 .pad = UI_PAD_XY(24, 8),
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .radius = 28,
                                 .fill = UI_PAPER,
                                 .role = UI_LIST_ITEM,
                                 .label = words_join(context, label, 2)});
    quiz_mark(context, player, 40);
    ui_text(ui, &(struct ui_text){.text = label[1],
                                  .style = UI_LABEL,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .silent = true});
    ui_close(ui);
}

static void why(const struct visitor_context *context,
                const struct content_record *question)
{
    struct ui *ui = context->ui;
    const struct quiz *quiz = context->view->quiz;
    bool alone = quiz->players == 1;
    struct str title = !alone                  ? say(context, "And this is why")
                       : quiz->player[0].right ? say(context, "Right!")
                                               : say(context, "Not quite");
    part_box_open(context, title, 0);
    if (!alone) {
        part_grid_open(context, part_portrait(context) ? 2 : quiz->players, 16);
        for (int i = 0; i < quiz->players; i++)
            player_row(context, i);
        part_grid_close(context);
    }
    struct str text = tell(context, question->explanation);
    if (text.len > 0)
        ui_text(ui, &(struct ui_text){.text = text, .style = UI_LEAD, .color = UI_INK});
    part_box_close(context);
}

void quiz_tells(const struct visitor_context *context,
                const struct content_record *question)
{
    const struct quiz *quiz = context->view->quiz;
    bool last = quiz->at + 1 == quiz->count;
    quiz_page_open(context);
    quiz_words(context, question, STR(""));
    right_answer(context, question);
    why(context, question);
    quiz_page_close(context,
                    &(struct part_button){.text = last ? say(context, "See the results")
                                                       : say(context, "Next question"),
                                          .icon = UI_ICON_FORWARD,
                                          .has_icon = true,
                                          .icon_last = true,
                                          .action = quiz_action(QUIZ_MOVE_NEXT, 0, 0)});
}
