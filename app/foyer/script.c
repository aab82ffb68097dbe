#include "script.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "pages.h"
#include "ui/faults.h"

enum {
    SCRIPT_BYTES_MAX = 1024 * 1024,
    SETTLE_LIMIT_MS = 10000,
    DRAG_STEP_MS = 8,
    REACH_TURNS = 40
};

// A turn of the wheel goes so far or less, on every size of screen.
#define REACH_PX 480.0f

struct point {
    float x, y; // device pixels
};

struct script {
    struct kiosk *kiosk;
    const char *path, *shots_folder;
    int line, illegible; // illegible: pages
    struct arena arena;
};

static bool fail(const struct script *script, const char *what, struct str about)
{
    fprintf(stderr, "%s:%d: %s: %.*s\n", script->path, script->line, what,
            STR_ARG(about));
    return false;
}

// Cuts the first word off *rest.
static struct str next_word(struct str *rest)
{
    *rest = str_trim(*rest);
    size_t end = 0;
    while (end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != '\t') {
        end++;
    }
    const struct str word = str_slice(*rest, 0, end);
    *rest = str_trim(str_slice(*rest, end, rest->len));
    return word;
}

static bool parse_pair(struct str text, char separator, int64_t *out_a, int64_t *out_b)
{
    struct str rest = text, a, b;
    return str_cut(&rest, separator, &a) && str_cut(&rest, separator, &b) && !rest.ptr &&
           str_to_int64(a, out_a) && str_to_int64(b, out_b);
}

static bool parse_point(struct str text, struct point *out_point)
{
    int64_t x = 0, y = 0;
    if (!parse_pair(text, ',', &x, &y)) {
        return false;
    }
    *out_point = (struct point){(float)x, (float)y};
    return true;
}

static bool parse_ms(struct str text, int64_t *out_ms)
{
    return str_to_int64(text, out_ms) && *out_ms >= 0 &&
           *out_ms <= INT64_C(1000) * 86400 * 366;
}

// Real time passes; the kiosk goes on meanwhile.
static void pass_ms(struct kiosk *kiosk, int64_t ms)
{
    const struct clock real = clock_system();
    const int64_t end = clock_monotonic_ms(&real) + ms;
    for (int64_t left = ms; left > 0; left = end - clock_monotonic_ms(&real)) {
        kiosk_turn(kiosk, left);
    }
}

static void touch(struct kiosk *kiosk, enum platform_event_kind kind, int64_t finger,
                  struct point point)
{
    platform_push_finger(kiosk->window, kind, finger, point.x, point.y);
    kiosk_turn(kiosk, 0);
}

static bool step_tap(struct script *script, struct str rest)
{
    struct point point;
    if (!parse_point(rest, &point) &&
        !ui_find(script->kiosk->ui, rest, &point.x, &point.y)) {
        return fail(script, "nothing visible with this label to tap", rest);
    }
    touch(script->kiosk, PLATFORM_DOWN, 0, point);
    touch(script->kiosk, PLATFORM_UP, 0, point);
    return true;
}

static bool step_drag(struct script *script, struct str rest)
{
    struct point from, to;
    int64_t ms = 0;
    const struct str first = next_word(&rest), second = next_word(&rest);
    if (!parse_point(first, &from) || !parse_point(second, &to) || !parse_ms(rest, &ms)) {
        return fail(script, "drag wants X,Y X,Y MS", rest);
    }
    touch(script->kiosk, PLATFORM_DOWN, 0, from);
    const int64_t steps = ms / DRAG_STEP_MS + 1;
    for (int64_t i = 1; i <= steps; i++) {
        const float part = (float)i / (float)steps;
        pass_ms(script->kiosk, DRAG_STEP_MS);
        touch(script->kiosk, PLATFORM_MOVE, 0,
              (struct point){from.x + (to.x - from.x) * part,
                             from.y + (to.y - from.y) * part});
    }
    touch(script->kiosk, PLATFORM_UP, 0, to);
    return true;
}

static bool finger_step(struct script *script, struct str rest,
                        enum platform_event_kind kind)
{
    int64_t finger = 0;
    struct point point;
    const struct str first = next_word(&rest);
    if (!str_to_int64(first, &finger) || !parse_point(rest, &point)) {
        return fail(script, "this step wants FINGER X,Y", rest);
    }
    touch(script->kiosk, kind, finger, point);
    return true;
}

static bool step_down(struct script *script, struct str rest)
{
    return finger_step(script, rest, PLATFORM_DOWN);
}

static bool step_move(struct script *script, struct str rest)
{
    return finger_step(script, rest, PLATFORM_MOVE);
}

