// One event as iCalendar text (RFC 5545), short enough for a QR code. Pure.
#ifndef VISITOR_CALENDAR_H
#define VISITOR_CALENDAR_H

#include "base/arena.h"

struct calendar_event {
    struct str uid, summary, location; // location may be empty
    int64_t start_utc_ms, end_utc_ms;
    int64_t stamp_utc_ms;
};
// Lines end with CRLF and are folded at 75 bytes between characters. Summary and location
// are cut to 60 bytes each.
struct str calendar_write(struct arena *arena, const struct calendar_event *event);

#endif
