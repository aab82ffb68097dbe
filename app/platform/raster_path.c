// Paths by scanlines: each row of pixels is cut into SUB lines, on each the crossings are
// sorted and the spans of non-zero winding add their exact horizontal coverage.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "raster_row.h"

enum { SUB = 8, CUBIC_STEPS_MAX = 64, EDGES_MAX = 1 << 20 };

struct edge {
    float x0, y0, x1, y1; // y0 < y1
    int winding;
};

struct edges {
    struct edge *items;
    size_t count, capacity;
    float left, top, right, bottom;
    bool failed;
};

static void add_edge(struct edges *edges, float x0, float y0, float x1, float y1)
{
    if (!isfinite(x0 + y0 + x1 + y1)) {
        return;
    }
    edges->left = fminf(edges->left, fminf(x0, x1));
    edges->right = fmaxf(edges->right, fmaxf(x0, x1));
    edges->top = fminf(edges->top, fminf(y0, y1));
    edges->bottom = fmaxf(edges->bottom, fmaxf(y0, y1));
    if (y0 == y1) {
        return;
    }
    if (edges->count == edges->capacity) {
        const size_t capacity = edges->capacity ? edges->capacity * 2 : 256;
        struct edge *items = capacity > EDGES_MAX
                                 ? NULL
                                 : realloc(edges->items, capacity * sizeof(*items));
        if (!items) {
            edges->failed = true;
            return;
        }
        edges->items = items;
        edges->capacity = capacity;
    }
    edges->items[edges->count++] =
        y0 < y1 ? (struct edge){x0, y0, x1, y1, 1} : (struct edge){x1, y1, x0, y0, -1};
}

// ---- outlines ----

struct pen {
    struct edges *edges;
    float half_width; // 0: fill
    bool flat_cap;
    float x, y, start_x, start_y;
};

// A disc at a join; its direction matches that of add_quad, so overlaps stay filled.
static void add_disc(const struct pen *pen, float x, float y)
{
    const float radius = pen->half_width;
    const int steps = radius < 2 ? 12 : (radius < 12 ? 24 : 48);
    float from_x = x + radius, from_y = y;
    for (int i = 1; i <= steps; i++) {
        const float angle = 6.2831853f * (float)(i % steps) / (float)steps;
        const float to_x = x + radius * cosf(angle), to_y = y + radius * sinf(angle);
        add_edge(pen->edges, from_x, from_y, to_x, to_y);
        from_x = to_x;
        from_y = to_y;
    }
}

struct ray {
    float x, y, nx, ny; // a point of the line, and half the stroke at right angles to it
};

static void add_quad(const struct pen *pen, struct ray a, struct ray b)
{
    add_edge(pen->edges, a.x + a.nx, a.y + a.ny, b.x + b.nx, b.y + b.ny);
    add_edge(pen->edges, b.x + b.nx, b.y + b.ny, b.x - b.nx, b.y - b.ny);
    add_edge(pen->edges, b.x - b.nx, b.y - b.ny, a.x - a.nx, a.y - a.ny);
    add_edge(pen->edges, a.x - a.nx, a.y - a.ny, a.x + a.nx, a.y + a.ny);
}

// The ray at (x, y) of a line that goes along (dx, dy); false: it goes nowhere.
static bool make_ray(const struct pen *pen, struct ray *out_ray, float dx, float dy)
{
    const float length = hypotf(dx, dy);
    if (length <= 0) {
        return false;
    }
    out_ray->nx = dy / length * pen->half_width;
    out_ray->ny = -dx / length * pen->half_width;
    return true;
}

static void add_stroke(const struct pen *pen, float x, float y)
{
    struct ray from = {.x = pen->x, .y = pen->y}, to;
    if (make_ray(pen, &from, x - pen->x, y - pen->y)) {
        to = (struct ray){x, y, from.nx, from.ny};
        add_quad(pen, from, to);
    }
}

static void pen_line(struct pen *pen, float x, float y, bool join)
{
    if (pen->half_width > 0) {
        add_stroke(pen, x, y);
        if (join || !pen->flat_cap) {
            add_disc(pen, x, y);
        }
    } else {
        add_edge(pen->edges, pen->x, pen->y, x, y);
    }
    pen->x = x;
    pen->y = y;
}

static struct ray cubic_at(const float p[8], float t)
{
    const float s = 1 - t;
    const float a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
    return (struct ray){.x = a * p[0] + b * p[2] + c * p[4] + d * p[6],
                        .y = a * p[1] + b * p[3] + c * p[5] + d * p[7]};
}

