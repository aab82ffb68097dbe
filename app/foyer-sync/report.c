#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "service.h"

enum { STATUS_QUIET_MS = 60 * 1000, STATUS_SIZE_MAX = 64 * 1024 };

static struct str outcome_word(enum sync_outcome outcome)
{
    switch (outcome) {
    case SYNC_DONE:
        return STR("done");
    case SYNC_CURRENT:
        return STR("current");
    case SYNC_KEPT:
        return STR("kept");
    }
    return STR("");
}

// An address or path as a JSON string; what would need an escape becomes '_'.
static void write_place(struct buffer *text, const char *key, const char *place)
{
    buffer_printf(text, "\"%s\":\"", key);
    for (; *place; place++) {
        const bool plain =
            *place >= ' ' && *place < 127 && *place != '"' && *place != '\\';
        buffer_append(text, plain ? place : "_", 1);
    }
    buffer_printf(text, "\"");
}

static void write_stick(struct buffer *text, const struct service_feed *feed, bool times)
{
    const struct sync_result *result = &feed->stick;
    char checked[24];
    buffer_printf(text, ",\"stick\":{");
    write_place(text, "folder", feed->stick_folder);
    buffer_printf(text, ",\"outcome\":\"%.*s\",\"reason\":\"%.*s\"",
                  STR_ARG(outcome_word(result->outcome)),
                  STR_ARG(feed_reason_name(result->reason)));
    if (times) {
        clock_format_rfc3339(feed->stick_utc_ms, checked);
        buffer_printf(text, ",\"checked\":\"%s\"", checked);
    }
    buffer_printf(text, "}");
}

static void write_upload(struct service *service, struct buffer *text, bool times)
{
    char checked[24];
    const struct uploader_report report = uploader_report(&service->uploader);
    if (!report.ran) {
        return;
    }
    buffer_printf(text, ",\"upload\":{\"reason\":\"%s\",\"left\":%lld,\"full\":%s",
                  report.why, (long long)report.left,
                  report.left >= UPLOAD_OUTBOX_MAX ? "true" : "false");
    buffer_printf(text, ",\"aside\":%lld,\"unfit\":%lld,\"failures\":%lld",
                  (long long)report.aside, (long long)report.unfit,
                  (long long)report.failures);
    if (times) {
        clock_format_rfc3339(report.checked_utc_ms, checked);
        buffer_printf(text, ",\"sent\":%lld,\"checked\":\"%s\"", (long long)report.sent,
                      checked);
    }
    buffer_printf(text, "}");
}

// Ids and words need no quoting: both are letters, digits and '-' only. With `times`
// false it says only what is worth a write of its own.
static void write_feed(struct service *service, struct buffer *text,
                       const struct service_feed *feed, bool times)
{
    char origin[SYNC_URL_SIZE];
    const struct sync_result *result = &feed->result;
    buffer_printf(text, "{\"id\":\"%.*s\",\"outcome\":\"%.*s\",\"reason\":\"%.*s\"",
                  STR_ARG(feed->config->id), STR_ARG(outcome_word(result->outcome)),
                  STR_ARG(feed_reason_name(result->reason)));
    buffer_printf(text, ",\"version\":%lld,\"media_missing\":%lld,\"failures\":%lld",
                  (long long)result->version, (long long)result->media_missing,
                  (long long)feed->failures);
    if (sync_origin(service->data, feed->config->id, origin)) {
        buffer_printf(text, ",");
        write_place(text, "source", origin);
    }
    if (feed->stick_folder[0]) {
        write_stick(text, feed, times);
    }
    if (times && feed->ran) {
        char checked[24], next[24];
        clock_format_rfc3339(feed->checked_utc_ms, checked);
        clock_format_rfc3339(feed->next_utc_ms, next);
        buffer_printf(text, ",\"checked\":\"%s\",\"next\":\"%s\"", checked, next);
    }
    buffer_printf(text, "}");
}

static void write_feeds(struct service *service, struct buffer *text, bool times)
{
    buffer_printf(text, "{\"feeds\":[");
    for (size_t i = 0; i < service->count; i++) {
        if (service->feeds[i].ran || service->feeds[i].stick_folder[0]) {
            buffer_printf(text, "%s", text->len > 10 ? "," : "");
            write_feed(service, text, &service->feeds[i], times);
        }
    }
    buffer_printf(text, "]");
    write_upload(service, text, times);
    buffer_printf(text, "}\n");
}

void report_save(struct service *service)
{
    struct arena arena;
    struct buffer text;
    arena_init(&arena, 0);
    buffer_init(&text, STATUS_SIZE_MAX);
    write_feeds(service, &text, false);
    const uint64_t hash = str_hash(buffer_view(&text));
    const int64_t now_ms = clock_monotonic_ms(&service->clock);
    const bool old = now_ms - service->status_ms >= STATUS_QUIET_MS;
    if (hash != service->status_hash || old) {
        buffer_clear(&text);
        write_feeds(service, &text, true);
        const char *folder = path_join(&arena, service->data, "status");
        if (!folder_make(folder) ||
            !file_write_passing(path_join(&arena, folder, "sync.json"),
                                buffer_view(&text))) {
            log_warn("sync", "%s/sync.json cannot be written: %s", folder,
                     strerror(errno));
        }
        service->status_hash = hash;
        service->status_ms = now_ms;
    }
    buffer_finish(&text);
    arena_finish(&arena);
}
