// What a page leads on to: records it names, records that name it, records within it.
#include "parts.h"

enum { RELATED_MOST = 8, WITHIN_MOST = 24 };

// In the order in which they stand on a page.
static const enum model_slot linked_slots[] = {
    SLOT_ORGANISATIONS, SLOT_PROGRAMMES, SLOT_PLACES,    SLOT_EVENTS, SLOT_ACTIVITIES,
    SLOT_CONTESTS,      SLOT_CAREERS,    SLOT_RESOURCES, SLOT_STORIES};
enum { LINKED_SLOTS = sizeof(linked_slots) / sizeof(linked_slots[0]) };

const struct content_record *part_find(const struct visitor_context *context,
                                       struct str id)
{
    const struct content_record *found = NULL;
    for (size_t i = 0; i < LINKED_SLOTS && found == NULL && id.len > 0; i++)
        found = model_find(context->view, linked_slots[i], id);
    return found;
}

const struct content_record *part_page_record(const struct visitor_context *context,
                                              enum model_slot slot)
{
    const struct content_record *record =
        model_find(context->view, slot, str_from_cstr(context->view->page->id));
    if (record == NULL && context->view->slots[slot] != NULL)
        part_missing(context);
    return record;
}

// ---- cards ----
void part_result_open(const struct visitor_context *context,
                      const struct content_record *record)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.key = record->id,
                                 .dir = UI_ROW,
                                 .min_height = 140,
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .clip = true,
                                 .align = UI_STRETCH,
                                 .role = UI_LINK,
                                 .label = tell_title(context, record),
                                 .action = part_record_action(record)});
    part_cover(context, record, &(struct ui_leaf){.width = 140});
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 4,
                                 .pad = UI_PAD_XY(24, 14),
                                 .grow = 1,
                                 .shrink = 1,
                                 .align = UI_STRETCH,
                                 .justify = UI_CENTER});
}

void part_result_close(const struct visitor_context *context,
                       const struct content_record *record)
{
    part_lines(context, words_gist(context, record), UI_SMALL, UI_INK_2, 2);
    ui_close(context->ui);
    ui_close(context->ui);
}

void part_result(const struct visitor_context *context,
                 const struct content_record *record)
{
    part_result_open(context, record);
    ui_text(context->ui, &(struct ui_text){.text = tell_title(context, record),
                                           .style = UI_H3,
                                           .size = 28,
                                           .max_lines = 3,
                                           .shrink_to_fit = true});
    part_result_close(context, record);
}

static void results(const struct visitor_context *context, struct str title,
                    const struct content_record *const *records, size_t count)
{
    if (count == 0)
        return;
    ui_space(context->ui, 12);
    part_heading(context, title, UI_H3);
    part_grid_open(context, 2, 20);
    for (size_t i = 0; i < count; i++)
        part_result(context, records[i]);
    part_grid_close(context);
}

// ---- what belongs together ----
struct found {
    const struct content_record *items[WITHIN_MOST];
    size_t count, most;
};

static void found_add(struct found *found, const struct content_record *record,
                      const struct content_record *page)
{
    if (record == NULL || record == page || found->count == found->most ||
        str_equal(record->id, page->parent) || part_record_action(record).verb == 0)
        return;
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i] == record)
            return;
    found->items[found->count++] = record;
}

static bool names(const struct content_ids *ids, struct str id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (str_equal(ids->items[i], id))
            return true;
    return false;
}

static bool is_within(const struct content_record *record, struct str id)
{
    if (str_equal(record->parent, id) || names(&record->places, id))
        return true;
    for (size_t i = 0; i < record->sessions.count; i++)
        if (str_equal(record->sessions.items[i].place, id))
            return true;
    return false;
}

void part_within(const struct visitor_context *context,
                 const struct content_record *record, enum model_slot slot,
                 struct str title)
{
    const struct store_result *all = context->view->slots[slot];
    struct found found = {.most = WITHIN_MOST};
    for (size_t i = 0; all != NULL && i < all->count; i++)
        if (is_within(&all->records[i], record->id))
            found_add(&found, &all->records[i], record);
    results(context, title, found.items, found.count);
}

// What it names itself, then what names it.
void part_related(const struct visitor_context *context,
                  const struct content_record *record)
{
    struct found found = {.most = RELATED_MOST};
    for (size_t i = 0; i < record->related.count; i++)
        found_add(&found, part_find(context, record->related.items[i]), record);
    if (record->kind != CONTENT_ACTIVITY)
        for (size_t i = 0; i < record->careers.count; i++)
            found_add(&found,
                      model_find(context->view, SLOT_CAREERS, record->careers.items[i]),
                      record);
    for (size_t slot = 0; slot < LINKED_SLOTS; slot++) {
        const struct store_result *all = context->view->slots[linked_slots[slot]];
        for (size_t i = 0; all != NULL && i < all->count; i++)
            if (names(&all->records[i].related, record->id) &&
                !is_within(&all->records[i], record->id))
                found_add(&found, &all->records[i], record);
    }
    results(context, say(context, "Goes on here"), found.items, found.count);
}

void part_parent(const struct visitor_context *context,
                 const struct content_record *record)
{
    const struct content_record *parent = part_find(context, record->parent);
    if (parent != NULL && part_record_action(parent).verb != 0)
        results(context, say(context, "Part of"), &parent, 1);
}

// ---- the foot of a page ----
void part_links(const struct visitor_context *context,
                const struct content_record *record)
{
    struct ui *ui = context->ui;
    for (size_t i = 0; i < record->links.count && i < 3; i++) {
        const struct content_link *link = &record->links.items[i];
        struct str label = tell(context, link->label);
        ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                     .gap = 28,
                                     .pad = UI_PAD(24),
                                     .fill = UI_CARD,
                                     .radius = 32,
                                     .align = UI_CENTER});
        ui_qr(ui, link->url, 220, label.len > 0 ? label : link->url);
        ui_open(
            ui,
            &(struct ui_box){
                .dir = UI_COLUMN, .gap = 8, .grow = 1, .shrink = 1, .align = UI_STRETCH});
        part_heading(context, label.len > 0 ? label : say(context, "Read on"), UI_H3);
        part_text(context, link->url, UI_SMALL, UI_INK_2);
        ui_close(ui);
        ui_close(ui);
    }
}

void part_caveat(const struct visitor_context *context,
                 const struct content_record *record)
{
    struct ui *ui = context->ui;
    struct str text = tell(context, record->caveat);
    if (text.len == 0)
        return;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 22,
                                 .max_width = 1060,
                                 .pad = UI_PAD_XY(28, 24),
                                 .fill = UI_MARK,
                                 .radius = 24,
                                 .align = UI_START});
    ui_icon(ui, UI_ICON_SPARK, 36, UI_INK);
    ui_open(ui,
            &(struct ui_box){
                .dir = UI_COLUMN, .gap = 4, .grow = 1, .shrink = 1, .align = UI_STRETCH});
    part_text(context, say(context, "Good to know"), UI_STRONG, UI_INK);
    part_text(context, text, UI_BODY, UI_INK);
    ui_close(ui);
    ui_close(ui);
}

void part_source(const struct visitor_context *context,
                 const struct content_record *record)
{
    if (record->source.len == 0)
        return;
    ui_space(context->ui, 8);
    part_lines(context, words_put_1(context, say(context, "Source: {1}"), record->source),
               UI_SMALL, UI_INK_2, 3);
}
