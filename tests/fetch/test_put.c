// PUT: what the server's answer means, what goes over the wire, and who may log in.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "fetch/fetch.h"
#include "hostile.h"

static char root[64];
static struct hostile *server;
static struct fetch_settings settings;
static struct fetch_result result;
static struct arena arena;

static void setup(void)
{
    (void)snprintf(root, sizeof(root), "/tmp/foyer-put-XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    server = hostile_start(root);
    cr_assert_not_null(server);
    settings = fetch_settings_default();
    settings.connect_ms = 4000;
    settings.total_ms = 8000;
    settings.low_speed_s = 2;
    arena_init(&arena, 0);
}

static void teardown(void)
{
    arena_finish(&arena);
    hostile_stop(server);
    (void)!folder_remove(root);
}

TestSuite(put, .init = setup, .fini = teardown, .timeout = 60);

static enum fetch_reason put_bytes(struct str bytes, bool only_new)
{
    char url[128];
    struct fetch_session *session = fetch_session_create(settings);
    (void)snprintf(url, sizeof(url), "%soutbox/00000001", hostile_url(server));
    const struct fetch_put put = {
        .url = str_from_cstr(url),
        .bytes = bytes,
        .sha256_hex =
            STR("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
        .only_new = only_new};
    const enum fetch_reason reason = fetch_put(session, &put, &result);
    fetch_session_destroy(session);
    return reason;
}

static struct str stored(void)
{
    struct str bytes = {0};
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/outbox/00000001", root);
    return file_read(&arena, path, 1 << 21, &bytes) ? bytes : STR("");
}

Test(put, stores_the_bytes_as_they_are)
{
    char bytes[100000];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(i * 7 + i / 251);
    }
    const struct str view = {bytes, sizeof(bytes)};
    cr_assert_eq(put_bytes(view, true), FETCH_OK);
    cr_assert(str_equal(stored(), view));
    cr_assert_eq(result.requests, 1);
    cr_assert_eq(result.status, 201);
}

Test(put, writes_over_only_what_may_be_written_over)
{
    cr_assert_eq(put_bytes(STR("one"), true), FETCH_OK);
    cr_assert_eq(put_bytes(STR("two"), true), FETCH_EXISTS);
    cr_assert(str_equal(stored(), STR("one")));
    cr_assert_eq(put_bytes(STR("two"), false), FETCH_OK, "the control");
    cr_assert_eq(result.status, 204);
    cr_assert(str_equal(stored(), STR("two")));
}

// Left alone, libcurl would wait a second for "100 Continue".
Test(put, largest_body_waits_for_nobody)
{
    char *bytes = calloc(1, FETCH_PUT_MAX + 1);
    memset(bytes, 'x', FETCH_PUT_MAX + 1);
    cr_assert_eq(put_bytes((struct str){bytes, FETCH_PUT_MAX}, true), FETCH_OK);
    cr_assert(!hostile_expects(server), "no Expect header");
    cr_assert_eq(stored().len, FETCH_PUT_MAX);
    cr_assert_eq(put_bytes((struct str){bytes, FETCH_PUT_MAX + 1}, true), FETCH_ADDRESS,
                 "the control: more is refused before anything is sent");
    cr_assert_eq(put_bytes(STR(""), true), FETCH_ADDRESS);
    cr_assert_eq(hostile_requests(server), 1);
    free(bytes);
}

#define ANSWER(status) "HTTP/1.1 " status " X\r\nContent-Length: 0\r\n\r\n"

Test(put, names_what_the_server_says)
{
    static const struct {
        const char *text;
        enum fetch_reason reason;
    } answers[] = {
        {ANSWER("200"), FETCH_OK},
        {ANSWER("201"), FETCH_OK},
        {ANSWER("204"), FETCH_OK},
        {ANSWER("202"), FETCH_STATUS},
        {ANSWER("206"), FETCH_STATUS},
        {ANSWER("304"), FETCH_STATUS},
        {ANSWER("400"), FETCH_UNFIT},
        {ANSWER("401"), FETCH_LOGIN},
        {ANSWER("403"), FETCH_LOGIN},
        {ANSWER("404"), FETCH_MISSING},
        {ANSWER("405"), FETCH_STATUS},
        {ANSWER("407"), FETCH_PROXY},
        {ANSWER("409"), FETCH_STATUS},
        {ANSWER("412"), FETCH_EXISTS},
        {ANSWER("413"), FETCH_UNFIT},
        {ANSWER("500"), FETCH_STATUS},
        {ANSWER("503"), FETCH_BUSY},
        {ANSWER("507"), FETCH_FULL},
        {ANSWER("511"), FETCH_PORTAL},
        {ANSWER("abc"), FETCH_HEADERS},
        {"HTTP/2 200\r\n\r\n", FETCH_HEADERS},
        {"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\nhello", FETCH_PORTAL},
        {"HTTP/1.1 200 X\r\n\r\n <html>", FETCH_PORTAL},
        {"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
         FETCH_OK},
        {"HTTP/1.1 201 X\r\nContent-Type: text/html\r\n\r\n<p>Created", FETCH_OK},
        {"HTTP/1.1 201 X\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
         FETCH_HEADERS},
        {"HTTP/1.1 302 X\r\nLocation: http://other.example/\r\n\r\n", FETCH_PORTAL},
        {"HTTP/1.1 307 X\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
         FETCH_REDIRECT},
    };
    for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        hostile_honest(server);
        hostile_rule(server,
                     (struct hostile_rule){.how = HOSTILE_RAW, .text = answers[i].text});
        const enum fetch_reason reason = put_bytes(STR("{}"), true);
        cr_assert_eq(reason, answers[i].reason, "%s: %s", answers[i].text,
                     fetch_reason_name(reason));
    }
    cr_assert_eq(stored().len, 0);
}

