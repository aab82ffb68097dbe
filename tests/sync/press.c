#include "press.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
#include "feed/reader.h"
#include "store/reader.h"
#include "store/state.h"

static void drop_line(void *context, enum log_level level, const char *line)
{
    (void)context, (void)level, (void)line;
}

void press_open(struct press *press)
{
    *press = (struct press){.root = "/tmp/foyer-sync-XXXXXX"};
    arena_init(&press->arena, 0);
    cr_assert_not_null(mkdtemp(press->root));
    (void)snprintf(press->feed, sizeof(press->feed), "%s/feed", press->root);
    (void)snprintf(press->data, sizeof(press->data), "%s/data", press->root);
    cr_assert(folder_make(press->feed) && folder_make(press->data));
    cr_assert(minisign_keygen(&press->secret, &press->public));
    clock_shift_set_utc(&press->shift, (PRESS_NOW + 3600) * INT64_C(1000));
    press->version = PRESS_NOW;
    press->server = hostile_start(press->feed);
    cr_assert_not_null(press->server);
    press->fetch = fetch_settings_default();
    press->fetch.connect_ms = 4000;
    press->fetch.total_ms = 8000;
    press->fetch.low_speed_s = 2;
    if (!getenv("FOYER_LOG")) {
        log_set_sink(drop_line, NULL);
    }
}

void press_close(struct press *press)
{
    hostile_stop(press->server);
    (void)!folder_remove(press->root);
    arena_finish(&press->arena);
}

void press_write(struct press *press, const char *path, struct str bytes)
{
    char file[256];
    (void)snprintf(file, sizeof(file), "%s/%s", press->feed, path);
    *strrchr(file, '/') = '\0';
    cr_assert(folder_make(file));
    (void)snprintf(file, sizeof(file), "%s/%s", press->feed, path);
    FILE *out = fopen(file, "wb");
    cr_assert_not_null(out);
    cr_assert_eq(fwrite(bytes.ptr, 1, bytes.len, out), bytes.len);
    cr_assert_eq(fclose(out), 0);
}

struct str press_read(struct press *press, const char *path)
{
    char file[256];
    struct str bytes = {0};
    (void)snprintf(file, sizeof(file), "%s/%s", press->feed, path);
    cr_assert(file_read(&press->arena, file, 1 << 24, &bytes), "%s", file);
    return bytes;
}

static void note_file(struct press *press, enum press_kind kind, const char *path)
{
    cr_assert_lt(press->file_count, PRESS_FILES_MAX);
    struct press_file *file = &press->files[press->file_count++];
    file->kind = kind;
    (void)snprintf(file->path, sizeof(file->path), "%s", path);
}

static bool put_object(void *context, const struct feed_ref *ref, struct str bytes)
{
    struct press *press = context;
    char path[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, path);
    // Both are frames; only a node unpacks to a list of chunks.
    struct arena arena;
    struct feed_refs chunks;
    arena_init(&arena, 0);
    const bool node = feed_node_parse(&arena, ref, bytes, &chunks) == FEED_OK;
    arena_finish(&arena);
    note_file(press, node ? PRESS_NODE : PRESS_CHUNK, path);
    press_write(press, path, bytes);
    return true;
}

// A picture that no other record has; sync does not look into it.
static struct sha256 put_media(struct press *press, int64_t number)
{
    char bytes[3000], path[FEED_PATH_SIZE];
    memset(bytes, 'a' + (int)(number % 26), sizeof(bytes));
    (void)snprintf(bytes, sizeof(bytes), "picture %lld", (long long)number);
    const struct str view = {bytes, sizeof(bytes)};
    const struct sha256 hash = sha256_of(view);
    feed_object_path(&hash, path);
    note_file(press, PRESS_MEDIA, path);
    press_write(press, path, view);
    return hash;
}

static struct content_record make_record(struct press *press, int64_t number,
                                         const struct press_edition *edition)
{
    struct content_record record;
    struct content_error error = {""};
    struct str media = STR("");
    if (number <= edition->media) {
        char hex[SHA256_HEX_LEN + 1];
        const struct sha256 hash = put_media(press, number);
        sha256_to_hex(&hash, hex);
        media = arena_printf(&press->arena,
                             ",\"media\":[{\"sha256\":\"%s\",\"type\":\"image/png\","
                             "\"size_bytes\":3000,\"width_px\":4,\"height_px\":4,"
                             "\"alt\":{\"en\":\"A\"}}]",
                             hex);
    }
    const struct str json = arena_printf(
        &press->arena,
        "{\"id\":\"story-%06lld\",\"kind\":\"story\",\"title\":{\"en\":\"Story %lld\"},"
        "\"summary\":{\"en\":\"%lld\"}%.*s}",
        (long long)number, (long long)number,
        (long long)(edition->revision + (number == edition->altered)), STR_ARG(media));
    cr_assert(content_record_parse(&press->arena, json, &record, &error), "%s",
              error.message);
    return record;
}

