#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buffer.h"
#include "base/file.h"
#include "feed/build.h"
#include "publish/writer.h"
#include "scale_tool.h"

enum { WORDS = 2000, CHANGED_MAX = 1000, LIFE_S = 90 * 86400 };

struct scale {
    struct arena arena; // one record
    const char *folder;
    int64_t version;
    long changed[CHANGED_MAX];
    size_t changed_count;
    int64_t objects, written, bytes;
};

// SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
// generators", 2014.
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

// A word of two to four syllables; low numbers are common, as in any language.
static void add_word(struct buffer *text, uint64_t *state)
{
    static const char first[] = "bcdfghklmnprstvz", second[] = "aeiou";
    const uint64_t draw = next_random(state) % (WORDS * WORDS);
    uint64_t word = draw / WORDS * (draw % WORDS) / WORDS * 7919 + 4242;
    const int syllables = 2 + (int)(word % 3);
    for (int i = 0; i < syllables; i++) {
        word = word * 31 + 17;
        const char pair[2] = {first[word / 5 % 16], second[word % 5]};
        (void)buffer_append(text, pair, sizeof(pair));
    }
}

static struct str words(struct scale *scale, uint64_t *state, int count)
{
    struct buffer text;
    buffer_init(&text, 0);
    for (int i = 0; i < count; i++) {
        (void)buffer_add(&text, i ? STR(" ") : STR(""));
        add_word(&text, state);
    }
    const struct str copy = arena_str(&scale->arena, buffer_view(&text));
    buffer_finish(&text);
    return copy;
}

static struct content_text texts(struct scale *scale, uint64_t *state, int count)
{
    struct content_translation *items =
        ARENA_ARRAY(&scale->arena, struct content_translation, 2);
    items[0] = (struct content_translation){STR("en"), words(scale, state, count)};
    items[1] = (struct content_translation){STR("sq"), words(scale, state, count)};
    return (struct content_text){items, 2};
}

static bool is_changed(const struct scale *scale, long number)
{
    for (size_t i = 0; i < scale->changed_count; i++) {
        if (scale->changed[i] == number) {
            return true;
        }
    }
    return false;
}

// About 900 bytes: two thirds activities, one third careers.
static struct content_record make_record(struct scale *scale, long number)
{
    uint64_t state = (uint64_t)number * 1000003;
    const bool career = number % 3 == 2;
    struct content_record record = {
        .kind = career ? CONTENT_CAREER : CONTENT_ACTIVITY,
        .id = arena_printf(&scale->arena, "item-%07ld", number),
        .capacity = -1,
        .places_left = -1,
        .fields = 1u << number % FIELD_COUNT,
        .order = number % 7,
        .title = texts(scale, &state, 4),
        .summary = texts(scale, &state, 12),
        .body = texts(scale, &state, 40),
    };
    if (is_changed(scale, number)) {
        record.summary.items[0].value = arena_printf(
            &scale->arena, "Revision %" PRId64 " of %ld", scale->version, number);
    }
    if (!career) {
        record.format = STR("workshop");
        record.join = STR("open");
        record.duration_min = 45;
        record.age_min = 10;
        record.age_max = 14;
    }
    return record;
}

static bool put(void *context, const struct feed_ref *ref, struct str bytes)
{
    struct scale *scale = context;
    struct arena arena;
    char path[FEED_PATH_SIZE];
    arena_init(&arena, 0);
    feed_object_path(&ref->hash, path);
    char *full = path_join(&arena, scale->folder, path);
    bool done = true;
    scale->objects++;
    if (!file_exists(full)) {
        char *slash = strrchr(full, '/');
        *slash = '\0';
        done = folder_make(full);
        *slash = '/';
        done = done && file_write(full, bytes);
        scale->written++;
        scale->bytes += (int64_t)bytes.len;
    }
    arena_finish(&arena);
    return done;
}

static bool put_named(struct scale *scale, const char *path, struct str bytes)
{
    struct arena arena;
    arena_init(&arena, 0);
    const bool done = folder_make(path_join(&arena, scale->folder, "i")) &&
                      file_write(path_join(&arena, scale->folder, path), bytes);
    scale->bytes += (int64_t)bytes.len;
    arena_finish(&arena);
    return done;
}

