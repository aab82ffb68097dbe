// A theme file over the built-in theme: `token: "#rrggbb"` or `radius-card: 32`, one a
// line.
#ifndef FOYER_THEME_H
#define FOYER_THEME_H

#include "ui/theme.h"

// What the file does not name stays. false: said on stderr as file:line: what would be
// right; *theme is untouched then.
NODISCARD bool theme_load(const char *path, struct ui_theme *theme);

#endif