static bool step_up(struct script *script, struct str rest)
{
    return finger_step(script, rest, PLATFORM_UP);
}

static bool step_wait(struct script *script, struct str rest)
{
    int64_t ms = 0;
    if (!parse_ms(rest, &ms)) {
        return fail(script, "wait wants milliseconds", rest);
    }
    pass_ms(script->kiosk, ms);
    return true;
}

static bool step_skip(struct script *script, struct str rest)
{
    int64_t ms = 0;
    if (!parse_ms(rest, &ms)) {
        return fail(script, "skip wants milliseconds", rest);
    }
    kiosk_skip(script->kiosk, ms);
    return true;
}

static bool step_settle(struct script *script, struct str rest)
{
    if (rest.len) {
        return fail(script, "settle takes nothing", rest);
    }
    return kiosk_settle(script->kiosk, SETTLE_LIMIT_MS) ||
           fail(script, "still moving or loading after 10 s", STR("settle"));
}

static bool step_resize(struct script *script, struct str rest)
{
    int64_t width = 0, height = 0;
    if (!parse_pair(rest, 'x', &width, &height) || width < 320 || width > 7680 ||
        height < 320 || height > 7680) {
        return fail(script, "resize wants WIDTHxHEIGHT, 320 to 7680", rest);
    }
    return kiosk_resize(script->kiosk, (int32_t)width, (int32_t)height) ||
           fail(script, "the window does not take this size", rest);
}

static bool step_key(struct script *script, struct str rest)
{
    if (!platform_push_key(rest)) {
        return fail(script, "no such key (SDL names: Left, Return, Escape, Tab ...)",
                    rest);
    }
    kiosk_turn(script->kiosk, 0);
    return true;
}

static bool step_type(struct script *script, struct str rest)
{
    platform_push_text(rest);
    kiosk_turn(script->kiosk, 0);
    return true;
}

static bool step_lang(struct script *script, struct str rest)
{
    kiosk_apply(script->kiosk, &(struct intent){.verb = INTENT_LANGUAGE, .id = rest});
    kiosk_turn(script->kiosk, 0);
    return true;
}

