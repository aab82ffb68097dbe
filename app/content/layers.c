#include "content/layers.h"

#include <stdlib.h>

struct entry {
    const struct content_record *record;
    size_t layer;
};

// By kind and id, the highest layer first.
static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->record->kind != right->record->kind) {
        return left->record->kind < right->record->kind ? -1 : 1;
    }
    const int ids = str_compare(left->record->id, right->record->id);
    return ids ? ids : (left->layer < right->layer) - (left->layer > right->layer);
}

static bool hidden_above(const struct content_layer *layers, size_t count,
                         struct entry entry)
{
    for (size_t l = entry.layer + 1; l < count; l++) {
        for (size_t i = 0; i < layers[l].hidden_count; i++) {
            if (str_equal(layers[l].hidden[i], entry.record->id)) {
                return true;
            }
        }
    }
    return false;
}

static bool same_record(struct entry a, struct entry b)
{
    return a.record->kind == b.record->kind && str_equal(a.record->id, b.record->id);
}

struct content_layered content_layers_merge(struct arena *arena,
                                            const struct content_layer *layers,
                                            size_t count)
{
    size_t total = 0;
    for (size_t l = 0; l < count; l++) {
        total += layers[l].count;
    }
    struct entry *entries = ARENA_ARRAY(arena, struct entry, total);
    size_t filled = 0;
    for (size_t l = 0; l < count; l++) {
        for (size_t i = 0; i < layers[l].count; i++) {
            entries[filled++] = (struct entry){&layers[l].records[i], l};
        }
    }
    if (total) {
        qsort(entries, total, sizeof(*entries), compare_entries);
    }
    struct content_layered merged = {
        .records = ARENA_ARRAY(arena, const struct content_record *, total),
        .layers = ARENA_ARRAY(arena, size_t, total)};
    for (size_t i = 0; i < total; i++) {
        const bool covered = i > 0 && same_record(entries[i - 1], entries[i]);
        if (!covered && !hidden_above(layers, count, entries[i])) {
            merged.records[merged.count] = entries[i].record;
            merged.layers[merged.count++] = entries[i].layer;
        }
    }
    return merged;
}
