// The folder as it stands on the disk: names and files are checked before anything is
// read.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "pack_internal.h"

static char *full_path(struct pack_reading *reading, const char *relative)
{
    return relative[0] ? path_join(reading->arena, reading->folder, relative)
                       : arena_cstr(reading->arena, str_from_cstr(reading->folder));
}

static int64_t first_bad_line(struct str text)
{
    int64_t line = 1;
    struct str rest = text, part;
    while (str_cut(&rest, '\n', &part) && utf8_valid(part)) {
        line++;
    }
    return line;
}

// CR before LF goes, so that a file from Windows reads the same.
static struct str unix_lines(struct arena *arena, struct str text)
{
    if (str_find(text, STR("\r\n"), 0) == SIZE_MAX) {
        return text;
    }
    char *bytes = arena_alloc(arena, text.len);
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\r' || i + 1 == text.len || text.ptr[i + 1] != '\n') {
            bytes[count++] = text.ptr[i];
        }
    }
    return (struct str){bytes, count};
}

bool pack_read_text(struct pack_reading *reading, size_t file, struct str *out_text)
{
    char *path = full_path(reading, arena_cstr(reading->arena, reading->files[file]));
    struct stat status;
    struct str text;
    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        pack_error(reading, PACK_PLACE(file, 0),
                   "no file; wants a plain one, not a link");
        return false;
    }
    if (!file_read(reading->arena, path, PACK_FILE_MAX, &text)) {
        pack_error(reading, PACK_PLACE(file, 0), "cannot be read: %s",
                   errno == EFBIG ? "larger than 1 MB" : strerror(errno));
        return false;
    }
    if (str_starts_with(text, STR("\xEF\xBB\xBF"))) {
        pack_error(reading, PACK_PLACE(file, 1),
                   "starts with a byte order mark; save it as UTF-8 without one");
        return false;
    }
    if (!utf8_valid(text)) {
        pack_error(reading, PACK_PLACE(file, first_bad_line(text)),
                   "no valid UTF-8; save it as UTF-8");
        return false;
    }
    *out_text = unix_lines(reading->arena, text);
    return true;
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_but_case(struct str a, struct str b)
{
    for (size_t i = 0; i < a.len && a.len == b.len; i++) {
        if (fold(a.ptr[i]) != fold(b.ptr[i])) {
            return false;
        }
    }
    return a.len == b.len;
}

// false: the name is refused, and was told.
static bool name_right(struct pack_reading *reading, const char *relative,
                       struct str name, const struct folder_list *list, size_t index)
{
    const struct str shown = str_slice(name, 0, 80);
    const struct str where =
        arena_printf(reading->arena, "%s%s%.*s%s", relative, relative[0] ? "/" : "",
                     STR_ARG(shown), shown.len < name.len ? "…" : "");
    const size_t file = pack_file(reading, utf8_valid(where) ? where : STR("(a name)"));
    if (!content_file_valid(name)) {
        pack_error(reading, PACK_PLACE(file, 0),
                   "a name has at most 200 of a-z, A-Z, 0-9, dot, hyphen, underscore");
        return false;
    }
    for (size_t i = 0; i < index; i++) {
        if (same_but_case(name, list->names[i])) {
            pack_error(reading, PACK_PLACE(file, 0),
                       "differs from '%.*s' only in large and small letters; rename one",
                       STR_ARG(list->names[i]));
            return false;
        }
    }
    struct stat status;
    char *path = full_path(reading, arena_cstr(reading->arena, where));
    if (lstat(path, &status) != 0 ||
        !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) {
        pack_error(reading, PACK_PLACE(file, 0),
                   "a link or device; wants a plain file or folder");
        return false;
    }
    return true;
}

struct folder_list pack_list(struct pack_reading *reading, const char *relative)
{
    struct folder_list all, right = {0};
    char *path = full_path(reading, relative);
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        return right;
    }
    if (!folder_read(reading->arena, path, &all)) {
        const size_t file =
            pack_file(reading, str_from_cstr(relative[0] ? relative : "."));
        pack_error(reading, PACK_PLACE(file, 0), "cannot be read: %s", strerror(errno));
        return right;
    }
    right.names = ARENA_ARRAY(reading->arena, struct str, all.count);
    for (size_t i = 0; i < all.count; i++) {
        // Hidden files belong to editors and version control.
        if (all.names[i].ptr[0] != '.' &&
            name_right(reading, relative, all.names[i], &all, i)) {
            right.names[right.count++] = all.names[i];
        }
    }
    return right;
}

static size_t *bucket_of(struct pack_reading *reading, struct str id)
{
    if (!reading->buckets) {
        reading->buckets = ARENA_ARRAY(reading->arena, size_t, PACK_BUCKETS);
    }
    return &reading->buckets[str_hash(id) % PACK_BUCKETS];
}

static struct pack_entry *same_id(struct pack_reading *reading, size_t number,
                                  struct str id)
{
    while (number && !str_equal(reading->entries[number - 1].id, id)) {
        number = reading->entries[number - 1].next;
    }
    return number ? &reading->entries[number - 1] : NULL;
}

struct pack_entry *pack_first_entry(struct pack_reading *reading, struct str id)
{
    return same_id(reading, *bucket_of(reading, id), id);
}

struct pack_entry *pack_next_entry(struct pack_reading *reading,
                                   const struct pack_entry *entry)
{
    return same_id(reading, entry->next, entry->id);
}

static void index_entry(struct pack_reading *reading, size_t index)
{
    size_t *bucket = bucket_of(reading, reading->entries[index].id);
    reading->entries[index].next = *bucket;
    *bucket = index + 1;
}

void pack_index_entries(struct pack_reading *reading)
{
    for (size_t i = 0; reading->buckets && i < PACK_BUCKETS; i++) {
        reading->buckets[i] = 0;
    }
    for (size_t i = 0; i < reading->entry_count; i++) {
        index_entry(reading, i);
    }
}

struct pack_entry *pack_find_entry(struct pack_reading *reading, enum content_kind kind,
                                   struct str id)
{
    struct pack_entry *entry = pack_first_entry(reading, id);
    while (entry && entry->kind != kind) {
        entry = pack_next_entry(reading, entry);
    }
    return entry;
}

struct pack_entry *pack_add_entry(struct pack_reading *reading, enum content_kind kind,
                                  struct str id, size_t file)
{
    if (reading->entry_count == reading->entry_capacity) {
        const size_t capacity =
            reading->entry_capacity ? reading->entry_capacity * 2 : 128;
        struct pack_entry *entries =
            ARENA_ARRAY(reading->arena, struct pack_entry, capacity);
        if (reading->entry_count) {
            memcpy(entries, reading->entries, reading->entry_count * sizeof(*entries));
        }
        reading->entries = entries;
        reading->entry_capacity = capacity;
    }
    struct pack_entry *entry = &reading->entries[reading->entry_count++];
    *entry = (struct pack_entry){.kind = kind, .id = id, .file = file};
    index_entry(reading, reading->entry_count - 1);
    return entry;
}
