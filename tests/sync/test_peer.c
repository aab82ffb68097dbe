// A server in a private network, or with a certificate that is not right: the last good
// content stays and the reason says which.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "conformance.h"
#include "press.h"
#include "store/state.h"
#include "tls.h"

enum { COUNT = 40 };

static struct press press;
static struct sync_result result;

static void setup(void)
{
    press_open(&press);
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 1});
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(peer, .init = setup, .fini = teardown, .timeout = 60);

// Runs where the last good content has to stay, with what staff are told.
static void expect_kept(const struct sync_options *options, enum feed_reason reason,
                        const char *what)
{
    struct store_feed_state state;
    const struct str before = press_current(&press);
    const int64_t trusted = press_trusted(&press);
    cr_expect_eq(sync_run_once(options, &result), SYNC_KEPT, "%s", what);
    cr_expect_eq(result.reason, reason, "%s: %.*s", what,
                 STR_ARG(feed_reason_name(result.reason)));
    cr_expect(str_equal(before, press_current(&press)), "%s: current changed", what);
    cr_expect_eq(press_trusted(&press), trusted, "%s: trust moved", what);
    cr_expect_eq(press_shown(&press, COUNT), 1, "%s", what);
    cr_expect(store_feed_state_read(press.data, STR("test-feed"), &state));
    cr_expect(str_equal(str_from_cstr(state.last_error), feed_reason_name(reason)), "%s",
              what);
}

static struct str address(const char *scheme, const char *host, int port)
{
    return arena_printf(&press.arena, "%s://%s:%d", scheme, host, port);
}

static struct sync_options new_edition(void)
{
    press_publish(&press, (struct press_edition){.count = COUNT, .revision = 2});
    struct sync_options options = press_options(&press);
    options.feed_id = STR("test-feed");
    return options;
}

Test(peer, a_name_that_leads_into_a_private_network_changes_nothing)
{
    CONFORMANCE("N18");
    static const char *const addresses[] = {"127.0.0.1", "192.168.7.7", "[fd00::7]"};
    struct sync_options options = new_edition();
    const int port = hostile_port(press.server);
    options.url = address("http", "feed.example", port);
    hostile_forget(press.server);
    for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
        const struct str line =
            arena_printf(&press.arena, "feed.example:%d:%s", port, addresses[i]);
        const char *const resolves[] = {line.ptr, NULL};
        options.fetch.resolves = resolves;
        expect_kept(&options, FEED_PRIVATE, addresses[i]);
    }
    cr_assert_eq(hostile_requests(press.server), 0, "the server saw nobody");
    char line[64];
    (void)snprintf(line, sizeof(line), "feed.example:%d:127.0.0.1", port);
    const char *const resolves[] = {line, NULL};
    options.fetch.resolves = resolves;
    options.fetch.allow_private = true;
    cr_assert_eq(sync_run_once(&options, &result), SYNC_DONE, "the control: allowed");
    cr_assert_eq(press_shown(&press, COUNT), 2);
}

static const char *const bad_kinds[] = {"expired", "early", "other-host", "unknown-root",
                                        "self-signed"};

Test(peer, a_wrong_certificate_changes_nothing)
{
    CONFORMANCE("N16");
    struct tls *tls = tls_start(press.feed);
    cr_assert_not_null(tls, "python3 and openssl are needed");
    struct sync_options options = new_edition();
    options.fetch.ca_file = tls_ca_file(tls);
    for (size_t i = 0; i < sizeof(bad_kinds) / sizeof(*bad_kinds); i++) {
        options.url = address("https", "127.0.0.1", tls_port(tls, bad_kinds[i]));
        expect_kept(&options, FEED_TLS, bad_kinds[i]);
    }
    options.url = address("https", "127.0.0.1", tls_port(tls, "good"));
    cr_assert_eq(sync_run_once(&options, &result), SYNC_DONE,
                 "the control: the right one");
    cr_assert_eq(press_shown(&press, COUNT), 2);
    tls_stop(tls);
}
