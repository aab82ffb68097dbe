#include "sticks.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

// false: there is no folder of that feed. A link is none: it may lead out of the stick.
static bool look_at(const char *place, const struct config *config, size_t feed,
                    struct stick *out_stick)
{
    struct stat facts;
    char latest[1300];
    const struct str id = config->feeds[feed].id;
    *out_stick = (struct stick){.feed = feed};
    if (snprintf(out_stick->folder, sizeof(out_stick->folder), "%s/%.*s", place,
                 STR_ARG(id)) >= (int)sizeof(out_stick->folder)) {
        return false;
    }
    (void)snprintf(latest, sizeof(latest), "%s/latest", out_stick->folder);
    if (lstat(place, &facts) != 0 || !S_ISDIR(facts.st_mode) ||
        lstat(latest, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return false;
    }
    const int64_t numbers[] = {
        (int64_t)facts.st_dev, (int64_t)facts.st_ino, facts.st_size,
        facts.st_mtim.tv_sec,  facts.st_mtim.tv_nsec,
    };
    out_stick->face = hash_bytes(HASH_SEED, numbers, sizeof(numbers));
    return true;
}

static bool is_settled(const struct sticks *sticks, const struct stick *stick)
{
    for (size_t i = 0; i < sticks->count; i++) {
        if (sticks->settled[i].face == stick->face &&
            strcmp(sticks->settled[i].folder, stick->folder) == 0) {
            return true;
        }
    }
    return false;
}

// One look at everything.
struct look {
    struct sticks *sticks;
    const struct config *config;
    int64_t now_ms;
    struct stick there[STICKS_MAX]; // settled ones that are there still
    size_t count;
    bool found;
    struct stick next;
};

static void look_into(struct look *look, const char *place)
{
    const struct sticks *sticks = look->sticks;
    for (size_t i = 0; i < look->config->feed_count; i++) {
        struct stick stick;
        if (!look_at(place, look->config, i, &stick)) {
            continue;
        }
        if (is_settled(sticks, &stick)) {
            if (look->count < STICKS_MAX) {
                look->there[look->count++] = stick;
            }
        } else if (!look->found && (strcmp(stick.folder, sticks->retry) != 0 ||
                                    look->now_ms >= sticks->retry_ms)) {
            look->found = true;
            look->next = stick;
        }
    }
}

static void look_for(struct look *look, struct str pattern)
{
    glob_t places = {0};
    char text[1024];
    if (!str_to_cstr(pattern, text, sizeof(text)) ||
        glob(text, GLOB_NOSORT, NULL, &places) != 0) {
        globfree(&places);
        return;
    }
    for (size_t i = 0; i < places.gl_pathc && i < STICKS_MAX; i++) {
        look_into(look, places.gl_pathv[i]);
    }
    globfree(&places);
}

bool sticks_next(struct sticks *sticks, const struct config *config, int64_t now_ms,
                 struct stick *out_stick)
{
    if (!config->usb_count ||
        (sticks->looked_ms && now_ms - sticks->looked_ms < STICKS_LOOK_MS)) {
        return false;
    }
    struct look look = {.sticks = sticks, .config = config, .now_ms = now_ms};
    for (size_t i = 0; i < config->usb_count; i++) {
        look_for(&look, config->usb[i]);
    }
    memcpy(sticks->settled, look.there, look.count * sizeof(*look.there));
    sticks->count = look.count;
    if (!look.found) {
        sticks->looked_ms = now_ms;
        return false;
    }
    *out_stick = look.next;
    return true;
}

void sticks_done(struct sticks *sticks, const struct stick *stick, bool settled,
                 int64_t now_ms)
{
    if (settled && sticks->count < STICKS_MAX) {
        sticks->settled[sticks->count++] = *stick;
    } else {
        memcpy(sticks->retry, stick->folder, sizeof(sticks->retry));
        sticks->retry_ms = now_ms + STICKS_RETRY_MS;
    }
}
