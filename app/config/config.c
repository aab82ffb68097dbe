#include "config/config.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "config/yaml.h"

enum { CONFIG_FILE_MAX = 256 * 1024 };

struct reading {
    struct arena *arena;
    const char *name, *folder;
    struct config_error *error;
    bool failed; // the first fault is told, the rest is read on in silence
};

// How one key is read into the struct at `base`.
struct key {
    const char *name;
    void (*read)(struct reading *reading, const struct key *key, const struct yaml *node,
                 void *base);
    size_t offset;
    int64_t min, max;
    const struct key *keys; // of a map
    bool required;
};

static void fault(struct reading *reading, int64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fault(struct reading *reading, int64_t line, const char *format, ...)
{
    if (reading->failed) {
        return;
    }
    va_list arguments;
    char text[200];
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    snprintf(reading->error->text, sizeof(reading->error->text), "%.80s:%lld: %s",
             reading->name, (long long)line, text);
    reading->failed = true;
}

static const struct key *find_key(const struct key *keys, struct str name)
{
    for (; keys->name; keys++) {
        if (str_equal(str_from_cstr(keys->name), name)) {
            return keys;
        }
    }
    return NULL;
}

static void unknown_key(struct reading *reading, const struct key *keys,
                        const struct yaml *node)
{
    char known[160] = "";
    for (; keys->name; keys++) {
        const size_t used = strlen(known);
        snprintf(known + used, sizeof(known) - used, "%s%s", used ? ", " : "",
                 keys->name);
    }
    fault(reading, node->key_line, "unknown key '%.*s'; known here: %s",
          STR_ARG(node->key), known);
}

static void read_map(struct reading *reading, const struct key *keys,
                     const struct yaml *map, void *base)
{
    if (map->type != YAML_MAP) {
        fault(reading, map->line, "wants keys and values, like 'data: /var/lib/foyer'");
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct key *key = find_key(keys, map->items[i].key);
        if (key) {
            key->read(reading, key, &map->items[i], base);
        } else {
            unknown_key(reading, keys, &map->items[i]);
        }
    }
    for (; keys->name; keys++) {
        if (keys->required && !yaml_get(map, str_from_cstr(keys->name))) {
            fault(reading, map->line, "'%s' is missing", keys->name);
        }
    }
}

// ---- readers of single values ----

static void *target(void *base, const struct key *key)
{
    return (char *)base + key->offset;
}

static bool want_text(struct reading *reading, const struct key *key,
                      const struct yaml *node)
{
    if (node->type == YAML_TEXT && node->text.len && node->text.len <= 1024 &&
        !memchr(node->text.ptr, '\n', node->text.len)) {
        return true;
    }
    fault(reading, node->line, "'%s' wants one line of text", key->name);
    return false;
}

static void read_integer(struct reading *reading, const struct key *key,
                         const struct yaml *node, void *base)
{
    if (!yaml_integer(node, key->min, key->max, target(base, key))) {
        fault(reading, node->line, "'%s' wants a whole number from %lld to %lld",
              key->name, (long long)key->min, (long long)key->max);
    }
}

static void read_bool(struct reading *reading, const struct key *key,
                      const struct yaml *node, void *base)
{
    if (!yaml_bool(node, target(base, key))) {
        fault(reading, node->line, "'%s' wants true or false", key->name);
    }
}

static bool id_valid(struct str id)
{
    for (size_t i = 0; i < id.len; i++) {
        const char c = id.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
            return false;
        }
    }
    return id.len >= 1 && id.len <= 64;
}

static void read_id(struct reading *reading, const struct key *key,
                    const struct yaml *node, void *base)
{
    if (node->type != YAML_TEXT || !id_valid(node->text)) {
        fault(reading, node->line, "'%s' wants an id: 1 to 64 of a-z, 0-9, hyphen",
              key->name);
        return;
    }
    memcpy(target(base, key), &node->text, sizeof(node->text));
}

// false: not an address; else it is written without the slash at its end.
static bool take_url(struct str url, struct str *out_url)
{
    const struct str scheme =
        str_starts_with(url, STR("https://")) ? STR("https://") : STR("http://");
    bool right = str_starts_with(url, scheme) && url.len > scheme.len;
    for (size_t i = 0; right && i < url.len; i++) {
        right = (unsigned char)url.ptr[i] > 0x20 && (unsigned char)url.ptr[i] < 0x7F;
    }
    while (right && str_ends_with(url, STR("/"))) {
        url.len--;
    }
    if (right) {
        *out_url = url;
    }
    return right;
}

static void read_url(struct reading *reading, const struct key *key,
                     const struct yaml *node, void *base)
{
    struct str url = {0};
    if (!want_text(reading, key, node) || !take_url(node->text, &url)) {
        fault(reading, node->line, "'%s' wants an address like https://example.org/feed",
              key->name);
        return;
    }
    memcpy(target(base, key), &url, sizeof(url));
}

