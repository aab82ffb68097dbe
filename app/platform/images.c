#include "platform/images.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/queue.h"
#include "base/thread.h"

enum { ENTRIES = 512, WAITING_MAX = 32, OBJECT_BYTES_MAX = 24 << 20, HASH_HEX = 64 };

enum entry_state { ENTRY_EMPTY, ENTRY_READY, ENTRY_WAITING, ENTRY_FAILED };

struct entry {
    enum entry_state state;
    bool arrived; // ready since the last painting
    uint64_t key, used;
    struct raster texture;
};

struct job {
    uint64_t key;
    char sha256[HASH_HEX];
    int32_t width, height;
    bool done;
    struct raster image;
};

struct platform_images {
    struct platform_images_options options;
    struct entry entries[ENTRIES];
    size_t bytes, waiting;
    uint64_t tick;
    bool starved, retry; // a picture found no place in the queue; there is place again
    struct queue jobs, finished;
    pthread_t thread;
    bool running;
};

static size_t raster_bytes(const struct raster *raster)
{
    return (size_t)raster->width * (size_t)raster->height * sizeof(uint32_t);
}

// ---- loader thread ----

static void *load(void *argument)
{
    struct platform_images *images = argument;
    for (struct job *job; (job = queue_wait_pop(&images->jobs));) {
        struct arena arena;
        arena_init(&arena, OBJECT_BYTES_MAX + (64 << 10));
        struct str bytes;
        const struct platform_images_options *options = &images->options;
        job->done = options->read &&
                    options->read(options->context, &arena,
                                  (struct str){job->sha256, HASH_HEX}, &bytes) &&
                    platform_image_decode(bytes, job->width, job->height, &job->image);
        arena_finish(&arena);
        // The queue holds as many as may wait, so it is only ever refused when closed.
        if (!queue_push(&images->finished, job)) {
            free(job->image.pixels);
            free(job);
        } else if (options->bell) {
            options->bell(options->context);
        }
    }
    return NULL;
}

// ---- entries ----

static void drop(struct platform_images *images, struct entry *entry)
{
    if (entry->state == ENTRY_READY) {
        images->bytes -= raster_bytes(&entry->texture);
        free(entry->texture.pixels);
    }
    *entry = (struct entry){0};
}

static struct entry *find(struct platform_images *images, uint64_t key)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        if (images->entries[i].state != ENTRY_EMPTY && images->entries[i].key == key) {
            return &images->entries[i];
        }
    }
    return NULL;
}

static struct entry *oldest(struct platform_images *images, bool with_pixels)
{
    struct entry *found = NULL;
    for (size_t i = 0; i < ENTRIES; i++) {
        struct entry *entry = &images->entries[i];
        const bool fits =
            entry->state == ENTRY_READY || (!with_pixels && entry->state == ENTRY_FAILED);
        if (fits && (!found || entry->used < found->used)) {
            found = entry;
        }
    }
    return found;
}

// A free entry; the one longest not used gives way.
static struct entry *claim(struct platform_images *images)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        if (images->entries[i].state == ENTRY_EMPTY) {
            return &images->entries[i];
        }
    }
    struct entry *entry = oldest(images, false);
    if (entry) {
        drop(images, entry);
    }
    return entry;
}

// Room for `bytes` more; the one just asked for may alone be larger than the budget.
static void make_room(struct platform_images *images, size_t bytes)
{
    while (images->bytes + bytes > images->options.budget_bytes) {
        struct entry *entry = oldest(images, true);
        if (!entry) {
            return;
        }
        drop(images, entry);
    }
}

// ---- drawn ----

static void draw_shapes(const struct raster *raster, const struct ui_shapes *shapes)
{
    const struct raster_clip clip = {.rect = {0, 0, raster->width, raster->height}};
    raster_fill(raster, clip.rect, shapes->background);
    for (size_t i = 0; i < shapes->count; i++) {
        const struct ui_shape *shape = &shapes->items[i];
        const struct raster_path path = {.xy = shape->xy,
                                         .verbs = shape->verbs,
                                         .count = shape->count,
                                         .stroke_width = shape->stroke_width,
                                         .flat_cap = !shape->round_cap};
        raster_draw_path(raster, &clip, 0, 0, &path, shape->color);
    }
}

