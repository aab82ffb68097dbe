// A question of the practice quiz while it is open: one player touches the answers
// themselves, several have a panel each with the letters on it.
#include "quiz.h"

static struct str hint_text(const struct visitor_context *context,
                            const struct content_record *question)
{
    switch (quiz_type(question)) {
    case QUIZ_SINGLE:
        return STR("");
    case QUIZ_MULTIPLE:
        return say(context, "Choose all that are right.");
    case QUIZ_NUMBER:
        return say(context, "Type a number.");
    case QUIZ_ORDER:
        return say(context, "Touch them in the right order.");
    }
    return STR("");
}

// 1 + the place that the player gave it; 0: none yet.
static size_t place_of(const struct quiz_player *player, size_t option)
{
    for (size_t i = 0; i < player->ordered; i++)
        if (player->order[i] == option)
            return i + 1;
    return 0;
}

static bool is_chosen(const struct quiz_player *player, size_t option)
{
    return (player->chosen & (1U << option)) != 0 || place_of(player, option) > 0;
}

// In an order the place stands where the letter was.
static struct str sign_of(const struct visitor_context *context,
                          const struct quiz_player *player, size_t shown, size_t option)
{
    size_t place = place_of(player, option);
    return place > 0 ? words_number(context, (int64_t)place)
                     : quiz_letter(context, shown);
}

static void round_sign(const struct visitor_context *context, struct str text, bool on,
                       float size)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.width = size,
                                 .height = size,
                                 .radius = size / 2,
                                 .fill = on ? UI_WHITE : UI_INK,
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER});
    ui_text(ui, &(struct ui_text){.text = text,
                                  .style = UI_LABEL,
                                  .size = size * 0.5F,
                                  .weight = TEXT_EXTRABOLD + 1,
                                  .color = on ? UI_INK : UI_WHITE,
                                  .one_line = true,
                                  .silent = true});
    ui_close(ui);
}

// `touch`: the only player's. Else it is to read, and the panels have the letters.
static void option_card(const struct visitor_context *context,
                        const struct content_record *question, size_t shown, bool touch)
{
    struct ui *ui = context->ui;
    const struct quiz *quiz = context->view->quiz;
    size_t option = quiz->shown[shown];
    struct str text = tell(context, question->options.items[option].text);
    bool on = touch && is_chosen(&quiz->player[0], option);
    bool big = touch && !part_compact(context);
    float height = !touch                                           ? 72
                   : part_compact(context)                          ? 112
                   : quiz->options > 4 || question->media.count > 0 ? 132
                                                                    : 188;
    ui_open(ui, &(struct ui_box){.key = arena_printf(ui_arena(ui), "option %zu", option),
                                 .dir = UI_ROW,
                                 .gap = big ? 32 : 20,
                                 .min_height = height,
                                 .pad = UI_PAD_XY(big ? 48 : 20, 12),
                                 .align = UI_CENTER,
                                 .radius = touch ? 40 : 28,
                                 .fill = on ? UI_INK : UI_CARD,
                                 .border = on ? UI_INK : UI_LINE,
                                 .border_width = touch ? 4 : 2,
                                 .role = touch ? UI_TOGGLE : UI_LIST_ITEM,
                                 .state = on ? UI_CHECKED : 0,
                                 .label = text,
                                 .action =
                                     touch ? quiz_action(QUIZ_MOVE_CHOOSE, 0, (int)option)
                                           : (struct ui_action){0}});
    struct str sign = touch ? sign_of(context, &quiz->player[0], shown, option)
                            : quiz_letter(context, shown);
    round_sign(context, sign, on, big ? 84 : 48);
    ui_text(ui, &(struct ui_text){.text = text,
                                  .style = UI_H3,
                                  .size = big ? 40 : 30,
                                  .color = on ? UI_WHITE : UI_INK,
                                  .max_lines = 4,
                                  .shrink_to_fit = true,
                                  .grow = 1,
                                  .silent = touch});
    ui_close(ui);
}

