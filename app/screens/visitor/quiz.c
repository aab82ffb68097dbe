// The practice quiz: who plays, the frame of a question, the results, the way in.
#include "quiz.h"

struct ui_action quiz_action(enum quiz_move move, int player, int value)
{
    return (struct ui_action){.verb = INTENT_QUIZ,
                              .number =
                                  quiz_pack((struct quiz_turn){move, player, value})};
}

struct str quiz_letter(const struct visitor_context *context, size_t index)
{
    struct str rest = say(context, "A B C D E F G H"), letter = {0};
    for (size_t i = 0; i <= index; i++)
        if (!str_cut(&rest, ' ', &letter))
            break;
    return letter;
}

struct str quiz_player_name(const struct visitor_context *context, int player)
{
    const struct str names[QUIZ_PLAYERS_MOST] = {
        say(context, "Circle"), say(context, "Square"), say(context, "Star"),
        say(context, "Triangle")};
    return names[player];
}

void quiz_mark(const struct visitor_context *context, int player, float size)
{
    static const enum content_field marks[QUIZ_PLAYERS_MOST] = {FIELD_S, FIELD_T, FIELD_A,
                                                                FIELD_M};
    part_shape(context, (int)marks[player], size);
}

struct str quiz_of(const struct visitor_context *context, int64_t count, int64_t of)
{
    struct str values[] = {words_number(context, count), words_number(context, of)};
    return words_put(context, say(context, "{1} of {2}"), values, 2);
}

// ---- the frame of a question ----
static const struct content_record *contest_of(const struct visitor_context *context)
{
    return model_find(context->view, SLOT_CONTESTS,
                      str_from_cstr(context->view->page->id));
}

static struct str quiz_title(const struct visitor_context *context)
{
    const struct content_record *contest = contest_of(context);
    if (contest == NULL)
        return say(context, "Practice quiz");
    struct str parts[] = {tell_title(context, contest), say(context, "Practice")};
    return words_join(context, parts, 2);
}

static int64_t left_ms(const struct visitor_context *context)
{
    int64_t left = context->view->quiz->due_ms - context->view->now_monotonic_ms;
    return left > 0 ? left : 0;
}

// How much time is left; without the clock how far the quiz has come.
static void progress_bar(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct quiz *quiz = context->view->quiz;
    float done = quiz->due_ms > 0 ? (float)left_ms(context) / QUIZ_QUESTION_MS
                                  : (float)(quiz->at + (quiz->phase == QUIZ_TELLS)) /
                                        (float)quiz->count;
    ui_open(ui, &(struct ui_box){.key = STR("progress"),
                                 .dir = UI_ROW,
                                 .place = UI_TOP_FILL,
                                 .height = 16,
                                 .fill = UI_LINE,
                                 .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.width = ui_width(ui) * ui_spring(ui, STR("quiz time"),
                                                                   done, done, 400),
                                 .fill = (enum ui_token)(UI_FIELD + FIELD_T)});
    ui_close(ui);
    ui_close(ui);
}

static void head_chip(const struct visitor_context *context, struct str text, bool cup)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 14,
                                 .min_height = 64,
                                 .pad = UI_PAD_XY(28, 8),
                                 .align = UI_CENTER,
                                 .shrink = cup ? 1 : 0,
                                 .radius = 32,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .border_width = 2});
    if (cup)
        ui_icon(ui, UI_ICON_CUP, 28, UI_INK);
    ui_text(ui, &(struct ui_text){.text = text,
                                  .style = UI_LABEL,
                                  .size = 24,
                                  .max_lines = 2,
                                  .one_line = !cup,
                                  .shrink_to_fit = true});
    ui_close(ui);
}

static void head(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct quiz *quiz = context->view->quiz;
    struct str place[] = {words_number(context, (int64_t)quiz->at + 1),
                          words_number(context, (int64_t)quiz->count)};
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 24, .align = UI_CENTER});
    ui_open(ui,
            &(struct ui_box){
                .dir = UI_ROW, .gap = 16, .grow = 1, .shrink = 1, .align = UI_CENTER});
    head_chip(context, quiz_title(context), true);
    head_chip(context, words_put(context, say(context, "Question {1} of {2}"), place, 2),
              false);
    ui_close(ui);
    if (quiz->due_ms > 0) {
        int64_t seconds = (left_ms(context) + 999) / 1000;
        ui_text(ui, &(struct ui_text){.text = arena_printf(ui_arena(ui), "%lld:%02lld",
                                                           (long long)(seconds / 60),
                                                           (long long)(seconds % 60)),
                                      .style = UI_CLOCK,
                                      .size = part_compact(context) ? 44 : 56,
                                      .weight = TEXT_EXTRABOLD + 1,
                                      .one_line = true});
    }
    ui_close(ui);
}

