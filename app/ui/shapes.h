// Private to ui: building ui_shapes. Points are scaled by `scale` as they are added.
#ifndef UI_SHAPES_H
#define UI_SHAPES_H

#include "base/arena.h"
#include "ui/draw.h"

struct shape_pen {
    struct arena *arena;
    struct ui_shapes out;
    size_t shape_capacity;
    float *xy;
    uint8_t *verbs;
    size_t points, verb_count, capacity; // of the open shape
    double scale;
};

void pen_init(struct shape_pen *pen, struct arena *arena, double scale);
void pen_move(struct shape_pen *pen, double x, double y);
void pen_line(struct shape_pen *pen, double x, double y);
void pen_curve(struct shape_pen *pen, const double xy[6]);
void pen_close(struct shape_pen *pen);
// Ends the open path as one shape; stroke 0: filled.
void pen_finish(struct shape_pen *pen, uint32_t color, double stroke, bool round_cap);

struct pen_ellipse {
    double x, y, rx, ry, degrees;
};
void pen_ellipse(struct shape_pen *pen, struct pen_ellipse at);
struct pen_box {
    double x, y, w, h, radius;
};
void pen_box(struct shape_pen *pen, struct pen_box at);
// SVG path data: M L H V C S A Z and their small forms. Our own constants only.
void pen_path(struct shape_pen *pen, const char *data);

#endif
