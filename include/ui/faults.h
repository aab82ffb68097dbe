// What a layout does wrong to its texts, by the tree and the measured lines of the last
// frame: for tests and the script's `legible`. Scrolled away counts; ui thread only.
#ifndef UI_FAULTS_H
#define UI_FAULTS_H

#include "ui/draw.h"
#include "ui/ui.h"

enum ui_fault_kind {
    UI_FAULT_GLYPH,   // no font has one of its characters
    UI_FAULT_CUT,     // an ellipsis in a heading, a label or a word of the navigation
    UI_FAULT_SPILL,   // goes out of the box, the page or the window it stands in
    UI_FAULT_OVERLAP, // another text stands on it
    UI_FAULT_COUNT
};
struct ui_fault {
    enum ui_fault_kind kind;
    struct str text, other; // of the frame; other: the box or text it meets
    struct ui_rect rect;    // device pixels, as measured
};

// Fills `out` with at most `most` of them; returns how many there are.
size_t ui_find_faults(struct ui *ui, struct ui_fault *out, size_t most);
const char *ui_fault_name(enum ui_fault_kind kind); // "overlaps"

#endif
