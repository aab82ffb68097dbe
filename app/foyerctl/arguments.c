#include <stdio.h>
#include <string.h>

#include "command.h"
#include "print.h"

enum { WORD_MAX = 32 };

// Levenshtein distance of two short words; large for long ones.
static size_t distance(const char *a, const char *b)
{
    const size_t width = strlen(b);
    size_t row[WORD_MAX + 1];
    if (strlen(a) > WORD_MAX || width > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t j = 0; j <= width; j++) {
        row[j] = j;
    }
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            const size_t above = row[j];
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            best = above + 1 < best ? above + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = above;
            row[j] = best;
        }
    }
    return row[width];
}

const char *nearest_name(const char *word, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t least = 3;
    for (size_t i = 0; i < count; i++) {
        const size_t far = distance(word, names[i]);
        if (far < least && far < strlen(names[i])) {
            least = far;
            nearest = names[i];
        }
    }
    return nearest;
}

static size_t option_count(const struct command *command)
{
    size_t count = 0;
    while (count < OPTIONS_MAX && command->options[count].name) {
        count++;
    }
    return count;
}

// OPTIONS_MAX: no such option.
static size_t find_option(const struct command *command, struct str name)
{
    const size_t count = option_count(command);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(str_from_cstr(command->options[i].name), name)) {
            return i;
        }
    }
    return OPTIONS_MAX;
}

static void usage_line(FILE *out, const struct command *command)
{
    fprintf(out, "foyerctl %s", command->name);
    if (command->synopsis[0]) {
        fprintf(out, " %s", command->synopsis);
    }
    const size_t count = option_count(command);
    for (size_t i = 0; i < count; i++) {
        const struct option_spec *option = &command->options[i];
        fprintf(out, option->required ? " --%s" : " [--%s", option->name);
        if (option->value) {
            fprintf(out, " %s", option->value);
        }
        fputs(option->required ? "" : "]", out);
    }
    fputc('\n', out);
}

void command_help(const struct command *command)
{
    printf("%s\n\nusage: ", command->summary);
    usage_line(stdout, command);
    printf("\noptions:\n");
    const size_t count = option_count(command);
    for (size_t i = 0; i < count; i++) {
        const struct option_spec *option = &command->options[i];
        char left[64];
        snprintf(left, sizeof(left), "--%s%s%s", option->name, option->value ? " " : "",
                 option->value ? option->value : "");
        printf("  %-22s %s%s\n", left, option->help,
               option->repeats ? "; may be given several times" : "");
    }
    printf("  %-22s %s\n", "--help", "print this");
    if (command->details) {
        printf("\n%s\n", command->details);
    }
    printf("\nexit status: %s%s\n",
           command->exits ? command->exits : "0 done, 1 failed, 2 wrong usage",
           strcmp(command->name, "sync") == 0 ? ", 3 the last good content stays" : "");
}

static bool refuse(const struct command *command, const char *what, const char *word,
                   const char *better)
{
    fprintf(stderr, "foyerctl %s: %s", command->name, what);
    if (word) {
        fputs(" `", stderr);
        print_neutral(stderr, str_from_cstr(word));
        fputc('\'', stderr);
    }
    if (better) {
        fprintf(stderr, "; did you mean %s?", better);
    }
    fputs("\nusage: ", stderr);
    usage_line(stderr, command);
    return false;
}

static bool refuse_option(const struct command *command, struct str name,
                          const char *word)
{
    const char *names[OPTIONS_MAX + 1];
    char text[WORD_MAX + 1], better[WORD_MAX + 4];
    size_t count = option_count(command);
    for (size_t i = 0; i < count; i++) {
        names[i] = command->options[i].name;
    }
    names[count++] = "help";
    const char *near =
        str_to_cstr(name, text, sizeof(text)) ? nearest_name(text, names, count) : NULL;
    snprintf(better, sizeof(better), "--%s", near ? near : "");
    return refuse(command, "unknown option", word, near ? better : NULL);
}

