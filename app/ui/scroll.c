// Scroll offsets and their motion: held by a finger, coasting, gliding into view, at
// rest.
#include <math.h>

#include "engine.h"

static const float COAST_S =
    0.325f; // time in which a coasting list loses 63 % of its speed
static const float PULL_BACK_PER_S = 22; // spring at the ends
static const float GLIDE_PER_S = 24;
static const float STILL_PX_S = 24;

struct ui_scroll *ui_scroll_find(struct ui *ui, uint64_t id)
{
    for (int i = 0; i < UI_MOST_SCROLLS && id; i++) {
        if (ui->scrolls[i].id == id) {
            return &ui->scrolls[i];
        }
    }
    return NULL;
}

struct ui_scroll *ui_scroll_of(struct ui *ui, const struct ui_node *node)
{
    struct ui_scroll *scroll = ui_scroll_find(ui, node->id);
    if (!scroll) {
        scroll = &ui->scrolls[0];
        for (int i = 1; i < UI_MOST_SCROLLS; i++) {
            if (ui->scrolls[i].seen < scroll->seen) {
                scroll = &ui->scrolls[i];
            }
        }
        for (int i = 0; i < UI_MOST_FINGERS; i++) {
            if (ui->fingers[i].driven == scroll) {
                ui->fingers[i].driven = NULL;
                ui->fingers[i].scrolling = false;
            }
        }
        *scroll = (struct ui_scroll){.id = node->id};
    }
    scroll->key = str_hash(node->box.key);
    scroll->seen = ui->frame_number;
    return scroll;
}

static float clamp(float value, float most)
{
    return value > 0 ? (value < most ? value : most) : 0;
}

void ui_scroll_fit(struct ui_node *node)
{
    struct ui_scroll *scroll = node->scroll;
    scroll->view_w = node->w;
    scroll->view_h = node->h;
    scroll->most_x = node->box.scroll_x ? fmaxf(0, node->content_w - node->w) : 0;
    scroll->most_y = node->box.scroll_y ? fmaxf(0, node->content_h - node->h) : 0;
    const bool loose =
        scroll->motion == UI_SCROLL_HELD || scroll->motion == UI_SCROLL_COAST;
    if (!loose || !scroll->horizontal) {
        scroll->x = clamp(scroll->x, scroll->most_x);
    }
    if (!loose || scroll->horizontal) {
        scroll->y = clamp(scroll->y, scroll->most_y);
    }
}

bool ui_scroll_moving(const struct ui_scroll *scroll)
{
    return scroll->id &&
           (scroll->motion == UI_SCROLL_COAST || scroll->motion == UI_SCROLL_GLIDE);
}

static void pull_towards(struct ui_scroll *scroll, float *offset, float goal, float rate,
                         float dt)
{
    const float d = *offset - goal;
    const float fall = expf(-rate * dt);
    const float slope = scroll->velocity + rate * d;
    *offset = goal + (d + slope * dt) * fall;
    scroll->velocity = (scroll->velocity - rate * slope * dt) * fall;
    if (fabsf(*offset - goal) < 0.5f && fabsf(scroll->velocity) < 20) {
        *offset = goal;
        scroll->velocity = 0;
        scroll->motion = UI_SCROLL_REST;
    }
}

void ui_scroll_step(struct ui *ui, struct ui_scroll *scroll, int64_t now_ms)
{
    float dt = (float)(now_ms - scroll->last_ms) / 1000;
    if (!ui_scroll_moving(scroll) || !(dt > 0)) {
        return;
    }
    scroll->last_ms = now_ms;
    dt = fminf(dt, 10);
    float *offset = scroll->horizontal ? &scroll->x : &scroll->y;
    const float most = scroll->horizontal ? scroll->most_x : scroll->most_y;
    if (scroll->motion == UI_SCROLL_GLIDE) {
        pull_towards(scroll, offset, clamp(scroll->goal, most), GLIDE_PER_S, dt);
        return;
    }
    // In short steps, so that the ends catch a fast list where they are.
    while (dt > 0 && scroll->motion == UI_SCROLL_COAST) {
        const float step = fminf(dt, 0.008f);
        dt -= step;
        if (*offset < 0 || *offset > most) {
            pull_towards(scroll, offset, clamp(*offset, most), PULL_BACK_PER_S, step);
            continue;
        }
        *offset += scroll->velocity * COAST_S * (1 - expf(-step / COAST_S));
        scroll->velocity *= expf(-step / COAST_S);
        if (fabsf(scroll->velocity) < ui_px(ui, STILL_PX_S)) {
            scroll->velocity = 0;
            scroll->motion = UI_SCROLL_REST;
        }
    }
}

// Beyond the ends the list follows less and less, never further than a third of its view.
static float with_rubber(float wanted, float most, float view)
{
    const float reach = view / 3 + 1;
    if (wanted < 0) {
        return -reach * (1 - 1 / (1 - wanted * 0.55f / reach));
    }
    if (wanted > most) {
        const float over = wanted - most;
        return most + reach * (1 - 1 / (1 + over * 0.55f / reach));
    }
    return wanted;
}

