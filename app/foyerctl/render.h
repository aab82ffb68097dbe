// Runs `foyer --headless`, which stands beside this program, on a temporary folder.
#ifndef FOYERCTL_RENDER_H
#define FOYERCTL_RENDER_H

#include <signal.h>

#include "base/arena.h"

struct render {
    struct arena *arena;
    const char *folder; // temporary, for whatever the pictures need
    sigset_t before;
    int caught; // a signal that asked to end; 0: none
};

struct render_wish {
    const char *data, *shots, *lang;
    const char *size, *now; // NULL: 1920x1080, the clock's
};
enum render_result {
    RENDER_DONE,
    RENDER_STEP,  // a step of the script failed
    RENDER_USAGE, // size or time are wrong; foyer said so
    RENDER_FAILED // said
};

// The folder. From here on SIGINT, SIGTERM and SIGHUP wait for render_end(). false: said.
NODISCARD bool render_begin(struct arena *arena, struct render *out_render);
// Does the script; what foyer said goes to stderr.
NODISCARD enum render_result
render_run(struct render *render, const struct render_wish *wish, struct str script);
// Removes the folder; then a signal that came meanwhile has its usual effect.
void render_end(struct render *render);

#endif
