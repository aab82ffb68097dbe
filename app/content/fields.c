#include "content/fields.h"

#include <stddef.h>
#include <string.h>

#define K(kind)      (UINT32_C(1) << CONTENT_##kind)
#define EVERY        ((UINT32_C(1) << CONTENT_KIND_COUNT) - 1)
#define SHOWN        (EVERY & ~K(AMENDMENT)) // kinds that a visitor may meet
#define AT(member)   offsetof(struct content_record, member)
#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define TABLE(table, type)                                                               \
    {                                                                                    \
        .members = (table), .count = COUNT(table), .item_size = sizeof(type)             \
    }

enum {
    LINE_BYTES = 300,       // a title, a name
    TEXT_BYTES = 4000,      // a paragraph
    BODY_BYTES = 60 * 1024, // Markdown
    PATCH_BYTES = 64 * 1024,
    MINUTES_MAX = 1000000,
    PEOPLE_MAX = 100000000,
};

const char *const content_audience_names[AUDIENCE_COUNT + 1] = {
    "pupil", "student", "teacher", "school", "parent", "community", "professional", NULL};

static const char *const formats[] = {"workshop", "open-lab", "course", "tour",
                                      "show",     "club",     NULL};
static const char *const joins[] = {"open", "desk", "booking", NULL};
static const char *const states[] = {"planned",   "running", "frozen", "ended",
                                     "finalised", "closed",  NULL};
static const char *const answer_types[] = {"single", "multiple", "number", "order", NULL};
static const char *const demands[] = {"growing", "stable", "falling", NULL};
static const char *const interests[] = {"R", "I", "A", "S", "E", "C", NULL};
static const char *const place_types[] = {"venue", "room", "lab", "territory", NULL};
static const char *const levels[] = {"closed", "cancelled", "leave", NULL};
static const char *const image_types[] = {"image/png", "image/jpeg", NULL};

#define STRING(name, frm, field)                                                         \
    {                                                                                    \
        .key = (name), .type = MEMBER_STRING, .form = (frm), .kinds = EVERY,             \
        .offset = (field)                                                                \
    }
#define STRINGS(name, frm, field)                                                        \
    {                                                                                    \
        .key = (name), .type = MEMBER_STRINGS, .form = (frm), .kinds = EVERY,            \
        .offset = (field)                                                                \
    }
#define TEXT(name, bytes, field)                                                         \
    {                                                                                    \
        .key = (name), .type = MEMBER_TEXT, .kinds = EVERY, .offset = (field),           \
        .max = (bytes)                                                                   \
    }
#define INTEGER(name, low, high, none, field)                                            \
    {                                                                                    \
        .key = (name), .type = MEMBER_INTEGER, .kinds = EVERY, .offset = (field),        \
        .min = (low), .max = (high), .missing = (none)                                   \
    }

// Members of structs within lists. Every table is ordered by key.
static const struct content_member media_members[] = {
    TEXT("alt", TEXT_BYTES, offsetof(struct content_media, alt)),
    STRING("credit", FORM_ANY, offsetof(struct content_media, credit)),
    {.key = "file",
     .type = MEMBER_STRING,
     .form = FORM_FILE,
     .kinds = EVERY,
     .offset = offsetof(struct content_media, file),
     .authored = true,
     .required = EVERY},
    INTEGER("height_px", 0, 65535, 0, offsetof(struct content_media, height_px)),
    STRING("licence", FORM_ANY, offsetof(struct content_media, licence)),
    STRING("sha256", FORM_SHA256, offsetof(struct content_media, sha256)),
    INTEGER("size_bytes", 0, 64 * 1024 * 1024, 0,
            offsetof(struct content_media, size_bytes)),
    {.key = "type",
     .type = MEMBER_STRING,
     .form = FORM_WORD,
     .kinds = EVERY,
     .words = image_types,
     .offset = offsetof(struct content_media, type)},
    INTEGER("width_px", 0, 65535, 0, offsetof(struct content_media, width_px)),
};
static const struct content_members media_table =
    TABLE(media_members, struct content_media);

static const struct content_member link_members[] = {
    TEXT("label", LINE_BYTES, offsetof(struct content_link, label)),
    {.key = "url",
     .type = MEMBER_STRING,
     .form = FORM_URL,
     .kinds = EVERY,
     .required = EVERY,
     .offset = offsetof(struct content_link, url)},
};
static const struct content_members link_table = TABLE(link_members, struct content_link);

