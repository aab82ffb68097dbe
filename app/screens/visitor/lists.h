// The lists of the network screen: programmes, places, events, resources, stories.
#ifndef VISITOR_LISTS_H
#define VISITOR_LISTS_H

#include "parts.h"

// Cards for the records of a result, all of one kind; `result` holds at least one.
void network_list(const struct visitor_context *context,
                  const struct store_result *result);

#endif
