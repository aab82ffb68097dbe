#include <math.h>

#include "stand.h"

TestSuite(ui_motion, .init = stand_open, .fini = stand_close);

static float step(float from, float target, int64_t ms)
{
    frame.now_ms += ms;
    stand_begin();
    const float value = ui_spring(ui, STR("x"), from, target, 240);
    ui_frame_end(ui);
    return value;
}

Test(ui_motion, starts_where_told_and_settles_without_overshoot)
{
    cr_assert(fabsf(step(140, 0, 0) - 140) < 0.001f);
    cr_assert(ui_animating(ui));
    float last = 140;
    int64_t ms = 0;
    while (ui_animating(ui) && ms < 2000) {
        const float value = step(140, 0, 16);
        cr_assert(value <= last && value >= -0.01f, "%g after %g", value, last);
        last = value;
        ms += 16;
    }
    cr_assert_float_eq(last, 0, 0.0001);
    cr_assert(ms > 150 && ms < 450, "%d ms", (int)ms);
}

Test(ui_motion, does_not_depend_on_the_frame_rate)
{
    step(100, 0, 0);
    const float once = step(100, 0, 96);
    ui_forget(ui);
    step(100, 0, 0);
    float often = 0;
    for (int i = 0; i < 12; i++) {
        often = step(100, 0, 8);
    }
    cr_assert_float_eq(once, often, 0.05);
}

Test(ui_motion, waits_for_a_new_target_however_long)
{
    step(0, 0, 0);
    cr_assert_not(ui_animating(ui));
    cr_assert(fabsf(step(0, 100, 60000) - 0) < 0.001f);
    cr_assert(ui_animating(ui));
    cr_assert_gt(step(0, 100, 16), 1);
    cr_assert(fabsf(step(0, 100, 5000) - 100) < 0.001f);
}

Test(ui_motion, jumps_with_less_motion)
{
    frame.less_motion = true;
    cr_assert(fabsf(step(140, 0, 0) - 0) < 0.001f);
    cr_assert_not(ui_animating(ui));
}

Test(ui_motion, begins_anew_when_its_screen_was_away)
{
    step(140, 0, 0);
    step(140, 0, 1000);
    frame.now_ms += 16;
    stand_begin();
    ui_frame_end(ui);
    cr_assert(fabsf(step(140, 0, 16) - 140) < 0.001f);
}
