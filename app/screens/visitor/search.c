// Search: what is typed above, what is found below it, the keyboard at the bottom. Found
// words are marked; records of a kind stand together, the kind of the best one first.
#include "i18n/fold.h"
#include "keyboard.h"

enum { MARKED_WORDS_MAX = 24, MARKED_LETTERS_MAX = 60 };

// ---- marks ----

// Bytes of the word, a part of the title, that the search found it by; 0: it did not.
static size_t found_size(struct arena *arena, const struct store_result *result,
                         struct str title, const struct i18n_word *word)
{
    size_t most = 0;
    for (size_t i = 0; i < result->term_count; i++) {
        const struct store_term *term = &result->terms[i];
        const bool whole = str_equal(word->folded, term->folded);
        if ((whole || (term->prefix && str_starts_with(word->folded, term->folded))) &&
            term->folded.len > most)
            most = term->folded.len;
    }
    if (most == 0 || most == word->folded.len)
        return most == 0 ? 0 : word->to - word->from;
    // The shortest beginning that says as much: one letter may have become three.
    for (size_t at = word->from; at < word->to;) {
        (void)utf8_next(title, &at);
        const struct i18n_words part =
            i18n_fold_words(arena, str_slice(title, word->from, at), 1);
        if (part.count == 1 && part.items[0].folded.len >= most)
            return at - word->from;
    }
    return word->to - word->from;
}

static void piece(const struct visitor_context *context, struct str text, bool marked)
{
    struct ui *ui = context->ui;
    if (text.len == 0)
        return;
    if (marked)
        ui_open(ui, &(struct ui_box){.fill = UI_MARK, .radius = 8});
    ui_text(
        ui,
        &(struct ui_text){
            .text = text, .style = UI_H3, .size = 28, .one_line = true, .silent = true});
    if (marked)
        ui_close(ui);
}

// One word between blanks, which a line does not break, with what is marked in it.
static void marked_word(const struct visitor_context *context, struct str word,
                        const struct store_result *result)
{
    struct arena *arena = ui_arena(context->ui);
    const struct i18n_words parts = i18n_fold_words(arena, word, 8);
    size_t done = 0;
    ui_open(context->ui, &(struct ui_box){.dir = UI_ROW});
    for (size_t i = 0; i < parts.count; i++) {
        const struct i18n_word *part = &parts.items[i];
        size_t size = found_size(arena, result, word, part);
        if (size == 0)
            continue;
        // Letters that join are not cut apart.
        if ((unsigned char)word.ptr[part->from] >= 0xd6)
            size = part->to - part->from;
        piece(context, str_slice(word, done, part->from), false);
        piece(context, str_slice(word, part->from, part->from + size), true);
        done = part->from + size;
    }
    piece(context, str_slice(word, done, word.len), false);
    ui_close(context->ui);
}

// Words that stand in a line of their own break as any text does, without marks.
static bool can_mark(struct str title)
{
    size_t words = 1, letters = 0;
    for (size_t at = 0; at < title.len;) {
        const uint32_t c = utf8_next(title, &at);
        letters = c == ' ' ? 0 : letters + 1;
        words += c == ' ';
        if (letters > MARKED_LETTERS_MAX / 3)
            return false;
    }
    return words <= MARKED_WORDS_MAX;
}

static void marked_title(const struct visitor_context *context, struct str title,
                         const struct store_result *result)
{
    struct ui *ui = context->ui;
    if (!can_mark(title)) {
        ui_text(ui, &(struct ui_text){
                        .text = title, .style = UI_H3, .size = 28, .max_lines = 3});
        return;
    }
    struct str rest = title, word;
    ui_open(ui, &(struct ui_box){.dir = UI_WRAP, .gap = 7, .run_gap = 1});
    while (str_cut(&rest, ' ', &word))
        if (word.len > 0)
            marked_word(context, word, result);
    ui_close(ui);
}

// ---- what is found ----

// The one of the page's own slots when there is one: its times are known.
static const struct content_record *known(const struct visitor_context *context,
                                          const struct content_record *record)
{
    const enum model_slot slot =
        record->kind == CONTENT_CONTEST ? SLOT_CONTESTS : SLOT_ACTIVITIES;
    const struct content_record *own =
        record->kind == CONTENT_ACTIVITY || record->kind == CONTENT_CONTEST
            ? model_find(context->view, slot, record->id)
            : NULL;
    return own != NULL ? own : record;
}

static void found_card(const struct visitor_context *context,
                       const struct content_record *record,
                       const struct store_result *result)
{
    part_result_open(context, record);
    marked_title(context, tell_title(context, record), result);
    part_result_close(context, known(context, record));
}

static bool may_lead(const struct visitor_context *context,
                     const struct content_record *record)
{
    return part_record_action(record).verb != 0 && model_may_show(context->view, record);
}

static size_t count_of(const struct visitor_context *context,
                       const struct store_result *result, enum content_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < result->count; i++)
        count +=
            result->records[i].kind == kind && may_lead(context, &result->records[i]);
    return count;
}

static struct str kind_heading(const struct visitor_context *context,
                               enum content_kind kind)
{
    static const char *const names[CONTENT_KIND_COUNT] = {
        [CONTENT_ACTIVITY] = I18N_NOOP("Activities"),
        [CONTENT_CONTEST] = I18N_NOOP("Contests"),
        [CONTENT_CAREER] = I18N_NOOP("Careers"),
        [CONTENT_ORGANISATION] = I18N_NOOP("Organisations"),
        [CONTENT_PLACE] = I18N_NOOP("Places"),
        [CONTENT_PROGRAMME] = I18N_NOOP("Programmes"),
        [CONTENT_EVENT] = I18N_NOOP("Events"),
        [CONTENT_RESOURCE] = I18N_NOOP("Open resources"),
        [CONTENT_STORY] = I18N_NOOP("Stories"),
    };
    return names[kind] != NULL ? say(context, names[kind]) : STR("");
}

