// The snapshots on the shelf: which there are, which is shown, which may go.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "database.h"

const char *store_outcome_text(enum store_outcome outcome)
{
    static const char *const texts[] = {
        [STORE_DONE] = "done",
        [STORE_DISK] = "the disk failed",
        [STORE_NONE] = "there is no such version",
    };
    return texts[outcome];
}

bool store_snapshot_whole(const char *data_folder, struct str feed, struct str root)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct store_meta meta;
    sqlite3 *database = store_database_open(
        store_path_snapshot(&arena, data_folder, root, STORE_SCHEMA), &meta);
    const bool whole = database && str_equal(str_from_cstr(meta.feed), feed) &&
                       str_equal(str_from_cstr(meta.root), root) &&
                       store_database_whole(database, &meta);
    sqlite3_close(database);
    arena_finish(&arena);
    return whole;
}

// As long as its header says; sqlite3 itself takes a file that was cut for a whole one
// until it misses a page.
static bool has_all_pages(const char *path)
{
    struct stat facts;
    unsigned char head[100];
    FILE *file = fopen(path, "rb");
    const bool good = file && fstat(fileno(file), &facts) == 0 &&
                      fread(head, 1, sizeof(head), file) == sizeof(head);
    if (file) {
        fclose(file);
    }
    // Page size at 16, page count at 28, big-endian. Source: sqlite.org/fileformat2.html
    const int64_t page = good ? head[16] << 8 | head[17] : 0;
    const int64_t pages =
        good ? (int64_t)head[28] << 24 | head[29] << 16 | head[30] << 8 | head[31] : 0;
    return good && (int64_t)facts.st_size == pages * (page == 1 ? 65536 : page);
}

bool store_snapshot_sound(const char *data_folder, struct str feed, struct str root)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct store_meta meta;
    const char *path = store_path_snapshot(&arena, data_folder, root, STORE_SCHEMA);
    const char *note = store_path_damaged(&arena, data_folder);
    bool sound = has_all_pages(path);
    if (sound && file_exists(note)) {
        sound = store_snapshot_whole(data_folder, feed, root);
        if (sound) {
            (void)unlink(note);
        }
    } else if (sound) {
        sqlite3 *database = store_database_open(path, &meta);
        sound = database && str_equal(str_from_cstr(meta.root), root);
        sqlite3_close(database);
    }
    arena_finish(&arena);
    return sound;
}

static bool describe(struct arena *arena, const char *data_folder, struct str name,
                     struct store_snapshot *out)
{
    struct str root;
    int64_t schema;
    if (!store_name_parse(name, &root, &schema) || schema != STORE_SCHEMA) {
        return false;
    }
    const char *path = store_path_snapshot(arena, data_folder, root, schema);
    struct stat facts;
    struct store_meta meta;
    sqlite3 *database = stat(path, &facts) == 0 ? store_database_open(path, &meta) : NULL;
    if (!database || !str_equal(str_from_cstr(meta.root), root)) {
        sqlite3_close(database);
        return false;
    }
    sqlite3_close(database);
    *out = (struct store_snapshot){
        .file = arena_printf(arena, "snapshots/%.*s", STR_ARG(name)),
        .version = meta.version,
        .published_utc_ms = meta.published_utc_ms,
        .built_utc_ms = meta.built_utc_ms,
        .records = meta.records,
        .size_bytes = (int64_t)facts.st_size};
    memcpy(out->feed, meta.feed, sizeof(out->feed));
    memcpy(out->root, meta.root, sizeof(out->root));
    return true;
}

static int by_feed_then_newest(const void *a, const void *b)
{
    const struct store_snapshot *left = a, *right = b;
    const int feeds = strcmp(left->feed, right->feed);
    if (feeds) {
        return feeds;
    }
    if (left->version != right->version) {
        return left->version > right->version ? -1 : 1;
    }
    return strcmp(left->root, right->root);
}

bool store_snapshot_list(struct arena *arena, const char *data_folder,
                         struct store_snapshots *out_list)
{
    *out_list = (struct store_snapshots){0};
    struct folder_list names;
    struct store_current current;
    if (!folder_read(arena, store_path_snapshots(arena, data_folder), &names)) {
        return errno == ENOENT;
    }
    (void)store_current_read(data_folder, &current); // damaged: none is shown
    out_list->items = ARENA_ARRAY(arena, struct store_snapshot, names.count);
    for (size_t i = 0; i < names.count; i++) {
        struct store_snapshot *item = &out_list->items[out_list->count];
        if (!describe(arena, data_folder, names.names[i], item)) {
            continue;
        }
        for (size_t j = 0; j < current.count; j++) {
            const bool same = strcmp(current.layers[j].feed, item->feed) == 0 &&
                              strcmp(current.layers[j].root, item->root) == 0;
            item->shown |= same;
            item->pinned |= same && current.layers[j].pinned;
        }
        out_list->count++;
    }
    if (out_list->count) {
        qsort(out_list->items, out_list->count, sizeof(*out_list->items),
              by_feed_then_newest);
    }
    return true;
}

static struct store_layer *find_layer(struct store_current *current, struct str feed)
{
    for (size_t i = 0; i < current->count; i++) {
        if (str_equal(str_from_cstr(current->layers[i].feed), feed)) {
            return &current->layers[i];
        }
    }
    return NULL;
}

static void show(struct store_layer *layer, const char *root, int64_t version)
{
    memcpy(layer->root, root, sizeof(layer->root));
    layer->schema = STORE_SCHEMA;
    layer->version = version;
}

