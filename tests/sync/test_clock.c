// A clock that is wrong, and an index that has outlived its time: what is shown stays.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "conformance.h"
#include "press.h"
#include "store/snapshot.h"
#include "store/state.h"
#include "tls.h"

enum { COUNT = 20 };
static const int64_t hour_s = 3600, day_s = 86400, year_s = 365 * 86400;

static struct press press;
static struct sync_result result;
static int64_t revision;

static void publish(void)
{
    press_publish(&press, (struct press_edition){
                              .count = COUNT, .revision = ++revision, .media = 1});
}

static void setup(void)
{
    press_open(&press);
    revision = 0;
    publish();
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(clock, .init = setup, .fini = teardown, .timeout = 60);

static void set_clock(int64_t utc_s)
{
    clock_shift_set_utc(&press.shift, utc_s * 1000);
}

static enum feed_reason sync_now(void)
{
    (void)press_sync(&press, &result);
    return result.reason;
}

static struct store_feed_state state(void)
{
    struct store_feed_state found;
    cr_expect(store_feed_state_read(press.data, STR("test-feed"), &found));
    return found;
}

static size_t snapshots(void)
{
    struct store_snapshots list = {0};
    cr_expect(store_snapshot_list(&press.arena, press.data, &list));
    return list.count;
}

static void expect(enum feed_reason got, enum feed_reason want, const char *what)
{
    cr_expect_eq(got, want, "%s: %.*s", what, STR_ARG(feed_reason_name(got)));
}

Test(clock, an_expired_index_stays_on_the_screen_and_staff_are_told)
{
    CONFORMANCE("C05");
    const int64_t end_s = press.draft.expires;
    const struct str before = press_current(&press);
    set_clock(end_s - 1);
    expect(sync_now(), FEED_CURRENT, "the control: its last second");
    cr_expect_str_eq(state().last_error, "");
    set_clock(end_s);
    for (int64_t i = 0; i < 3; i++) {
        expect(sync_now(), FEED_EXPIRED, "expired");
        cr_expect_eq(result.outcome, SYNC_KEPT);
        cr_expect_eq(result.requests, 1, "it does not fetch the same again");
        cr_expect_str_eq(state().last_error, "expired");
        cr_expect_eq(press_shown(&press, COUNT), 1);
        set_clock(end_s + i * 300 * day_s);
    }
    cr_expect(str_equal(press_current(&press), before), "current changed");
    cr_expect_eq(snapshots(), 1);
    set_clock(end_s);
    press.version = end_s - day_s;
    publish();
    expect(sync_now(), FEED_OK, "the next version ends it");
    cr_expect_str_eq(state().last_error, "");
    cr_expect_eq(press_shown(&press, COUNT), 2);
}

Test(clock, an_expired_version_does_not_take_the_place_of_what_is_shown)
{
    CONFORMANCE("C05");
    publish();
    const int64_t end_s = press.draft.expires;
    set_clock(end_s);
    expect(sync_now(), FEED_EXPIRED, "the newer one has expired too");
    cr_expect_eq(press_shown(&press, COUNT), 1);
    set_clock(end_s - 1);
    expect(sync_now(), FEED_OK, "the control");
    cr_expect_eq(press_shown(&press, COUNT), 2);
}

Test(clock, a_clock_at_1970_takes_what_is_signed_and_loses_nothing)
{
    CONFORMANCE("T01");
    static const int64_t early_s[] = {0, 1, 3600, 86400, 31536000};
    const int64_t synced_ms = state().synced_utc_ms;
    for (size_t i = 0; i < sizeof(early_s) / sizeof(*early_s); i++) {
        set_clock(early_s[i]);
        expect(sync_now(), FEED_CURRENT, "nothing new");
        publish();
        expect(sync_now(), FEED_OK, "something new");
        cr_expect_eq(press_shown(&press, COUNT), revision);
        cr_expect_eq(state().synced_utc_ms, synced_ms, "a wrong time is not kept");
    }
    cr_expect_eq(snapshots(), 3, "as many as with a right clock");
    set_clock(press.version + hour_s);
    expect(sync_now(), FEED_CURRENT, "the right time again");
    cr_expect_gt(state().synced_utc_ms, synced_ms);
}

// Nothing is known yet but when the program was built.
Test(clock, the_first_contact_has_the_time_of_the_build_as_its_floor)
{
    CONFORMANCE("T01");
    static const struct {
        int64_t now_s;
        enum feed_reason reason;
        const char *what;
    } times[] = {
        {3600, FEED_OK, "1970"},
        {PRESS_NOW - 2 * 86400, FEED_OK, "days before the build"},
        {PRESS_NOW + 100 * 86400, FEED_EXPIRED, "the control: a time that may be right"},
        {PRESS_NOW + INT64_C(10) * 365 * 86400, FEED_OK, "ten years after the build"},
    };
    const char *data = press.data;
    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
        struct sync_options options = press_options(&press);
        char folder[128];
        (void)snprintf(folder, sizeof(folder), "%s/fresh-%zu", data, i);
        options.data_folder = folder;
        options.built_ms = PRESS_NOW * INT64_C(1000);
        set_clock(times[i].now_s);
        (void)sync_run_once(&options, &result);
        expect(result.reason, times[i].reason, times[i].what);
    }
}

