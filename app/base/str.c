#include "base/str.h"

#include <string.h>

struct str str_from_cstr(const char *text)
{
    return (struct str){.ptr = text, .len = text ? strlen(text) : 0};
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.len) {
        to = s.len;
    }
    if (from > to) {
        from = to;
    }
    return (struct str){.ptr = s.ptr ? s.ptr + from : NULL, .len = to - from};
}

bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int str_compare(struct str a, struct str b)
{
    const size_t common = a.len < b.len ? a.len : b.len;
    const int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts_with(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_equal(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends_with(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           str_equal(str_slice(s, s.len - suffix.len, s.len), suffix);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    if (from > s.len || needle.len > s.len - from) {
        return SIZE_MAX;
    }
    if (needle.len == 0) {
        return from;
    }
    const char *found = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return found ? (size_t)(found - s.ptr) : SIZE_MAX;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.len && is_blank(s.ptr[0])) {
        s = str_slice(s, 1, s.len);
    }
    while (s.len && is_blank(s.ptr[s.len - 1])) {
        s.len--;
    }
    return s;
}

bool str_cut(struct str *rest, char separator, struct str *out_part)
{
    if (!rest->ptr) {
        return false;
    }
    const char *found = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
    if (!found) {
        *out_part = *rest;
        *rest = (struct str){0};
        return true;
    }
    const size_t at = (size_t)(found - rest->ptr);
    *out_part = str_slice(*rest, 0, at);
    *rest = str_slice(*rest, at + 1, rest->len);
    return true;
}

bool str_to_int64(struct str s, int64_t *out_value)
{
    const bool negative = s.len && s.ptr[0] == '-';
    const struct str digits = str_slice(s, negative, s.len);
    if (!digits.len || digits.len > 19 ||
        (digits.ptr[0] == '0' && (digits.len > 1 || negative))) {
        return false;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(digits.ptr[i] - '0');
    }
    if (value > (uint64_t)INT64_MAX) {
        return false;
    }
    *out_value = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < size; i++) {
        seed = (seed ^ byte[i]) * UINT64_C(1099511628211);
    }
    return seed;
}

uint64_t str_hash(struct str s)
{
    return hash_bytes(HASH_SEED, s.ptr, s.len);
}

bool str_to_cstr(struct str s, char *out_buffer, size_t size)
{
    const size_t len = s.len < size ? s.len : size - 1;
    if (len) {
        memcpy(out_buffer, s.ptr, len);
    }
    out_buffer[len] = '\0';
    return len == s.len;
}
