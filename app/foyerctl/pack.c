// check, keygen, publish: the author's side.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "pack.h"
#include "print.h"
#include "publish/writer.h"

void pack_print_report(struct arena *arena, const char *folder,
                       const struct pack_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        print_neutral(stderr, str_from_cstr(folder));
        fputc('/', stderr);
        print_neutral(stderr, pack_message_text(arena, &report->messages[i]));
        fputc('\n', stderr);
    }
    if (report->errors + report->warnings > report->count) {
        fprintf(stderr, "... and %zu more\n",
                report->errors + report->warnings - report->count);
    }
}

static void print_kinds(const struct pack_report *report)
{
    const char *between = "";
    for (size_t i = 0; i < CONTENT_KIND_COUNT; i++) {
        if (report->kinds[i]) {
            printf("%s%zu %.*s", between, report->kinds[i],
                   STR_ARG(content_kind_name((enum content_kind)i)));
            between = ", ";
        }
    }
    if (between[0]) {
        putchar('\n');
    }
}

// A folder given as "pack/" is shown as "pack/activity/x.md".
const char *pack_tidy_folder(struct arena *arena, const char *folder)
{
    struct str name = str_from_cstr(folder);
    while (name.len > 1 && name.ptr[name.len - 1] == '/') {
        name.len--;
    }
    return arena_cstr(arena, name);
}

static int run_check(struct arena *arena, const struct arguments *arguments)
{
    struct pack_report report;
    struct pack pack;
    const char *folder = pack_tidy_folder(arena, arguments->positionals[0]);
    const bool good = pack_read(arena, folder, &report, &pack);
    pack_print_report(arena, folder, &report);
    print_kinds(&report);
    if (report.samples || report.untranslated) {
        printf("%zu sample records, %zu texts not translated\n", report.samples,
               report.untranslated);
    }
    printf("%zu errors, %zu warnings\n", report.errors, report.warnings);
    return good && !report.errors ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_check = {
    .name = "check",
    .synopsis = "PACK",
    .summary = "find the faults in an author's folder, with file and line",
    .positionals_min = 1,
    .positionals_max = 1,
    .run = run_check,
};

static int run_keygen(struct arena *arena, const struct arguments *arguments)
{
    (void)arena;
    char error[300];
    const char *path = arguments->positionals[0];
    if (!publish_keygen(path, error)) {
        print_error("keygen", error, NULL);
        return EXIT_FAILED;
    }
    fputs("secret key: ", stdout);
    print_neutral(stdout, str_from_cstr(path));
    fputs(" (mode 0600, not encrypted: keep it safe)\npublic key: ", stdout);
    print_neutral(stdout, str_from_cstr(path));
    fputs(".pub (give it to every kiosk)\n", stdout);
    return EXIT_DONE;
}

const struct command command_keygen = {
    .name = "keygen",
    .synopsis = "KEYFILE",
    .summary = "make a key pair to sign a feed with",
    .details =
        "Writes KEYFILE (secret, mode 0600) and KEYFILE.pub in minisign's format.\n"
        "An existing file is never written over.",
    .positionals_min = 1,
    .positionals_max = 1,
    .run = run_keygen,
};

// Source: https://reproducible-builds.org/specs/source-date-epoch/
static bool take_now(int64_t *out_now_s)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    const struct clock clock = clock_system();
    *out_now_s = clock_utc_ms(&clock) / 1000;
    if (!epoch || !epoch[0]) {
        return true;
    }
    if (!str_to_int64(str_from_cstr(epoch), out_now_s) || *out_now_s < 1 ||
        *out_now_s > INT64_C(253402300799)) {
        print_error("publish",
                    "SOURCE_DATE_EPOCH must be seconds since 1970, as 1763769600", epoch);
        return false;
    }
    return true;
}

static void show_publish(void *context, const struct publish_progress *progress)
{
    progress_show(context, progress->what, (int64_t)progress->done,
                  (int64_t)progress->total);
}

static void print_published(const struct publish_result *result, bool dry_run)
{
    char until[24];
    clock_format_rfc3339(result->expires * 1000, until);
    printf(result->unchanged ? "unchanged: version %lld\n"
           : dry_run         ? "would publish version %lld\n"
                             : "published version %lld\n",
           (long long)result->version);
    printf("index %s\ncontent %s\nexpires %s\n", result->index_hex, result->root_hex,
           until);
    printf("%zu records, %zu objects, %zu media files\n", result->records,
           result->objects, result->media);
    printf("written: %zu objects, %zu media files, %lld bytes\n", result->objects_written,
           result->media_written, (long long)result->bytes_written);
}

static int run_publish(struct arena *arena, const struct arguments *arguments)
{
    struct progress progress;
    struct publish_options options = {
        .dry_run = arguments_flag(arguments, "dry-run"),
        .force = arguments_flag(arguments, "force"),
        .progress = show_publish,
        .context = &progress,
    };
    if (!take_now(&options.now_s) ||
        !arguments_number(arguments, "expires", 1, 3650, &options.expires_days)) {
        return EXIT_USAGE;
    }
    struct minisign_secret key;
    struct publish_result result;
    char error[300];
    if (!publish_key_load(arguments_text(arguments, "key"), &key, error)) {
        print_error("publish", error, NULL);
        return EXIT_FAILED;
    }
    struct pack_report report;
    struct pack pack;
    const char *folder = pack_tidy_folder(arena, arguments->positionals[0]);
    progress_init(&progress);
    bool done = pack_read(arena, folder, &report, &pack);
    pack_print_report(arena, folder, &report);
    if (!done) {
        print_error("publish", "nothing was published: the pack has errors", NULL);
    } else {
        done = publish_write(&pack, arguments->positionals[1], &key, &options, &result);
        progress_finish(&progress);
        if (done) {
            print_published(&result, options.dry_run);
        } else {
            print_error("publish", result.error, NULL);
        }
    }
    minisign_forget(&key);
    return done ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_publish = {
    .name = "publish",
    .synopsis = "PACK FEED",
    .summary = "turn an author's folder into a signed feed for any HTTP server",
    .details =
        "FEED is a folder; `latest` in it is written last. Unchanged content is left as\n"
        "it is unless less than half of its lifetime is left. With the environment's\n"
        "SOURCE_DATE_EPOCH the same content gives the same bytes.",
    .positionals_min = 2,
    .positionals_max = 2,
    .options =
        {
            {.name = "key", .value = "KEYFILE", .help = "secret key", .required = true},
            {.name = "expires", .value = "DAYS", .help = "lifetime, 1 to 3650 (90)"},
            {.name = "dry-run", .help = "say what would be written, write nothing"},
            {.name = "force", .help = "a new version even when nothing changed"},
        },
    .run = run_publish,
};