// Relative paths start at the settings' own folder, so that a set-up can be moved whole.
static struct str resolve(struct reading *reading, struct str path)
{
    if (path.ptr[0] == '/') {
        return path;
    }
    return str_from_cstr(
        path_join(reading->arena, reading->folder, arena_cstr(reading->arena, path)));
}

static void read_path(struct reading *reading, const struct key *key,
                      const struct yaml *node, void *base)
{
    if (want_text(reading, key, node)) {
        const struct str path = resolve(reading, node->text);
        memcpy(target(base, key), &path, sizeof(path));
    }
}

static void read_languages(struct reading *reading, const struct key *key,
                           const struct yaml *node, void *base)
{
    struct config *config = base;
    if (node->type != YAML_LIST || node->count == 0 ||
        node->count > CONFIG_LANGUAGES_MAX) {
        fault(reading, node->line, "'%s' wants a list like [sq, en], the default first",
              key->name);
        return;
    }
    config->language_count = 0;
    for (size_t i = 0; i < node->count; i++) {
        const struct str lang = node->items[i].text;
        const bool letters = lang.len >= 2 && lang.len <= 3 && lang.ptr[0] >= 'a' &&
                             lang.ptr[0] <= 'z' && lang.ptr[1] >= 'a' &&
                             lang.ptr[1] <= 'z';
        if (!letters) {
            fault(reading, node->items[i].line,
                  "'%s' wants language codes of two letters, like sq", key->name);
            return;
        }
        config->languages[config->language_count++] = lang;
    }
}

static void read_trust(struct reading *reading, const struct key *key,
                       const struct yaml *node, void *base)
{
    struct config_feed *feed = base;
    if (node->type != YAML_LIST || node->count == 0 || node->count > CONFIG_KEYS_MAX) {
        fault(reading, node->line, "'%s' wants a list of 1 to %d public key files",
              key->name, CONFIG_KEYS_MAX);
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (want_text(reading, key, &node->items[i])) {
            feed->trust[feed->trust_count++] = resolve(reading, node->items[i].text);
        }
    }
}

static void read_mirrors(struct reading *reading, const struct key *key,
                         const struct yaml *node, void *base)
{
    struct config_feed *feed = base;
    bool right = node->type == YAML_LIST && node->count <= CONFIG_MIRRORS_MAX;
    for (size_t i = 0; right && i < node->count; i++) {
        const struct str place = node->items[i].text;
        const bool folder = place.len > 1 && place.ptr[0] == '/';
        feed->mirrors[i] = place;
        right = node->items[i].type == YAML_TEXT &&
                (folder || take_url(place, &feed->mirrors[i]));
    }
    if (!right) {
        fault(reading, node->line,
              "'%s' wants a list of at most %d addresses or folders, the nearest first",
              key->name, CONFIG_MIRRORS_MAX);
        return;
    }
    feed->mirror_count = node->count;
}

static const struct key feed_keys[] = {
    {.name = "id",
     .read = read_id,
     .offset = offsetof(struct config_feed, id),
     .required = true},
    {.name = "url",
     .read = read_url,
     .offset = offsetof(struct config_feed, url),
     .required = true},
    {.name = "mirrors", .read = read_mirrors},
    {.name = "trust", .read = read_trust, .required = true},
    {.name = "threshold",
     .read = read_integer,
     .offset = offsetof(struct config_feed, threshold),
     .min = 1,
     .max = CONFIG_KEYS_MAX},
    {.name = "allow_private",
     .read = read_bool,
     .offset = offsetof(struct config_feed, allow_private)},
    {.name = "interval_s",
     .read = read_integer,
     .offset = offsetof(struct config_feed, interval_s),
     .min = 1,
     .max = 7 * 86400},
    {0}};

static void read_feeds(struct reading *reading, const struct key *key,
                       const struct yaml *node, void *base)
{
    struct config *config = base;
    if (node->type != YAML_LIST || node->count > CONFIG_FEEDS_MAX) {
        fault(reading, node->line,
              "'%s' wants a list of at most %d feeds, lowest layer first", key->name,
              CONFIG_FEEDS_MAX);
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        struct config_feed *feed = &config->feeds[config->feed_count];
        *feed = (struct config_feed){.interval_s = 900, .threshold = 1};
        read_map(reading, feed_keys, &node->items[i], feed);
        if (feed->threshold > (int64_t)feed->trust_count) {
            fault(reading, node->items[i].line,
                  "'threshold' wants %lld keys, 'trust' names %zu",
                  (long long)feed->threshold, feed->trust_count);
        }
        for (size_t j = 0; j < config->feed_count; j++) {
            if (str_equal(config->feeds[j].id, feed->id)) {
                fault(reading, node->items[i].line, "the feed '%.*s' stands twice",
                      STR_ARG(feed->id));
            }
        }
        config->feed_count++;
    }
}

