// RSS 0.9x, 1.0 and 2.0, and Atom (RFC 4287) into stories. expat reads the XML; a
// document that declares entities is refused, so nothing can expand, and nothing outside
// is read.
#include <expat.h>
#include <string.h>

#include "base/buffer.h"
#include "import_internal.h"

enum { DEPTH_MAX = 64, TEXT_MAX = 256 * 1024, STORIES_MAX = 5000 };

enum part {
    PART_NONE,
    PART_TITLE,
    PART_KEY,
    PART_LINK,
    PART_DATE,
    PART_SUMMARY,
    PART_BODY,
    PART_AUTHOR,
    PART_COUNT
};

struct feed {
    struct import *import;
    XML_Parser parser;
    struct buffer texts[PART_COUNT]; // of the story being read
    bool taken[PART_COUNT], html[PART_COUNT];
    int depth;
    int story_depth; // 0: between stories
    enum part part;  // PART_NONE: of no use
    int part_depth;
    bool useless; // Atom's <author>: all but the <name>
    bool markup;  // Atom's xhtml: tags are put together again
    int64_t line;
    size_t stories;
    const char *fault;
    bool is_feed;
};

// ---- names ----

// The name behind a prefix that means the feed itself; NULL: of an extension.
static const char *local_name(const char *name)
{
    static const char *const prefixes[] = {"atom:", "rss:", "content:", "dc:", "rdf:"};
    if (!strchr(name, ':')) {
        return name;
    }
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0) {
            return name + strlen(prefixes[i]);
        }
    }
    return NULL;
}

static const struct named {
    const char *name;
    enum part part;
    bool html;
} parts[] = {
    {"title", PART_TITLE, true},
    {"guid", PART_KEY, false},
    {"id", PART_KEY, false},
    {"link", PART_LINK, false},
    {"pubDate", PART_DATE, false},
    {"published", PART_DATE, false},
    {"updated", PART_DATE, false},
    {"date", PART_DATE, false},
    {"description", PART_SUMMARY, true},
    {"summary", PART_SUMMARY, true},
    {"encoded", PART_BODY, true},
    {"content", PART_BODY, true},
    {"author", PART_AUTHOR, false},
    {"creator", PART_AUTHOR, false},
};

