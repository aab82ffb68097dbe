// The part of a pathway that leads to one career. Pure.
#ifndef VISITOR_PATHWAY_H
#define VISITOR_PATHWAY_H

#include "content/record.h"

enum { PATHWAY_STAGES = 4 };

struct pathway_way {
    const bool *on;     // one a step: lies on a way to the career
    const bool *target; // one a step: is the career itself
    int64_t months;     // of the shortest way from a first step to it; 0: not known
    size_t steps;       // how many are on
    struct content_ids providers, companies; // of the steps that are on, each once
};
// A pathway that does not name the career has every step on and no target.
struct pathway_way pathway_to(struct arena *arena, const struct content_record *pathway,
                              struct str career);

#endif
