#include "fixture.h"

static const char now[] = "2026-11-21T13:32:00Z";
static const char robot[] = "{\"id\":\"robot\",\"kind\":\"story\","
                            "\"title\":{\"bg\":\"Робот\"}}\n";

static void begin(struct fixture *fixture)
{
    struct effect effect;
    fixture_init(fixture, now);
    fixture_state(fixture, 1);
    fixture_do(fixture, INTENT_BEGIN, 0, "");
    fixture_do(fixture, INTENT_OPEN, ROUTE_SEARCH, "");
    fixture_answer(fixture, CONTENT_VENUE, "", 1);
    cr_assert_not(model_next_effect(fixture->model, &effect));
}

static bool type(struct fixture *fixture, const char *letter)
{
    return fixture_do(fixture, INTENT_SEARCH, SEARCH_TYPE, letter);
}

// The search that is asked now; its words live in `out_words`. 0: none.
static uint32_t asked(struct fixture *fixture, char out_words[64])
{
    struct effect effect;
    uint32_t ticket = 0;
    while (model_next_effect(fixture->model, &effect)) {
        if (effect.kind != EFFECT_ASK || effect.query.words.len == 0)
            continue;
        cr_assert_eq(ticket, 0, "one question at a time");
        cr_assert(str_to_cstr(effect.query.words, out_words, 64));
        ticket = effect.ticket;
    }
    return ticket;
}

Test(search, asks_one_question_however_fast_one_types)
{
    struct fixture f;
    char words[64];
    begin(&f);
    cr_assert(type(&f, "р"));
    const uint32_t first = asked(&f, words);
    cr_assert_str_eq(words, "р");
    type(&f, "о");
    type(&f, "б");
    cr_assert_eq(asked(&f, words), 0);
    cr_assert_not(model_settled(f.model));
    cr_assert(model_deliver(f.model, fixture_result(first, 1, robot)));
    // What came is shown while the next is asked.
    cr_assert_eq(fixture_look(&f).finding.result->count, 1);
    cr_assert(fixture_look(&f).finding.waiting);
    const uint32_t second = asked(&f, words);
    cr_assert_str_eq(words, "роб");
    cr_assert(model_deliver(f.model, fixture_result(second, 1, "")));
    cr_assert_not(fixture_look(&f).finding.waiting);
    cr_assert_eq(fixture_look(&f).finding.result->count, 0);
    cr_assert(model_settled(f.model));
    model_destroy(f.model);
}

Test(search, takes_letters_back_whole)
{
    struct fixture f;
    char words[64];
    begin(&f);
    cr_assert_not(type(&f, " "), "no blank to begin with");
    cr_assert_not(type(&f, "\xff"));
    type(&f, "р");
    type(&f, "ж");
    cr_assert(fixture_do(&f, INTENT_SEARCH, SEARCH_DELETE, ""));
    cr_assert(str_equal(fixture_look(&f).finding.text, STR("р")));
    cr_assert(fixture_do(&f, INTENT_SEARCH, SEARCH_DELETE, ""));
    cr_assert_not(fixture_do(&f, INTENT_SEARCH, SEARCH_DELETE, ""));
    model_deliver(f.model, fixture_result(asked(&f, words), 1, robot));
    cr_assert_null(fixture_look(&f).finding.result, "nothing typed, nothing found");
    for (int i = 0; i < 500; i++)
        type(&f, "щ");
    cr_assert_leq(fixture_look(&f).finding.text.len, 95);
    cr_assert(utf8_valid(fixture_look(&f).finding.text));
    model_destroy(f.model);
}

Test(search, stays_for_the_way_back_and_is_forgotten_with_the_visit)
{
    struct fixture f;
    char words[64];
    begin(&f);
    type(&f, "р");
    model_deliver(f.model, fixture_result(asked(&f, words), 1, robot));
    fixture_do(&f, INTENT_SEARCH, SEARCH_DONE, "");
    fixture_do(&f, INTENT_OPEN, ROUTE_STORY, "robot");
    cr_assert_not(type(&f, "x"), "there is no keyboard on other pages");
    fixture_do(&f, INTENT_BACK, 0, "");
    struct model_view view = fixture_look(&f);
    cr_assert_eq(view.page->route, ROUTE_SEARCH);
    cr_assert(str_equal(view.finding.text, STR("р")) && !view.finding.keyboard);
    cr_assert_eq(view.finding.result->count, 1);
    fixture_skip(&f, 46000);
    fixture_do(&f, INTENT_TICK, 0, "");
    fixture_skip(&f, 16000);
    fixture_do(&f, INTENT_TICK, 0, "");
    view = fixture_look(&f);
    cr_assert_eq(view.page->route, ROUTE_ATTRACT);
    cr_assert(view.finding.text.len == 0 && view.finding.result == NULL);
    model_destroy(f.model);
}

Test(search, asks_again_when_the_page_returns_to_changed_content)
{
    struct fixture f;
    char words[64];
    begin(&f);
    type(&f, "р");
    model_deliver(f.model, fixture_result(asked(&f, words), 1, robot));
    fixture_state(&f, 2);
    cr_assert_eq(asked(&f, words), 0, "nothing moves under a finger");
    fixture_do(&f, INTENT_OPEN, ROUTE_STORY, "robot");
    fixture_do(&f, INTENT_BACK, 0, "");
    const uint32_t ticket = asked(&f, words);
    cr_assert_neq(ticket, 0);
    cr_assert_str_eq(words, "р");
    cr_assert_eq(fixture_look(&f).finding.result->count, 1);
    model_deliver(f.model, fixture_result(ticket, 2, ""));
    cr_assert_eq(fixture_look(&f).finding.result->count, 0);
    model_destroy(f.model);
}
