#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "i18n/zone.h"

static int64_t utc(const char *text)
{
    int64_t ms = 0;
    cr_assert(clock_parse_rfc3339(str_from_cstr(text), &ms));
    return ms;
}

Test(zone, is_known_by_its_iana_name_only)
{
    cr_assert(i18n_zone_create(STR("Europe/Atlantis")) == NULL);
    cr_assert(i18n_zone_create((struct str){0}) == NULL);
    cr_assert(i18n_zone_create(STR("Europe/Tirane\0x")) == NULL);
    struct i18n_zone *zone = i18n_zone_create(STR("America/Sao_Paulo"));
    cr_assert(zone != NULL);
    i18n_zone_destroy(zone);
    i18n_zone_destroy(NULL);
}

Test(zone, tells_the_wall_clock)
{
    struct i18n_zone *zone = i18n_zone_create(STR("Europe/Sofia"));
    const struct i18n_local winter = i18n_zone_local(zone, utc("2026-11-21T22:30:05Z"));
    cr_assert(eq(int, winter.date.day, 22));
    cr_assert(eq(int, winter.minute, 30));
    cr_assert(eq(int, winter.second, 5));
    cr_assert(eq(int, winter.weekday, 6));
    cr_assert(
        eq(int, i18n_zone_local(zone, utc("2026-07-01T12:00:00Z")).minute, 15 * 60));
    cr_assert(eq(int, i18n_zone_local(zone, utc("1960-01-01T00:00:00Z")).minute, 120));
    i18n_zone_destroy(zone);
}

Test(zone, turns_wall_time_into_utc_through_gap_and_overlap)
{
    struct i18n_zone *zone = i18n_zone_create(STR("Europe/Tirane"));
    const struct civil_date spring = {2026, 3, 29}, autumn = {2026, 10, 25};
    cr_assert(eq(i64, i18n_zone_utc_ms(zone, spring, 119), utc("2026-03-29T00:59:00Z")));
    cr_assert(eq(i64, i18n_zone_utc_ms(zone, spring, 150), utc("2026-03-29T01:30:00Z")));
    cr_assert(eq(i64, i18n_zone_utc_ms(zone, spring, 180), utc("2026-03-29T01:00:00Z")));
    cr_assert(eq(i64, i18n_zone_utc_ms(zone, autumn, 150), utc("2026-10-25T00:30:00Z")));
    i18n_zone_destroy(zone);
}

Test(zone, comes_back_to_the_same_minute_all_year)
{
    struct i18n_zone *zone = i18n_zone_create(STR("Europe/Tirane"));
    for (int64_t ms = utc("2026-01-01T00:00:00Z"); ms < utc("2027-01-01T00:00:00Z");
         ms += 37 * 60000) {
        const struct i18n_local local = i18n_zone_local(zone, ms);
        const int64_t back = i18n_zone_utc_ms(zone, local.date, local.minute);
        cr_assert(back == ms || back == ms - 3600000); // the second hour of the overlap
    }
    i18n_zone_destroy(zone);
}
