// A folder served by HTTPS on loopback, by one port for each kind of certificate. All are
// made anew with openssl; the server is tls_server.py in a process of its own.
#ifndef SUPPORT_TLS_H
#define SUPPORT_TLS_H

#include <stdbool.h>

struct tls;

// NULL when python3 or openssl is missing or fails. Ends with tls_stop or with the test.
struct tls *tls_start(const char *folder);
void tls_stop(struct tls *server); // accepts NULL

// "good", "expired", "early", "other-host", "unknown-root" or "self-signed"; 0: unknown.
int tls_port(const struct tls *server, const char *kind);
// The root that signed all but the last two; until tls_stop.
const char *tls_ca_file(const struct tls *server);

#endif
