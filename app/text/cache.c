#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

enum { BUCKETS = 8192, SCRATCH_KEPT_BYTES = 1024 * 1024 };

struct text_entry {
    struct text_entry *next_in_bucket, *newer, *older;
    uint64_t key, check;
    uint64_t epoch; // of its last use
    size_t size_bytes;
    struct text_block block;
};

struct text_cache {
    struct text_measure measure;
    struct text_entry *buckets[BUCKETS];
    struct text_entry *newest, *oldest;
    size_t bytes, limit_bytes;
    uint64_t epoch;
    struct arena scratch;
    struct text_breakers breakers;
};

struct text_cache *text_cache_create(const struct text_measure *measure,
                                     size_t limit_bytes)
{
    struct text_cache *cache = calloc(1, sizeof(*cache));
    if (cache) {
        cache->measure = *measure;
        cache->limit_bytes = limit_bytes;
        arena_init(&cache->scratch, 0);
    }
    return cache;
}

static void unlink_entry(struct text_cache *cache, struct text_entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void link_newest(struct text_cache *cache, struct text_entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void drop_entry(struct text_cache *cache, struct text_entry *entry)
{
    struct text_entry **at = &cache->buckets[entry->key % BUCKETS];
    while (*at != entry) {
        at = &(*at)->next_in_bucket;
    }
    *at = entry->next_in_bucket;
    unlink_entry(cache, entry);
    cache->bytes -= entry->size_bytes;
    free(entry);
}

void text_cache_clear(struct text_cache *cache)
{
    while (cache->oldest) {
        drop_entry(cache, cache->oldest);
    }
}

void text_cache_destroy(struct text_cache *cache)
{
    if (!cache) {
        return;
    }
    text_cache_clear(cache);
    text_breakers_finish(&cache->breakers);
    arena_finish(&cache->scratch);
    free(cache);
}

void text_cache_trim(struct text_cache *cache)
{
    while (cache->bytes > cache->limit_bytes && cache->oldest &&
           cache->oldest->epoch != cache->epoch) {
        drop_entry(cache, cache->oldest);
    }
    cache->epoch++;
}

// ---- one block from its lines ----

static size_t block_bytes(const struct text_lines *lines, size_t *out_runs,
                          size_t *out_text)
{
    size_t runs = 0, text = 0;
    for (size_t i = 0; i < lines->count; i++) {
        runs += lines->items[i].count;
        text += lines->items[i].source.len;
        for (size_t k = 0; k < lines->items[i].count; k++) {
            text += lines->items[i].runs[k].utf8.len;
        }
    }
    *out_runs = runs;
    *out_text = text;
    return sizeof(struct text_entry) + lines->count * sizeof(struct text_line) +
           runs * sizeof(struct text_run) + text;
}

static struct str keep_bytes(char **to, struct str bytes)
{
    if (bytes.len) {
        memcpy(*to, bytes.ptr, bytes.len);
    }
    const struct str kept = {*to, bytes.len};
    *to += bytes.len;
    return kept;
}

static uint64_t hash_run(uint64_t hash, const struct text_run *run)
{
    const float numbers[] = {run->x_px, run->width_px, run->font.size_px};
    const uint8_t font[] = {run->font.face, run->font.weight, run->font.family,
                            run->font.bulgarian, run->rtl};
    hash = hash_bytes(hash, run->utf8.ptr, run->utf8.len);
    hash = hash_bytes(hash, numbers, sizeof(numbers));
    return hash_bytes(hash, font, sizeof(font));
}

// Baseline of a line from its top: the face in the middle of the line's height.
static float baseline_in_line(const struct text_cache *cache,
                              const struct text_style *style)
{
    float ascent = 0, descent = 0;
    const struct text_font font = text_font_of(style, 0);
    cache->measure.extent(cache->measure.context, &font, &ascent, &descent);
    return roundf((style->line_height_px - ascent - descent) / 2 + ascent);
}

static struct text_entry *pack_block(const struct text_cache *cache,
                                     const struct text_style *style,
                                     const struct text_lines *lines)
{
    size_t run_count = 0, text_bytes = 0;
    const size_t size = block_bytes(lines, &run_count, &text_bytes);
    struct text_entry *entry = calloc(1, size);
    if (!entry) {
        abort();
    }
    entry->size_bytes = size;
    struct text_line *line = (struct text_line *)(void *)(entry + 1);
    struct text_run *run = (struct text_run *)(void *)(line + lines->count);
    char *bytes = (char *)(run + run_count);
    struct text_block *block = &entry->block;
    *block = (struct text_block){.lines = line,
                                 .count = lines->count,
                                 .height_px = (float)lines->count * style->line_height_px,
                                 .clipped = lines->clipped,
                                 .missing = lines->missing,
                                 .hash = HASH_SEED};
    const float baseline = baseline_in_line(cache, style);
    for (size_t i = 0; i < lines->count; i++, line++) {
        *line = lines->items[i];
        line->top_px = (float)i * style->line_height_px;
        line->baseline_px = roundf(line->top_px) + baseline;
        line->source = keep_bytes(&bytes, line->source);
        const struct text_run *from = line->runs;
        line->runs = run;
        for (size_t k = 0; k < line->count; k++, run++) {
            *run = from[k];
            run->utf8 = keep_bytes(&bytes, run->utf8);
            block->hash = hash_run(block->hash, run);
        }
        block->hash = hash_bytes(block->hash, &line->baseline_px, sizeof(float));
        block->width_px =
            line->width_px > block->width_px ? line->width_px : block->width_px;
    }
    return entry;
}

// ---- looking up ----

struct text_key {
    uint64_t key, check;
};

static struct text_key key_of(const struct text_style *style, struct str text,
                              float width)
{
    struct {
        float size, line_height, width;
        int32_t max_lines, face, weight, flags;
    } numbers = {style->size_px,
                 style->line_height_px,
                 width,
                 style->max_lines,
                 (int32_t)style->face,
                 (int32_t)style->weight,
                 style->rtl | style->one_line << 1};
    struct text_key key;
    key.key = hash_bytes(HASH_SEED, &numbers, sizeof(numbers));
    key.key = hash_bytes(key.key, style->lang.ptr, style->lang.len);
    key.check = hash_bytes(~key.key, text.ptr, text.len);
    key.key = hash_bytes(key.key, text.ptr, text.len);
    return key;
}

static struct text_entry *find_entry(struct text_cache *cache, struct text_key key)
{
    struct text_entry *entry = cache->buckets[key.key % BUCKETS];
    while (entry && (entry->key != key.key || entry->check != key.check)) {
        entry = entry->next_in_bucket;
    }
    if (entry) {
        entry->epoch = cache->epoch;
        unlink_entry(cache, entry);
        link_newest(cache, entry);
    }
    return entry;
}

static void add_entry(struct text_cache *cache, struct text_key key,
                      struct text_entry *entry)
{
    entry->key = key.key;
    entry->check = key.check;
    entry->epoch = cache->epoch;
    entry->next_in_bucket = cache->buckets[key.key % BUCKETS];
    cache->buckets[key.key % BUCKETS] = entry;
    link_newest(cache, entry);
    cache->bytes += entry->size_bytes;
}

static void finish_scratch(struct text_cache *cache)
{
    if (cache->scratch.total_bytes > SCRATCH_KEPT_BYTES) {
        arena_finish(&cache->scratch);
    } else {
        arena_reset(&cache->scratch);
    }
}

static struct text_paragraph
open_paragraph(struct text_cache *cache, const struct text_style *style, struct str utf8)
{
    struct text_paragraph paragraph = {
        .measure = &cache->measure, .style = style, .arena = &cache->scratch};
    text_itemize(&paragraph, utf8, &cache->breakers);
    return paragraph;
}

static void close_paragraph(struct text_paragraph *paragraph)
{
    if (paragraph->bidi) {
        ubidi_close(paragraph->bidi);
    }
}

const struct text_block *text_layout(struct text_cache *cache,
                                     const struct text_style *style, struct str text,
                                     float max_width_px)
{
    const float width = max_width_px > 0 ? max_width_px : 0;
    const struct text_key key = key_of(style, text, width);
    struct text_entry *entry = find_entry(cache, key);
    if (entry) {
        return &entry->block;
    }
    struct text_lines lines = {.arena = &cache->scratch};
    struct str rest = text_clean(&cache->scratch, text, &lines.clipped);
    if (rest.len == 0) {
        rest.ptr = NULL; // an empty text has no line
    }
    struct str part;
    while (str_cut(&rest, '\n', &part) && !(lines.clipped && lines.count)) {
        struct text_paragraph paragraph = open_paragraph(cache, style, part);
        text_break_lines(&paragraph, width, &lines);
        lines.missing |= paragraph.source.missing;
        close_paragraph(&paragraph);
    }
    entry = pack_block(cache, style, &lines);
    add_entry(cache, key, entry);
    finish_scratch(cache);
    return &entry->block;
}

static float widest_piece(const struct text_paragraph *paragraph)
{
    enum { LONGEST = 256 };
    const struct text_source *source = &paragraph->source;
    float widest = 0;
    for (size_t from = 0; from < source->count;) {
        size_t to = from + 1;
        while (to < source->count && !source->clusters[to].may_break) {
            to++;
        }
        size_t shown = to - from > LONGEST ? from + LONGEST : to;
        while (shown > from && source->clusters[shown - 1].space) {
            shown--;
        }
        const float width = text_width_of(paragraph, from, shown, true);
        widest = width > widest ? width : widest;
        from = to;
    }
    return widest;
}

float text_min_width(struct text_cache *cache, const struct text_style *style,
                     struct str text)
{
    const struct text_key key = key_of(style, text, -1);
    struct text_entry *entry = find_entry(cache, key);
    if (entry) {
        return entry->block.width_px;
    }
    bool cut = false;
    struct str rest = text_clean(&cache->scratch, text, &cut);
    struct str part;
    float widest = 0;
    while (rest.len && str_cut(&rest, '\n', &part)) {
        struct text_paragraph paragraph = open_paragraph(cache, style, part);
        const float width = widest_piece(&paragraph);
        widest = width > widest ? width : widest;
        close_paragraph(&paragraph);
    }
    entry = pack_block(cache, style, &(struct text_lines){.count = 0});
    entry->block.width_px = widest;
    add_entry(cache, key, entry);
    finish_scratch(cache);
    return widest;
}
