#ifndef PUBLISH_EXPORT_INTERNAL_H
#define PUBLISH_EXPORT_INTERNAL_H

#include "i18n/zone.h"
#include "publish/export.h"

// ---- export_ical.c ----
// One content line: folded at 75 bytes (RFC 5545, 3.1), CRLF behind it.
void ical_line(struct buffer *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// ---- export_zone.c ----
// VTIMEZONE with the rules of the years around now.
void ical_zone(struct buffer *out, const struct i18n_zone *zone, struct str name,
               int64_t now_s);

#endif
