// import: what a venue keeps already becomes files of its pack.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "command.h"
#include "content/fields.h"
#include "print.h"
#include "publish/import.h"
#include "publish/pack.h"
#include "signers.h"

static int wrong(const char *text, const char *detail)
{
    print_error("import", text, detail);
    return EXIT_USAGE;
}

// "T,E" and "pupil,teacher" as lists; `letters`: "TE" is two as well.
static struct content_ids list_of(struct arena *arena, const char *text, bool letters)
{
    const size_t length = text ? strlen(text) : 0;
    struct content_ids ids = {ARENA_ARRAY(arena, struct str, length + 1), 0};
    for (size_t start = 0; start < length;) {
        size_t end = start;
        while (end < length && !strchr(", ", text[end]) && !(letters && end > start)) {
            end++;
        }
        if (end > start) {
            ids.items[ids.count++] = (struct str){text + start, end - start};
        }
        start = end + (end < length && strchr(", ", text[end]) != NULL);
    }
    return ids;
}

static bool right_words(const struct content_ids *ids, const char *const *words)
{
    for (size_t i = 0; i < ids->count; i++) {
        if (!content_form_check(FORM_WORD, words, ids->items[i])) {
            return false;
        }
    }
    return true;
}

// EXIT_DONE, or what was wrong was printed.
static int read_options(struct arena *arena, const struct arguments *arguments,
                        struct import_options *options)
{
    static const char *const letters[] = {"S", "T", "E", "A", "M", NULL};
    const char *as = arguments_text(arguments, "as");
    const char *kind = arguments_text(arguments, "kind");
    const char *const *map = NULL;
    const size_t mapped = arguments_all(arguments, "map", &map);
    options->has_format = as != NULL;
    if (as && !import_format_parse(str_from_cstr(as), &options->format)) {
        return wrong("--as wants ical, rss, csv, jsonld or esco", as);
    }
    options->has_kind = kind != NULL;
    if (kind && strcmp(kind, "session") == 0) {
        options->kind = CONTENT_ACTIVITY;
    } else if (kind && !content_kind_parse(str_from_cstr(kind), &options->kind)) {
        return wrong("--kind wants session, question, organisation or figure", kind);
    }
    options->fields = list_of(arena, arguments_text(arguments, "field"), true);
    options->audiences = list_of(arena, arguments_text(arguments, "audience"), false);
    options->only = list_of(arena, arguments_text(arguments, "only"), false);
    if (!right_words(&options->fields, letters)) {
        return wrong("--field wants letters of STEAM, the leading one first, like T,E",
                     NULL);
    }
    if (!right_words(&options->audiences, content_audience_names)) {
        return wrong("--audience wants pupil, student, teacher, school, parent, "
                     "community or professional",
                     NULL);
    }
    options->map.items = ARENA_ARRAY(arena, struct str, mapped);
    for (size_t i = 0; i < mapped; i++) {
        if (!strchr(map[i], '=')) {
            return wrong("--map wants THEIRS=OURS", map[i]);
        }
        options->map.items[options->map.count++] = str_from_cstr(map[i]);
    }
    options->source = str_from_cstr(arguments_text(arguments, "source"));
    options->lang = str_from_cstr(arguments_text(arguments, "lang"));
    options->dry_run = arguments_flag(arguments, "dry-run");
    options->force = arguments_flag(arguments, "force");
    options->prune = arguments_flag(arguments, "prune");
    return now_take("import", &options->now_s) ? EXIT_DONE : EXIT_USAGE;
}

static void print_notes(struct arena *arena, const struct import_result *result,
                        bool files)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct import_note *note = &result->notes[i];
        const bool file = note->type == IMPORT_ADDED || note->type == IMPORT_CHANGED;
        if (file == files) {
            print_neutral(files ? stdout : stderr, import_note_text(arena, note));
            fputc('\n', files ? stdout : stderr);
        }
    }
}

