#include "print.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRESS_AFTER_MS = 1000, PROGRESS_EVERY_MS = 100 };

// C0, DEL, C1, line and paragraph separator, bidirectional controls. Source: Unicode 15,
// general categories Cc, Zl, Zp and property Bidi_Control.
static bool steers(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e ||
           c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void print_neutral(FILE *out, struct str text)
{
    for (size_t at = 0; at < text.len;) {
        const size_t from = at;
        const uint32_t c = utf8_next(text, &at);
        if (c == 0xfffd && at == from + 1) { // one byte only: it was invalid
            fprintf(out, "\\x%02x", (unsigned)(unsigned char)text.ptr[from]);
        } else if (steers(c)) {
            fprintf(out, c < 0x100 ? "\\x%02x" : "\\u{%04x}", (unsigned)c);
        } else {
            fwrite(text.ptr + from, 1, at - from, out);
        }
    }
}

void print_json_text(FILE *out, struct str json)
{
    for (size_t at = 0; at < json.len;) {
        const size_t from = at;
        const uint32_t c = utf8_next(json, &at);
        if ((c == 0xfffd && at == from + 1) || steers(c)) {
            fprintf(out, "\\u%04x", (unsigned)c);
        } else {
            fwrite(json.ptr + from, 1, at - from, out);
        }
    }
}

void print_json_string(FILE *out, struct str text)
{
    fputc('"', out);
    for (size_t at = 0; at < text.len;) {
        const size_t from = at;
        while (at < text.len && text.ptr[at] != '"' && text.ptr[at] != '\\') {
            at++;
        }
        print_json_text(out, str_slice(text, from, at));
        if (at < text.len) {
            fputc('\\', out);
            fputc(text.ptr[at++], out);
        }
    }
    fputc('"', out);
}

void print_error(const char *command, const char *text, const char *detail)
{
    fprintf(stderr, "foyerctl %s: ", command);
    print_neutral(stderr, str_from_cstr(text));
    if (detail) {
        fputs(": ", stderr);
        print_neutral(stderr, str_from_cstr(detail));
    }
    fputc('\n', stderr);
}

static int64_t now_ms(void)
{
    const struct clock clock = clock_system();
    return clock_monotonic_ms(&clock);
}

void progress_init(struct progress *progress)
{
    const char *kind = getenv("TERM");
    *progress = (struct progress){
        .start_ms = now_ms(),
        .terminal = isatty(STDERR_FILENO) && kind && strcmp(kind, "dumb") != 0,
    };
}

void progress_show(struct progress *progress, struct str what, int64_t done,
                   int64_t total)
{
    if (!progress->terminal) {
        return;
    }
    const int64_t now = now_ms();
    if (now - progress->start_ms < PROGRESS_AFTER_MS ||
        now - progress->shown_ms < PROGRESS_EVERY_MS) {
        return;
    }
    progress->shown_ms = now;
    progress->dirty = true;
    fputs("\r\033[K", stderr);
    print_neutral(stderr, str_slice(what, 0, 50));
    if (total > 0) {
        fprintf(stderr, " %lld of %lld (%lld %%)", (long long)done, (long long)total,
                (long long)(done * 100 / total));
    } else if (done > 0) {
        fprintf(stderr, " %lld", (long long)done);
    }
    fflush(stderr);
}

void progress_finish(struct progress *progress)
{
    if (progress->dirty) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
        progress->dirty = false;
    }
}
