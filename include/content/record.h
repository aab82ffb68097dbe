// The records a kiosk shows. One flat struct for every kind: common members first, then
// those only some kinds use; a const table (content_fields in fields.h) says which member
// belongs to which kind, its JSON key, its type and its limits. Parsing, validation, writing
// and the author's front matter all run over that table.
// Vocabulary: schema.org / LRMI, ESCO (occupations), ISCED 2011 (levels), ISO 639-1, ISO 3166-1.
#ifndef CONTENT_RECORD_H
#define CONTENT_RECORD_H

#include "base/arena.h"
#include "base/clock.h"

enum content_kind {
    CONTENT_ACTIVITY, CONTENT_CONTEST, CONTENT_QUESTION, CONTENT_CAREER, CONTENT_PATHWAY,
    CONTENT_ORGANISATION, CONTENT_PLACE, CONTENT_PROGRAMME, CONTENT_EVENT, CONTENT_RESOURCE,
    CONTENT_STORY, CONTENT_FIGURE, CONTENT_SLIDE, CONTENT_VENUE, CONTENT_NOTICE,
    CONTENT_KIND_COUNT
};

// Bit i of record.fields is field i; the first set in author order is the leading one.
enum content_field { FIELD_S, FIELD_T, FIELD_E, FIELD_A, FIELD_M, FIELD_COUNT };

enum content_audience {
    AUDIENCE_PUPIL, AUDIENCE_STUDENT, AUDIENCE_TEACHER, AUDIENCE_SCHOOL, AUDIENCE_PARENT,
    AUDIENCE_COMMUNITY, AUDIENCE_PROFESSIONAL, AUDIENCE_COUNT
};

// A text in several languages; values are valid UTF-8 without control characters but '\n'.
struct content_text {
    struct content_translation { struct str lang, value; } *items;
    size_t count;
};

struct content_ids { struct str *items; size_t count; };
struct content_texts { struct content_text *items; size_t count; };

struct content_media {
    struct str file;   // author's relative name while publishing, else empty
    struct str sha256; // 64 lowercase hex digits once published
    struct str type;   // image/png or image/jpeg
    int64_t size_bytes, width_px, height_px;
    struct content_text alt;
    struct str credit, licence;
};

struct content_link { struct str url; struct content_text label; };

// Weekly (weekday >= 0) or once (weekday -1, on `from`). Local time of the venue.
struct content_session {
    int64_t weekday;          // 0 Monday .. 6 Sunday, -1: once on `from`
    int64_t start_min, end_min; // minutes after midnight; end <= start means after midnight
    struct str from, until;   // "2026-09-01" or empty
    struct content_ids except; // dates left out
    struct str place;
};

struct content_step {
    struct str id;
    struct content_text title;
    int64_t stage;     // 0 school now, 1 next step, 2 after school, 3 first job
    int64_t months;    // duration, 0: not said
    int64_t isced;     // ISCED 2011 level 0..8, -1: none
    struct content_ids providers, companies; // organisation ids
    struct str career; // career id when the step is a job
};
struct content_edge { struct str from, to; };

struct content_row { struct content_text name; int64_t points; }; // of a live board
struct content_winner { int64_t year; struct content_text name, award; };
struct content_option { struct content_text text; bool right; };

struct content_record {
    // common
    enum content_kind kind;
    struct str id; // [a-z0-9-], 1..64
    struct content_text title, summary, body; // body: Markdown
    uint32_t fields;     // bits of enum content_field
    struct content_ids field_order; // "S".."M" as the author wrote them
    uint32_t audiences;  // bits of enum content_audience
    int64_t age_min, age_max; // years; 0 and 0: all ages; age_max 0: no upper end
    struct content_ids languages; // spoken there
    struct str visible_from, visible_to; // dates or RFC 3339, or empty
    struct content_ids places, related, careers;
    struct { struct content_media *items; size_t count; } media;
    struct { struct content_link *items; size_t count; } links;
    struct str licence, source;
    int64_t order; // lists show low first, then by title
    bool sample;

    // activity
    struct str format;  // workshop, open-lab, course, tour, show, club
    int64_t duration_min;
    struct str join;    // open, desk, booking
    struct str join_url;
    int64_t capacity, places_left; // -1: not said
    struct str as_of;   // RFC 3339, of places_left
    struct { struct content_session *items; size_t count; } sessions;

    // contest, event
    struct str starts, ends, deadline; // dates or RFC 3339
    struct str state;   // planned, running, frozen, ended, finalised, closed
    struct content_text how; // how to enter, Markdown
    struct content_texts categories;
    int64_t round, rounds, since_year;
    bool live;
    struct { struct content_row *items; size_t count; } board;
    struct { struct content_winner *items; size_t count; } winners;

    // question
    struct str contest, answer_type; // single, multiple, number, order
    struct { struct content_option *items; size_t count; } options;
    struct content_text explanation;
    int64_t number; // right answer of type number

    // career
    struct str esco, demand;  // ISCO/ESCO code; growing, stable, falling
    struct content_text day, pay, tagline;
    struct content_texts skills;
    struct content_ids pathways, interests;
    struct content_texts role_models;

    // pathway
    struct { struct content_step *items; size_t count; } steps;
    struct { struct content_edge *items; size_t count; } edges;

    // organisation, place, programme
    struct str country, parent, place_type; // ISO 3166-1 alpha-2; venue, room, lab, territory
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
    struct str timezone; // IANA
    struct content_text headline; // "What will you make today?"
    struct { struct content_session *items; size_t count; } opening;
    struct content_text contact;

    // notice
    struct str level; // closed, cancelled, leave
};

// ---- names ----
struct str content_kind_name(enum content_kind kind); // "activity"
NODISCARD bool content_kind_parse(struct str name, enum content_kind *out_kind);
extern const char content_field_letter[FIELD_COUNT + 1]; // "STEAM"

// The field that leads (first in author order; FIELD_S when none is set).
enum content_field content_leading_field(const struct content_record *record);

// Text in `lang`, else along the fallback chain (en, then the first there is); the language
// it is in goes to *out_lang when not NULL. Empty view when there is none at all.
struct str content_text_in(struct content_text text, struct str lang, struct str *out_lang);

// ---- JSON form (canonical: sorted keys, no blanks, integers only) ----
struct content_error { char message[200]; };
// One record from one JSON object. Limits: 64 KB a string, 10,000 items, depth 16, duplicate
// keys refused, unknown keys ignored. All memory in `arena`. false: *out_error says why.
NODISCARD bool content_record_parse(struct arena *arena, struct str json,
                                    struct content_record *out_record,
                                    struct content_error *out_error);
// Canonical JSON of the record; empty members are left out.
struct str content_record_write(struct arena *arena, const struct content_record *record);

#endif
