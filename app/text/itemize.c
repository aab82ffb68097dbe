#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "layout.h"

struct text_font text_font_of(const struct text_style *style, uint8_t family)
{
    return (struct text_font){.face = (uint8_t)style->face,
                              .weight = (uint8_t)style->weight,
                              .family = family,
                              .bulgarian = str_equal(style->lang, STR("bg")),
                              .size_px = style->size_px};
}

void text_breakers_finish(struct text_breakers *breakers)
{
    for (size_t i = 0; i < breakers->count; i++) {
        ubrk_close(breakers->items[i].iterator);
    }
    breakers->count = 0;
}

// Opening an iterator costs as much as laying out a page, so they are kept.
static UBreakIterator *find_breaker(struct text_breakers *breakers, struct str lang)
{
    char name[12];
    if (!str_to_cstr(lang, name, sizeof(name))) {
        name[0] = '\0';
    }
    for (size_t i = 0; i < breakers->count; i++) {
        if (strcmp(breakers->items[i].lang, name) == 0) {
            return breakers->items[i].iterator;
        }
    }
    if (breakers->count == TEXT_BREAKERS) {
        return breakers->items[0].iterator;
    }
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *iterator = ubrk_open(UBRK_LINE, name, NULL, 0, &status);
    if (U_FAILURE(status)) {
        return NULL;
    }
    struct text_breakers *b = breakers;
    snprintf(b->items[b->count].lang, sizeof(b->items[0].lang), "%s", name);
    b->items[b->count++].iterator = iterator;
    return iterator;
}

static bool joins_cluster(uint32_t c)
{
    if (c < 0x300) {
        return false;
    }
    const int kind = u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK);
    return kind == U_GCB_EXTEND || kind == U_GCB_ZWJ || kind == U_GCB_SPACING_MARK;
}

static bool is_regional(uint32_t c)
{
    return c >= 0x1F1E6 && c <= 0x1F1FF;
}

// Where the cluster that starts at `at` ends (UAX #29, without the Hangul rules: those
// syllables come composed). Bounded, for nothing can break or clip within one.
static size_t cluster_end(struct str text, size_t at, uint32_t *out_first)
{
    const uint32_t first = utf8_next(text, &at);
    *out_first = first;
    uint32_t last = first;
    bool flag_open = is_regional(first);
    for (int count = 1; at < text.len && count < TEXT_MAX_CLUSTER; count++) {
        size_t next = at;
        const uint32_t c = utf8_next(text, &next);
        const bool joined = last == 0x200D && c > 0x2000;
        const bool flag = flag_open && is_regional(c);
        if (!joins_cluster(c) && !joined && !flag) {
            break;
        }
        flag_open = flag_open && !flag;
        last = c;
        at = next;
    }
    return at;
}

// Marks, joiners and variation selectors without a glyph do not forbid a face.
static bool needs_glyph(uint32_t c)
{
    return c != 0x200C && c != 0x200D && c != 0x00AD && c != 0x200B && c != 0x2060 &&
           !(c >= 0xFE00 && c <= 0xFE0F);
}

static bool covers_all(const struct text_paragraph *paragraph, uint8_t family,
                       struct str piece, bool base_only)
{
    const struct text_measure *measure = paragraph->measure;
    const struct text_font font = text_font_of(paragraph->style, family);
    for (size_t at = 0; at < piece.len;) {
        const uint32_t c = utf8_next(piece, &at);
        if (needs_glyph(c) && !measure->covers(measure->context, &font, c)) {
            return false;
        }
        if (base_only) {
            break;
        }
    }
    return true;
}

static uint8_t choose_family(struct text_paragraph *paragraph, struct str piece)
{
    const uint8_t count = paragraph->measure->family_count;
    for (int base_only = 0; base_only < 2; base_only++) {
        for (uint8_t family = 0; family < count; family++) {
            if (covers_all(paragraph, family, piece, base_only != 0)) {
                return family;
            }
        }
    }
    paragraph->source.missing = true;
    return 0;
}

static int16_t script_of(uint32_t c)
{
    if (c < 0x80) {
        const uint32_t letter = c | 0x20;
        return letter >= 'a' && letter <= 'z' ? USCRIPT_LATIN : USCRIPT_COMMON;
    }
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript((UChar32)c, &status);
    return U_FAILURE(status) || script == USCRIPT_INHERITED ? USCRIPT_COMMON
                                                            : (int16_t)script;
}

static void add_units(struct text_source *source, size_t from, size_t to)
{
    while (from < to) {
        const uint32_t c = utf8_next(source->utf8, &from);
        U16_APPEND_UNSAFE(source->units, source->unit_count, (UChar32)c);
    }
}

