#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

bool folder_make(const char *path)
{
    char part[4096];
    if (!str_to_cstr(str_from_cstr(path), part, sizeof(part))) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (char *at = part + 1; *at; at++) {
        if (*at == '/') {
            *at = '\0';
            if (mkdir(part, 0755) != 0 && errno != EEXIST) {
                return false;
            }
            *at = '/';
        }
    }
    return mkdir(part, 0755) == 0 || errno == EEXIST;
}

static int compare_names(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

bool folder_read(struct arena *arena, const char *path, struct folder_list *out_list)
{
    DIR *folder = opendir(path);
    if (!folder) {
        return false;
    }
    size_t capacity = 64, count = 0;
    struct str *names = ARENA_ARRAY(arena, struct str, capacity);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (count == capacity) {
            struct str *grown = ARENA_ARRAY(arena, struct str, capacity * 2);
            memcpy(grown, names, count * sizeof(*names));
            names = grown;
            capacity *= 2;
        }
        names[count++] = arena_str(arena, str_from_cstr(entry->d_name));
    }
    closedir(folder);
    qsort(names, count, sizeof(*names), compare_names);
    *out_list = (struct folder_list){.names = names, .count = count};
    return true;
}

static bool remove_at(int parent, const char *name)
{
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) {
        return true;
    }
    if (errno != EISDIR && errno != EPERM) {
        return false;
    }
    const int descriptor =
        openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = descriptor < 0 ? NULL : fdopendir(descriptor);
    if (!folder) {
        return false;
    }
    bool done = true;
    for (const struct dirent *entry; done && (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            done = remove_at(dirfd(folder), entry->d_name);
        }
    }
    closedir(folder);
    return done && unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

bool folder_remove(const char *path)
{
    return remove_at(AT_FDCWD, path);
}
