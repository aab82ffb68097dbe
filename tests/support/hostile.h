// A hostile HTTP server on loopback: serves a folder honestly (ETag of time and size,
// ranges, keep-alive, PUT with If-None-Match: *) until a rule says otherwise. It runs in
// processes of its own; rules and counts live in memory shared with the test, so that a
// test may change its mind while it runs.
#ifndef SUPPORT_HOSTILE_H
#define SUPPORT_HOSTILE_H

#include "base/str.h"

#define HOSTILE_RULES_MAX    4
#define HOSTILE_REQUESTS_MAX 512

enum hostile_how {
    HOSTILE_HONEST,  // serve the file, changed by the members below
    HOSTILE_RAW,     // send `text`, then end the connection
    HOSTILE_ENDLESS, // send `text`, then `filler` until the client has had enough
    HOSTILE_DRIP,    // send `text`, then one byte of `filler` every `pause_ms`
    HOSTILE_BOMB,    // a gzip body that grows about 158-fold, `number` bytes on the wire
    HOSTILE_RESET,   // reset the connection instead of an answer
    HOSTILE_RESET_HEAD, // reset after half of the status line
    HOSTILE_RESET_BODY, // honest head, reset after `number` bytes of body
    HOSTILE_CUT_BODY,   // honest head, close after `number` bytes of body
    HOSTILE_FLIP,       // honest, but bit `number` of the body is turned
    HOSTILE_LENGTH,     // honest body, Content-Length off by `number`
    HOSTILE_SILENT,     // take the request and never answer
    // For a PUT; RESET, SILENT and RAW store nothing.
    HOSTILE_RESET_PUT,     // reset after `number` bytes of its body, nothing is stored
    HOSTILE_STORE_RESET,   // store it, then reset instead of an answer
    HOSTILE_STORE_PART,    // store the first `number` bytes and say that all is well
    HOSTILE_UNCONDITIONAL, // 501 to If-None-Match, else write over what is there
    HOSTILE_STORE_NONE,    // store nothing and say that all is well
};

struct hostile_rule {
    const char *path; // what "GET /path" must contain; "" fits all
    enum hostile_how how;
    int64_t number;
    int64_t times; // 0: always; n: only the first n requests it fits
    int64_t pause_ms;
    const char *text, *filler; // at most 3,000 and 1,000 bytes; byte 1 is sent as 0
};

struct hostile;

// Serves `folder`; NULL when it cannot listen. The processes end with hostile_stop or
// with the test.
struct hostile *hostile_start(const char *folder);
void hostile_stop(struct hostile *server); // accepts NULL
int hostile_port(const struct hostile *server);
// "http://127.0.0.1:PORT/"; until hostile_stop.
const char *hostile_url(const struct hostile *server);

// The first rule that fits a request decides. false: no room.
bool hostile_rule(struct hostile *server, struct hostile_rule rule);
void hostile_honest(struct hostile *server); // forgets the rules

int64_t hostile_requests(const struct hostile *server); // since start or hostile_forget
// "GET /latest 200", in order of arrival; index below hostile_requests.
const char *hostile_request(const struct hostile *server, int64_t index);
int64_t hostile_sent_bytes(const struct hostile *server);
// The Authorization of the last request that had one; "" before that.
const char *hostile_login(const struct hostile *server);
bool hostile_expects(const struct hostile *server); // any request had Expect
void hostile_forget(struct hostile *server);

// A loopback port on which nobody listens.
int hostile_dead_port(void);

#endif
