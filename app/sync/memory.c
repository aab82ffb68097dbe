#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "run.h"

// Seconds until the end of the year 9999; more than any count too.
#define SOURCE_NUMBER_MAX INT64_C(253402300799)

enum {
    MEMORY_SOURCE_MAX = 8192, // bytes of the file
    // A time alone is written no more often, to spare the card: four writes a poll were
    // half of all that a quiet day cost it.
    MEMORY_QUIET_MS = 3600 * 1000,
};

char *memory_path(struct run *run, const char *name)
{
    return arena_cstr(&run->arena,
                      arena_printf(&run->arena, "%s/feeds/%.*s/%s",
                                   run->options->data_folder, STR_ARG(run->feed), name));
}

static const struct {
    const char *key;
    size_t offset;
} source_numbers[] = {
    {"media-missing", offsetof(struct source, media_missing)},
    {"published", offsetof(struct source, published_s)},
    {"expires", offsetof(struct source, expires_s)},
};
enum { SOURCE_NUMBERS = sizeof(source_numbers) / sizeof(*source_numbers) };

static int64_t source_number(const struct source *source, size_t i)
{
    int64_t number;
    memcpy(&number, (const char *)source + source_numbers[i].offset, sizeof(number));
    return number;
}

static void source_take_number(struct source *source, struct str key, struct str value)
{
    for (size_t i = 0; i < SOURCE_NUMBERS; i++) {
        int64_t number = 0;
        if (str_equal(key, str_from_cstr(source_numbers[i].key)) &&
            str_to_int64(value, &number) && number > 0 && number <= SOURCE_NUMBER_MAX) {
            memcpy((char *)source + source_numbers[i].offset, &number, sizeof(number));
        }
    }
}

static const struct {
    const char *key;
    size_t offset;
} source_hashes[] = {
    {"declined", offsetof(struct source, declined)},
    {"asker", offsetof(struct source, asker)},
    {"beside", offsetof(struct source, beside)},
};
enum { SOURCE_HASHES = sizeof(source_hashes) / sizeof(*source_hashes) };

static void source_take_hash(struct source *source, struct str key, struct str value)
{
    struct sha256 hash;
    for (size_t i = 0; i < SOURCE_HASHES; i++) {
        if (str_equal(key, str_from_cstr(source_hashes[i].key)) &&
            sha256_from_hex(value, &hash)) {
            sha256_to_hex(&hash, (char *)source + source_hashes[i].offset);
        }
    }
}

static const char *source_hash(const struct source *source, size_t i)
{
    return (const char *)source + source_hashes[i].offset;
}

static const struct {
    const char *key;
    size_t offset;
} source_places[] = {
    {"url", offsetof(struct source, url)},
    {"from", offsetof(struct source, from)},
};
enum { SOURCE_PLACES = sizeof(source_places) / sizeof(*source_places) };

static void source_take_place(struct source *source, struct str key, struct str value)
{
    for (size_t i = 0; i < SOURCE_PLACES; i++) {
        char *place = (char *)source + source_places[i].offset;
        if (str_equal(key, str_from_cstr(source_places[i].key)) &&
            !str_to_cstr(value, place, SYNC_URL_SIZE)) {
            place[0] = '\0';
        }
    }
}

// "url ...", "from ...", then a line for each number; unknown lines are left to newer
// programs.
static void source_parse(struct str text, struct source *source)
{
    struct str line, key;
    *source = (struct source){0};
    while (str_cut(&text, '\n', &line)) {
        struct str value = line;
        if (!str_cut(&value, ' ', &key) || !value.ptr) {
            continue;
        }
        source_take_place(source, key, value);
        source_take_number(source, key, value);
        source_take_hash(source, key, value);
    }
}

static void source_read(struct run *run, const char *path, struct source *source)
{
    struct str text = {0};
    *source = (struct source){0};
    if (file_read(&run->arena, path, MEMORY_SOURCE_MAX, &text)) {
        source_parse(text, source);
    }
}

bool sync_origin(const char *data_folder, struct str feed, char out_url[SYNC_URL_SIZE])
{
    struct source source;
    struct str text = {0};
    struct arena arena;
    arena_init(&arena, 0);
    const char *path = arena_cstr(
        &arena, arena_printf(&arena, "%s/feeds/%.*s/source", data_folder, STR_ARG(feed)));
    const bool known =
        feed_id_valid(feed) && file_read(&arena, path, MEMORY_SOURCE_MAX, &text);
    if (known) {
        source_parse(text, &source);
        memcpy(out_url, source.from, SYNC_URL_SIZE);
    }
    arena_finish(&arena);
    return known && out_url[0];
}

void memory_find(struct run *run)
{
    const struct sync_options *options = run->options;
    if (options->feed_id.len) {
        memory_load(run, options->feed_id);
        return;
    }
    struct folder_list list = {0};
    const char *folder = path_join(&run->arena, options->data_folder, "feeds");
    if (!folder_read(&run->arena, folder, &list)) {
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        struct source source;
        if (!feed_id_valid(list.names[i])) {
            continue;
        }
        run->feed = list.names[i];
        source_read(run, memory_path(run, "source"), &source);
        if (str_equal(str_from_cstr(source.url), run->url)) {
            memory_load(run, list.names[i]);
            return;
        }
    }
    run->feed = STR("");
}