static const struct content_member session_members[] = {
    INTEGER("end_min", 0, 1439, 0, offsetof(struct content_session, end_min)),
    STRINGS("except", FORM_DATE, offsetof(struct content_session, except)),
    STRING("from", FORM_DATE, offsetof(struct content_session, from)),
    STRING("place", FORM_REFERENCE, offsetof(struct content_session, place)),
    INTEGER("start_min", 0, 1439, 0, offsetof(struct content_session, start_min)),
    STRING("until", FORM_DATE, offsetof(struct content_session, until)),
    INTEGER("weekday", -1, 6, -1, offsetof(struct content_session, weekday)),
};
static const struct content_members session_table =
    TABLE(session_members, struct content_session);

static const struct content_member step_members[] = {
    STRING("career", FORM_REFERENCE, offsetof(struct content_step, career)),
    STRINGS("companies", FORM_REFERENCE, offsetof(struct content_step, companies)),
    {.key = "id",
     .type = MEMBER_STRING,
     .form = FORM_ID,
     .kinds = EVERY,
     .required = EVERY,
     .offset = offsetof(struct content_step, id)},
    INTEGER("isced", -1, 8, -1, offsetof(struct content_step, isced)),
    INTEGER("months", 0, 1200, 0, offsetof(struct content_step, months)),
    STRINGS("providers", FORM_REFERENCE, offsetof(struct content_step, providers)),
    INTEGER("stage", 0, 3, 0, offsetof(struct content_step, stage)),
    {.key = "title",
     .type = MEMBER_TEXT,
     .kinds = EVERY,
     .required = EVERY,
     .max = LINE_BYTES,
     .offset = offsetof(struct content_step, title)},
};
static const struct content_members step_table = TABLE(step_members, struct content_step);

static const struct content_member edge_members[] = {
    {.key = "from",
     .type = MEMBER_STRING,
     .form = FORM_ID,
     .kinds = EVERY,
     .required = EVERY,
     .offset = offsetof(struct content_edge, from)},
    {.key = "to",
     .type = MEMBER_STRING,
     .form = FORM_ID,
     .kinds = EVERY,
     .required = EVERY,
     .offset = offsetof(struct content_edge, to)},
};
static const struct content_members edge_table = TABLE(edge_members, struct content_edge);

static const struct content_member row_members[] = {
    {.key = "name",
     .type = MEMBER_TEXT,
     .kinds = EVERY,
     .required = EVERY,
     .max = LINE_BYTES,
     .offset = offsetof(struct content_row, name)},
    INTEGER("points", -PEOPLE_MAX, PEOPLE_MAX, 0, offsetof(struct content_row, points)),
};
static const struct content_members row_table = TABLE(row_members, struct content_row);

static const struct content_member winner_members[] = {
    TEXT("award", LINE_BYTES, offsetof(struct content_winner, award)),
    {.key = "name",
     .type = MEMBER_TEXT,
     .kinds = EVERY,
     .required = EVERY,
     .max = LINE_BYTES,
     .offset = offsetof(struct content_winner, name)},
    INTEGER("year", 0, 2199, 0, offsetof(struct content_winner, year)),
};
static const struct content_members winner_table =
    TABLE(winner_members, struct content_winner);

static const struct content_member option_members[] = {
    {.key = "right",
     .type = MEMBER_BOOL,
     .kinds = EVERY,
     .offset = offsetof(struct content_option, right)},
    {.key = "text",
     .type = MEMBER_TEXT,
     .kinds = EVERY,
     .required = EVERY,
     .max = LINE_BYTES,
     .offset = offsetof(struct content_option, text)},
};
static const struct content_members option_table =
    TABLE(option_members, struct content_option);

static const struct content_member colour_members[] = {
    STRING("accent", FORM_COLOUR, offsetof(struct content_colours, accent)),
    STRING("arts", FORM_COLOUR, offsetof(struct content_colours, arts)),
    STRING("engineering", FORM_COLOUR, offsetof(struct content_colours, engineering)),
    STRING("ink", FORM_COLOUR, offsetof(struct content_colours, ink)),
    STRING("mathematics", FORM_COLOUR, offsetof(struct content_colours, mathematics)),
    STRING("paper", FORM_COLOUR, offsetof(struct content_colours, paper)),
    STRING("science", FORM_COLOUR, offsetof(struct content_colours, science)),
    STRING("technology", FORM_COLOUR, offsetof(struct content_colours, technology)),
};
static const struct content_members colour_table =
    TABLE(colour_members, struct content_colours);

