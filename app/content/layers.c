#include "content/layers.h"

#include <stdio.h>
#include <string.h>

enum { BUCKETS = 4096, LINE_MAX = 256 * 1024 };

// ---- RFC 7396 ----

static struct value copy_members(struct arena *arena, const struct value *map,
                                 size_t room)
{
    struct value copy = {.type = VALUE_MAP, .key = map->key, .line = map->line};
    copy.items = ARENA_ARRAY(arena, struct value, map->count + room);
    if (map->count) {
        memcpy(copy.items, map->items, map->count * sizeof(*copy.items));
    }
    copy.count = map->count;
    return copy;
}

static void remove_member(struct value *map, size_t at)
{
    map->count--;
    memmove(&map->items[at], &map->items[at + 1],
            (map->count - at) * sizeof(*map->items));
}

// Source: RFC 7396, section 2.
struct value content_merge_patch(struct arena *arena, const struct value *target,
                                 const struct value *patch)
{
    if (patch->type != VALUE_MAP) {
        return *patch;
    }
    static const struct value nothing = {.type = VALUE_MAP};
    const bool map = target && target->type == VALUE_MAP;
    struct value merged = copy_members(arena, map ? target : &nothing, patch->count);
    for (size_t i = 0; i < patch->count; i++) {
        const struct value *change = &patch->items[i];
        size_t at = 0;
        while (at < merged.count && !str_equal(merged.items[at].key, change->key)) {
            at++;
        }
        const bool there = at < merged.count;
        if (change->type == VALUE_NULL) {
            if (there) {
                remove_member(&merged, at);
            }
            continue;
        }
        struct value item =
            content_merge_patch(arena, there ? &merged.items[at] : NULL, change);
        item.key = change->key;
        merged.items[at] = item;
        merged.count += !there;
    }
    return merged;
}

// ---- names of what came of it ----

struct str content_fate_name(enum content_fate fate)
{
    static const char *const names[] = {
        [AMENDMENT_APPLIED] = "applied", [AMENDMENT_CHANGED] = "changed",
        [AMENDMENT_GONE] = "gone",       [AMENDMENT_NOT_BELOW] = "not-below",
        [AMENDMENT_TWICE] = "twice",     [AMENDMENT_IDENTITY] = "identity",
        [AMENDMENT_INVALID] = "invalid", [AMENDMENT_MANY] = "many"};
    return str_from_cstr(names[fate]);
}

const char *content_fate_text(enum content_fate fate)
{
    static const char *const texts[] = {
        [AMENDMENT_APPLIED] = "is in force",
        [AMENDMENT_CHANGED] = "the record has changed since it was written",
        [AMENDMENT_GONE] = "there is no such record below",
        [AMENDMENT_NOT_BELOW] = "the record is not of a layer below",
        [AMENDMENT_TWICE] = "this layer amends the record already",
        [AMENDMENT_IDENTITY] = "id and kind stay as they are",
        [AMENDMENT_INVALID] = "what it makes is no valid record",
        [AMENDMENT_MANY] = "there are too many amendments"};
    return texts[fate];
}

// ---- the overlay ----

size_t content_layer_of(const struct str *feeds, size_t count, struct str feed)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(feeds[i], feed)) {
            return i;
        }
    }
    return SIZE_MAX;
}

void content_overlay_init(struct content_overlay *overlay, struct arena *arena,
                          const struct content_stack *stack)
{
    *overlay = (struct content_overlay){.arena = arena, .stack = *stack};
    overlay->buckets = ARENA_ARRAY(arena, size_t, BUCKETS);
}

static size_t *bucket_of(const struct content_overlay *overlay, size_t layer,
                         struct str id)
{
    return &overlay->buckets[hash_bytes(str_hash(id), &layer, sizeof(layer)) % BUCKETS];
}

