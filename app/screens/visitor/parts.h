// The pieces screens are made of: texts, tags, chips, buttons, cards, frames.
#ifndef VISITOR_PARTS_H
#define VISITOR_PARTS_H

#include "model/filter.h"
#include "words.h"

// Texts
void part_text(const struct visitor_context *context, struct str text,
               enum ui_text_style style, enum ui_token color);
void part_lines(const struct visitor_context *context, struct str text,
                enum ui_text_style style, enum ui_token color, int max_lines);
void part_heading(const struct visitor_context *context, struct str text,
                  enum ui_text_style style);
// A sentence in large letters below the title; nothing when it is empty.
void part_lead(const struct visitor_context *context, struct str text);
// Body, else summary.
void part_body(const struct visitor_context *context,
               const struct content_record *record);
// A record's Markdown text in blocks; nothing when it is empty.
void part_markdown(const struct visitor_context *context, struct content_text text);

// Small things
struct part_pill {
    struct str text;
    enum ui_token fill, color, border;
    int field; // 1 + field: its shape stands in front; 0: none
    bool dot;  // a round mark in front, as LIVE has it
};
void part_pill(const struct visitor_context *context, const struct part_pill *pill);
void part_tag(const struct visitor_context *context, struct str text); // "Workshop"
void part_field_pill(const struct visitor_context *context, int field);
void part_sample(const struct visitor_context *context,
                 const struct content_record *record); // nothing when it is none
void part_foreign(const struct visitor_context *context,
                  const struct content_record *record); // nothing when it is not
void part_shape(const struct visitor_context *context, int field, float size);

struct part_chip {
    struct str text;
    bool on;
    bool plain;      // no toggle: opens a panel
    uint32_t shapes; // bits of fields whose shapes stand in front
    struct ui_action action;
};
void part_chip(const struct visitor_context *context, const struct part_chip *chip);

struct part_button {
    struct str text;
    enum ui_icon icon;
    bool has_icon, icon_last, ghost;
    float height;
    struct ui_action action;
};
void part_button(const struct visitor_context *context, const struct part_button *button);

// The record's first picture or the cover drawn from its id.
void part_cover(const struct visitor_context *context,
                const struct content_record *record, const struct ui_leaf *leaf);

struct ui_action part_open_action(enum model_route route, struct str id);
// The action that leads to a record of any kind; verb 0 when no page shows it.
struct ui_action part_record_action(const struct content_record *record);

// A card with a cover on top: activities, contests, careers.
struct part_card {
    const struct content_record *record;
    struct str kicker, note; // above and below the title
    struct str summary;      // between title and note
    struct str badge;        // on the cover
    bool badge_dark;
    bool marks_above; // "Sample" and the like stand in the kicker
    bool large;       // one of few
    float cover_height, height;
    struct ui_action action;
};
// How cards of a list are cut: few records take the room of many.
struct part_cut {
    int columns;
    float cover_height, height;
};
struct part_cut part_cut_for(const struct visitor_context *context, size_t count);
// Its words are larger as well.
bool part_cut_is_large(const struct visitor_context *context, const struct part_cut *cut);
void part_card(const struct visitor_context *context, const struct part_card *card);
void part_placeholders(const struct visitor_context *context, int columns, int count,
                       float height); // a grid of quiet boxes while content loads
void part_nothing(const struct visitor_context *context, struct str title,
                  struct str text);

// Measures by size class.
float part_margin(const struct visitor_context *context);
float part_main_width(const struct visitor_context *context);
float part_main_height(const struct visitor_context *context);
float part_dock_room(const struct visitor_context *context); // from the bottom
bool part_portrait(const struct visitor_context *context);
bool part_compact(const struct visitor_context *context);

// The part between the top bar and the dock.
void part_page_open(const struct visitor_context *context);
void part_page_close(const struct visitor_context *context);
// A scrolling column in it; `key` keeps its offset.
void part_scroll_open(const struct visitor_context *context, struct str key, float gap);
void part_scroll_close(const struct visitor_context *context);
void part_grid_open(const struct visitor_context *context, int columns, float gap);
void part_grid_close(const struct visitor_context *context);
// Title of a section with chips behind it, in a row that wraps.
void part_header_open(const struct visitor_context *context, struct str title);
void part_header_close(const struct visitor_context *context);

// The page of one record: cover, Back, and a column for the rest.
void part_detail_open(const struct visitor_context *context,
                      const struct content_record *record);
void part_detail_close(const struct visitor_context *context);
float part_detail_width(const struct visitor_context *context);
// Tags of fields, kind and state in a wrapping row; more may be added before closing.
void part_tags_open(const struct visitor_context *context,
                    const struct content_record *record);
void part_tags_close(const struct visitor_context *context);
void part_title(const struct visitor_context *context,
                const struct content_record *record);
