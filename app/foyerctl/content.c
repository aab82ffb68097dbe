// status, list, search: what a kiosk shows.
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "command.h"
#include "print.h"
#include "shelf.h"
#include "store/reader.h"
#include "store/snapshot.h"
#include "sync/sync.h"

bool data_folder_check(const struct arguments *arguments)
{
    struct stat facts;
    const char *folder = arguments_text(arguments, "data");
    if (stat(folder, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        return true;
    }
    print_error(arguments->command->name, "there is no such data folder", folder);
    return false;
}

// Seconds since foyer-sync last found all in order, else since publication; -1: unknown.
static int64_t age_s(const struct store_state *state)
{
    const struct clock clock = clock_system();
    const int64_t since =
        state->synced_utc_ms ? state->synced_utc_ms : state->published_utc_ms;
    const int64_t age = (clock_utc_ms(&clock) - since) / 1000;
    return since <= 0 ? -1 : age < 0 ? 0 : age;
}

static void print_or_null(const char *text)
{
    if (text[0]) {
        print_json_string(stdout, str_from_cstr(text));
    } else {
        fputs("null", stdout);
    }
}

static void print_status_json(const struct store_state *state)
{
    const int64_t age = age_s(state);
    printf("{\"version\":%lld,\"content_hash\":", (long long)state->version);
    print_or_null(state->root);
    fputs(",\"age_s\":", stdout);
    if (age < 0) {
        fputs("null", stdout);
    } else {
        printf("%lld", (long long)age);
    }
    fputs(",\"last_error\":", stdout);
    print_or_null(state->last_error);
    printf(",\"pinned\":%s,\"empty\":%s,\"damaged\":%s,\"layers\":%lld,"
           "\"amendments_set_aside\":%lld,\"generation\":%llu}\n",
           state->pinned ? "true" : "false", state->empty ? "true" : "false",
           state->failed ? "true" : "false", (long long)state->layers,
           (long long)state->set_aside, (unsigned long long)state->generation);
}

static void print_status(const struct store_state *state)
{
    const int64_t age = age_s(state);
    printf("version: %lld%s\n", (long long)state->version,
           state->empty    ? " (no content yet)"
           : state->pinned ? " (pinned)"
                           : "");
    printf("content hash: %s\n", state->root[0] ? state->root : "none");
    if (age < 0) {
        puts("age: unknown");
    } else {
        printf("age: %lld s\n", (long long)age);
    }
    fputs("last error: ", stdout);
    print_neutral(stdout,
                  state->last_error[0] ? str_from_cstr(state->last_error) : STR("none"));
    putchar('\n');
    if (state->layers > 1) {
        printf("layers: %lld\n", (long long)state->layers);
    }
    if (state->set_aside) {
        printf("amendments set aside: %lld of %lld (`foyerctl layers` says why)\n",
               (long long)state->set_aside, (long long)state->amendments);
    }
    if (state->failed) {
        puts("damaged: yes, the next sync rebuilds it");
    }
}

// Where each layer's version came from: an address, a mirror, a stick.
static void print_sources(const char *data)
{
    struct store_current current;
    char origin[SYNC_URL_SIZE];
    if (!store_current_read(data, &current)) {
        return;
    }
    for (size_t i = 0; i < current.count; i++) {
        if (sync_origin(data, str_from_cstr(current.layers[i].feed), origin)) {
            printf("source: %s from ", current.layers[i].feed);
            print_neutral(stdout, str_from_cstr(origin));
            putchar('\n');
        }
    }
}

static int run_status(struct arena *arena, const struct arguments *arguments)
{
    (void)arena;
    if (!data_folder_check(arguments)) {
        return EXIT_FAILED;
    }
    struct store *store = store_open(arguments_text(arguments, "data"));
    if (arguments_flag(arguments, "json")) {
        print_status_json(store_state_of(store));
    } else {
        print_status(store_state_of(store));
        print_sources(arguments_text(arguments, "data"));
    }
    store_close(store);
    return EXIT_DONE;
}

const struct command command_status = {
    .name = "status",
    .synopsis = "",
    .summary = "say what a kiosk shows and how its last sync went",
    .options =
        {
            {.name = "data", .value = "DIR", .help = "data folder", .required = true},
            {.name = "json", .help = "one JSON object"},
        },
    .run = run_status,
};

// ---- list and search ----
struct lister {
    struct arena arena; // of one record
    struct str lang;
    bool json, with_kind;
    size_t count;
};

// Its JSON with the feed it is of, since its id may be that of another feed's record.
static struct str with_feed(struct arena *arena, const struct content_record *record)
{
    const struct str json = content_record_write(arena, record);
    return record->kind == CONTENT_AMENDMENT
               ? json // whose `feed` is the one it amends
               : arena_printf(arena, "{\"feed\":\"%.*s\",%.*s", STR_ARG(record->feed),
                              STR_ARG(str_slice(json, 1, json.len)));
}

static bool print_record(void *context, const struct content_record *record)
{
    struct lister *lister = context;
    lister->count++;
    if (lister->json) {
        arena_reset(&lister->arena);
        fputs(lister->count == 1 ? "[" : ",\n", stdout);
        print_json_text(stdout, with_feed(&lister->arena, record));
    } else {
        print_neutral(stdout, record->id);
        if (lister->with_kind) {
            printf("\t%.*s", STR_ARG(content_kind_name(record->kind)));
        }
        putchar('\t');
        print_neutral(stdout, content_text_in(record->title, lister->lang, NULL));
        putchar('\n');
    }
    return !ferror(stdout);
}

static int show(const struct arguments *arguments, const struct store_query *query,
                struct lister *lister)
{
    const char *name = arguments->command->name;
    struct store *store = store_open(arguments_text(arguments, "data"));
    arena_init(&lister->arena, 0);
    const bool read = store_visit(store, query, print_record, lister);
    if (lister->json) {
        fputs(lister->count ? "]\n" : "[]\n", stdout);
    }
    if (store_state_of(store)->empty && !store_state_of(store)->failed) {
        print_error(name, "no content yet; `foyerctl sync` fetches it", NULL);
    } else if (query->limit && lister->count == (size_t)query->limit) {
        print_error(name, "there may be more; --limit N shows them", NULL);
    }
    if (!read) {
        print_error(name,
                    "a snapshot is damaged, this is what could be read; the next "
                    "`foyerctl sync` rebuilds it",
                    NULL);
    }
    arena_finish(&lister->arena);
    store_close(store);
    return read ? EXIT_DONE : EXIT_FAILED;
}

static bool take_kind(const struct arguments *arguments, struct store_query *query)
{
    const char *word = arguments_text(arguments, "kind");
    query->has_kind = true;
    if (content_kind_parse(str_from_cstr(word), &query->kind)) {
        return true;
    }
    fputs("foyerctl list: unknown kind `", stderr);
    print_neutral(stderr, str_from_cstr(word));
    fputs("'; it is one of", stderr);
    for (size_t i = 0; i < CONTENT_KIND_COUNT; i++) {
        fprintf(stderr, "%s %.*s", i ? "," : "",
                STR_ARG(content_kind_name((enum content_kind)i)));
    }
    fputc('\n', stderr);
    return false;
}

static int run_list(struct arena *arena, const struct arguments *arguments)
{
    (void)arena;
    struct store_query query = {0};
    struct lister lister = {.lang = str_from_cstr(arguments_text(arguments, "lang")),
                            .json = arguments_flag(arguments, "json")};
    if (!take_kind(arguments, &query) ||
        !arguments_number(arguments, "limit", 1, INT32_MAX, &query.limit)) {
        return EXIT_USAGE;
    }
    return data_folder_check(arguments) ? show(arguments, &query, &lister) : EXIT_FAILED;
}

const struct command command_list = {
    .name = "list",
    .synopsis = "",
    .summary = "list the records of one kind: id and title",
    .details =
        "KIND: activity, contest, question, career, pathway, organisation, place,\n"
        "programme, event, resource, story, figure, slide, venue, notice, amendment",
    .options =
        {
            {.name = "data", .value = "DIR", .help = "data folder", .required = true},
            {.name = "kind", .value = "KIND", .help = "which records", .required = true},
            {.name = "lang", .value = "CODE", .help = "language of the titles"},
            {.name = "limit", .value = "N", .help = "at most so many (all)"},
            {.name = "json", .help = "a JSON array of whole records, one a line"},
        },
    .run = run_list,
};

static int run_search(struct arena *arena, const struct arguments *arguments)
{
    struct store_query query = {.limit = STORE_QUERY_LIMIT,
                                .lang = str_from_cstr(arguments_text(arguments, "lang"))};
    struct lister lister = {
        .lang = query.lang, .json = arguments_flag(arguments, "json"), .with_kind = true};
    if (!arguments_number(arguments, "limit", 1, INT32_MAX, &query.limit)) {
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < arguments->positional_count; i++) {
        query.words = arena_printf(arena, "%.*s%s%s", STR_ARG(query.words), i ? " " : "",
                                   arguments->positionals[i]);
    }
    return data_folder_check(arguments) ? show(arguments, &query, &lister) : EXIT_FAILED;
}

const struct command command_search = {
    .name = "search",
    .synopsis = "WORDS",
    .summary = "search titles, summaries, skills and texts, best hit first",
    .details =
        "All words must occur; the last one may be the beginning of a word. Case and\n"
        "accents do not matter, Latin letters find Cyrillic words and the reverse, and\n"
        "where little is found a typing mistake is forgiven. Prints id, kind and title,\n"
        "one hit a line, the best first.",
    .positionals_min = 1,
    .positionals_max = STORE_QUERY_WORDS_MAX,
    .options =
        {
            {.name = "data", .value = "DIR", .help = "data folder", .required = true},
            {.name = "lang", .value = "CODE", .help = "only in this language (all)"},
            {.name = "limit", .value = "N", .help = "at most so many (500)"},
            {.name = "json", .help = "a JSON array of whole records, one a line"},
        },
    .run = run_search,
};
