#include "url.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "address.h"

struct origin {
    char *scheme, *host, *port; // by curl_free
};

static void origin_finish(struct origin *origin)
{
    curl_free(origin->scheme);
    curl_free(origin->host);
    curl_free(origin->port);
}

static bool origin_read(CURLU *handle, struct origin *out_origin)
{
    return curl_url_get(handle, CURLUPART_SCHEME, &out_origin->scheme, 0) == CURLUE_OK &&
           curl_url_get(handle, CURLUPART_HOST, &out_origin->host, 0) == CURLUE_OK &&
           curl_url_get(handle, CURLUPART_PORT, &out_origin->port, CURLU_DEFAULT_PORT) ==
               CURLUE_OK;
}

static bool is_web(const struct origin *origin)
{
    return strcmp(origin->scheme, "http") == 0 || strcmp(origin->scheme, "https") == 0;
}

static bool has_user(CURLU *handle)
{
    char *user = NULL, *password = NULL;
    const bool found =
        curl_url_get(handle, CURLUPART_USER, &user, 0) == CURLUE_OK ||
        curl_url_get(handle, CURLUPART_PASSWORD, &password, 0) == CURLUE_OK;
    curl_free(user);
    curl_free(password);
    return found;
}

bool url_valid(struct str url)
{
    char text[URL_MAX_BYTES + 1];
    for (size_t i = 0; i < url.len; i++) {
        if ((unsigned char)url.ptr[i] <= ' ' || url.ptr[i] == 127) {
            return false;
        }
    }
    CURLU *handle = str_to_cstr(url, text, sizeof(text)) ? curl_url() : NULL;
    struct origin origin = {0};
    const bool valid =
        handle && curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK &&
        origin_read(handle, &origin) && is_web(&origin) && !has_user(handle);
    origin_finish(&origin);
    curl_url_cleanup(handle);
    return valid;
}

bool url_is_literal(const char *url)
{
    CURLU *handle = curl_url();
    char *host = NULL;
    // libcurl has written "127.1" and the like out in full here.
    const bool literal = handle &&
                         curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK &&
                         curl_url_get(handle, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                         address_is_literal(str_from_cstr(host));
    curl_free(host);
    curl_url_cleanup(handle);
    return literal;
}

enum url_hop url_follow(const char *base, const char *location,
                        char out_url[URL_MAX_BYTES + 1])
{
    CURLU *handle = curl_url();
    struct origin from = {0}, to = {0};
    char *whole = NULL;
    enum url_hop hop = URL_HOP_BAD;
    if (!handle || curl_url_set(handle, CURLUPART_URL, base, 0) != CURLUE_OK ||
        !origin_read(handle, &from) ||
        curl_url_set(handle, CURLUPART_URL, location, 0) != CURLUE_OK ||
        !origin_read(handle, &to) || !is_web(&to) || has_user(handle)) {
        goto out;
    }
    if (strcasecmp(from.host, to.host) != 0) {
        hop = URL_HOP_FOREIGN;
        goto out;
    }
    if (strcmp(from.scheme, to.scheme) == 0 && strcmp(from.port, to.port) == 0 &&
        curl_url_get(handle, CURLUPART_URL, &whole, 0) == CURLUE_OK &&
        str_to_cstr(str_from_cstr(whole), out_url, URL_MAX_BYTES + 1)) {
        hop = URL_HOP_HOME;
    }
out:
    curl_free(whole);
    origin_finish(&from);
    origin_finish(&to);
    curl_url_cleanup(handle);
    return hop;
}
