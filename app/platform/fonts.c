#include "platform/fonts.h"

#include <SDL_ttf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"

enum {
    OPEN_MAX = 64, // TTF_Fonts kept, least recently used out
    CHAIN_MAX = 16,
    WIDTHS = 8192,           // direct-mapped run widths
    RUNS = 2048,             // run masks, by hash chains
    RUN_BYTES_MAX = 3 << 20, // of their pixels
    RUN_TEXT_MAX = 4096,     // bytes of one run that are drawn
    GRAIN = 9                // sizes are kept in ninths of a pixel
};

struct open_font {
    TTF_Font *font;
    uint32_t key;
    uint64_t used;
    uint32_t script; // last set
    bool rtl;
};

struct run_width {
    uint64_t key;
    float width_px;
};

struct run {
    uint64_t key, used;
    struct raster_mask mask;
    uint8_t *bytes;
};

struct platform_fonts {
    struct arena arena;
    const char *folder;
    const char *chain[CHAIN_MAX][2]; // regular, bold
    size_t chain_count;
    struct open_font open[OPEN_MAX];
    struct run_width widths[WIDTHS];
    struct run runs[RUNS];
    size_t run_bytes;
    uint64_t tick;
    struct text_measure measure;
};

static const char *const face_names[] = {"text", "display", "tabular"};
static const char *const weight_names[] = {"medium", "semibold", "bold", "extrabold"};

// ---- opened fonts ----

static uint32_t size_steps(float size_px)
{
    const float bounded = size_px < 4 ? 4 : (size_px > 1000 ? 1000 : size_px);
    return (uint32_t)(bounded * GRAIN + 0.5f);
}

static uint32_t font_key(const struct text_font *font)
{
    const uint32_t family = font->family < CHAIN_MAX ? font->family : CHAIN_MAX;
    const uint32_t face = family ? 0 : font->face % TEXT_FACE_COUNT;
    const uint32_t weight =
        family ? font->weight >= TEXT_BOLD : font->weight % TEXT_WEIGHT_COUNT;
    const uint32_t form = family ? 0 : font->bulgarian;
    return size_steps(font->size_px) << 12 | family << 6 | face << 4 | weight << 1 | form;
}

static TTF_Font *open_file(struct platform_fonts *fonts, const struct text_font *font)
{
    char path[1024];
    if (font->family == 0) {
        snprintf(path, sizeof(path), "%s/%s-%s%s.ttf", fonts->folder,
                 face_names[font->face % TEXT_FACE_COUNT],
                 weight_names[font->weight % TEXT_WEIGHT_COUNT],
                 font->bulgarian ? "-bg" : "");
    } else if (font->family <= fonts->chain_count) {
        snprintf(path, sizeof(path), "%s",
                 fonts->chain[font->family - 1][font->weight >= TEXT_BOLD]);
    } else {
        return NULL;
    }
    // 8 pt at 9 dpi is one pixel, so the steps are the resolution.
    const unsigned dpi = size_steps(font->size_px);
    TTF_Font *opened = TTF_OpenFontDPI(path, 8, dpi, dpi);
    if (!opened) {
        log_error("platform", "font %s: %s", path, TTF_GetError());
        return NULL;
    }
    TTF_SetFontHinting(opened, TTF_HINTING_LIGHT_SUBPIXEL);
    TTF_SetFontKerning(opened, 1);
    return opened;
}

static struct open_font *open_font(struct platform_fonts *fonts,
                                   const struct text_font *font)
{
    const uint32_t key = font_key(font);
    struct open_font *oldest = &fonts->open[0];
    for (int i = 0; i < OPEN_MAX; i++) {
        struct open_font *slot = &fonts->open[i];
        if (slot->font && slot->key == key) {
            slot->used = ++fonts->tick;
            return slot;
        }
        if (!slot->font || slot->used < oldest->used) {
            oldest = oldest->font ? slot : oldest;
        }
    }
    TTF_Font *opened = open_file(fonts, font);
    if (!opened) {
        return NULL;
    }
    if (oldest->font) {
        TTF_CloseFont(oldest->font);
    }
    *oldest = (struct open_font){.font = opened, .key = key, .used = ++fonts->tick};
    return oldest;
}

// ---- scripts ----

struct script_range {
    uint32_t from, to;
    char name[5]; // ISO 15924
};
static const struct script_range script_ranges[] = {
    {0x41, 0x24F, "Latn"},    {0x370, 0x3FF, "Grek"},   {0x400, 0x52F, "Cyrl"},
    {0x530, 0x58F, "Armn"},   {0x590, 0x5FF, "Hebr"},   {0x600, 0x6FF, "Arab"},
    {0x750, 0x77F, "Arab"},   {0x8A0, 0x8FF, "Arab"},   {0x900, 0x97F, "Deva"},
    {0x980, 0x9FF, "Beng"},   {0xE00, 0xE7F, "Thai"},   {0x10A0, 0x10FF, "Geor"},
    {0x1200, 0x139F, "Ethi"}, {0x1E00, 0x1EFF, "Latn"}, {0x1F00, 0x1FFF, "Grek"},
    {0xFB50, 0xFDFF, "Arab"}, {0xFE70, 0xFEFF, "Arab"},
};

