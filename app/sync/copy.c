#include "sync/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "run.h"

enum { COPY_SETS_MAX = 64 };

// One file that is written when all objects are there.
struct copy_file {
    char path[FEED_PATH_SIZE];
    struct str bytes;
    struct copy_file *next;
};

struct copy {
    struct run run;
    const char *folder;
    struct sync_copy_result *result;
    struct feed_keys keys;
    struct str latest;
    struct copy_file *files;
    struct buffer needed; // struct sha256 of every object
};

static char *path_of(struct copy *copy, const char *path)
{
    return path_join(&copy->run.arena, copy->folder, path);
}

static void add_file(struct copy *copy, const char *path, struct str bytes)
{
    struct copy_file *file = ARENA_NEW(&copy->run.arena, struct copy_file);
    (void)str_to_cstr(str_from_cstr(path), file->path, sizeof(file->path));
    file->bytes = bytes;
    file->next = copy->files;
    copy->files = file;
}

static enum feed_reason disk_reason(struct copy *copy, const char *path)
{
    const bool space = errno == ENOSPC || errno == EDQUOT;
    log_error("sync", "%s/%s cannot be written: %s", copy->folder, path, strerror(errno));
    return space ? FEED_SPACE : FEED_STORAGE;
}

static bool make_folder_of(struct arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');
    const struct str folder = {file, slash ? (size_t)(slash - file) : 0};
    return folder_make(arena_cstr(arena, folder));
}

