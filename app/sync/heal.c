// The round over all content: which file comes next, and whether its bytes are right.
#include "heal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/hash.h"
#include "store/snapshot.h"
#include "store/state.h"

enum { HEAL_READ_BYTES = 64 * 1024 };

// ---- which files are content ----
enum heal_kind heal_kind_of(struct str path, struct str *out_feed,
                            struct sha256 *out_hash)
{
    struct str root = {0}, feed = {0}, folder = {0}, part = {0};
    struct sha256 hash;
    if (!str_cut(&path, '/', &root) || !path.ptr) {
        return HEAL_NONE;
    }
    if (out_feed) {
        *out_feed = STR("");
    }
    if (str_equal(root, STR("snapshots"))) {
        const bool snapshot =
            sha256_from_hex(str_slice(path, 0, SHA256_HEX_LEN), &hash) &&
            str_ends_with(path, STR(".db"));
        return snapshot ? HEAL_SNAPSHOT : HEAL_NONE;
    }
    if (!str_equal(root, STR("feeds")) || !str_cut(&path, '/', &feed) ||
        !feed_id_valid(feed) || !str_cut(&path, '/', &folder) || !path.ptr) {
        return HEAL_NONE;
    }
    const bool object = str_equal(folder, STR("o"));
    if ((object && (!str_cut(&path, '/', &part) || !path.ptr)) ||
        !sha256_from_hex(str_slice(path, 0, SHA256_HEX_LEN), &hash)) {
        return HEAL_NONE;
    }
    if (out_feed) {
        *out_feed = feed;
    }
    if (out_hash) {
        *out_hash = hash;
    }
    const struct str rest = str_slice(path, SHA256_HEX_LEN, path.len);
    if (object) {
        return rest.len ? HEAL_NONE : HEAL_HASHED;
    }
    const bool index = str_equal(folder, STR("i"));
    return index && str_equal(rest, STR(".json"))           ? HEAL_HASHED
           : index && str_equal(rest, STR(".json.minisig")) ? HEAL_SIGNATURE
                                                            : HEAL_NONE;
}

// ---- walking ----
struct walk {
    const struct sync_heal *heal;
    struct arena *arena;
    bool (*visit)(struct walk *walk, const char *file); // true: enough
    void *context;
};

// The files below `folder` that come after `after`, bytewise by the parts of their names.
static bool walk_below(struct walk *walk, const char *folder, struct str after)
{
    struct folder_list list = {0};
    struct str first = {0};
    if (!folder_read(walk->arena, heal_path(walk->arena, walk->heal, folder), &list)) {
        return false;
    }
    (void)str_cut(&after, '/', &first);
    for (size_t i = 0; i < list.count; i++) {
        const int order = str_compare(list.names[i], first);
        const char *file = path_join(walk->arena, folder, list.names[i].ptr);
        struct stat facts;
        if (order < 0 || lstat(heal_path(walk->arena, walk->heal, file), &facts) != 0) {
            continue;
        }
        if (S_ISDIR(facts.st_mode)) {
            if (walk_below(walk, file, order == 0 ? after : STR(""))) {
                return true;
            }
        } else if (order > 0 && S_ISREG(facts.st_mode) &&
                   heal_kind_of(str_from_cstr(file), NULL, NULL) != HEAL_NONE &&
                   walk->visit(walk, file)) {
            return true;
        }
    }
    return false;
}

static bool walk_after(struct walk *walk, struct str after)
{
    struct str rest = after, root = {0};
    (void)str_cut(&rest, '/', &root);
    const bool in_snapshots = str_equal(root, STR("snapshots"));
    return (!in_snapshots && walk_below(walk, "feeds", rest)) ||
           walk_below(walk, "snapshots", in_snapshots ? rest : STR(""));
}

static bool take_file(struct walk *walk, const char *file)
{
    return str_to_cstr(str_from_cstr(file), walk->context, SYNC_PATH_MAX);
}

static bool add_size(struct walk *walk, const char *file)
{
    struct stat facts;
    int64_t *total = walk->context;
    if (stat(heal_path(walk->arena, walk->heal, file), &facts) == 0) {
        *total += (int64_t)facts.st_size;
    }
    return false;
}

