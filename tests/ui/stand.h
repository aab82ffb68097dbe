// A screen of 1920 x 1080 at scale 1 with a fake face, and helpers to build and look at
// it.
#ifndef TESTS_STAND_H
#define TESTS_STAND_H

#include <criterion/criterion.h>

#include "fake_text.h"
#include "ui/draw.h"
#include "ui/ui.h"

static struct ui *ui;
static struct ui_frame frame;
static struct text_measure measure;

static inline void stand_open(void)
{
    measure = fake_measure(NULL);
    ui = ui_create(&measure);
    frame = (struct ui_frame){.width_px = 1920,
                              .height_px = 1080,
                              .scale = 1,
                              .text_scale = 1,
                              .lang = {"en", 2},
                              .now_ms = 1000};
}

static inline void stand_close(void)
{
    ui_destroy(ui);
}

static inline void stand_begin(void)
{
    ui_frame_begin(ui, &frame);
}

// The node labelled so, which must be there.
static inline struct ui_semantic stand_node(const char *label)
{
    for (size_t i = 0; i < ui_semantic_count(ui); i++) {
        const struct ui_semantic *node = ui_semantic_at(ui, i);
        if (str_equal(node->label, str_from_cstr(label))) {
            return *node;
        }
    }
    cr_assert_fail("no node '%s'", label);
    return (struct ui_semantic){0};
}

static inline void stand_at(const char *label, float x, float y, float width,
                            float height)
{
    const struct ui_semantic node = stand_node(label);
    cr_assert_float_eq(node.x, x, 0.6, "%s: x %g, not %g", label, node.x, x);
    cr_assert_float_eq(node.y, y, 0.6, "%s: y %g, not %g", label, node.y, y);
    cr_assert_float_eq(node.width, width, 0.6, "%s: width %g, not %g", label, node.width,
                       width);
    cr_assert_float_eq(node.height, height, 0.6, "%s: height %g, not %g", label,
                       node.height, height);
}

static inline void stand_box(const char *label, struct ui_box box)
{
    box.label = str_from_cstr(label);
    ui_open(ui, &box);
    ui_close(ui);
}

static inline void stand_text(const char *text)
{
    ui_text(ui,
            &(struct ui_text){.text = str_from_cstr(text), .size = 20, .style = UI_BODY});
}

static inline bool stand_touch(enum ui_event_kind kind, int64_t finger, float x, float y)
{
    return ui_input(ui, &(struct ui_event){.kind = kind,
                                           .finger = finger,
                                           .x_px = x,
                                           .y_px = y,
                                           .time_ms = frame.now_ms});
}

static inline bool stand_key(enum ui_key key)
{
    return ui_input(
        ui, &(struct ui_event){.kind = UI_KEY, .key = key, .time_ms = frame.now_ms});
}

// The verb of the next action, 0: none.
static inline int stand_verb(void)
{
    struct ui_action action;
    return ui_next_action(ui, &action) ? action.verb : 0;
}

#endif