// ---- who signs ----
// Every set from the settings' keys to `claim`, each signed by the one before it. Sets
// that are not there are left out, as publishers may do.
static enum feed_reason follow_keys(struct copy *copy, struct str feed, int64_t claim)
{
    struct run *run = &copy->run;
    const int64_t first = copy->keys.set + 1;
    if (claim - first >= COPY_SETS_MAX) {
        return FEED_LARGE;
    }
    for (int64_t set = first; set <= claim; set++) {
        char path[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
        struct feed_key_files files = {.set = set};
        struct feed_key_set adopted;
        feed_key_set_path(set, path);
        feed_key_set_signature_path(set, signature);
        enum feed_reason reason =
            transfer_bytes(run, path, FEED_KEY_SET_MAX, STR(""), &files.bytes);
        if (reason == FEED_MISSING) {
            continue;
        }
        if (reason == FEED_OK) {
            reason = transfer_bytes(run, signature, FEED_SIGNATURE_MAX, STR(""),
                                    &files.signature);
        }
        if (reason == FEED_OK) {
            reason =
                feed_key_set_verify(&run->arena, &copy->keys, feed, &files, &adopted);
        }
        if (reason != FEED_OK) {
            return reason;
        }
        copy->keys = adopted.keys;
        add_file(copy, path, files.bytes);
        add_file(copy, signature, files.signature);
    }
    return copy->keys.set == claim ? FEED_OK : FEED_KEY;
}

// ---- an index ----
static enum feed_reason read_index(struct copy *copy, const struct sha256 *name,
                                   struct feed_files *out_files)
{
    struct run *run = &copy->run;
    char index[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    feed_index_path(name, index);
    feed_signature_path(name, signature);
    *out_files = (struct feed_files){.name = *name};
    enum feed_reason reason =
        transfer_bytes(run, index, FEED_INDEX_MAX, STR(""), &out_files->index);
    if (reason != FEED_OK) {
        return reason;
    }
    const struct sha256 hash = sha256_of(out_files->index);
    if (!sha256_equal(&hash, name)) {
        return run->page ? FEED_PORTAL : FEED_HASH;
    }
    return transfer_bytes(run, signature, FEED_SIGNATURE_MAX, STR(""),
                          &out_files->signature);
}

static void add_index(struct copy *copy, const struct feed_files *files)
{
    char index[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    feed_index_path(&files->name, index);
    feed_signature_path(&files->name, signature);
    add_file(copy, index, files->index);
    add_file(copy, signature, files->signature);
}

// The trust that an index is judged by: an older set than the newest is none.
static enum feed_reason verify_index(struct copy *copy, const struct feed_files *files,
                                     const struct feed_verified **out_release)
{
    struct run *run = &copy->run;
    struct feed_index claim;
    enum feed_reason reason = feed_index_parse(&run->arena, files->index, &claim);
    if (reason == FEED_OK && claim.keys > copy->keys.set) {
        reason = follow_keys(copy, claim.feed_id, claim.keys);
    }
    if (reason != FEED_OK) {
        return reason;
    }
    const struct feed_trust trust = {.keys = copy->keys, .feed_id = run->feed};
    return feed_verify(&run->arena, &trust, files, out_release);
}

// What the folder offers so far, as far as the same keys signed it; else nothing.
static bool present_index(struct copy *copy, struct feed_index *out_index)
{
    struct arena *arena = &copy->run.arena;
    struct str pointer;
    struct feed_pointer present;
    struct feed_files files;
    const struct feed_verified *release = NULL;
    char index[FEED_PATH_SIZE], signature[FEED_PATH_SIZE];
    if (!file_read(arena, path_of(copy, FEED_POINTER_PATH), FEED_POINTER_MAX, &pointer) ||
        feed_pointer_parse(pointer, &present) != FEED_OK) {
        return false;
    }
    feed_index_path(&present.stable, index);
    feed_signature_path(&present.stable, signature);
    files = (struct feed_files){.name = present.stable};
    if (!file_read(arena, path_of(copy, index), FEED_INDEX_MAX, &files.index) ||
        !file_read(arena, path_of(copy, signature), FEED_SIGNATURE_MAX,
                   &files.signature) ||
        feed_index_parse(arena, files.index, out_index) != FEED_OK) {
        return false;
    }
    // By an older set than the newest: then it is older as well, and there is no harm.
    const struct feed_trust trust = {.keys = copy->keys, .feed_id = copy->run.feed};
    return feed_verify(arena, &trust, &files, &release) == FEED_OK;
}

static enum feed_reason check_not_lower(struct copy *copy, const struct feed_index *index)
{
    struct feed_index present;
    if (present_index(copy, &present) && present.keys == index->keys &&
        present.version > index->version) {
        copy->result->sync.version = present.version;
        return FEED_ROLLBACK;
    }
    return FEED_OK;
}

// ---- objects ----
static enum feed_reason have_object(struct copy *copy, struct arena *arena,
                                    const struct feed_ref *ref, struct str *out_bytes)
{
    char path[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, path);
    const char *file = path_join(arena, copy->folder, path);
    (void)buffer_append(&copy->needed, &ref->hash, sizeof(ref->hash));
    copy->result->objects++;
    if (file_read(arena, file, (size_t)ref->size_bytes, out_bytes) &&
        feed_object_check(ref, *out_bytes) == FEED_OK) {
        return FEED_OK;
    }
    if (!make_folder_of(arena, file)) {
        return disk_reason(copy, path);
    }
    const enum feed_reason reason = transfer_object(&copy->run, ref, file);
    copy->result->fetched += reason == FEED_OK;
    run_progress(&copy->run, SYNC_OBJECTS, copy->result->objects, 0);
    if (reason != FEED_OK) {
        return reason;
    }
    return file_read(arena, file, (size_t)ref->size_bytes, out_bytes) ? FEED_OK
                                                                      : FEED_STORAGE;
}

static enum feed_reason have_node(struct copy *copy, const struct feed_ref *node)
{
    struct arena arena, scratch;
    struct str bytes = {0};
    struct feed_refs chunks = {0};
    arena_init(&arena, 0);
    arena_init(&scratch, 0);
    enum feed_reason reason = have_object(copy, &arena, node, &bytes);
    if (reason == FEED_OK) {
        reason = feed_node_parse(&arena, node, bytes, &chunks);
    }
    for (size_t i = 0; i < chunks.count && reason == FEED_OK; i++) {
        arena_reset(&scratch);
        reason = have_object(copy, &scratch, &chunks.items[i], &bytes);
    }
    arena_finish(&scratch);
    arena_finish(&arena);
    return reason;
}

static enum feed_reason read_object(void *context, const struct feed_ref *ref,
                                    struct arena *arena, struct str *out_bytes)
{
    struct copy *copy = context;
    char path[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, path);
    return file_read(arena, path_join(arena, copy->folder, path),
                     (size_t)ref->size_bytes + 1, out_bytes)
               ? FEED_OK
               : FEED_MISSING;
}

static enum feed_reason have_media(struct copy *copy, struct arena *scratch,
                                   const struct content_record *record)
{
    enum feed_reason reason = FEED_OK;
    for (size_t i = 0; i < record->media.count && reason == FEED_OK; i++) {
        struct feed_ref ref;
        struct str bytes;
        if (feed_media_ref(&record->media.items[i], &ref)) {
            arena_reset(scratch);
            reason = have_object(copy, scratch, &ref, &bytes);
        }
    }
    return reason;
}

static enum feed_reason have_release(struct copy *copy,
                                     const struct feed_verified *release)
{
    const struct feed_index *index = feed_verified_index(release);
    enum feed_reason reason = FEED_OK;
    for (size_t i = 0; i < index->root_count && reason == FEED_OK; i++) {
        reason = have_node(copy, &index->roots[i]);
    }
    if (reason != FEED_OK) {
        return reason;
    }
    struct arena scratch;
    const struct content_record *record = NULL;
    arena_init(&scratch, 0);
    struct feed_reader *reader =
        feed_reader_create(release, (struct feed_source){read_object, copy});
    while ((reason = feed_reader_next(reader, &record)) == FEED_OK && record) {
        reason = have_media(copy, &scratch, record);
        if (reason != FEED_OK) {
            break;
        }
    }
    feed_reader_destroy(reader);
    arena_finish(&scratch);
    return reason;
}

// ---- the rest, and `latest` ----
static bool is_there(struct copy *copy, const char *path, struct str bytes)
{
    struct str present;
    return file_read(&copy->run.arena, path_of(copy, path), bytes.len, &present) &&
           str_equal(present, bytes);
}

static enum feed_reason write_file(struct copy *copy, const char *path, struct str bytes)
{
    const char *file = path_of(copy, path);
    if (is_there(copy, path, bytes)) {
        return FEED_OK;
    }
    run_step(&copy->run, path);
    if (!make_folder_of(&copy->run.arena, file) || !file_write(file, bytes)) {
        return disk_reason(copy, path);
    }
    return FEED_OK;
}

// Servers make an ETag of its time in seconds and its size: both may be those of the one
// before unless the time rises.
static enum feed_reason write_latest(struct copy *copy)
{
    struct stat facts;
    const char *file = path_of(copy, FEED_POINTER_PATH);
    const char *temp = path_of(copy, FEED_POINTER_PATH ".new");
    int64_t time_s = clock_utc_ms(&copy->run.options->clock) / 1000;
    if (is_there(copy, FEED_POINTER_PATH, copy->latest)) {
        return FEED_CURRENT;
    }
    if (stat(file, &facts) == 0 && facts.st_mtim.tv_sec >= time_s) {
        time_s = facts.st_mtim.tv_sec + 2; // FAT counts in twos
    }
    const struct timespec times[2] = {{.tv_sec = time_s}, {.tv_sec = time_s}};
    run_step(&copy->run, FEED_POINTER_PATH);
    if (!file_write(temp, copy->latest) || utimensat(AT_FDCWD, temp, times, 0) != 0 ||
        !file_rename(temp, file)) {
        return disk_reason(copy, FEED_POINTER_PATH);
    }
    return FEED_OK;
}

// ---- what is not needed any more ----
static int compare_hashes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct sha256));
}

