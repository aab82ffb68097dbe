// A pack in a temporary folder, with one file of it made of the fuzzer's bytes.
#ifndef FUZZ_SUPPORT_H
#define FUZZ_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "publish/pack.h"

static inline void fuzz_put(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        abort();
    }
}

static char fuzz_folder[64];

static inline void fuzz_leave(void)
{
    (void)!folder_remove(fuzz_folder);
}

// The folder is made once and goes with the process. `leaf` is relative to it.
static inline int fuzz_pack(const char *leaf, const uint8_t *data, size_t size)
{
    char *folder = fuzz_folder;
    char path[160];
    if (!folder[0]) {
        atexit(fuzz_leave);
        snprintf(fuzz_folder, sizeof(fuzz_folder), "%s/foyer-fuzz-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        if (!mkdtemp(folder)) {
            abort();
        }
    }
    static const char head[] = "id: p\nlanguages: [sq, en]\ntimezone: Europe/Tirane\n";
    static const char activity[] = "---\nid: a\ntitle: {sq: A, en: A}\n---\n";
    snprintf(path, sizeof(path), "%s/pack.yaml", folder);
    fuzz_put(path, head, sizeof(head) - 1);
    for (const char *kind = "activity"; kind;
         kind = strcmp(kind, "activity") ? NULL : "figure") {
        snprintf(path, sizeof(path), "%s/%s", folder, kind);
        (void)!mkdir(path, 0700);
    }
    snprintf(path, sizeof(path), "%s/activity/a.md", folder);
    fuzz_put(path, activity, sizeof(activity) - 1);
    snprintf(path, sizeof(path), "%s/%s", folder, leaf);
    fuzz_put(path, data, size);
    struct arena arena;
    struct pack pack;
    struct pack_report report;
    arena_init(&arena, 0);
    const bool right = pack_read(&arena, folder, &report, &pack);
    if (right != (report.errors == 0)) {
        abort();
    }
    for (size_t i = 0; i < report.count; i++) {
        (void)pack_message_text(&arena, &report.messages[i]);
    }
    arena_finish(&arena);
    unlink(path);
    return 0;
}

#endif
