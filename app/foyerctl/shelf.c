// snapshots, rollback: the versions a data folder keeps.
#include "shelf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "print.h"
#include "store/lock.h"
#include "store/snapshot.h"

struct str place_of(struct arena *arena, const char *word)
{
    const struct str place = str_from_cstr(word);
    if (!strchr(word, '/') || str_find(place, STR("://"), 0) != SIZE_MAX) {
        return place;
    }
    char *path = realpath(word, NULL);
    char *here = path || word[0] == '/' ? NULL : getcwd(NULL, 0);
    const struct str whole = path   ? arena_str(arena, str_from_cstr(path))
                             : here ? arena_printf(arena, "%s/%s", here, word)
                                    : place; // it is not there, as the reader will say
    free(path);
    free(here);
    return whole;
}

static void print_snapshot(const struct store_snapshot *item)
{
    char published[24];
    clock_format_rfc3339(item->published_utc_ms, published);
    printf("%c %s %lld %s %lld records %lld bytes %s%s\n", item->shown ? '*' : ' ',
           item->feed, (long long)item->version, published, (long long)item->records,
           (long long)item->size_bytes, item->root, item->pinned ? " pinned" : "");
}

static void print_snapshot_json(const struct store_snapshot *item)
{
    printf("{\"feed\":\"%s\",\"version\":%lld,\"content_hash\":\"%s\",\"published\":%lld,"
           "\"records\":%lld,\"size_bytes\":%lld,\"shown\":%s,\"pinned\":%s,\"file\":",
           item->feed, (long long)item->version, item->root,
           (long long)(item->published_utc_ms / 1000), (long long)item->records,
           (long long)item->size_bytes, item->shown ? "true" : "false",
           item->pinned ? "true" : "false");
    print_json_string(stdout, item->file);
    putchar('}');
}

static int run_snapshots(struct arena *arena, const struct arguments *arguments)
{
    struct store_snapshots list;
    const bool json = arguments_flag(arguments, "json");
    if (!data_folder_check(arguments)) {
        return EXIT_FAILED;
    }
    if (!store_snapshot_list(arena, arguments_text(arguments, "data"), &list)) {
        print_error("snapshots", "the snapshots cannot be read", strerror(errno));
        return EXIT_FAILED;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (json) {
            fputs(i ? ",\n" : "[", stdout);
            print_snapshot_json(&list.items[i]);
        } else {
            print_snapshot(&list.items[i]);
        }
    }
    if (json) {
        fputs(list.count ? "]\n" : "[]\n", stdout);
    }
    return EXIT_DONE;
}

const struct command command_snapshots = {
    .name = "snapshots",
    .synopsis = "",
    .summary = "list the versions that are kept, newest first; * is shown",
    .options =
        {
            {.name = "data", .value = "DIR", .help = "data folder", .required = true},
            {.name = "json", .help = "a JSON array, one version a line"},
        },
    .run = run_snapshots,
};

static int change(const char *data, struct str feed, bool unpin)
{
    int lock;
    if (!store_lock(data, STORE_LOCK_WRITER, &lock)) {
        print_error("rollback",
                    errno == EWOULDBLOCK ? "a sync is running; try again when it is done"
                                         : strerror(errno),
                    NULL);
        return EXIT_FAILED;
    }
    const enum store_outcome outcome =
        unpin ? store_snapshot_unpin(data, feed) : store_snapshot_rollback(data, feed);
    if (outcome == STORE_NONE) {
        print_error("rollback",
                    unpin ? "nothing is pinned"
                          : "there is no older version to go back to",
                    NULL);
    } else if (outcome == STORE_DISK) {
        print_error("rollback", store_outcome_text(outcome), strerror(errno));
    }
    store_unlock(lock);
    return outcome == STORE_DONE ? EXIT_DONE : EXIT_FAILED;
}

static int run_rollback(struct arena *arena, const struct arguments *arguments)
{
    (void)arena;
    const char *data = arguments_text(arguments, "data");
    const char *feed = arguments_text(arguments, "feed-id");
    if (feed && !feed_id_valid(str_from_cstr(feed))) {
        print_error("rollback", "--feed-id wants 1 to 64 of a-z, 0-9 and -", feed);
        return EXIT_USAGE;
    }
    if (!data_folder_check(arguments)) {
        return EXIT_FAILED;
    }
    const int code =
        change(data, str_from_cstr(feed), arguments_flag(arguments, "unpin"));
    struct store_current current;
    if (code == EXIT_DONE && store_current_read(data, &current)) {
        for (size_t i = 0; i < current.count; i++) {
            printf("%s shows version %lld%s\n", current.layers[i].feed,
                   (long long)current.layers[i].version,
                   current.layers[i].pinned ? ", pinned" : "");
        }
    }
    return code;
}

const struct command command_rollback = {
    .name = "rollback",
    .synopsis = "",
    .summary = "show the next older version and stay there (--unpin: follow again)",
    .details =
        "The newest version a kiosk trusts does not fall by this: a feed that goes back\n"
        "is still refused.",
    .options =
        {
            {.name = "data", .value = "DIR", .help = "data folder", .required = true},
            {.name = "unpin", .help = "show the newest version and follow again"},
            {.name = "feed-id", .value = "ID", .help = "only this layer (all)"},
        },
    .run = run_rollback,
};
