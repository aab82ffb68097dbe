// A command: what it takes, how it explains itself, what it runs.
#ifndef FOYERCTL_COMMAND_H
#define FOYERCTL_COMMAND_H

#include "base/arena.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_KEPT = 3 };
enum { OPTIONS_MAX = 12, POSITIONALS_MAX = 64, REPEATS_MAX = 16 };

struct option_spec {
    const char *name;  // "data", for --data
    const char *value; // "DIR" in the help; NULL: a flag
    const char *help;
    bool required, repeats;
};

struct arguments;
struct command {
    const char *name;
    const char *synopsis; // of the positionals: "PACK FEED"
    const char *summary;
    const char *details; // further help, or NULL
    const char *exits;   // what its exit status means when that is special, or NULL
    int positionals_min, positionals_max;
    struct option_spec options[OPTIONS_MAX]; // ends with a NULL name
    int (*run)(struct arena *arena, const struct arguments *arguments);
};

struct arguments {
    const struct command *command;
    const char *values[OPTIONS_MAX][REPEATS_MAX];
    size_t counts[OPTIONS_MAX];
    const char *positionals[POSITIONALS_MAX];
    size_t positional_count;
    bool help;
};

// `words` are what follows the command's name. false: the fault and what would be right
// were printed to stderr.
bool arguments_parse(const struct command *command, char *const *words, size_t count,
                     struct arguments *out_arguments);
bool arguments_flag(const struct arguments *arguments, const char *name);
// NULL: not given.
const char *arguments_text(const struct arguments *arguments, const char *name);
// `missing` when not given; false: printed why not.
bool arguments_number(const struct arguments *arguments, const char *name, int64_t min,
                      int64_t max, int64_t *inout_value);
// How often an option was given, and its values.
size_t arguments_all(const struct arguments *arguments, const char *name,
                     const char *const **out_values);

// The name of `names` that `word` was probably meant to be; NULL: none is near.
const char *nearest_name(const char *word, const char *const *names, size_t count);

void command_help(const struct command *command);

extern const struct command command_amend, command_layers, command_check, command_keygen,
    command_publish, command_sync, command_status, command_list, command_search,
    command_snapshots, command_rollback, command_preview, command_diff, command_keys,
    command_sign, command_promote, command_recall;

extern const struct command command_import, command_export, command_copy, command_outbox,
    command_usage;

#endif
