// Text measured without a font: every code point half an em wide, marks none, a space a
// quarter. Family 0 has Latin and Cyrillic, family 1 Arabic and Hebrew, family 2 the rest
// but U+E000.. which nobody has.
#ifndef TESTS_FAKE_TEXT_H
#define TESTS_FAKE_TEXT_H

#include "text/text.h"

static inline float fake_advance(void *context, const struct text_font *font,
                                 struct str utf8, bool rtl)
{
    int *calls = context;
    (void)rtl;
    if (calls) {
        ++*calls;
    }
    float width = 0;
    for (size_t at = 0; at < utf8.len;) {
        const uint32_t c = utf8_next(utf8, &at);
        const bool mark = (c >= 0x300 && c < 0x370) || c == 0x200D || c == 0x200C;
        width += mark ? 0 : c == ' ' ? 0.25f : 0.5f;
    }
    return width * font->size_px;
}

static inline bool fake_covers(void *context, const struct text_font *font, uint32_t c)
{
    (void)context;
    const bool right = c >= 0x590 && c < 0x800;
    const bool latin = c < 0x590 || (c >= 0x2000 && c < 0x2100) || c == 0xFFFD;
    switch (font->family) {
    case 0:
        return latin;
    case 1:
        return right || c == ' ';
    default:
        return !latin && !right && !(c >= 0xE000 && c < 0xF900);
    }
}

static inline void fake_extent(void *context, const struct text_font *font,
                               float *out_ascent, float *out_descent)
{
    (void)context;
    *out_ascent = font->size_px;
    *out_descent = font->size_px * 0.3f;
}

static inline struct text_measure fake_measure(int *calls)
{
    return (struct text_measure){.context = calls,
                                 .advance = fake_advance,
                                 .covers = fake_covers,
                                 .extent = fake_extent,
                                 .family_count = 3};
}

#endif