static struct content_change *find(const struct content_overlay *overlay, size_t layer,
                                   struct str id)
{
    size_t number = *bucket_of(overlay, layer, id);
    while (number) {
        struct content_change *change = &overlay->changes[number - 1];
        if (change->layer == layer && str_equal(change->id, id)) {
            return change;
        }
        number = change->next;
    }
    return NULL;
}

const struct content_change *content_overlay_find(const struct content_overlay *overlay,
                                                  size_t layer, struct str id)
{
    return find(overlay, layer, id);
}

bool content_overlay_line(const struct content_overlay *overlay, struct arena *arena,
                          size_t layer, struct str id, struct str *out_line)
{
    const struct content_change *change = find(overlay, layer, id);
    if (change) {
        *out_line = change->line;
        return !change->hidden;
    }
    const struct content_stack *stack = &overlay->stack;
    return stack->line(stack->context, arena, layer, id, out_line);
}

// Room for one more item of an array in the arena.
static void *grow(struct arena *arena, void *items, size_t size, size_t count,
                  size_t *capacity)
{
    if (count < *capacity) {
        return items;
    }
    *capacity = *capacity ? *capacity * 2 : 16;
    void *grown = arena_array(arena, size, *capacity);
    if (count) {
        memcpy(grown, items, count * size);
    }
    return grown;
}

static struct content_change *change_of(struct content_overlay *overlay, size_t layer,
                                        struct str id)
{
    struct content_change *change = find(overlay, layer, id);
    if (change) {
        return change;
    }
    overlay->changes = grow(overlay->arena, overlay->changes, sizeof(*change),
                            overlay->change_count, &overlay->change_capacity);
    size_t *bucket = bucket_of(overlay, layer, id);
    change = &overlay->changes[overlay->change_count];
    *change = (struct content_change){
        .layer = layer, .id = arena_str(overlay->arena, id), .next = *bucket};
    *bucket = ++overlay->change_count;
    return change;
}

static bool write_line(struct arena *arena, const struct value *map, struct str *out_line)
{
    struct buffer buffer;
    buffer_init(&buffer, LINE_MAX);
    const bool fits = value_write_json(&buffer, map);
    if (fits) {
        *out_line = arena_str(arena, buffer_view(&buffer));
    }
    buffer_finish(&buffer);
    return fits;
}

// The pictures stand in the amendment's own `media`, so that they are published and
// fetched like any others.
static struct str whole_patch(struct arena *arena, const struct content_record *amendment)
{
    const struct content_record pictures = {
        .kind = CONTENT_ACTIVITY,
        .media = {amendment->media.items, amendment->media.count}};
    if (!amendment->media.count) {
        return amendment->patch;
    }
    struct str line = content_record_write(arena, &pictures); // {"kind":…,"media":[…]}
    const size_t at = str_find(line, STR("\"media\":"), 0);
    line = str_slice(line, at, line.len - 1);
    const struct str rest = str_slice(amendment->patch, 0, amendment->patch.len - 1);
    return rest.len > 1 ? arena_printf(arena, "%.*s,%.*s}", STR_ARG(rest), STR_ARG(line))
                        : arena_printf(arena, "{%.*s}", STR_ARG(line));
}

static bool same_identity(const struct value *base, const struct value *merged)
{
    static const char *const keys[] = {"id", "kind"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        struct str before, after;
        if (!value_get_string(base, str_from_cstr(keys[i]), &before) ||
            !value_get_string(merged, str_from_cstr(keys[i]), &after) ||
            !str_equal(before, after)) {
            return false;
        }
    }
    return true;
}

// What the patch makes of the line; all but the result lives in `scratch`.
static enum content_fate merge(struct arena *scratch, struct str line,
                               const struct content_record *amendment,
                               struct str *out_merged, struct content_error *out_error)
{
    struct value base, change;
    if (!value_parse_json(scratch, line, NULL, &base, out_error) ||
        !value_parse_json(scratch, whole_patch(scratch, amendment), NULL, &change,
                          out_error)) {
        return AMENDMENT_INVALID;
    }
    const struct value merged = content_merge_patch(scratch, &base, &change);
    if (!same_identity(&base, &merged)) {
        return AMENDMENT_IDENTITY;
    }
    return write_line(scratch, &merged, out_merged) ? AMENDMENT_APPLIED
                                                    : AMENDMENT_INVALID;
}

