#include "i18n/catalogue.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unistd.h>

#include "base/log.h"

// gettext looks every domain up under the folder that LANGUAGE names. Ours all stand in
// one whose name is no language, so one value, set once, serves all of them, no call
// depends on a language "of the moment", and the C library's own messages stay as they
// are.
#define FOLDER "foyer"

struct language {
    char code[12];
    char domain[24]; // "foyer-sq"
};

struct i18n {
    struct language languages[I18N_LANGUAGES_MAX];
    size_t count;
};

// The languages we may speak; a catalogue is looked for under each. The names are their
// own.
static const struct known {
    const char *code, *name;
} known[] = {{"en", "English"},   {"sq", "Shqip"},   {"bg", "Български"},
             {"de", "Deutsch"},   {"es", "Español"}, {"nl", "Nederlands"},
             {"pt", "Português"}, {"sv", "Svenska"}, {"tr", "Türkçe"},
             {"fr", "Français"},  {"ar", "العربية"}, {"it", "Italiano"},
             {"uk", "Українська"}};

static bool code_fits(struct str lang)
{
    for (size_t i = 0; i < lang.len; i++) {
        const char c = lang.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-') {
            return false;
        }
    }
    return lang.len >= 2 && lang.len < 12;
}

static void add_language(struct i18n *i18n, const char *locale_dir, const char *code)
{
    struct language *language = &i18n->languages[i18n->count];
    char path[4096];
    const int length = snprintf(
        path, sizeof(path), "%s/" FOLDER "/LC_MESSAGES/foyer-%s.mo", locale_dir, code);
    if (length < 0 || (size_t)length >= sizeof(path) || access(path, R_OK) != 0 ||
        i18n->count == I18N_LANGUAGES_MAX) {
        return;
    }
    snprintf(language->code, sizeof(language->code), "%s", code);
    snprintf(language->domain, sizeof(language->domain), "foyer-%s", code);
    if (bindtextdomain(language->domain, locale_dir) &&
        bind_textdomain_codeset(language->domain, "UTF-8")) {
        i18n->count++;
    }
}

struct i18n *i18n_create(const char *locale_dir)
{
    // Under the locale "C" gettext translates nothing; numbers and dates are ICU's, so
    // the rest of C.UTF-8 changes nothing for us.
    if (!setlocale(LC_ALL, "C.UTF-8") && !setlocale(LC_ALL, "C.utf8")) {
        log_error("i18n", "the C library has no locale C.UTF-8");
        return NULL;
    }
    struct i18n *i18n = calloc(1, sizeof(*i18n));
    if (!i18n) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        add_language(i18n, locale_dir, known[i].code);
    }
    if (setenv("LANGUAGE", FOLDER, 1) != 0) {
        free(i18n);
        return NULL;
    }
    return i18n;
}

void i18n_destroy(struct i18n *i18n)
{
    free(i18n);
}

static const char *domain_of(const struct i18n *i18n, struct str lang)
{
    for (size_t i = 0; i18n && code_fits(lang) && i < i18n->count; i++) {
        if (str_equal(lang, str_from_cstr(i18n->languages[i].code))) {
            return i18n->languages[i].domain;
        }
    }
    return NULL;
}

struct str i18n_text(const struct i18n *i18n, struct str lang, const char *msgid)
{
    const char *domain = domain_of(i18n, lang);
    // The empty msgid would give the catalogue's header.
    return str_from_cstr(domain && msgid[0] ? dgettext(domain, msgid) : msgid);
}

struct str i18n_plural(const struct i18n *i18n, struct str lang, const char *singular,
                       const char *plural, int64_t n)
{
    const char *domain = domain_of(i18n, lang);
    const unsigned long count = n < 0 ? (unsigned long)-(n + 1) + 1 : (unsigned long)n;
    if (!domain || !singular[0]) {
        return str_from_cstr(count == 1 ? singular : plural);
    }
    return str_from_cstr(dngettext(domain, singular, plural, count));
}

bool i18n_has(const struct i18n *i18n, struct str lang)
{
    return str_equal(lang, STR("en")) || domain_of(i18n, lang) != NULL;
}

struct str i18n_language_name(struct str lang)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (str_equal(lang, str_from_cstr(known[i].code))) {
            return str_from_cstr(known[i].name);
        }
    }
    return lang;
}

bool i18n_right_to_left(struct str lang)
{
    char code[12];
    return str_to_cstr(lang, code, sizeof(code)) && uloc_isRightToLeft(code);
}
