// Arena: memory with one lifetime. Allocate much, free once. Not thread-safe.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *first, *current;
    size_t limit_bytes; // 0: none
    size_t total_bytes; // reserved from the heap
};

void arena_init(struct arena *arena, size_t limit_bytes);
void arena_finish(struct arena *arena); // accepts a zeroed arena
// Forgets all content and keeps the first block.
void arena_reset(struct arena *arena);

// Zeroed memory aligned for any type. Ends the program when the heap is used up or the
// limit is passed: callers bound what comes from outside before they allocate
// (arena_would_fit).
void *arena_alloc(struct arena *arena, size_t size);
bool arena_would_fit(const struct arena *arena, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count)                                                  \
    ((type *)arena_array((arena), sizeof(type), (count)))
void *arena_array(struct arena *arena, size_t size, size_t count);

struct str arena_str(struct arena *arena, struct str s); // copy
char *arena_cstr(struct arena *arena, struct str s);     // copy with NUL
struct str arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
