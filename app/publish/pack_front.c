// The author's keys (assets/packs/README.md) as the members that content's table names.
#include <string.h>

#include "pack_internal.h"

void pack_value_add(struct arena *arena, struct value *collection, struct value item)
{
    // The capacity is the next power of two of the count, from 4 up.
    const size_t count = collection->count;
    if (count == 0 || (count >= 4 && (count & (count - 1)) == 0)) {
        struct value *items = ARENA_ARRAY(arena, struct value, count < 4 ? 4 : count * 2);
        if (count) {
            memcpy(items, collection->items, count * sizeof(*items));
        }
        collection->items = items;
    }
    collection->items[collection->count++] = item;
}

bool pack_front_split(struct str text, struct str *out_front, struct str *out_body,
                      int64_t *out_body_line)
{
    if (!str_starts_with(text, STR("---\n"))) {
        return false;
    }
    struct str rest = str_slice(text, 4, text.len), line;
    int64_t number = 2;
    while (str_cut(&rest, '\n', &line)) {
        number++;
        if (str_equal(line, STR("---"))) {
            *out_front = str_slice(text, 4, (size_t)(line.ptr - text.ptr));
            *out_body = rest;
            *out_body_line = number;
            return true;
        }
    }
    return false;
}

static int64_t place(const struct pack_front *front, int64_t line)
{
    return PACK_PLACE(front->file, line);
}

static struct value text_value(const struct pack_front *front, struct str key,
                               const struct yaml *node)
{
    return (struct value){.type = VALUE_STRING,
                          .line = place(front, node->line),
                          .key = key,
                          .string = node->text};
}

static struct value integer_value(const struct pack_front *front, struct str key,
                                  int64_t line, int64_t integer)
{
    return (struct value){.type = VALUE_INTEGER,
                          .line = place(front, line),
                          .key = key,
                          .integer = integer};
}

// ---- special forms ----

// "10-14", "6+", "6".
static bool parse_ages(struct str text, int64_t *out_min, int64_t *out_max)
{
    struct str rest = text, first;
    if (str_ends_with(text, STR("+"))) {
        *out_max = 0;
        return str_to_int64(str_slice(text, 0, text.len - 1), out_min);
    }
    (void)!str_cut(&rest, '-', &first);
    if (!str_to_int64(str_trim(first), out_min)) {
        return false;
    }
    *out_max = *out_min;
    return !rest.ptr || str_to_int64(str_trim(rest), out_max);
}

static void add_ages(const struct pack_front *front, const struct yaml *node,
                     struct value *out)
{
    int64_t min = 0, max = 0;
    if (node->type != YAML_TEXT || !parse_ages(node->text, &min, &max)) {
        pack_error(front->reading, place(front, node->line), "ages: wants 10-14 or 6+");
        return;
    }
    struct arena *arena = front->reading->arena;
    pack_value_add(arena, out, integer_value(front, STR("age_min"), node->line, min));
    pack_value_add(arena, out, integer_value(front, STR("age_max"), node->line, max));
}

// "41.3275" to 41327500.
static bool parse_degrees(struct str text, int64_t *out_e6)
{
    const bool negative = str_starts_with(text, STR("-"));
    struct str rest = str_slice(text, negative, text.len), whole;
    int64_t degrees = 0, part = 0;
    if (!str_cut(&rest, '.', &whole) || !str_to_int64(whole, &degrees) || degrees < 0 ||
        degrees > 180 || (rest.ptr && (rest.len == 0 || rest.len > 9))) {
        return false;
    }
    for (size_t i = 0; i < 6; i++) {
        const char c = rest.ptr && i < rest.len ? rest.ptr[i] : '0';
        if (c < '0' || c > '9') {
            return false;
        }
        part = part * 10 + (c - '0');
    }
    *out_e6 = (degrees * 1000000 + part) * (negative ? -1 : 1);
    return true;
}

static void add_degrees(const struct pack_front *front, const struct yaml *node,
                        struct value *out)
{
    const bool latitude = str_equal(node->key, STR("latitude"));
    int64_t e6 = 0;
    if (node->type != YAML_TEXT || !parse_degrees(node->text, &e6)) {
        pack_error(front->reading, place(front, node->line),
                   "%.*s: wants decimal degrees like 41.3275", STR_ARG(node->key));
        return;
    }
    pack_value_add(front->reading->arena, out,
                   integer_value(front,
                                 latitude ? STR("latitude_e6") : STR("longitude_e6"),
                                 node->line, e6));
}

