// promote, recall: forwards and backwards without the pack.
#include "print.h"
#include "signers.h"

static int run_promote(struct arena *arena, const struct arguments *arguments)
{
    (void)arena;
    struct publish_options options;
    struct publish_result result;
    const char *feed = arguments->positionals[0];
    if (!publish_options_take(arguments, &options)) {
        return EXIT_USAGE;
    }
    if (!publish_promote(feed, &options, &result)) {
        print_error("promote", result.error, NULL);
        return EXIT_FAILED;
    }
    printf("version %lld %s every kiosk\n", (long long)result.version,
           options.dry_run ? "would be for" : "is for");
    return EXIT_DONE;
}

const struct command command_promote = {
    .name = "promote",
    .synopsis = "FEED",
    .summary = "give the candidate to every kiosk",
    .details = "No key is needed: the candidate was signed when it was published.",
    .positionals_min = 1,
    .positionals_max = 1,
    .options =
        {
            {.name = "dry-run", .help = "say what would be done, write nothing"},
        },
    .run = run_promote,
};

static int run_recall(struct arena *arena, const struct arguments *arguments)
{
    struct signers signers;
    struct publish_options options;
    struct publish_result result;
    struct publish_recall wish = {.version = 0};
    const char *feed = arguments->positionals[0];
    if (!publish_options_take(arguments, &options) ||
        !arguments_number(arguments, "to", 1, INT64_MAX, &wish.version) ||
        !publics_load(arena, arguments, "trust", &wish.trust, &wish.trust_count)) {
        return EXIT_USAGE;
    }
    bool done = signers_load(arguments, &signers);
    if (done) {
        struct progress progress;
        progress_init(&progress);
        publish_show(&options, &progress);
        done = publish_recall(feed, &wish, &signers.view, &options, &result);
        progress_finish(&progress);
        if (done) {
            publish_print(&result, &options, feed);
        } else {
            print_error("recall", result.error, NULL);
        }
    }
    signers_forget(&signers);
    return done ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_recall = {
    .name = "recall",
    .synopsis = "FEED",
    .summary = "publish older content once more, as a new version",
    .details =
        "Versions never fall, so the older content gets a new, higher number. While a\n"
        "candidate is on trial its trial ends and the stable version comes again;\n"
        "else the last version for everybody before the present one. --to names another.",
    .positionals_min = 1,
    .positionals_max = 1,
    .options =
        {
            {.name = "key",
             .value = "KEYFILE",
             .help = "secret key",
             .required = true,
             .repeats = true},
            {.name = "to", .value = "VERSION", .help = "the version whose content it is"},
            {.name = "trust",
             .value = "KEY.pub",
             .help = "take a version that this key signed, not only one's own",
             .repeats = true},
            {.name = "expires", .value = "DAYS", .help = "lifetime, 1 to 3650 (90)"},
            {.name = "dry-run", .help = "say what would be written, write nothing"},
        },
    .run = run_recall,
};
