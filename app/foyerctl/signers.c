#include "signers.h"

#include <stdlib.h>

#include "base/clock.h"
#include "print.h"

bool signers_load(const struct arguments *arguments, struct signers *out_signers)
{
    const char *const *paths;
    const size_t count = arguments_all(arguments, "key", &paths);
    char error[300];
    out_signers->view = (struct publish_signers){.keys = out_signers->keys};
    for (size_t i = 0; i < count && i < FEED_KEYS_MAX; i++) {
        if (!publish_key_load(paths[i], &out_signers->keys[i], error)) {
            print_error(arguments->command->name, error, NULL);
            return false;
        }
        out_signers->view.count++;
    }
    return true;
}

void signers_forget(struct signers *signers)
{
    for (size_t i = 0; i < signers->view.count; i++) {
        minisign_forget(&signers->keys[i]);
    }
    signers->view.count = 0;
}

bool publics_load(struct arena *arena, const struct arguments *arguments,
                  const char *option, const struct minisign_public **out_keys,
                  size_t *out_count)
{
    const char *const *paths;
    const size_t count = arguments_all(arguments, option, &paths);
    struct minisign_public *keys = ARENA_ARRAY(arena, struct minisign_public, count + 1);
    for (size_t i = 0; i < count; i++) {
        const char *why = "";
        if (!minisign_public_load(paths[i], &keys[i], &why)) {
            print_error(arguments->command->name, why, paths[i]);
            return false;
        }
    }
    *out_keys = keys;
    *out_count = count;
    return true;
}

// Source: https://reproducible-builds.org/specs/source-date-epoch/
bool now_take(const char *command, int64_t *out_now_s)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    const struct clock clock = clock_system();
    *out_now_s = clock_utc_ms(&clock) / 1000;
    if (!epoch || !epoch[0]) {
        return true;
    }
    if (!str_to_int64(str_from_cstr(epoch), out_now_s) || *out_now_s < 1 ||
        *out_now_s > INT64_C(253402300799)) {
        print_error(command,
                    "SOURCE_DATE_EPOCH must be seconds since 1970, as 1763769600", epoch);
        return false;
    }
    return true;
}

bool publish_options_take(const struct arguments *arguments,
                          struct publish_options *out_options)
{
    *out_options =
        (struct publish_options){.dry_run = arguments_flag(arguments, "dry-run")};
    return now_take(arguments->command->name, &out_options->now_s) &&
           arguments_number(arguments, "expires", 1, 3650, &out_options->expires_days);
}

static void show(void *context, const struct publish_progress *progress)
{
    progress_show(context, progress->what, (int64_t)progress->done,
                  (int64_t)progress->total);
}

void publish_show(struct publish_options *options, struct progress *progress)
{
    options->progress = show;
    options->context = progress;
}

static void print_missing(const struct publish_result *result, const char *feed_folder)
{
    if (result->missing_before) {
        printf("%zu more of the publishers so far must sign\n", result->missing_before);
    }
    if (result->missing) {
        printf("%zu more of the publishers%s must sign (%lld sign together)\n",
               result->missing, result->missing_before ? " from now on" : "",
               (long long)result->threshold);
    }
    fputs("each signs with: foyerctl sign ", stdout);
    print_neutral(stdout, str_from_cstr(feed_folder));
    fputs(" --key KEYFILE\nuntil then kiosks keep what they have\n", stdout);
}

void publish_print(const struct publish_result *result,
                   const struct publish_options *options, const char *feed_folder)
{
    char until[24];
    const bool waits = result->missing || result->missing_before;
    const char *verb = result->unchanged           ? "unchanged:"
                       : options->dry_run && waits ? "would hold back"
                       : options->dry_run          ? "would publish"
                       : waits                     ? "holding back"
                                                   : "published";
    clock_format_rfc3339(result->expires * 1000, until);
    printf("%s %sversion %lld\n", verb, result->candidate ? "candidate " : "",
           (long long)result->version);
    if (result->recalled) {
        printf("with the content of version %lld\n", (long long)result->recalled);
    }
    if (result->key_set) {
        printf("key set %lld\n", (long long)result->key_set);
    }
    printf("index %s\ncontent %s\nexpires %s\n", result->index_hex, result->root_hex,
           until);
    if (result->candidate_dropped) {
        puts("the candidate's trial has ended: every kiosk gets this version");
    }
    if (result->pending_dropped) {
        puts("what was waiting for signatures before is dropped");
    }
    if (waits) {
        print_missing(result, feed_folder);
    }
}