// Where the state is lost, what is shown still says which versions are too old. Its index
// is not known any more, so it may be offered once again: hence one less.
static void keep_floor(struct run *run)
{
    struct store_current current;
    if (run->state.trusted_version ||
        !store_current_read(run->options->data_folder, &current)) {
        return;
    }
    for (size_t i = 0; i < current.count; i++) {
        if (str_equal(str_from_cstr(current.layers[i].feed), run->feed)) {
            run->state.trusted_version = current.layers[i].version - 1;
        }
    }
}

// The id and tags that candidates are decided by.
static void hash_asker(const struct feed_kiosk *kiosk, char out_hex[SHA256_HEX_LEN + 1])
{
    struct sha256_stream stream;
    sha256_init(&stream);
    sha256_add(&stream, kiosk->id);
    for (size_t i = 0; i < kiosk->tag_count; i++) {
        sha256_add(&stream, STR("\n"));
        sha256_add(&stream, kiosk->tags[i]);
    }
    const struct sha256 hash = sha256_end(&stream);
    sha256_to_hex(&hash, out_hex);
}

// A kiosk with another name or other tags is asked again.
static void ask_again(struct run *run)
{
    char asker[SHA256_HEX_LEN + 1];
    hash_asker(&run->options->kiosk, asker);
    if (run->source.declined[0] && strcmp(run->source.asker, asker) != 0) {
        run->source.declined[0] = '\0';
        run->state.etag[0] = '\0';
    }
    memcpy(run->source.asker, asker, sizeof(asker));
}

// Nothing was verified by the new keys of the settings: what is known stays as it is.
static void forget_anchor(struct run *run)
{
    const struct store_feed_state *before = &run->state_before;
    run->state.trusted_version = before->trusted_version;
    run->state.trusted_set = before->trusted_set;
    run->state.key_set = before->key_set;
    memcpy(run->state.trusted_index, before->trusted_index,
           sizeof(before->trusted_index));
    memcpy(run->state.anchor, before->anchor, sizeof(before->anchor));
}

void memory_load(struct run *run, struct str feed)
{
    run->feed = arena_str(&run->arena, feed);
    (void)str_to_cstr(feed, run->result->feed, sizeof(run->result->feed));
    if (!store_feed_state_read(run->options->data_folder, feed, &run->state)) {
        log_warn("sync", "the state of feed %.*s is damaged", STR_ARG(feed));
    }
    keep_floor(run);
    source_read(run, memory_path(run, "source"), &run->source);
    if (!str_equal(str_from_cstr(run->source.url), run->url)) {
        // An ETag means something to the server that gave it only.
        run->state.etag[0] = '\0';
    }
    run->state_before = run->state;
    run->source_before = run->source;
    ask_again(run);
    keys_load(run);
    memcpy(run->beside, run->source.beside, sizeof(run->beside));
}

// Whether more than the time of the last look has changed, or that is old.
static bool state_changed(const struct run *run)
{
    const struct store_feed_state *now = &run->state, *before = &run->state_before;
    return now->trusted_version != before->trusted_version ||
           now->trusted_set != before->trusted_set || now->key_set != before->key_set ||
           strcmp(now->trusted_index, before->trusted_index) != 0 ||
           strcmp(now->anchor, before->anchor) != 0 ||
           strcmp(now->etag, before->etag) != 0 ||
           strcmp(now->last_error, before->last_error) != 0 ||
           llabs(now->checked_utc_ms - before->checked_utc_ms) >= MEMORY_QUIET_MS ||
           llabs(now->synced_utc_ms - before->synced_utc_ms) >= MEMORY_QUIET_MS;
}

static bool source_changed(const struct run *run)
{
    bool changed = strcmp(run->source.url, run->source_before.url) != 0 ||
                   strcmp(run->source.from, run->source_before.from) != 0;
    for (size_t i = 0; i < SOURCE_NUMBERS; i++) {
        changed |=
            source_number(&run->source, i) != source_number(&run->source_before, i);
    }
    for (size_t i = 0; i < SOURCE_HASHES; i++) {
        changed |= strcmp(source_hash(&run->source, i),
                          source_hash(&run->source_before, i)) != 0;
    }
    return changed;
}

static bool source_write(struct run *run)
{
    struct buffer text;
    buffer_init(&text, MEMORY_SOURCE_MAX);
    buffer_printf(&text, "url %s\n", run->source.url);
    if (run->source.from[0]) {
        buffer_printf(&text, "from %s\n", run->source.from);
    }
    for (size_t i = 0; i < SOURCE_NUMBERS; i++) {
        buffer_printf(&text, "%s %lld\n", source_numbers[i].key,
                      (long long)source_number(&run->source, i));
    }
    for (size_t i = 0; i < SOURCE_HASHES; i++) {
        const char *hex = source_hash(&run->source, i);
        if (hex[0]) {
            buffer_printf(&text, "%s %s\n", source_hashes[i].key, hex);
        }
    }
    run_step(run, "source");
    const bool written = folder_make(memory_path(run, "")) &&
                         file_write(memory_path(run, "source"), buffer_view(&text));
    buffer_finish(&text);
    return written;
}

bool memory_save(struct run *run)
{
    if (!run->anchored) {
        forget_anchor(run);
    }
    if (source_changed(run)) {
        if (!source_write(run)) {
            return false;
        }
        run->source_before = run->source;
    }
    if (state_changed(run)) {
        run_step(run, "state");
        if (!store_feed_state_write(run->options->data_folder, run->feed, &run->state)) {
            return false;
        }
        run->state_before = run->state;
    }
    return true;
}
