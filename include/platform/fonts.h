// Fonts by SDL2_ttf: measures runs for module text and paints text blocks. Opened fonts,
// run widths and run masks are cached, all bounded. ui thread only.
#ifndef PLATFORM_FONTS_H
#define PLATFORM_FONTS_H

#include "platform/raster.h"
#include "text/text.h"

struct platform_fonts;

// `folder` holds the derived faces and the file `chain` (kiosk-config/cmake/fonts.cmake).
// NULL, logged, when a face is missing.
struct platform_fonts *platform_fonts_create(const char *folder);
void platform_fonts_destroy(struct platform_fonts *fonts); // accepts NULL
// Callbacks for text and ui; valid as long as the fonts.
const struct text_measure *platform_fonts_measure(struct platform_fonts *fonts);

// Paints a UI_DRAW_TEXT command.
void platform_fonts_draw(struct platform_fonts *fonts, const struct raster *raster,
                         const struct raster_clip *clip,
                         const struct ui_command *command);
size_t platform_fonts_bytes(const struct platform_fonts *fonts); // of cached masks

#endif
