#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "content/layers.h"

Test(layers, let_the_higher_one_add_replace_and_hide)
{
    struct arena arena;
    arena_init(&arena, 0);
    const struct content_record nation[] = {{.id = STR("a")},
                                            {.id = STR("b")},
                                            {.id = STR("c")},
                                            {.kind = CONTENT_CAREER, .id = STR("a")}};
    const struct content_record venue[] = {
        {.id = STR("d")}, {.id = STR("b"), .order = 7}, {.id = STR("c"), .order = 8}};
    const struct str hidden[] = {STR("c"), STR("unknown")};
    const struct content_layer layers[] = {{.records = nation, .count = 4},
                                           {.records = venue, .count = 2},
                                           {.hidden = hidden, .hidden_count = 2}};
    const struct content_layered merged = content_layers_merge(&arena, layers, 3);
    cr_assert(eq(sz, merged.count, 4));
    cr_assert(str_equal(merged.records[0]->id, STR("a")));
    cr_assert(eq(i64, merged.records[1]->order, 7));
    cr_assert(eq(sz, merged.layers[1], 1));
    cr_assert(str_equal(merged.records[2]->id, STR("d")));
    cr_assert(eq(int, merged.records[3]->kind, CONTENT_CAREER));
    // What hides an id may bring its own record of it.
    const struct content_layer again[] = {
        {.records = nation, .count = 3},
        {.records = venue, .count = 3, .hidden = hidden, .hidden_count = 2}};
    cr_assert(eq(sz, content_layers_merge(&arena, again, 2).count, 4));
    cr_assert(eq(sz, content_layers_merge(&arena, NULL, 0).count, 0));
    arena_finish(&arena);
}
