#include <errno.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "paths.h"

enum { CURRENT_SIZE_MAX = 4096 };

static bool parse_generation(struct str line, struct store_current *current)
{
    int64_t generation;
    struct str word;
    if (!str_cut(&line, ' ', &word) || !str_equal(word, STR("generation")) ||
        !str_to_int64(line, &generation) || generation < 1) {
        return false;
    }
    current->generation = (uint64_t)generation;
    return true;
}

// "<feed id> <file> <version>[ pinned]"
static bool parse_layer(struct str line, struct store_layer *layer)
{
    struct str feed, file, version, root;
    if (!str_cut(&line, ' ', &feed) || !feed_id_valid(feed) ||
        !str_cut(&line, ' ', &file) || !str_starts_with(file, STR("snapshots/")) ||
        !str_cut(&line, ' ', &version)) {
        return false;
    }
    file = str_slice(file, STR("snapshots/").len, file.len);
    *layer = (struct store_layer){.pinned = line.ptr != NULL};
    return (!layer->pinned || str_equal(line, STR("pinned"))) &&
           store_name_parse(file, &root, &layer->schema) &&
           str_to_int64(version, &layer->version) && layer->version > 0 &&
           str_to_cstr(feed, layer->feed, sizeof(layer->feed)) &&
           str_to_cstr(root, layer->root, sizeof(layer->root));
}

static bool parse(struct str text, struct store_current *current)
{
    if (!str_ends_with(text, STR("\n"))) {
        return false;
    }
    text = str_slice(text, 0, text.len - 1);
    struct str line;
    if (!str_cut(&text, '\n', &line) || !parse_generation(line, current)) {
        return false;
    }
    while (str_cut(&text, '\n', &line)) {
        if (current->count == STORE_LAYERS_MAX ||
            !parse_layer(line, &current->layers[current->count])) {
            return false;
        }
        current->count++;
    }
    return true;
}

// false: missing, unreadable or damaged (errno EBADMSG).
static bool read_file(const char *path, struct store_current *out_current)
{
    struct arena arena;
    struct str text;
    arena_init(&arena, 0);
    *out_current = (struct store_current){0};
    bool good = file_read(&arena, path, CURRENT_SIZE_MAX, &text);
    if (good && !parse(text, out_current)) {
        *out_current = (struct store_current){0};
        good = false;
        errno = EBADMSG;
    }
    const int reason = errno;
    arena_finish(&arena);
    errno = reason;
    return good;
}

bool store_current_read(const char *data_folder, struct store_current *out_current)
{
    struct arena arena;
    arena_init(&arena, 0);
    const char *path = store_path_current(&arena, data_folder);
    bool good = read_file(path, out_current);
    const int reason = errno;
    if (!good && reason == EBADMSG) {
        const bool copied = read_file(store_path_copy(&arena, data_folder), out_current);
        log_warn("store", "%s is damaged%s", path, copied ? "; its copy is taken" : "");
    }
    good = good || reason == ENOENT || reason == ENOTDIR;
    arena_finish(&arena);
    errno = good ? 0 : reason;
    return good;
}

// Its place in the order; order.count when it is not named.
static size_t place_of(struct store_order order, const struct store_layer *layer)
{
    size_t place = 0;
    while (place < order.count &&
           !str_equal(order.feeds[place], str_from_cstr(layer->feed))) {
        place++;
    }
    return place;
}

bool store_current_arrange(struct store_current *current, struct store_order order)
{
    bool moved = false;
    size_t kept = 0;
    for (size_t i = 0; order.count && i < current->count; i++) {
        const bool named = place_of(order, &current->layers[i]) < order.count;
        moved |= !named;
        current->layers[kept] = current->layers[i];
        kept += named;
    }
    if (order.count) {
        memset(&current->layers[kept], 0,
               (current->count - kept) * sizeof(current->layers[0]));
        current->count = kept;
    }
    for (size_t i = 0; i < current->count; i++) {
        for (size_t j = i + 1; j < current->count; j++) {
            struct store_layer *low = &current->layers[i], *high = &current->layers[j];
            if (place_of(order, high) < place_of(order, low)) {
                const struct store_layer layer = *low;
                *low = *high;
                *high = layer;
                moved = true;
            }
        }
    }
    return moved;
}

bool store_current_write(const char *data_folder, struct store_current *current)
{
    struct arena arena;
    struct buffer text;
    arena_init(&arena, 0);
    buffer_init(&text, CURRENT_SIZE_MAX);
    // Only a forged count ends; it begins anew, for what is written must be readable.
    const uint64_t generation =
        current->generation < INT64_MAX ? current->generation + 1 : 1;
    bool done = folder_make(data_folder) &&
                buffer_printf(&text, "generation %llu\n", (unsigned long long)generation);
    for (size_t i = 0; done && i < current->count; i++) {
        const struct store_layer *layer = &current->layers[i];
        done = buffer_printf(&text, "%s snapshots/%s-%lld.db %lld%s\n", layer->feed,
                             layer->root, (long long)layer->schema,
                             (long long)layer->version, layer->pinned ? " pinned" : "");
    }
    done =
        done && file_write(store_path_current(&arena, data_folder), buffer_view(&text));
    if (done) {
        current->generation = generation;
        // For the day on which the disk spoils the other, which knows the pins.
        if (!folder_make(store_path_snapshots(&arena, data_folder)) ||
            !file_write(store_path_copy(&arena, data_folder), buffer_view(&text))) {
            log_warn("store", "no copy of `current` can be kept: %s", strerror(errno));
        }
    }
    buffer_finish(&text);
    arena_finish(&arena);
    return done;
}
