#include "text/markdown.h"

#include <md4c.h>
#include <string.h>

#include "base/buffer.h"

enum { MOST_BLOCKS = 1000, MOST_BYTES = 64 * 1024, MOST_DEPTH = 8 };

struct list_level {
    int next_number; // 0: bullets
};

struct reader {
    struct arena *arena;
    struct markdown out;
    struct buffer text; // of the open block
    struct markdown_block open;
    bool is_open;
    struct list_level lists[MOST_DEPTH];
    int depth, quotes;
    int hidden; // inside an image or raw HTML
    int strong; // inside a strong span that began the block
    size_t bytes;
};

static void close_block(struct reader *reader)
{
    const struct str text = str_trim(buffer_view(&reader->text));
    const bool fits =
        reader->out.count < MOST_BLOCKS && reader->bytes + text.len <= MOST_BYTES;
    if (reader->is_open && text.len && fits) {
        reader->open.text = arena_str(reader->arena, text);
        reader->open.lead = reader->open.lead < text.len ? reader->open.lead : text.len;
        reader->out.blocks[reader->out.count++] = reader->open;
        reader->bytes += text.len;
    }
    reader->is_open = false;
    reader->strong = 0;
    buffer_clear(&reader->text);
}

static void open_block(struct reader *reader, enum markdown_block_kind kind, int level,
                       int number)
{
    close_block(reader);
    reader->open =
        (struct markdown_block){.kind = kind, .level = level, .number = number};
    reader->is_open = true;
}

static void enter_list(struct reader *reader, int first_number)
{
    close_block(reader);
    if (reader->depth < MOST_DEPTH) {
        reader->lists[reader->depth].next_number = first_number;
    }
    reader->depth++;
}

static void enter_item(struct reader *reader)
{
    int number = 0;
    if (reader->depth > 0 && reader->depth <= MOST_DEPTH) {
        struct list_level *list = &reader->lists[reader->depth - 1];
        number = list->next_number;
        list->next_number += list->next_number > 0 && list->next_number < 1000000;
    }
    open_block(reader, MARKDOWN_ITEM, reader->depth, number);
}

static void enter_paragraph(struct reader *reader)
{
    // The first paragraph of an item is the item.
    if (reader->is_open && reader->open.kind == MARKDOWN_ITEM && reader->text.len == 0) {
        return;
    }
    open_block(reader, reader->quotes ? MARKDOWN_QUOTE : MARKDOWN_PARAGRAPH, 0, 0);
}

static int first_number(const MD_BLOCK_OL_DETAIL *detail)
{
    return detail->start > 0 && detail->start < 1000000 ? (int)detail->start : 1;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct reader *reader = context;
    if (type == MD_BLOCK_H) {
        open_block(reader, MARKDOWN_HEADING, (int)((MD_BLOCK_H_DETAIL *)detail)->level,
                   0);
    } else if (type == MD_BLOCK_UL) {
        enter_list(reader, 0);
    } else if (type == MD_BLOCK_OL) {
        enter_list(reader, first_number(detail));
    } else if (type == MD_BLOCK_LI) {
        enter_item(reader);
    } else if (type == MD_BLOCK_QUOTE) {
        reader->quotes++;
    } else if (type == MD_BLOCK_P || type == MD_BLOCK_CODE || type == MD_BLOCK_TR) {
        enter_paragraph(reader);
    } else if (type == MD_BLOCK_HTML) {
        reader->hidden++;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    (void)detail;
    struct reader *reader = context;
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
        close_block(reader);
        reader->depth--;
    } else if (type == MD_BLOCK_QUOTE) {
        close_block(reader);
        reader->quotes--;
    } else if (type == MD_BLOCK_HTML) {
        reader->hidden--;
    } else if (type != MD_BLOCK_DOC && type != MD_BLOCK_HR) {
        close_block(reader);
    }
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    (void)detail;
    struct reader *reader = context;
    reader->hidden += type == MD_SPAN_IMG;
    if (type == MD_SPAN_STRONG && (reader->strong || reader->text.len == 0)) {
        reader->strong++;
    }
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    (void)detail;
    struct reader *reader = context;
    reader->hidden -= type == MD_SPAN_IMG;
    if (type == MD_SPAN_STRONG && reader->strong && --reader->strong == 0) {
        reader->open.lead = reader->text.len;
    }
    return 0;
}

static uint32_t numeric_entity(struct str digits)
{
    const bool hex = digits.len && (digits.ptr[0] | 0x20) == 'x';
    uint32_t value = 0;
    for (size_t i = hex; i < digits.len && value < 0x110000; i++) {
        const char c = digits.ptr[i];
        const uint32_t digit =
            c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a' + 10);
        value = value * (hex ? 16 : 10) + digit;
    }
    return value && value < 0x110000 ? value : 0xFFFD;
}

static void add_entity(struct reader *reader, struct str entity)
{
    static const struct {
        const char *name, *text;
    } names[] = {{"&amp;", "&"},
                 {"&lt;", "<"},
                 {"&gt;", ">"},
                 {"&quot;", "\""},
                 {"&apos;", "'"},
                 {"&nbsp;", "\xC2\xA0"},
                 {"&shy;", "\xC2\xAD"},
                 {"&ndash;", "\xE2\x80\x93"},
                 {"&mdash;", "\xE2\x80\x94"},
                 {"&hellip;", "\xE2\x80\xA6"}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (str_equal(entity, str_from_cstr(names[i].name))) {
            buffer_add(&reader->text, str_from_cstr(names[i].text));
            return;
        }
    }
    if (str_starts_with(entity, STR("&#")) && entity.len > 3) {
        char bytes[4];
        const uint32_t c = numeric_entity(str_slice(entity, 2, entity.len - 1));
        buffer_append(&reader->text, bytes, utf8_encode(c, bytes));
        return;
    }
    buffer_add(&reader->text, entity);
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE size, void *context)
{
    struct reader *reader = context;
    const struct str text = {bytes, size};
    if (reader->hidden || type == MD_TEXT_HTML) {
        return 0;
    }
    if (!reader->is_open) {
        enter_paragraph(reader);
    }
    if (type == MD_TEXT_BR) {
        buffer_add(&reader->text, STR("\n"));
    } else if (type == MD_TEXT_SOFTBR) {
        buffer_add(&reader->text, STR(" "));
    } else if (type == MD_TEXT_NULLCHAR) {
        buffer_add(&reader->text, STR("\xEF\xBF\xBD"));
    } else if (type == MD_TEXT_ENTITY) {
        add_entity(reader, text);
    } else {
        buffer_add(&reader->text, text);
    }
    return 0;
}

struct markdown markdown_parse(struct arena *arena, struct str source)
{
    source = str_slice(source, 0, MOST_BYTES);
    struct reader reader = {.arena = arena};
    reader.out.blocks = ARENA_ARRAY(arena, struct markdown_block, MOST_BLOCKS);
    buffer_init(&reader.text, MOST_BYTES);
    const MD_PARSER parser = {
        .flags = MD_FLAG_COLLAPSEWHITESPACE,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = add_text,
    };
    if (source.len) {
        md_parse(source.ptr, (MD_SIZE)source.len, &parser, &reader);
        close_block(&reader);
    }
    buffer_finish(&reader.text);
    return reader.out;
}