void quiz_page_open(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    float margin = part_margin(context), edge = part_compact(context) ? 36 : 56;
    progress_bar(context);
    ui_open(ui, &(struct ui_box){.key = STR("quiz"),
                                 .dir = UI_COLUMN,
                                 .place = UI_FILL,
                                 .gap = part_compact(context) ? 20 : 36,
                                 .pad = {margin, edge, margin, edge},
                                 .align = UI_STRETCH});
    head(context);
    part_scroll_open(context,
                     arena_printf(ui_arena(ui), "quiz %zu %d", context->view->quiz->at,
                                  (int)context->view->quiz->phase),
                     part_compact(context) ? 20 : 32);
}

void quiz_page_close(const struct visitor_context *context,
                     const struct part_button *next)
{
    struct ui *ui = context->ui;
    part_scroll_close(context);
    ui_open(ui, &(struct ui_box){
                    .dir = UI_ROW, .gap = 24, .align = UI_CENTER, .justify = UI_BETWEEN});
    part_button(context, &(struct part_button){.text = say(context, "Leave"),
                                               .ghost = true,
                                               .action = {.verb = INTENT_BACK}});
    if (next->text.len > 0)
        part_button(context, next);
    ui_close(ui);
    ui_close(ui);
}

void quiz_words(const struct visitor_context *context,
                const struct content_record *question, struct str hint)
{
    struct ui *ui = context->ui;
    bool small = part_compact(context) ||
                 (context->view->quiz->players > 1 && !part_portrait(context)) ||
                 context->view->quiz->phase == QUIZ_TELLS;
    bool picture = question->media.count > 0;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 40, .align = UI_START});
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 12,
                                 .grow = 1,
                                 .shrink = 1,
                                 .max_width = picture ? 0 : 1400,
                                 .align = UI_STRETCH});
    ui_text(ui, &(struct ui_text){.text = tell_title(context, question),
                                  .style = UI_TITLE,
                                  .size = small ? 44 : 72,
                                  .max_lines = 5,
                                  .shrink_to_fit = true,
                                  .heading = true});
    if (hint.len > 0)
        part_text(context, hint, UI_LEAD, UI_INK_2);
    ui_close(ui);
    if (picture) {
        const struct content_media *media = &question->media.items[0];
        float height = small ? 220 : 300;
        float aspect =
            media->height_px > 0 ? (float)media->width_px / (float)media->height_px : 1;
        aspect = aspect < 0.5F ? 0.5F : aspect > 2 ? 2 : aspect;
        part_cover(
            context, question,
            &(struct ui_leaf){.width = height * aspect, .height = height, .radius = 32});
    }
    ui_close(ui);
}

// ---- who plays ----
static void players_card(const struct visitor_context *context, int players)
{
    struct ui *ui = context->ui;
    struct str text = say_plural(context, "{1} player", "{1} players", players);
    float size = part_compact(context) ? 48 : 64;
    ui_open(ui, &(struct ui_box){.key = text,
                                 .dir = UI_COLUMN,
                                 .gap = 24,
                                 .min_height = part_compact(context) ? 220 : 300,
                                 .pad = UI_PAD(24),
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .radius = 32,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .border_width = 3,
                                 .role = UI_BUTTON,
                                 .label = text,
                                 .action = quiz_action(QUIZ_MOVE_START, players, 0)});
    // Three and four stand in two rows.
    for (int row = 0; row < (players > 2 ? 2 : 1); row++) {
        ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 20, .align = UI_CENTER});
        for (int i = 2 * row; i < players && i < 2 * row + 2; i++)
            quiz_mark(context, i, size);
        ui_close(ui);
    }
    ui_text(ui, &(struct ui_text){.text = text,
                                  .style = UI_H3,
                                  .align = UI_CENTER,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .silent = true});
    ui_close(ui);
}

static void ready(const struct visitor_context *context)
{
    size_t count = quiz_count(&context->view->questions);
    if (count > QUIZ_ROUND_MOST)
        count = QUIZ_ROUND_MOST;
    const struct content_record *contest = contest_of(context);
    part_header_open(context, say(context, "Practice quiz"));
    part_chip(context, &(struct part_chip){.text = say(context, "Against the clock"),
                                           .on = context->view->quiz->timed,
                                           .action = quiz_action(QUIZ_MOVE_CLOCK, 0, 0)});
    part_header_close(context);
    part_scroll_open(context, STR("quiz ready"), 28);
    struct str what[] = {
        contest != NULL ? tell_title(context, contest) : STR(""),
        say_plural(context, "{1} question", "{1} questions", (int64_t)count),
        say(context, "No names, no marks: just try.")};
    part_lead(context, words_join(context, what, 3));
    part_heading(context, say(context, "How many of you play?"), UI_H2);
    part_grid_open(context, part_portrait(context) ? 2 : 4, 24);
    for (int i = 1; i <= QUIZ_PLAYERS_MOST; i++)
        players_card(context, i);
    part_grid_close(context);
    part_scroll_close(context);
}