// Neighbouring quads share their rays, so a smooth curve needs no joins within.
static void stroke_cubic(struct pen *pen, const float p[8], int steps)
{
    struct ray last = {.x = p[0], .y = p[1]};
    bool begun = false;
    for (int i = 0; i <= steps; i++) {
        const float t = (float)i / (float)steps, near = 0.5f / (float)steps;
        struct ray ray = cubic_at(p, t);
        const struct ray before = cubic_at(p, fmaxf(t - near, 0));
        const struct ray after = cubic_at(p, fminf(t + near, 1));
        if (!make_ray(pen, &ray, after.x - before.x, after.y - before.y)) {
            continue;
        }
        if (begun) {
            add_quad(pen, last, ray);
        }
        last = ray;
        begun = true;
    }
}

static void pen_cubic(struct pen *pen, const float *xy, bool join)
{
    const float p[8] = {pen->x, pen->y, xy[0], xy[1], xy[2], xy[3], xy[4], xy[5]};
    const float length = hypotf(p[2] - p[0], p[3] - p[1]) +
                         hypotf(p[4] - p[2], p[5] - p[3]) +
                         hypotf(p[6] - p[4], p[7] - p[5]);
    const float wanted = sqrtf(length) * 2 + 2;
    const int steps = wanted < CUBIC_STEPS_MAX ? (int)wanted : CUBIC_STEPS_MAX;
    if (pen->half_width > 0) {
        stroke_cubic(pen, p, steps);
        if (join || !pen->flat_cap) {
            add_disc(pen, p[6], p[7]);
        }
        pen->x = p[6];
        pen->y = p[7];
        return;
    }
    for (int i = 1; i <= steps; i++) {
        const struct ray at = cubic_at(p, (float)i / (float)steps);
        pen_line(pen, at.x, at.y, false);
    }
}

static void pen_close(struct pen *pen)
{
    if (pen->x != pen->start_x || pen->y != pen->start_y) {
        pen_line(pen, pen->start_x, pen->start_y, true);
    }
}

static void pen_move(struct pen *pen, float x, float y)
{
    if (pen->half_width <= 0) {
        pen_close(pen);
    } else if (!pen->flat_cap) {
        add_disc(pen, x, y);
    }
    pen->x = pen->start_x = x;
    pen->y = pen->start_y = y;
}

enum { VERB_MOVE, VERB_LINE, VERB_CUBIC, VERB_CLOSE };

static void trace(const struct raster_path *path, struct edges *edges)
{
    struct pen pen = {
        .edges = edges, .half_width = path->stroke_width / 2, .flat_cap = path->flat_cap};
    const float *xy = path->xy;
    for (size_t i = 0; i < path->count && !edges->failed; i++) {
        const bool join = i + 1 < path->count && path->verbs[i + 1] != VERB_MOVE;
        switch (path->verbs[i]) {
        case VERB_MOVE:
            pen_move(&pen, xy[0], xy[1]);
            xy += 2;
            break;
        case VERB_LINE:
            pen_line(&pen, xy[0], xy[1], join);
            xy += 2;
            break;
        case VERB_CUBIC:
            pen_cubic(&pen, xy, join);
            xy += 6;
            break;
        default:
            pen_close(&pen);
            break;
        }
    }
    if (pen.half_width <= 0) {
        pen_close(&pen);
    }
}

// ---- scanlines ----

struct crossing {
    float x;
    int winding;
};

static int compare_edges(const void *a, const void *b)
{
    const struct edge *first = a, *second = b;
    return (first->y0 > second->y0) - (first->y0 < second->y0);
}

// Few at a time and nearly sorted: insertion beats qsort.
static void sort_crossings(struct crossing *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct crossing moved = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].x > moved.x; at--) {
            items[at] = items[at - 1];
        }
        items[at] = moved;
    }
}

struct scan {
    const struct edges *edges;
    struct crossing *crossings;
    size_t *active;
    size_t active_count, next;
    int32_t *steps; // change of coverage from pixel to pixel, 256 a whole pixel and line
    uint8_t *mask;
    int32_t left, width;
    int32_t first, last; // pixels that the row touches
};

// A span costs four additions, however wide it is.
static void add_span(struct scan *scan, float from, float to)
{
    from = from < 0 ? 0 : from;
    to = to > (float)scan->width ? (float)scan->width : to;
    if (from >= to) {
        return;
    }
    const int32_t first = (int32_t)from, last = (int32_t)to;
    const int32_t head = (int32_t)(((float)first + 1 - from) * 256);
    const int32_t tail = (int32_t)((to - (float)last) * 256);
    scan->steps[first] += head;
    scan->steps[first + 1] += 256 - head;
    scan->steps[last] += tail - 256;
    scan->steps[last + 1] -= tail;
    scan->first = first < scan->first ? first : scan->first;
    scan->last = last > scan->last ? last : scan->last;
}

