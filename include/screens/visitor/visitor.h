// The visitor's screens: const model in, ui nodes out; touches come back as intents. One file per
// screen. ui thread only.
#ifndef SCREENS_VISITOR_H
#define SCREENS_VISITOR_H

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "model/view.h"
#include "ui/ui.h"

struct visitor_context {
    struct ui *ui;
    const struct model_view *view;
    const struct i18n *i18n;
    struct i18n_formats *formats; // of that i18n
};

// Builds the page of the view, its panels and the idle question, between ui_frame_begin and
// ui_frame_end.
void visitor_build(const struct visitor_context *context);
// ui_action.verb is an intent_verb (UI_VERB_BACK becomes INTENT_BACK).
struct intent visitor_intent(const struct ui_action *action);

#endif
