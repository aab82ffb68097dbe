#include "lists.h"

#include <stdlib.h>

static void card(const struct visitor_context *context, const struct part_cut *shape,
                 const struct part_card *given)
{
    struct part_card filled = *given;
    filled.cover_height = shape->cover_height;
    filled.height = shape->height;
    filled.large = part_cut_is_large(context, shape);
    filled.action = part_record_action(given->record);
    part_card(context, &filled);
}

// ---- programmes ----
static void programme_card(const struct visitor_context *context,
                           const struct part_cut *shape,
                           const struct content_record *programme)
{
    struct str ages = programme->age_min > 0 || programme->age_max > 0
                          ? words_ages(context, programme)
                          : STR("");
    struct str marks[] = {tell(context, programme->scale), ages};
    struct str kicker = words_join(context, marks, 2);
    card(context, shape,
         &(struct part_card){.record = programme,
                             .kicker =
                                 kicker.len > 0 ? kicker : tell(context, programme->role),
                             .summary = tell(context, programme->summary)});
}

// ---- resources ----
static void resource_card(const struct visitor_context *context,
                          const struct part_cut *shape,
                          const struct content_record *resource)
{
    card(context, shape,
         &(struct part_card){.record = resource,
                             .kicker = words_type(context, resource),
                             .summary = tell(context, resource->summary),
                             .note = tell(context, resource->author),
                             .badge = resource->licence});
}

// ---- stories ----
static void story_card(const struct visitor_context *context,
                       const struct part_cut *shape, const struct content_record *story)
{
    struct str type = words_type(context, story);
    struct str kicker[] = {type.len > 0 ? type : say(context, "Story"),
                           words_date(context, story->date)};
    card(context, shape,
         &(struct part_card){.record = story,
                             .kicker = words_join(context, kicker, 2),
                             .summary = tell(context, story->summary),
                             .note = tell(context, story->author)});
}

// ---- events: what comes first, then what was, the latest first ----
struct dated {
    const struct content_record *event;
    int64_t days; // from today
    bool known;
};

static int by_nearness(const void *left, const void *right)
{
    const struct dated *a = left, *b = right;
    bool ahead_a = a->known && a->days >= 0, ahead_b = b->known && b->days >= 0;
    if (ahead_a != ahead_b)
        return ahead_a ? -1 : 1;
    if (a->known != b->known)
        return a->known ? -1 : 1;
    if (a->days != b->days)
        return (a->days < b->days) == ahead_a ? -1 : 1;
    if (a->event->order != b->event->order)
        return a->event->order < b->event->order ? -1 : 1;
    return str_compare(a->event->id, b->event->id);
}

static void event_card(const struct visitor_context *context,
                       const struct part_cut *shape, const struct dated *dated)
{
    const struct content_record *event = dated->event;
    struct str badge = {0};
    if (dated->known && dated->days == 0)
        badge = say(context, "Today");
    else if (dated->known && dated->days > 0)
        badge = say_plural(context, "in {1} day", "in {1} days", dated->days);
    struct str kicker[] = {words_date(context, event->starts),
                           words_hours(context, event)};
    card(context, shape,
         &(struct part_card){.record = event,
                             .kicker = words_join(context, kicker, 2),
                             .summary = tell(context, event->summary),
                             .badge = badge});
}

static void events(const struct visitor_context *context,
                   const struct store_result *result)
{
    struct dated *all = ARENA_ARRAY(ui_arena(context->ui), struct dated, result->count);
    for (size_t i = 0; i < result->count; i++) {
        all[i].event = &result->records[i];
        all[i].known = words_days_until(context, all[i].event->starts, &all[i].days);
    }
    qsort(all, result->count, sizeof(all[0]), by_nearness);
    struct part_cut shape = part_cut_for(context, result->count);
    part_grid_open(context, shape.columns, 28);
    for (size_t i = 0; i < result->count; i++)
        event_card(context, &shape, &all[i]);
    part_grid_close(context);
}

// ---- places: territories by country, then the rooms here ----
static bool is_territory(const struct content_record *place)
{
    return str_equal(place->place_type, STR("territory"));
}

