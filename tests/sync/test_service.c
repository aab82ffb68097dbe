// The program foyer-sync as somebody starts it.
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "press.h"
#include "program.h"
#include "store/snapshot.h"

enum { COUNT = 20 };

static struct press press;
static char config_path[128], output_path[128], status_path[160];

static void setup(void)
{
    press_open(&press);
    // The program has the real clock.
    press.version = (int64_t)time(NULL) - 1000;
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 1});
    (void)snprintf(config_path, sizeof(config_path), "%s/foyer.yaml", press.root);
    (void)snprintf(output_path, sizeof(output_path), "%s/output", press.root);
    (void)snprintf(status_path, sizeof(status_path), "%s/status/sync.json", press.data);
    char key[128];
    (void)snprintf(key, sizeof(key), "%s/key.pub", press.root);
    cr_assert(file_write(key, minisign_public_write(&press.arena, &press.public)));
    cr_assert(file_write(
        config_path,
        arena_printf(
            &press.arena,
            "data: %s\nfeeds:\n  - id: test-feed\n    url: http://127.0.0.1:%d\n"
            "    trust: [key.pub]\n    interval_s: %d\n    allow_private: true\n",
            press.data, hostile_port(press.server), 60)));
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(service, .init = setup, .fini = teardown, .timeout = 60);

static const char *const once[] = {"--config", config_path, "--once", NULL};
static const char *const loop[] = {"--config", config_path, NULL};

Test(service, runs_once)
{
    cr_assert_eq(program_finish(program_start(output_path, once)), 0, "%s",
                 program_output(&press.arena, output_path));
    cr_assert_eq(press_shown(&press, COUNT), 1);
    struct str status = {0};
    cr_assert(file_read(&press.arena, status_path, 65536, &status));
    cr_assert_neq(str_find(status, STR("\"id\":\"test-feed\",\"outcome\":\"done\""), 0),
                  SIZE_MAX, "%.*s", STR_ARG(status));
    hostile_forget(press.server);
    cr_assert_eq(program_finish(program_start(output_path, once)), 0);
    cr_assert_eq(hostile_requests(press.server), 1);
}

// The lower feed cannot be reached at first, so the upper one comes before it.
Test(service, layers_lie_as_the_settings_order_them)
{
    static struct press venue;
    press_open(&venue);
    venue.feed_id = STR("venue-feed");
    venue.version = press.version;
    press_publish(&venue, (struct press_edition){.count = COUNT, .revision = 2});
    char key[128];
    (void)snprintf(key, sizeof(key), "%s/key.pub", venue.root);
    cr_assert(file_write(key, minisign_public_write(&venue.arena, &venue.public)));
    struct str config = {0};
    cr_assert(file_read(&press.arena, config_path, 65536, &config));
    cr_assert(file_write(
        config_path,
        arena_printf(&press.arena,
                     "%.*s  - id: venue-feed\n    url: http://127.0.0.1:%d\n"
                     "    trust: [%s]\n    interval_s: 60\n    allow_private: true\n",
                     STR_ARG(config), hostile_port(venue.server), key)));
    hostile_rule(press.server, (struct hostile_rule){.how = HOSTILE_RESET});
    cr_assert_eq(program_finish(program_start(output_path, once)), 3);
    cr_assert_eq(press_shown(&press, COUNT), 2);
    hostile_honest(press.server);
    cr_assert_eq(program_finish(program_start(output_path, once)), 0);
    struct store_current current;
    cr_assert(store_current_read(press.data, &current));
    cr_assert_eq(current.count, 2, "the control: the lower one came");
    cr_assert_str_eq(current.layers[0].feed, "test-feed");
    cr_assert_str_eq(current.layers[1].feed, "venue-feed");
    press_close(&venue);
}

Test(service, says_why_the_old_content_stays)
{
    CONFORMANCE("N01");
    cr_assert_eq(program_finish(program_start(output_path, once)), 0, "the control");
    hostile_rule(press.server, (struct hostile_rule){.how = HOSTILE_RESET});
    cr_assert_eq(program_finish(program_start(output_path, once)), 3);
    const char *text = program_output(&press.arena, output_path);
    const char *last = strstr(text, "reason: ");
    cr_assert(last && strcmp(last, "reason: unreachable\n") == 0, "%s", text);
    cr_assert_eq(press_shown(&press, COUNT), 1);
}

