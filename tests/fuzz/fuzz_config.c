// Settings: any bytes give settings or a fault.
#include "config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct config config;
    struct config_error error;
    arena_init(&arena, 0);
    (void)!config_parse(&arena, (struct str){(const char *)data, size}, "fuzz.yaml",
                        "/etc/foyer", &config, &error);
    arena_finish(&arena);
    return 0;
}
