// What the two screens of activities share.
#ifndef VISITOR_TIMETABLE_H
#define VISITOR_TIMETABLE_H

#include "parts.h"

// Leads to the timetable.
void timetable_open_chip(const struct visitor_context *context);
// All filters but when.
void activities_filter_chips(const struct visitor_context *context);

#endif
