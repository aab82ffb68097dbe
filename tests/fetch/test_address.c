#include "address.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <string.h>

#include "conformance.h"

static bool is_private(const char *text)
{
    struct sockaddr_storage address = {0};
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1) {
        memcpy(&address, &in, sizeof(in));
    } else {
        cr_assert_eq(inet_pton(AF_INET6, text, &in6.sin6_addr), 1, "%s", text);
        memcpy(&address, &in6, sizeof(in6));
    }
    return address_is_private((const struct sockaddr *)&address);
}

Test(address, knows_what_is_not_of_the_internet)
{
    CONFORMANCE("N18");
    static const char *const private[] = {
        "0.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.170",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::808:808",
        "2002:7f00:1::1",
        "2002:c0a8:101::",
        "100::1",
    };
    for (size_t i = 0; i < sizeof(private) / sizeof(*private); i++) {
        cr_expect(is_private(private[i]), "%s", private[i]);
    }
}

Test(address, lets_the_neighbours_of_every_range_through)
{
    CONFORMANCE("N18");
    static const char *const public[] = {
        "1.0.0.0",          "9.255.255.255",   "11.0.0.0",       "100.63.255.255",
        "100.128.0.0",      "126.255.255.255", "128.0.0.0",      "169.253.255.255",
        "169.255.0.0",      "172.15.255.255",  "172.32.0.0",     "192.0.1.0",
        "192.167.255.255",  "192.169.0.0",     "198.17.255.255", "198.20.0.0",
        "223.255.255.255",  "2001:4860::8888", "3fff:ffff::1",   "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8", "2002:808:808::1",
    };
    for (size_t i = 0; i < sizeof(public) / sizeof(*public); i++) {
        cr_expect_not(is_private(public[i]), "%s", public[i]);
    }
}

Test(address, refuses_what_is_no_internet_address_at_all)
{
    const struct sockaddr local = {.sa_family = AF_UNIX};
    cr_assert(address_is_private(&local));
}

Test(address, knows_an_address_written_out)
{
    static const char *const literal[] = {"127.0.0.1", "8.8.8.8",   "[::1]",
                                          "[fe80::1]", "localhost", "LocalHost"};
    static const char *const names[] = {
        "",     "example.org", "localhost.example", "127.0.0.1.example", "feed.localhost",
        "[::1", "10.0.0",      "0x7f000001"};
    for (size_t i = 0; i < sizeof(literal) / sizeof(*literal); i++) {
        cr_expect(address_is_literal(str_from_cstr(literal[i])), "%s", literal[i]);
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        cr_expect_not(address_is_literal(str_from_cstr(names[i])), "%s", names[i]);
    }
}