static void read_size(struct reading *reading, const struct key *key,
                      const struct yaml *node, void *base)
{
    struct config *config = base;
    struct str rest = node->text, width = {0};
    int64_t width_px = 0, height_px = 0;
    if (node->type != YAML_TEXT || !str_cut(&rest, 'x', &width) ||
        !str_to_int64(width, &width_px) || !str_to_int64(rest, &height_px) ||
        width_px < 320 || width_px > 16384 || height_px < 240 || height_px > 16384) {
        fault(reading, node->line, "'%s' wants width and height like 1920x1080",
              key->name);
        return;
    }
    config->screen.width_px = width_px;
    config->screen.height_px = height_px;
}

static void read_renderer(struct reading *reading, const struct key *key,
                          const struct yaml *node, void *base)
{
    static const char *const names[] = {[CONFIG_RENDERER_AUTO] = "auto",
                                        [CONFIG_RENDERER_SURFACE] = "surface",
                                        [CONFIG_RENDERER_RENDERER] = "renderer"};
    struct config *config = base;
    for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (str_equal(node->text, str_from_cstr(names[i]))) {
            config->screen.renderer = (enum config_renderer)i;
            return;
        }
    }
    fault(reading, node->line, "'%s' wants auto, surface or renderer", key->name);
}

static void read_tags(struct reading *reading, const struct key *key,
                      const struct yaml *node, void *base)
{
    struct config *config = base;
    bool right = node->type == YAML_LIST && node->count <= CONFIG_TAGS_MAX;
    for (size_t i = 0; right && i < node->count; i++) {
        right = node->items[i].type == YAML_TEXT && id_valid(node->items[i].text);
        config->kiosk.tags[i] = node->items[i].text;
    }
    if (!right) {
        fault(reading, node->line, "'%s' wants a list like [fablab, school], at most %d",
              key->name, CONFIG_TAGS_MAX);
        return;
    }
    config->kiosk.tag_count = node->count;
}

static void read_usb(struct reading *reading, const struct key *key,
                     const struct yaml *node, void *base)
{
    struct config *config = base;
    bool right = node->type == YAML_LIST && node->count <= CONFIG_USB_MAX;
    for (size_t i = 0; right && i < node->count; i++) {
        config->usb[i] = node->items[i].text;
        right = node->items[i].type == YAML_TEXT && config->usb[i].len > 1 &&
                config->usb[i].len < 1024 && config->usb[i].ptr[0] == '/';
    }
    if (!right) {
        fault(reading, node->line,
              "'%s' wants a list of at most %d folders like /media/*/foyer", key->name,
              CONFIG_USB_MAX);
        return;
    }
    config->usb_count = node->count;
}

static void read_kind(struct reading *reading, const struct key *key,
                      const struct yaml *node, void *base)
{
    static const char *const names[] = {[CONFIG_UPLOAD_WEBDAV] = "webdav",
                                        [CONFIG_UPLOAD_WEBDAV_DIGEST] = "webdav-digest",
                                        [CONFIG_UPLOAD_S3] = "s3"};
    struct config *config = base;
    for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (str_equal(node->text, str_from_cstr(names[i]))) {
            config->upload.kind = (enum config_upload_kind)i;
            return;
        }
    }
    fault(reading, node->line, "'%s' wants webdav, webdav-digest or s3", key->name);
}

static void read_login(struct reading *reading, const struct key *key,
                       const struct yaml *node, void *base)
{
    if (want_text(reading, key, node) && node->text.len <= 128) {
        memcpy(target(base, key), &node->text, sizeof(node->text));
        return;
    }
    fault(reading, node->line, "'%s' wants a name of at most 128 bytes", key->name);
}

static const struct key upload_keys[] = {
    {.name = "url",
     .read = read_url,
     .offset = offsetof(struct config, upload.url),
     .required = true},
    {.name = "kind", .read = read_kind},
    {.name = "user",
     .read = read_login,
     .offset = offsetof(struct config, upload.user),
     .required = true},
    {.name = "secret_file",
     .read = read_path,
     .offset = offsetof(struct config, upload.secret_file),
     .required = true},
    {.name = "region",
     .read = read_id, // it stands in a header
     .offset = offsetof(struct config, upload.region)},
    {.name = "allow_private",
     .read = read_bool,
     .offset = offsetof(struct config, upload.allow_private)},
    {.name = "status_s",
     .read = read_integer,
     .offset = offsetof(struct config, upload.status_s),
     .min = 60,
     .max = 7 * 86400},
    {0}};

