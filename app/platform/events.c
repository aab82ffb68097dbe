// SDL's events as ours. The mouse is one more finger.
#include <SDL.h>
#include <string.h>

#include "platform/window.h"

enum { MOUSE_FINGER = -1 };

static void at_mouse(struct platform_event *event, enum platform_event_kind kind, int x,
                     int y)
{
    event->kind = kind;
    event->finger = MOUSE_FINGER;
    event->x_px = (float)x;
    event->y_px = (float)y;
}

static bool from_mouse(const SDL_Event *from, struct platform_event *out)
{
    switch (from->type) {
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        if (from->button.button != SDL_BUTTON_LEFT ||
            from->button.which == SDL_TOUCH_MOUSEID) {
            return false;
        }
        at_mouse(out, from->type == SDL_MOUSEBUTTONDOWN ? PLATFORM_DOWN : PLATFORM_UP,
                 from->button.x, from->button.y);
        return true;
    case SDL_MOUSEMOTION:
        if (!(from->motion.state & SDL_BUTTON_LMASK) ||
            from->motion.which == SDL_TOUCH_MOUSEID) {
            return false;
        }
        at_mouse(out, PLATFORM_MOVE, from->motion.x, from->motion.y);
        return true;
    case SDL_MOUSEWHEEL: {
        int x, y;
        SDL_GetMouseState(&x, &y);
        at_mouse(out, PLATFORM_WHEEL, x, y);
        out->y_px = from->wheel.preciseY * 100;
        return from->wheel.preciseY != 0;
    }
    default:
        return false;
    }
}

static bool from_finger(const SDL_Event *from, const struct raster *raster,
                        struct platform_event *out)
{
    out->kind = from->type == SDL_FINGERDOWN     ? PLATFORM_DOWN
                : from->type == SDL_FINGERMOTION ? PLATFORM_MOVE
                                                 : PLATFORM_UP;
    out->finger = from->tfinger.fingerId;
    out->x_px = from->tfinger.x * (float)raster->width;
    out->y_px = from->tfinger.y * (float)raster->height;
    return true;
}

static bool from_key(const SDL_Event *from, struct platform_event *out)
{
    static const struct {
        SDL_Keycode code;
        enum platform_key key;
    } keys[] = {
        {SDLK_UP, PLATFORM_KEY_UP},          {SDLK_DOWN, PLATFORM_KEY_DOWN},
        {SDLK_LEFT, PLATFORM_KEY_LEFT},      {SDLK_RIGHT, PLATFORM_KEY_RIGHT},
        {SDLK_RETURN, PLATFORM_KEY_ENTER},   {SDLK_KP_ENTER, PLATFORM_KEY_ENTER},
        {SDLK_SPACE, PLATFORM_KEY_ENTER},    {SDLK_ESCAPE, PLATFORM_KEY_BACK},
        {SDLK_BACKSPACE, PLATFORM_KEY_BACK}, {SDLK_AC_BACK, PLATFORM_KEY_BACK},
        {SDLK_TAB, PLATFORM_KEY_NEXT},
    };
    out->kind = PLATFORM_KEY;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (keys[i].code == from->key.keysym.sym) {
            out->key = keys[i].key;
        }
    }
    if (out->key == PLATFORM_KEY_NEXT && from->key.keysym.mod & KMOD_SHIFT) {
        out->key = PLATFORM_KEY_PREVIOUS;
    }
    return out->key != PLATFORM_KEY_NONE;
}

static bool from_window(struct platform_window *window, const SDL_Event *from,
                        struct platform_event *out)
{
    if (from->window.event == SDL_WINDOWEVENT_SIZE_CHANGED) {
        const struct raster *raster = platform_window_raster(window);
        const int32_t width = from->window.data1, height = from->window.data2;
        out->kind = PLATFORM_RESIZED;
        return (width != raster->width || height != raster->height) &&
               platform_window_resize(window, width, height);
    }
    out->kind = PLATFORM_EXPOSED;
    return from->window.event == SDL_WINDOWEVENT_EXPOSED;
}

static bool translate(struct platform_window *window, const SDL_Event *from,
                      struct platform_event *out)
{
    *out = (struct platform_event){.kind = PLATFORM_NOTHING};
    switch (from->type) {
    case SDL_QUIT:
        out->kind = PLATFORM_QUIT;
        return true;
    case SDL_USEREVENT:
        out->kind = PLATFORM_BELL;
        return true;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        return from_finger(from, platform_window_raster(window), out);
    case SDL_KEYDOWN:
        return from_key(from, out);
    case SDL_TEXTINPUT:
        out->kind = PLATFORM_TEXT;
        memcpy(out->text, from->text.text, sizeof(out->text));
        out->text[sizeof(out->text) - 1] = '\0';
        return true;
    case SDL_WINDOWEVENT:
        return from_window(window, from, out);
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        out->kind = PLATFORM_EXPOSED;
        return true;
    default:
        return from_mouse(from, out);
    }
}

bool platform_window_wait(struct platform_window *window, int timeout_ms,
                          struct platform_event *out_event)
{
    SDL_Event event;
    const int got = timeout_ms == 0  ? SDL_PollEvent(&event)
                    : timeout_ms < 0 ? SDL_WaitEvent(&event)
                                     : SDL_WaitEventTimeout(&event, timeout_ms);
    // An event that means nothing to us counts as a short wait: the caller looks at its
    // deadlines anyway.
    *out_event = (struct platform_event){.kind = PLATFORM_NOTHING};
    if (got && !translate(window, &event, out_event)) {
        out_event->kind = PLATFORM_NOTHING;
    }
    return got != 0;
}

void platform_ring(void)
{
    SDL_Event event = {.type = SDL_USEREVENT};
    (void)SDL_PushEvent(&event);
}

void platform_push_finger(struct platform_window *window, enum platform_event_kind kind,
                          int64_t finger, float x_px, float y_px)
{
    const struct raster *raster = platform_window_raster(window);
    SDL_Event event = {.type = kind == PLATFORM_DOWN   ? SDL_FINGERDOWN
                               : kind == PLATFORM_MOVE ? SDL_FINGERMOTION
                                                       : SDL_FINGERUP};
    event.tfinger.touchId = 1;
    event.tfinger.fingerId = finger;
    event.tfinger.x = x_px / (float)raster->width;
    event.tfinger.y = y_px / (float)raster->height;
    event.tfinger.pressure = 1;
    (void)SDL_PushEvent(&event);
}

bool platform_push_key(struct str name)
{
    char text[32];
    if (!str_to_cstr(name, text, sizeof(text))) {
        return false;
    }
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.keysym.sym = SDL_GetKeyFromName(strcmp(text, "Enter") == 0  ? "Return"
                                              : strcmp(text, "Back") == 0 ? "Escape"
                                                                          : text);
    if (event.key.keysym.sym == SDLK_UNKNOWN) {
        return false;
    }
    event.key.state = SDL_PRESSED;
    (void)SDL_PushEvent(&event);
    event.type = SDL_KEYUP;
    (void)SDL_PushEvent(&event);
    return true;
}

void platform_push_text(struct str text)
{
    for (size_t offset = 0; offset < text.len;) {
        const size_t start = offset;
        (void)utf8_next(text, &offset);
        SDL_Event event = {.type = SDL_TEXTINPUT};
        memcpy(event.text.text, text.ptr + start, offset - start);
        (void)SDL_PushEvent(&event);
    }
}
