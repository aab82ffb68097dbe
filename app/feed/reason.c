#include "feed/reason.h"

static const char *const names[FEED_REASON_COUNT] = {
    [FEED_OK] = "ok",
    [FEED_CURRENT] = "current",
    [FEED_UNREACHABLE] = "unreachable",
    [FEED_TIMEOUT] = "timeout",
    [FEED_PORTAL] = "portal",
    [FEED_PROXY] = "proxy",
    [FEED_REDIRECT] = "redirect",
    [FEED_STATUS] = "status",
    [FEED_SHORT] = "short",
    [FEED_LARGE] = "large",
    [FEED_SLOW] = "slow",
    [FEED_HEADER] = "header",
    [FEED_HASH] = "hash",
    [FEED_SIGNATURE] = "signature",
    [FEED_KEY] = "key",
    [FEED_ROLLBACK] = "rollback",
    [FEED_CONFLICT] = "conflict",
    [FEED_EXPIRED] = "expired",
    [FEED_NEWER] = "newer",
    [FEED_FEED] = "feed",
    [FEED_FORMAT] = "format",
    [FEED_MISSING] = "missing",
    [FEED_PRIVATE] = "private",
    [FEED_TLS] = "tls",
    [FEED_CLOCK] = "clock",
    [FEED_SPACE] = "space",
    [FEED_STORAGE] = "storage",
    [FEED_BUSY] = "busy",
};

struct str feed_reason_name(enum feed_reason reason)
{
    return str_from_cstr((unsigned)reason < FEED_REASON_COUNT ? names[reason] : "format");
}

bool feed_reason_parse(struct str name, enum feed_reason *out_reason)
{
    for (int i = 0; i < FEED_REASON_COUNT; i++) {
        if (str_equal(name, str_from_cstr(names[i]))) {
            *out_reason = (enum feed_reason)i;
            return true;
        }
    }
    return false;
}
