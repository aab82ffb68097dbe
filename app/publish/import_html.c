// Descriptions, plain or HTML, reduced to the little Markdown a kiosk shows. One pass
// over the bytes, no tree, so no nesting is too deep.
#include <string.h>

#include "base/buffer.h"
#include "import_internal.h"

enum { LIST_DEPTH = 6, TAG_BYTES = 16, TAG_SPAN = 4096, INPUT_BYTES = 256 * 1024 };

struct reduce {
    struct arena *arena;
    struct buffer out;
    bool markdown;                      // else plain text
    int lines;                          // line ends owed before the next text
    bool blank;                         // a blank owed
    bool line_start;                    // nothing but a bullet stands in this line
    struct str href;                    // of the open link
    size_t link_from;                   // where its text began
    int depth, numbers[LIST_DEPTH + 1]; // of lists; -1: bullets
    char skip[TAG_BYTES];               // until this tag's end nothing is taken
};

// ---- text ----

static void owe_lines(struct reduce *reduce, int lines)
{
    reduce->lines = reduce->lines > lines ? reduce->lines : lines;
    reduce->blank = false;
}

static void pay(struct reduce *reduce)
{
    for (; reduce->out.len && reduce->lines > 0; reduce->lines--) {
        buffer_add(&reduce->out, STR("\n"));
        reduce->line_start = true;
    }
    reduce->lines = 0;
    if (reduce->blank && !reduce->line_start) {
        buffer_add(&reduce->out, STR(" "));
    }
    reduce->blank = false;
}

// Before digits and "." or ")", "1. x" is a list for Markdown.
static bool after_number(const struct reduce *reduce)
{
    size_t at = reduce->out.len;
    while (at > 0 && reduce->out.ptr[at - 1] >= '0' && reduce->out.ptr[at - 1] <= '9') {
        at--;
    }
    return at < reduce->out.len && (at == 0 || reduce->out.ptr[at - 1] == '\n');
}

static void put_char(struct reduce *reduce, uint32_t code)
{
    char bytes[4];
    if (!reduce->markdown || code >= 0x80) {
        buffer_add(&reduce->out, (struct str){bytes, utf8_encode(code, bytes)});
        reduce->line_start = false;
        return;
    }
    const char c = (char)code;
    const char last = reduce->out.len ? reduce->out.ptr[reduce->out.len - 1] : '\n';
    const bool escaped = strchr("\\`*_[]", c) != NULL ||
                         (last == ']' && (c == '(' || c == ':')) ||
                         (reduce->line_start && strchr("#+->=|~", c)) ||
                         ((c == '.' || c == ')') && after_number(reduce));
    if (c == '<') {
        buffer_add(&reduce->out, STR("&lt;"));
    } else {
        const bool entity = last == '&' && (strchr("#", c) || (c | 32) >= 'a');
        buffer_add(&reduce->out, entity ? STR("amp;") : STR("")); // "&lt;" stays text
        buffer_printf(&reduce->out, escaped ? "\\%c" : "%c", c);
    }
    reduce->line_start = false;
}

static void take_char(struct reduce *reduce, uint32_t code)
{
    if (code <= ' ' || code == 0x7F || (code >= 0x80 && code <= 0xA0) || code == 0xFFFD ||
        code == 0xFEFF || code == 0xAD || (code >= 0x2028 && code <= 0x202E) ||
        (code >= 0x2066 && code <= 0x2069)) {
        // U+202A.. and U+2066.. could turn the order of what follows.
        reduce->blank = code != 0xAD && reduce->out.len > 0;
        return;
    }
    pay(reduce);
    put_char(reduce, code);
}

// ---- entities ----

