// One description for every size: the page of the view, then what lies over it.
#include "parts.h"

static void (*const pages[ROUTE_COUNT])(const struct visitor_context *context) = {
    [ROUTE_ATTRACT] = screen_attract,
    [ROUTE_HOME] = screen_home,
    [ROUTE_ACTIVITIES] = screen_activities,
    [ROUTE_TIMETABLE] = screen_timetable,
    [ROUTE_ACTIVITY] = screen_activity,
    [ROUTE_CONTESTS] = screen_contests,
    [ROUTE_CONTEST] = screen_contest,
    [ROUTE_CAREERS] = screen_careers,
    [ROUTE_CAREER] = screen_career,
    [ROUTE_NETWORK] = screen_network,
    [ROUTE_ORGANISATION] = screen_organisation,
    [ROUTE_PROGRAMME] = screen_programme,
    [ROUTE_EVENT] = screen_event,
    [ROUTE_PLACE] = screen_place,
    [ROUTE_RESOURCE] = screen_resource,
    [ROUTE_STORY] = screen_story,
    [ROUTE_SEARCH] = screen_search,
    [ROUTE_QUIZ] = screen_quiz,
};

static void page_build(const struct visitor_context *context)
{
    if (context->view->empty) {
        screen_empty(context);
    } else {
        pages[context->view->page->route](context);
    }
}

static bool shows_bar(enum model_route route)
{
    return route == ROUTE_HOME || route == ROUTE_ACTIVITIES || route == ROUTE_TIMETABLE ||
           route == ROUTE_CONTESTS || route == ROUTE_CAREERS || route == ROUTE_NETWORK;
}

void visitor_build(const struct visitor_context *context)
{
    struct ui *ui = context->ui;
    enum model_route route = context->view->page->route;
    ui_open(ui, &(struct ui_box){.key = STR("root"),
                                 .dir = UI_STACK,
                                 .width = ui_width(ui),
                                 .height = ui_height(ui),
                                 .clip = true});
    bool bar = shows_bar(route) || (route == ROUTE_QUIZ && !quiz_fills_page(context));
    if (bar && !context->view->empty)
        screen_bar(context);
    page_build(context);
    if (route != ROUTE_ATTRACT && !context->view->empty) {
        if (!quiz_fills_page(context) &&
            (route != ROUTE_SEARCH || !context->view->finding.keyboard))
            screen_dock(context);
        screen_panels(context);
    }
    screen_question(context);
    ui_close(ui);
}

struct intent visitor_intent(const struct ui_action *action)
{
    if (action->verb == UI_VERB_BACK)
        return (struct intent){.verb = INTENT_BACK};
    if (action->verb < INTENT_NONE || action->verb > INTENT_SLIDE)
        return (struct intent){0};
    return (struct intent){.verb = (enum intent_verb)action->verb,
                           .number = action->number,
                           .id = action->id};
}