struct part_fact {
    enum ui_icon icon;
    struct str text, note;
    int field;
    struct ui_action action; // verb 0: only to read
};
void part_facts_open(const struct visitor_context *context); // a row that wraps
void part_facts_close(const struct visitor_context *context);
void part_fact(const struct visitor_context *context, const struct part_fact *fact);
// A white card with a heading, a column inside.
void part_box_open(const struct visitor_context *context, struct str title, float grow);
void part_box_close(const struct visitor_context *context);
// A touchable row in a box: shape, title, chevron.
void part_link_row(const struct visitor_context *context,
                   const struct content_record *record);
// A code to take along, with its words beside or below it.
void part_code(const struct visitor_context *context, struct str data, struct str title,
               struct str text, float size);
float part_code_size(const struct visitor_context *context); // of a calendar event

// ---- what a page leads on to (related.c) ----
// A record of any kind that a page may show; NULL: not there.
const struct content_record *part_find(const struct visitor_context *context,
                                       struct str id);
// The record of this page; when it is gone says so and gives NULL.
const struct content_record *part_page_record(const struct visitor_context *context,
                                              enum model_slot slot);
// A wide small card: cover, title, what it is; with a title of its own, that stands
// between open and close.
void part_result_open(const struct visitor_context *context,
                      const struct content_record *record);
void part_result_close(const struct visitor_context *context,
                       const struct content_record *record);
void part_result(const struct visitor_context *context,
                 const struct content_record *record);
// Cards below a heading, nothing when there are none: what is part of the record or takes
// place in it; what it names and what names it; what it is part of.
void part_within(const struct visitor_context *context,
                 const struct content_record *record, enum model_slot slot,
                 struct str title);
void part_related(const struct visitor_context *context,
                  const struct content_record *record);
void part_parent(const struct visitor_context *context,
                 const struct content_record *record);
void part_links(const struct visitor_context *context,
                const struct content_record *record); // codes
void part_caveat(const struct visitor_context *context,
                 const struct content_record *record);
void part_source(const struct visitor_context *context,
                 const struct content_record *record);

// The tile of one figure.
enum part_figure_detail {
    PART_FIGURE_VALUE,  // value and unit
    PART_FIGURE_CAVEAT, // and period and caveat
    PART_FIGURE_SOURCE  // and the source
};
void part_figure(const struct visitor_context *context,
                 const struct content_record *figure, int field,
                 enum part_figure_detail detail);
// The tiles of an organisation, with the source below when it is one for all of them;
// returns how many there are. Fewer than 5 columns: as many as make even rows.
enum { PART_FIGURES_MOST = 24 };
size_t part_figures(const struct visitor_context *context, struct str of, int field,
                    int columns);
// Those of a page: of the record, or grouped to it, or a policy of what it is part of.
void part_page_figures(const struct visitor_context *context,
                       const struct content_record *record);
void part_missing(const struct visitor_context *context); // the record is gone

// ---- screens, one file each ----
void screen_attract(const struct visitor_context *context);
void screen_home(const struct visitor_context *context);
void screen_activities(const struct visitor_context *context);
void screen_timetable(const struct visitor_context *context);
void screen_activity(const struct visitor_context *context);
void screen_contests(const struct visitor_context *context);
void screen_contest(const struct visitor_context *context);
void screen_careers(const struct visitor_context *context);
void screen_career(const struct visitor_context *context);
void screen_network(const struct visitor_context *context);
void screen_organisation(const struct visitor_context *context);
void screen_programme(const struct visitor_context *context);
void screen_event(const struct visitor_context *context);
void screen_place(const struct visitor_context *context);
void screen_resource(const struct visitor_context *context);
void screen_story(const struct visitor_context *context);
void screen_search(const struct visitor_context *context);
void screen_quiz(const struct visitor_context *context);
bool quiz_fills_page(const struct visitor_context *context); // a question: no dock
// Leads to the practice quiz; `contest` NULL: of all contests. Nothing without questions.
void part_practice(const struct visitor_context *context,
                   const struct content_record *contest);
void screen_empty(const struct visitor_context *context);
void screen_panels(const struct visitor_context *context);   // the open one
void screen_question(const struct visitor_context *context); // "Still here?"
void screen_bar(const struct visitor_context *context);      // top
void screen_dock(const struct visitor_context *context);
// The bars and the "Not final" mark of a contest's board, on ink.
void part_board(const struct visitor_context *context,
                const struct content_record *contest, size_t most);
// What runs and what comes next. `height`: shows what fits whole; 0: three of them.
void part_now_card(const struct visitor_context *context, float width, float height);
bool part_contest_running(const struct content_record *contest);
bool part_contest_final(const struct content_record *contest);
struct str part_contest_state(const struct visitor_context *context,
                              const struct content_record *contest);

#endif
