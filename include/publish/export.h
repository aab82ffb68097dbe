// Records in the forms that other programs read. Pure; one thread.
#ifndef PUBLISH_EXPORT_H
#define PUBLISH_EXPORT_H

#include "base/buffer.h"
#include "content/record.h"

struct export_options {
    struct str id;       // of the feed or venue: makes names unique
    struct str timezone; // IANA, of the sessions
    struct str lang;     // of texts; empty: as the record has them
    int64_t now_s;       // UTC
};

struct export_records {
    const struct content_record *items; // of any kind; places are looked up among them
    size_t count;
};

// Activities with their sessions and events with their dates as one iCalendar (RFC 5545)
// with the zone's rules; weekly sessions repeat (RRULE), each with a name that stays.
// false: the zone is not known, or no memory. *out_events: how many stand in it.
NODISCARD bool export_ical(struct buffer *out, const struct export_options *options,
                           const struct export_records *records, size_t *out_events);
// Resources as schema.org's LearningResource, texts in every language.
NODISCARD bool export_jsonld(struct buffer *out, const struct export_options *options,
                             const struct export_records *records, size_t *out_resources);

#endif
