// Names inside the data folder. Everything that becomes part of a path is checked here.
#ifndef STORE_PATHS_H
#define STORE_PATHS_H

#include "base/arena.h"
#include "store/snapshot.h"

// <data>/feeds/<feed>/state; NULL when the feed id is malformed.
char *store_path_state(struct arena *arena, const char *data_folder, struct str feed);
char *store_path_current(struct arena *arena, const char *data_folder);
char *store_path_copy(struct arena *arena, const char *data_folder); // of `current`
char *store_path_snapshots(struct arena *arena, const char *data_folder);
// <data>/snapshots/<root>-<schema>.db
char *store_path_snapshot(struct arena *arena, const char *data_folder, struct str root,
                          int64_t schema);
// <data>/status/damaged: a reader met damage; the next sync looks for it.
char *store_path_damaged(struct arena *arena, const char *data_folder);
// "<64 hex>-<schema>.db", without folder. false: some other file.
bool store_name_parse(struct str name, struct str *out_root, int64_t *out_schema);
bool store_hash_valid(struct str hash); // 64 lowercase hex digits

#endif
