// Which figures make a chart together: the same measured in several years, or parts that
// add up to a whole of the same year. What the numbers themselves do not say is never
// drawn. Pure; any thread.
#ifndef MODEL_FIGURES_H
#define MODEL_FIGURES_H

#include "content/record.h"

enum { MODEL_CHART_ITEMS_MAX = 12, MODEL_CHART_BARS_MAX = 6 };

enum model_chart_kind {
    CHART_BARS,
    CHART_LINE, // more years than bars
    CHART_SHARE
};
struct model_chart {
    enum model_chart_kind kind;
    const struct content_record *whole; // of CHART_SHARE, else NULL
    const struct content_record *items[MODEL_CHART_ITEMS_MAX]; // by year, or as given
    int64_t milli[MODEL_CHART_ITEMS_MAX];                      // their values * 1000
    size_t count;                                              // 2 or more
    int64_t most_milli; // the whole, or the largest; > 0
};

// Charts of the figures, in the order of their first one; used[i] tells that figure i
// stands in one. Returns how many, at most `limit`.
size_t model_charts(const struct content_record *const *figures, size_t count,
                    struct model_chart *out_charts, size_t limit, bool *used);

#endif
