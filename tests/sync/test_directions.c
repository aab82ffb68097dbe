// foyer-sync with sticks, mirrors and an outbox.
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "press.h"
#include "program.h"
#include "sync/upload.h"

enum { COUNT = 20 };

static struct press press;
static struct hostile *box; // where the outbox goes
static char config_path[128], output_path[128], status_path[160], stick[160], shelf[96];

static const char *const once[] = {"--config", config_path, "--once", NULL};
static const char *const loop[] = {"--config", config_path, NULL};

static void write_config(const char *feed, const char *upload)
{
    cr_assert(file_write(
        config_path,
        arena_printf(&press.arena,
                     "data: %s\nusb: [\"%s/media/*/foyer\"]\nfeeds:\n  - id: test-feed\n"
                     "    url: %s\n    trust: [key.pub]\n    interval_s: 60\n"
                     "    allow_private: true\n%s",
                     press.data, press.root, feed, upload)));
}

static const char *upload_section(void)
{
    return arena_cstr(
        &press.arena,
        arena_printf(&press.arena,
                     "upload:\n  url: http://127.0.0.1:%d/kiosks/desk-1\n  user: desk-1\n"
                     "  secret_file: secret\n  allow_private: true\n",
                     hostile_port(box)));
}

static void setup(void)
{
    char path[160];
    press_open(&press);
    press.version = (int64_t)time(NULL) - 1000; // the program has the real clock
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 1});
    (void)snprintf(config_path, sizeof(config_path), "%s/foyer.yaml", press.root);
    (void)snprintf(output_path, sizeof(output_path), "%s/output", press.root);
    (void)snprintf(status_path, sizeof(status_path), "%s/status/sync.json", press.data);
    (void)snprintf(shelf, sizeof(shelf), "%s/shelf", press.root);
    (void)snprintf(stick, sizeof(stick), "%s/media/stick/foyer", press.root);
    (void)snprintf(path, sizeof(path), "%s/key.pub", press.root);
    cr_assert(file_write(path, minisign_public_write(&press.arena, &press.public)));
    (void)snprintf(path, sizeof(path), "%s/secret", press.root);
    cr_assert(file_write_mode(path, STR("secret-1\n"), 0600));
    cr_assert(folder_make(shelf));
    box = hostile_start(shelf);
    cr_assert_not_null(box);
    write_config(hostile_url(press.server), "");
}

static void teardown(void)
{
    hostile_stop(box);
    press_close(&press);
}

TestSuite(directions, .init = setup, .fini = teardown, .timeout = 110);

// The feed as it is now, on a stick that is put in.
static void put_in_stick(void)
{
    char command[512];
    (void)snprintf(command, sizeof(command), "%s/test-feed", stick);
    cr_assert(folder_make(stick));
    cr_assert_eq(rename(press.feed, command), 0);
    cr_assert(folder_make(press.feed));
}

static const char *status(void)
{
    return program_output(&press.arena, status_path);
}

static void end(pid_t child)
{
    cr_assert_eq(kill(child, SIGTERM), 0);
    cr_assert_eq(program_finish(child), 0, "%s",
                 program_output(&press.arena, output_path));
}

static bool shows(int64_t revision)
{
    for (int i = 0; i < 1500 && press_shown(&press, COUNT) != revision; i++) {
        program_rest(20);
    }
    return press_shown(&press, COUNT) == revision;
}

// xibo #367: new content that comes by USB must be taken without anybody's help.
Test(directions, a_stick_is_taken_as_it_appears)
{
    const pid_t child = program_start(output_path, loop);
    cr_assert(shows(1));
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 2});
    put_in_stick();
    cr_assert(shows(2), "%s", program_output(&press.arena, output_path));
    cr_assert(program_says(&press.arena, status_path,
                           "\"outcome\":\"done\",\"reason\":"
                           "\"ok\",\"checked\""));
    cr_assert(strstr(status(), "\"stick\":{\"folder\":\""), "%s", status());
    cr_assert(strstr(status(), "media/stick/foyer/test-feed\",\"stick\""),
              "the source is the stick: %s", status());
    end(child);
}