// Read from its text again, so that every limit of a record holds for it.
static enum content_fate patch(struct arena *scratch, struct str line,
                               const struct content_record *amendment,
                               struct str *out_line, struct content_error *out_error)
{
    struct str merged;
    struct content_record record;
    const enum content_fate fate = merge(scratch, line, amendment, &merged, out_error);
    if (fate != AMENDMENT_APPLIED) {
        return fate;
    }
    if (!content_record_parse(scratch, merged, &record, out_error)) {
        return AMENDMENT_INVALID;
    }
    *out_line = content_record_write(scratch, &record);
    return AMENDMENT_APPLIED;
}

static bool is_full(const struct content_overlay *overlay)
{
    return overlay->amended_count >= CONTENT_AMENDMENTS_MAX ||
           overlay->arena->total_bytes >= CONTENT_OVERLAY_BYTES;
}

static void keep_change(struct content_overlay *overlay, size_t below, size_t layer,
                        const struct content_record *amendment, struct str line)
{
    struct content_change *change = change_of(overlay, below, amendment->amended);
    change->hidden = amendment->hide;
    change->by = layer;
    change->line = arena_str(overlay->arena, line);
}

static enum content_fate amend(struct content_overlay *overlay, struct arena *scratch,
                               size_t layer, const struct content_record *amendment,
                               struct content_error *out_error)
{
    const struct content_stack *stack = &overlay->stack;
    const struct str id = amendment->amended;
    const size_t below =
        content_layer_of(stack->feeds, stack->count, amendment->amended_feed);
    struct str line, made = STR("");
    if (below != SIZE_MAX && below >= layer) {
        return AMENDMENT_NOT_BELOW;
    }
    const struct content_change *known =
        below == SIZE_MAX ? NULL : find(overlay, below, id);
    if (known && known->by == layer) {
        return AMENDMENT_TWICE;
    }
    if (below == SIZE_MAX || !content_overlay_line(overlay, scratch, below, id, &line)) {
        return AMENDMENT_GONE;
    }
    char hash[65];
    stack->hash(line, hash);
    const bool same =
        !amendment->base.len || str_equal(str_from_cstr(hash), amendment->base);
    enum content_fate fate = same ? AMENDMENT_APPLIED : AMENDMENT_CHANGED;
    if (!amendment->hide && same) {
        fate = patch(scratch, line, amendment, &made, out_error);
    }
    if (fate == AMENDMENT_APPLIED || amendment->hide) {
        keep_change(overlay, below, layer, amendment, made);
    }
    return fate;
}

enum content_fate content_overlay_amend(struct content_overlay *overlay, size_t layer,
                                        const struct content_record *amendment)
{
    struct arena *arena = overlay->arena;
    struct content_amended entry = {.layer = layer, .hides = amendment->hide};
    if (is_full(overlay)) {
        overlay->set_aside++;
        return AMENDMENT_MANY;
    }
    struct arena scratch;
    arena_init(&scratch, 0);
    entry.fate = amend(overlay, &scratch, layer, amendment, &entry.error);
    arena_finish(&scratch);
    overlay->set_aside += entry.fate != AMENDMENT_APPLIED;
    entry.id = arena_str(arena, amendment->id);
    entry.feed = arena_str(arena, amendment->amended_feed);
    entry.record = arena_str(arena, amendment->amended);
    overlay->amended = grow(arena, overlay->amended, sizeof(entry),
                            overlay->amended_count, &overlay->amended_capacity);
    overlay->amended[overlay->amended_count++] = entry;
    return entry.fate;
}
