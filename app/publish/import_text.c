// Foreign text made fit for a pack.
#include <string.h>

#include "base/buffer.h"
#include "import_internal.h"

// ---- encodings ----

// 0x80..0x9F of Windows-1252; 0: not used. Source: WHATWG Encoding, index-windows-1252.
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

uint32_t import_windows_1252(unsigned char byte)
{
    const uint32_t code = byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
    return code ? code : ' ';
}

static struct str from_windows(struct arena *arena, struct str bytes)
{
    char *text = arena_alloc(arena, bytes.len * 3 + 1);
    size_t used = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        used +=
            utf8_encode(import_windows_1252((unsigned char)bytes.ptr[i]), text + used);
    }
    return (struct str){text, used};
}

static struct str from_utf16(struct arena *arena, struct str bytes, bool little)
{
    char *text = arena_alloc(arena, bytes.len * 2 + 4);
    size_t used = 0;
    uint32_t high = 0;
    for (size_t i = 2; i + 1 < bytes.len; i += 2) {
        const uint32_t first = (unsigned char)bytes.ptr[i + !little];
        const uint32_t second = (unsigned char)bytes.ptr[i + little];
        uint32_t unit = first | second << 8;
        if (unit >= 0xD800 && unit < 0xDC00) {
            high = unit;
            continue;
        }
        if (unit >= 0xDC00 && unit < 0xE000 && high) {
            unit = 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
        }
        high = 0;
        used += utf8_encode(unit ? unit : ' ', text + used);
    }
    return (struct str){text, used};
}

// Bytes that are no UTF-8, NULs and marks become blanks.
static struct str repaired(struct arena *arena, struct str text)
{
    char *bytes = arena_alloc(arena, text.len * 3 + 4);
    size_t used = 0;
    for (size_t at = 0; at < text.len;) {
        const uint32_t code = utf8_next(text, &at);
        used += utf8_encode(code == 0 || code == 0xFEFF || code == 0xFFFD ? ' ' : code,
                            bytes + used);
    }
    return (struct str){bytes, used};
}

// A cut at the end must not make the whole look like Windows-1252.
static bool is_utf8(struct str bytes)
{
    size_t bad = 0, good = 0;
    for (size_t at = 0; at < bytes.len;) {
        const size_t before = at;
        const uint32_t code = utf8_next(bytes, &at);
        bad += code == 0xFFFD && at == before + 1 && bytes.len - before > 3;
        good += code >= 0x80 && code != 0xFFFD;
    }
    return bad == 0 || good > bad * 10;
}

struct str import_decode(struct arena *arena, struct str bytes)
{
    if (str_starts_with(bytes, STR("\xEF\xBB\xBF"))) {
        bytes = str_slice(bytes, 3, bytes.len);
    }
    const bool little = str_starts_with(bytes, STR("\xFF\xFE"));
    if (little || str_starts_with(bytes, STR("\xFE\xFF"))) {
        return from_utf16(arena, bytes, little);
    }
    if (utf8_valid(bytes)) {
        return bytes;
    }
    return is_utf8(bytes) ? repaired(arena, bytes) : from_windows(arena, bytes);
}

// Tabs stay, they may separate.
struct str import_unix_lines(struct arena *arena, struct str text)
{
    char *bytes = arena_alloc(arena, text.len + 1);
    size_t used = 0;
    for (size_t i = 0; i < text.len; i++) {
        const bool pair =
            text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n';
        if (!pair) {
            bytes[used++] = text.ptr[i] == '\r' ? '\n' : text.ptr[i];
        }
    }
    return (struct str){bytes, used};
}

// ---- one line ----

static bool is_blank(uint32_t code)
{
    return code <= ' ' || code == 0x7F || (code >= 0x80 && code <= 0xA0) ||
           code == 0x2028 || code == 0x2029 || code == 0xFEFF || code == 0xFFFD;
}

struct str import_line(struct arena *arena, struct str text, size_t max)
{
    char *line = arena_alloc(arena, (text.len < max ? text.len : max) + 8);
    size_t used = 0;
    bool gap = false;
    for (size_t at = 0; at < text.len;) {
        const uint32_t code = utf8_next(text, &at);
        if (is_blank(code)) {
            gap = used > 0;
            continue;
        }
        if (used + 5 + 3 > max) { // a blank, a character, and the mark of a cut
            memcpy(line + used, "…", strlen("…"));
            used += strlen("…");
            break;
        }
        if (gap) {
            line[used++] = ' ';
        }
        gap = false;
        used += utf8_encode(code, line + used);
    }
    return (struct str){line, used};
}

// ---- slugs ----

// U+00C0..U+00FF, then U+0410..U+044F, each spelt with a-z.
static const char *const latin_1[64] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "-", "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "-", "o", "u", "u", "u", "u", "y", "th", "y",
};
static const char *const cyrillic[32] = {
    "a", "b", "v", "g", "d", "e", "zh", "z",  "i",  "y",   "k", "l", "m", "n", "o",  "p",
    "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sht", "a", "y", "y", "e", "yu", "ya",
};
// U+0100..U+017F, one letter each.
static const char latin_extended[] =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
_Static_assert(sizeof(latin_extended) == 128 + 1, "one letter for each of 128");

