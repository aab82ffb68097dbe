// schema.org as JSON-LD, bare or within the script elements of a page.
#include <string.h>

#include "import_jsonld.h"

enum { DEPTH_MAX = 12, NODES_MAX = 5000 };

static const struct value_limits limits = {
    .depth = 32, .items = 200000, .string_bytes = 256 * 1024};

// ---- values ----

static struct str without_prefix(struct str name)
{
    static const char *const prefixes[] = {"schema:", "https://schema.org/",
                                           "http://schema.org/"};
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
        const struct str prefix = str_from_cstr(prefixes[i]);
        if (str_starts_with(name, prefix)) {
            return str_slice(name, prefix.len, name.len);
        }
    }
    return name;
}

const struct value *jsonld_get(const struct value *node, const char *key)
{
    for (size_t i = 0; node && node->type == VALUE_MAP && i < node->count; i++) {
        if (str_equal(without_prefix(node->items[i].key), str_from_cstr(key))) {
            return &node->items[i];
        }
    }
    return NULL;
}

size_t jsonld_count(const struct value *value)
{
    return !value ? 0 : value->type == VALUE_LIST ? value->count : 1;
}

const struct value *jsonld_item(const struct value *value, size_t index)
{
    return value->type == VALUE_LIST ? &value->items[index] : value;
}

static struct str plain_text(const struct value *value)
{
    struct str text = {0};
    if (value && value->type == VALUE_STRING) {
        return value->string;
    }
    (void)(value_get_string(value, STR("@value"), &text) ||
           value_get_string(value, STR("name"), &text) ||
           value_get_string(value, STR("@id"), &text));
    return text;
}

struct str jsonld_text(const struct value *node, const char *key)
{
    const struct value *value = jsonld_get(node, key);
    return jsonld_count(value) ? plain_text(jsonld_item(value, 0)) : (struct str){0};
}

bool jsonld_is(const struct value *node, const char *type)
{
    const struct value *types = value_get(node, STR("@type"));
    for (size_t i = 0; i < jsonld_count(types); i++) {
        const struct value *one = jsonld_item(types, i);
        if (one->type == VALUE_STRING &&
            str_equal(without_prefix(one->string), str_from_cstr(type))) {
            return true;
        }
    }
    return false;
}

static bool is_any(const struct value *node, const char *const *types)
{
    for (; *types; types++) {
        if (jsonld_is(node, *types)) {
            return true;
        }
    }
    return false;
}

// ---- what kinds share ----

static struct str lang_of(const struct jsonld *jsonld, const struct value *value)
{
    struct str lang;
    return value_get_string(value, STR("@language"), &lang) ? str_slice(lang, 0, 2)
                                                            : jsonld->import->lang;
}

void jsonld_put_texts(struct jsonld *jsonld, const struct value *node, const char *key,
                      struct content_text *out_text)
{
    const struct value *value = jsonld_get(node, key);
    for (size_t i = 0; i < jsonld_count(value); i++) {
        const struct value *one = jsonld_item(value, i);
        import_put_text(jsonld->import, out_text, lang_of(jsonld, one),
                        import_plain(jsonld->import->arena, plain_text(one), true,
                                     IMPORT_LINE_BYTES));
    }
}

static void put_languages(struct jsonld *jsonld, const struct value *node,
                          struct content_record *record)
{
    const struct value *value = jsonld_get(node, "inLanguage");
    for (size_t i = 0; i < jsonld_count(value); i++) {
        const struct str lang = str_slice(plain_text(jsonld_item(value, i)), 0, 2);
        if (content_form_check(FORM_LANGUAGE, NULL, lang)) {
            import_ids_add(jsonld->import->arena, &record->languages, lang);
        }
    }
}

// "10-14", "8-" or "8+".
static void put_ages(const struct value *node, struct content_record *record)
{
    struct str rest = jsonld_text(node, "typicalAgeRange"), first;
    int64_t min = 0, max = 0;
    if (str_ends_with(rest, STR("+")) || str_ends_with(rest, STR("-"))) {
        rest.len--;
    }
    if (str_cut(&rest, '-', &first) && str_to_int64(str_trim(first), &min) && min >= 0 &&
        min < 150) {
        record->age_min = min;
        if (rest.ptr && str_to_int64(str_trim(rest), &max) && max >= min && max < 150) {
            record->age_max = max;
        }
    }
}

