// Cut at any instant, a kiosk shows the old edition or the new one, never a mix, and the
// next run brings the new one. A sync runs in a child that is killed: once before each
// step that sync names, and once at each call that changes the disk, seen through ptrace.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "kill.h"
#include "press.h"
#include "store/lock.h"

enum { COUNT = 150, STEPS_MAX = 4000 };

static struct press press;
static struct sync_result result;

static void setup(void)
{
    press_open(&press);
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(kill, .init = setup, .fini = teardown, .timeout = 280);

static void publish(int64_t revision)
{
    press_publish(
        &press, (struct press_edition){.count = COUNT, .revision = revision, .media = 2});
}

// Back to the first edition, with the second published.
static void rewind_data(void)
{
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    publish(1);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    publish(2);
}

// Old or new; then the control: a run that nobody cuts brings the new one.
static int64_t expect_whole(const char *where, int64_t number)
{
    const int64_t shown = press_shown(&press, COUNT);
    cr_assert(shown == 1 || shown == 2, "%s %lld: shows %lld", where, (long long)number,
              (long long)shown);
    cr_assert_neq(press_sync(&press, &result), SYNC_KEPT, "%s %lld: then %.*s", where,
                  (long long)number, STR_ARG(feed_reason_name(result.reason)));
    cr_assert_eq(press_shown(&press, COUNT), 2, "%s %lld", where, (long long)number);
    cr_assert_eq(press_trusted(&press), press.version, "%s %lld", where,
                 (long long)number);
    return shown;
}

static void sync_child(void *context)
{
    struct sync_options options = press_options(&press);
    options.step = kill_step;
    options.context = context;
    (void)sync_run_once(&options, &result);
}

Test(kill, at_every_step_old_or_new)
{
    CONFORMANCE("C13", "N20");
    int64_t old = 0, new = 0, step = 1;
    for (bool killed = true; killed; step++) {
        rewind_data();
        killed = kill_at_step(sync_child, step);
        const int64_t shown = expect_whole("step", step);
        old += shown == 1;
        new += shown == 2;
    }
    cr_assert_gt(step, 8, "there are steps");
    cr_assert(old > 3 && new > 1, "the control: both were seen, %lld and %lld",
              (long long)old, (long long)new);
}

Test(kill, at_every_change_of_the_disk_old_or_new)
{
    CONFORMANCE("C13", "N20");
    int64_t old = 0, new = 0, number = 1;
    for (bool killed = true; killed && number < STEPS_MAX; number++) {
        rewind_data();
        if (!kill_at_call(sync_child, number, &killed)) {
            cr_skip_test("ptrace is not allowed here");
        }
        const int64_t shown = expect_whole("call", number);
        old += shown == 1;
        new += shown == 2;
    }
    cr_assert(old > 20 && new > 1, "the control: both were seen, %lld and %lld",
              (long long)old, (long long)new);
}

static void lose_link_before_switch(void *context, const char *name)
{
    struct press *kiosk = context;
    if (strcmp(name, "build") == 0) {
        hostile_stop(kiosk->server);
        kiosk->server = NULL;
    }
}

Test(kill, a_link_lost_after_the_last_file_is_not_missed)
{
    CONFORMANCE("N20");
    rewind_data();
    struct sync_options options = press_options(&press);
    options.step = lose_link_before_switch;
    options.context = &press;
    cr_assert_eq(sync_run_once(&options, &result), SYNC_DONE);
    cr_assert_eq(press_shown(&press, COUNT), 2);
}

Test(kill, a_link_lost_after_any_request_leaves_the_old)
{
    CONFORMANCE("N20");
    rewind_data();
    hostile_forget(press.server);
    const struct str before = press_current(&press);
    for (int64_t lost = 1;; lost++) {
        cr_assert(folder_remove(press.data) && folder_make(press.data));
        publish(1);
        cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
        publish(2);
        hostile_honest(press.server);
        // The first requests are served, all others meet a reset.
        hostile_rule(press.server,
                     (struct hostile_rule){.how = HOSTILE_HONEST, .times = lost});
        hostile_rule(press.server, (struct hostile_rule){.how = HOSTILE_RESET});
        const enum sync_outcome outcome = press_sync(&press, &result);
        hostile_honest(press.server);
        if (outcome == SYNC_DONE) {
            cr_assert_gt(lost, 4, "the control: all requests were served");
            cr_assert_eq(press_shown(&press, COUNT), 2);
            break;
        }
        cr_assert_eq(result.reason, FEED_UNREACHABLE);
        cr_assert_eq(press_shown(&press, COUNT), 1);
        cr_assert_eq(press_current(&press).len, before.len);
        expect_whole("request", lost);
    }
}

struct pipes {
    int say, hear;
};

static void wait_in_step(void *context, const char *name)
{
    const struct pipes *pipes = context;
    char byte = 'x';
    if (strcmp(name, "build") == 0) {
        (void)!write(pipes->say, &byte, 1);
        (void)!read(pipes->hear, &byte, 1);
    }
}

Test(kill, a_second_sync_leaves_the_first_alone)
{
    CONFORMANCE("S10");
    int up[2], down[2], status = 0;
    char byte = 'x';
    rewind_data();
    cr_assert(pipe(up) == 0 && pipe(down) == 0);
    const pid_t child = fork();
    if (child == 0) {
        struct pipes pipes = {up[1], down[0]};
        struct sync_options options = press_options(&press);
        options.step = wait_in_step;
        options.context = &pipes;
        _exit(sync_run_once(&options, &result) != SYNC_DONE);
    }
    cr_assert_eq(read(up[0], &byte, 1), 1);
    cr_assert_eq(press_sync(&press, &result), SYNC_KEPT);
    cr_assert_eq(result.reason, FEED_BUSY);
    cr_assert_eq(result.requests, 0);
    cr_assert_eq(press_shown(&press, COUNT), 1);
    cr_assert_eq(write(down[1], &byte, 1), 1);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the first came to its end");
    cr_assert_eq(press_shown(&press, COUNT), 2);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT, "the control: nobody else");
}
