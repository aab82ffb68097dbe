// What the screen could not read, and so complains of.
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "heal.h"
#include "store/snapshot.h"

static struct heal_stamp stamp_of(const char *path)
{
    struct stat facts;
    struct heal_stamp stamp = {0};
    if (stat(path, &facts) == 0) {
        stamp = (struct heal_stamp){(int64_t)facts.st_ino,
                                    (int64_t)facts.st_mtim.tv_sec * 1000000000 +
                                        facts.st_mtim.tv_nsec};
    }
    return stamp;
}

// One hash a line, written by the screen alone.
static void read_reports(struct sync_heal *heal, struct arena *arena)
{
    const char *path = heal_path(arena, heal, "status/broken");
    const struct heal_stamp stamp = stamp_of(path);
    struct str text = {0}, line;
    if (stamp.inode == heal->report.inode &&
        stamp.changed_ns == heal->report.changed_ns) {
        return;
    }
    heal->report = stamp;
    if (!file_read(arena, path, HEAL_REPORTS_MAX * (SHA256_HEX_LEN + 1), &text)) {
        return;
    }
    while (heal->report_count < HEAL_REPORTS_MAX && str_cut(&text, '\n', &line)) {
        heal->report_count += sha256_from_hex(line, &heal->reports[heal->report_count]);
    }
}

static const char *object_of(struct arena *arena, const char *feed,
                             const struct sha256 *hash)
{
    char object[FEED_PATH_SIZE];
    feed_object_path(hash, object);
    return arena_cstr(arena, arena_printf(arena, "feeds/%s/%s", feed, object));
}

// The object of any feed that has this name and other bytes. When none has it at all, it
// is asked of every layer.
static bool is_broken(struct sync_heal *heal, const struct sha256 *hash,
                      struct arena *arena, struct sync_damage *out_damage)
{
    struct folder_list feeds = {0};
    struct store_current current;
    bool seen = false;
    (void)!folder_read(arena, heal_path(arena, heal, "feeds"), &feeds);
    for (size_t i = 0; i < feeds.count; i++) {
        struct sha256 found;
        const char *file = object_of(arena, feeds.names[i].ptr, hash);
        if (!feed_id_valid(feeds.names[i]) ||
            !heal_hash_file(heal_path(arena, heal, file), &found)) {
            continue;
        }
        if (!sha256_equal(hash, &found)) {
            heal_describe(heal, file, out_damage);
            return true;
        }
        seen = true;
    }
    if (!seen && store_current_read(heal->data_folder, &current)) {
        heal->lost = *hash;
        heal->lost_left = current.count;
    }
    return false;
}

static bool is_lost(struct sync_heal *heal, struct arena *arena,
                    struct sync_damage *out_damage)
{
    struct store_current current;
    if (!store_current_read(heal->data_folder, &current) ||
        heal->lost_left > current.count) {
        heal->lost_left = 0;
        return false;
    }
    const char *feed = current.layers[--heal->lost_left].feed;
    heal_describe(heal, object_of(arena, feed, &heal->lost), out_damage);
    return true;
}

// The reader of the screen met damage in some snapshot.
static bool is_layer_broken(struct sync_heal *heal, struct arena *arena,
                            struct sync_damage *out_damage)
{
    struct store_current current;
    if (!store_current_read(heal->data_folder, &current) ||
        heal->shown_left > current.count) {
        heal->shown_left = 0;
        return false;
    }
    const struct store_layer *layer = &current.layers[--heal->shown_left];
    if (store_snapshot_whole(heal->data_folder, str_from_cstr(layer->feed),
                             str_from_cstr(layer->root))) {
        return false;
    }
    heal_describe(heal,
                  arena_cstr(arena, arena_printf(arena, "snapshots/%s-%lld.db",
                                                 layer->root, (long long)layer->schema)),
                  out_damage);
    return true;
}

// The reader's note names no snapshot; the next sync that finds all in order removes it.
static void read_damaged(struct sync_heal *heal, struct arena *arena)
{
    struct store_current current;
    const struct heal_stamp stamp = stamp_of(heal_path(arena, heal, "status/damaged"));
    const bool news = stamp.inode && (stamp.inode != heal->note.inode ||
                                      stamp.changed_ns != heal->note.changed_ns);
    heal->note = stamp;
    if (news && store_current_read(heal->data_folder, &current)) {
        heal->shown_left = current.count;
    }
}

bool sync_heal_reported(struct sync_heal *heal, struct sync_damage *out_damage)
{
    struct arena arena;
    bool found = false;
    arena_init(&arena, 0);
    read_reports(heal, &arena);
    read_damaged(heal, &arena);
    while (!found && heal->lost_left) {
        found = is_lost(heal, &arena, out_damage);
    }
    while (!found && heal->report_count) {
        found =
            is_broken(heal, &heal->reports[--heal->report_count], &arena, out_damage) ||
            (heal->lost_left && is_lost(heal, &arena, out_damage));
    }
    while (!found && heal->shown_left) {
        found = is_layer_broken(heal, &arena, out_damage);
    }
    arena_finish(&arena);
    return found;
}
