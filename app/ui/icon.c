#include "shapes.h"
#include "ui/ui.h"

// Filled outlines on a 24 x 24 grid; holes run the other way round.
static const char *const outlines[UI_ICON_COUNT] = {
    [UI_ICON_HOME] = "M3 11l9-8 9 8v10h-6v-6H9v6H3z",
    [UI_ICON_GRID] = "M3 3h8v8H3zM13 3h8v8h-8zM3 13h8v8H3zM13 13h8v8h-8z",
    [UI_ICON_CUP] = "M6 3h12v2h4v4a4 4 0 0 1-4.3 4A6 6 0 0 1 13 16.9V19h4v2H7v-2h4v-2.1"
                    "A6 6 0 0 1 6.3 13 4 4 0 0 1 2 9V5h4z",
    [UI_ICON_PATH] =
        "M5 22.5a3 3 0 1 1 2.8-4H14a3 3 0 0 0 0-6h-4a5 5 0 0 1 0-10h6.2"
        "a3 3 0 1 1 0 2H10a3 3 0 0 0 0 6h4a5 5 0 0 1 0 10H7.8A3 3 0 0 1 5 22.5z",
    [UI_ICON_NETWORK] =
        "M12 1.6a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z"
        "M4.4 14.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z"
        "M19.6 14.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z"
        "M11 8h2v4.5h-2zM12 11.5L20.2 16.4 19.2 18.2 12 13.8 4.8 18.2 3.8 16.4z",
    [UI_ICON_SEARCH] = "M10 2a8 8 0 1 1-5 14.3A8 8 0 0 1 10 2zm0 3a5 5 0 1 0 0 10 "
                       "5 5 0 0 0 0-10zm6 9l6 6-2 2-6-6z",
    [UI_ICON_GLOBE] =
        "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-2.5 2.8A7.7 7.7 0 0 0 4.5 10.8h3.3"
        "c.1-2.2.7-4.3 1.7-6zM4.5 13.2a7.7 7.7 0 0 0 5 6c-1-1.7-1.6-3.8-1.7-6z"
        "M12 5c-.9 1.2-1.6 3.3-1.8 5.8h3.6C13.6 8.3 12.9 6.2 12 5zm-1.8 8.2"
        "c.2 2.5.9 4.6 1.8 5.8.9-1.2 1.6-3.3 1.8-5.8zm4.3-8.4c1 1.7 1.6 3.8 1.7 6h3.3"
        "a7.7 7.7 0 0 0-5-6zm1.7 8.4c-.1 2.2-.7 4.3-1.7 6a7.7 7.7 0 0 0 5-6z",
    [UI_ICON_ACCESS] =
        "M12 2a2.3 2.3 0 1 1 0 4.6A2.3 2.3 0 0 1 12 2zM4 7.5l5.5 1h5l5.5-1v2.3"
        "l-5 1v3.5l2 7.2h-2.5L12.5 15h-1L9.5 21.5H7l2-7.2v-3.5l-5-1z",
    [UI_ICON_CLOCK] = "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 3a7 7 0 1 0 0 14 "
                      "7 7 0 0 0 0-14zm-1 2h2.5v4.5l3 2-1.3 2L11 13z",
    [UI_ICON_PIN] = "M12 2a7 7 0 0 1 7 7c0 5-7 13-7 13S5 14 5 9a7 7 0 0 1 7-7zm0 4.5"
                    "a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
    [UI_ICON_PEOPLE] =
        "M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zm9 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM1 20"
        "c0-4 3-6.5 7-6.5S15 16 15 20zm15.5 0c0-2.3-.7-4.2-1.9-5.6.7-.3 1.5-.4 2.4-.4 "
        "3.3 0 6 2.2 6 6z",
    [UI_ICON_BACK] = "M14 4l2 2-6 6 6 6-2 2-8-8z",
    [UI_ICON_FORWARD] = "M10 4l-2 2 6 6-6 6 2 2 8-8z",
    [UI_ICON_CHECK] = "M9 16.5L4.5 12 3 13.5l6 6L21.5 7 20 5.5z",
    [UI_ICON_CLOSE] =
        "M6.2 4L12 9.8 17.8 4 20 6.2 14.2 12 20 17.8 17.8 20 12 14.2 6.2 20 "
        "4 17.8 9.8 12 4 6.2z",
    [UI_ICON_OFFLINE] =
        "M12 5A14.5 14.5 0 0 1 22.2 9.2L20 11.4A11.4 11.4 0 0 0 4 11.4L1.8 9.2"
        "A14.5 14.5 0 0 1 12 5zM12 10.4A9 9 0 0 1 18.4 13L16.2 15.2A5.9 5.9 0 0 0 7.8 "
        "15.2"
        "L5.6 13A9 9 0 0 1 12 10.4zM12 16.2a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2z"
        "M3.8 2L22 20.2 20.2 22 2 3.8z",
    [UI_ICON_CALENDAR] =
        "M6 2h3v3h6V2h3v3h1a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7"
        "a2 2 0 0 1 2-2h1zM5.6 10v9.4h12.8V10zM8 12h3v3H8z",
    [UI_ICON_SPARK] = "M12 1.5l2.6 7.9 7.9 2.6-7.9 2.6-2.6 7.9-2.6-7.9L1.5 12l7.9-2.6z",
    [UI_ICON_DOT] = "M12 6a6 6 0 1 1 0 12 6 6 0 0 1 0-12z",
    [UI_ICON_SHAPE_S] = "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z",
    [UI_ICON_SHAPE_T] = "M6 3h12a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6"
                        "a3 3 0 0 1 3-3z",
    [UI_ICON_SHAPE_E] = "M12 1l10 5.5v11L12 23 2 17.5v-11z",
    [UI_ICON_SHAPE_A] =
        "M12 1l3 7.6 8 .6-6.1 5.2 1.9 7.9L12 18l-6.8 4.3 1.9-7.9L1 9.2l8-.6z",
    [UI_ICON_SHAPE_M] = "M12 2l11 20H1z",
};

// The mark of the product: its own colours on the ground asked for, on a 64 x 64 grid.
static void draw_logo(struct shape_pen *pen, uint32_t ground)
{
    pen->scale *= 24.0 / 64;
    pen_box(pen, (struct pen_box){0, 0, 64, 64, 20});
    pen_finish(pen, ground, 0, false);
    pen_ellipse(pen, (struct pen_ellipse){22, 22, 8, 8, 0});
    pen_finish(pen, 0x7BDCC6FF, 0, false);
    pen_box(pen, (struct pen_box){34, 14, 16, 16, 4});
    pen_finish(pen, 0x8FB0FFFF, 0, false);
    pen_path(pen, "M22 34l9 16H13z");
    pen_finish(pen, 0xB79CFFFF, 0, false);
    pen_ellipse(pen, (struct pen_ellipse){42, 42, 8, 8, 0});
    pen_finish(pen, 0xFFC531FF, 0, false);
}

struct ui_shapes ui_icon_shapes(struct arena *arena, int icon, uint32_t color, float size)
{
    struct shape_pen pen;
    pen_init(&pen, arena, size / 24.0);
    if (icon == UI_ICON_LOGO) {
        draw_logo(&pen, color);
    } else if (icon >= 0 && icon < UI_ICON_COUNT && outlines[icon]) {
        pen_path(&pen, outlines[icon]);
        pen_finish(&pen, color, 0, false);
    }
    return pen.out;
}