Test(clock, a_jump_of_ten_years_and_back_expires_and_deletes_nothing)
{
    CONFORMANCE("T02");
    const int64_t now_s = press.version + hour_s;
    publish();
    expect(sync_now(), FEED_OK, "two versions");
    const int64_t synced_ms = state().synced_utc_ms;
    set_clock(now_s + 10 * year_s);
    expect(sync_now(), FEED_CURRENT, "nothing expires");
    cr_expect_str_eq(state().last_error, "");
    publish();
    expect(sync_now(), FEED_OK, "nor does what is new");
    cr_expect_eq(press_shown(&press, COUNT), 3);
    cr_expect_eq(state().synced_utc_ms, synced_ms, "the jump is not kept");
    cr_expect_eq(snapshots(), 3);
    set_clock(now_s + day_s);
    expect(sync_now(), FEED_CURRENT, "back");
    cr_expect_gt(state().synced_utc_ms, synced_ms);
    publish();
    expect(sync_now(), FEED_OK, "and on");
    cr_expect_eq(press_shown(&press, COUNT), 4);
    set_clock(press.draft.expires);
    expect(sync_now(), FEED_EXPIRED, "the control: a time that may be right does count");
}

Test(clock, a_wrong_certificate_is_blamed_on_a_wrong_clock)
{
    CONFORMANCE("N16", "T01");
    struct tls *tls = tls_start(press.feed);
    cr_assert_not_null(tls, "python3 and openssl are needed");
    static const char *const kinds[] = {"early", "expired", "self-signed"};
    struct sync_options options = press_options(&press);
    const int64_t right_s = press.version + hour_s;
    options.feed_id = STR("test-feed");
    options.fetch.ca_file = tls_ca_file(tls);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        options.url =
            arena_printf(&press.arena, "https://127.0.0.1:%d/", tls_port(tls, kinds[i]));
        set_clock(hour_s);
        cr_expect_eq(sync_run_once(&options, &result), SYNC_KEPT);
        expect(result.reason, FEED_CLOCK, kinds[i]);
        cr_expect_str_eq(state().last_error, "clock");
        set_clock(right_s);
        cr_expect_eq(sync_run_once(&options, &result), SYNC_KEPT);
        expect(result.reason, FEED_TLS, "the control: the clock may be right");
    }
    cr_expect_eq(press_shown(&press, COUNT), 1);
    options.url =
        arena_printf(&press.arena, "https://127.0.0.1:%d/", tls_port(tls, "good"));
    cr_expect_eq(sync_run_once(&options, &result), SYNC_CURRENT, "the control");
    tls_stop(tls);
}
