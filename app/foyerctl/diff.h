// What one state of a feed has that another has not, in an author's words.
#ifndef FOYERCTL_DIFF_H
#define FOYERCTL_DIFF_H

#include "publish/pack.h"

struct diff_record {
    struct str id;
    enum content_kind kind;
    struct str line; // canonical JSON
};

struct diff_side {
    struct str name;             // "steam-albania, version 7", for people
    struct diff_record *records; // by id
    size_t count, capacity;
    size_t shared;        // further records that both sides have alike
    int64_t record_bytes; // of the lines, the shared ones' too
    struct diff_picture {
        struct str sha256;
        int64_t size_bytes;
    } * pictures; // each once; NULL when only counted
    size_t picture_count, picture_capacity;
    int64_t picture_bytes;
};

// A pack's folder, a feed's folder (FEED@VERSION: not its newest) or a kiosk's data
// folder. Everything lives in `arena`. false: said as `command`.
NODISCARD bool diff_read(struct arena *arena, const char *command, const char *place,
                         struct diff_side *out_side);
// Old and new. Chunks that two feeds share are not looked into: their records and
// pictures are only counted.
NODISCARD bool diff_read_both(struct arena *arena, const char *command,
                              const char *const places[2], struct diff_side out_sides[2]);
// A feed's folder and a pack that was read.
NODISCARD bool diff_read_pack(struct arena *arena, const char *command, const char *feed,
                              const struct pack *pack, struct diff_side out_sides[2]);

struct diff_wish {
    struct str lang; // of the titles; empty: English or what there is
    bool json;
};
// To stdout. true: there is no difference.
bool diff_print(struct arena *arena, const struct diff_side sides[2],
                const struct diff_wish *wish);

// ---- one record against another ----
struct diff_change {
    struct str member;   // "title", "steps 2 title", "sessions"
    struct str lang;     // of a text, else empty
    struct str old, new; // empty: it was not there, is no more
};
struct diff_changes {
    struct diff_change *items;
    size_t count, capacity;
};
// Both lines are canonical JSON of a record.
struct diff_changes diff_compare(struct arena *arena, struct str old, struct str new);

#endif
