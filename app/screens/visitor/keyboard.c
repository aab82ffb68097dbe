// Keys as DESIGN.md draws them. The rows are data: who reads Cyrillic finds both ways of
// typing it, and every language has its own letters.
#include "keyboard.h"

struct layout {
    const char *name;    // on the key that leads to it
    const char *lang;    // of its letters; NULL: any Latin one
    const char *rows[3]; // from left to right, also where one writes the other way
};

static const struct layout latin_layouts[] = {
    {"ABC", "de", {"qwertzuiopü", "asdfghjklöä", "yxcvbnmß"}},
    {"ABC", "es", {"qwertyuiop", "asdfghjklñ", "zxcvbnm"}},
    {"ABC", "fr", {"azertyuiop", "qsdfghjklm", "wxcvbnéèç"}},
    {"ABC", "pt", {"qwertyuiop", "asdfghjklç", "zxcvbnmãõ"}},
    {"ABC", "sq", {"qwertzuiop", "asdfghjklë", "yxcvbnmç"}},
    {"ABC", "sv", {"qwertyuiopå", "asdfghjklöä", "zxcvbnm"}},
    {"ABC", "tr", {"qwertyuıopğ", "asdfghjklşi", "zxcvbnmöçü"}},
    {"ABC", NULL, {"qwertyuiop", "asdfghjkl", "zxcvbnm"}},
};
static const struct layout bulgarian_layouts[] = {
    {"АБВ", "bg", {"явертъуиоп", "асдфгхйклш", "зьцжбнмчщю"}}, // phonetic
    {"БДС", "bg", {"уеишщксдзц", "ьяаожгтнвмч", "юйъфхпрлб"}},
};
static const struct layout arabic_layout = {
    "أبج", "ar", {"ضصثقفغعهخحج", "شسيبلاتنمكط", "ذئءؤرىةوزظد"}};
static const char digits[] = "1234567890";

enum { LAYOUTS_MAX = 4 };

struct layouts {
    const struct layout *items[LAYOUTS_MAX];
    size_t count;
};

static bool offers(const struct visitor_context *context, struct str lang)
{
    const struct model_settings *settings = context->view->settings;
    for (size_t i = 0; i < settings->language_count; i++)
        if (str_equal(settings->languages[i], lang))
            return true;
    return false;
}

static const struct layout *latin_of(struct str lang)
{
    size_t i = 0;
    while (latin_layouts[i].lang != NULL &&
           !str_equal(str_from_cstr(latin_layouts[i].lang), lang))
        i++;
    return &latin_layouts[i];
}

// The one of the visitor's language first, then those of the other scripts of this house.
static struct layouts find_layouts(const struct visitor_context *context)
{
    const struct str lang = context->view->lang;
    const bool bulgarian = str_equal(lang, STR("bg")),
               arabic = str_equal(lang, STR("ar"));
    struct layouts found = {.count = 0};
    if (arabic)
        found.items[found.count++] = &arabic_layout;
    if (bulgarian)
        found.items[found.count++] = &bulgarian_layouts[0];
    found.items[found.count++] = latin_of(bulgarian ? STR("en") : lang);
    if (!bulgarian && offers(context, STR("bg")))
        found.items[found.count++] = &bulgarian_layouts[0];
    if (bulgarian || offers(context, STR("bg")))
        found.items[found.count++] = &bulgarian_layouts[1];
    if (!bulgarian && !arabic && offers(context, STR("ar")))
        found.items[found.count++] = &arabic_layout;
    return found;
}

// The keys of the last row are a little lower.
enum { PAD_BOTTOM = 20, KEY_LESS = 8 };

struct measures {
    float pad_x, pad_top, gap, height, most; // of a key
};

static struct measures measure(const struct visitor_context *context)
{
    if (part_portrait(context))
        return (struct measures){24, 28, 8, 92, 128};
    if (part_compact(context))
        return (struct measures){40, 18, 10, 80, 120};
    return (struct measures){64, 32, 14, 92, 128};
}

float keyboard_height(const struct visitor_context *context)
{
    const struct measures m = measure(context);
    return m.pad_top + 4 * (m.height + m.gap) + m.height - KEY_LESS + PAD_BOTTOM;
}

struct key {
    struct str text, label;
    float width;
    bool dark;
    float size; // of its letters
    enum model_search_act act;
    struct str types;
};

static void key_text(const struct visitor_context *context, const struct key *key,
                     enum ui_token color)
{
    ui_text(context->ui, &(struct ui_text){.text = key->text,
                                           .style = UI_LABEL,
                                           .size = key->size,
                                           .color = color,
                                           .align = UI_CENTER,
                                           .one_line = true,
                                           .shrink_to_fit = true,
                                           .silent = true});
}

// An arrow with a cross, as on every keyboard.
static void key_erase(const struct visitor_context *context)
{
    static const struct ui_path_point edge[] = {{0, 16, false},  {14, 2, false},
                                                {44, 2, false},  {44, 30, false},
                                                {14, 30, false}, {0, 16, false}};
    static const struct ui_path_point cross[2][2] = {{{20, 9, false}, {34, 23, false}},
                                                     {{34, 9, false}, {20, 23, false}}};
    const struct ui_leaf leaf = {.width = 46, .height = 32};
    struct ui *ui = context->ui;
    ui_open(ui, &(struct ui_box){.dir = UI_STACK, .width = 46, .height = 32});
    ui_path(ui, edge, 6, (struct ui_path_pen){4, UI_WHITE, UI_NONE}, &leaf);
    for (int i = 0; i < 2; i++)
        ui_path(ui, cross[i], 2, (struct ui_path_pen){4, UI_WHITE, UI_NONE}, &leaf);
    ui_close(ui);
}

