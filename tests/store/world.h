// A small publisher in memory: records become a verified release, and a snapshot of it.
#ifndef TESTS_STORE_WORLD_H
#define TESTS_STORE_WORLD_H

#include "content/record.h"
#include "feed/build.h"
#include "store/reader.h"
#include "store/snapshot.h"

struct world_object {
    struct sha256 hash;
    struct str bytes;
};

struct world {
    struct arena arena;
    char data[64]; // a temporary folder
    struct minisign_secret secret;
    struct minisign_public key;
    struct world_object *objects;
    size_t object_count, object_capacity;
    char root[65]; // of the last release
};

void world_init(struct world *world);
void world_finish(struct world *world); // removes the folder

// "activity-00007" with titles, summaries and a body in two languages.
struct content_record world_activity(struct world *world, size_t number);
struct content_record *world_activities(struct world *world, size_t count);

// Signs and verifies a release of the records; then builds its snapshot.
const struct feed_verified *world_release(struct world *world, const char *feed,
                                          const struct content_record *records,
                                          size_t count, int64_t version);
enum feed_reason world_build(struct world *world, const struct feed_verified *release);
// Shows the last release.
enum store_outcome world_switch(struct world *world, const char *feed, int64_t version,
                                struct store_order order);
// The whole way: release, build, switch. Ends the test when it fails.
void world_show(struct world *world, const char *feed,
                const struct content_record *records, size_t count, int64_t version);

char *world_path(struct world *world, const char *name); // below the data folder
char *world_snapshot(struct world *world); // path of the last release's file
void world_damage(const char *path, size_t at, size_t size); // overwrites with 0xAA

#endif