#define OF_STRING(name, frm, field, who)                                                 \
    {                                                                                    \
        .key = (name), .type = MEMBER_STRING, .form = (frm), .kinds = (who),             \
        .offset = AT(field)                                                              \
    }
#define OF_STRINGS(name, frm, field, who)                                                \
    {                                                                                    \
        .key = (name), .type = MEMBER_STRINGS, .form = (frm), .kinds = (who),            \
        .offset = AT(field)                                                              \
    }
#define OF_WORD(name, list, field, who)                                                  \
    {                                                                                    \
        .key = (name), .type = MEMBER_STRING, .form = FORM_WORD, .words = (list),        \
        .kinds = (who), .offset = AT(field)                                              \
    }
#define MUST_WORD(name, list, field, who)                                                \
    {                                                                                    \
        .key = (name), .type = MEMBER_STRING, .form = FORM_WORD, .words = (list),        \
        .kinds = (who), .required = (who), .offset = AT(field)                           \
    }
#define OF_TEXT(name, bytes, field, who)                                                 \
    {                                                                                    \
        .key = (name), .type = MEMBER_TEXT, .kinds = (who), .offset = AT(field),         \
        .max = (bytes)                                                                   \
    }
#define OF_TEXTS(name, bytes, field, who)                                                \
    {                                                                                    \
        .key = (name), .type = MEMBER_TEXTS, .kinds = (who), .offset = AT(field),        \
        .max = (bytes)                                                                   \
    }
#define OF_INTEGER(name, low, high, none, field, who)                                    \
    {                                                                                    \
        .key = (name), .type = MEMBER_INTEGER, .kinds = (who), .offset = AT(field),      \
        .min = (low), .max = (high), .missing = (none)                                   \
    }
#define OF_BOOL(name, field, who)                                                        \
    {                                                                                    \
        .key = (name), .type = MEMBER_BOOL, .kinds = (who), .offset = AT(field)          \
    }
#define OF_LIST(name, table, field, who)                                                 \
    {                                                                                    \
        .key = (name), .type = MEMBER_LIST, .kinds = (who), .offset = AT(field),         \
        .items = &(table)                                                                \
    }

