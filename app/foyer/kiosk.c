#include "kiosk.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "screens/visitor/visitor.h"

enum { FRAME_MS = 16, ASLEEP_MS = 60000, LOAD_WAIT_MS = 5, GRACE_MS = 60 };

static void run_effects(struct kiosk *kiosk)
{
    struct effect effect;
    while (model_next_effect(kiosk->model, &effect)) {
        switch (effect.kind) {
        case EFFECT_NONE:
            break;
        case EFFECT_ASK:
            if (!store_reader_ask(kiosk->reader, effect.ticket, &effect.query)) {
                log_warn("foyer", "the reader's queue is full; the page asks again");
            }
            break;
        case EFFECT_FORGET_VISIT:
            ui_forget(kiosk->ui);
            kiosk->show_focus = false;
            break;
        case EFFECT_REFRESH_READER:
            store_reader_refresh(kiosk->reader);
            break;
        }
    }
}

static void count_visit(struct kiosk *kiosk, const struct intent *intent)
{
    struct model_view view;
    if (!kiosk->usage) {
        return;
    }
    model_look(kiosk->model, &view);
    if (tally_take(&kiosk->tally, intent, &view)) {
        usage_count(kiosk->usage, &kiosk->tally.visit);
    }
}

void kiosk_apply(struct kiosk *kiosk, const struct intent *intent)
{
    kiosk->dirty |= model_apply(kiosk->model, intent);
    count_visit(kiosk, intent);
    run_effects(kiosk);
}

// What the reader has for us: its state first, since results belong to a generation.
static void take_answers(struct kiosk *kiosk)
{
    struct store_state state;
    store_reader_state(kiosk->reader, &state);
    if (model_reader_changed(kiosk->model, &state)) {
        // A picture that was missing may have come with the new generation (C06).
        platform_images_retry_failed(kiosk->images);
        kiosk->dirty = true;
    }
    for (struct store_result *result; (result = store_reader_poll(kiosk->reader));) {
        kiosk->dirty |= model_deliver(kiosk->model, result);
    }
    run_effects(kiosk);
}

// What fingers did to a page that has gone means nothing: ten fingers lifted at once open
// one page.
static bool page_is_drawn(const struct kiosk *kiosk)
{
    struct model_view view;
    model_look(kiosk->model, &view);
    return view.page_serial == kiosk->drawn_serial;
}

static void take_actions(struct kiosk *kiosk)
{
    struct ui_action action;
    while (ui_next_action(kiosk->ui, &action)) {
        const struct intent intent = visitor_intent(&action);
        if (page_is_drawn(kiosk)) {
            kiosk_apply(kiosk, &intent);
        }
    }
}

static void take_input(struct kiosk *kiosk, const struct ui_event *event)
{
    if (event->kind != UI_TOUCH_MOVE && event->kind != UI_TOUCH_UP) {
        kiosk_apply(kiosk, &(struct intent){.verb = INTENT_TOUCHED});
        kiosk->dirty |= kiosk->show_focus != (event->kind == UI_KEY);
        kiosk->show_focus = event->kind == UI_KEY;
    }
    kiosk->dirty |= ui_input(kiosk->ui, event);
    take_actions(kiosk);
}

static const enum ui_key key_of[] = {
    [PLATFORM_KEY_UP] = UI_KEY_UP,       [PLATFORM_KEY_DOWN] = UI_KEY_DOWN,
    [PLATFORM_KEY_LEFT] = UI_KEY_LEFT,   [PLATFORM_KEY_RIGHT] = UI_KEY_RIGHT,
    [PLATFORM_KEY_ENTER] = UI_KEY_ENTER, [PLATFORM_KEY_BACK] = UI_KEY_BACK,
    [PLATFORM_KEY_NEXT] = UI_KEY_NEXT,   [PLATFORM_KEY_PREVIOUS] = UI_KEY_PREVIOUS,
};

static void take_touch(struct kiosk *kiosk, enum ui_event_kind kind,
                       const struct platform_event *event)
{
    take_input(kiosk, &(struct ui_event){.kind = kind,
                                         .finger = event->finger,
                                         .x_px = event->x_px,
                                         .y_px = event->y_px,
                                         .key = key_of[event->key],
                                         .time_ms = clock_monotonic_ms(&kiosk->clock)});
}

