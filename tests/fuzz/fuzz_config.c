// Settings: any bytes give settings or a fault.
#include "config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct config config;
    struct config_error error;
    arena_init(&arena, 0);
    const struct config_source source = {
        .text = {(const char *)data, size}, .name = "fuzz.yaml", .folder = "/etc/foyer"};
    (void)!config_parse(&arena, &source, &config, &error);
    arena_finish(&arena);
    return 0;
}
