// Figures drawn against each other: bars and a line by years, a bar of shares.
#ifndef VISITOR_CHARTS_H
#define VISITOR_CHARTS_H

#include "model/figures.h"
#include "parts.h"

// One chart as a white card with its title, caveats and source, in the colour of `field`;
// its label reads the numbers out.
void chart_card(const struct visitor_context *context, const struct model_chart *chart,
                int field);
// The value as it is written.
struct str chart_value(const struct visitor_context *context,
                       const struct content_record *figure);

#endif
