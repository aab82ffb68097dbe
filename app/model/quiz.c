// The practice quiz: moves in, the next state out.
#include "model/quiz.h"

#include <string.h>

enum { PACK_VALUES = 64 };

int64_t quiz_pack(struct quiz_turn turn)
{
    return ((int64_t)turn.move * PACK_VALUES + turn.player) * PACK_VALUES + turn.value;
}

bool quiz_unpack(int64_t number, struct quiz_turn *out_turn)
{
    if (number < 0 || number >= (int64_t)QUIZ_MOVE_COUNT * PACK_VALUES * PACK_VALUES)
        return false;
    *out_turn = (struct quiz_turn){
        .move = (enum quiz_move)(number / PACK_VALUES / PACK_VALUES),
        .player = (int)(number / PACK_VALUES % PACK_VALUES),
        .value = (int)(number % PACK_VALUES),
    };
    return true;
}

static bool belongs(const struct quiz_questions *questions, size_t index)
{
    return questions->contest.len == 0 ||
           str_equal(questions->records[index].contest, questions->contest);
}

size_t quiz_count(const struct quiz_questions *questions)
{
    size_t count = 0;
    for (size_t i = 0; i < questions->count; i++)
        count += belongs(questions, i);
    return count;
}

enum quiz_type quiz_type(const struct content_record *question)
{
    if (str_equal(question->answer_type, STR("multiple")))
        return QUIZ_MULTIPLE;
    if (str_equal(question->answer_type, STR("number")))
        return QUIZ_NUMBER;
    return str_equal(question->answer_type, STR("order")) ? QUIZ_ORDER : QUIZ_SINGLE;
}

static size_t option_count(const struct content_record *question)
{
    return question->options.count < QUIZ_OPTIONS_MOST ? question->options.count
                                                       : QUIZ_OPTIONS_MOST;
}

const struct content_record *quiz_question(const struct quiz *quiz,
                                           const struct quiz_questions *questions)
{
    if ((quiz->phase != QUIZ_ASKS && quiz->phase != QUIZ_TELLS) ||
        quiz->at >= quiz->count)
        return NULL;
    struct str id = str_from_cstr(quiz->asked[quiz->at]);
    for (size_t i = 0; i < questions->count; i++)
        if (str_equal(questions->records[i].id, id) &&
            option_count(&questions->records[i]) == quiz->options)
            return &questions->records[i];
    return NULL;
}

bool quiz_answered(const struct quiz *quiz, int player,
                   const struct content_record *question)
{
    const struct quiz_player *one = &quiz->player[player];
    switch (quiz_type(question)) {
    case QUIZ_SINGLE:
    case QUIZ_MULTIPLE:
        return one->chosen != 0;
    case QUIZ_NUMBER:
        return one->digits[0] != '\0' && strcmp(one->digits, "-") != 0;
    case QUIZ_ORDER:
        return one->ordered == quiz->options;
    }
    return false;
}

int quiz_best(const struct quiz *quiz)
{
    int best = 0;
    for (int i = 0; i < quiz->players; i++)
        if (quiz->player[i].score > best)
            best = quiz->player[i].score;
    return best;
}

// ---- the questions of a game ----

// An author writes the options of an order as they belong; they are shown in another one,
// the same for every player and every time.
static void shuffle(struct quiz *quiz, struct str seed)
{
    uint32_t state = 2166136261U;
    for (size_t i = 0; i < seed.len; i++)
        state = (state ^ (uint8_t)seed.ptr[i]) * 16777619U;
    for (size_t i = quiz->options; i > 1; i--) {
        state = state * 1664525U + 1013904223U;
        size_t j = (state >> 16) % i;
        uint8_t held = quiz->shown[i - 1];
        quiz->shown[i - 1] = quiz->shown[j];
        quiz->shown[j] = held;
    }
    bool sorted = true;
    for (size_t i = 0; i < quiz->options; i++)
        sorted = sorted && quiz->shown[i] == i;
    if (sorted && quiz->options > 1) {
        quiz->shown[0] = 1;
        quiz->shown[1] = 0;
    }
}

