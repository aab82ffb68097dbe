// sync: one run, for the feeds named on the command line or in the config.
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "command.h"
#include "config/config.h"
#include "feed/object.h"
#include "print.h"
#include "shelf.h"
#include "sync/sync.h"

static void show_sync(void *context, const struct sync_progress *sync)
{
    progress_show(context, sync_phase_name(sync->phase), sync->done, sync->total);
}

// A key that cannot be read or parsed is wrong usage: nothing could ever be verified.
static bool load_key(const char *path, struct minisign_public *out_key)
{
    const char *why = "";
    if (!minisign_public_load(path, out_key, &why)) {
        print_error("sync", why, path);
        return false;
    }
    return true;
}

static int report(const struct sync_result *result)
{
    if (result->feed[0]) {
        printf("feed: %s\n", result->feed);
    }
    printf("version: %lld\nrequests: %lld\nbytes: %lld\n", (long long)result->version,
           (long long)result->requests, (long long)result->bytes);
    if (result->candidate) {
        puts("candidate: taken, this kiosk is one of the first");
    }
    if (result->candidate_reason != FEED_OK) {
        printf("candidate: not usable (%.*s), the stable version is shown\n",
               STR_ARG(feed_reason_name(result->candidate_reason)));
    }
    if (result->media_missing) {
        printf("pictures missing: %lld (%.*s), tried again next time\n",
               (long long)result->media_missing,
               STR_ARG(feed_reason_name(result->media_reason)));
    }
    if (result->outcome == SYNC_KEPT) {
        printf("reason: %.*s\n", STR_ARG(feed_reason_name(result->reason)));
        return EXIT_KEPT;
    }
    printf("%s\n", result->outcome == SYNC_DONE ? "done" : "current");
    return EXIT_DONE;
}

static int run_feed(struct sync_options options)
{
    struct progress progress;
    struct sync_result result;
    struct str used;
    progress_init(&progress);
    options.clock = clock_system();
    options.built_ms = FOYER_BUILT_S * 1000;
    options.progress = show_sync;
    options.context = &progress;
    options.ask_all = true; // who asks by hand wants what there is
    (void)sync_run_any(&options, &result, &used);
    progress_finish(&progress);
    if (options.mirror_count) {
        printf("source: %.*s\n", STR_ARG(used));
    }
    return report(&result);
}

static bool take_keys(struct arena *arena, const struct arguments *arguments,
                      struct sync_options *options)
{
    const char *const *paths;
    const size_t count = arguments_all(arguments, "trust", &paths);
    struct minisign_public *keys = ARENA_ARRAY(arena, struct minisign_public, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!load_key(paths[i], &keys[i])) {
            return false;
        }
    }
    options->keys = keys;
    options->key_count = count;
    return arguments_number(arguments, "threshold", 1, (int64_t)count,
                            &options->threshold);
}

// Who the kiosk is, for step-by-step roll-outs.
static bool take_kiosk(struct arena *arena, const struct arguments *arguments,
                       struct feed_kiosk *kiosk)
{
    const char *const *values;
    const char *id = arguments_text(arguments, "kiosk");
    kiosk->id = str_from_cstr(id);
    if (id && !feed_id_valid(kiosk->id)) {
        print_error("sync", "--kiosk wants 1 to 64 of a-z, 0-9 and -", id);
        return false;
    }
    kiosk->tag_count = arguments_all(arguments, "tag", &values);
    struct str *tags = ARENA_ARRAY(arena, struct str, kiosk->tag_count + 1);
    for (size_t i = 0; i < kiosk->tag_count; i++) {
        tags[i] = str_from_cstr(values[i]);
    }
    kiosk->tags = tags;
    return true;
}

