// Shared by the commands that work on a data folder.
#ifndef FOYERCTL_SHELF_H
#define FOYERCTL_SHELF_H

#include "command.h"

// --data names a folder; else says so.
bool data_folder_check(const struct arguments *arguments);

#endif