static void build_key(const struct visitor_context *context, const struct measures *m,
                      const struct key *key)
{
    struct ui *ui = context->ui;
    ui_open(ui,
            &(struct ui_box){
                .key = key->label,
                .dir = UI_ROW,
                .width = key->width,
                .height = m->height,
                .align = UI_CENTER,
                .justify = UI_CENTER,
                .radius = 24,
                .fill = key->dark ? UI_TRACK : UI_WHITE,
                .role = UI_BUTTON,
                .label = key->label,
                .action = {.verb = INTENT_SEARCH, .number = key->act, .id = key->types}});
    if (key->text.len > 0)
        key_text(context, key, key->dark ? UI_WHITE : UI_INK);
    else
        key_erase(context);
    ui_close(ui);
}

static void erase_key(const struct visitor_context *context, const struct measures *m,
                      float width)
{
    build_key(context, m,
              &(struct key){.label = say(context, "Delete"),
                            .width = width,
                            .dark = true,
                            .act = SEARCH_DELETE});
}

static size_t letters_of(const char *row, struct str *out_letters, size_t most)
{
    const struct str text = str_from_cstr(row);
    size_t count = 0;
    for (size_t at = 0; at < text.len && count < most;) {
        const size_t from = at;
        (void)utf8_next(text, &at);
        out_letters[count++] = str_slice(text, from, at);
    }
    return count;
}

// Keys keep their places where the screen is mirrored.
static void row_of(const struct visitor_context *context, const struct measures *m,
                   const char *letters, bool erases)
{
    struct ui *ui = context->ui;
    struct str items[16];
    const size_t count = letters_of(letters, items, 16);
    const bool dark = letters == digits;
    const bool rtl = str_equal(context->view->lang, STR("ar"));
    const float erase = erases ? 220 : 0;
    const float room =
        ui_width(ui) - 2 * m->pad_x - m->gap * (float)(count - 1 + erases) - erase;
    const float most = dark ? m->most - 8 : m->most;
    const float fair = room / (float)count, width = fair < most ? fair : most;
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = m->gap, .justify = UI_CENTER});
    if (erases && rtl)
        erase_key(context, m, erase);
    for (size_t i = 0; i < count; i++) {
        const struct str letter = items[rtl ? count - 1 - i : i];
        build_key(context, m,
                  &(struct key){.text = letter,
                                .label = letter,
                                .width = width,
                                .dark = dark,
                                .size = 40,
                                .types = letter});
    }
    if (erases && !rtl)
        erase_key(context, m, erase);
    ui_close(ui);
}

static void last_row(const struct visitor_context *context, const struct measures *rows,
                     const struct layout *next, bool erases)
{
    struct measures low = *rows;
    low.height -= KEY_LESS;
    const struct measures *m = &low;
    struct ui *ui = context->ui;
    const float side = part_portrait(context) ? 180 : 220;
    const float room = ui_width(ui) - 2 * m->pad_x - (next ? side + m->gap : 0) - side -
                       m->gap - (erases ? side + m->gap : 0);
    ui_open(ui, &(struct ui_box){.dir = UI_ROW, .gap = m->gap, .justify = UI_CENTER});
    if (next != NULL)
        build_key(context, m,
                  &(struct key){.text = str_from_cstr(next->name),
                                .label = str_from_cstr(next->name),
                                .width = side,
                                .dark = true,
                                .size = 30,
                                .act = SEARCH_LAYOUT});
    build_key(context, m,
              &(struct key){.text = say(context, "space"),
                            .label = say(context, "space"),
                            .width = room < 860 ? room : 860,
                            .size = 28,
                            .types = STR(" ")});
    if (erases)
        erase_key(context, m, side);
    build_key(context, m,
              &(struct key){.text = say(context, "Done"),
                            .label = say(context, "Done"),
                            .width = side,
                            .dark = true,
                            .size = 30,
                            .act = SEARCH_DONE});
    ui_close(ui);
}

void keyboard_build(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    const struct measures m = measure(context);
    const struct layouts layouts = find_layouts(context);
    const size_t shown = (size_t)context->view->finding.layout % layouts.count;
    const struct layout *layout = layouts.items[shown];
    const bool narrow = part_portrait(context);
    ui_open(ui, &(struct ui_box){.key = STR("keyboard"),
                                 .dir = UI_COLUMN,
                                 .place = UI_BOTTOM_FILL,
                                 .height = keyboard_height(context),
                                 .gap = m.gap,
                                 .pad = {m.pad_x, m.pad_top, m.pad_x, PAD_BOTTOM},
                                 .align = UI_STRETCH,
                                 .fill = UI_INK,
                                 .radius = 48,
                                 .radius_top_only = true,
                                 .role = UI_REGION});
    row_of(context, &m, digits, false);
    for (int i = 0; i < 3; i++)
        row_of(context, &m, layout->rows[i], i == 2 && !narrow);
    last_row(context, &m,
             layouts.count > 1 ? layouts.items[(shown + 1) % layouts.count] : NULL,
             narrow);
    ui_close(ui);
}
