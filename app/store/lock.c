#include "store/lock.h"

#include "base/file.h"
#include "paths.h"

bool store_lock(const char *data_folder, enum store_lock_kind kind, int *out_descriptor)
{
    struct arena arena;
    arena_init(&arena, 0);
    const char *folder = kind == STORE_LOCK_SCREEN
                             ? data_folder
                             : store_path_snapshots(&arena, data_folder);
    const bool held = folder_make(folder) &&
                      file_lock(path_join(&arena, folder, "lock"), out_descriptor);
    arena_finish(&arena);
    return held;
}

void store_unlock(int descriptor)
{
    file_unlock(descriptor);
}
