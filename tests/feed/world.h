// A publisher and its feed folder in memory, for the tests of feed.
#ifndef TESTS_FEED_WORLD_H
#define TESTS_FEED_WORLD_H

#include "content/record.h"
#include "feed/build.h"
#include "feed/reader.h"
#include "feed/verify.h"

enum { WORLD_NOW = 1800000000, WORLD_OBJECTS_MAX = 8192 };

struct world_object {
    struct feed_ref ref;
    struct str bytes;
    int64_t put_in; // number of the build that put it first
};

struct world {
    struct arena arena;
    struct minisign_secret secret;
    struct minisign_public public;
    struct world_object objects[WORLD_OBJECTS_MAX];
    size_t object_count;
    int64_t builds;
    // the release built last
    struct feed_index draft;
    struct str index, signature;
    struct sha256 name;
    size_t put_count; // objects the last build gave, old or new
    size_t max_fetch_bytes;
};

struct world *world_create(void);
void world_destroy(struct world *world);

// A sound record; `revision` changes its summary only.
struct content_record world_record(struct world *world, int number, int revision);
struct content_record *world_records(struct world *world, int from, int count);

// Builds and signs; version WORLD_NOW + builds so far.
void world_publish(struct world *world, const struct content_record *records,
                   size_t count);
// Signs other bytes as the index.
void world_sign(struct world *world, struct str index);
// Signs a release of one node with one chunk of these lines; sound but for what they
// hold.
void world_publish_lines(struct world *world, struct str ndjson, int64_t records);
// The same of one node with this text.
void world_publish_node(struct world *world, struct str json, int64_t records);
// One frame.
struct str world_pack(struct world *world, struct str text);

struct feed_trust world_trust(struct world *world); // trusts the key, nothing seen yet
enum feed_reason world_verify(struct world *world, const struct feed_trust *trust,
                              const struct feed_verified **out_release);
struct feed_source world_source(struct world *world);
struct world_object *world_find(struct world *world, const struct sha256 *hash);
struct feed_ref world_put(struct world *world, struct str bytes, int64_t records);

// Verifies and reads all; the reason that came, and how many records.
enum feed_reason world_read(struct world *world, size_t *out_records);

#endif
