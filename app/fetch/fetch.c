#include "fetch/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

#include "address.h"
#include "base/log.h"
#include "exchange.h"

enum { PUT_SPEED = 10 }; // of the lowest speed: what a PUT may count on

static const char *const reason_names[FETCH_REASON_COUNT] = {
    [FETCH_OK] = "ok",           [FETCH_SAME] = "same",
    [FETCH_ADDRESS] = "address", [FETCH_OFFLINE] = "offline",
    [FETCH_TIMEOUT] = "timeout", [FETCH_PRIVATE] = "private",
    [FETCH_TLS] = "tls",         [FETCH_SHORT] = "short",
    [FETCH_BIG] = "big",         [FETCH_SLOW] = "slow",
    [FETCH_HEADERS] = "headers", [FETCH_ENCODED] = "encoded",
    [FETCH_RANGE] = "range",     [FETCH_REDIRECT] = "redirect",
    [FETCH_PORTAL] = "portal",   [FETCH_PROXY] = "proxy",
    [FETCH_MISSING] = "missing", [FETCH_BUSY] = "busy",
    [FETCH_STATUS] = "status",   [FETCH_EMPTY] = "empty",
    [FETCH_REFUSED] = "refused", [FETCH_STOPPED] = "stopped",
    [FETCH_LOGIN] = "login",     [FETCH_EXISTS] = "exists",
    [FETCH_FULL] = "full",       [FETCH_UNFIT] = "unfit",
};

const char *fetch_reason_name(enum fetch_reason reason)
{
    return (unsigned)reason < FETCH_REASON_COUNT ? reason_names[reason] : "unknown";
}

struct fetch_settings fetch_settings_default(void)
{
    return (struct fetch_settings){
        .connect_ms = 20000,
        .total_ms = 120000,
        .low_speed_bps = 100,
        .low_speed_s = 30,
        .header_bytes = 64 * 1024,
        .header_lines = 200,
        .hops = 3,
    };
}

struct fetch_session *fetch_session_create(struct fetch_settings settings)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        log_error("fetch", "libcurl does not start");
        return NULL;
    }
    struct fetch_session *session = calloc(1, sizeof(*session));
    CURL *handle = session ? curl_easy_init() : NULL;
    if (!handle) {
        log_error("fetch", "libcurl gives no handle");
        free(session);
        curl_global_cleanup();
        return NULL;
    }
    *session = (struct fetch_session){.settings = settings, .handle = handle};
    return session;
}

void fetch_session_destroy(struct fetch_session *session)
{
    if (session) {
        curl_easy_cleanup(session->handle);
        free(session);
        curl_global_cleanup();
    }
}

size_t exchange_fail(struct exchange *exchange, enum fetch_reason reason)
{
    if (exchange->reason == FETCH_OK) {
        exchange->reason = reason;
    }
    return 0;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 ||
           status == 308;
}

static const struct {
    int status;
    enum fetch_reason reason;
} status_reasons[] = {
    {403, FETCH_MISSING}, // S3 says so of a name that is not there
    {401, FETCH_LOGIN},   {204, FETCH_EMPTY},   {404, FETCH_MISSING}, {407, FETCH_PROXY},
    {408, FETCH_BUSY},    {410, FETCH_MISSING}, {416, FETCH_RANGE},   {429, FETCH_BUSY},
    {503, FETCH_BUSY},    {511, FETCH_PORTAL},
};

// What the status says by itself; FETCH_OK for 200 and a 206 that was asked for.
static enum fetch_reason judge_status(const struct exchange *exchange)
{
    const struct head *head = &exchange->head;
    const struct fetch_request *request = exchange->request;
    if (head->status == 200) {
        return FETCH_OK;
    }
    if (head->status == 304) {
        return request->etag.len ? FETCH_SAME : FETCH_STATUS;
    }
    if (head->status == 206) {
        const bool asked = request->offset_bytes > 0 && head->has_range &&
                           head->range_from == request->offset_bytes &&
                           head->range_to == request->expected_bytes - 1 &&
                           head->range_total == request->expected_bytes;
        return asked ? FETCH_OK : FETCH_RANGE;
    }
    for (size_t i = 0; i < sizeof(status_reasons) / sizeof(*status_reasons); i++) {
        if (status_reasons[i].status == head->status) {
            return status_reasons[i].reason;
        }
    }
    return FETCH_STATUS;
}

