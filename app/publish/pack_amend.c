// Amendments as authors write them: `change:` and `remove:` instead of a patch.
#include <string.h>

#include "pack_internal.h"

static struct value *patch_of(struct arena *arena, struct value *map)
{
    for (size_t i = 0; i < map->count; i++) {
        if (str_equal(map->items[i].key, STR("patch"))) {
            return &map->items[i];
        }
    }
    pack_value_add(
        arena, map,
        (struct value){.type = VALUE_MAP, .key = STR("patch"), .line = map->line});
    return &map->items[map->count - 1];
}

// ---- the kind of a record that is not there to be asked ----

static enum content_kind best_kind(const void *keys, size_t count,
                                   struct str (*key_at)(const void *keys, size_t i))
{
    enum content_kind best = CONTENT_ACTIVITY;
    size_t most = 0;
    for (unsigned k = 0; k < CONTENT_AMENDMENT; k++) {
        size_t known = 0;
        for (size_t i = 0; i < count; i++) {
            known += pack_front_knows((enum content_kind)k, key_at(keys, i));
        }
        if (known > most) {
            most = known;
            best = (enum content_kind)k;
        }
    }
    return best;
}

static struct str yaml_key(const void *keys, size_t i)
{
    return ((const struct yaml *)keys)[i].key;
}

static struct str value_key(const void *keys, size_t i)
{
    return ((const struct value *)keys)[i].key;
}

enum content_kind pack_patch_kind(const struct value *patch)
{
    return best_kind(patch->items, patch->count, value_key);
}

// ---- keys ----

void pack_add_change(const struct pack_front *front, const struct yaml *node,
                     struct value *out)
{
    struct arena *arena = front->reading->arena;
    if (node->type != YAML_MAP) {
        pack_error(front->reading, PACK_PLACE(front->file, node->line),
                   "change: wants what is to be other, like `title: …`, a line each");
        return;
    }
    struct pack_front sub = *front;
    sub.kind = best_kind(node->items, node->count, yaml_key);
    const struct value map = pack_front_map(&sub, &content_record_members, node);
    for (size_t i = 0; i < map.count; i++) {
        const struct value *item = &map.items[i];
        if (str_equal(item->key, STR("id"))) {
            pack_error(front->reading, item->line, "id: stays as it is");
        } else if (str_equal(item->key, STR("media"))) {
            pack_value_add(arena, out, *item); // published as the amendment's own
        } else {
            pack_value_add(arena, patch_of(arena, out), *item);
        }
    }
}

void pack_add_remove(const struct pack_front *front, const struct yaml *node,
                     struct value *out)
{
    struct arena *arena = front->reading->arena;
    for (size_t i = 0; node->type == YAML_LIST && i < node->count; i++) {
        const struct yaml *item = &node->items[i];
        const int64_t place = PACK_PLACE(front->file, item->line);
        bool known = false;
        for (unsigned k = 0; k < CONTENT_AMENDMENT; k++) {
            known |= item->type == YAML_TEXT &&
                     content_member_find(&content_record_members, (enum content_kind)k,
                                         item->text);
        }
        if (!known) {
            pack_error(front->reading, place,
                       "remove: wants names of members, like join_url");
            continue;
        }
        pack_value_add(
            arena, patch_of(arena, out),
            (struct value){.type = VALUE_NULL, .key = item->text, .line = place});
    }
    if (node->type != YAML_LIST) {
        pack_error(front->reading, PACK_PLACE(front->file, node->line),
                   "remove: wants a list like [join_url]");
    }
}

// The text below the front matter is the record's new text.
void pack_amend_body(const struct pack_front *front, struct value *map)
{
    for (size_t i = 0; i < map->count; i++) {
        if (str_equal(map->items[i].key, STR("body"))) {
            const struct value body = map->items[i];
            map->items[i] = map->items[--map->count];
            pack_value_add(front->reading->arena, patch_of(front->reading->arena, map),
                           body);
            return;
        }
    }
}