static void put_audience(const struct value *node, struct content_record *record)
{
    static const struct {
        const char *role;
        enum content_audience audience;
    } roles[] = {{"student", AUDIENCE_STUDENT},
                 {"learner", AUDIENCE_PUPIL},
                 {"pupil", AUDIENCE_PUPIL},
                 {"teacher", AUDIENCE_TEACHER},
                 {"parent", AUDIENCE_PARENT},
                 {"professional", AUDIENCE_PROFESSIONAL},
                 {"general public", AUDIENCE_COMMUNITY}};
    const struct value *value = jsonld_get(node, "audience");
    for (size_t i = 0; i < jsonld_count(value); i++) {
        const struct value *one = jsonld_item(value, i);
        struct str role = jsonld_text(one, "educationalRole");
        role = role.len ? role : jsonld_text(one, "audienceType");
        for (size_t k = 0; k < sizeof(roles) / sizeof(*roles); k++) {
            if (str_equal(role, str_from_cstr(roles[k].role))) {
                record->audiences |= UINT32_C(1) << roles[k].audience;
            }
        }
    }
}

void jsonld_put_common(struct jsonld *jsonld, const struct value *node,
                       struct content_record *record)
{
    struct import *import = jsonld->import;
    jsonld_put_texts(jsonld, node, jsonld_get(node, "name") ? "name" : "headline",
                     &record->title);
    const struct value *texts = jsonld_get(node, "description");
    for (size_t i = 0; i < jsonld_count(texts); i++) {
        const struct value *one = jsonld_item(texts, i);
        import_describe(import, record, lang_of(jsonld, one), plain_text(one));
    }
    put_languages(jsonld, node, record);
    put_ages(node, record);
    put_audience(node, record);
    jsonld->pictures += jsonld_get(node, "image") != NULL;
}

void jsonld_add(struct jsonld *jsonld, const struct value *node,
                const struct content_record *record)
{
    struct str key = {0};
    if (!value_get_string(node, STR("@id"), &key) || !key.len) {
        key = jsonld_text(node, "url");
    }
    key = key.len ? key : jsonld_text(node, "identifier");
    if (!key.len) {
        key = arena_printf(jsonld->import->arena, "name:%.*s", STR_ARG(jsonld->name));
    }
    import_add(jsonld->import, key, jsonld->line, record);
}

// ---- resources, organisations, careers ----

static void take_resource(struct jsonld *jsonld, const struct value *node)
{
    struct import *import = jsonld->import;
    struct content_record record = import_record(CONTENT_RESOURCE);
    struct import_moment moment;
    jsonld_put_common(jsonld, node, &record);
    jsonld_put_texts(jsonld, node, "author", &record.author);
    const struct str url = jsonld_text(node, "url");
    record.url = content_url_valid(url) ? url : (struct str){0};
    record.licence = import_line(import->arena, jsonld_text(node, "license"), 300);
    record.resource_type =
        import_line(import->arena, jsonld_text(node, "learningResourceType"), 100);
    if (import_moment_parse(import, jsonld_text(node, "datePublished"), &moment)) {
        record.date = import_stamp(import, moment);
    }
    jsonld_add(jsonld, node, &record);
}

static void take_organisation(struct jsonld *jsonld, const struct value *node)
{
    struct content_record record = import_record(CONTENT_ORGANISATION);
    const struct value *address = jsonld_get(node, "address");
    jsonld_put_common(jsonld, node, &record);
    import_add_link(jsonld->import, &record, jsonld_text(node, "url"));
    if (jsonld_count(address)) {
        address = jsonld_item(address, 0);
        const struct str country = jsonld_text(address, "addressCountry");
        if (content_form_check(FORM_COUNTRY, NULL, country)) {
            record.country = country;
        }
        jsonld_put_texts(jsonld, address, "addressRegion", &record.region);
        if (!record.region.count) {
            jsonld_put_texts(jsonld, address, "addressLocality", &record.region);
        }
    }
    jsonld_add(jsonld, node, &record);
}

