// The kiosk's settings: /etc/foyer/foyer.yaml or --config FILE, read against a strict
// schema. Examples: kiosk-config/venues. Read once at the start; constant afterwards, any
// thread.
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/arena.h"

#define CONFIG_DEFAULT_PATH "/etc/foyer/foyer.yaml"

enum {
    CONFIG_FEEDS_MAX = 8,
    CONFIG_LANGUAGES_MAX = 12,
    CONFIG_KEYS_MAX = 8,
    CONFIG_TAGS_MAX = 16,
    CONFIG_MIRRORS_MAX = 8,
    CONFIG_USB_MAX = 8
};

enum config_renderer {
    CONFIG_RENDERER_AUTO,
    CONFIG_RENDERER_SURFACE,
    CONFIG_RENDERER_RENDERER
};

enum config_upload_kind {
    CONFIG_UPLOAD_WEBDAV,        // with the password itself: https, or allow_private
    CONFIG_UPLOAD_WEBDAV_DIGEST, // the server must ask for it
    CONFIG_UPLOAD_S3
};

struct config_upload {
    struct str url; // the kiosk's own folder or bucket; empty: nothing is uploaded
    enum config_upload_kind kind;
    struct str user, secret_file; // the file is its owner's alone (0600)
    struct str region;            // S3 only
    bool allow_private;           // as of a feed
    int64_t status_s;             // between two status files
};

struct config_feed {
    struct str id;                          // [a-z0-9-], 1..64: a folder below feeds/
    struct str url;                         // http or https, without a slash at its end
    struct str mirrors[CONFIG_MIRRORS_MAX]; // addresses or folders, asked before url
    size_t mirror_count;
    struct str trust[CONFIG_KEYS_MAX]; // paths of public key files
    size_t trust_count;
    int64_t threshold;  // so many of them must have signed
    bool allow_private; // the name may lead into a private network (N18)
    int64_t interval_s; // between two polls
};

struct config {
    struct str data;                            // the data folder
    struct str languages[CONFIG_LANGUAGES_MAX]; // the first is the default
    size_t language_count;
    struct config_feed feeds[CONFIG_FEEDS_MAX]; // lowest layer first
    size_t feed_count;
    struct {
        int64_t ask_s;       // no touch for so long: "still there?"
        int64_t countdown_s; // and so long until the start page
        int64_t slide_s;     // of the attract loop
    } idle;
    int64_t stale_after_h; // content older than this: a sign for staff
    bool usage;            // visits are counted (kiosk-config/usage.md)
    struct {
        bool fullscreen;
        int64_t width_px, height_px; // 0: the display's
        int64_t scale_percent;       // 0: from the display's size
        enum config_renderer renderer;
    } screen;
    struct str venue; // id of the venue record; empty: the first there is
    struct {
        struct str id; // one of its own for each kiosk; empty: none
        struct str tags[CONFIG_TAGS_MAX];
        size_t tag_count;
    } kiosk; // who it is when content is rolled out step by step
    // Folders that sticks turn up as, '*' in a part of the path stands for anything; each
    // holds a folder for every feed it brings.
    struct str usb[CONFIG_USB_MAX];
    size_t usb_count;
    struct config_upload upload;
};

struct config_error {
    char text[300]; // "foyer.yaml:12: what, and what would be right"
};

// The defaults: data /var/lib/foyer, language en, no feed.
void config_init(struct config *config);
// Texts live in `arena`; relative paths in the file are resolved against its folder. A
// fault names its line; nothing is half set. false also when the file cannot be read.
NODISCARD bool config_load(struct arena *arena, const char *path,
                           struct config *out_config, struct config_error *out_error);
// The same from bytes.
struct config_source {
    struct str text;
    const char *name;   // stands in messages
    const char *folder; // relative paths start here
};
NODISCARD bool config_parse(struct arena *arena, const struct config_source *source,
                            struct config *out_config, struct config_error *out_error);

#endif