static const struct entity {
    const char *name;
    uint32_t code;
} entities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},
    {"apos", '\''},    {"nbsp", ' '},     {"shy", 0xAD},     {"hellip", 0x2026},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019},
    {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bdquo", 0x201E}, {"sbquo", 0x201A},
    {"laquo", 0xAB},   {"raquo", 0xBB},   {"bull", 0x2022},  {"middot", 0xB7},
    {"euro", 0x20AC},  {"copy", 0xA9},    {"deg", 0xB0},     {"times", 0xD7},
    {"auml", 0xE4},    {"ouml", 0xF6},    {"uuml", 0xFC},    {"Auml", 0xC4},
    {"Ouml", 0xD6},    {"Uuml", 0xDC},    {"szlig", 0xDF},   {"eacute", 0xE9},
    {"egrave", 0xE8},  {"ecirc", 0xEA},   {"euml", 0xEB},    {"agrave", 0xE0},
    {"aacute", 0xE1},  {"acirc", 0xE2},   {"aring", 0xE5},   {"aelig", 0xE6},
    {"ccedil", 0xE7},  {"iacute", 0xED},  {"icirc", 0xEE},   {"ntilde", 0xF1},
    {"oacute", 0xF3},  {"ocirc", 0xF4},   {"oslash", 0xF8},  {"otilde", 0xF5},
    {"uacute", 0xFA},  {"ugrave", 0xF9},  {"Eacute", 0xC9},  {"iexcl", 0xA1},
    {"iquest", 0xBF},  {"atilde", 0xE3},  {"Aring", 0xC5},   {"Oslash", 0xD8},
};

static uint32_t numeric(struct str name)
{
    const bool hex = name.len > 1 && (name.ptr[1] == 'x' || name.ptr[1] == 'X');
    uint32_t code = 0;
    for (size_t i = hex ? 2 : 1; i < name.len; i++) {
        const char c = name.ptr[i];
        const uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                               : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                               : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                      : 16;
        if (digit >= (hex ? 16U : 10U) || code > 0x10FFFF) {
            return 0;
        }
        code = code * (hex ? 16 : 10) + digit;
    }
    char bytes[4];
    return utf8_encode(code, bytes) ? code : 0;
}

// "&amp;" at `at`; 0: no entity.
static uint32_t entity_at(struct str text, size_t at, size_t *out_end)
{
    const size_t end = str_find(str_slice(text, at, at + 12), STR(";"), 0);
    if (end == SIZE_MAX || end < 2) {
        return 0;
    }
    const struct str name = str_slice(text, at + 1, at + end);
    *out_end = at + end + 1;
    if (name.ptr[0] == '#') {
        return numeric(name);
    }
    for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++) {
        if (str_equal(name, str_from_cstr(entities[i].name))) {
            return entities[i].code;
        }
    }
    return 0;
}

static uint32_t next_char(struct str text, size_t *at)
{
    size_t end = 0;
    const uint32_t code = text.ptr[*at] == '&' ? entity_at(text, *at, &end) : 0;
    if (code) {
        *at = end;
        return code;
    }
    return utf8_next(text, at);
}

// ---- tags ----

struct tag {
    char name[TAG_BYTES]; // lower case; empty: none of ours
    bool closing;
    struct str inside; // attributes
};

// The tag at '<', and where the text goes on; false: it is text.
static bool tag_at(struct str text, size_t at, struct tag *out_tag, size_t *out_end)
{
    *out_tag = (struct tag){0};
    const struct str rest = str_slice(text, at, at + TAG_SPAN);
    if (str_starts_with(rest, STR("<!--"))) {
        const size_t end = str_find(text, STR("-->"), at + 4);
        *out_end = end == SIZE_MAX ? text.len : end + 3;
        return true;
    }
    size_t i = 1;
    out_tag->closing = rest.len > 1 && rest.ptr[1] == '/';
    i += out_tag->closing;
    const size_t start = i;
    while (i < rest.len && ((rest.ptr[i] | 32) >= 'a' && (rest.ptr[i] | 32) <= 'z')) {
        i++;
    }
    while (i > start && i < rest.len && rest.ptr[i] >= '0' && rest.ptr[i] <= '9') {
        i++;
    }
    if (i == start && (rest.len < 2 || !strchr("!?", rest.ptr[1]))) {
        return false;
    }
    for (size_t k = start; k < i && i - start < TAG_BYTES; k++) {
        const char c = rest.ptr[k];
        out_tag->name[k - start] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    char quote = '\0';
    const size_t inside = i;
    for (; i < rest.len && (quote || rest.ptr[i] != '>'); i++) {
        const char c = rest.ptr[i];
        if (quote) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        }
    }
    if (i == rest.len) { // an open quotation mark: the tag ends at the first '>'
        i = str_find(rest, STR(">"), inside);
        if (i == SIZE_MAX) {
            return false;
        }
    }
    out_tag->inside = str_slice(rest, inside, i);
    *out_end = at + i + 1;
    return true;
}