Test(put, retry_after_is_told)
{
    hostile_rule(server, (struct hostile_rule){
                             .how = HOSTILE_RAW,
                             .text = "HTTP/1.1 503 X\r\nRetry-After: 999999999\r\n"
                                     "Content-Length: 0\r\n\r\n"});
    cr_assert_eq(put_bytes(STR("{}"), true), FETCH_BUSY);
    cr_assert_eq(result.retry_after_s, 3600);
}

Test(put, a_lost_connection_is_never_success)
{
    static const struct hostile_rule rules[] = {
        {.how = HOSTILE_RESET},
        {.how = HOSTILE_RESET_PUT, .number = 0},
        {.how = HOSTILE_RESET_PUT, .number = 1000},
        {.how = HOSTILE_STORE_RESET},
        {.how = HOSTILE_SILENT},
    };
    static char bytes[5000];
    memset(bytes, 'x', sizeof(bytes));
    settings.total_ms = 1500;
    for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
        hostile_honest(server);
        hostile_rule(server, rules[i]);
        const enum fetch_reason reason =
            put_bytes((struct str){bytes, sizeof(bytes)}, true);
        cr_assert(reason == FETCH_OFFLINE || reason == FETCH_TIMEOUT ||
                      reason == FETCH_SHORT || reason == FETCH_SLOW,
                  "%zu: %s", i, fetch_reason_name(reason));
    }
    cr_assert_eq(stored().len, sizeof(bytes), "the control: one of them was stored");
}

Test(put, a_login_goes_with_every_request)
{
    static const struct {
        enum fetch_login_kind kind;
        const char *begins;
    } kinds[] = {
        {FETCH_LOGIN_BASIC, "Basic ZGVzay0xOnNlY3JldA=="},
        {FETCH_LOGIN_S3, "AWS4-HMAC-SHA256 Credential=desk-1/"},
    };
    cr_assert_eq(put_bytes(STR("{}"), true), FETCH_OK);
    cr_assert_str_eq(hostile_login(server), "", "the control");
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        const struct fetch_login login = {kinds[i].kind, "desk-1", "secret",
                                          "eu-central-1"};
        settings.login = &login;
        cr_assert_eq(put_bytes(STR("{}"), false), FETCH_OK);
        cr_assert(str_starts_with(str_from_cstr(hostile_login(server)),
                                  str_from_cstr(kinds[i].begins)),
                  "%s", hostile_login(server));
        cr_assert_eq(strstr(hostile_login(server), ";x-amz-content-sha256;") != NULL,
                     kinds[i].kind == FETCH_LOGIN_S3, "%s", hostile_login(server));
        cr_assert_null(strstr(hostile_login(server), "expect"), "%s",
                       hostile_login(server));
    }
}

// Neither user nor secret of a DIGEST login is ever sent in clear.
Test(put, digest_answers_what_the_server_asks)
{
    const struct fetch_login login = {FETCH_LOGIN_DIGEST, "desk-1", "secret", NULL};
    settings.login = &login;
    hostile_rule(server,
                 (struct hostile_rule){
                     .how = HOSTILE_RAW,
                     .times = 1,
                     .text = "HTTP/1.1 401 X\r\nWWW-Authenticate: Digest realm=\"r\", "
                             "nonce=\"n\", qop=\"auth\", algorithm=SHA-256\r\n"
                             "Content-Length: 0\r\nConnection: close\r\n\r\n"});
    cr_assert_eq(put_bytes(STR("{\"a\":1}"), true), FETCH_OK);
    cr_assert(str_equal(stored(), STR("{\"a\":1}")));
    cr_assert(str_starts_with(str_from_cstr(hostile_login(server)), STR("Digest ")));
    cr_assert_null(strstr(hostile_login(server), "secret"));
    cr_assert_eq(hostile_requests(server), 2);
}
