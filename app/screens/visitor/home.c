// Home: the question of the venue, the five fields, what runs now, a contest, careers.
#include "parts.h"

// A long question gets smaller rather than push the rest off the screen.
static float headline_size(struct str text, float room, float size)
{
    float letters = 0;
    for (size_t at = 0; at < text.len; letters++)
        utf8_next(text, &at);
    float fitting = room / (0.57F * (letters > 0 ? letters : 1));
    float least = size * 0.7F;
    return fitting > size ? size : fitting < least ? least : fitting;
}

static void headline(const struct visitor_context *context, float room, float size)
{
    const struct content_record *venue = context->view->venue;
    struct str text = {0};
    if (venue != NULL)
        text = tell(context, venue->headline);
    if (text.len == 0)
        text = say(context, "What will you make today?");
    ui_text(context->ui, &(struct ui_text){.text = text,
                                           .style = UI_H1,
                                           .size = headline_size(text, room, size),
                                           .max_lines = 2,
                                           .shrink_to_fit = true,
                                           .heading = true});
}

enum { SOFT_HYPHEN = 0xAD };

// How the five names are set: the same for all of them.
struct tile_label {
    float pad, gap, shape, size;
};

// Widest name, in letters as wide as Latin ones; with `broken` its widest piece.
static float widest_name(const struct visitor_context *context, bool broken)
{
    float widest = 0;
    for (int i = 0; i < FIELD_COUNT; i++) {
        struct str name = words_field_hyphened(context, i);
        float letters = 0;
        for (size_t at = 0; at < name.len;) {
            uint32_t letter = utf8_next(name, &at);
            if (broken && (letter == ' ' || letter == SOFT_HYPHEN))
                letters = 0;
            else if (letter != SOFT_HYPHEN)
                letters += letter >= 0x400 ? 1.14F : 1;
            widest = letters > widest ? letters : widest;
        }
    }
    return widest;
}

// On one line where any measures let it, else broken at its hyphens.
static struct tile_label tile_label(const struct visitor_context *context, float width)
{
    static const struct tile_label labels[] = {{16, 10, 20, 22},
                                               {12, 8, 20, 22},
                                               {8, 6, 16, 22},
                                               {6, 5, 14, 22},
                                               {4, 4, 14, 22}};
    enum { LABELS = sizeof(labels) / sizeof(labels[0]) };
    for (int broken = 0; broken < 2; broken++) {
        float widest = widest_name(context, broken != 0);
        for (size_t i = 0; i < LABELS; i++) {
            float room = width - 2 * labels[i].pad - labels[i].gap - labels[i].shape;
            if (widest * labels[i].size * 0.592F <= room)
                return labels[i];
        }
    }
    return labels[LABELS - 1];
}

static void field_tile(const struct visitor_context *context, int field, float width)
{
    struct ui *ui = context->ui;
    static const char *const presets[] = {"field-s", "field-t", "field-e", "field-a",
                                          "field-m"};
    static const char *const seeds[] = {"homeS", "homeT", "homeE", "homeA", "homeM"};
    struct str name = words_field(context, field);
    struct tile_label label = tile_label(context, width);
    ui_open(ui, &(struct ui_box){.key = str_from_cstr(presets[field]),
                                 .dir = UI_STACK,
                                 .width = width,
                                 .radius = 32,
                                 .clip = true,
                                 .fill = (enum ui_token)(UI_FIELD_LIGHT + field),
                                 .role = UI_BUTTON,
                                 .label = name,
                                 .action = part_open_action(
                                     ROUTE_ACTIVITIES, str_from_cstr(presets[field]))});
    ui_cover(ui, field, str_from_cstr(seeds[field]), &(struct ui_leaf){0});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW,
                                 .place = UI_BOTTOM_FILL,
                                 .gap = label.gap,
                                 .pad = UI_PAD_XY(label.pad, 12),
                                 .align = UI_CENTER,
                                 .fill = UI_WHITE,
                                 .fill_alpha = 0.94F});
    part_shape(context, field, label.shape);
    ui_text(ui, &(struct ui_text){.text = words_field_hyphened(context, field),
                                  .style = UI_STRONG,
                                  .size = label.size,
                                  .color = UI_INK,
                                  .max_lines = 2,
                                  .shrink_to_fit = true,
                                  .scale_most = 1.5F,
                                  .grow = 1,
                                  .silent = true});
    ui_close(ui);
    ui_close(ui);
}

