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

// The object is there and sound. Read in full: a damaged one would be refused by every
// kiosk for ever, as nobody would write it anew.
static bool is_there(const char *path, const struct feed_ref *ref)
{
    struct stat info;
    struct arena arena;
    struct str bytes;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode) ||
        info.st_size != ref->size_bytes) {
        return false;
    }
    arena_init(&arena, 0);
    const bool sound = file_read(&arena, path, (size_t)ref->size_bytes, &bytes) &&
                       feed_object_check(ref, bytes) == FEED_OK;
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
    if (is_there(path_join(writer->arena, writer->folder, path), ref)) {
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

bool writer_put_pointer(struct writer *writer, struct str bytes, int64_t version)
{
    const char *path = path_join(writer->arena, writer->folder, FEED_POINTER_PATH);
    const char *fresh =
        path_join(writer->arena, writer->folder, FEED_POINTER_PATH ".new");
    // nginx makes its ETag of time and size: two publications in one second must differ.
    const struct timespec times[2] = {{.tv_sec = (time_t)version},
                                      {.tv_sec = (time_t)version}};
    writer->result->bytes_written += (int64_t)bytes.len;
    if (writer->options->dry_run) {
        return true;
    }
    return (file_write(fresh, bytes) && utimensat(AT_FDCWD, fresh, times, 0) == 0 &&
            file_rename(fresh, path)) ||
           writer_fail(writer, "%s: cannot be written: %s", path, strerror(errno));
}

static bool read_at(struct writer *writer, const char *path, size_t limit_bytes,
                    struct str *out_bytes)
{
    return file_read(writer->arena, path_join(writer->arena, writer->folder, path),
                     limit_bytes, out_bytes);
}

void writer_read_current(struct writer *writer, const struct minisign_public *key,
                         struct writer_current *out_current)
{
    struct str pointer, index, signature;
    struct writer_current current = {0};
    char path[FEED_PATH_SIZE];
    *out_current = current;
    if (!read_at(writer, FEED_POINTER_PATH, FEED_POINTER_MAX, &pointer)) {
        return;
    }
    struct feed_pointer latest;
    bool readable = feed_pointer_parse(pointer, &latest) == FEED_OK;
    if (readable) {
        current.name = latest.stable;
        feed_index_path(&current.name, path);
        readable = read_at(writer, path, FEED_INDEX_MAX, &index) &&
                   feed_index_parse(writer->arena, index, &current.index) == FEED_OK;
    }
    if (!readable) {
        log_warn("publish", "%s: its present index is unreadable and counts for nothing",
                 writer->folder);
        return;
    }
    current.there = true;
    feed_signature_path(&current.name, path);
    current.ours = read_at(writer, path, MINISIGN_FILE_MAX, &signature) &&
                   minisign_verify(key, index, signature, NULL) == MINISIGN_OK;
    *out_current = current;
}