// Body bytes this answer must have; 0: not known.
static int64_t wanted_bytes(const struct exchange *exchange)
{
    const struct fetch_request *request = exchange->request;
    const int64_t from = exchange->head.status == 206 ? request->offset_bytes : 0;
    return request->expected_bytes ? request->expected_bytes - from : 0;
}

static enum fetch_reason judge_head(const struct exchange *exchange)
{
    const struct head *head = &exchange->head;
    const enum fetch_reason reason = judge_status(exchange);
    if (reason != FETCH_OK) {
        return reason;
    }
    if (head->encoded) {
        return FETCH_ENCODED;
    }
    const int64_t wanted = wanted_bytes(exchange);
    if (wanted && head->length >= 0 && head->length != wanted) {
        return head->page ? FETCH_PORTAL : FETCH_SHORT;
    }
    if (head->length > exchange->request->cap_bytes) {
        return head->page ? FETCH_PORTAL : FETCH_BIG;
    }
    return FETCH_OK;
}

static void note_location(struct exchange *exchange, struct str line)
{
    static const char name[] = "location:";
    if (line.len < sizeof(name) - 1 ||
        strncasecmp(line.ptr, name, sizeof(name) - 1) != 0) {
        return;
    }
    const struct str value = str_trim(str_slice(line, sizeof(name) - 1, line.len));
    exchange->too_long_location =
        !str_to_cstr(value, exchange->location, sizeof(exchange->location));
}

static size_t on_head(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    const struct str line = {.ptr = bytes, .len = size * count};
    if (str_starts_with(line, STR("HTTP/"))) {
        exchange->location[0] = '\0';
    }
    if (!head_add(&exchange->head, line)) {
        return exchange_fail(exchange, FETCH_HEADERS);
    }
    note_location(exchange, line);
    return line.len;
}

bool exchange_is_page(struct str bytes)
{
    if (str_starts_with(bytes, STR("\xef\xbb\xbf"))) {
        bytes = str_slice(bytes, 3, bytes.len);
    }
    bytes = str_trim(bytes);
    return bytes.len && bytes.ptr[0] == '<';
}

static bool exchange_begin(struct exchange *exchange, struct str bytes)
{
    const int64_t from =
        exchange->head.status == 206 ? exchange->request->offset_bytes : 0;
    const enum fetch_reason reason = judge_head(exchange);
    const struct fetch_sink *sink = &exchange->request->sink;
    if (reason != FETCH_OK || (!from && exchange_is_page(bytes))) {
        (void)exchange_fail(exchange, reason != FETCH_OK ? reason : FETCH_PORTAL);
        return false;
    }
    if (!sink->begin(sink->context, from)) {
        (void)exchange_fail(exchange, FETCH_REFUSED);
        return false;
    }
    exchange->begun = true;
    return true;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    const struct str view = {.ptr = bytes, .len = size * count};
    const struct fetch_sink *sink = &exchange->request->sink;
    exchange->body_bytes += (int64_t)view.len;
    if (exchange->put) {
        return put_answer(exchange, view);
    }
    if (is_redirect(exchange->head.status)) {
        // Only the head of a redirect matters; a small body is let go by.
        return exchange->body_bytes <= exchange->settings->header_bytes
                   ? view.len
                   : exchange_fail(exchange, FETCH_BIG);
    }
    if (!exchange->begun && !exchange_begin(exchange, view)) {
        return 0;
    }
    const int64_t wanted = wanted_bytes(exchange);
    if (exchange->body_bytes > exchange->request->cap_bytes) {
        return exchange_fail(exchange, FETCH_BIG);
    }
    if (wanted && exchange->body_bytes > wanted) {
        return exchange_fail(exchange, FETCH_BIG);
    }
    return sink->write(sink->context, view) ? view.len
                                            : exchange_fail(exchange, FETCH_REFUSED);
}

static int on_progress(void *context, curl_off_t total, curl_off_t now,
                       curl_off_t up_total, curl_off_t up_now)
{
    (void)total, (void)now, (void)up_total, (void)up_now;
    struct exchange *exchange = context;
    const struct fetch_settings *settings = exchange->settings;
    if (settings->stopped && settings->stopped(settings->context)) {
        (void)exchange_fail(exchange, FETCH_STOPPED);
        return 1;
    }
    return 0;
}

