// A VTIMEZONE from the zone as ICU knows it: its changes within a year, as a yearly rule
// where three years agree on one.
#include "export_internal.h"

enum { CHANGES_MAX = 8, DAY_MIN = 1440 };

struct change {
    int64_t utc_min;               // since 1970
    int64_t before_min, after_min; // offsets from UTC
};

static int64_t offset_at(const struct i18n_zone *zone, int64_t utc_min)
{
    const struct i18n_local local = i18n_zone_local(zone, utc_min * 60000);
    return civil_to_days(local.date) * DAY_MIN + local.minute - utc_min;
}

static size_t changes_of(const struct i18n_zone *zone, int32_t year,
                         struct change out_changes[CHANGES_MAX])
{
    const int64_t first = civil_to_days((struct civil_date){year, 1, 1});
    const int64_t last = civil_to_days((struct civil_date){year + 1, 1, 1});
    size_t count = 0;
    for (int64_t day = first; day < last && count < CHANGES_MAX; day++) {
        int64_t low = day * DAY_MIN, high = low + DAY_MIN;
        const int64_t before = offset_at(zone, low), after = offset_at(zone, high);
        if (before == after) {
            continue;
        }
        while (high - low > 1) {
            const int64_t middle = (low + high) / 2;
            *(offset_at(zone, middle) == before ? &low : &high) = middle;
        }
        out_changes[count++] = (struct change){high, before, after};
    }
    return count;
}

// The wall's day and minute, by the clock that is about to change.
static struct civil_date wall_of(const struct change *change, int64_t *out_minute)
{
    const int64_t local = change->utc_min + change->before_min;
    *out_minute = local % DAY_MIN;
    return civil_from_days(local / DAY_MIN);
}

static int32_t days_in_month(struct civil_date date)
{
    const int64_t first = civil_to_days((struct civil_date){date.year, date.month, 1});
    const struct civil_date next =
        date.month == 12 ? (struct civil_date){date.year + 1, 1, 1}
                         : (struct civil_date){date.year, date.month + 1, 1};
    return (int32_t)(civil_to_days(next) - first);
}

// 1..4: the nth such weekday of the month; -1: the last; 0: the years do not agree.
static int week_of(const struct change changes[3])
{
    int64_t minutes[3];
    struct civil_date dates[3];
    int weekdays[3];
    bool last = true, same = true;
    for (size_t i = 0; i < 3; i++) {
        dates[i] = wall_of(&changes[i], &minutes[i]);
        weekdays[i] = civil_weekday(civil_to_days(dates[i]));
        last = last && dates[i].day + 7 > days_in_month(dates[i]);
        same = same && (dates[i].day - 1) / 7 == (dates[0].day - 1) / 7;
        if (dates[i].month != dates[0].month || weekdays[i] != weekdays[0] ||
            minutes[i] != minutes[0] || changes[i].after_min != changes[0].after_min) {
            return 0;
        }
    }
    return last ? -1 : same ? (dates[0].day - 1) / 7 + 1 : 0;
}

static void add_offset(struct buffer *out, const char *key, int64_t minutes)
{
    const int64_t size = minutes < 0 ? -minutes : minutes;
    ical_line(out, "%s:%c%02d%02d", key, minutes < 0 ? '-' : '+', (int)(size / 60),
              (int)(size % 60));
}

// week 0: this change only.
static void add_change(struct buffer *out, const struct change *change, int week)
{
    static const char *const days[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    int64_t minute = 0;
    const struct civil_date date = wall_of(change, &minute);
    const char *name = change->after_min > change->before_min ? "DAYLIGHT" : "STANDARD";
    ical_line(out, "BEGIN:%s", name);
    ical_line(out, "DTSTART:%04d%02d%02dT%02d%02d00", date.year, date.month, date.day,
              (int)(minute / 60), (int)(minute % 60));
    if (week) {
        ical_line(out, "RRULE:FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", date.month, week,
                  days[civil_weekday(civil_to_days(date))]);
    }
    add_offset(out, "TZOFFSETFROM", change->before_min);
    add_offset(out, "TZOFFSETTO", change->after_min);
    ical_line(out, "END:%s", name);
}

void ical_zone(struct buffer *out, const struct i18n_zone *zone, struct str name,
               int64_t now_s)
{
    const int32_t year = i18n_zone_local(zone, now_s * 1000).date.year;
    struct change changes[3][CHANGES_MAX];
    size_t counts[3];
    for (int i = 0; i < 3; i++) {
        counts[i] = changes_of(zone, year - 1 + i, changes[i]);
    }
    ical_line(out, "BEGIN:VTIMEZONE");
    ical_line(out, "TZID:%.*s", STR_ARG(name));
    if (counts[0] + counts[1] + counts[2] == 0) {
        const int64_t offset = offset_at(zone, now_s / 60);
        ical_line(out, "BEGIN:STANDARD");
        ical_line(out, "DTSTART:19700101T000000");
        add_offset(out, "TZOFFSETFROM", offset);
        add_offset(out, "TZOFFSETTO", offset);
        ical_line(out, "END:STANDARD");
    }
    const bool alike = counts[0] == counts[1] && counts[1] == counts[2];
    for (size_t i = 0; i < counts[0]; i++) {
        const struct change years[3] = {changes[0][i], changes[1][i], changes[2][i]};
        const int week = alike ? week_of(years) : 0;
        add_change(out, &changes[0][i], week);
        for (size_t k = 1; !week && alike && k < 3; k++) {
            add_change(out, &changes[k][i], 0);
        }
    }
    for (size_t k = 1; !alike && k < 3; k++) {
        for (size_t i = 0; i < counts[k]; i++) {
            add_change(out, &changes[k][i], 0);
        }
    }
    ical_line(out, "END:VTIMEZONE");
}
