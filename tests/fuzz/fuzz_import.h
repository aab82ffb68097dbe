// One importer on the fuzzer's bytes, in a dry run over a small pack that is read anew
// each time; what it would write must be a right record.
#ifndef FUZZ_IMPORT_H
#define FUZZ_IMPORT_H

#include "fuzz_support.h"
#include "publish/import.h"

static inline int fuzz_import(enum import_format format, const uint8_t *data, size_t size)
{
    static const char head[] = "id: p\nlanguages: [sq, en]\ntimezone: Europe/Tirane\n";
    static char path[160];
    const char *folder = fuzz_folder();
    if (!path[0]) {
        snprintf(path, sizeof(path), "%s/pack.yaml", folder);
        fuzz_put(path, head, sizeof(head) - 1);
    }
    struct arena arena;
    struct import_result result;
    const struct import_file file = {STR("a"), {(const char *)data, size}};
    const struct import_options options = {.files = &file,
                                           .file_count = 1,
                                           .has_format = true,
                                           .format = format,
                                           .now_s = 1795267920,
                                           .dry_run = true};
    arena_init(&arena, 0);
    const bool done = import_run(&arena, folder, &options, &result);
    if (done == (result.error[0] != '\0')) {
        abort();
    }
    for (size_t i = 0; i < result.count; i++) {
        if (!utf8_valid(import_note_text(&arena, &result.notes[i]))) {
            abort();
        }
    }
    arena_finish(&arena);
    return 0;
}

#endif
