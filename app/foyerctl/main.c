#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "command.h"
#include "print.h"

static const struct command *const commands[] = {
    &command_check,   &command_amend,     &command_keygen,   &command_layers,
    &command_publish, &command_sync,      &command_status,   &command_list,
    &command_search,  &command_snapshots, &command_rollback, &command_preview,
    &command_keys,    &command_sign,      &command_promote,  &command_recall,
    &command_diff,    &command_import,    &command_export,   &command_copy,
    &command_outbox,  &command_usage,
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static void print_usage(FILE *out)
{
    fputs("usage: foyerctl COMMAND [OPTION...] [WORD...]\n\ncommands:\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    }
    fputs("\n`foyerctl COMMAND --help` says more, `foyerctl --version` the version.\n"
          "exit status: 0 done, 1 failed, 2 wrong usage, 3 (sync) the last good content "
          "stays\n",
          out);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static int refuse_command(const char *name)
{
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = commands[i]->name;
    }
    fputs("foyerctl: unknown command `", stderr);
    print_neutral(stderr, str_from_cstr(name));
    const char *near = nearest_name(name, names, COMMAND_COUNT);
    if (near) {
        fprintf(stderr, "'; did you mean %s?\n", near);
    } else {
        fputs("'\n", stderr);
        print_usage(stderr);
    }
    return EXIT_USAGE;
}

static int run_command(const struct command *command, char *const *words, size_t count)
{
    struct arguments arguments;
    if (!arguments_parse(command, words, count, &arguments)) {
        return EXIT_USAGE;
    }
    if (arguments.help) {
        command_help(command);
        return EXIT_DONE;
    }
    struct arena arena;
    arena_init(&arena, 0);
    const int code = command->run(&arena, &arguments);
    arena_finish(&arena);
    return code;
}

static int run(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : NULL;
    if (!word) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(word, "--version") == 0) {
        printf("foyerctl %s\n", FOYER_VERSION);
        return EXIT_DONE;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        print_usage(stdout);
        return EXIT_DONE;
    }
    const bool help = strcmp(word, "help") == 0;
    if (help && argc == 2) {
        print_usage(stdout);
        return EXIT_DONE;
    }
    const struct command *command = find_command(help ? argv[2] : word);
    if (!command) {
        return refuse_command(help ? argv[2] : word);
    }
    if (help) {
        command_help(command);
        return EXIT_DONE;
    }
    return run_command(command, argv + 2, (size_t)(argc - 2));
}

int main(int argc, char **argv)
{
    log_set_level(LOG_WARN); // the commands print their own milestones
    int code = run(argc, argv);
    // A full disk or a closed pipe must not look like success.
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("foyerctl: output");
        code = code == EXIT_DONE ? EXIT_FAILED : code;
    }
    return code;
}
