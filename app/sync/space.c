// Room on the disk, asked for before anything is written, and made by dropping what the
// kiosk can do without: older snapshots, their objects, leftovers.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "run.h"

enum {
    SPACE_RESERVE_BYTES = 16 << 20, // for the journal, counts and status; or
    SPACE_RESERVE_PART = 20,        // this part of a small disk
    SPACE_RECORD_BYTES = 1024,      // of a snapshot, when no older one tells
    SPACE_SNAPSHOT_BYTES = 96 << 10,
    SPACE_CHUNK_RECORD_BYTES = 256, // of a chunk
};

// What may be taken of the disk; negative: the reserve is touched already.
static int64_t free_bytes(const struct run *run)
{
    struct statvfs facts;
    if (statvfs(run->options->data_folder, &facts) != 0) {
        return INT64_MAX; // who cannot say so does not forbid it; the write will tell
    }
    const int64_t unit = (int64_t)facts.f_frsize;
    const int64_t part = (int64_t)facts.f_blocks * unit / SPACE_RESERVE_PART;
    return (int64_t)facts.f_bavail * unit -
           (part < SPACE_RESERVE_BYTES ? part : SPACE_RESERVE_BYTES);
}

bool space_has(const struct run *run, int64_t bytes)
{
    return free_bytes(run) >= bytes;
}

static int64_t size_of(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode) ? (int64_t)facts.st_size : 0;
}

// Objects of this feed that are here already.
static int64_t kept_bytes(struct run *run, struct arena *arena)
{
    struct folder_list folders = {0}, files = {0};
    int64_t bytes = 0;
    const char *root = memory_path(run, "o");
    (void)!folder_read(arena, root, &folders);
    for (size_t i = 0; i < folders.count; i++) {
        const char *folder = path_join(arena, root, folders.names[i].ptr);
        if (!folder_read(arena, folder, &files)) {
            continue;
        }
        for (size_t j = 0; j < files.count; j++) {
            bytes += size_of(path_join(arena, folder, files.names[j].ptr));
        }
    }
    return bytes;
}

// From the feed's last snapshot, record for record.
static int64_t snapshot_bytes(struct run *run, struct arena *arena, int64_t records)
{
    struct store_snapshots list = {0};
    if (!store_snapshot_list(arena, run->options->data_folder, &list)) {
        list.count = 0;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct store_snapshot *item = &list.items[i];
        if (item->records && str_equal(str_from_cstr(item->feed), run->feed)) {
            return SPACE_SNAPSHOT_BYTES + item->size_bytes / item->records * records;
        }
    }
    return SPACE_SNAPSHOT_BYTES + SPACE_RECORD_BYTES * records;
}

static bool has_room_for_release(struct run *run)
{
    struct arena arena;
    arena_init(&arena, 0);
    const struct feed_index *index = feed_verified_index(run->release);
    const int64_t build = snapshot_bytes(run, &arena, index->records);
    // Numbers of an index are claims; no disk holds more than this.
    const int64_t media =
        index->media_bytes < INT64_MAX / 2 ? index->media_bytes : INT64_MAX / 2;
    int64_t objects = index->records * SPACE_CHUNK_RECORD_BYTES + media;
    const int64_t room = free_bytes(run) - build;
    if (room < objects) {
        objects -= kept_bytes(run, &arena); // of which most will serve again
    }
    arena_finish(&arena);
    return room >= (objects > 0 ? objects : 0);
}

static void remove_leftovers(struct run *run, struct arena *arena)
{
    struct folder_list list = {0};
    const char *folder = path_join(arena, run->options->data_folder, "snapshots");
    (void)!folder_read(arena, folder, &list);
    for (size_t i = 0; i < list.count; i++) {
        if (str_ends_with(list.names[i], STR(".bad"))) {
            (void)unlink(path_join(arena, folder, list.names[i].ptr));
        }
    }
}

void space_make(struct run *run)
{
    struct arena arena;
    struct store_snapshots list = {0};
    arena_init(&arena, 0);
    if (!store_snapshot_list(&arena, run->options->data_folder, &list)) {
        list.count = 0;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct store_snapshot *item = &list.items[i];
        // The newest of each feed is the one trusted, be an older one pinned or not.
        const bool newest = i == 0 || strcmp(item->feed, list.items[i - 1].feed) != 0;
        if (!newest && !item->shown) {
            log_info("sync", "%.*s goes, for want of space", STR_ARG(item->file));
            (void)unlink(path_join(&arena, run->options->data_folder, item->file.ptr));
        }
    }
    remove_leftovers(run, &arena);
    sweep(run);
    arena_finish(&arena);
}

enum feed_reason space_for_release(struct run *run)
{
    if (has_room_for_release(run)) {
        return FEED_OK;
    }
    space_make(run);
    if (has_room_for_release(run)) {
        return FEED_OK;
    }
    log_warn("sync", "the release of feed %.*s needs more room than the disk has",
             STR_ARG(run->feed));
    return FEED_SPACE;
}
