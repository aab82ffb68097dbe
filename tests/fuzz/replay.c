// Feeds every file of a corpus folder to a fuzz target, then each one truncated at every
// byte and with every byte flipped (files of up to 8 KB), so that D01 holds for the whole
// corpus.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { REPLAY_FILE_MAX = 16 * 1024 * 1024, REPLAY_MUTATE_MAX = 8 * 1024 };

// A copy on the heap of exactly `size` bytes, so that reading past it is seen.
static void run_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy) {
        exit(2);
    }
    if (size) {
        memcpy(copy, bytes, size);
    }
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void run_mutations(uint8_t *bytes, size_t size)
{
    static const uint8_t masks[] = {0x01, 0x80, 0xFF};
    for (size_t i = 0; i < size; i++) {
        run_copy(bytes, i);
        for (size_t m = 0; m < sizeof(masks); m++) {
            bytes[i] ^= masks[m];
            run_copy(bytes, size);
            bytes[i] ^= masks[m];
        }
    }
}

static void replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(REPLAY_FILE_MAX);
    if (!file || !bytes) {
        perror(path);
        exit(2);
    }
    const size_t size = fread(bytes, 1, REPLAY_FILE_MAX, file);
    fclose(file);
    run_copy(bytes, size);
    if (size <= REPLAY_MUTATE_MAX) {
        run_mutations(bytes, size);
    }
    free(bytes);
}

int main(int argc, char **argv)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        for (struct dirent *entry; folder && (entry = readdir(folder));) {
            char path[4096];
            if (entry->d_name[0] == '.') {
                continue;
            }
            snprintf(path, sizeof(path), "%s/%s", argv[i], entry->d_name);
            replay_file(path);
            count++;
        }
        if (folder) {
            closedir(folder);
        }
    }
    printf("%zu files replayed\n", count);
    return count ? 0 : 1; // an empty corpus proves nothing
}