// Index into script_ranges of the first letter's script, else 0.
static uint32_t script_of(struct str text)
{
    const size_t count = sizeof(script_ranges) / sizeof(script_ranges[0]);
    for (size_t offset = 0; offset < text.len;) {
        const uint32_t c = utf8_next(text, &offset);
        const bool letter = c > 0x7A || (c >= 0x61) || (c >= 0x41 && c <= 0x5A);
        for (uint32_t i = 0; letter && i < count; i++) {
            if (c >= script_ranges[i].from && c <= script_ranges[i].to) {
                return i;
            }
        }
    }
    return 0;
}

static void prepare(struct open_font *slot, struct str text, bool rtl)
{
    const uint32_t script = script_of(text) + 1;
    if (slot->script != script) {
        (void)TTF_SetFontScriptName(slot->font, script_ranges[script - 1].name);
        slot->script = script;
    }
    if (slot->rtl != rtl) {
        (void)TTF_SetFontDirection(slot->font,
                                   rtl ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
        slot->rtl = rtl;
    }
}

static uint64_t run_key(const struct text_font *font, struct str text, bool rtl)
{
    const uint32_t parts[2] = {font_key(font), rtl};
    return hash_bytes(hash_bytes(HASH_SEED, parts, sizeof(parts)), text.ptr, text.len);
}

// ---- measuring ----

static float advance(void *context, const struct text_font *font, struct str utf8,
                     bool rtl)
{
    struct platform_fonts *fonts = context;
    const uint64_t key = run_key(font, utf8, rtl);
    struct run_width *known = &fonts->widths[key % WIDTHS];
    if (known->key == key) {
        return known->width_px;
    }
    struct open_font *slot = open_font(fonts, font);
    char text[RUN_TEXT_MAX];
    (void)str_to_cstr(utf8, text, sizeof(text));
    int width = 0;
    if (!slot || !text[0]) {
        return 0;
    }
    prepare(slot, utf8, rtl);
    if (TTF_SizeUTF8(slot->font, text, &width, NULL) != 0) {
        return 0;
    }
    *known = (struct run_width){key, (float)width};
    return known->width_px;
}

static bool covers(void *context, const struct text_font *font, uint32_t code_point)
{
    struct platform_fonts *fonts = context;
    // One size is enough to ask, and keeps the list of open fonts short.
    struct text_font asked = *font;
    asked.size_px = font->family ? 16 : font->size_px;
    struct open_font *slot = open_font(fonts, &asked);
    return slot && TTF_GlyphIsProvided32(slot->font, code_point);
}

static void extent(void *context, const struct text_font *font, float *out_ascent,
                   float *out_descent)
{
    struct open_font *slot = open_font(context, font);
    *out_ascent = slot ? (float)TTF_FontAscent(slot->font) : font->size_px;
    *out_descent = slot ? (float)-TTF_FontDescent(slot->font) : 0;
}

const struct text_measure *platform_fonts_measure(struct platform_fonts *fonts)
{
    return &fonts->measure;
}

// ---- drawing ----

static void drop_run(struct platform_fonts *fonts, struct run *run)
{
    fonts->run_bytes -= (size_t)run->mask.width * (size_t)run->mask.height;
    free(run->bytes);
    *run = (struct run){0};
}

static void make_room(struct platform_fonts *fonts, size_t bytes)
{
    while (fonts->run_bytes + bytes > RUN_BYTES_MAX && fonts->run_bytes) {
        struct run *oldest = NULL;
        for (size_t i = 0; i < RUNS; i++) {
            struct run *run = &fonts->runs[i];
            if (run->bytes && (!oldest || run->used < oldest->used)) {
                oldest = run;
            }
        }
        if (!oldest) {
            return;
        }
        drop_run(fonts, oldest);
    }
}

// Colour comes at blending: the mask is the surface's alpha.
static uint8_t *mask_of(SDL_Surface *surface)
{
    const size_t width = (size_t)surface->w, height = (size_t)surface->h;
    uint8_t *mask = malloc(width * height);
    for (size_t y = 0; mask && y < height; y++) {
        const uint8_t *row =
            (const uint8_t *)surface->pixels + y * (size_t)surface->pitch;
        for (size_t x = 0; x < width; x++) {
            uint32_t pixel;
            memcpy(&pixel, row + 4 * x, sizeof(pixel));
            mask[y * width + x] = (uint8_t)(pixel >> 24);
        }
    }
    return mask;
}

static struct run *render_run(struct platform_fonts *fonts, const struct text_run *text,
                              struct run *place, uint64_t key)
{
    struct open_font *slot = open_font(fonts, &text->font);
    char bytes[RUN_TEXT_MAX];
    (void)str_to_cstr(text->utf8, bytes, sizeof(bytes));
    if (!slot || !bytes[0]) {
        return NULL;
    }
    prepare(slot, text->utf8, text->rtl);
    SDL_Surface *surface =
        TTF_RenderUTF8_Blended(slot->font, bytes, (SDL_Color){255, 255, 255, 255});
    if (!surface) {
        return NULL;
    }
    uint8_t *mask = mask_of(surface);
    const struct run run = {.key = key,
                            .used = ++fonts->tick,
                            .bytes = mask,
                            .mask = {mask, surface->w, surface->h}};
    SDL_FreeSurface(surface);
    if (!mask) {
        return NULL;
    }
    if (place->bytes) {
        drop_run(fonts, place);
    }
    const size_t size = (size_t)run.mask.width * (size_t)run.mask.height;
    make_room(fonts, size);
    *place = run;
    fonts->run_bytes += size;
    return place;
}

enum { PROBES = 8 };

static struct run *find_run(struct platform_fonts *fonts, const struct text_run *text)
{
    const uint64_t key = run_key(&text->font, text->utf8, text->rtl);
    struct run *place = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        struct run *run = &fonts->runs[(key + i) % RUNS];
        if (run->bytes && run->key == key) {
            run->used = ++fonts->tick;
            return run;
        }
        const bool better =
            !place || (place->bytes && (!run->bytes || run->used < place->used));
        place = better ? run : place;
    }
    return render_run(fonts, text, place, key);
}