static void print_summary(const struct import_result *result, bool dry_run)
{
    const size_t *counts = result->counts;
    fputs("source ", stdout);
    print_neutral(stdout, result->source);
    printf(" (%.*s): %zu entries taken, %zu left out, %zu notes\n",
           STR_ARG(import_format_name(result->format)), result->records,
           counts[IMPORT_LEFT_OUT], counts[IMPORT_HINT]);
    printf("files%s: %zu added, %zu changed, %zu unchanged, %zu kept, %zu gone, "
           "%zu removed\n",
           dry_run ? " (a dry run, nothing is written)" : "", counts[IMPORT_ADDED],
           counts[IMPORT_CHANGED], result->unchanged, counts[IMPORT_KEPT],
           counts[IMPORT_GONE], counts[IMPORT_REMOVED]);
}

// What is written must stand the check of any author's folder.
static bool check_pack(struct arena *arena, const char *folder)
{
    struct pack_report report;
    struct pack pack;
    const bool right = pack_read(arena, folder, &report, &pack);
    for (size_t i = 0; i < report.count && !right; i++) {
        if (report.messages[i].severity == PACK_ERROR) {
            print_neutral(stderr, pack_message_text(arena, &report.messages[i]));
            fputc('\n', stderr);
        }
    }
    if (!right) {
        print_error("import", "the pack has errors; `foyerctl check` names them too",
                    NULL);
    }
    return right;
}

static void show(void *context, struct str what, size_t done, size_t total)
{
    progress_show(context, what, (int64_t)done, (int64_t)total);
}

static int run_import(struct arena *arena, const struct arguments *arguments)
{
    struct progress progress;
    struct import_options options = {.progress = show, .context = &progress};
    struct import_result result;
    struct import_file files[REPEATS_MAX];
    const char *const *paths = NULL;
    const size_t count = arguments_all(arguments, "from", &paths);
    const char *folder = arguments->positionals[0];
    const int code = read_options(arena, arguments, &options);
    if (code != EXIT_DONE) {
        return code;
    }
    for (size_t i = 0; i < count; i++) {
        files[i].name = str_from_cstr(paths[i]);
        if (!file_read(arena, paths[i], IMPORT_FILE_MAX, &files[i].bytes)) {
            print_error("import", paths[i],
                        errno == EFBIG ? "larger than 32 MB" : strerror(errno));
            return EXIT_FAILED;
        }
    }
    options.files = files;
    options.file_count = count;
    progress_init(&progress);
    const bool done = import_run(arena, folder, &options, &result);
    progress_finish(&progress);
    if (!done) {
        print_error("import", result.error, NULL);
        return EXIT_FAILED;
    }
    print_notes(arena, &result, true);
    fflush(stdout);
    print_notes(arena, &result, false);
    print_summary(&result, options.dry_run);
    return options.dry_run || check_pack(arena, folder) ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_import = {
    .name = "import",
    .synopsis = "PACK",
    .summary = "turn calendars, feeds and tables into files of a pack, again and again",
    .details =
        "Reads iCalendar into activities and events, RSS and Atom into stories, CSV "
        "into\n"
        "sessions, questions, organisations or figures, schema.org JSON-LD (also within\n"
        "a page) and ESCO's occupations into careers. Every entry that is left out is\n"
        "told, with its line and why.\n"
        "A second run changes nothing. A file that a person changed or removed stays as\n"
        "it is and is told; --force takes the source's. imports.csv in the pack knows\n"
        "which file came from where; keep it with the pack.",
    .positionals_min = 1,
    .positionals_max = 1,
    .options =
        {
            {.name = "from",
             .value = "FILE",
             .help = "what to read",
             .required = true,
             .repeats = true},
            {.name = "as", .value = "FORMAT", .help = "ical, rss, csv, jsonld, esco"},
            {.name = "kind",
             .value = "KIND",
             .help = "of a table's rows: session, question, organisation, figure"},
            {.name = "lang", .value = "CODE", .help = "of texts (the pack's first)"},
            {.name = "field", .value = "T,E", .help = "of records that name none"},
            {.name = "audience", .value = "pupil,...", .help = "likewise"},
            {.name = "map",
             .value = "THEIRS=OURS",
             .help = "a column, or the id of a place",
             .repeats = true},
            {.name = "only", .value = "21,311", .help = "ESCO: codes that begin so"},
            {.name = "source", .value = "NAME", .help = "in imports.csv (FILE's name)"},
            {.name = "dry-run", .help = "say what would be written, write nothing"},
            {.name = "force", .help = "write over what a person changed"},
            {.name = "prune", .help = "remove what is no longer in the source"},
        },
    .run = run_import,
};
