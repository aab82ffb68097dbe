// The composition root of the screen: builds the parts in order, loops, tears down in
// reverse.
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "child.h"
#include "config/config.h"
#include "kiosk.h"
#include "media.h"
#include "pages.h"
#include "script.h"
#include "store/lock.h"
#include "theme.h"
#include "watch.h"

struct program {
    struct options options;
    struct arena arena; // settings and paths
    struct config config;
    const char *data, *share;
    int lock; // -1: none
    struct media media;
    struct kiosk kiosk;
    struct watch watch;
    struct child sync;
};

static void ring(void *context)
{
    (void)context;
    platform_ring();
}

static void content_changed(void *context)
{
    store_reader_refresh(context);
}

// assets and fonts: beside the program's folder, or where $FOYER_SHARE says.
static const char *find_share(struct arena *arena)
{
    const char *wish = getenv("FOYER_SHARE");
    char path[4096];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (wish || length <= 0) {
        return wish ? wish : "/usr/share/foyer";
    }
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    *slash = '\0';
    return path_join(arena, path, "../share/foyer");
}

static bool load_settings(struct program *program)
{
    const struct options *options = &program->options;
    struct config_error error;
    config_init(&program->config);
    const char *path = options->config;
    if (!path && !options->data && file_exists(CONFIG_DEFAULT_PATH)) {
        path = CONFIG_DEFAULT_PATH;
    }
    if (path && !config_load(&program->arena, path, &program->config, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return false;
    }
    program->options.config = path;
    program->data =
        options->data ? options->data : arena_cstr(&program->arena, program->config.data);
    return true;
}

static void set_languages(struct program *program, struct model_settings *settings)
{
    static const char *const spoken[] = {"en", "sq", "bg"};
    const struct config *config = &program->config;
    if (program->options.lang) {
        settings->languages[settings->language_count++] =
            str_from_cstr(program->options.lang);
    }
    for (size_t i = 0; program->options.config && i < config->language_count; i++) {
        settings->languages[settings->language_count++] = config->languages[i];
    }
    for (size_t i = 0; !program->options.config && i < sizeof(spoken) / sizeof(*spoken);
         i++) {
        settings->languages[settings->language_count++] = str_from_cstr(spoken[i]);
    }
    // Each once, the first mention counts.
    size_t kept = 0;
    for (size_t i = 0; i < settings->language_count; i++) {
        bool known = false;
        for (size_t k = 0; k < kept; k++) {
            known |= str_equal(settings->languages[k], settings->languages[i]);
        }
        if (!known) {
            settings->languages[kept++] = settings->languages[i];
        }
    }
    settings->language_count = kept;
}

static bool start_clock(struct program *program)
{
    struct kiosk *kiosk = &program->kiosk;
    int64_t now_ms = 0;
    kiosk->clock = clock_shifted(&kiosk->shift);
    if (program->options.now) {
        if (!clock_parse_rfc3339(str_from_cstr(program->options.now), &now_ms)) {
            fprintf(stderr, "foyer: --now %s: give a time like 2026-11-21T13:32:00Z\n",
                    program->options.now);
            return false;
        }
        clock_shift_set_utc(&kiosk->shift, now_ms);
    }
    return true;
}

static bool start_model(struct program *program)
{
    const struct config *config = &program->config;
    struct model_settings settings = {
        .ask_after_ms = config->idle.ask_s * 1000,
        .countdown_ms = config->idle.countdown_s * 1000,
        .slide_ms = config->idle.slide_s * 1000,
        .venue = config->venue,
        .stale_after_ms = config->stale_after_h * 3600 * 1000,
        .less_motion = program->options.less_motion,
    };
    set_languages(program, &settings);
    program->kiosk.model = model_create(&settings, &program->kiosk.clock);
    return program->kiosk.model != NULL;
}

// Parts that say themselves what is wrong.
static bool start_screen(struct program *program)
{
    struct kiosk *kiosk = &program->kiosk;
    const struct options *options = &program->options;
    struct arena *arena = &program->arena;
    kiosk->theme = ui_theme_paper();
    if (options->theme && !theme_load(options->theme, &kiosk->theme)) {
        return false;
    }
    kiosk->i18n = i18n_create(path_join(arena, program->share, "locale"));
    kiosk->formats = kiosk->i18n ? i18n_formats_create(kiosk->i18n) : NULL;
    kiosk->fonts = platform_fonts_create(path_join(arena, program->share, "fonts"));
    if (!kiosk->formats || !kiosk->fonts) {
        return false;
    }
    kiosk->ui = ui_create(platform_fonts_measure(kiosk->fonts));
    return kiosk->ui != NULL;
}

static enum platform_output output_of(const struct program *program)
{
    const char *wish = program->options.renderer;
    if (wish && strcmp(wish, "surface") == 0) {
        return PLATFORM_SURFACE;
    }
    if (wish && strcmp(wish, "renderer") == 0) {
        return PLATFORM_RENDERER;
    }
    static const enum platform_output of_config[] = {
        [CONFIG_RENDERER_AUTO] = PLATFORM_AUTO,
        [CONFIG_RENDERER_SURFACE] = PLATFORM_SURFACE,
        [CONFIG_RENDERER_RENDERER] = PLATFORM_RENDERER,
    };
    return wish ? PLATFORM_AUTO : of_config[program->config.screen.renderer];
}

// A page's covers and pictures fill a part of the screen; those of the page before stay
// too.
static bool start_images(struct program *program)
{
    struct kiosk *kiosk = &program->kiosk;
    const size_t screen_bytes = (size_t)kiosk->width_px * (size_t)kiosk->height_px * 4;
    program->media = (struct media){.data_folder = program->data};
    kiosk->images = platform_images_create(
        &(struct platform_images_options){.budget_bytes = screen_bytes + screen_bytes / 2,
                                          .read = media_read,
                                          .bell = ring,
                                          .context = &program->media});
    return kiosk->images && platform_images_start(kiosk->images);
}

static bool start_window(struct program *program)
{
    struct kiosk *kiosk = &program->kiosk;
    const struct options *options = &program->options;
    const bool sized = options->width_px != 0;
    kiosk->headless = options->headless;
    kiosk->window = platform_window_create(&(struct platform_window_options){
        .title = "Foyer",
        .width_px = sized ? options->width_px : (int32_t)program->config.screen.width_px,
        .height_px =
            sized ? options->height_px : (int32_t)program->config.screen.height_px,
        .headless = options->headless,
        .windowed = options->windowed || !program->config.screen.fullscreen,
        .output = output_of(program),
    });
    if (!kiosk->window) {
        return false;
    }
    const struct raster *raster = platform_window_raster(kiosk->window);
    kiosk->width_px = raster->width;
    kiosk->height_px = raster->height;
    kiosk->repaint_all = kiosk->dirty = true;
    kiosk->zoom = program->config.screen.scale_percent
                      ? (float)program->config.screen.scale_percent / 100
                      : 1;
    if (!start_images(program)) {
        return false;
    }
    kiosk->painter =
        (struct platform_painter){.fonts = kiosk->fonts, .images = kiosk->images};
    return true;
}

static bool start_reader(struct program *program)
{
    struct kiosk *kiosk = &program->kiosk;
    kiosk->reader = store_reader_create(
        &(struct store_reader_options){.data_folder = program->data, .bell = ring});
    if (!kiosk->reader || !store_reader_start(kiosk->reader)) {
        return false;
    }
    // Without the watch new content shows at the next visit: no reason to stay dark.
    (void)!watch_start(&program->watch, program->data, content_changed, kiosk->reader);
    return true;
}

static bool open_page(struct kiosk *kiosk, const char *name)
{
    if (page_open(kiosk, str_from_cstr(name), STR(""), NULL)) {
        return true;
    }
    fprintf(stderr,
            "foyer: --start %s: give attract, home, activities, contests, careers or "
            "network\n",
            name);
    return false;
}

static bool start(struct program *program)
{
    const struct options *options = &program->options;
    if (!store_lock(program->data, STORE_LOCK_SCREEN, &program->lock)) {
        fprintf(stderr, "foyer: %s: %s\n", program->data,
                errno == EWOULDBLOCK ? "another foyer shows this folder already"
                                     : strerror(errno));
        return false;
    }
    if (!start_clock(program) || !start_screen(program) || !start_model(program) ||
        !start_window(program) || !start_reader(program)) {
        return false;
    }
    if (program->config.usage) {
        program->kiosk.usage = usage_create(program->data);
        (void)!usage_start(program->kiosk.usage); // it said so: nothing is counted
    }
    if (options->start && !open_page(&program->kiosk, options->start)) {
        return false;
    }
    const bool wanted = program->config.feed_count || program->config.upload.url.len;
    if (!options->no_sync && !options->script && wanted) {
        (void)child_start_sync(&program->sync, options->config);
    }
    return true;
}

static void finish(struct program *program)
{
    struct kiosk *kiosk = &program->kiosk;
    child_stop(&program->sync);
    watch_stop(&program->watch);
    if (kiosk->reader) {
        store_reader_stop(kiosk->reader);
        store_reader_join(kiosk->reader);
    }
    if (kiosk->images) {
        platform_images_stop(kiosk->images);
        platform_images_join(kiosk->images);
    }
    if (kiosk->usage) {
        usage_stop(kiosk->usage);
        usage_join(kiosk->usage);
    }
    usage_destroy(kiosk->usage);
    ui_destroy(kiosk->ui);
    model_destroy(kiosk->model);
    store_reader_destroy(kiosk->reader);
    platform_images_destroy(kiosk->images);
    platform_window_destroy(kiosk->window);
    platform_fonts_destroy(kiosk->fonts);
    i18n_formats_destroy(kiosk->formats);
    i18n_destroy(kiosk->i18n);
    if (program->lock >= 0) {
        store_unlock(program->lock);
    }
    arena_finish(&program->arena);
}

// glibc raises its own thresholds when pictures are freed, and from then on keeps their
// room in a heap full of holes: a third of the memory of a visit.
static void keep_heap_small(void)
{
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    mallopt(M_TRIM_THRESHOLD, 256 * 1024);
}

int main(int count, char **arguments)
{
    keep_heap_small();
    const struct clock real = clock_system();
    struct program program = {.lock = -1};
    program.kiosk.started_ms = clock_monotonic_ms(&real);
    const enum options_result parsed = options_parse(count, arguments, &program.options);
    if (parsed != OPTIONS_RUN) {
        return parsed == OPTIONS_DONE ? EXIT_SUCCESS : 2;
    }
    arena_init(&program.arena, 0);
    program.share = find_share(&program.arena);
    if (!load_settings(&program)) {
        arena_finish(&program.arena);
        return 2;
    }
    bool good = start(&program);
    if (good && program.options.script) {
        good = script_run(&program.kiosk, program.options.script, program.options.shots);
    } else if (good) {
        kiosk_run(&program.kiosk);
    }
    finish(&program);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
