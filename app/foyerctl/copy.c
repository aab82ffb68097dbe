// copy: a mirror of a feed in a folder.
#include "sync/copy.h"
#include "command.h"
#include "config/config.h"
#include "print.h"
#include "shelf.h"
#include "signers.h"

static void show_copy(void *context, const struct sync_progress *sync)
{
    progress_show(context, STR("objects"), sync->done, sync->total);
}

static int report(const struct sync_copy_result *result, const char *folder)
{
    const struct sync_result *sync = &result->sync;
    if (sync->feed[0]) {
        printf("feed: %s\n", sync->feed);
    }
    printf("version: %lld\nobjects: %lld, %lld of them new\nremoved: %lld files\n",
           (long long)sync->version, (long long)result->objects,
           (long long)result->fetched, (long long)result->removed);
    if (sync->outcome == SYNC_KEPT) {
        printf("reason: %.*s\n", STR_ARG(feed_reason_name(sync->reason)));
        return EXIT_KEPT;
    }
    fputs(sync->outcome == SYNC_DONE ? "copied to " : "current in ", stdout);
    print_neutral(stdout, str_from_cstr(folder));
    putchar('\n');
    return EXIT_DONE;
}

// The id of a feed of the settings in place of its address.
static bool take_configured(struct arena *arena, const struct arguments *arguments,
                            struct sync_options *options)
{
    struct config config;
    struct config_error error;
    const char *path = arguments_text(arguments, "config");
    if (!config_load(arena, path ? path : CONFIG_DEFAULT_PATH, &config, &error)) {
        print_error("copy", error.text, NULL);
        return false;
    }
    for (size_t i = 0; i < config.feed_count; i++) {
        const struct config_feed *feed = &config.feeds[i];
        if (!str_equal(feed->id, options->url)) {
            continue;
        }
        struct minisign_public *keys =
            ARENA_ARRAY(arena, struct minisign_public, feed->trust_count + 1);
        for (size_t j = 0; j < feed->trust_count; j++) {
            const char *why = "", *file = arena_cstr(arena, feed->trust[j]);
            if (!minisign_public_load(file, &keys[j], &why)) {
                print_error("copy", why, file);
                return false;
            }
        }
        options->url = feed->url;
        options->feed_id = feed->id;
        options->keys = keys;
        options->key_count = feed->trust_count;
        options->threshold = feed->threshold;
        options->fetch.allow_private = feed->allow_private;
        return true;
    }
    print_error("copy", "the settings name no feed of this id",
                arguments->positionals[0]);
    return false;
}

static bool take_keys(struct arena *arena, const struct arguments *arguments,
                      struct sync_options *options)
{
    if (!arguments_text(arguments, "trust")) {
        print_error("copy", "an address or folder goes with --trust KEY.pub", NULL);
        return false;
    }
    return publics_load(arena, arguments, "trust", &options->keys, &options->key_count) &&
           arguments_number(arguments, "threshold", 1, (int64_t)options->key_count,
                            &options->threshold);
}

static int run_copy(struct arena *arena, const struct arguments *arguments)
{
    struct sync_copy_result result;
    struct progress progress;
    const char *folder = arguments->positionals[1];
    struct sync_options options = {
        .url = place_of(arena, arguments->positionals[0]),
        .clock = clock_system(),
        .built_ms = FOYER_BUILT_S * 1000,
        .fetch = fetch_settings_default(),
        .progress = show_copy,
        .context = &progress,
    };
    options.fetch.allow_private = arguments_flag(arguments, "allow-private");
    const bool known = sync_url_valid(options.url)
                           ? take_keys(arena, arguments, &options)
                           : take_configured(arena, arguments, &options);
    if (!known) {
        return EXIT_USAGE;
    }
    progress_init(&progress);
    (void)sync_copy(&options, folder, &result);
    progress_finish(&progress);
    return report(&result, folder);
}

const struct command command_copy = {
    .name = "copy",
    .synopsis = "FEED DIR",
    .summary = "make or refresh a mirror of a feed: a stick, a server of the hall",
    .details =
        "FEED is an address, a folder with a `/`, or the id of a feed of the settings.\n"
        "DIR holds the newest version afterwards and nothing else, verified; for a "
        "stick\n"
        "that kiosks look for it is foyer/<feed id> on it. A copy that was cut goes on\n"
        "the next time. Status 3: DIR still offers what it did, `reason: WORD`.",
    .positionals_min = 2,
    .positionals_max = 2,
    .options =
        {
            {.name = "trust",
             .value = "KEY.pub",
             .help = "public key of its publisher",
             .repeats = true},
            {.name = "threshold",
             .value = "N",
             .help = "so many of these keys must have signed (1)"},
            {.name = "allow-private",
             .help = "the address may lead into a private network"},
            {.name = "config", .value = "FILE", .help = "settings that name the feed"},
        },
    .run = run_copy,
};
