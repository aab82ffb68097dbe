// The search screen's state: what is typed, and the one question under way. While that
// waits, typing goes on and asks nothing; the answer asks for what stands there then. So
// the reader has one question at most, and the last key pressed always gets its answer.
#include "model_private.h"

#include <string.h>

void model_search_ask(struct model *model)
{
    struct model_search *search = &model->search;
    if (search->ticket != 0 || model->effect_count == MODEL_EFFECTS_MAX)
        return;
    search->asked_text = search->text;
    search->generation = model->state.generation;
    struct str words = str_from_cstr(search->asked_text.bytes);
    if (str_trim(words).len == 0) {
        model_sift_take(model, &search->found, NULL);
        return;
    }
    search->ticket = ++model->last_ticket;
    model_effect_add(
        model, &(struct effect){.kind = EFFECT_ASK,
                                .ticket = search->ticket,
                                .query = {.words = words, .limit = MODEL_FOUND_MAX}});
}

static bool is_asked(const struct model_search *search)
{
    return strcmp(search->text.bytes, search->asked_text.bytes) == 0;
}

// New content comes with the next letter or page, so that nothing moves under a finger.
bool model_search_settled(const struct model *model)
{
    return model->search.ticket == 0 && is_asked(&model->search);
}

void model_search_renew(struct model *model)
{
    if (!is_asked(&model->search) || model->search.generation != model->state.generation)
        model_search_ask(model);
}

bool model_search_deliver(struct model *model, struct store_result *result)
{
    struct model_search *search = &model->search;
    if (search->ticket == 0 || search->ticket != result->ticket)
        return false;
    search->ticket = 0;
    model_sift_take(model, &search->found, result);
    model_search_renew(model);
    return true;
}

void model_search_begin(struct model *model)
{
    struct model_search *search = &model->search;
    model_sift_finish(&search->found);
    // An answer on its way belongs to what is forgotten.
    *search = (struct model_search){.keyboard = true,
                                    .layout = search->layout,
                                    .generation = model->state.generation};
}

void model_search_forget(struct model *model)
{
    model->search.layout = 0;
    model_search_begin(model);
}

static bool put(struct model_text *text, struct str letters)
{
    const size_t size = strlen(text->bytes);
    const bool blank = str_equal(letters, STR(" "));
    if (!utf8_valid(letters) || letters.len == 0 ||
        size + letters.len >= sizeof(text->bytes) ||
        (blank && (size == 0 || text->bytes[size - 1] == ' ')))
        return false;
    memcpy(text->bytes + size, letters.ptr, letters.len);
    text->bytes[size + letters.len] = '\0';
    return true;
}

static bool delete_last(struct model_text *text)
{
    size_t size = strlen(text->bytes);
    if (size == 0)
        return false;
    do
        size--;
    while (size > 0 && ((unsigned char)text->bytes[size] & 0xc0) == 0x80);
    text->bytes[size] = '\0';
    return true;
}

bool model_search_apply(struct model *model, const struct intent *intent)
{
    struct model_search *search = &model->search;
    if (model->history[model->depth - 1].route != ROUTE_SEARCH)
        return false;
    bool changed = false;
    if (intent->number == SEARCH_TYPE)
        changed = put(&search->text, intent->id);
    else if (intent->number == SEARCH_DELETE)
        changed = delete_last(&search->text);
    if (changed)
        model_search_renew(model);
    if (intent->number == SEARCH_LAYOUT) {
        search->layout = (search->layout + 1) % MODEL_LAYOUTS_MAX;
        changed = true;
    } else if (intent->number == SEARCH_KEYBOARD || intent->number == SEARCH_DONE) {
        bool keyboard = intent->number == SEARCH_KEYBOARD;
        changed = search->keyboard != keyboard;
        search->keyboard = keyboard;
    }
    return changed;
}
