#include "store/state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "paths.h"

enum { STATE_SIZE_MAX = 4096 };

// A text that cannot break out of its line.
static bool is_word(struct str s, size_t most)
{
    if (s.len >= most) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < ' ' || s.ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

static bool take_time(struct str value, int64_t *out_time)
{
    return str_to_int64(value, out_time) && *out_time >= 0;
}

static bool take_text(struct str value, char *out_text, size_t size)
{
    return is_word(value, size) && str_to_cstr(value, out_text, size);
}

static bool take_hash(struct str value, char out_hex[STORE_HASH_HEX + 1])
{
    return store_hash_valid(value) && str_to_cstr(value, out_hex, STORE_HASH_HEX + 1);
}

// Keys that are not known are left to newer programs.
static bool take_line(struct str key, struct str value, struct store_feed_state *state)
{
    if (str_equal(key, STR("trusted-version"))) {
        return take_time(value, &state->trusted_version);
    }
    if (str_equal(key, STR("trusted-set"))) {
        return take_time(value, &state->trusted_set);
    }
    if (str_equal(key, STR("key-set"))) {
        return take_time(value, &state->key_set);
    }
    if (str_equal(key, STR("trusted-index"))) {
        return take_hash(value, state->trusted_index);
    }
    if (str_equal(key, STR("anchor"))) {
        return take_hash(value, state->anchor);
    }
    if (str_equal(key, STR("etag"))) {
        return take_text(value, state->etag, sizeof(state->etag));
    }
    if (str_equal(key, STR("checked"))) {
        return take_time(value, &state->checked_utc_ms);
    }
    if (str_equal(key, STR("synced"))) {
        return take_time(value, &state->synced_utc_ms);
    }
    if (str_equal(key, STR("last-error"))) {
        return take_text(value, state->last_error, sizeof(state->last_error));
    }
    return true;
}

static bool parse(struct str text, struct store_feed_state *state)
{
    if (!str_ends_with(text, STR("end\n"))) {
        return false;
    }
    struct str line;
    while (str_cut(&text, '\n', &line)) {
        struct str key, value = line;
        if (!line.len || str_equal(line, STR("end"))) {
            continue;
        }
        if (!str_cut(&value, ' ', &key) || !value.ptr || !take_line(key, value, state)) {
            return false;
        }
    }
    return true;
}

bool store_feed_state_read(const char *data_folder, struct str feed,
                           struct store_feed_state *out_state)
{
    *out_state = (struct store_feed_state){0};
    struct arena arena;
    arena_init(&arena, 0);
    struct str text;
    struct store_feed_state state = {0};
    const char *path = store_path_state(&arena, data_folder, feed);
    bool good = path != NULL;
    if (good && file_read(&arena, path, STATE_SIZE_MAX, &text)) {
        good = parse(text, &state);
        if (good) {
            *out_state = state;
        } else {
            log_warn("store", "%s is damaged", path);
        }
    } else if (good) {
        good = errno == ENOENT;
    }
    arena_finish(&arena);
    return good;
}

static bool add_text(struct buffer *text, const char *key, const char *value)
{
    return !value[0] || buffer_printf(text, "%s %s\n", key, value);
}

static bool write_text(struct buffer *text, const struct store_feed_state *state)
{
    return buffer_printf(text, "trusted-version %lld\n",
                         (long long)state->trusted_version) &&
           add_text(text, "trusted-index", state->trusted_index) &&
           buffer_printf(text, "trusted-set %lld\nkey-set %lld\n",
                         (long long)state->trusted_set, (long long)state->key_set) &&
           add_text(text, "anchor", state->anchor) &&
           add_text(text, "etag", state->etag) &&
           buffer_printf(text, "checked %lld\nsynced %lld\n",
                         (long long)state->checked_utc_ms,
                         (long long)state->synced_utc_ms) &&
           add_text(text, "last-error", state->last_error) &&
           buffer_add(text, STR("end\n"));
}

static bool hash_or_empty(const char *hex)
{
    return !hex[0] || store_hash_valid(str_from_cstr(hex));
}

static bool is_sound(const struct store_feed_state *state)
{
    return is_word(str_from_cstr(state->etag), sizeof(state->etag)) &&
           is_word(str_from_cstr(state->last_error), sizeof(state->last_error)) &&
           hash_or_empty(state->trusted_index) && hash_or_empty(state->anchor);
}

// Versions count under their key set; another anchor is another story.
static bool falls(const struct store_feed_state *state,
                  const struct store_feed_state *before)
{
    if (strcmp(state->anchor, before->anchor) != 0) {
        return false;
    }
    return state->key_set < before->key_set || state->trusted_set < before->trusted_set ||
           (state->trusted_set == before->trusted_set &&
            state->trusted_version < before->trusted_version);
}

bool store_feed_state_write(const char *data_folder, struct str feed,
                            const struct store_feed_state *state)
{
    struct store_feed_state before;
    // A damaged file has no version to fall below.
    const bool known = store_feed_state_read(data_folder, feed, &before);
    if (known && falls(state, &before)) {
        errno = EPERM;
        return false;
    }
    struct arena arena;
    struct buffer text;
    arena_init(&arena, 0);
    buffer_init(&text, STATE_SIZE_MAX);
    char *path = store_path_state(&arena, data_folder, feed);
    bool done = path && is_sound(state);
    if (!done) {
        errno = EINVAL;
    }
    if (done) {
        char *slash = strrchr(path, '/');
        *slash = '\0';
        done = folder_make(path);
        *slash = '/';
    }
    done = done && write_text(&text, state) && file_write(path, buffer_view(&text));
    buffer_finish(&text);
    arena_finish(&arena);
    return done;
}

static char *attempt_path(struct arena *arena, const char *data_folder)
{
    return path_join(arena, data_folder, "feeds/last_error"); // '_': never a feed's id
}

bool store_attempt_write(const char *data_folder, struct str word)
{
    char before[STORE_WORD_MAX];
    store_attempt_read(data_folder, before);
    if (str_equal(str_from_cstr(before), word)) {
        return true;
    }
    struct arena arena;
    arena_init(&arena, 0);
    const char *path = attempt_path(&arena, data_folder);
    const bool done =
        word.len ? folder_make(path_join(&arena, data_folder, "feeds")) &&
                       file_write(path, arena_printf(&arena, "%.*s\n", STR_ARG(word)))
                 : unlink(path) == 0 || errno == ENOENT;
    arena_finish(&arena);
    return done;
}

void store_attempt_read(const char *data_folder, char out_word[STORE_WORD_MAX])
{
    struct arena arena;
    struct str word;
    arena_init(&arena, 0);
    out_word[0] = '\0';
    if (file_read(&arena, attempt_path(&arena, data_folder), STORE_WORD_MAX, &word) &&
        is_word(str_trim(word), STORE_WORD_MAX)) {
        (void)str_to_cstr(str_trim(word), out_word, STORE_WORD_MAX);
    }
    arena_finish(&arena);
}
