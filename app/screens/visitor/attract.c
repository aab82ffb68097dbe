// The attract loop: slides that point at records; a touch anywhere begins the visit.
#include "parts.h"

// The record a slide points at, in whichever slot it is; NULL when there is none.
static const struct content_record *target_of(const struct visitor_context *context,
                                              const struct content_record *slide)
{
    return part_find(context, slide->target);
}

static const struct schedule_slot *slot_of(const struct visitor_context *context,
                                           const struct content_record *record)
{
    const struct schedule *week = &context->view->week;
    for (size_t i = 0; i < week->count; i++)
        if (week->slots[i].record == record)
            return &week->slots[i];
    return NULL;
}

static struct str kicker_of(const struct visitor_context *context,
                            const struct content_record *record)
{
    if (record == NULL)
        return STR("");
    struct str first = {0};
    const struct schedule_slot *slot = slot_of(context, record);
    if (slot != NULL)
        first = words_when(context, slot);
    else if (record->kind == CONTENT_EVENT && words_date(context, record->starts).len > 0)
        first = words_date(context, record->starts);
    else if (record->kind != CONTENT_ACTIVITY)
        first = words_kind(context, record->kind);
    struct str field = record->fields != 0
                           ? words_field(context, (int)content_leading_field(record))
                           : STR("");
    struct str ages = record->age_min > 0 || record->age_max > 0
                          ? words_ages_within(context, record)
                          : STR("");
    struct str parts[] = {first, field, ages};
    return words_join(context, parts, 3);
}

enum { BEGIN_FIRST = 2, BEGIN_MOST = 6 }; // languages in the first line, in all

// The words in the languages offered, each once; returns how many.
static size_t begin_words(const struct visitor_context *context, struct str *out_words)
{
    const struct model_settings *settings = context->view->settings;
    size_t count = 0;
    for (size_t i = 0; i < settings->language_count && count < BEGIN_MOST; i++) {
        struct visitor_context other = *context;
        struct model_view view = *context->view;
        view.lang = settings->languages[i];
        other.view = &view;
        struct str text = say(&other, "Touch to begin");
        bool known = false;
        for (size_t j = 0; j < count; j++)
            known = known || str_equal(out_words[j], text);
        if (!known)
            out_words[count++] = text;
    }
    if (count == 0)
        out_words[count++] = say(context, "Touch to begin");
    return count;
}

static float panel_height(const struct visitor_context *context)
{
    float height = ui_height(context->ui);
    return part_portrait(context) ? height * 0.58F : height;
}

static void dots(const struct visitor_context *context, int count, int current)
{
    struct ui *ui = context->ui;
    if (count < 2 || count > 12)
        return;
    float below = part_portrait(context) ? panel_height(context) : 0;
    ui_open(ui, &(struct ui_box){.place = UI_BOTTOM_END, .pad = {0, 0, 48, below + 48}});
    // On paper of their own: no cover hides them.
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 12,
                                 .pad = UI_PAD_XY(18, 15),
                                 .radius = 24,
                                 .fill = UI_PAPER,
                                 .fill_alpha = 0.94F});
    for (int i = 0; i < count; i++) {
        ui_open(ui, &(struct ui_box){.width = i == current ? 64 : 18,
                                     .height = 18,
                                     .radius = 9,
                                     .fill = UI_INK,
                                     .fill_alpha = i == current ? 1 : 0.35F});
        ui_close(ui);
    }
    ui_close(ui);
    ui_close(ui);
}

static void words_column(const struct visitor_context *context,
                         const struct content_record *slide,
                         const struct content_record *target)
{
    struct ui *ui = context->ui;
    const struct content_record *venue = context->view->venue;
    const struct content_record *shown = slide != NULL ? slide : venue;
    struct str kicker = kicker_of(context, target);
    int field =
        target != NULL && target->fields != 0 ? (int)content_leading_field(target) : 4;
    if (shown != NULL && slide != NULL && slide->fields != 0 && target == NULL)
        field = (int)content_leading_field(slide);
    if (kicker.len > 0)
        ui_text(ui, &(struct ui_text){.text = kicker,
                                      .style = UI_H3,
                                      .color = (enum ui_token)(UI_FIELD_SOFT + field),
                                      .max_lines = 2});
    if (shown != NULL) {
        struct str title = tell_title(context, shown);
        if (slide == NULL && venue != NULL && venue->headline.count > 0)
            title = tell(context, venue->headline);
        bool large = title.len <= 34 && !part_compact(context);
        ui_text(ui, &(struct ui_text){.text = title,
                                      .style = UI_DISPLAY,
                                      .size = large ? 128 : 92,
                                      .color = UI_WHITE,
                                      .max_lines = 4,
                                      .shrink_to_fit = true,
                                      .heading = true});
        ui_text(ui, &(struct ui_text){.text = tell(context, shown->summary),
                                      .style = UI_LEAD,
                                      .color = UI_DOCK_TEXT,
                                      .max_lines = 4});
    }
    if (target != NULL && (target->sample || shown->sample))
        ui_text(ui, &(struct ui_text){.text = say(context, "Sample"),
                                      .style = UI_SMALL,
                                      .color = UI_NIGHT_TEXT});
}