static void add_weekday(const struct pack_front *front, const struct yaml *node,
                        struct value *out)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (int64_t day = 0; day < 7; day++) {
        if (str_equal(node->text, str_from_cstr(days[day]))) {
            pack_value_add(front->reading->arena, out,
                           integer_value(front, STR("weekday"), node->line, day));
            return;
        }
    }
    pack_error(front->reading, place(front, node->line),
               "weekday: wants one of mon, tue, wed, thu, fri, sat, sun");
}

// "15:00" to 900.
static bool parse_minute(struct str text, int64_t *out_minute)
{
    for (size_t i = 0; i < text.len; i++) {
        if (i != 2 && (text.ptr[i] < '0' || text.ptr[i] > '9')) {
            return false;
        }
    }
    if (text.len != 5 || text.ptr[2] != ':') {
        return false;
    }
    const int64_t hour = (text.ptr[0] - '0') * 10 + (text.ptr[1] - '0');
    *out_minute = hour * 60 + (text.ptr[3] - '0') * 10 + (text.ptr[4] - '0');
    return hour < 24 && text.ptr[3] < '6';
}

static void add_minute(const struct pack_front *front, const struct yaml *node,
                       struct value *out)
{
    const bool start = str_equal(node->key, STR("start"));
    int64_t minute = 0;
    if (node->type != YAML_TEXT || !parse_minute(node->text, &minute)) {
        pack_error(front->reading, place(front, node->line),
                   "%.*s: wants a time like 15:00", STR_ARG(node->key));
        return;
    }
    pack_value_add(front->reading->arena, out,
                   integer_value(front, start ? STR("start_min") : STR("end_min"),
                                 node->line, minute));
}

// `right: [2]` marks options; they may stand before or after it, so it is kept for the
// end.
static void mark_right(const struct pack_front *front, const struct yaml *node,
                       struct value *options)
{
    const struct yaml *items = node->type == YAML_LIST ? node->items : node;
    const size_t count = node->type == YAML_LIST ? node->count : 1;
    for (size_t i = 0; i < count; i++) {
        int64_t number = 0;
        if (!options || !yaml_integer(&items[i], 1, (int64_t)options->count, &number)) {
            pack_error(front->reading, place(front, items[i].line),
                       "right: wants numbers of options, from 1 to %zu",
                       options ? options->count : 0);
            continue;
        }
        const struct value yes = {.type = VALUE_BOOL,
                                  .integer = 1,
                                  .key = STR("right"),
                                  .line = place(front, items[i].line)};
        pack_value_add(front->reading->arena, &options->items[number - 1], yes);
    }
}

typedef void special_fn(const struct pack_front *front, const struct yaml *node,
                        struct value *out);

static const struct special {
    const char *key, *member; // applies where the table has `member`
    special_fn *add;
} specials[] = {
    {"ages", "age_min", add_ages},
    {"latitude", "latitude_e6", add_degrees},
    {"longitude", "longitude_e6", add_degrees},
    {"weekday", "weekday", add_weekday},
    {"start", "start_min", add_minute},
    {"end", "end_min", add_minute},
    {"change", "patch", pack_add_change},
    {"remove", "patch", pack_add_remove},
};

static bool add_special(const struct pack_front *front,
                        const struct content_members *members, const struct yaml *node,
                        struct value *out)
{
    for (size_t i = 0; i < sizeof(specials) / sizeof(*specials); i++) {
        if (str_equal(node->key, str_from_cstr(specials[i].key)) &&
            content_member_find(members, front->kind,
                                str_from_cstr(specials[i].member))) {
            specials[i].add(front, node, out);
            return true;
        }
    }
    return false;
}

// ---- forms by the member's type ----

// "one" in the main language, or {sq: "një", en: "one"}.
static struct value text_map(const struct pack_front *front, const struct yaml *node)
{
    struct value map = {.type = VALUE_MAP, .line = place(front, node->line)};
    if (node->type == YAML_TEXT) {
        pack_value_add(front->reading->arena, &map, text_value(front, front->lang, node));
        return map;
    }
    for (size_t i = 0; node->type == YAML_MAP && i < node->count; i++) {
        const struct yaml *item = &node->items[i];
        if (item->type == YAML_TEXT) {
            pack_value_add(front->reading->arena, &map,
                           text_value(front, item->key, item));
        } else if (item->type != YAML_EMPTY) {
            map.type = VALUE_NULL; // told by the table's check
        }
    }
    if (node->type == YAML_LIST) {
        map.type = VALUE_NULL;
    }
    return map;
}

