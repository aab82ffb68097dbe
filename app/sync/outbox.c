#include "outbox.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "crypto/hash.h"

enum { OUTBOX_TRIES = 50, OUTBOX_PAUSE_MS = 100, SEQ_DIGITS = 8 };

const char *outbox_outcome_name(enum outbox_outcome outcome)
{
    static const char *const names[] = {
        [OUTBOX_DONE] = "done",   [OUTBOX_FULL] = "full",       [OUTBOX_UNFIT] = "unfit",
        [OUTBOX_SPACE] = "space", [OUTBOX_STORAGE] = "storage", [OUTBOX_BUSY] = "busy",
    };
    return names[outcome];
}

char *outbox_folder(struct arena *arena, const char *data_folder, enum upload_place place)
{
    static const char *const names[] = {[UPLOAD_WAITING] = "outbox",
                                        [UPLOAD_ASIDE] = "outbox/aside",
                                        [UPLOAD_SENT] = "outbox/sent"};
    return path_join(arena, data_folder, names[place]);
}

char *outbox_file(struct arena *arena, const char *data_folder, enum upload_place place,
                  const char *name)
{
    return path_join(arena, outbox_folder(arena, data_folder, place), name);
}

bool outbox_name_parse(struct str name, struct upload_entry *out_entry)
{
    struct sha256 hash;
    int64_t seq = 0;
    if (name.len != UPLOAD_NAME_SIZE - 1 || name.ptr[SEQ_DIGITS] != '-' ||
        !sha256_from_hex(str_slice(name, SEQ_DIGITS + 1, name.len), &hash)) {
        return false;
    }
    for (size_t i = 0; i < SEQ_DIGITS; i++) {
        if (name.ptr[i] < '0' || name.ptr[i] > '9') {
            return false;
        }
        seq = seq * 10 + (name.ptr[i] - '0');
    }
    *out_entry = (struct upload_entry){.seq = seq};
    return seq > 0 && str_to_cstr(name, out_entry->name, sizeof(out_entry->name));
}

bool upload_list(struct arena *arena, const char *data_folder, enum upload_place place,
                 struct upload_list *out_list)
{
    struct folder_list list = {0};
    const char *folder = outbox_folder(arena, data_folder, place);
    *out_list = (struct upload_list){0};
    if (!folder_read(arena, folder, &list)) {
        return errno == ENOENT;
    }
    struct upload_entry *entries =
        ARENA_ARRAY(arena, struct upload_entry, list.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < list.count; i++) {
        struct stat facts;
        char path[4096];
        if (outbox_name_parse(list.names[i], &entries[count]) &&
            snprintf(path, sizeof(path), "%s/%s", folder, entries[count].name) <
                (int)sizeof(path) &&
            lstat(path, &facts) == 0 && S_ISREG(facts.st_mode)) {
            entries[count++].size_bytes = facts.st_size;
        }
    }
    *out_list = (struct upload_list){entries, count};
    return true;
}

// What a put has to know of all three places.
struct box {
    int64_t last; // highest number ever given, as far as anything tells
    int64_t twin; // number of the same bytes, waiting or sent; 0: none
    size_t waiting;
};

static void box_add(struct box *box, const struct upload_list *list, const char *hex,
                    bool twins)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct upload_entry *entry = &list->entries[i];
        box->last = entry->seq > box->last ? entry->seq : box->last;
        if (twins && strcmp(entry->name + SEQ_DIGITS + 1, hex) == 0) {
            box->twin = entry->seq;
        }
    }
}

// In this order: a drain moves objects out of the first place meanwhile.
static bool box_read(struct arena *arena, const char *data_folder, const char *hex,
                     struct box *out_box)
{
    struct upload_list waiting, aside, sent;
    *out_box = (struct box){0};
    if (!upload_list(arena, data_folder, UPLOAD_WAITING, &waiting) ||
        !upload_list(arena, data_folder, UPLOAD_ASIDE, &aside) ||
        !upload_list(arena, data_folder, UPLOAD_SENT, &sent)) {
        return false;
    }
    box_add(out_box, &waiting, hex, true);
    box_add(out_box, &aside, hex, false);
    box_add(out_box, &sent, hex, true);
    out_box->waiting = waiting.count;
    return true;
}

static bool has_space(const char *folder)
{
    struct statvfs facts;
    return statvfs(folder, &facts) != 0 ||
           (uint64_t)facts.f_bavail * facts.f_frsize >= UPLOAD_SPACE_MIN;
}

// What a cut left of an earlier put; nobody else puts while the lock is held.
static void remove_leftovers(struct arena *arena, const char *folder)
{
    struct folder_list list = {0};
    if (!folder_read(arena, folder, &list)) {
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (str_ends_with(list.names[i], STR(".tmp"))) {
            (void)unlink(path_join(arena, folder, list.names[i].ptr));
        }
    }
}

static enum outbox_outcome failed(const char *folder)
{
    const bool space = errno == ENOSPC || errno == EDQUOT;
    log_error("sync", "%s cannot be written: %s", folder, strerror(errno));
    return space ? OUTBOX_SPACE : OUTBOX_STORAGE;
}

