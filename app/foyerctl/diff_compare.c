// What has changed in one record: its JSON, member by member, each told as its author
// would say it.
#include <string.h>

#include "content/fields.h"
#include "content/value.h"
#include "diff.h"

struct compare {
    struct arena *arena;
    struct diff_changes changes;
};

static void add_change(struct compare *compare, const struct diff_change *change)
{
    struct diff_changes *all = &compare->changes;
    if (all->count == all->capacity) {
        const size_t capacity = all->capacity ? all->capacity * 2 : 8;
        struct diff_change *items =
            ARENA_ARRAY(compare->arena, struct diff_change, capacity);
        if (all->count) {
            memcpy(items, all->items, all->count * sizeof(*items));
        }
        all->items = items;
        all->capacity = capacity;
    }
    all->items[all->count++] = *change;
}

// ---- values in words ----
static int64_t number_of(const struct value *map, const char *key, int64_t missing)
{
    const struct value *found = value_get(map, str_from_cstr(key));
    return found && found->type == VALUE_INTEGER ? found->integer : missing;
}

static struct str text_of(const struct value *map, const char *key)
{
    const struct value *found = value_get(map, str_from_cstr(key));
    return found && found->type == VALUE_STRING ? found->string : STR("");
}

static struct str session_words(struct arena *arena, const struct value *session)
{
    static const char *const days[] = {"Mondays", "Tuesdays",  "Wednesdays", "Thursdays",
                                       "Fridays", "Saturdays", "Sundays"};
    const int64_t weekday = number_of(session, "weekday", -1);
    const int64_t start = number_of(session, "start_min", 0);
    const int64_t end = number_of(session, "end_min", 0);
    const struct str from = text_of(session, "from"), until = text_of(session, "until");
    const struct str place = text_of(session, "place");
    const struct value *except = value_get(session, STR("except"));
    const bool weekly = weekday >= 0 && weekday < 7;
    struct buffer words;
    buffer_init(&words, 0);
    buffer_printf(&words, "%.*s %02lld:%02lld-%02lld:%02lld",
                  weekly ? (int)strlen(days[weekday]) : (int)from.len,
                  weekly     ? days[weekday]
                  : from.len ? from.ptr
                             : "",
                  (long long)(start / 60), (long long)(start % 60), (long long)(end / 60),
                  (long long)(end % 60));
    if (weekly && from.len) {
        buffer_printf(&words, " from %.*s", STR_ARG(from));
    }
    if (until.len) {
        buffer_printf(&words, " until %.*s", STR_ARG(until));
    }
    for (size_t i = 0; except && except->type == VALUE_LIST && i < except->count; i++) {
        buffer_printf(&words, "%s %.*s", i ? "," : " except",
                      STR_ARG(except->items[i].string));
    }
    if (place.len) {
        buffer_printf(&words, " at %.*s", STR_ARG(place));
    }
    const struct str all = arena_str(arena, buffer_view(&words));
    buffer_finish(&words);
    return all;
}

static struct str picture_words(struct arena *arena, const struct value *picture)
{
    const struct value *alt = value_get(picture, STR("alt"));
    const struct str shows = alt && alt->type == VALUE_MAP && alt->count
                                 ? alt->items[0].string
                                 : STR("no description");
    return arena_printf(arena, "%.*s (%lld x %lld, %lld bytes)", STR_ARG(shows),
                        (long long)number_of(picture, "width_px", 0),
                        (long long)number_of(picture, "height_px", 0),
                        (long long)number_of(picture, "size_bytes", 0));
}

static struct str words_of(struct arena *arena, struct str key, const struct value *value)
{
    switch (value->type) {
    case VALUE_STRING:
        return value->string;
    case VALUE_INTEGER:
        return arena_printf(arena, "%lld", (long long)value->integer);
    case VALUE_BOOL:
        return value->integer ? STR("yes") : STR("no");
    case VALUE_MAP:
    case VALUE_LIST:
    case VALUE_NULL:
    case VALUE_REAL:
        break;
    }
    if (str_equal(key, STR("sessions")) || str_equal(key, STR("opening"))) {
        return session_words(arena, value);
    }
    if (str_equal(key, STR("media"))) {
        return picture_words(arena, value);
    }
    struct buffer words;
    buffer_init(&words, 0);
    for (size_t i = 0; i < value->count; i++) {
        const struct value *item = &value->items[i];
        buffer_printf(&words, "%s%.*s%s%.*s", i ? ", " : "", STR_ARG(item->key),
                      item->key.len ? ": " : "",
                      STR_ARG(words_of(arena, item->key, item)));
    }
    const struct str all = arena_str(arena, buffer_view(&words));
    buffer_finish(&words);
    return all;
}

// ---- comparing ----
static struct str json_of(struct arena *arena, const struct value *value)
{
    struct buffer buffer;
    buffer_init(&buffer, 0);
    value_write_json(&buffer, value);
    const struct str text = arena_str(arena, buffer_view(&buffer));
    buffer_finish(&buffer);
    return text;
}

// Where a value stands: what its members are called, and what it is itself.
struct place {
    struct str path, key;
};

static void compare_values(struct compare *compare, struct place place,
                           const struct value *old, const struct value *new);

// {"en": "...", "sq": "..."}
static bool is_text(const struct value *map)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct value *item = &map->items[i];
        if (item->type != VALUE_STRING ||
            !content_form_check(FORM_LANGUAGE, NULL, item->key)) {
            return false;
        }
    }
    return true;
}

