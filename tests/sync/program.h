// foyer-sync as somebody starts it.
#ifndef TESTS_SYNC_PROGRAM_H
#define TESTS_SYNC_PROGRAM_H

#include <sys/types.h>

#include "base/arena.h"

// Runs it with these words (NULL at the end); what it says goes into the file `output`.
pid_t program_start(const char *output, const char *const *words);
int program_finish(pid_t child); // the exit code; -1 when a signal ended it
const char *program_output(struct arena *arena, const char *output);

void program_rest(int64_t ms);
bool program_comes(const char *path); // waits for a file; false: it does not come
// Waits until the file says `text`.
bool program_says(struct arena *arena, const char *path, const char *text);

#endif
