// Fingers: pressed at once, action on release, cancelled when it slides off or scrolls.
#include <math.h>
#include <string.h>

#include "engine.h"

static const float SLOP = 12; // logical
enum { PRESS_FADE_MS = 140, PRESS_LEAST_MS = 60, LOST_MS = 30000 };

// ---- the pressed look ----

static struct ui_press *find_press(struct ui *ui, uint64_t id)
{
    for (int i = 0; i < UI_MOST_PRESSES; i++) {
        if (ui->presses[i].id == id) {
            return &ui->presses[i];
        }
    }
    return NULL;
}

void ui_press_hold(struct ui *ui, uint64_t id)
{
    struct ui_press *press = find_press(ui, id);
    press = press ? press : find_press(ui, 0);
    if (!press) {
        press = &ui->presses[0];
        for (int i = 1; i < UI_MOST_PRESSES; i++) {
            press =
                ui->presses[i].released_ms < press->released_ms ? &ui->presses[i] : press;
        }
    }
    *press = (struct ui_press){.id = id, .held = true};
}

void ui_press_release(struct ui *ui, uint64_t id, int64_t time_ms)
{
    struct ui_press *press = find_press(ui, id);
    if (press) {
        press->held = false;
        press->released_ms = time_ms;
    }
}

float ui_press_amount(const struct ui *ui, uint64_t id)
{
    for (int i = 0; i < UI_MOST_PRESSES; i++) {
        const struct ui_press *press = &ui->presses[i];
        if (press->id != id) {
            continue;
        }
        const float past =
            (float)(ui->frame.now_ms - press->released_ms - PRESS_LEAST_MS);
        if (press->held || past <= 0) {
            return 1;
        }
        const float left = 1 - past / PRESS_FADE_MS;
        return left > 0 && !ui->frame.less_motion ? left * left : 0;
    }
    return 0;
}

bool ui_presses_fading(const struct ui *ui)
{
    const int64_t shown_ms = PRESS_LEAST_MS + (ui->frame.less_motion ? 0 : PRESS_FADE_MS);
    for (int i = 0; i < UI_MOST_PRESSES; i++) {
        const struct ui_press *press = &ui->presses[i];
        if (press->id && !press->held &&
            ui->frame.now_ms - press->released_ms < shown_ms) {
            return true;
        }
    }
    return false;
}

// ---- fingers ----

static struct ui_finger *find_finger(struct ui *ui, int64_t id)
{
    for (int i = 0; i < UI_MOST_FINGERS; i++) {
        if (ui->fingers[i].active && ui->fingers[i].id == id) {
            return &ui->fingers[i];
        }
    }
    return NULL;
}

// A place for one more; with none left, that of a finger without a sign for so long that
// its rise was lost (a cable, a grab by another window). NULL: there are too many.
static struct ui_finger *place_for_finger(struct ui *ui, int64_t time_ms)
{
    struct ui_finger *stalest = &ui->fingers[0];
    for (int i = 0; i < UI_MOST_FINGERS; i++) {
        struct ui_finger *finger = &ui->fingers[i];
        if (!finger->active) {
            return finger;
        }
        stalest = finger->seen_ms < stalest->seen_ms ? finger : stalest;
    }
    return time_ms - stalest->seen_ms >= LOST_MS ? stalest : NULL;
}

static bool pressed_by_other(const struct ui *ui, const struct ui_finger *finger)
{
    for (int i = 0; i < UI_MOST_FINGERS; i++) {
        const struct ui_finger *other = &ui->fingers[i];
        if (other != finger && other->active && other->pressed &&
            other->target == finger->target) {
            return true;
        }
    }
    return false;
}

static void cancel_press(struct ui *ui, struct ui_finger *finger, int64_t time_ms)
{
    if (finger->pressed && !pressed_by_other(ui, finger)) {
        ui_press_release(ui, finger->target, time_ms);
    }
    finger->pressed = false;
    finger->target = 0;
}

static void add_sample(struct ui_finger *finger, const struct ui_event *event)
{
    enum { MOST = sizeof(finger->samples) / sizeof(finger->samples[0]) };
    if (finger->sample_count == MOST) {
        memmove(finger->samples, finger->samples + 1,
                sizeof(finger->samples[0]) * (MOST - 1));
        finger->sample_count--;
    }
    finger->samples[finger->sample_count++] =
        (struct ui_sample){event->x_px, event->y_px, event->time_ms};
    finger->x = event->x_px;
    finger->y = event->y_px;
    finger->seen_ms = event->time_ms;
}

// Notes which boxes would follow the finger; true when one was moving and is stopped by
// it.
static bool catch_scrolls(struct ui_finger *finger, const struct ui_node *node)
{
    bool stopped = false;
    for (const struct ui_node *up = node; up; up = up->parent) {
        struct ui_scroll *scroll = up->scroll;
        if (!scroll) {
            continue;
        }
        if (up->box.scroll_y && !finger->scroll_y) {
            finger->scroll_y = up->id;
        }
        if (up->box.scroll_x && !finger->scroll_x) {
            finger->scroll_x = up->id;
        }
        if (ui_scroll_moving(scroll)) {
            stopped = stopped || scroll->motion == UI_SCROLL_COAST;
            scroll->motion = UI_SCROLL_REST;
            scroll->velocity = 0;
        } else if (scroll->motion == UI_SCROLL_HELD) {
            stopped = true; // another finger drives it
        }
    }
    return stopped;
}

