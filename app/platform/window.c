#include "platform/window.h"

#include <SDL.h>
#include <SDL_image.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

struct platform_window {
    SDL_Window *window;
    SDL_Renderer *renderer; // NULL: the window surface or memory
    SDL_Texture *texture;
    SDL_Surface *surface; // what is painted on
    struct raster raster;
    bool own_surface, headless;
    bool mouse_down;
};

// ---- surfaces ----

static void set_raster(struct platform_window *window)
{
    const SDL_Surface *surface = window->surface;
    window->raster = (struct raster){surface->pixels, surface->w, surface->h,
                                     surface->pitch / (int)sizeof(uint32_t)};
}

static void drop_surface(struct platform_window *window)
{
    if (window->own_surface) {
        SDL_FreeSurface(window->surface);
    }
    window->surface = NULL;
    if (window->texture) {
        SDL_DestroyTexture(window->texture);
        window->texture = NULL;
    }
}

static bool memory_surface(struct platform_window *window, int width, int height)
{
    window->surface =
        SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888);
    window->own_surface = true;
    return window->surface != NULL;
}

static bool texture_surface(struct platform_window *window)
{
    int width = 0, height = 0;
    if (SDL_GetRendererOutputSize(window->renderer, &width, &height) != 0) {
        return false;
    }
    window->texture = SDL_CreateTexture(window->renderer, SDL_PIXELFORMAT_ARGB8888,
                                        SDL_TEXTUREACCESS_STREAMING, width, height);
    if (!window->texture) {
        return false;
    }
    SDL_SetTextureBlendMode(window->texture, SDL_BLENDMODE_NONE);
    return memory_surface(window, width, height);
}

// A window surface of another format is copied to on show.
static bool window_surface(struct platform_window *window)
{
    SDL_Surface *surface = SDL_GetWindowSurface(window->window);
    if (!surface) {
        return false;
    }
    const Uint32 format = surface->format->format;
    if (format == SDL_PIXELFORMAT_RGB888 || format == SDL_PIXELFORMAT_ARGB8888) {
        window->surface = surface;
        window->own_surface = false;
        return true;
    }
    return memory_surface(window, surface->w, surface->h);
}

static bool make_surface(struct platform_window *window, int width, int height)
{
    drop_surface(window);
    const bool made = window->headless   ? memory_surface(window, width, height)
                      : window->renderer ? texture_surface(window)
                                         : window_surface(window);
    if (made) {
        set_raster(window);
    }
    return made;
}

const struct raster *platform_window_raster(struct platform_window *window)
{
    return &window->raster;
}

static void show_texture(struct platform_window *window, const struct ui_rect *rects,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const SDL_Rect rect = {rects[i].x, rects[i].y, rects[i].w, rects[i].h};
        const uint32_t *pixels =
            window->raster.pixels + (ptrdiff_t)rect.y * window->raster.stride + rect.x;
        SDL_UpdateTexture(window->texture, &rect, pixels, window->surface->pitch);
    }
    SDL_RenderCopy(window->renderer, window->texture, NULL, NULL);
    SDL_RenderPresent(window->renderer);
}

void platform_window_show(struct platform_window *window, const struct ui_rect *rects,
                          size_t count)
{
    enum { AT_ONCE = 64 };
    if (window->headless || count == 0) {
        return;
    }
    if (window->renderer) {
        show_texture(window, rects, count);
        return;
    }
    SDL_Rect list[AT_ONCE];
    const int most = (int)(count < AT_ONCE ? count : AT_ONCE);
    for (int i = 0; i < most; i++) {
        list[i] = (SDL_Rect){rects[i].x, rects[i].y, rects[i].w, rects[i].h};
        if (window->own_surface) {
            SDL_Rect to = list[i];
            SDL_BlitSurface(window->surface, &list[i],
                            SDL_GetWindowSurface(window->window), &to);
        }
    }
    SDL_UpdateWindowSurfaceRects(window->window, list, most);
}

bool platform_window_shot(struct platform_window *window, const char *path)
{
    SDL_Surface *opaque =
        SDL_ConvertSurfaceFormat(window->surface, SDL_PIXELFORMAT_RGB24, 0);
    const bool saved = opaque && IMG_SavePNG(opaque, path) == 0;
    SDL_FreeSurface(opaque);
    return saved;
}

bool platform_window_resize(struct platform_window *window, int32_t width_px,
                            int32_t height_px)
{
    SDL_SetWindowSize(window->window, width_px, height_px);
    return make_surface(window, width_px, height_px);
}

// ---- life ----

static bool open_video(const struct platform_window_options *options)
{
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
    if (options->headless) {
        SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy");
    }
    if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS) != 0) {
        log_error("platform", "no display: %s", SDL_GetError());
        return false;
    }
    return true;
}

static bool wants_renderer(const struct platform_window_options *options)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    const bool x11 = driver && strcmp(driver, "x11") == 0;
    return options->output == PLATFORM_RENDERER ||
           (options->output == PLATFORM_AUTO && !x11);
}

static bool open_window(struct platform_window *window,
                        const struct platform_window_options *options)
{
    SDL_DisplayMode mode = {.w = 1920, .h = 1080};
    (void)SDL_GetDesktopDisplayMode(0, &mode);
    const int width = options->width_px ? options->width_px : mode.w;
    const int height = options->height_px ? options->height_px : mode.h;
    const bool plain = options->windowed || options->headless;
    const Uint32 flags = plain ? SDL_WINDOW_RESIZABLE : SDL_WINDOW_BORDERLESS;
    const int place = plain ? (int)SDL_WINDOWPOS_UNDEFINED : 0;
    window->headless = options->headless;
    window->window = SDL_CreateWindow(options->title, place, place, width, height, flags);
    if (!window->window) {
        return false;
    }
    if (!options->headless && wants_renderer(options)) {
        window->renderer = SDL_CreateRenderer(window->window, -1, 0);
        if (!window->renderer) {
            return false;
        }
    }
    if (!plain) {
        SDL_ShowCursor(SDL_DISABLE);
    }
    return make_surface(window, width, height);
}

struct platform_window *
platform_window_create(const struct platform_window_options *options)
{
    if (!open_video(options)) {
        return NULL;
    }
    struct platform_window *window = calloc(1, sizeof(*window));
    if (!window || !open_window(window, options)) {
        log_error("platform", "no window: %s", SDL_GetError());
        platform_window_destroy(window);
        return NULL;
    }
    SDL_StartTextInput();
    return window;
}

void platform_window_destroy(struct platform_window *window)
{
    if (window) {
        drop_surface(window);
        if (window->renderer) {
            SDL_DestroyRenderer(window->renderer);
        }
        if (window->window) {
            SDL_DestroyWindow(window->window);
        }
        free(window);
    }
    IMG_Quit();
    SDL_Quit();
}
