// Why a sync kept the last good content: the closed list behind `reason: WORD`.
// Each word is explained in include/feed/README.md.
#ifndef FEED_REASON_H
#define FEED_REASON_H

#include "base/str.h"

enum feed_reason {
    FEED_OK,          // a newer version was verified
    FEED_CURRENT,     // nothing new
    FEED_UNREACHABLE, // no link, no such host, refused, reset
    FEED_TIMEOUT,
    FEED_PORTAL,   // a captive portal answered
    FEED_PROXY,    // a proxy wants a login
    FEED_REDIRECT, // to another host or scheme, or too often
    FEED_STATUS,   // any other HTTP status
    FEED_SHORT,    // fewer bytes than announced
    FEED_LARGE,    // more bytes, records or items than allowed
    FEED_SLOW,
    FEED_HEADER,    // unusable HTTP headers
    FEED_HASH,      // the bytes do not hash to their name
    FEED_SIGNATURE, // the signature does not fit
    FEED_KEY,       // signed by a key we do not trust
    FEED_ROLLBACK,  // a lower version than the trusted one
    FEED_CONFLICT,  // the trusted version with other content
    FEED_EXPIRED,
    FEED_NEWER,   // a spec version this program does not know
    FEED_FEED,    // another feed's id
    FEED_FORMAT,  // signed or not, it does not follow the format
    FEED_MISSING, // an object, index or signature is not there
    FEED_PRIVATE, // the server's address is in a private network
    FEED_TLS,
    FEED_CLOCK,   // certificate refused and our clock is wrong
    FEED_SPACE,   // no room on the disk
    FEED_STORAGE, // the disk or the database failed
    FEED_BUSY,    // another sync is running
    FEED_REASON_COUNT
};

struct str feed_reason_name(enum feed_reason reason); // "rollback"
NODISCARD bool feed_reason_parse(struct str name, enum feed_reason *out_reason);

#endif
