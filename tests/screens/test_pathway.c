#include <criterion/criterion.h>

#include "pathway.h"

static struct arena arena;

static struct content_record parse(const char *json)
{
    struct content_record record;
    struct content_error error = {{0}};
    arena_init(&arena, 0);
    cr_assert(content_record_parse(&arena, str_from_cstr(json), &record, &error), "%s",
              error.message);
    return record;
}

// maths -> class -> job a; art -> job b; class and maths run in a circle.
static const char json[] =
    "{\"id\":\"p\",\"kind\":\"pathway\",\"title\":{\"en\":\"P\"},\"steps\":["
    "{\"id\":\"maths\",\"title\":{\"en\":\"Maths\"},\"stage\":0,\"months\":12},"
    "{\"id\":\"class\",\"title\":{\"en\":\"Class\"},\"stage\":1,\"months\":24,"
    "\"providers\":[\"x\",\"y\"],\"companies\":[\"z\"]},"
    "{\"id\":\"art\",\"title\":{\"en\":\"Art\"},\"stage\":0,\"months\":12,"
    "\"providers\":[\"w\"]},"
    "{\"id\":\"job-a\",\"title\":{\"en\":\"A\"},\"stage\":3,\"career\":\"a\","
    "\"providers\":[\"x\"]},"
    "{\"id\":\"job-b\",\"title\":{\"en\":\"B\"},\"stage\":3,\"career\":\"b\"}],"
    "\"edges\":[{\"from\":\"maths\",\"to\":\"class\"},{\"from\":\"class\",\"to\":"
    "\"maths\"},"
    "{\"from\":\"class\",\"to\":\"job-a\"},{\"from\":\"art\",\"to\":\"job-b\"}]}";

Test(pathway, has_only_the_steps_that_lead_there)
{
    struct content_record record = parse(json);
    struct pathway_way way = pathway_to(&arena, &record, STR("a"));
    cr_assert(way.on[0] && way.on[1] && way.on[3]);
    cr_assert_not(way.on[2] || way.on[4]);
    cr_assert(way.target[3] && !way.target[1]);
    cr_assert_eq(way.steps, 3);
    cr_assert_eq(way.months, 36, "a circle adds nothing");
    cr_assert_eq(way.providers.count, 2, "each once");
    cr_assert_eq(way.companies.count, 1);
    arena_finish(&arena);
}

Test(pathway, shows_all_steps_when_the_career_is_not_in_it)
{
    struct content_record record = parse(json);
    struct pathway_way way = pathway_to(&arena, &record, STR("nothing"));
    cr_assert_eq(way.steps, 5);
    cr_assert_eq(way.months, 0);
    arena_finish(&arena);
}
