// Private to text: the steps between a string and a block.
#ifndef TEXT_LAYOUT_H
#define TEXT_LAYOUT_H

#include <unicode/ubidi.h>
#include <unicode/ubrk.h>

#include "text/text.h"

enum {
    TEXT_MAX_BYTES = 64 * 1024, // what is longer is cut
    TEXT_MAX_MARKS = 8,         // combining marks on one base
    TEXT_MAX_JOINERS = 2,       // characters without width in a row
    TEXT_MAX_CLUSTER = 16,      // code points drawn as one; a family of four takes 11
    TEXT_BREAKERS = 16          // languages with an open break iterator
};

struct text_breakers {
    struct {
        char lang[12];
        UBreakIterator *iterator;
    } items[TEXT_BREAKERS];
    size_t count;
};

// One user-perceived character with the font and script it is drawn in.
struct text_cluster {
    uint32_t byte, unit; // start, in UTF-8 and in UTF-16
    int16_t script, next_script;
    uint8_t family;
    uint8_t level;  // bidi
    bool space;     // hangs over the line's end
    bool hyphen;    // U+00AD: shown only where the line breaks
    bool may_break; // a line may start here
};

// A text made safe and cut into clusters; `clusters` has count + 1 items, the last an end
// mark.
struct text_source {
    struct str utf8;
    UChar *units;
    int32_t unit_count;
    struct text_cluster *clusters;
    size_t count;
    bool cut;     // longer than TEXT_MAX_BYTES
    bool missing; // no font has one of its characters
};

// Valid UTF-8 without controls, bidi controls, fillers, surplus marks and joiners; '\n'
// stays.
struct str text_clean(struct arena *arena, struct str text, bool *out_cut);

// One paragraph of clean text (no '\n').
struct text_paragraph {
    struct text_source source;
    const struct text_measure *measure;
    const struct text_style *style;
    UBiDi *bidi; // NULL: all one direction, left to right
    struct arena *arena;
};
void text_itemize(struct text_paragraph *paragraph, struct str utf8,
                  struct text_breakers *breakers);
void text_breakers_finish(struct text_breakers *breakers);

struct text_font text_font_of(const struct text_style *style, uint8_t family);

// Width of the clusters [from, to) set on one line; `ends_line` shows a soft hyphen at
// the end.
float text_width_of(const struct text_paragraph *paragraph, size_t from, size_t to,
                    bool ends_line);

// Lines being collected; runs of one line are contiguous.
struct text_lines {
    struct text_line *items;
    size_t count, capacity;
    struct arena *arena;
    bool clipped, missing;
};
void text_break_lines(struct text_paragraph *paragraph, float max_width_px,
                      struct text_lines *lines);
// Sets clusters [from, to) as one line with its runs in visual order.
struct text_line text_set_line(const struct text_paragraph *paragraph, size_t from,
                               size_t to, bool ellipsis);
float text_ellipsis_width(const struct text_paragraph *paragraph);

#endif
