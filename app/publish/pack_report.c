#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "pack_internal.h"

size_t pack_file(struct pack_reading *reading, struct str name)
{
    if (reading->file_count == reading->file_capacity) {
        const size_t capacity = reading->file_capacity ? reading->file_capacity * 2 : 64;
        struct str *files = ARENA_ARRAY(reading->arena, struct str, capacity);
        if (reading->file_count) {
            memcpy(files, reading->files, reading->file_count * sizeof(*files));
        }
        reading->files = files;
        reading->file_capacity = capacity;
    }
    reading->files[reading->file_count] = arena_str(reading->arena, name);
    return reading->file_count++;
}

static struct pack_message *add_message(struct pack_reading *reading)
{
    struct pack_report *report = reading->report;
    if (report->count == report->capacity) {
        const size_t capacity = report->capacity ? report->capacity * 2 : 32;
        struct pack_message *messages =
            ARENA_ARRAY(reading->arena, struct pack_message, capacity);
        if (report->count) {
            memcpy(messages, report->messages, report->count * sizeof(*messages));
        }
        report->messages = messages;
        report->capacity = capacity;
    }
    return &report->messages[report->count++];
}

void pack_say(struct pack_reading *reading, enum pack_severity severity, int64_t place,
              const char *format, ...)
{
    struct pack_report *report = reading->report;
    *(severity == PACK_ERROR ? &report->errors : &report->warnings) += 1;
    if (report->count >= PACK_MESSAGES_MAX) {
        return;
    }
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    const size_t file = PACK_PLACE_FILE(place);
    *add_message(reading) = (struct pack_message){
        .severity = severity,
        .file = file < reading->file_count ? reading->files[file] : STR("pack.yaml"),
        .line = PACK_PLACE_LINE(place),
        .text = arena_str(reading->arena, str_from_cstr(text)),
    };
}

struct str pack_message_text(struct arena *arena, const struct pack_message *message)
{
    const char *word = message->severity == PACK_ERROR ? "error" : "warning";
    if (message->line == 0) {
        return arena_printf(arena, "%.*s: %s: %.*s", STR_ARG(message->file), word,
                            STR_ARG(message->text));
    }
    return arena_printf(arena, "%.*s:%lld: %s: %.*s", STR_ARG(message->file),
                        (long long)message->line, word, STR_ARG(message->text));
}