// The value of href, entities resolved, made safe to stand in Markdown.
static struct str href_of(struct arena *arena, struct str inside)
{
    size_t at = str_find(inside, STR("href"), 0);
    if (at == SIZE_MAX) {
        return (struct str){0};
    }
    struct str rest = str_trim(str_slice(inside, at + 4, inside.len));
    if (!str_starts_with(rest, STR("="))) {
        return (struct str){0};
    }
    rest = str_trim(str_slice(rest, 1, rest.len));
    const bool quoted = rest.len && (rest.ptr[0] == '"' || rest.ptr[0] == '\'');
    size_t end = quoted ? 1 : 0;
    while (end < rest.len &&
           (quoted ? rest.ptr[end] != rest.ptr[0] : !strchr(" \t\n", rest.ptr[end]))) {
        end++;
    }
    rest = str_trim(str_slice(rest, quoted, end));
    struct buffer url;
    buffer_init(&url, 2048);
    for (size_t i = 0; i < rest.len;) {
        char bytes[4];
        const uint32_t code = next_char(rest, &i);
        if (code == '(' || code == ')' || code == '<' || code == '>' || code == '\\') {
            buffer_printf(&url, "%%%02X", (unsigned)code);
        } else {
            buffer_add(&url, (struct str){bytes, utf8_encode(code, bytes)});
        }
    }
    const struct str whole = arena_str(arena, buffer_view(&url));
    const bool right = !url.overflowed && content_url_valid(whole);
    buffer_finish(&url);
    return right ? whole : (struct str){0};
}

static void end_link(struct reduce *reduce)
{
    if (!reduce->href.len) {
        return;
    }
    const struct str text =
        str_slice(buffer_view(&reduce->out), reduce->link_from, reduce->out.len);
    if (text.len > 1 && str_find(text, STR("\n"), 0) == SIZE_MAX) {
        buffer_add(&reduce->out, STR("]("));
        buffer_add(&reduce->out, reduce->href);
        buffer_add(&reduce->out, STR(")"));
    } else { // empty, or over several paragraphs
        reduce->out.len = reduce->link_from;
    }
    reduce->href = (struct str){0};
}

static void start_link(struct reduce *reduce, const struct tag *tag)
{
    end_link(reduce);
    if (!reduce->markdown) {
        return;
    }
    const struct str href = href_of(reduce->arena, tag->inside);
    if (href.len) {
        pay(reduce);
        reduce->href = href;
        reduce->link_from = reduce->out.len;
        buffer_add(&reduce->out, STR("["));
        reduce->line_start = false;
    }
}

static void start_item(struct reduce *reduce)
{
    owe_lines(reduce, 1);
    pay(reduce);
    const int depth = reduce->depth > LIST_DEPTH ? LIST_DEPTH : reduce->depth;
    int *number = &reduce->numbers[depth];
    for (int i = 1; i < depth && reduce->markdown; i++) {
        buffer_add(&reduce->out, STR("   "));
    }
    if (!reduce->markdown) {
        reduce->blank = true;
    } else if (*number > 0) {
        buffer_printf(&reduce->out, "%d. ", (*number)++);
    } else {
        buffer_add(&reduce->out, STR("- "));
    }
    reduce->line_start = true;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(name, *names) == 0) {
            return true;
        }
    }
    return false;
}

static void start_list(struct reduce *reduce, const struct tag *tag)
{
    owe_lines(reduce, reduce->depth ? 1 : 2);
    if (tag->closing) {
        reduce->depth -= reduce->depth > 0;
    } else if (reduce->depth < LIST_DEPTH) {
        reduce->depth++;
        reduce->numbers[reduce->depth] = tag->name[0] == 'o' ? 1 : -1;
    }
    if (tag->closing && !reduce->depth) {
        owe_lines(reduce, 2);
    }
}

