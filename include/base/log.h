// Log: one line an event, to stderr or a sink. Never personal data. Thread-safe.
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

typedef void log_sink_fn(void *context, enum log_level level, const char *line);

void log_set_level(enum log_level most); // default LOG_INFO; FOYER_LOG=debug overrides
void log_set_sink(log_sink_fn *sink, void *context); // NULL: stderr
// `module` is the folder's name. Control characters in the text are shown as \xNN.
void log_write(enum log_level level, const char *module, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)
#define log_warn(...)  log_write(LOG_WARN, __VA_ARGS__)
#define log_info(...)  log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)

#endif
