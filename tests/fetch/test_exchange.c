// Every attack meets the same small harness; its control is the honest server.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "conformance.h"
#include "fetch/fetch.h"
#include "hostile.h"

#define BODY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
#define HEAD "HTTP/1.1 200 OK\r\n"

struct kept {
    struct buffer bytes;
    int64_t offset; // -1: never begun
};

struct bench {
    char folder[64];
    struct hostile *server;
    struct fetch_session *session;
    struct kept kept;
    struct fetch_result result;
};

static bool keep_begin(void *context, int64_t offset)
{
    struct kept *kept = context;
    kept->offset = offset;
    return true;
}

static bool keep_write(void *context, struct str bytes)
{
    struct kept *kept = context;
    return buffer_add(&kept->bytes, bytes);
}

static struct fetch_settings hasty(void)
{
    struct fetch_settings settings = fetch_settings_default();
    settings.connect_ms = 2000;
    settings.total_ms = 4000;
    settings.low_speed_s = 1;
    return settings;
}

static void bench_open(struct bench *bench, struct fetch_settings settings)
{
    *bench = (struct bench){.folder = "/tmp/foyer-fetch-XXXXXX"};
    cr_assert_not_null(mkdtemp(bench->folder));
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/latest", bench->folder);
    cr_assert(file_write(path, STR(BODY)));
    bench->server = hostile_start(bench->folder);
    bench->session = fetch_session_create(settings);
    cr_assert(bench->server && bench->session);
}

static void bench_close(struct bench *bench)
{
    fetch_session_destroy(bench->session);
    hostile_stop(bench->server);
    buffer_finish(&bench->kept.bytes);
    (void)!folder_remove(bench->folder);
}

static enum fetch_reason run(struct bench *bench, struct fetch_request request)
{
    char url[256];
    (void)snprintf(url, sizeof(url), "%slatest", hostile_url(bench->server));
    buffer_finish(&bench->kept.bytes);
    buffer_init(&bench->kept.bytes, 4 << 20);
    bench->kept.offset = -1;
    request.url = request.url.len ? request.url : str_from_cstr(url);
    request.cap_bytes = request.cap_bytes ? request.cap_bytes : 256;
    request.sink = (struct fetch_sink){keep_begin, keep_write, &bench->kept};
    return fetch_run(bench->session, &request, &bench->result);
}

static enum fetch_reason get(struct bench *bench)
{
    return run(bench, (struct fetch_request){0});
}

static void expect(enum fetch_reason got, enum fetch_reason want, const char *what)
{
    cr_expect(got == want, "%s: %s instead of %s", what, fetch_reason_name(got),
              fetch_reason_name(want));
}

// The control of every attack: without the rule the same request succeeds, on the same
// session, so that no attack spoils what comes after it.
static void expect_honest(struct bench *bench, const char *what)
{
    hostile_honest(bench->server);
    expect(get(bench), FETCH_OK, what);
    cr_expect(str_equal(buffer_view(&bench->kept.bytes), STR(BODY)), "%s: other bytes",
              what);
}

struct attack {
    const char *what;
    struct hostile_rule rule;
    enum fetch_reason reason;
};

static void attack_each(const struct attack *attacks, size_t count)
{
    struct bench bench;
    bench_open(&bench, hasty());
    for (size_t i = 0; i < count; i++) {
        hostile_honest(bench.server);
        cr_assert(hostile_rule(bench.server, attacks[i].rule));
        expect(get(&bench), attacks[i].reason, attacks[i].what);
        cr_expect(bench.result.body_bytes <= 256 + 16384, "%s: %lld bytes",
                  attacks[i].what, (long long)bench.result.body_bytes);
        expect_honest(&bench, attacks[i].what);
    }
    bench_close(&bench);
}
#define ATTACK_EACH(attacks) attack_each((attacks), sizeof(attacks) / sizeof(*(attacks)))

