// Time zones by IANA name (ICU). An opened zone may be read by any one thread at a time.
#ifndef I18N_ZONE_H
#define I18N_ZONE_H

#include "base/clock.h"

struct i18n_zone;

struct i18n_local { // wall clock
    struct civil_date date;
    int32_t minute; // of the day, 0..1439
    int32_t second;
    int32_t weekday; // 0 Monday
};

// NULL when ICU does not know the name.
struct i18n_zone *i18n_zone_create(struct str iana_name);
// The same by Windows' name for it, "W. Europe Standard Time", as Outlook writes it.
struct i18n_zone *i18n_zone_create_windows(struct str windows_name);
void i18n_zone_destroy(struct i18n_zone *zone); // accepts NULL
struct i18n_local i18n_zone_local(const struct i18n_zone *zone, int64_t utc_ms);
// Wall time to UTC; in a gap the time after it, in an overlap the first.
int64_t i18n_zone_utc_ms(const struct i18n_zone *zone, struct civil_date date,
                         int32_t minute);

#endif
