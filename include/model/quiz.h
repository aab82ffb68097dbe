// The practice quiz: one to four players at one screen answer the same questions. Nobody
// says a name; a player is a number from 0 on, which screens show as a shape. Pure: the
// time comes in, the questions are lent. Any thread.
#ifndef MODEL_QUIZ_H
#define MODEL_QUIZ_H

#include "content/record.h"

enum {
    QUIZ_PLAYERS_MOST = 4,
    QUIZ_OPTIONS_MOST = 8, // what a record has beyond them is not asked for
    QUIZ_ROUND_MOST = 10,  // questions of one game
    QUIZ_DIGITS_MOST = 9,
    QUIZ_QUESTION_MS = 30000 // to answer one, when it goes by the clock
};

enum quiz_phase {
    QUIZ_READY, // how many play, with or without the clock?
    QUIZ_ASKS,
    QUIZ_TELLS, // what is right, and why
    QUIZ_OVER
};

enum quiz_type { QUIZ_SINGLE, QUIZ_MULTIPLE, QUIZ_NUMBER, QUIZ_ORDER };

// The answer of one player to the question that stands, and what went before.
struct quiz_player {
    uint32_t chosen;                  // bits of options: single, multiple
    uint8_t order[QUIZ_OPTIONS_MOST]; // options in the order they were touched
    size_t ordered;
    char digits[QUIZ_DIGITS_MOST + 2]; // "-12"
    bool locked;
    bool right; // once the question is over
    int score;
};

struct quiz {
    enum quiz_phase phase;
    bool timed;
    int players;
    struct quiz_player player[QUIZ_PLAYERS_MOST];
    char asked[QUIZ_ROUND_MOST][136]; // ids of the questions of this game
    size_t count, at;
    size_t games;   // begun since the screen was opened; each asks the next ones
    int64_t due_ms; // monotonic: the question is over; 0: without the clock
    uint8_t shown[QUIZ_OPTIONS_MOST]; // options as they stand on the screen
    size_t options;
};

enum quiz_move {
    QUIZ_MOVE_CLOCK,  // with or without
    QUIZ_MOVE_START,  // player: how many play
    QUIZ_MOVE_CHOOSE, // value: option of the record, as it stands there
    QUIZ_MOVE_DIGIT,  // value: 0..9
    QUIZ_MOVE_MINUS,
    QUIZ_MOVE_DELETE,
    QUIZ_MOVE_LOCK,
    QUIZ_MOVE_NEXT,
    QUIZ_MOVE_AGAIN, // the same players, the next questions
    QUIZ_MOVE_COUNT
};
struct quiz_turn {
    enum quiz_move move;
    int player, value;
};
// A turn as the number of an intent, and back; what is none is refused.
int64_t quiz_pack(struct quiz_turn turn);
NODISCARD bool quiz_unpack(int64_t number, struct quiz_turn *out_turn);

// The questions lent: those of `contest`; empty: all of them.
struct quiz_questions {
    const struct content_record *records;
    size_t count;
    struct str contest;
};
size_t quiz_count(const struct quiz_questions *questions);

// true: something a screen shows has changed.
bool quiz_apply(struct quiz *quiz, const struct quiz_questions *questions,
                struct quiz_turn turn, int64_t now_ms);
// The time of a question runs out.
bool quiz_tick(struct quiz *quiz, const struct quiz_questions *questions, int64_t now_ms);

enum quiz_type quiz_type(const struct content_record *question);
// NULL: none stands, or it has gone or changed since: then only QUIZ_MOVE_NEXT goes on.
const struct content_record *quiz_question(const struct quiz *quiz,
                                           const struct quiz_questions *questions);
// Whether there is something that can be locked in.
bool quiz_answered(const struct quiz *quiz, int player,
                   const struct content_record *question);
// The most points that anybody has.
int quiz_best(const struct quiz *quiz);

#endif
