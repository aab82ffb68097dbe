// A visit as it is counted, watched from outside the model: from the first touch until
// the attract loop returns by itself. Keeps screens, the ids of public records, languages
// and how long, nothing that was typed or chosen. Pure; ui thread.
#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H

#include "model/view.h"
#include "store/usage.h"

struct tally { // zeroed: nobody is there
    struct usage_visit visit;
    bool running;
    struct model_page page; // the screen that is open
    uint32_t page_serial;
    char lang[12];
    int64_t opened_ms, touched_ms; // monotonic
};

// After each model_apply: the intent, and what the model shows since. true: a visit is
// over and tally->visit holds it until the next call.
bool tally_take(struct tally *tally, const struct intent *intent,
                const struct model_view *view);

#endif