// Sees the very address that the connection goes to, so that a name cannot change what
// it means between a check and its use. Any other address of the name is tried next.
static curl_socket_t on_socket(void *context, curlsocktype purpose,
                               struct curl_sockaddr *address)
{
    (void)purpose;
    struct exchange *exchange = context;
    if (!exchange->settings->allow_private && !exchange->literal &&
        address_is_private(&address->addr)) {
        exchange->turned_away = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static enum fetch_reason judge_code(const struct exchange *exchange, CURLcode code)
{
    static const struct {
        CURLcode code;
        enum fetch_reason reason;
    } known[] = {
        {CURLE_OPERATION_TIMEDOUT, FETCH_SLOW},
        {CURLE_PARTIAL_FILE, FETCH_SHORT},
        {CURLE_URL_MALFORMAT, FETCH_ADDRESS},
        {CURLE_UNSUPPORTED_PROTOCOL, FETCH_HEADERS}, // an answer that is not HTTP/1
        {CURLE_WEIRD_SERVER_REPLY, FETCH_HEADERS},
        {CURLE_OUT_OF_MEMORY, FETCH_HEADERS}, // said of a line over 100 KB
        {CURLE_BAD_CONTENT_ENCODING, FETCH_ENCODED},
        {CURLE_SSL_CONNECT_ERROR, FETCH_TLS},
        {CURLE_PEER_FAILED_VERIFICATION, FETCH_TLS},
        {CURLE_SSL_CACERT_BADFILE, FETCH_TLS},
        {CURLE_SSL_ISSUER_ERROR, FETCH_TLS},
    };
    if (code == CURLE_COULDNT_CONNECT && exchange->turned_away) {
        return FETCH_PRIVATE;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (known[i].code == code) {
            const bool unheard = code == CURLE_OPERATION_TIMEDOUT &&
                                 !exchange->head.status && !exchange->head.bytes;
            return unheard ? FETCH_TIMEOUT : known[i].reason;
        }
    }
    if (!exchange->head.status) {
        return exchange->head.bytes ? FETCH_HEADERS : FETCH_OFFLINE;
    }
    return FETCH_SHORT;
}

static enum fetch_reason judge(struct exchange *exchange, CURLcode code)
{
    if (exchange->reason != FETCH_OK) {
        return exchange->reason;
    }
    // Who refuses a PUT need not read it to its end before the connection goes.
    if (exchange->put && (code == CURLE_OK || exchange->head.status >= 400)) {
        return put_judge(exchange);
    }
    if (code != CURLE_OK) {
        return judge_code(exchange, code);
    }
    if (!exchange->begun) {
        const enum fetch_reason reason = judge_head(exchange);
        return reason == FETCH_OK ? FETCH_EMPTY : reason;
    }
    const int64_t wanted = wanted_bytes(exchange);
    return wanted && exchange->body_bytes != wanted ? FETCH_SHORT : FETCH_OK;
}

static struct curl_slist *add_line(struct curl_slist *list, const char *text)
{
    struct curl_slist *longer = curl_slist_append(list, text);
    return longer ? longer : list;
}

static struct curl_slist *list_of(const char *const *lines)
{
    struct curl_slist *list = NULL;
    for (; lines && *lines; lines++) {
        list = add_line(list, *lines);
    }
    return list;
}

static struct curl_slist *request_headers(const struct exchange *exchange)
{
    char line[192];
    const struct fetch_request *request = exchange->request;
    if (exchange->put) {
        return put_headers(exchange->put);
    }
    struct curl_slist *list = add_line(NULL, "Accept-Encoding: identity");
    if (request->etag.len) {
        (void)snprintf(line, sizeof(line), "If-None-Match: %.*s", STR_ARG(request->etag));
        list = add_line(list, line);
    }
    if (request->offset_bytes > 0) {
        (void)snprintf(line, sizeof(line), "Range: bytes=%lld-",
                       (long long)request->offset_bytes);
        list = add_line(list, line);
    }
    return list;
}

static void set_limits(CURL *handle, struct exchange *exchange)
{
    const struct fetch_settings *settings = exchange->settings;
    // At the speed that is just not too low for long, a PUT may take its time.
    const int64_t put_ms = exchange->put && settings->low_speed_bps
                               ? (int64_t)exchange->put->bytes.len * 1000 /
                                     (settings->low_speed_bps * PUT_SPEED)
                               : 0;
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->connect_ms);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)(settings->total_ms + put_ms));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, (long)settings->low_speed_bps);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, (long)settings->low_speed_s);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, exchange);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_head);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, exchange);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, exchange);
}

