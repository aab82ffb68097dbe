// layers, amend, check --over: feeds that lie over each other.
#include "layers.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "pack.h"
#include "print.h"
#include "publish/over.h"
#include "shelf.h"
#include "store/reader.h"

enum { LOWERS_MAX = CONTENT_LAYERS_MAX - 1 };

// ---- what lies below a pack ----

// A feed of a data folder.
struct shown {
    struct store *store;
    struct str feed;
};

struct lowers {
    struct pack_lower items[LOWERS_MAX];
    size_t count;
    struct store *stores[REPEATS_MAX];
    size_t store_count;
};

static void lowers_finish(struct lowers *lowers)
{
    for (size_t i = 0; i < lowers->store_count; i++) {
        store_close(lowers->stores[i]);
    }
}

static bool shown_line(void *context, struct arena *arena, struct str id,
                       struct str *out_line)
{
    const struct shown *shown = context;
    return store_published(shown->store, arena, shown->feed, id, out_line);
}

struct gather {
    struct arena *arena;
    struct str feed;
    struct content_record *records;
    size_t count, capacity;
};

static bool gather_amendment(void *context, const struct content_record *record)
{
    struct gather *gather = context;
    struct content_error ignored;
    if (!str_equal(record->feed, gather->feed)) {
        return true;
    }
    if (gather->count == gather->capacity) {
        gather->capacity = gather->capacity ? gather->capacity * 2 : 16;
        struct content_record *grown =
            ARENA_ARRAY(gather->arena, struct content_record, gather->capacity);
        if (gather->count) {
            memcpy(grown, gather->records, gather->count * sizeof(*grown));
        }
        gather->records = grown;
    }
    // The record is borrowed for the call.
    gather->count +=
        content_record_parse(gather->arena, content_record_write(gather->arena, record),
                             &gather->records[gather->count], &ignored);
    return true;
}

// The feeds that a kiosk's data folder shows, below our own if it shows that too.
static bool add_data(struct arena *arena, struct lowers *lowers, const char *folder,
                     struct str own)
{
    struct store *store = store_open(folder);
    lowers->stores[lowers->store_count++] = store;
    const struct store_layer_states layers = store_layers_of(store);
    for (size_t i = 0; i < layers.count; i++) {
        const struct str feed = arena_str(arena, str_from_cstr(layers.items[i].feed));
        if (str_equal(feed, own)) {
            break;
        }
        if (!layers.items[i].shown || lowers->count == LOWERS_MAX) {
            continue;
        }
        struct shown *shown = ARENA_NEW(arena, struct shown);
        *shown = (struct shown){store, feed};
        struct gather gather = {.arena = arena, .feed = feed};
        const struct store_query all = {.has_kind = true, .kind = CONTENT_AMENDMENT};
        if (!store_visit(store, &all, gather_amendment, &gather)) {
            return false;
        }
        lowers->items[lowers->count++] =
            (struct pack_lower){.feed = feed,
                                .line = shown_line,
                                .context = shown,
                                .amendments = gather.records,
                                .amendment_count = gather.count};
    }
    return !store_state_of(store)->empty;
}

static bool add_lower(struct arena *arena, struct lowers *lowers, const char *folder,
                      struct str own)
{
    struct pack_report report;
    if (file_exists(path_join(arena, folder, "current"))) {
        return add_data(arena, lowers, folder, own);
    }
    if (!file_exists(path_join(arena, folder, "pack.yaml")) ||
        lowers->count == LOWERS_MAX) {
        return false;
    }
    const bool read =
        pack_lower_read(arena, folder, &report, &lowers->items[lowers->count]);
    if (!read) {
        pack_print_report(arena, folder, &report);
    }
    lowers->count += read;
    return read;
}

static bool take_lowers(struct arena *arena, const struct arguments *arguments,
                        struct str own, struct lowers *out_lowers)
{
    const char *const *folders;
    const size_t count = arguments_all(arguments, "over", &folders);
    *out_lowers = (struct lowers){0};
    for (size_t i = 0; i < count; i++) {
        const char *folder = pack_tidy_folder(arena, folders[i]);
        if (!add_lower(arena, out_lowers, folder, own)) {
            print_error(arguments->command->name,
                        "--over wants a pack without errors or a synced data folder",
                        folder);
            return false;
        }
    }
    return true;
}

