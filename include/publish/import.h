// Turns what a venue keeps already (calendars, feeds, spreadsheets, web pages, ESCO) into
// the files of a pack, again and again without doubles. Each record becomes one Markdown
// file and one file a translation. `imports.csv` of the pack remembers which file came
// from which entry of which source, and how it was written:
//
// - a file that nobody changed follows its source;
// - a file that a person changed, or removed, stays so and is told, unless `force`;
// - a file whose entry is gone from the source is told, and removed with `prune` when
//   nobody changed it.
//
// Foreign bytes are bounded and checked; nothing they name is opened or fetched. One
// thread.
#ifndef PUBLISH_IMPORT_H
#define PUBLISH_IMPORT_H

#include "content/record.h"

enum import_format {
    IMPORT_ICAL,   // RFC 5545
    IMPORT_RSS,    // RSS 0.9x, 1.0, 2.0, Atom (RFC 4287)
    IMPORT_CSV,    // a spreadsheet's table
    IMPORT_JSONLD, // schema.org, also within an HTML page
    IMPORT_ESCO,   // ESCO's occupations, one CSV a language
    IMPORT_FORMAT_COUNT
};
struct str import_format_name(enum import_format format); // "ical"
NODISCARD bool import_format_parse(struct str name, enum import_format *out_format);

enum { IMPORT_FILE_MAX = 32 * 1024 * 1024, IMPORT_FILES_MAX = 32 };

struct import_file {
    struct str name; // for messages; its stem may name source and language
    struct str bytes;
};

struct import_options {
    const struct import_file *files;
    size_t file_count; // 1..IMPORT_FILES_MAX
    bool has_format;   // else found out from the bytes
    enum import_format format;
    bool has_kind; // of a CSV's rows: else found out from its columns
    enum content_kind kind;
    struct str source;         // [a-z0-9-], the name in imports.csv; empty: of the file
    struct str lang;           // of texts that name none; empty: the pack's first
    struct content_ids fields; // "S".."M" of records whose source says none
    struct content_ids audiences; // likewise
    struct content_ids map;       // "Raum 3=fab-lab": their word (column, place), ours
    struct content_ids only;      // ESCO: beginnings of ISCO-08 codes
    int64_t now_s;                // UTC; what is over before this month is left out
    bool dry_run, force, prune;
    // After each record that was written; `what` is its title. May be NULL.
    void (*progress)(void *context, struct str what, size_t done, size_t total);
    void *context;
};

enum import_note_type {
    IMPORT_LEFT_OUT, // of the source
    IMPORT_HINT,     // taken, and something about it is to be known
    IMPORT_ADDED,    // a file of the pack, so the ones below
    IMPORT_CHANGED,
    IMPORT_KEPT, // changed by a person
    IMPORT_GONE, // no longer in the source
    IMPORT_REMOVED,
    IMPORT_NOTE_TYPE_COUNT
};

struct import_note {
    enum import_note_type type;
    struct str file; // of the source, or of the pack
    int64_t line;    // from 1; 0: not known
    struct str what, why;
};

// At most IMPORT_NOTES_MAX notes are kept, all are counted.
enum { IMPORT_NOTES_MAX = 2000 };
struct import_result {
    struct import_note *notes;
    size_t count, capacity;
    size_t counts[IMPORT_NOTE_TYPE_COUNT];
    size_t records;   // read from the source
    size_t unchanged; // files
    enum import_format format;
    struct str source;
    char error[300]; // when import_run() is false: what, and what would be right
};

// `folder` is a pack (its pack.yaml must be right). Everything in *out_result lives in
// `arena`. false: nothing was read and nothing written, or the disk refused.
NODISCARD bool import_run(struct arena *arena, const char *folder,
                          const struct import_options *options,
                          struct import_result *out_result);

// "calendar.ics:12: Robotik-AG: left out: cancelled" (no newline), in the arena.
struct str import_note_text(struct arena *arena, const struct import_note *note);

#endif
