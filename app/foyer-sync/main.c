// foyer-sync: keeps the snapshots of a data folder up to date.
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "service.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_KEPT = 3 };

struct arguments {
    const char *config, *data;
    bool once, with_parent;
};

static void print_help(FILE *out)
{
    fputs("foyer-sync [--config FILE] [--data DIR] [--once] [--with-parent]\n"
          "Fetches the feeds of the config, verifies them and puts their snapshots in "
          "place.\n\n"
          "  --config FILE  settings (default " CONFIG_DEFAULT_PATH ")\n"
          "  --data DIR     data folder instead of the config's\n"
          "  --once         every feed once, then exit: 0 done or current, 3 the old "
          "content\n"
          "                 stays (last line: reason: WORD)\n"
          "  --with-parent  exit when the program that started it does\n"
          "  --help, --version\n"
          "SIGTERM or SIGINT end it. Log: FOYER_LOG=debug says more.\n",
          out);
}

// false: the program ends with *out_code.
static bool read_arguments(int count, char **words, struct arguments *out_arguments,
                           int *out_code)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'},
        {"data", required_argument, NULL, 'd'},
        {"once", no_argument, NULL, 'o'},
        {"with-parent", no_argument, NULL, 'p'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    *out_arguments = (struct arguments){.config = CONFIG_DEFAULT_PATH};
    for (int option; (option = getopt_long(count, words, "", options, NULL)) != -1;) {
        switch (option) {
        case 'c':
            out_arguments->config = optarg;
            break;
        case 'd':
            out_arguments->data = optarg;
            break;
        case 'o':
            out_arguments->once = true;
            break;
        case 'p':
            out_arguments->with_parent = true;
            break;
        case 'h':
            print_help(stdout);
            *out_code = EXIT_DONE;
            return false;
        case 'v':
            puts("foyer-sync " FOYER_VERSION);
            *out_code = EXIT_DONE;
            return false;
        default:
            print_help(stderr);
            *out_code = EXIT_USAGE;
            return false;
        }
    }
    if (optind < count) {
        fprintf(stderr, "foyer-sync: %s is not an option\n", words[optind]);
        *out_code = EXIT_USAGE;
        return false;
    }
    return true;
}

// false: the parent is gone already.
static bool follow_parent(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent;
}

static sigset_t block_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    return signals;
}

static int run_once(struct service *service)
{
    enum feed_reason reason = FEED_OK;
    if (service_run_once(service, &reason)) {
        return EXIT_DONE;
    }
    printf("reason: %.*s\n", STR_ARG(feed_reason_name(reason)));
    return EXIT_KEPT;
}

// One service a data folder: the second one leaves at once. A single run needs no more
// than the lock each sync takes.
static int run_service(struct arena *arena, struct service *service)
{
    int lock = -1;
    const char *data = arena_cstr(arena, service->config->data);
    const char *folder = path_join(arena, data, "feeds");
    if (!folder_make(folder) || !file_lock(path_join(arena, folder, "service"), &lock)) {
        if (errno == EWOULDBLOCK) {
            log_error("sync", "another foyer-sync keeps %s", data);
        } else {
            log_error("sync", "%s cannot be written: %s", folder, strerror(errno));
        }
        return EXIT_FAILED;
    }
    log_info("sync", "%zu feeds into %s", service->count, data);
    service_loop(service);
    file_unlock(lock);
    return EXIT_DONE;
}

static int run(const struct arguments *arguments, struct arena *arena)
{
    struct config config;
    struct config_error error;
    config_init(&config);
    if (!config_load(arena, arguments->config, &config, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return EXIT_FAILED;
    }
    if (arguments->data) {
        config.data = str_from_cstr(arguments->data);
    }
    struct service service;
    int code = EXIT_FAILED;
    const char *data = arena_cstr(arena, config.data);
    if (service_init(&service, &config, data, block_signals())) {
        code = arguments->once ? run_once(&service) : run_service(arena, &service);
    }
    service_finish(&service);
    return code;
}

int main(int count, char **words)
{
    const pid_t parent = getppid();
    struct arguments arguments;
    int code = EXIT_DONE;
    if (!read_arguments(count, words, &arguments, &code)) {
        return code;
    }
    if (arguments.with_parent && !follow_parent(parent)) {
        return EXIT_DONE;
    }
    struct arena arena;
    arena_init(&arena, 0);
    code = run(&arguments, &arena);
    arena_finish(&arena);
    return code;
}
