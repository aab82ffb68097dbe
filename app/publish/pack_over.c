#include "publish/over.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/hash.h"
#include "pack_internal.h"
#include "writer_internal.h"

// ---- an author's folder as the feed below ----

static int compare_id(const void *a, const void *b)
{
    return str_compare(((const struct content_record *)a)->id,
                       ((const struct content_record *)b)->id);
}

static bool pack_line(void *context, struct arena *arena, struct str id,
                      struct str *out_line)
{
    const struct pack *pack = context;
    const struct content_record key = {.id = id};
    const struct content_record *found =
        bsearch(&key, pack->records, pack->count, sizeof(key), compare_id);
    if (found) {
        *out_line = content_record_write(arena, found);
    }
    return found != NULL;
}

static bool hash_media(struct arena *arena, const struct pack *pack,
                       struct feed_ref *refs)
{
    for (size_t i = 0; i < pack->media_count; i++) {
        struct arena scratch;
        struct str bytes;
        arena_init(&scratch, 0);
        const bool read =
            file_read(&scratch, pack->media[i].path.ptr, PACK_MEDIA_MAX, &bytes);
        if (read) {
            refs[i].hash = sha256_of(bytes);
        }
        arena_finish(&scratch);
        if (!read) {
            return false;
        }
    }
    for (size_t i = 0; i < pack->count; i++) {
        if (pack->records[i].media.count &&
            !writer_name_media(arena, pack, refs, &pack->records[i])) {
            return false;
        }
    }
    return true;
}

bool pack_lower_read(struct arena *arena, const char *folder, struct pack_report *report,
                     struct pack_lower *out_lower)
{
    struct pack *pack = ARENA_NEW(arena, struct pack);
    if (!pack_read(arena, folder, report, pack) ||
        !hash_media(arena, pack,
                    ARENA_ARRAY(arena, struct feed_ref, pack->media_count + 1))) {
        return false;
    }
    // By kind, then id: the amendments are the last.
    size_t first = pack->count;
    while (first && pack->records[first - 1].kind == CONTENT_AMENDMENT) {
        first--;
    }
    *out_lower = (struct pack_lower){.feed = pack->id,
                                     .line = pack_line,
                                     .context = pack,
                                     .amendments = &pack->records[first],
                                     .amendment_count = pack->count - first};
    pack->count = first;
    if (first) {
        qsort(pack->records, first, sizeof(*pack->records), compare_id);
    }
    return true;
}

// ---- over them ----

static void hash_line(struct str line, char out_hex[65])
{
    const struct sha256 hash = sha256_of(line);
    sha256_to_hex(&hash, out_hex);
}

static bool stack_line(void *context, struct arena *arena, size_t layer, struct str id,
                       struct str *out_line)
{
    const struct pack_over *over = context;
    return layer < over->count &&
           over->lowers[layer].line(over->lowers[layer].context, arena, id, out_line);
}

void pack_over_init(struct pack_over *over, struct arena *arena, const struct pack *pack,
                    const struct pack_lower *lowers, size_t count)
{
    *over = (struct pack_over){
        .arena = arena, .lowers = lowers, .count = count, .pack = pack};
    over->feeds = ARENA_ARRAY(arena, struct str, count + 1);
    for (size_t i = 0; i < count; i++) {
        over->feeds[i] = lowers[i].feed;
    }
    over->feeds[count] = pack->id;
    const struct content_stack stack = {.feeds = over->feeds,
                                        .count = count + 1,
                                        .line = stack_line,
                                        .hash = hash_line,
                                        .context = over};
    content_overlay_init(&over->overlay, arena, &stack);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < lowers[i].amendment_count; j++) {
            (void)content_overlay_amend(&over->overlay, i, &lowers[i].amendments[j]);
        }
    }
}

static struct pack_base base_of(struct pack_over *over,
                                const struct content_record *amendment)
{
    struct pack_base base = {.id = amendment->id,
                             .feed = amendment->amended_feed,
                             .record = amendment->amended,
                             .before = amendment->base,
                             .state = PACK_BASE_GONE};
    const size_t layer = content_layer_of(over->feeds, over->count, base.feed);
    struct str line;
    if (layer == SIZE_MAX ||
        !content_overlay_line(&over->overlay, over->arena, layer, base.record, &line)) {
        return base;
    }
    char hex[65];
    hash_line(line, hex);
    base.now = arena_str(over->arena, str_from_cstr(hex));
    base.state = !base.before.len                   ? PACK_BASE_NEW
                 : str_equal(base.before, base.now) ? PACK_BASE_SAME
                                                    : PACK_BASE_CHANGED;
    return base;
}

size_t pack_over_bases(struct pack_over *over, struct pack_base **out_bases)
{
    const struct pack *pack = over->pack;
    *out_bases = ARENA_ARRAY(over->arena, struct pack_base, pack->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < pack->count; i++) {
        if (pack->records[i].kind == CONTENT_AMENDMENT) {
            (*out_bases)[count++] = base_of(over, &pack->records[i]);
        }
    }
    return count;
}