static const char *spelt(uint32_t code, char single[2])
{
    single[1] = '\0';
    single[0] = '-';
    if (code >= 'A' && code <= 'Z') {
        single[0] = (char)(code + 32);
    } else if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9')) {
        single[0] = (char)code;
    } else if (code >= 0xC0 && code <= 0xFF) {
        return latin_1[code - 0xC0];
    } else if (code >= 0x100 && code <= 0x17F) {
        single[0] = latin_extended[code - 0x100];
    } else if (code >= 0x410 && code <= 0x44F) {
        return cyrillic[(code - 0x410) % 32];
    } else if (code == 0x218 || code == 0x219) {
        single[0] = 's';
    } else if (code == 0x21A || code == 0x21B) {
        single[0] = 't';
    } else if (code == 0x27 || code == 0x2019 || (code >= 0x300 && code <= 0x36F)) {
        return ""; // apostrophes and combining marks
    }
    return single;
}

struct str import_slug(struct arena *arena, struct str text, size_t max)
{
    char *slug = arena_alloc(arena, max + 4);
    size_t used = 0;
    for (size_t at = 0; at < text.len && used < max;) {
        char single[2];
        for (const char *c = spelt(utf8_next(text, &at), single); *c; c++) {
            if (*c != '-' || (used && slug[used - 1] != '-')) {
                slug[used++] = *c;
            }
        }
    }
    if (used > max) {
        used = max;
    }
    while (used && slug[used - 1] == '-') {
        used--;
    }
    return (struct str){slug, used};
}

// ---- parts of a record ----

void import_put_text(struct import *import, struct content_text *text, struct str lang,
                     struct str value)
{
    if (!value.len) {
        return;
    }
    if (!import_has_language(import, lang)) {
        const size_t told = import->foreign.count;
        import_ids_add(import->arena, &import->foreign, arena_str(import->arena, lang));
        if (import->foreign.count > told) {
            import_leave_out(import, 0, lang, "pack.yaml does not list this language");
        }
        return;
    }
    for (size_t i = 0; i < text->count; i++) {
        if (str_equal(text->items[i].lang, lang)) {
            text->items[i].value = value;
            return;
        }
    }
    struct content_translation *items =
        ARENA_ARRAY(import->arena, struct content_translation, text->count + 1);
    if (text->count) {
        memcpy(items, text->items, text->count * sizeof(*items));
    }
    items[text->count++] = (struct content_translation){.lang = lang, .value = value};
    text->items = items;
}

void import_ids_add(struct arena *arena, struct content_ids *ids, struct str id)
{
    for (size_t i = 0; i < ids->count; i++) {
        if (str_equal(ids->items[i], id)) {
            return;
        }
    }
    struct str *items = ARENA_ARRAY(arena, struct str, ids->count + 1);
    if (ids->count) {
        memcpy(items, ids->items, ids->count * sizeof(*items));
    }
    items[ids->count++] = id;
    ids->items = items;
}

// The screens of some kinds show the summary over the body, those of the others only the
// body, when there is one.
static bool shows_both(enum content_kind kind)
{
    return kind == CONTENT_EVENT || kind == CONTENT_STORY || kind == CONTENT_RESOURCE;
}

// A short first paragraph is the summary; else it is cut from the body.
void import_describe(struct import *import, struct content_record *record,
                     struct str lang, struct str text)
{
    enum { SUMMARY_BYTES = 220, TEASER_BYTES = 160 };
    const bool html = import_is_html(text);
    const struct str body = import_markdown(import->arena, text, html);
    if (!body.len) {
        return;
    }
    if (body.len > IMPORT_BODY_BYTES - 64) {
        import_hint(import, 0, body, "its text is cut at %d KB",
                    IMPORT_BODY_BYTES / 1024);
    }
    const size_t end = str_find(body, STR("\n\n"), 0);
    const struct str first = str_slice(body, 0, end);
    const bool plain = first.ptr[0] != '-' && first.ptr[0] != '#' &&
                       str_find(first, STR("]("), 0) == SIZE_MAX;
    const struct str all = import_plain(import->arena, text, html, 2 * SUMMARY_BYTES);
    const struct str one = import_plain(import->arena, first, false, SUMMARY_BYTES * 2);
    if (plain && first.len <= SUMMARY_BYTES && str_starts_with(all, one)) {
        import_put_text(import, &record->summary, lang, one);
        const struct str rest = str_trim(str_slice(body, first.len, body.len));
        import_put_text(import, &record->body, lang,
                        rest.len && !shows_both(record->kind) ? body : rest);
        return;
    }
    import_put_text(import, &record->summary, lang,
                    import_line(import->arena, all, TEASER_BYTES));
    import_put_text(import, &record->body, lang, body);
}

void import_add_link(struct import *import, struct content_record *record, struct str url)
{
    url = str_trim(url);
    if (!content_url_valid(url)) {
        return;
    }
    for (size_t i = 0; i < record->links.count; i++) {
        if (str_equal(record->links.items[i].url, url)) {
            return;
        }
    }
    struct content_link *items =
        ARENA_ARRAY(import->arena, struct content_link, record->links.count + 1);
    if (record->links.count) {
        memcpy(items, record->links.items, record->links.count * sizeof(*items));
    }
    items[record->links.count++] =
        (struct content_link){.url = arena_str(import->arena, url)};
    record->links.items = items;
}
