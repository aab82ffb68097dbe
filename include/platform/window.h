// The window, or memory in its place, and what comes from its fingers and keys. ui thread
// only, but platform_ring.
#ifndef PLATFORM_WINDOW_H
#define PLATFORM_WINDOW_H

#include "platform/raster.h"

struct platform_window;

enum platform_output {
    PLATFORM_AUTO,    // the window surface on X11, else the renderer
    PLATFORM_SURFACE, // X11 only
    PLATFORM_RENDERER
};

struct platform_window_options {
    const char *title;
    int32_t width_px, height_px; // 0: the display's
    bool headless;               // no display: SDL's dummy driver
    bool windowed;               // else borderless over the whole display
    enum platform_output output;
};

enum platform_event_kind {
    PLATFORM_NOTHING, // time is up
    PLATFORM_BELL,    // another thread has something
    PLATFORM_DOWN,
    PLATFORM_MOVE,
    PLATFORM_UP,
    PLATFORM_WHEEL,
    PLATFORM_KEY,
    PLATFORM_TEXT,
    PLATFORM_RESIZED, // raster and size are new: paint everything
    PLATFORM_EXPOSED, // paint everything
    PLATFORM_QUIT
};
enum platform_key {
    PLATFORM_KEY_NONE,
    PLATFORM_KEY_UP,
    PLATFORM_KEY_DOWN,
    PLATFORM_KEY_LEFT,
    PLATFORM_KEY_RIGHT,
    PLATFORM_KEY_ENTER,
    PLATFORM_KEY_BACK,
    PLATFORM_KEY_NEXT,
    PLATFORM_KEY_PREVIOUS
};
struct platform_event {
    enum platform_event_kind kind;
    int64_t finger; // -1: the mouse
    float x_px, y_px;
    enum platform_key key;
    char text[32]; // PLATFORM_TEXT: UTF-8
};

// NULL, logged, when there is no display.
struct platform_window *
platform_window_create(const struct platform_window_options *options);
void platform_window_destroy(struct platform_window *window); // accepts NULL

const struct raster *platform_window_raster(struct platform_window *window);
// Brings the painted rects to the display.
void platform_window_show(struct platform_window *window, const struct ui_rect *rects,
                          size_t count);
// Waits at most timeout_ms (< 0: without end) for the next event.
bool platform_window_wait(struct platform_window *window, int timeout_ms,
                          struct platform_event *out_event);
NODISCARD bool platform_window_resize(struct platform_window *window, int32_t width_px,
                                      int32_t height_px);
NODISCARD bool platform_window_shot(struct platform_window *window,
                                    const char *path); // PNG

// A payload-free event that ends a wait; any thread. Lost when SDL's queue is full.
void platform_ring(void);

// ---- a person made of code: events enter where SDL's own do ----
void platform_push_finger(struct platform_window *window, enum platform_event_kind kind,
                          int64_t finger, float x_px, float y_px);
NODISCARD bool platform_push_key(struct str name); // SDL's key names: "Return", "Left"
void platform_push_text(struct str text);

#endif
