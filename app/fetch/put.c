#include <stdio.h>

#include "exchange.h"

static struct curl_slist *add(struct curl_slist *list, const char *text)
{
    struct curl_slist *longer = curl_slist_append(list, text);
    return longer ? longer : list;
}

struct curl_slist *s3_headers(struct curl_slist *list, const struct exchange *exchange)
{
    static const char nothing[] =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    char line[128];
    const struct fetch_login *login = exchange->settings->login;
    if (!login || login->kind != FETCH_LOGIN_S3) {
        return list;
    }
    // libcurl 7.88 signs it but does not write it.
    (void)snprintf(
        line, sizeof(line), "x-amz-content-sha256: %.*s",
        STR_ARG(exchange->put ? exchange->put->sha256_hex : str_from_cstr(nothing)));
    return add(list, line);
}

struct curl_slist *put_headers(const struct fetch_put *put)
{
    char line[160];
    const struct str type = put->type.len ? put->type : STR("application/octet-stream");
    (void)snprintf(line, sizeof(line), "Content-Type: %.*s", STR_ARG(type));
    struct curl_slist *list = add(NULL, line);
    return put->only_new ? add(list, "If-None-Match: *") : list;
}

// As a POST of another name: for what it calls an upload, libcurl 7.88 asks for "100
// Continue" and waits a second, and signs the header that would stop it.
void put_prepare(CURL *handle, struct exchange *exchange)
{
    const struct str bytes = exchange->put->bytes;
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)bytes.len);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, bytes.ptr);
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, "PUT");
}

size_t put_answer(struct exchange *exchange, struct str bytes)
{
    if (!exchange->begun) {
        exchange->begun = true;
        exchange->head.page = exchange->head.page || exchange_is_page(bytes);
    }
    return exchange->body_bytes <= exchange->settings->header_bytes
               ? bytes.len
               : exchange_fail(exchange, FETCH_BIG);
}

static const struct {
    int status;
    enum fetch_reason reason;
} put_reasons[] = {
    {201, FETCH_OK},      {204, FETCH_OK},      {400, FETCH_UNFIT},  {401, FETCH_LOGIN},
    {403, FETCH_LOGIN},   {404, FETCH_MISSING}, {407, FETCH_PROXY},  {408, FETCH_BUSY},
    {410, FETCH_MISSING}, {411, FETCH_UNFIT},   {412, FETCH_EXISTS}, {413, FETCH_UNFIT},
    {415, FETCH_UNFIT},   {422, FETCH_UNFIT},   {429, FETCH_BUSY},   {503, FETCH_BUSY},
    {507, FETCH_FULL},    {511, FETCH_PORTAL},
};

enum fetch_reason put_judge(const struct exchange *exchange)
{
    const struct head *head = &exchange->head;
    if (head->status == 200) {
        // No store answers a PUT with a page; who stands in front of it does. Some call
        // nothing at all a page.
        return head->page && exchange->body_bytes ? FETCH_PORTAL : FETCH_OK;
    }
    for (size_t i = 0; i < sizeof(put_reasons) / sizeof(*put_reasons); i++) {
        if (put_reasons[i].status == head->status) {
            return put_reasons[i].reason;
        }
    }
    return FETCH_STATUS;
}

enum fetch_reason fetch_put(struct fetch_session *session, const struct fetch_put *put,
                            struct fetch_result *out_result)
{
    char url[URL_MAX_BYTES + 1], next[URL_MAX_BYTES + 1];
    const struct fetch_request request = {.url = put->url};
    struct exchange exchange = {
        .settings = &session->settings, .request = &request, .put = put};
    *out_result = (struct fetch_result){0};
    if (!put->bytes.len || put->bytes.len > FETCH_PUT_MAX || !url_valid(put->url) ||
        !str_to_cstr(put->url, url, sizeof(url))) {
        return FETCH_ADDRESS;
    }
    const enum fetch_reason reason = exchange_run(session, &exchange, url, out_result);
    if (reason != FETCH_REDIRECT || exchange.too_long_location) {
        return reason;
    }
    return url_follow(url, exchange.location, next) == URL_HOP_FOREIGN ? FETCH_PORTAL
                                                                       : FETCH_REDIRECT;
}
