#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_init(struct buffer *buffer, size_t limit_bytes)
{
    *buffer = (struct buffer){.limit_bytes = limit_bytes};
}

void buffer_finish(struct buffer *buffer)
{
    free(buffer->ptr);
    *buffer = (struct buffer){.limit_bytes = buffer->limit_bytes};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->len = 0;
    buffer->overflowed = false;
}

static bool reserve(struct buffer *buffer, size_t size)
{
    if (size > SIZE_MAX / 4 - buffer->len ||
        (buffer->limit_bytes && buffer->len + size > buffer->limit_bytes)) {
        return false;
    }
    if (buffer->len + size <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 256;
    while (capacity < buffer->len + size) {
        capacity *= 2;
    }
    char *grown = realloc(buffer->ptr, capacity);
    if (!grown) {
        return false;
    }
    buffer->ptr = grown;
    buffer->capacity = capacity;
    return true;
}

bool buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
    if (!reserve(buffer, size)) {
        buffer->overflowed = true;
        return false;
    }
    if (size) {
        memcpy(buffer->ptr + buffer->len, bytes, size);
    }
    buffer->len += size;
    return true;
}

bool buffer_add(struct buffer *buffer, struct str s)
{
    return buffer_append(buffer, s.ptr, s.len);
}

bool buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    const bool fits = length >= 0 && reserve(buffer, (size_t)length + 1);
    if (fits) {
        vsnprintf(buffer->ptr + buffer->len, (size_t)length + 1, format, again);
        buffer->len += (size_t)length;
    } else {
        buffer->overflowed = true;
    }
    va_end(again);
    return fits;
}

struct str buffer_view(const struct buffer *buffer)
{
    return (struct str){.ptr = buffer->ptr ? buffer->ptr : "", .len = buffer->len};
}
