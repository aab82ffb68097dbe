// What the screens of the practice quiz share.
#ifndef VISITOR_QUIZ_H
#define VISITOR_QUIZ_H

#include "parts.h"

struct ui_action quiz_action(enum quiz_move move, int player, int value);
// "A", "B" ... in the letters of the language.
struct str quiz_letter(const struct visitor_context *context, size_t index);
struct str quiz_player_name(const struct visitor_context *context, int player);
// A player's mark: a shape in its colour.
void quiz_mark(const struct visitor_context *context, int player, float size);
// "3 of 10".
struct str quiz_of(const struct visitor_context *context, int64_t count, int64_t of);

// The page of a question: bar of time or progress, what this is, and a scrolling column.
void quiz_page_open(const struct visitor_context *context);
// Leave at the start and `next` at the end below that column. Text empty: only Leave.
void quiz_page_close(const struct visitor_context *context,
                     const struct part_button *next);
// The question's words, and its picture.
void quiz_words(const struct visitor_context *context,
                const struct content_record *question, struct str hint);

void quiz_asks(const struct visitor_context *context,
               const struct content_record *question);
void quiz_tells(const struct visitor_context *context,
                const struct content_record *question);

#endif
