// One programme: for whom, how far it reaches, its figures, what belongs to it and where
// it leads.
#include "parts.h"

static void facts(const struct visitor_context *context,
                  const struct content_record *programme)
{
    int field = (int)content_leading_field(programme);
    struct str scale = tell(context, programme->scale);
    struct str audiences = words_audiences(context, programme);
    bool ages = programme->age_min > 0 || programme->age_max > 0;
    part_facts_open(context);
    if (scale.len > 0)
        part_fact(context, &(struct part_fact){.icon = UI_ICON_GLOBE,
                                               .text = scale,
                                               .note = say(context, "how far it reaches"),
                                               .field = field});
    if (ages || audiences.len > 0)
        part_fact(
            context,
            &(struct part_fact){
                .icon = UI_ICON_PEOPLE,
                .text = ages ? words_ages(context, programme)
                             : words_put_1(context, say(context, "For {1}"), audiences),
                .note = ages && audiences.len > 0
                            ? words_put_1(context, say(context, "for {1}"), audiences)
                            : STR(""),
                .field = field});
    part_facts_close(context);
}

void screen_programme(const struct visitor_context *context)
{
    const struct content_record *programme = part_page_record(context, SLOT_PROGRAMMES);
    if (programme == NULL)
        return;
    part_detail_open(context, programme);
    part_tags_open(context, programme);
    part_tag(context, say(context, "Programme"));
    part_foreign(context, programme);
    part_sample(context, programme);
    part_tags_close(context);
    part_title(context, programme);
    part_lead(context, tell(context, programme->role));
    facts(context, programme);
    part_body(context, programme);
    part_caveat(context, programme);
    part_page_figures(context, programme);
    part_within(context, programme, SLOT_PROGRAMMES, say(context, "Its parts"));
    part_related(context, programme);
    part_parent(context, programme);
    part_links(context, programme);
    part_source(context, programme);
    part_detail_close(context);
}
