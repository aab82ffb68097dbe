// One description for every size: the page of the view, then what lies over it.
#include "parts.h"

static void page_build(const struct visitor_context *context)
{
    if (context->view->empty) {
        screen_empty(context);
        return;
    }
    switch (context->view->page->route) {
    case ROUTE_ATTRACT:
        screen_attract(context);
        break;
    case ROUTE_HOME:
        screen_home(context);
        break;
    case ROUTE_ACTIVITIES:
        screen_activities(context);
        break;
    case ROUTE_TIMETABLE:
        screen_timetable(context);
        break;
    case ROUTE_ACTIVITY:
        screen_activity(context);
        break;
    case ROUTE_CONTESTS:
        screen_contests(context);
        break;
    case ROUTE_CONTEST:
        screen_contest(context);
        break;
    case ROUTE_CAREERS:
        screen_careers(context);
        break;
    case ROUTE_CAREER:
        screen_career(context);
        break;
    case ROUTE_NETWORK:
        screen_network(context);
        break;
    case ROUTE_ORGANISATION:
        screen_organisation(context);
        break;
    case ROUTE_PROGRAMME:
        screen_programme(context);
        break;
    case ROUTE_EVENT:
        screen_event(context);
        break;
    case ROUTE_PLACE:
        screen_place(context);
        break;
    case ROUTE_RESOURCE:
        screen_resource(context);
        break;
    case ROUTE_STORY:
        screen_story(context);
        break;
    case ROUTE_SEARCH:
        screen_search(context);
        break;
    case ROUTE_QUIZ:
        screen_quiz(context);
        break;
    case ROUTE_COUNT:
        break;
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