void press_sign(struct press *press)
{
    press_sign_index(press, feed_index_write(&press->arena, &press->draft));
}

void press_sign_index(struct press *press, struct str index)
{
    char index_path[FEED_PATH_SIZE], signature_path[FEED_PATH_SIZE], latest[160];
    struct timespec times[2];
    press->name = sha256_of(index);
    feed_index_path(&press->name, index_path);
    feed_signature_path(&press->name, signature_path);
    press_write(press, index_path, index);
    press_write(press, signature_path,
                minisign_sign(&press->arena, &press->secret, index, STR("test")));
    press_write(
        press, "latest",
        feed_pointer_write(&press->arena, &(struct feed_pointer){.stable = press->name}));
    (void)snprintf(latest, sizeof(latest), "%s/latest", press->feed);
    times[0] = times[1] = (struct timespec){.tv_sec = PRESS_NOW + ++press->signs};
    cr_assert_eq(utimensat(-1, latest, times, 0), 0);
    note_file(press, PRESS_LATEST, "latest");
    note_file(press, PRESS_INDEX, index_path);
    note_file(press, PRESS_SIGNATURE, signature_path);
}

void press_publish(struct press *press, struct press_edition edition)
{
    struct content_record *records =
        ARENA_ARRAY(&press->arena, struct content_record, (size_t)edition.count + 1);
    press->file_count = 0;
    for (int64_t i = 0; i < edition.count; i++) {
        records[i] = make_record(press, i + 1, &edition);
    }
    press->draft = (struct feed_index){0};
    cr_assert_eq(feed_build(&press->arena, records, (size_t)edition.count,
                            (struct feed_sink){.put = put_object, .context = press},
                            &press->draft),
                 FEED_OK);
    press->version += 10;
    press->draft.feed_id = press->feed_id.len ? press->feed_id : STR("test-feed");
    press->draft.version = press->version;
    press->draft.published = press->version;
    press->draft.expires = press->version + 90 * 86400;
    press_sign(press);
}

const struct press_file *press_find(const struct press *press, enum press_kind kind,
                                    size_t number)
{
    for (size_t i = 0; i < press->file_count; i++) {
        if (press->files[i].kind == kind && number-- == 0) {
            return &press->files[i];
        }
    }
    return NULL;
}

struct sync_options press_options(struct press *press)
{
    return (struct sync_options){
        .url = arena_str(&press->arena, str_from_cstr(hostile_url(press->server))),
        .keys = &press->public,
        .key_count = 1,
        .data_folder = press->data,
        .clock = clock_shifted(&press->shift),
        .fetch = press->fetch,
    };
}

enum sync_outcome press_sync(struct press *press, struct sync_result *out_result)
{
    const struct sync_options options = press_options(press);
    return sync_run_once(&options, out_result);
}

int64_t press_shown(struct press *press, int64_t count)
{
    struct store *store = store_open(press->data);
    const struct store_query query = {
        .has_kind = true, .kind = CONTENT_STORY, .limit = STORE_QUERY_MAX};
    struct store_result *result = store_query(store, &query);
    int64_t revision = 0;
    if (result->failed || (result->count && (int64_t)result->count != count)) {
        revision = PRESS_MIXED;
    }
    for (size_t i = 0; i < result->count && revision != PRESS_MIXED; i++) {
        int64_t found = 0;
        const struct str text =
            content_text_in(result->records[i].summary, STR("en"), NULL);
        cr_assert(str_to_int64(text, &found));
        revision = i && found != revision ? PRESS_MIXED : found;
    }
    store_result_release(result);
    store_close(store);
    return revision;
}

struct str press_current(struct press *press)
{
    struct str bytes = {0};
    char path[160];
    (void)snprintf(path, sizeof(path), "%s/current", press->data);
    return file_read(&press->arena, path, 65536, &bytes) ? bytes : STR("");
}

int64_t press_trusted(struct press *press)
{
    struct store_feed_state state;
    (void)!store_feed_state_read(press->data, STR("test-feed"), &state);
    return state.trusted_version;
}