static void options(const struct visitor_context *context,
                    const struct content_record *question, bool touch)
{
    if (context->view->quiz->options == 0)
        return;
    bool narrow = part_portrait(context) && touch;
    part_grid_open(context, narrow ? 1 : 2, touch && !part_compact(context) ? 28 : 16);
    for (size_t i = 0; i < context->view->quiz->options; i++)
        option_card(context, question, i, touch);
    part_grid_close(context);
}

// ---- a key of a panel ----
struct key {
    struct str text, label;
    bool on, strong;
    float height, grow;
    struct ui_action action;
};

static void key(const struct visitor_context *context, const struct key *key)
{
    struct ui *ui = context->ui;
    enum ui_token ink = key->on || key->strong ? UI_WHITE : UI_INK;
    bool dead = key->action.verb == 0;
    ui_open(ui, &(struct ui_box){.key = key->label,
                                 .dir = UI_ROW,
                                 .min_height = key->height,
                                 .grow = key->grow,
                                 .shrink = 1,
                                 .pad = UI_PAD_XY(8, 4),
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .radius = 24,
                                 .fill = key->on || key->strong ? UI_INK : UI_PAPER,
                                 .border = key->on || key->strong ? UI_INK : UI_LINE,
                                 .border_width = 3,
                                 .role = key->strong ? UI_BUTTON : UI_TOGGLE,
                                 .state = (key->on ? UI_CHECKED : 0U) |
                                          (dead ? UI_DISABLED : 0U),
                                 .label = key->label,
                                 .action = key->action});
    ui_text(ui, &(struct ui_text){.text = key->text,
                                  .style = UI_H3,
                                  .color = ink,
                                  .weight = TEXT_EXTRABOLD + 1,
                                  .align = UI_CENTER,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .silent = true});
    ui_close(ui);
}

// "Circle: 7", or "7" alone when there is but one player.
static struct str key_label(const struct visitor_context *context, int player,
                            struct str text)
{
    if (context->view->quiz->players == 1)
        return text;
    return arena_printf(ui_arena(context->ui), "%.*s: %.*s",
                        STR_ARG(quiz_player_name(context, player)), STR_ARG(text));
}

static void keypad(const struct visitor_context *context, int player)
{
    struct ui *ui = context->ui;
    const struct quiz_player *one = &context->view->quiz->player[player];
    struct str typed = str_from_cstr(one->digits);
    ui_open(ui, &(struct ui_box){.min_height = 72,
                                 .radius = 24,
                                 .fill = UI_CARD,
                                 .border = UI_INK,
                                 .border_width = 3,
                                 .dir = UI_ROW,
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .role = UI_STATUS});
    ui_text(ui, &(struct ui_text){.text = typed.len > 0 ? typed : STR("–"),
                                  .style = UI_NUMBER,
                                  .size = 40,
                                  .one_line = true});
    ui_close(ui);
    // A lone player has the width for two rows, a panel has not.
    bool wide = context->view->quiz->players == 1 && !part_portrait(context);
    part_grid_open(context, wide ? 6 : 3, 12);
    for (int i = 0; i < 12; i++) {
        int digit = i == 10 ? 0 : i + 1;
        enum quiz_move move = i == 9    ? QUIZ_MOVE_MINUS
                              : i == 11 ? QUIZ_MOVE_DELETE
                                        : QUIZ_MOVE_DIGIT;
        struct str text = i == 9    ? STR("−")
                          : i == 11 ? STR("←")
                                    : words_number(context, digit);
        struct str label = i == 9    ? say(context, "Minus")
                           : i == 11 ? say(context, "Delete")
                                     : text;
        key(context,
            &(struct key){.text = text,
                          .label = key_label(context, player, label),
                          .height = 88,
                          .action = one->locked ? (struct ui_action){0}
                                                : quiz_action(move, player, digit)});
    }
    part_grid_close(context);
}