static void ask(struct quiz *quiz, const struct quiz_questions *questions, int64_t now_ms)
{
    const struct content_record *question = NULL;
    struct str id = str_from_cstr(quiz->asked[quiz->at]);
    for (size_t i = 0; question == NULL && i < questions->count; i++)
        if (str_equal(questions->records[i].id, id))
            question = &questions->records[i];
    for (int i = 0; i < QUIZ_PLAYERS_MOST; i++)
        quiz->player[i] = (struct quiz_player){.score = quiz->player[i].score};
    quiz->options = question != NULL ? option_count(question) : 0;
    for (size_t i = 0; i < quiz->options; i++)
        quiz->shown[i] = (uint8_t)i;
    if (question != NULL && quiz_type(question) == QUIZ_ORDER)
        shuffle(quiz, question->id);
    quiz->phase = QUIZ_ASKS;
    quiz->due_ms = quiz->timed ? now_ms + QUIZ_QUESTION_MS : 0;
}

static bool begin(struct quiz *quiz, const struct quiz_questions *questions,
                  int64_t now_ms)
{
    size_t all = quiz_count(questions);
    if (all == 0)
        return false;
    size_t first = quiz->games * QUIZ_ROUND_MOST % all;
    quiz->count = all < QUIZ_ROUND_MOST ? all : QUIZ_ROUND_MOST;
    size_t rank = 0;
    for (size_t i = 0; i < questions->count; i++) {
        if (!belongs(questions, i))
            continue;
        size_t place = (rank++ + all - first) % all;
        if (place < quiz->count &&
            !str_to_cstr(questions->records[i].id, quiz->asked[place],
                         sizeof(quiz->asked[place])))
            quiz->asked[place][0] = '\0';
    }
    quiz->games++;
    quiz->at = 0;
    memset(quiz->player, 0, sizeof(quiz->player));
    ask(quiz, questions, now_ms);
    return true;
}

// ---- answers ----
static uint32_t right_options(const struct quiz *quiz,
                              const struct content_record *question)
{
    uint32_t right = 0;
    for (size_t i = 0; i < quiz->options; i++)
        right |= (uint32_t)question->options.items[i].right << i;
    return right;
}

static bool number_is(const char *digits, int64_t number)
{
    bool negative = digits[0] == '-';
    const char *at = digits + negative;
    if (*at == '\0')
        return false;
    int64_t value = 0;
    for (; *at != '\0'; at++)
        value = value * 10 + (*at - '0');
    return (negative ? -value : value) == number;
}

static bool judge(const struct quiz *quiz, const struct quiz_player *player,
                  const struct content_record *question)
{
    switch (quiz_type(question)) {
    case QUIZ_SINGLE:
    case QUIZ_MULTIPLE:
        return player->chosen != 0 && player->chosen == right_options(quiz, question);
    case QUIZ_NUMBER:
        return number_is(player->digits, question->number);
    case QUIZ_ORDER:
        for (size_t i = 0; i < player->ordered; i++)
            if (player->order[i] != i)
                return false;
        return player->ordered == quiz->options;
    }
    return false;
}

static void tell(struct quiz *quiz, const struct content_record *question)
{
    for (int i = 0; i < quiz->players; i++) {
        struct quiz_player *player = &quiz->player[i];
        player->locked = true;
        player->right = judge(quiz, player, question);
        player->score += player->right;
    }
    quiz->phase = QUIZ_TELLS;
    quiz->due_ms = 0;
}

static void put_in_order(struct quiz_player *player, uint8_t option)
{
    for (size_t i = 0; i < player->ordered; i++)
        if (player->order[i] == option) {
            player->ordered = i; // taken back, with what came after it
            return;
        }
    player->order[player->ordered++] = option;
}

