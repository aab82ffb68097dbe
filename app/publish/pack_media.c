// The pictures that records name.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "content/image.h"
#include "pack_internal.h"

// Whether every part of the path is a plain folder and the last a plain file: no link
// leads out of the pack.
static bool plain_path(struct pack_reading *reading, struct str file,
                       struct stat *out_status)
{
    for (size_t i = 0; i <= file.len; i++) {
        if (i < file.len && file.ptr[i] != '/') {
            continue;
        }
        char *path = path_join(reading->arena, reading->folder,
                               arena_cstr(reading->arena, str_slice(file, 0, i)));
        if (lstat(path, out_status) != 0 ||
            !(i == file.len ? S_ISREG(out_status->st_mode)
                            : S_ISDIR(out_status->st_mode))) {
            return false;
        }
    }
    return true;
}

// The first bytes of the file; enough for its header.
static struct str read_start(const char *path, char *bytes, size_t size)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    size_t used = 0;
    while (descriptor >= 0 && used < size) {
        const ssize_t got = read(descriptor, bytes + used, size - used);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        used += (size_t)got;
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    return (struct str){bytes, used};
}

static bool inspect(struct pack_reading *reading, int64_t place, struct str file,
                    struct pack_media *out_media)
{
    struct stat status;
    if (!plain_path(reading, file, &status)) {
        pack_error(reading, place, "media: there is no file '%.*s'", STR_ARG(file));
        return false;
    }
    if (status.st_size > PACK_MEDIA_MAX) {
        pack_error(reading, place, "media: '%.*s' has more than 8 MB; save it smaller",
                   STR_ARG(file));
        return false;
    }
    char *path =
        path_join(reading->arena, reading->folder, arena_cstr(reading->arena, file));
    char *bytes = malloc(IMAGE_SNIFF_BYTES);
    if (!bytes) {
        pack_error(reading, place, "media: no memory");
        return false;
    }
    struct image_info info = {0};
    const enum image_result result =
        image_sniff(read_start(path, bytes, IMAGE_SNIFF_BYTES), &info);
    free(bytes);
    if (result != IMAGE_OK) {
        pack_error(reading, place, "media: '%.*s' is %s; wants PNG or JPEG",
                   STR_ARG(file), image_result_text(result));
        return false;
    }
    *out_media = (struct pack_media){.file = file,
                                     .path = str_from_cstr(path),
                                     .type = image_type_name(info.type),
                                     .size_bytes = status.st_size,
                                     .width_px = info.width_px,
                                     .height_px = info.height_px};
    return true;
}

static struct pack_media *find_media(struct pack *pack, struct str file)
{
    for (size_t i = 0; i < pack->media_count; i++) {
        if (str_equal(pack->media[i].file, file)) {
            return &pack->media[i];
        }
    }
    return NULL;
}

static int compare_media(const void *a, const void *b)
{
    return str_compare(((const struct pack_media *)a)->file,
                       ((const struct pack_media *)b)->file);
}

static int64_t media_line(const struct pack_entry *entry, size_t index)
{
    const struct value *list = value_get(&entry->map, STR("media"));
    return list && index < list->count ? list->items[index].line : entry->map.line;
}

static void take_media(struct pack_reading *reading, struct pack_entry *entry,
                       size_t index)
{
    struct content_media *media = &entry->record.media.items[index];
    struct pack_media *found = find_media(reading->pack, media->file);
    struct pack_media fresh;
    if (!media->file.len) {
        return; // told by the table's check
    }
    if (!found) {
        if (!inspect(reading, media_line(entry, index), media->file, &fresh)) {
            return;
        }
        found = &reading->pack->media[reading->pack->media_count++];
        *found = fresh;
    }
    media->type = found->type;
    media->size_bytes = found->size_bytes;
    media->width_px = found->width_px;
    media->height_px = found->height_px;
}

void pack_check_media(struct pack_reading *reading)
{
    size_t total = 0;
    for (size_t i = 0; i < reading->entry_count; i++) {
        total += reading->entries[i].record.media.count;
    }
    (void)pack_list(reading, "media"); // tells names that are refused
    reading->pack->media = ARENA_ARRAY(reading->arena, struct pack_media, total);
    for (size_t i = 0; i < reading->entry_count; i++) {
        for (size_t m = 0; m < reading->entries[i].record.media.count; m++) {
            take_media(reading, &reading->entries[i], m);
        }
    }
    if (reading->pack->media_count) {
        qsort(reading->pack->media, reading->pack->media_count, sizeof(struct pack_media),
              compare_media);
    }
}