// One word that begins with "--"; *at moves on when the next word is its value.
static bool take_option(const struct command *command, char *const *words, size_t count,
                        size_t *at, struct arguments *out)
{
    const char *word = words[*at];
    struct str rest = str_from_cstr(word + 2), name;
    if (!str_cut(&rest, '=', &name)) {
        name = rest;
    }
    const bool has_value = rest.ptr != NULL;
    if (str_equal(name, STR("help")) && !has_value) {
        out->help = true;
        return true;
    }
    const size_t index = find_option(command, name);
    if (index == OPTIONS_MAX) {
        return refuse_option(command, name, word);
    }
    const struct option_spec *option = &command->options[index];
    if (!option->value && has_value) {
        return refuse(command, "this option takes no value:", word, NULL);
    }
    if (option->value && !has_value && *at + 1 == count) {
        return refuse(command, "a value is missing behind", word, NULL);
    }
    if (out->counts[index] == (option->repeats ? REPEATS_MAX : 1)) {
        return refuse(command, "given too often:", word, NULL);
    }
    const char *value = "";
    if (has_value) {
        value = rest.ptr; // a view to the word's end, so a NUL stands behind it
    } else if (option->value) {
        value = words[++*at];
    }
    if (option->value && !value[0]) {
        return refuse(command, "an empty value for", word, NULL);
    }
    out->values[index][out->counts[index]++] = value;
    return true;
}

static bool check_complete(const struct command *command,
                           const struct arguments *arguments)
{
    const size_t count = option_count(command);
    if (arguments->positional_count < (size_t)command->positionals_min) {
        return refuse(command, "too few words", NULL, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        if (command->options[i].required && !arguments->counts[i]) {
            char text[48];
            snprintf(text, sizeof(text), "--%s is missing", command->options[i].name);
            return refuse(command, text, NULL, NULL);
        }
    }
    return true;
}

bool arguments_parse(const struct command *command, char *const *words, size_t count,
                     struct arguments *out_arguments)
{
    struct arguments *out = out_arguments;
    *out = (struct arguments){.command = command};
    bool options_end = false;
    for (size_t i = 0; i < count; i++) {
        const char *word = words[i];
        if (!options_end && strcmp(word, "--") == 0) {
            options_end = true;
        } else if (!options_end && strcmp(word, "-h") == 0) {
            out->help = true;
        } else if (!options_end && strncmp(word, "--", 2) == 0) {
            if (!take_option(command, words, count, &i, out)) {
                return false;
            }
        } else if (!options_end && word[0] == '-' && word[1]) {
            return refuse_option(command, str_from_cstr(word + 1), word);
        } else if (out->positional_count == (size_t)command->positionals_max) {
            return refuse(command, "one word too many:", word, NULL);
        } else if (!word[0]) {
            return refuse(command, "an empty word", NULL, NULL);
        } else {
            out->positionals[out->positional_count++] = word;
        }
    }
    return out->help || check_complete(command, out);
}

size_t arguments_all(const struct arguments *arguments, const char *name,
                     const char *const **out_values)
{
    const size_t index = find_option(arguments->command, str_from_cstr(name));
    if (index == OPTIONS_MAX) {
        return 0;
    }
    *out_values = arguments->values[index];
    return arguments->counts[index];
}

bool arguments_flag(const struct arguments *arguments, const char *name)
{
    return arguments_text(arguments, name) != NULL;
}

const char *arguments_text(const struct arguments *arguments, const char *name)
{
    const char *const *values;
    return arguments_all(arguments, name, &values) ? values[0] : NULL;
}

bool arguments_number(const struct arguments *arguments, const char *name, int64_t min,
                      int64_t max, int64_t *inout_value)
{
    const char *text = arguments_text(arguments, name);
    int64_t value;
    if (!text) {
        return true;
    }
    if (!str_to_int64(str_from_cstr(text), &value) || value < min || value > max) {
        char what[96];
        snprintf(what, sizeof(what), "--%s wants a whole number from %lld to %lld, not",
                 name, (long long)min, (long long)max);
        return refuse(arguments->command, what, text, NULL);
    }
    *inout_value = value;
    return true;
}