static void read_upload(struct reading *reading, const struct key *key,
                        const struct yaml *node, void *base)
{
    struct config *config = base;
    struct config_upload *upload = &config->upload;
    *upload = (struct config_upload){.status_s = 900, .region = STR("us-east-1")};
    read_map(reading, key->keys, node, base);
    if (upload->kind != CONFIG_UPLOAD_S3 &&
        str_find(upload->user, STR(":"), 0) != SIZE_MAX) {
        fault(reading, node->line, "'user' wants a name without a colon");
    }
    if (upload->kind == CONFIG_UPLOAD_WEBDAV && !upload->allow_private &&
        str_starts_with(upload->url, STR("http://"))) {
        fault(reading, node->line,
              "'%s' would send the password in clear: https, or allow_private: true in "
              "a network of your own",
              key->name);
    }
}

static void read_section(struct reading *reading, const struct key *key,
                         const struct yaml *node, void *base)
{
    read_map(reading, key->keys, node, base);
}

static const struct key idle_keys[] = {
    {.name = "ask_s",
     .read = read_integer,
     .offset = offsetof(struct config, idle.ask_s),
     .min = 5,
     .max = 86400},
    {.name = "countdown_s",
     .read = read_integer,
     .offset = offsetof(struct config, idle.countdown_s),
     .min = 3,
     .max = 600},
    {.name = "slide_s",
     .read = read_integer,
     .offset = offsetof(struct config, idle.slide_s),
     .min = 2,
     .max = 3600},
    {0}};

static const struct key screen_keys[] = {
    {.name = "fullscreen",
     .read = read_bool,
     .offset = offsetof(struct config, screen.fullscreen)},
    {.name = "size", .read = read_size},
    {.name = "scale",
     .read = read_integer,
     .offset = offsetof(struct config, screen.scale_percent),
     .min = 50,
     .max = 400},
    {.name = "renderer", .read = read_renderer},
    {0}};

static const struct key kiosk_keys[] = {
    {.name = "id", .read = read_id, .offset = offsetof(struct config, kiosk.id)},
    {.name = "tags", .read = read_tags},
    {0}};

static const struct key config_keys[] = {
    {.name = "data", .read = read_path, .offset = offsetof(struct config, data)},
    {.name = "languages", .read = read_languages},
    {.name = "feeds", .read = read_feeds},
    {.name = "idle", .read = read_section, .keys = idle_keys},
    {.name = "stale_after_h",
     .read = read_integer,
     .offset = offsetof(struct config, stale_after_h),
     .min = 1,
     .max = 24 * 365},
    {.name = "screen", .read = read_section, .keys = screen_keys},
    {.name = "venue", .read = read_id, .offset = offsetof(struct config, venue)},
    {.name = "kiosk", .read = read_section, .keys = kiosk_keys},
    {.name = "usb", .read = read_usb},
    {.name = "usage", .read = read_bool, .offset = offsetof(struct config, usage)},
    {.name = "upload", .read = read_upload, .keys = upload_keys},
    {0}};

void config_init(struct config *config)
{
    *config = (struct config){
        .data = STR("/var/lib/foyer"),
        .languages = {STR("en")},
        .language_count = 1,
        .idle = {.ask_s = 45, .countdown_s = 15, .slide_s = 8},
        .stale_after_h = 72,
        .screen = {.fullscreen = true},
        .usage = true,
    };
}

bool config_parse(struct arena *arena, const struct config_source *source,
                  struct config *out_config, struct config_error *out_error)
{
    struct reading reading = {.arena = arena,
                              .name = source->name,
                              .folder = source->folder,
                              .error = out_error};
    struct yaml root;
    struct yaml_error error = {0};
    if (!yaml_parse(arena, source->text, 1, &root, &error)) {
        fault(&reading, error.line, "%s", error.text);
        return false;
    }
    struct config config;
    config_init(&config);
    if (root.type != YAML_EMPTY) { // an empty file means the defaults
        read_map(&reading, config_keys, &root, &config);
    }
    if (!reading.failed) {
        *out_config = config;
    }
    return !reading.failed;
}

bool config_load(struct arena *arena, const char *path, struct config *out_config,
                 struct config_error *out_error)
{
    struct config_source source;
    if (!file_read(arena, path, CONFIG_FILE_MAX, &source.text)) {
        snprintf(out_error->text, sizeof(out_error->text), "%.200s: cannot be read: %s",
                 path, strerror(errno));
        return false;
    }
    const char *slash = strrchr(path, '/');
    const struct str folder =
        slash ? (struct str){path, (size_t)(slash - path) + (slash == path)} : STR(".");
    source.name = slash ? slash + 1 : path;
    source.folder = arena_cstr(arena, folder);
    return config_parse(arena, &source, out_config, out_error);
}
