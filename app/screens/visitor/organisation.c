// One organisation: who it is, its figures with source and caveat, where to read on.
#include "parts.h"

static void figures(const struct visitor_context *context,
                    const struct content_record *organisation)
{
    const struct store_result *result = context->view->slots[SLOT_FIGURES];
    bool any = false;
    for (size_t i = 0; result != NULL && i < result->count && !any; i++)
        any = str_equal(result->records[i].of, organisation->id);
    if (!any)
        return;
    ui_space(context->ui, 8);
    part_heading(context, say(context, "In numbers"), UI_H3);
    int columns = part_compact(context) || part_portrait(context) ? 3 : 4;
    part_figures(context, organisation->id, (int)content_leading_field(organisation),
                 columns);
}

static void links(const struct visitor_context *context,
                  const struct content_record *organisation)
{
    struct ui *ui = context->ui;
    for (size_t i = 0; i < organisation->links.count && i < 3; i++) {
        const struct content_link *link = &organisation->links.items[i];
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

static void part_of(const struct visitor_context *context,
                    const struct content_record *organisation)
{
    const struct store_result *all = context->view->slots[SLOT_ORGANISATIONS];
    const struct content_record *parent =
        model_find(context->view, SLOT_ORGANISATIONS, organisation->parent);
    if (parent != NULL) {
        part_box_open(context, say(context, "Part of"), 0);
        part_link_row(context, parent);
        part_box_close(context);
    }
    size_t shown = 0;
    for (size_t i = 0; all != NULL && i < all->count && shown < 8; i++) {
        if (!str_equal(all->records[i].parent, organisation->id))
            continue;
        if (shown++ == 0)
            part_box_open(context, say(context, "Its parts"), 0);
        part_link_row(context, &all->records[i]);
    }
    if (shown > 0)
        part_box_close(context);
}

void screen_organisation(const struct visitor_context *context)
{
    const struct model_view *view = context->view;
    const struct content_record *organisation =
        model_find(view, SLOT_ORGANISATIONS, str_from_cstr(view->page->id));
    if (organisation == NULL) {
        if (view->slots[SLOT_ORGANISATIONS] != NULL)
            part_missing(context);
        return;
    }
    part_detail_open(context, organisation);
    part_tags_open(context, organisation);
    struct str region = tell(context, organisation->region);
    if (region.len > 0)
        part_pill(context, &(struct part_pill){.text = region,
                                               .fill = UI_CARD,
                                               .color = UI_INK,
                                               .border = UI_LINE});
    part_foreign(context, organisation);
    part_sample(context, organisation);
    part_tags_close(context);
    part_title(context, organisation);
    ui_space(context->ui, 2);
    struct str role = tell(context, organisation->role);
    if (role.len > 0)
        part_text(context, role, UI_LEAD, UI_INK);
    if (tell(context, organisation->body).len > 0)
        part_markdown(context, organisation->body);
    else
        part_text(context, tell(context, organisation->summary), UI_BODY, UI_INK_2);
    figures(context, organisation);
    links(context, organisation);
    part_of(context, organisation);
    part_detail_close(context);
}
