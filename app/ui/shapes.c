#include "shapes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double QUARTER = 0.5522847498; // of a circle as a cubic
static const double PI = 3.14159265358979323846;

void pen_init(struct shape_pen *pen, struct arena *arena, double scale)
{
    *pen = (struct shape_pen){.arena = arena, .scale = scale};
}

static void *grown(struct shape_pen *pen, void *old, size_t used, size_t size)
{
    char *bytes = arena_alloc(pen->arena, size);
    if (used) {
        memcpy(bytes, old, used);
    }
    return bytes;
}

static void add_verb(struct shape_pen *pen, uint8_t verb, const double *xy, size_t points)
{
    if (pen->verb_count + 1 > pen->capacity) {
        const size_t capacity = pen->capacity ? pen->capacity * 2 : 24;
        pen->verbs = grown(pen, pen->verbs, pen->verb_count, capacity);
        pen->xy = grown(pen, pen->xy, pen->points * 2 * sizeof(float),
                        capacity * 6 * sizeof(float));
        pen->capacity = capacity;
    }
    pen->verbs[pen->verb_count++] = verb;
    for (size_t i = 0; i < points * 2; i++) {
        pen->xy[pen->points * 2 + i] = (float)(xy[i] * pen->scale);
    }
    pen->points += points;
}

void pen_move(struct shape_pen *pen, double x, double y)
{
    add_verb(pen, 0, (double[]){x, y}, 1);
}

void pen_line(struct shape_pen *pen, double x, double y)
{
    add_verb(pen, 1, (double[]){x, y}, 1);
}

void pen_curve(struct shape_pen *pen, const double xy[6])
{
    add_verb(pen, 2, xy, 3);
}

void pen_close(struct shape_pen *pen)
{
    add_verb(pen, 3, NULL, 0);
}

void pen_finish(struct shape_pen *pen, uint32_t color, double stroke, bool round_cap)
{
    if (pen->out.count == pen->shape_capacity) {
        const size_t capacity = pen->shape_capacity ? pen->shape_capacity * 2 : 16;
        pen->out.items =
            grown(pen, pen->out.items, pen->out.count * sizeof(struct ui_shape),
                  capacity * sizeof(struct ui_shape));
        pen->shape_capacity = capacity;
    }
    if (pen->verb_count) {
        pen->out.items[pen->out.count++] = (struct ui_shape){
            .color = color,
            .stroke_width = (float)(stroke * pen->scale),
            .round_cap = round_cap,
            .xy = pen->xy,
            .verbs = pen->verbs,
            .count = pen->verb_count,
        };
    }
    pen->xy = NULL;
    pen->verbs = NULL;
    pen->points = pen->verb_count = pen->capacity = 0;
}

void pen_ellipse(struct shape_pen *pen, struct pen_ellipse at)
{
    static const double unit[13][2] = {
        {1, 0},        {1, QUARTER},  {QUARTER, 1},   {0, 1},         {-QUARTER, 1},
        {-1, QUARTER}, {-1, 0},       {-1, -QUARTER}, {-QUARTER, -1}, {0, -1},
        {QUARTER, -1}, {1, -QUARTER}, {1, 0}};
    const double turn = at.degrees * PI / 180, c = cos(turn), s = sin(turn);
    double xy[26];
    for (int i = 0; i < 13; i++) {
        const double x = unit[i][0] * at.rx, y = unit[i][1] * at.ry;
        xy[2 * i] = at.x + x * c - y * s;
        xy[2 * i + 1] = at.y + x * s + y * c;
    }
    pen_move(pen, xy[0], xy[1]);
    for (int i = 0; i < 4; i++) {
        pen_curve(pen, xy + 2 + 6 * i);
    }
    pen_close(pen);
}

void pen_box(struct shape_pen *pen, struct pen_box at)
{
    const double r = at.radius, k = r * (1 - QUARTER);
    const double x0 = at.x, y0 = at.y, x1 = at.x + at.w, y1 = at.y + at.h;
    pen_move(pen, x0 + r, y0);
    pen_line(pen, x1 - r, y0);
    pen_curve(pen, (double[]){x1 - k, y0, x1, y0 + k, x1, y0 + r});
    pen_line(pen, x1, y1 - r);
    pen_curve(pen, (double[]){x1, y1 - k, x1 - k, y1, x1 - r, y1});
    pen_line(pen, x0 + r, y1);
    pen_curve(pen, (double[]){x0 + k, y1, x0, y1 - k, x0, y1 - r});
    pen_line(pen, x0, y0 + r);
    pen_curve(pen, (double[]){x0, y0 + k, x0 + k, y0, x0 + r, y0});
    pen_close(pen);
}

// ---- SVG path data ----

struct path_reader {
    struct shape_pen *pen;
    const char *at;
    double x, y, start_x, start_y;
    double control_x, control_y; // of the curve before, for S
};

