// A pack over what --over names.
#ifndef FOYERCTL_LAYERS_H
#define FOYERCTL_LAYERS_H

#include "command.h"
#include "publish/pack.h"

// Adds the faults that show only with the feeds below to the report; nothing without
// --over. false: what it names cannot be read, and was told.
bool layers_check(struct arena *arena, const struct arguments *arguments,
                  const struct pack *pack, struct pack_report *report);

#endif
