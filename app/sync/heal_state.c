// Where the round stands, and the sums of files that do not carry their own; kept in
// feeds/heal_state:
//     at <file read last>
//     sum <file> <inode> <second of its last change> <SHA-256>
//     end
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "heal.h"

enum { HEAL_STATE_MAX = 32 * 1024 };

char *heal_path(struct arena *arena, const struct sync_heal *heal, const char *file)
{
    return path_join(arena, heal->data_folder, file);
}

struct heal_sum *heal_find_sum(struct sync_heal *heal, const char *file)
{
    for (size_t i = 0; i < heal->sum_count; i++) {
        if (strcmp(heal->sums[i].file, file) == 0) {
            return &heal->sums[i];
        }
    }
    return NULL;
}

bool heal_is_of_file(const struct heal_sum *sum, const struct stat *facts)
{
    return sum->inode == (int64_t)facts->st_ino &&
           sum->changed_s == facts->st_mtim.tv_sec;
}

void heal_put_sum(struct sync_heal *heal, const struct heal_sum *sum)
{
    struct heal_sum *place = heal_find_sum(heal, sum->file);
    if (!place && heal->sum_count == HEAL_SUMS_MAX) {
        heal->sum_count--;
        memmove(heal->sums, heal->sums + 1, heal->sum_count * sizeof(*heal->sums));
    }
    place = place ? place : &heal->sums[heal->sum_count++];
    *place = *sum;
    heal->changed = true;
}

// '_': never a feed's id.
static char *state_path(struct arena *arena, const struct sync_heal *heal)
{
    return heal_path(arena, heal, "feeds/heal_state");
}

static void take_sum(struct sync_heal *heal, struct str words)
{
    struct str file, inode, changed;
    struct heal_sum sum = {0};
    if (str_cut(&words, ' ', &file) && str_cut(&words, ' ', &inode) &&
        str_cut(&words, ' ', &changed) && sha256_from_hex(words, &sum.hash) &&
        str_to_int64(inode, &sum.inode) && str_to_int64(changed, &sum.changed_s) &&
        heal_kind_of(file, NULL, NULL) != HEAL_NONE &&
        str_to_cstr(file, sum.file, sizeof(sum.file))) {
        heal_put_sum(heal, &sum);
    }
}

// A damaged state costs a round from the start.
static void load(struct sync_heal *heal)
{
    struct arena arena;
    struct str text = {0}, line, key;
    arena_init(&arena, 0);
    if (!file_read(&arena, state_path(&arena, heal), HEAL_STATE_MAX, &text) ||
        !str_ends_with(text, STR("end\n"))) {
        text = (struct str){0};
    }
    while (str_cut(&text, '\n', &line)) {
        if (!str_cut(&line, ' ', &key) || !line.ptr) {
            continue;
        }
        if (str_equal(key, STR("sum"))) {
            take_sum(heal, line);
        } else if (str_equal(key, STR("at")) &&
                   heal_kind_of(line, NULL, NULL) != HEAL_NONE) {
            (void)str_to_cstr(line, heal->cursor, sizeof(heal->cursor));
        }
    }
    heal->changed = false;
    arena_finish(&arena);
}

struct sync_heal *sync_heal_create(const char *data_folder)
{
    struct sync_heal *heal = calloc(1, sizeof(*heal));
    char *copy = strdup(data_folder);
    if (!heal || !copy) {
        abort(); // at the start, and a few kilobytes
    }
    heal->data_folder = copy;
    heal->descriptor = -1;
    load(heal);
    return heal;
}

void sync_heal_destroy(struct sync_heal *heal)
{
    if (!heal) {
        return;
    }
    if (heal->descriptor >= 0) {
        close(heal->descriptor);
    }
    free(heal->data_folder);
    free(heal);
}

bool sync_heal_save(struct sync_heal *heal)
{
    struct arena arena;
    struct buffer text;
    if (!heal->changed) {
        return true;
    }
    arena_init(&arena, 0);
    buffer_init(&text, HEAL_STATE_MAX);
    bool done = !heal->cursor[0] || buffer_printf(&text, "at %s\n", heal->cursor);
    for (size_t i = 0; i < heal->sum_count; i++) {
        char hex[SHA256_HEX_LEN + 1];
        const struct heal_sum *sum = &heal->sums[i];
        sha256_to_hex(&sum->hash, hex);
        done =
            done && buffer_printf(&text, "sum %s %lld %lld %s\n", sum->file,
                                  (long long)sum->inode, (long long)sum->changed_s, hex);
    }
    done = done && buffer_add(&text, STR("end\n")) &&
           folder_make(heal_path(&arena, heal, "feeds")) &&
           file_write(state_path(&arena, heal), buffer_view(&text));
    if (!done) {
        log_warn("sync", "where healing stands cannot be kept: %s", strerror(errno));
    }
    heal->changed = !done;
    buffer_finish(&text);
    arena_finish(&arena);
    return done;
}
