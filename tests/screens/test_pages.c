// Every page at every size, drawn with letters of one width: what can be touched is large
// enough and has a label, and no label is cut.
#include <math.h>

#include "../model/fixture.h"

#include "screens/visitor/visitor.h"

static float advance(void *context, const struct text_font *font, struct str utf8,
                     bool rtl)
{
    (void)context;
    (void)rtl;
    float count = 0;
    for (size_t at = 0; at < utf8.len; count++)
        utf8_next(utf8, &at);
    return count * font->size_px * 0.56F;
}

static bool covers(void *context, const struct text_font *font, uint32_t code_point)
{
    (void)context;
    (void)font;
    return code_point != 0;
}

static void extent(void *context, const struct text_font *font, float *out_ascent,
                   float *out_descent)
{
    (void)context;
    *out_ascent = font->size_px;
    *out_descent = font->size_px * 0.3F;
}

static const struct text_measure measure = {
    .advance = advance, .covers = covers, .extent = extent, .family_count = 1};

static const struct {
    enum content_kind kind;
    const char *json;
} content[] = {
    {CONTENT_VENUE,
     "{\"id\":\"centre\",\"kind\":\"venue\",\"timezone\":\"Europe/Tirane\","
     "\"title\":{\"en\":\"National STEAM Center\",\"sq\":\"Qendra\"},"
     "\"summary\":{\"en\":\"Fab Lab + Maker Space\"},"
     "\"headline\":{\"en\":\"What will you make today?\"}}\n"},
    {CONTENT_PLACE,
     "{\"id\":\"lab\",\"kind\":\"place\",\"title\":{\"en\":\"Robotics lab\"},"
     "\"floor\":{\"en\":\"1st floor\"},\"step_free\":true}\n"
     "{\"id\":\"peru\",\"kind\":\"place\",\"title\":{\"en\":\"Territory of the "
     "south\"},\"type\":\"territory\",\"country\":\"PE\",\"parent\":\"tek\"}\n"},
    {CONTENT_PROGRAMME,
     "{\"id\":\"mentors\",\"kind\":\"programme\",\"title\":{\"en\":\"Mentoring\"},"
     "\"scale\":{\"en\":\"Regional\"},\"age_min\":11,\"age_max\":17,\"parent\":\"tek\","
     "\"audiences\":[\"pupil\",\"parent\"],\"related\":[\"robot\",\"congress\"]}\n"},
    {CONTENT_EVENT,
     "{\"id\":\"congress\",\"kind\":\"event\",\"title\":{\"en\":\"A congress\"},"
     "\"starts\":\"2024-05-16\",\"ends\":\"2024-05-16\",\"caveat\":{\"en\":\"No room is "
     "known.\"},\"body\":{\"en\":\"- **Need**: why it is.\\n- **Net**: how.\\n\"}}\n"
     "{\"id\":\"fair\",\"kind\":\"event\",\"title\":{\"en\":\"A fair\"},\"starts\":"
     "\"2026-12-05T10:00:00+01:00\",\"ends\":\"2026-12-05T19:00:00+01:00\"}\n"},
    {CONTENT_RESOURCE,
     "{\"id\":\"card\",\"kind\":\"resource\",\"title\":{\"en\":\"Work card\"},\"type\":"
     "\"worksheet\",\"licence\":\"CC-BY-SA-4.0\",\"author\":{\"en\":\"The lab\"},"
     "\"url\":\"https://example.org/card\",\"languages\":[\"en\"]}\n"},
    {CONTENT_STORY,
     "{\"id\":\"tale\",\"kind\":\"story\",\"title\":{\"en\":\"A tale\"},\"type\":"
     "\"interview\",\"body\":{\"en\":\"**Why?** Because.\\n\"},\"source\":\"A book\","
     "\"caveat\":{\"en\":\"It has no figures.\"}}\n"},
    {CONTENT_ACTIVITY,
     "{\"id\":\"robot\",\"kind\":\"activity\",\"title\":{\"en\":\"Teach a robot to "
     "follow a "
     "line\",\"sq\":\"M\\u00ebso nj\\u00eb "
     "robot\"},\"fields\":[\"T\",\"E\"],\"age_min\":10,"
     "\"age_max\":14,\"languages\":[\"sq\",\"en\"],\"format\":\"workshop\","
     "\"duration_min\":60,\"places_left\":3,\"capacity\":16,\"join\":\"desk\",\"sample\":"
     "true,"
     "\"careers\":[\"engineer\"],\"sessions\":[{\"weekday\":5,\"start_min\":900,"
     "\"end_min\":960,\"place\":\"lab\"}],\"body\":{\"en\":\"Two sensors.\\n\\n* "
     "One\\n\"}}\n"
     "{\"id\":\"light\",\"kind\":\"activity\",\"title\":{\"en\":\"Paint with light\"},"
     "\"fields\":[\"A\"],\"join\":\"open\",\"sessions\":[{\"weekday\":5,\"start_min\":"
     "860,"
     "\"end_min\":900}]}\n"},
    {CONTENT_CONTEST,
     "{\"id\":\"super\",\"kind\":\"contest\",\"title\":{\"en\":\"Who is SUPER STEM?\"},"
     "\"state\":\"running\",\"round\":3,\"rounds\":4,\"deadline\":\"2026-11-30\","
     "\"starts\":\"2026-11-01\",\"fields\":[\"M\"],\"sample\":true,\"board\":[{\"name\":"
     "{\"en\":\"First School\"},\"points\":412},{\"name\":{\"en\":\"Second\"},\"points\":"
     "398}],\"winners\":[{\"year\":2025,\"name\":{\"en\":\"Old winner\"}}]}\n"},
    {CONTENT_CAREER,
     "{\"id\":\"engineer\",\"kind\":\"career\",\"title\":{\"en\":\"Robotics engineer\"},"
     "\"fields\":[\"M\"],\"demand\":\"growing\",\"skills\":[{\"en\":\"Maths\"}],"
     "\"pathways\":[\"way\"]}\n"},
    {CONTENT_PATHWAY,
     "{\"id\":\"way\",\"kind\":\"pathway\",\"title\":{\"en\":\"Way\"},\"steps\":[{\"id\":"
     "\"maths\",\"title\":{\"en\":\"Maths\"},\"stage\":0,\"months\":24},{\"id\":\"job\","
     "\"title\":{\"en\":\"Robotics engineer\"},\"stage\":3,\"career\":\"engineer\"}],"
     "\"edges\":[{\"from\":\"maths\",\"to\":\"job\"}]}\n"},
    {CONTENT_ORGANISATION,
     "{\"id\":\"tek\",\"kind\":\"organisation\",\"title\":{\"en\":\"Teknikcollege\"},"
     "\"fields\":[\"T\"],\"region\":{\"en\":\"Sweden\"}}\n"},
    {CONTENT_FIGURE,
     "{\"id\":\"f1\",\"kind\":\"figure\",\"title\":{\"en\":\"Companies\"},\"of\":\"tek\","
     "\"value\":\"3000\",\"suffix\":\"+\",\"unit\":{\"en\":\"companies\"},\"year\":2020}"
     "\n{\"id\":\"f2\",\"kind\":\"figure\",\"title\":{\"en\":\"Girls\"},\"of\":\"tek\","
     "\"group\":\"policy\",\"value\":\"50\",\"suffix\":\" %\"}\n"},
    {CONTENT_SLIDE,
     "{\"id\":\"s1\",\"kind\":\"slide\",\"title\":{\"en\":\"Robots today\"},"
     "\"summary\":{\"en\":\"Come in.\"},\"target\":\"robot\"}\n"},
};

