// Opens what `current` names, and heals: a snapshot that cannot be read gives way to the
// next older one of its layer.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
#include "internal.h"
#include "store/snapshot.h"

// `current` may move on, and its old file go, while it is being opened.
enum { OPEN_TRIES = 5 };

static struct store_stamp read_stamp(const struct store *store)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct stat facts;
    struct store_stamp stamp = {0};
    if (stat(store_path_current(&arena, store->data_folder), &facts) == 0) {
        stamp = (struct store_stamp){
            .inode = (int64_t)facts.st_ino,
            .size = (int64_t)facts.st_size,
            .mtime_ns =
                (int64_t)facts.st_mtim.tv_sec * 1000000000 + facts.st_mtim.tv_nsec,
        };
    }
    arena_finish(&arena);
    return stamp;
}

static bool same_stamp(struct store_stamp a, struct store_stamp b)
{
    return a.inode == b.inode && a.size == b.size && a.mtime_ns == b.mtime_ns;
}

static void close_layers(struct store *store)
{
    store_overlay_close(store);
    arena_reset(&store->arena);
    sqlite3_close(store->database);
    store->database = NULL;
    store->layer_count = 0;
}

static bool open_empty(struct store *store)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY |
                      SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(":memory:", &store->database, flags, NULL) != SQLITE_OK) {
        log_error("store", "sqlite3 cannot start");
        close_layers(store);
        return false;
    }
    // What a foreign file's schema says must not run code.
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return store_rank_open(store->database) &&
           store_database_run(store->database, "PRAGMA cell_size_check=1;");
}

static bool is_bad(const struct store *store, const char *root)
{
    for (size_t i = 0; i < store->bad_count; i++) {
        if (strcmp(store->bad[i], root) == 0) {
            return true;
        }
    }
    return false;
}

// Attaches one file as the next layer; what it says of itself goes to *out_meta.
static bool attach(struct store *store, const char *root, struct store_meta *out_meta)
{
    if (!store->database || is_bad(store, root)) {
        return false;
    }
    struct arena arena;
    arena_init(&arena, 0);
    const char *path = store_path_snapshot(&arena, store->data_folder,
                                           str_from_cstr(root), STORE_SCHEMA);
    sqlite3 *probe = store_database_open(path, out_meta);
    bool done = probe && strcmp(out_meta->root, root) == 0 &&
                store->layer_count < STORE_LAYERS_MAX;
    sqlite3_close(probe);
    if (done) {
        char *sql = sqlite3_mprintf("ATTACH %Q AS l%d", store_database_uri(&arena, path),
                                    (int)store->layer_count);
        done = sql && store_database_run(store->database, sql);
        sqlite3_free(sql);
    }
    if (done) {
        store->feeds[store->layer_count] =
            arena_str(&store->arena, str_from_cstr(out_meta->feed));
        store->records[store->layer_count++] = out_meta->records;
    }
    arena_finish(&arena);
    return done;
}

// The newest readable snapshot of the feed.
static bool attach_fallback(struct store *store, const char *feed,
                            struct store_meta *out_meta)
{
    struct arena arena;
    struct store_snapshots list;
    bool done = false;
    arena_init(&arena, 0);
    if (!store_snapshot_list(&arena, store->data_folder, &list)) {
        list.count = 0;
    }
    for (size_t i = 0; !done && i < list.count; i++) {
        done = strcmp(list.items[i].feed, feed) == 0 &&
               attach(store, list.items[i].root, out_meta);
    }
    arena_finish(&arena);
    return done;
}

// A damaged `current` names nothing: then the newest snapshot of each feed.
static void guess_current(const struct store *store, struct store_current *out_current)
{
    struct arena arena;
    struct store_snapshots list;
    arena_init(&arena, 0);
    *out_current = (struct store_current){0};
    if (!store_snapshot_list(&arena, store->data_folder, &list)) {
        list.count = 0;
    }
    for (size_t i = 0; i < list.count && out_current->count < STORE_LAYERS_MAX; i++) {
        const struct store_snapshot *item = &list.items[i];
        if (i && strcmp(item->feed, list.items[i - 1].feed) == 0) {
            continue;
        }
        struct store_layer *layer = &out_current->layers[out_current->count++];
        *layer = (struct store_layer){.schema = STORE_SCHEMA, .version = item->version};
        memcpy(layer->feed, item->feed, sizeof(layer->feed));
        memcpy(layer->root, item->root, sizeof(layer->root));
    }
    arena_finish(&arena);
}

