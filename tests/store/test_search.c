#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "conformance.h"
#include "world.h"

static struct content_text text(struct world *world, const char *lang, const char *value)
{
    struct content_translation *item =
        ARENA_NEW(&world->arena, struct content_translation);
    *item = (struct content_translation){str_from_cstr(lang), str_from_cstr(value)};
    return (struct content_text){.items = item, .count = 1};
}

static struct content_record titled(struct world *world, const char *id, const char *lang,
                                    const char *title)
{
    struct content_record record = world_activity(world, 0);
    record.id = str_from_cstr(id);
    record.title = text(world, lang, title);
    record.summary = record.body = (struct content_text){0};
    return record;
}

static struct store *shelf(struct world *world)
{
    struct content_record records[6] = {
        titled(world, "bread", "sq", "Buka e fshatit në Shqipëri"),
        titled(world, "drop", "en", "'); DROP TABLE record; --"),
        titled(world, "laser", "en", "Laser cutting"),
        titled(world, "sewing", "en", "Sewing machines"),
        titled(world, "station", "bg", "Малката ЕЛЕКТРОСТАНЦИЯ"),
        titled(world, "welder", "en", "Welder"),
    };
    records[3].body = text(world, "en", "We do not use a laser here.");
    records[5].kind = CONTENT_CAREER;
    records[5].skills.count = 1;
    records[5].skills.items = ARENA_NEW(&world->arena, struct content_text);
    records[5].skills.items[0] = text(world, "en", "Reading a technical drawing");
    world_show(world, "center", records, 6, 1763700000);
    return store_open(world->data);
}

// The ids found, in order, with blanks between.
static const char *find(struct world *world, struct store *store, const char *words,
                        const char *lang)
{
    const struct store_query query = {.words = str_from_cstr(words),
                                      .lang = str_from_cstr(lang)};
    struct store_result *result = store_query(store, &query);
    struct str ids = STR("");
    cr_assert(not(result->failed), "%s", words);
    for (size_t i = 0; i < result->count; i++) {
        ids = arena_printf(&world->arena, "%.*s%s%.*s", STR_ARG(ids), i ? " " : "",
                           STR_ARG(result->records[i].id));
    }
    store_result_release(result);
    return arena_cstr(&world->arena, ids);
}

Test(search, finds_words_whatever_their_case_and_accents)
{
    static const char *const cases[][3] = {
        {"laser", "", "laser sewing"}, // the title before the body
        {"LASER CUT", "", "laser"},
        {"las", "", "laser sewing"}, // the last word is a prefix
        {"las cutting", "", ""},     // the others are not
        {"shqiperi", "", "bread"},   // ë
        {"ne Shqipëri", "", "bread"},
        {"електростанция", "", "station"},
        {"Електро", "bg", "station"},
        {"Електро", "en", ""},
        {"laser", "en", "laser sewing"},
        {"laser", "xx", ""},
        {"drawing", "", "welder"}, // a skill
        {"", "", ""},
        {"   ", "", ""},
        {"zzz", "", ""},
        {"here laser w", "", "sewing"}, // one letter is the next word's beginning
        {"laser 7", "", ""},            // a number is a number
    };
    struct world world;
    world_init(&world);
    struct store *store = shelf(&world);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cr_assert(strcmp(find(&world, store, cases[i][0], cases[i][1]), cases[i][2]) == 0,
                  "%s", cases[i][0]);
    }
    store_close(store);
    world_finish(&world);
}

Test(search, finds_one_script_by_the_other)
{
    static const char *const cases[][2] = {
        {"elektrostanc", "station"}, // as one types on a Latin keyboard
        {"elektrostants", "station"}, {"MALKATA", "station"}, {"ласер цуттинг", "laser"},
        {"ласер", "laser sewing"},    {"Шкипери", "bread"}, // Shqipëri by ear, a mistake
        {"фшатит", "bread"},
    };
    struct world world;
    world_init(&world);
    struct store *store = shelf(&world);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *found = find(&world, store, cases[i][0], "");
        cr_assert(strcmp(found, cases[i][1]) == 0, "%s: %s", cases[i][0], found);
    }
    store_close(store);
    world_finish(&world);
}

