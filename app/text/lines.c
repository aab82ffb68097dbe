#include <math.h>
#include <string.h>

#include "layout.h"

static const char ELLIPSIS[] = "\xE2\x80\xA6"; // U+2026

static bool same_run(const struct text_cluster *a, const struct text_cluster *b)
{
    return a->family == b->family && a->script == b->script && a->level == b->level;
}

static size_t run_end(const struct text_source *source, size_t from, size_t to)
{
    size_t end = from + 1;
    while (end < to && same_run(&source->clusters[from], &source->clusters[end])) {
        end++;
    }
    return end;
}

// The bytes of [from, to) as drawn: soft hyphens only at a line's end.
static struct str shown_bytes(const struct text_paragraph *paragraph, size_t from,
                              size_t to, bool ends_line)
{
    const struct text_source *source = &paragraph->source;
    const struct str plain =
        str_slice(source->utf8, source->clusters[from].byte, source->clusters[to].byte);
    bool hyphens = false;
    for (size_t i = from; i < to && !hyphens; i++) {
        hyphens = source->clusters[i].hyphen;
    }
    if (!hyphens) {
        return plain;
    }
    char *out = arena_alloc(paragraph->arena, plain.len + 1);
    size_t len = 0;
    for (size_t i = from; i < to; i++) {
        const size_t start = source->clusters[i].byte;
        const size_t size = source->clusters[i + 1].byte - start;
        if (!source->clusters[i].hyphen) {
            memcpy(out + len, source->utf8.ptr + start, size);
            len += size;
        } else if (ends_line && i + 1 == to) {
            out[len++] = '-';
        }
    }
    return (struct str){out, len};
}

static float measure_run(const struct text_paragraph *paragraph,
                         const struct text_cluster *at, struct str bytes)
{
    if (bytes.len == 0) {
        return 0;
    }
    const struct text_font font = text_font_of(paragraph->style, at->family);
    const struct text_measure *measure = paragraph->measure;
    const float width = measure->advance(measure->context, &font, bytes, at->level & 1);
    return width > 0 && isfinite(width) ? width : 0;
}

float text_width_of(const struct text_paragraph *paragraph, size_t from, size_t to,
                    bool ends_line)
{
    const struct text_source *source = &paragraph->source;
    float width = 0;
    while (from < to) {
        const size_t end = run_end(source, from, to);
        const struct str bytes =
            shown_bytes(paragraph, from, end, ends_line && end == to);
        width += measure_run(paragraph, &source->clusters[from], bytes);
        from = end;
    }
    return width;
}

static size_t without_blanks(const struct text_source *source, size_t from, size_t to)
{
    while (to > from && source->clusters[to - 1].space) {
        to--;
    }
    return to;
}

static float line_width(const struct text_paragraph *paragraph, size_t from, size_t to)
{
    return text_width_of(paragraph, from, without_blanks(&paragraph->source, from, to),
                         true);
}

// How many clusters from `from` on fit; doubles first, so that a word of 10,000 letters
// costs no more than what is shown of it.
static size_t fit_clusters(const struct text_paragraph *paragraph, size_t from, size_t to,
                           float room)
{
    size_t good = from, step = 16;
    size_t bad = to + 1;
    while (good < to) {
        const size_t next = good + step < to ? good + step : to;
        if (line_width(paragraph, from, next) > room) {
            bad = next;
            break;
        }
        good = next;
        step *= 2;
    }
    while (bad <= to && bad - good > 1) {
        const size_t middle = good + (bad - good) / 2;
        if (line_width(paragraph, from, middle) > room) {
            bad = middle;
        } else {
            good = middle;
        }
    }
    return good;
}

static size_t next_break(const struct text_source *source, size_t from)
{
    size_t at = from + 1;
    while (at < source->count && !source->clusters[at].may_break) {
        at++;
    }
    return at < source->count ? at : source->count;
}

// Whether an unbreakable piece fits; its advance with its blanks goes to *out_advance.
static bool piece_fits(const struct text_paragraph *paragraph, size_t from, size_t to,
                       float room, float *out_advance)
{
    if (to - from > 64 && fit_clusters(paragraph, from, to, room) < to) {
        return false;
    }
    const struct text_source *source = &paragraph->source;
    const size_t shown = without_blanks(source, from, to);
    const float width = text_width_of(paragraph, from, shown, true);
    const bool same = shown == to && !source->clusters[to - 1].hyphen;
    *out_advance = same ? width : text_width_of(paragraph, from, to, false);
    return width <= room;
}

// The end of the line that starts at `from`: whole pieces while they fit; pieces are
// measured alone, and the whole line again at the end because of the kerning between
// them.
static size_t find_line_end(const struct text_paragraph *paragraph, size_t from,
                            float room)
{
    const struct text_source *source = &paragraph->source;
    size_t end = from, before = from;
    float width = 0;
    while (end < source->count) {
        const size_t next = next_break(source, end);
        float advance = 0;
        if (!piece_fits(paragraph, end, next, room + 0.5f - width, &advance)) {
            break;
        }
        width += advance;
        before = end;
        end = next;
    }
    if (end > from && before > from && line_width(paragraph, from, end) > room + 0.5f) {
        end = before;
    }
    if (end > from) {
        return end;
    }
    end = fit_clusters(paragraph, from, next_break(source, from), room);
    return end > from ? end : from + 1;
}

