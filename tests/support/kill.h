// Ends a program at a chosen instant: `run` goes on in a child that is killed there.
#ifndef SUPPORT_KILL_H
#define SUPPORT_KILL_H

#include "base/str.h"

typedef void kill_run_fn(void *context);

// A `step` callback: kills the program at the step that kill_at_step() chose. Its context
// is the one that `run` was given.
void kill_step(void *context, const char *name);
// true: it was killed before the step-th step (1..), false: it came to its end.
bool kill_at_step(kill_run_fn *run, int64_t step);

// Kills it as it enters the number-th call that changes the disk. false: ptrace is not
// allowed here. *out_killed false: it came to its end.
NODISCARD bool kill_at_call(kill_run_fn *run, int64_t number, bool *out_killed);

#endif
