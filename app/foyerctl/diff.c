// diff: what a publication changes, in words or as JSON.
#include "diff.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "print.h"

enum { SHOWN_BYTES = 160, AROUND_BYTES = 24 };

enum fate { ADDED, REMOVED, CHANGED, FATE_COUNT };
static const char *const fate_names[FATE_COUNT] = {"added", "removed", "changed"};

struct entry {
    enum fate fate;
    const struct diff_record *old, *new; // NULL: it is not on that side
};

struct report {
    struct arena *arena;
    const struct diff_side *old, *new;
    const struct diff_wish *wish;
    struct entry *entries;
    size_t count, counts[FATE_COUNT];
    struct arena scratch; // of one entry
};

static const struct diff_record *shown_of(const struct entry *entry)
{
    return entry->new ? entry->new : entry->old;
}

// By fate, kind, id.
static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    const struct diff_record *p = shown_of(x), *q = shown_of(y);
    if (x->fate != y->fate) {
        return x->fate < y->fate ? -1 : 1;
    }
    if (p->kind != q->kind) {
        return p->kind < q->kind ? -1 : 1;
    }
    return str_compare(p->id, q->id);
}

static void add_entry(struct report *report, enum fate fate,
                      const struct diff_record *old, const struct diff_record *new)
{
    report->entries[report->count++] = (struct entry){fate, old, new};
    report->counts[fate]++;
}

static void find_entries(struct report *report)
{
    const struct diff_side *old = report->old, *new = report->new;
    size_t i = 0, j = 0;
    report->entries =
        ARENA_ARRAY(report->arena, struct entry, old->count + new->count + 1);
    while (i < old->count || j < new->count) {
        const int order = i == old->count ? 1
                          : j == new->count
                              ? -1
                              : str_compare(old->records[i].id, new->records[j].id);
        const struct diff_record *a = order <= 0 ? &old->records[i++] : NULL;
        const struct diff_record *b = order >= 0 ? &new->records[j++] : NULL;
        if (a && b && a->kind == b->kind) {
            if (!str_equal(a->line, b->line)) {
                add_entry(report, CHANGED, a, b);
            }
            continue;
        }
        if (a) {
            add_entry(report, REMOVED, a, NULL);
        }
        if (b) {
            add_entry(report, ADDED, NULL, b);
        }
    }
    if (report->count) {
        qsort(report->entries, report->count, sizeof(*report->entries), compare_entries);
    }
}

static struct str title_of(struct report *report, const struct diff_record *record)
{
    struct content_record parsed;
    struct content_error error;
    if (!content_record_parse(&report->scratch, record->line, &parsed, &error)) {
        return STR("");
    }
    return content_text_in(parsed.title, report->wish->lang, NULL);
}

// ---- words ----
// The part of a long text around where it differs from `other`.
struct excerpt {
    struct str text;
    bool cut_before, cut_behind;
};

static bool is_inside(struct str text, size_t at)
{
    return at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80;
}

static struct excerpt excerpt_of(struct str text, struct str other)
{
    size_t same = 0;
    while (same < text.len && same < other.len && text.ptr[same] == other.ptr[same]) {
        same++;
    }
    if (text.len <= SHOWN_BYTES) {
        return (struct excerpt){.text = text};
    }
    size_t from = same > AROUND_BYTES ? same - AROUND_BYTES : 0;
    size_t to = from + SHOWN_BYTES < text.len ? from + SHOWN_BYTES : text.len;
    while (is_inside(text, from)) {
        from++;
    }
    while (is_inside(text, to)) {
        to--;
    }
    return (struct excerpt){str_slice(text, from, to), from > 0, to < text.len};
}

static void print_excerpt(struct str text, struct str other)
{
    const struct excerpt excerpt = excerpt_of(text, other);
    fputs(excerpt.cut_before ? "\"..." : "\"", stdout);
    struct str rest = excerpt.text, line;
    for (bool first = true; str_cut(&rest, '\n', &line); first = false) {
        fputs(first ? "" : " / ", stdout);
        print_neutral(stdout, line);
    }
    fputs(excerpt.cut_behind ? "...\"" : "\"", stdout);
}

static void print_change(const struct diff_change *change)
{
    fputs("    ", stdout);
    print_neutral(stdout, change->member);
    if (change->lang.len) {
        printf(" (%.*s)", STR_ARG(change->lang));
    }
    fputs(": ", stdout);
    if (!change->old.len) {
        fputs("added ", stdout);
    } else if (!change->new.len) {
        fputs("removed ", stdout);
    } else {
        print_excerpt(change->old, change->new);
        fputs(" -> ", stdout);
    }
    print_excerpt(change->new.len ? change->new : change->old,
                  change->new.len ? change->old : change->new);
    putchar('\n');
}

static void print_entry(struct report *report, const struct entry *entry)
{
    const struct diff_record *record = shown_of(entry);
    arena_reset(&report->scratch);
    printf("  %.*s %.*s", STR_ARG(content_kind_name(record->kind)), STR_ARG(record->id));
    const struct str title = title_of(report, record);
    if (title.len) {
        fputs(": ", stdout);
        print_neutral(stdout, title);
    }
    putchar('\n');
    if (entry->fate != CHANGED) {
        return;
    }
    const struct diff_changes changes =
        diff_compare(&report->scratch, entry->old->line, entry->new->line);
    for (size_t i = 0; i < changes.count; i++) {
        print_change(&changes.items[i]);
    }
}

