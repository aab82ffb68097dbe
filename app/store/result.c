// Rows become records: whole results for the screen, one by one for tools.
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "internal.h"

static bool parse(struct arena *arena, struct str json, struct content_record *out_record)
{
    struct content_error error;
    if (content_record_parse(arena, json, out_record, &error)) {
        return true;
    }
    log_warn("store", "a record cannot be read: %s", error.message);
    return false;
}

struct collector {
    const struct content_names *names;
    struct store_result *result;
    struct content_record *records;
    size_t capacity, limit;
};

static bool collect(void *context, size_t layer, struct str json)
{
    struct collector *collector = context;
    struct store_result *result = collector->result;
    if (result->count == collector->limit) {
        result->more = true;
        return false;
    }
    if (result->count == collector->capacity) {
        const size_t wanted = collector->capacity ? collector->capacity * 2 : 16;
        struct content_record *grown =
            ARENA_ARRAY(&result->arena, struct content_record, wanted);
        if (result->count) {
            memcpy(grown, collector->records, result->count * sizeof(*grown));
        }
        collector->records = grown;
        collector->capacity = wanted;
    }
    // The JSON is the row's, the record's texts may point into it.
    if (parse(&result->arena, arena_str(&result->arena, json),
              &collector->records[result->count])) {
        content_names_apply(collector->names, &result->arena, layer,
                            &collector->records[result->count]);
        result->count++;
    } else {
        result->failed = true;
    }
    return true;
}

// The words that were looked for, so that the screen can mark them.
static void collect_term(void *context, struct str folded, bool prefix)
{
    struct store_result *result = ((struct collector *)context)->result;
    for (size_t i = 0; i < result->term_count; i++) {
        if (str_equal(result->terms[i].folded, folded)) {
            return;
        }
    }
    if (result->term_count < STORE_TERMS_MAX) {
        result->terms[result->term_count++] = (struct store_term){
            .folded = arena_str(&result->arena, folded), .prefix = prefix};
    }
}

static int64_t bounded_limit(const struct store_query *query)
{
    int64_t limit = query->limit > 0 ? query->limit : STORE_QUERY_LIMIT;
    if (limit > STORE_QUERY_MAX) {
        limit = STORE_QUERY_MAX;
    }
    return limit;
}

static int fill(struct store *store, const struct store_query *query,
                struct store_result *result)
{
    const int64_t limit = bounded_limit(query);
    struct collector collector = {
        .names = &store->names, .result = result, .limit = (size_t)limit};
    arena_reset(&result->arena);
    result->records = NULL;
    result->count = 0;
    result->more = false;
    result->term_count = 0;
    const int code = store_query_rows(store, query, limit + 1,
                                      (struct store_rows){.visit = collect,
                                                          .context = &collector,
                                                          .term = collect_term});
    result->records = collector.records;
    return code;
}

struct store_result *store_query(struct store *store, const struct store_query *query)
{
    struct store_result *result = calloc(1, sizeof(*result));
    if (!result) {
        abort();
    }
    arena_init(&result->arena, 0);
    const int code = fill(store, query, result);
    if (code != SQLITE_OK) {
        log_warn("store", "a snapshot cannot be read: %s", sqlite3_errstr(code));
        result->failed = true;
    }
    if (result->failed && store_drop_damaged(store)) {
        (void)fill(store, query, result);
    }
    result->failed |= store->state.failed;
    result->generation = store->state.generation;
    return result;
}

void store_result_release(struct store_result *result)
{
    if (result) {
        arena_finish(&result->arena);
        free(result);
    }
}

struct visitor {
    const struct content_names *names;
    struct arena arena; // of one record
    bool (*visit)(void *context, const struct content_record *record);
    void *context;
    bool failed;
};

static bool visit_one(void *context, size_t layer, struct str json)
{
    struct visitor *visitor = context;
    struct content_record record;
    arena_reset(&visitor->arena);
    if (!parse(&visitor->arena, json, &record)) {
        visitor->failed = true;
        return true;
    }
    content_names_apply(visitor->names, &visitor->arena, layer, &record);
    return visitor->visit(visitor->context, &record);
}

static bool visit_all(struct store *store, const struct store_query *query,
                      struct visitor *visitor)
{
    const int code =
        store_query_rows(store, query, query->limit > 0 ? query->limit : -1,
                         (struct store_rows){.visit = visit_one, .context = visitor});
    if (code != SQLITE_OK) {
        log_warn("store", "a snapshot cannot be read: %s", sqlite3_errstr(code));
    }
    return code == SQLITE_OK && !visitor->failed;
}

bool store_visit(struct store *store, const struct store_query *query,
                 bool (*visit)(void *context, const struct content_record *record),
                 void *context)
{
    struct visitor visitor = {.names = &store->names, .visit = visit, .context = context};
    arena_init(&visitor.arena, 0);
    const bool good = visit_all(store, query, &visitor);
    arena_finish(&visitor.arena);
    if (!good) {
        // What was visited cannot be taken back; the next question meets the older one.
        (void)store_drop_damaged(store);
    }
    return good && !store->state.failed;
}