static bool sign(struct scale *scale, const char *key_path,
                 const struct feed_index *index)
{
    struct minisign_secret key;
    char error[300], path[FEED_PATH_SIZE];
    if (!publish_key_load(key_path, &key, error)) {
        fprintf(stderr, "%s\n", error);
        return false;
    }
    const struct str bytes = feed_index_write(&scale->arena, index);
    const struct sha256 name = sha256_of(bytes);
    feed_index_path(&name, path);
    bool done = put_named(scale, path, bytes);
    feed_signature_path(&name, path);
    done = done && put_named(scale, path,
                             minisign_sign(&scale->arena, &key, bytes, STR("bench")));
    // Servers make their ETag of time and size, so the time is the version.
    const struct timespec times[2] = {{.tv_sec = (time_t)index->version},
                                      {.tv_sec = (time_t)index->version}};
    return done &&
           put_named(scale, FEED_POINTER_PATH,
                     feed_pointer_write(&scale->arena,
                                        &(struct feed_pointer){.stable = name})) &&
           utimensat(AT_FDCWD, path_join(&scale->arena, scale->folder, FEED_POINTER_PATH),
                     times, 0) == 0;
}

static enum feed_reason build(struct scale *scale, long records,
                              struct feed_index *out_index)
{
    struct feed_builder *builder =
        feed_builder_create((struct feed_sink){.put = put, .context = scale});
    enum feed_reason reason = FEED_OK;
    for (long i = 0; i < records && reason == FEED_OK; i++) {
        arena_reset(&scale->arena);
        const struct content_record record = make_record(scale, i);
        reason = feed_builder_add(builder, &record);
    }
    if (reason == FEED_OK) {
        reason = feed_builder_finish(builder, &scale->arena, out_index);
    }
    feed_builder_destroy(builder);
    return reason;
}

int scale_feed(int count, char **arguments)
{
    struct scale scale = {0};
    if (count < 5) {
        return 2;
    }
    scale.folder = arguments[0];
    scale.version = strtoll(arguments[4], NULL, 10);
    for (int i = 5; i < count && scale.changed_count < CHANGED_MAX; i++) {
        scale.changed[scale.changed_count++] = strtol(arguments[i], NULL, 10);
    }
    arena_init(&scale.arena, 0);
    struct feed_index index = {.feed_id = str_from_cstr(arguments[2]),
                               .version = scale.version,
                               .published = scale.version,
                               .expires = scale.version + LIFE_S};
    const enum feed_reason reason = build(&scale, strtol(arguments[3], NULL, 10), &index);
    const bool done = reason == FEED_OK && sign(&scale, arguments[1], &index);
    if (!done) {
        fprintf(stderr, "scale_tool: %.*s, %s\n", STR_ARG(feed_reason_name(reason)),
                strerror(errno));
    }
    printf("{\"objects\": %" PRId64 ", \"written\": %" PRId64 ", \"bytes\": %" PRId64
           "}\n",
           scale.objects, scale.written, scale.bytes);
    arena_finish(&scale.arena);
    return !done;
}

static bool write_record(struct scale *scale, const char *folder, long number)
{
    const struct content_record record = make_record(scale, number);
    const bool career = record.kind == CONTENT_CAREER;
    struct arena *arena = &scale->arena;
    const struct str path =
        arena_printf(arena, "%s/%s/%.*s.md", folder, career ? "career" : "activity",
                     STR_ARG(record.id));
    FILE *file = fopen(arena_cstr(arena, path), "w");
    if (!file) {
        return false;
    }
    fprintf(file, "---\nid: %.*s\n", STR_ARG(record.id));
    fprintf(file, "title: %.*s\nsummary: %.*s\n", STR_ARG(record.title.items[0].value),
            STR_ARG(record.summary.items[0].value));
    fprintf(file, "fields: [%c]\norder: %d\nsample: true\n", "STEAM"[number % 5],
            (int)record.order);
    if (!career) {
        fprintf(file, "format: workshop\njoin: open\nduration_min: 45\nages: 10-14\n");
    }
    fprintf(file, "---\n%.*s\n", STR_ARG(record.body.items[0].value));
    return fclose(file) == 0;
}

int scale_pack(int count, char **arguments)
{
    struct scale scale = {0};
    if (count < 2) {
        return 2;
    }
    arena_init(&scale.arena, 0);
    const char *folder = arguments[0];
    const long records = strtol(arguments[1], NULL, 10);
    bool done = folder_make(path_join(&scale.arena, folder, "activity")) &&
                folder_make(path_join(&scale.arena, folder, "career")) &&
                folder_make(path_join(&scale.arena, folder, "venue")) &&
                file_write(path_join(&scale.arena, folder, "pack.yaml"),
                           STR("id: bench\nlanguages: [en]\n"
                               "timezone: Europe/Tirane\n")) &&
                file_write(path_join(&scale.arena, folder, "venue/bench.md"),
                           STR("---\nid: bench\ntitle: Bench\n"
                               "timezone: Europe/Tirane\n---\n"));
    for (long i = 0; i < records && done; i++) {
        arena_reset(&scale.arena);
        done = write_record(&scale, folder, i);
    }
    arena_finish(&scale.arena);
    return !done;
}
