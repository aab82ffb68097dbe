// One story: who tells it, since when, what is known and what is not.
#include "parts.h"

static void byline(const struct visitor_context *context,
                   const struct content_record *story)
{
    struct str marks[] = {tell(context, story->author), words_date(context, story->date)};
    struct str text = words_join(context, marks, 2);
    if (text.len > 0)
        part_text(context, text, UI_SMALL, UI_INK_2);
}

void screen_story(const struct visitor_context *context)
{
    const struct content_record *story = part_page_record(context, SLOT_STORIES);
    if (story == NULL)
        return;
    part_detail_open(context, story);
    part_tags_open(context, story);
    struct str type = words_type(context, story);
    part_tag(context, type.len > 0 ? type : say(context, "Story"));
    part_foreign(context, story);
    part_sample(context, story);
    part_tags_close(context);
    part_title(context, story);
    byline(context, story);
    part_lead(context, tell(context, story->summary));
    ui_space(context->ui, 4);
    part_markdown(context, story->body);
    part_page_figures(context, story);
    part_caveat(context, story);
    if (story->url.len > 0)
        part_code(context, story->url, say(context, "Read on"),
                  say(context, "Point your phone here to open it."), 240);
    part_related(context, story);
    part_links(context, story);
    part_source(context, story);
    part_detail_close(context);
}
