// One career: what it is, what it takes, the way there as steps by stage, where to start
// here.
#include "parts.h"
#include "pathway.h"

enum { STEP_NAMES_MOST = 4 };

static struct str stage_name(const struct visitor_context *context, int stage)
{
    switch (stage) {
    case 0:
        return say(context, "School now");
    case 1:
        return say(context, "Next step");
    case 2:
        return say(context, "After school");
    default:
        return say(context, "First job");
    }
}

// The names of so many organisations, in their order.
static struct str names_of(const struct visitor_context *context,
                           const struct content_ids *ids)
{
    struct str names[STEP_NAMES_MOST];
    size_t count = 0;
    for (size_t i = 0; i < ids->count && count < STEP_NAMES_MOST; i++) {
        const struct content_record *organisation =
            model_find(context->view, SLOT_ORGANISATIONS, ids->items[i]);
        if (organisation != NULL)
            names[count++] = tell_title(context, organisation);
    }
    return words_join(context, names, count);
}

static void step_card(const struct visitor_context *context,
                      const struct content_step *step, bool target)
{
    struct ui *ui = context->ui;
    struct str notes[] = {words_months(context, step->months),
                          names_of(context, &step->providers)};
    struct str note = words_join(context, notes, 2);
    struct str companies = names_of(context, &step->companies);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 2,
                                 .min_height = 84,
                                 .pad = UI_PAD_XY(26, 16),
                                 .justify = UI_CENTER,
                                 .radius = 30,
                                 .fill = target ? UI_INK : UI_CARD,
                                 .border = target ? UI_INK : UI_LINE,
                                 .border_width = 2,
                                 .align = UI_STRETCH,
                                 .role = UI_LIST_ITEM});
    ui_text(ui, &(struct ui_text){.text = tell(context, step->title),
                                  .style = UI_LABEL,
                                  .size = 25,
                                  .weight = TEXT_EXTRABOLD + 1,
                                  .color = target ? UI_WHITE : UI_INK,
                                  .max_lines = 3,
                                  .shrink_to_fit = true});
    if (note.len > 0)
        part_lines(context, note, UI_SMALL, target ? UI_DOCK_TEXT : UI_INK_2, 4);
    if (companies.len > 0)
        part_lines(context,
                   words_put_1(context, say(context, "Companies: {1}"), companies),
                   UI_SMALL, target ? UI_DOCK_TEXT : UI_INK_2, 5);
    ui_close(ui);
}

static void stage_column(const struct visitor_context *context,
                         const struct content_record *pathway,
                         const struct pathway_way *way, int stage)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){
                    .dir = UI_COLUMN, .gap = 14, .align = UI_STRETCH, .role = UI_LIST});
    ui_text(ui, &(struct ui_text){.text = stage_name(context, stage),
                                  .style = UI_STRONG,
                                  .size = 24,
                                  .color = UI_INK_2,
                                  .max_lines = 2});
    for (size_t i = 0; i < pathway->steps.count; i++) {
        const struct content_step *step = &pathway->steps.items[i];
        if (way->on[i] && step->stage == stage)
            step_card(context, step, way->target[i]);
    }
    ui_close(ui);
}

static void number_and_words(const struct visitor_context *context, struct str strong,
                             struct str words)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 12, .align = UI_BASELINE});
    ui_text(ui, &(struct ui_text){.text = strong,
                                  .style = UI_LEAD,
                                  .weight = TEXT_EXTRABOLD + 1,
                                  .one_line = true});
    if (words.len > 0)
        part_text(context, words, UI_SMALL, UI_INK_2);
    ui_close(ui);
}

static void summary_card(const struct visitor_context *context,
                         const struct content_record *career,
                         const struct pathway_way *way)
{
    bool growing = str_equal(career->demand, STR("growing"));
    if (way->months == 0 && way->providers.count + way->companies.count == 0 && !growing)
        return;
    ui_open(context->ui, &(struct ui_box){.dir = UI_WRAP,
                                          .gap = 40,
                                          .run_gap = 10,
                                          .pad = UI_PAD_XY(32, 24),
                                          .fill = UI_CARD,
                                          .radius = 32,
                                          .align = UI_CENTER});
    if (way->months > 0)
        number_and_words(context, words_months(context, way->months),
                         say(context, "from now to first job"));
    if (way->providers.count > 0)
        number_and_words(context,
                         say_plural(context, "{1} provider", "{1} providers",
                                    (int64_t)way->providers.count),
                         say(context, "teach it"));
    if (way->companies.count > 0)
        number_and_words(context,
                         say_plural(context, "{1} company", "{1} companies",
                                    (int64_t)way->companies.count),
                         say(context, "take part"));
    if (growing)
        number_and_words(context, say(context, "Growing"), say(context, "demand"));
    ui_close(context->ui);
}

