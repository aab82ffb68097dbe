#include "i18n/fold.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

// U+0430 to U+045F.
static const char *const cyrillic_letters[] = {
    "a",  "b",   "v", "g", "d", "e",  "zh", "z",  "i", "y", "k",  "l",
    "m",  "n",   "o", "p", "r", "s",  "t",  "u",  "f", "h", "ts", "ch",
    "sh", "sht", "a", "y", "y", "e",  "yu", "ya", "e", "e", "dj", "g",
    "e",  "dz",  "i", "i", "j", "lj", "nj", "c",  "k", "i", "u",  "dz",
};
enum { CYRILLIC_FIRST = 0x430, CYRILLIC_LAST = 0x45f };
_Static_assert(sizeof(cyrillic_letters) / sizeof(*cyrillic_letters) ==
                   CYRILLIC_LAST - CYRILLIC_FIRST + 1,
               "one for each letter");

// Letters that Unicode does not take apart, and those that are written in several ways.
static const struct letter {
    uint32_t code_point;
    const char *folded;
} other_letters[] = {
    {0x00df, "ss"},     {0x00e6, "ae"},     {0x00f0, "d"},      {0x00f8, "o"},
    {0x00fe, "th"},     {0x0111, "d"},      {0x0127, "h"},      {0x0131, "i"},
    {0x0138, "k"},      {0x0142, "l"},      {0x014b, "ng"},     {0x0153, "oe"},
    {0x0167, "t"},      {0x0259, "e"},      {0x0463, "e"},      {0x046b, "a"},
    {0x0491, "g"},      {0x0629, "\u0647"}, {0x0640, ""},       {0x0649, "\u064a"},
    {0x0671, "\u0627"}, {0x06a9, "\u0643"}, {0x06cc, "\u064a"},
};
enum { OTHER_LETTERS = sizeof(other_letters) / sizeof(*other_letters) };

// Parts of one code point at most: U+FDFA has 18.
enum { PARTS_MAX = 32 };

struct folder {
    struct arena *arena;
    const UNormalizer2 *compatible; // NULL: ICU has no data, then accents stay
    struct i18n_word *items;
    size_t count, capacity, limit;
    char bytes[I18N_WORD_MAX]; // of the word under way
    size_t size;
    size_t from, to;
    bool cyrillic;
};

static void add_bytes(struct folder *folder, const char *bytes, size_t size)
{
    if (folder->size + size <= sizeof(folder->bytes)) {
        memcpy(folder->bytes + folder->size, bytes, size);
        folder->size += size;
    }
}

static const char *other_letter(uint32_t c)
{
    size_t low = 0, high = OTHER_LETTERS;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (other_letters[middle].code_point < c) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < OTHER_LETTERS && other_letters[low].code_point == c
               ? other_letters[low].folded
               : NULL;
}

enum sort { SORT_LETTER, SORT_MARK, SORT_BREAK };

// Marks of a script that writes its vowels with them are letters to us.
static enum sort sort_of(uint32_t c)
{
    const UChar32 point = (UChar32)c;
    const int8_t type = u_charType(point);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) {
        const uint8_t class = u_getCombiningClass(point);
        return class == 0 || class == 9 ? SORT_LETTER : SORT_MARK;
    }
    if (type == U_FORMAT_CHAR || type == U_MODIFIER_LETTER) {
        return SORT_MARK;
    }
    return u_isalnum(point) || type == U_COMBINING_SPACING_MARK ? SORT_LETTER
                                                                : SORT_BREAK;
}

