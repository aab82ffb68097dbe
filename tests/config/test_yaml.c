#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "config/yaml.h"

static struct arena arena;

static void set_up(void)
{
    arena_init(&arena, 0);
}

static void tear_down(void)
{
    arena_finish(&arena);
}

TestSuite(yaml, .init = set_up, .fini = tear_down);

static bool reads(const char *text)
{
    struct yaml root;
    struct yaml_error error;
    return yaml_parse(&arena, str_from_cstr(text), 1, &root, &error);
}

static int64_t fault_line(const char *text)
{
    struct yaml root;
    struct yaml_error error = {.line = -1};
    cr_assert_not(yaml_parse(&arena, str_from_cstr(text), 1, &root, &error));
    return error.line;
}

Test(yaml, knows_the_line_of_every_key_and_value)
{
    struct yaml root;
    struct yaml_error error;
    cr_assert(yaml_parse(&arena, STR("a: 1\nb:\n  - x\n  - \"true\"\nc: {d: true}\ne:\n"),
                         10, &root, &error));
    const struct yaml *list = yaml_get(&root, STR("b"));
    bool set = false;
    int64_t number = 0;
    cr_assert(yaml_integer(yaml_get(&root, STR("a")), 0, 9, &number));
    cr_assert(eq(i64, number, 1));
    cr_assert(eq(i64, list->key_line, 11));
    cr_assert(eq(i64, list->items[1].line, 13));
    cr_assert_not(yaml_bool(&list->items[1], &set));
    cr_assert(yaml_bool(yaml_get(yaml_get(&root, STR("c")), STR("d")), &set));
    cr_assert(set);
    cr_assert(eq(int, yaml_get(&root, STR("e"))->type, YAML_EMPTY));
}

Test(yaml, refuses_doubled_keys_anchors_tags_and_second_documents)
{
    cr_assert(eq(i64, fault_line("a: 1\nb: 2\na: 3\n"), 3));
    cr_assert(eq(i64, fault_line("a: &x 1\nb: 2\n"), 1));
    cr_assert(eq(i64, fault_line("a: 1\nb: *x\n"), 2));
    cr_assert_not(reads("a: !!int 3"));
    cr_assert_not(reads("a: 1\n---\nb: 2\n"));
    cr_assert_not(reads("? [a, b]\n: 1\n"));
    cr_assert_not(reads("a: [1, 2\n"));
    cr_assert_not(reads("a: \"\\u0000\""));
    cr_assert_not(reads("a: \xC0\xAF"));
    cr_assert_not(reads("a: \"\\e[2J\""));
    cr_assert(reads("a: 1\n"));
}

Test(yaml, bounds_depth_items_and_bombs)
{
    struct yaml root;
    struct yaml_error error;
    cr_assert_not(reads("a: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"));
    struct buffer buffer;
    buffer_init(&buffer, 0);
    for (int i = 0; i < 100000; i++) {
        buffer_add(&buffer, STR("["));
    }
    cr_assert_not(yaml_parse(&arena, buffer_view(&buffer), 1, &root, &error));
    buffer_clear(&buffer);
    for (int i = 0; i < 100000; i++) {
        buffer_add(&buffer, STR("- x\n"));
    }
    cr_assert_not(yaml_parse(&arena, buffer_view(&buffer), 1, &root, &error));
    buffer_finish(&buffer);
    cr_assert_not(reads("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"));
}

// A copy of exactly that size, so that reading past it is seen. A fault says where it is.
static void survives(const char *bytes, size_t size)
{
    struct yaml root;
    struct yaml_error error = {0};
    char *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    if (!yaml_parse(&arena, (struct str){copy, size}, 1, &root, &error)) {
        cr_assert(error.line >= 1 && error.line <= 8, "line %lld", (long long)error.line);
        cr_assert(error.text[0] != '\0');
    }
    free(copy);
}

Test(yaml, survives_every_truncation_and_every_flipped_byte)
{
    static const char whole[] =
        "id: x\nlist: [sq, \"en\"]\nmap:\n  - {a: 1, b: 'ë'}\nt: |\n  y\n";
    const size_t size = sizeof(whole) - 1;
    struct yaml root;
    struct yaml_error error;
    cr_assert(yaml_parse(&arena, str_from_cstr(whole), 1, &root, &error), "the control");
    for (size_t i = 0; i < size; i++) {
        survives(whole, i);
        for (int bit = 0; bit < 8; bit++) {
            char flipped[sizeof(whole)];
            memcpy(flipped, whole, sizeof(whole));
            flipped[i] = (char)(whole[i] ^ (1 << bit));
            survives(flipped, size);
        }
        arena_reset(&arena);
    }
}
