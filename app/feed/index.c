#include <string.h>

#include "feed/build.h"
#include "internal.h"

static const int64_t second_max = INT64_C(253402300799); // 9999-12-31T23:59:59Z

// Offset behind the JSON string that begins at `at`. The text is known to be valid JSON.
static size_t skip_string(struct str json, size_t at)
{
    for (at++; at < json.len && json.ptr[at] != '"'; at++) {
        at += json.ptr[at] == '\\';
    }
    return at + 1;
}

// Offset behind the value that begins at `at`, at the comma or bracket that ends it.
static size_t skip_value(struct str json, size_t at)
{
    int depth = 0;
    while (at < json.len) {
        const char c = json.ptr[at];
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
            break;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        at = c == '"' ? skip_string(json, at) : at + 1;
    }
    return at;
}

static size_t skip_blanks(struct str json, size_t at)
{
    while (at < json.len && strchr(" \t\r\n", json.ptr[at])) {
        at++;
    }
    return at;
}

// The bytes of the top-level member `key` as they stand, from bracket to bracket. Written
// with an escape, the key is not found.
static bool find_member(struct str json, struct str key, struct str *out_bytes)
{
    size_t at = skip_blanks(json, skip_blanks(json, 0) + 1);
    while (at < json.len && json.ptr[at] == '"') {
        const size_t name_end = skip_string(json, at);
        const struct str name = str_slice(json, at + 1, name_end - 1);
        const size_t from = skip_blanks(json, skip_blanks(json, name_end) + 1);
        const size_t to = skip_value(json, from);
        if (str_equal(name, key)) {
            *out_bytes = str_trim(str_slice(json, from, to));
            return true;
        }
        at = skip_blanks(json, to + 1);
    }
    return false;
}

static enum feed_reason read_roots(struct arena *arena, struct str json,
                                   const struct value *root, struct feed_index *index)
{
    static const struct feed_ref limits = {.size_bytes = FEED_NODE_MAX,
                                           .records = FEED_RECORDS_MAX};
    const struct value *list = value_get(root, STR("roots"));
    struct str bytes;
    if (!list || list->type != VALUE_LIST || !find_member(json, STR("roots"), &bytes)) {
        return FEED_FORMAT;
    }
    if (list->count > FEED_ROOTS_MAX) {
        return FEED_LARGE;
    }
    const enum feed_reason reason =
        feed_refs_from_value(arena, list, &limits, &index->roots);
    if (reason != FEED_OK) {
        return reason;
    }
    index->root_count = list->count;
    index->root_hash = sha256_of(bytes);
    index->records = feed_refs_records(index->roots, index->root_count);
    return index->records < 0 ? FEED_LARGE : FEED_OK;
}

// A member that may be left out.
static bool read_set(const struct value *root, struct feed_index *index)
{
    return !value_get(root, STR("keys")) ||
           value_get_integer(root, STR("keys"), 1, FEED_SETS_MAX, &index->keys);
}

static bool read_rollout(struct arena *arena, const struct value *root,
                         struct feed_rollout *rollout)
{
    const struct value *map = value_get(root, STR("rollout"));
    if (!map) {
        return true;
    }
    const struct value *tags = value_get(map, STR("tags"));
    if (!value_get_integer(map, STR("percent"), 0, 100, &rollout->percent) || !tags ||
        tags->type != VALUE_LIST || tags->count > FEED_TAGS_MAX) {
        return false;
    }
    struct str *items = ARENA_ARRAY(arena, struct str, tags->count + 1);
    for (size_t i = 0; i < tags->count; i++) {
        if (tags->items[i].type != VALUE_STRING ||
            !feed_id_valid(tags->items[i].string)) {
            return false;
        }
        items[i] = arena_str(arena, tags->items[i].string);
    }
    rollout->there = true;
    rollout->tags = items;
    rollout->tag_count = tags->count;
    return true;
}

