#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "writer_internal.h"

bool writer_fail(struct writer *writer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(writer->result->error, sizeof(writer->result->error), format, arguments);
    va_end(arguments);
    return false;
}

void writer_progress(struct writer *writer, size_t more, struct str what)
{
    const size_t left = writer->total - writer->done;
    writer->done += more < left ? more : left;
    if (writer->options->progress) {
        writer->options->progress(writer->options->context,
                                  &(struct publish_progress){.done = writer->done,
                                                             .total = writer->total,
                                                             .what = what});
    }
}

// Read in full: a damaged one would be refused by every kiosk for ever, as nobody would
// write it anew.
static bool is_there(struct writer *writer, const struct feed_ref *ref)
{
    struct arena arena;
    struct str bytes;
    arena_init(&arena, 0);
    const bool sound = writer_has_object(writer, ref, &arena, &bytes);
    arena_finish(&arena);
    return sound;
}

bool writer_put_file(struct writer *writer, const char *path, struct str bytes)
{
    char *full = path_join(writer->arena, writer->folder, path);
    writer->result->bytes_written += (int64_t)bytes.len;
    if (writer->options->dry_run) {
        return true;
    }
    char *slash = strrchr(full, '/');
    *slash = '\0';
    const bool made = folder_make(full);
    *slash = '/';
    return (made && file_write(full, bytes)) ||
           writer_fail(writer, "%s: cannot be written: %s", full, strerror(errno));
}

bool writer_put_object(struct writer *writer, const struct feed_ref *ref,
                       struct str bytes)
{
    char path[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, path);
    if (is_there(writer, ref)) {
        return true;
    }
    if (!writer_put_file(writer, path, bytes)) {
        return false;
    }
    if (writer->writing_media) {
        writer->result->media_written++;
    } else {
        writer->result->objects_written++;
    }
    return true;
}

// nginx makes its ETag of time and size: no two publications may share them, not even
// those of one second, nor one that counts anew under other keys. A time that is years
// ahead is no publication's.
static int64_t pointer_time_s(struct writer *writer, const char *path, int64_t version)
{
    struct stat before;
    const int64_t reach_s = writer->options->now_s + INT64_C(365) * 86400;
    return stat(path, &before) == 0 && before.st_mtime >= version &&
                   before.st_mtime < reach_s
               ? before.st_mtime + 1
               : version;
}

bool writer_put_pointer(struct writer *writer, struct str bytes, int64_t version)
{
    const char *path = path_join(writer->arena, writer->folder, FEED_POINTER_PATH);
    const char *fresh =
        path_join(writer->arena, writer->folder, FEED_POINTER_PATH ".new");
    const struct timespec time = {.tv_sec = pointer_time_s(writer, path, version)};
    const struct timespec times[2] = {time, time};
    writer->result->bytes_written += (int64_t)bytes.len;
    if (writer->options->dry_run) {
        return true;
    }
    return (file_write(fresh, bytes) && utimensat(AT_FDCWD, fresh, times, 0) == 0 &&
            file_rename(fresh, path)) ||
           writer_fail(writer, "%s: cannot be written: %s", path, strerror(errno));
}

bool writer_get(struct writer *writer, const char *path, size_t limit_bytes,
                struct str *out_bytes)
{
    return file_read(writer->arena, path_join(writer->arena, writer->folder, path),
                     limit_bytes, out_bytes);
}

bool writer_has_object(struct writer *writer, const struct feed_ref *ref,
                       struct arena *arena, struct str *out_bytes)
{
    char path[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, path);
    return file_read(arena, path_join(arena, writer->folder, path),
                     (size_t)ref->size_bytes, out_bytes) &&
           feed_object_check(ref, *out_bytes) == FEED_OK;
}
