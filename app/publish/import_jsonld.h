// Shared by the files that read schema.org.
#ifndef PUBLISH_IMPORT_JSONLD_H
#define PUBLISH_IMPORT_JSONLD_H

#include "import_internal.h"

struct jsonld {
    struct import *import;
    struct str text; // of the file, to find lines
    int64_t line;    // of the node being read
    struct str name;
    size_t pictures; // that were not taken
};

// ---- import_jsonld.c ----
// The member, whatever prefix the file has for schema.org.
const struct value *jsonld_get(const struct value *node, const char *key);
// The first text of it: "x", {"@value": "x"}, {"name": "x"}, a list of them.
struct str jsonld_text(const struct value *node, const char *key);
// Whether the node is of the type.
bool jsonld_is(const struct value *node, const char *type);
void jsonld_put_texts(struct jsonld *jsonld, const struct value *node, const char *key,
                      struct content_text *out_text);
// Members that every kind has: name, description, url, languages, ages.
void jsonld_put_common(struct jsonld *jsonld, const struct value *node,
                       struct content_record *record);
void jsonld_add(struct jsonld *jsonld, const struct value *node,
                const struct content_record *record);
// One item or each of a list.
size_t jsonld_count(const struct value *value);
const struct value *jsonld_item(const struct value *value, size_t index);

// ---- import_happening.c ----
void jsonld_take_event(struct jsonld *jsonld, const struct value *node);
void jsonld_take_course(struct jsonld *jsonld, const struct value *node);

#endif
