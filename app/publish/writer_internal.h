// What the sources of the feed writer share.
#ifndef PUBLISH_WRITER_INTERNAL_H
#define PUBLISH_WRITER_INTERNAL_H

#include "feed/build.h"
#include "publish/writer.h"

struct writer {
    struct arena *arena;
    const char *folder;
    const struct publish_options *options;
    struct publish_result *result; // counts and error
    size_t done, total;
    bool writing_media;
};

// Sets result->error; always false.
bool writer_fail(struct writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void writer_progress(struct writer *writer, size_t more, struct str what);

// An object under its hash, unless it is there already and sound.
NODISCARD bool writer_put_object(struct writer *writer, const struct feed_ref *ref,
                                 struct str bytes);
// `path` relative to the feed's folder.
NODISCARD bool writer_put_file(struct writer *writer, const char *path, struct str bytes);
// `latest`, with `version` as its modification time before it is to be seen.
NODISCARD bool writer_put_pointer(struct writer *writer, struct str bytes,
                                  int64_t version);

// The pack's records with their media hashed and put.
NODISCARD bool writer_media(struct writer *writer, const struct pack *pack,
                            struct content_record **out_records);

// The release that the folder holds now.
struct writer_current {
    bool there; // a readable index
    bool ours;  // signed by our key
    struct sha256 name;
    struct feed_index index;
};
void writer_read_current(struct writer *writer, const struct minisign_public *key,
                         struct writer_current *out_current);

#endif
