// A temporary folder for readers of files.
#ifndef FUZZ_SUPPORT_H
#define FUZZ_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

static inline void fuzz_put(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        abort();
    }
}

static char fuzz_path[64];

static inline void fuzz_leave(void)
{
    (void)!folder_remove(fuzz_path);
}

// A fault is logged each time; thousands of lines would say nothing.
static inline void fuzz_drop_line(void *context, enum log_level level, const char *line)
{
    (void)context, (void)level, (void)line;
}

// Made once; it goes with the process.
static inline const char *fuzz_folder(void)
{
    if (!fuzz_path[0]) {
        snprintf(fuzz_path, sizeof(fuzz_path), "%s/foyer-fuzz-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        if (!mkdtemp(fuzz_path) || atexit(fuzz_leave) != 0) {
            abort();
        }
        log_set_sink(fuzz_drop_line, NULL);
    }
    return fuzz_path;
}

#endif