// ---- the file ----

// The line `key:` of a text of lines, with its end; empty behind the last when there is
// none.
static struct str find_key(struct str front, struct str key)
{
    struct str rest = front, line;
    while (str_cut(&rest, '\n', &line)) {
        if (str_starts_with(line, key)) {
            return str_slice(front, (size_t)(line.ptr - front.ptr),
                             (size_t)(line.ptr - front.ptr) + line.len + 1);
        }
    }
    return str_slice(front, front.len, front.len);
}

bool pack_base_write(const char *folder, const struct pack_base *base)
{
    struct arena arena;
    struct str text, front, body, written;
    int64_t body_line;
    arena_init(&arena, 0);
    const struct str name = arena_printf(&arena, "amendment/%.*s.md", STR_ARG(base->id));
    const char *path = path_join(&arena, folder, arena_cstr(&arena, name));
    bool done = file_read(&arena, path, PACK_FILE_MAX, &text);
    if (done && !pack_front_split(text, &front, &body, &body_line)) {
        errno = EINVAL; // line ends of another system, say
        done = false;
    }
    if (done) {
        const struct str old = find_key(front, STR("base:"));
        const size_t from = (size_t)(old.ptr - text.ptr);
        written = arena_printf(&arena, "%.*sbase: %.*s\n%.*s",
                               STR_ARG(str_slice(text, 0, from)), STR_ARG(base->now),
                               STR_ARG(str_slice(text, from + old.len, text.len)));
        done = file_write(path, written);
    }
    const int reason = errno;
    arena_finish(&arena);
    errno = reason;
    return done;
}

// ---- faults ----

struct checking {
    struct pack_over *over;
    struct pack_reading reading;
    int64_t place;
};

static int64_t place_of(struct checking *checking, const struct content_record *record)
{
    const struct str kind = content_kind_name(record->kind);
    return PACK_PLACE(
        pack_file(&checking->reading, arena_printf(checking->over->arena, "%.*s/%.*s.md",
                                                   STR_ARG(kind), STR_ARG(record->id))),
        0);
}

static void check_reference(void *context, struct str *reference)
{
    struct checking *checking = context;
    struct pack_over *over = checking->over;
    struct str id = *reference, feed, line;
    if (!str_cut(&id, '/', &feed) || !id.ptr || str_equal(feed, over->pack->id)) {
        return; // the pack's own; pack_read() has looked
    }
    const size_t layer = content_layer_of(over->feeds, over->count, feed);
    if (layer == SIZE_MAX) {
        pack_error(&checking->reading, checking->place,
                   "'%.*s': no feed '%.*s' lies below", STR_ARG(*reference),
                   STR_ARG(feed));
    } else if (!content_overlay_line(&over->overlay, over->arena, layer, id, &line)) {
        pack_error(&checking->reading, checking->place,
                   "'%.*s': there is no such record (or it is hidden)",
                   STR_ARG(*reference));
    }
}

static void check_amendment(struct checking *checking,
                            const struct content_record *record)
{
    struct content_overlay *overlay = &checking->over->overlay;
    if (!record->base.len && !record->hide) {
        return; // pack_read() has told
    }
    const enum content_fate fate =
        content_overlay_amend(overlay, checking->over->count, record);
    if (fate == AMENDMENT_APPLIED || fate == AMENDMENT_MANY) {
        return;
    }
    const struct content_amended *amended = &overlay->amended[overlay->amended_count - 1];
    const char *more = amended->error.message;
    pack_say(&checking->reading, record->hide ? PACK_WARNING : PACK_ERROR,
             checking->place, "%.*s/%.*s: %s%s%s%s", STR_ARG(record->amended_feed),
             STR_ARG(record->amended), content_fate_text(fate), more[0] ? ": " : "", more,
             fate == AMENDMENT_CHANGED ? "; look at it, then `foyerctl amend`" : "");
}

void pack_over_check(struct pack_over *over, struct pack_report *report)
{
    struct checking checking = {.over = over};
    const struct pack *pack = over->pack;
    checking.reading = (struct pack_reading){.arena = over->arena, .report = report};
    (void)pack_file(&checking.reading, STR("pack.yaml"));
    for (size_t i = 0; i < pack->count; i++) {
        struct content_record *record = &pack->records[i];
        checking.place = place_of(&checking, record);
        content_references(record, check_reference, &checking);
        if (record->kind == CONTENT_AMENDMENT) {
            check_amendment(&checking, record);
        }
    }
    // What the amendments make may refer as well.
    for (size_t i = 0; i < over->overlay.change_count; i++) {
        const struct content_change *change = &over->overlay.changes[i];
        struct content_record record;
        struct content_error ignored;
        if (change->by == over->count && !change->hidden &&
            content_record_parse(over->arena, change->line, &record, &ignored)) {
            checking.place =
                PACK_PLACE(pack_file(&checking.reading,
                                     arena_printf(over->arena, "amendment of %.*s",
                                                  STR_ARG(change->id))),
                           0);
            content_references(&record, check_reference, &checking);
        }
    }
}
