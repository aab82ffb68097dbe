// Layers laid over each other: national, regional, venue. A record is known by its feed
// and its id; a feed adds records of its own, and by records of kind `amendment` it hides
// or changes (RFC 7396) records of the feeds below it, never more. The rule when the base
// of an amendment is another than it was made for: gone, the amendment has no effect;
// changed, a patch is set aside and the base is shown as it is, a hide still hides. What
// a patch makes has to be a valid record of the same id and kind, else it is set aside.
// Nothing of this stops the layer itself. Pure; memory in the caller's arena.
#ifndef CONTENT_LAYERS_H
#define CONTENT_LAYERS_H

#include "content/value.h"

enum {
    CONTENT_LAYERS_MAX = 32,
    CONTENT_AMENDMENTS_MAX = 10000,           // of all layers; more are set aside
    CONTENT_OVERLAY_BYTES = 64 * 1024 * 1024, // of the arena, likewise
};

// RFC 7396 over trees: what `patch` makes of `target`, borrowing from both.
struct value content_merge_patch(struct arena *arena, const struct value *target,
                                 const struct value *patch);

// ---- amendments ----
enum content_fate {
    AMENDMENT_APPLIED,
    AMENDMENT_CHANGED,   // the base has changed since; a hide hides it nevertheless
    AMENDMENT_GONE,      // there is no such record below
    AMENDMENT_NOT_BELOW, // names a record of its own layer or of one above it
    AMENDMENT_TWICE,     // another amendment of the same layer was there first
    AMENDMENT_IDENTITY,  // changes id or kind
    AMENDMENT_INVALID,   // what it makes is no valid record
    AMENDMENT_MANY,      // more than CONTENT_AMENDMENTS_MAX, or too much
};
struct str content_fate_name(enum content_fate fate); // "changed"
const char *content_fate_text(enum content_fate fate);

// The layers, lowest first, as their feeds have them.
struct content_stack {
    const struct str *feeds; // ids
    size_t count;            // at most CONTENT_LAYERS_MAX
    // The canonical JSON of a record of one layer. false: it has none of that id, or it
    // is an amendment.
    bool (*line)(void *context, struct arena *arena, size_t layer, struct str id,
                 struct str *out_line);
    // SHA-256 in hex, as `base` names it.
    void (*hash)(struct str line, char out_hex[65]);
    void *context;
};

// A record that is not shown as its feed has it.
struct content_change {
    size_t layer; // of the record
    struct str id;
    bool hidden;
    size_t by;       // the highest layer that had a hand in it
    struct str line; // what is shown instead; not when hidden
    size_t next;     // of the same bucket, one more than its index
};

// What came of one amendment.
struct content_amended {
    size_t layer;            // of the amendment
    struct str id;           // of the amendment
    struct str feed, record; // what it is about
    bool hides;
    enum content_fate fate;
    struct content_error error; // of AMENDMENT_INVALID
};

struct content_overlay {
    struct arena *arena;
    struct content_stack stack;
    struct content_change *changes;
    size_t change_count, change_capacity;
    size_t *buckets;
    struct content_amended *amended;
    size_t amended_count, amended_capacity;
    size_t set_aside; // how many had no effect or were made for another base
};

void content_overlay_init(struct content_overlay *overlay, struct arena *arena,
                          const struct content_stack *stack);
// Amendments come layer by layer from the lowest, and by id within a layer.
enum content_fate content_overlay_amend(struct content_overlay *overlay, size_t layer,
                                        const struct content_record *amendment);
// NULL: it is shown as its feed has it.
const struct content_change *content_overlay_find(const struct content_overlay *overlay,
                                                  size_t layer, struct str id);
// The record as the layers up to now show it, in the arena or as long as the overlay.
// false: there is none, or it is hidden.
NODISCARD bool content_overlay_line(const struct content_overlay *overlay,
                                    struct arena *arena, size_t layer, struct str id,
                                    struct str *out_line);

// ---- names ----
// Within one layer an id is enough. Over several, the highest layer that has an id keeps
// it, and the others' records of that id are called "<feed>/<id>".
struct content_names {
    const struct str *feeds; // lowest first
    size_t count;
    // Bit i: layer i has a record of that id. May leave out ids that only one layer has.
    uint32_t (*shared)(void *context, struct str id);
    bool (*has)(void *context, size_t layer, struct str id); // exactly
    void *context;
};
// Gives a record of `layer` its feed, layer and name, and every reference in it the name
// of the record that is meant: of its own feed, else of the next layer below that has it;
// "<feed>/<id>" means that feed. A reference to nothing stays as it is.
void content_names_apply(const struct content_names *names, struct arena *arena,
                         size_t layer, struct content_record *record);
// SIZE_MAX: none of the layers has that feed.
size_t content_layer_of(const struct str *feeds, size_t count, struct str feed);
// Calls `visit` with each reference that a record holds; it may change it.
void content_references(struct content_record *record,
                        void (*visit)(void *context, struct str *reference),
                        void *context);

#endif
