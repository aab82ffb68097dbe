// The state behind include/model/model.h; only app/model sees it.
#ifndef MODEL_PRIVATE_H
#define MODEL_PRIVATE_H

#include "model/view.h"

enum { MODEL_EFFECTS_MAX = 64, MODEL_ASK_LIMIT = 2000, MODEL_LANG_MAX = 12 };

struct model_slot_state {
    struct store_result *taken;  // owned; NULL: loading
    struct store_result shown;   // what of it may be shown now; borrows `taken` or `kept`
    struct content_record *kept; // owned; NULL: nothing is hidden
    int64_t due_utc_ms;          // when one of its records comes or goes
    uint32_t ticket;             // of the question under way; 0: none
    uint64_t asked_generation;   // of the reader when it was asked
    bool asked;                  // at least once
    bool failed;                 // the last answer; asked again with the next minute
};

enum { MODEL_TEXT_MAX = 96, MODEL_FOUND_MAX = 60 };

struct model_text {
    char bytes[MODEL_TEXT_MAX];
};
struct model_search {
    struct model_text text, asked_text;
    bool keyboard;
    int layout;
    uint32_t ticket;               // of the question under way; 0: none
    uint64_t generation;           // of the reader when it was asked
    struct model_slot_state found; // nothing taken: nothing typed, or not yet
};

struct model {
    struct model_settings settings;
    struct clock clock;
    int64_t now_utc_ms, now_monotonic_ms; // of the last input

    struct model_page history[MODEL_HISTORY_MAX];
    size_t depth; // the page shown is history[depth - 1]
    struct model_page previous;
    bool has_previous, going_back;
    uint32_t page_serial;

    char lang[MODEL_LANG_MAX];
    struct model_filter filter;
    enum model_panel panel;
    int tab;
    struct quiz quiz;

    struct model_search search;

    int slide;
    int64_t slide_due_ms, touched_ms, asked_ms; // monotonic
    bool asking;

    struct store_state state;
    struct model_slot_state slots[SLOT_COUNT];
    int64_t sifted_utc_ms, sift_due_utc_ms; // last, and when what is visible changes
    uint32_t last_ticket;
    struct i18n_zone *zone;
    char zone_name[64];
    struct arena arena; // of the schedules
    struct schedule today, week;
    struct model_timetable timetable;
    int64_t timetable_day; // asked for; 0: today
    int64_t minute;        // UTC minute the schedules were made for

    struct effect effects[MODEL_EFFECTS_MAX];
    size_t effect_head, effect_count;
};

// ---- content.c ----
void model_effect_add(struct model *model, const struct effect *effect);
// Asks for what the page shows and does not have in the reader's generation.
void model_ask_page(struct model *model);
void model_ask_failed(struct model *model); // lets failed slots be asked again
const struct content_record *
model_venue(const struct model *model); // NULL: not known yet
void model_schedule_update(struct model *model);
void model_timetable_update(struct model *model); // part of the former
// After a result has come or, SLOT_COUNT, the time has changed: what is visible, and all
// that is made of it.
void model_content_update(struct model *model, enum model_slot slot);
// Those that the quiz of the page shown may ask.
struct quiz_questions model_questions(const struct model *model);
uint32_t model_page_slots(enum model_route route); // bits of enum model_slot
void model_content_finish(struct model *model);
size_t model_slide_count(const struct model *model);

// ---- visible.c ----
// The one place where visible_from and visible_to are obeyed: a slot shows those of its
// records that are visible now, and only slides that lead to no hidden record.
// SLOT_COUNT: every slot.
void model_sift(struct model *model, enum model_slot slot);
// Instead of what the slot (or the search) had; NULL: nothing.
void model_sift_take(struct model *model, struct model_slot_state *state,
                     struct store_result *result);
void model_sift_finish(struct model_slot_state *state);

// ---- search.c ----
bool model_search_apply(struct model *model, const struct intent *intent);
void model_search_ask(struct model *model);
// Asks when what is typed, or the content, is no longer what was asked.
void model_search_renew(struct model *model);
void model_search_begin(struct model *model);  // the screen opens anew
void model_search_forget(struct model *model); // the visit ends
// true: the result was the search's and is owned by it now.
bool model_search_deliver(struct model *model, struct store_result *result);
bool model_search_settled(const struct model *model);

#endif