static const struct content_record *first_of_country(const struct store_result *result,
                                                     const struct content_record *place)
{
    for (size_t i = 0; i < result->count; i++)
        if (is_territory(&result->records[i]) &&
            str_equal(result->records[i].country, place->country))
            return &result->records[i];
    return place;
}

static size_t count_of_country(const struct store_result *result, struct str country)
{
    size_t count = 0;
    for (size_t i = 0; i < result->count; i++)
        count += is_territory(&result->records[i]) &&
                 str_equal(result->records[i].country, country);
    return count;
}

// All territories of one country; one alone is a card that leads to it.
static void country_card(const struct visitor_context *context,
                         const struct part_cut *shape, const struct store_result *result,
                         const struct content_record *place)
{
    struct ui *ui = context->ui;
    struct str country = words_country(context, place->country);
    bool alone = place->country.len == 0 || count_of_country(result, place->country) == 1;
    if (alone) {
        card(context, shape,
             &(struct part_card){.record = place,
                                 .kicker = country,
                                 .summary = shape->height > 316
                                                ? tell(context, place->summary)
                                                : STR("")});
        return;
    }
    ui_open(ui, &(struct ui_box){.key = place->country,
                                 .dir = UI_COLUMN,
                                 .fill = UI_CARD,
                                 .radius = 32,
                                 .clip = true,
                                 .align = UI_STRETCH});
    part_cover(context, place, &(struct ui_leaf){.height = 110});
    ui_open(ui, &(struct ui_box){.dir = UI_COLUMN,
                                 .gap = 6,
                                 .pad = {28, 18, 28, 20},
                                 .align = UI_STRETCH});
    part_heading(context, country, UI_H3);
    for (size_t i = 0; i < result->count; i++)
        if (is_territory(&result->records[i]) &&
            str_equal(result->records[i].country, place->country))
            part_link_row(context, &result->records[i]);
    ui_close(ui);
    ui_close(ui);
}

static void room_card(const struct visitor_context *context, const struct part_cut *shape,
                      const struct content_record *place)
{
    struct str notes[] = {tell(context, place->floor),
                          place->step_free ? say(context, "step-free") : STR("")};
    card(context, shape,
         &(struct part_card){.record = place,
                             .kicker = words_type(context, place),
                             .summary = tell(context, place->summary),
                             .note = words_join(context, notes, 2)});
}

static void places(const struct visitor_context *context,
                   const struct store_result *result)
{
    size_t territories = 0;
    struct part_cut shape = part_cut_for(context, result->count);
    part_grid_open(context, shape.columns, 28);
    for (size_t i = 0; i < result->count; i++) {
        const struct content_record *place = &result->records[i];
        if (!is_territory(place))
            continue;
        territories++;
        if (place->country.len == 0 || first_of_country(result, place) == place)
            country_card(context, &shape, result, place);
    }
    part_grid_close(context);
    if (territories == result->count)
        return;
    if (territories > 0)
        part_heading(context, say(context, "Rooms and labs"), UI_H2);
    part_grid_open(context, shape.columns, 28);
    for (size_t i = 0; i < result->count; i++)
        if (!is_territory(&result->records[i]))
            room_card(context, &shape, &result->records[i]);
    part_grid_close(context);
}

void network_list(const struct visitor_context *context,
                  const struct store_result *result)
{
    enum content_kind kind = result->records[0].kind;
    if (kind == CONTENT_EVENT || kind == CONTENT_PLACE) {
        if (kind == CONTENT_EVENT)
            events(context, result);
        else
            places(context, result);
        return;
    }
    struct part_cut shape = part_cut_for(context, result->count);
    part_grid_open(context, shape.columns, 28);
    for (size_t i = 0; i < result->count; i++) {
        if (kind == CONTENT_PROGRAMME)
            programme_card(context, &shape, &result->records[i]);
        else if (kind == CONTENT_RESOURCE)
            resource_card(context, &shape, &result->records[i]);
        else
            story_card(context, &shape, &result->records[i]);
    }
    part_grid_close(context);
}