struct stand {
    struct fixture fixture;
    struct i18n *i18n;
    struct i18n_formats *formats;
    struct ui *ui;
    float width, height;
};

static void answer(struct stand *stand)
{
    struct effect effect;
    while (model_next_effect(stand->fixture.model, &effect)) {
        if (effect.kind != EFFECT_ASK)
            continue;
        const char *json = "";
        for (size_t i = 0; i < sizeof(content) / sizeof(content[0]); i++)
            if (content[i].kind == effect.query.kind)
                json = content[i].json;
        model_deliver(stand->fixture.model, fixture_result(effect.ticket, 1, json));
    }
}

static void build(struct stand *stand)
{
    struct model_view view = fixture_look(&stand->fixture);
    struct ui_theme theme = ui_theme_paper();
    struct ui_frame frame = {.width_px = stand->width,
                             .height_px = stand->height,
                             .scale = ui_scale_for(stand->width, stand->height),
                             .text_scale = 1,
                             .less_motion = true,
                             .lang = view.lang,
                             .theme = &theme,
                             .now_ms = stand->fixture.monotonic_ms};
    struct visitor_context context = {
        .ui = stand->ui, .view = &view, .i18n = stand->i18n, .formats = stand->formats};
    ui_frame_begin(stand->ui, &frame);
    visitor_build(&context);
    ui_frame_end(stand->ui);
}

