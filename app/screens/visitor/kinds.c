// What records of any kind are called, and what is said of them in one line.
#include "parts.h"

struct str words_kind(const struct visitor_context *context, enum content_kind kind)
{
    static const char *const names[CONTENT_KIND_COUNT] = {
        [CONTENT_ACTIVITY] = I18N_NOOP("Activity"),
        [CONTENT_CONTEST] = I18N_NOOP("Contest"),
        [CONTENT_CAREER] = I18N_NOOP("Career"),
        [CONTENT_ORGANISATION] = I18N_NOOP("Partner"),
        [CONTENT_PLACE] = I18N_NOOP("Place"),
        [CONTENT_PROGRAMME] = I18N_NOOP("Programme"),
        [CONTENT_EVENT] = I18N_NOOP("Event"),
        [CONTENT_RESOURCE] = I18N_NOOP("Resource"),
        [CONTENT_STORY] = I18N_NOOP("Story"),
    };
    return names[kind] != NULL ? say(context, names[kind]) : STR("");
}

struct str words_type(const struct visitor_context *context,
                      const struct content_record *record)
{
    static const struct {
        const char *type, *text;
    } names[] = {{"worksheet", I18N_NOOP("Worksheet")},
                 {"guide", I18N_NOOP("Guide")},
                 {"template", I18N_NOOP("Template")},
                 {"collection", I18N_NOOP("Collection")},
                 {"video", I18N_NOOP("Video")},
                 {"lesson-plan", I18N_NOOP("Lesson plan")},
                 {"paper", I18N_NOOP("Paper")},
                 {"game", I18N_NOOP("Game")},
                 {"article", I18N_NOOP("Article")},
                 {"interview", I18N_NOOP("Interview")},
                 {"venue", I18N_NOOP("House")},
                 {"room", I18N_NOOP("Room")},
                 {"lab", I18N_NOOP("Lab")},
                 {"territory", I18N_NOOP("Territory")}};
    struct str type =
        record->kind == CONTENT_PLACE ? record->place_type : record->resource_type;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (str_equal(type, str_from_cstr(names[i].type)))
            return say(context, names[i].text);
    return type;
}

struct str words_audience(const struct visitor_context *context, int audience)
{
    static const char *const names[AUDIENCE_COUNT] = {
        [AUDIENCE_PUPIL] = I18N_NOOP("pupils"),
        [AUDIENCE_STUDENT] = I18N_NOOP("students"),
        [AUDIENCE_TEACHER] = I18N_NOOP("teachers"),
        [AUDIENCE_SCHOOL] = I18N_NOOP("schools"),
        [AUDIENCE_PARENT] = I18N_NOOP("parents"),
        [AUDIENCE_COMMUNITY] = I18N_NOOP("neighbours"),
        [AUDIENCE_PROFESSIONAL] = I18N_NOOP("professionals"),
    };
    return audience >= 0 && audience < AUDIENCE_COUNT ? say(context, names[audience])
                                                      : STR("");
}

struct str words_audiences(const struct visitor_context *context,
                           const struct content_record *record)
{
    struct str words[AUDIENCE_COUNT];
    size_t count = 0;
    for (int i = 0; i < AUDIENCE_COUNT; i++)
        if ((record->audiences & (1u << i)) != 0)
            words[count++] = words_audience(context, i);
    return count > 0 ? i18n_format_list(context->formats, ui_arena(context->ui),
                                        context->view->lang, words, count)
                     : STR("");
}

struct str words_country(const struct visitor_context *context, struct str code)
{
    return code.len > 0
               ? i18n_format_country(ui_arena(context->ui), context->view->lang, code)
               : STR("");
}

// When a record takes place next, from the schedule at hand.
static struct str next_when(const struct visitor_context *context,
                            const struct content_record *record)
{
    const struct schedule *week = &context->view->week;
    for (size_t i = 0; i < week->count; i++)
        if (week->slots[i].record == record)
            return words_when(context, &week->slots[i]);
    return words_format(context, record->format);
}

static struct str detail_of(const struct visitor_context *context,
                            const struct content_record *record)
{
    struct str ages = record->age_min > 0 || record->age_max > 0
                          ? words_ages_within(context, record)
                          : STR("");
    switch (record->kind) {
    case CONTENT_ACTIVITY:
        return next_when(context, record);
    case CONTENT_CONTEST:
        return part_contest_state(context, record);
    case CONTENT_ORGANISATION:
        return tell(context, record->region);
    case CONTENT_PLACE:
        return str_equal(record->place_type, STR("territory"))
                   ? words_country(context, record->country)
                   : tell(context, record->floor);
    case CONTENT_PROGRAMME: {
        struct str parts[] = {tell(context, record->scale), ages};
        return words_join(context, parts, 2);
    }
    case CONTENT_EVENT:
        return words_date(context, record->starts);
    case CONTENT_RESOURCE:
        return record->licence;
    case CONTENT_STORY:
        return words_date(context, record->date);
    case CONTENT_CAREER:
    case CONTENT_QUESTION:
    case CONTENT_PATHWAY:
    case CONTENT_FIGURE:
    case CONTENT_SLIDE:
    case CONTENT_VENUE:
    case CONTENT_NOTICE:
    case CONTENT_AMENDMENT:
    case CONTENT_KIND_COUNT:
        break;
    }
    return STR("");
}

struct str words_gist(const struct visitor_context *context,
                      const struct content_record *record)
{
    bool typed = record->kind == CONTENT_PLACE || record->kind == CONTENT_RESOURCE ||
                 record->kind == CONTENT_STORY;
    struct str type = typed ? words_type(context, record) : STR("");
    struct str parts[] = {type.len > 0 ? type : words_kind(context, record->kind),
                          detail_of(context, record), words_foreign(context, record),
                          record->sample ? say(context, "Sample") : STR("")};
    return words_join(context, parts, 4);
}