static void set_protocol(CURL *handle, const char *url, struct curl_slist *headers)
{
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY, ""); // and so no proxy variable either
    curl_easy_setopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "foyer-sync");
    // The names are hashes already: a path must reach the server as it stands.
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
}

// Whom the exchange may be with.
static void set_peer(CURL *handle, struct exchange *exchange, struct curl_slist *resolves)
{
    const struct fetch_settings *settings = exchange->settings;
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, exchange);
    curl_easy_setopt(handle, CURLOPT_RESOLVE, resolves);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (settings->ca_file) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, settings->ca_file);
        curl_easy_setopt(handle, CURLOPT_CAPATH, NULL);
    }
}

static void set_login(CURL *handle, const struct fetch_login *login)
{
    char scheme[96];
    if (!login || login->kind == FETCH_LOGIN_NONE) {
        return;
    }
    curl_easy_setopt(handle, CURLOPT_USERNAME, login->user);
    curl_easy_setopt(handle, CURLOPT_PASSWORD, login->secret);
    if (login->kind == FETCH_LOGIN_S3) {
        (void)snprintf(scheme, sizeof(scheme), "aws:amz:%.64s:s3", login->region);
        curl_easy_setopt(handle, CURLOPT_AWS_SIGV4, scheme);
        return;
    }
    const unsigned long kind =
        login->kind == FETCH_LOGIN_BASIC ? CURLAUTH_BASIC : CURLAUTH_DIGEST;
    curl_easy_setopt(handle, CURLOPT_HTTPAUTH, kind);
}

bool fetch_url_valid(struct str url)
{
    return url_valid(url);
}

enum fetch_reason exchange_run(struct fetch_session *session, struct exchange *exchange,
                               const char *url, struct fetch_result *result)
{
    head_init(&exchange->head, session->settings.header_bytes,
              session->settings.header_lines, (int64_t)time(NULL));
    exchange->body_bytes = 0;
    struct curl_slist *headers = s3_headers(request_headers(exchange), exchange);
    struct curl_slist *resolves = list_of(session->settings.resolves);
    exchange->literal = url_is_literal(url);
    curl_easy_reset(session->handle);
    set_protocol(session->handle, url, headers);
    set_limits(session->handle, exchange);
    set_peer(session->handle, exchange, resolves);
    set_login(session->handle, session->settings.login);
    if (exchange->put) {
        put_prepare(session->handle, exchange);
    }
    const CURLcode code = curl_easy_perform(session->handle);
    curl_slist_free_all(headers);
    curl_slist_free_all(resolves);
    result->requests++;
    result->status = exchange->head.status;
    result->page = exchange->head.page;
    result->retry_after_s = exchange->head.retry_after_s;
    result->body_bytes += exchange->body_bytes;
    result->wire_bytes += exchange->body_bytes + exchange->head.bytes;
    memcpy(result->etag, exchange->head.etag, sizeof(result->etag));
    if (is_redirect(result->status) && code == CURLE_OK) {
        return FETCH_REDIRECT;
    }
    return judge(exchange, code);
}

static bool request_valid(const struct fetch_request *request)
{
    const bool resume =
        request->offset_bytes > 0 && request->offset_bytes < request->expected_bytes;
    return url_valid(request->url) && (!request->offset_bytes || resume) &&
           (!request->etag.len || head_etag_valid(request->etag));
}

enum fetch_reason fetch_run(struct fetch_session *session,
                            const struct fetch_request *request,
                            struct fetch_result *out_result)
{
    char url[URL_MAX_BYTES + 1], next[URL_MAX_BYTES + 1];
    *out_result = (struct fetch_result){0};
    if (!request_valid(request) || !str_to_cstr(request->url, url, sizeof(url))) {
        return FETCH_ADDRESS;
    }
    for (int64_t hop = 0; hop <= session->settings.hops; hop++) {
        struct exchange exchange = {.settings = &session->settings, .request = request};
        const enum fetch_reason reason =
            exchange_run(session, &exchange, url, out_result);
        if (reason != FETCH_REDIRECT) {
            return reason;
        }
        const enum url_hop kind = exchange.too_long_location
                                      ? URL_HOP_BAD
                                      : url_follow(url, exchange.location, next);
        if (kind != URL_HOP_HOME) {
            return kind == URL_HOP_FOREIGN ? FETCH_PORTAL : FETCH_REDIRECT;
        }
        memcpy(url, next, sizeof(url));
    }
    return FETCH_REDIRECT;
}