static void take_career(struct jsonld *jsonld, const struct value *node)
{
    struct import *import = jsonld->import;
    struct content_record record = import_record(CONTENT_CAREER);
    jsonld_put_common(jsonld, node, &record);
    jsonld_put_texts(jsonld, node, "responsibilities", &record.day);
    const struct value *category = jsonld_get(node, "occupationalCategory");
    if (jsonld_count(category)) {
        const struct value *first = jsonld_item(category, 0);
        const struct str code = jsonld_text(first, "codeValue");
        record.esco = import_line(import->arena, code.len ? code : plain_text(first), 40);
    }
    const struct value *skills = jsonld_get(node, "skills");
    const size_t count = jsonld_count(skills);
    record.skills.items =
        ARENA_ARRAY(import->arena, struct content_text, count < 20 ? count : 20);
    for (size_t i = 0; i < count && record.skills.count < 20; i++) {
        const struct value *skill = jsonld_item(skills, i);
        struct content_text *text = &record.skills.items[record.skills.count];
        import_put_text(
            import, text, lang_of(jsonld, skill),
            import_plain(import->arena, plain_text(skill), true, IMPORT_LINE_BYTES));
        record.skills.count += text->count > 0;
    }
    jsonld_add(jsonld, node, &record);
}

// ---- the graph ----

static const char *const events[] = {
    "Event",           "EducationEvent", "ExhibitionEvent", "ChildrensEvent",
    "BusinessEvent",   "SocialEvent",    "Festival",        "Hackathon",
    "ScreeningEvent",  "TheaterEvent",   "LiteraryEvent",   "CourseInstance",
    "VisualArtsEvent", "MusicEvent",     "SportsEvent",     NULL};
static const char *const resources[] = {"LearningResource", "Quiz", "HowTo", "Syllabus",
                                        NULL};
static const char *const organisations[] = {"Organization",
                                            "EducationalOrganization",
                                            "CollegeOrUniversity",
                                            "School",
                                            "HighSchool",
                                            "MiddleSchool",
                                            "ElementarySchool",
                                            "Preschool",
                                            "NGO",
                                            "Corporation",
                                            "GovernmentOrganization",
                                            "ResearchOrganization",
                                            "LocalBusiness",
                                            "Library",
                                            "Consortium",
                                            "Project",
                                            "ResearchProject",
                                            NULL};

static bool take_node(struct jsonld *jsonld, const struct value *node)
{
    if (is_any(node, events)) {
        jsonld_take_event(jsonld, node);
    } else if (jsonld_is(node, "Course")) {
        jsonld_take_course(jsonld, node);
    } else if (is_any(node, resources) || jsonld_get(node, "learningResourceType")) {
        take_resource(jsonld, node);
    } else if (is_any(node, organisations)) {
        take_organisation(jsonld, node);
    } else if (jsonld_is(node, "Occupation")) {
        take_career(jsonld, node);
    } else {
        return false;
    }
    return true;
}

// JSON keeps no lines: the name, as it stands in the file, tells where.
static int64_t line_of(const struct jsonld *jsonld, struct str name)
{
    const struct str quoted =
        arena_printf(jsonld->import->arena, "\"%.*s\"", STR_ARG(name));
    size_t at = name.len ? str_find(jsonld->text, quoted, 0) : SIZE_MAX;
    if (name.len && at == SIZE_MAX) {
        at = str_find(jsonld->text, name, 0);
    }
    int64_t line = 1;
    for (size_t i = 0; at != SIZE_MAX && i < at; i++) {
        line += jsonld->text.ptr[i] == '\n';
    }
    return at == SIZE_MAX ? 0 : line;
}