static bool is_needed(struct copy *copy, struct str name)
{
    struct sha256 hash;
    return sha256_from_hex(name, &hash) &&
           bsearch(&hash, copy->needed.ptr, copy->needed.len / sizeof(hash), sizeof(hash),
                   compare_hashes);
}

static bool is_written(const struct copy *copy, const char *path)
{
    for (const struct copy_file *file = copy->files; file; file = file->next) {
        if (strcmp(file->path, path) == 0) {
            return true;
        }
    }
    return false;
}

static void remove_file(struct copy *copy, struct arena *arena, const char *path)
{
    if (unlink(path_join(arena, copy->folder, path)) == 0) {
        copy->result->removed++;
    }
}

static void prune_objects(struct copy *copy, struct arena *arena, const char *below)
{
    struct folder_list list = {0};
    const char *path = arena_cstr(arena, arena_printf(arena, "o/%s", below));
    if (strlen(below) != 2 ||
        !folder_read(arena, path_join(arena, copy->folder, path), &list)) {
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (!is_needed(copy, list.names[i])) {
            remove_file(copy, arena, path_join(arena, path, list.names[i].ptr));
        }
    }
}

// What a cut left of files that were being written.
static void prune_leftovers(struct copy *copy, struct arena *arena, const char *folder)
{
    struct folder_list list = {0};
    if (!folder_read(arena, path_join(arena, copy->folder, folder), &list)) {
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (str_ends_with(list.names[i], STR(".tmp")) ||
            str_equal(list.names[i], STR(FEED_POINTER_PATH ".new"))) {
            remove_file(copy, arena, path_join(arena, folder, list.names[i].ptr));
        }
    }
}

static void prune(struct copy *copy)
{
    struct arena arena;
    struct folder_list list = {0};
    arena_init(&arena, 0);
    qsort(copy->needed.ptr, copy->needed.len / sizeof(struct sha256),
          sizeof(struct sha256), compare_hashes);
    prune_leftovers(copy, &arena, ".");
    prune_leftovers(copy, &arena, "k");
    if (folder_read(&arena, path_join(&arena, copy->folder, "i"), &list)) {
        for (size_t i = 0; i < list.count; i++) {
            const char *path = path_join(&arena, "i", list.names[i].ptr);
            if (!is_written(copy, path)) {
                remove_file(copy, &arena, path);
            }
        }
    }
    if (folder_read(&arena, path_join(&arena, copy->folder, "o"), &list)) {
        for (size_t i = 0; i < list.count; i++) {
            prune_objects(copy, &arena, list.names[i].ptr);
        }
    }
    arena_finish(&arena);
}

