// The whole state of the screen and the one way to change it: model_apply(). Pure but for
// the query results it holds; ui thread only. Data goes out as const struct model, wishes
// come in as struct intent, and what must be done outside (ask the reader, write) leaves
// as effects.
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "content/record.h"
#include "content/schedule.h"
#include "i18n/zone.h"
#include "store/reader.h"

enum model_route {
    ROUTE_ATTRACT,
    ROUTE_HOME,
    ROUTE_ACTIVITIES,
    ROUTE_ACTIVITY,
    ROUTE_CONTESTS,
    ROUTE_CONTEST,
    ROUTE_CAREERS,
    ROUTE_CAREER,
    ROUTE_NETWORK,
    ROUTE_ORGANISATION,
    ROUTE_PROGRAMME,
    ROUTE_EVENT,
    ROUTE_PLACE,
    ROUTE_RESOURCE,
    ROUTE_STORY,
    ROUTE_TIMETABLE,
    ROUTE_SEARCH,
    ROUTE_QUIZ, // id: of the contest, empty: all questions
    ROUTE_COUNT
};

// What a visitor (or the clock, or the reader) wants. The only input of model_apply().
enum intent_verb {
    INTENT_NONE,
    INTENT_OPEN, // number: enum model_route, id: record when the route shows one;
                 // ROUTE_ACTIVITIES: "field-s" .. "field-m" or "today" set the filter
    INTENT_BACK,
    INTENT_BEGIN,           // first touch on the attract loop
    INTENT_LANGUAGE,        // id: code
    INTENT_LANGUAGES,       // number 1: open the language panel, 0: close it
    INTENT_FILTER_WHEN,     // number: enum model_when
    INTENT_FILTER_FIELD,    // number: field to toggle, -1: all
    INTENT_FILTER_AGE,      // number: index of the age band, -1: all
    INTENT_FILTER_AUDIENCE, // number: enum content_audience, -1: everybody
    INTENT_FILTER_PLACES,   // toggles "places left"
    INTENT_FILTER_LANGUAGE, // id: spoken language, empty: all
    INTENT_FILTERS_CLEAR,
    INTENT_FILTER_PANEL, // number: enum model_panel to open, 0: close
    INTENT_TAB,          // number: tab of the network screen
    INTENT_TIMETABLE,    // id: "day", "week" or empty (as it is); number: days since 1970
                         // of a day to show, 0: today
    INTENT_SEARCH,  // number: enum model_search_act; SEARCH_TYPE: id is what to put in
    INTENT_QUIZ,    // number: quiz_pack() of a turn
    INTENT_STAY,    // "Still here?": yes
    INTENT_TOUCHED, // any touch or key: puts the idle deadline off
    INTENT_TICK,    // time has come (deadlines, minute, slides)
    INTENT_SLIDE    // number: go to that attract slide
};
struct intent {
    enum intent_verb verb;
    int64_t number;
    struct str id;
};

enum model_search_act {
    SEARCH_TYPE,
    SEARCH_DELETE,   // the last letter
    SEARCH_LAYOUT,   // the next keyboard
    SEARCH_KEYBOARD, // shows it
    SEARCH_DONE      // puts it away
};
enum { MODEL_LAYOUTS_MAX = 12 }; // divides by 2, 3 and 4: screens take a remainder

enum model_when { WHEN_TODAY, WHEN_WEEK, WHEN_ALL };
enum model_panel { PANEL_NONE, PANEL_LANGUAGE, PANEL_AGE, PANEL_FIELD, PANEL_SPOKEN };

struct model_filter {
    enum model_when when;
    uint32_t fields; // bits; 0: all
    int age_band;    // index into model_age_bands, -1: all
    int audience;    // enum content_audience, -1: everybody
    bool places_left;
    char spoken[4]; // "" : all
};
struct model_age_band {
    int64_t from, to;
}; // to 0: no upper end
extern const struct model_age_band model_age_bands[];
extern const size_t model_age_band_count;

// One page of history: where and what. `screen_key` names its scroll offsets in ui.
struct model_page {
    enum model_route route;
    char id[136]; // of a record; "<feed>/<id>" when another layer has that id too
};
enum { MODEL_HISTORY_MAX = 32 };

// Query results a screen draws from. A slot without a result is loading.
enum model_slot {
    SLOT_VENUE,
    SLOT_ACTIVITIES,
    SLOT_CONTESTS,
    SLOT_CAREERS,
    SLOT_PATHWAYS,
    SLOT_ORGANISATIONS,
    SLOT_PLACES,
    SLOT_FIGURES,
    SLOT_SLIDES,
    SLOT_RESOURCES,
    SLOT_STORIES,
    SLOT_PROGRAMMES,
    SLOT_EVENTS,
    SLOT_NOTICES,
    SLOT_QUESTIONS,
    SLOT_COUNT
};

struct model_settings {
    struct str languages[16]; // interface languages offered, first is the default
    size_t language_count;
    struct str venue; // id of the venue record; empty: the first there is
    int64_t ask_after_ms, countdown_ms, slide_ms; // 45 s, 15 s, 8 s
    int64_t stale_after_ms;
    int64_t places_fresh_ms; // places left older than this are not shown; 0: 36 h
    bool less_motion;
};

struct model; // opaque to main; screens see it through the accessors in model/view.h

struct model *model_create(const struct model_settings *settings,
                           const struct clock *clock);
void model_destroy(struct model *model);

// true: something a screen shows has changed. Effects queue up inside
// (model_next_effect).
bool model_apply(struct model *model, const struct intent *intent);
// Takes ownership of the result; true: the screen should be drawn again.
bool model_deliver(struct model *model, struct store_result *result);
// The reader's state (generation, age, error); a new generation asks everything again.
bool model_reader_changed(struct model *model, const struct store_state *state);

enum effect_kind { EFFECT_NONE, EFFECT_ASK, EFFECT_FORGET_VISIT, EFFECT_REFRESH_READER };
struct effect {
    enum effect_kind kind;
    uint32_t ticket; // EFFECT_ASK
    struct store_query query;
};
bool model_next_effect(struct model *model, struct effect *out_effect);

// Monotonic time at which INTENT_TICK is due next (idle question, slide, minute of the
// clock, end of the session shown); INT64_MAX: none.
int64_t model_next_deadline_ms(const struct model *model);
// Nothing on the current page waits for a result.
bool model_settled(const struct model *model);

#endif
