// Files whole or not at all. Paths are NUL-terminated. Errors leave errno and log
// nothing. Blocking; any thread.
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"

// The whole file into the arena, NUL behind it (not counted). false with errno, EFBIG
// when it is larger than limit_bytes.
NODISCARD bool file_read(struct arena *arena, const char *path, size_t limit_bytes,
                         struct str *out_bytes);
// Temp file beside it, fsync, rename, fsync of the folder; mode 0644.
NODISCARD bool file_write(const char *path, struct str bytes);
// The same without waiting for the disk: readers see the old file or the new one, but a
// power cut may leave either, or an empty one. For what is written again soon: each fsync
// costs a card some 40 KB of its journal.
NODISCARD bool file_write_passing(const char *path, struct str bytes);
// `mode` as open's, less the umask.
NODISCARD bool file_write_mode(const char *path, struct str bytes, unsigned mode);
// Renames and fsyncs the target's folder.
NODISCARD bool file_rename(const char *from, const char *to);
NODISCARD bool file_sync(int descriptor); // fsync, whatever interrupts it
NODISCARD bool file_sync_folder_of(const char *path);
bool file_exists(const char *path);
NODISCARD bool folder_make(const char *path);   // with parents, like mkdir -p
NODISCARD bool folder_remove(const char *path); // with all below it; missing is success

// Names in a folder, sorted bytewise, "." and ".." left out.
struct folder_list {
    struct str *names; // each with a NUL behind it
    size_t count;
};
NODISCARD bool folder_read(struct arena *arena, const char *path,
                           struct folder_list *out_list);

// "a/b" from "a" and "b", in the arena.
char *path_join(struct arena *arena, const char *folder, const char *name);

// An exclusive advisory lock on a file, made when missing, held until file_unlock or the
// end of the process. Never waits. false: held by another (errno EWOULDBLOCK), or the
// file cannot be made.
NODISCARD bool file_lock(const char *path, int *out_descriptor);
void file_unlock(int descriptor);

#endif
