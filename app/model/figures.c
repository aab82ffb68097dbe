#include "model/figures.h"

enum { MILLI_DIGITS = 3, WHOLE_DIGITS_MAX = 12 };

// "39319" or "44.5" in thousandths; false: negative, finer, or too large for a chart.
static bool milli_of(struct str value, int64_t *out_milli)
{
    int64_t milli = 0;
    size_t i = 0, fine = 0;
    for (; i < value.len && value.ptr[i] >= '0' && value.ptr[i] <= '9'; i++)
        if (i >= WHOLE_DIGITS_MAX)
            return false;
        else
            milli = milli * 10 + (value.ptr[i] - '0');
    if (i == 0)
        return false;
    if (i < value.len && value.ptr[i] == '.')
        for (i++; i < value.len && fine < MILLI_DIGITS && value.ptr[i] >= '0' &&
                  value.ptr[i] <= '9';
             i++, fine++)
            milli = milli * 10 + (value.ptr[i] - '0');
    if (i < value.len)
        return false;
    for (; fine < MILLI_DIGITS; fine++)
        milli *= 10;
    *out_milli = milli;
    return true;
}

static struct str first_of(struct content_text text)
{
    return text.count > 0 ? text.items[0].value : (struct str){0};
}

// Where the year stands in the title; false: nowhere.
static bool year_in(struct str title, int64_t year, size_t *out_at)
{
    for (size_t at = 0; at + 4 <= title.len; at++) {
        int64_t number = 0;
        for (size_t i = at; i < at + 4; i++)
            number = title.ptr[i] >= '0' && title.ptr[i] <= '9'
                         ? number * 10 + (title.ptr[i] - '0')
                         : -100000;
        if (number == year) {
            *out_at = at;
            return true;
        }
    }
    return false;
}

// "Participants 2021" and "Participants 2023".
static bool same_but_year(const struct content_record *a, const struct content_record *b)
{
    struct str left = first_of(a->title), right = first_of(b->title);
    size_t at_left, at_right;
    return year_in(left, a->year, &at_left) && year_in(right, b->year, &at_right) &&
           str_equal(str_slice(left, 0, at_left), str_slice(right, 0, at_right)) &&
           str_equal(str_slice(left, at_left + 4, left.len),
                     str_slice(right, at_right + 4, right.len));
}

static bool same_series(const struct content_record *a, const struct content_record *b)
{
    bool grouped = a->group.len > 0 && str_equal(a->group, b->group);
    return a->year > 0 && b->year > 0 && str_equal(a->of, b->of) &&
           first_of(a->unit).len > 0 && str_equal(first_of(a->unit), first_of(b->unit)) &&
           (grouped || same_but_year(a, b));
}

static bool series_add(struct model_chart *chart, const struct content_record *figure)
{
    int64_t milli;
    if (chart->count == MODEL_CHART_ITEMS_MAX || !milli_of(figure->value, &milli))
        return false;
    size_t at = chart->count;
    for (size_t i = 0; i < chart->count; i++)
        if (chart->items[i]->year == figure->year)
            return false; // two of one year: which one counts is not ours to say
    for (; at > 0 && chart->items[at - 1]->year > figure->year; at--) {
        chart->items[at] = chart->items[at - 1];
        chart->milli[at] = chart->milli[at - 1];
    }
    chart->items[at] = figure;
    chart->milli[at] = milli;
    chart->count++;
    if (milli > chart->most_milli)
        chart->most_milli = milli;
    return true;
}

static bool series_make(const struct content_record *const *figures, size_t count,
                        size_t first, struct model_chart *chart)
{
    *chart = (struct model_chart){.kind = CHART_BARS};
    if (!series_add(chart, figures[first]))
        return false;
    for (size_t i = first + 1; i < count; i++)
        if (same_series(figures[first], figures[i]) && !series_add(chart, figures[i]))
            return false;
    if (chart->count > MODEL_CHART_BARS_MAX)
        chart->kind = CHART_LINE;
    return chart->count > 1 && chart->most_milli > 0;
}

// The figures right behind a whole that add up to it to the last digit.
static bool share_make(const struct content_record *const *figures, size_t count,
                       size_t first, struct model_chart *chart)
{
    const struct content_record *whole = figures[first];
    int64_t sum = 0;
    *chart = (struct model_chart){.kind = CHART_SHARE, .whole = whole};
    if (whole->year == 0 || !milli_of(whole->value, &chart->most_milli))
        return false;
    for (size_t i = first + 1; i < count && chart->count < MODEL_CHART_BARS_MAX; i++) {
        const struct content_record *part = figures[i];
        int64_t milli;
        if (part->year != whole->year || !str_equal(part->of, whole->of) ||
            !str_equal(part->source, whole->source) || part->suffix.len > 0 ||
            !milli_of(part->value, &milli) || milli == 0)
            return false;
        chart->items[chart->count] = part;
        chart->milli[chart->count++] = milli;
        sum += milli;
        if (sum >= chart->most_milli)
            return sum == chart->most_milli && chart->count > 1;
    }
    return false;
}

static void use(const struct content_record *const *figures, size_t count,
                const struct model_chart *chart, bool *used)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < chart->count; j++)
            if (figures[i] == chart->items[j] || figures[i] == chart->whole)
                used[i] = true;
}

size_t model_charts(const struct content_record *const *figures, size_t count,
                    struct model_chart *out_charts, size_t limit, bool *used)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        used[i] = false;
    for (size_t i = 0; i < count && found < limit; i++) {
        struct model_chart chart;
        if (used[i] || (!share_make(figures, count, i, &chart) &&
                        !series_make(figures, count, i, &chart)))
            continue;
        use(figures, count, &chart, used);
        out_charts[found++] = chart;
    }
    return found;
}
