// Scripts: the steps of a visit, one a line, as a person or a test would do them. Steps
// enter where SDL's events enter. The first step that fails names file:line and ends the
// run.
#ifndef FOYER_SCRIPT_H
#define FOYER_SCRIPT_H

#include "kiosk.h"

// Pictures go to shots_folder (NULL: the current folder), made when missing. false: a
// step failed or the file cannot be read; said on stderr.
NODISCARD bool script_run(struct kiosk *kiosk, const char *path,
                          const char *shots_folder);

#endif
