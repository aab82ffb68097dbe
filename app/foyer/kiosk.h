// The running kiosk: what main builds, and the loop over it. ui thread only.
#ifndef FOYER_KIOSK_H
#define FOYER_KIOSK_H

#include "base/clock.h"
#include "colours.h"
#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "model/model.h"
#include "model/tally.h"
#include "options.h"
#include "platform/painter.h"
#include "platform/window.h"
#include "store/reader.h"
#include "ui/ui.h"

struct kiosk {
    struct clock_shift shift; // moved by --now, skip, and by frames of a headless settle
    struct clock clock;
    struct ui_theme theme;    // of the settings
    struct venue_theme venue; // over it
    struct platform_window *window;
    struct platform_fonts *fonts;
    struct platform_images *images;
    struct platform_painter painter;
    struct i18n *i18n;
    struct i18n_formats *formats;
    struct store_reader *reader;
    struct model *model;
    struct ui *ui;
    struct usage *usage; // NULL: the settings do not want visits counted
    struct tally tally;  // of the visit that goes on
    bool headless, dirty, show_focus, quit;
    bool repaint_all, first_frame_done;
    int64_t started_ms;       // monotonic, of the process's first line
    uint32_t drawn_serial;    // of the page that the fingers touch
    int64_t loading_since_ms; // monotonic; 0: nothing is awaited
    int32_t width_px, height_px;
    float zoom; // of the settings: 1 is the display's own scale
    float text_scale; // 0: 1
};

// One turn of the loop: drains events, applies intents, runs effects, draws when
// something changed. Waits for the next event or deadline, at most wait_ms.
void kiosk_turn(struct kiosk *kiosk, int64_t wait_ms);
// Until main's window is closed or SIGTERM comes.
void kiosk_run(struct kiosk *kiosk);

// Nothing moves, loads or waits for a result.
bool kiosk_settled(const struct kiosk *kiosk);
// Until then, at most limit_ms of real time; false: it did not settle.
NODISCARD bool kiosk_settle(struct kiosk *kiosk, int64_t limit_ms);
// The program's clock jumps; deadlines on the way fire in their order.
void kiosk_skip(struct kiosk *kiosk, int64_t ms);
NODISCARD bool kiosk_resize(struct kiosk *kiosk, int32_t width_px, int32_t height_px);
void kiosk_apply(struct kiosk *kiosk, const struct intent *intent);
NODISCARD bool kiosk_save_picture(struct kiosk *kiosk, const char *path);

#endif
