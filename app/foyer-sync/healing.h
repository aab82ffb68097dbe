// Content re-read slowly between the polls, and at once when the screen complains.
#ifndef FOYER_SYNC_HEALING_H
#define FOYER_SYNC_HEALING_H

#include "sync/heal.h"

struct service;

struct healing {
    struct sync_heal *heal;
    struct sync_damage damage; // found, and not yet mended
    bool damaged;
    int64_t due_ms;       // monotonic; the next step
    int64_t rest_ms;      // monotonic; the next round does not begin before
    int64_t round_ms;     // when this one began
    int64_t saved_ms;     // where it stands was written last
    int64_t budget_bytes; // of a step; 0: not known yet
};

void healing_start(struct service *service);
void healing_stop(struct service *service); // keeps where it stands
// One step when it is time. What only a server can bring makes its feed's poll due.
void healing_run(struct service *service);

#endif
