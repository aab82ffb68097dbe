// Words as a search compares them: without case and accents, and whatever the script they
// were typed in. Cyrillic becomes Latin as Bulgaria writes it on its road signs (Закон за
// транслитерацията, 2009), so one index answers both scripts. Pure; any thread.
#ifndef I18N_FOLD_H
#define I18N_FOLD_H

#include "base/arena.h"

enum {
    I18N_WORD_MAX = 64,    // bytes of a folded word; what is longer is cut there
    I18N_VARIANTS_MAX = 6, // other spellings of one word
};

struct i18n_word {
    size_t from, to;   // bytes of the text it stands for
    struct str folded; // letters and digits only, never empty
    bool cyrillic;     // some of it was
};
struct i18n_words {
    const struct i18n_word *items;
    size_t count;
};

// At most `limit` words, in the arena. Any bytes may come.
struct i18n_words i18n_fold_words(struct arena *arena, struct str text, size_t limit);
// All words with one blank between.
struct str i18n_fold(struct arena *arena, struct str text);

// How else the word may stand in the index: Latin as people without a Cyrillic keyboard
// type it ("j" or "zh", "4" for ч), German without its dots ("ue"), Cyrillic for a Latin
// name. Returns how many; the word itself is not among them.
size_t i18n_fold_variants(struct arena *arena, const struct i18n_word *word,
                          struct str out_variants[I18N_VARIANTS_MAX]);

#endif