// ---- the results ----
static struct str kind_word(const struct visitor_context *context)
{
    const struct quiz *quiz = context->view->quiz;
    size_t best = (size_t)quiz_best(quiz);
    if (quiz->players > 1)
        return say(context, "Well played, all of you!");
    if (best == quiz->count)
        return say(context, "All of them right. Wonderful!");
    if (2 * best >= quiz->count)
        return say(context, "Well done!");
    return say(context, "Every question you try teaches you something.");
}

static void score_card(const struct visitor_context *context, int player)
{
    struct ui *ui = context->ui;
    const struct quiz *quiz = context->view->quiz;
    int score = quiz->player[player].score;
    bool first = quiz->players > 1 && score > 0 && score == quiz_best(quiz);
    struct str text = quiz_of(context, score, (int64_t)quiz->count);
    struct str label[] = {quiz_player_name(context, player), text};
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 20,
                                 .min_height = part_compact(context) ? 220 : 300,
                                 .pad = UI_PAD(28),
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .radius = 32,
                                 .fill = UI_CARD,
                                 .border = first ? UI_SUN : UI_LINE,
                                 .border_width = first ? 8 : 3,
                                 .role = UI_REGION,
                                 .label = words_join(context, label, 2)});
    quiz_mark(context, player, 88);
    ui_text(ui, &(struct ui_text){.text = text,
                                  .style = UI_H2,
                                  .align = UI_CENTER,
                                  .max_lines = 2,
                                  .shrink_to_fit = true});
    ui_close(ui);
}

static void over(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    int players = context->view->quiz->players;
    part_header_open(context, kind_word(context));
    part_header_close(context);
    part_scroll_open(context, STR("quiz over"), 32);
    part_grid_open(context, part_portrait(context) && players > 2 ? 2 : players, 24);
    for (int i = 0; i < players; i++)
        score_card(context, i);
    part_grid_close(context);
    ui_open(ui, &(struct ui_box){.dir = UI_WRAP, .gap = 24, .run_gap = 16});
    part_button(context,
                &(struct part_button){.text = say(context, "Play again"),
                                      .action = quiz_action(QUIZ_MOVE_AGAIN, 0, 0)});
    part_button(context, &(struct part_button){.text = say(context, "Leave"),
                                               .ghost = true,
                                               .action = {.verb = INTENT_BACK}});
    ui_close(ui);
    part_scroll_close(context);
}

bool quiz_fills_page(const struct visitor_context *context)
{
    enum quiz_phase phase = context->view->quiz->phase;
    return context->view->page->route == ROUTE_QUIZ &&
           (phase == QUIZ_ASKS || phase == QUIZ_TELLS);
}

static void question_page(const struct visitor_context *context)
{
    const struct quiz *quiz = context->view->quiz;
    const struct content_record *question =
        quiz_question(quiz, &context->view->questions);
    if (question != NULL && quiz->phase == QUIZ_ASKS) {
        quiz_asks(context, question);
    } else if (question != NULL) {
        quiz_tells(context, question);
    } else { // it was withdrawn in the midst of the game
        quiz_page_open(context);
        part_nothing(context, say(context, "This question is no longer here."), STR(""));
        quiz_page_close(
            context, &(struct part_button){.text = say(context, "Next question"),
                                           .action = quiz_action(QUIZ_MOVE_NEXT, 0, 0)});
    }
}

void screen_quiz(const struct visitor_context *context)
{
    const struct model_view *view = context->view;
    if (quiz_fills_page(context)) {
        question_page(context);
        return;
    }
    part_page_open(context);
    if (view->slots[SLOT_QUESTIONS] == NULL) {
        part_header_open(context, say(context, "Practice quiz"));
        part_header_close(context);
        part_placeholders(context, 4, 4, 300);
    } else if (view->quiz->phase == QUIZ_OVER) {
        over(context);
    } else if (quiz_count(&view->questions) == 0) {
        part_nothing(context, say(context, "There are no questions yet"), STR(""));
    } else {
        ready(context);
    }
    part_page_close(context);
}

void part_practice(const struct visitor_context *context,
                   const struct content_record *contest)
{
    struct quiz_questions questions = context->view->questions;
    questions.contest = contest != NULL ? contest->id : STR("");
    if (quiz_count(&questions) == 0)
        return;
    struct ui_action open = part_open_action(ROUTE_QUIZ, questions.contest);
    if (contest == NULL) {
        part_chip(context, &(struct part_chip){.text = say(context, "Practice quiz"),
                                               .plain = true,
                                               .action = open});
        return;
    }
    ui_open(context->ui, &(struct ui_box){.dir = UI_ROW});
    part_button(context, &(struct part_button){.text = say(context, "Practice quiz"),
                                               .icon = UI_ICON_CUP,
                                               .has_icon = true,
                                               .action = open});
    ui_close(context->ui);
}