static bool read_numbers(const struct value *root, struct feed_index *index)
{
    const struct value *media = value_get(root, STR("media"));
    return value_get_integer(root, STR("version"), 1, INT64_MAX, &index->version) &&
           value_get_integer(root, STR("published"), 1, second_max, &index->published) &&
           value_get_integer(root, STR("expires"), 1, second_max, &index->expires) &&
           index->expires > index->published && media &&
           value_get_integer(media, STR("count"), 0, INT64_MAX, &index->media_count) &&
           value_get_integer(media, STR("bytes"), 0, INT64_MAX, &index->media_bytes);
}

enum feed_reason feed_index_parse(struct arena *arena, struct str bytes,
                                  struct feed_index *out_index)
{
    struct value root;
    struct content_error error;
    struct feed_index index = {0};
    struct str id;
    int64_t spec;
    if (bytes.len > FEED_INDEX_MAX) {
        return FEED_LARGE;
    }
    if (!value_parse_json(arena, bytes, &value_limits_default, &root, &error) ||
        root.type != VALUE_MAP ||
        !value_get_integer(&root, STR("spec"), 1, INT64_MAX, &spec)) {
        return FEED_FORMAT;
    }
    if (spec != FEED_SPEC) {
        return FEED_NEWER;
    }
    if (!value_get_string(&root, STR("feed"), &id) || !feed_id_valid(id) ||
        !read_numbers(&root, &index) || !read_set(&root, &index) ||
        !read_rollout(arena, &root, &index.rollout)) {
        return FEED_FORMAT;
    }
    index.feed_id = arena_str(arena, id);
    const enum feed_reason reason = read_roots(arena, bytes, &root, &index);
    if (reason == FEED_OK) {
        *out_index = index;
    }
    return reason;
}

static void write_rollout(struct buffer *buffer, const struct feed_rollout *rollout)
{
    buffer_printf(buffer, "\"rollout\":{\"percent\":%lld,\"tags\":[",
                  (long long)rollout->percent);
    for (size_t i = 0; i < rollout->tag_count; i++) {
        buffer_printf(buffer, "%s\"%.*s\"", i ? "," : "", STR_ARG(rollout->tags[i]));
    }
    buffer_add(buffer, STR("]},"));
}

struct str feed_index_write(struct arena *arena, const struct feed_index *index)
{
    struct buffer buffer;
    buffer_init(&buffer, 0);
    buffer_printf(&buffer, "{\"expires\":%lld,\"feed\":\"%.*s\",",
                  (long long)index->expires, STR_ARG(index->feed_id));
    if (index->keys) {
        buffer_printf(&buffer, "\"keys\":%lld,", (long long)index->keys);
    }
    buffer_printf(&buffer,
                  "\"media\":{\"bytes\":%lld,\"count\":%lld},\"published\":%lld,",
                  (long long)index->media_bytes, (long long)index->media_count,
                  (long long)index->published);
    if (index->rollout.there) {
        write_rollout(&buffer, &index->rollout);
    }
    buffer_add(&buffer, STR("\"roots\":"));
    feed_refs_write(&buffer, index->roots, index->root_count);
    buffer_printf(&buffer, ",\"spec\":%d,\"version\":%lld}\n", FEED_SPEC,
                  (long long)index->version);
    const struct str text = arena_str(arena, buffer_view(&buffer));
    buffer_finish(&buffer);
    return text;
}

struct str feed_pointer_write(struct arena *arena, const struct feed_pointer *pointer)
{
    char hex[SHA256_HEX_LEN + 1], candidate[SHA256_HEX_LEN + 1];
    sha256_to_hex(&pointer->stable, hex);
    sha256_to_hex(&pointer->candidate, candidate);
    return pointer->has_candidate
               ? arena_printf(arena, "%s\ncandidate %s\n", hex, candidate)
               : arena_printf(arena, "%s\n", hex);
}
