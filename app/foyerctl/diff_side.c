// The records of a pack, a feed or a data folder, for comparing. A feed's signature is
// not looked at: its publisher compares, who trusts the own disk.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "diff.h"
#include "feed/reader.h"
#include "pack.h"
#include "print.h"
#include "store/reader.h"

enum place { PLACE_NONE, PLACE_PACK, PLACE_FEED, PLACE_DATA };

struct reading {
    struct arena *arena;
    const char *command, *folder;
    struct diff_side *side;
    struct arena scratch; // of one record
    struct progress progress;
    int64_t total; // records, 0: unknown
    enum place place;
    struct feed_index index; // of a feed
    struct feed_ref *chunks; // of a feed, by hash
    size_t chunk_count, chunk_capacity;
    const struct reading *other; // a feed too: what both have is not looked into
};

static bool fail(struct reading *reading, const char *text, const char *detail)
{
    progress_finish(&reading->progress);
    print_error(reading->command, text, detail);
    return false;
}

static void *grow(struct arena *arena, const void *items, size_t count, size_t size)
{
    void *more = arena_array(arena, size, count ? count * 2 : 64);
    if (count) {
        memcpy(more, items, count * size);
    }
    return more;
}

static void add_picture(struct reading *reading, const struct content_media *media)
{
    struct diff_side *side = reading->side;
    if (side->picture_count == side->picture_capacity) {
        side->pictures = grow(reading->arena, side->pictures, side->picture_count,
                              sizeof(*side->pictures));
        side->picture_capacity = side->picture_count ? side->picture_count * 2 : 64;
    }
    side->pictures[side->picture_count++] = (struct diff_picture){
        arena_str(reading->arena, media->sha256), media->size_bytes};
}

static void add_record(struct reading *reading, const struct content_record *record)
{
    struct diff_side *side = reading->side;
    arena_reset(&reading->scratch);
    if (side->count == side->capacity) {
        side->records =
            grow(reading->arena, side->records, side->count, sizeof(*side->records));
        side->capacity = side->count ? side->count * 2 : 64;
    }
    const struct str line = content_record_write(&reading->scratch, record);
    side->records[side->count++] =
        (struct diff_record){.id = arena_str(reading->arena, record->id),
                             .kind = record->kind,
                             .line = arena_str(reading->arena, line)};
    side->record_bytes += (int64_t)line.len;
    progress_show(&reading->progress, str_from_cstr(reading->folder),
                  (int64_t)side->count, reading->total);
    for (size_t i = 0; i < record->media.count; i++) {
        if (record->media.items[i].sha256.len) {
            add_picture(reading, &record->media.items[i]);
        }
    }
}

static int compare_records(const void *a, const void *b)
{
    return str_compare(((const struct diff_record *)a)->id,
                       ((const struct diff_record *)b)->id);
}

static int compare_pictures(const void *a, const void *b)
{
    return str_compare(((const struct diff_picture *)a)->sha256,
                       ((const struct diff_picture *)b)->sha256);
}

static void sort_side(struct diff_side *side)
{
    size_t kept = 0;
    if (side->count) {
        qsort(side->records, side->count, sizeof(*side->records), compare_records);
    }
    if (side->picture_count) {
        qsort(side->pictures, side->picture_count, sizeof(*side->pictures),
              compare_pictures);
    }
    for (size_t i = 0; i < side->picture_count; i++) {
        if (!kept ||
            !str_equal(side->pictures[kept - 1].sha256, side->pictures[i].sha256)) {
            side->picture_bytes += side->pictures[i].size_bytes;
            side->pictures[kept++] = side->pictures[i];
        }
    }
    side->picture_count = kept;
}

// ---- a pack ----
static bool hash_file(struct reading *reading, const struct pack_media *media,
                      struct str *out_hex)
{
    struct str bytes;
    char hex[SHA256_HEX_LEN + 1];
    arena_reset(&reading->scratch);
    if (!file_read(&reading->scratch, media->path.ptr, FEED_MEDIA_MAX, &bytes)) {
        return fail(reading, strerror(errno), media->path.ptr);
    }
    const struct sha256 hash = sha256_of(bytes);
    sha256_to_hex(&hash, hex);
    *out_hex = arena_str(reading->arena, str_from_cstr(hex));
    return true;
}

