#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "run.h"

// Objects that some kept release needs.
struct marks {
    struct sha256 *items;
    size_t count, capacity;
    bool failed;
};

static void mark(struct marks *marks, const struct sha256 *hash)
{
    if (marks->count == marks->capacity) {
        const size_t capacity = marks->capacity ? marks->capacity * 2 : 1024;
        struct sha256 *items = realloc(marks->items, capacity * sizeof(*items));
        if (!items) {
            marks->failed = true;
            return;
        }
        marks->items = items;
        marks->capacity = capacity;
    }
    marks->items[marks->count++] = *hash;
}

static int compare(const void *a, const void *b)
{
    return sha256_compare(a, b);
}

static bool is_marked(const struct marks *marks, struct str hex)
{
    struct sha256 hash;
    return sha256_from_hex(hex, &hash) && marks->count &&
           bsearch(&hash, marks->items, marks->count, sizeof(hash), compare);
}

// The reader's way to the objects, which tells of each that it reads.
struct spy {
    struct feed_source source;
    struct marks *marks;
};

static enum feed_reason spy_fetch(void *context, const struct feed_ref *ref,
                                  struct arena *arena, struct str *out_bytes)
{
    struct spy *spy = context;
    mark(spy->marks, &ref->hash);
    return spy->source.fetch(spy->source.context, ref, arena, out_bytes);
}

static void mark_release(struct run *run, const struct feed_verified *release,
                         struct marks *marks)
{
    struct spy spy = {.source = objects_source(run), .marks = marks};
    struct feed_reader *reader = feed_reader_create(
        release, (struct feed_source){.fetch = spy_fetch, .context = &spy});
    const struct content_record *record = NULL;
    feed_reader_media_only(reader);
    enum feed_reason reason;
    while ((reason = feed_reader_next(reader, &record)) == FEED_OK && record) {
        for (size_t i = 0; i < record->media.count; i++) {
            struct feed_ref ref;
            if (feed_media_ref(&record->media.items[i], &ref)) {
                mark(marks, &ref.hash);
            }
        }
    }
    marks->failed |= reason != FEED_OK;
    feed_reader_destroy(reader);
}

static bool is_kept_snapshot(const struct store_snapshots *snapshots, struct str feed,
                             const struct feed_index *index)
{
    for (size_t i = 0; i < snapshots->count; i++) {
        if (str_equal(str_from_cstr(snapshots->items[i].feed), feed) &&
            snapshots->items[i].version == index->version) {
            return true;
        }
    }
    return false;
}

enum feed_reason sweep_kept_release(struct run *run, struct arena *arena, struct str name,
                                    const struct feed_verified **out_release)
{
    const char *path =
        memory_path(run, arena_cstr(arena, arena_printf(arena, "i/%.*s", STR_ARG(name))));
    const char *signature_path =
        arena_cstr(arena, arena_printf(arena, "%s.minisig", path));
    struct feed_files files = {0};
    if (!sha256_from_hex(str_slice(name, 0, SHA256_HEX_LEN), &files.name)) {
        return FEED_FORMAT;
    }
    if (!file_read(arena, path, FEED_INDEX_MAX, &files.index) ||
        !file_read(arena, signature_path, FEED_SIGNATURE_MAX, &files.signature)) {
        return FEED_MISSING;
    }
    const struct feed_trust trust = keys_trust(run, files.index);
    return feed_verify(arena, &trust, &files, out_release);
}

// Marks what the kept index `name` needs and says true; removes the index when it cannot
// be read or no snapshot of it is left.
static bool sweep_index(struct run *run, struct str name, struct marks *marks,
                        const struct store_snapshots *snapshots)
{
    struct arena arena;
    arena_init(&arena, 0);
    const struct feed_verified *release = NULL;
    const bool kept =
        sweep_kept_release(run, &arena, name, &release) == FEED_OK &&
        is_kept_snapshot(snapshots, run->feed, feed_verified_index(release));
    if (kept) {
        mark_release(run, release, marks);
    } else {
        const char *path = memory_path(
            run, arena_cstr(&arena, arena_printf(&arena, "i/%.*s", STR_ARG(name))));
        (void)unlink(path);
        (void)unlink(arena_cstr(&arena, arena_printf(&arena, "%s.minisig", path)));
    }
    arena_finish(&arena);
    return kept;
}

static size_t count_snapshots(const struct store_snapshots *snapshots, struct str feed)
{
    size_t count = 0;
    for (size_t i = 0; i < snapshots->count; i++) {
        count += str_equal(str_from_cstr(snapshots->items[i].feed), feed);
    }
    return count;
}

static void sweep_folder(const char *folder, const struct marks *marks)
{
    struct folder_list list = {0};
    struct arena arena; // of one folder: all together grow with the release
    arena_init(&arena, 0);
    if (!folder_read(&arena, folder, &list)) {
        list.count = 0;
    }
    for (size_t i = 0; i < list.count; i++) {
        // "<hash>" and "<hash>.part" live and die together.
        if (!is_marked(marks, str_slice(list.names[i], 0, SHA256_HEX_LEN))) {
            (void)unlink(path_join(&arena, folder, list.names[i].ptr));
        }
    }
    arena_finish(&arena);
}

static void sweep_objects(struct run *run, const struct marks *marks)
{
    struct folder_list list = {0};
    const char *folder = memory_path(run, "o");
    if (!folder_read(&run->arena, folder, &list)) {
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        sweep_folder(path_join(&run->arena, folder, list.names[i].ptr), marks);
    }
}

// Of files being written whole when the power went.
static void sweep_temps(struct run *run, const char *name)
{
    struct folder_list list = {0};
    const char *folder = memory_path(run, name);
    (void)!folder_read(&run->arena, folder, &list);
    for (size_t i = 0; i < list.count; i++) {
        if (str_ends_with(list.names[i], STR(".tmp"))) {
            (void)unlink(path_join(&run->arena, folder, list.names[i].ptr));
        }
    }
}

void sweep(struct run *run)
{
    sweep_temps(run, "");
    sweep_temps(run, "i");
    sweep_temps(run, "k");
    struct store_snapshots snapshots = {0};
    struct folder_list list = {0};
    struct marks marks = {0};
    if (!store_snapshot_list(&run->arena, run->options->data_folder, &snapshots) ||
        !folder_read(&run->arena, memory_path(run, "i"), &list)) {
        return;
    }
    size_t covered = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (str_ends_with(list.names[i], STR(".json"))) {
            covered += sweep_index(run, list.names[i], &marks, &snapshots);
        }
    }
    // One snapshot whose needs are not known in full keeps everything.
    if (!marks.failed && marks.count &&
        covered == count_snapshots(&snapshots, run->feed)) {
        qsort(marks.items, marks.count, sizeof(*marks.items), compare);
        sweep_objects(run, &marks);
    }
    free(marks.items);
}
