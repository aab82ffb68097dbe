#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "i18n/format.h"

static struct arena arena;
static struct i18n *i18n;
static struct i18n_formats *formats;

static void set_up(void)
{
    arena_init(&arena, 0);
    i18n = i18n_create(FOYER_BINARY_DIR "/share/foyer/locale");
    formats = i18n_formats_create(i18n);
}

static void tear_down(void)
{
    i18n_formats_destroy(formats);
    i18n_destroy(i18n);
    arena_finish(&arena);
}

TestSuite(format, .init = set_up, .fini = tear_down);

static const struct civil_date saturday = {2026, 11, 21};

static void wants(struct str found, const char *text)
{
    cr_assert(str_equal(found, str_from_cstr(text)), "'%.*s' instead of '%s'",
              STR_ARG(found), text);
}

static struct str date_in(const char *lang, enum i18n_date_style style)
{
    return i18n_format_date(formats, &arena, str_from_cstr(lang), saturday, style);
}

Test(format, writes_dates_as_each_language_does)
{
    wants(date_in("en", I18N_DATE_FULL), "Saturday 21 November");
    wants(date_in("en", I18N_DATE_YEAR), "21 November 2026");
    wants(date_in("en", I18N_DATE_SHORT), "21 Nov");
    wants(date_in("en", I18N_WEEKDAY_SHORT), "Sat");
    wants(date_in("sq", I18N_DATE_FULL), "E shtunë 21 nëntor");
    wants(date_in("sq", I18N_WEEKDAY), "E shtunë");
    wants(date_in("bg", I18N_DATE_FULL), "Събота 21 ноември");
    wants(date_in("bg", I18N_WEEKDAY), "Събота");
    wants(date_in("fr", I18N_DATE_FULL), "Samedi 21 novembre");
    wants(date_in("ar", I18N_DATE_FULL), "السبت 21 نوفمبر");
    wants(date_in("ar", I18N_WEEKDAY), "السبت");
    wants(date_in("xx", I18N_WEEKDAY), "Saturday");
}

Test(format, names_the_near_days)
{
    static const struct civil_date days[] = {
        {2026, 11, 20}, {2026, 11, 21}, {2026, 11, 22}, {2026, 11, 27}, {2026, 11, 28}};
    static const char *const names[] = {"Yesterday", "Today", "Tomorrow", "Friday",
                                        "Saturday 28 November"};
    for (size_t i = 0; i < 5; i++) {
        wants(i18n_format_day(formats, &arena, STR("en"), days[i], saturday), names[i]);
    }
    wants(i18n_format_day(formats, &arena, STR("sq"), days[1], saturday), "Sot");
    wants(i18n_format_day(formats, &arena, STR("bg"), days[2], saturday), "Утре");
}

Test(format, writes_times_and_spans)
{
    wants(i18n_format_time(&arena, 870), "14:30");
    wants(i18n_format_span(&arena, 870, 915), "14:30–15:15");
    wants(i18n_format_span(&arena, 1320, 1440), "22:00–00:00");
    struct i18n_zone *zone = i18n_zone_create(STR("Europe/Tirane"));
    wants(i18n_format_clock(&arena, zone, 0), "01:00");
    i18n_zone_destroy(zone);
}

Test(format, groups_numbers_by_the_language)
{
    wants(i18n_format_integer(formats, &arena, STR("en"), 1300), "1,300");
    wants(i18n_format_integer(formats, &arena, STR("sq"), 39319), "39\u00a0319");
    wants(i18n_format_integer(formats, &arena, STR("bg"), 39319), "39\u00a0319");
    wants(i18n_format_decimal(formats, &arena, STR("bg"), STR("44.50")), "44,50");
    wants(i18n_format_decimal(formats, &arena, STR("en"), STR("1300")), "1,300");
    wants(i18n_format_decimal(formats, &arena, STR("en"), STR("50+")), "50+");
    wants(i18n_format_decimal(formats, &arena, STR("en"), STR("")), "");
}

Test(format, joins_lists)
{
    const struct str items[] = {STR("a"), STR("b"), STR("c")};
    wants(i18n_format_list(formats, &arena, STR("en"), items, 3), "a, b and c");
    wants(i18n_format_list(formats, &arena, STR("sq"), items, 3), "a, b dhe c");
    wants(i18n_format_list(formats, &arena, STR("bg"), items, 2), "a и b");
    wants(i18n_format_list(formats, &arena, STR("bg"), items, 1), "a");
    wants(i18n_format_list(formats, &arena, STR("bg"), items, 0), "");
}

Test(format, names_a_language_in_another)
{
    wants(i18n_format_language(&arena, STR("en"), STR("sq")), "Albanian");
    wants(i18n_format_language(&arena, STR("sq"), STR("en")), "anglisht");
    wants(i18n_format_language(&arena, STR("bg"), STR("sq")), "албански");
    wants(i18n_format_language(&arena, STR("bg"), STR("not-a-language-code")),
          "not-a-language-code");
}

Test(format, names_a_country)
{
    wants(i18n_format_country(&arena, STR("es"), STR("PE")), "Perú");
    wants(i18n_format_country(&arena, STR("bg"), STR("PE")), "Перу");
    wants(i18n_format_country(&arena, STR("en"), STR("far too long")), "far too long");
}

Test(format, fills_every_mark)
{
    wants(i18n_fill(&arena, STR("{n} of {n}"), "n", STR("3")), "3 of 3");
    wants(i18n_fill(&arena, STR("none"), "n", STR("3")), "none");
    wants(i18n_fill(&arena, STR("a{n}"), "n", STR("{n}")), "a{n}");
}

Test(format, orders_by_the_alphabet_of_the_language)
{
    cr_assert(lt(int, i18n_compare(formats, STR("sq"), STR("cz"), STR("ça")), 0));
    cr_assert(lt(int, i18n_compare(formats, STR("sq"), STR("ez"), STR("ëa")), 0));
    cr_assert(gt(int, i18n_compare(formats, STR("en"), STR("Çz"), STR("ca")), 0));
    cr_assert(eq(int, i18n_compare(formats, STR("bg"), STR("да"), STR("да")), 0));
    cr_assert(lt(int, i18n_compare(formats, STR("bg"), (struct str){0}, STR("а")), 0));
}

Test(format, starts_the_week_where_the_language_does)
{
    cr_assert(eq(int, i18n_first_weekday(STR("en")), 0));
    cr_assert(eq(int, i18n_first_weekday(STR("bg")), 0));
    cr_assert(eq(int, i18n_first_weekday(STR("pt-BR")), 6));
    cr_assert(eq(int, i18n_first_weekday(STR("ar")), 5));
    cr_assert(eq(int, i18n_first_weekday(STR("")), 0));
}
