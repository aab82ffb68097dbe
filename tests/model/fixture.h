// A model on a clock that stands, and results made of JSON records.
#ifndef TESTS_MODEL_FIXTURE_H
#define TESTS_MODEL_FIXTURE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/filter.h"

struct fixture {
    int64_t utc_ms, monotonic_ms;
    struct model *model;
};

static int64_t fixture_utc(void *context)
{
    return ((struct fixture *)context)->utc_ms;
}

static int64_t fixture_monotonic(void *context)
{
    return ((struct fixture *)context)->monotonic_ms;
}

static inline void fixture_skip(struct fixture *fixture, int64_t ms)
{
    fixture->utc_ms += ms;
    fixture->monotonic_ms += ms;
}

static inline void fixture_init(struct fixture *fixture, const char *now)
{
    *fixture = (struct fixture){.monotonic_ms = 1000};
    cr_assert(clock_parse_rfc3339(str_from_cstr(now), &fixture->utc_ms));
    struct clock clock = {fixture_utc, fixture_monotonic, fixture};
    struct model_settings settings = {.languages = {STR("sq"), STR("en")},
                                      .language_count = 2,
                                      .venue = STR("centre"),
                                      .ask_after_ms = 45000,
                                      .countdown_ms = 15000,
                                      .slide_ms = 8000,
                                      .stale_after_ms = INT64_C(86400000) * 3};
    fixture->model = model_create(&settings, &clock);
}

static inline bool fixture_do(struct fixture *fixture, enum intent_verb verb,
                              int64_t number, const char *id)
{
    return model_apply(
        fixture->model,
        &(struct intent){.verb = verb, .number = number, .id = str_from_cstr(id)});
}

static inline struct model_view fixture_look(const struct fixture *fixture)
{
    struct model_view view;
    model_look(fixture->model, &view);
    return view;
}

// A result of the records in `json`, one a line; empty lines are left out.
static inline struct store_result *fixture_result(uint32_t ticket, uint64_t generation,
                                                  const char *json)
{
    struct store_result *result = calloc(1, sizeof(*result));
    cr_assert(result != NULL);
    result->ticket = ticket;
    result->generation = generation;
    arena_init(&result->arena, 0);
    struct content_record *records =
        ARENA_ARRAY(&result->arena, struct content_record, 64);
    struct str rest = arena_str(&result->arena, str_from_cstr(json)), line;
    while (str_cut(&rest, '\n', &line) && result->count < 64) {
        struct content_error error = {{0}};
        if (line.len == 0)
            continue;
        cr_assert(
            content_record_parse(&result->arena, line, &records[result->count++], &error),
            "%s", error.message);
    }
    result->records = records;
    return result;
}

static inline void fixture_state(struct fixture *fixture, uint64_t generation)
{
    struct store_state state = {.generation = generation,
                                .version = (int64_t)generation,
                                .published_utc_ms = fixture->utc_ms};
    model_reader_changed(fixture->model, &state);
}

// Answers every question under way: `json` for its kind, nothing for the others.
static inline size_t fixture_answer(struct fixture *fixture, enum content_kind kind,
                                    const char *json, uint64_t generation)
{
    struct effect effect;
    size_t asked = 0;
    while (model_next_effect(fixture->model, &effect)) {
        if (effect.kind != EFFECT_ASK)
            continue;
        asked++;
        const char *records = effect.query.kind == kind ? json : "";
        model_deliver(fixture->model, fixture_result(effect.ticket, generation, records));
    }
    return asked;
}

#endif
