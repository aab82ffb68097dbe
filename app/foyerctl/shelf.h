// Shared by the commands that work on a data folder.
#ifndef FOYERCTL_SHELF_H
#define FOYERCTL_SHELF_H

#include "command.h"

// Where a feed is: an address as it stands, a folder (a path with a '/') as an absolute
// path. Anything else comes back as it is.
struct str place_of(struct arena *arena, const char *word);

// --data names a folder; else says so.
bool data_folder_check(const struct arguments *arguments);

#endif