// Names below localhost lead to this machine without any DNS.
Test(service, the_settings_say_whether_a_private_network_is_right)
{
    CONFORMANCE("N18");
    static const char *const answers[] = {"false", "true"};
    for (int allowed = 0; allowed < 2; allowed++) {
        cr_assert(file_write(
            config_path,
            arena_printf(&press.arena,
                         "data: %s\nfeeds:\n  - id: test-feed\n"
                         "    url: http://feed.localhost:%d\n    trust: [key.pub]\n"
                         "    allow_private: %s\n",
                         press.data, hostile_port(press.server), answers[allowed])));
        cr_assert_eq(program_finish(program_start(output_path, once)), allowed ? 0 : 3,
                     "%s", program_output(&press.arena, output_path));
        cr_assert_eq(strstr(program_output(&press.arena, output_path),
                            "reason: private\n") == NULL,
                     allowed);
        cr_assert_eq(press_shown(&press, COUNT), allowed);
    }
}

Test(service, keeps_running_until_it_is_told_to_end)
{
    const pid_t child = program_start(output_path, loop);
    cr_assert(program_comes(status_path));
    cr_assert_eq(press_shown(&press, COUNT), 1);
    cr_assert_eq(waitpid(child, NULL, WNOHANG), 0, "it runs");
    cr_assert_eq(kill(child, SIGTERM), 0);
    cr_assert_eq(program_finish(child), 0);
}

Test(service, ends_soon_amid_a_transfer)
{
    hostile_rule(press.server, (struct hostile_rule){.how = HOSTILE_SILENT});
    const pid_t child = program_start(output_path, loop);
    for (int i = 0; i < 500 && !hostile_requests(press.server); i++) {
        program_rest(20);
    }
    cr_assert_eq(hostile_requests(press.server), 1);
    const time_t before = time(NULL);
    cr_assert_eq(kill(child, SIGTERM), 0);
    cr_assert_eq(program_finish(child), 0);
    cr_assert_leq(time(NULL) - before, 5);
}

Test(service, a_second_one_leaves_at_once)
{
    CONFORMANCE("S10");
    const pid_t first = program_start(output_path, loop);
    cr_assert(program_comes(status_path));
    cr_assert_eq(program_finish(program_start(output_path, loop)), 1);
    cr_assert(strstr(program_output(&press.arena, output_path), "another foyer-sync"),
              "%s", program_output(&press.arena, output_path));
    cr_assert_eq(waitpid(first, NULL, WNOHANG), 0, "the first is unaffected");
    cr_assert_eq(kill(first, SIGTERM), 0);
    cr_assert_eq(program_finish(first), 0);
    cr_assert_eq(unlink(status_path), 0);
    const pid_t again = program_start(output_path, loop);
    cr_assert(program_comes(status_path));
    cr_assert_eq(waitpid(again, NULL, WNOHANG), 0, "the control: alone, it stays");
    cr_assert_eq(kill(again, SIGTERM), 0);
    cr_assert_eq(program_finish(again), 0);
}

Test(service, ends_with_its_parent)
{
    static const char *const words[] = {"--config", config_path, "--with-parent", NULL};
    int pipes[2];
    pid_t grandchild = 0;
    // Orphans come to this process, so that it sees how they end.
    cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    cr_assert_eq(pipe(pipes), 0);
    const pid_t parent = fork();
    if (parent == 0) {
        const pid_t child = program_start(output_path, words);
        (void)!write(pipes[1], &child, sizeof(child));
        (void)pause();
        _exit(0);
    }
    cr_assert_eq(read(pipes[0], &grandchild, sizeof(grandchild)),
                 (ssize_t)sizeof(grandchild));
    cr_assert(program_comes(status_path));
    cr_assert_eq(kill(parent, SIGKILL), 0);
    (void)program_finish(parent);
    cr_assert_eq(program_finish(grandchild), 0);
}

Test(service, names_what_is_wrong_with_config_and_key)
{
    static const char *const missing[] = {"--config", "/nowhere/foyer.yaml", NULL};
    static const char *const wrong[] = {"--nonsense", NULL};
    static const char *const help[] = {"--help", NULL};
    cr_assert_eq(program_finish(program_start(output_path, missing)), 1);
    cr_assert(strstr(program_output(&press.arena, output_path), "/nowhere/foyer.yaml"),
              "%s", program_output(&press.arena, output_path));
    cr_assert_eq(program_finish(program_start(output_path, wrong)), 2);
    cr_assert_eq(program_finish(program_start(output_path, help)), 0);
    cr_assert(strstr(program_output(&press.arena, output_path), "--once"));
    char key[128];
    (void)snprintf(key, sizeof(key), "%s/key.pub", press.root);
    cr_assert(file_write(key, STR("not a key\n")));
    cr_assert_eq(program_finish(program_start(output_path, once)), 1);
    cr_assert(strstr(program_output(&press.arena, output_path), "key.pub"), "%s",
              program_output(&press.arena, output_path));
}