static const struct content_member record_members[] = {
    OF_INTEGER("age_max", 0, 150, 0, age_max, SHOWN),
    OF_INTEGER("age_min", 0, 150, 0, age_min, SHOWN),
    OF_STRING("as_of", FORM_TIMESTAMP, as_of, K(ACTIVITY)),
    {.key = "audiences",
     .type = MEMBER_AUDIENCES,
     .form = FORM_WORD,
     .words = content_audience_names,
     .kinds = SHOWN,
     .offset = AT(audiences)},
    OF_TEXT("author", LINE_BYTES, author, K(RESOURCE) | K(STORY)),
    OF_STRING("base", FORM_SHA256, base, K(AMENDMENT)),
    OF_LIST("board", row_table, board, K(CONTEST)),
    OF_TEXT("body", BODY_BYTES, body, SHOWN),
    OF_INTEGER("capacity", -1, PEOPLE_MAX, -1, capacity, K(ACTIVITY)),
    OF_STRINGS("careers", FORM_REFERENCE, careers, SHOWN),
    OF_TEXTS("categories", LINE_BYTES, categories, K(CONTEST)),
    OF_TEXT("caveat", TEXT_BYTES, caveat,
            K(FIGURE) | K(STORY) | K(EVENT) | K(PROGRAMME) | K(PLACE)),
    {.key = "colours",
     .type = MEMBER_STRUCT,
     .kinds = K(VENUE),
     .offset = AT(colours),
     .items = &colour_table},
    OF_TEXT("contact", TEXT_BYTES, contact, K(VENUE)),
    {.key = "contest",
     .type = MEMBER_STRING,
     .form = FORM_REFERENCE,
     .kinds = K(QUESTION),
     .required = K(QUESTION),
     .offset = AT(contest)},
    OF_STRING("country", FORM_COUNTRY, country, K(ORGANISATION) | K(PLACE)),
    OF_STRING("date", FORM_MOMENT, date, K(RESOURCE) | K(STORY)),
    OF_TEXT("day", BODY_BYTES, day, K(CAREER)),
    OF_STRING("deadline", FORM_MOMENT, deadline, K(CONTEST) | K(EVENT)),
    OF_WORD("demand", demands, demand, K(CAREER)),
    OF_INTEGER("duration_min", 0, MINUTES_MAX, 0, duration_min, K(ACTIVITY)),
    OF_LIST("edges", edge_table, edges, K(PATHWAY)),
    OF_STRING("ends", FORM_MOMENT, ends, K(CONTEST) | K(EVENT)),
    OF_STRING("esco", FORM_ANY, esco, K(CAREER)),
    OF_TEXT("explanation", TEXT_BYTES, explanation, K(QUESTION)),
    {.key = "feed",
     .type = MEMBER_STRING,
     .form = FORM_ID,
     .kinds = K(AMENDMENT),
     .required = K(AMENDMENT),
     .offset = AT(amended_feed)},
    {.key = "fields", .type = MEMBER_LETTERS, .kinds = SHOWN, .offset = AT(field_order)},
    OF_TEXT("floor", LINE_BYTES, floor, K(ORGANISATION) | K(PLACE) | K(PROGRAMME)),
    OF_WORD("format", formats, format, K(ACTIVITY)),
    OF_STRING("group", FORM_ANY, group, K(FIGURE)),
    OF_TEXT("headline", LINE_BYTES, headline, K(VENUE)),
    OF_BOOL("hide", hide, K(AMENDMENT)),
    OF_TEXT("how", BODY_BYTES, how, K(CONTEST)),
    {.key = "id",
     .type = MEMBER_STRING,
     .form = FORM_ID,
     .kinds = EVERY,
     .required = EVERY,
     .offset = AT(id)},
    {.key = "interests",
     .type = MEMBER_STRINGS,
     .form = FORM_WORD,
     .words = interests,
     .kinds = K(CAREER),
     .offset = AT(interests)},
    OF_WORD("join", joins, join, K(ACTIVITY)),
    OF_STRING("join_url", FORM_URL, join_url, K(ACTIVITY)),
    {.key = "kind",
     .type = MEMBER_KIND,
     .kinds = EVERY,
     .required = EVERY,
     .offset = AT(kind)},
    OF_STRINGS("languages", FORM_LANGUAGE, languages, SHOWN),
    OF_INTEGER("latitude_e6", -90000000, 90000000, 0, latitude_e6, K(PLACE)),
    MUST_WORD("level", levels, level, K(NOTICE)),
    OF_STRING("licence", FORM_ANY, licence, SHOWN),
    OF_LIST("links", link_table, links, SHOWN),
    OF_BOOL("live", live, K(CONTEST)),
    OF_INTEGER("longitude_e6", -180000000, 180000000, 0, longitude_e6, K(PLACE)),
    OF_LIST("media", media_table, media, EVERY),
    OF_INTEGER("number", INT64_MIN + 1, INT64_MAX, 0, number, K(QUESTION)),
    OF_STRING("of", FORM_REFERENCE, of, K(FIGURE)),
    OF_LIST("opening", session_table, opening, K(VENUE)),
    OF_LIST("options", option_table, options, K(QUESTION)),
    OF_INTEGER("order", -1000000, 1000000, 0, order, SHOWN),
    OF_STRING("parent", FORM_REFERENCE, parent,
              K(ORGANISATION) | K(PLACE) | K(PROGRAMME) | K(EVENT)),
    {.key = "patch",
     .type = MEMBER_PATCH,
     .kinds = K(AMENDMENT),
     .max = PATCH_BYTES,
     .offset = AT(patch)},
    OF_STRINGS("pathways", FORM_REFERENCE, pathways, K(CAREER)),
    OF_TEXT("pay", TEXT_BYTES, pay, K(CAREER)),
    OF_TEXT("period", LINE_BYTES, period, K(FIGURE)),
    OF_STRINGS("places", FORM_REFERENCE, places, SHOWN),
    OF_INTEGER("places_left", -1, PEOPLE_MAX, -1, places_left, K(ACTIVITY)),
    {.key = "record",
     .type = MEMBER_STRING,
     .form = FORM_ID,
     .kinds = K(AMENDMENT),
     .required = K(AMENDMENT),
     .offset = AT(amended)},
    OF_TEXT("region", LINE_BYTES, region, K(ORGANISATION) | K(PLACE) | K(PROGRAMME)),
    OF_STRINGS("related", FORM_REFERENCE, related, SHOWN),
    OF_TEXT("role", LINE_BYTES, role, K(ORGANISATION) | K(PLACE) | K(PROGRAMME)),
    OF_TEXTS("role_models", TEXT_BYTES, role_models, K(CAREER)),
    OF_INTEGER("round", 0, 1000, 0, round, K(CONTEST)),
    OF_INTEGER("rounds", 0, 1000, 0, rounds, K(CONTEST)),
    OF_BOOL("sample", sample, EVERY),
    OF_TEXT("scale", LINE_BYTES, scale, K(ORGANISATION) | K(PLACE) | K(PROGRAMME)),
    OF_LIST("sessions", session_table, sessions, K(ACTIVITY)),
    OF_INTEGER("since_year", 0, 2199, 0, since_year, K(CONTEST)),
    OF_TEXTS("skills", LINE_BYTES, skills, K(CAREER)),
    OF_STRING("source", FORM_ANY, source, SHOWN),
    OF_STRING("starts", FORM_MOMENT, starts, K(CONTEST) | K(EVENT)),
    OF_WORD("state", states, state, K(CONTEST)),
    OF_BOOL("step_free", step_free, K(PLACE)),
    OF_LIST("steps", step_table, steps, K(PATHWAY)),
    OF_STRING("suffix", FORM_ANY, suffix, K(FIGURE)),
    OF_TEXT("summary", TEXT_BYTES, summary, SHOWN),
    OF_TEXT("tagline", LINE_BYTES, tagline, K(CAREER)),
    OF_STRING("target", FORM_REFERENCE, target, K(SLIDE)),
    {.key = "timezone",
     .type = MEMBER_STRING,
     .form = FORM_ANY,
     .kinds = K(VENUE),
     .required = K(VENUE),
     .offset = AT(timezone)},
    {.key = "title",
     .type = MEMBER_TEXT,
     .kinds = SHOWN,
     .required = SHOWN,
     .max = LINE_BYTES,
     .offset = AT(title)},
    MUST_WORD("type", answer_types, answer_type, K(QUESTION)),
    OF_WORD("type", place_types, place_type, K(PLACE)),
    OF_STRING("type", FORM_ANY, resource_type, K(RESOURCE) | K(STORY)),
    OF_TEXT("unit", LINE_BYTES, unit, K(FIGURE)),
    OF_STRING("url", FORM_URL, url, K(RESOURCE) | K(STORY)),
    {.key = "value",
     .type = MEMBER_STRING,
     .form = FORM_NUMBER,
     .kinds = K(FIGURE),
     .required = K(FIGURE),
     .offset = AT(value)},
    OF_STRING("visible_from", FORM_MOMENT, visible_from, SHOWN),
    OF_STRING("visible_to", FORM_MOMENT, visible_to, SHOWN),
    OF_LIST("winners", winner_table, winners, K(CONTEST)),
    OF_INTEGER("year", 0, 2199, 0, year, K(FIGURE)),
};
const struct content_members content_record_members =
    TABLE(record_members, struct content_record);

const struct content_member *content_member_find(const struct content_members *members,
                                                 enum content_kind kind, struct str key)
{
    for (size_t i = 0; i < members->count; i++) {
        const struct content_member *member = &members->members[i];
        if ((member->kinds & (UINT32_C(1) << kind)) &&
            str_equal(str_from_cstr(member->key), key)) {
            return member;
        }
    }
    return NULL;
}

// By memcpy: the record's lists are structs of their own types with this same layout.
struct content_list content_list_get(const void *base, size_t offset)
{
    struct content_list list;
    memcpy(&list, (const char *)base + offset, sizeof(list));
    return list;
}

void content_list_set(void *base, size_t offset, struct content_list list)
{
    memcpy((char *)base + offset, &list, sizeof(list));
}