// A text on the screen now: inside the window and its clips.
static bool shows(const struct kiosk *kiosk, struct str text)
{
    for (size_t i = 0; i < ui_semantic_count(kiosk->ui); i++) {
        const struct ui_semantic *node = ui_semantic_at(kiosk->ui, i);
        if (node->visible && str_find(node->label, text, 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static void print_texts(const struct kiosk *kiosk)
{
    for (size_t i = 0; i < ui_semantic_count(kiosk->ui); i++) {
        const struct ui_semantic *node = ui_semantic_at(kiosk->ui, i);
        if (node->visible && node->label.len) {
            fprintf(stderr, "  on screen: %.*s\n", STR_ARG(node->label));
        }
    }
}

static bool step_open(struct script *script, struct str rest)
{
    const struct str name = next_word(&rest);
    bool own = false;
    if (!page_open(script->kiosk, name, rest, &own)) {
        return fail(script, "open wants a page, or a kind and an id", name);
    }
    if (rest.len && !own) {
        fprintf(stderr,
                "a %.*s has no screen of its own: this is the page that lists it\n",
                STR_ARG(name));
    }
    kiosk_turn(script->kiosk, 0);
    return true;
}

// The first text that is or holds `text`, wherever its page has scrolled to.
static const struct ui_semantic *find_text(const struct kiosk *kiosk, struct str text)
{
    for (size_t i = 0; i < ui_semantic_count(kiosk->ui); i++) {
        const struct ui_semantic *node = ui_semantic_at(kiosk->ui, i);
        if (str_find(node->label, text, 0) != SIZE_MAX) {
            return node;
        }
    }
    return NULL;
}

// One turn of the wheel, or the next slide, towards a text.
static void reach_on(struct kiosk *kiosk, const struct ui_semantic *node, int64_t turn)
{
    if (!node) {
        kiosk_apply(kiosk, &(struct intent){.verb = INTENT_SLIDE, .number = turn});
        return;
    }
    const float off_px = (float)kiosk->height_px / 2 - node->y;
    kiosk->dirty |= ui_input(
        kiosk->ui, &(struct ui_event){.kind = UI_WHEEL,
                                      .y_px = off_px / REACH_PX,
                                      .time_ms = clock_monotonic_ms(&kiosk->clock)});
}

// Scrolls until a text stands well on the screen; slides go on until one shows it.
static bool step_reach(struct script *script, struct str rest)
{
    struct kiosk *kiosk = script->kiosk;
    float last_px = -1;
    for (int64_t turn = 0; turn < REACH_TURNS; turn++) {
        const struct ui_semantic *node = find_text(kiosk, rest);
        const float y_px = node ? node->y : 0;
        const bool still = node && fabsf(y_px - last_px) < 1;
        if (node && node->visible && (still || y_px < (float)kiosk->height_px * 0.75f)) {
            return true;
        }
        if (still) {
            break;
        }
        last_px = y_px;
        reach_on(kiosk, node, turn);
        if (!kiosk_settle(kiosk, SETTLE_LIMIT_MS)) {
            break;
        }
    }
    return fail(script, "not on this page", rest);
}

static bool step_expect(struct script *script, struct str rest)
{
    if (shows(script->kiosk, rest)) {
        return true;
    }
    print_texts(script->kiosk);
    return fail(script, "not on the screen", rest);
}

static bool step_absent(struct script *script, struct str rest)
{
    return !shows(script->kiosk, rest) || fail(script, "on the screen", rest);
}

// No missing glyph, no cut, spilled or overlapping text on this page.
static bool step_legible(struct script *script, struct str rest)
{
    enum { SHOWN = 20 };
    struct ui_fault faults[SHOWN];
    const size_t count = ui_find_faults(script->kiosk->ui, faults, SHOWN);
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        const struct ui_fault *fault = &faults[i];
        fprintf(stderr, "  '%.*s' %s %.*s (%d,%d %dx%d)\n", STR_ARG(fault->text),
                ui_fault_name(fault->kind), STR_ARG(fault->other), fault->rect.x,
                fault->rect.y, fault->rect.w, fault->rect.h);
    }
    if (count) {
        // The walk goes on, so that one run shows all there is to mend.
        script->illegible += !fail(script, "not legible", rest);
    }
    return true;
}

static bool step_textsize(struct script *script, struct str rest)
{
    int64_t percent = 0;
    if (!str_to_int64(rest, &percent) || percent < 50 || percent > 300) {
        return fail(script, "textsize wants a percentage, 50 to 300", rest);
    }
    script->kiosk->text_scale = (float)percent / 100;
    script->kiosk->dirty = true;
    kiosk_turn(script->kiosk, 0);
    return true;
}

static bool step_shot(struct script *script, struct str rest)
{
    const char *name = arena_cstr(&script->arena, rest);
    const char *folder = script->shots_folder ? script->shots_folder : ".";
    const char *path = path_join(
        &script->arena, folder,
        arena_cstr(&script->arena, arena_printf(&script->arena, "%s.png", name)));
    if (!rest.len || strchr(name, '/')) {
        return fail(script, "shot wants a name", rest);
    }
    kiosk_turn(script->kiosk, 0);
    if (!folder_make(folder) || !kiosk_save_picture(script->kiosk, path)) {
        return fail(script, "the picture cannot be written", str_from_cstr(path));
    }
    return true;
}

static const struct step {
    const char *name;
    bool (*run)(struct script *script, struct str rest);
} step_table[] = {
    {"tap", step_tap},           {"drag", step_drag},     {"down", step_down},
    {"move", step_move},         {"up", step_up},         {"wait", step_wait},
    {"skip", step_skip},         {"settle", step_settle}, {"resize", step_resize},
    {"key", step_key},           {"type", step_type},     {"lang", step_lang},
    {"expect", step_expect},     {"absent", step_absent}, {"shot", step_shot},
    {"open", step_open},         {"reach", step_reach},   {"legible", step_legible},
    {"textsize", step_textsize},
};

static bool run_line(struct script *script, struct str line)
{
    struct str rest = str_trim(line);
    if (!rest.len || rest.ptr[0] == '#') {
        return true;
    }
    const struct str name = next_word(&rest);
    for (size_t i = 0; i < sizeof(step_table) / sizeof(*step_table); i++) {
        if (str_equal(name, str_from_cstr(step_table[i].name))) {
            return step_table[i].run(script, rest);
        }
    }
    return fail(script, "no such step; foyer --help lists them", name);
}

bool script_run(struct kiosk *kiosk, const char *path, const char *shots_folder)
{
    struct script script = {.kiosk = kiosk, .path = path, .shots_folder = shots_folder};
    arena_init(&script.arena, 0);
    struct str text, line;
    bool good = file_read(&script.arena, path, SCRIPT_BYTES_MAX, &text);
    if (!good) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
    }
    while (good && !kiosk->quit && str_cut(&text, '\n', &line)) {
        script.line++;
        good = run_line(&script, line);
    }
    arena_finish(&script.arena);
    return good && !script.illegible;
}
