#include "i18n/zone.h"

#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { ZONE_NAME_MAX = 64 };

struct i18n_zone {
    UCalendar *calendar;
};

struct i18n_zone *i18n_zone_create(struct str iana_name)
{
    UChar name[ZONE_NAME_MAX], canonical[ZONE_NAME_MAX];
    UErrorCode status = U_ZERO_ERROR;
    if (iana_name.len == 0 || iana_name.len >= ZONE_NAME_MAX) {
        return NULL;
    }
    int32_t length = 0;
    u_strFromUTF8(name, ZONE_NAME_MAX, &length, iana_name.ptr, (int32_t)iana_name.len,
                  &status);
    UBool is_system = false;
    ucal_getCanonicalTimeZoneID(name, length, canonical, ZONE_NAME_MAX, &is_system,
                                &status);
    if (U_FAILURE(status) || !is_system) {
        return NULL;
    }
    UCalendar *calendar = ucal_open(name, length, "en", UCAL_GREGORIAN, &status);
    struct i18n_zone *zone = calloc(1, sizeof(*zone));
    if (U_FAILURE(status) || !zone) {
        ucal_close(calendar);
        free(zone);
        return NULL;
    }
    // A gap (spring) moves on by its length, an overlap (autumn) means the first time.
    ucal_setAttribute(calendar, UCAL_SKIPPED_WALL_TIME, UCAL_WALLTIME_LAST);
    ucal_setAttribute(calendar, UCAL_REPEATED_WALL_TIME, UCAL_WALLTIME_FIRST);
    // Proleptic Gregorian, as base/clock.h counts.
    ucal_setGregorianChange(calendar, -1e18, &status);
    zone->calendar = calendar;
    return zone;
}

struct i18n_zone *i18n_zone_create_windows(struct str windows_name)
{
    UChar name[ZONE_NAME_MAX], iana[ZONE_NAME_MAX];
    char text[ZONE_NAME_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    if (windows_name.len == 0 || windows_name.len >= ZONE_NAME_MAX) {
        return NULL;
    }
    u_strFromUTF8(name, ZONE_NAME_MAX, &length, windows_name.ptr,
                  (int32_t)windows_name.len, &status);
    length = ucal_getTimeZoneIDForWindowsID(name, length, NULL, iana, ZONE_NAME_MAX,
                                            &status);
    int32_t text_length = 0;
    u_strToUTF8(text, ZONE_NAME_MAX, &text_length, iana, length, &status);
    return U_FAILURE(status)
               ? NULL
               : i18n_zone_create((struct str){text, (size_t)text_length});
}

void i18n_zone_destroy(struct i18n_zone *zone)
{
    if (zone) {
        ucal_close(zone->calendar);
        free(zone);
    }
}

struct i18n_local i18n_zone_local(const struct i18n_zone *zone, int64_t utc_ms)
{
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis(zone->calendar, (UDate)utc_ms, &status);
    const int64_t offset = ucal_get(zone->calendar, UCAL_ZONE_OFFSET, &status) +
                           (int64_t)ucal_get(zone->calendar, UCAL_DST_OFFSET, &status);
    const int64_t local_ms = utc_ms + (U_SUCCESS(status) ? offset : 0);
    int64_t days = local_ms / 86400000, rest = local_ms % 86400000;
    if (rest < 0) {
        days--;
        rest += 86400000;
    }
    return (struct i18n_local){
        .date = civil_from_days(days),
        .minute = (int32_t)(rest / 60000),
        .second = (int32_t)(rest / 1000 % 60),
        .weekday = civil_weekday(days),
    };
}

int64_t i18n_zone_utc_ms(const struct i18n_zone *zone, struct civil_date date,
                         int32_t minute)
{
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *calendar = zone->calendar;
    ucal_clear(calendar);
    ucal_setDateTime(calendar, date.year, date.month - 1, date.day, minute / 60,
                     minute % 60, 0, &status);
    ucal_set(calendar, UCAL_MILLISECOND, 0);
    const UDate utc = ucal_getMillis(calendar, &status);
    if (U_FAILURE(status)) {
        return civil_to_days(date) * INT64_C(86400000) + minute * INT64_C(60000);
    }
    return (int64_t)utc;
}
