// A small pack in a temporary folder, and imports into it.
#ifndef IMPORT_SUPPORT_H
#define IMPORT_SUPPORT_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "publish/import.h"
#include "publish/pack.h"

static struct arena arena;
static char folder[64];
static struct import_options options;
static struct import_result result;
static struct pack pack;
static struct pack_report report;

static inline char *path_of(const char *name)
{
    return path_join(&arena, folder, name);
}

static inline void put(const char *name, const char *text)
{
    char *path = path_of(name), *slash = strrchr(path, '/');
    *slash = '\0';
    cr_assert(folder_make(path));
    *slash = '/';
    cr_assert(file_write(path, str_from_cstr(text)), "%s", path);
}

static inline struct str get(const char *name)
{
    struct str text = {0};
    (void)!file_read(&arena, path_of(name), 1 << 20, &text);
    return text;
}

static inline void set_up(void)
{
    arena_init(&arena, 0);
    strcpy(folder, "/tmp/foyer-import-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
    put("pack.yaml", "id: small\nlanguages: [en, de]\ntimezone: Europe/Tirane\n");
    put("place/lab.md", "---\nid: lab\ntitle: {en: Robotics lab, de: Labor}\n---\n");
    put("activity/kept.md",
        "---\nid: kept\ntitle: {en: Open workshop, de: Werkstatt}\n---\n");
    put("contest/cup.md", "---\nid: cup\ntitle: {en: Cup, de: Pokal}\n---\n");
    options = (struct import_options){.now_s = 1795267920}; // 2026-11-21T13:32:00Z
}

static inline void tear_down(void)
{
    cr_assert(folder_remove(folder));
    arena_finish(&arena);
}

static inline bool takes_bytes(const char *name, struct str bytes)
{
    const struct import_file file = {str_from_cstr(name), bytes};
    options.files = &file;
    options.file_count = 1;
    return import_run(&arena, folder, &options, &result);
}

static inline bool takes(const char *name, const char *text)
{
    const bool done = takes_bytes(name, str_from_cstr(text));
    if (!done) {
        fprintf(stderr, "%s\n", result.error);
    }
    return done;
}

// One of the real calendars beside this file.
static inline bool takes_file(const char *name)
{
    struct str bytes;
    char path[512];
    snprintf(path, sizeof(path), "%s/tests/publish/import/%s", FOYER_SOURCE_DIR, name);
    cr_assert(file_read(&arena, path, 1 << 20, &bytes), "%s", path);
    return takes_bytes(name, bytes);
}

static inline bool has(struct str text, const char *part)
{
    const bool found = str_find(text, str_from_cstr(part), 0) != SIZE_MAX;
    if (!found) {
        fprintf(stderr, "no \"%s\" in:\n%.*s\n", part, STR_ARG(text));
    }
    return found;
}

static inline bool told(const char *part)
{
    for (size_t i = 0; i < result.count; i++) {
        const struct str line = import_note_text(&arena, &result.notes[i]);
        if (str_find(line, str_from_cstr(part), 0) != SIZE_MAX) {
            return true;
        }
    }
    for (size_t i = 0; i < result.count; i++) {
        const struct str line = import_note_text(&arena, &result.notes[i]);
        fprintf(stderr, "%.*s\n", STR_ARG(line));
    }
    return false;
}

static inline bool pack_is_right(void)
{
    const bool right = pack_read(&arena, folder, &report, &pack);
    for (size_t i = 0; i < report.count && !right; i++) {
        const struct str line = pack_message_text(&arena, &report.messages[i]);
        fprintf(stderr, "%.*s\n", STR_ARG(line));
    }
    return right;
}

#endif