static size_t find_media(const struct pack *pack, struct str file)
{
    for (size_t i = 0; i < pack->media_count; i++) {
        if (str_equal(pack->media[i].file, file)) {
            return i;
        }
    }
    return pack->media_count;
}

// As the feed's writer publishes it: media name their hash.
static struct content_record published(struct reading *reading, const struct pack *pack,
                                       const struct str *hashes,
                                       const struct content_record *record)
{
    struct content_record copy = *record;
    copy.media.items =
        ARENA_ARRAY(reading->arena, struct content_media, record->media.count + 1);
    for (size_t i = 0; i < record->media.count; i++) {
        struct content_media *item = &copy.media.items[i];
        *item = record->media.items[i];
        const size_t at = find_media(pack, item->file);
        item->file = (struct str){0};
        if (at == pack->media_count) {
            continue; // a pack without errors holds them all
        }
        item->sha256 = hashes[at];
        item->type = pack->media[at].type;
        item->size_bytes = pack->media[at].size_bytes;
        item->width_px = pack->media[at].width_px;
        item->height_px = pack->media[at].height_px;
    }
    return copy;
}

static bool load_pack(struct reading *reading, const struct pack *pack)
{
    struct str *hashes = ARENA_ARRAY(reading->arena, struct str, pack->media_count + 1);
    for (size_t i = 0; i < pack->media_count; i++) {
        if (!hash_file(reading, &pack->media[i], &hashes[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < pack->count; i++) {
        const struct content_record record =
            published(reading, pack, hashes, &pack->records[i]);
        add_record(reading, &record);
    }
    reading->side->name =
        arena_printf(reading->arena, "%.*s, as its folder has it now", STR_ARG(pack->id));
    return true;
}

static bool load_pack_folder(struct reading *reading)
{
    struct pack_report report;
    struct pack pack;
    if (pack_read(reading->arena, reading->folder, &report, &pack)) {
        return load_pack(reading, &pack);
    }
    pack_print_report(reading->arena, reading->folder, &report);
    return fail(reading, "the pack has errors", reading->folder);
}

// ---- a feed ----
static bool read_object(struct reading *reading, struct arena *arena,
                        const struct feed_ref *ref, struct str *out_bytes)
{
    char name[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, name);
    const char *path = path_join(arena, reading->folder, name);
    return file_read(arena, path, (size_t)ref->size_bytes + 1, out_bytes) ||
           fail(reading, strerror(errno), path);
}

static int compare_chunks(const void *a, const void *b)
{
    return sha256_compare(&((const struct feed_ref *)a)->hash,
                          &((const struct feed_ref *)b)->hash);
}

static bool is_shared(const struct reading *reading, const struct feed_ref *chunk)
{
    const struct reading *other = reading->other;
    return other && other->chunk_count &&
           bsearch(chunk, other->chunks, other->chunk_count, sizeof(*chunk),
                   compare_chunks);
}

static void add_lines(struct reading *reading, struct arena *arena, struct str lines)
{
    struct content_record record;
    struct content_error error;
    struct str line;
    while (str_cut(&lines, '\n', &line)) {
        // What kiosks leave out does not count here either.
        if (line.len && content_record_parse(arena, line, &record, &error)) {
            add_record(reading, &record);
        }
    }
}

static bool load_chunk(struct reading *reading, const struct feed_ref *chunk)
{
    struct arena arena;
    struct str bytes, lines;
    arena_init(&arena, 0);
    bool good = read_object(reading, &arena, chunk, &bytes);
    if (good && feed_chunk_unpack(&arena, chunk, bytes, &lines) != FEED_OK) {
        good = fail(reading, "an object is damaged", reading->folder);
    }
    if (good && is_shared(reading, chunk)) {
        reading->side->shared += (size_t)chunk->records;
        reading->side->record_bytes += (int64_t)lines.len - chunk->records;
    } else if (good) {
        add_lines(reading, &arena, lines);
    }
    arena_finish(&arena);
    return good;
}

static void add_chunk(struct reading *reading, const struct feed_ref *chunk)
{
    if (reading->chunk_count == reading->chunk_capacity) {
        reading->chunks = grow(reading->arena, reading->chunks, reading->chunk_count,
                               sizeof(*reading->chunks));
        reading->chunk_capacity = reading->chunk_count ? reading->chunk_count * 2 : 64;
    }
    reading->chunks[reading->chunk_count++] = *chunk;
}

static bool open_node(struct reading *reading, const struct feed_ref *node)
{
    struct arena arena;
    struct str bytes;
    struct feed_refs chunks;
    arena_init(&arena, 0);
    bool good = read_object(reading, &arena, node, &bytes);
    if (good && feed_node_parse(&arena, node, bytes, &chunks) != FEED_OK) {
        good = fail(reading, "an object is damaged", reading->folder);
    }
    for (size_t i = 0; good && i < chunks.count; i++) {
        add_chunk(reading, &chunks.items[i]);
    }
    arena_finish(&arena);
    return good;
}

static bool read_index(struct reading *reading, const char *path,
                       struct feed_index *out_index)
{
    struct str bytes;
    return file_read(reading->arena, path_join(reading->arena, reading->folder, path),
                     FEED_INDEX_MAX, &bytes) &&
           feed_index_parse(reading->arena, bytes, out_index) == FEED_OK;
}

static bool newest_index(struct reading *reading, struct feed_index *out_index)
{
    struct str text;
    struct feed_pointer pointer;
    char path[FEED_PATH_SIZE];
    const char *latest = path_join(reading->arena, reading->folder, FEED_POINTER_PATH);
    if (!file_read(reading->arena, latest, FEED_POINTER_MAX, &text) ||
        feed_pointer_parse(text, &pointer) != FEED_OK) {
        return fail(reading, "`latest` cannot be read", latest);
    }
    feed_index_path(&pointer.stable, path);
    return read_index(reading, path, out_index) ||
           fail(reading, "its newest index cannot be read", reading->folder);
}

static bool find_index(struct reading *reading, int64_t version,
                       struct feed_index *out_index)
{
    struct folder_list list;
    const char *folder = path_join(reading->arena, reading->folder, "i");
    if (!folder_read(reading->arena, folder, &list)) {
        return fail(reading, strerror(errno), folder);
    }
    for (size_t i = 0; i < list.count; i++) {
        const char *path = path_join(reading->arena, "i", list.names[i].ptr);
        if (str_ends_with(list.names[i], STR(".json")) &&
            read_index(reading, path, out_index) && out_index->version == version) {
            return true;
        }
    }
    return fail(reading, "it keeps no such version", reading->folder);
}

// version 0: the newest.
static bool open_feed(struct reading *reading, int64_t version)
{
    struct feed_index *index = &reading->index;
    bool good =
        version ? find_index(reading, version, index) : newest_index(reading, index);
    for (size_t i = 0; good && i < index->root_count; i++) {
        good = open_node(reading, &index->roots[i]);
    }
    if (good && reading->chunk_count) {
        qsort(reading->chunks, reading->chunk_count, sizeof(*reading->chunks),
              compare_chunks);
    }
    return good;
}

static bool load_feed(struct reading *reading)
{
    const struct feed_index *index = &reading->index;
    bool good = true;
    reading->total = index->records;
    for (size_t i = 0; good && i < reading->chunk_count; i++) {
        good = load_chunk(reading, &reading->chunks[i]);
    }
    reading->side->name =
        arena_printf(reading->arena, "%.*s, version %lld", STR_ARG(index->feed_id),
                     (long long)index->version);
    return good;
}

// ---- a data folder ----
static bool visit(void *context, const struct content_record *record)
{
    add_record(context, record);
    return true;
}

static bool load_data(struct reading *reading)
{
    struct store *store = store_open(reading->folder);
    bool good = true;
    for (size_t i = 0; good && i < CONTENT_KIND_COUNT; i++) {
        const struct store_query query = {.has_kind = true, .kind = (enum content_kind)i};
        good = store_visit(store, &query, visit, reading);
    }
    reading->side->name =
        arena_printf(reading->arena, "%s, version %lld", reading->folder,
                     (long long)store_state_of(store)->version);
    store_close(store);
    return good || fail(reading, "a snapshot cannot be read", reading->folder);
}

// ---- which of them ----
static bool holds(const struct reading *reading, const char *name)
{
    return file_exists(path_join(reading->arena, reading->folder, name));
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

// What it is; of a feed also which chunks it has.
static bool open_place(struct reading *reading, const char *place)
{
    int64_t version = 0;
    const char *at = strrchr(place, '@');
    reading->folder = pack_tidy_folder(reading->arena, place);
    if (!is_folder(place) && at && str_to_int64(str_from_cstr(at + 1), &version) &&
        version > 0) {
        reading->folder = arena_cstr(
            reading->arena, str_slice(str_from_cstr(place), 0, (size_t)(at - place)));
    }
    if (!is_folder(reading->folder)) {
        return fail(reading, "there is no such folder", reading->folder);
    }
    if (holds(reading, FEED_POINTER_PATH)) {
        reading->place = PLACE_FEED;
        return open_feed(reading, version);
    }
    if (!version && holds(reading, "pack.yaml")) {
        reading->place = PLACE_PACK;
        return true;
    }
    if (!version && (holds(reading, "current") || holds(reading, "snapshots"))) {
        reading->place = PLACE_DATA;
        return true;
    }
    return fail(reading,
                "neither a pack (pack.yaml), nor a feed (latest), nor a kiosk's data "
                "folder (current)",
                reading->folder);
}

static bool load_place(struct reading *reading)
{
    switch (reading->place) {
    case PLACE_PACK:
        return load_pack_folder(reading);
    case PLACE_FEED:
        return load_feed(reading);
    case PLACE_DATA:
        return load_data(reading);
    case PLACE_NONE:
        break;
    }
    return false;
}

static void begin(struct reading *reading, struct arena *arena, const char *command,
                  struct diff_side *out_side)
{
    *reading = (struct reading){.arena = arena, .command = command, .side = out_side};
    *out_side = (struct diff_side){0};
    arena_init(&reading->scratch, 0);
    progress_init(&reading->progress);
}

static void end(struct reading *reading)
{
    progress_finish(&reading->progress);
    arena_finish(&reading->scratch);
    sort_side(reading->side);
    if (reading->other) { // pictures of what was not looked into as well
        reading->side->pictures = NULL;
        reading->side->picture_count = (size_t)reading->index.media_count;
        reading->side->picture_bytes = reading->index.media_bytes;
    }
}

bool diff_read(struct arena *arena, const char *command, const char *place,
               struct diff_side *out_side)
{
    struct reading reading;
    begin(&reading, arena, command, out_side);
    const bool good = open_place(&reading, place) && load_place(&reading);
    end(&reading);
    return good;
}

bool diff_read_both(struct arena *arena, const char *command, const char *const places[2],
                    struct diff_side out_sides[2])
{
    struct reading old, new;
    begin(&old, arena, command, &out_sides[0]);
    begin(&new, arena, command, &out_sides[1]);
    bool good = open_place(&old, places[0]) && open_place(&new, places[1]);
    if (good && old.place == PLACE_FEED && new.place == PLACE_FEED) {
        old.other = &new;
        new.other = &old;
    }
    good = good && load_place(&old) && load_place(&new);
    end(&old);
    end(&new);
    return good;
}

bool diff_read_pack(struct arena *arena, const char *command, const char *feed,
                    const struct pack *pack, struct diff_side out_sides[2])
{
    struct reading old, new;
    begin(&old, arena, command, &out_sides[0]);
    begin(&new, arena, command, &out_sides[1]);
    const bool good = open_place(&old, feed) && load_place(&old) && load_pack(&new, pack);
    end(&old);
    end(&new);
    return good;
}
