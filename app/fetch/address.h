// Which addresses a server on the internet can never have; pure.
#ifndef FETCH_ADDRESS_H
#define FETCH_ADDRESS_H

#include <sys/socket.h>

#include "base/str.h"

// Loopback, private, link-local, carrier-grade NAT, multicast, reserved, in whatever form
// IPv6 wraps an IPv4 address; any other family too.
bool address_is_private(const struct sockaddr *address);
// An address written out ("192.0.2.1", "[2001:db8::1]") or `localhost`: nobody's DNS can
// have chosen it.
bool address_is_literal(struct str host);

#endif
