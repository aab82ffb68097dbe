// Colours of a venue: reading one, and the contrast of two. Pure; any thread.
#ifndef CONTENT_COLOUR_H
#define CONTENT_COLOUR_H

#include "base/str.h"

// "#12193a" to 0x12193A.
NODISCARD bool content_colour_parse(struct str text, uint32_t *out_rgb);
// Contrast ratio of two colours 0xRRGGBB, from 1 to 21 (WCAG 2.2, "contrast ratio").
double content_contrast(uint32_t one, uint32_t two);

#endif
