#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "run.h"

enum {
    MEMORY_SOURCE_MAX = 4096, // bytes of the file
    MEMORY_QUIET_MS =
        60 * 1000, // a time alone is written no more often, to spare the card
};

char *memory_path(struct run *run, const char *name)
{
    return arena_cstr(&run->arena,
                      arena_printf(&run->arena, "%s/feeds/%.*s/%s",
                                   run->options->data_folder, STR_ARG(run->feed), name));
}

// "url ...", "media-missing N"; unknown lines are left to newer programs.
static void source_parse(struct str text, struct source *source)
{
    struct str line, key;
    *source = (struct source){0};
    while (str_cut(&text, '\n', &line)) {
        struct str value = line;
        int64_t number = 0;
        if (!str_cut(&value, ' ', &key) || !value.ptr) {
            continue;
        }
        if (str_equal(key, STR("url")) &&
            !str_to_cstr(value, source->url, sizeof(source->url))) {
            source->url[0] = '\0';
        }
        if (str_equal(key, STR("media-missing")) && str_to_int64(value, &number)) {
            source->media_missing = number > 0 ? number : 0;
        }
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
}

// Whether more than the time of the last look has changed, or that is old.
static bool state_changed(const struct run *run)
{
    const struct store_feed_state *now = &run->state, *before = &run->state_before;
    return now->trusted_version != before->trusted_version ||
           strcmp(now->trusted_index, before->trusted_index) != 0 ||
           strcmp(now->etag, before->etag) != 0 ||
           strcmp(now->last_error, before->last_error) != 0 ||
           llabs(now->checked_utc_ms - before->checked_utc_ms) >= MEMORY_QUIET_MS ||
           llabs(now->synced_utc_ms - before->synced_utc_ms) >= MEMORY_QUIET_MS;
}

bool memory_save(struct run *run)
{
    if (strcmp(run->source.url, run->source_before.url) != 0 ||
        run->source.media_missing != run->source_before.media_missing) {
        const struct str text =
            arena_printf(&run->arena, "url %s\nmedia-missing %lld\n", run->source.url,
                         (long long)run->source.media_missing);
        const char *path = memory_path(run, "source");
        run_step(run, "source");
        if (!folder_make(memory_path(run, "")) || !file_write(path, text)) {
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
