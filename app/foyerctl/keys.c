// keys, sign: who publishes a feed.
#include <string.h>

#include "base/clock.h"
#include "print.h"
#include "signers.h"

// ---- keys FEED: what there is ----
static void print_release(const char *name, const struct publish_release *release)
{
    char until[24];
    if (!release->there) {
        return;
    }
    clock_format_rfc3339(release->expires * 1000, until);
    printf("%s: version %lld, %lld records, key set %lld, expires %s\n", name,
           (long long)release->version, (long long)release->records,
           (long long)release->key_set, until);
    if (release->rollout.there && strcmp(name, "stable") != 0) {
        printf("  for %lld %% of the kiosks", (long long)release->rollout.percent);
        for (size_t i = 0; i < release->rollout.tag_count; i++) {
            printf("%s %.*s", i ? "," : " and those tagged",
                   STR_ARG(release->rollout.tags[i]));
        }
        putchar('\n');
    }
}

static void print_publishers(struct arena *arena, const struct feed_keys *keys)
{
    if (!keys->set) {
        puts("publishers: those whom the settings of the kiosks trust (key set 0)");
        return;
    }
    printf("publishers: key set %lld, %lld of %zu sign together\n", (long long)keys->set,
           (long long)keys->threshold, keys->count);
    for (size_t i = 0; i < keys->count; i++) {
        struct str line = minisign_public_write(arena, &keys->items[i]), comment;
        (void)str_cut(&line, '\n', &comment);
        printf("  %.*s %.*s", STR_ARG(minisign_key_name(arena, keys->items[i].key_id)),
               STR_ARG(line));
    }
}

static int show(struct arena *arena, const char *feed)
{
    struct publish_overview overview;
    char error[300];
    if (!publish_look(arena, feed, &overview, error)) {
        print_error("keys", error, NULL);
        return EXIT_FAILED;
    }
    printf("feed: %.*s\n", STR_ARG(overview.feed_id));
    print_publishers(arena, &overview.keys);
    print_release("stable", &overview.stable);
    print_release("candidate", &overview.candidate);
    print_release(overview.new_keys ? "waiting, with a new key set" : "waiting",
                  &overview.pending);
    if (overview.missing_before) {
        printf("  %zu more of the publishers so far must sign\n",
               overview.missing_before);
    }
    if (overview.missing) {
        printf("  %zu more of the publishers%s must sign\n", overview.missing,
               overview.new_keys ? " from then on" : "");
    }
    return EXIT_DONE;
}

static int run_keys(struct arena *arena, const struct arguments *arguments)
{
    struct signers signers;
    struct publish_options options;
    struct publish_result result;
    struct publish_key_set set = {.threshold = 1};
    const char *feed = arguments->positionals[0];
    if (!arguments_flag(arguments, "member")) {
        if (arguments_flag(arguments, "key") || arguments_flag(arguments, "threshold")) {
            print_error("keys",
                        "name every publisher of the new key set with --member "
                        "KEYFILE.pub",
                        NULL);
            return EXIT_USAGE;
        }
        return show(arena, feed);
    }
    if (!arguments_flag(arguments, "key")) {
        print_error("keys", "a new key set must be signed: --key KEYFILE", NULL);
        return EXIT_USAGE;
    }
    if (!publish_options_take(arguments, &options) ||
        !publics_load(arena, arguments, "member", &set.keys, &set.count) ||
        !arguments_number(arguments, "threshold", 1, (int64_t)set.count,
                          &set.threshold)) {
        return EXIT_USAGE;
    }
    bool done = signers_load(arguments, &signers);
    if (done) {
        done = publish_keys(feed, &set, &signers.view, &options, &result);
        if (done) {
            publish_print(&result, &options, feed);
        } else {
            print_error("keys", result.error, NULL);
        }
    }
    signers_forget(&signers);
    return done ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_keys = {
    .name = "keys",
    .synopsis = "FEED",
    .summary = "show who publishes a feed, or say who does from now on",
    .details =
        "Without --member: the publishers, the versions, and what waits for signatures.\n"
        "With --member (once for each publisher, the complete list): a new key set. It\n"
        "must be signed by those who publish so far and by those who do from now on;\n"
        "who is not at hand adds a signature later with `foyerctl sign`. Kiosks follow\n"
        "by themselves, and a key that is not named any more counts for nothing.",
    .positionals_min = 1,
    .positionals_max = 1,
    .options =
        {
            {.name = "member",
             .value = "KEY.pub",
             .help = "public key of a publisher from now on",
             .repeats = true},
            {.name = "threshold",
             .value = "N",
             .help = "so many of them sign together (1)"},
            {.name = "key",
             .value = "KEYFILE",
             .help = "secret key that signs the change",
             .repeats = true},
            {.name = "expires",
             .value = "DAYS",
             .help = "lifetime of the content from now on (as before)"},
            {.name = "dry-run", .help = "say what would be written, write nothing"},
        },
    .run = run_keys,
};

// ---- sign FEED ----
static int run_sign(struct arena *arena, const struct arguments *arguments)
{
    (void)arena;
    struct signers signers;
    struct publish_options options;
    struct publish_result result;
    const char *feed = arguments->positionals[0];
    if (!publish_options_take(arguments, &options)) {
        return EXIT_USAGE;
    }
    bool done = signers_load(arguments, &signers);
    if (done) {
        done = publish_sign(feed, &signers.view, &options, &result);
        if (done) {
            publish_print(&result, &options, feed);
        } else {
            print_error("sign", result.error, NULL);
        }
    }
    signers_forget(&signers);
    return done ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_sign = {
    .name = "sign",
    .synopsis = "FEED",
    .summary = "add a signature to a version that waits for it",
    .details =
        "Where several publishers sign together, what one publishes waits in FEED. Each\n"
        "of the others signs it on a computer of their own, in a copy of the folder "
        "that\n"
        "goes from one to the next. The last signature needed makes kiosks take it.\n"
        "`foyerctl keys FEED` shows what waits and for how many.",
    .positionals_min = 1,
    .positionals_max = 1,
    .options =
        {
            {.name = "key",
             .value = "KEYFILE",
             .help = "secret key",
             .required = true,
             .repeats = true},
        },
    .run = run_sign,
};
