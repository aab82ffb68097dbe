// One record's JSON; what is accepted has to come back from its own canonical form.
#include <stdlib.h>

#include "content/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct content_record record, back;
    struct content_error error;
    arena_init(&arena, 0);
    if (content_record_parse(&arena, (struct str){(const char *)data, size}, &record,
                             &error)) {
        const struct str json = content_record_write(&arena, &record);
        if (!content_record_parse(&arena, json, &back, &error) ||
            !str_equal(json, content_record_write(&arena, &back))) {
            abort();
        }
    }
    arena_finish(&arena);
    return 0;
}