static bool choose(struct quiz *quiz, const struct content_record *question, int number,
                   int value)
{
    struct quiz_player *player = &quiz->player[number];
    if (value < 0 || (size_t)value >= quiz->options)
        return false;
    switch (quiz_type(question)) {
    case QUIZ_SINGLE:
        player->chosen = 1U << value;
        return true;
    case QUIZ_MULTIPLE:
        player->chosen ^= 1U << value;
        return true;
    case QUIZ_ORDER:
        put_in_order(player, (uint8_t)value);
        return true;
    case QUIZ_NUMBER:
        return false;
    }
    return false;
}

static bool press(struct quiz_player *player, struct quiz_turn turn)
{
    size_t length = strlen(player->digits);
    bool negative = player->digits[0] == '-';
    if (turn.move == QUIZ_MOVE_DELETE) {
        if (length > 0)
            player->digits[length - 1] = '\0';
        return length > 0;
    }
    if (turn.move == QUIZ_MOVE_MINUS) {
        if (negative)
            memmove(player->digits, player->digits + 1, length);
        else
            memmove(player->digits + 1, player->digits, length + 1);
        if (!negative)
            player->digits[0] = '-';
        return true;
    }
    if (length - negative >= QUIZ_DIGITS_MOST || turn.value < 0 || turn.value > 9)
        return false;
    player->digits[length] = (char)('0' + turn.value);
    player->digits[length + 1] = '\0';
    return true;
}

static bool lock(struct quiz *quiz, const struct content_record *question, int player)
{
    if (!quiz_answered(quiz, player, question))
        return false;
    quiz->player[player].locked = true;
    for (int i = 0; i < quiz->players; i++)
        if (!quiz->player[i].locked)
            return true;
    tell(quiz, question);
    return true;
}

static bool answer(struct quiz *quiz, const struct quiz_questions *questions,
                   struct quiz_turn turn)
{
    const struct content_record *question = quiz_question(quiz, questions);
    if (question == NULL || quiz->phase != QUIZ_ASKS || turn.player < 0 ||
        turn.player >= quiz->players || quiz->player[turn.player].locked)
        return false;
    if (turn.move == QUIZ_MOVE_CHOOSE)
        return choose(quiz, question, turn.player, turn.value);
    if (turn.move == QUIZ_MOVE_LOCK)
        return lock(quiz, question, turn.player);
    return quiz_type(question) == QUIZ_NUMBER && press(&quiz->player[turn.player], turn);
}

bool quiz_apply(struct quiz *quiz, const struct quiz_questions *questions,
                struct quiz_turn turn, int64_t now_ms)
{
    switch (turn.move) {
    case QUIZ_MOVE_CLOCK:
        quiz->timed = quiz->phase == QUIZ_READY ? !quiz->timed : quiz->timed;
        return quiz->phase == QUIZ_READY;
    case QUIZ_MOVE_START:
        if (quiz->phase != QUIZ_READY || turn.player < 1 ||
            turn.player > QUIZ_PLAYERS_MOST)
            return false;
        quiz->players = turn.player;
        return begin(quiz, questions, now_ms);
    case QUIZ_MOVE_CHOOSE:
    case QUIZ_MOVE_DIGIT:
    case QUIZ_MOVE_MINUS:
    case QUIZ_MOVE_DELETE:
    case QUIZ_MOVE_LOCK:
        return answer(quiz, questions, turn);
    case QUIZ_MOVE_NEXT:
        if (quiz->phase != QUIZ_TELLS &&
            (quiz->phase != QUIZ_ASKS || quiz_question(quiz, questions) != NULL))
            return false;
        if (++quiz->at < quiz->count)
            ask(quiz, questions, now_ms);
        else
            quiz->phase = QUIZ_OVER;
        return true;
    case QUIZ_MOVE_AGAIN:
        return quiz->phase == QUIZ_OVER && begin(quiz, questions, now_ms);
    case QUIZ_MOVE_COUNT:
        return false;
    }
    return false;
}

bool quiz_tick(struct quiz *quiz, const struct quiz_questions *questions, int64_t now_ms)
{
    const struct content_record *question = quiz_question(quiz, questions);
    if (question == NULL || quiz->phase != QUIZ_ASKS || quiz->due_ms == 0 ||
        now_ms < quiz->due_ms)
        return false;
    tell(quiz, question);
    return true;
}
