#include "fixture.h"

#include "model/quiz.h"

static const char records[] =
    "{\"contest\":\"cup\",\"explanation\":{\"en\":\"Why\"},\"id\":\"one\","
    "\"kind\":\"question\",\"options\":[{\"text\":{\"en\":\"A\"}},{\"right\":true,"
    "\"text\":{\"en\":\"B\"}},{\"text\":{\"en\":\"C\"}}],\"title\":{\"en\":\"One?\"},"
    "\"type\":\"single\"}\n"
    "{\"contest\":\"cup\",\"id\":\"many\",\"kind\":\"question\",\"options\":[{\"right\":"
    "true,\"text\":{\"en\":\"A\"}},{\"text\":{\"en\":\"B\"}},{\"right\":true,\"text\":{"
    "\"en\":\"C\"}}],\"title\":{\"en\":\"Many?\"},\"type\":\"multiple\"}\n"
    "{\"contest\":\"cup\",\"id\":\"number\",\"kind\":\"question\",\"number\":-12,"
    "\"title\":{\"en\":\"How many?\"},\"type\":\"number\"}\n"
    "{\"contest\":\"other\",\"id\":\"row\",\"kind\":\"question\",\"options\":[{\"text\":{"
    "\"en\":\"A\"}},{\"text\":{\"en\":\"B\"}},{\"text\":{\"en\":\"C\"}}],\"title\":{"
    "\"en\":\"Order?\"},\"type\":\"order\"}\n";

struct game {
    struct store_result *result;
    struct quiz_questions questions;
    struct quiz quiz;
    int64_t now_ms;
};

static bool turn(struct game *game, enum quiz_move move, int player, int value)
{
    return quiz_apply(&game->quiz, &game->questions,
                      (struct quiz_turn){move, player, value}, game->now_ms);
}

static void begin(struct game *game, const char *json, const char *contest, int players)
{
    *game = (struct game){.result = fixture_result(1, 1, json), .now_ms = 1000};
    game->questions = (struct quiz_questions){game->result->records, game->result->count,
                                              str_from_cstr(contest)};
    turn(game, QUIZ_MOVE_START, players, 0);
}

static void finish(struct game *game)
{
    store_result_release(game->result);
}

Test(quiz, asks_the_questions_of_the_contest_one_after_another)
{
    struct game game;
    begin(&game, records, "cup", 1);
    cr_assert_eq(game.quiz.phase, QUIZ_ASKS);
    cr_assert_eq(game.quiz.count, 3);
    cr_assert(turn(&game, QUIZ_MOVE_CHOOSE, 0, 1));
    cr_assert(turn(&game, QUIZ_MOVE_LOCK, 0, 0));
    cr_assert_eq(game.quiz.phase, QUIZ_TELLS);
    cr_assert(game.quiz.player[0].right);
    cr_assert(turn(&game, QUIZ_MOVE_NEXT, 0, 0));
    cr_assert(turn(&game, QUIZ_MOVE_CHOOSE, 0, 0));
    cr_assert(turn(&game, QUIZ_MOVE_LOCK, 0, 0));
    cr_assert_not(game.quiz.player[0].right, "half of them is not right");
    cr_assert(turn(&game, QUIZ_MOVE_NEXT, 0, 0));
    static const int typed[] = {1, 2, 5};
    for (int i = 0; i < 3; i++)
        cr_assert(turn(&game, QUIZ_MOVE_DIGIT, 0, typed[i]));
    cr_assert(turn(&game, QUIZ_MOVE_DELETE, 0, 0));
    cr_assert(turn(&game, QUIZ_MOVE_MINUS, 0, 0));
    cr_assert_str_eq(game.quiz.player[0].digits, "-12");
    cr_assert(turn(&game, QUIZ_MOVE_LOCK, 0, 0));
    cr_assert(game.quiz.player[0].right);
    cr_assert(turn(&game, QUIZ_MOVE_NEXT, 0, 0));
    cr_assert_eq(game.quiz.phase, QUIZ_OVER);
    cr_assert_eq(quiz_best(&game.quiz), 2);
    cr_assert(turn(&game, QUIZ_MOVE_AGAIN, 0, 0));
    cr_assert_eq(game.quiz.player[0].score, 0);
    finish(&game);
}

Test(quiz, shows_an_order_mixed_and_takes_back_what_is_touched_again)
{
    struct game game;
    begin(&game, records, "other", 1);
    bool mixed = false;
    for (uint8_t i = 0; i < 3; i++)
        mixed = mixed || game.quiz.shown[i] != i;
    cr_assert(mixed);
    static const int touched[] = {2, 0, 2, 0, 1, 2};
    for (int i = 0; i < 6; i++)
        cr_assert(turn(&game, QUIZ_MOVE_CHOOSE, 0, touched[i]));
    cr_assert_not(turn(&game, QUIZ_MOVE_CHOOSE, 0, 3));
    cr_assert(turn(&game, QUIZ_MOVE_LOCK, 0, 0));
    cr_assert(game.quiz.player[0].right);
    finish(&game);
}

