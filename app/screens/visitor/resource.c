// One open resource: what it is, by whom, and in plain words what its licence allows; a
// code to take it along.
#include "parts.h"

// ---- the licence in plain words ----
static bool has(struct str licence, const char *part)
{
    return str_find(licence, str_from_cstr(part), 0) != SIZE_MAX;
}

static void may_row(const struct visitor_context *context, enum ui_icon icon,
                    enum ui_token color, struct str text)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){
                    .dir = UI_ROW, .gap = 18, .align = UI_CENTER, .role = UI_LIST_ITEM});
    ui_icon(ui, icon, 30, color);
    ui_text(ui, &(struct ui_text){.text = text, .style = UI_BODY, .grow = 1});
    ui_close(ui);
}

static void terms(const struct visitor_context *context, struct str licence)
{
    bool free_of_terms = has(licence, "CC0") || has(licence, "PDM");
    bool known = free_of_terms || has(licence, "CC-BY");
    if (!known) {
        may_row(context, UI_ICON_SPARK, UI_INK_3,
                has(licence, "Creative Commons")
                    ? say(context, "Open licences: each part says which one it has.")
                    : say(context, "Ask before you pass it on."));
        return;
    }
    may_row(context, UI_ICON_CHECK, UI_GOOD, say(context, "Use it and pass it on"));
    if (!has(licence, "-ND"))
        may_row(context, UI_ICON_CHECK, UI_GOOD, say(context, "Change it to fit you"));
    if (free_of_terms)
        may_row(context, UI_ICON_CHECK, UI_GOOD, say(context, "No conditions at all"));
    if (has(licence, "BY"))
        may_row(context, UI_ICON_PEOPLE, UI_INK_3, say(context, "Name who made it"));
    if (has(licence, "-SA"))
        may_row(context, UI_ICON_NETWORK, UI_INK_3,
                say(context, "Pass on what you make of it under the same licence"));
    if (has(licence, "-NC"))
        may_row(context, UI_ICON_CLOSE, UI_INK_3, say(context, "Not to earn money with"));
}

static void licence_box(const struct visitor_context *context,
                        const struct content_record *resource)
{
    part_box_open(
        context,
        resource->licence.len > 0
            ? words_put_1(context, say(context, "Licence: {1}"), resource->licence)
            : say(context, "No licence is named"),
        1);
    terms(context, resource->licence);
    part_box_close(context);
}

static void facts(const struct visitor_context *context,
                  const struct content_record *resource)
{
    int field = (int)content_leading_field(resource);
    struct str author = tell(context, resource->author);
    struct str audiences = words_audiences(context, resource);
    struct str spoken[8];
    size_t count = 0;
    for (; count < resource->languages.count && count < 8; count++)
        spoken[count] = words_language_named(context, resource->languages.items[count]);
    part_facts_open(context);
    if (author.len > 0)
        part_fact(context,
                  &(struct part_fact){.icon = UI_ICON_NETWORK,
                                      .text = author,
                                      .note = words_date(context, resource->date),
                                      .field = field});
    if (audiences.len > 0 || count > 0) {
        struct str languages =
            count > 0
                ? words_put_1(context, say(context, "In {1}"),
                              i18n_format_list(context->formats, ui_arena(context->ui),
                                               context->view->lang, spoken, count))
                : STR("");
        struct str whom = audiences.len > 0
                              ? words_put_1(context, say(context, "For {1}"), audiences)
                              : STR("");
        part_fact(context, &(struct part_fact){.icon = UI_ICON_PEOPLE,
                                               .text = whom.len > 0 ? whom : languages,
                                               .note = whom.len > 0 ? languages : STR(""),
                                               .field = field});
    }
    part_facts_close(context);
}

void screen_resource(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct content_record *resource = part_page_record(context, SLOT_RESOURCES);
    if (resource == NULL)
        return;
    part_detail_open(context, resource);
    part_tags_open(context, resource);
    struct str type = words_type(context, resource);
    if (type.len > 0)
        part_tag(context, type);
    part_foreign(context, resource);
    part_sample(context, resource);
    part_tags_close(context);
    part_title(context, resource);
    part_lead(context, tell(context, resource->summary));
    facts(context, resource);
    part_markdown(context, resource->body);
    part_page_figures(context, resource);
    bool stacked = part_compact(context);
    ui_open(ui, &(struct ui_box){
                    .dir = stacked ? UI_COLUMN : UI_ROW, .gap = 28, .align = UI_STRETCH});
    if (resource->url.len > 0)
        part_code(context, resource->url, say(context, "Take it with you"),
                  say(context, "Point your phone here to open it."), 320);
    licence_box(context, resource);
    ui_close(ui);
    part_related(context, resource);
    part_links(context, resource);
    part_source(context, resource);
    part_detail_close(context);
}
