// Any bytes as what healing kept of its last round, and as the screen's complaints.
#include "fuzz_support.h"
#include "sync/heal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[160];
    const char *folder = fuzz_folder();
    static const char *const folders[] = {"feeds/test/o/ab", "status", "snapshots"};
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, folders[i]);
        if (!folder_make(path)) {
            abort();
        }
    }
    snprintf(path, sizeof(path), "%s/feeds/heal_state", folder);
    fuzz_put(path, data, size);
    snprintf(path, sizeof(path), "%s/status/broken", folder);
    fuzz_put(path, data, size);
    struct sync_damage damage;
    struct sync_heal *heal = sync_heal_create(folder);
    if (sync_heal_step(heal, 1 << 20, &damage) ||
        sync_heal_reported(heal, &damage)) { // nothing is here that could be damaged
        abort();
    }
    (void)sync_heal_save(heal);
    sync_heal_destroy(heal);
    return 0;
}