static struct value list_item(const struct pack_front *front,
                              const struct content_member *member,
                              const struct yaml *node)
{
    if (member->type == MEMBER_TEXTS) {
        return text_map(front, node);
    }
    if (member->type != MEMBER_LIST) {
        return node->type == YAML_TEXT
                   ? text_value(front, (struct str){0}, node)
                   : (struct value){.type = VALUE_NULL, .line = place(front, node->line)};
    }
    struct value map = {.type = VALUE_MAP, .line = place(front, node->line)};
    const bool option = strcmp(member->key, "options") == 0;
    const bool pair = strcmp(member->key, "edges") == 0 && node->type == YAML_LIST;
    if (option && (node->type == YAML_TEXT || !yaml_get(node, STR("text")))) {
        struct value text = text_map(front, node);
        text.key = STR("text");
        pack_value_add(front->reading->arena, &map, text);
        return map;
    }
    if (pair && node->count == 2) {
        pack_value_add(front->reading->arena, &map,
                       text_value(front, STR("from"), &node->items[0]));
        pack_value_add(front->reading->arena, &map,
                       text_value(front, STR("to"), &node->items[1]));
        return map;
    }
    if (node->type != YAML_MAP) {
        return (struct value){.type = VALUE_NULL, .line = place(front, node->line)};
    }
    return pack_front_map(front, member->items, node);
}

static struct value member_value(const struct pack_front *front,
                                 const struct content_member *member,
                                 const struct yaml *node)
{
    struct value value = {.type = VALUE_NULL, .line = place(front, node->line)};
    int64_t integer = 0;
    bool set = false;
    switch (member->type) {
    case MEMBER_KIND:
    case MEMBER_STRING:
        return node->type == YAML_TEXT ? text_value(front, (struct str){0}, node) : value;
    case MEMBER_TEXT:
        return text_map(front, node);
    case MEMBER_INTEGER:
        if (yaml_integer(node, INT64_MIN, INT64_MAX, &integer)) {
            return integer_value(front, (struct str){0}, node->line, integer);
        }
        return value;
    case MEMBER_BOOL:
        if (yaml_bool(node, &set)) {
            value.type = VALUE_BOOL;
            value.integer = set;
        }
        return value;
    case MEMBER_PATCH:
        return value; // made from `change` and `remove`
    case MEMBER_STRUCT:
        return node->type == YAML_MAP ? pack_front_map(front, member->items, node)
                                      : value;
    case MEMBER_STRINGS:
    case MEMBER_LETTERS:
    case MEMBER_AUDIENCES:
    case MEMBER_TEXTS:
    case MEMBER_LIST:
        break;
    }
    if (node->type != YAML_LIST) {
        return value;
    }
    value.type = VALUE_LIST;
    for (size_t i = 0; i < node->count; i++) {
        pack_value_add(front->reading->arena, &value,
                       list_item(front, member, &node->items[i]));
    }
    return value;
}

// ---- keys ----

// Edits from one short word to the other (Levenshtein), for "did you mean".
static size_t distance(struct str a, struct str b)
{
    size_t row[32];
    if (a.len >= 32 || b.len >= 32) {
        return 32;
    }
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            const size_t change = corner + (a.ptr[i - 1] != b.ptr[j - 1]);
            const size_t gap = 1 + (row[j] < row[j - 1] ? row[j] : row[j - 1]);
            corner = row[j];
            row[j] = change < gap ? change : gap;
        }
    }
    return row[b.len];
}

// Members that the program fills in are no keys of an author.
static bool is_authors(const struct content_member *member)
{
    static const char *const filled[] = {"sha256", "size_bytes", "width_px", "height_px",
                                         "kind",   "body",       "right",    "patch"};
    for (size_t i = 0; i < sizeof(filled) / sizeof(*filled); i++) {
        if (strcmp(member->key, filled[i]) == 0) {
            return false;
        }
    }
    return true;
}

bool pack_front_knows(enum content_kind kind, struct str key)
{
    for (size_t i = 0; i < sizeof(specials) / sizeof(*specials); i++) {
        if (str_equal(key, str_from_cstr(specials[i].key))) {
            key = str_from_cstr(specials[i].member);
        }
    }
    return content_member_find(&content_record_members, kind, key) ||
           (kind == CONTENT_QUESTION && str_equal(key, STR("right")));
}

static void unknown_key(const struct pack_front *front,
                        const struct content_members *members, const struct yaml *node)
{
    const char *best = NULL;
    size_t best_edits = 3;
    for (size_t i = 0; i < members->count; i++) {
        const struct content_member *member = &members->members[i];
        const size_t edits = distance(node->key, str_from_cstr(member->key));
        if ((member->kinds & (UINT32_C(1) << front->kind)) && is_authors(member) &&
            edits < best_edits) {
            best = member->key;
            best_edits = edits;
        }
    }
    const struct str kind = content_kind_name(front->kind);
    pack_error(front->reading, place(front, node->key_line),
               "unknown key '%.*s' in a record of kind %.*s%s%s%s", STR_ARG(node->key),
               STR_ARG(kind), best ? "; did you mean '" : "", best ? best : "",
               best ? "'?" : "; the known ones stand in assets/packs/README.md");
}