bool layers_check(struct arena *arena, const struct arguments *arguments,
                  const struct pack *pack, struct pack_report *report)
{
    const char *const *folders;
    if (!arguments_all(arguments, "over", &folders)) {
        return true;
    }
    struct lowers lowers;
    const bool taken = take_lowers(arena, arguments, pack->id, &lowers);
    if (taken) {
        struct pack_over over;
        pack_over_init(&over, arena, pack, lowers.items, lowers.count);
        pack_over_check(&over, report);
    }
    lowers_finish(&lowers);
    return taken;
}

// ---- amend ----

static bool refresh(const char *folder, const struct pack_base *base)
{
    static const char *const said[] = {
        [PACK_BASE_SAME] = "unchanged",
        [PACK_BASE_NEW] = "written",
        [PACK_BASE_CHANGED] = "the record has changed: look whether this still fits it",
        [PACK_BASE_GONE] = "there is no such record below"};
    printf("amendment/%.*s.md: %.*s/%.*s: %s\n", STR_ARG(base->id), STR_ARG(base->feed),
           STR_ARG(base->record), said[base->state]);
    if (base->state == PACK_BASE_SAME || base->state == PACK_BASE_GONE) {
        return base->state == PACK_BASE_SAME;
    }
    if (!pack_base_write(folder, base)) {
        print_error("amend", "the file cannot be written", strerror(errno));
        return false;
    }
    return true;
}

static int amend_over(struct arena *arena, const struct arguments *arguments,
                      const char *folder, const struct pack *pack)
{
    struct lowers lowers;
    int code = EXIT_FAILED;
    if (take_lowers(arena, arguments, pack->id, &lowers)) {
        struct pack_over over;
        struct pack_base *bases;
        pack_over_init(&over, arena, pack, lowers.items, lowers.count);
        const size_t count = pack_over_bases(&over, &bases);
        code = EXIT_DONE;
        for (size_t i = 0; i < count; i++) {
            code = refresh(folder, &bases[i]) ? code : EXIT_FAILED;
        }
        if (!count) {
            puts("there is no amendment in the pack");
        }
    }
    lowers_finish(&lowers);
    return code;
}

static int run_amend(struct arena *arena, const struct arguments *arguments)
{
    struct pack_report report;
    struct pack pack;
    const char *folder = pack_tidy_folder(arena, arguments->positionals[0]);
    // What is missing is only what this fills in.
    if (!pack_read(arena, folder, &report, &pack) && report.errors != report.unbased) {
        pack_print_report(arena, folder, &report);
        print_error("amend", "nothing was written: the pack has errors", NULL);
        return EXIT_FAILED;
    }
    return amend_over(arena, arguments, folder, &pack);
}

const struct command command_amend = {
    .name = "amend",
    .synopsis = "PACK",
    .summary = "note in a pack's amendments which state of the records below they fit",
    .details =
        "LOWER is a pack folder, or the data folder of a kiosk that follows the feeds\n"
        "below (`foyerctl sync` makes one); the lowest comes first. Writes `base` into\n"
        "each amendment/ID.md and says which records have changed since.",
    .positionals_min = 1,
    .positionals_max = 1,
    .options =
        {
            {.name = "over",
             .value = "LOWER",
             .help = "what lies below, lowest first",
             .required = true,
             .repeats = true},
        },
    .run = run_amend,
};

// ---- layers ----

static int64_t age_s(int64_t since_utc_ms)
{
    const struct clock clock = clock_system();
    const int64_t age = (clock_utc_ms(&clock) - since_utc_ms) / 1000;
    return since_utc_ms <= 0 ? -1 : age < 0 ? 0 : age;
}

static void print_layer(const struct store_layer_state *layer)
{
    printf("%s ", layer->feed);
    if (layer->shown) {
        printf("version %lld, %lld records", (long long)layer->version,
               (long long)layer->records);
    } else {
        fputs("not shown", stdout);
    }
    const int64_t age = age_s(layer->sync.synced_utc_ms);
    if (age >= 0) {
        printf(", synced %lld s ago", (long long)age);
    } else {
        fputs(", never synced", stdout);
    }
    printf("%s%s", layer->pinned ? ", pinned" : "", layer->failed ? ", damaged" : "");
    if (layer->sync.last_error[0]) {
        fputs(", last error ", stdout);
        print_neutral(stdout, str_from_cstr(layer->sync.last_error));
    }
    if (layer->amendments) {
        printf(", %zu amendments, %zu set aside", layer->amendments, layer->set_aside);
    }
    putchar('\n');
}

