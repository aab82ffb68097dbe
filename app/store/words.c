#include "words.h"

#include "i18n/fold.h"

bool store_words_open(struct store_words *words, sqlite3 *database)
{
    arena_init(&words->arena, 0);
    return sqlite3_prepare_v2(database,
                              "INSERT INTO words(rowid, title, summary, skills, body)"
                              " VALUES(?,?,?,?,?)",
                              -1, &words->insert_words, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(database, "INSERT INTO titles(rowid, title) VALUES(?,?)",
                              -1, &words->insert_title, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(database, "INSERT INTO language(number, code) VALUES(?,?)",
                              -1, &words->insert_language, NULL) == SQLITE_OK;
}

void store_words_close(struct store_words *words)
{
    sqlite3_finalize(words->insert_words);
    sqlite3_finalize(words->insert_title);
    sqlite3_finalize(words->insert_language);
    arena_finish(&words->arena);
}

static void bind_text(sqlite3_stmt *statement, int column, struct str text)
{
    (void)sqlite3_bind_text64(statement, column, text.len ? text.ptr : "", text.len,
                              SQLITE_STATIC, SQLITE_UTF8);
}

static bool step(sqlite3_stmt *statement)
{
    const bool done = sqlite3_step(statement) == SQLITE_DONE;
    return sqlite3_reset(statement) == SQLITE_OK && done;
}

// Number of a language; the last number stands for all that have no room.
static bool language_number(struct store_words *words, struct str code,
                            int64_t *out_number)
{
    size_t i = 0;
    while (i < words->language_count &&
           !str_equal(str_from_cstr(words->languages[i]), code)) {
        i++;
    }
    *out_number = (int64_t)i;
    if (i < words->language_count) {
        return true;
    }
    if (i == STORE_LANGUAGES_MAX - 1 ||
        !str_to_cstr(code, words->languages[i], sizeof(words->languages[i]))) {
        *out_number = STORE_LANGUAGES_MAX - 1;
        return true;
    }
    words->language_count++;
    sqlite3_stmt *statement = words->insert_language;
    sqlite3_bind_int64(statement, 1, *out_number);
    bind_text(statement, 2, code);
    return step(statement);
}

static struct str exact_text(struct content_text text, struct str lang)
{
    for (size_t i = 0; i < text.count; i++) {
        if (str_equal(text.items[i].lang, lang)) {
            return text.items[i].value;
        }
    }
    return STR("");
}

static struct str join_skills(struct arena *arena, const struct content_record *record,
                              struct str lang)
{
    struct str all = STR("");
    for (size_t i = 0; i < record->skills.count; i++) {
        const struct str skill = exact_text(record->skills.items[i], lang);
        if (skill.len) {
            all = arena_printf(arena, "%.*s%s%.*s", STR_ARG(all), all.len ? "\n" : "",
                               STR_ARG(skill));
        }
    }
    return all;
}

static bool put_words(struct store_words *words, int64_t seq,
                      const struct content_record *record, struct str lang)
{
    int64_t number;
    if (!language_number(words, lang, &number)) {
        return false;
    }
    sqlite3_stmt *statement = words->insert_words;
    sqlite3_bind_int64(statement, 1, seq << STORE_LANGUAGE_BITS | number);
    const struct str texts[] = {
        exact_text(record->title, lang),
        exact_text(record->summary, lang),
        join_skills(&words->arena, record, lang),
        exact_text(record->body, lang),
    };
    for (int i = 0; i < 4; i++) {
        bind_text(statement, i + 2, i18n_fold(&words->arena, texts[i]));
    }
    sqlite3_stmt *title = words->insert_title;
    sqlite3_bind_int64(title, 1, seq << STORE_LANGUAGE_BITS | number);
    bind_text(title, 2, i18n_fold(&words->arena, texts[0]));
    return step(statement) && (!texts[0].len || step(title));
}

struct langs {
    struct str items[STORE_LANGUAGES_MAX];
    size_t count;
};

static void collect_langs(struct langs *langs, struct content_text text)
{
    for (size_t i = 0; i < text.count; i++) {
        size_t known = 0;
        while (known < langs->count &&
               !str_equal(langs->items[known], text.items[i].lang)) {
            known++;
        }
        if (known == langs->count && known < STORE_LANGUAGES_MAX - 1) {
            langs->items[langs->count++] = text.items[i].lang;
        }
    }
}

bool store_words_put(struct store_words *words, int64_t seq,
                     const struct content_record *record)
{
    struct langs langs = {.count = 0};
    arena_reset(&words->arena);
    collect_langs(&langs, record->title);
    collect_langs(&langs, record->summary);
    collect_langs(&langs, record->body);
    for (size_t i = 0; i < record->skills.count; i++) {
        collect_langs(&langs, record->skills.items[i]);
    }
    for (size_t i = 0; i < langs.count; i++) {
        if (!put_words(words, seq, record, langs.items[i])) {
            return false;
        }
    }
    return true;
}