Test(quiz, waits_for_every_player_and_changes_nothing_that_is_locked)
{
    struct game game;
    begin(&game, records, "cup", 3);
    for (int i = 0; i < 3; i++) {
        cr_assert_not(turn(&game, QUIZ_MOVE_LOCK, i, 0), "nothing is chosen yet");
        cr_assert(turn(&game, QUIZ_MOVE_CHOOSE, i, i));
        cr_assert_eq(game.quiz.phase, QUIZ_ASKS);
        cr_assert(turn(&game, QUIZ_MOVE_LOCK, i, 0));
        cr_assert_not(turn(&game, QUIZ_MOVE_CHOOSE, i, 1));
    }
    cr_assert_eq(game.quiz.phase, QUIZ_TELLS);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(game.quiz.player[i].score, i == 1);
    finish(&game);
}

Test(quiz, ends_a_question_with_its_time)
{
    struct game game;
    begin(&game, records, "cup", 0);
    cr_assert_eq(game.quiz.phase, QUIZ_READY);
    cr_assert(turn(&game, QUIZ_MOVE_CLOCK, 0, 0));
    cr_assert(turn(&game, QUIZ_MOVE_START, 2, 0));
    cr_assert(turn(&game, QUIZ_MOVE_CHOOSE, 0, 1));
    cr_assert_not(quiz_tick(&game.quiz, &game.questions, 1000 + QUIZ_QUESTION_MS - 1));
    cr_assert(quiz_tick(&game.quiz, &game.questions, 1000 + QUIZ_QUESTION_MS));
    cr_assert_eq(game.quiz.phase, QUIZ_TELLS);
    cr_assert(game.quiz.player[0].right, "what stood there counts");
    cr_assert_not(game.quiz.player[1].right);
    finish(&game);
}

Test(quiz, goes_on_when_a_question_is_withdrawn)
{
    struct game game;
    begin(&game, records, "cup", 1);
    cr_assert_not(turn(&game, QUIZ_MOVE_NEXT, 0, 0), "not before it is answered");
    game.questions.count = 0;
    cr_assert_null(quiz_question(&game.quiz, &game.questions));
    cr_assert_not(turn(&game, QUIZ_MOVE_CHOOSE, 0, 0));
    for (int i = 0; i < 3; i++)
        cr_assert(turn(&game, QUIZ_MOVE_NEXT, 0, 0));
    cr_assert_eq(game.quiz.phase, QUIZ_OVER);
    cr_assert_not(turn(&game, QUIZ_MOVE_AGAIN, 0, 0));
    finish(&game);
}

Test(quiz, asks_other_questions_in_the_next_game_when_there_are_more)
{
    char json[4096] = "";
    for (int i = 0; i < 13; i++)
        snprintf(json + strlen(json), sizeof(json) - strlen(json),
                 "{\"contest\":\"cup\",\"id\":\"q%02d\",\"kind\":\"question\",\"number\":"
                 "1,\"title\":{\"en\":"
                 "\"?\"},\"type\":\"number\"}\n",
                 i);
    struct game game;
    begin(&game, json, "", 1);
    cr_assert_eq(game.quiz.count, QUIZ_ROUND_MOST);
    cr_assert_str_eq(game.quiz.asked[0], "q00");
    game.quiz.phase = QUIZ_OVER;
    cr_assert(turn(&game, QUIZ_MOVE_AGAIN, 0, 0));
    cr_assert_str_eq(game.quiz.asked[0], "q10");
    cr_assert_str_eq(game.quiz.asked[3], "q00");
    finish(&game);
}

Test(quiz, survives_any_turn)
{
    struct game game;
    begin(&game, records, "", 4);
    uint32_t seed = 7;
    for (int i = 0; i < 200000; i++) {
        seed = seed * 1664525U + 1013904223U;
        struct quiz_turn any;
        if (!quiz_unpack((int64_t)(seed >> 8) % 40000 - 100, &any))
            continue;
        quiz_apply(&game.quiz, &game.questions, any, game.now_ms++);
        cr_assert_eq(quiz_pack(any) >= 0, true);
        cr_assert_leq(quiz_best(&game.quiz), (int)game.quiz.count);
    }
    finish(&game);
}

Test(quiz, is_forgotten_with_its_page)
{
    struct fixture f;
    fixture_init(&f, "2026-11-21T13:32:00Z");
    fixture_do(&f, INTENT_BEGIN, 0, "");
    fixture_state(&f, 1);
    fixture_do(&f, INTENT_OPEN, ROUTE_QUIZ, "cup");
    fixture_answer(&f, CONTENT_QUESTION, records, 1);
    struct quiz_turn start = {QUIZ_MOVE_START, 2, 0};
    cr_assert(fixture_do(&f, INTENT_QUIZ, quiz_pack(start), ""));
    cr_assert_eq(fixture_look(&f).quiz->phase, QUIZ_ASKS);
    cr_assert(fixture_do(&f, INTENT_BACK, 0, ""));
    cr_assert_eq(fixture_look(&f).quiz->phase, QUIZ_READY);
    cr_assert_not(fixture_do(&f, INTENT_QUIZ, quiz_pack(start), ""), "no quiz is open");
    model_destroy(f.model);
}