static void print_amended(const struct store_layer_states *layers,
                          const struct content_amended *amended)
{
    const struct str feed = layers->feeds[amended->layer];
    printf("  %.*s/%.*s %s %.*s/%.*s: %s", STR_ARG(feed), STR_ARG(amended->id),
           amended->hides ? "hides" : "amends", STR_ARG(amended->feed),
           STR_ARG(amended->record), content_fate_text(amended->fate));
    if (amended->error.message[0]) {
        fputs(": ", stdout);
        print_neutral(stdout, str_from_cstr(amended->error.message));
    }
    putchar('\n');
}

static void print_layer_json(const struct store_layer_state *layer)
{
    printf("{\"feed\":\"%s\",\"shown\":%s,\"version\":%lld,\"content_hash\":\"%s\","
           "\"published\":%lld,\"synced\":%lld,\"records\":%lld,\"pinned\":%s,"
           "\"damaged\":%s,\"amendments\":%zu,\"set_aside\":%zu,\"last_error\":",
           layer->feed, layer->shown ? "true" : "false", (long long)layer->version,
           layer->root, (long long)(layer->published_utc_ms / 1000),
           (long long)(layer->sync.synced_utc_ms / 1000), (long long)layer->records,
           layer->pinned ? "true" : "false", layer->failed ? "true" : "false",
           layer->amendments, layer->set_aside);
    print_json_string(stdout, str_from_cstr(layer->sync.last_error));
    putchar('}');
}

static void print_amended_json(const struct store_layer_states *layers,
                               const struct content_amended *amended)
{
    const struct str name = content_fate_name(amended->fate);
    printf("{\"amendment\":\"%.*s/%.*s\",\"record\":\"%.*s/%.*s\",\"hide\":%s,"
           "\"fate\":\"%.*s\",\"why\":",
           STR_ARG(layers->feeds[amended->layer]), STR_ARG(amended->id),
           STR_ARG(amended->feed), STR_ARG(amended->record),
           amended->hides ? "true" : "false", STR_ARG(name));
    print_json_string(stdout, str_from_cstr(amended->error.message[0]
                                                ? amended->error.message
                                                : content_fate_text(amended->fate)));
    putchar('}');
}

static int run_layers(struct arena *arena, const struct arguments *arguments)
{
    (void)arena;
    const bool json = arguments_flag(arguments, "json");
    if (!data_folder_check(arguments)) {
        return EXIT_FAILED;
    }
    struct store *store = store_open(arguments_text(arguments, "data"));
    const struct store_layer_states layers = store_layers_of(store);
    fputs(json ? "{\"layers\":[" : "", stdout);
    for (size_t i = 0; i < layers.count; i++) {
        fputs(json && i ? ",\n" : "", stdout);
        json ? print_layer_json(&layers.items[i]) : print_layer(&layers.items[i]);
    }
    fputs(json ? "],\n\"amendments\":[" : "", stdout);
    for (size_t i = 0; i < layers.amended_count; i++) {
        fputs(json && i ? ",\n" : "", stdout);
        json ? print_amended_json(&layers, &layers.amended[i])
             : print_amended(&layers, &layers.amended[i]);
    }
    fputs(json ? "]}\n" : "", stdout);
    const bool whole = !store_state_of(store)->failed;
    store_close(store);
    return whole ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_layers = {
    .name = "layers",
    .synopsis = "",
    .summary = "list the feeds that lie over each other and what came of amendments",
    .details =
        "Lowest first. A patch whose record has changed since it was written is set\n"
        "aside and the record shown as it is; a hide hides it nevertheless; an\n"
        "amendment of a record that is gone has no effect.",
    .options =
        {
            {.name = "data", .value = "DIR", .help = "data folder", .required = true},
            {.name = "json", .help = "one JSON object"},
        },
    .run = run_layers,
};