static void take_new_size(struct kiosk *kiosk)
{
    const struct raster *raster = platform_window_raster(kiosk->window);
    kiosk->width_px = raster->width;
    kiosk->height_px = raster->height;
    kiosk->repaint_all = kiosk->dirty = true;
}

static void take_event(struct kiosk *kiosk, const struct platform_event *event)
{
    switch (event->kind) {
    case PLATFORM_NOTHING:
    case PLATFORM_TEXT: // no screen has a text field yet
        break;
    case PLATFORM_BELL:
        kiosk->dirty |= platform_images_collect(kiosk->images);
        take_answers(kiosk);
        break;
    case PLATFORM_DOWN:
        take_touch(kiosk, UI_TOUCH_DOWN, event);
        break;
    case PLATFORM_MOVE:
        take_touch(kiosk, UI_TOUCH_MOVE, event);
        break;
    case PLATFORM_UP:
        take_touch(kiosk, UI_TOUCH_UP, event);
        break;
    case PLATFORM_WHEEL:
        take_touch(kiosk, UI_WHEEL, event);
        break;
    case PLATFORM_KEY:
        if (event->key != PLATFORM_KEY_NONE) {
            take_touch(kiosk, UI_KEY, event);
        }
        break;
    case PLATFORM_RESIZED:
    case PLATFORM_EXPOSED:
        take_new_size(kiosk);
        break;
    case PLATFORM_QUIT:
        kiosk->quit = true;
        break;
    }
}

static void fire_deadline(struct kiosk *kiosk)
{
    if (model_next_deadline_ms(kiosk->model) <= clock_monotonic_ms(&kiosk->clock)) {
        kiosk_apply(kiosk, &(struct intent){.verb = INTENT_TICK});
    }
}

static void report_first_frame(struct kiosk *kiosk)
{
    struct timespec cpu;
    if (kiosk->first_frame_done || !model_settled(kiosk->model) ||
        platform_images_loading(kiosk->images)) {
        return;
    }
    kiosk->first_frame_done = true;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    const struct clock real = clock_system();
    log_info("foyer", "first complete frame after %lld ms, CPU %lld ms",
             (long long)(clock_monotonic_ms(&real) - kiosk->started_ms),
             (long long)cpu.tv_sec * 1000 + cpu.tv_nsec / 1000000);
}

static int64_t cpu_us(void)
{
    struct timespec cpu;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    return (int64_t)cpu.tv_sec * 1000000 + cpu.tv_nsec / 1000;
}

static void draw(struct kiosk *kiosk)
{
    struct model_view view;
    const int64_t before_us = cpu_us();
    model_look(kiosk->model, &view);
    venue_theme_update(&kiosk->venue, &kiosk->theme, view.venue);
    const struct ui_frame frame = {
        .width_px = (float)kiosk->width_px,
        .height_px = (float)kiosk->height_px,
        .scale =
            kiosk->zoom * ui_scale_for((float)kiosk->width_px, (float)kiosk->height_px),
        .text_scale = kiosk->text_scale > 0 ? kiosk->text_scale : 1,
        .rtl = i18n_right_to_left(view.lang),
        .less_motion = view.settings->less_motion,
        .show_focus = kiosk->show_focus,
        .lang = view.lang,
        .theme = &kiosk->venue.theme,
        .now_ms = clock_monotonic_ms(&kiosk->clock),
    };
    kiosk->dirty = false;
    kiosk->drawn_serial = view.page_serial;
    ui_frame_begin(kiosk->ui, &frame);
    visitor_build(&(struct visitor_context){
        .ui = kiosk->ui, .view = &view, .i18n = kiosk->i18n, .formats = kiosk->formats});
    ui_frame_end(kiosk->ui);
    platform_paint(&kiosk->painter, platform_window_raster(kiosk->window),
                   ui_draw(kiosk->ui), kiosk->repaint_all);
    kiosk->repaint_all = false;
    platform_window_show(kiosk->window, kiosk->painter.painted,
                         kiosk->painter.painted_count);
    log_debug("foyer", "frame: %lld us of CPU", (long long)(cpu_us() - before_us));
    report_first_frame(kiosk);
}