static void mirror(const struct raster *raster)
{
    for (int32_t y = 0; y < raster->height; y++) {
        uint32_t *row = raster->pixels + (ptrdiff_t)y * raster->stride;
        for (int32_t x = 0; x < raster->width / 2; x++) {
            const uint32_t pixel = row[x];
            row[x] = row[raster->width - 1 - x];
            row[raster->width - 1 - x] = pixel;
        }
    }
}

static bool draw_texture(const struct ui_command *command, const struct raster *raster)
{
    struct arena arena;
    arena_init(&arena, 8 << 20);
    struct ui_shapes shapes;
    if (command->kind == UI_DRAW_ICON) {
        const int32_t size =
            raster->width < raster->height ? raster->width : raster->height;
        shapes =
            ui_icon_shapes(&arena, command->as.icon.icon, command->color, (float)size);
    } else {
        shapes = ui_cover_shapes(&arena, &command->as.art, (float)raster->width,
                                 (float)raster->height);
    }
    draw_shapes(raster, &shapes);
    if (command->kind == UI_DRAW_ICON && command->as.icon.mirrored) {
        mirror(raster);
    }
    arena_finish(&arena);
    return true;
}

static uint64_t drawn_key(const struct ui_command *command)
{
    uint64_t key = hash_bytes(HASH_SEED, &command->rect.w, 2 * sizeof(command->rect.w));
    if (command->kind == UI_DRAW_ICON) {
        const uint32_t parts[3] = {(uint32_t)command->as.icon.icon, command->color,
                                   command->as.icon.mirrored};
        return hash_bytes(key, parts, sizeof(parts));
    }
    key = hash_bytes(key, command->as.art.palette, sizeof(command->as.art.palette));
    key = hash_bytes(key, &command->as.art.seed, sizeof(command->as.art.seed));
    return hash_bytes(key, &command->as.art.field, sizeof(command->as.art.field));
}

static const struct raster *drawn(struct platform_images *images,
                                  const struct ui_command *command)
{
    const uint64_t key = drawn_key(command);
    struct entry *entry = find(images, key);
    if (entry) {
        entry->used = ++images->tick;
        return &entry->texture;
    }
    const int64_t pixels = (int64_t)command->rect.w * command->rect.h;
    if (command->rect.w <= 0 || command->rect.h <= 0 ||
        pixels > PLATFORM_IMAGE_MAX_PIXELS) {
        return NULL;
    }
    const struct raster texture = {calloc((size_t)pixels, sizeof(uint32_t)),
                                   command->rect.w, command->rect.h, command->rect.w};
    if (!texture.pixels) {
        return NULL;
    }
    draw_texture(command, &texture);
    make_room(images, raster_bytes(&texture));
    entry = claim(images);
    if (!entry) {
        free(texture.pixels);
        return NULL;
    }
    *entry = (struct entry){
        .state = ENTRY_READY, .key = key, .used = ++images->tick, .texture = texture};
    images->bytes += raster_bytes(&texture);
    return &entry->texture;
}

// ---- pictures ----

static uint64_t picture_key(const struct ui_command *command)
{
    const uint64_t key =
        hash_bytes(HASH_SEED, &command->rect.w, 2 * sizeof(command->rect.w));
    return hash_bytes(key, command->as.art.sha256.ptr, command->as.art.sha256.len);
}

static void ask(struct platform_images *images, const struct ui_command *command)
{
    struct entry *entry = images->waiting < WAITING_MAX ? claim(images) : NULL;
    struct job *job = entry ? calloc(1, sizeof(*job)) : NULL;
    if (!job) {
        images->starved = true;
        return;
    }
    *job = (struct job){
        .key = picture_key(command), .width = command->rect.w, .height = command->rect.h};
    memcpy(job->sha256, command->as.art.sha256.ptr, HASH_HEX);
    if (!queue_push(&images->jobs, job)) {
        images->starved = true;
        free(job);
        return;
    }
    images->waiting++;
    *entry = (struct entry){.state = ENTRY_WAITING, .key = job->key};
}

