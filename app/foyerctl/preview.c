// preview: the kiosk's own screen of a record, drawn off-screen from a pack.
#include <errno.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "command.h"
#include "content/schedule.h"
#include "i18n/zone.h"
#include "pack.h"
#include "print.h"
#include "render.h"
#include "stage.h"

enum { PACKS_MAX = REPEATS_MAX + 1 };

struct preview {
    struct arena *arena;
    const struct arguments *arguments;
    struct pack packs[PACKS_MAX]; // lowest first, the author's own last
    size_t pack_count;
    struct str lang;
    struct content_record *const *records; // asked for
    size_t count;
    int64_t now_utc_ms; // of the visitor
    struct render render;
    const char *data, *shots;
};

static bool fail(const char *text, const char *detail)
{
    print_error("preview", text, detail);
    return false;
}

static const struct pack *own_pack(const struct preview *preview)
{
    return &preview->packs[preview->pack_count - 1];
}

// ---- what is to be seen ----
// The highest layer's, as a visitor meets it.
static struct content_record *look_up(const struct preview *preview, struct str id)
{
    for (size_t p = preview->pack_count; p > 0; p--) {
        const struct pack *pack = &preview->packs[p - 1];
        for (size_t i = 0; i < pack->count; i++) {
            if (str_equal(pack->records[i].id, id)) {
                return &pack->records[i];
            }
        }
    }
    return NULL;
}

static struct content_record *find_record(const struct preview *preview, const char *id)
{
    struct content_record *found = look_up(preview, str_from_cstr(id));
    if (found) {
        return found;
    }
    const struct pack *pack = own_pack(preview);
    const char **names = ARENA_ARRAY(preview->arena, const char *, pack->count + 1);
    for (size_t i = 0; i < pack->count; i++) {
        names[i] = arena_cstr(preview->arena, pack->records[i].id);
    }
    const char *near = nearest_name(id, names, pack->count);
    fputs("foyerctl preview: the pack has no record `", stderr);
    print_neutral(stderr, str_from_cstr(id));
    fprintf(stderr, near ? "'; did you mean %s?\n" : "'\n", near);
    return NULL;
}

static bool choose(struct preview *preview)
{
    const char *const *ids;
    preview->count = arguments_all(preview->arguments, "record", &ids);
    struct content_record **records =
        ARENA_ARRAY(preview->arena, struct content_record *, preview->count + 1);
    for (size_t i = 0; i < preview->count; i++) {
        records[i] = find_record(preview, ids[i]);
        if (!records[i] ||
            (records[i]->hide && !fail("it hides a record: there is nothing to see",
                                       arena_cstr(preview->arena, records[i]->id)))) {
            return false;
        }
    }
    preview->records = records;
    return true;
}

static bool choose_language(struct preview *preview)
{
    const struct content_ids *spoken = &own_pack(preview)->languages;
    const char *wish = arguments_text(preview->arguments, "lang");
    preview->lang = wish            ? str_from_cstr(wish)
                    : spoken->count ? spoken->items[0]
                                    : STR("en");
    for (size_t i = 0; i < spoken->count; i++) {
        if (str_equal(preview->lang, spoken->items[i])) {
            return true;
        }
    }
    fputs("foyerctl preview: the pack is not written in `", stderr);
    print_neutral(stderr, preview->lang);
    fputs("' but in", stderr);
    for (size_t i = 0; i < spoken->count; i++) {
        fprintf(stderr, " %.*s", STR_ARG(spoken->items[i]));
    }
    fputc('\n', stderr);
    return false;
}

static bool choose_time(struct preview *preview)
{
    const char *now = arguments_text(preview->arguments, "now");
    const struct clock clock = clock_system();
    preview->now_utc_ms = clock_utc_ms(&clock);
    return !now || clock_parse_rfc3339(str_from_cstr(now), &preview->now_utc_ms) ||
           fail("--now wants a time like 2026-11-21T13:32:00Z, not", now);
}

// A record is drawn at any time, but its author must know who sees it.
static void tell_when_visible(const struct preview *preview)
{
    struct i18n_zone *zone = i18n_zone_create(own_pack(preview)->timezone);
    for (size_t i = 0; zone && i < preview->count; i++) {
        const struct content_record *record = preview->records[i];
        if (content_visible(record, zone, preview->now_utc_ms)) {
            continue;
        }
        fputs("foyerctl preview: ", stderr);
        print_neutral(stderr, record->id);
        fputs(": visitors do not see it at this time (--now), but", stderr);
        if (record->visible_from.len) {
            fprintf(stderr, " from %.*s", STR_ARG(record->visible_from));
        }
        if (record->visible_to.len) {
            fprintf(stderr, " to %.*s", STR_ARG(record->visible_to));
        }
        fputc('\n', stderr);
    }
    i18n_zone_destroy(zone);
}

