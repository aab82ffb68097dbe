// A growable byte buffer with a hard limit. One thread at a time.
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/str.h"

struct buffer {
    char *ptr;
    size_t len, capacity;
    size_t limit_bytes; // 0: none
    bool overflowed;    // an append was refused; stays set
};

void buffer_init(struct buffer *buffer, size_t limit_bytes);
void buffer_finish(struct buffer *buffer); // accepts a zeroed one
void buffer_clear(struct buffer *buffer);  // keeps the memory
// false (and nothing appended) when the limit would be passed or memory is used up.
bool buffer_append(struct buffer *buffer, const void *bytes, size_t size);
bool buffer_add(struct buffer *buffer, struct str s);
bool buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct str buffer_view(const struct buffer *buffer); // until the next append

#endif