static void describe_sync(struct store *store, const char *feed,
                          struct store_feed_state *out_state)
{
    (void)store_feed_state_read(store->data_folder, str_from_cstr(feed), out_state);
    struct store_state *shown = &store->state;
    if (!shown->synced_utc_ms || out_state->synced_utc_ms < shown->synced_utc_ms) {
        shown->synced_utc_ms = out_state->synced_utc_ms;
    }
    if (!shown->last_error[0]) {
        memcpy(shown->last_error, out_state->last_error, sizeof(shown->last_error));
    }
}

// A kiosk whose first sync failed has a feed's state but no layer yet.
static void describe_unborn(struct store *store)
{
    struct arena arena;
    struct folder_list list;
    arena_init(&arena, 0);
    const char *folder = path_join(&arena, store->data_folder, "feeds");
    if (!folder_read(&arena, folder, &list)) {
        list.count = 0;
    }
    for (size_t i = 0; i < list.count; i++) {
        struct store_feed_state ignored;
        char feed[65];
        if (feed_id_valid(list.names[i]) &&
            str_to_cstr(list.names[i], feed, sizeof(feed))) {
            describe_sync(store, feed, &ignored);
        }
    }
    arena_finish(&arena);
}

static void describe_attempt(struct store *store)
{
    if (!store->state.last_error[0]) {
        store_attempt_read(store->data_folder, store->state.last_error);
    }
}

static void open_layer(struct store *store, const struct store_layer *layer)
{
    struct store_state *state = &store->state;
    struct store_layer_state *described = &store->described[store->described_count++];
    struct store_meta meta;
    *described = (struct store_layer_state){.pinned = layer->pinned};
    memcpy(described->feed, layer->feed, sizeof(described->feed));
    described->shown = layer->schema == STORE_SCHEMA && attach(store, layer->root, &meta);
    if (described->shown) {
        // The same content may have been published again since the file was built.
        meta.version = layer->version;
    } else {
        described->failed = state->failed = true;
        described->shown = attach_fallback(store, layer->feed, &meta);
        log_warn("store", "snapshot %s-%lld of %s cannot be read; %s", layer->root,
                 (long long)layer->schema, layer->feed,
                 described->shown ? "an older one is shown" : "there is no other");
    }
    if (described->shown) {
        described->version = state->version = meta.version;
        described->published_utc_ms = state->published_utc_ms = meta.published_utc_ms;
        described->records = meta.records;
        memcpy(state->root, meta.root, sizeof(state->root));
        memcpy(described->root, meta.root, sizeof(described->root));
    }
    state->pinned |= layer->pinned;
    describe_sync(store, layer->feed, &described->sync);
}

static void describe_amendments(struct store *store)
{
    const struct content_overlay *overlay = &store->overlay;
    store->state.layers = (int64_t)store->layer_count;
    store->state.amendments = (int64_t)overlay->amended_count;
    store->state.set_aside = (int64_t)overlay->set_aside;
    for (size_t i = 0; i < overlay->amended_count; i++) {
        const struct content_amended *amended = &overlay->amended[i];
        for (size_t j = 0; j < store->described_count; j++) {
            struct store_layer_state *layer = &store->described[j];
            if (layer->shown &&
                str_equal(store->feeds[amended->layer], str_from_cstr(layer->feed))) {
                layer->amendments++;
                layer->set_aside += amended->fate != AMENDMENT_APPLIED;
            }
        }
    }
}

static void open_layers(struct store *store)
{
    struct store_current current;
    close_layers(store);
    store->state = (struct store_state){0};
    store->stamp = read_stamp(store);
    const bool sound = store_current_read(store->data_folder, &current);
    if (!sound && !current.count) {
        guess_current(store, &current);
    }
    store->described_count = 0;
    store->state.generation = current.generation;
    store->state.failed = !open_empty(store) || !sound;
    for (size_t i = 0; store->database && i < current.count; i++) {
        open_layer(store, &current.layers[i]);
    }
    if (store->layer_count && !store_overlay_open(store)) {
        store->state.failed = true;
    }
    describe_amendments(store);
    if (!current.count) {
        describe_unborn(store);
    }
    describe_attempt(store);
    store->state.empty = store->layer_count == 0;
}

