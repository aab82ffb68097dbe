// "Now and next": what runs, then what comes, as many as fit whole.
#include "parts.h"

enum { NOW_PAD_X = 36, NOW_GAP = 22, NOW_ROW_PAD = 10, NOW_HEAD = 106, NOW_MOST = 8 };

struct now_row {
    const struct schedule_slot *slot;
    struct str times, title, facts;
    bool now;
};

static struct now_row row_of(const struct visitor_context *context, size_t index)
{
    const struct model_view *view = context->view;
    const struct schedule_slot *slot = &view->week.slots[index];
    const struct content_record *record = slot->record;
    const struct content_record *place = words_place(context, record, slot);
    struct str facts[] = {place != NULL ? tell_title(context, place) : STR(""),
                          words_ages_within(context, record),
                          words_places(context, record)};
    bool now = slot->start_utc_ms <= view->now_utc_ms;
    bool next = !now && (index == 0 ||
                         view->week.slots[index - 1].start_utc_ms <= view->now_utc_ms);
    struct str state = now    ? say(context, "Now")
                       : next ? say(context, "Next")
                       : slot->start_utc_ms - view->now_utc_ms <= 7200 * 1000
                           ? say(context, "Soon")
                           : say(context, "Later");
    struct str times[] = {words_span(context, slot), state};
    return (struct now_row){.slot = slot,
                            // A later day is named.
                            .times = index < view->today.count
                                         ? words_join(context, times, 2)
                                         : words_when(context, slot),
                            .title = tell_title(context, record),
                            .facts = words_join(context, facts, 3),
                            .now = now};
}

// Lines a text will take, 1 or 2: reckoned from the mean width of a letter.
static float lines_of(struct str text, float letter_width, float room)
{
    float width = 0;
    for (size_t at = 0; at < text.len;)
        width += letter_width * (utf8_next(text, &at) >= 0x400 ? 1.2F : 1);
    return width > room * 0.98F ? 2 : 1;
}

static float row_height(const struct now_row *row, float room, float cover, bool compact)
{
    float title = compact ? 33 * lines_of(row->title, 13.2F, room)
                          : 38 * lines_of(row->title, 15.2F, room);
    float text = 34 + title + 30 * lines_of(row->facts, 9.9F, room);
    return (text > cover ? text : cover) + 2 * NOW_ROW_PAD + 2;
}

static void row_build(const struct visitor_context *context, const struct now_row *row,
                      float cover)
{
    struct ui *ui = context->ui;
    const struct content_record *record = row->slot->record;
    int field = (int)content_leading_field(record);
    ui_line(ui, UI_LINE, 2);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .grow = 1,
                                 .gap = NOW_GAP,
                                 .pad = UI_PAD_XY(0, NOW_ROW_PAD),
                                 .align = UI_CENTER,
                                 .role = UI_LINK,
                                 .label = row->title,
                                 .action = part_record_action(record)});
    part_cover(context, record,
               &(struct ui_leaf){.width = cover, .height = cover, .radius = 24});
    ui_open(ui,
            &(struct ui_box){
                .dir = UI_COLUMN, .gap = 2, .grow = 1, .shrink = 1, .align = UI_STRETCH});
    ui_text(ui, &(struct ui_text){
                    .text = row->times,
                    .style = UI_STRONG,
                    .color = row->now ? (enum ui_token)(UI_FIELD_DARK + field) : UI_INK_2,
                    .max_lines = 2});
    part_lines(context, row->title, part_compact(context) ? UI_LABEL : UI_H3, UI_INK, 2);
    part_lines(context, row->facts, UI_SMALL, UI_INK_2, 2);
    ui_close(ui);
    ui_close(ui);
}

static void rows_build(const struct visitor_context *context, float width, float height)
{
    float cover = part_compact(context) ? 76 : part_portrait(context) ? 116 : 124;
    float room = width - 2 * NOW_PAD_X - NOW_GAP - cover;
    float left = height - NOW_HEAD;
    size_t most = height > 0 ? NOW_MOST : 3;
    for (size_t i = 0; i < context->view->week.count && i < most; i++) {
        struct now_row row = row_of(context, i);
        left -= row_height(&row, room, cover, part_compact(context));
        if (height > 0 && left < 0 && i > 0)
            return;
        row_build(context, &row, cover);
    }
}

static void list_build(const struct visitor_context *context, float width, float height)
{
    const struct model_view *view = context->view;
    struct ui *ui = context->ui;
    if (view->slots[SLOT_ACTIVITIES] == NULL) {
        part_placeholders(context, 1, 3, 124);
        return;
    }
    if (view->today.count == 0) {
        struct str text = view->week.count == 0
                              ? say(context, "Nothing is planned this week.")
                              : say(context, "Nothing more today.");
        ui_line(ui, UI_LINE, 2);
        ui_open(ui, &(struct ui_box){.pad = UI_PAD_XY(0, 16), .align = UI_STRETCH});
        part_text(context, text, UI_BODY, UI_INK_2);
        ui_close(ui);
        height -= height > 0 ? 72 : 0;
    }
    rows_build(context, width, height);
}

static void head_build(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    bool over = context->view->today.count == 0;
    struct str text = over ? say(context, "This week") : say(context, "All day");
    struct str head = say(context, "Now and next");
    float size = part_compact(context) ? 34 : 44;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 16,
                                 .align = UI_CENTER,
                                 .justify = UI_BETWEEN,
                                 .pad = {0, 0, 0, 10}});
    ui_open(ui, &(struct ui_box){.grow = 1, .shrink = 1});
    ui_text(ui, &(struct ui_text){.text = head,
                                  .style = UI_H2,
                                  .size = head.len > 18 ? size * 0.82F : size,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .heading = true});
    ui_close(ui);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 8,
                                 .align = UI_CENTER,
                                 .min_height = 52,
                                 .role = UI_LINK,
                                 .label = text,
                                 .action = part_open_action(
                                     ROUTE_ACTIVITIES, over ? STR("") : STR("today"))});
    ui_text(ui, &(struct ui_text){.text = text,
                                  .style = UI_SMALL,
                                  .color = UI_INK_2,
                                  .one_line = true,
                                  .silent = true});
    ui_icon(ui, UI_ICON_FORWARD, 22, UI_INK_2);
    ui_close(ui);
    ui_close(ui);
}

void part_now_card(const struct visitor_context *context, float width, float height)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .width = width,
                                 .pad = {NOW_PAD_X, 30, NOW_PAD_X, 14},
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .clip = true,
                                 .align = UI_STRETCH});
    head_build(context);
    // It scrolls when a text is longer than reckoned.
    ui_open(ui, &(struct ui_box){.key = STR("now"),
                                 .dir = UI_COLUMN,
                                 .grow = height > 0 ? 1 : 0,
                                 .scroll_y = height > 0,
                                 .clip = true,
                                 .align = UI_STRETCH});
    list_build(context, width, height);
    ui_close(ui);
    ui_close(ui);
}
