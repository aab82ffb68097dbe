// Critically damped springs, solved in closed form so that the time step does not matter:
// x(t) = goal + (d + (v + w d) t) e^(-w t), d the distance and v the speed at the start.
#include <math.h>

#include "engine.h"

// After w t = 6.6 less than one per cent of the way is left.
static const float SETTLE = 6.6f;

static struct ui_spring_state *find_spring(struct ui *ui, uint64_t key, bool *out_new)
{
    struct ui_spring_state *free = NULL;
    for (int i = 0; i < UI_MOST_SPRINGS; i++) {
        struct ui_spring_state *spring = &ui->springs[i];
        if (spring->used && spring->key == key) {
            *out_new = false;
            return spring;
        }
        if (!free || (free->used && (!spring->used || spring->seen < free->seen))) {
            free = spring;
        }
    }
    *out_new = true;
    *free = (struct ui_spring_state){.key = key, .used = true};
    return free;
}

static void step_spring(struct ui_spring_state *spring, int64_t now_ms)
{
    const float dt = (float)(now_ms - spring->last_ms) / 1000;
    if (!spring->moving || !(dt > 0)) {
        return;
    }
    spring->last_ms = now_ms;
    const float w = spring->omega;
    const float d = spring->value - spring->target;
    const float fall = expf(-w * dt);
    const float slope = spring->velocity + w * d;
    spring->value = spring->target + (d + slope * dt) * fall;
    spring->velocity = (spring->velocity - w * slope * dt) * fall;
    const float close = fmaxf(spring->span * 0.002f, 0.0005f);
    if (fabsf(spring->value - spring->target) < close &&
        fabsf(spring->velocity) < close * w) {
        spring->value = spring->target;
        spring->velocity = 0;
        spring->moving = false;
    }
}

float ui_spring(struct ui *ui, struct str key, float from, float target,
                float duration_ms)
{
    bool is_new = false;
    struct ui_spring_state *spring = find_spring(ui, str_hash(key), &is_new);
    const int64_t now_ms = ui->frame.now_ms;
    spring->seen = ui->frame_number;
    if (is_new) {
        spring->value = from;
        spring->target = from;
        spring->last_ms = now_ms;
    }
    spring->omega = SETTLE * 1000 / (duration_ms > 1 ? duration_ms : 1);
    step_spring(spring, now_ms);
    if (spring->target != target) {
        spring->target = target;
        spring->span = fabsf(target - spring->value);
        spring->last_ms = now_ms;
        spring->moving = true;
    }
    if (ui->frame.less_motion || !isfinite(spring->value) || !isfinite(target)) {
        spring->value = target;
        spring->velocity = 0;
        spring->moving = false;
    }
    return spring->value;
}

// A spring nobody asked for in this frame is forgotten: its screen is gone.
void ui_springs_finish_frame(struct ui *ui)
{
    for (int i = 0; i < UI_MOST_SPRINGS; i++) {
        if (ui->springs[i].seen != ui->frame_number) {
            ui->springs[i].used = ui->springs[i].moving = false;
        }
    }
}

bool ui_springs_moving(const struct ui *ui)
{
    for (int i = 0; i < UI_MOST_SPRINGS; i++) {
        if (ui->springs[i].moving) {
            return true;
        }
    }
    return false;
}
