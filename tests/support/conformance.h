// Tests register the conformance ids they prove: CONFORMANCE("N06", "N07"); at the head
// of a test appends the ids to the file that $FOYER_CONFORMANCE names, so that the test
// run can print the ids that really ran. Without the variable it does nothing.
#ifndef SUPPORT_CONFORMANCE_H
#define SUPPORT_CONFORMANCE_H

#include <stdio.h>
#include <stdlib.h>

static inline void conformance_register(const char *const *ids, size_t count)
{
    const char *path = getenv("FOYER_CONFORMANCE");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (!file) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        fprintf(file, "%s\n", ids[i]);
    }
    fclose(file);
}

#define CONFORMANCE(...)                                                                 \
    conformance_register((const char *const[]){__VA_ARGS__},                             \
                         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

#endif
