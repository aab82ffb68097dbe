// A record's JSON, a line end, an amendment's JSON: what comes of it is the record as it
// was or a valid one of the same id and kind.
#include <stdlib.h>
#include <string.h>

#include "content/layers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct lines {
    struct content_record base, amendment;
};

static bool find_line(void *context, struct arena *arena, size_t layer, struct str id,
                      struct str *out_line)
{
    const struct lines *lines = context;
    if (layer == 0 && str_equal(id, lines->base.id)) {
        *out_line = content_record_write(arena, &lines->base);
        return true;
    }
    return false;
}

// Every base is the right one.
static void hash_line(struct str line, char out_hex[65])
{
    (void)line;
    memset(out_hex, 'a', 64);
    out_hex[64] = '\0';
}

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

static void amend(struct arena *arena, struct lines *lines)
{
    const struct str feeds[] = {lines->amendment.amended_feed, STR("-above-")};
    const struct content_stack stack = {.feeds = feeds,
                                        .count = 2,
                                        .line = find_line,
                                        .hash = hash_line,
                                        .context = lines};
    struct content_overlay overlay;
    struct content_record made;
    struct content_error error;
    struct str line;
    content_overlay_init(&overlay, arena, &stack);
    const enum content_fate fate = content_overlay_amend(&overlay, 1, &lines->amendment);
    const bool shown = content_overlay_line(&overlay, arena, 0, lines->base.id, &line);
    require(shown != (fate == AMENDMENT_APPLIED && lines->amendment.hide));
    require(!shown ||
            (content_record_parse(arena, line, &made, &error) &&
             made.kind == lines->base.kind && str_equal(made.id, lines->base.id)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct lines lines;
    struct content_error error;
    struct str rest = {(const char *)data, size}, first = {0};
    arena_init(&arena, 0);
    if (size && str_cut(&rest, '\n', &first) && rest.ptr &&
        content_record_parse(&arena, first, &lines.base, &error) &&
        lines.base.kind != CONTENT_AMENDMENT &&
        content_record_parse(&arena, rest, &lines.amendment, &error) &&
        lines.amendment.kind == CONTENT_AMENDMENT) {
        lines.amendment.base = STR("");
        amend(&arena, &lines);
    }
    arena_finish(&arena);
    return 0;
}