static void load(struct store *store)
{
    for (int try = 0; try < OPEN_TRIES; try++) {
        open_layers(store);
        if (!store->state.failed || same_stamp(store->stamp, read_stamp(store))) {
            return;
        }
    }
}

// The screen may not touch snapshots; the next sync looks after this note. A folder that
// cannot be written is no fault of the reader's.
static void leave_note(const struct store *store)
{
    struct arena arena;
    arena_init(&arena, 0);
    if (!folder_make(path_join(&arena, store->data_folder, "status")) ||
        !file_write(store_path_damaged(&arena, store->data_folder), STR("snapshots\n"))) {
        log_warn("store", "no note of the damage can be left: %s", strerror(errno));
    }
    arena_finish(&arena);
}

bool store_drop_damaged(struct store *store)
{
    struct arena arena;
    struct store_current current;
    struct store_snapshots list;
    const size_t before = store->bad_count;
    arena_init(&arena, 0);
    (void)store_current_read(store->data_folder, &current);
    if (!store_snapshot_list(&arena, store->data_folder, &list)) {
        list.count = 0;
    }
    for (size_t i = 0; i < list.count && store->bad_count < STORE_BAD_MAX; i++) {
        const struct store_snapshot *item = &list.items[i];
        if (!is_bad(store, item->root) &&
            !store_snapshot_whole(store->data_folder, str_from_cstr(item->feed),
                                  str_from_cstr(item->root))) {
            memcpy(store->bad[store->bad_count++], item->root, sizeof(item->root));
        }
    }
    arena_finish(&arena);
    if (store->bad_count > before) {
        leave_note(store);
        load(store);
    }
    return store->bad_count > before;
}

// Amendments are read while opening, so damage may show itself there already.
static void load_whole(struct store *store)
{
    load(store);
    if (store->overlay_code != SQLITE_OK) {
        (void)store_drop_damaged(store);
    }
}

struct store *store_open(const char *data_folder)
{
    struct store *store = calloc(1, sizeof(*store));
    char *copy = strdup(data_folder);
    if (!store || !copy) {
        abort(); // a few hundred bytes at start: there is nothing to go on with
    }
    store->data_folder = copy;
    arena_init(&store->arena, 0);
    load_whole(store);
    return store;
}

void store_close(struct store *store)
{
    if (store) {
        close_layers(store);
        arena_finish(&store->arena);
        free(store->data_folder);
        free(store);
    }
}

static bool same_state(const struct store_state *a, const struct store_state *b)
{
    return a->generation == b->generation && a->version == b->version &&
           a->layers == b->layers && a->set_aside == b->set_aside &&
           strcmp(a->root, b->root) == 0 && a->published_utc_ms == b->published_utc_ms &&
           a->synced_utc_ms == b->synced_utc_ms && a->empty == b->empty &&
           strcmp(a->last_error, b->last_error) == 0 && a->pinned == b->pinned &&
           a->failed == b->failed;
}

// The files of `feeds/` say how the last sync went; they change without `current`.
static void describe_again(struct store *store)
{
    store->state.synced_utc_ms = 0;
    store->state.last_error[0] = '\0';
    if (!store->described_count) {
        describe_unborn(store);
    }
    for (size_t i = 0; i < store->described_count; i++) {
        describe_sync(store, store->described[i].feed, &store->described[i].sync);
    }
    describe_attempt(store);
}

bool store_refresh(struct store *store)
{
    const struct store_state before = store->state;
    if (same_stamp(store->stamp, read_stamp(store))) {
        describe_again(store);
    } else {
        store->bad_count = 0; // a file of the same name may have been healed
        load_whole(store);
    }
    return !same_state(&before, &store->state);
}

const struct store_state *store_state_of(const struct store *store)
{
    return &store->state;
}

struct store_layer_states store_layers_of(const struct store *store)
{
    return (struct store_layer_states){
        .items = store->described,
        .count = store->described_count,
        .amended = store->overlay.amended,
        .amended_count = store->overlay.amended_count,
        .feeds = store->feeds,
    };
}
