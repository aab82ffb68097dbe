// export: what a pack, a feed or a kiosk holds, in the forms that other programs read.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "command.h"
#include "diff.h"
#include "print.h"
#include "publish/export.h"
#include "signers.h"

static int fail(int code, const char *text, const char *detail)
{
    print_error("export", text, detail);
    return code;
}

static bool parse_records(struct arena *arena, const struct diff_side *side,
                          struct content_record *out_records)
{
    struct content_error error;
    for (size_t i = 0; i < side->count; i++) {
        if (!content_record_parse(arena, side->records[i].line, &out_records[i],
                                  &error)) {
            print_error("export", error.message, NULL);
            return false;
        }
    }
    return true;
}

// Both are said by the venue's own record.
static void find_venue(const struct export_records *records,
                       struct export_options *options)
{
    for (size_t i = 0; i < records->count; i++) {
        if (records->items[i].kind == CONTENT_VENUE) {
            options->id = records->items[i].id;
            options->timezone =
                options->timezone.len ? options->timezone : records->items[i].timezone;
            return;
        }
    }
}

static bool write_ndjson(struct buffer *out, const struct diff_side *side)
{
    for (size_t i = 0; i < side->count; i++) {
        buffer_add(out, side->records[i].line);
        buffer_add(out, STR("\n"));
    }
    return !out->overflowed;
}

struct job {
    struct arena *arena;
    struct str format;
    struct diff_side side;
    struct export_options options;
    struct buffer out;
    size_t count; // of what stands in it
};

static int write_format(struct job *job)
{
    struct arena *arena = job->arena;
    const struct diff_side *side = &job->side;
    struct export_options *options = &job->options;
    const struct str format = job->format;
    struct content_record *items =
        ARENA_ARRAY(arena, struct content_record, side->count + 1);
    const struct export_records records = {items, side->count};
    job->count = side->count;
    if (str_equal(format, STR("ndjson"))) {
        return write_ndjson(&job->out, side) ? EXIT_DONE
                                             : fail(EXIT_FAILED, "no memory", NULL);
    }
    if (!parse_records(arena, side, items)) {
        return EXIT_FAILED;
    }
    find_venue(&records, options);
    if (str_equal(format, STR("jsonld"))) {
        return export_jsonld(&job->out, options, &records, &job->count)
                   ? EXIT_DONE
                   : fail(EXIT_FAILED, "no memory", NULL);
    }
    if (!options->timezone.len) {
        return fail(EXIT_FAILED,
                    "there is no venue record that says the time zone; wants --timezone "
                    "Europe/Tirane",
                    NULL);
    }
    return export_ical(&job->out, options, &records, &job->count)
               ? EXIT_DONE
               : fail(EXIT_FAILED, "the time zone is not known", NULL);
}

static int put(const struct buffer *out, const char *path)
{
    const struct str bytes = buffer_view(out);
    if (!path) {
        fwrite(bytes.ptr, 1, bytes.len, stdout);
        return EXIT_DONE;
    }
    return file_write(path, bytes) ? EXIT_DONE : fail(EXIT_FAILED, strerror(errno), path);
}

static int run_export(struct arena *arena, const struct arguments *arguments)
{
    struct job job = {
        .arena = arena,
        .format = str_from_cstr(arguments_text(arguments, "as")),
        .options = {.id = STR("foyer"),
                    .timezone = str_from_cstr(arguments_text(arguments, "timezone")),
                    .lang = str_from_cstr(arguments_text(arguments, "lang"))}};
    const bool calendar = str_equal(job.format, STR("ical"));
    const bool json = str_equal(job.format, STR("jsonld"));
    if (!calendar && !json && !str_equal(job.format, STR("ndjson"))) {
        return fail(EXIT_USAGE, "--as wants ical, jsonld or ndjson",
                    arguments_text(arguments, "as"));
    }
    if (!now_take("export", &job.options.now_s)) {
        return EXIT_USAGE;
    }
    if (!diff_read(arena, "export", arguments->positionals[0], &job.side)) {
        return EXIT_FAILED;
    }
    buffer_init(&job.out, 0);
    int code = write_format(&job);
    code = code == EXIT_DONE ? put(&job.out, arguments_text(arguments, "out")) : code;
    buffer_finish(&job.out);
    if (code == EXIT_DONE) {
        fprintf(stderr, "%zu %s\n", job.count,
                calendar ? "events"
                : json   ? "resources"
                         : "records");
    }
    return code;
}

const struct command command_export = {
    .name = "export",
    .synopsis = "PACK|FEED|DATA",
    .summary = "give activities as iCalendar, resources as JSON-LD, or all as NDJSON",
    .details = "ical: each session of the activities, and the events, with the time "
               "zone's rules.\njsonld: resources as schema.org's LearningResource.\n"
               "ndjson: every record as canonical JSON, one a line.",
    .positionals_min = 1,
    .positionals_max = 1,
    .options =
        {
            {.name = "as",
             .value = "FORMAT",
             .help = "ical, jsonld or ndjson",
             .required = true},
            {.name = "out", .value = "FILE", .help = "instead of standard output"},
            {.name = "lang", .value = "CODE", .help = "of a calendar's texts"},
            {.name = "timezone",
             .value = "ZONE",
             .help = "of the sessions (the venue's)"},
        },
    .run = run_export,
};