Test(directions, an_older_stick_is_said_to_be_older)
{
    put_in_stick();
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 2});
    char away[200];
    (void)snprintf(away, sizeof(away), "%s/away", press.root);
    cr_assert_eq(rename(stick, away), 0);
    cr_assert_eq(program_finish(program_start(output_path, once)), 0);
    cr_assert_eq(press_shown(&press, COUNT), 2);
    cr_assert_eq(rename(away, stick), 0);
    cr_assert_eq(program_finish(program_start(output_path, once)), 0, "no fault");
    cr_assert_eq(press_shown(&press, COUNT), 2);
    cr_assert(strstr(program_output(&press.arena, output_path), "is older"), "%s",
              program_output(&press.arena, output_path));
    cr_assert(strstr(status(), "\"outcome\":\"kept\",\"reason\":\"rollback\""), "%s",
              status());
}

// The network hangs; the stick is taken all the same, amid the transfer.
Test(directions, a_hanging_network_keeps_no_stick_waiting)
{
    CONFORMANCE("N11");
    cr_assert_eq(program_finish(program_start(output_path, once)), 0);
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 2});
    put_in_stick();
    char away[200];
    (void)snprintf(away, sizeof(away), "%s/away", press.root);
    cr_assert_eq(rename(stick, away), 0);
    hostile_rule(press.server, (struct hostile_rule){.how = HOSTILE_SILENT});
    hostile_forget(press.server);
    const pid_t child = program_start(output_path, loop);
    for (int i = 0; i < 500 && !hostile_requests(press.server); i++) {
        program_rest(20);
    }
    cr_assert_eq(rename(away, stick), 0);
    cr_assert(shows(2));
    const char *text = program_output(&press.arena, output_path);
    cr_assert(!strstr(text, "reason slow") && !strstr(text, "reason timeout"),
              "not only after the network was given up: %s", text);
    end(child);
}

static struct str on_shelf(const char *name)
{
    struct str bytes = {0};
    const char *path = path_join(&press.arena, shelf, name);
    return file_read(&press.arena, path, 65536, &bytes) ? bytes : STR("");
}

Test(directions, the_outbox_is_emptied_and_the_status_told)
{
    write_config(hostile_url(press.server), upload_section());
    cr_assert_eq(upload_put(press.data, STR("{\"a\":1}"), NULL), OUTBOX_DONE);
    const pid_t child = program_start(output_path, loop);
    cr_assert(
        program_comes(path_join(&press.arena, shelf, "kiosks/desk-1/outbox/00000001")));
    cr_assert_eq(upload_put(press.data, STR("{\"a\":2}"), NULL), OUTBOX_DONE);
    cr_assert(
        program_comes(path_join(&press.arena, shelf, "kiosks/desk-1/outbox/00000002")));
    cr_assert(str_equal(on_shelf("kiosks/desk-1/outbox/00000002"), STR("{\"a\":2}")));
    cr_assert(
        program_comes(path_join(&press.arena, shelf, "kiosks/desk-1/status/sync.json")));
    cr_assert_str_eq(hostile_login(box), "Basic ZGVzay0xOnNlY3JldC0x");
    cr_assert_eq(press_shown(&press, COUNT), 1);
    end(child);
    cr_assert_null(strstr(program_output(&press.arena, output_path), "secret-1"));
}

Test(directions, once_sends_what_waits)
{
    write_config(hostile_url(press.server), upload_section());
    cr_assert_eq(upload_put(press.data, STR("{\"a\":1}"), NULL), OUTBOX_DONE);
    cr_assert_eq(program_finish(program_start(output_path, once)), 0);
    cr_assert_eq(on_shelf("kiosks/desk-1/outbox/00000001").len, 7);
    cr_assert(strstr(status(), "\"upload\":{\"reason\":\"ok\",\"left\":0"), "%s",
              status());
}

