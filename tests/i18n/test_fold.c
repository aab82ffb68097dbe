#include "i18n/fold.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

static struct arena arena;

static void begin(void)
{
    arena_init(&arena, 0);
}

static void end(void)
{
    arena_finish(&arena);
}

TestSuite(fold, .init = begin, .fini = end);

static const char *fold(const char *text)
{
    return arena_cstr(&arena, i18n_fold(&arena, str_from_cstr(text)));
}

Test(fold, forgets_case_and_accents_of_every_language)
{
    static const char *const cases[][2] = {
        {"Shkollë e Çamërisë", "shkolle e camerise"},
        {"GRÖẞE, größe", "grosse grosse"},
        {"İstanbul ISPARTA ılık", "istanbul isparta ilik"},
        {"Ação–Coração", "acao coracao"},
        {"Ångström Øresund Łódź Đakovo", "angstrom oresund lodz dakovo"},
        {"cafe\u0301 ﬁne ②", "cafe fine 2"},
        {"Ελληνικός", "ελληνικοσ"},
        {"أحمد مَدْرَسَة", "احمد مدرسه"},
        {"C++ 3D-print", "c 3d print"},
        {"", ""},
        {" — ", ""},
        {"co\u00adoperate", "cooperate"}, // a soft hyphen
        {"科学", "科 学"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cr_assert(strcmp(fold(cases[i][0]), cases[i][1]) == 0, "%s", fold(cases[i][0]));
    }
}

Test(fold, writes_cyrillic_as_the_road_signs_do)
{
    static const char *const cases[][2] = {
        {"РОБОТ", "robot"},
        {"Електростанция", "elektrostantsia"},
        {"София", "sofia"},
        {"Sofiya", "sofia"},
        {"Щастливеца, шофьор и жаба", "shtastlivetsa shofyor i zhaba"},
        {"май и маи\u0306", "may i may"},
        {"ѝ Ђорђе Ќе", "i djordje ke"},
        {"ЮЛИЯ", "yulia"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cr_assert(strcmp(fold(cases[i][0]), cases[i][1]) == 0, "%s", fold(cases[i][0]));
    }
}

Test(fold, says_where_each_word_stands)
{
    const struct str text = STR("Направи «робот»!");
    const struct i18n_words words = i18n_fold_words(&arena, text, 8);
    cr_assert(eq(sz, words.count, 2));
    const struct i18n_word *word = &words.items[1];
    cr_assert(str_equal(word->folded, STR("robot")));
    cr_assert(str_equal(str_slice(text, word->from, word->to), STR("робот")));
    cr_assert(word->cyrillic);
    cr_assert(eq(sz, i18n_fold_words(&arena, text, 1).count, 1));
}

static bool may_mean(const char *typed, const char *meant)
{
    struct str variants[I18N_VARIANTS_MAX];
    const struct i18n_words words = i18n_fold_words(&arena, str_from_cstr(typed), 1);
    const size_t count = i18n_fold_variants(&arena, &words.items[0], variants);
    bool found = str_equal(words.items[0].folded, str_from_cstr(fold(meant)));
    for (size_t i = 0; i < count; i++) {
        found |= str_equal(variants[i], str_from_cstr(fold(meant)));
    }
    return found;
}

Test(fold, knows_how_people_type_without_their_keyboard)
{
    static const char *const cases[][2] = {
        {"4ovek", "човек"},   {"6kola", "школа"},    {"centar", "център"},
        {"jaba", "жаба"},     {"maj", "май"},        {"bulgaria", "българия"},
        {"qbalka", "ябалка"}, {"xaos", "хаос"},      {"Groesse", "Größe"},
        {"код", "cod"},       {"джава", "java"},     {"школа", "Škola"},
        {"робот", "robot"},   {"tzentar", "център"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cr_assert(may_mean(cases[i][0], cases[i][1]), "%s", cases[i][0]);
    }
    cr_assert(not(may_mean("robot", "работа")));
}

Test(fold, takes_any_bytes)
{
    char marks[1500];
    size_t size = 0;
    marks[size++] = 'a';
    for (int i = 0; i < 500; i++) {
        memcpy(marks + size, "\xcc\x81", 2);
        size += 2;
    }
    cr_assert(str_equal(i18n_fold(&arena, (struct str){marks, size}), STR("a")));
    memset(marks, 'x', sizeof(marks));
    cr_assert(
        eq(sz, i18n_fold(&arena, (struct str){marks, sizeof(marks)}).len, I18N_WORD_MAX));
    uint64_t state = 88172645463325252u;
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < 64; i++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            marks[i] = (char)(round % 2 ? 0xd0 | (state & 15) : state);
        }
        const struct str text = {marks, 64};
        const struct i18n_words words = i18n_fold_words(&arena, text, 100);
        for (size_t i = 0; i < words.count; i++) {
            struct str variants[I18N_VARIANTS_MAX];
            cr_assert(words.items[i].from < words.items[i].to);
            cr_assert(words.items[i].to <= 64);
            cr_assert(words.items[i].folded.len <= I18N_WORD_MAX);
            (void)i18n_fold_variants(&arena, &words.items[i], variants);
        }
    }
    cr_assert(eq(sz, i18n_fold(&arena, (struct str){"\xff\xfe\xfd", 3}).len, 0));
}
