// What records and references are called when several layers lie over each other.
#include <string.h>

#include "content/fields.h"
#include "content/layers.h"

struct walk {
    void (*visit)(void *context, struct str *reference);
    void *context;
    enum content_kind kind;
};

static void walk_members(const struct walk *walk, const struct content_members *members,
                         void *base)
{
    for (size_t i = 0; i < members->count; i++) {
        const struct content_member *member = &members->members[i];
        char *at = (char *)base + member->offset;
        if (!(member->kinds & (UINT32_C(1) << walk->kind))) {
            continue;
        }
        if (member->type == MEMBER_LIST) {
            const struct content_list list = content_list_get(base, member->offset);
            for (size_t j = 0; j < list.count; j++) {
                walk_members(walk, member->items,
                             (char *)list.items + j * member->items->item_size);
            }
        } else if (member->form == FORM_REFERENCE && member->type == MEMBER_STRING) {
            struct str text;
            memcpy(&text, at, sizeof(text));
            if (text.len) {
                walk->visit(walk->context, &text);
                memcpy(at, &text, sizeof(text));
            }
        } else if (member->form == FORM_REFERENCE && member->type == MEMBER_STRINGS) {
            const struct content_list list = content_list_get(base, member->offset);
            for (size_t j = 0; j < list.count; j++) {
                walk->visit(walk->context, (struct str *)list.items + j);
            }
        }
    }
}

void content_references(struct content_record *record,
                        void (*visit)(void *context, struct str *reference),
                        void *context)
{
    const struct walk walk = {visit, context, record->kind};
    walk_members(&walk, &content_record_members, record);
}

struct naming {
    const struct content_names *names;
    struct arena *arena;
    size_t layer;
};

static uint32_t bit(size_t layer)
{
    return layer < CONTENT_LAYERS_MAX ? UINT32_C(1) << layer : 0;
}

// What the record `id` of `layer` is called.
static struct str name_of(const struct naming *naming, size_t layer, struct str id,
                          uint32_t layers)
{
    const bool covered = (layers >> layer) > 1;
    return covered ? arena_printf(naming->arena, "%.*s/%.*s",
                                  STR_ARG(naming->names->feeds[layer]), STR_ARG(id))
                   : id;
}

// "<feed>/<id>"
static void name_qualified(const struct naming *naming, struct str feed, struct str id,
                           struct str *reference)
{
    const struct content_names *names = naming->names;
    const size_t layer = content_layer_of(names->feeds, names->count, feed);
    if (layer != SIZE_MAX && names->has(names->context, layer, id)) {
        *reference =
            name_of(naming, layer, id, names->shared(names->context, id) | bit(layer));
    }
}

static void name_reference(void *context, struct str *reference)
{
    const struct naming *naming = context;
    const struct content_names *names = naming->names;
    struct str id = *reference, feed;
    if (!str_cut(&id, '/', &feed)) {
        return;
    }
    if (id.ptr) {
        name_qualified(naming, feed, id, reference);
        return;
    }
    const uint32_t layers = names->shared(names->context, *reference);
    for (size_t above = naming->layer + 1; above > 0; above--) {
        if (layers & bit(above - 1)) {
            *reference = name_of(naming, above - 1, *reference, layers);
            return;
        }
    }
}

void content_names_apply(const struct content_names *names, struct arena *arena,
                         size_t layer, struct content_record *record)
{
    struct naming naming = {names, arena, layer};
    content_references(record, name_reference, &naming);
    record->feed = arena_str(arena, names->feeds[layer]);
    record->layer = (int64_t)layer;
    if (record->kind == CONTENT_AMENDMENT) {
        return; // is no record that anything refers to
    }
    record->id = name_of(&naming, layer, record->id,
                         names->shared(names->context, record->id) | bit(layer));
}
