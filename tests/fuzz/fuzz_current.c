// The pointer `current`: any bytes give layers or a fault, and what was read is written
// and read again as it is.
#include <errno.h>

#include "fuzz_support.h"
#include "store/snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

static bool same_layer(const struct store_layer *a, const struct store_layer *b)
{
    return strcmp(a->feed, b->feed) == 0 && strcmp(a->root, b->root) == 0 &&
           a->schema == b->schema && a->version == b->version && a->pinned == b->pinned;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[160];
    struct store_current current, again;
    // With the copy that the last input left, damage would be healed.
    snprintf(path, sizeof(path), "%s/snapshots", fuzz_folder());
    require(folder_remove(path));
    snprintf(path, sizeof(path), "%s/current", fuzz_folder());
    fuzz_put(path, data, size);
    if (!store_current_read(fuzz_folder(), &current)) {
        require(current.count == 0 && current.generation == 0);
        return 0;
    }
    require(current.count <= STORE_LAYERS_MAX && current.generation > 0);
    const struct store_current before = current;
    require(store_current_write(fuzz_folder(), &current));
    require(current.generation > before.generation || before.generation == INT64_MAX);
    require(store_current_read(fuzz_folder(), &again));
    require(again.generation == current.generation && again.count == before.count);
    for (size_t i = 0; i < again.count; i++) {
        require(same_layer(&again.layers[i], &before.layers[i]));
    }
    return 0;
}