// As high as there is room for, between `least` and `most`.
static void field_tiles(const struct visitor_context *context, float width, float least,
                        float most)
{
    float gap = part_compact(context) ? 12 : 20;
    ui_open(context->ui, &(struct ui_box){.dir = UI_ROW,
                                          .gap = gap,
                                          .grow = 1,
                                          .min_height = least,
                                          .max_height = most,
                                          .align = UI_STRETCH});
    for (int i = 0; i < FIELD_COUNT; i++)
        field_tile(context, i, (width - 4 * gap) / 5);
    ui_close(context->ui);
}

// ---- the contest card ----
static const struct content_record *contest_to_show(const struct visitor_context *context)
{
    const struct store_result *result = context->view->slots[SLOT_CONTESTS];
    const struct content_record *best = NULL;
    for (size_t i = 0; result != NULL && i < result->count; i++) {
        const struct content_record *contest = &result->records[i];
        if (part_contest_running(contest) && contest->board.count > 0)
            return contest;
        if (best == NULL && !part_contest_final(contest))
            best = contest;
    }
    return best;
}

static void contest_marks(const struct visitor_context *context,
                          const struct content_record *contest)
{
    struct ui *ui = context->ui;
    bool running = part_contest_running(contest);
    ui_open(ui, &(struct ui_box){
                    .dir = UI_WRAP, .gap = 12, .run_gap = 8, .justify = UI_BETWEEN});
    part_pill(context, &(struct part_pill){.text = part_contest_state(context, contest),
                                           .fill = running ? UI_LIVE : UI_SAMPLE_FILL,
                                           .color = running ? UI_WHITE : UI_SAMPLE_TEXT,
                                           .dot = running});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 12});
    if (contest->board.count > 0 && !part_contest_final(contest))
        part_pill(context, &(struct part_pill){.text = say(context, "Not final"),
                                               .fill = UI_NOTE_FILL,
                                               .color = UI_NOTE_TEXT});
    if (contest->sample)
        part_pill(context, &(struct part_pill){.text = say(context, "Sample"),
                                               .fill = UI_SAMPLE_FILL,
                                               .color = UI_SAMPLE_TEXT});
    ui_close(ui);
    ui_close(ui);
}

static void contest_card(const struct visitor_context *context, float width)
{
    struct ui *ui = context->ui;
    const struct content_record *contest = contest_to_show(context);
    if (contest == NULL)
        return;
    float pad = part_compact(context) ? 24 : 34;
    ui_open(ui, &(struct ui_box){.key = contest->id,
                                 .dir = UI_COLUMN,
                                 .width = width,
                                 .gap = 14,
                                 .pad = UI_PAD_XY(pad + 4, pad),
                                 .fill = UI_INK,
                                 .radius = 32,
                                 .clip = true,
                                 .align = UI_STRETCH,
                                 .role = UI_BUTTON,
                                 .label = tell_title(context, contest),
                                 .action = part_record_action(contest)});
    contest_marks(context, contest);
    struct str title = tell_title(context, contest);
    ui_text(ui, &(struct ui_text){.text = title,
                                  .style = UI_H2,
                                  .size = (title.len > 24 ? 36.0F : 44.0F) *
                                          (part_compact(context) ? 0.85F : 1),
                                  .color = UI_WHITE,
                                  .max_lines = 2,
                                  .shrink_to_fit = true});
    if (contest->board.count > 0 && part_contest_running(contest))
        part_board(context, contest, part_compact(context) && title.len > 24 ? 2 : 3);
    else
        part_lines(context, tell(context, contest->summary), UI_BODY, UI_DOCK_TEXT, 4);
    ui_close(ui);
}

// The line of a way with three stops on it.
static void way_drawing(const struct visitor_context *context, float room)
{
    struct ui *ui = context->ui;
    float unit = room < 360 ? room / 360 : room > 432 ? 1.2F : room / 360;
    struct ui_path_point way[] = {{20, 70, false}, {120, 70, true}, {110, 24, true},
                                  {200, 24, true}, {290, 24, true}, {290, 70, true},
                                  {340, 40, true}};
    for (size_t i = 0; i < 7; i++) {
        way[i].x *= unit;
        way[i].y *= unit;
    }
    ui_open(ui,
            &(struct ui_box){.dir = UI_STACK, .width = 360 * unit, .height = 104 * unit});
    ui_path(ui, way, 7, (struct ui_path_pen){8, UI_FIELD + FIELD_M, UI_NONE},
            &(struct ui_leaf){.width = 360 * unit, .height = 96 * unit});
    static const struct {
        float x, y, r;
        enum ui_token fill, border;
    } stops[] = {{20, 70, 14, UI_INK, UI_NONE},
                 {200, 24, 18, UI_WHITE, UI_FIELD + FIELD_M},
                 {340, 40, 18, UI_SUN, UI_NONE}};
    for (size_t i = 0; i < 3; i++) {
        ui_open(ui, &(struct ui_box){.place = UI_TOP_START,
                                     .width = 2 * stops[i].r,
                                     .height = 2 * stops[i].r,
                                     .radius = stops[i].r,
                                     .fill = stops[i].fill,
                                     .border = stops[i].border,
                                     .border_width = stops[i].border != UI_NONE ? 8 : 0,
                                     .offset_x = stops[i].x * unit - stops[i].r,
                                     .offset_y = stops[i].y * unit - stops[i].r});
        ui_close(ui);
    }
    ui_close(ui);
}