const struct raster *platform_images_texture(struct platform_images *images,
                                             const struct ui_command *command)
{
    if (command->kind != UI_DRAW_PICTURE || command->as.art.sha256.len != HASH_HEX) {
        return drawn(images, command);
    }
    struct entry *entry = find(images, picture_key(command));
    if (!entry && images->running) {
        ask(images, command);
    } else if (entry && entry->state == ENTRY_READY) {
        entry->used = ++images->tick;
        return &entry->texture;
    }
    return drawn(images, command);
}

static void keep(struct platform_images *images, struct job *job)
{
    struct entry *entry = find(images, job->key);
    images->waiting--;
    if (!entry || !job->done) {
        free(job->image.pixels);
        if (entry) {
            entry->state = ENTRY_FAILED;
        }
        return;
    }
    make_room(images, raster_bytes(&job->image));
    images->bytes += raster_bytes(&job->image);
    *entry = (struct entry){.state = ENTRY_READY,
                            .arrived = true,
                            .key = job->key,
                            .used = ++images->tick,
                            .texture = job->image};
}

bool platform_images_collect(struct platform_images *images)
{
    bool any = false;
    for (struct job *job; (job = queue_try_pop(&images->finished));) {
        any = any || job->done;
        keep(images, job);
        free(job);
        images->retry = images->starved;
    }
    images->starved = images->starved && !images->retry;
    return any || images->retry;
}

bool platform_images_loading(struct platform_images *images)
{
    return images->waiting > 0 || images->starved || images->retry;
}

bool platform_images_arrived(struct platform_images *images,
                             const struct ui_command *command)
{
    if (command->as.art.sha256.len != HASH_HEX) {
        return false;
    }
    const struct entry *entry = find(images, picture_key(command));
    return entry ? entry->arrived : images->retry;
}

void platform_images_painted(struct platform_images *images)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        images->entries[i].arrived = false;
    }
    images->retry = false;
}

void platform_images_retry_failed(struct platform_images *images)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        if (images->entries[i].state == ENTRY_FAILED) {
            drop(images, &images->entries[i]);
        }
    }
}

size_t platform_images_bytes(const struct platform_images *images)
{
    return images->bytes;
}

// ---- life ----

struct platform_images *
platform_images_create(const struct platform_images_options *options)
{
    struct platform_images *images = calloc(1, sizeof(*images));
    if (!images) {
        return NULL;
    }
    images->options = *options;
    if (!images->options.budget_bytes) {
        images->options.budget_bytes = 24 << 20;
    }
    if (!queue_init(&images->jobs, WAITING_MAX) ||
        !queue_init(&images->finished, WAITING_MAX + 1)) {
        platform_images_destroy(images);
        return NULL;
    }
    return images;
}

bool platform_images_start(struct platform_images *images)
{
    images->running = thread_start(&images->thread, "loader", load, images);
    return images->running;
}

void platform_images_stop(struct platform_images *images)
{
    for (struct job *job; (job = queue_try_pop(&images->jobs));) {
        free(job);
    }
    queue_close(&images->jobs);
}

void platform_images_join(struct platform_images *images)
{
    if (images->running) {
        thread_join(images->thread);
    }
    images->running = false;
}

void platform_images_destroy(struct platform_images *images)
{
    if (!images) {
        return;
    }
    for (struct job *job;
         images->finished.items && (job = queue_try_pop(&images->finished));) {
        free(job->image.pixels);
        free(job);
    }
    for (size_t i = 0; i < ENTRIES; i++) {
        drop(images, &images->entries[i]);
    }
    queue_finish(&images->jobs);
    queue_finish(&images->finished);
    free(images);
}