static void stand_init(struct stand *stand, float width, float height)
{
    *stand = (struct stand){.width = width, .height = height};
    stand->i18n = i18n_create("/nonexistent");
    stand->formats = i18n_formats_create(stand->i18n);
    stand->ui = ui_create(&measure);
    fixture_init(&stand->fixture, "2026-11-21T13:32:00Z");
    fixture_state(&stand->fixture, 1);
    answer(stand);
}

static void stand_finish(struct stand *stand)
{
    model_destroy(stand->fixture.model);
    ui_destroy(stand->ui);
    i18n_formats_destroy(stand->formats);
    i18n_destroy(stand->i18n);
}

static const struct ui_semantic *find(const struct stand *stand, const char *label)
{
    for (size_t i = 0; i < ui_semantic_count(stand->ui); i++) {
        const struct ui_semantic *node = ui_semantic_at(stand->ui, i);
        if (str_equal(node->label, str_from_cstr(label)))
            return node;
    }
    return NULL;
}

static void check_page(const struct stand *stand, const char *name)
{
    float scale = ui_scale_for(stand->width, stand->height);
    for (size_t i = 0; i < ui_semantic_count(stand->ui); i++) {
        const struct ui_semantic *node = ui_semantic_at(stand->ui, i);
        cr_expect_not(node->clipped_text, "%s at %.0f: '%.*s' is cut", name,
                      (double)stand->width, STR_ARG(node->label));
        if (node->text_size_px > 0)
            cr_expect_geq(node->text_size_px, 22 * scale * 0.84F, "%s: '%.*s' is small",
                          name, STR_ARG(node->label));
        if (!node->focusable)
            continue;
        cr_expect_gt(node->label.len, 0, "%s: something without a label", name);
        // Chips are drawn 64 high and touched 88, which ui sees to.
        cr_expect_geq(roundf(node->height / scale), 48, "%s: '%.*s' is low", name,
                      STR_ARG(node->label));
        cr_expect_geq(roundf(node->width / scale), 60, "%s: '%.*s' is narrow", name,
                      STR_ARG(node->label));
    }
}

static const float sizes[][2] = {{1920, 1080}, {1080, 1920}, {1024, 600}, {1280, 800}};

static void check_route(enum model_route route, const char *id, const char *expected)
{
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct stand stand;
        stand_init(&stand, sizes[i][0], sizes[i][1]);
        if (route != ROUTE_ATTRACT) {
            fixture_do(&stand.fixture, INTENT_BEGIN, 0, "");
            fixture_do(&stand.fixture, INTENT_LANGUAGE, 0, "en");
            fixture_do(&stand.fixture, INTENT_OPEN, route, id);
        } else {
            fixture_do(&stand.fixture, INTENT_LANGUAGE, 0, "en");
        }
        build(&stand); // while it loads
        check_page(&stand, expected);
        answer(&stand);
        build(&stand);
        cr_expect(find(&stand, expected), "'%s' at %.0f", expected, (double)sizes[i][0]);
        check_page(&stand, expected);
        stand_finish(&stand);
    }
}