static void word_end(struct folder *folder)
{
    // Софи-я and Sofi-a end alike.
    char *tail = folder->bytes + folder->size;
    for (char *at = folder->bytes; at + 3 <= tail; at++) {
        if (memcmp(at, "iya", 3) == 0) {
            memmove(at + 1, at + 2, (size_t)(tail - at) - 2);
            folder->size--;
            tail--;
        }
    }
    if (folder->size && folder->count < folder->limit) {
        if (folder->count == folder->capacity) {
            const size_t wanted = folder->capacity ? folder->capacity * 2 : 8;
            struct i18n_word *grown =
                ARENA_ARRAY(folder->arena, struct i18n_word, wanted);
            if (folder->count) {
                memcpy(grown, folder->items, folder->count * sizeof(*grown));
            }
            folder->items = grown;
            folder->capacity = wanted;
        }
        folder->items[folder->count++] = (struct i18n_word){
            .from = folder->from,
            .to = folder->to,
            .folded = arena_str(folder->arena, (struct str){folder->bytes, folder->size}),
            .cyrillic = folder->cyrillic};
    }
    folder->size = 0;
    folder->cyrillic = false;
}

// One part of a code point, lower case already but for what the parts brought.
static enum sort add_part(struct folder *folder, uint32_t c)
{
    if (c < 0x80) {
        const char byte = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        const bool spoken = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (spoken) {
            add_bytes(folder, &byte, 1);
        }
        return spoken ? SORT_LETTER : SORT_BREAK;
    }
    c = (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
    const bool cyrillic = c >= CYRILLIC_FIRST && c <= CYRILLIC_LAST;
    const char *letter =
        cyrillic ? cyrillic_letters[c - CYRILLIC_FIRST] : other_letter(c);
    if (letter) {
        folder->cyrillic |= cyrillic;
        add_bytes(folder, letter, strlen(letter));
        return letter[0] ? SORT_LETTER : SORT_MARK;
    }
    const enum sort sort = sort_of(c);
    if (sort == SORT_LETTER) {
        char bytes[4];
        add_bytes(folder, bytes, utf8_encode(c, bytes));
    }
    return sort;
}

static bool is_whole(uint32_t c)
{
    const uint32_t low = (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
    return c < 0x80 || (low >= CYRILLIC_FIRST && low <= CYRILLIC_LAST) ||
           other_letter(low) != NULL;
}

static enum sort add_code_point(struct folder *folder, uint32_t c)
{
    UChar parts[PARTS_MAX];
    UErrorCode error = U_ZERO_ERROR;
    const int32_t length = is_whole(c) || !folder->compatible
                               ? -1
                               : unorm2_getDecomposition(folder->compatible, (UChar32)c,
                                                         parts, PARTS_MAX, &error);
    if (length < 0 || U_FAILURE(error)) {
        return add_part(folder, c);
    }
    enum sort sort = SORT_MARK;
    for (int32_t i = 0; i < length;) {
        UChar32 part;
        U16_NEXT(parts, i, length, part);
        const enum sort own = add_part(folder, (uint32_t)part);
        sort = own == SORT_LETTER ? own : sort;
    }
    return sort;
}

// Has neither blanks nor another end between its words: each is one.
static bool stands_alone(uint32_t c)
{
    return c >= 0x2e80 && u_hasBinaryProperty((UChar32)c, UCHAR_IDEOGRAPHIC);
}

struct i18n_words i18n_fold_words(struct arena *arena, struct str text, size_t limit)
{
    UErrorCode error = U_ZERO_ERROR;
    struct folder folder = {
        .arena = arena, .limit = limit, .compatible = unorm2_getNFKCInstance(&error)};
    if (U_FAILURE(error)) {
        folder.compatible = NULL;
    }
    for (size_t at = 0; at < text.len && folder.count < limit;) {
        const size_t from = at;
        uint32_t c = utf8_next(text, &at);
        size_t next = at;
        // й in two code points: the only mark that makes another Latin letter.
        if ((c | 0x20) == 0x438 && at < text.len && utf8_next(text, &next) == 0x306) {
            c = 0x439;
            at = next;
        }
        const bool alone = stands_alone(c);
        const bool begins = folder.size == 0 || alone;
        if (alone) {
            word_end(&folder);
        }
        const enum sort sort = add_code_point(&folder, c);
        if (sort == SORT_BREAK) {
            word_end(&folder);
            continue;
        }
        if (begins && folder.size) {
            folder.from = from;
        }
        folder.to = at;
        if (alone) {
            word_end(&folder);
        }
    }
    word_end(&folder);
    return (struct i18n_words){.items = folder.items, .count = folder.count};
}

struct str i18n_fold(struct arena *arena, struct str text)
{
    const struct i18n_words words = i18n_fold_words(arena, text, SIZE_MAX);
    size_t size = 0;
    for (size_t i = 0; i < words.count; i++) {
        size += words.items[i].folded.len + 1;
    }
    if (!size) {
        return STR("");
    }
    char *bytes = arena_alloc(arena, size), *at = bytes;
    for (size_t i = 0; i < words.count; i++) {
        const struct str word = words.items[i].folded;
        memcpy(at, word.ptr, word.len);
        at += word.len;
        *at++ = ' ';
    }
    return (struct str){bytes, size - 1};
}

// ---- other spellings ----

struct swap {
    const char *from, *to; // the first that fits is taken
};
static const struct swap typed[] = {{"ch", "ch"}, {"kh", "h"}, {"tz", "ts"}, {"j", "zh"},
                                    {"c", "ts"},  {"x", "h"},  {"q", "ya"},  {"w", "v"},
                                    {"4", "ch"},  {"6", "sh"}, {NULL, NULL}};
static const struct swap slavic[] = {{"ch", "ch"}, {"j", "y"}, {"c", "ts"}, {NULL, NULL}};
// ъ sounds like the u of "but".
static const struct swap back_vowel[] = {{"ch", "ch"}, {"j", "zh"},  {"c", "ts"},
                                         {"yu", "yu"}, {"iu", "yu"}, {"ja", "ya"},
                                         {"u", "a"},   {NULL, NULL}};
static const struct swap german[] = {{"ae", "a"}, {"oe", "o"}, {"ue", "u"}, {NULL, NULL}};
static const struct swap latin_name[] = {{"dzh", "j"}, {"zh", "j"},  {"ts", "c"},
                                         {"ks", "x"},  {"kv", "qu"}, {NULL, NULL}};
static const struct swap latin_k[] = {{"kh", "kh"}, {"k", "c"}, {NULL, NULL}};
static const struct swap caron[] = {{"sht", "st"}, {"sh", "s"}, {"ch", "c"}, {"zh", "z"},
                                    {"ts", "c"},   {"y", "j"},  {NULL, NULL}};

static const struct swap *const of_latin[] = {typed, slavic, back_vowel, german, NULL};
static const struct swap *const of_cyrillic[] = {latin_name, latin_k, caron, NULL};

static const struct swap *fitting(const struct swap *swaps, struct str rest)
{
    while (swaps->from && !str_starts_with(rest, str_from_cstr(swaps->from))) {
        swaps++;
    }
    return swaps->from ? swaps : NULL;
}

static struct str respell(struct arena *arena, struct str word, const struct swap *swaps)
{
    char *bytes = arena_alloc(arena, word.len * 2);
    size_t size = 0;
    for (size_t at = 0; at < word.len;) {
        const struct swap *swap = fitting(swaps, str_slice(word, at, word.len));
        const struct str put =
            swap ? str_from_cstr(swap->to) : str_slice(word, at, at + 1);
        memcpy(bytes + size, put.ptr, put.len);
        size += put.len;
        at += swap ? strlen(swap->from) : 1;
    }
    return (struct str){bytes, size};
}

size_t i18n_fold_variants(struct arena *arena, const struct i18n_word *word,
                          struct str out_variants[I18N_VARIANTS_MAX])
{
    size_t count = 0;
    for (const struct swap *const *set = word->cyrillic ? of_cyrillic : of_latin;
         *set && count < I18N_VARIANTS_MAX; set++) {
        const struct str other = respell(arena, word->folded, *set);
        bool known = str_equal(other, word->folded);
        for (size_t i = 0; i < count; i++) {
            known |= str_equal(out_variants[i], other);
        }
        if (!known) {
            out_variants[count++] = other;
        }
    }
    return count;
}