// Keeps the newest `keep` of the layer and whatever is shown.
static void prune(const char *data_folder, struct str feed, size_t keep)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct store_snapshots list;
    size_t kept = 0;
    if (!store_snapshot_list(&arena, data_folder, &list)) {
        list.count = 0;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct store_snapshot *item = &list.items[i];
        if (!str_equal(str_from_cstr(item->feed), feed)) {
            continue;
        }
        kept++;
        if (kept > keep && !item->shown) {
            (void)unlink(path_join(&arena, data_folder, item->file.ptr));
        }
    }
    arena_finish(&arena);
}

static bool names_feed(struct store_order order, struct str feed)
{
    for (size_t i = 0; i < order.count; i++) {
        if (str_equal(order.feeds[i], feed)) {
            return true;
        }
    }
    return false;
}

enum store_outcome store_snapshot_switch(const struct store_switch *change)
{
    struct store_current current;
    if (!feed_id_valid(change->feed) || !store_hash_valid(change->root) ||
        change->version < 1) {
        return STORE_NONE;
    }
    if (!store_current_read(change->data_folder, &current)) {
        log_warn("store", "`current` is written anew");
        current.generation = (uint64_t)time(NULL); // above any count of switches
    }
    struct store_layer *layer = find_layer(&current, change->feed);
    if (!layer && current.count == STORE_LAYERS_MAX) {
        return STORE_NONE;
    }
    if (!layer) {
        layer = &current.layers[current.count++];
        *layer = (struct store_layer){0};
        (void)str_to_cstr(change->feed, layer->feed, sizeof(layer->feed));
    }
    if (!layer->pinned) {
        char root[STORE_HASH_HEX + 1];
        (void)str_to_cstr(change->root, root, sizeof(root));
        show(layer, root, change->version);
    }
    if (names_feed(change->order, change->feed)) {
        (void)store_current_arrange(&current, change->order);
    }
    // Also when pinned: a healed file under an old name is noticed by the generation.
    if (!store_current_write(change->data_folder, &current)) {
        log_error("store", "`current` cannot be written: %s", strerror(errno));
        return STORE_DISK;
    }
    prune(change->data_folder, change->feed, STORE_KEEP_VERSIONS);
    return STORE_DONE;
}

static void drop(const struct store_arrange *arrange, const char *feed)
{
    const struct str id = str_from_cstr(feed);
    log_info("store", "feed %s is no longer named by the settings", feed);
    prune(arrange->data_folder, id, 0);
    if (arrange->out_dropped) {
        struct content_ids *dropped = arrange->out_dropped;
        dropped->items[dropped->count++] = arena_str(arrange->arena, id);
    }
}

enum store_outcome store_snapshot_arrange(const struct store_arrange *arrange)
{
    struct store_current before, after;
    if (!store_current_read(arrange->data_folder, &before)) {
        return STORE_DISK; // the next switch writes it anew
    }
    after = before;
    if (!store_current_arrange(&after, arrange->order)) {
        return STORE_NONE;
    }
    if (!store_current_write(arrange->data_folder, &after)) {
        log_error("store", "`current` cannot be written: %s", strerror(errno));
        return STORE_DISK;
    }
    if (arrange->out_dropped) {
        *arrange->out_dropped = (struct content_ids){
            ARENA_ARRAY(arrange->arena, struct str, before.count), 0};
    }
    for (size_t i = 0; i < before.count; i++) {
        if (!find_layer(&after, str_from_cstr(before.layers[i].feed))) {
            drop(arrange, before.layers[i].feed);
        }
    }
    return STORE_DONE;
}

// The snapshot to show instead: the next older one, or the newest.
static const struct store_snapshot *choose(const struct store_snapshots *list,
                                           const struct store_layer *layer, bool older)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct store_snapshot *item = &list->items[i];
        if (strcmp(item->feed, layer->feed) == 0 &&
            (!older || item->version < layer->version)) {
            return item;
        }
    }
    return NULL;
}

static enum store_outcome point(const char *data_folder, struct str feed, bool older)
{
    struct arena arena;
    struct store_current current;
    struct store_snapshots list;
    arena_init(&arena, 0);
    enum store_outcome outcome = STORE_NONE;
    // Damaged: its copy may do.
    if ((!store_current_read(data_folder, &current) && !current.count) ||
        !store_snapshot_list(&arena, data_folder, &list)) {
        outcome = STORE_DISK;
        current.count = 0;
    }
    for (size_t i = 0; i < current.count; i++) {
        struct store_layer *layer = &current.layers[i];
        if (feed.len && !str_equal(str_from_cstr(layer->feed), feed)) {
            continue;
        }
        const struct store_snapshot *item = choose(&list, layer, older);
        if (!item || (!older && !layer->pinned)) {
            continue;
        }
        show(layer, item->root, item->version);
        layer->pinned = older;
        outcome = STORE_DONE;
    }
    if (outcome == STORE_DONE && !store_current_write(data_folder, &current)) {
        log_error("store", "`current` cannot be written: %s", strerror(errno));
        outcome = STORE_DISK;
    }
    arena_finish(&arena);
    return outcome;
}

enum store_outcome store_snapshot_rollback(const char *data_folder, struct str feed)
{
    return point(data_folder, feed, true);
}

enum store_outcome store_snapshot_unpin(const char *data_folder, struct str feed)
{
    return point(data_folder, feed, false);
}
