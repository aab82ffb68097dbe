// No content yet: what it is for visitors, what to do for staff.
#include "parts.h"

void screen_empty(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    bool portrait = part_portrait(context);
    float side = portrait ? 64 : 140;
    ui_open(ui, &(struct ui_box){.key = STR("empty"),
                                 .dir = UI_COLUMN,
                                 .place = UI_FILL,
                                 .gap = 28,
                                 .pad = UI_PAD_XY(side, part_compact(context) ? 80 : 140),
                                 .align = UI_START});
    ui_icon(ui, UI_ICON_LOGO, 112, UI_INK);
    ui_text(ui, &(struct ui_text){.text = say(context, "We are getting ready"),
                                  .style = UI_H1,
                                  .max_lines = 3,
                                  .shrink_to_fit = true,
                                  .heading = true});
    ui_text(ui,
            &(struct ui_text){
                .text = say(context, "There is nothing to show here yet. Please ask at "
                                     "the desk what you can do today."),
                .style = UI_LEAD,
                .color = UI_INK_2});
    ui_space(ui, 0);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .gap = 24,
                                 .pad = UI_PAD_XY(36, 28),
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .border_width = 2,
                                 .radius = 32,
                                 .align = UI_CENTER,
                                 .max_width = 1400,
                                 .role = UI_STATUS});
    ui_icon(ui, UI_ICON_OFFLINE, 56, UI_INK_2);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN, .gap = 4, .grow = 1, .shrink = 1});
    part_text(context, say(context, "For staff: no content has arrived"), UI_LABEL,
              UI_INK);
    part_text(context,
              say(context,
                  "Check the network and the feed address in the settings, then run "
                  "foyerctl status. The screen fills itself as soon as content "
                  "comes."),
              UI_SMALL, UI_INK_2);
    ui_close(ui);
    ui_close(ui);
    ui_close(ui);
}
