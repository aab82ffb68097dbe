#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum { ARENA_BLOCK_BYTES = 32 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t capacity, used;
    alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *arena, size_t limit_bytes)
{
    *arena = (struct arena){.limit_bytes = limit_bytes};
}

void arena_finish(struct arena *arena)
{
    for (struct arena_block *block = arena->first; block;) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    *arena = (struct arena){.limit_bytes = arena->limit_bytes};
}

void arena_reset(struct arena *arena)
{
    if (!arena->first) {
        return;
    }
    struct arena rest = {.first = arena->first->next};
    arena_finish(&rest);
    arena->first->next = NULL;
    arena->first->used = 0;
    arena->current = arena->first;
    arena->total_bytes = arena->first->capacity;
}

bool arena_would_fit(const struct arena *arena, size_t size)
{
    return !arena->limit_bytes || (size <= arena->limit_bytes &&
                                   arena->total_bytes <= arena->limit_bytes - size);
}

static void give_up(size_t size)
{
    log_error("base", "arena: no room for %zu bytes", size);
    abort();
}

static void add_block(struct arena *arena, size_t size)
{
    const size_t capacity = size > ARENA_BLOCK_BYTES ? size : ARENA_BLOCK_BYTES;
    const bool fits = arena_would_fit(arena, capacity) || arena_would_fit(arena, size);
    struct arena_block *block = fits ? malloc(sizeof(*block) + capacity) : NULL;
    if (!block) {
        give_up(size);
        return;
    }
    block->next = NULL;
    block->capacity = capacity;
    block->used = 0;
    *(arena->current ? &arena->current->next : &arena->first) = block;
    arena->current = block;
    arena->total_bytes += capacity;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t step = alignof(max_align_t);
    if (size > SIZE_MAX / 2) {
        give_up(size);
    }
    size = (size + step - 1) / step * step;
    if (!arena->current || arena->current->capacity - arena->current->used < size) {
        add_block(arena, size);
    }
    void *memory = arena->current->bytes + arena->current->used;
    arena->current->used += size;
    memset(memory, 0, size);
    return memory;
}

void *arena_array(struct arena *arena, size_t size, size_t count)
{
    if (count && size > SIZE_MAX / 2 / count) {
        give_up(SIZE_MAX);
    }
    return arena_alloc(arena, size * count);
}

char *arena_cstr(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (s.len) {
        memcpy(copy, s.ptr, s.len);
    }
    return copy;
}

struct str arena_str(struct arena *arena, struct str s)
{
    return (struct str){.ptr = arena_cstr(arena, s), .len = s.len};
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        va_end(again);
        return (struct str){0};
    }
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return (struct str){.ptr = text, .len = (size_t)length};
}
