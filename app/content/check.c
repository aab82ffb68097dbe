// Faults that show only when members are seen together.
#include "content/colour.h"
#include "internal.h"

// Where the author wrote `key`, else where the record starts.
static int64_t line_of(const struct value *map, const char *key)
{
    const struct value *value = value_get(map, str_from_cstr(key));
    return value ? value->line : map->line;
}

static int64_t line_of_item(const struct value *map, const char *key, size_t index)
{
    const struct value *value = value_get(map, str_from_cstr(key));
    return value && index < value->count ? value->items[index].line : line_of(map, key);
}

static void check_order(struct read *read, const struct value *map, struct str first,
                        struct str second, const char *key)
{
    int64_t first_ms = 0, second_ms = 0;
    bool is_date = false;
    if (first.len && second.len && content_moment_parse(first, &first_ms, &is_date) &&
        content_moment_parse(second, &second_ms, &is_date) &&
        second_ms + (is_date ? INT64_C(86400000) - 1 : 0) < first_ms) {
        content_fault(read, line_of(map, key), "%s: ends before it starts", key);
    }
}

static void check_session(struct read *read, const struct content_session *session,
                          int64_t line)
{
    if (session->weekday < 0 && !session->from.len) {
        content_fault(read, line, "session: wants a weekday, or the day in `from`");
    }
    if (session->from.len && session->until.len &&
        str_compare(session->until, session->from) < 0) {
        content_fault(read, line, "session: `until` is before `from`");
    }
}

static void check_media(struct read *read, const struct value *map,
                        const struct content_record *record)
{
    for (size_t i = 0; i < record->media.count; i++) {
        const struct content_media *media = &record->media.items[i];
        if (read->check->mode == CONTENT_PUBLISHED &&
            (!media->sha256.len || !media->type.len)) {
            content_fault(read, line_of_item(map, "media", i),
                          "media: wants sha256 and type");
        }
    }
}

static bool has_step(const struct content_record *record, struct str id, size_t end)
{
    for (size_t i = 0; i < end; i++) {
        if (str_equal(record->steps.items[i].id, id)) {
            return true;
        }
    }
    return false;
}

static void check_pathway(struct read *read, const struct value *map,
                          const struct content_record *record)
{
    for (size_t i = 0; i < record->steps.count; i++) {
        const struct str id = record->steps.items[i].id;
        if (id.len && has_step(record, id, i)) {
            content_fault(read, line_of_item(map, "steps", i),
                          "steps: '%.*s' stands twice", STR_ARG(id));
        }
    }
    for (size_t i = 0; i < record->edges.count; i++) {
        const struct str ends[] = {record->edges.items[i].from,
                                   record->edges.items[i].to};
        for (size_t end = 0; end < 2; end++) {
            if (ends[end].len && !has_step(record, ends[end], record->steps.count)) {
                content_fault(read, line_of_item(map, "edges", i),
                              "edges: there is no step '%.*s'", STR_ARG(ends[end]));
            }
        }
        if (ends[0].len && str_equal(ends[0], ends[1])) {
            content_fault(read, line_of_item(map, "edges", i),
                          "edges: '%.*s' leads to itself", STR_ARG(ends[0]));
        }
    }
}

static void check_question(struct read *read, const struct value *map,
                           const struct content_record *record)
{
    size_t right = 0;
    for (size_t i = 0; i < record->options.count; i++) {
        right += record->options.items[i].right;
    }
    const bool single = str_equal(record->answer_type, STR("single"));
    const bool multiple = str_equal(record->answer_type, STR("multiple"));
    if ((single || multiple || str_equal(record->answer_type, STR("order"))) &&
        record->options.count < 2) {
        content_fault(read, line_of(map, "options"), "options: wants two or more");
    } else if (single && right != 1) {
        content_fault(read, line_of(map, "options"), "right: wants one right option");
    } else if (multiple && right == 0) {
        content_fault(read, line_of(map, "options"), "right: wants a right option");
    }
}

// The theme's own, for what a venue leaves out.
static const uint32_t usual_ink = 0x12193A, usual_paper = 0xF6F3EC, white = 0xFFFFFF;

static uint32_t colour_or(struct str text, uint32_t usual)
{
    uint32_t rgb = usual;
    return content_colour_parse(text, &rgb) ? rgb : usual;
}

struct colour_pair {
    const char *key, *what;
    uint32_t front, back;
    double least;
};

// What a venue paints must stay legible for everybody (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11).
static void check_colours(struct read *read, const struct value *map,
                          const struct content_record *record)
{
    const struct content_colours *of = &record->colours;
    const struct value *authored = value_get(map, STR("colours"));
    const uint32_t ink = colour_or(of->ink, usual_ink);
    const struct colour_pair pairs[] = {
        {"paper", "text in the ink on the paper", ink, colour_or(of->paper, usual_paper),
         7},
        {"ink", "white text on the ink", white, ink, 7},
        {"accent", "text in the ink on the accent", ink, colour_or(of->accent, 0xFFC531),
         4.5},
        {"science", "the shape on white", colour_or(of->science, 0), white, 3},
        {"technology", "the shape on white", colour_or(of->technology, 0), white, 3},
        {"engineering", "the shape on white", colour_or(of->engineering, 0), white, 3},
        {"arts", "the shape on white", colour_or(of->arts, 0), white, 3},
        {"mathematics", "the shape on white", colour_or(of->mathematics, 0), white, 3},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        const double contrast = content_contrast(pairs[i].front, pairs[i].back);
        if (contrast < pairs[i].least) {
            const struct value *at = value_get(authored, str_from_cstr(pairs[i].key));
            content_fault(read, at ? at->line : line_of(map, "colours"),
                          "colours: %s: %s has a contrast of %.1f to 1, wants %.1f",
                          pairs[i].key, pairs[i].what, contrast, pairs[i].least);
        }
    }
}

// What it is made for stands in `base`; an author's tool fills it in.
static void check_amendment(struct read *read, const struct value *map,
                            const struct content_record *record)
{
    const bool changes = record->patch.len || record->media.count;
    if (record->hide == changes) {
        content_fault(read, line_of(map, "hide"),
                      "amendment: wants either what it changes, or `hide: true`");
    }
    if (changes && !record->base.len && read->check->mode == CONTENT_PUBLISHED) {
        content_fault(read, map->line, "base: is missing");
    }
}

void content_check_record(struct read *read, const struct value *map,
                          const struct content_record *record)
{
    if (record->age_max && record->age_max < record->age_min) {
        content_fault(read, line_of(map, "age_max"),
                      "ages: the upper end is below the lower");
    }
    check_order(read, map, record->visible_from, record->visible_to, "visible_to");
    check_order(read, map, record->starts, record->ends, "ends");
    for (size_t i = 0; i < record->sessions.count; i++) {
        check_session(read, &record->sessions.items[i], line_of_item(map, "sessions", i));
    }
    for (size_t i = 0; i < record->opening.count; i++) {
        check_session(read, &record->opening.items[i], line_of_item(map, "opening", i));
    }
    check_media(read, map, record);
    check_pathway(read, map, record);
    if (record->kind == CONTENT_VENUE) {
        check_colours(read, map, record);
    }
    if (record->kind == CONTENT_QUESTION) {
        check_question(read, map, record);
    } else if (record->kind == CONTENT_AMENDMENT) {
        check_amendment(read, map, record);
    }
}
