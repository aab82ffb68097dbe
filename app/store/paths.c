#include "paths.h"

#include "base/file.h"

bool store_hash_valid(struct str hash)
{
    struct sha256 ignored;
    return sha256_from_hex(hash, &ignored);
}

char *store_path_state(struct arena *arena, const char *data_folder, struct str feed)
{
    if (!feed_id_valid(feed)) {
        return NULL;
    }
    return arena_cstr(
        arena, arena_printf(arena, "%s/feeds/%.*s/state", data_folder, STR_ARG(feed)));
}

char *store_path_current(struct arena *arena, const char *data_folder)
{
    return path_join(arena, data_folder, "current");
}

char *store_path_copy(struct arena *arena, const char *data_folder)
{
    return path_join(arena, data_folder, "snapshots/current.copy");
}

char *store_path_snapshots(struct arena *arena, const char *data_folder)
{
    return path_join(arena, data_folder, "snapshots");
}

char *store_path_damaged(struct arena *arena, const char *data_folder)
{
    return path_join(arena, data_folder, "status/damaged");
}

char *store_path_snapshot(struct arena *arena, const char *data_folder, struct str root,
                          int64_t schema)
{
    return arena_cstr(arena, arena_printf(arena, "%s/snapshots/%.*s-%lld.db", data_folder,
                                          STR_ARG(root), (long long)schema));
}

bool store_name_parse(struct str name, struct str *out_root, int64_t *out_schema)
{
    const struct str root = str_slice(name, 0, STORE_HASH_HEX);
    struct str rest = str_slice(name, STORE_HASH_HEX, name.len);
    if (!store_hash_valid(root) || !str_starts_with(rest, STR("-")) ||
        !str_ends_with(rest, STR(".db"))) {
        return false;
    }
    rest = str_slice(rest, 1, rest.len - 3);
    int64_t schema;
    if (!str_to_int64(rest, &schema) || schema < 1) {
        return false;
    }
    *out_root = root;
    *out_schema = schema;
    return true;
}

char *store_object_path(struct arena *arena, const char *data_folder, struct str feed,
                        struct str sha256)
{
    struct sha256 hash;
    if (!feed_id_valid(feed) || !sha256_from_hex(sha256, &hash)) {
        return NULL;
    }
    char name[FEED_PATH_SIZE];
    feed_object_path(&hash, name);
    return arena_cstr(
        arena, arena_printf(arena, "%s/feeds/%.*s/%s", data_folder, STR_ARG(feed), name));
}

static char *existing(struct arena *arena, const char *data_folder, struct str feed,
                      struct str sha256)
{
    char *path = store_object_path(arena, data_folder, feed, sha256);
    return path && file_exists(path) ? path : NULL;
}

char *store_media_path(struct arena *arena, const char *data_folder, struct str feed,
                       struct str sha256)
{
    if (feed.len) {
        return existing(arena, data_folder, feed, sha256);
    }
    struct store_current current;
    (void)store_current_read(data_folder, &current); // damaged: its copy may do
    for (size_t i = current.count; i-- > 0;) {
        char *path =
            existing(arena, data_folder, str_from_cstr(current.layers[i].feed), sha256);
        if (path) {
            return path;
        }
    }
    return NULL;
}