// A page whose content comes at once shows itself whole, never its placeholders first:
// while results are awaited, and only so long, the last frame stays.
static bool hold_frame(struct kiosk *kiosk)
{
    const int64_t now_ms = clock_monotonic_ms(&kiosk->clock);
    if (model_settled(kiosk->model)) {
        kiosk->loading_since_ms = 0;
        return false;
    }
    if (!kiosk->loading_since_ms) {
        kiosk->loading_since_ms = now_ms;
    }
    return now_ms - kiosk->loading_since_ms < GRACE_MS;
}

// How long the loop may sleep: to the next frame, deadline, or wait_ms.
static int64_t sleep_ms(const struct kiosk *kiosk, int64_t wait_ms)
{
    const int64_t until =
        model_next_deadline_ms(kiosk->model) - clock_monotonic_ms(&kiosk->clock);
    const bool soon = ui_animating(kiosk->ui) || kiosk->loading_since_ms;
    int64_t ms = soon ? FRAME_MS : wait_ms;
    ms = until < ms ? until : ms;
    return ms > 0 ? ms : 0;
}

void kiosk_turn(struct kiosk *kiosk, int64_t wait_ms)
{
    struct platform_event event;
    int64_t ms = kiosk->dirty && !kiosk->loading_since_ms ? 0 : sleep_ms(kiosk, wait_ms);
    while (platform_window_wait(kiosk->window, (int)ms, &event)) {
        take_event(kiosk, &event);
        ms = 0;
    }
    fire_deadline(kiosk);
    if ((kiosk->dirty || ui_animating(kiosk->ui)) && !hold_frame(kiosk)) {
        draw(kiosk);
    }
}

void kiosk_run(struct kiosk *kiosk)
{
    while (!kiosk->quit) {
        kiosk_turn(kiosk, ASLEEP_MS * 60);
    }
}

bool kiosk_settled(const struct kiosk *kiosk)
{
    return !kiosk->dirty && !ui_animating(kiosk->ui) && model_settled(kiosk->model) &&
           !platform_images_loading(kiosk->images);
}

bool kiosk_settle(struct kiosk *kiosk, int64_t limit_ms)
{
    const struct clock real = clock_system();
    const int64_t end = clock_monotonic_ms(&real) + limit_ms;
    do {
        // Off-screen nobody watches the motion: its time passes without waiting for it.
        if (kiosk->headless && ui_animating(kiosk->ui)) {
            clock_shift_skip(&kiosk->shift, FRAME_MS);
            kiosk->dirty = true;
        }
        kiosk_turn(kiosk, kiosk->dirty ? 0 : LOAD_WAIT_MS);
        if (kiosk_settled(kiosk)) {
            return true;
        }
    } while (clock_monotonic_ms(&real) < end && !kiosk->quit);
    return false;
}

void kiosk_skip(struct kiosk *kiosk, int64_t ms)
{
    const int64_t end = clock_monotonic_ms(&kiosk->clock) + ms;
    for (;;) {
        const int64_t now = clock_monotonic_ms(&kiosk->clock);
        const int64_t next = model_next_deadline_ms(kiosk->model);
        if (next > end) {
            clock_shift_skip(&kiosk->shift, end > now ? end - now : 0);
            kiosk_turn(kiosk, 0);
            return;
        }
        clock_shift_skip(&kiosk->shift, next > now ? next - now : 0);
        fire_deadline(kiosk);
        kiosk_turn(kiosk, 0);
    }
}

bool kiosk_resize(struct kiosk *kiosk, int32_t width_px, int32_t height_px)
{
    if (!platform_window_resize(kiosk->window, width_px, height_px)) {
        return false;
    }
    take_new_size(kiosk);
    kiosk_turn(kiosk, 0);
    return true;
}

bool kiosk_save_picture(struct kiosk *kiosk, const char *path)
{
    return platform_window_shot(kiosk->window, path);
}