float text_ellipsis_width(const struct text_paragraph *paragraph)
{
    const struct text_cluster base = {.level = paragraph->style->rtl ? 1 : 0};
    return measure_run(paragraph, &base, (struct str){ELLIPSIS, sizeof(ELLIPSIS) - 1});
}

static void add_line(struct text_lines *lines, struct text_line line)
{
    if (lines->count == lines->capacity) {
        const size_t capacity = lines->capacity ? lines->capacity * 2 : 8;
        struct text_line *items = ARENA_ARRAY(lines->arena, struct text_line, capacity);
        if (lines->count) {
            memcpy(items, lines->items, lines->count * sizeof(*items));
        }
        lines->items = items;
        lines->capacity = capacity;
    }
    lines->items[lines->count++] = line;
}

static void add_clipped(const struct text_paragraph *paragraph, size_t from, float room,
                        struct text_lines *lines)
{
    const struct text_source *source = &paragraph->source;
    size_t end = source->count;
    if (room > 0) {
        end = fit_clusters(paragraph, from, end, room - text_ellipsis_width(paragraph));
    }
    end = without_blanks(source, from, end);
    add_line(lines, text_set_line(paragraph, from, end, true));
    lines->clipped = true;
}

void text_break_lines(struct text_paragraph *paragraph, float max_width_px,
                      struct text_lines *lines)
{
    const struct text_source *source = &paragraph->source;
    const struct text_style *style = paragraph->style;
    const bool bounded = max_width_px > 0;
    const size_t most = style->one_line        ? 1
                        : style->max_lines > 0 ? (size_t)style->max_lines
                                               : SIZE_MAX;
    size_t from = 0;
    do {
        if (lines->count >= most) {
            return;
        }
        size_t end = source->count;
        if (bounded && !style->one_line) {
            end = from < source->count ? find_line_end(paragraph, from, max_width_px)
                                       : from;
        } else if (bounded && line_width(paragraph, from, end) > max_width_px + 0.5f) {
            add_clipped(paragraph, from, max_width_px, lines);
            return;
        }
        if (lines->count + 1 == most && end < source->count) {
            add_clipped(paragraph, from, max_width_px, lines);
            return;
        }
        const size_t shown = without_blanks(source, from, end);
        add_line(lines, text_set_line(paragraph, from, shown, false));
        from = end;
    } while (from < source->count);
}

struct run_list {
    struct text_run *items;
    size_t count;
    float x;
};

static void add_run(struct run_list *list, const struct text_paragraph *paragraph,
                    const struct text_cluster *at, struct str bytes)
{
    if (bytes.len == 0) {
        return;
    }
    const float width = measure_run(paragraph, at, bytes);
    list->items[list->count++] = (struct text_run){
        .utf8 = bytes,
        .font = text_font_of(paragraph->style, at->family),
        .rtl = at->level & 1,
        .x_px = list->x,
        .width_px = width,
    };
    list->x += width;
}

// UAX #9 rule L2 over runs: from the highest level down, reverse what is at least that
// high.
static void reorder(size_t *starts, const struct text_source *source, size_t count)
{
    int highest = 0, lowest = 127;
    for (size_t i = 0; i < count; i++) {
        const int level = source->clusters[starts[i]].level;
        highest = level > highest ? level : highest;
        lowest = level < lowest ? level : lowest;
    }
    for (int level = highest; level >= (lowest | 1) && level > 0; level--) {
        for (size_t i = 0; i < count; i++) {
            size_t end = i;
            while (end < count && source->clusters[starts[end]].level >= level) {
                end++;
            }
            for (size_t a = i, b = end; a + 1 < b; a++, b--) {
                const size_t kept = starts[a];
                starts[a] = starts[b - 1];
                starts[b - 1] = kept;
            }
            i = end > i ? end - 1 : i;
        }
    }
}

struct text_line text_set_line(const struct text_paragraph *paragraph, size_t from,
                               size_t to, bool ellipsis)
{
    const struct text_source *source = &paragraph->source;
    size_t count = 0;
    for (size_t at = from; at < to; at = run_end(source, at, to)) {
        count++;
    }
    size_t *starts = ARENA_ARRAY(paragraph->arena, size_t, count + 1);
    size_t at = from;
    for (size_t i = 0; i < count; i++) {
        starts[i] = at;
        at = run_end(source, at, to);
    }
    reorder(starts, source, count);
    struct run_list list = {
        .items = ARENA_ARRAY(paragraph->arena, struct text_run, count + 1)};
    const struct text_cluster base = {.level = paragraph->style->rtl ? 1 : 0};
    const struct str dots = {ELLIPSIS, sizeof(ELLIPSIS) - 1};
    if (ellipsis && base.level) {
        add_run(&list, paragraph, &base, dots);
    }
    for (size_t i = 0; i < count; i++) {
        const size_t end = run_end(source, starts[i], to);
        add_run(&list, paragraph, &source->clusters[starts[i]],
                shown_bytes(paragraph, starts[i], end, end == to));
    }
    if (ellipsis && !base.level) {
        add_run(&list, paragraph, &base, dots);
    }
    return (struct text_line){
        .runs = list.items,
        .count = list.count,
        .width_px = list.x,
        .source = str_slice(source->utf8, source->clusters[from].byte,
                            source->clusters[to].byte),
    };
}
