#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/str.h"
#include "conformance.h"

Test(str, parses_only_plain_integers)
{
    CONFORMANCE("D03");
    int64_t value = 0;
    cr_assert(str_to_int64(STR("9223372036854775807"), &value));
    cr_assert_eq(value, INT64_MAX);
    cr_assert(str_to_int64(STR("-12"), &value));
    cr_assert_eq(value, -12);
    const struct str refused[] = {
        STR(""),    STR("-"),    STR("-0"), STR("007"),
        STR("1e9"), STR(" 1"),   STR("1 "), STR("9223372036854775808"),
        STR("NaN"), STR("0x10"), STR("+1"), STR("18446744073709551616")};
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        cr_assert_not(str_to_int64(refused[i], &value), "%.*s", STR_ARG(refused[i]));
    }
}

Test(str, cuts_at_a_separator_and_keeps_an_empty_last_part)
{
    struct str rest = STR("a,,b,"), part;
    const char *const expected[] = {"a", "", "b", ""};
    for (size_t i = 0; i < 4; i++) {
        cr_assert(str_cut(&rest, ',', &part));
        cr_assert(str_equal(part, str_from_cstr(expected[i])));
    }
    cr_assert_not(str_cut(&rest, ',', &part));
}

Test(str, finds_and_trims)
{
    cr_assert_eq(str_find(STR("foyer"), STR("ye"), 0), 2);
    cr_assert_eq(str_find(STR("foyer"), STR("x"), 0), SIZE_MAX);
    cr_assert_eq(str_find(STR("aa"), STR("aaa"), 0), SIZE_MAX);
    cr_assert(str_equal(str_trim(STR(" \t a b \n")), STR("a b")));
    cr_assert(str_starts_with(STR("feed"), STR("fe")));
    cr_assert_not(str_ends_with(STR("ed"), STR("feed")));
    cr_assert_lt(str_compare(STR("a"), STR("ab")), 0);
}

Test(utf8, refuses_overlong_surrogate_mark_and_nul)
{
    CONFORMANCE("D04");
    cr_assert(utf8_valid(STR("Шкодър ë 漢 😀")));
    const struct str refused[] = {
        STR("\xC0\xAF"),     STR("\xE0\x80\x80"), STR("\xED\xA0\x80"),
        STR("\xEF\xBB\xBF"), STR("a\0b"),         STR("\xF4\x90\x80\x80"),
        STR("\xFF"),         STR("\xC3"),         STR("\x80")};
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        cr_assert_not(utf8_valid(refused[i]), "case %zu", i);
    }
}

Test(utf8, refuses_a_bad_byte_wherever_it_stands_among_plain_ones)
{
    const unsigned char bad[] = {0, 0x80, 0xC0, 0xFF};
    for (size_t length = 1; length < 40; length++) {
        for (size_t at = 0; at < length; at++) {
            for (size_t i = 0; i < sizeof(bad); i++) {
                char text[40];
                memset(text, 'a' + (int)at % 26, sizeof(text));
                cr_assert(utf8_valid((struct str){text, length}), "the control");
                text[at] = (char)bad[i];
                cr_assert_not(utf8_valid((struct str){text, length}), "%d at %zu of %zu",
                              bad[i], at, length);
            }
        }
    }
    char low[] = "\x01\x01\x01\x01\x01\x01\x01\x01";
    cr_assert(utf8_valid(str_from_cstr(low)), "1 is none of them");
}

Test(utf8, every_code_point_comes_back)
{
    for (uint32_t code_point = 1; code_point <= 0x10FFFF; code_point++) {
        char bytes[4];
        const size_t length = utf8_encode(code_point, bytes);
        if (code_point >= 0xD800 && code_point <= 0xDFFF) {
            cr_assert_eq(length, 0);
            continue;
        }
        size_t offset = 0;
        cr_assert_eq(utf8_next((struct str){bytes, length}, &offset), code_point);
        cr_assert_eq(offset, length);
    }
}

Test(utf8, broken_bytes_show_a_replacement_and_move_on)
{
    const struct str broken = STR("\xE2\x82"
                                  "a");
    size_t offset = 0;
    cr_assert_eq(utf8_next(broken, &offset), 0xFFFD);
    cr_assert_eq(utf8_next(broken, &offset), 0xFFFD);
    cr_assert_eq(utf8_next(broken, &offset), 'a');
    cr_assert_eq(offset, broken.len);
}

Test(buffer, refuses_what_passes_its_limit_and_stays_whole)
{
    struct buffer buffer;
    buffer_init(&buffer, 8);
    cr_assert(buffer_add(&buffer, STR("12345678")));
    cr_assert_not(buffer_add(&buffer, STR("9")));
    cr_assert(buffer.overflowed);
    cr_assert(str_equal(buffer_view(&buffer), STR("12345678")));
    buffer_finish(&buffer);
}

static void keep_line(void *context, enum log_level level, const char *line)
{
    (void)level;
    snprintf(context, 200, "%s", line);
}

Test(log, shows_control_characters_neutrally)
{
    char line[200] = "";
    log_set_sink(keep_line, line);
    log_warn("base", "name is %s", "a\x1b[2Jb\nc");
    cr_assert_str_eq(line, "warn base: name is a\\x1b[2Jb\\x0ac");
    log_set_sink(NULL, NULL);
}
