// Views: a pointer and a length, never NUL-terminated, never owned. Pure; any thread.
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NODISCARD __attribute__((warn_unused_result))

struct str {
    const char *ptr; // borrowed; NULL only when len is 0
    size_t len;      // bytes
};

// A view of a string literal: STR("home").
#define STR(literal) ((struct str){.ptr = "" literal, .len = sizeof(literal) - 1})
// For printf's "%.*s".
#define STR_ARG(view) (int)(view).len, (view).len ? (view).ptr : ""

struct str str_from_cstr(const char *text);                 // NULL gives the empty view
struct str str_slice(struct str s, size_t from, size_t to); // clamped to s
bool str_equal(struct str a, struct str b);
int str_compare(struct str a, struct str b); // bytewise; <0, 0, >0
bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);
// Offset of the first `needle` in s at or after `from`; SIZE_MAX when there is none.
size_t str_find(struct str s, struct str needle, size_t from);
struct str str_trim(struct str s); // without ASCII blanks at both ends
// Cuts the part before `separator` off *rest; false when *rest was already used up
// (rest->ptr is NULL then).
bool str_cut(struct str *rest, char separator, struct str *out_part);

// Whole view as a decimal integer without sign excess, blanks or leading zeros ("-0"
// refused).
NODISCARD bool str_to_int64(struct str s, int64_t *out_value);

// FNV-1a, 64 bit. Source: http://www.isthe.com/chongo/tech/comp/fnv/
uint64_t str_hash(struct str s);
uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t size);
#define HASH_SEED UINT64_C(14695981039346656037)

// UTF-8 (RFC 3629). Decodes the code point at *offset and moves it on; invalid bytes give
// U+FFFD and move by one. Must not be called at the end.
uint32_t utf8_next(struct str s, size_t *offset);
// Writes 1..4 bytes, returns how many; 0 for a surrogate or a value over U+10FFFF.
size_t utf8_encode(uint32_t code_point, char out_bytes[4]);
// No overlong form, surrogate, NUL or byte order mark.
bool utf8_valid(struct str s);

// Copies at most size-1 (size >= 1) bytes and ends them with NUL; false when it did not
// fit whole.
bool str_to_cstr(struct str s, char *out_buffer, size_t size);

#endif