static int run_one(struct arena *arena, const struct arguments *arguments)
{
    const char *feed_id = arguments_text(arguments, "feed-id");
    struct sync_options options = {
        .url = place_of(arena, arguments_text(arguments, "feed")),
        .feed_id = str_from_cstr(feed_id),
        .data_folder = arguments_text(arguments, "data"),
        .fetch = fetch_settings_default(),
    };
    options.fetch.allow_private = arguments_flag(arguments, "allow-private");
    if (!arguments_text(arguments, "trust") || !options.data_folder) {
        print_error("sync", "--feed goes with --trust KEY.pub and --data DIR", NULL);
        return EXIT_USAGE;
    }
    if (!sync_url_valid(options.url)) {
        print_error(
            "sync",
            "--feed wants an http or https address without a user name, or a folder",
            arguments_text(arguments, "feed"));
        return EXIT_USAGE;
    }
    if (feed_id && !feed_id_valid(options.feed_id)) {
        print_error("sync", "--feed-id wants 1 to 64 of a-z, 0-9 and -", feed_id);
        return EXIT_USAGE;
    }
    return take_keys(arena, arguments, &options) &&
                   take_kiosk(arena, arguments, &options.kiosk)
               ? run_feed(options)
               : EXIT_USAGE;
}

static int run_configured(struct arena *arena, const struct config *config,
                          const struct config_feed *feed, const char *data)
{
    struct minisign_public keys[CONFIG_KEYS_MAX];
    for (size_t i = 0; i < feed->trust_count; i++) {
        if (!load_key(arena_cstr(arena, feed->trust[i]), &keys[i])) {
            return EXIT_USAGE;
        }
    }
    struct str layers[CONFIG_FEEDS_MAX];
    for (size_t i = 0; i < config->feed_count; i++) {
        layers[i] = config->feeds[i].id;
    }
    struct sync_options options = {
        .url = feed->url,
        .mirrors = feed->mirrors,
        .mirror_count = feed->mirror_count,
        .feed_id = feed->id,
        .keys = keys,
        .key_count = feed->trust_count,
        .threshold = feed->threshold,
        .kiosk = {.id = config->kiosk.id,
                  .tags = config->kiosk.tags,
                  .tag_count = config->kiosk.tag_count},
        .layers = layers,
        .layer_count = config->feed_count,
        .data_folder = data ? data : arena_cstr(arena, config->data),
        .fetch = fetch_settings_default(),
    };
    options.fetch.allow_private = feed->allow_private;
    return run_feed(options);
}

static int run_sync(struct arena *arena, const struct arguments *arguments)
{
    if (arguments_text(arguments, "feed")) {
        return run_one(arena, arguments);
    }
    const char *path = arguments_text(arguments, "config");
    struct config config;
    struct config_error error;
    if (!path && !file_exists(CONFIG_DEFAULT_PATH)) {
        print_error("sync",
                    "name a feed (--feed URL --trust KEY.pub --data DIR) or a config "
                    "(--config FILE)",
                    NULL);
        return EXIT_USAGE;
    }
    if (!config_load(arena, path ? path : CONFIG_DEFAULT_PATH, &config, &error)) {
        print_error("sync", error.text, NULL);
        return EXIT_USAGE;
    }
    if (!config.feed_count) {
        print_error("sync", "the config names no feed", NULL);
        return EXIT_USAGE;
    }
    int worst = EXIT_DONE;
    for (size_t i = 0; i < config.feed_count; i++) {
        const int code = run_configured(arena, &config, &config.feeds[i],
                                        arguments_text(arguments, "data"));
        worst = code == EXIT_DONE ? worst : code;
    }
    return worst;
}

const struct command command_sync = {
    .name = "sync",
    .synopsis = "",
    .summary = "fetch, verify and switch to what a feed offers, once",
    .details =
        "Whenever the last good content stays, be it refused or unreachable, the exit\n"
        "status is 3 and the last line says `reason: WORD`. Without --feed the feeds\n"
        "of the config are taken (--config, else /etc/foyer/foyer.yaml).",
    .options =
        {
            {.name = "feed", .value = "URL", .help = "the feed's address or folder"},
            {.name = "trust",
             .value = "KEY.pub",
             .help = "public key of its publisher",
             .repeats = true},
            {.name = "threshold",
             .value = "N",
             .help = "so many of these keys must have signed (1)"},
            {.name = "data", .value = "DIR", .help = "data folder of the kiosk"},
            {.name = "feed-id", .value = "ID", .help = "take no other feed than this"},
            {.name = "kiosk", .value = "ID", .help = "the kiosk's own id, for roll-outs"},
            {.name = "tag",
             .value = "TAG",
             .help = "a tag of the kiosk, for roll-outs",
             .repeats = true},
            {.name = "allow-private",
             .help = "the address may lead into a private network"},
            {.name = "config",
             .value = "FILE",
             .help = "settings in place of these options"},
        },
    .run = run_sync,
};
