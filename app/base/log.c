#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    pthread_mutex_t mutex;
    enum log_level most;
    log_sink_fn *sink;
    void *context;
} log_state = {.mutex = PTHREAD_MUTEX_INITIALIZER, .most = LOG_INFO};

static const char *const level_name[] = {"error", "warn", "info", "debug"};

void log_set_level(enum log_level most)
{
    pthread_mutex_lock(&log_state.mutex);
    log_state.most = most;
    pthread_mutex_unlock(&log_state.mutex);
}

void log_set_sink(log_sink_fn *sink, void *context)
{
    pthread_mutex_lock(&log_state.mutex);
    log_state.sink = sink;
    log_state.context = context;
    pthread_mutex_unlock(&log_state.mutex);
}

// Control characters would let a record's text write lines or colours into a terminal.
static void make_neutral(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (; *text && used + 5 < size; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte == 0x7F) {
            used += (size_t)snprintf(out + used, size - used, "\\x%02x", byte);
        } else {
            out[used++] = *text;
        }
    }
    out[used] = '\0';
}

void log_write(enum log_level level, const char *module, const char *format, ...)
{
    char text[900], neutral[1000], line[1100];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    make_neutral(text, neutral, sizeof(neutral));
    snprintf(line, sizeof(line), "%s %s: %s", level_name[level], module, neutral);

    pthread_mutex_lock(&log_state.mutex);
    const char *wish = getenv("FOYER_LOG");
    const bool debug = wish && strcmp(wish, "debug") == 0;
    if (level <= log_state.most || debug) {
        if (log_state.sink) {
            log_state.sink(log_state.context, level, line);
        } else {
            fprintf(stderr, "%s\n", line);
        }
    }
    pthread_mutex_unlock(&log_state.mutex);
}
