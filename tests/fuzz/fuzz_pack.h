// A pack in a temporary folder, with one file of it made of the fuzzer's bytes.
#ifndef FUZZ_PACK_H
#define FUZZ_PACK_H

#include "fuzz_support.h"
#include "publish/pack.h"

// `leaf` is relative to the pack's folder.
static inline int fuzz_pack(const char *leaf, const uint8_t *data, size_t size)
{
    const char *folder = fuzz_folder();
    char path[160];
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
