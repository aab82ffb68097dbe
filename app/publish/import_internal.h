// Shared by the importers. Each format's file turns bytes into items; import_place.c and
// import_write.c turn items into files of the pack.
#ifndef PUBLISH_IMPORT_INTERNAL_H
#define PUBLISH_IMPORT_INTERNAL_H

#include "content/fields.h"
#include "i18n/zone.h"
#include "publish/import.h"
#include "publish/pack.h"

enum {
    IMPORT_ITEMS_MAX = 20000,
    IMPORT_SESSIONS_MAX = 2000, // of one activity
    IMPORT_LINE_BYTES = 300,    // content's limit of a title
    IMPORT_TEXT_BYTES = 3900,   // of a paragraph
    IMPORT_BODY_BYTES = 59 * 1024,
    IMPORT_SLUG_BYTES = 48,
    IMPORT_MONTHS = 12, // dates are worked out so far ahead
};

// What one entry of the source became.
struct import_item {
    struct content_ids keys; // what the source calls it: UID, guid, @id; never empty
    size_t file;             // of the source
    int64_t line;
    struct str fold; // of the title, to find twins
    struct content_record record;
    size_t filled; // languages that only have another's title
    bool attached; // its sessions go to an activity that a person keeps
};

struct import {
    struct arena *arena;
    const char *folder;
    const struct import_options *options;
    struct import_result *result;
    const struct import_file *files;
    size_t file; // the one being read
    struct pack pack;
    struct i18n_zone *zone; // the pack's
    struct str lang;
    // Days since 1970 at the venue: the first of this month, and the end of dates.
    int64_t first_day, last_day;
    struct import_item *items;
    size_t count, capacity;
    struct content_ids foreign; // languages that were told of
    struct import_name {
        const struct content_record *record; // of the pack
        struct str title, fold;
    } * names;
    size_t name_count;
};

// ---- import.c ----
// "line: what: why" of the file being read. The text is at most 300 bytes.
void import_say(struct import *import, enum import_note_type type, int64_t line,
                struct str what, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
#define import_leave_out(import, line, what, ...)                                        \
    import_say((import), IMPORT_LEFT_OUT, (line), (what), __VA_ARGS__)
#define import_hint(import, line, what, ...)                                             \
    import_say((import), IMPORT_HINT, (line), (what), __VA_ARGS__)
// About a file of the pack.
void import_tell(struct import *import, enum import_note_type type, struct str file,
                 const char *why);
// Sets the error and gives false.
bool import_fail(struct import *import, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// Whether pack.yaml lists the language.
bool import_has_language(const struct import *import, struct str lang);
// A record with its kind set and the numbers that mean "not said".
struct content_record import_record(enum content_kind kind);
// Takes the record over. Activities of one title become one, with all their sessions. A
// record without a title is left out and told.
void import_add(struct import *import, struct str key, int64_t line,
                const struct content_record *record);
// `theirs` by --map; empty when it is not mapped.
struct str import_mapped(const struct import *import, struct str theirs);
// The id of the pack's place, organisation, ... called so (--map, id or title).
struct str import_find(const struct import *import, enum content_kind kind,
                       struct str name);

// ---- import_text.c ----
// UTF-8 without mark from UTF-8, UTF-16 with a mark, or Windows-1252.
struct str import_decode(struct arena *arena, struct str bytes);
uint32_t import_windows_1252(unsigned char byte); // its code point
// CRLF and old Macs' CR as LF.
struct str import_unix_lines(struct arena *arena, struct str text);
// One line without control characters, at most `max` bytes, cut at a character.
struct str import_line(struct arena *arena, struct str text, size_t max);
// [a-z0-9-], Latin and Cyrillic letters spelt out; empty when nothing is left.
struct str import_slug(struct arena *arena, struct str text, size_t max);
// Nothing for an empty value; a language that the pack lacks is told once.
void import_put_text(struct import *import, struct content_text *text, struct str lang,
                     struct str value);
void import_ids_add(struct arena *arena, struct content_ids *ids, struct str id);
// Sets summary and body from a description, plain or HTML.
void import_describe(struct import *import, struct content_record *record,
                     struct str lang, struct str text);
void import_add_link(struct import *import, struct content_record *record,
                     struct str url);

// ---- import_html.c ----
bool import_is_html(struct str text);
// Markdown with paragraphs, lists, headings and links; scripts, styles and pictures go.
// At most IMPORT_BODY_BYTES.
struct str import_markdown(struct arena *arena, struct str text, bool html);
// The same as one line of plain text.
struct str import_plain(struct arena *arena, struct str text, bool html, size_t max);

// ---- import_time.c ----
struct import_moment { // at the wall of the venue
    int64_t day;       // since 1970-01-01
    int32_t minute;
    bool is_date; // a whole day
};
struct str import_date(struct arena *arena, int64_t day);
struct import_moment import_local(const struct import *import, int64_t utc_ms);
// schema.org and spreadsheets: a date, RFC 3339, or "2026-12-05T10:00" at the venue.
NODISCARD bool import_moment_parse(const struct import *import, struct str text,
                                   struct import_moment *out_moment);
struct str import_stamp(const struct import *import, struct import_moment moment);
// What lasts from one moment to the other: a session when it is within a day and has
// hours, else false.
NODISCARD bool import_session(const struct import *import, struct import_moment start,
                              struct import_moment end,
                              struct content_session *out_session);
void import_add_session(struct import *import, struct content_record *record,
                        const struct content_session *session);
// Weekly ones by weekday, then the dated ones.
void import_sort_sessions(struct content_record *record);
// Weekly and already begun: from when does not matter any more; past exceptions go.
// false: it is over.
NODISCARD bool import_trim_session(const struct import *import,
                                   struct content_session *session);
// 0 Monday .. 6 Sunday of a weekday's name in the languages of our packs; -1: none.
int import_weekday(struct arena *arena, struct str name);

// ---- one file a format ----
typedef bool import_read_fn(struct import *import, struct str bytes);
import_read_fn import_read_ical, import_read_rss, import_read_csv, import_read_jsonld,
    import_read_esco;

// ---- import_write.c ----
// A record as a teacher would write it: the file of the pack's first language, or with
// `lang` its translation (empty: it has no text in that language).
struct str import_write(const struct import *import, const struct content_record *record,
                        struct str lang);
// activity/sessions-<source>.csv: of items that are attached.
struct str import_write_sessions(const struct import *import);

// ---- import_place.c ----
// Gives the items ids, compares with the pack and imports.csv, writes.
NODISCARD bool import_place(struct import *import);

#endif