Test(exchange, keeps_the_connection_and_knows_what_has_not_changed)
{
    struct bench bench;
    bench_open(&bench, hasty());
    expect(get(&bench), FETCH_OK, "first");
    cr_assert_eq(bench.result.requests, 1);
    cr_assert_eq(bench.result.body_bytes, 65);
    char etag[128];
    memcpy(etag, bench.result.etag, sizeof(etag));
    const struct fetch_request again = {.etag = str_from_cstr(etag)};
    expect(run(&bench, again), FETCH_SAME, "second");
    cr_assert_eq(bench.kept.offset, -1);
    cr_assert_eq(hostile_requests(bench.server), 2);
    cr_assert_str_eq(hostile_request(bench.server, 1), "GET /latest 304");
    bench_close(&bench);
}

Test(exchange, resumes_a_file_and_starts_again_when_the_server_cannot)
{
    struct bench bench;
    bench_open(&bench, hasty());
    const struct fetch_request rest = {.expected_bytes = 65, .offset_bytes = 60};
    expect(run(&bench, rest), FETCH_OK, "206");
    cr_assert_eq(bench.kept.offset, 60);
    cr_assert(str_equal(buffer_view(&bench.kept.bytes), STR("cdef\n")));
    cr_assert(hostile_rule(
        bench.server,
        (struct hostile_rule){.how = HOSTILE_RAW,
                              .text = HEAD "Content-Length: 65\r\n\r\n" BODY}));
    expect(run(&bench, rest), FETCH_OK, "200");
    cr_assert_eq(bench.kept.offset, 0);
    cr_assert_eq(bench.kept.bytes.len, 65);
    bench_close(&bench);
}

Test(exchange, says_offline_when_there_is_no_link_or_name)
{
    CONFORMANCE("N01");
    struct bench bench;
    bench_open(&bench, hasty());
    char url[64];
    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/latest", hostile_dead_port());
    expect(run(&bench, (struct fetch_request){.url = str_from_cstr(url)}), FETCH_OFFLINE,
           "refused");
    expect(
        run(&bench, (struct fetch_request){.url = STR("http://nowhere.invalid/latest")}),
        FETCH_OFFLINE, "no such name");
    hostile_rule(bench.server, (struct hostile_rule){.how = HOSTILE_SILENT});
    expect(get(&bench), FETCH_TIMEOUT, "no answer");
    expect_honest(&bench, "control");
    bench_close(&bench);
}

Test(exchange, survives_a_reset_anywhere)
{
    CONFORMANCE("N02");
    static const struct attack attacks[] = {
        {"at connect", {.how = HOSTILE_RESET}, FETCH_OFFLINE},
        {"in the head", {.how = HOSTILE_RESET_HEAD}, FETCH_OFFLINE},
        {"in the body", {.how = HOSTILE_RESET_BODY, .number = 10}, FETCH_SHORT},
        {"at the last byte", {.how = HOSTILE_RESET_BODY, .number = 64}, FETCH_SHORT},
    };
    ATTACK_EACH(attacks);
}

Test(exchange, knows_a_portal_from_a_feed)
{
    CONFORMANCE("N03", "N04");
    static const struct attack attacks[] = {
        {"HTML",
         {.how = HOSTILE_RAW,
          .text = HEAD "Content-Type: text/html\r\n\r\n\r\n<!DOCTYPE html><p>Log in"},
         FETCH_PORTAL},
        {"HTML under another type",
         {.how = HOSTILE_RAW,
          .text =
              HEAD "Content-Type: application/octet-stream\r\n\r\n\xef\xbb\xbf <html>"},
         FETCH_PORTAL},
        {"a long page with its length",
         {.how = HOSTILE_RAW,
          .text = HEAD "Content-Type: text/html\r\nContent-Length: 4000\r\n\r\n<html>"},
         FETCH_PORTAL},
        {"302 to the portal",
         {.how = HOSTILE_RAW,
          .text = "HTTP/1.1 302 F\r\nLocation: http://portal.invalid/login\r\n\r\n"},
         FETCH_PORTAL},
        {"511",
         {.how = HOSTILE_RAW, .text = "HTTP/1.1 511 N\r\n\r\n<html>"},
         FETCH_PORTAL},
        {"407",
         {.how = HOSTILE_RAW,
          .text = "HTTP/1.1 407 P\r\nProxy-Authenticate: Basic\r\n\r\n<html>"},
         FETCH_PROXY},
    };
    ATTACK_EACH(attacks);
}

