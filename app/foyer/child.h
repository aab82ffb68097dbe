// foyer-sync as a child of the screen, when no service manager runs it.
#ifndef FOYER_CHILD_H
#define FOYER_CHILD_H

#include <sys/types.h>

// Starts the foyer-sync that stands beside this program. -1: said in the log; the kiosk
// goes on with what it has.
pid_t child_start_sync(const char *config_path);
void child_stop(pid_t child); // SIGTERM, then waits; accepts -1

#endif