static void walk(struct jsonld *jsonld, const struct value *value, int depth)
{
    static const char *const inner[] = {"@graph",   "itemListElement", "item",
                                        "subEvent", "mainEntity",      "hasPart"};
    if (!value || depth > DEPTH_MAX) {
        return;
    }
    for (size_t i = 0; value->type == VALUE_LIST && i < value->count; i++) {
        walk(jsonld, &value->items[i], depth + 1);
    }
    if (value->type != VALUE_MAP) {
        return;
    }
    jsonld->name = jsonld_text(value, jsonld_get(value, "name") ? "name" : "headline");
    jsonld->line = line_of(jsonld, jsonld->name);
    const struct value *type = value_get(value, STR("@type"));
    const bool taken = take_node(jsonld, value);
    bool has_inner = false;
    for (size_t i = 0; i < sizeof(inner) / sizeof(*inner); i++) {
        const struct value *child = jsonld_get(value, inner[i]);
        has_inner |= child != NULL;
        walk(jsonld, child, depth + 1);
    }
    if (!taken && type && !has_inner) {
        const struct str name = plain_text(jsonld_item(type, 0));
        jsonld->name = jsonld_text(value, "name");
        import_leave_out(jsonld->import, line_of(jsonld, jsonld->name),
                         jsonld->name.len ? jsonld->name : name,
                         "is of type %.*s; Event, Course, LearningResource, Organization "
                         "and Occupation are taken",
                         STR_ARG(name));
    }
}

// ---- the bytes ----

// "\r\n" and "\t" stand in many descriptions; as blanks they do no harm.
static struct str without_controls(struct arena *arena, struct str json)
{
    char *bytes = arena_cstr(arena, json);
    for (size_t i = 0; i + 1 < json.len; i++) {
        if (bytes[i] != '\\') {
            continue;
        }
        const bool control = strchr("rtbf", bytes[i + 1]) != NULL;
        const bool coded = i + 5 < json.len && bytes[i + 1] == 'u' &&
                           bytes[i + 2] == '0' && bytes[i + 3] == '0' &&
                           (bytes[i + 4] == '0' || bytes[i + 4] == '1');
        if (control && bytes[i + 1]) {
            memset(bytes + i, ' ', 2);
        } else if (coded && bytes[i + 5] != 'a' && bytes[i + 5] != 'A') {
            memset(bytes + i, ' ', 6);
        }
        i++;
    }
    return (struct str){bytes, json.len};
}

static bool read_json(struct jsonld *jsonld, struct str json, bool page)
{
    struct import *import = jsonld->import;
    struct value root;
    struct content_error error;
    json = without_controls(import->arena, str_trim(json));
    if (value_parse_json(import->arena, json, &limits, &root, &error)) {
        walk(jsonld, &root, 0);
        return true;
    }
    if (!page) {
        return import_fail(import, "%.*s: %s", STR_ARG(import->files[import->file].name),
                           error.message);
    }
    import_leave_out(import, line_of(jsonld, str_slice(json, 0, 60)), STR("a script"),
                     "is no JSON: %s", error.message);
    return true;
}

static bool read_page(struct jsonld *jsonld, struct str page)
{
    size_t at = 0, found = 0;
    while ((at = str_find(page, STR("application/ld+json"), at)) != SIZE_MAX) {
        const size_t start = str_find(page, STR(">"), at);
        const size_t end =
            start == SIZE_MAX ? SIZE_MAX : str_find(page, STR("</script"), start);
        if (end == SIZE_MAX || ++found > NODES_MAX) {
            break;
        }
        if (!read_json(jsonld, str_slice(page, start + 1, end), true)) {
            return false;
        }
        at = end;
    }
    return found ||
           import_fail(jsonld->import,
                       "%.*s: no JSON-LD; wants <script type=\"application/ld+json\">",
                       STR_ARG(jsonld->import->files[jsonld->import->file].name));
}

bool import_read_jsonld(struct import *import, struct str bytes)
{
    struct jsonld jsonld = {.import = import,
                            .text = import_decode(import->arena, bytes)};
    const struct str start = str_trim(jsonld.text);
    const bool page = str_starts_with(start, STR("<"));
    const bool done =
        page ? read_page(&jsonld, jsonld.text) : read_json(&jsonld, jsonld.text, false);
    if (jsonld.pictures) {
        import_leave_out(import, 0, STR("image"),
                         "%zu records name a picture; pictures are not fetched",
                         jsonld.pictures);
    }
    return done;
}
