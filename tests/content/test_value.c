#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "content/value.h"

static struct arena arena;

static void set_up(void)
{
    arena_init(&arena, 0);
}

static void tear_down(void)
{
    arena_finish(&arena);
}

TestSuite(value, .init = set_up, .fini = tear_down);

Test(value, writes_canonical_json_whatever_the_order_was)
{
    struct value value;
    struct content_error error;
    cr_assert(value_parse_json(
        &arena, STR("{ \"b\": [1, true, null], \"a\": \"x\\n\\\"\\u00eb\" }"), NULL,
        &value, &error));
    struct buffer buffer;
    buffer_init(&buffer, 0);
    cr_assert(value_write_json(&buffer, &value));
    cr_assert(str_equal(buffer_view(&buffer),
                        STR("{\"a\":\"x\\n\\\"ë\",\"b\":[1,true,null]}")));
    buffer_finish(&buffer);
}

Test(value, gives_members_by_type_and_range)
{
    struct value value;
    struct content_error error;
    struct str text;
    int64_t number = 0;
    cr_assert(
        value_parse_json(&arena, STR("{\"n\":5,\"s\":\"x\"}"), NULL, &value, &error));
    cr_assert(value_get_integer(&value, STR("n"), 0, 5, &number));
    cr_assert_not(value_get_integer(&value, STR("n"), 0, 4, &number));
    cr_assert_not(value_get_integer(&value, STR("s"), 0, 4, &number));
    cr_assert(value_get_string(&value, STR("s"), &text));
    cr_assert_not(value_get_string(&value, STR("missing"), &text));
}

Test(value, refuses_what_stands_behind_the_text)
{
    struct value value;
    struct content_error error;
    cr_assert(value_parse_json(&arena, STR("[]\n"), NULL, &value, &error));
    cr_assert_not(value_parse_json(&arena, STR("[] []"), NULL, &value, &error));
    cr_assert_not(value_parse_json(&arena, STR(""), NULL, &value, &error));
    cr_assert_not(value_parse_json(&arena, (struct str){0}, NULL, &value, &error));
}
