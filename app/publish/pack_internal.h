// Shared by the files of the pack reader.
#ifndef PUBLISH_PACK_INTERNAL_H
#define PUBLISH_PACK_INTERNAL_H

#include "base/file.h"
#include "config/yaml.h"
#include "content/fields.h"
#include "publish/pack.h"

enum {
    PACK_FILE_MAX = 1024 * 1024, // a text file
    PACK_MEDIA_MAX = 8 * 1024 * 1024,
    PACK_RECORDS_MAX = 100000,
    PACK_BUCKETS = 32768,
    PACK_MESSAGES_MAX = 1000,
};

// A place in the pack, held in the `line` of a value: number of the file, then its line.
#define PACK_PLACE(file, line) ((int64_t)(file) * (INT64_C(1) << 32) + (line))
#define PACK_PLACE_FILE(place) ((size_t)((place) >> 32))
#define PACK_PLACE_LINE(place) ((place) & (int64_t)UINT32_MAX)

struct pack_entry { // a record on its way
    enum content_kind kind;
    struct str id;
    size_t file; // where its head stands
    struct value map;
    bool right;  // became a record
    size_t next; // of the same bucket, one more than its index; 0: none
    struct content_record record;
};

struct pack_reading {
    struct arena *arena;
    const char *folder;
    struct pack_report *report;
    struct pack *pack;
    struct str *files; // names, relative to the folder
    size_t file_count, file_capacity;
    struct pack_entry *entries;
    size_t entry_count, entry_capacity;
    size_t *buckets; // PACK_BUCKETS, by the id's hash: one more than an entry's index
};

// ---- pack_report.c ----
void pack_say(struct pack_reading *reading, enum pack_severity severity, int64_t place,
              const char *format, ...) __attribute__((format(printf, 4, 5)));
#define pack_error(reading, place, ...)                                                  \
    pack_say((reading), PACK_ERROR, (place), __VA_ARGS__)
#define pack_warn(reading, place, ...)                                                   \
    pack_say((reading), PACK_WARNING, (place), __VA_ARGS__)
// Registers a file's name for messages.
size_t pack_file(struct pack_reading *reading, struct str name);

// ---- pack_folder.c ----
// The text of a file of the pack with LF line ends; refuses links, other types, bad
// UTF-8.
NODISCARD bool pack_read_text(struct pack_reading *reading, size_t file,
                              struct str *out_text);
// The names in a folder of the pack; those that are refused are told and left out.
struct folder_list pack_list(struct pack_reading *reading, const char *relative);
struct pack_entry *pack_add_entry(struct pack_reading *reading, enum content_kind kind,
                                  struct str id, size_t file);
// Entries of any kind with this id, one after the other; NULL ends them.
struct pack_entry *pack_first_entry(struct pack_reading *reading, struct str id);
struct pack_entry *pack_next_entry(struct pack_reading *reading,
                                   const struct pack_entry *entry);
void pack_index_entries(struct pack_reading *reading); // after they were moved
struct pack_entry *pack_find_entry(struct pack_reading *reading, enum content_kind kind,
                                   struct str id);

// ---- pack_front.c ----
struct pack_front {
    struct pack_reading *reading;
    enum content_kind kind;
    size_t file;
    struct str lang;  // of texts that name none
    bool translation; // text keys only
};
// The author's keys as the members of one table.
struct value pack_front_map(const struct pack_front *front,
                            const struct content_members *members,
                            const struct yaml *map);
// Adds a value to a map or list.
void pack_value_add(struct arena *arena, struct value *collection, struct value item);
// Splits "---\n front \n---\n body"; *out_body_line is the line of the body's first.
NODISCARD bool pack_front_split(struct str text, struct str *out_front,
                                struct str *out_body, int64_t *out_body_line);
// The texts of a translation into the record's map.
void pack_front_merge(const struct pack_front *front,
                      const struct content_members *members, struct value *into,
                      const struct value *translation);

// Whether an author's key belongs to records of that kind.
bool pack_front_knows(enum content_kind kind, struct str key);

// ---- pack_amend.c ----
void pack_add_change(const struct pack_front *front, const struct yaml *node,
                     struct value *out);
void pack_add_remove(const struct pack_front *front, const struct yaml *node,
                     struct value *out);
// Moves the text below the front matter into the patch.
void pack_amend_body(const struct pack_front *front, struct value *map);
// A kind that has the patch's members: the record itself is not here to be asked.
enum content_kind pack_patch_kind(const struct value *patch);
// Before the entry becomes a record: its forms, and references to the pack's own records.
void pack_amend_finish(struct pack_reading *reading, struct pack_entry *entry);
void pack_check_amendments(struct pack_reading *reading);

// ---- pack_csv.c ----
struct pack_row {
    struct str *cells;
    size_t count;
    int64_t line;
};
struct pack_table {
    char separator; // set before parsing: ','; spreadsheets also write ';' and '\t'
    struct pack_row *rows;
    size_t count;
}; // the first row is the head
// RFC 4180: separators, quotation marks doubled within quotation marks, LF line ends.
NODISCARD bool pack_csv_parse(struct arena *arena, struct str text,
                              struct pack_table *inout_table, int64_t *out_fault_line,
                              const char **out_fault);
void pack_read_table(struct pack_reading *reading, enum content_kind kind, size_t file);

// ---- pack_check.c ----
void pack_check_body(struct pack_reading *reading, int64_t place, struct str body);
// Everything that needs all records: references, translations, media.
void pack_check_all(struct pack_reading *reading);
// ---- pack_media.c ----
void pack_check_media(struct pack_reading *reading);

#endif