static double next_number(struct path_reader *reader)
{
    while (*reader->at == ' ' || *reader->at == ',') {
        reader->at++;
    }
    double value = 0, place = 1;
    const bool minus = *reader->at == '-';
    reader->at += minus;
    bool fraction = false;
    for (;
         (*reader->at >= '0' && *reader->at <= '9') || (*reader->at == '.' && !fraction);
         reader->at++) {
        if (*reader->at == '.') {
            fraction = true;
        } else if (fraction) {
            place /= 10;
            value += place * (*reader->at - '0');
        } else {
            value = value * 10 + (*reader->at - '0');
        }
    }
    return minus ? -value : value;
}

static double angle_of(double x, double y)
{
    return atan2(y, x);
}

struct arc {
    double r, x, y; // from the reader's point to (x, y)
    bool large, sweep;
};

// End point to centre form. Source: SVG 1.1, appendix F.6.5; only circles (rx = ry) here.
static void add_arc(struct path_reader *reader, struct arc arc)
{
    const double x = arc.x, y = arc.y;
    const double dx = (reader->x - x) / 2, dy = (reader->y - y) / 2;
    const double half = dx * dx + dy * dy;
    if (half <= 0) {
        return;
    }
    const double r = arc.r * arc.r < half ? sqrt(half) : arc.r;
    const double away =
        sqrt(fmax(0, (r * r - half) / half)) * (arc.large == arc.sweep ? -1 : 1);
    const double cx = (reader->x + x) / 2 + away * dy,
                 cy = (reader->y + y) / 2 - away * dx;
    const double from = angle_of(reader->x - cx, reader->y - cy);
    double turn = angle_of(x - cx, y - cy) - from;
    turn += arc.sweep && turn < 0 ? 2 * PI : !arc.sweep && turn > 0 ? -2 * PI : 0;
    const int parts = (int)ceil(fabs(turn) / (PI / 2) - 1e-9);
    const double step = turn / (parts > 0 ? parts : 1);
    const double k = 4.0 / 3 * tan(step / 4) * r;
    for (int i = 0; i < parts; i++) {
        const double a = from + step * i, b = a + step;
        const double ax = cx + r * cos(a), ay = cy + r * sin(a);
        const double bx = cx + r * cos(b), by = cy + r * sin(b);
        pen_curve(reader->pen, (double[]){ax - k * sin(a), ay + k * cos(a),
                                          bx + k * sin(b), by - k * cos(b), bx, by});
    }
}

static void go_to(struct path_reader *reader, double x, double y)
{
    reader->x = reader->control_x = x;
    reader->y = reader->control_y = y;
}

// C, or S whose first point mirrors the last one of the curve before.
static void read_curve(struct path_reader *reader, double base_x, double base_y,
                       bool smooth)
{
    double xy[6] = {2 * reader->x - reader->control_x, 2 * reader->y - reader->control_y};
    for (int i = smooth ? 2 : 0; i < 6; i += 2) {
        xy[i] = base_x + next_number(reader);
        xy[i + 1] = base_y + next_number(reader);
    }
    pen_curve(reader->pen, xy);
    go_to(reader, xy[4], xy[5]);
    reader->control_x = xy[2];
    reader->control_y = xy[3];
}

static void read_arc(struct path_reader *reader, double base_x, double base_y)
{
    struct arc arc = {.r = next_number(reader)};
    next_number(reader);
    next_number(reader);
    arc.large = next_number(reader) != 0;
    arc.sweep = next_number(reader) != 0;
    arc.x = base_x + next_number(reader);
    arc.y = base_y + next_number(reader);
    add_arc(reader, arc);
    go_to(reader, arc.x, arc.y);
}

static void read_command(struct path_reader *reader, char command)
{
    const bool relative = command >= 'a';
    const double bx = relative ? reader->x : 0, by = relative ? reader->y : 0;
    const char kind = (char)(command & ~0x20);
    if (kind == 'C' || kind == 'S') {
        read_curve(reader, bx, by, kind == 'S');
        return;
    }
    if (kind == 'A') {
        read_arc(reader, bx, by);
        return;
    }
    if (kind == 'Z') {
        pen_close(reader->pen);
        go_to(reader, reader->start_x, reader->start_y);
        return;
    }
    const double x = kind == 'V' ? reader->x : bx + next_number(reader);
    const double y = kind == 'H' ? reader->y : by + next_number(reader);
    go_to(reader, x, y);
    if (kind == 'M') {
        reader->start_x = x;
        reader->start_y = y;
        pen_move(reader->pen, x, y);
    } else {
        pen_line(reader->pen, x, y);
    }
}

void pen_path(struct shape_pen *pen, const char *data)
{
    struct path_reader reader = {.pen = pen, .at = data};
    char command = 0;
    while (*reader.at) {
        const char c = *reader.at;
        if (c == ' ' || c == ',') {
            reader.at++;
            continue;
        }
        if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
            command = c;
            reader.at++;
        } else if (command == 'm' || command == 'M') {
            command = command == 'm' ? 'l' : 'L';
        }
        if (!command) {
            return;
        }
        read_command(&reader, command);
    }
}