// ---- the script ----
static bool names(const struct content_ids *ids, struct str id)
{
    for (size_t i = 0; i < ids->count; i++) {
        if (str_equal(ids->items[i], id)) {
            return true;
        }
    }
    return false;
}

static bool hosts(const struct content_record *host, const struct content_record *record)
{
    return (record->kind == CONTENT_QUESTION && host->kind == CONTENT_CONTEST &&
            str_equal(record->contest, host->id)) ||
           (record->kind == CONTENT_PATHWAY && host->kind == CONTENT_CAREER &&
            names(&host->pathways, record->id)) ||
           (record->kind == CONTENT_AMENDMENT && str_equal(record->amended, host->id));
}

// The record on whose screen a part of it is seen; NULL: none.
static const struct content_record *host_of(const struct preview *preview,
                                            const struct content_record *record)
{
    for (size_t p = 0; p < preview->pack_count; p++) {
        const struct pack *pack = &preview->packs[p];
        const bool below = record->kind != CONTENT_AMENDMENT ||
                           str_equal(pack->id, record->amended_feed);
        for (size_t i = 0; below && i < pack->count; i++) {
            if (hosts(&pack->records[i], record)) {
                return &pack->records[i];
            }
        }
    }
    return NULL;
}

// What of the record must be read on the screen: its title's first line, a figure's unit.
static struct str sign_of(const struct preview *preview,
                          const struct content_record *record)
{
    const struct content_text text = record->kind == CONTENT_FIGURE && record->unit.count
                                         ? record->unit
                                         : record->title;
    struct str title = content_text_in(text, preview->lang, NULL), line;
    return str_cut(&title, '\n', &line) ? str_trim(line) : STR("");
}

static void write_record(const struct preview *preview, size_t index,
                         struct buffer *script)
{
    const struct content_record *record = preview->records[index];
    const struct content_record *host = host_of(preview, record);
    const struct content_record *seen = host ? host : record;
    const struct str kind = content_kind_name(seen->kind);
    if (host) {
        printf("%.*s is seen with %.*s %.*s\n", STR_ARG(record->id), STR_ARG(kind),
               STR_ARG(host->id));
    }
    buffer_printf(script, "settle\nopen %.*s %.*s\nsettle\n", STR_ARG(kind),
                  STR_ARG(seen->id));
    // The amended title may be another than the one below.
    if (record->kind != CONTENT_VENUE && record->kind != CONTENT_AMENDMENT) {
        buffer_printf(script, "reach %.*s\n", STR_ARG(sign_of(preview, seen)));
    }
    buffer_printf(script, "settle\nshot %zu\n", index);
}

// Slides first: the loop that shows them ends with the visit's begin.
static void write_steps(const struct preview *preview, struct buffer *script)
{
    if (!preview->count) {
        buffer_printf(script, "settle\nopen home\nsettle\nshot 0\n");
    }
    for (int slides = 1; slides >= 0; slides--) {
        for (size_t i = 0; i < preview->count; i++) {
            if ((preview->records[i]->kind == CONTENT_SLIDE) == (slides == 1)) {
                write_record(preview, i, script);
            }
        }
    }
}

// ---- the pictures ----
static const char *target(const struct preview *preview, size_t index)
{
    const char *out = arguments_text(preview->arguments, "out");
    if (preview->count < 2) {
        return out;
    }
    const struct str name =
        arena_printf(preview->arena, "%.*s.png", STR_ARG(preview->records[index]->id));
    return path_join(preview->arena, out, arena_cstr(preview->arena, name));
}

static void explain_missing(const struct preview *preview, size_t index)
{
    if (!preview->count) {
        fail("foyer drew no picture", NULL);
        return;
    }
    const struct content_record *record = preview->records[index];
    fputs("foyerctl preview: ", stderr);
    print_neutral(stderr, record->id);
    fprintf(stderr, ": no screen shows this %.*s\n",
            STR_ARG(content_kind_name(record->kind)));
}

