// The interface's own words by gettext: the message id is the English text. One domain
// for each language ("foyer-sq"), so that two screens may speak two languages at once.
#ifndef I18N_CATALOGUE_H
#define I18N_CATALOGUE_H

#include "base/str.h"

struct i18n;

enum { I18N_LANGUAGES_MAX = 16 };

// `locale_dir` holds foyer/LC_MESSAGES/foyer-<lang>.mo; one that is missing leaves
// English. Sets the process's locale to C.UTF-8 and the variable LANGUAGE: call it once,
// early in main, before any thread starts. NULL when the C library has no UTF-8 locale.
// Any thread may read.
struct i18n *i18n_create(const char *locale_dir);
void i18n_destroy(struct i18n *i18n);

// Marks a message id for xgettext where it stands in a table: I18N_NOOP("Activities").
#define I18N_NOOP(msgid) msgid

// The text of `msgid` in `lang`, else the msgid itself. Borrowed, for the life of the
// process.
struct str i18n_text(const struct i18n *i18n, struct str lang, const char *msgid);
// The form of the text that `n` wants; the number itself is not put in.
struct str i18n_plural(const struct i18n *i18n, struct str lang, const char *singular,
                       const char *plural, int64_t n);
// Whether a catalogue for `lang` was found ("en" always is there).
bool i18n_has(const struct i18n *i18n, struct str lang);
// A language's name in itself: "Shqip". The code when it is unknown.
struct str i18n_language_name(struct str lang);
// Whether the language is written from right to left.
bool i18n_right_to_left(struct str lang);

#endif