int64_t sync_heal_total_bytes(const struct sync_heal *heal)
{
    struct arena arena;
    int64_t total = 0;
    arena_init(&arena, 0);
    struct walk walk = {heal, &arena, add_size, &total};
    (void)walk_after(&walk, STR(""));
    arena_finish(&arena);
    return total;
}

// ---- judging ----
// Whose layer shows the snapshot; empty: nobody's.
static void find_layer(const struct sync_heal *heal, struct str file, char out_feed[65])
{
    struct store_current current;
    out_feed[0] = '\0';
    if (!store_current_read(heal->data_folder, &current)) {
        return;
    }
    for (size_t i = 0; i < current.count; i++) {
        if (str_find(file, str_from_cstr(current.layers[i].root), 0) != SIZE_MAX) {
            memcpy(out_feed, current.layers[i].feed, sizeof(current.layers[i].feed));
        }
    }
}

// Seen for the first time a snapshot is also read by sqlite3; afterwards its bytes tell.
static bool is_first_sight_good(const struct sync_heal *heal, struct str file)
{
    char feed[65];
    const struct str name = str_slice(file, STR("snapshots/").len, file.len);
    find_layer(heal, file, feed);
    return heal_kind_of(file, NULL, NULL) != HEAL_SNAPSHOT || !feed[0] ||
           store_snapshot_whole(heal->data_folder, str_from_cstr(feed),
                                str_slice(name, 0, SHA256_HEX_LEN));
}

static bool judge(struct sync_heal *heal, const char *file, const struct sha256 *found,
                  const struct stat *facts)
{
    struct sha256 wanted;
    if (heal_kind_of(str_from_cstr(file), NULL, &wanted) == HEAL_HASHED) {
        return sha256_equal(&wanted, found);
    }
    const struct heal_sum *known = heal_find_sum(heal, file);
    if (known && heal_is_of_file(known, facts)) {
        return sha256_equal(&known->hash, found);
    }
    if (!is_first_sight_good(heal, str_from_cstr(file))) {
        return false;
    }
    struct heal_sum sum = {.inode = (int64_t)facts->st_ino,
                           .changed_s = facts->st_mtim.tv_sec,
                           .hash = *found};
    (void)str_to_cstr(str_from_cstr(file), sum.file, sizeof(sum.file));
    heal_put_sum(heal, &sum);
    return true;
}

void heal_describe(const struct sync_heal *heal, const char *file,
                   struct sync_damage *out_damage)
{
    struct str feed = STR("");
    *out_damage = (struct sync_damage){.feed = ""};
    (void)str_to_cstr(str_from_cstr(file), out_damage->file, sizeof(out_damage->file));
    if (heal_kind_of(str_from_cstr(file), &feed, NULL) == HEAL_SNAPSHOT) {
        find_layer(heal, str_from_cstr(file), out_damage->feed);
    } else {
        (void)str_to_cstr(feed, out_damage->feed, sizeof(out_damage->feed));
    }
    log_warn("sync", "%s has rotted on the disk", file);
}

