// Preloaded into the screen's program: CPU of its own thread for every frame that reached
// the display, all of what it did since it slept or since the frame before; and for what
// took longer than a frame and showed nothing. $FRAMES_REPORT gets a line of JSON when
// the program ends.
#include <SDL.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FRAMES_MAX = 100000 };
static double frames[FRAMES_MAX];
static size_t frame_count;
static double before_ms;
static const double FRAME_MS = 16.7;

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void end_frame(double least_ms)
{
    const double now_ms = cpu_ms();
    if (before_ms > 0 && now_ms - before_ms > least_ms && frame_count < FRAMES_MAX) {
        frames[frame_count++] = now_ms - before_ms;
    }
    before_ms = now_ms;
}

__attribute__((visibility("default"))) int SDL_WaitEventTimeout(SDL_Event *event,
                                                                int timeout_ms)
{
    static int (*real)(SDL_Event * event, int timeout_ms);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "SDL_WaitEventTimeout");
    }
    end_frame(FRAME_MS);
    const int result = real(event, timeout_ms);
    before_ms = cpu_ms();
    return result;
}

__attribute__((visibility("default"))) int
SDL_UpdateWindowSurfaceRects(SDL_Window *window, const SDL_Rect *rects, int count)
{
    static int (*real)(SDL_Window * window, const SDL_Rect *rects, int count);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "SDL_UpdateWindowSurfaceRects");
    }
    const int result = real(window, rects, count);
    end_frame(0);
    return result;
}

static int by_size(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

__attribute__((destructor)) static void report(void)
{
    const char *path = getenv("FRAMES_REPORT");
    FILE *file = path && frame_count ? fopen(path, "w") : NULL;
    if (!file) {
        return;
    }
    size_t missed = 0;
    for (size_t i = 0; i < frame_count; i++) {
        missed += frames[i] > FRAME_MS;
    }
    qsort(frames, frame_count, sizeof(*frames), by_size);
    fprintf(file,
            "{\"frames\": %zu, \"missed\": %zu, \"p50_ms\": %.2f, \"p99_ms\": %.2f, "
            "\"max_ms\": %.2f}\n",
            frame_count, missed, frames[frame_count / 2], frames[frame_count * 99 / 100],
            frames[frame_count - 1]);
    fclose(file);
}
