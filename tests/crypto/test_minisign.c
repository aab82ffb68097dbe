#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "crypto/minisign.h"

struct pair {
    struct arena arena;
    struct minisign_secret secret;
    struct minisign_public public;
};

static void setup(struct pair *pair)
{
    arena_init(&pair->arena, 0);
    cr_assert(minisign_keygen(&pair->secret, &pair->public));
}

static void teardown(struct pair *pair)
{
    minisign_forget(&pair->secret);
    arena_finish(&pair->arena);
}

static struct str copy_with(struct arena *arena, struct str s, size_t at, char c)
{
    char *bytes = arena_cstr(arena, s);
    bytes[at] = c;
    return (struct str){bytes, s.len};
}

Test(minisign, verifies_what_it_signs)
{
    struct pair p;
    setup(&p);
    const struct str file =
        minisign_sign(&p.arena, &p.secret, STR("hello"), STR("version:7"));
    struct str comment;
    cr_assert_eq(minisign_verify(&p.public, STR("hello"), file, &comment), MINISIGN_OK);
    cr_assert(str_equal(comment, STR("version:7")));
    const struct str again =
        minisign_sign(&p.arena, &p.secret, STR("hello"), STR("version:7"));
    cr_assert(str_equal(file, again), "the same input gives the same file");
    teardown(&p);
}

Test(minisign, refuses_other_bytes_keys_and_comments)
{
    CONFORMANCE("C01");
    struct pair p, other;
    setup(&p);
    setup(&other);
    const struct str file =
        minisign_sign(&p.arena, &p.secret, STR("hello"), STR("version:7"));
    cr_assert_eq(minisign_verify(&p.public, STR("hello"), file, NULL), MINISIGN_OK,
                 "the control");
    cr_assert_eq(minisign_verify(&p.public, STR("hellp"), file, NULL),
                 MINISIGN_SIGNATURE);
    cr_assert_eq(minisign_verify(&other.public, STR("hello"), file, NULL), MINISIGN_KEY);
    struct minisign_public same_id = other.public;
    memcpy(same_id.key_id, p.public.key_id, sizeof(same_id.key_id));
    cr_assert_eq(minisign_verify(&same_id, STR("hello"), file, NULL), MINISIGN_SIGNATURE);
    const size_t at = str_find(file, STR("version:7"), 0) + 8;
    const struct str lied = copy_with(&p.arena, file, at, '8');
    cr_assert_eq(minisign_verify(&p.public, STR("hello"), lied, NULL), MINISIGN_COMMENT);
    cr_assert_eq(minisign_verify(&p.public, STR("hello"), STR(""), NULL),
                 MINISIGN_FORMAT);
    teardown(&p);
    teardown(&other);
}

Test(minisign, refuses_the_legacy_form)
{
    CONFORMANCE("C01");
    struct pair p;
    setup(&p);
    const struct str file = minisign_sign(&p.arena, &p.secret, STR("hello"), STR("c"));
    const size_t at = str_find(file, STR("\nRU"), 0); // "ED" in base64
    cr_assert_neq(at, SIZE_MAX);
    const struct str legacy = copy_with(&p.arena, file, at + 2, 'W'); // "Ed"
    cr_assert_eq(minisign_verify(&p.public, STR("hello"), legacy, NULL), MINISIGN_LEGACY);
    teardown(&p);
}

Test(minisign, refuses_a_cut_at_every_byte_and_a_flip_of_every_bit)
{
    CONFORMANCE("D01", "C01");
    struct pair p;
    setup(&p);
    const struct str file =
        minisign_sign(&p.arena, &p.secret, STR("hello"), STR("version:7"));
    for (size_t len = 0; len < file.len; len++) {
        cr_assert_neq(
            minisign_verify(&p.public, STR("hello"), str_slice(file, 0, len), NULL),
            MINISIGN_OK, "cut at %zu", len);
    }
    for (size_t i = 0; i < file.len * 8; i++) {
        const char c = (char)(file.ptr[i / 8] ^ (1 << i % 8));
        const struct str flipped = copy_with(&p.arena, file, i / 8, c);
        cr_assert_neq(minisign_verify(&p.public, STR("hello"), flipped, NULL),
                      MINISIGN_OK, "bit %zu", i);
    }
    teardown(&p);
}

Test(minisign, key_files_survive_a_round_trip)
{
    struct pair p;
    setup(&p);
    struct minisign_public public;
    struct minisign_secret secret;
    const struct str public_file = minisign_public_write(&p.arena, &p.public);
    const struct str secret_file = minisign_secret_write(&p.arena, &p.secret);
    cr_assert_eq(minisign_public_parse(public_file, &public), MINISIGN_OK);
    cr_assert_eq(memcmp(&public, &p.public, sizeof(public)), 0);
    cr_assert_eq(minisign_secret_parse(secret_file, &secret), MINISIGN_OK);
    cr_assert_eq(memcmp(&secret, &p.secret, sizeof(secret)), 0);
    public = minisign_public_of(&secret);
    cr_assert_eq(memcmp(&public, &p.public, sizeof(public)), 0);
    const size_t line = str_find(public_file, STR("\n"), 0) + 1;
    cr_assert_eq(minisign_public_parse(str_slice(public_file, line, SIZE_MAX), &public),
                 MINISIGN_OK, "the base64 line alone");
    cr_assert_eq(minisign_public_parse(secret_file, &public), MINISIGN_FORMAT);
    cr_assert_eq(minisign_secret_parse(public_file, &secret), MINISIGN_FORMAT);
    teardown(&p);
}

