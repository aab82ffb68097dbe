// preview: the kiosk's own screen of a record, drawn off-screen from a pack.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "command.h"
#include "content/schedule.h"
#include "i18n/zone.h"
#include "pack.h"
#include "print.h"
#include "publish/writer.h"
#include "render.h"
#include "store/snapshot.h"

struct preview {
    struct arena *arena;
    const struct arguments *arguments;
    struct pack pack;
    struct str lang;
    struct content_record *const *records; // asked for
    size_t count;
    int64_t now_utc_ms; // of the visitor
    struct render render;
    const char *feed, *data, *shots;
};

static bool fail(const char *text, const char *detail)
{
    print_error("preview", text, detail);
    return false;
}

// ---- what is to be seen ----
static struct content_record *find_record(const struct preview *preview, const char *id)
{
    for (size_t i = 0; i < preview->pack.count; i++) {
        if (str_equal(preview->pack.records[i].id, str_from_cstr(id))) {
            return &preview->pack.records[i];
        }
    }
    const char **names =
        ARENA_ARRAY(preview->arena, const char *, preview->pack.count + 1);
    for (size_t i = 0; i < preview->pack.count; i++) {
        names[i] = arena_cstr(preview->arena, preview->pack.records[i].id);
    }
    const char *near = nearest_name(id, names, preview->pack.count);
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
        if (!records[i]) {
            return false;
        }
    }
    preview->records = records;
    return true;
}

static bool choose_language(struct preview *preview)
{
    const struct content_ids *spoken = &preview->pack.languages;
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
    struct i18n_zone *zone = i18n_zone_create(preview->pack.timezone);
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

// ---- a snapshot of the pack ----
static enum feed_reason fetch_file(void *context, const struct feed_ref *ref,
                                   struct arena *arena, struct str *out_bytes)
{
    const struct preview *preview = context;
    char path[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, path);
    return file_read(arena, path_join(arena, preview->feed, path),
                     (size_t)ref->size_bytes, out_bytes)
               ? FEED_OK
               : FEED_STORAGE;
}

static const struct feed_verified *
verify(struct preview *preview, const struct minisign_secret *key, const char *index_hex)
{
    const struct minisign_public public = minisign_public_of(key);
    const struct feed_trust trust = {
        .keys = {.threshold = 1, .items = &public, .count = 1}};
    struct feed_files files;
    const struct feed_verified *release;
    char index[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    if (!sha256_from_hex(str_from_cstr(index_hex), &files.name)) {
        return NULL;
    }
    feed_index_path(&files.name, index);
    feed_signature_path(&files.name, signature);
    struct arena *arena = preview->arena;
    const bool good = file_read(arena, path_join(arena, preview->feed, index),
                                FEED_INDEX_MAX, &files.index) &&
                      file_read(arena, path_join(arena, preview->feed, signature),
                                FEED_SIGNATURE_MAX, &files.signature) &&
                      feed_verify(arena, &trust, &files, &release) == FEED_OK;
    return good ? release : NULL;
}

// The screen looks for pictures among the fetched objects: they are the published ones.
static bool lend_objects(struct preview *preview)
{
    struct arena *arena = preview->arena;
    const char *feeds = path_join(arena, preview->data, "feeds");
    const char *own = path_join(arena, feeds, arena_cstr(arena, preview->pack.id));
    return folder_make(own) &&
           symlink(path_join(arena, preview->feed, "o"), path_join(arena, own, "o")) == 0;
}

static bool build_snapshot(struct preview *preview, const struct minisign_secret *key,
                           const struct publish_result *published)
{
    const struct feed_verified *release = verify(preview, key, published->index_hex);
    const struct clock clock = clock_system();
    const struct store_build build = {.data_folder = preview->data,
                                      .release = release,
                                      .source = {fetch_file, preview},
                                      .now_utc_ms = clock_utc_ms(&clock)};
    const struct store_switch change = {.data_folder = preview->data,
                                        .feed = preview->pack.id,
                                        .root = str_from_cstr(published->root_hex),
                                        .version = published->version};
    return (release && folder_make(preview->data) && lend_objects(preview) &&
            store_snapshot_build(&build) == FEED_OK &&
            store_snapshot_switch(&change) == STORE_DONE) ||
           fail("the temporary snapshot cannot be made", strerror(errno));
}

static void show_publish(void *context, const struct publish_progress *progress)
{
    progress_show(context, progress->what, (int64_t)progress->done,
                  (int64_t)progress->total);
}

static bool publish(struct preview *preview)
{
    struct minisign_secret key;
    struct minisign_public public;
    struct publish_result result;
    const struct clock clock = clock_system();
    struct progress progress;
    const struct publish_options options = {.now_s = clock_utc_ms(&clock) / 1000,
                                            .progress = show_publish,
                                            .context = &progress};
    progress_init(&progress);
    if (!minisign_keygen(&key, &public)) {
        return fail("the system has no random numbers", NULL);
    }
    const bool done =
        (publish_write(&preview->pack, preview->feed, &(struct publish_signers){&key, 1},
                       &options, &result) ||
         fail(result.error, NULL)) &&
        build_snapshot(preview, &key, &result);
    progress_finish(&progress);
    minisign_forget(&key);
    return done;
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

// The record on whose screen a part of it is seen; NULL: none.
static const struct content_record *host_of(const struct preview *preview,
                                            const struct content_record *record)
{
    for (size_t i = 0; i < preview->pack.count; i++) {
        const struct content_record *other = &preview->pack.records[i];
        const bool hosts =
            (record->kind == CONTENT_QUESTION && other->kind == CONTENT_CONTEST &&
             str_equal(record->contest, other->id)) ||
            (record->kind == CONTENT_PATHWAY && other->kind == CONTENT_CAREER &&
             names(&other->pathways, record->id));
        if (hosts) {
            return other;
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
    if (record->kind != CONTENT_VENUE) {
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

static int run_preview(struct arena *arena, const struct arguments *arguments)
{
    struct preview preview = {.arena = arena, .arguments = arguments};
    struct pack_report report;
    int code = EXIT_FAILED;
    const char *folder = pack_tidy_folder(arena, arguments->positionals[0]);
    const bool whole = pack_read(arena, folder, &report, &preview.pack);
    if (!whole) {
        pack_print_report(arena, folder, &report);
        print_error("preview", "the pack has errors", NULL);
        return EXIT_FAILED;
    }
    if (!choose_time(&preview) || !choose(&preview) || !choose_language(&preview)) {
        return EXIT_USAGE;
    }
    tell_when_visible(&preview);
    if (!render_begin(arena, &preview.render)) {
        return EXIT_FAILED;
    }
    preview.feed = path_join(arena, preview.render.folder, "feed");
    preview.data = path_join(arena, preview.render.folder, "data");
    preview.shots = path_join(arena, preview.render.folder, "shots");
    if (publish(&preview) && draw(&preview, &code)) {
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
            {.name = "lang", .value = "CODE", .help = "language (the pack's first)"},
            {.name = "size", .value = "WxH", .help = "of the screen (1920x1080)"},
            {.name = "now",
             .value = "TIME",
             .help = "the visitor's time, as 2026-11-21T13:32:00Z (now)"},
        },
    .run = run_preview,
};