static void careers_card(const struct visitor_context *context, float width)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.key = STR("careers"),
                                 .dir = UI_COLUMN,
                                 .width = width,
                                 .gap = 10,
                                 .pad = UI_PAD_XY(36, 32),
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .clip = true,
                                 .align = UI_STRETCH,
                                 .role = UI_BUTTON,
                                 .label = say(context, "Like to take things apart?"),
                                 .action = part_open_action(ROUTE_CAREERS, STR(""))});
    part_text(context, say(context, "Careers"), UI_SMALL, UI_INK_2);
    part_lines(context, say(context, "Like to take things apart?"), UI_H3, UI_INK, 3);
    part_lines(context, say(context, "See where it can lead, step by step."), UI_BODY,
               UI_INK_2, 3);
    ui_space(ui, 0);
    way_drawing(context, width - 2 * 36);
    ui_space(ui, 0);
    ui_close(ui);
}

static void wide(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    bool compact = part_compact(context);
    float gap = compact ? 24 : 40;
    float left = (float)(int)(part_main_width(context) * 1140 / 1792);
    float right = part_main_width(context) - left - gap;
    float cards_gap = compact ? 16 : 24;
    bool contest = contest_to_show(context) != NULL;
    float contest_width = contest ? (float)(int)((left - cards_gap) * 1.35F / 2.35F) : 0;
    ui_open(ui,
            &(struct ui_box){.dir = UI_ROW, .gap = gap, .grow = 1, .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .width = left,
                                 .gap = compact ? 18 : 32,
                                 .align = UI_STRETCH});
    headline(context, left, compact ? 60 : 80);
    field_tiles(context, left, compact ? 88 : 120, compact ? 128 : 240);
    ui_open(ui, &(struct ui_box){
                    .dir = UI_ROW, .gap = cards_gap, .grow = 1.75F, .align = UI_STRETCH});
    contest_card(context, contest_width);
    careers_card(context, contest ? left - cards_gap - contest_width : left);
    ui_close(ui);
    ui_close(ui);
    part_now_card(context, right, part_main_height(context));
    ui_close(ui);
}

// One of each kind that home has no other way to: what comes next, then what is told.
static void discover(const struct visitor_context *context)
{
    static const enum model_slot slots[] = {SLOT_EVENTS, SLOT_PROGRAMMES, SLOT_STORIES,
                                            SLOT_RESOURCES};
    const struct content_record *found[4];
    size_t count = 0;
    for (size_t i = 0; i < 4; i++) {
        const struct store_result *result = context->view->slots[slots[i]];
        const struct content_record *best = NULL;
        int64_t nearest = 0, days = 0;
        for (size_t j = 0; result != NULL && j < result->count; j++) {
            const struct content_record *record = &result->records[j];
            bool ahead = words_days_until(context, record->starts, &days) && days >= 0;
            if (best == NULL || (ahead && (nearest == 0 || days + 1 < nearest))) {
                best = record;
                nearest = ahead ? days + 1 : 0;
            }
        }
        if (best != NULL)
            found[count++] = best;
    }
    if (count == 0)
        return;
    part_heading(context, say(context, "More to discover"), UI_H2);
    part_grid_open(context, 2, 20);
    for (size_t i = 0; i < count; i++)
        part_result(context, found[i]);
    part_grid_close(context);
}

static void tall(const struct visitor_context *context)
{
    float width = part_main_width(context);
    part_scroll_open(context, STR("home"), 28);
    headline(context, 2 * width * 0.9F, 112);
    contest_card(context, width);
    part_now_card(context, width, 0);
    field_tiles(context, width, 232, 232);
    careers_card(context, width);
    discover(context);
    part_scroll_close(context);
}

void screen_home(const struct visitor_context *context)
{
    part_page_open(context);
    // Large letters want the screen's whole width and more than its height.
    if (part_portrait(context) || ui_text_scale(context->ui) > 1.3F)
        tall(context);
    else
        wide(context);
    part_page_close(context);
}
