#include "calendar.h"

#include "base/buffer.h"
#include "base/clock.h"

enum { LINE_BYTES_MAX = 75 };

// At most `most` bytes, cut between characters.
static struct str cut(struct str text, size_t most)
{
    size_t end = 0;
    while (end < text.len) {
        size_t next = end;
        utf8_next(text, &next);
        if (next > most)
            break;
        end = next;
    }
    return str_slice(text, 0, end);
}

// RFC 5545 3.3.11: backslash, semicolon, comma and line feed are escaped.
static void add_text(struct buffer *line, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\n') {
            buffer_add(line, STR("\\n"));
            continue;
        }
        if (c == '\\' || c == ';' || c == ',')
            buffer_add(line, STR("\\"));
        buffer_append(line, &c, 1);
    }
}

// RFC 5545 3.1: longer lines go on after CRLF and a blank.
static void add_folded(struct buffer *out, struct str line)
{
    struct str part = cut(line, LINE_BYTES_MAX);
    buffer_add(out, part);
    for (size_t at = part.len; at < line.len; at += part.len) {
        part = cut(str_slice(line, at, line.len), LINE_BYTES_MAX - 1);
        buffer_add(out, STR("\r\n "));
        buffer_add(out, part);
    }
    buffer_add(out, STR("\r\n"));
}

static void add_line(struct buffer *out, const char *name, struct str text)
{
    struct buffer line;
    buffer_init(&line, 4096);
    buffer_printf(&line, "%s:", name);
    add_text(&line, text);
    add_folded(out, buffer_view(&line));
    buffer_finish(&line);
}

// 20261121T140000Z
static void add_time(struct buffer *out, const char *name, int64_t utc_ms)
{
    char text[24];
    clock_format_rfc3339(utc_ms, text);
    buffer_printf(out, "%s:%.4s%.2s%.2sT%.2s%.2s%.2sZ\r\n", name, text, text + 5,
                  text + 8, text + 11, text + 14, text + 17);
}

struct str calendar_write(struct arena *arena, const struct calendar_event *event)
{
    struct buffer out;
    buffer_init(&out, 8192);
    buffer_add(&out, STR("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:Foyer\r\n"
                         "BEGIN:VEVENT\r\n"));
    add_line(&out, "UID", event->uid);
    add_time(&out, "DTSTAMP", event->stamp_utc_ms);
    add_time(&out, "DTSTART", event->start_utc_ms);
    add_time(&out, "DTEND", event->end_utc_ms);
    struct str summary = cut(event->summary, CALENDAR_SUMMARY_BYTES);
    struct str location = cut(event->location, CALENDAR_TEXT_BYTES - summary.len);
    add_line(&out, "SUMMARY", summary);
    if (location.len > 0)
        add_line(&out, "LOCATION", location);
    buffer_add(&out, STR("END:VEVENT\r\nEND:VCALENDAR\r\n"));
    struct str text = arena_str(arena, buffer_view(&out));
    buffer_finish(&out);
    return text;
}
