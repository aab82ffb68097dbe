// outbox: what a kiosk has to send.
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "command.h"
#include "config/config.h"
#include "print.h"
#include "sync/login.h"
#include "sync/upload.h"

enum { OUTBOX_WORDS_MAX = 2 };

static bool load_config(struct arena *arena, const struct arguments *arguments,
                        struct config *config)
{
    struct config_error error;
    const char *path = arguments_text(arguments, "config");
    if (!config_load(arena, path ? path : CONFIG_DEFAULT_PATH, config, &error)) {
        print_error("outbox", error.text, NULL);
        return false;
    }
    return true;
}

// --data, else the settings'. NULL: told why not.
static const char *data_of(struct arena *arena, const struct arguments *arguments)
{
    struct config config;
    const char *data = arguments_text(arguments, "data");
    if (data) {
        return data;
    }
    return load_config(arena, arguments, &config) ? arena_cstr(arena, config.data) : NULL;
}

static int told(enum outbox_outcome outcome)
{
    if (outcome == OUTBOX_DONE) {
        return EXIT_DONE;
    }
    printf("reason: %s\n", outbox_outcome_name(outcome));
    return EXIT_FAILED;
}

static int add(struct arena *arena, const struct arguments *arguments, const char *data)
{
    struct str bytes;
    int64_t seq = 0;
    if (arguments->positional_count < OUTBOX_WORDS_MAX) {
        print_error("outbox", "add wants a FILE", NULL);
        return EXIT_USAGE;
    }
    const char *file = arguments->positionals[1];
    if (!file_read(arena, file, UPLOAD_OBJECT_MAX, &bytes)) {
        print_error("outbox", strerror(errno), file);
        return EXIT_FAILED;
    }
    const enum outbox_outcome outcome = upload_put(data, bytes, &seq);
    if (outcome == OUTBOX_DONE) {
        printf("%08lld\n", (long long)seq);
    }
    return told(outcome);
}

static int list(struct arena *arena, const struct arguments *arguments, const char *data)
{
    static const char *const words[] = {
        [UPLOAD_WAITING] = "waiting", [UPLOAD_ASIDE] = "aside", [UPLOAD_SENT] = "sent"};
    (void)arguments;
    for (int place = UPLOAD_WAITING; place <= UPLOAD_SENT; place++) {
        struct upload_list entries;
        if (!upload_list(arena, data, (enum upload_place)place, &entries)) {
            print_error("outbox", strerror(errno), data);
            return EXIT_FAILED;
        }
        for (size_t i = 0; i < entries.count; i++) {
            printf("%.8s  %-7s  %8lld bytes  %s\n", entries.entries[i].name, words[place],
                   (long long)entries.entries[i].size_bytes, entries.entries[i].name + 9);
        }
    }
    return EXIT_DONE;
}

static int requeue(struct arena *arena, const struct arguments *arguments,
                   const char *data)
{
    int64_t from = 1, count = 0;
    (void)arena;
    if (!arguments_number(arguments, "from", 1, UPLOAD_SEQ_MAX, &from)) {
        return EXIT_USAGE;
    }
    const enum outbox_outcome outcome = upload_requeue(data, from, &count);
    printf("back in the outbox: %lld\n", (long long)count);
    return told(outcome);
}

static int drain(struct arena *arena, const struct arguments *arguments, const char *data)
{
    struct config config;
    struct upload_login login;
    struct upload_result result;
    const char *why = "";
    if (!load_config(arena, arguments, &config)) {
        return EXIT_USAGE;
    }
    if (!config.upload.url.len) {
        print_error("outbox", "the settings have no `upload:`", NULL);
        return EXIT_USAGE;
    }
    if (!upload_login_load(&config.upload, &login, &why)) {
        print_error("outbox", why, arena_cstr(arena, config.upload.secret_file));
        return EXIT_USAGE;
    }
    struct fetch_settings settings = fetch_settings_default();
    settings.allow_private = config.upload.allow_private;
    settings.login = &login.login;
    const struct upload_options options = {
        .data_folder = data,
        .url = config.upload.url,
        .session = fetch_session_create(settings),
    };
    const bool done = options.session && upload_drain(&options, &result);
    fetch_session_destroy(options.session);
    if (!options.session) {
        return EXIT_FAILED;
    }
    printf("sent: %lld\nleft: %lld\naside: %lld\n", (long long)result.sent,
           (long long)result.left, (long long)result.aside);
    if (!done) {
        printf("reason: %s\n", result.why);
    }
    return done ? EXIT_DONE : EXIT_KEPT;
}

static int run_outbox(struct arena *arena, const struct arguments *arguments)
{
    static const struct {
        const char *word;
        int (*run)(struct arena *arena, const struct arguments *arguments,
                   const char *data);
    } words[] = {{"add", add}, {"list", list}, {"drain", drain}, {"requeue", requeue}};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (strcmp(arguments->positionals[0], words[i].word) == 0) {
            const char *data = data_of(arena, arguments);
            return data ? words[i].run(arena, arguments, data) : EXIT_USAGE;
        }
    }
    print_error("outbox", "wants add, list, drain or requeue", arguments->positionals[0]);
    return EXIT_USAGE;
}

const struct command command_outbox = {
    .name = "outbox",
    .synopsis = "add FILE | list | drain | requeue",
    .summary = "what a kiosk has to send, and send it now",
    .details =
        "add      puts the bytes of FILE into the outbox and says their number\n"
        "list     what waits, what lies aside (the server has other bytes of that\n"
        "         number, or the disk spoilt it), what was confirmed lately\n"
        "drain    sends what waits to `upload:` of the settings; status 3: something\n"
        "         is left, `reason: WORD`\n"
        "requeue  gives what lies aside new numbers, from --from on",
    .positionals_min = 1,
    .positionals_max = OUTBOX_WORDS_MAX,
    .options =
        {
            {.name = "data", .value = "DIR", .help = "data folder of the kiosk"},
            {.name = "config", .value = "FILE", .help = "its settings"},
            {.name = "from", .value = "N", .help = "lowest number of requeue (1)"},
        },
    .run = run_outbox,
};
