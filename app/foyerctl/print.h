// What goes to a terminal: neutral text, JSON, tables, progress.
#ifndef FOYERCTL_PRINT_H
#define FOYERCTL_PRINT_H

#include <stdio.h>

#include "base/clock.h"

// Control characters (C0, DEL, C1), bidirectional controls and invalid UTF-8 become \xNN
// or \u{NNNN}, so that no text can steer the terminal or forge a line.
void print_neutral(FILE *out, struct str text);
// A JSON string with its quotation marks, safe for terminals as well.
void print_json_string(FILE *out, struct str text);
// A whole JSON text, with what a terminal might act on written as \uNNNN.
void print_json_text(FILE *out, struct str json);
// "foyerctl COMMAND: text: detail" to stderr; detail may be NULL.
void print_error(const char *command, const char *text, const char *detail);

// Progress on stderr when it is a terminal, from the second second on.
struct progress {
    int64_t start_ms, shown_ms;
    bool terminal, dirty;
};
void progress_init(struct progress *progress);
void progress_show(struct progress *progress, struct str what, int64_t done,
                   int64_t total);
void progress_finish(struct progress *progress); // clears the line

#endif
