// The command line of foyer.
#ifndef FOYER_OPTIONS_H
#define FOYER_OPTIONS_H

#include "base/str.h"

struct options {
    const char *data, *config, *script, *shots, *now, *lang, *renderer, *start, *theme;
    int width_px, height_px; // 0: the display's
    bool headless, windowed, no_sync, less_motion;
};

enum options_result {
    OPTIONS_RUN,
    OPTIONS_DONE,
    OPTIONS_WRONG
}; // DONE: --help, --version

// Says on stderr what is wrong and what would be right.
NODISCARD enum options_result options_parse(int count, char **arguments,
                                            struct options *out);

#endif