Test(minisign, refuses_a_secret_key_whose_halves_differ)
{
    struct pair p, other;
    setup(&p);
    setup(&other);
    struct minisign_secret mixed = p.secret, back;
    memcpy(mixed.key + 32, other.secret.key + 32, 32);
    cr_assert_eq(minisign_secret_parse(minisign_secret_write(&p.arena, &mixed), &back),
                 MINISIGN_FORMAT);
    teardown(&p);
    teardown(&other);
}

// ---- against the real tool ----

// The exit status of minisign with these arguments, in `folder`.
static int run_minisign(const char *folder, const char *const arguments[])
{
    const pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        const char *argv[16] = {"minisign"};
        for (size_t i = 0; arguments[i] && i < 14; i++) {
            argv[i + 1] = arguments[i];
        }
        if (chdir(folder) == 0 && freopen("/dev/null", "w", stdout)) {
            execvp("minisign", (char *const *)(uintptr_t)argv);
        }
        _exit(127);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

#define RUN(folder, ...) run_minisign(folder, (const char *const[]){__VA_ARGS__, NULL})

static const char *tool_folder(struct pair *p)
{
    char *folder = arena_cstr(&p->arena, STR("/tmp/foyer-minisign-XXXXXX"));
    cr_assert_not_null(mkdtemp(folder));
    if (RUN(folder, "-v") == 127) {
        cr_skip_test(
            "minisign is not installed (kiosk-config lists it): the comparison with "
            "the real tool did NOT run");
    }
    return folder;
}

static void put(struct pair *p, const char *folder, const char *name, struct str bytes)
{
    cr_assert(file_write_mode(path_join(&p->arena, folder, name), bytes, 0600));
}

static struct str get(struct pair *p, const char *folder, const char *name)
{
    struct str bytes;
    cr_assert(file_read(&p->arena, path_join(&p->arena, folder, name), 10000, &bytes));
    return bytes;
}

Test(minisign, the_real_tool_verifies_what_we_sign)
{
    struct pair p;
    setup(&p);
    const char *folder = tool_folder(&p);
    put(&p, folder, "f", STR("hello"));
    put(&p, folder, "f.minisig",
        minisign_sign(&p.arena, &p.secret, STR("hello"), STR("t\tx")));
    put(&p, folder, "k.pub", minisign_public_write(&p.arena, &p.public));
    cr_assert_eq(RUN(folder, "-V", "-H", "-p", "k.pub", "-m", "f"), 0);
    put(&p, folder, "f", STR("hellp"));
    cr_assert_neq(RUN(folder, "-V", "-H", "-p", "k.pub", "-m", "f"), 0, "the control");
    cr_assert(folder_remove(folder));
    teardown(&p);
}

Test(minisign, we_verify_what_the_real_tool_signs)
{
    struct pair p;
    setup(&p);
    const char *folder = tool_folder(&p);
    cr_assert_eq(RUN(folder, "-G", "-W", "-f", "-p", "k.pub", "-s", "k.sec"), 0);
    put(&p, folder, "f", STR("hello"));
    cr_assert_eq(RUN(folder, "-S", "-s", "k.sec", "-m", "f", "-t", "from the tool"), 0);
    struct minisign_public key;
    struct str comment;
    cr_assert_eq(minisign_public_parse(get(&p, folder, "k.pub"), &key), MINISIGN_OK);
    cr_assert_eq(
        minisign_verify(&key, STR("hello"), get(&p, folder, "f.minisig"), &comment),
        MINISIGN_OK);
    cr_assert(str_equal(comment, STR("from the tool")));
    cr_assert_eq(RUN(folder, "-S", "-l", "-s", "k.sec", "-m", "f"), 0);
    cr_assert_eq(minisign_verify(&key, STR("hello"), get(&p, folder, "f.minisig"), NULL),
                 MINISIGN_LEGACY);
    struct minisign_secret secret;
    cr_assert_eq(minisign_secret_parse(get(&p, folder, "k.sec"), &secret), MINISIGN_OK);
    const struct minisign_public ours = minisign_public_of(&secret);
    cr_assert_eq(memcmp(&ours, &key, sizeof(key)), 0);
    cr_assert(folder_remove(folder));
    teardown(&p);
}

Test(minisign, the_real_tool_signs_with_our_key_file)
{
    struct pair p;
    setup(&p);
    const char *folder = tool_folder(&p);
    put(&p, folder, "k.sec", minisign_secret_write(&p.arena, &p.secret));
    put(&p, folder, "f", STR("hello"));
    cr_assert_eq(RUN(folder, "-S", "-W", "-s", "k.sec", "-m", "f"), 0);
    cr_assert_eq(
        minisign_verify(&p.public, STR("hello"), get(&p, folder, "f.minisig"), NULL),
        MINISIGN_OK);
    cr_assert(folder_remove(folder));
    teardown(&p);
}
