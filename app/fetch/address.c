#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

struct range {
    unsigned char prefix[16];
    int bits;
};

// Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890); multicast
// from RFC 5771 and RFC 4291.
static const struct range ranges4[] = {
    {{0}, 8},                            // this network
    {{10}, 8},                           // private
    {{100, 64}, 10},                     // carrier-grade NAT
    {{127}, 8},                          // loopback
    {{169, 254}, 16},                    // link-local
    {{172, 16}, 12},                     // private
    {{192, 0, 0}, 24}, {{192, 168}, 16}, // private
    {{198, 18}, 15},                     // benchmarks
    {{224}, 3},                          // multicast, reserved, broadcast
};
// All that is not global unicast (2000::/3) is refused as a whole.
static const struct range global6 = {{0x20}, 3};
// These hold an IPv4 address: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056).
static const struct {
    struct range range;
    size_t at; // where it stands
} wraps6[] = {
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12},
    {{{0, 0x64, 0xff, 0x9b}, 96}, 12},
    {{{0x20, 0x02}, 16}, 2},
};

static bool is_within(const unsigned char *bytes, const struct range *range)
{
    const int whole = range->bits / 8, rest = range->bits % 8;
    const int mask = 0xff << (8 - rest) & 0xff;
    return memcmp(bytes, range->prefix, (size_t)whole) == 0 &&
           (!rest || (bytes[whole] & mask) == range->prefix[whole]);
}

static bool is_private4(const unsigned char *bytes)
{
    for (size_t i = 0; i < sizeof(ranges4) / sizeof(*ranges4); i++) {
        if (is_within(bytes, &ranges4[i])) {
            return true;
        }
    }
    return false;
}

static bool is_private6(const unsigned char *bytes)
{
    for (size_t i = 0; i < sizeof(wraps6) / sizeof(*wraps6); i++) {
        if (is_within(bytes, &wraps6[i].range)) {
            return is_private4(bytes + wraps6[i].at);
        }
    }
    return !is_within(bytes, &global6);
}

bool address_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof(in));
        return is_private4((const unsigned char *)&in.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof(in));
        return is_private6(in.sin6_addr.s6_addr);
    }
    return true;
}

bool address_is_literal(struct str host)
{
    char text[INET6_ADDRSTRLEN + 1];
    unsigned char bytes[16];
    if (str_starts_with(host, STR("[")) && str_ends_with(host, STR("]"))) {
        return true; // URLs bracket nothing else (RFC 3986)
    }
    return str_to_cstr(host, text, sizeof(text)) &&
           (strcasecmp(text, "localhost") == 0 || inet_pton(AF_INET, text, bytes) == 1);
}
