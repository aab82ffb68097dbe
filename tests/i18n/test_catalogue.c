#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/catalogue.h"

static struct i18n *i18n;

static void set_up(void)
{
    setenv("LANGUAGE", "fr:de", 1); // whatever the desktop says
    setenv("LANG", "C", 1);
    i18n = i18n_create(FOYER_BINARY_DIR "/share/foyer/locale");
    cr_assert(i18n != NULL);
}

static void tear_down(void)
{
    i18n_destroy(i18n);
}

TestSuite(catalogue, .init = set_up, .fini = tear_down);

static bool says(const char *lang, const char *msgid, const char *text)
{
    return str_equal(i18n_text(i18n, str_from_cstr(lang), msgid), str_from_cstr(text));
}

Test(catalogue, speaks_every_language_in_turn_within_one_process)
{
    for (int i = 0; i < 3; i++) {
        cr_assert(says("en", "Activities", "Activities"));
        cr_assert(says("sq", "Activities", "Aktivitete"));
        cr_assert(says("bg", "Activities", "Занимания"));
        cr_assert(says("sq", "Careers", "Karriera"));
    }
}

Test(catalogue, leaves_the_c_library_s_messages_alone)
{
    cr_assert_str_eq(strerror(ENOENT), "No such file or directory");
}

Test(catalogue, falls_back_to_the_msgid)
{
    cr_assert(says("sq", "no such text", "no such text"));
    cr_assert(says("xx", "Activities", "Activities"));
    cr_assert(says("../sq", "Activities", "Activities"));
    cr_assert(says("", "Activities", "Activities"));
    cr_assert(says("sq", "", ""));
    cr_assert(str_equal(i18n_text(NULL, STR("sq"), "Activities"), STR("Activities")));
}

Test(catalogue, chooses_the_plural_of_the_language)
{
    const struct str one =
        i18n_plural(i18n, STR("sq"), "{1} place left", "{1} places left", 1);
    const struct str many =
        i18n_plural(i18n, STR("sq"), "{1} place left", "{1} places left", 5);
    cr_assert_not(str_equal(one, many));
    cr_assert_not(str_equal(many, STR("{1} places left")));
    cr_assert(str_equal(i18n_plural(i18n, STR("en"), "day", "days", 1), STR("day")));
    cr_assert(str_equal(i18n_plural(i18n, STR("en"), "day", "days", 0), STR("days")));
    cr_assert(
        str_equal(i18n_plural(i18n, STR("en"), "day", "days", INT64_MIN), STR("days")));
}

Test(catalogue, knows_the_six_plurals_of_arabic)
{
    static const struct {
        int64_t n;
        const char *text;
    } forms[] = {
        {0, "لا شركات"},  {1, "شركة واحدة"}, {2, "شركتان"},
        {3, "{1} شركات"}, {10, "{1} شركات"}, {11, "{1} شركة"},
        {99, "{1} شركة"}, {100, "{1} شركة"}, {103, "{1} شركات"},
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        const struct str said =
            i18n_plural(i18n, STR("ar"), "{1} company", "{1} companies", forms[i].n);
        cr_assert(str_equal(said, str_from_cstr(forms[i].text)), "%d: %.*s",
                  (int)forms[i].n, STR_ARG(said));
    }
    cr_assert(str_equal(i18n_plural(i18n, STR("fr"), "{1} year", "{1} years", 0),
                        STR("{1}\u00A0an")));
}

Test(catalogue, knows_the_direction_of_a_language)
{
    cr_assert(i18n_right_to_left(STR("ar")));
    cr_assert_not(i18n_right_to_left(STR("sq")));
    cr_assert_not(i18n_right_to_left(STR("xx")));
    cr_assert_not(i18n_right_to_left(STR("")));
}

Test(catalogue, knows_which_languages_it_has)
{
    cr_assert(i18n_has(i18n, STR("en")));
    cr_assert(i18n_has(i18n, STR("sq")));
    cr_assert(i18n_has(i18n, STR("bg")));
    cr_assert_not(i18n_has(i18n, STR("xx")));
    cr_assert(str_equal(i18n_language_name(STR("bg")), STR("Български")));
    cr_assert(str_equal(i18n_language_name(STR("xx")), STR("xx")));
}

Test(catalogue, without_a_folder_is_english)
{
    struct i18n *none = i18n_create("/nowhere");
    cr_assert(none != NULL);
    cr_assert(str_equal(i18n_text(none, STR("sq"), "Activities"), STR("Activities")));
    i18n_destroy(none);
    i18n_destroy(NULL);
}
