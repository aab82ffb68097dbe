// publish: an author's folder becomes a feed.
#include "base/file.h"
#include "diff.h"
#include "pack.h"
#include "print.h"
#include "signers.h"

// --rollout and --tag make a candidate; a tag alone is for its kiosks only.
static bool take_rollout(struct arena *arena, const struct arguments *arguments,
                         struct feed_rollout *out_rollout)
{
    const char *const *values;
    struct feed_rollout rollout = {.percent = 0};
    rollout.tag_count = arguments_all(arguments, "tag", &values);
    rollout.there = rollout.tag_count || arguments_text(arguments, "rollout");
    struct str *tags = ARENA_ARRAY(arena, struct str, rollout.tag_count + 1);
    for (size_t i = 0; i < rollout.tag_count; i++) {
        tags[i] = str_from_cstr(values[i]);
        if (!feed_id_valid(tags[i])) {
            print_error("publish", "--tag wants 1 to 64 of a-z, 0-9 and -", values[i]);
            return false;
        }
    }
    rollout.tags = tags;
    *out_rollout = rollout;
    return arguments_number(arguments, "rollout", 0, 100, &out_rollout->percent);
}

static void print_counts(const struct publish_result *result)
{
    printf("%zu records, %zu objects, %zu media files\n", result->records,
           result->objects, result->media);
    printf("written: %zu objects, %zu media files, %lld bytes\n", result->objects_written,
           result->media_written, (long long)result->bytes_written);
}

static void print_rollout(const struct feed_rollout *rollout)
{
    if (!rollout->there) {
        return;
    }
    printf("for %lld %% of the kiosks", (long long)rollout->percent);
    for (size_t i = 0; i < rollout->tag_count; i++) {
        printf("%s %.*s", i ? "," : " and those tagged", STR_ARG(rollout->tags[i]));
    }
    puts("; `foyerctl promote` gives it to all");
}

// What visitors would see change; nothing when there is no feed yet to compare with.
static void print_difference(const struct pack *pack, const char *feed)
{
    struct arena arena;
    struct diff_side sides[2];
    arena_init(&arena, 0);
    if (file_exists(path_join(&arena, feed, FEED_POINTER_PATH)) &&
        diff_read_pack(&arena, "publish", feed, pack, sides)) {
        (void)diff_print(&arena, sides, &(struct diff_wish){0});
    }
    arena_finish(&arena);
}

static bool publish_pack(const struct arguments *arguments, const struct pack *pack,
                         const struct publish_signers *signers,
                         struct publish_options *options)
{
    struct progress progress;
    struct publish_result result;
    const char *feed = arguments->positionals[1];
    progress_init(&progress);
    publish_show(options, &progress);
    const bool done = publish_write(pack, feed, signers, options, &result);
    progress_finish(&progress);
    if (!done) {
        print_error("publish", result.error, NULL);
        return false;
    }
    publish_print(&result, options, feed);
    print_rollout(&options->rollout);
    print_counts(&result);
    if (options->dry_run && !result.unchanged) {
        print_difference(pack, feed);
    }
    return true;
}

static int run_publish(struct arena *arena, const struct arguments *arguments)
{
    struct signers signers;
    struct publish_options options;
    if (!publish_options_take(arguments, &options) ||
        !take_rollout(arena, arguments, &options.rollout)) {
        return EXIT_USAGE;
    }
    options.force = arguments_flag(arguments, "force");
    bool done = signers_load(arguments, &signers);
    if (done) {
        struct pack_report report;
        struct pack pack;
        const char *folder = pack_tidy_folder(arena, arguments->positionals[0]);
        done = pack_read(arena, folder, &report, &pack);
        pack_print_report(arena, folder, &report);
        if (!done) {
            print_error("publish", "nothing was published: the pack has errors", NULL);
        }
        done = done && publish_pack(arguments, &pack, &signers.view, &options);
    }
    signers_forget(&signers);
    return done ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_publish = {
    .name = "publish",
    .synopsis = "PACK FEED",
    .summary = "turn an author's folder into a signed feed for any HTTP server",
    .details =
        "FEED is a folder; `latest` in it is written last. Unchanged content is left as\n"
        "it is unless less than half of its lifetime is left. With the environment's\n"
        "SOURCE_DATE_EPOCH the same content gives the same bytes.\n"
        "With --rollout or --tag it is a candidate beside the present version, for some\n"
        "kiosks only. Where several publishers sign together, it waits for the others\n"
        "(`foyerctl sign`) and kiosks notice nothing.",
    .positionals_min = 2,
    .positionals_max = 2,
    .options =
        {
            {.name = "key",
             .value = "KEYFILE",
             .help = "secret key",
             .required = true,
             .repeats = true},
            {.name = "expires", .value = "DAYS", .help = "lifetime, 1 to 3650 (90)"},
            {.name = "rollout",
             .value = "PERCENT",
             .help = "a candidate for so many of the kiosks, 0 to 100"},
            {.name = "tag",
             .value = "TAG",
             .help = "a candidate for the kiosks with this tag",
             .repeats = true},
            {.name = "dry-run", .help = "say what would be written, write nothing"},
            {.name = "force", .help = "a new version even when nothing changed"},
        },
    .run = run_publish,
};
