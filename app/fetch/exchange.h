// What fetch.c and put.c share: a session and one exchange under way.
#ifndef FETCH_EXCHANGE_H
#define FETCH_EXCHANGE_H

#include <curl/curl.h>

#include "head.h"
#include "url.h"

struct fetch_session {
    struct fetch_settings settings;
    CURL *handle;
};

struct exchange {
    const struct fetch_settings *settings;
    const struct fetch_request *request; // url, etag, cap and sink; of a PUT the url only
    const struct fetch_put *put;         // NULL: a GET
    struct head head;
    enum fetch_reason reason; // FETCH_OK until something is wrong
    char location[URL_MAX_BYTES + 1];
    bool too_long_location;
    bool begun;         // the sink has been told the offset
    bool literal;       // the host is an address or localhost
    bool turned_away;   // an address of the host was private
    int64_t body_bytes; // of this answer
};

// fetch.c
// Notes the first thing that went wrong; 0 bytes taken makes libcurl end the exchange.
size_t exchange_fail(struct exchange *exchange, enum fetch_reason reason);
// A page, whatever its Content-Type says: no file of a feed begins with '<'.
bool exchange_is_page(struct str bytes);
// One exchange with `url`, without redirects; adds to *result.
enum fetch_reason exchange_run(struct fetch_session *session, struct exchange *exchange,
                               const char *url, struct fetch_result *result);

// put.c
// What S3 wants besides the signature: the hash of the body, that of nothing for a GET.
struct curl_slist *s3_headers(struct curl_slist *list, const struct exchange *exchange);
struct curl_slist *put_headers(const struct fetch_put *put);
void put_prepare(CURL *handle, struct exchange *exchange);
// Takes a piece of the answer's body.
size_t put_answer(struct exchange *exchange, struct str bytes);
enum fetch_reason put_judge(const struct exchange *exchange);

#endif