static void scan_line(struct scan *scan, float y)
{
    const struct edge *edges = scan->edges->items;
    while (scan->next < scan->edges->count && edges[scan->next].y0 <= y) {
        scan->active[scan->active_count++] = scan->next++;
    }
    size_t kept = 0, count = 0;
    for (size_t i = 0; i < scan->active_count; i++) {
        const struct edge *edge = &edges[scan->active[i]];
        if (edge->y1 <= y) {
            continue;
        }
        scan->active[kept++] = scan->active[i];
        const float t = (y - edge->y0) / (edge->y1 - edge->y0);
        scan->crossings[count++] = (struct crossing){
            edge->x0 + (edge->x1 - edge->x0) * t - (float)scan->left, edge->winding};
    }
    scan->active_count = kept;
    sort_crossings(scan->crossings, count);
    int winding = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        winding += scan->crossings[i].winding;
        if (winding != 0) {
            add_span(scan, scan->crossings[i].x, scan->crossings[i + 1].x);
        }
    }
}

// The coverage of row y goes to mask[first..last]; first > last: the row is empty.
static void scan_row(struct scan *scan, int32_t y, float offset_y)
{
    scan->first = scan->width;
    scan->last = -1;
    for (int sub = 0; sub < SUB; sub++) {
        scan_line(scan, (float)y + ((float)sub + 0.5f) / SUB - offset_y);
    }
    scan->last = scan->last < scan->width ? scan->last : scan->width - 1;
    int32_t sum = 0;
    for (int32_t i = scan->first; i <= scan->last; i++) {
        sum += scan->steps[i];
        scan->steps[i] = 0;
        const int32_t coverage = (sum * 255 + 128 * SUB) / (256 * SUB);
        scan->mask[i] = (uint8_t)(coverage > 255 ? 255 : coverage);
    }
    if (scan->last >= 0) {
        scan->steps[scan->last + 1] = scan->steps[scan->last + 2] = 0;
    }
}

void raster_draw_path(const struct raster *raster, const struct raster_clip *clip,
                      float x, float y, const struct raster_path *path, uint32_t rgba)
{
    struct edges edges = {
        .left = INFINITY, .top = INFINITY, .right = -INFINITY, .bottom = -INFINITY};
    trace(path, &edges);
    const float limit = 1e6f;
    struct scan scan = {.edges = &edges};
    if (edges.failed || !edges.count || fabsf(edges.left + x) > limit ||
        fabsf(edges.right + x) > limit || fabsf(edges.top + y) > limit ||
        fabsf(edges.bottom + y) > limit) {
        goto out;
    }
    for (size_t i = 0; i < edges.count; i++) {
        edges.items[i].x0 += x;
        edges.items[i].x1 += x;
    }
    qsort(edges.items, edges.count, sizeof(*edges.items), compare_edges);
    struct ui_rect box = {(int32_t)floorf(edges.left + x), (int32_t)floorf(edges.top + y),
                          0, 0};
    box.w = (int32_t)ceilf(edges.right + x) - box.x + 1;
    box.h = (int32_t)ceilf(edges.bottom + y) - box.y + 1;
    box = raster_cut(raster_cut(box, clip->rect),
                     (struct ui_rect){0, 0, raster->width, raster->height});
    scan.left = box.x;
    scan.width = box.w;
    scan.crossings = malloc(edges.count * sizeof(*scan.crossings));
    scan.active = malloc(edges.count * sizeof(*scan.active));
    scan.steps = calloc((size_t)box.w + 3, sizeof(*scan.steps));
    scan.mask = malloc((size_t)box.w + 1);
    if (!box.w || !scan.crossings || !scan.active || !scan.steps || !scan.mask) {
        goto out;
    }
    const uint32_t pixel = raster_premultiply(rgba, 255);
    for (int32_t row = box.y; row < box.y + box.h; row++) {
        scan_row(&scan, row, y);
        if (scan.first <= scan.last) {
            raster_mask_row(raster, clip, row, box.x + scan.first, scan.mask + scan.first,
                            scan.last - scan.first + 1, pixel);
        }
    }
out:
    free(scan.crossings);
    free(scan.active);
    free(scan.steps);
    free(scan.mask);
    free(edges.items);
}