static bool is_text(const struct content_member *member)
{
    return member->type == MEMBER_TEXT || member->type == MEMBER_TEXTS ||
           member->type == MEMBER_LIST || member->type == MEMBER_PATCH;
}

static void add_member(const struct pack_front *front,
                       const struct content_members *members, const struct yaml *node,
                       struct value *out)
{
    const struct content_member *member =
        content_member_find(members, front->kind, node->key);
    if (!member || !is_authors(member)) {
        unknown_key(front, members, node);
        return;
    }
    const bool top = members == &content_record_members;
    if (front->translation && top && !is_text(member) && strcmp(member->key, "id") != 0) {
        pack_error(front->reading, place(front, node->key_line),
                   "'%s' is no text: it stands in the main file only", member->key);
        return;
    }
    struct value value = member_value(front, member, node);
    value.key = str_from_cstr(member->key);
    pack_value_add(front->reading->arena, out, value);
}

struct value pack_front_map(const struct pack_front *front,
                            const struct content_members *members, const struct yaml *map)
{
    struct value out = {.type = VALUE_MAP, .line = place(front, map->line)};
    const struct yaml *right = NULL;
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml *node = &map->items[i];
        if (node->type == YAML_EMPTY) {
            continue; // `until:` and nothing behind it
        }
        const bool question = members == &content_record_members &&
                              front->kind == CONTENT_QUESTION && !front->translation;
        if (question && str_equal(node->key, STR("right"))) {
            right = node;
        } else if (!add_special(front, members, node, &out)) {
            add_member(front, members, node, &out);
        }
    }
    for (size_t i = 0; right && i < out.count; i++) {
        if (str_equal(out.items[i].key, STR("options"))) {
            mark_right(front, right, &out.items[i]);
            right = NULL;
        }
    }
    if (right) {
        mark_right(front, right, NULL);
    }
    return out;
}

// ---- translations ----

static void merge_text(const struct pack_front *front,
                       const struct content_member *member, struct value *into,
                       const struct value *from)
{
    for (size_t i = 0; from->type == VALUE_MAP && i < from->count; i++) {
        if (into->type != VALUE_MAP || value_get(into, from->items[i].key)) {
            pack_error(front->reading, from->items[i].line,
                       "%s: already has a text in '%.*s'", member->key,
                       STR_ARG(from->items[i].key));
        } else {
            pack_value_add(front->reading->arena, into, from->items[i]);
        }
    }
}

static void merge_list(const struct pack_front *front,
                       const struct content_member *member, struct value *into,
                       const struct value *from)
{
    if (into->type != VALUE_LIST || from->type != VALUE_LIST ||
        into->count != from->count) {
        pack_error(front->reading, from->line,
                   "%s: wants as many items as the main file, in the same order",
                   member->key);
        return;
    }
    for (size_t i = 0; i < from->count; i++) {
        if (member->type == MEMBER_TEXTS) {
            merge_text(front, member, &into->items[i], &from->items[i]);
        } else {
            pack_front_merge(front, member->items, &into->items[i], &from->items[i]);
        }
    }
}

static struct value *find_item(struct value *map, struct str key)
{
    for (size_t i = 0; map->type == VALUE_MAP && i < map->count; i++) {
        if (str_equal(map->items[i].key, key)) {
            return &map->items[i];
        }
    }
    return NULL;
}

void pack_front_merge(const struct pack_front *front,
                      const struct content_members *members, struct value *into,
                      const struct value *translation)
{
    for (size_t i = 0; translation->type == VALUE_MAP && i < translation->count; i++) {
        const struct value *from = &translation->items[i];
        const struct content_member *member =
            content_member_find(members, front->kind, from->key);
        if (!member || !is_text(member)) {
            continue; // ids and the like within a list only say which item is meant
        }
        struct value *target = find_item(into, from->key);
        if (target && member->type == MEMBER_PATCH) {
            struct pack_front sub = *front;
            sub.kind = pack_patch_kind(target);
            pack_front_merge(&sub, members, target, from);
        } else if (target && member->type == MEMBER_TEXT) {
            merge_text(front, member, target, from);
        } else if (target) {
            merge_list(front, member, target, from);
        } else if (member->type == MEMBER_TEXT || member->type == MEMBER_PATCH) {
            pack_value_add(front->reading->arena, into, *from);
        } else {
            pack_error(front->reading, from->line, "%s: the main file has no such list",
                       member->key);
        }
    }
}