// ---- a file at a time, a piece at a time ----
static bool open_file(struct sync_heal *heal, const char *file)
{
    struct arena arena;
    arena_init(&arena, 0);
    heal->descriptor =
        open(heal_path(&arena, heal, file), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    arena_finish(&arena);
    if (heal->descriptor < 0) {
        return false;
    }
    (void)str_to_cstr(str_from_cstr(file), heal->file, sizeof(heal->file));
    sha256_init(&heal->hash);
    if (heal_kind_of(str_from_cstr(file), NULL, NULL) != HEAL_SNAPSHOT) {
        // The disk is asked, not the memory; a snapshot's pages are the screen's.
        (void)posix_fadvise(heal->descriptor, 0, 0, POSIX_FADV_DONTNEED);
    }
    return true;
}

// A shown snapshot that has no sum yet comes first: the sooner, the surer it is still as
// it was built.
static bool find_unknown(struct sync_heal *heal, char out_file[SYNC_PATH_MAX])
{
    struct store_current current;
    struct arena arena;
    bool found = false;
    if (!store_current_read(heal->data_folder, &current)) {
        return false;
    }
    arena_init(&arena, 0);
    for (size_t i = 0; i < current.count && !found; i++) {
        struct stat facts;
        const struct store_layer *layer = &current.layers[i];
        const struct str file = arena_printf(&arena, "snapshots/%s-%lld.db", layer->root,
                                             (long long)layer->schema);
        const struct heal_sum *sum = heal_find_sum(heal, arena_cstr(&arena, file));
        found = stat(heal_path(&arena, heal, arena_cstr(&arena, file)), &facts) == 0 &&
                !(sum && heal_is_of_file(sum, &facts)) &&
                str_to_cstr(file, out_file, SYNC_PATH_MAX);
    }
    arena_finish(&arena);
    return found;
}

static bool find_next(struct sync_heal *heal)
{
    char file[SYNC_PATH_MAX] = "";
    struct arena arena;
    if (find_unknown(heal, file) && strcmp(file, heal->cursor) != 0) {
        return open_file(heal, file);
    }
    arena_init(&arena, 0);
    struct walk walk = {heal, &arena, take_file, file};
    const bool found = walk_after(&walk, str_from_cstr(heal->cursor));
    arena_finish(&arena);
    memcpy(heal->cursor, found ? file : "", found ? sizeof(file) : 1);
    heal->changed = true;
    heal->round |= !found;
    return found && open_file(heal, file);
}

// What is left of the budget; *out_end: the file has been read.
static int64_t read_on(struct sync_heal *heal, int64_t budget, bool *out_end)
{
    char bytes[HEAL_READ_BYTES];
    ssize_t got = 1;
    while (budget > 0 && got != 0) {
        const size_t most =
            budget < (int64_t)sizeof(bytes) ? (size_t)budget : sizeof(bytes);
        got = read(heal->descriptor, bytes, most);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            sha256_add(&heal->hash, STR("unreadable")); // as bad as any other bytes
            got = 0;
        }
        sha256_add(&heal->hash, (struct str){bytes, (size_t)got});
        budget -= got;
    }
    *out_end = got == 0;
    return budget;
}

// true: it is damaged.
static bool end_file(struct sync_heal *heal, struct sync_damage *out_damage)
{
    struct stat facts;
    const bool known = fstat(heal->descriptor, &facts) == 0;
    // Removed while it was read: nothing to mend.
    const bool gone = known && facts.st_nlink == 0;
    const struct sha256 found = sha256_end(&heal->hash);
    const bool good = gone || (known && judge(heal, heal->file, &found, &facts));
    close(heal->descriptor);
    heal->descriptor = -1;
    if (!good) {
        heal_describe(heal, heal->file, out_damage);
    }
    return !good;
}

// Source: Linux, Documentation/block/ioprio.rst.
static void set_io_idle(bool idle)
{
    const int who_process = 1, idle_class = 3 << 13;
    (void)syscall(SYS_ioprio_set, who_process, 0, idle ? idle_class : 0);
}

bool sync_heal_step(struct sync_heal *heal, int64_t budget_bytes,
                    struct sync_damage *out_damage)
{
    bool damaged = false, more = true;
    set_io_idle(true);
    while (budget_bytes > 0 && more && !damaged) {
        bool end = false;
        more = heal->descriptor >= 0 || find_next(heal);
        if (!more) {
            break;
        }
        budget_bytes = read_on(heal, budget_bytes, &end) - 1; // an empty file costs too
        damaged = end && end_file(heal, out_damage);
    }
    set_io_idle(false);
    return damaged;
}

bool sync_heal_came_round(struct sync_heal *heal)
{
    const bool round = heal->round;
    heal->round = false;
    return round;
}

bool heal_hash_file(const char *path, struct sha256 *out_hash)
{
    struct sync_heal one = {.descriptor = open(path, O_RDONLY | O_CLOEXEC)};
    bool end = false;
    if (one.descriptor < 0) {
        return false;
    }
    sha256_init(&one.hash);
    while (!end) {
        (void)read_on(&one, INT64_MAX, &end);
    }
    *out_hash = sha256_end(&one.hash);
    close(one.descriptor);
    return true;
}
