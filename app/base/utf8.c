#include <string.h>

#include "base/str.h"

// Length of the sequence that starts with `lead`, and the least value it may carry.
static size_t sequence_length(unsigned char lead, uint32_t *out_least)
{
    if (lead < 0x80) {
        *out_least = 0;
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        *out_least = 0x80;
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        *out_least = 0x800;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        *out_least = 0x10000;
        return 4;
    }
    return 0;
}

// Returns the sequence's length, 0 when the bytes at `s` are no valid sequence.
static size_t decode(struct str s, uint32_t *out_code_point)
{
    uint32_t least = 0;
    const unsigned char lead = (unsigned char)s.ptr[0];
    const size_t length = sequence_length(lead, &least);
    if (length == 0 || length > s.len) {
        return 0;
    }
    uint32_t value = length == 1 ? lead : lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        const unsigned char byte = (unsigned char)s.ptr[i];
        if ((byte & 0xC0) != 0x80) {
            return 0;
        }
        value = (value << 6) | (byte & 0x3F);
    }
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        return 0;
    }
    *out_code_point = value;
    return length;
}

uint32_t utf8_next(struct str s, size_t *offset)
{
    uint32_t code_point = 0xFFFD;
    const size_t length = decode(str_slice(s, *offset, s.len), &code_point);
    *offset += length ? length : 1;
    return code_point;
}

size_t utf8_encode(uint32_t code_point, char out_bytes[4])
{
    if (code_point < 0x80) {
        out_bytes[0] = (char)code_point;
        return 1;
    }
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
        return 0;
    }
    const size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out_bytes[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    out_bytes[0] = (char)(lead[length] | code_point);
    return length;
}

// Eight bytes of plain ASCII without NUL, which most of any text is.
static bool is_plain8(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof(word));
    const uint64_t high = UINT64_C(0x8080808080808080);
    // No byte has its high bit, and none borrows it when 1 is taken away: so none is 0.
    return ((word | (word - UINT64_C(0x0101010101010101))) & high) == 0;
}

bool utf8_valid(struct str s)
{
    for (size_t offset = 0; offset < s.len;) {
        if (s.len - offset >= 8 && is_plain8(s.ptr + offset)) {
            offset += 8;
            continue;
        }
        uint32_t code_point = 0;
        const size_t length = decode(str_slice(s, offset, s.len), &code_point);
        if (length == 0 || code_point == 0 || code_point == 0xFEFF) {
            return false;
        }
        offset += length;
    }
    return true;
}