static void print_words(struct report *report)
{
    const struct diff_side *old = report->old, *new = report->new;
    fputs("old: ", stdout);
    print_neutral(stdout, old->name);
    fputs("\nnew: ", stdout);
    print_neutral(stdout, new->name);
    putchar('\n');
    for (size_t i = 0; i < report->count; i++) {
        const enum fate fate = report->entries[i].fate;
        if (i == 0 || report->entries[i - 1].fate != fate) {
            printf("%s (%zu)\n", fate_names[fate], report->counts[fate]);
        }
        print_entry(report, &report->entries[i]);
    }
    printf("%zu added, %zu removed, %zu changed\n", report->counts[ADDED],
           report->counts[REMOVED], report->counts[CHANGED]);
    printf("records: %zu -> %zu (%lld -> %lld bytes)\n", old->count + old->shared,
           new->count + new->shared, (long long)old->record_bytes,
           (long long)new->record_bytes);
    printf("pictures: %zu -> %zu (%lld -> %lld bytes)\n", old->picture_count,
           new->picture_count, (long long)old->picture_bytes,
           (long long)new->picture_bytes);
}

// ---- JSON ----
static void print_member(const char *name, struct str text)
{
    printf(",\"%s\":", name);
    if (text.len) {
        print_json_string(stdout, text);
    } else {
        fputs("null", stdout);
    }
}

static void print_entry_json(struct report *report, const struct entry *entry)
{
    const struct diff_record *record = shown_of(entry);
    arena_reset(&report->scratch);
    printf("{\"kind\":\"%.*s\"", STR_ARG(content_kind_name(record->kind)));
    print_member("id", record->id);
    print_member("title", title_of(report, record));
    if (entry->fate == CHANGED) {
        const struct diff_changes changes =
            diff_compare(&report->scratch, entry->old->line, entry->new->line);
        fputs(",\"changes\":[", stdout);
        for (size_t i = 0; i < changes.count; i++) {
            const struct diff_change *change = &changes.items[i];
            fputs(i ? ",\n {\"member\":" : "\n {\"member\":", stdout);
            print_json_string(stdout, change->member);
            print_member("lang", change->lang);
            print_member("old", change->old);
            print_member("new", change->new);
            putchar('}');
        }
        putchar(']');
    }
    putchar('}');
}

static void print_side_json(const char *name, const struct diff_side *side)
{
    printf("\"%s\":{\"name\":", name);
    print_json_string(stdout, side->name);
    printf(",\"records\":%zu,\"record_bytes\":%lld,\"pictures\":%zu,"
           "\"picture_bytes\":%lld},\n",
           side->count + side->shared, (long long)side->record_bytes, side->picture_count,
           (long long)side->picture_bytes);
}

static void print_json(struct report *report)
{
    size_t next = 0;
    putchar('{');
    print_side_json("old", report->old);
    print_side_json("new", report->new);
    for (unsigned fate = 0; fate < FATE_COUNT; fate++) {
        printf("%s\"%s\":[", fate ? ",\n" : "", fate_names[fate]);
        for (size_t i = 0; i < report->counts[fate]; i++) {
            fputs(i ? ",\n" : "\n", stdout);
            print_entry_json(report, &report->entries[next++]);
        }
        putchar(']');
    }
    fputs("}\n", stdout);
}

bool diff_print(struct arena *arena, const struct diff_side sides[2],
                const struct diff_wish *wish)
{
    struct report report = {
        .arena = arena, .old = &sides[0], .new = &sides[1], .wish = wish};
    arena_init(&report.scratch, 0);
    find_entries(&report);
    if (wish->json) {
        print_json(&report);
    } else {
        print_words(&report);
    }
    arena_finish(&report.scratch);
    return report.count == 0;
}

static int run_diff(struct arena *arena, const struct arguments *arguments)
{
    const struct diff_wish wish = {.lang =
                                       str_from_cstr(arguments_text(arguments, "lang")),
                                   .json = arguments_flag(arguments, "json")};
    struct diff_side sides[2];
    if (!diff_read_both(arena, "diff", arguments->positionals, sides)) {
        return EXIT_USAGE;
    }
    return diff_print(arena, sides, &wish) ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_diff = {
    .name = "diff",
    .synopsis = "OLD NEW",
    .summary = "say in words what a publication changes",
    .details = "OLD and NEW are each a pack, a feed's folder (FEED@VERSION: one that is\n"
               "not its newest) or a kiosk's data folder.",
    .exits = "0 the same, 1 something differs, 2 trouble",
    .positionals_min = 2,
    .positionals_max = 2,
    .options =
        {
            {.name = "lang", .value = "CODE", .help = "language of the titles"},
            {.name = "json", .help = "one JSON object, texts in full"},
        },
    .run = run_diff,
};