Test(directions, an_upload_that_hangs_delays_no_content)
{
    hostile_rule(box, (struct hostile_rule){.how = HOSTILE_SILENT});
    write_config(hostile_url(press.server), upload_section());
    cr_assert_eq(upload_put(press.data, STR("{\"a\":1}"), NULL), OUTBOX_DONE);
    const pid_t child = program_start(output_path, loop);
    cr_assert(shows(1));
    for (int i = 0; i < 500 && !hostile_requests(box); i++) {
        program_rest(20);
    }
    cr_assert_gt(hostile_requests(box), 0, "it hangs there");
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 2});
    put_in_stick();
    cr_assert(shows(2));
    const time_t before = time(NULL);
    end(child);
    cr_assert_lt(time(NULL) - before, 25, "it ends soon, amid an object too");
    struct upload_list list;
    cr_assert(upload_list(&press.arena, press.data, UPLOAD_WAITING, &list));
    cr_assert_eq(list.count, 1);
}

// kill -9 of the program, again and again: each object is there once, none is lost.
Test(directions, killed_again_and_again_it_loses_and_doubles_nothing)
{
    CONFORMANCE("N20");
    enum { MANY = 12 };
    struct upload_list list = {0};
    write_config(hostile_url(press.server), upload_section());
    for (int64_t i = 1; i <= MANY; i++) {
        const struct str bytes = arena_printf(&press.arena, "{\"a\":%lld}", (long long)i);
        cr_assert_eq(upload_put(press.data, bytes, NULL), OUTBOX_DONE);
    }
    int64_t kills = 0;
    for (bool left = true; left && kills < 100; kills++) {
        const int64_t before = hostile_requests(box);
        const pid_t child = program_start(output_path, loop);
        for (int i = 0; i < 500 && hostile_requests(box) - before < 1 + kills % 4; i++) {
            program_rest(5);
        }
        cr_assert_eq(kill(child, SIGKILL), 0);
        (void)program_finish(child);
        cr_assert(upload_list(&press.arena, press.data, UPLOAD_WAITING, &list));
        left = list.count > 0;
    }
    cr_assert_gt(kills, 3, "the control");
    cr_assert_eq(list.count, 0);
    struct folder_list there = {0};
    cr_assert(folder_read(
        &press.arena, path_join(&press.arena, shelf, "kiosks/desk-1/outbox"), &there));
    cr_assert_eq(there.count, MANY);
    for (int64_t i = 1; i <= MANY; i++) {
        char name[64];
        (void)snprintf(name, sizeof(name), "kiosks/desk-1/outbox/%08lld", (long long)i);
        cr_assert(str_equal(on_shelf(name),
                            arena_printf(&press.arena, "{\"a\":%lld}", (long long)i)));
    }
}

Test(directions, a_secret_that_others_may_read_is_not_used)
{
    char path[160];
    (void)snprintf(path, sizeof(path), "%s/secret", press.root);
    write_config(hostile_url(press.server), upload_section());
    cr_assert_eq(upload_put(press.data, STR("{}"), NULL), OUTBOX_DONE);
    cr_assert_eq(chmod(path, 0644), 0);
    cr_assert_eq(program_finish(program_start(output_path, once)), 0,
                 "content comes all the same");
    cr_assert(strstr(program_output(&press.arena, output_path), "chmod 600"));
    cr_assert_eq(hostile_requests(box), 0);
    cr_assert_eq(chmod(path, 0600), 0);
    cr_assert_eq(program_finish(program_start(output_path, once)), 0);
    cr_assert_gt(hostile_requests(box), 0, "the control");
}

Test(directions, a_mirror_that_is_away_is_passed_over)
{
    char mirrors[128];
    (void)snprintf(mirrors, sizeof(mirrors), "    mirrors: [\"http://127.0.0.1:%d/x\"]\n",
                   hostile_dead_port());
    write_config(hostile_url(press.server), mirrors);
    cr_assert_eq(program_finish(program_start(output_path, once)), 0, "%s",
                 program_output(&press.arena, output_path));
    cr_assert_eq(press_shown(&press, COUNT), 1);
}