static void compare_members(struct compare *compare, struct str path,
                            const struct value *old, const struct value *new)
{
    struct arena *arena = compare->arena;
    const bool text = path.len && is_text(old) && is_text(new);
    size_t i = 0, j = 0;
    while (i < old->count || j < new->count) {
        const int order = i == old->count ? 1
                          : j == new->count
                              ? -1
                              : str_compare(old->items[i].key, new->items[j].key);
        const struct value *a = order <= 0 ? &old->items[i++] : NULL;
        const struct value *b = order >= 0 ? &new->items[j++] : NULL;
        const struct str key = a ? a->key : b->key;
        if (text) {
            if (a && b && str_equal(a->string, b->string)) {
                continue;
            }
            add_change(compare, &(struct diff_change){path, key, a ? a->string : STR(""),
                                                      b ? b->string : STR("")});
            continue;
        }
        const struct place place = {
            .path = path.len
                        ? arena_printf(arena, "%.*s %.*s", STR_ARG(path), STR_ARG(key))
                        : key,
            .key = key};
        compare_values(compare, place, a, b);
    }
}

// Items of `items` that `others` lacks, in their order.
static size_t unmatched(struct arena *arena, const struct value *items,
                        const struct value *others, const struct value **out_left)
{
    size_t count = 0;
    bool *taken = ARENA_ARRAY(arena, bool, others->count + 1);
    struct str *texts = ARENA_ARRAY(arena, struct str, others->count + 1);
    for (size_t j = 0; j < others->count; j++) {
        texts[j] = json_of(arena, &others->items[j]);
    }
    for (size_t i = 0; i < items->count; i++) {
        const struct str text = json_of(arena, &items->items[i]);
        bool found = false;
        for (size_t j = 0; j < others->count && !found; j++) {
            found = !taken[j] && str_equal(text, texts[j]);
            taken[j] |= found;
        }
        if (!found) {
            out_left[count++] = &items->items[i];
        }
    }
    return count;
}

// Two items that are the same thing in two states, so that their members compare.
static bool akin(struct str key, const struct value *old, const struct value *new)
{
    if (old->type != VALUE_MAP || new->type != VALUE_MAP ||
        str_equal(key, STR("sessions")) || str_equal(key, STR("opening"))) {
        return false;
    }
    return !str_equal(key, STR("media")) ||
           str_equal(text_of(old, "sha256"), text_of(new, "sha256"));
}

static void compare_lists(struct compare *compare, struct place place,
                          const struct value *old, const struct value *new)
{
    struct arena *arena = compare->arena;
    const struct value **a = ARENA_ARRAY(arena, const struct value *, old->count + 1);
    const struct value **b = ARENA_ARRAY(arena, const struct value *, new->count + 1);
    const size_t gone = unmatched(arena, old, new, a);
    const size_t come = unmatched(arena, new, old, b);
    for (size_t i = 0; i < gone || i < come; i++) {
        if (i < gone && i < come && akin(place.key, a[i], b[i])) {
            const struct str path = arena_printf(arena, "%.*s %zu", STR_ARG(place.path),
                                                 (size_t)(b[i] - new->items) + 1);
            compare_members(compare, path, a[i], b[i]);
            continue;
        }
        if (i < gone) {
            add_change(compare,
                       &(struct diff_change){.member = place.path,
                                             .old = words_of(arena, place.key, a[i])});
        }
        if (i < come) {
            add_change(compare,
                       &(struct diff_change){.member = place.path,
                                             .new = words_of(arena, place.key, b[i])});
        }
    }
    if (!gone && !come) {
        add_change(compare,
                   &(struct diff_change){.member = arena_printf(arena, "order of %.*s",
                                                                STR_ARG(place.path)),
                                         .old = words_of(arena, STR(""), old),
                                         .new = words_of(arena, STR(""), new)});
    }
}

static const struct value *empty_like(const struct value *value)
{
    static const struct value list = {.type = VALUE_LIST}, map = {.type = VALUE_MAP};
    return value->type == VALUE_LIST ? &list : value->type == VALUE_MAP ? &map : NULL;
}

static void compare_values(struct compare *compare, struct place place,
                           const struct value *old, const struct value *new)
{
    struct arena *arena = compare->arena;
    if (old && new &&str_equal(json_of(arena, old), json_of(arena, new))) {
        return;
    }
    const struct value *a = old ? old : empty_like(new);
    const struct value *b = new ? new : empty_like(old);
    if (a && b && a->type == VALUE_MAP && b->type == VALUE_MAP) {
        compare_members(compare, place.path, a, b);
    } else if (a && b && a->type == VALUE_LIST && b->type == VALUE_LIST) {
        compare_lists(compare, place, a, b);
    } else {
        add_change(compare, &(struct diff_change){
                                .member = place.path,
                                .old = old ? words_of(arena, place.key, old) : STR(""),
                                .new = new ? words_of(arena, place.key, new) : STR("")});
    }
}

struct diff_changes diff_compare(struct arena *arena, struct str old, struct str new)
{
    struct compare compare = {.arena = arena};
    struct value a, b;
    struct content_error error;
    if (value_parse_json(arena, old, &value_limits_default, &a, &error) &&
        value_parse_json(arena, new, &value_limits_default, &b, &error)) {
        compare_members(&compare, STR(""), &a, &b);
    }
    return compare.changes;
}
