// One bounded HTTP exchange. Every size and time from outside has a limit; bytes are
// counted as they arrive, because libcurl 7.88 bounds neither a chunked body nor one that
// ends with the connection. Nothing is decoded, no redirect leaves the address, no
// cookie, proxy variable or netrc is read. Blocking; a session belongs to one thread.
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include "base/str.h"

// Why an exchange ended. FETCH_OK and FETCH_SAME are the two good ends.
enum fetch_reason {
    FETCH_OK,
    FETCH_SAME, // 304 to a request that carried an ETag: what the caller has is current
    FETCH_ADDRESS,  // not an http(s) address, or one with a user name in it
    FETCH_OFFLINE,  // no link, no such name, refused or reset before the answer began
    FETCH_TIMEOUT,  // nothing was heard at all in the time allowed
    FETCH_PRIVATE,  // the name leads into a private network, and that is not allowed
    FETCH_TLS,      // certificate or handshake
    FETCH_SHORT,    // the body ended early, or is not as long as it must be
    FETCH_BIG,      // more bytes than the cap
    FETCH_SLOW,     // below the lowest speed, or over the total time
    FETCH_HEADERS,  // head too large, malformed, or two lengths
    FETCH_ENCODED,  // a coding that was not asked for
    FETCH_RANGE,    // 206 to a plain GET, another range than asked for, or 416
    FETCH_REDIRECT, // more than the hops allowed, or one that leaves http(s) or falls to
                    // http
    FETCH_PORTAL,   // 511, a redirect to another host, or a page in place of the file
    FETCH_PROXY,    // 407
    FETCH_MISSING,  // 404, 410, or 403 as object stores say it
    FETCH_BUSY,     // 408, 429 or 503: see retry_after_s
    FETCH_STATUS,   // any other status, 304 without an ETag among them
    FETCH_EMPTY,    // 204, or 200 without a byte
    FETCH_REFUSED,  // the caller's sink said no
    FETCH_STOPPED,  // the caller's stop callback said so
    FETCH_LOGIN,    // 401, or 403 to a PUT: user, secret, region or clock are not right
    FETCH_EXISTS,   // 412 to a PUT of what must be new
    FETCH_FULL,     // 507
    FETCH_UNFIT,    // 400, 411, 413, 415 or 422 to a PUT: these bytes are never taken
    FETCH_REASON_COUNT
};
const char *fetch_reason_name(enum fetch_reason reason); // "offline"; for the log

enum fetch_login_kind {
    FETCH_LOGIN_NONE,
    FETCH_LOGIN_BASIC,  // the secret is sent: only over https or in a trusted network
    FETCH_LOGIN_DIGEST, // RFC 7616; the server must ask for it
    FETCH_LOGIN_S3,     // AWS Signature Version 4
};
struct fetch_login {
    enum fetch_login_kind kind;
    const char *user, *secret; // access key and secret key for S3
    const char *region;        // S3 only, "eu-central-1"
};

struct fetch_settings {
    int64_t connect_ms, total_ms;
    int64_t low_speed_bps, low_speed_s; // bytes a second, over so many seconds
    int64_t header_bytes, header_lines; // of one answer, informational ones included
    int64_t hops;                       // redirects on the same scheme, host and port
    // A name may lead into a private network. Addresses written out, and `localhost`,
    // always may.
    bool allow_private;
    const char *ca_file; // certificates to trust in place of the system's; NULL: those
    // "name:port:address[,address]" in place of DNS, NULL at the end; for tests. NULL.
    const char *const *resolves;
    const struct fetch_login *login; // goes with every request; borrowed; NULL: none
    bool (*stopped)(void *context);  // asked about once a second; NULL: never stops
    void *context;
};
struct fetch_settings fetch_settings_default(void);

// Where the body goes. `begin` is called once before the first byte, with the offset the
// bytes start at: the one asked for, or 0 when the server sent the whole file all the
// same. Both return false to end the exchange (FETCH_REFUSED).
struct fetch_sink {
    bool (*begin)(void *context, int64_t offset_bytes);
    bool (*write)(void *context, struct str bytes);
    void *context;
};

struct fetch_request {
    struct str url;         // http or https, at most 2,000 bytes
    struct str etag;        // for If-None-Match; empty: none
    int64_t cap_bytes;      // most bytes of body
    int64_t expected_bytes; // whole length of the file; 0: not known
    int64_t offset_bytes;   // resume from here (needs expected_bytes); 0: from the start
    struct fetch_sink sink;
};

struct fetch_result {
    int status;     // of the last answer; 0: none
    char etag[128]; // as sent by the server; empty: none, or not fit to be sent back
    int64_t retry_after_s; // 0..3600; 0: not said
    int64_t body_bytes;    // received in this exchange, kept or not
    int64_t wire_bytes;    // heads and bodies received
    int64_t requests;      // sent, redirects included
    bool page;             // the answer called itself HTML
};

// http or https, a host, no user name, no blank or control character, not too long.
bool fetch_url_valid(struct str url);

struct fetch_session; // keeps connections alive between exchanges
// NULL when libcurl cannot start (logged).
struct fetch_session *fetch_session_create(struct fetch_settings settings);
void fetch_session_destroy(struct fetch_session *session); // accepts NULL

// *out_result is written in every case. Logs nothing: the caller knows what it was for.
NODISCARD enum fetch_reason fetch_run(struct fetch_session *session,
                                      const struct fetch_request *request,
                                      struct fetch_result *out_result);

// ---- the other direction ----
#define FETCH_PUT_MAX (1 << 20) // bytes; for more, libcurl would wait for "100 Continue"

struct fetch_put {
    struct str url;
    struct str bytes;      // 1..FETCH_PUT_MAX, borrowed
    struct str sha256_hex; // of the bytes; for S3, which wants it said
    struct str type;       // "application/json"; empty: application/octet-stream
    bool only_new;         // If-None-Match: *
};

// One PUT. FETCH_OK: 201, 204, or 200 without a page. Whatever else is said but
// FETCH_EXISTS, the server may have stored the bytes all the same: nobody knows before
// they are read back. Never redirected. The time allowed grows with the bytes.
NODISCARD enum fetch_reason fetch_put(struct fetch_session *session,
                                      const struct fetch_put *put,
                                      struct fetch_result *out_result);

#endif