Test(search, forgives_a_slip_of_the_finger)
{
    static const char *const cases[][2] = {
        {"lazer", "laser sewing"},  // another letter
        {"lsaer", "laser sewing"},  // two swapped
        {"laaser", "laser sewing"}, // one too many
        {"drawng", "welder"},       // one too few
        {"machnies", "sewing"},     // two mistakes in a long word
        {"lazer cuting", "laser"},  // in each word
        {"elektrostanzia", "station"},
        {"елекростанция", "station"},
        {"swe", ""}, // three letters may mean anything
        {"qqqqqq", ""},
        {"mqchqnqs", ""}, // three are too many
    };
    struct world world;
    world_init(&world);
    struct store *store = shelf(&world);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *found = find(&world, store, cases[i][0], "");
        cr_assert(strcmp(found, cases[i][1]) == 0, "%s: %s", cases[i][0], found);
    }
    store_close(store);
    world_finish(&world);
}

static bool has_term(const struct store_result *result, const char *folded, bool prefix)
{
    bool found = false;
    for (size_t i = 0; i < result->term_count; i++) {
        found |= str_equal(result->terms[i].folded, str_from_cstr(folded)) &&
                 result->terms[i].prefix == prefix;
    }
    return found;
}

Test(search, says_by_which_words_it_found)
{
    struct world world;
    world_init(&world);
    struct store *store = shelf(&world);
    struct store_result *result =
        store_query(store, &(struct store_query){.words = STR("Малката lazer")});
    cr_assert(has_term(result, "malkata", false));
    cr_assert(has_term(result, "lazer", true));
    cr_assert(has_term(result, "laser", false));
    cr_assert(result->term_count <= STORE_TERMS_MAX);
    store_result_release(result);
    result = store_query(
        store, &(struct store_query){
                   .words = STR("jcu jcua jcub jcuc jcud jcue jcuf jcug jcuh jcui")});
    cr_assert(le(sz, result->term_count, STORE_TERMS_MAX));
    store_result_release(result);
    store_close(store);
    world_finish(&world);
}

Test(search, takes_no_word_for_syntax)
{
    CONFORMANCE("D07");
    static const char *const words[] = {
        "'); DROP TABLE record; --",
        "\"",
        "\"\"",
        "a\" OR \"b",
        "*",
        "laser*",
        "title:laser",
        "NEAR(a b)",
        "laser OR sewing",
        "(",
        ")",
        "-",
        "^laser",
        "{title}: x",
        "%n%s",
        "\\",
        "AND",
        "NOT laser",
        "<script>",
        "\x1b[2J",
        "laser AND",
        "+",
        "a b c d e f g h i j k l m n o p q r s t u",
        "\xff\xfe",
        "\xc3",
        "\xed\xa0\x80",
    };
    struct world world;
    world_init(&world);
    struct store *store = shelf(&world);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        (void)find(&world, store, words[i], ""); // asserts that reading did not fail
    }
    cr_assert(strcmp(find(&world, store, "'); DROP TABLE", ""), "drop") == 0);
    cr_assert(strcmp(find(&world, store, "laser OR sewing", ""), "") == 0);
    cr_assert(strcmp(find(&world, store, "welder", ""), "welder") == 0);
    const struct store_query nul = {.words = {"la\0ser", 6}};
    struct store_result *result = store_query(store, &nul);
    cr_assert(eq(sz, result->count, 0));
    cr_assert(not(result->failed));
    store_result_release(result);
    store_close(store);
    world_finish(&world);
}

Test(search, among_very_many_puts_the_title_first)
{
    struct world world;
    world_init(&world);
    struct content_record *records = world_activities(&world, 5001);
    for (size_t i = 0; i < 5000; i++) {
        records[i].title = text(&world, "en", "Something else");
    }
    world_show(&world, "center", records, 5001, 1763700000);
    struct store *store = store_open(world.data);
    struct store_result *result =
        store_query(store, &(struct store_query){.words = STR("rob"), .limit = 20});
    cr_assert(eq(sz, result->count, 20));
    cr_assert(result->more);
    cr_assert(str_equal(result->records[0].id, STR("activity-05000")));
    store_result_release(result);
    store_close(store);
    world_finish(&world);
}
