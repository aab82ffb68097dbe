#include <unicode/uchar.h>

#include "layout.h"

// Explicit directions could turn a name from the feed against the screen's own order.
static bool is_bidi_control(uint32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

// Letters of no width and no shape: a title made of them would be an empty one.
static bool is_filler(uint32_t c)
{
    return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 ||
           (c >= 0x180B && c <= 0x180F) || (c >= 0x2061 && c <= 0x2064) || c == 0x3164 ||
           c == 0xFFA0 || (c >= 0x1D173 && c <= 0x1D17A);
}

// Joiners and places to break: one of them means something, a row of them nothing more.
static bool is_zero_width(uint32_t c)
{
    return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xAD ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

static bool is_dropped(uint32_t c)
{
    return is_bidi_control(c) || is_filler(c) || (c < 0x20 && c != '\n' && c != '\t') ||
           (c >= 0x7F && c < 0xA0) || c == 0xFEFF || (c >= 0x206A && c <= 0x206F) ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

static bool is_mark(uint32_t c)
{
    return c >= 0x300 && (U_GET_GC_MASK((UChar32)c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0;
}

static size_t put_code_point(char *out, uint32_t c)
{
    if (c == '\t') {
        *out = ' ';
        return 1;
    }
    if (c == 0x2028 || c == 0x2029) {
        *out = '\n';
        return 1;
    }
    return utf8_encode(c, out);
}

struct str text_clean(struct arena *arena, struct str text, bool *out_cut)
{
    *out_cut = text.len > TEXT_MAX_BYTES;
    text = str_slice(text, 0, TEXT_MAX_BYTES);
    // An invalid byte becomes three.
    char *out = arena_alloc(arena, text.len * 3 + 4);
    size_t len = 0;
    int marks = 0, joiners = 0;
    for (size_t at = 0; at < text.len;) {
        const uint32_t c = utf8_next(text, &at);
        if (is_dropped(c)) {
            continue;
        }
        marks = is_mark(c) ? marks + 1 : 0;
        joiners = is_zero_width(c) ? joiners + 1 : 0;
        if (marks > TEXT_MAX_MARKS || joiners > TEXT_MAX_JOINERS) {
            continue;
        }
        len += put_code_point(out + len, c);
    }
    return (struct str){out, len};
}