static enum outbox_outcome put_locked(struct arena *arena, const char *data_folder,
                                      struct str bytes, int64_t *inout_seq)
{
    struct box box;
    char hex[SHA256_HEX_LEN + 1];
    const struct sha256 hash = sha256_of(bytes);
    const char *folder = outbox_folder(arena, data_folder, UPLOAD_WAITING);
    sha256_to_hex(&hash, hex);
    remove_leftovers(arena, folder);
    if (!box_read(arena, data_folder, hex, &box)) {
        return failed(folder);
    }
    if (box.twin) {
        *inout_seq = box.twin;
        return OUTBOX_DONE;
    }
    const int64_t seq = box.last + 1 > *inout_seq ? box.last + 1 : *inout_seq;
    if (box.waiting >= UPLOAD_OUTBOX_MAX || seq > UPLOAD_SEQ_MAX) {
        log_error("sync", "the outbox is full: %zu objects wait", box.waiting);
        return OUTBOX_FULL;
    }
    if (!has_space(folder)) {
        log_error("sync", "no room for the outbox: less than %d bytes are free",
                  UPLOAD_SPACE_MIN);
        return OUTBOX_SPACE;
    }
    const struct str name = arena_printf(arena, "%08lld-%s", (long long)seq, hex);
    if (!file_write(path_join(arena, folder, arena_cstr(arena, name)), bytes)) {
        return failed(folder);
    }
    *inout_seq = seq;
    return OUTBOX_DONE;
}

static bool lock_box(const char *path, int *out_lock)
{
    const struct timespec pause = {.tv_nsec = OUTBOX_PAUSE_MS * 1000000L};
    for (int i = 0; i < OUTBOX_TRIES; i++) {
        if (file_lock(path, out_lock)) {
            return true;
        }
        if (errno != EWOULDBLOCK) {
            return false;
        }
        (void)nanosleep(&pause, NULL);
    }
    errno = EWOULDBLOCK;
    return false;
}

// A page is how a captive portal is known when an object is read back.
static bool is_fit(struct str bytes)
{
    const struct str text = str_trim(bytes);
    return bytes.len && bytes.len <= UPLOAD_OBJECT_MAX &&
           !(text.len && text.ptr[0] == '<') &&
           !str_starts_with(bytes, STR("\xef\xbb\xbf"));
}

static enum outbox_outcome put_from(const char *data_folder, struct str bytes,
                                    int64_t *inout_seq)
{
    struct arena arena;
    int lock = -1;
    if (!is_fit(bytes)) {
        return OUTBOX_UNFIT;
    }
    arena_init(&arena, 0);
    enum outbox_outcome outcome = OUTBOX_DONE;
    const char *folder = outbox_folder(&arena, data_folder, UPLOAD_WAITING);
    if (!folder_make(folder) || !lock_box(path_join(&arena, folder, "lock"), &lock)) {
        outcome = errno == EWOULDBLOCK ? OUTBOX_BUSY : failed(folder);
    } else {
        outcome = put_locked(&arena, data_folder, bytes, inout_seq);
        file_unlock(lock);
    }
    arena_finish(&arena);
    return outcome;
}

enum outbox_outcome upload_put(const char *data_folder, struct str bytes,
                               int64_t *out_seq)
{
    int64_t seq = 0;
    const enum outbox_outcome outcome = put_from(data_folder, bytes, &seq);
    if (outcome == OUTBOX_DONE && out_seq) {
        *out_seq = seq;
    }
    return outcome;
}

bool outbox_move(const char *data_folder, const char *name, enum upload_place to)
{
    struct arena arena;
    arena_init(&arena, 0);
    const char *from = outbox_file(&arena, data_folder, UPLOAD_WAITING, name);
    const bool moved = folder_make(outbox_folder(&arena, data_folder, to)) &&
                       file_rename(from, outbox_file(&arena, data_folder, to, name)) &&
                       file_sync_folder_of(from);
    const int reason = errno;
    arena_finish(&arena);
    errno = reason;
    return moved;
}

void outbox_prune(const char *data_folder)
{
    struct arena arena;
    struct upload_list sent;
    arena_init(&arena, 0);
    if (upload_list(&arena, data_folder, UPLOAD_SENT, &sent)) {
        // The newest stays in any case: it tells the next number.
        for (size_t i = 0; i + UPLOAD_SENT_KEPT < sent.count; i++) {
            (void)unlink(
                outbox_file(&arena, data_folder, UPLOAD_SENT, sent.entries[i].name));
        }
    }
    arena_finish(&arena);
}

enum outbox_outcome upload_requeue(const char *data_folder, int64_t from,
                                   int64_t *out_count)
{
    struct arena arena;
    struct upload_list aside;
    enum outbox_outcome outcome = OUTBOX_DONE;
    int64_t count = 0;
    arena_init(&arena, 0);
    if (!upload_list(&arena, data_folder, UPLOAD_ASIDE, &aside)) {
        outcome = failed(outbox_folder(&arena, data_folder, UPLOAD_ASIDE));
    }
    for (size_t i = 0; i < aside.count && outcome == OUTBOX_DONE; i++) {
        struct str bytes = {0};
        const char *file =
            outbox_file(&arena, data_folder, UPLOAD_ASIDE, aside.entries[i].name);
        int64_t seq = from;
        if (!file_read(&arena, file, UPLOAD_OBJECT_MAX, &bytes)) {
            outcome = failed(file);
            break;
        }
        outcome = put_from(data_folder, bytes, &seq);
        if (outcome == OUTBOX_DONE) {
            count++;
            (void)unlink(file);
        }
    }
    arena_finish(&arena);
    *out_count = count;
    return outcome;
}
