// What screens may read of the model. Borrowed until the next model_apply/deliver.
#ifndef MODEL_VIEW_H
#define MODEL_VIEW_H

#include "model/model.h"
#include "model/quiz.h"

// What the timetable shows: one day, or the week it lies in.
struct model_timetable {
    bool week;
    int64_t day, today;          // days since 1970-01-01, of the venue
    int64_t first, days;         // shown: 1 or 7 from `first` on
    bool has_earlier, has_later; // than what is shown
    struct schedule schedule;    // unfiltered; of today only what is not over
};

// What the search screen shows.
struct model_finding {
    struct str text; // typed
    bool keyboard;   // open
    int layout;      // counts the changes of keyboard
    bool waiting;    // for the answer to what is typed
    const struct store_result
        *result; // of what was typed last or shortly before; NULL: none
};

struct model_view {
    const struct model_page *page, *previous; // previous: NULL at the start
    bool going_back;                          // direction of the last change of page
    uint32_t page_serial;                     // rises with every change of page
    struct str lang;
    const struct model_settings *settings;
    const struct model_filter *filter;
    enum model_panel panel;
    int tab;
    bool can_go_back;
    int64_t now_utc_ms, now_monotonic_ms;
    const struct content_record *venue; // who this kiosk is; NULL: not known yet
    const struct i18n_zone *zone;       // of the venue
    const struct quiz *quiz;
    struct quiz_questions questions; // of the quiz's page
    // attract
    int slide;
    // idle question: shown while asking; seconds left
    bool asking;
    int seconds_left;
    // content
    bool empty;   // no snapshot yet
    bool offline; // the last attempt to refresh failed
    bool stale;   // older than stale_after: show "As of ..."
    int64_t published_utc_ms;
    const struct store_result *slots[SLOT_COUNT]; // NULL: loading
    struct schedule today;                        // rest of today, over all activities
    struct schedule week;                         // next seven days
    struct model_timetable timetable;
    struct model_finding finding;
};
void model_look(const struct model *model, struct model_view *out_view);

const struct content_record *model_find(const struct model_view *view,
                                        enum model_slot slot,
                                        struct str id); // NULL: not there

// Whether its dates let a record be shown now; slots hold only those that are.
bool model_may_show(const struct model_view *view, const struct content_record *record);

#endif