static size_t letters_of(struct str text)
{
    size_t letters = 0;
    for (size_t at = 0; at < text.len; letters++)
        utf8_next(text, &at);
    return letters;
}

// "Prek këtu · Touch to begin", further languages smaller below. A pair too long for one
// line is parted: one language a line.
static void begin_button(const struct visitor_context *context, float room)
{
    struct ui *ui = context->ui;
    struct str words[BEGIN_MOST];
    size_t count = begin_words(context, words);
    size_t first = count < BEGIN_FIRST ? count : BEGIN_FIRST;
    float pad = part_compact(context) ? 44 : 64, size = part_compact(context) ? 36 : 38;
    float width = (float)letters_of(words_join(context, words, first)) * size * 0.53F;
    if (first > 1 && width > room - 2 * pad)
        first = 1;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW});
    ui_open(ui, &(struct ui_box){.key = STR("begin"),
                                 .dir = UI_COLUMN,
                                 .gap = 2,
                                 .min_height = 120,
                                 .shrink = 1,
                                 .pad = UI_PAD_XY(pad, 14),
                                 .align = UI_CENTER,
                                 .justify = UI_CENTER,
                                 .radius = 32,
                                 .fill = UI_SUN,
                                 .role = UI_BUTTON,
                                 .label = words_join(context, words, count),
                                 .action = {.verb = INTENT_BEGIN}});
    ui_text(ui, &(struct ui_text){.text = words_join(context, words, first),
                                  .style = UI_H3,
                                  .size = size,
                                  .color = UI_INK,
                                  .align = UI_CENTER,
                                  .max_lines = 2,
                                  .silent = true});
    if (count > first)
        ui_text(ui, &(struct ui_text){
                        .text = words_join(context, words + first, count - first),
                        .style = UI_LABEL,
                        .size = count - first > 3 && part_compact(context) ? 24 : 28,
                        .color = UI_INK,
                        .align = UI_CENTER,
                        .max_lines = 3,
                        .silent = true});
    ui_close(ui);
    ui_close(ui);
}

static void panel(const struct visitor_context *context,
                  const struct content_record *slide, const struct content_record *target)
{
    struct ui *ui = context->ui;
    bool portrait = part_portrait(context);
    float width = portrait ? ui_width(ui) : (float)(int)(ui_width(ui) * 1020 / 1920);
    float height = panel_height(context);
    float side = portrait || part_compact(context) ? 64 : 96;
    float top = portrait ? 72 : part_compact(context) ? 88 : 150;
    struct str key = arena_printf(ui_arena(ui), "slide %d %u", context->view->slide,
                                  context->view->page_serial);
    ui_open(ui, &(struct ui_box){.place = portrait ? UI_BOTTOM_START : UI_TOP_START,
                                 .dir = UI_COLUMN,
                                 .width = width,
                                 .height = height,
                                 .fill = UI_INK,
                                 .clip = true,
                                 .pad = {side, top, side - 32, 84},
                                 .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 26,
                                 .align = UI_STRETCH,
                                 .offset_x = ui_spring(ui, key, 90, 0, 260)});
    words_column(context, slide, target);
    ui_close(ui);
    ui_space(ui, 0);
    begin_button(context, width - 2 * side + 32);
    ui_close(ui);
}

void screen_attract(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct store_result *slides = context->view->slots[SLOT_SLIDES];
    const struct content_record *slide =
        slides != NULL && slides->count > 0
            ? &slides->records[(size_t)context->view->slide % slides->count]
            : NULL;
    const struct content_record *target =
        slide != NULL ? target_of(context, slide) : NULL;
    ui_open(ui, &(struct ui_box){.key = STR("attract"),
                                 .dir = UI_STACK,
                                 .place = UI_FILL,
                                 .fill = UI_INK,
                                 .press_scale = 1,
                                 .role = UI_REGION,
                                 .label = say(context, "Touch to begin"),
                                 .action = {.verb = INTENT_BEGIN}});
    const struct content_record *art = slide != NULL && slide->media.count > 0 ? slide
                                       : target != NULL                        ? target
                                                                               : slide;
    if (art != NULL)
        part_cover(context, art, &(struct ui_leaf){0});
    else
        ui_cover(ui, FIELD_M, STR("attract"), &(struct ui_leaf){0});
    panel(context, slide, target);
    dots(context, slides != NULL ? (int)slides->count : 0, context->view->slide);
    ui_close(ui);
}
