// A publisher with its feed folder and a kiosk's data folder on the disk, for the tests
// of sync. Every edition has one revision written into all its records, so that what is
// shown tells which edition it is, or that two are mixed.
#ifndef TESTS_SYNC_PRESS_H
#define TESTS_SYNC_PRESS_H

#include "content/record.h"
#include "feed/build.h"
#include "hostile.h"
#include "sync/sync.h"

enum { PRESS_NOW = 1800000000, PRESS_MIXED = -1, PRESS_FILES_MAX = 4096 };

enum press_kind {
    PRESS_LATEST,
    PRESS_INDEX,
    PRESS_SIGNATURE,
    PRESS_NODE,
    PRESS_CHUNK,
    PRESS_MEDIA
};

struct press_file {
    enum press_kind kind;
    char path[FEED_PATH_SIZE]; // below the feed folder
};

struct press {
    struct arena arena;
    char root[64], feed[80], data[80]; // folders
    struct minisign_secret secret;
    struct minisign_public public;
    struct clock_shift shift;
    struct str feed_id; // empty: test-feed
    int64_t version;    // of the edition published last
    int64_t signs;      // every `latest` has another time
    struct feed_index draft;
    struct sha256 name;
    struct press_file files[PRESS_FILES_MAX]; // of that edition
    size_t file_count;
    struct hostile *server;
    struct fetch_settings fetch; // hasty
};

struct press_edition {
    int64_t count;    // records
    int64_t revision; // in each of them
    int64_t altered;  // this one record (from 1) says revision + 1; 0: none
    int64_t media;    // the first so many records have a picture of 3,000 bytes
};

void press_open(struct press *press); // with a server on it
void press_close(struct press *press);

// Version + 10, objects, index, signature, latest.
void press_publish(struct press *press, struct press_edition edition);
// Another index: press->draft as it stands, or these bytes; signed.
void press_sign(struct press *press);
void press_sign_index(struct press *press, struct str index);
void press_write(struct press *press, const char *path, struct str bytes);
struct str press_read(struct press *press, const char *path);
// The n-th file of a kind in the last edition; NULL: none.
const struct press_file *press_find(const struct press *press, enum press_kind kind,
                                    size_t number);

struct sync_options press_options(struct press *press);
enum sync_outcome press_sync(struct press *press, struct sync_result *out_result);

// The revision that all records shown have; 0: nothing is shown, PRESS_MIXED: several, or
// not as many as there must be.
int64_t press_shown(struct press *press, int64_t count);
struct str press_current(struct press *press); // bytes of `current`
int64_t press_trusted(struct press *press);    // version in the state

#endif