static bool take_pictures(const struct preview *preview)
{
    const size_t count = preview->count ? preview->count : 1;
    const char *out = arguments_text(preview->arguments, "out");
    if (count > 1 && !folder_make(out)) {
        return fail(strerror(errno), out);
    }
    for (size_t i = 0; i < count; i++) {
        const struct str name = arena_printf(preview->arena, "%zu.png", i);
        struct str bytes;
        if (!file_read(preview->arena,
                       path_join(preview->arena, preview->shots,
                                 arena_cstr(preview->arena, name)),
                       256 * 1024 * 1024, &bytes)) {
            explain_missing(preview, i);
            return false;
        }
        if (!file_write(target(preview, i), bytes)) {
            return fail(strerror(errno), target(preview, i));
        }
        print_neutral(stdout, str_from_cstr(target(preview, i)));
        putchar('\n');
    }
    return true;
}

static bool draw(struct preview *preview, int *out_code)
{
    const struct render_wish wish = {
        .data = preview->data,
        .shots = preview->shots,
        .lang = arena_cstr(preview->arena, preview->lang),
        .size = arguments_text(preview->arguments, "size"),
        .now = arguments_text(preview->arguments, "now"),
    };
    struct buffer script;
    buffer_init(&script, 0);
    write_steps(preview, &script);
    const enum render_result result =
        render_run(&preview->render, &wish, buffer_view(&script));
    buffer_finish(&script);
    *out_code = result == RENDER_USAGE ? EXIT_USAGE : EXIT_FAILED;
    return (result == RENDER_DONE || result == RENDER_STEP) && take_pictures(preview);
}

static bool read_pack(struct preview *preview, const char *place)
{
    struct pack_report report;
    const char *folder = pack_tidy_folder(preview->arena, place);
    if (pack_read(preview->arena, folder, &report,
                  &preview->packs[preview->pack_count++])) {
        return true;
    }
    pack_print_report(preview->arena, folder, &report);
    return fail("the pack has errors", folder);
}

static bool read_packs(struct preview *preview)
{
    const char *const *lower = NULL;
    const size_t count = arguments_all(preview->arguments, "over", &lower);
    for (size_t i = 0; i < count; i++) {
        if (!read_pack(preview, lower[i])) {
            return false;
        }
    }
    return read_pack(preview, preview->arguments->positionals[0]);
}

static bool stage_packs(const struct preview *preview)
{
    const struct stage stage = {preview->arena, preview->render.folder, preview->data};
    bool good = true;
    for (size_t i = 0; good && i < preview->pack_count; i++) {
        good = stage_add(&stage, &preview->packs[i]);
    }
    return good;
}

static int run_preview(struct arena *arena, const struct arguments *arguments)
{
    struct preview preview = {.arena = arena, .arguments = arguments};
    int code = EXIT_FAILED;
    if (!read_packs(&preview)) {
        return EXIT_FAILED;
    }
    if (!choose_time(&preview) || !choose(&preview) || !choose_language(&preview)) {
        return EXIT_USAGE;
    }
    tell_when_visible(&preview);
    if (!render_begin(arena, &preview.render)) {
        return EXIT_FAILED;
    }
    preview.data = path_join(arena, preview.render.folder, "data");
    preview.shots = path_join(arena, preview.render.folder, "shots");
    if (stage_packs(&preview) && draw(&preview, &code)) {
        code = EXIT_DONE;
    }
    render_end(&preview.render);
    return code;
}

const struct command command_preview = {
    .name = "preview",
    .synopsis = "PACK",
    .summary = "draw the kiosk's screen of a record, as visitors will see it",
    .details =
        "Without --record the home screen. With several, OUT is a folder that gets\n"
        "ID.png of each. A record without a screen of its own is shown where it appears.",
    .positionals_min = 1,
    .positionals_max = 1,
    .options =
        {
            {.name = "record", .value = "ID", .help = "which record", .repeats = true},
            {.name = "out", .value = "PNG", .help = "the picture", .required = true},
            {.name = "over",
             .value = "LOWER",
             .help = "a pack that lies below, lowest first",
             .repeats = true},
            {.name = "lang", .value = "CODE", .help = "language (the pack's first)"},
            {.name = "size", .value = "WxH", .help = "of the screen (1920x1080)"},
            {.name = "now",
             .value = "TIME",
             .help = "the visitor's time, as 2026-11-21T13:32:00Z (now)"},
        },
    .run = run_preview,
};