static bool finger_down(struct ui *ui, const struct ui_event *event)
{
    struct ui_finger *finger = find_finger(ui, event->finger);
    finger = finger ? finger : place_for_finger(ui, event->time_ms);
    if (!finger) {
        return false;
    }
    if (finger->active) {
        cancel_press(ui, finger, event->time_ms);
        if (finger->scrolling && finger->driven) {
            ui_scroll_release(ui, finger, event->time_ms);
        }
    }
    *finger = (struct ui_finger){.active = true,
                                 .id = event->finger,
                                 .start_x = event->x_px,
                                 .start_y = event->y_px};
    add_sample(finger, event);
    const bool stopped = catch_scrolls(finger, ui_topmost(ui, event->x_px, event->y_px));
    struct ui_node *target = stopped ? NULL : ui_hit(ui, event->x_px, event->y_px);
    if (target) {
        finger->target = target->id;
        finger->pressed = true;
        ui_press_hold(ui, target->id);
    }
    return target || stopped;
}

static bool start_scroll(struct ui *ui, struct ui_finger *finger, bool horizontal)
{
    const uint64_t id = horizontal ? finger->scroll_x : finger->scroll_y;
    struct ui_scroll *scroll = ui_scroll_find(ui, id);
    if (!scroll || scroll->motion == UI_SCROLL_HELD ||
        (horizontal ? scroll->most_x : scroll->most_y) <= 0) {
        return false;
    }
    scroll->motion = UI_SCROLL_HELD;
    scroll->horizontal = horizontal;
    scroll->velocity = 0;
    finger->driven = scroll;
    finger->scrolling = true;
    finger->start_offset = horizontal ? scroll->x : scroll->y;
    finger->start_x = finger->x;
    finger->start_y = finger->y;
    return true;
}

static bool maybe_scroll(struct ui *ui, struct ui_finger *finger, int64_t time_ms)
{
    const float dx = fabsf(finger->x - finger->start_x);
    const float dy = fabsf(finger->y - finger->start_y);
    if (fmaxf(dx, dy) <= ui_px(ui, SLOP)) {
        return false;
    }
    if (!start_scroll(ui, finger, dx > dy)) {
        return false;
    }
    cancel_press(ui, finger, time_ms);
    return true;
}

static bool finger_move(struct ui *ui, const struct ui_event *event)
{
    struct ui_finger *finger = find_finger(ui, event->finger);
    if (!finger) {
        return false;
    }
    add_sample(finger, event);
    if (finger->scrolling) {
        ui_scroll_drag(ui, finger);
        return true;
    }
    if (maybe_scroll(ui, finger, event->time_ms)) {
        return true;
    }
    const struct ui_node *node =
        finger->pressed ? ui_node_by_id(ui, finger->target) : NULL;
    if (finger->pressed && !(node && ui_in_touch_area(ui, node, finger->x, finger->y))) {
        cancel_press(ui, finger, event->time_ms);
        return true;
    }
    return false;
}

static bool finger_up(struct ui *ui, const struct ui_event *event)
{
    struct ui_finger *finger = find_finger(ui, event->finger);
    if (!finger) {
        return false;
    }
    bool changed = finger->pressed;
    if (finger->scrolling) {
        ui_scroll_release(ui, finger, event->time_ms);
        changed = true;
    } else if (finger->pressed) {
        const struct ui_node *node = ui_node_by_id(ui, finger->target);
        if (node && ui_touchable(node) &&
            ui_in_touch_area(ui, node, event->x_px, event->y_px)) {
            ui->focus = node->id;
            ui_emit(ui, &node->box.action);
        }
        cancel_press(ui, finger, event->time_ms);
    }
    finger->active = false;
    return changed;
}

static bool finger_cancel(struct ui *ui, const struct ui_event *event)
{
    struct ui_finger *finger = find_finger(ui, event->finger);
    if (!finger) {
        return false;
    }
    const bool changed = finger->pressed || finger->scrolling;
    cancel_press(ui, finger, event->time_ms);
    if (finger->scrolling) {
        finger->sample_count = 0;
        ui_scroll_release(ui, finger, event->time_ms);
    }
    finger->active = false;
    return changed;
}

static bool wheel(struct ui *ui, const struct ui_event *event)
{
    static const float STEP = 120; // logical pixels a notch

    for (int32_t i = ui->node_count - 1; i >= 0; i--) {
        struct ui_scroll *scroll = ui->nodes[i]->scroll;
        if (!scroll || !ui->nodes[i]->box.scroll_y || scroll->most_y <= 0) {
            continue;
        }
        const float now = scroll->motion == UI_SCROLL_GLIDE ? scroll->goal : scroll->y;
        const float goal = now - event->y_px * ui_px(ui, STEP);
        scroll->horizontal = false;
        scroll->goal = fmaxf(0, fminf(goal, scroll->most_y));
        scroll->motion = UI_SCROLL_GLIDE;
        scroll->last_ms = event->time_ms;
        return true;
    }
    return false;
}

bool ui_input(struct ui *ui, const struct ui_event *event)
{
    if (!isfinite(event->x_px) || !isfinite(event->y_px)) {
        return false;
    }
    ui->keeps_focus_seen = event->kind == UI_KEY;
    switch (event->kind) {
    case UI_TOUCH_DOWN:
        return finger_down(ui, event);
    case UI_TOUCH_MOVE:
        return finger_move(ui, event);
    case UI_TOUCH_UP:
        return finger_up(ui, event);
    case UI_TOUCH_CANCEL:
        return finger_cancel(ui, event);
    case UI_WHEEL:
        return wheel(ui, event);
    case UI_KEY:
        return ui_key_event(ui, event);
    }
    return false;
}
