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

static void add_quad(const struct pen *pen, float x0, float y0, float x1, float y1)
{
    const float length = hypotf(x1 - x0, y1 - y0);
    if (length <= 0) {
        return;
    }
    const float nx = (y1 - y0) / length * pen->half_width;
    const float ny = -(x1 - x0) / length * pen->half_width;
    add_edge(pen->edges, x0 + nx, y0 + ny, x1 + nx, y1 + ny);
    add_edge(pen->edges, x1 + nx, y1 + ny, x1 - nx, y1 - ny);
    add_edge(pen->edges, x1 - nx, y1 - ny, x0 - nx, y0 - ny);
    add_edge(pen->edges, x0 - nx, y0 - ny, x0 + nx, y0 + ny);
}

static void pen_line(struct pen *pen, float x, float y, bool join)
{
    if (pen->half_width > 0) {
        add_quad(pen, pen->x, pen->y, x, y);
        if (join || !pen->flat_cap) {
            add_disc(pen, x, y);
        }
    } else {
        add_edge(pen->edges, pen->x, pen->y, x, y);
    }
    pen->x = x;
    pen->y = y;
}

static void pen_cubic(struct pen *pen, const float *p, bool join)
{
    const float x = pen->x, y = pen->y;
    const float length = hypotf(p[0] - x, p[1] - y) + hypotf(p[2] - p[0], p[3] - p[1]) +
                         hypotf(p[4] - p[2], p[5] - p[3]);
    const float wanted = sqrtf(length) * 2 + 2;
    const int steps = wanted < CUBIC_STEPS_MAX ? (int)wanted : CUBIC_STEPS_MAX;
    for (int i = 1; i <= steps; i++) {
        const float t = (float)i / (float)steps, s = 1 - t;
        const float a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
        pen_line(pen, a * x + b * p[0] + c * p[2] + d * p[4],
                 a * y + b * p[1] + c * p[3] + d * p[5], i < steps || join);
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

// Adds 256 a whole pixel to sums[0..width).
static void add_span(uint16_t *sums, int32_t width, float from, float to)
{
    from = from < 0 ? 0 : from;
    to = to > (float)width ? (float)width : to;
    if (from >= to) {
        return;
    }
    const int32_t first = (int32_t)from;
    int32_t last = (int32_t)to;
    if (first == last) {
        sums[first] += (uint16_t)((to - from) * 256);
        return;
    }
    sums[first] += (uint16_t)(((float)first + 1 - from) * 256);
    for (int32_t i = first + 1; i < last; i++) {
        sums[i] += 256;
    }
    if (last < width) {
        sums[last] += (uint16_t)((to - (float)last) * 256);
    }
}

struct scan {
    const struct edges *edges;
    struct crossing *crossings;
    size_t *active;
    size_t active_count, next;
    uint16_t *sums;
    uint8_t *mask;
    int32_t left, width;
};

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
            add_span(scan->sums, scan->width, scan->crossings[i].x,
                     scan->crossings[i + 1].x);
        }
    }
}

static bool scan_row(struct scan *scan, int32_t y, float offset_y)
{
    memset(scan->sums, 0, (size_t)scan->width * sizeof(*scan->sums));
    for (int sub = 0; sub < SUB; sub++) {
        scan_line(scan, (float)y + ((float)sub + 0.5f) / SUB - offset_y);
    }
    bool any = false;
    for (int32_t i = 0; i < scan->width; i++) {
        const unsigned coverage = (scan->sums[i] * 255u + 128u * SUB) / (256u * SUB);
        scan->mask[i] = (uint8_t)(coverage > 255 ? 255 : coverage);
        any = any || coverage;
    }
    return any;
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
    scan.sums = malloc(((size_t)box.w + 1) * sizeof(*scan.sums));
    scan.mask = malloc((size_t)box.w + 1);
    if (!box.w || !scan.crossings || !scan.active || !scan.sums || !scan.mask) {
        goto out;
    }
    const uint32_t pixel = raster_premultiply(rgba, 255);
    for (int32_t row = box.y; row < box.y + box.h; row++) {
        if (scan_row(&scan, row, y)) {
            raster_mask_row(raster, clip, row, box.x, scan.mask, box.w, pixel);
        }
    }
out:
    free(scan.crossings);
    free(scan.active);
    free(scan.sums);
    free(scan.mask);
    free(edges.items);
}