static void cut_clusters(struct text_paragraph *paragraph)
{
    struct text_source *source = &paragraph->source;
    uint8_t family = 0;
    for (size_t at = 0; at < source->utf8.len;) {
        uint32_t c = 0;
        const size_t end = cluster_end(source->utf8, at, &c);
        const struct str piece = str_slice(source->utf8, at, end);
        const bool space = c == ' ' || c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
        // Blanks stay in the face around them, so that a run is not cut for nothing.
        if (!space || !covers_all(paragraph, family, piece, false)) {
            family = choose_family(paragraph, piece);
        }
        source->clusters[source->count++] = (struct text_cluster){
            .byte = (uint32_t)at,
            .unit = (uint32_t)source->unit_count,
            .script = script_of(c),
            .family = family,
            .space = space,
            .hyphen = c == 0xAD,
        };
        add_units(source, at, end);
        at = end;
    }
    source->clusters[source->count] = (struct text_cluster){
        .byte = (uint32_t)source->utf8.len, .unit = (uint32_t)source->unit_count};
}

static void mark_breaks(struct text_source *source, UBreakIterator *breaker)
{
    UErrorCode status = U_ZERO_ERROR;
    if (breaker) {
        ubrk_setText(breaker, source->units, source->unit_count, &status);
    }
    if (!breaker || U_FAILURE(status)) {
        for (size_t i = 1; i < source->count; i++) {
            source->clusters[i].may_break = source->clusters[i - 1].space;
        }
        return;
    }
    size_t i = 0;
    for (int32_t at = ubrk_first(breaker); at != UBRK_DONE; at = ubrk_next(breaker)) {
        while (i < source->count && source->clusters[i].unit < (uint32_t)at) {
            i++;
        }
        if (i > 0 && i < source->count && source->clusters[i].unit == (uint32_t)at) {
            source->clusters[i].may_break = true;
        }
    }
}

static bool only_left_to_right(const struct text_source *source)
{
    for (int32_t i = 0; i < source->unit_count; i++) {
        if (source->units[i] >= 0x590 &&
            !(source->units[i] >= 0x900 && source->units[i] < 0xD800)) {
            return false;
        }
    }
    return true;
}

static void resolve_levels(struct text_paragraph *paragraph)
{
    struct text_source *source = &paragraph->source;
    const bool rtl = paragraph->style->rtl;
    if (source->count == 0 || (!rtl && only_left_to_right(source))) {
        return;
    }
    UErrorCode status = U_ZERO_ERROR;
    paragraph->bidi = ubidi_open();
    ubidi_setPara(paragraph->bidi, source->units, source->unit_count, rtl ? 1 : 0, NULL,
                  &status);
    const UBiDiLevel *levels = ubidi_getLevels(paragraph->bidi, &status);
    for (size_t i = 0; i < source->count && U_SUCCESS(status); i++) {
        source->clusters[i].level = levels[source->clusters[i].unit];
    }
}

// A blank at the end of a run of the other direction belongs to what follows.
static void settle_blanks(struct text_paragraph *paragraph)
{
    struct text_source *source = &paragraph->source;
    for (size_t i = source->count; i-- > 1;) {
        struct text_cluster *at = &source->clusters[i];
        if (at->space && at[-1].level != at->level && i + 1 < source->count &&
            covers_all(paragraph, at[1].family, STR(" "), true)) {
            at->family = at[1].family;
        }
    }
}

// Characters of no script of their own go with what stands before them in the same
// direction, else with what follows.
static void settle_scripts(struct text_source *source)
{
    struct text_cluster *clusters = source->clusters;
    int16_t script = USCRIPT_COMMON;
    for (size_t i = source->count; i-- > 0;) {
        script = clusters[i].script != USCRIPT_COMMON ? clusters[i].script : script;
        clusters[i].next_script = script;
    }
    for (size_t i = 0; i < source->count; i++) {
        if (clusters[i].script != USCRIPT_COMMON) {
            continue;
        }
        const bool follows = i > 0 && clusters[i - 1].level == clusters[i].level;
        clusters[i].script = follows ? clusters[i - 1].script : clusters[i].next_script;
    }
}

void text_itemize(struct text_paragraph *paragraph, struct str utf8,
                  struct text_breakers *breakers)
{
    struct text_source *source = &paragraph->source;
    source->utf8 = utf8;
    source->units = ARENA_ARRAY(paragraph->arena, UChar, utf8.len + 1);
    source->clusters = ARENA_ARRAY(paragraph->arena, struct text_cluster, utf8.len + 1);
    cut_clusters(paragraph);
    mark_breaks(source, find_breaker(breakers, paragraph->style->lang));
    resolve_levels(paragraph);
    settle_scripts(source);
    if (paragraph->bidi) {
        settle_blanks(paragraph);
    }
}
