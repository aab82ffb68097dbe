// What records are made of: kinds, fields, audiences, and the small structs inside
// struct content_record. Views and arrays are borrowed from the arena of the record.
#ifndef CONTENT_PARTS_H
#define CONTENT_PARTS_H

#include "base/arena.h"

enum content_kind {
    CONTENT_ACTIVITY,
    CONTENT_CONTEST,
    CONTENT_QUESTION,
    CONTENT_CAREER,
    CONTENT_PATHWAY,
    CONTENT_ORGANISATION,
    CONTENT_PLACE,
    CONTENT_PROGRAMME,
    CONTENT_EVENT,
    CONTENT_RESOURCE,
    CONTENT_STORY,
    CONTENT_FIGURE,
    CONTENT_SLIDE,
    CONTENT_VENUE,
    CONTENT_NOTICE,
    CONTENT_AMENDMENT, // changes or hides a record of a layer below; never shown itself
    CONTENT_KIND_COUNT
};

// Bit i of record.fields is field i; the first set in author order is the leading one.
enum content_field { FIELD_S, FIELD_T, FIELD_E, FIELD_A, FIELD_M, FIELD_COUNT };

enum content_audience {
    AUDIENCE_PUPIL,
    AUDIENCE_STUDENT,
    AUDIENCE_TEACHER,
    AUDIENCE_SCHOOL,
    AUDIENCE_PARENT,
    AUDIENCE_COMMUNITY,
    AUDIENCE_PROFESSIONAL,
    AUDIENCE_COUNT
};

// A text in several languages; values are valid UTF-8 without control characters but
// '\n'.
struct content_text {
    struct content_translation {
        struct str lang, value;
    } * items;
    size_t count;
};

struct content_ids {
    struct str *items;
    size_t count;
};
struct content_texts {
    struct content_text *items;
    size_t count;
};

struct content_media {
    struct str file;   // author's relative name while publishing, else empty
    struct str sha256; // 64 lowercase hex digits once published
    struct str type;   // image/png or image/jpeg
    int64_t size_bytes, width_px, height_px;
    struct content_text alt;
    struct str credit, licence;
};

struct content_link {
    struct str url;
    struct content_text label;
};

// A venue's own colours, "#12193a" each; what is left out stays as the theme has it. The
// tints of a field are made from its one colour.
struct content_colours {
    struct str ink, paper,
        accent; // what is written and framed; behind all; what is pressed
    struct str science, technology, engineering, arts, mathematics;
};

// Weekly (weekday >= 0) or once (weekday -1, on `from`). Local time of the venue.
struct content_session {
    int64_t weekday;            // 0 Monday .. 6 Sunday, -1: once on `from`
    int64_t start_min, end_min; // after midnight; end <= start: on the next day
    struct str from, until;     // "2026-09-01" or empty
    struct content_ids except;  // dates left out
    struct str place;
};

struct content_step {
    struct str id;
    struct content_text title;
    int64_t stage;  // 0 school now, 1 next step, 2 after school, 3 first job
    int64_t months; // duration, 0: not said
    int64_t isced;  // ISCED 2011 level 0..8, -1: none
    struct content_ids providers, companies; // organisation ids
    struct str career;                       // career id when the step is a job
};
struct content_edge {
    struct str from, to;
};

// Of a live board.
struct content_row {
    struct content_text name;
    int64_t points;
};
struct content_winner {
    int64_t year;
    struct content_text name, award;
};
struct content_option {
    struct content_text text;
    bool right;
};

#endif
