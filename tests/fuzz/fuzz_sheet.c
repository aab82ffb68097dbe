// A spreadsheet's table; half of them are ESCO's.
#include "fuzz_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str head = {(const char *)data, size < 40 ? size : 40};
    const bool esco = str_find(head, STR("conceptUri"), 0) != SIZE_MAX;
    return fuzz_import(esco ? IMPORT_ESCO : IMPORT_CSV, data, size);
}