static void letters(const struct visitor_context *context, int player)
{
    const struct quiz *quiz = context->view->quiz;
    const struct quiz_player *one = &quiz->player[player];
    int columns = quiz->options > 4 ? 4 : 2;
    part_grid_open(context, columns, 12);
    for (size_t i = 0; i < quiz->options; i++) {
        size_t option = quiz->shown[i];
        key(context,
            &(struct key){.text = sign_of(context, one, i, option),
                          .label = key_label(context, player, quiz_letter(context, i)),
                          .on = is_chosen(one, option),
                          .height = part_compact(context) ? 88 : 104,
                          .action = one->locked ? (struct ui_action){0}
                                                : quiz_action(QUIZ_MOVE_CHOOSE, player,
                                                              (int)option)});
    }
    part_grid_close(context);
}

static void panel(const struct visitor_context *context,
                  const struct content_record *question, int player)
{
    struct ui *ui = context->ui;
    const struct quiz *quiz = context->view->quiz;
    const struct quiz_player *one = &quiz->player[player];
    bool ready = quiz_answered(quiz, player, question);
    ui_open(ui, &(struct ui_box){.key = quiz_player_name(context, player),
                                 .dir = UI_COLUMN,
                                 .gap = 14,
                                 .pad = UI_PAD(20),
                                 .radius = 32,
                                 .fill = UI_CARD,
                                 .border = one->locked ? UI_GOOD : UI_LINE,
                                 .border_width = one->locked ? 6 : 3,
                                 .align = UI_STRETCH,
                                 .role = UI_REGION,
                                 .label = quiz_player_name(context, player)});
    if (quiz_type(question) == QUIZ_NUMBER)
        keypad(context, player);
    else
        letters(context, player);
    struct str lock = one->locked ? say(context, "Locked in") : say(context, "Lock in");
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 14, .align = UI_CENTER});
    quiz_mark(context, player, 56);
    key(context, &(struct key){.grow = 1,
                               .text = lock,
                               .label = key_label(context, player, lock),
                               .strong = ready && !one->locked,
                               .height = 88,
                               .action = ready && !one->locked
                                             ? quiz_action(QUIZ_MOVE_LOCK, player, 0)
                                             : (struct ui_action){0}});
    ui_close(ui);
    ui_close(ui);
}

static void alone(const struct visitor_context *context,
                  const struct content_record *question)
{
    struct ui *ui = context->ui;
    const struct quiz *quiz = context->view->quiz;
    if (quiz_type(question) == QUIZ_NUMBER) {
        ui_open(ui, &(struct ui_box){.dir = UI_ROW, .justify = UI_START});
        ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                     .gap = 14,
                                     .width = part_portrait(context) ? 560 : 960,
                                     .align = UI_STRETCH});
        keypad(context, 0);
        ui_close(ui);
        ui_close(ui);
    } else {
        options(context, question, true);
    }
    bool ready = quiz_answered(quiz, 0, question);
    quiz_page_close(context, &(struct part_button){
                                 .text = ready ? say(context, "Lock in answer") : STR(""),
                                 .icon = UI_ICON_FORWARD,
                                 .has_icon = true,
                                 .icon_last = true,
                                 .action = quiz_action(QUIZ_MOVE_LOCK, 0, 0)});
}

void quiz_asks(const struct visitor_context *context,
               const struct content_record *question)
{
    const struct quiz *quiz = context->view->quiz;
    quiz_page_open(context);
    quiz_words(context, question, hint_text(context, question));
    if (!part_compact(context))
        ui_space(context->ui, 0);
    if (quiz->players == 1) {
        alone(context, question);
        return;
    }
    options(context, question, false);
    bool two_rows = part_portrait(context) && quiz->players > 2;
    part_grid_open(context, two_rows ? 2 : quiz->players,
                   part_compact(context) ? 16 : 24);
    for (int i = 0; i < quiz->players; i++)
        panel(context, question, i);
    part_grid_close(context);
    quiz_page_close(context, &(struct part_button){0});
}
