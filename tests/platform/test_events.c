#include <criterion/criterion.h>

#include "platform/window.h"

static struct platform_window *open_window(void)
{
    struct platform_window *window =
        platform_window_create(&(struct platform_window_options){
            .title = "test", .width_px = 640, .height_px = 480, .headless = true});
    cr_assert_not_null(window);
    return window;
}

static struct platform_event next(struct platform_window *window,
                                  enum platform_event_kind kind)
{
    struct platform_event event;
    for (int i = 0; i < 50; i++) {
        if (platform_window_wait(window, 20, &event) && event.kind == kind) {
            return event;
        }
    }
    cr_assert_fail("no event of kind %d came", (int)kind);
    return event;
}

Test(events, fingers_come_back_where_they_were_put)
{
    struct platform_window *window = open_window();
    platform_push_finger(window, PLATFORM_DOWN, 3, 100, 200);
    platform_push_finger(window, PLATFORM_MOVE, 3, 110.5f, 220);
    platform_push_finger(window, PLATFORM_UP, 3, 639, 479);
    struct platform_event event = next(window, PLATFORM_DOWN);
    cr_expect_eq(event.finger, 3);
    cr_expect_float_eq(event.x_px, 100, 0.01);
    event = next(window, PLATFORM_MOVE);
    cr_expect_float_eq(event.x_px, 110.5, 0.01);
    event = next(window, PLATFORM_UP);
    cr_expect_float_eq(event.y_px, 479, 0.01);
    platform_window_destroy(window);
}

Test(events, a_bell_ends_the_wait_and_a_lost_one_costs_a_timeout)
{
    struct platform_window *window = open_window();
    platform_ring();
    (void)next(window, PLATFORM_BELL);
    struct platform_event event;
    while (platform_window_wait(window, 0, &event)) {
    }
    cr_expect_not(platform_window_wait(window, 30, &event));
    cr_expect_eq(event.kind, PLATFORM_NOTHING);
    platform_window_destroy(window);
}

Test(events, keys_and_words_arrive)
{
    struct platform_window *window = open_window();
    cr_expect(platform_push_key(STR("Left")));
    cr_expect_eq(next(window, PLATFORM_KEY).key, PLATFORM_KEY_LEFT);
    cr_expect(platform_push_key(STR("Enter")));
    cr_expect_eq(next(window, PLATFORM_KEY).key, PLATFORM_KEY_ENTER);
    cr_expect_not(platform_push_key(STR("No such key")));
    platform_push_text(STR("жx"));
    cr_expect_str_eq(next(window, PLATFORM_TEXT).text, "ж");
    cr_expect_str_eq(next(window, PLATFORM_TEXT).text, "x");
    platform_window_destroy(window);
}

Test(events, the_window_takes_another_size)
{
    struct platform_window *window = open_window();
    cr_assert(platform_window_resize(window, 300, 500));
    cr_expect_eq(platform_window_raster(window)->width, 300);
    cr_expect_eq(platform_window_raster(window)->height, 500);
    platform_window_destroy(window);
}
