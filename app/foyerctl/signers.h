// Shared by the commands that work on a feed's folder: when it is, who signs, what came
// of it.
#ifndef FOYERCTL_SIGNERS_H
#define FOYERCTL_SIGNERS_H

#include "command.h"
#include "print.h"
#include "publish/feed.h"

struct signers {
    struct minisign_secret keys[FEED_KEYS_MAX];
    struct publish_signers view; // of the keys
};

// The secret keys of every --key. false: told why not. `forget` in every case.
bool signers_load(const struct arguments *arguments, struct signers *out_signers);
void signers_forget(struct signers *signers);

// The public keys of every `option`, in the arena; false: told why not.
bool publics_load(struct arena *arena, const struct arguments *arguments,
                  const char *option, const struct minisign_public **out_keys,
                  size_t *out_count);

// UTC seconds, SOURCE_DATE_EPOCH when it is set; false: told.
bool now_take(const char *command, int64_t *out_now_s);
// now_s (SOURCE_DATE_EPOCH, when it is set), --expires and --dry-run; false: told.
bool publish_options_take(const struct arguments *arguments,
                          struct publish_options *out_options);

// Lets the command show on `progress` how far it is; begun and finished by the caller.
void publish_show(struct publish_options *options, struct progress *progress);

// Which version it is and whether kiosks get it; `verb` as in "published".
void publish_print(const struct publish_result *result,
                   const struct publish_options *options, const char *feed_folder);

#endif