// ---- what the whole pack shows ----

static void on_fault(void *context, int64_t place, const char *message)
{
    pack_error((struct pack_reading *)context, place, "%s", message);
}

// The author's own records are of another feed than the one that is changed.
static void qualify(struct pack_reading *reading, struct value *text)
{
    if (text->type == VALUE_STRING && pack_first_entry(reading, text->string)) {
        text->string = arena_printf(reading->arena, "%.*s/%.*s",
                                    STR_ARG(reading->pack->id), STR_ARG(text->string));
    }
}

static void qualify_members(struct pack_reading *reading,
                            const struct content_members *members, enum content_kind kind,
                            struct value *map)
{
    for (size_t i = 0; map->type == VALUE_MAP && i < map->count; i++) {
        struct value *value = &map->items[i];
        const struct content_member *member =
            content_member_find(members, kind, value->key);
        if (!member) {
            continue;
        }
        const bool reference = member->form == FORM_REFERENCE;
        if (reference && member->type == MEMBER_STRING) {
            qualify(reading, value);
        }
        for (size_t j = 0; value->type == VALUE_LIST && j < value->count; j++) {
            if (member->type == MEMBER_LIST) {
                qualify_members(reading, member->items, kind, &value->items[j]);
            } else if (reference) {
                qualify(reading, &value->items[j]);
            }
        }
    }
}

// `type` means one thing in a question and another in a place.
static struct value without_type(struct arena *arena, const struct value *patch)
{
    struct value clear = {.type = VALUE_MAP, .line = patch->line};
    for (size_t i = 0; i < patch->count; i++) {
        if (!str_equal(patch->items[i].key, STR("type"))) {
            pack_value_add(arena, &clear, patch->items[i]);
        }
    }
    return clear;
}

void pack_amend_finish(struct pack_reading *reading, struct pack_entry *entry)
{
    const struct content_check check = {.arena = reading->arena,
                                        .mode = CONTENT_AUTHORED,
                                        .fault = on_fault,
                                        .context = reading};
    for (size_t i = 0; i < entry->map.count; i++) {
        struct value *patch = &entry->map.items[i];
        if (str_equal(patch->key, STR("patch"))) {
            const enum content_kind kind = pack_patch_kind(patch);
            const struct value clear = without_type(reading->arena, patch);
            qualify_members(reading, &content_record_members, kind, patch);
            (void)!content_patch_check(&check, kind, &clear);
        }
    }
}

static bool same_target(const struct content_record *a, const struct content_record *b)
{
    return str_equal(a->amended, b->amended) &&
           str_equal(a->amended_feed, b->amended_feed);
}

static void check_amendment(struct pack_reading *reading, const struct pack_entry *entry)
{
    const struct content_record *record = &entry->record;
    if (str_equal(record->amended_feed, reading->pack->id)) {
        pack_error(reading, entry->map.line,
                   "feed: is this pack itself; change the record where it stands");
    }
    if (!record->hide && !record->base.len) {
        reading->report->unbased++;
        pack_error(reading, entry->map.line,
                   "base: is missing; `foyerctl amend PACK --over LOWER` fills it in");
    }
}

void pack_check_amendments(struct pack_reading *reading)
{
    // Entries stand by kind, so the amendments are the last of them.
    size_t first = reading->entry_count;
    while (first && reading->entries[first - 1].kind == CONTENT_AMENDMENT) {
        first--;
    }
    for (size_t i = first; i < reading->entry_count; i++) {
        const struct pack_entry *entry = &reading->entries[i];
        if (!entry->right) {
            continue;
        }
        check_amendment(reading, entry);
        for (size_t j = first; j < i; j++) {
            const struct pack_entry *other = &reading->entries[j];
            if (other->right && same_target(&other->record, &entry->record)) {
                pack_error(reading, entry->map.line,
                           "amends the same record as amendment/%.*s.md",
                           STR_ARG(other->id));
            }
        }
    }
}
