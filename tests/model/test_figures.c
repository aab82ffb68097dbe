#include <criterion/criterion.h>

#include "model/figures.h"

enum { FIGURES_MAX = 16 };

static struct content_translation titles[FIGURES_MAX], units[FIGURES_MAX];
static struct content_record records[FIGURES_MAX];
static const struct content_record *figures[FIGURES_MAX];
static struct model_chart charts[4];
static bool used[FIGURES_MAX];

static void figure(size_t at, const char *title, const char *value, const char *unit,
                   int64_t year)
{
    titles[at] = (struct content_translation){STR("en"), str_from_cstr(title)};
    units[at] = (struct content_translation){STR("en"), str_from_cstr(unit)};
    records[at] = (struct content_record){.kind = CONTENT_FIGURE,
                                          .title = {&titles[at], 1},
                                          .unit = {&units[at], 1},
                                          .value = str_from_cstr(value),
                                          .of = STR("us"),
                                          .year = year};
    figures[at] = &records[at];
}

Test(figures, of_several_years_are_bars_by_year)
{
    figure(0, "Guests in 2023", "250", "guests", 2023);
    figure(1, "Rooms", "7", "rooms", 0);
    figure(2, "Guests in 2021", "30.5", "guests", 2021);
    cr_assert_eq(model_charts(figures, 3, charts, 4, used), 1);
    cr_assert(charts[0].kind == CHART_BARS);
    cr_assert_eq(charts[0].count, 2);
    cr_assert_eq(charts[0].milli[0], 30500);
    cr_assert_eq(charts[0].most_milli, 250000);
    cr_assert(used[0] && !used[1] && used[2]);
}

Test(figures, of_many_years_are_a_line)
{
    static const char *const names[] = {"Guests 2015", "Guests 2016", "Guests 2017",
                                        "Guests 2018", "Guests 2019", "Guests 2020",
                                        "Guests 2021"};
    for (size_t i = 0; i < 7; i++)
        figure(i, names[i], "5", "guests", 2015 + (int64_t)i);
    cr_assert_eq(model_charts(figures, 7, charts, 4, used), 1);
    cr_assert(charts[0].kind == CHART_LINE);
}

Test(figures, that_share_a_group_need_no_year_in_the_title)
{
    figure(0, "Guests at first", "5", "guests", 2021);
    figure(1, "Guests later", "9", "guests", 2022);
    cr_assert_eq(model_charts(figures, 2, charts, 4, used), 0);
    records[0].group = records[1].group = STR("guests");
    cr_assert_eq(model_charts(figures, 2, charts, 4, used), 1);
}

Test(figures, that_add_up_are_shares_of_the_whole_before_them)
{
    figure(0, "Classes", "1477", "classes", 2023);
    figure(1, "Professional", "953", "professional", 2023);
    figure(2, "Profiled", "524", "profiled", 2023);
    figure(3, "Students", "39319", "students", 2023);
    cr_assert_eq(model_charts(figures, 4, charts, 4, used), 1);
    cr_assert(charts[0].kind == CHART_SHARE && charts[0].whole == figures[0]);
    cr_assert_eq(charts[0].count, 2);
    cr_assert(used[0] && used[1] && used[2] && !used[3]);
    // One short of the whole, of another year, or "more than": no parts of it.
    figure(2, "Profiled", "523", "profiled", 2023);
    cr_assert_eq(model_charts(figures, 4, charts, 4, used), 0);
    figure(2, "Profiled", "524", "profiled", 2022);
    cr_assert_eq(model_charts(figures, 4, charts, 4, used), 0);
    figure(2, "Profiled", "524", "profiled", 2023);
    records[2].suffix = STR("+");
    cr_assert_eq(model_charts(figures, 4, charts, 4, used), 0);
}

Test(figures, that_say_too_little_stay_by_themselves)
{
    figure(0, "Guests in 2021", "30", "guests", 2021);
    figure(1, "Guests in 2021", "31", "guests", 2021); // two of one year
    figure(2, "Guests in 2022", "-4", "guests", 2022);
    figure(3, "Staff in 2021", "0", "people", 2021);
    figure(4, "Staff in 2022", "0", "people", 2022);
    figure(5, "Guests in 2023", "9999999999999999999999", "guests", 2023);
    cr_assert_eq(model_charts(figures, 6, charts, 4, used), 0);
    for (size_t i = 0; i < 6; i++)
        cr_assert(!used[i]);
    cr_assert_eq(model_charts(figures, 0, charts, 4, used), 0);
}
