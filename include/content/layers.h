// Layers laid over each other: national, regional, venue. Pure.
#ifndef CONTENT_LAYERS_H
#define CONTENT_LAYERS_H

#include "content/record.h"

// One layer's records of any kinds; ids are unique within a layer.
struct content_layer {
    const struct content_record *records;
    size_t count;
    const struct str *hidden; // ids this layer takes away from the layers below it
    size_t hidden_count;
};

struct content_layered {
    const struct content_record **records; // borrowed from the layers
    size_t *layers;                        // which layer each came from
    size_t count;
};

// `layers` from the lowest to the highest. A record of a higher layer stands in for those
// of the same kind and id below it; a hidden id is gone unless that layer or one above
// brings it again. Ordered by kind, then id.
struct content_layered content_layers_merge(struct arena *arena,
                                            const struct content_layer *layers,
                                            size_t count);

#endif
