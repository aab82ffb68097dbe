#include "sync/sync.h"

// Reasons that asking somebody else cannot change.
static bool is_ours(enum feed_reason reason)
{
    return reason == FEED_BUSY || reason == FEED_SPACE || reason == FEED_STORAGE;
}

static bool is_stopped(const struct sync_options *options)
{
    return options->fetch.stopped && options->fetch.stopped(options->fetch.context);
}

enum sync_outcome sync_run_any(const struct sync_options *options,
                               struct sync_result *out_result, struct str *out_used)
{
    struct sync_options one = *options;
    struct sync_result next;
    struct str used = {0};
    int64_t requests = 0, bytes = 0;
    bool have = false; // a mirror had nothing new
    for (size_t i = 0; i <= options->mirror_count; i++) {
        const bool last = i == options->mirror_count;
        one.url = last ? options->url : options->mirrors[i];
        const enum sync_outcome outcome = sync_run_once(&one, &next);
        requests += next.requests;
        bytes += next.bytes;
        if (!have || outcome != SYNC_KEPT) {
            *out_result = next;
            used = one.url;
        }
        have = have || outcome == SYNC_CURRENT;
        const bool enough =
            outcome == SYNC_DONE || (outcome == SYNC_CURRENT && !options->ask_all);
        if (enough || is_ours(next.reason) || is_stopped(options)) {
            break;
        }
    }
    out_result->requests = requests;
    out_result->bytes = bytes;
    if (out_used) {
        *out_used = used;
    }
    return out_result->outcome;
}
