// check, keygen: the author's side.

#include "pack.h"
#include "command.h"
#include "layers.h"
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
    const bool good = pack_read(arena, folder, &report, &pack) &&
                      layers_check(arena, arguments, &pack, &report);
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
    .options =
        {
            {.name = "over",
             .value = "LOWER",
             .help =
                 "look into what lies below too (a pack or data folder, lowest first)",
             .repeats = true},
        },
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