static void cards_of(const struct visitor_context *context,
                     const struct store_result *result, enum content_kind kind)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->records[i].kind == kind && may_lead(context, &result->records[i]))
            found_card(context, &result->records[i], result);
}

// While one types, as many as fit; then, with the keyboard away, a heading for each kind.
static size_t build_found(const struct visitor_context *context)
{
    const struct store_result *result = context->view->finding.result;
    const bool headings = !context->view->finding.keyboard;
    const int columns = part_portrait(context) ? 1 : part_compact(context) ? 2 : 3;
    bool done[CONTENT_KIND_COUNT] = {false};
    size_t count = 0;
    if (!headings)
        part_grid_open(context, columns, 24);
    for (size_t i = 0; result != NULL && i < result->count; i++) {
        const enum content_kind kind = result->records[i].kind;
        const size_t own = done[kind] ? 0 : count_of(context, result, kind);
        done[kind] = true;
        count += own;
        if (own == 0)
            continue;
        if (headings) {
            part_heading(context, kind_heading(context, kind), UI_H3);
            part_grid_open(context, columns, 24);
        }
        cards_of(context, result, kind);
        if (headings)
            part_grid_close(context);
    }
    if (!headings)
        part_grid_close(context);
    return count;
}

// ---- nothing typed, nothing found ----

static void suggest(const struct visitor_context *context)
{
    static const char *const presets[] = {"field-s", "field-t", "field-e", "field-a",
                                          "field-m"};
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_WRAP,
                                 .gap = 16,
                                 .run_gap = 24,
                                 .align = UI_CENTER,
                                 .pad = {0, 12, 0, 12}});
    for (int field = 0; field < FIELD_COUNT; field++)
        part_chip(context, &(struct part_chip){
                               .text = words_field(context, field),
                               .plain = true,
                               .shapes = 1u << field,
                               .action = part_open_action(
                                   ROUTE_ACTIVITIES, str_from_cstr(presets[field]))});
    part_chip(context,
              &(struct part_chip){.text = say(context, "Careers"),
                                  .plain = true,
                                  .action = part_open_action(ROUTE_CAREERS, STR(""))});
    part_chip(context,
              &(struct part_chip){.text = say(context, "Contests"),
                                  .plain = true,
                                  .action = part_open_action(ROUTE_CONTESTS, STR(""))});
    ui_close(ui);
}

static void build_empty(const struct visitor_context *context, struct str typed)
{
    const bool nothing = typed.len > 0;
    part_heading(
        context,
        nothing ? words_put_1(context, say(context, "Nothing found for “{1}”"), typed)
                : say(context, "What are you looking for?"),
        UI_H2);
    part_text(context,
              nothing ? say(context, "Try fewer letters, another word, or one of these:")
                      : say(context, "Type a word in any language, or choose:"),
              UI_BODY, UI_INK_2);
    suggest(context);
}

// ---- the field ----

static void build_field(const struct visitor_context *context, struct str typed)
{
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){
                    .key = STR("field"),
                    .dir = UI_ROW,
                    .gap = 24,
                    .grow = 1,
                    .shrink = 1,
                    .height = 104,
                    .pad = UI_PAD_XY(36, 0),
                    .align = UI_CENTER,
                    .radius = 36,
                    .fill = UI_CARD,
                    .border = UI_INK,
                    .border_width = 4,
                    .clip = true,
                    .role = UI_BUTTON,
                    .label = typed.len > 0 ? typed : say(context, "Search"),
                    .action = {.verb = INTENT_SEARCH, .number = SEARCH_KEYBOARD}});
    ui_icon(ui, UI_ICON_SEARCH, 44, UI_INK);
    ui_open(ui,
            &(struct ui_box){.dir = UI_ROW, .gap = 10, .align = UI_CENTER, .shrink = 1});
    if (typed.len > 0)
        ui_text(ui, &(struct ui_text){.text = typed,
                                      .style = UI_LABEL,
                                      .size = 40,
                                      .weight = TEXT_EXTRABOLD + 1,
                                      .one_line = true,
                                      .shrink_to_fit = true,
                                      .silent = true});
    if (context->view->finding.keyboard) {
        ui_open(ui,
                &(struct ui_box){.width = 4, .height = 52, .fill = UI_FIELD + FIELD_T});
        ui_close(ui);
    }
    ui_close(ui);
    ui_close(ui);
}

void screen_search(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct model_finding *finding = &context->view->finding;
    const bool compact = part_compact(context);
    const struct str typed = finding->text;
    const float below =
        finding->keyboard ? keyboard_height(context) + 8 : part_dock_room(context);
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .place = UI_FILL,
                                 .gap = compact ? 20 : 32,
                                 .pad = {part_margin(context), compact ? 24 : 48,
                                         part_margin(context), below},
                                 .align = UI_STRETCH});
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = 24, .align = UI_CENTER});
    build_field(context, typed);
    part_button(context, &(struct part_button){.text = say(context, "Close"),
                                               .ghost = true,
                                               .height = 104,
                                               .action = {.verb = INTENT_BACK}});
    ui_close(ui);
    part_scroll_open(context, STR("found"), 24);
    const bool blank = str_trim(typed).len == 0;
    if (blank || (build_found(context) == 0 && !finding->waiting))
        build_empty(context, blank ? STR("") : str_trim(typed));
    part_scroll_close(context);
    ui_close(ui);
    if (finding->keyboard)
        keyboard_build(context);
}
