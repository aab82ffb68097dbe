// The keyboard on the screen: one for each script and language.
#ifndef VISITOR_KEYBOARD_H
#define VISITOR_KEYBOARD_H

#include "parts.h"

// At the bottom of the window, as high as keyboard_height().
void keyboard_build(const struct visitor_context *context);
float keyboard_height(const struct visitor_context *context);

#endif