Test(exchange, follows_no_redirect_out_and_only_three_at_home)
{
    CONFORMANCE("N05");
#define TO(where)                                                                        \
    {                                                                                    \
        .how = HOSTILE_RAW, .text = "HTTP/1.1 302 F\r\nLocation: " where "\r\n\r\n"      \
    }
    static const struct attack attacks[] = {
        {"loop", TO("/latest"), FETCH_REDIRECT},
        {"file", TO("file:///etc/passwd"), FETCH_REDIRECT},
        {"ftp", TO("ftp://127.0.0.1/x"), FETCH_REDIRECT},
        {"another port", TO("http://127.0.0.1:1/latest"), FETCH_REDIRECT},
        {"another scheme", TO("https://127.0.0.1/latest"), FETCH_REDIRECT},
        {"a user name", TO("http://a:b@127.0.0.1/latest"), FETCH_REDIRECT},
        {"another host", TO("//other.invalid/latest"), FETCH_PORTAL},
        {"nowhere",
         {.how = HOSTILE_RAW, .text = "HTTP/1.1 302 F\r\n\r\n"},
         FETCH_REDIRECT},
    };
    ATTACK_EACH(attacks);
    struct bench bench;
    bench_open(&bench, hasty());
    hostile_rule(bench.server, (struct hostile_rule)TO("/latest"));
    (void)!get(&bench);
    cr_expect_eq(hostile_requests(bench.server), 4, "one request and three hops");
    hostile_honest(bench.server);
    struct hostile_rule twice = TO("/latest");
    twice.times = 3;
    hostile_rule(bench.server, twice);
    expect(get(&bench), FETCH_OK, "three hops at home");
    bench_close(&bench);
#undef TO
}

static bool drop_begin(void *context, int64_t offset)
{
    (void)context, (void)offset;
    return true;
}

static bool drop_write(void *context, struct str bytes)
{
    (void)context, (void)bytes;
    return true;
}