// ---- all of it ----
static enum feed_reason copy_release(struct copy *copy, const struct sha256 *name,
                                     bool stable)
{
    struct feed_files files;
    const struct feed_verified *release = NULL;
    enum feed_reason reason = read_index(copy, name, &files);
    if (reason == FEED_OK) {
        reason = verify_index(copy, &files, &release);
    }
    if (reason != FEED_OK) {
        return reason;
    }
    const struct feed_index *index = feed_verified_index(release);
    add_index(copy, &files);
    copy->run.feed = index->feed_id;
    if (stable) {
        (void)str_to_cstr(index->feed_id, copy->result->sync.feed,
                          sizeof(copy->result->sync.feed));
        reason = check_not_lower(copy, index);
        if (reason != FEED_OK) {
            return reason;
        }
        copy->result->sync.version = index->version;
    }
    return have_release(copy, release);
}

// A candidate that cannot be used is no reason to do without the stable version: kiosks
// see it the same way.
static enum feed_reason copy_candidate(struct copy *copy, const struct sha256 *name)
{
    const enum feed_reason reason = copy_release(copy, name, false);
    if (reason == FEED_OK || reason == FEED_SPACE || reason == FEED_STORAGE ||
        reason == FEED_UNREACHABLE) {
        return reason;
    }
    log_warn("sync", "the candidate is not copied, reason %.*s",
             STR_ARG(feed_reason_name(reason)));
    return FEED_OK;
}

static enum feed_reason copy_all(struct copy *copy)
{
    struct feed_pointer pointer;
    enum feed_reason reason = transfer_bytes(&copy->run, FEED_POINTER_PATH,
                                             FEED_POINTER_MAX, STR(""), &copy->latest);
    if (reason == FEED_OK) {
        reason = feed_pointer_parse(copy->latest, &pointer);
        reason = reason != FEED_OK && copy->run.page ? FEED_PORTAL : reason;
    }
    if (reason == FEED_OK) {
        reason = copy_release(copy, &pointer.stable, true);
    }
    if (reason == FEED_OK && pointer.has_candidate) {
        reason = copy_candidate(copy, &pointer.candidate);
    }
    for (struct copy_file *file = copy->files; file && reason == FEED_OK;
         file = file->next) {
        reason = write_file(copy, file->path, file->bytes);
    }
    if (reason == FEED_OK) {
        reason = write_latest(copy);
    }
    if (reason == FEED_OK || reason == FEED_CURRENT) {
        prune(copy);
    }
    return reason;
}

static enum feed_reason lock_and_copy(struct copy *copy)
{
    int lock = -1;
    if (!folder_make(copy->folder)) {
        return disk_reason(copy, "");
    }
    if (!file_lock(path_of(copy, "copy.lock"), &lock)) {
        return errno == EWOULDBLOCK ? FEED_BUSY : disk_reason(copy, "copy.lock");
    }
    const enum feed_reason reason = copy_all(copy);
    (void)unlink(path_of(copy, "copy.lock"));
    file_unlock(lock);
    return reason;
}

enum sync_outcome sync_copy(const struct sync_options *options, const char *folder,
                            struct sync_copy_result *out_result)
{
    struct fetch_session *own =
        options->session ? NULL : fetch_session_create(options->fetch);
    struct sync_result *result = &out_result->sync;
    *out_result = (struct sync_copy_result){0};
    struct copy copy = {
        .run = {.options = options,
                .result = result,
                .session = options->session ? options->session : own,
                .url = options->url,
                .feed = options->feed_id},
        .folder = folder,
        .result = out_result,
        .keys = {.threshold = options->threshold > 1 ? options->threshold : 1,
                 .items = options->keys,
                 .count = options->key_count},
    };
    arena_init(&copy.run.arena, 0);
    buffer_init(&copy.needed, 0);
    while (copy.run.url.len > 1 && str_ends_with(copy.run.url, STR("/"))) {
        copy.run.url.len--;
    }
    result->reason = copy.run.session ? lock_and_copy(&copy) : FEED_STORAGE;
    result->outcome = result->reason == FEED_OK        ? SYNC_DONE
                      : result->reason == FEED_CURRENT ? SYNC_CURRENT
                                                       : SYNC_KEPT;
    buffer_finish(&copy.needed);
    fetch_session_destroy(own);
    arena_finish(&copy.run.arena);
    return result->outcome;
}