Test(pages, attract)
{
    check_route(ROUTE_ATTRACT, "", "Robots today");
}
Test(pages, home)
{
    check_route(ROUTE_HOME, "", "What will you make today?");
}
Test(pages, activities)
{
    check_route(ROUTE_ACTIVITIES, "", "Paint with light");
}
Test(pages, activity)
{
    check_route(ROUTE_ACTIVITY, "robot", "3 of 16 places left");
}
Test(pages, contests)
{
    check_route(ROUTE_CONTESTS, "", "Who is SUPER STEM?");
}
Test(pages, contest)
{
    check_route(ROUTE_CONTEST, "super", "Not final");
}
Test(pages, careers)
{
    check_route(ROUTE_CAREERS, "", "Robotics engineer");
}
Test(pages, career)
{
    check_route(ROUTE_CAREER, "engineer", "2 years");
}
Test(pages, network)
{
    check_route(ROUTE_NETWORK, "", "Teknikcollege");
}
Test(pages, organisation)
{
    check_route(ROUTE_ORGANISATION, "tek", "3,000+");
}
Test(pages, organisation_names_what_is_part_of_it)
{
    check_route(ROUTE_ORGANISATION, "tek", "Mentoring");
}
Test(pages, programme_has_scale_ages_and_the_policy_of_its_house)
{
    check_route(ROUTE_PROGRAMME, "mentors", "Regional");
    check_route(ROUTE_PROGRAMME, "mentors", "Age 11–17");
    check_route(ROUTE_PROGRAMME, "mentors", "50 %");
    check_route(ROUTE_PROGRAMME, "mentors", "A congress");
}
Test(pages, event_says_when_and_explains_each_word)
{
    check_route(ROUTE_EVENT, "congress", "Thursday, 16 May 2024");
    check_route(ROUTE_EVENT, "congress", "Need");
    check_route(ROUTE_EVENT, "congress", "No room is known.");
    check_route(ROUTE_EVENT, "congress", "Mentoring"); // that names it
    check_route(ROUTE_EVENT, "fair", "Take it with you");
}
Test(pages, place_says_where_and_what_is_on)
{
    check_route(ROUTE_PLACE, "lab", "On here next");
    check_route(ROUTE_PLACE, "peru", "Peru");
}
Test(pages, resource_puts_its_licence_in_plain_words)
{
    check_route(ROUTE_RESOURCE, "card", "Licence: CC-BY-SA-4.0");
    check_route(ROUTE_RESOURCE, "card",
                "Pass on what you make of it under the same licence");
}
Test(pages, story_with_its_caveat_and_source)
{
    check_route(ROUTE_STORY, "tale", "Why?");
    check_route(ROUTE_STORY, "tale", "It has no figures.");
    check_route(ROUTE_STORY, "tale", "Source: A book");
}
Test(pages, a_record_that_is_gone)
{
    check_route(ROUTE_CAREER, "nobody", "This page is not here any more");
}

Test(pages, panels_name_every_choice_and_close)
{
    struct stand stand;
    stand_init(&stand, 1920, 1080);
    fixture_do(&stand.fixture, INTENT_BEGIN, 0, "");
    fixture_do(&stand.fixture, INTENT_LANGUAGES, 1, "");
    answer(&stand);
    build(&stand);
    cr_assert(find(&stand, "Shqip"));
    cr_assert(find(&stand, "English"));
    check_page(&stand, "languages");
    for (int panel = PANEL_AGE; panel <= PANEL_SPOKEN; panel++) {
        fixture_do(&stand.fixture, INTENT_FILTER_PANEL, panel, "");
        build(&stand);
        cr_assert(find(&stand, "Close"));
        check_page(&stand, "panel");
    }
    stand_finish(&stand);
}

Test(pages, the_idle_question_counts_down)
{
    struct stand stand;
    stand_init(&stand, 1080, 1920);
    fixture_do(&stand.fixture, INTENT_BEGIN, 0, "");
    fixture_do(&stand.fixture, INTENT_LANGUAGE, 0, "en");
    fixture_skip(&stand.fixture, 45000);
    fixture_do(&stand.fixture, INTENT_TICK, 0, "");
    build(&stand);
    cr_assert(find(&stand, "Still here?"));
    cr_assert(find(&stand, "This screen starts again in 15 seconds."));
    cr_assert(find(&stand, "Yes, I am here"));
    check_page(&stand, "question");
    stand_finish(&stand);
}

Test(pages, nothing_to_show_says_so_to_visitors_and_staff)
{
    struct stand stand;
    stand_init(&stand, 1024, 600);
    struct store_state state = {.empty = true};
    model_reader_changed(stand.fixture.model, &state);
    fixture_do(&stand.fixture, INTENT_LANGUAGE, 0, "en");
    build(&stand);
    cr_assert(find(&stand, "We are getting ready"));
    cr_assert(find(&stand, "For staff: no content has arrived"));
    check_page(&stand, "empty");
    stand_finish(&stand);
}
