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

static void parts_of(const struct visitor_context *context,
                     const struct content_record *organisation)
{
    part_within(context, organisation, SLOT_PROGRAMMES, say(context, "Programmes"));
    part_within(context, organisation, SLOT_ORGANISATIONS, say(context, "Its parts"));
    part_within(context, organisation, SLOT_PLACES, say(context, "Places"));
    part_within(context, organisation, SLOT_EVENTS, say(context, "Events"));
}

void screen_organisation(const struct visitor_context *context)
{
    const struct content_record *organisation =
        part_page_record(context, SLOT_ORGANISATIONS);
    if (organisation == NULL)
        return;
    part_detail_open(context, organisation);
    part_tags_open(context, organisation);
    struct str region = tell(context, organisation->region);
    if (region.len > 0)
        part_tag(context, region);
    part_foreign(context, organisation);
    part_sample(context, organisation);
    part_tags_close(context);
    part_title(context, organisation);
    ui_space(context->ui, 2);
    part_lead(context, tell(context, organisation->role));
    part_body(context, organisation);
    figures(context, organisation);
    parts_of(context, organisation);
    part_related(context, organisation);
    part_parent(context, organisation);
    part_links(context, organisation);
    part_source(context, organisation);
    part_detail_close(context);
}
