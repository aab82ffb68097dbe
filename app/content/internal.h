// Shared by the files of content.
#ifndef CONTENT_INTERNAL_H
#define CONTENT_INTERNAL_H

#include "content/fields.h"

struct read {
    const struct content_check *check;
    enum content_kind kind;
    bool patch; // a record's members by themselves, none required
    size_t faults;
};

void content_fault(struct read *read, int64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// The members of one table from a map into the struct at `base`.
void content_read_members(struct read *read, const struct content_members *members,
                          const struct value *map, void *base);
// What one member alone cannot show: orders of dates, edges without a step, …
void content_check_record(struct read *read, const struct value *map,
                          const struct content_record *record);

#endif
