#include "pathway.h"

enum { PATHWAY_STEPS_MAX = 500, PATHWAY_ORGANISATIONS_MAX = 200 };

static size_t step_index(const struct content_record *pathway, size_t count,
                         struct str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(pathway->steps.items[i].id, id))
            return i;
    return SIZE_MAX;
}

static void add_once(struct content_ids *list, struct str id)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->items[i], id))
            return;
    if (list->count < PATHWAY_ORGANISATIONS_MAX)
        list->items[list->count++] = id;
}

// Walks the edges backwards from the targets until nothing is added: at most one round a
// step, so circles end.
static void mark_ways(const struct content_record *pathway, size_t count, bool *on,
                      int64_t *months)
{
    for (size_t round = 0; round < count; round++) {
        bool changed = false;
        for (size_t i = 0; i < pathway->edges.count; i++) {
            const struct content_edge *edge = &pathway->edges.items[i];
            size_t from = step_index(pathway, count, edge->from);
            size_t to = step_index(pathway, count, edge->to);
            if (from == SIZE_MAX || to == SIZE_MAX || !on[to])
                continue;
            int64_t sum = months[to] + pathway->steps.items[from].months;
            if (!on[from] || sum < months[from]) {
                on[from] = true;
                months[from] = sum;
                changed = true;
            }
        }
        if (!changed)
            return;
    }
}

static int64_t shortest(const struct content_record *pathway, size_t count,
                        const bool *on, const int64_t *months)
{
    int64_t best = 0;
    for (size_t i = 0; i < count; i++)
        if (on[i] && pathway->steps.items[i].stage == 0 &&
            (best == 0 || months[i] < best))
            best = months[i];
    return best;
}

struct pathway_way pathway_to(struct arena *arena, const struct content_record *pathway,
                              struct str career)
{
    size_t count = pathway->steps.count;
    if (count > PATHWAY_STEPS_MAX)
        count = PATHWAY_STEPS_MAX;
    bool *on = ARENA_ARRAY(arena, bool, count + 1);
    bool *target = ARENA_ARRAY(arena, bool, count + 1);
    int64_t *months = ARENA_ARRAY(arena, int64_t, count + 1);
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const struct content_step *step = &pathway->steps.items[i];
        target[i] = on[i] = career.len > 0 && str_equal(step->career, career);
        any = any || target[i];
    }
    struct pathway_way way = {.on = on, .target = target};
    if (any)
        mark_ways(pathway, count, on, months);
    way.months = any ? shortest(pathway, count, on, months) : 0;
    way.providers.items = ARENA_ARRAY(arena, struct str, PATHWAY_ORGANISATIONS_MAX);
    way.companies.items = ARENA_ARRAY(arena, struct str, PATHWAY_ORGANISATIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        on[i] = on[i] || !any;
        way.steps += on[i] ? 1 : 0;
        const struct content_step *step = &pathway->steps.items[i];
        for (size_t j = 0; on[i] && j < step->providers.count; j++)
            add_once(&way.providers, step->providers.items[j]);
        for (size_t j = 0; on[i] && j < step->companies.count; j++)
            add_once(&way.companies, step->companies.items[j]);
    }
    return way;
}
