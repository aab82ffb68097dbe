// Reads an author's folder (assets/packs/README.md) like a compiler: every fault is
// reported with its place, and a pack with an error is not to be published. Names in the
// folder are checked, never trusted: no "..", no absolute path, no symbolic link. One
// thread.
#ifndef PUBLISH_PACK_H
#define PUBLISH_PACK_H

#include "content/record.h"

enum pack_severity { PACK_ERROR, PACK_WARNING };

struct pack_message {
    enum pack_severity severity;
    struct str file; // relative to the pack's folder, "career/welder.md"
    int64_t line;    // from 1; 0: the whole file
    struct str text; // what, and what would be right
};

// Grows in the arena given to pack_read. At most 1,000 messages are kept, all are
// counted.
struct pack_report {
    struct pack_message *messages;
    size_t count, capacity;
    size_t errors, warnings;
    size_t samples;                   // records with `sample: true`
    size_t unbased;                   // amendments without `base`, an error each
    size_t untranslated;              // texts that one of the pack's languages lacks
    size_t kinds[CONTENT_KIND_COUNT]; // records of each kind
};

struct pack_media {
    struct str file; // as the records name it: relative to the pack, "media/lab.png"
    struct str path; // to open it; a NUL stands behind it
    struct str type; // image/png or image/jpeg, found out from the bytes
    int64_t size_bytes, width_px, height_px;
};

struct pack {
    struct str id;
    struct content_ids languages;   // the first is the language of `name.md`
    struct str timezone;            // IANA; of pack.yaml, else of the venue record
    struct str licence;             // of records that name none; empty: none said
    struct content_record *records; // ordered by kind, then id
    size_t count;
    struct pack_media *media; // every file that a record names, once, ordered by name
    size_t media_count;
};

// Everything lives in `arena`; *report is set up here. true: *out_pack is whole and may
// be published. false: the report has at least one error (*out_pack then holds what was
// read, for tools that only list). Records' media carry file, type, size, width and
// height, and no sha256: the feed's writer hashes the files.
NODISCARD bool pack_read(struct arena *arena, const char *folder,
                         struct pack_report *report, struct pack *out_pack);

// "activity/x.md:12: error: text" (no newline), in the arena.
struct str pack_message_text(struct arena *arena, const struct pack_message *message);

#endif
