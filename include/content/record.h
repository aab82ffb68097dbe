// The records a kiosk shows. One flat struct for every kind: common members first, then
// those only some kinds use; a const table (content_fields in fields.h) says which member
// belongs to which kind, its JSON key, its type and its limits. Parsing, validation,
// writing and the author's front matter all run over that table. Vocabulary: schema.org /
// LRMI, ESCO (occupations), ISCED 2011 (levels), ISO 639-1, ISO 3166-1. Pure; any thread.
#ifndef CONTENT_RECORD_H
#define CONTENT_RECORD_H

#include "base/clock.h"
#include "content/parts.h"

struct content_record {
    // common
    enum content_kind kind;
    struct str id;                            // [a-z0-9-], 1..64
    struct content_text title, summary, body; // body: Markdown
    uint32_t fields;                          // bits of enum content_field
    struct content_ids field_order;           // "S".."M" as the author wrote them
    uint32_t audiences;                       // bits of enum content_audience
    int64_t age_min, age_max;     // years; 0 and 0: all ages; age_max 0: no upper end
    struct content_ids languages; // spoken there
    struct str visible_from, visible_to; // dates or RFC 3339, or empty
    struct content_ids places, related, careers;
    struct {
        struct content_media *items;
        size_t count;
    } media;
    struct {
        struct content_link *items;
        size_t count;
    } links;
    struct str licence, source;
    int64_t order; // lists show low first, then by title
    bool sample;

    // activity
    struct str format; // workshop, open-lab, course, tour, show, club
    int64_t duration_min;
    struct str join; // open, desk, booking
    struct str join_url;
    int64_t capacity, places_left; // -1: not said
    struct str as_of;              // RFC 3339, of places_left
    struct {
        struct content_session *items;
        size_t count;
    } sessions;

    // contest, event
    struct str starts, ends, deadline; // dates or RFC 3339
    struct str state;        // planned, running, frozen, ended, finalised, closed
    struct content_text how; // how to enter, Markdown
    struct content_texts categories;
    int64_t round, rounds, since_year;
    bool live;
    struct {
        struct content_row *items;
        size_t count;
    } board;
    struct {
        struct content_winner *items;
        size_t count;
    } winners;

    // question
    struct str contest, answer_type; // single, multiple, number, order
    struct {
        struct content_option *items;
        size_t count;
    } options;
    struct content_text explanation;
    int64_t number; // right answer of type number

    // career
    struct str esco, demand; // ISCO/ESCO code; growing, stable, falling
    struct content_text day, pay, tagline;
    struct content_texts skills;
    struct content_ids pathways, interests;
    struct content_texts role_models;

    // pathway
    struct {
        struct content_step *items;
        size_t count;
    } steps;
    struct {
        struct content_edge *items;
        size_t count;
    } edges;

    // organisation, place, programme
    struct str country, parent; // ISO 3166-1 alpha-2; id
    struct str place_type;      // venue, room, lab, territory
    struct content_text region, floor, scale, role;
    bool step_free;
    int64_t latitude_e6, longitude_e6;

    // resource, story
    struct str url, resource_type, date;
    struct content_text author;

    // figure: `value` as shown digits grouped by the language; suffix "+"
    struct str value, suffix, of, group; // of: organisation id
    struct content_text unit, caveat, period;
    int64_t year;

    // slide
    struct str target; // id of the record it leads to

    // venue
    struct str timezone;          // IANA
    struct content_text headline; // "What will you make today?"
    struct {
        struct content_session *items;
        size_t count;
    } opening;
    struct content_text contact;
    struct content_colours colours;

    // notice
    struct str level; // closed, cancelled, leave

    // amendment: what this feed changes in a record of a feed below it (layers.h)
    struct str amended_feed, amended; // that feed, and the record's id in it
    struct str base;  // SHA-256 of the record's canonical JSON as shown below, or empty
    struct str patch; // RFC 7396, as canonical JSON, or empty
    bool hide;

    // Not of the JSON form: set by whoever reads several layers. The id is then one that
    // no other record has: "<feed>/<id>" when a higher layer has a record of that id.
    struct str feed;
    int64_t layer; // 0 the lowest
};

// ---- names ----
struct str content_kind_name(enum content_kind kind); // "activity"
NODISCARD bool content_kind_parse(struct str name, enum content_kind *out_kind);
extern const char content_field_letter[FIELD_COUNT + 1]; // "STEAM"

// The field that leads (first in author order; FIELD_S when none is set).
enum content_field content_leading_field(const struct content_record *record);

// Text in `lang`, else along the fallback chain (en, then the first there is); the
// language it is in goes to *out_lang when not NULL. Empty view when there is none at
// all.
struct str content_text_in(struct content_text text, struct str lang,
                           struct str *out_lang);

// ---- JSON form (canonical: sorted keys, no blanks, integers only) ----
struct content_error {
    char message[200];
};
// One record from one JSON object. Limits: 64 KB a string, 10,000 items, depth 16,
// duplicate keys refused, unknown keys ignored. All memory in `arena`. false: *out_error
// says why.
NODISCARD bool content_record_parse(struct arena *arena, struct str json,
                                    struct content_record *out_record,
                                    struct content_error *out_error);
// Canonical JSON of the record; empty members are left out.
struct str content_record_write(struct arena *arena, const struct content_record *record);

#endif