static void draw_run(struct platform_fonts *fonts, const struct raster *raster,
                     const struct raster_clip *clip, const struct text_run *text, float x,
                     float baseline, uint32_t rgba)
{
    const struct run *run = find_run(fonts, text);
    struct open_font *slot = open_font(fonts, &text->font);
    if (!run || !slot) {
        return;
    }
    const int32_t top = (int32_t)lroundf(baseline) - TTF_FontAscent(slot->font);
    raster_draw_mask(raster, clip, (int32_t)lroundf(x), top, &run->mask, rgba);
}

void platform_fonts_draw(struct platform_fonts *fonts, const struct raster *raster,
                         const struct raster_clip *clip, const struct ui_command *command)
{
    const struct text_block *block = command->as.text;
    const float alpha =
        command->alpha < 0 ? 0 : (command->alpha > 1 ? 1 : command->alpha);
    const uint32_t own = (uint32_t)((float)(command->color & 0xFF) * alpha + 0.5f);
    const uint32_t rgba = (command->color & 0xFFFFFF00u) | own;
    for (size_t i = 0; i < block->count && own; i++) {
        const struct text_line *line = &block->lines[i];
        const float top = (float)command->rect.y + line->top_px;
        const float height = block->height_px / (float)block->count;
        if (top + 2 * height < (float)clip->rect.y ||
            top - height > (float)(clip->rect.y + clip->rect.h)) {
            continue;
        }
        const float x = (float)command->rect.x +
                        (command->text_width - line->width_px) * command->text_align;
        for (size_t k = 0; k < line->count; k++) {
            draw_run(fonts, raster, clip, &line->runs[k], x + line->runs[k].x_px,
                     (float)command->rect.y + line->baseline_px, rgba);
        }
    }
}

size_t platform_fonts_bytes(const struct platform_fonts *fonts)
{
    return fonts->run_bytes;
}

// ---- life ----

static bool read_chain(struct platform_fonts *fonts)
{
    struct str text;
    char *path = path_join(&fonts->arena, fonts->folder, "chain");
    if (!file_read(&fonts->arena, path, 64 * 1024, &text)) {
        log_error("platform", "fonts: %s cannot be read", path);
        return false;
    }
    for (struct str line;
         fonts->chain_count < CHAIN_MAX && str_cut(&text, '\n', &line);) {
        struct str regular, bold;
        if (line.len && str_cut(&line, '\t', &regular) && str_cut(&line, '\t', &bold)) {
            const char **entry = fonts->chain[fonts->chain_count++];
            entry[0] = arena_cstr(&fonts->arena, regular);
            entry[1] = arena_cstr(&fonts->arena, bold);
        }
    }
    return true;
}

struct platform_fonts *platform_fonts_create(const char *folder)
{
    struct platform_fonts *fonts = calloc(1, sizeof(*fonts));
    if (!fonts || TTF_Init() != 0) {
        log_error("platform", "fonts: SDL_ttf does not start");
        free(fonts);
        return NULL;
    }
    arena_init(&fonts->arena, 1 << 20);
    fonts->folder = arena_cstr(&fonts->arena, str_from_cstr(folder));
    const struct text_font probe = {.size_px = 26};
    if (!read_chain(fonts) || !open_font(fonts, &probe)) {
        platform_fonts_destroy(fonts);
        return NULL;
    }
    fonts->measure =
        (struct text_measure){.context = fonts,
                              .advance = advance,
                              .covers = covers,
                              .extent = extent,
                              .family_count = (uint8_t)(fonts->chain_count + 1)};
    return fonts;
}

void platform_fonts_destroy(struct platform_fonts *fonts)
{
    if (!fonts) {
        return;
    }
    for (int i = 0; i < OPEN_MAX; i++) {
        if (fonts->open[i].font) {
            TTF_CloseFont(fonts->open[i].font);
        }
    }
    for (size_t i = 0; i < RUNS; i++) {
        free(fonts->runs[i].bytes);
    }
    arena_finish(&fonts->arena);
    TTF_Quit();
    free(fonts);
}
