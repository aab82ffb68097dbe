// Whom an exchange may be with: private networks, certificates.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "conformance.h"
#include "fetch/fetch.h"
#include "hostile.h"
#include "tls.h"

#define BODY "0123456789\n"

static char folder[64];
static struct hostile *server;

static void setup(void)
{
    char path[128];
    (void)snprintf(folder, sizeof(folder), "/tmp/foyer-peer-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/latest", folder);
    cr_assert(file_write(path, STR(BODY)));
    server = hostile_start(folder);
    cr_assert_not_null(server);
}

static void teardown(void)
{
    hostile_stop(server);
    (void)!folder_remove(folder);
}

TestSuite(peer, .init = setup, .fini = teardown, .timeout = 60);

static bool take_begin(void *context, int64_t offset)
{
    (void)context;
    return offset == 0;
}

static bool take_write(void *context, struct str bytes)
{
    int64_t *taken = context;
    *taken += (int64_t)bytes.len;
    return true;
}

static struct fetch_settings hasty(void)
{
    struct fetch_settings settings = fetch_settings_default();
    settings.connect_ms = 2000;
    settings.total_ms = 4000;
    return settings;
}

static enum fetch_reason get(struct fetch_settings settings, const char *scheme,
                             const char *host, int port)
{
    char url[256];
    int64_t taken = 0;
    struct fetch_result result;
    struct fetch_session *session = fetch_session_create(settings);
    cr_assert_not_null(session);
    (void)snprintf(url, sizeof(url), "%s://%s:%d/latest", scheme, host, port);
    const struct fetch_request request = {
        .url = str_from_cstr(url),
        .cap_bytes = 256,
        .sink = {take_begin, take_write, &taken},
    };
    const enum fetch_reason reason = fetch_run(session, &request, &result);
    fetch_session_destroy(session);
    cr_expect_eq(taken, reason == FETCH_OK ? (int64_t)sizeof(BODY) - 1 : 0, "%s", url);
    return reason;
}

static void expect(enum fetch_reason got, enum fetch_reason want, const char *what)
{
    cr_expect(got == want, "%s: %s instead of %s", what, fetch_reason_name(got),
              fetch_reason_name(want));
}

static enum fetch_reason get_resolved(const char *addresses, bool allow_private)
{
    char line[256];
    const int port = hostile_port(server);
    (void)snprintf(line, sizeof(line), "feed.test:%d:%s", port, addresses);
    const char *const resolves[] = {line, NULL};
    struct fetch_settings settings = hasty();
    settings.resolves = resolves;
    settings.allow_private = allow_private;
    return get(settings, "http", "feed.test", port);
}

Test(peer, a_name_that_leads_into_a_private_network_is_turned_away)
{
    CONFORMANCE("N18");
    static const char *const addresses[] = {
        "127.0.0.1",   "10.0.0.1",   "192.168.1.1", "172.16.0.1",
        "169.254.1.1", "100.64.0.1", "224.0.0.1",   "127.0.0.1,192.168.1.1",
        "[::1]",       "[fd00::1]",  "[fe80::1]",   "[::ffff:127.0.0.1]",
    };
    for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
        expect(get_resolved(addresses[i], false), FETCH_PRIVATE, addresses[i]);
    }
    cr_assert_eq(hostile_requests(server), 0, "it never saw anybody");
    expect(get_resolved("127.0.0.1", true), FETCH_OK, "the control: it is allowed");
    cr_assert_eq(hostile_requests(server), 1);
}

// libcurl itself resolves names below localhost to loopback.
Test(peer, only_localhost_itself_and_addresses_written_out_are_exempt)
{
    CONFORMANCE("N18");
    const int port = hostile_port(server);
    struct fetch_settings settings = hasty();
    expect(get(settings, "http", "127.0.0.1", port), FETCH_OK, "written out");
    expect(get(settings, "http", "localhost", port), FETCH_OK, "localhost");
    expect(get(settings, "http", "127.1", port), FETCH_OK, "written out in short");
    expect(get(settings, "http", "feed.localhost", port), FETCH_PRIVATE, "below it");
    settings.allow_private = true;
    expect(get(settings, "http", "feed.localhost", port), FETCH_OK, "the control");
}

Test(peer, a_server_without_the_right_certificate_is_refused)
{
    CONFORMANCE("N16");
    static const char *const kinds[] = {"expired", "early", "other-host", "unknown-root",
                                        "self-signed"};
    struct tls *tls = tls_start(folder);
    cr_assert_not_null(tls, "python3 and openssl are needed");
    struct fetch_settings settings = hasty();
    settings.ca_file = tls_ca_file(tls);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        const int port = tls_port(tls, kinds[i]);
        cr_assert(port, "%s", kinds[i]);
        expect(get(settings, "https", "127.0.0.1", port), FETCH_TLS, kinds[i]);
    }
    const int good = tls_port(tls, "good");
    expect(get(settings, "https", "127.0.0.1", good), FETCH_OK, "the control");
    expect(get(settings, "https", "localhost", good), FETCH_OK, "the control, by name");
    settings.ca_file = NULL;
    expect(get(settings, "https", "127.0.0.1", good), FETCH_TLS,
           "the system trusts no such root");
    settings.ca_file = "/nowhere/ca.pem";
    expect(get(settings, "https", "127.0.0.1", good), FETCH_TLS, "no roots at all");
    tls_stop(tls);
}
