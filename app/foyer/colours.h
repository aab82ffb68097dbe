// A venue's own colours laid over the theme: the few it names, and all tints made from
// them.
#ifndef FOYER_COLOURS_H
#define FOYER_COLOURS_H

#include "content/record.h"
#include "ui/theme.h"

struct venue_theme {
    struct ui_theme theme; // what is drawn with
    uint64_t key;          // of the colours it was made from
    bool made;
};

// Makes venue->theme anew from `base` when the colours have changed; `record` NULL: the
// base itself. Colours were checked with the record; what is none is left out.
void venue_theme_update(struct venue_theme *venue, const struct ui_theme *base,
                        const struct content_record *record);

#endif