static int64_t peak_kib(void)
{
    struct rusage usage;
    cr_assert_eq(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

// 48 MiB of an endless body go by and leave nothing; kept, as the control, they show.
static void expect_flat(const struct attack *attack)
{
    enum { CAP = 48 << 20 };
    struct bench bench;
    struct fetch_result result;
    bench_open(&bench, fetch_settings_default());
    hostile_rule(bench.server, attack->rule);
    (void)!get(&bench); // warm
    char url[256];
    (void)snprintf(url, sizeof(url), "%slatest", hostile_url(bench.server));
    struct fetch_request request = {.url = str_from_cstr(url),
                                    .cap_bytes = CAP,
                                    .sink = {drop_begin, drop_write, NULL}};
    const int64_t before = peak_kib();
    expect(fetch_run(bench.session, &request, &result), attack->reason, attack->what);
    cr_expect(result.body_bytes > CAP && result.body_bytes <= CAP + 16384,
              "%s: the cap and one callback", attack->what);
    const int64_t flat = peak_kib();
    cr_expect_lt(flat - before, 4 * 1024, "%s: grew by %lld KiB", attack->what,
                 (long long)(flat - before));
    buffer_finish(&bench.kept.bytes);
    buffer_init(&bench.kept.bytes, 0);
    request.sink = (struct fetch_sink){keep_begin, keep_write, &bench.kept};
    (void)!fetch_run(bench.session, &request, &result);
    cr_expect_gt(peak_kib() - flat, 40 * 1024, "the control: what is kept shows");
    expect_honest(&bench, attack->what);
    bench_close(&bench);
}

Test(exchange, ends_an_endless_body_at_the_cap)
{
    CONFORMANCE("N07");
    static char filler[1024];
    memset(filler, 'x', 1000);
    const struct attack endless = {
        "close-delimited",
        {.how = HOSTILE_ENDLESS, .text = HEAD "\r\n", .filler = filler},
        FETCH_BIG};
    expect_flat(&endless);
}

Test(exchange, ends_an_endless_row_of_chunks_at_the_cap)
{
    CONFORMANCE("N06");
    static char chunk[1024];
    (void)snprintf(chunk, sizeof(chunk), "3d4\r\n%0980d\r\n", 0);
    const struct attack endless = {"chunked",
                                   {.how = HOSTILE_ENDLESS,
                                    .text = HEAD "Transfer-Encoding: chunked\r\n\r\n",
                                    .filler = chunk},
                                   FETCH_BIG};
    expect_flat(&endless);
}

Test(exchange, notices_every_wrong_length)
{
    CONFORMANCE("N08", "N09");
    static const struct attack attacks[] = {
        {"longer than sent", {.how = HOSTILE_LENGTH, .number = 5}, FETCH_SHORT},
        {"cut", {.how = HOSTILE_CUT_BODY, .number = 20}, FETCH_SHORT},
        {"two lengths",
         {.how = HOSTILE_RAW,
          .text = HEAD "Content-Length: 65\r\nContent-Length: 66\r\n\r\n" BODY "x"},
         FETCH_HEADERS},
        {"the same length twice",
         {.how = HOSTILE_RAW,
          .text = HEAD "Content-Length: 65\r\ncontent-length: 65\r\n\r\n" BODY},
         FETCH_HEADERS},
        {"a length and chunks",
         {.how = HOSTILE_RAW,
          .text =
              HEAD "Content-Length: 65\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
         FETCH_HEADERS},
        {"a length below zero",
         {.how = HOSTILE_RAW, .text = HEAD "Content-Length: -1\r\n\r\n" BODY},
         FETCH_HEADERS},
        {"a chunked body cut",
         {.how = HOSTILE_RAW,
          .text = HEAD "Transfer-Encoding: chunked\r\n\r\n41\r\n0123"},
         FETCH_SHORT},
        {"over the cap",
         {.how = HOSTILE_RAW,
          .text = HEAD "Content-Length: 9999999999999999999999\r\n\r\n"},
         FETCH_BIG},
    };
    ATTACK_EACH(attacks);
    struct bench bench;
    bench_open(&bench, hasty());
    const struct fetch_request exact = {.expected_bytes = 65};
    expect(run(&bench, exact), FETCH_OK, "control");
    hostile_rule(bench.server,
                 (struct hostile_rule){.how = HOSTILE_LENGTH, .number = -5});
    expect(run(&bench, exact), FETCH_SHORT, "shorter than the body");
    hostile_honest(bench.server);
    hostile_rule(bench.server, (struct hostile_rule){.how = HOSTILE_RAW,
                                                     .text = HEAD "\r\n" BODY "more"});
    expect(run(&bench, exact), FETCH_BIG, "longer than expected");
    bench_close(&bench);
}

Test(exchange, asks_for_no_compression_and_unpacks_none)
{
    CONFORMANCE("N10");
    static const struct attack attacks[] = {
        {"gzip bomb", {.how = HOSTILE_BOMB, .number = 200000}, FETCH_ENCODED},
        {"br",
         {.how = HOSTILE_RAW, .text = HEAD "Content-Encoding: br\r\n\r\n" BODY},
         FETCH_ENCODED},
        {"zstd",
         {.how = HOSTILE_RAW, .text = HEAD "Content-Encoding: zstd\r\n\r\n" BODY},
         FETCH_ENCODED},
        {"in the transfer",
         {.how = HOSTILE_RAW,
          .text = HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n"},
         FETCH_HEADERS},
    };
    ATTACK_EACH(attacks);
}

Test(exchange, ends_a_trickle)
{
    CONFORMANCE("N11");
    static const struct attack attacks[] = {
        {"body by the byte",
         {.how = HOSTILE_DRIP, .text = HEAD "\r\n", .filler = "0", .pause_ms = 100},
         FETCH_SLOW},
        {"head by the byte",
         {.how = HOSTILE_DRIP, .text = HEAD, .filler = "X", .pause_ms = 100},
         FETCH_SLOW},
    };
    const struct fetch_settings real = fetch_settings_default();
    cr_expect(real.low_speed_bps == 100 && real.low_speed_s == 30 &&
              real.total_ms == 120000);
    ATTACK_EACH(attacks);
    // Fast enough for the low speed limit, and ended by the total time.
    struct fetch_settings settings = hasty();
    settings.low_speed_bps = 1;
    settings.total_ms = 1500;
    struct bench bench;
    bench_open(&bench, settings);
    hostile_rule(bench.server, attacks[0].rule);
    expect(get(&bench), FETCH_SLOW, "total time");
    expect_honest(&bench, "total time");
    bench_close(&bench);
}

Test(exchange, bounds_the_head)
{
    CONFORMANCE("N12");
    static char line[1001];
    memset(line, 'a', 1000);
    static const struct attack attacks[] = {
        {"one endless line",
         {.how = HOSTILE_ENDLESS, .text = HEAD "X: ", .filler = line},
         FETCH_HEADERS},
        {"10,000 lines",
         {.how = HOSTILE_ENDLESS, .text = HEAD, .filler = "X: y\r\n"},
         FETCH_HEADERS},
        {"endless 103",
         {.how = HOSTILE_ENDLESS, .text = "", .filler = "HTTP/1.1 103 E\r\nX: y\r\n\r\n"},
         FETCH_HEADERS},
        {"endless trailers",
         {.how = HOSTILE_ENDLESS,
          .text = HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n",
          .filler = "X: y\r\n"},
         FETCH_HEADERS},
        {"NUL",
         {.how = HOSTILE_RAW, .text = HEAD "X: a\001b\r\n\r\n" BODY},
         FETCH_HEADERS},
        {"no HTTP",
         {.how = HOSTILE_RAW, .text = "220 mail ready\r\n\r\n"},
         FETCH_HEADERS},
        {"HTTP/2",
         {.how = HOSTILE_RAW, .text = "HTTP/2 200\r\n\r\n" BODY},
         FETCH_HEADERS},
    };
    ATTACK_EACH(attacks);
}

// One bit wrong anywhere in head or chunk lines may spoil the answer, never the program.
Test(exchange, survives_every_flipped_bit_of_an_answer)
{
    CONFORMANCE("D01");
    static const char good[] =
        HEAD "Content-Type: text/plain\r\nETag: \"a\"\r\nContent-Range: bytes 0-1/2\r\n"
             "Retry-After: 10\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n" BODY
             "\r\n0\r\n\r\n";
    struct bench bench;
    bench_open(&bench, hasty());
    int64_t fine = 0;
    for (size_t i = 0; i < (sizeof(good) - 1) * 8; i += 3) {
        char bad[sizeof(good)];
        memcpy(bad, good, sizeof(good));
        bad[i / 8] ^= (char)(1 << i % 8);
        bad[i / 8] = bad[i / 8] ? bad[i / 8] : 1;
        hostile_honest(bench.server);
        hostile_rule(bench.server,
                     (struct hostile_rule){.how = HOSTILE_RAW, .text = bad});
        fine += get(&bench) == FETCH_OK;
        cr_assert_leq(bench.kept.bytes.len, 256);
    }
    cr_expect_gt(fine, 100, "the control: most of a head does not matter");
    expect_honest(&bench, "flipped bits");
    bench_close(&bench);
}

Test(exchange, honours_retry_after_up_to_an_hour)
{
    CONFORMANCE("N13");
    static const struct {
        const char *text;
        enum fetch_reason reason;
        int64_t retry_s;
    } answers[] = {
        {"HTTP/1.1 500 I\r\n\r\n", FETCH_STATUS, 0},
        {"HTTP/1.1 503 U\r\nRetry-After: 315360000\r\n\r\n", FETCH_BUSY, 3600},
        {"HTTP/1.1 503 U\r\nRetry-After: 99999999999999999999999\r\n\r\n", FETCH_BUSY,
         3600},
        {"HTTP/1.1 503 U\r\nRetry-After: Fri, 31 Dec 2100 23:59:59 GMT\r\n\r\n",
         FETCH_BUSY, 3600},
        {"HTTP/1.1 503 U\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n\r\n",
         FETCH_BUSY, 0},
        {"HTTP/1.1 503 U\r\nRetry-After: soon\r\n\r\n", FETCH_BUSY, 0},
        {"HTTP/1.1 429 T\r\nRetry-After: 42\r\n\r\n", FETCH_BUSY, 42},
        {"HTTP/1.1 408 T\r\n\r\n", FETCH_BUSY, 0},
        {"HTTP/1.1 404 N\r\n\r\n", FETCH_MISSING, 0},
    };
    struct bench bench;
    bench_open(&bench, hasty());
    for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        hostile_rule(bench.server,
                     (struct hostile_rule){.how = HOSTILE_RAW, .text = answers[i].text});
        expect(get(&bench), answers[i].reason, answers[i].text);
        cr_expect_eq(bench.result.retry_after_s, answers[i].retry_s, "%s",
                     answers[i].text);
        expect_honest(&bench, "control");
    }
    bench_close(&bench);
}

Test(exchange, takes_only_the_range_it_asked_for)
{
    CONFORMANCE("N14");
    static const struct attack attacks[] = {
        {"304 to a plain GET",
         {.how = HOSTILE_RAW, .text = "HTTP/1.1 304 N\r\n\r\n"},
         FETCH_STATUS},
        {"206 to a plain GET",
         {.how = HOSTILE_RAW,
          .text = "HTTP/1.1 206 P\r\nContent-Range: bytes 0-64/65\r\n\r\n" BODY},
         FETCH_RANGE},
    };
    ATTACK_EACH(attacks);
    static const char *const ranges[] = {
        "bytes 0-64/65", "bytes 60-63/65", "bytes 60-64/66", "bytes 60-64/*",
        "bytes 60-",     "lines 60-64/65", "bytes 61-64/65", ""};
    struct bench bench;
    bench_open(&bench, hasty());
    const struct fetch_request rest = {.expected_bytes = 65, .offset_bytes = 60};
    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
        char text[256];
        (void)snprintf(text, sizeof(text),
                       "HTTP/1.1 206 P\r\nContent-Range: %s\r\n\r\n" BODY, ranges[i]);
        hostile_rule(bench.server,
                     (struct hostile_rule){.how = HOSTILE_RAW, .text = text});
        expect(run(&bench, rest), FETCH_RANGE, ranges[i]);
        cr_expect_eq(bench.kept.offset, -1);
        hostile_honest(bench.server);
        expect(run(&bench, rest), FETCH_OK, "control");
    }
    bench_close(&bench);
}

Test(exchange, takes_nothing_for_nothing)
{
    CONFORMANCE("N15");
    static const struct attack attacks[] = {
        {"204", {.how = HOSTILE_RAW, .text = "HTTP/1.1 204 N\r\n\r\n"}, FETCH_EMPTY},
        {"empty 200",
         {.how = HOSTILE_RAW, .text = HEAD "Content-Length: 0\r\n\r\n"},
         FETCH_EMPTY},
        {"empty chunked 200",
         {.how = HOSTILE_RAW, .text = HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
         FETCH_EMPTY},
    };
    ATTACK_EACH(attacks);
}

static bool stop_at_once(void *context)
{
    (void)context;
    return true;
}

Test(exchange, stops_when_it_is_told_to)
{
    struct fetch_settings settings = hasty();
    settings.stopped = stop_at_once;
    struct bench bench;
    bench_open(&bench, settings);
    expect(get(&bench), FETCH_STOPPED, "stop");
    bench_close(&bench);
}

Test(exchange, asks_only_what_is_an_address)
{
    static const char *const bad[] = {
        "file:///etc/passwd", "ftp://127.0.0.1/",  "http://",
        "127.0.0.1/latest",   "http://a b/",       "http://u:p@127.0.0.1",
        "http://u@host",      "http://h/\r\nX: y",
    };
    struct bench bench;
    bench_open(&bench, hasty());
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        expect(run(&bench, (struct fetch_request){.url = str_from_cstr(bad[i])}),
               FETCH_ADDRESS, bad[i]);
    }
    cr_expect_eq(hostile_requests(bench.server), 0);
    expect_honest(&bench, "control");
    bench_close(&bench);
}
