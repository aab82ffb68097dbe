// A temporary data folder for the screen, made from packs without a network.
#ifndef FOYERCTL_STAGE_H
#define FOYERCTL_STAGE_H

#include "publish/pack.h"

struct stage {
    struct arena *arena;
    const char *folder; // for feeds
    const char *data;   // the screen's
};

// Publishes the pack with a key made for it alone, and lays it over those before it.
// false: said.
NODISCARD bool stage_add(const struct stage *stage, const struct pack *pack);

#endif
