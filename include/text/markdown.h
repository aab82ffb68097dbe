// Markdown (CommonMark, by md4c) to blocks of plain spans: headings, paragraphs, list
// items, emphasis. Links keep their text; `javascript:` and raw HTML are dropped. Pure.
#ifndef TEXT_MARKDOWN_H
#define TEXT_MARKDOWN_H

#include "base/arena.h"

enum markdown_block_kind {
    MARKDOWN_PARAGRAPH,
    MARKDOWN_HEADING,
    MARKDOWN_ITEM,
    MARKDOWN_QUOTE
};
struct markdown_block {
    enum markdown_block_kind kind;
    int level;       // heading 1..6; list depth from 1
    int number;      // ordered item, else 0
    struct str text; // plain text, '\n' only for hard breaks
    size_t lead;     // so many bytes of it stand strong at its beginning
};
struct markdown {
    struct markdown_block *blocks;
    size_t count;
};

// Everything lives in `arena`; any thread. At most 1,000 blocks and 64 KB of text; what
// is beyond is left out.
struct markdown markdown_parse(struct arena *arena, struct str source);

#endif
