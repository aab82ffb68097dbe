// A pack over the feeds that its own will lie over: what its amendments are made for and
// what they make, and whether its references into other feeds lead somewhere. Memory in
// the caller's arena; one thread.
#ifndef PUBLISH_OVER_H
#define PUBLISH_OVER_H

#include "content/layers.h"
#include "publish/pack.h"

// One feed below.
struct pack_lower {
    struct str feed;
    // A record's canonical JSON as that feed publishes it. false: none of that id.
    bool (*line)(void *context, struct arena *arena, struct str id, struct str *out_line);
    void *context;
    const struct content_record *amendments; // of that feed, by id
    size_t amendment_count;
};

// Of an author's folder. *out_pack lives as long as the lower one is used. false: it has
// errors (*report), or a picture of it cannot be read.
NODISCARD bool pack_lower_read(struct arena *arena, const char *folder,
                               struct pack_report *report, struct pack_lower *out_lower);

struct pack_over {
    struct arena *arena;
    const struct pack_lower *lowers; // lowest first
    struct str *feeds;               // theirs, then the pack's own
    size_t count;                    // of lowers, less than CONTENT_LAYERS_MAX
    const struct pack *pack;
    struct content_overlay overlay; // what the lower ones make of each other
};
void pack_over_init(struct pack_over *over, struct arena *arena, const struct pack *pack,
                    const struct pack_lower *lowers, size_t count);

// ---- bases ----
enum pack_base_state {
    PACK_BASE_SAME,
    PACK_BASE_NEW,     // there was none yet
    PACK_BASE_CHANGED, // the record below is another than before
    PACK_BASE_GONE,    // there is no such record below; `now` is empty
};
struct pack_base {
    struct str id;           // of the amendment: amendment/<id>.md
    struct str feed, record; // what it amends
    struct str before, now;  // SHA-256 in hex
    enum pack_base_state state;
};
// One for each amendment of the pack, by id.
size_t pack_over_bases(struct pack_over *over, struct pack_base **out_bases);
// Puts `now` into the file's front matter and leaves the rest as it is. false: the file
// has no front matter to put it in, or the disk (errno).
NODISCARD bool pack_base_write(const char *folder, const struct pack_base *base);

// ---- faults ----
// Amendments that would be set aside, and references into nothing or to the wrong kind.
// Adds to what pack_read() reported.
void pack_over_check(struct pack_over *over, struct pack_report *report);

#endif
