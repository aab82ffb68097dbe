// Shared by the commands that read an author's folder.
#ifndef FOYERCTL_PACK_H
#define FOYERCTL_PACK_H

#include "publish/pack.h"

// Its messages to stderr, each with its place.
void pack_print_report(struct arena *arena, const char *folder,
                       const struct pack_report *report);
// "pack/" becomes "pack", so that places read "pack/activity/x.md".
const char *pack_tidy_folder(struct arena *arena, const char *folder);

#endif