static void take_tag(struct reduce *reduce, const struct tag *tag)
{
    static const char *const skipped[] = {"script", "style",  "head",  "template", "svg",
                                          "iframe", "object", "title", "noscript", "form",
                                          "select", "video",  "audio", "math",     NULL};
    static const char *const blocks[] = {
        "p",  "br",  "div",     "tr",         "table",  "section", "article",
        "hr", "pre", "body",    "header",     "footer", "figure",  "dl",
        "dt", "dd",  "address", "blockquote", NULL};
    const char *name = tag->name;
    if (is_one_of(name, skipped)) {
        if (!tag->closing && !str_ends_with(tag->inside, STR("/"))) {
            memcpy(reduce->skip, name, sizeof(reduce->skip));
        }
    } else if (strcmp(name, "a") == 0) {
        tag->closing ? end_link(reduce) : start_link(reduce, tag);
    } else if (is_one_of(name, blocks)) {
        end_link(reduce);
        // A paragraph within an item does not end the item.
        owe_lines(reduce, reduce->depth ? 0 : 2);
        reduce->blank = reduce->depth > 0;
    } else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0) {
        end_link(reduce);
        start_list(reduce, tag);
    } else if (strcmp(name, "li") == 0 && !tag->closing) {
        end_link(reduce);
        start_item(reduce);
    } else if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6') {
        end_link(reduce);
        owe_lines(reduce, 2);
        if (!tag->closing && reduce->markdown) {
            pay(reduce);
            buffer_add(&reduce->out, STR("## "));
        }
    } else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
        reduce->blank = reduce->out.len > 0;
    }
}

// Behind the end tag of what is skipped; the text's end when there is none.
static size_t skip_to(const struct reduce *reduce, struct str text, size_t at)
{
    struct tag tag;
    size_t end = at;
    while ((at = str_find(text, STR("</"), at)) != SIZE_MAX) {
        if (tag_at(text, at, &tag, &end) && strcmp(tag.name, reduce->skip) == 0) {
            return end;
        }
        at += 2;
    }
    return text.len;
}

static void reduce_html(struct reduce *reduce, struct str text)
{
    for (size_t at = 0; at < text.len && !reduce->out.overflowed;) {
        struct tag tag;
        size_t end = 0;
        if (text.ptr[at] == '<' && tag_at(text, at, &tag, &end)) {
            at = end;
            take_tag(reduce, &tag);
            if (reduce->skip[0]) {
                at = skip_to(reduce, text, at);
                reduce->skip[0] = '\0';
            }
        } else {
            take_char(reduce, next_char(text, &at));
        }
    }
    end_link(reduce);
}

// ---- plain text ----

// "- x", "* x" and "• x" are what people write for a list.
static bool cut_bullet(struct str *line)
{
    static const char *const bullets[] = {"- ", "* ", "•", "– ", "· "};
    for (size_t i = 0; i < sizeof(bullets) / sizeof(*bullets); i++) {
        const struct str bullet = str_from_cstr(bullets[i]);
        if (str_starts_with(*line, bullet) && line->len > bullet.len) {
            *line = str_trim(str_slice(*line, bullet.len, line->len));
            return line->len > 0;
        }
    }
    return false;
}

static void reduce_plain(struct reduce *reduce, struct str text)
{
    struct str line;
    bool list = false;
    while (str_cut(&text, '\n', &line) && !reduce->out.overflowed) {
        line = str_trim(line);
        const bool item = cut_bullet(&line);
        owe_lines(reduce, line.len && item && list ? 1 : 2);
        if (item) {
            pay(reduce);
            buffer_add(&reduce->out, reduce->markdown ? STR("- ") : STR(""));
            reduce->line_start = true;
        }
        list = item;
        for (size_t at = 0; at < line.len;) {
            take_char(reduce, utf8_next(line, &at));
        }
    }
}

// ---- whole texts ----

bool import_is_html(struct str text)
{
    static const char *const signs[] = {
        "<br",   "<p>", "<p ",   "<a ", "<ul",   "<ol",  "</",      "<b>",    "<div",
        "<span", "<BR", "<html", "<P>", "<HTML", "<img", "<script", "<iframe"};
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        if (str_find(text, str_from_cstr(signs[i]), 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static struct str reduced(struct arena *arena, struct str text, bool html, bool markdown)
{
    struct reduce reduce = {.arena = arena, .markdown = markdown, .line_start = true};
    buffer_init(&reduce.out, IMPORT_BODY_BYTES);
    text = str_slice(text, 0, INPUT_BYTES);
    if (html) {
        reduce_html(&reduce, text);
    } else {
        reduce_plain(&reduce, text);
    }
    const struct str whole = arena_str(arena, str_trim(buffer_view(&reduce.out)));
    buffer_finish(&reduce.out);
    return whole;
}

struct str import_markdown(struct arena *arena, struct str text, bool html)
{
    return reduced(arena, text, html, true);
}

struct str import_plain(struct arena *arena, struct str text, bool html, size_t max)
{
    return import_line(arena, reduced(arena, text, html, false), max);
}
