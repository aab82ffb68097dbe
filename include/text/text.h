// Text as measured lines: paragraphs -> bidi runs -> font runs -> wrapped lines. Pure but
// for a cache it owns; knows no SDL and measures through callbacks. ui thread only.
// Sources: UAX #9 (bidi), UAX #14 (line breaks), UAX #24 (scripts), by ICU.
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/arena.h"

enum text_weight {
    TEXT_MEDIUM,
    TEXT_SEMIBOLD,
    TEXT_BOLD,
    TEXT_EXTRABOLD,
    TEXT_WEIGHT_COUNT
};
enum text_face {
    TEXT_FACE_TEXT,    // running text
    TEXT_FACE_DISPLAY, // headlines: the same design, set tighter
    TEXT_FACE_TABULAR, // equal-width digits: clocks, scores
    TEXT_FACE_COUNT
};

// What the painter needs to find a font file: face, weight, size and how far down the
// fallback chain. family 0 is the chosen face itself, 1.. are the chain of the platform
// (Noto ...).
struct text_font {
    uint8_t face, weight, family;
    bool bulgarian; // the Bulgarian letter forms
    float size_px;  // device pixels, em
};

struct text_measure {
    void *context;
    // Advance of one run: one font, one script, one direction; device pixels.
    float (*advance)(void *context, const struct text_font *font, struct str utf8,
                     bool rtl);
    // Whether that family of the chain has a glyph.
    bool (*covers)(void *context, const struct text_font *font, uint32_t code_point);
    // Above and below the baseline, both positive, device pixels.
    void (*extent)(void *context, const struct text_font *font, float *out_ascent,
                   float *out_descent);
    uint8_t family_count;
};

struct text_style {
    enum text_face face;
    enum text_weight weight;
    float size_px, line_height_px; // device pixels
    struct str lang;               // ISO 639-1 of the text; breaks, letter forms
    float align;                   // 0 start, 0.5 middle, 1 end
    bool rtl;                      // base direction of the paragraph
    bool one_line; // never wrap (ellipsis at the end when max_width is set)
    int max_lines; // 0: no bound; the last line ends with an ellipsis
};

struct text_run {
    struct str utf8; // lives as long as the block
    struct text_font font;
    bool rtl;
    float x_px, width_px; // from the block's left edge, visual order
};
struct text_line {
    const struct text_run *runs;
    size_t count;
    float top_px, baseline_px, width_px; // from the block's top
    struct str source;                   // the bytes of the text this line shows
};
struct text_block {
    const struct text_line *lines;
    size_t count;
    float width_px, height_px; // widest line, lines * line height
    bool clipped;              // an ellipsis stands for a part of the text
    bool missing;              // no font has one of its characters
    uint64_t hash;             // of all that is visible
};

// Laid-out blocks by text, style and width; bounded, the least recently used go first.
struct text_cache;
// NULL: no memory. Copies `measure`; its context is borrowed until text_cache_destroy.
struct text_cache *text_cache_create(const struct text_measure *measure,
                                     size_t limit_bytes);
void text_cache_destroy(struct text_cache *cache); // accepts NULL
void text_cache_clear(struct text_cache *cache);   // fonts changed

// The block of `text` no wider than max_width_px (<= 0: no bound). Bidi control
// characters are dropped, runs of combining marks are cut to 8, invalid UTF-8 shows
// U+FFFD. The block stays valid until text_cache_trim() is called after the frame that
// used it.
const struct text_block *text_layout(struct text_cache *cache,
                                     const struct text_style *style, struct str text,
                                     float max_width_px);
// The direction of a paragraph in an interface whose own is `usual`: a text with letters
// of one direction only has that one (a language that stands in for another keeps its
// own); with both, right to left stays where it is usual, else the first letter says.
bool text_right_to_left(struct str text, bool usual);
// Evicts down to the limit; blocks used since the last trim stay.
void text_cache_trim(struct text_cache *cache);
// Width of the widest unbreakable piece: what a label needs at least.
float text_min_width(struct text_cache *cache, const struct text_style *style,
                     struct str text);

#endif
