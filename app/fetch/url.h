// Addresses: what may be asked for, and whether a redirect stays at home.
#ifndef FETCH_URL_H
#define FETCH_URL_H

#include "base/str.h"

#define URL_MAX_BYTES 2000

enum url_hop { URL_HOP_HOME, URL_HOP_FOREIGN, URL_HOP_BAD };

// http or https, a host, no user name, no blank or control character.
bool url_valid(struct str url);
// Its host is an address written out, or localhost.
bool url_is_literal(const char *url);
// Resolves `location` against `base` (both NUL-terminated). *out_url is written on
// URL_HOP_HOME only: same scheme, host and port. FOREIGN is another host by http(s).
NODISCARD enum url_hop url_follow(const char *base, const char *location,
                                  char out_url[URL_MAX_BYTES + 1]);

#endif
