// Chunks whose records have not changed, and nodes whose chunks have not, keep the form
// in which they were published before: compressing takes most of the time of a
// publication, and another version of the compressor would make everything travel again.
#include <stdlib.h>

#include "feed/reader.h"
#include "writer_internal.h"

struct writer_object {
    struct sha256 text; // of what it unpacks to; first, for it is looked up by it
    struct feed_ref ref;
};

static void add_object(struct writer_reuse *reuse, const struct feed_ref *ref,
                       struct str text)
{
    if (reuse->count == reuse->capacity) {
        const size_t capacity = reuse->capacity ? reuse->capacity * 2 : 64;
        struct writer_object *grown = realloc(reuse->objects, capacity * sizeof(*grown));
        if (!grown) {
            return; // it is compressed again
        }
        reuse->objects = grown;
        reuse->capacity = capacity;
    }
    reuse->objects[reuse->count++] = (struct writer_object){sha256_of(text), *ref};
}

static int compare(const void *a, const void *b)
{
    return sha256_compare(a, b);
}

static void add_node(struct writer *writer, const struct feed_ref *node,
                     struct arena *arena, struct arena *scratch)
{
    struct str bytes, text;
    struct feed_refs chunks = {0};
    if (!writer_has_object(writer, node, arena, &bytes) ||
        feed_node_unpack(arena, node, bytes, &text) != FEED_OK ||
        feed_node_parse(arena, node, bytes, &chunks) != FEED_OK) {
        return;
    }
    add_object(&writer->reuse, node, text);
    for (size_t i = 0; i < chunks.count; i++) {
        arena_reset(scratch);
        if (writer_has_object(writer, &chunks.items[i], scratch, &bytes) &&
            feed_chunk_unpack(scratch, &chunks.items[i], bytes, &text) == FEED_OK) {
            add_object(&writer->reuse, &chunks.items[i], text);
        }
    }
}

void writer_reuse_open(struct writer *writer, const struct writer_release *before)
{
    struct arena arena, scratch;
    arena_init(&arena, 0);
    arena_init(&scratch, 0);
    for (size_t i = 0; before->there && i < before->index.root_count; i++) {
        arena_reset(&arena);
        add_node(writer, &before->index.roots[i], &arena, &scratch);
    }
    if (writer->reuse.count) {
        qsort(writer->reuse.objects, writer->reuse.count, sizeof(struct writer_object),
              compare);
    }
    arena_finish(&scratch);
    arena_finish(&arena);
}

void writer_reuse_close(struct writer *writer)
{
    free(writer->reuse.objects);
    writer->reuse = (struct writer_reuse){0};
}

bool writer_reuse_find(void *context, const struct sha256 *text, struct arena *arena,
                       struct feed_ref *out_ref, struct str *out_bytes)
{
    struct writer *writer = context;
    const struct writer_object *found =
        writer->reuse.count ? bsearch(text, writer->reuse.objects, writer->reuse.count,
                                      sizeof(*found), compare)
                            : NULL;
    if (!found || !writer_has_object(writer, &found->ref, arena, out_bytes)) {
        return false;
    }
    *out_ref = found->ref;
    return true;
}
