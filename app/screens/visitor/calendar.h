// One event as iCalendar text (RFC 5545), short enough for a QR code. Pure.
#ifndef VISITOR_CALENDAR_H
#define VISITOR_CALENDAR_H

#include "base/arena.h"

struct calendar_event {
    struct str uid, summary, location; // location may be empty
    int64_t start_utc_ms, end_utc_ms;
    int64_t stamp_utc_ms;
};
// Lines end with CRLF and are folded at 75 bytes between characters. So that the code
// stays within version 12 (65 modules a side), summary and location are cut.
enum {
    CALENDAR_SUMMARY_BYTES = 56,
    CALENDAR_TEXT_BYTES = 84 // of both together
};
struct str calendar_write(struct arena *arena, const struct calendar_event *event);

#endif
