#include <unicode/ucal.h>

#include "i18n/format.h"

int i18n_first_weekday(struct str lang)
{
    char locale[32];
    if (lang.len == 0 || str_equal(lang, STR("en")) ||
        !str_to_cstr(lang, locale, sizeof(locale))) {
        return 0;
    }
    UErrorCode error = U_ZERO_ERROR;
    UCalendar *calendar = ucal_open(NULL, 0, locale, UCAL_DEFAULT, &error);
    if (U_FAILURE(error)) {
        return 0;
    }
    const int32_t first = ucal_getAttribute(calendar, UCAL_FIRST_DAY_OF_WEEK);
    ucal_close(calendar);
    return (first + 7 - UCAL_MONDAY) % 7;
}
