// Careers: the list.
#include "parts.h"

static struct str demand_text(const struct visitor_context *context, struct str demand)
{
    if (str_equal(demand, STR("growing")))
        return say(context, "Growing demand");
    if (str_equal(demand, STR("stable")))
        return say(context, "Steady demand");
    if (str_equal(demand, STR("falling")))
        return say(context, "Falling demand");
    return STR("");
}

void screen_careers(const struct visitor_context *context)
{
    const struct store_result *result = context->view->slots[SLOT_CAREERS];
    int columns = part_portrait(context) ? 2 : part_compact(context) ? 3 : 4;
    part_page_open(context);
    part_header_open(context, say(context, "Careers"));
    part_text(context, say(context, "What people do, and the way there"), UI_BODY,
              UI_INK_2);
    part_header_close(context);
    part_scroll_open(context, STR("careers"), 24);
    if (result == NULL) {
        part_placeholders(context, columns, columns * 2, 316);
    } else if (result->count == 0) {
        part_nothing(context, say(context, "No careers yet"), STR(""));
    } else {
        struct part_cut cut = part_cut_for(context, result->count);
        part_grid_open(context, cut.columns, 28);
        for (size_t i = 0; i < result->count; i++) {
            const struct content_record *career = &result->records[i];
            struct str tagline = tell(context, career->tagline);
            part_card(
                context,
                &(struct part_card){
                    .record = career,
                    .kicker = words_field(context, (int)content_leading_field(career)),
                    .summary = tagline.len > 0 ? tagline : tell(context, career->summary),
                    .badge = demand_text(context, career->demand),
                    .marks_above = true,
                    .large = part_cut_is_large(context, &cut),
                    .cover_height = cut.cover_height,
                    .height = cut.height,
                    .action = part_record_action(career)});
        }
        part_grid_close(context);
    }
    part_scroll_close(context);
    part_page_close(context);
}