static float side(const struct ui *ui, bool horizontal)
{
    return horizontal && ui->frame.rtl ? -1 : 1;
}

void ui_scroll_drag(struct ui *ui, struct ui_finger *finger)
{
    struct ui_scroll *scroll = finger->driven;
    const bool across = scroll->horizontal;
    const float moved =
        across ? finger->x - finger->start_x : finger->y - finger->start_y;
    const float wanted = finger->start_offset - moved * side(ui, across);
    const float most = across ? scroll->most_x : scroll->most_y;
    const float view = across ? scroll->view_w : scroll->view_h;
    float *offset = across ? &scroll->x : &scroll->y;
    *offset =
        ui->frame.less_motion ? clamp(wanted, most) : with_rubber(wanted, most, view);
}

// Speed over the last tenth of a second.
static float speed_of(const struct ui_finger *finger, bool horizontal, int64_t time_ms)
{
    int first = 0;
    while (first < finger->sample_count &&
           finger->samples[first].time_ms < time_ms - 100) {
        first++;
    }
    const int last = finger->sample_count - 1;
    if (first >= last) {
        return 0;
    }
    const struct ui_sample *a = &finger->samples[first], *b = &finger->samples[last];
    const float dt = (float)(b->time_ms - a->time_ms) / 1000;
    return dt > 0.001f ? (horizontal ? b->x - a->x : b->y - a->y) / dt : 0;
}

void ui_scroll_release(struct ui *ui, struct ui_finger *finger, int64_t time_ms)
{
    struct ui_scroll *scroll = finger->driven;
    finger->driven = NULL;
    finger->scrolling = false;
    const bool across = scroll->horizontal;
    const float most = ui_px(ui, 6000);
    const float speed = -speed_of(finger, across, time_ms) * side(ui, across);
    scroll->velocity = fmaxf(-most, fminf(most, speed));
    scroll->last_ms = time_ms;
    scroll->motion = ui->frame.less_motion ? UI_SCROLL_REST : UI_SCROLL_COAST;
}

static void glide_to(struct ui *ui, struct ui_scroll *scroll, bool horizontal, float goal)
{
    const float most = horizontal ? scroll->most_x : scroll->most_y;
    scroll->horizontal = horizontal;
    scroll->goal = clamp(goal, most);
    scroll->velocity = 0;
    scroll->last_ms = ui->frame.now_ms;
    scroll->motion = UI_SCROLL_GLIDE;
    if (ui->frame.less_motion) {
        *(horizontal ? &scroll->x : &scroll->y) = scroll->goal;
        scroll->motion = UI_SCROLL_REST;
    }
}

// Along the axis that scrolls.
struct span {
    float from, size;
};

// Where the offset must go so that all of `wanted` lies in `view`.
static float goal_for(float offset, struct span view, struct span wanted, float margin)
{
    const float over = wanted.from - margin - view.from;
    const float beyond = wanted.from + wanted.size + margin - view.from - view.size;
    if (over < 0) {
        return offset + over;
    }
    if (beyond > 0) {
        return offset + beyond;
    }
    return offset;
}

void ui_scroll_show(struct ui *ui, const struct ui_node *node)
{
    const float margin = ui_px(ui, 24);
    for (const struct ui_node *up = node->parent; up; up = up->parent) {
        struct ui_scroll *scroll = up->scroll;
        if (!scroll || scroll->motion == UI_SCROLL_HELD) {
            continue;
        }
        if (up->box.scroll_y) {
            const float now =
                scroll->motion == UI_SCROLL_GLIDE ? scroll->goal : scroll->y;
            const float at = node->y - (now - scroll->y);
            const float goal = goal_for(now, (struct span){up->y, up->h},
                                        (struct span){at, node->h}, margin);
            if (goal != now) {
                glide_to(ui, scroll, false, goal);
            }
        } else if (up->box.scroll_x && !ui->frame.rtl) {
            const struct span wanted = {node->x, node->w};
            glide_to(ui, scroll, true,
                     goal_for(scroll->x, (struct span){up->x, up->w}, wanted, margin));
        } else if (up->box.scroll_x) {
            const struct span mirrored = {up->x + up->w - (node->x + node->w) + up->x,
                                          node->w};
            glide_to(ui, scroll, true,
                     goal_for(scroll->x, (struct span){up->x, up->w}, mirrored, margin));
        }
    }
}

void ui_scroll_to_top(struct ui *ui, struct str key)
{
    const uint64_t hash = str_hash(key);
    for (int i = 0; i < UI_MOST_SCROLLS; i++) {
        struct ui_scroll *scroll = &ui->scrolls[i];
        if (scroll->id && scroll->key == hash) {
            scroll->x = scroll->y = scroll->velocity = 0;
            scroll->motion =
                scroll->motion == UI_SCROLL_HELD ? UI_SCROLL_HELD : UI_SCROLL_REST;
        }
    }
}