static bool names_career(const struct content_record *pathway, struct str career)
{
    for (size_t i = 0; i < pathway->steps.count; i++)
        if (str_equal(pathway->steps.items[i].career, career))
            return true;
    return false;
}

static const struct content_record *pathway_of(const struct visitor_context *context,
                                               const struct content_record *career)
{
    for (size_t i = 0; i < career->pathways.count; i++) {
        const struct content_record *pathway =
            model_find(context->view, SLOT_PATHWAYS, career->pathways.items[i]);
        if (pathway != NULL)
            return pathway;
    }
    const struct store_result *all = context->view->slots[SLOT_PATHWAYS];
    for (size_t i = 0; all != NULL && i < all->count; i++)
        if (names_career(&all->records[i], career->id))
            return &all->records[i];
    return NULL;
}

static void way_there(const struct visitor_context *context,
                      const struct content_record *career)
{
    const struct content_record *pathway = pathway_of(context, career);
    if (pathway == NULL)
        return;
    struct pathway_way way = pathway_to(ui_arena(context->ui), pathway, career->id);
    ui_space(context->ui, 8);
    part_heading(context, say(context, "The way there"), UI_H2);
    part_grid_open(context, part_portrait(context) || part_compact(context) ? 2 : 4, 20);
    for (int stage = 0; stage < PATHWAY_STAGES; stage++)
        stage_column(context, pathway, &way, stage);
    part_grid_close(context);
    summary_card(context, career, &way);
}

static void skills(const struct visitor_context *context,
                   const struct content_record *career)
{
    if (career->skills.count == 0)
        return;
    ui_space(context->ui, 8);
    part_heading(context, say(context, "What you need"), UI_H3);
    ui_open(context->ui, &(struct ui_box){.dir = UI_WRAP, .gap = 12, .run_gap = 10});
    for (size_t i = 0; i < career->skills.count && i < 16; i++)
        part_pill(context,
                  &(struct part_pill){.text = tell(context, career->skills.items[i]),
                                      .fill = UI_CARD,
                                      .color = UI_INK,
                                      .border = UI_LINE});
    ui_close(context->ui);
}

static bool leads_to(const struct content_record *activity, struct str career)
{
    for (size_t i = 0; i < activity->careers.count; i++)
        if (str_equal(activity->careers.items[i], career))
            return true;
    return false;
}

static void start_here(const struct visitor_context *context,
                       const struct content_record *career)
{
    const struct store_result *all = context->view->slots[SLOT_ACTIVITIES];
    size_t shown = 0;
    for (size_t i = 0; all != NULL && i < all->count && shown < 4; i++) {
        if (!leads_to(&all->records[i], career->id))
            continue;
        if (shown++ == 0)
            part_box_open(context, say(context, "Start here"), 0);
        part_link_row(context, &all->records[i]);
    }
    if (shown > 0)
        part_box_close(context);
}

void screen_career(const struct visitor_context *context)
{
    const struct content_record *career = part_page_record(context, SLOT_CAREERS);
    if (career == NULL)
        return;
    part_detail_open(context, career);
    part_tags_open(context, career);
    part_foreign(context, career);
    part_sample(context, career);
    part_tags_close(context);
    part_title(context, career);
    ui_space(context->ui, 2);
    part_lead(context, tell(context, career->tagline));
    part_body(context, career);
    struct str day = tell(context, career->day);
    if (day.len > 0) {
        ui_space(context->ui, 8);
        part_heading(context, say(context, "A day at work"), UI_H3);
        part_markdown(context, career->day);
    }
    skills(context, career);
    way_there(context, career);
    start_here(context, career);
    part_related(context, career);
    part_links(context, career);
    part_source(context, career);
    part_detail_close(context);
}
