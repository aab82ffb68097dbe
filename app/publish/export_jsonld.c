// Resources as schema.org's LearningResource (https://schema.org/LearningResource).
#include "content/fields.h"
#include "content/value.h"
#include "export_internal.h"

static void add_string(struct buffer *out, const char *key, struct str text)
{
    if (text.len) {
        buffer_printf(out, ",\"%s\":", key);
        value_write_string(out, text);
    }
}

static void add_text(struct buffer *out, const char *key, struct content_text text)
{
    if (!text.count) {
        return;
    }
    buffer_printf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < text.count; i++) {
        buffer_add(out, i ? STR(",") : STR(""));
        buffer_add(out, STR("{\"@language\":"));
        value_write_string(out, text.items[i].lang);
        buffer_add(out, STR(",\"@value\":"));
        value_write_string(out, text.items[i].value);
        buffer_add(out, STR("}"));
    }
    buffer_add(out, STR("]"));
}

static void add_languages(struct buffer *out, const struct content_ids *languages)
{
    for (size_t i = 0; i < languages->count; i++) {
        buffer_add(out, i ? STR(",") : STR(",\"inLanguage\":["));
        value_write_string(out, languages->items[i]);
    }
    buffer_add(out, languages->count ? STR("]") : STR(""));
}

// schema.org's roles are those of LRMI.
static void add_audience(struct buffer *out, uint32_t audiences)
{
    static const char *const roles[AUDIENCE_COUNT] = {
        [AUDIENCE_PUPIL] = "learner",
        [AUDIENCE_STUDENT] = "student",
        [AUDIENCE_TEACHER] = "teacher",
        [AUDIENCE_SCHOOL] = "administrator",
        [AUDIENCE_PARENT] = "parent",
        [AUDIENCE_COMMUNITY] = "general public",
        [AUDIENCE_PROFESSIONAL] = "professional"};
    const char *between = ",\"audience\":[";
    for (size_t i = 0; i < AUDIENCE_COUNT; i++) {
        if (audiences & (UINT32_C(1) << i)) {
            buffer_printf(out,
                          "%s{\"@type\":\"EducationalAudience\",\"educationalRole\":"
                          "\"%s\"}",
                          between, roles[i]);
            between = ",";
        }
    }
    buffer_add(out, between[1] ? STR("") : STR("]"));
}

static void add_resource(struct buffer *out, const struct export_options *options,
                         const struct content_record *record)
{
    static const char *const fields[FIELD_COUNT] = {"science", "technology",
                                                    "engineering", "art", "mathematics"};
    buffer_printf(out, "{\"@type\":\"LearningResource\",\"@id\":\"urn:foyer:%.*s:%.*s\"",
                  STR_ARG(options->id), STR_ARG(record->id));
    add_text(out, "name", record->title);
    add_text(out, "description", record->summary.count ? record->summary : record->body);
    add_text(out, "author", record->author);
    add_string(out, "url", record->url);
    add_string(out, "datePublished", record->date);
    add_string(out, "license", record->licence);
    add_string(out, "learningResourceType", record->resource_type);
    add_languages(out, &record->languages);
    if (record->age_max) {
        buffer_printf(out, ",\"typicalAgeRange\":\"%d-%d\"", (int)record->age_min,
                      (int)record->age_max);
    } else if (record->age_min) {
        buffer_printf(out, ",\"typicalAgeRange\":\"%d-\"", (int)record->age_min);
    }
    add_audience(out, record->audiences);
    const char *between = ",\"about\":[";
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (record->fields & (UINT32_C(1) << i)) {
            buffer_printf(out, "%s\"%s\"", between, fields[i]);
            between = ",";
        }
    }
    buffer_add(out, between[1] ? STR("}") : STR("]}"));
}

bool export_jsonld(struct buffer *out, const struct export_options *options,
                   const struct export_records *records, size_t *out_resources)
{
    size_t count = 0;
    buffer_add(out, STR("{\"@context\":\"https://schema.org\",\"@graph\":["));
    for (size_t i = 0; i < records->count; i++) {
        if (records->items[i].kind == CONTENT_RESOURCE) {
            buffer_add(out, count++ ? STR(",\n") : STR("\n"));
            add_resource(out, options, &records->items[i]);
        }
    }
    buffer_add(out, STR("\n]}\n"));
    *out_resources = count;
    return !out->overflowed;
}