static const char *attribute(const XML_Char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2) {
        if (strcmp(attributes[i], name) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

// ---- dates ----

// "Sat, 21 Nov 2026 13:32:00 +0100" (RFC 822, with RFC 1123's year) to RFC 3339.
static struct str from_rfc822(struct arena *arena, struct str text)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct str words[6] = {{0}};
    size_t count = 0;
    const size_t comma = str_find(text, STR(","), 0);
    text = str_trim(str_slice(text, comma == SIZE_MAX ? 0 : comma + 1, text.len));
    for (struct str word; count < 6 && str_cut(&text, ' ', &word);) {
        if (word.len) {
            words[count++] = word;
        }
    }
    const size_t at =
        words[1].len == 3 ? str_find(str_from_cstr(months), words[1], 0) : SIZE_MAX;
    int64_t day = 0, year = 0;
    struct str digits = words[0];
    if (digits.len == 2 && digits.ptr[0] == '0') {
        digits = str_slice(digits, 1, 2);
    }
    if (count < 3 || at == SIZE_MAX || at % 3 || !str_to_int64(digits, &day) || day < 1 ||
        day > 31 || !str_to_int64(words[2], &year) || year < 0 || year > 2199) {
        return (struct str){0};
    }
    year += year < 70 ? 2000 : year < 100 ? 1900 : 0;
    const struct str date =
        arena_printf(arena, "%04d-%02d-%02d", (int)year, (int)(at / 3 + 1), (int)day);
    if (count < 5 || words[3].len != 8) {
        return date;
    }
    const struct str zone = words[4];
    const bool offset = zone.len == 5 && (zone.ptr[0] == '+' || zone.ptr[0] == '-');
    const struct str full =
        offset ? arena_printf(arena, "%.*sT%.*s%.*s:%.*s", STR_ARG(date),
                              STR_ARG(words[3]), 3, zone.ptr, 2, zone.ptr + 3)
               : arena_printf(arena, "%.*sT%.*sZ", STR_ARG(date), STR_ARG(words[3]));
    return full;
}

static struct str date_of(struct import *import, struct str text)
{
    struct import_moment moment;
    text = str_trim(text);
    if (!import_moment_parse(import, text, &moment)) {
        text = from_rfc822(import->arena, text);
        if (!import_moment_parse(import, text, &moment)) {
            return (struct str){0};
        }
    }
    return import_stamp(import, moment);
}

// ---- stories ----

// RSS wants "ada@example.org (Ada L.)" here: addresses are not for a kiosk.
static struct str author_of(struct import *import, struct str text)
{
    const size_t open = str_find(text, STR("("), 0);
    if (str_find(text, STR("@"), 0) != SIZE_MAX) {
        const size_t close = str_find(text, STR(")"), 0);
        text = open == SIZE_MAX ? (struct str){0} : str_slice(text, open + 1, close);
    }
    return import_line(import->arena, text, IMPORT_LINE_BYTES);
}

static void clear_story(struct feed *feed)
{
    for (size_t i = 0; i < PART_COUNT; i++) {
        buffer_clear(&feed->texts[i]);
        feed->taken[i] = false;
        feed->html[i] = true;
    }
}

static struct str part_text(struct feed *feed, enum part part)
{
    return str_trim(arena_str(feed->import->arena, buffer_view(&feed->texts[part])));
}

static void put_texts(struct feed *feed, struct content_record *record)
{
    struct import *import = feed->import;
    const struct str lang = import->lang;
    const struct str summary = part_text(feed, PART_SUMMARY);
    const struct str body = part_text(feed, PART_BODY);
    if (body.len) {
        import_put_text(import, &record->body, lang,
                        import_markdown(import->arena, body,
                                        feed->html[PART_BODY] && import_is_html(body)));
        const struct str source = summary.len ? summary : body;
        import_put_text(import, &record->summary, lang,
                        import_plain(import->arena, source, import_is_html(source), 240));
    } else {
        import_describe(import, record, lang, summary);
    }
}

static void end_story(struct feed *feed)
{
    struct import *import = feed->import;
    struct content_record record = import_record(CONTENT_STORY);
    const struct str title = part_text(feed, PART_TITLE);
    import_put_text(import, &record.title, import->lang,
                    import_plain(import->arena, title, true, IMPORT_LINE_BYTES));
    put_texts(feed, &record);
    const struct str link = part_text(feed, PART_LINK), guid = part_text(feed, PART_KEY);
    const struct str key = guid.len ? guid : link;
    record.url = content_url_valid(link)   ? link
                 : content_url_valid(guid) ? guid
                                           : (struct str){0};
    record.date = date_of(import, part_text(feed, PART_DATE));
    record.resource_type = STR("article");
    import_put_text(import, &record.author, import->lang,
                    author_of(import, part_text(feed, PART_AUTHOR)));
    if (++feed->stories > STORIES_MAX) {
        import_leave_out(import, feed->line, title, "more than %d stories", STORIES_MAX);
        return;
    }
    import_add(import, key.len ? key : title, feed->line, &record);
}

// ---- what expat calls ----

static void stop(struct feed *feed, const char *fault)
{
    feed->fault = fault;
    XML_StopParser(feed->parser, XML_FALSE);
}

static void add_text(struct feed *feed, const char *text, size_t length)
{
    if (feed->part != PART_NONE &&
        !buffer_append(&feed->texts[feed->part], text, length)) {
        stop(feed, "a text is longer than 256 KB");
    }
}

static void start_part(struct feed *feed, const char *name, const XML_Char **attributes)
{
    const char *type = attribute(attributes, "type");
    const char *relation = attribute(attributes, "rel");
    const char *href = attribute(attributes, "href");
    enum part part = PART_NONE;
    bool html = false;
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        if (strcmp(name, parts[i].name) == 0) {
            part = parts[i].part;
            html = parts[i].html;
        }
    }
    if (part == PART_NONE || feed->taken[part]) {
        return; // the first counts: `published` before `updated` is usual
    }
    if (part == PART_LINK && href) {
        if (!relation || strcmp(relation, "alternate") == 0) {
            buffer_add(&feed->texts[part], str_from_cstr(href));
            feed->taken[part] = true;
        }
        return;
    }
    feed->taken[part] = true;
    feed->part = part;
    feed->part_depth = feed->depth;
    feed->html[part] = html && !(type && strcmp(type, "text") == 0);
    feed->markup = type && strcmp(type, "xhtml") == 0;
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct feed *feed = context;
    const char *local = local_name(name);
    if (++feed->depth > DEPTH_MAX) {
        stop(feed, "elements are nested too deep");
        return;
    }
    if (feed->depth == 1) {
        feed->is_feed =
            local && (strcmp(local, "rss") == 0 || strcmp(local, "feed") == 0 ||
                      strcmp(local, "RDF") == 0);
    }
    if (!feed->story_depth) {
        if (local && (strcmp(local, "item") == 0 || strcmp(local, "entry") == 0)) {
            feed->story_depth = feed->depth;
            feed->line = (int64_t)XML_GetCurrentLineNumber(feed->parser);
            clear_story(feed);
        }
    } else if (feed->part != PART_NONE && feed->markup) {
        const char *href = attribute(attributes, "href");
        add_text(feed, "<", 1);
        add_text(feed, name, strlen(name));
        if (href && !strpbrk(href, "\"<>")) {
            add_text(feed, " href=\"", 7);
            add_text(feed, href, strlen(href));
            add_text(feed, "\"", 1);
        }
        add_text(feed, ">", 1);
    } else if (feed->part == PART_NONE && feed->depth == feed->story_depth + 1 && local) {
        start_part(feed, local, attributes);
    }
    feed->useless = feed->part == PART_AUTHOR && feed->depth > feed->part_depth &&
                    !(local && strcmp(local, "name") == 0);
}

