// A table of a pack.
#include "fuzz_pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_pack(size & 1 ? "figure/figures.csv" : "activity/sessions.csv", data,
                     size);
}