static void on_end(void *context, const XML_Char *name)
{
    struct feed *feed = context;
    if (feed->story_depth && feed->depth == feed->story_depth) {
        end_story(feed);
        feed->story_depth = 0;
    } else if (feed->part != PART_NONE && feed->depth == feed->part_depth) {
        feed->part = PART_NONE;
        feed->markup = false;
    } else if (feed->part != PART_NONE && feed->markup) {
        add_text(feed, "</", 2);
        add_text(feed, name, strlen(name));
        add_text(feed, ">", 1);
    }
    feed->depth--;
    feed->useless = feed->part == PART_AUTHOR && feed->depth > feed->part_depth;
}

static void on_text(void *context, const XML_Char *text, int length)
{
    struct feed *feed = context;
    if (feed->useless) {
        return;
    }
    if (feed->markup) { // the text of a tag stays text
        for (int i = 0; i < length; i++) {
            const char *escaped = text[i] == '<'   ? "&lt;"
                                  : text[i] == '&' ? "&amp;"
                                                   : NULL;
            add_text(feed, escaped ? escaped : &text[i], escaped ? strlen(escaped) : 1);
        }
        return;
    }
    add_text(feed, text, (size_t)length);
}

static void on_entity(void *context, const XML_Char *name, int is_parameter,
                      const XML_Char *value, int value_length, const XML_Char *base,
                      const XML_Char *system, const XML_Char *public,
                      const XML_Char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)value_length;
    (void)base, (void)system, (void)public, (void)notation;
    stop(context, "declares entities; such a document is not read");
}

// Source: expat's own list lacks it; the upper half is as import_decode() reads it.
static int on_encoding(void *context, const XML_Char *name, XML_Encoding *info)
{
    (void)context;
    if (strcasecmp(name, "windows-1252") != 0 && strcasecmp(name, "cp1252") != 0 &&
        strcasecmp(name, "iso-8859-15") != 0) {
        return XML_STATUS_ERROR;
    }
    for (int i = 0; i < 256; i++) {
        const char byte = (char)i;
        const int code = (int)import_windows_1252((unsigned char)byte);
        info->map[i] = i < 0x80 ? i : code < 0x80 ? 0xFFFD : code;
    }
    info->data = NULL;
    info->convert = NULL;
    info->release = NULL;
    return XML_STATUS_OK;
}

bool import_read_rss(struct import *import, struct str bytes)
{
    struct feed feed = {.import = import, .parser = XML_ParserCreate(NULL)};
    const struct str file = import->files[import->file].name;
    if (!feed.parser) {
        return import_fail(import, "no memory");
    }
    for (size_t i = 0; i < PART_COUNT; i++) {
        buffer_init(&feed.texts[i], TEXT_MAX);
    }
    XML_SetUserData(feed.parser, &feed);
    XML_SetElementHandler(feed.parser, on_start, on_end);
    XML_SetCharacterDataHandler(feed.parser, on_text);
    XML_SetEntityDeclHandler(feed.parser, on_entity);
    XML_SetUnknownEncodingHandler(feed.parser, on_encoding, NULL);
    const bool parsed =
        XML_Parse(feed.parser, bytes.ptr, (int)bytes.len, 1) == XML_STATUS_OK;
    const int64_t line = (int64_t)XML_GetCurrentLineNumber(feed.parser);
    const char *fault = feed.fault      ? feed.fault
                        : !parsed       ? XML_ErrorString(XML_GetErrorCode(feed.parser))
                        : !feed.is_feed ? "no RSS or Atom; wants <rss> or <feed>"
                                        : NULL;
    for (size_t i = 0; i < PART_COUNT; i++) {
        buffer_finish(&feed.texts[i]);
    }
    XML_ParserFree(feed.parser);
    return !fault ||
           import_fail(import, "%.*s:%lld: %s", STR_ARG(file), (long long)line, fault);
}
